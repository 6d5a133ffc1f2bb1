"""A DAG whose tasks KubernetesExecutor turns into pods."""

from airflow.sdk import DAG, task

with DAG(dag_id="plain", schedule=None):

    @task
    def numbers() -> list[int]:
        return [1, 2, 3]

    @task
    def total(values: list[int]) -> int:
        assert sum(values) == 6
        return sum(values)

    total(numbers())
