"""A DAG whose mapped tasks are pods in a queue, made by KubernetesPodOperator."""

import os

from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.sdk import DAG
from kubernetes.client import models as k8s

with DAG(dag_id="nightly", schedule=None):
    KubernetesPodOperator.partial(
        task_id="score",
        name="score",
        namespace=os.environ.get("BASALT_TEST_NAMESPACE", "default"),
        image="none",
        cmds=["sh", "-c"],
        schedulername="volcano",
        annotations={"scheduling.volcano.sh/queue-name": os.environ.get("BASALT_TEST_QUEUE", "default")},
        container_resources=k8s.V1ResourceRequirements(requests={"cpu": "1", "memory": "64Mi"}),
        config_file=os.environ.get("KUBECONFIG"),
        in_cluster=False,
        kubernetes_conn_id=None,
        get_logs=True,
        on_finish_action="keep_pod",
        # People who queue set this to hours: the default of two minutes fails what waits.
        schedule_timeout_seconds=300,
        startup_timeout_seconds=300,
    ).expand(arguments=[[f"echo shard {i}"] for i in range(3)])
