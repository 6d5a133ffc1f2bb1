"""Job handles and executors with a stand-in for the API server: what a real one does not do on demand."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import types
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kubernetes.client.exceptions import ApiException

import jobctl
from jobctl import _api
from jobctl._api import Object, translated
from jobctl._function import pack
from jobctl._progress import Progress
from jobctl.errors import ApiError

PROJECT = Path(__file__).parents[1]


class StandIn:
    """The parts of Api that a job uses; what it answers is set by a test."""

    namespace = "ann"

    def __init__(self, job: Object) -> None:
        self.job_now = job
        self.pods_now: list[Object] = []
        self.watches: list[Any] = []
        self.commands: list[str] = []

    def create_job(self, namespace: str, job: Object) -> Object:
        raise ApiError("exists", 409)

    def job(self, namespace: str, name: str) -> Object:
        return self.job_now

    def watch_job(self, namespace: str, name: str, version: str, seconds: int) -> Iterator[Object]:
        step = self.watches.pop(0)
        if isinstance(step, Exception):
            raise step
        for phase in step:
            self.job_now = with_phase(self.job_now, phase)
            yield {**self.job_now, "deleted": phase == "gone"}

    def pods(self, namespace: str, selector: str) -> tuple[list[Object], str]:
        return self.pods_now, "1"

    def watch_pods(self, namespace: str, selector: str, version: str, seconds: int) -> Iterator[Object]:
        return iter(())

    def pod_group(self, namespace: str, name: str) -> Object | None:
        return None

    def events(self, namespace: str, uid: str) -> list[Object]:
        return [{"reason": "Seen", "message": "once"}]

    def log(self, namespace: str, pod: str, tail: int | None) -> str:
        return "said <b>\n"

    def command(self, namespace: str, job: Object, action: str, message: str) -> None:
        self.commands.append(action)


def with_phase(job: Object, phase: str, **status: Any) -> Object:
    return {**job, "status": {**job.get("status", {}), **status, "state": {"phase": phase}}}


def pod(index: int, phase: str, uid: str = "u", **terminated: Any) -> Object:
    return {
        "metadata": {
            "name": f"p-{index}", "uid": f"{index}-{phase}", "labels": {"volcano.sh/task-index": str(index)},
            "ownerReferences": [{"uid": uid}],
        },
        "status": {"phase": phase, "containerStatuses": [{"state": {"terminated": terminated}}]},
    }  # fmt: skip


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    monkeypatch.setattr("jobctl._follow._PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("jobctl._follow._POLL_SECONDS", 0.0)
    job = jobctl.manifest("true", image="none", name="sweep", shards=3, only=[0, 2], namespace="ann")
    job["metadata"].update(uid="u", resourceVersion="1", creationTimestamp="2024-01-01T00:00:00Z")
    return StandIn(with_phase(job, "Pending", pending=2))


@pytest.fixture
def job(server: StandIn, monkeypatch: pytest.MonkeyPatch) -> jobctl.Job[str]:
    owner = jobctl.Client(namespace="ann")
    monkeypatch.setattr(owner, "_loaded", server)
    found: jobctl.Job[str] = owner.job("sweep")
    return found


def test_waiting_survives_servers_that_go_away_and_watches_that_expire(
    job: jobctl.Job[str], server: StandIn
) -> None:
    server.watches = [["Running"], ApiError("expired", 410), ApiError("gone", 0), ["Completed"]]
    assert job.wait(60).completed
    server.job_now = with_phase(server.job_now, "Running")
    server.watches = [jobctl.Forbidden("no watching", 403), ["Failed"]]
    assert job.wait(60).phase == "Failed"


def test_waiting_ends_with_what_does_not_pass(job: jobctl.Job[str], server: StandIn) -> None:
    server.watches = [["gone"]]
    with pytest.raises(jobctl.NotFound, match="was deleted"):
        job.wait()
    server.watches = [ApiError("you are not known", 401)]
    with pytest.raises(ApiError, match="not known"):
        job.wait()
    with pytest.raises(jobctl.WaitTimeout, match="goes on"):
        job.wait(0)


def test_another_job_of_the_name_is_not_this_one(job: jobctl.Job[str], server: StandIn) -> None:
    metadata = {**server.job_now["metadata"], "uid": "later"}
    server.job_now = {**server.job_now, "metadata": metadata}
    with pytest.raises(jobctl.NotFound, match="there is another one of its name"):
        job.status()


def test_shards_are_those_of_the_request(job: jobctl.Job[str], server: StandIn) -> None:
    server.pods_now = [
        pod(1, "Failed", exitCode=137, reason="OOMKilled"),
        pod(0, "Succeeded"),
        pod(0, "Failed", "other"),
    ]
    server.job_now = with_phase(server.job_now, "Failed", succeeded=1, failed=1)
    (failure,) = job.failed()
    assert str(failure) == "shard 2: OOMKilled"
    assert [(one.shard, one.failure is None) for one in job.as_completed()] == [(0, True), (2, False)]
    with pytest.raises(jobctl.JobFailed, match="said <b>"):
        job.results()


def test_pods_that_are_gone_are_missed_but_what_was_read_is_kept(
    job: jobctl.Job[str], server: StandIn
) -> None:
    server.job_now = with_phase(server.job_now, "Completed", succeeded=2)
    server.pods_now = [pod(0, "Succeeded", message="a")]
    with pytest.raises(jobctl.ResultMissing, match="1 shards of job sweep"):
        job.results()
    server.pods_now = [pod(1, "Succeeded", message="b")]
    assert job.results() == ["a", "b"]
    server.pods_now = []
    assert job.results() == ["a", "b"]
    assert job.failed() == []
    with pytest.raises(ValueError, match="2 results"):
        job.result()


def test_a_job_shows_itself(job: jobctl.Job[str], server: StandIn) -> None:
    server.job_now["status"]["state"] = {"phase": "Pending", "reason": "QuotaExceeded", "message": "<pods>"}
    shown = job._repr_html_()
    assert "&lt;pods&gt;" in shown and "<pods>" not in shown
    assert "0 of 2 succeeded, 2 pending" in shown
    assert str(job.explain()) == (
        "sweep Pending: 0 of 2 succeeded, 2 pending\nQuotaExceeded: <pods>\nevent Seen: once"
    )
    assert repr(job.explain()) == str(job.explain())
    assert repr(job) == "<Job ann/sweep>"


def test_progress_is_a_line_for_each_phase_in_a_file_and_a_bar_in_a_terminal(
    job: jobctl.Job[str], server: StandIn
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for out, wanted in (
        (io.StringIO(), "sweep Pending: 0 of 2 succeeded, 2 pending; it waits: room\n"),
        (Terminal(), "[..............................] sweep Pending"),
    ):
        progress = Progress(out)
        for _ in range(2):
            progress.show(job.status(), lambda: "room")
        progress.close()
        assert wanted in out.getvalue()
        assert out.getvalue().count("room") == 1


def test_progress_is_a_live_cell_in_a_notebook(job: jobctl.Job[str], monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    cell = types.SimpleNamespace(update=lambda what: shown.append(what._repr_html_()))
    notebook = types.SimpleNamespace(get_ipython=lambda: types.SimpleNamespace(kernel=True))
    display = types.SimpleNamespace(display=lambda what, display_id: cell)
    monkeypatch.setitem(sys.modules, "IPython", notebook)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    progress = Progress(io.StringIO())
    progress.show(job.status(), lambda: "room")
    progress.close()
    assert len(shown) == 1
    assert "0 of 2 succeeded" in shown[0]
    assert "room" in shown[0]


def test_the_container_that_counts_is_the_jobs_own(job: jobctl.Job[str], server: StandIn) -> None:
    meshed = pod(0, "Failed", exitCode=3)
    statuses = meshed["status"]["containerStatuses"]
    statuses[0]["name"] = "main"
    statuses.append({"name": "proxy", "state": {"terminated": {"exitCode": 0}}})
    server.pods_now = [meshed]
    assert [one.exit_code for one in job.failed()] == [3]


def test_a_job_of_others_can_be_looked_after_but_not_retried(job: jobctl.Job[str], server: StandIn) -> None:
    metadata = {**server.job_now["metadata"], "annotations": {}}
    server.job_now = with_phase({**server.job_now, "metadata": metadata}, "Failed", failed=1)
    server.pods_now = [pod(1, "Failed", exitCode=2)]
    theirs: jobctl.Job[str] = job._client.job("sweep")
    assert [one.shard for one in theirs.failed()] == [0, 1]
    with pytest.raises(jobctl.InvalidRequest, match="was not made by jobctl"):
        theirs.retry_failed()


def test_a_function_that_another_job_uses_stays_when_a_name_is_taken(
    job: jobctl.Job[str], server: StandIn
) -> None:
    there: dict[str, bool] = {}

    def create(namespace: str, body: Object) -> bool:
        name = body["metadata"]["name"]
        return not there.get(name) and there.setdefault(name, True)

    server.create_config_map = create  # type: ignore[attr-defined]
    server.delete_config_map = lambda namespace, name: there.pop(name)  # type: ignore[attr-defined]
    client = job._client
    with pytest.raises(jobctl.NameTaken):
        client.submit(pow, [2], [3], name="sweep", key="k")
    assert not there
    create("ann", pack(pow, [[((2, 3), {})]], (), "k").body)
    with pytest.raises(jobctl.NameTaken):
        client.submit(pow, [2], [3], name="sweep", key="k")
    assert len(there) == 1


def test_refusals_say_what_helps() -> None:
    def refusal(status: int, message: str) -> ApiError:
        error = ApiException(status=status, reason="Refused")
        error.body = message
        return translated(error)

    message = (
        'jobs is forbidden: User "bob" cannot create resource "jobs" in API group "x" in the namespace "ann"'
    )
    said = json.dumps({"message": message})
    forbidden = refusal(403, said)
    assert isinstance(forbidden, PermissionError)
    assert 'user "bob" may not create jobs in namespace ann; give namespace=' in str(forbidden)
    assert "log in again" in str(refusal(401, "{}"))
    missing = refusal(404, '{"message": "the server could not find the requested resource"}')
    assert isinstance(missing, jobctl.NotFound) and "basalt crds --apply" in str(missing)
    assert str(refusal(422, '{"message": "spec.queue: no such queue"}')) == "spec.queue: no such queue"
    assert "cannot be reached" in str(translated(OSError("refused")))


def test_no_cluster_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(_api, "_NAMESPACE_FILE", tmp_path / "none")
    with pytest.raises(ApiError, match="no cluster is configured"):
        jobctl.Client(kubeconfig=tmp_path / "kubeconfig").jobs()


def test_futures_get_what_stops_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    client = jobctl.Client()

    def refused(*_: Any, **__: Any) -> None:
        raise jobctl.Forbidden("may not", 403)

    monkeypatch.setattr(client, "submit", refused)
    with jobctl.JobExecutor(client, linger=0.01) as executor:
        future = executor.submit(pow, 2, 3)
        with pytest.raises(jobctl.Forbidden):
            future.result(10)
    slow = jobctl.JobExecutor(client, linger=30)
    waiting = slow.submit(pow, 2, 3)
    slow.submit(pow, 2, 4)
    slow.shutdown(cancel_futures=True)
    assert waiting.done()


def test_types_are_strict() -> None:
    pytest.importorskip("mypy")
    done = subprocess.run(
        [sys.executable, "-m", "mypy"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_has_all_that_it_needs(tmp_path: Path) -> None:
    pytest.importorskip("setuptools", minversion="77")
    source = tmp_path / "source"
    (source / "src").mkdir(parents=True)
    for name in ("pyproject.toml", "README.md"):
        (source / name).write_bytes((PROJECT / name).read_bytes())
    (source / "src" / "jobctl").symlink_to(PROJECT / "src" / "jobctl")
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("basalt_jobctl-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {f"jobctl/{file.name}" for file in (PROJECT / "src" / "jobctl").iterdir() if file.is_file()}
    assert sources <= names
