"""What Airflow does to a cluster works."""

import threading

from conftest import eventually


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
