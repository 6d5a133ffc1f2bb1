"""A job that was handed in."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from . import _attempts, _function
from ._api import Api, LaterApi, Object, passing, replaced
from ._explain import complaint, explanation
from ._follow import job_states, log_lines
from ._manifest import PARENT, REQUEST
from ._outcomes import Outcomes
from ._pods import JobPods, Outcome
from ._progress import Progress
from ._status import Explanation, JobStatus, PodState, status_html, status_of
from .errors import (
    ApiError,
    Failure,
    Forbidden,
    InvalidRequest,
    JobFailed,
    NotFound,
    ResultMissing,
    WaitTimeout,
)

if TYPE_CHECKING:
    from ._client import Client

T = TypeVar("T")
M = TypeVar("M")

_NOTHING: Any = object()

_LOOK_SECONDS = 5
_POLL_SECONDS = 1.0
_READERS = 8


class Job(Generic[T]):
    """A job that was handed in, whether or not this program did it. Cheap to make and to drop.

    Attributes:
        name: the job's name.
        namespace: where it is.
        uid: tells it apart from later jobs of this name.
        created: when it was handed in.
        existed: whether submitting found it there already.
    """

    def __init__(self, client: Client, api: Api, job: Object, *, existed: bool = False) -> None:
        metadata = job["metadata"]
        self.name: str = metadata["name"]
        self.namespace: str = metadata["namespace"]
        self.uid: str = metadata["uid"]
        self.created = status_of(job).created
        self.existed = existed
        self._client = client
        self._api = api
        self._job = job
        self._labels: Mapping[str, str] = metadata.get("labels") or {}
        self._annotations: Mapping[str, str] = metadata.get("annotations") or {}
        self._pods: JobPods[T] = JobPods(api, metadata)
        self._outcomes: Outcomes[T] = Outcomes(self.name, self._pods)

    def __getstate__(self) -> dict[str, Any]:
        return {"client": self._client, "job": self._job, "existed": self.existed}

    def __setstate__(self, state: dict[str, Any]) -> None:
        client: Client = state["client"]
        self.__init__(client, LaterApi(client), state["job"], existed=state["existed"])  # type: ignore[misc]

    def __repr__(self) -> str:
        return f"<Job {self.namespace}/{self.name}>"

    def _repr_html_(self) -> str:
        status = self.status()
        waits = self._waits() if status.phase == "Pending" else ""
        return status_html(status, waits)

    # How it is

    def status(self) -> JobStatus:
        """How far it has come, asked anew."""
        return status_of(self._refresh())

    @property
    def request(self) -> Mapping[str, Any]:
        """What it was made of, without name and namespace; empty if jobctl did not make it."""
        return dict(json.loads(self._annotations.get(REQUEST) or "{}"))

    def explain(self) -> Explanation:
        """Why it waits, or how it ended."""
        return explanation(self._api, self._refresh(), self._pods)

    def failed(self) -> list[Failure]:
        """The shards that failed. Of a job that has ended these are all that did not succeed; what a
        suspended job has not done yet has not failed.

        Raises:
            ResultMissing: if pods are gone, so that this cannot be told.
        """
        status = self.status()
        pods = self._pods.by_shard()
        lost = status.succeeded > sum(pod.phase == "Succeeded" for pod in pods.values())
        if lost and len(self._outcomes.known) < status.succeeded:
            raise ResultMissing(
                f"some pods of job {self.name} are gone, so which shards failed cannot be told; "
                "run those that you know of with retry(only=...)"
            )
        failures = []
        for shard in self._pods.shards(status.total):
            pod = pods.get(shard)
            if shard in self._outcomes.known or (pod and pod.phase == "Succeeded"):
                continue
            if (pod is not None and pod.phase == "Failed") or (status.ended and not status.suspended):
                failures.append(self._pods.failure(shard, pod))
        return failures

    # Waiting

    def wait(self, timeout: float | None = None, *, progress: bool = False) -> JobStatus:
        """Waits until it has ended, well or not; a suspended job counts as ended.

        Args:
            timeout: in seconds; None for no limit.
            progress: shows how it comes along.

        Raises:
            WaitTimeout: if it has not ended by then; it goes on.
        """
        shown = Progress() if progress else None
        try:
            for job in job_states(self._api, self._refresh, timeout):
                status = status_of(job)
                if shown is not None:
                    shown.show(status, self._waits)
                if status.ended:
                    return status
        finally:
            if shown is not None:
                shown.close()
        raise AssertionError("not reached")

    @overload
    def results(self, timeout: float | None = None) -> list[T]: ...

    @overload
    def results(self, timeout: float | None = None, *, missing: M) -> list[T | M]: ...

    def results(self, timeout: float | None = None, *, missing: Any = _NOTHING) -> list[Any]:
        """Waits, and gives what the function returned, call by call, in their order.

        The results of a retry hold those of the shards that succeeded before. The shards of a command
        give what they wrote to /dev/termination-log, at most 4096 bytes.

        Args:
            timeout: in seconds; None for no limit.
            missing: stands for the calls of shards that failed in a job that has had success enough
                (min_success), and of those whose results are lost.

        Raises:
            JobFailed: if the job is not Completed.
            WaitTimeout: if it has not ended by then.
            ResultMissing: if pods, or what they logged, are gone.
        """
        status = self.wait(timeout)
        outcomes = self._outcomes.collect()
        if not status.completed:
            raise self._complaint(status)
        for before in reversed(self._earlier(missing is not _NOTHING)):
            for shard, outcome in before._outcomes.collect().items():
                if shard not in outcomes or outcomes[shard].failure is not None:
                    outcomes[shard] = outcome
        request = self._pods.request
        retried = request is not None and PARENT in self._labels
        shards = list(range(request.shards)) if request and retried else self._pods.shards(status.total)
        results, none = self._outcomes.results(outcomes, shards, missing)
        if none and missing is _NOTHING:
            enough = len(shards) if retried else int(self._job["spec"].get("minSuccess") or len(shards))
            raise self._outcomes.complaint(outcomes, none, len(shards) - len(none) >= enough)
        return results

    def result(self, timeout: float | None = None) -> T:
        """Waits, and gives what a single call returned; see results.

        Raises:
            ValueError: if there are several.
        """
        results = self.results(timeout)
        if len(results) != 1:
            raise ValueError(f"job {self.name} has {len(results)} results; use results()")
        return results[0]

    def as_completed(self, timeout: float | None = None) -> Iterator[Outcome[T]]:
        """The shards as they end, each once; failures last where something may begin them anew.

        A shard whose result is lost is there too, with ResultMissing as its failure's exception.

        Raises:
            JobFailed: if the job is suspended before all have ended.
            WaitTimeout: if the job has not ended by then.
        """
        given: dict[int, bool] = {}
        limit = None if timeout is None else time.monotonic() + timeout
        final = self._pods.failures_are_final()

        def over(pods: list[PodState], ended: bool) -> Iterator[Outcome[T]]:
            for shard, pod in self._pods.by_shard(pods).items():
                # One that was deleted failed for that: the job is suspended, or cancelled.
                failed = pod.phase == "Failed" and (ended or (final and not pod.deleted))
                if shard not in given and (pod.phase == "Succeeded" or failed):
                    given[shard] = not failed
                    yield self._outcomes.of(shard, pod)

        pods, version = self._pods.listed()
        while True:
            yield from over(pods, False)
            status = self.status()
            if status.ended:
                yield from over(self._pods.states(), not status.suspended)
                if status.suspended and len(given) < status.total:
                    raise self._complaint(status)
                yield from self._outcomes.rest(status, given)
                return
            if len(given) == status.total:
                return
            if limit is not None and time.monotonic() >= limit:
                raise WaitTimeout(f"{status}; it goes on")
            pods = []
            changes = self._pods.changes(version, _LOOK_SECONDS)
            while len(given) < status.total:
                try:
                    version, changed = next(changes, ("", []))
                except ApiError as e:
                    if not passing(e) and not isinstance(e, Forbidden):
                        raise
                    # They may be listed, but not watched; or the watch broke off.
                    time.sleep(_POLL_SECONDS)
                    version = ""
                if not version:
                    pods, version = self._pods.listed()
                    break
                yield from over(changed, False)

    # Logs

    def logs(self, shard: int | None = None, *, tail: int | None = None, failed: bool = False) -> str:
        """What shards have printed.

        Args:
            shard: one of them; its log comes as it is. Without it all, with the shard in front of each line.
            tail: only so many lines at the end.
            failed: only of shards that failed.
        """
        pods = self._pods.by_shard()
        if failed:
            pods = {number: pod for number, pod in pods.items() if pod.phase == "Failed"}
        if shard is not None:
            if shard not in pods:
                raise self._no_pod(shard)
            return self._pods.log(pods[shard], tail)
        started = {number: pod for number, pod in pods.items() if pod.phase != "Pending"}
        with ThreadPoolExecutor(_READERS) as readers:
            texts = readers.map(lambda pod: self._pods.log(pod, tail), started.values())
            return "".join(
                f"[{number}] {line}\n" for number, text in zip(started, texts) for line in text.splitlines()
            )

    def follow(self, shard: int = 0) -> Iterator[str]:
        """The lines of a shard's log as they come, until it ends; waits for its start.

        Where its container is begun anew, the lines go on with those of the next one.
        """
        while True:
            pod = self._pods.by_shard().get(shard)
            if pod is not None and pod.phase != "Pending":
                break
            if status_of(self._refresh()).ended:
                raise self._no_pod(shard)
            time.sleep(_POLL_SECONDS)
        name = pod.name
        lines = log_lines(
            lambda since: self._api.follow_log(self.namespace, name, since), lambda: self._over(shard)
        )
        yield from _function.printed(lines)

    # Doing something with it

    def cancel(self, *, delete: bool = False) -> None:
        """Ends it; pods that run get their grace period, pods that ended are kept.

        Args:
            delete: removes it from the cluster, with its pods, logs and results.
        """
        if delete:
            self._api.delete_job(self.namespace, self.name, self.uid)
        else:
            self._api.command(self.namespace, self._refresh(), "TerminateJob", "cancelled from Python")

    def suspend(self) -> None:
        """Ends its pods until resume() begins them anew."""
        self._api.command(self.namespace, self._refresh(), "AbortJob", "suspended from Python")

    def resume(self) -> None:
        """Begins a suspended job anew."""
        self._api.command(self.namespace, self._refresh(), "ResumeJob", "resumed from Python")

    def retry_failed(self, *, again: bool = False, **changes: Any) -> Job[T]:
        """Runs the failed shards anew, as a job of its own that knows this one: results() of it has all.

        It is called after the job that ran first, with the next number that no other retry has. The same
        retry once more is the job that is there already.

        Args:
            again: runs them even if the same retry was made before.
            changes: fields that are to be others than before, such as memory="8Gi".

        Raises:
            ValueError: if no shard failed.
        """
        failures = self.failed()
        if not failures:
            status = self.status()
            raise ValueError(
                f"job {self.name} is suspended; resume() begins it anew"
                if status.suspended
                else f"no shard of job {self.name} has failed; it is {status.phase}"
            )
        return self.retry(only=[failure.shard for failure in failures], again=again, **changes)

    def retry(self, *, only: list[int] | None = None, again: bool = False, **changes: Any) -> Job[T]:
        """Runs it anew, or some of its shards, as a job of its own; see retry_failed."""
        given = dict(self.request)
        if not given:
            raise InvalidRequest([f"job {self.name} was not made by jobctl, so its request is not known"])
        if only is not None and ("shards" in given or "days" in given):
            given["only"] = sorted(only)
            given.pop("minSuccess", None)
        job: Job[T] = _attempts.submit_attempt(
            self._api, self._job, given, self._client._fields(changes), again, self._client._submit_given
        )
        for path, source in (given.get("mounts") or {}).items():
            if path == _function.FOLDER:
                self._api.own_config_map(self.namespace, source.partition(":")[2], job._job)
        return job

    # Inner parts

    def _refresh(self) -> Object:
        job = self._api.job(self.namespace, self.name)
        if job["metadata"]["uid"] != self.uid:
            raise replaced(self.name)
        self._job = job
        return job

    def _over(self, shard: int) -> bool:
        """Whether a shard prints no more than it has."""
        try:
            if self.status().ended:
                return True
        except NotFound:
            return True
        pod = self._pods.by_shard().get(shard)
        if pod is not None and pod.phase == "Succeeded":
            return True
        return self._pods.failures_are_final() and (pod is None or pod.phase == "Failed")

    def _no_pod(self, shard: int) -> NotFound:
        said = f"job {self.name} has no pod of shard {shard} (any more, or yet); its status: {self.status()}"
        return NotFound(said, 404)

    def _earlier(self, even_if_gone: bool) -> list[Job[T]]:
        """The jobs that this one is a retry of, whose results count besides its own."""
        try:
            return [Job(self._client, self._api, job) for job in _attempts.earlier(self._api, self._job)]
        except ResultMissing:
            if even_if_gone:
                return []
            raise

    def _waits(self) -> str:
        """What it waits for. That is worth a line, but not the end."""
        try:
            return self.explain().line
        except ApiError:
            return ""

    def _complaint(self, status: JobStatus) -> JobFailed:
        return complaint(self, self._pods, status)
