"""What Airflow does to a cluster works."""

import json
import threading

from conftest import eventually
from kubernetes.client import ApiException


def blocker(queue):
    return {
        "metadata": {
            "name": "blocker",
            "annotations": {"scheduling.volcano.sh/queue-name": queue},
        },
        "spec": {
            "schedulerName": "volcano",
            "terminationGracePeriodSeconds": 0,
            "containers": [
                {
                    "name": "main",
                    "image": "none",
                    "command": ["sleep", "600"],
                    "resources": {"requests": {"cpu": "1"}},
                }
            ],
        },
    }


def test_mapped_pods_wait_in_their_queue_and_then_run(airflow, cluster, namespace, queue):
    cluster.create_namespaced_pod(namespace, blocker(queue))

    def running():
        assert cluster.read_namespaced_pod("blocker", namespace).status.phase == "Running"

    eventually(running)

    def free_once_somebody_waits():
        def waits():
            events = cluster.list_namespaced_event(namespace).items
            assert any(
                event.reason == "FailedScheduling"
                and event.involved_object.kind == "Pod"
                and event.involved_object.name.startswith("score")
                for event in events
            )

        eventually(waits)
        cluster.delete_namespaced_pod("blocker", namespace, grace_period_seconds=0)

    helper = threading.Thread(target=free_once_somebody_waits)
    helper.start()
    said = airflow.run("dags", "test", "nightly", BASALT_TEST_QUEUE=queue)
    helper.join()

    pods = cluster.list_namespaced_pod(namespace, label_selector="dag_id=nightly").items
    assert len(pods) == 3, said[-4000:]
    for pod in pods:
        assert pod.status.phase == "Succeeded"
        assert pod.metadata.annotations["scheduling.volcano.sh/queue-name"] == queue
    for shard in range(3):
        assert f"shard {shard}" in said


def log(cluster, pod):
    """The end of what a pod said, for people."""
    try:
        said = cluster.read_namespaced_pod_log(pod.metadata.name, pod.metadata.namespace)
        return (said or "")[-2000:]
    except ApiException as none:
        return str(none.reason)


def test_each_task_of_the_executor_is_a_pod_in_the_queue(services, cluster, namespace, queue):
    airflow = services.airflow
    # Only once the DAG has been read can it be started.
    eventually(lambda: airflow.run("dags", "trigger", "plain"), 240)

    def pods():
        return cluster.list_namespaced_pod(namespace, label_selector="dag_id=plain").items

    def succeeded():
        said = airflow.run("dags", "list-runs", "plain", "--output", "json")
        # Warnings may stand before it.
        line = next(line for line in said.splitlines() if line.startswith("[{"))
        assert json.loads(line)[0]["state"] == "success", what_happened()

    def what_happened():
        logs = [
            (
                pod.metadata.name,
                pod.status.phase,
                pod.status.container_statuses and pod.status.container_statuses[0].state.to_dict(),
                log(cluster, pod),
            )
            for pod in pods()
        ]
        return f"{logs}\n{services.said()}"

    def ended():
        assert {pod.status.phase for pod in pods()} == {"Succeeded"}

    eventually(succeeded, 240)
    # A worker reports that its task is done before it ends itself.
    eventually(ended)
    workers = pods()
    assert len(workers) == 5
    for pod in workers:
        assert pod.metadata.labels["kubernetes_executor"] == "True"
        assert pod.metadata.annotations["scheduling.volcano.sh/queue-name"] == queue
        assert pod.spec.scheduler_name == "volcano"
