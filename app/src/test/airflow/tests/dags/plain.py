"""A DAG of ordinary tasks: with KubernetesExecutor each is a pod of its own."""

from airflow.sdk import DAG, task

with DAG(dag_id="plain", schedule=None):

    @task
    def numbers():
        return [1, 2, 3]

    @task
    def double(number):
        return 2 * number

    @task
    def total(doubled):
        print(f"the total is {sum(doubled)}")

    total(double.expand(number=numbers()))
