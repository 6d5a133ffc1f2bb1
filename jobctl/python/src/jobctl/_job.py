"""A job that was handed in."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from . import _function
from ._api import Api, Object, passing
from ._follow import job_states
from ._manifest import ATTEMPT, PARENT, REQUEST
from ._pods import JobPods, Outcome, failure_of
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
_LAST_LINES = 5
_FEW = 5


class Job(Generic[T]):
    """A job that was handed in, whether or not this program did it. Cheap to make and to drop.

    Attributes:
        name: the job's name.
        namespace: where it is.
        uid: tells it apart from later jobs of this name.
        existed: whether submitting found it there already.
    """

    def __init__(self, client: Client, api: Api, job: Object, *, existed: bool = False) -> None:
        metadata = job["metadata"]
        self.name: str = metadata["name"]
        self.namespace: str = metadata["namespace"]
        self.uid: str = metadata["uid"]
        self.existed = existed
        self._client = client
        self._api = api
        self._job = job
        self._labels: Mapping[str, str] = metadata.get("labels") or {}
        self._annotations: Mapping[str, str] = metadata.get("annotations") or {}
        self._pods: JobPods[T] = JobPods(api, metadata)
        self._outcomes: dict[int, Outcome[T]] = {}

    def __repr__(self) -> str:
        return f"<Job {self.namespace}/{self.name}>"

    def _repr_html_(self) -> str:
        status = self.status()
        waits = self.explain().line if status.phase == "Pending" else ""
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
        status = self.status()
        group = None
        for name in (f"{self.name}-{self.uid}", self.name):
            group = group or self._api.pod_group(self.namespace, name)
        conditions = ((group or {}).get("status") or {}).get("conditions") or ()
        waiting = [c for c in conditions if c["type"] == "Unschedulable" and c["status"] == "True"]
        last: Mapping[str, Any] = waiting[-1] if waiting and not status.ended else {}
        pods: dict[str, int] = {}
        if not status.ended:
            for pod in self._pods.states():
                if pod.phase == "Pending" and pod.waits and (pod.waits in pods or len(pods) < _FEW):
                    pods[pod.waits] = pods.get(pod.waits, 0) + 1
        events = [
            f"{event.get('reason', '')}: {event.get('message', '')}"
            for event in self._api.events(self.namespace, self.uid)[-_FEW:]
        ]
        return Explanation(status, last.get("reason", ""), last.get("message", ""), pods, tuple(events))

    def failed(self) -> list[Failure]:
        """The shards that failed. Of a job that has ended these are all that did not succeed.

        Raises:
            ResultMissing: if pods are gone, so that this cannot be told.
        """
        status = self.status()
        pods = self._pods.by_shard()
        lost = status.succeeded > sum(pod.phase == "Succeeded" for pod in pods.values())
        if lost and len(self._outcomes) < status.succeeded:
            raise ResultMissing(
                f"some pods of job {self.name} are gone, so which shards failed cannot be told; "
                "run those that you know of with retry(only=...)"
            )
        failures = []
        for shard in self._pods.shards(status.total):
            pod = pods.get(shard)
            known = self._outcomes.get(shard)
            if (known is not None and known.failure is None) or (pod and pod.phase == "Succeeded"):
                continue
            if pod is not None and pod.phase == "Failed":
                failures.append(failure_of(shard, pod))
            elif status.ended:
                failures.append(Failure(shard, pod.name if pod else "", None, "", "did not run to its end"))
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
                    shown.show(status, lambda: self.explain().line)
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
                (min_success).

        Raises:
            JobFailed: if the job is not Completed.
            WaitTimeout: if it has not ended by then.
            ResultMissing: if pods, or what they logged, are gone.
        """
        status = self.wait(timeout)
        self._collect()
        if not status.completed:
            raise self._complaint(status)
        outcomes = {**self._earlier(), **self._outcomes}
        request = self._pods.request
        retried = request is not None and PARENT in self._labels
        shards = list(range(request.shards)) if request and retried else self._pods.shards(status.total)
        results: list[Any] = []
        none = []
        for shard in shards:
            outcome = outcomes.get(shard)
            if outcome is not None and outcome.failure is None:
                results.extend(outcome.values)
            else:
                none.append(shard)
                results.extend([missing] * self._pods.calls_of(shard))
        enough = len(shards) if retried else int(self._job["spec"].get("minSuccess") or len(shards))
        succeeded = len(shards) - len(none)
        if none and succeeded >= enough and missing is _NOTHING:
            raise ResultMissing(
                f"job {self.name} has had success enough, but shards such as {none[:_FEW]} have no result; "
                "results(missing=None) gives None for them"
            )
        if succeeded < enough:
            raise ResultMissing(
                f"there is no result of {len(none)} shards of job {self.name}, such as {none[:_FEW]}: "
                "their pods are gone, or they failed before and were not run anew"
            )
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

        Raises:
            WaitTimeout: if the job has not ended by then.
        """
        given: set[int] = set()
        limit = None if timeout is None else time.monotonic() + timeout
        final = self._pods.failures_are_final()

        def over(pods: list[PodState], ended: bool) -> Iterator[Outcome[T]]:
            for shard, pod in self._pods.by_shard(pods).items():
                if shard not in given and (
                    pod.phase == "Succeeded" or (pod.phase == "Failed" and (final or ended))
                ):
                    given.add(shard)
                    yield self._outcome(shard, pod)

        pods, version = self._pods.listed()
        while True:
            yield from over(pods, False)
            status = self.status()
            if status.ended:
                yield from over(self._pods.states(), True)
                yield from (Outcome(one.shard, one) for one in self.failed() if one.shard not in given)
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
        """The lines of a shard's log as they come, until it ends; waits for its start."""
        while True:
            pod = self._pods.by_shard().get(shard)
            if pod is not None and pod.phase != "Pending":
                break
            if status_of(self._refresh()).ended:
                raise self._no_pod(shard)
            time.sleep(_POLL_SECONDS)
        for line in self._api.follow_log(self.namespace, pod.name):
            if not _function.is_result(line):
                yield line

    # Doing something with it

    def cancel(self, *, delete: bool = False) -> None:
        """Ends it; pods that run get their grace period, pods that ended are kept.

        Args:
            delete: removes it from the cluster, with its pods, logs and results.
        """
        if delete:
            self._api.delete_job(self.namespace, self.name)
        else:
            self._api.command(self.namespace, self._refresh(), "TerminateJob", "cancelled from Python")

    def suspend(self) -> None:
        """Ends its pods until resume() begins them anew."""
        self._api.command(self.namespace, self._refresh(), "AbortJob", "suspended from Python")

    def resume(self) -> None:
        """Begins a suspended job anew."""
        self._api.command(self.namespace, self._refresh(), "ResumeJob", "resumed from Python")

    def retry_failed(self, **changes: Any) -> Job[T]:
        """Runs the failed shards anew, as a job of its own that knows this one: results() of it has all.

        Args:
            changes: fields that are to be others than before, such as memory="8Gi".

        Raises:
            ValueError: if no shard failed.
        """
        failures = self.failed()
        if not failures:
            raise ValueError(f"no shard of job {self.name} has failed; it is {self.status().phase}")
        return self.retry(only=[failure.shard for failure in failures], **changes)

    def retry(self, *, only: list[int] | None = None, **changes: Any) -> Job[T]:
        """Runs it anew, or some of its shards, as a job of its own; see retry_failed."""
        given = dict(self.request)
        if not given:
            raise InvalidRequest([f"job {self.name} was not made by jobctl, so its request is not known"])
        if only is not None and ("shards" in given or "days" in given):
            given["only"] = sorted(only)
            given.pop("minSuccess", None)
        first = self._labels.get(PARENT, self.name)
        attempt = int(self._labels.get(ATTEMPT, "0")) + 1
        given["labels"] = {**(given.get("labels") or {}), PARENT: first, ATTEMPT: str(attempt)}
        given.update(key=self.uid, name=f"{first}-r{attempt}", namespace=self.namespace)
        job: Job[T] = self._client._submit_given({**given, **self._client._fields(changes)})
        for path, source in (given.get("mounts") or {}).items():
            if path == _function.FOLDER:
                self._api.own_config_map(self.namespace, source.partition(":")[2], job._job)
        return job

    # Inner parts

    def _refresh(self) -> Object:
        job = self._api.job(self.namespace, self.name)
        if job["metadata"]["uid"] != self.uid:
            raise NotFound(f"job {self.name} was deleted, and there is another one of its name", 404)
        self._job = job
        return job

    def _no_pod(self, shard: int) -> NotFound:
        said = f"job {self.name} has no pod of shard {shard} (any more, or yet); its status: {self.status()}"
        return NotFound(said, 404)

    def _collect(self) -> None:
        """Reads what pods have returned, and keeps it: pods may go."""
        found = [
            (shard, pod)
            for shard, pod in self._pods.by_shard().items()
            if pod.phase == "Succeeded" and shard not in self._outcomes
        ]
        with ThreadPoolExecutor(_READERS) as readers:
            list(readers.map(lambda one: self._outcome(*one), found))

    def _outcome(self, shard: int, pod: PodState) -> Outcome[T]:
        outcome = self._outcomes.get(shard) or self._pods.outcome(shard, pod)
        if outcome.failure is None:
            self._outcomes[shard] = outcome
        return outcome

    def _earlier(self) -> dict[int, Outcome[T]]:
        """What the jobs before this retry have returned."""
        parent = self._labels.get(PARENT)
        if parent is None:
            return {}
        outcomes: dict[int, Outcome[T]] = {}
        attempts = [f"{parent}-r{n}" for n in range(1, int(self._labels.get(ATTEMPT, "1")))]
        for name in (parent, *attempts):
            try:
                job: Job[T] = Job(self._client, self._api, self._api.job(self.namespace, name))
            except NotFound as e:
                raise ResultMissing(
                    f"job {name}, whose results are part of those of {self.name}, is gone"
                ) from e
            job._collect()
            outcomes.update(job._outcomes)
        return outcomes

    def _complaint(self, status: JobStatus) -> JobFailed:
        failures = self.failed()
        logs = {}
        pods = self._pods.by_shard()
        for failure in failures[: JobFailed.FEW]:
            if failure.exception is None and failure.pod:
                # Who may not read logs is told of the failure all the same.
                with contextlib.suppress(ApiError, KeyError):
                    logs[failure.shard] = self._pods.log(pods[failure.shard], _LAST_LINES)
        said = ": ".join(part for part in (status.reason, status.message) if part)
        failed = JobFailed(self, status.phase, said, failures, logs)
        failed.__cause__ = next((one.exception for one in failures if one.exception is not None), None)
        return failed
