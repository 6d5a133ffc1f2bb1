"""Airflow with a home of its own, on the cluster that KUBECONFIG names."""

import os
import pathlib
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
