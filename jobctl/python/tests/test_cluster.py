"""What people do with jobs, on a cluster whose pods really run."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import signal
import threading
import time
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from conftest import PYTHON
from kubernetes import client as kubernetes
from kubernetes import config

import jobctl

pytestmark = pytest.mark.cluster

SOON = 60
DOCS = Path(__file__).parents[3] / "docs" / "python.md"


class Unlucky(Exception):
    """An exception of the user's own."""


def square(x: int, plus: int = 0) -> int:
    print("computing", x)
    return x * x + plus


def until_allowed(x: int, allowed: str) -> int:
    if x % 2 and not os.path.exists(allowed):
        raise Unlucky(f"{x} is odd")
    return x


def test_a_command_runs_in_shards_once(client: jobctl.Client, key: str) -> None:
    command = "echo shard $JOBCTL_SHARD of $JOBCTL_SHARDS; printf $JOBCTL_SHARD > /dev/termination-log"
    job = client.submit(command, shards=3, key=key)
    again = client.submit(command, shards=3, key=key)
    assert (again.uid, again.existed, job.existed) == (job.uid, True, False)

    status = job.wait(SOON)
    assert status.completed and status.succeeded == 3
    assert job.results() == ["0", "1", "2"]
    assert job.logs(1) == "shard 1 of 3\n"
    assert job.logs() == "".join(f"[{n}] shard {n} of 3\n" for n in range(3))
    assert list(job.follow(2)) == ["shard 2 of 3"]
    assert job.name in {one.name for one in client.jobs()}
    with pytest.raises(jobctl.NameTaken, match="is another one"):
        client.submit("true", name=job.name)


def test_a_failure_is_told_with_exit_code_and_log(client: jobctl.Client, key: str) -> None:
    with pytest.raises(jobctl.JobFailed) as failed:
        client.run('echo "no such file"; exit $((JOBCTL_SHARD * 3))', shards=2, key=key, progress=False)
    (failure,) = failed.value.failures
    assert (failure.shard, failure.exit_code) == (1, 3)
    assert "shard 1: exit code 3" in str(failed.value)
    assert "| no such file" in str(failed.value)
    assert failed.value.job.logs(failed=True) == "[1] no such file\n"


def test_a_function_is_mapped_over_items(client: jobctl.Client) -> None:
    assert client.map(square, [1, 2, 3], [10, 20, 30], python=PYTHON, progress=False) == [11, 24, 39]


def test_a_function_is_mapped_over_a_grid_some_calls_to_a_shard(client: jobctl.Client) -> None:
    job = client.submit(square, grid={"x": [1, 2], "plus": [0, 5, 7]}, per_shard=4, python=PYTHON)
    assert job.results(SOON) == [1, 6, 8, 4, 9, 11]
    assert job.status().total == 2
    assert job.logs(1) == "computing 2\ncomputing 2\n"
    found = client.job(job.name)
    assert found.results() == [1, 6, 8, 4, 9, 11]


def test_a_function_is_mapped_over_days(client: jobctl.Client) -> None:
    def dates(date: datetime.date) -> tuple[datetime.date, str]:
        return date, os.environ["JOBCTL_DATES"]

    listed = client.submit(dates, days=["2024-01-05", "2024-01-03"], per_shard=2, python=PYTHON)
    days = jobctl.Days("2024-01-05", "2024-01-09", per_shard=2, holidays=["2024-01-08"])
    assert client.map(dates, days=days, python=PYTHON, progress=False) == [
        (datetime.date(2024, 1, 5), "2024-01-05,2024-01-09"),
        (datetime.date(2024, 1, 9), "2024-01-05,2024-01-09"),
    ]
    assert [one for _, one in listed.results(SOON)] == ["2024-01-05,2024-01-03"] * 2


def test_results_of_any_size_come_back_or_are_refused(client: jobctl.Client) -> None:
    def noise(size: int) -> bytes:
        print("before")
        print("half a line", end="")
        return os.urandom(size)

    job = client.submit(noise, [10, 300_000, 2_000_000], python=PYTHON)
    with pytest.raises(jobctl.JobFailed, match=r"ResultTooLarge.*write it to a volume"):
        job.results(SOON)
    sizes = {one.shard: len(one.values[0]) for one in job.as_completed() if one.failure is None}
    assert sizes == {0: 10, 1: 300_000}
    assert job.logs(1) == "before\nhalf a line\n"
    assert list(job.follow(1)) == ["before", "half a line"]


def test_failed_shards_run_anew_and_results_are_merged(client: jobctl.Client, tmp_path: Path) -> None:
    allowed = tmp_path / "allowed"
    with pytest.raises(jobctl.JobFailed) as failed:
        client.map(until_allowed, range(4), [str(allowed)] * 4, python=PYTHON, progress=False)
    assert [one.shard for one in failed.value.failures] == [1, 3]
    assert isinstance(failed.value.__cause__, Unlucky)
    assert "in until_allowed" in str(failed.value.__cause__.__cause__)

    job = failed.value.job
    still = job.retry_failed()
    assert still.wait(SOON).phase == "Failed"
    allowed.touch()
    last = still.retry_failed(memory="300Mi")
    assert (last.name, last.wait(SOON).total) == (f"{job.name}-r2", 2)
    assert last.results() == [0, 1, 2, 3]
    other = job.retry_failed(memory="310Mi")
    assert (other.name, other.results(SOON)) == (f"{job.name}-r3", [0, 1, 2, 3])
    # The function stays as long as any of them does.
    config.load_kube_config()
    held = kubernetes.CoreV1Api().read_namespaced_config_map(
        job.request["mounts"]["/opt/jobctl"].removeprefix("config:"), job.namespace
    )
    owners = held.metadata.owner_references
    assert {one.uid for one in owners} == {job.uid, still.uid, last.uid, other.uid}
    with pytest.raises(ValueError, match="no shard"):
        last.retry_failed()


def test_enough_success_is_success(client: jobctl.Client) -> None:
    def mostly(x: int) -> int:
        if x == 0:
            raise ValueError("zero")
        time.sleep(2)
        return x

    job = client.submit(mostly, range(3), min_success=2, python=PYTHON)
    assert job.results(SOON, missing=None) == [None, 1, 2]
    with pytest.raises(jobctl.ResultMissing, match="success enough"):
        job.results()


def test_a_job_is_suspended_resumed_and_cancelled(client: jobctl.Client, key: str) -> None:
    job = client.submit("sleep 600", key=key)
    with pytest.raises(jobctl.WaitTimeout, match="goes on"):
        job.wait(0.5)
    until_running(job)
    job.suspend()
    assert job.wait(SOON).suspended
    with pytest.raises(jobctl.JobFailed, match=r"is suspended.*\n.*resume\(\)"):
        job.results()
    job.resume()
    until_running(job)
    job.cancel()
    assert job.wait(SOON).phase == "Terminated"
    (failure,) = job.failed()
    assert "did not run to its end" in str(failure)
    job.cancel(delete=True)
    with pytest.raises(jobctl.NotFound):
        job.status()


def test_an_interrupt_leaves_the_job_alone_and_a_second_one_cancels_it(
    client: jobctl.Client, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, main = f"held-{key[:8]}", threading.get_ident()

    def interrupt() -> None:
        until_running(client.job(name))
        signal.pthread_kill(main, signal.SIGINT)

    def again(seconds: float) -> None:
        assert client.job(name).status().phase == "Running"
        raise KeyboardInterrupt

    client.submit("sleep 600", name=name)
    monkeypatch.setattr("jobctl._client.time", types.SimpleNamespace(sleep=again))
    # A build that a shell began in the background ignores interrupts, and so would this process.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            client.run("sleep 600", name=name, progress=False)
    finally:
        signal.signal(signal.SIGINT, before)
    assert client.job(name).wait(SOON).phase == "Terminated"


def test_a_job_that_waits_says_why(client: jobctl.Client, key: str) -> None:
    job = client.submit("true", cpu=1000, key=key)
    until = time.monotonic() + SOON
    while not job.explain().line and time.monotonic() < until:
        time.sleep(0.2)
    assert "1k cpu" in str(job.explain()) or "1000 cpu" in str(job.explain())
    assert "cpu" in job._repr_html_()
    job.cancel(delete=True)


def test_futures_are_done_shard_by_shard(client: jobctl.Client) -> None:
    with jobctl.JobExecutor(client, python=PYTHON) as executor:
        futures = [executor.submit(square, n, plus=1) for n in range(4)]
        bad = executor.submit(until_allowed, 1, "/nowhere")
        assert [future.result(SOON) for future in futures] == [1, 2, 5, 10]
        assert isinstance(bad.exception(SOON), Unlucky)
    with pytest.raises(RuntimeError, match="shut down"):
        executor.submit(square, 1)


def test_a_user_has_the_rights_of_one_namespace_and_no_other(namespace: str) -> None:
    with someone(namespace) as ann:
        assert ann.map(square, [3], python=PYTHON, progress=False) == [9]
        job = ann.submit("exit 1", key="rights")
        job.wait(SOON)
        job.explain()
        with pytest.raises(jobctl.Forbidden) as refused:
            ann.submit("true", namespace="kube-system")
        assert re.search(
            'user ".*ann" may not create jobs in namespace kube-system; give namespace=', str(refused.value)
        )
        with pytest.raises(jobctl.Forbidden, match="may not create configmaps in namespace kube-system"):
            ann.submit(square, [1], namespace="kube-system")


def until_running(job: jobctl.Job[str]) -> None:
    until = time.monotonic() + SOON
    while job.status().running == 0:
        assert time.monotonic() < until, job.explain()
        time.sleep(0.1)


@contextlib.contextmanager
def someone(namespace: str) -> Iterator[jobctl.Client]:
    """A user who has the role of the docs in one namespace."""
    config.load_kube_config()
    core, rbac = kubernetes.CoreV1Api(), kubernetes.RbacAuthorizationV1Api()
    core.create_namespaced_service_account(namespace, {"metadata": {"name": "ann"}})
    found = re.search(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    role = yaml.safe_load(found[1])
    rbac.create_namespaced_role(namespace, role)
    rbac.create_namespaced_role_binding(
        namespace,
        {
            "metadata": {"name": "ann"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "jobctl"},
            "subjects": [{"kind": "ServiceAccount", "name": "ann", "namespace": namespace}],
        },
    )
    request = {"spec": {"audiences": [], "expirationSeconds": 3600}}
    token = core.create_namespaced_service_account_token("ann", namespace, request).status.token
    mine = kubernetes.Configuration()
    admin = kubernetes.Configuration.get_default_copy()
    mine.host, mine.ssl_ca_cert = admin.host, admin.ssl_ca_cert
    mine.api_key["authorization"] = f"Bearer {token}"
    try:
        yield jobctl.Client(
            api_client=kubernetes.ApiClient(mine), namespace=namespace, cpu=0.1, memory="256Mi", image="none"
        )
    finally:
        rbac.delete_namespaced_role_binding("ann", namespace)
        rbac.delete_namespaced_role("jobctl", namespace)
        core.delete_namespaced_service_account("ann", namespace)
