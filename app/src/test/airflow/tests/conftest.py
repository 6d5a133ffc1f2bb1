"""Airflow with a home of its own, on the cluster that KUBECONFIG names."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import pytest
from kubernetes import client, config

DAGS = pathlib.Path(__file__).parent / "dags"
BIN = pathlib.Path(sys.executable).parent


@pytest.fixture(scope="session")
def namespace():
    return os.environ["BASALT_TEST_NAMESPACE"]


@pytest.fixture(scope="session")
def cluster():
    config.load_kube_config(os.environ["KUBECONFIG"])
    return client.CoreV1Api()


class Airflow:
    """A home, and the commands that work on it."""

    def __init__(self, home, namespace):
        self.home = home
        self.environment = {
            **os.environ,
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOME": str(home),
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "BASALT_TEST_NAMESPACE": namespace,
        }

    def run(self, *arguments, **more):
        done = subprocess.run(
            [str(BIN / "airflow"), *arguments],
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout + done.stderr


@pytest.fixture
def airflow(tmp_path, namespace):
    one = Airflow(tmp_path, namespace)
    one.run("db", "migrate")
    return one


class Services:
    """Airflow's services, which run each task in a pod of its own."""

    def __init__(self, airflow, queue):
        self.airflow = airflow
        self.processes = {}
        port = free_port()
        airflow.environment |= {
            "AIRFLOW__CORE__EXECUTOR": "KubernetesExecutor",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__API_AUTH__JWT_SECRET": "a secret of this test, and of no other installation",
        }
        # A worker needs what the services have, and nothing that is only theirs.
        worker = {
            name: value
            for name, value in airflow.environment.items()
            if name.startswith("AIRFLOW_") or name in ("PATH", "HOME")
        }
        worker["AIRFLOW__CORE__EXECUTOR"] = "LocalExecutor"
        template = airflow.home / "worker.yaml"
        template.write_text(json.dumps(worker_pod(queue, worker)))
        airflow.environment |= {
            "AIRFLOW__KUBERNETES_EXECUTOR__IN_CLUSTER": "False",
            "AIRFLOW__KUBERNETES_EXECUTOR__CONFIG_FILE": os.environ["KUBECONFIG"],
            "AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE": airflow.environment["BASALT_TEST_NAMESPACE"],
            "AIRFLOW__KUBERNETES_EXECUTOR__POD_TEMPLATE_FILE": str(template),
            "AIRFLOW__KUBERNETES_EXECUTOR__DELETE_WORKER_PODS": "False",
        }

    def start(self):
        for service in ("api-server", "dag-processor", "scheduler"):
            with open(self.log(service), "wb") as log:
                self.processes[service] = subprocess.Popen(
                    [str(BIN / "airflow"), service],
                    env=self.airflow.environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def stop(self):
        for process in self.processes.values():
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def log(self, service):
        return self.airflow.home / f"{service}.log"

    def said(self):
        """The end of what each has said, for people."""
        ends = {service: self.log(service).read_text(errors="replace") for service in self.processes}
        return "\n".join(f"== {service}\n{text[-3000:]}" for service, text in ends.items())


def worker_pod(queue, variables):
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": "worker",
            "annotations": {"scheduling.volcano.sh/queue-name": queue},
        },
        "spec": {
            "schedulerName": "volcano",
            "restartPolicy": "Never",
            "containers": [
                {
                    "name": "base",
                    "image": "none",
                    # Airflow gives arguments only, for the entry point of its image.
                    "command": ["/usr/bin/env"],
                    "env": [{"name": name, "value": value} for name, value in variables.items()],
                    "resources": {"requests": {"cpu": "1", "memory": "64Mi"}},
                }
            ],
        },
    }


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def services(airflow, queue):
    some = Services(airflow, queue)
    some.start()
    yield some
    some.stop()


@pytest.fixture
def queue(cluster, namespace):
    objects = client.CustomObjectsApi()
    name = f"{namespace}-airflow"
    body = {
        "apiVersion": "scheduling.volcano.sh/v1beta1",
        "kind": "Queue",
        "metadata": {"name": name},
        "spec": {"weight": 1, "capability": {"cpu": "1"}},
    }
    objects.create_cluster_custom_object("scheduling.volcano.sh", "v1beta1", "queues", body)
    yield name
    objects.delete_cluster_custom_object("scheduling.volcano.sh", "v1beta1", "queues", name)


def eventually(check, seconds=120):
    """Waits for what others bring about; the deadline only catches absence."""
    end = time.monotonic() + seconds
    while True:
        try:
            return check()
        except AssertionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
