"""Jobs that are handed in once more: the same, or some of their shards."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from standin import Cluster

import jobctl


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


@pytest.fixture
def sweep(cluster: Cluster) -> jobctl.Job[str]:
    """A job of which shard 1 failed."""
    job = cluster.client().submit("true", name="sweep", shards=3)
    cluster.set("sweep", "Failed", ["a", None, "c"])
    return job


def test_the_same_again_says_that_it_is_the_job_of_before(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    client = cluster.client()
    job = client.submit("python x.py")
    cluster.set(job.name, "Failed", [None])
    assert capsys.readouterr().err == ""
    with pytest.raises(jobctl.JobFailed) as failed:
        client.run("python x.py", progress=False)
    said = capsys.readouterr().err
    assert said.startswith(
        f"job {job.name} was submitted before, at 2024-01-01 00:00:01+00:00, and is Failed; "
    )
    assert "again=True runs it anew" in said
    assert "it was submitted before, at 2024-01-01 00:00:01+00:00; key= or again=True" in str(failed.value)


def test_again_runs_it_anew(cluster: Cluster, tmp_path: Path) -> None:
    client = cluster.client()
    first = client.submit("python x.py")
    second = client.submit("python x.py", again=True)
    third = client.submit(print, key="k")
    fourth = client.submit(print, key="k", again=True)
    file = tmp_path / "job.yaml"
    file.write_text("command: python x.py\n", encoding="utf-8")
    fifth = client.submit_file(file, again=True)
    assert len({one.uid for one in (first, second, third, fourth, fifth)}) == 5
    assert not (second.existed or fourth.existed or fifth.existed)
    assert client.submit_file(file).existed


def test_a_second_retry_with_other_fields_takes_the_next_number(
    cluster: Cluster, sweep: jobctl.Job[str]
) -> None:
    first = sweep.retry_failed(memory="8Gi")
    second = sweep.retry_failed(memory="16Gi")
    assert [(one.name, one.existed) for one in (first, second)] == [("sweep-r1", False), ("sweep-r2", False)]
    same = sweep.retry_failed(memory="8Gi")
    assert (same.uid, same.existed) == (first.uid, True)
    again = sweep.retry_failed(memory="8Gi", again=True)
    assert (again.name, again.existed) == ("sweep-r3", False)
    with pytest.raises(jobctl.NameTaken):
        sweep.retry_failed(memory="32Gi", name="sweep-r1")
    with pytest.raises(jobctl.InvalidRequest, match="key: is the UID of the job"):
        sweep.retry_failed(key="mine")


def test_results_find_attempts_with_a_name_and_labels_of_their_own(
    cluster: Cluster, sweep: jobctl.Job[str]
) -> None:
    named = sweep.retry_failed(name="mine", labels={"team": "x"})
    cluster.set("mine", "Failed", [None])
    last = named.retry_failed()
    cluster.set(last.name, "Completed", ["b"])
    assert (last.name, last.results()) == ("sweep-r2", ["a", "b", "c"])
    cluster.set("mine", "Completed", ["m"])
    assert named.results() == ["a", "m", "c"]


def test_shards_that_were_run_anew_one_by_one_come_together(cluster: Cluster, sweep: jobctl.Job[str]) -> None:
    cluster.set("sweep", "Failed", ["a", None, None])
    sweep.retry(only=[1])
    cluster.set("sweep-r1", "Completed", ["b"])
    rest = sweep.retry(only=[2])
    cluster.set(rest.name, "Completed", ["c"])
    assert (rest.name, rest.results()) == ("sweep-r2", ["a", "b", "c"])


def test_results_of_another_run_with_the_same_name_are_never_mixed_in(
    cluster: Cluster, sweep: jobctl.Job[str]
) -> None:
    old = sweep.retry_failed()
    cluster.set(old.name, "Completed", ["old"])
    cluster.delete_job("ann", "sweep", sweep.uid)
    with pytest.raises(jobctl.ResultMissing, match=r"sweep, or one of its retries, .* is gone"):
        old.results()
    cluster.client().submit("false", name="sweep", shards=3)
    cluster.set("sweep", "Failed", ["new", None, None])
    with pytest.raises(jobctl.ResultMissing, match="is gone"):
        old.results()
    assert old.results(missing=None) == [None, "old", None]
    new = cluster.client().job("sweep")
    partly = new.retry(only=[2])
    assert partly.name == "sweep-r2"
    cluster.set(partly.name, "Completed", ["z"])
    with pytest.raises(jobctl.ResultMissing, match="no result of 1 shards"):
        partly.results()


def test_a_suspended_job_has_not_failed(cluster: Cluster, sweep: jobctl.Job[str]) -> None:
    cluster.set("sweep", "Aborted", ["a"])
    assert sweep.failed() == []
    with pytest.raises(ValueError, match=r"suspended; resume\(\)"):
        sweep.retry_failed()
    with pytest.raises(jobctl.JobFailed) as failed:
        sweep.results()
    assert str(failed.value) == "job sweep is suspended\nresume() begins it anew"
    seen = []
    with pytest.raises(jobctl.JobFailed, match="suspended"):
        seen.extend(one.shard for one in sweep.as_completed())
    assert [one.shard for one in sweep._outcomes.known.values()] == [0]


def test_a_failed_job_is_told_even_where_shards_cannot_be(cluster: Cluster, sweep: jobctl.Job[str]) -> None:
    def refused(*_: object) -> None:
        raise jobctl.Forbidden('user "ann" may not list pods', 403)

    cluster.set("sweep", "Failed", ["a"], succeeded=2)
    with pytest.raises(jobctl.JobFailed, match="some pods of job sweep are gone"):
        cluster.client().run("true", name="sweep", shards=3, progress=False)
    cluster.pods = refused  # type: ignore[method-assign,assignment]
    with pytest.raises(jobctl.JobFailed, match="may not list pods"):
        cluster.client().run("true", name="sweep", shards=3, progress=False)


def test_progress_goes_on_where_the_reason_cannot_be_told(cluster: Cluster, sweep: jobctl.Job[str]) -> None:
    def refused(*_: object) -> None:
        raise jobctl.Forbidden('user "ann" may not list pods', 403)

    cluster.pods = refused  # type: ignore[method-assign,assignment]
    cluster.set("sweep", "Pending")
    with pytest.raises(jobctl.WaitTimeout):
        sweep.wait(0, progress=True)
    assert "sweep Pending" in sweep._repr_html_()


def test_failures_tell_which_dates_or_calls_they_are(cluster: Cluster) -> None:
    client = cluster.client()
    days = client.submit("true", name="days", days=jobctl.Days("2024-01-04", "2024-01-09", per_shard=2))
    cluster.set("days", "Failed", ["", None])
    assert str(days.failed()[0]) == "shard 1 (2024-01-08 to 2024-01-09): exit code 1"
    calls = client.submit(abs, range(5), per_shard=2, name="calls")
    cluster.set("calls", "Failed", ["", None, None])
    assert [str(one) for one in calls.failed()] == [
        "shard 1 (calls 2 to 3): exit code 1",
        "shard 2 (call 4): exit code 1",
    ]
    assert calls.failed()[0].calls == range(2, 4)


def test_jobs_and_their_errors_go_to_other_processes(cluster: Cluster, sweep: jobctl.Job[str]) -> None:
    class Local(Exception):
        """Cannot be read elsewhere."""

    failure = jobctl.Failure(1, "p", 1, "Error", "", Local("mine"))
    failed = jobctl.JobFailed(sweep, "Failed", "said", [failure], {1: "log"})
    back = pickle.loads(pickle.dumps(failed))
    assert (str(back), back.phase, back.logs, back.job.name) == (str(failed), "Failed", {1: "log"}, "sweep")
    assert isinstance(back.failures[0].exception, jobctl.RemoteError)
    for error in (
        jobctl.InvalidRequest(["a: x", "b: y"]),
        jobctl.TooLarge(["c"]),
        jobctl.RemoteError("KeyError", "'x'"),
        jobctl.RemoteError("KeyError", ""),
        jobctl.Forbidden("no", 403),
        jobctl.NotFound("none", 404),
        jobctl.WaitTimeout("late"),
    ):
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))
    cluster.given = True
    moved = pickle.loads(pickle.dumps(sweep))
    with pytest.raises(jobctl.ApiError, match="was given as api_client="):
        moved.status()
