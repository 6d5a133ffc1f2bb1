"""What Airflow does to a cluster works, and tells its users why they wait."""

import json
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
    # Why it waited stands in the log of the task.
    assert queue in said


def test_pods_of_the_kubernetes_executor_do_their_tasks(airflow, cluster, namespace, template):
    import os

    executor = {
        "AIRFLOW__CORE__EXECUTOR": "KubernetesExecutor",
        "AIRFLOW__KUBERNETES_EXECUTOR__IN_CLUSTER": "False",
        "AIRFLOW__KUBERNETES_EXECUTOR__CONFIG_FILE": os.environ["KUBECONFIG"],
        "AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE": namespace,
        "AIRFLOW__KUBERNETES_EXECUTOR__POD_TEMPLATE_FILE": template,
        "AIRFLOW__KUBERNETES_EXECUTOR__DELETE_WORKER_PODS": "False",
    }
    airflow.serve("api-server", "scheduler", "dag-processor", **executor)

    def known():
        assert "plain" in airflow.run("dags", "list", "-o", "json", **executor)

    eventually(known)
    airflow.run("dags", "trigger", "plain", **executor)

    def succeeded():
        out = airflow.run("dags", "list-runs", "plain", "-o", "json", **executor)
        runs = json.loads(out[out.index("[{") : out.rindex("}]") + 2])
        assert [run["state"] for run in runs] == ["success"], (
            airflow.said()
            + "".join(
                f"\n{pod.metadata.name} {pod.status.phase} {pod.status.conditions}"
                for pod in cluster.list_namespaced_pod(namespace).items
            )
        )

    eventually(succeeded, 240)
    pods = cluster.list_namespaced_pod(namespace, label_selector="dag_id=plain").items
    assert {pod.metadata.labels["task_id"] for pod in pods} == {"numbers", "total"}
    assert all(pod.spec.scheduler_name == "volcano" for pod in pods)
    assert all(pod.status.phase == "Succeeded" for pod in pods)
