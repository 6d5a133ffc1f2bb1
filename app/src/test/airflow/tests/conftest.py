"""Airflow with a home of its own, on the cluster that KUBECONFIG names."""

import os
import pathlib
import secrets
import socket
import subprocess
import sys
import time

import pytest
import yaml
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
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.home = home
        self.environment = {
            **os.environ,
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOME": str(home),
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{self.port}/execution/",
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(48),
            "BASALT_TEST_NAMESPACE": namespace,
        }
        self.services = []

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

    def serve(self, *names, **more):
        for name in names:
            log = open(self.home / f"{name}.log", "w")
            self.services.append(
                subprocess.Popen(
                    [str(BIN / "airflow"), name],
                    env={**self.environment, **more},
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )

    def said(self):
        return "\n".join(
            f"== {log.name}\n{log.read_text()[-3000:]}" for log in sorted(self.home.glob("*.log"))
        )

    def close(self):
        for service in self.services:
            os.killpg(service.pid, 9)
            service.wait()


@pytest.fixture
def airflow(tmp_path, namespace):
    one = Airflow(tmp_path, namespace)
    one.run("db", "migrate")
    yield one
    one.close()


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


@pytest.fixture
def template(tmp_path, airflow):
    """The pods of KubernetesExecutor: they find this Airflow by what the file says."""
    kept = [key for key in airflow.environment if key.startswith("AIRFLOW")] + ["PATH", "HOME"]
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "template"},
        "spec": {
            "schedulerName": "volcano",
            "restartPolicy": "Never",
            "containers": [
                {
                    "name": "base",
                    "image": "none",
                    "env": [{"name": key, "value": airflow.environment[key]} for key in kept],
                    "resources": {"requests": {"cpu": "500m", "memory": "128Mi"}},
                }
            ],
        },
    }
    file = tmp_path / "template.yaml"
    file.write_text(yaml.safe_dump(pod))
    return str(file)


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
