"""Executors, and single results that are lost, with a stand-in for the API server."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import types
from collections.abc import Callable
from pathlib import Path

import pytest
from standin import IN_THE_LOG, Cluster, returned

import jobctl
from jobctl._executor import _exit

PROJECT = Path(__file__).parents[1]


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Cluster:
    monkeypatch.setattr("jobctl._executor._PAUSE_SECONDS", 0.01)
    monkeypatch.setattr("jobctl._executor._SILENT_SECONDS", 0.01)
    monkeypatch.setattr("jobctl._job._LOOK_SECONDS", 0)
    return Cluster()


def until(reached: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.005)


def only(cluster: Cluster) -> str:
    until(lambda: cluster.objects)
    (name,) = cluster.objects
    return name


def test_one_result_that_is_lost_leaves_the_others(cluster: Cluster) -> None:
    job = cluster.client().submit(abs, range(3), name="f")
    cluster.set("f", "Completed", [IN_THE_LOG, returned(1), "cut off"])
    outcomes = list(job.as_completed())
    assert [(one.shard, one.values) for one in outcomes] == [(0, ()), (1, (1,)), (2, ())]
    assert outcomes[0].failure is not None and outcomes[2].failure is not None
    assert isinstance(outcomes[0].failure.exception, jobctl.ResultMissing)
    assert "the log of pod f-main-0 is gone" in str(outcomes[0].failure)
    assert "holds no result" in str(outcomes[2].failure)
    assert job.results(missing=None) == [None, 1, None]
    with pytest.raises(
        jobctl.ResultMissing, match=r"2 shards of job f are lost, such as shard 0: .*missing=None"
    ):
        job.results()


def test_a_pod_that_is_gone_leaves_the_others(cluster: Cluster) -> None:
    job = cluster.client().submit(abs, range(2), name="f")
    cluster.set("f", "Completed", [returned(0)], succeeded=2)
    first, second = job.as_completed()
    assert first.values == (0,)
    assert second.failure is not None and isinstance(second.failure.exception, jobctl.ResultMissing)


def test_futures_of_results_that_are_there_are_done(cluster: Cluster) -> None:
    with jobctl.JobExecutor(cluster.client(), linger=0.05) as executor:
        futures = [executor.submit(abs, n) for n in range(3)]
        name = only(cluster)
        assert cluster.objects[name]["metadata"]["annotations"]["basalt.dev/function"] == "builtins.abs"
        cluster.set(name, "Completed", [returned(0), IN_THE_LOG, returned(2)])
        assert [futures[0].result(60), futures[2].result(60)] == [0, 2]
        assert isinstance(futures[1].exception(60), jobctl.ResultMissing)


def test_futures_of_a_suspended_job_wait_until_it_is_resumed(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    with jobctl.JobExecutor(cluster.client(), linger=0.05) as executor:
        future = executor.submit(abs, -1)
        name = only(cluster)
        cluster.set(name, "Aborted")
        said = ""

        def told() -> bool:
            nonlocal said
            said += capsys.readouterr().err
            return "the futures of its calls wait" in said

        until(told)
        assert f"job {name} is suspended\nresume()" in said and not future.done()
        cluster.set(name, "Completed", [returned(1)])
        assert future.result(60) == 1


def test_futures_survive_a_server_that_goes_away(cluster: Cluster) -> None:
    failures = [jobctl.ApiError("cannot be reached", 0)]
    pods = cluster.pods

    def first_not(namespace: str, label_selector: str) -> object:
        if failures:
            raise failures.pop()
        return pods(namespace, label_selector)

    cluster.pods = first_not  # type: ignore[method-assign,assignment]
    with jobctl.JobExecutor(cluster.client(), linger=0.05) as executor:
        future = executor.submit(abs, -1)
        cluster.set(only(cluster), "Completed", [returned(1)])
        assert future.result(60) == 1


def test_an_interrupt_in_a_with_block_says_what_it_waits_for(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ""

    def end(name: str) -> None:
        nonlocal said
        while "to cancel" not in said:
            said += capsys.readouterr().err
            time.sleep(0.005)
        cluster.set(name, "Completed", [returned(1)])

    executor = jobctl.JobExecutor(cluster.client(), linger=0.0)
    executor.submit(abs, -1)
    name = only(cluster)
    until(lambda: executor._jobs)
    threading.Thread(target=end, args=(name,)).start()
    executor.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "KeyboardInterrupt: waits for the calls that were handed in; an interrupt leaves them" in said
    assert f'to cancel: jobctl.job("{name}", namespace="ann").cancel()' in said


def test_an_interrupt_at_the_end_of_a_with_block_leaves_the_jobs_alone(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    executor = jobctl.JobExecutor(cluster.client(), linger=0.0)
    future = executor.submit(abs, -1)
    name = only(cluster)
    until(lambda: executor._jobs)

    def interrupted(timeout: float | None = None) -> bool:
        raise KeyboardInterrupt

    done, executor._done = executor._done, types.SimpleNamespace(wait=interrupted)  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        executor.__exit__(None, None, None)
    assert f'go on\nto cancel: jobctl.job("{name}", namespace="ann").cancel()' in capsys.readouterr().err
    assert executor not in _exit._open
    executor._done = done
    cluster.set(name, "Completed", [returned(1)])
    assert future.result(60) == 1
    executor.shutdown()


def test_calls_are_handed_in_and_waited_for_at_the_end_of_a_program() -> None:
    program = """
import time
import jobctl
from jobctl._pods import Outcome

class Job:
    name, namespace = "f", "ann"

    def as_completed(self):
        time.sleep(0.1)
        yield Outcome(0, None, (1,))

class Client:
    def submit(self, *work, **fields):
        time.sleep(0.1)
        print("handed in")
        return Job()

left = jobctl.JobExecutor(Client(), linger=3600.0)
left.submit(print, 1).add_done_callback(lambda future: print("done", future.result()))
jobctl.JobExecutor(Client())
print("end")
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT / "src",
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert (done.stdout, done.returncode) == ("end\nhanded in\ndone 1\n", 0), done.stderr
