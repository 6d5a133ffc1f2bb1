"""A job that was handed in."""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from . import _function
from ._api import Api, Object, passing
from ._progress import Progress
from ._status import Explanation, JobStatus, PodState, pod_state, status_html, status_of
from .errors import ApiError, Failure, Forbidden, InvalidRequest, JobFailed, NotFound, ResultMissing, WaitTimeout
from ._manifest import ATTEMPT, PARENT, REQUEST
from ._request import Request, read

if TYPE_CHECKING:
    from ._client import Client, Fields

T = TypeVar("T")
M = TypeVar("M")

_NOTHING: Any = object()

_WATCH_SECONDS = 60
_LOOK_SECONDS = 5
_POLL_SECONDS = 2.0
_PAUSE_SECONDS = 1.0
_READERS = 8
_LAST_LINES = 5
_FEW = 5


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """How a shard ended.

    Attributes:
        shard: its number.
        failure: why it did not succeed; None if it did.
        values: what the function returned, call by call; empty if it failed.
    """

    shard: int
    failure: Failure | None
    values: tuple[T, ...] = ()


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
            for pod in self._pods():
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
        pods = self._by_shard(self._pods())
        lost = status.succeeded > sum(pod.phase == "Succeeded" for pod in pods.values())
        if lost and len(self._outcomes) < status.succeeded:
            raise ResultMissing(
                f"some pods of job {self.name} are gone, so which shards failed cannot be told; "
                "run those that you know of with retry(only=...)"
            )
        failures = []
        for shard in self._shards(status):
            pod = pods.get(shard)
            known = self._outcomes.get(shard)
            if (known is not None and known.failure is None) or (pod and pod.phase == "Succeeded"):
                continue
            if pod is not None and pod.phase == "Failed":
                failures.append(_failure(shard, pod))
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
            for job in self._follow(timeout):
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
        retried = self._request is not None and PARENT in self._labels
        shards = list(range(self._request.shards) if self._request and retried else self._shards(status))
        results: list[Any] = []
        none = []
        for shard in shards:
            outcome = outcomes.get(shard)
            if outcome is not None and outcome.failure is None:
                results.extend(outcome.values)
            else:
                none.append(shard)
                results.extend([missing] * self._calls_of(shard))
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
        final = self._failures_are_final()

        def over(pods: Mapping[str, PodState], ended: bool) -> Iterator[Outcome[T]]:
            for shard, pod in self._by_shard(pods).items():
                if shard not in given and (
                    pod.phase == "Succeeded" or (pod.phase == "Failed" and (final or ended))
                ):
                    given.add(shard)
                    yield self._outcome(shard, pod)

        pods, version = self._listed()
        while True:
            yield from over(pods, False)
            status = self.status()
            if status.ended:
                yield from over(self._listed()[0], True)
                yield from (Outcome(one.shard, one) for one in self.failed() if one.shard not in given)
                return
            if limit is not None and time.monotonic() >= limit:
                raise WaitTimeout(f"{status}; it goes on")
            try:
                pods = {}
                for pod in self._api.watch_pods(self.namespace, self._selector, version, _LOOK_SECONDS):
                    version = pod["metadata"]["resourceVersion"]
                    if self._owns(pod):
                        yield from over({pod["metadata"]["uid"]: pod_state(pod)}, False)
                    if len(given) == status.total:
                        break
            except ApiError as e:
                if not passing(e) and not isinstance(e, Forbidden):
                    raise
                # It may be listed, but not watched; or the watch broke off.
                time.sleep(_POLL_SECONDS)
                pods, version = self._listed()

    # Logs

    def logs(self, shard: int | None = None, *, tail: int | None = None, failed: bool = False) -> str:
        """What shards have printed.

        Args:
            shard: one of them; its log comes as it is. Without it all, with the shard in front of each line.
            tail: only so many lines at the end.
            failed: only of shards that failed.
        """
        pods = self._by_shard(self._pods())
        if failed:
            pods = {number: pod for number, pod in pods.items() if pod.phase == "Failed"}
        if shard is not None:
            return self._log(self._pod_of(pods, shard), tail)
        started = {number: pod for number, pod in pods.items() if pod.phase != "Pending"}
        with ThreadPoolExecutor(_READERS) as readers:
            texts = readers.map(lambda pod: self._log(pod, tail), started.values())
            return "".join(
                f"[{number}] {line}\n"
                for number, text in zip(started, texts)
                for line in text.splitlines()
            )

    def follow(self, shard: int = 0) -> Iterator[str]:
        """The lines of a shard's log as they come, until it ends; waits for its start."""
        while True:
            pod = self._by_shard(self._pods()).get(shard)
            if pod is not None and pod.phase != "Pending":
                break
            if status_of(self._refresh()).ended:
                self._pod_of({}, shard)
            time.sleep(_PAUSE_SECONDS)
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

    def _follow(self, timeout: float | None) -> Iterator[Object]:
        """Its states until the time is up; survives servers that go away and watches that expire."""
        limit = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                job = self._refresh()
                yield job
                left = _WATCH_SECONDS if limit is None else min(_WATCH_SECONDS, limit - time.monotonic())
                if left <= 0:
                    raise WaitTimeout(f"{status_of(job)}; it goes on")
                version = job["metadata"]["resourceVersion"]
                for job in self._api.watch_job(self.namespace, self.name, version, max(1, round(left))):
                    if job["deleted"]:
                        raise NotFound(f"job {self.name} was deleted", 404)
                    yield job
            except Forbidden:
                # It may be read, but not watched.
                self._refresh()
                time.sleep(_POLL_SECONDS)
            except ApiError as e:
                if not passing(e) or (limit is not None and time.monotonic() >= limit):
                    raise
                time.sleep(_PAUSE_SECONDS)

    @property
    def _selector(self) -> str:
        return f"volcano.sh/job-name={self.name}"

    def _listed(self) -> tuple[dict[str, PodState], str]:
        pods, version = self._api.pods(self.namespace, self._selector)
        return {pod["metadata"]["uid"]: pod_state(pod) for pod in pods if self._owns(pod)}, version

    def _owns(self, pod: Object) -> bool:
        owners = pod["metadata"].get("ownerReferences") or ()
        return any(owner["uid"] == self.uid for owner in owners)

    def _pods(self) -> list[PodState]:
        return list(self._listed()[0].values())

    @functools.cached_property
    def _request(self) -> Request | None:
        """What it was made of; None if jobctl did not make it."""
        try:
            return read(self.request) if self.request else None
        except InvalidRequest:
            return None

    def _shards(self, status: JobStatus) -> Iterator[int]:
        request = self._request
        for pod in range(status.total):
            yield pod if request is None else request.shard(pod)

    def _by_shard(self, pods: list[PodState] | Mapping[str, PodState]) -> dict[int, PodState]:
        """The newest pod of each shard, in the order of the shards."""
        request = self._request
        newest: dict[int, PodState] = {}
        for pod in pods.values() if isinstance(pods, Mapping) else pods:
            if request is not None and pod.index >= request.replicas:
                continue
            shard = pod.index if request is None else request.shard(pod.index)
            if shard not in newest or pod.version >= newest[shard].version:
                newest[shard] = pod
        return dict(sorted(newest.items()))

    def _pod_of(self, pods: Mapping[int, PodState], shard: int) -> PodState:
        if shard not in pods:
            raise NotFound(f"job {self.name} has no pod of shard {shard} (any more, or yet); its status: {self.status()}", 404)
        return pods[shard]

    def _log(self, pod: PodState, tail: int | None) -> str:
        try:
            return _function.without_results(self._api.log(self.namespace, pod.name, tail))
        except NotFound:
            return ""

    def _collect(self) -> None:
        """Reads what pods have returned, and keeps it: pods may go."""
        found = [
            (shard, pod)
            for shard, pod in self._by_shard(self._pods()).items()
            if pod.phase == "Succeeded" and shard not in self._outcomes
        ]
        with ThreadPoolExecutor(_READERS) as readers:
            for outcome in readers.map(lambda one: self._outcome(*one), found):
                self._outcomes[outcome.shard] = outcome

    def _outcome(self, shard: int, pod: PodState) -> Outcome[T]:
        known = self._outcomes.get(shard)
        if known is not None:
            return known
        if pod.phase != "Succeeded":
            return Outcome(shard, _failure(shard, pod))
        values: list[Any] = [pod.termination]
        if _function.FUNCTION in self._annotations:
            try:
                values = _function.value_of(
                    pod.termination, lambda lines: self._api.log(self.namespace, pod.name, lines)
                )
            except NotFound as e:
                raise ResultMissing(f"the log of pod {pod.name} is gone, and the result with it") from e
        outcome = Outcome[T](shard, None, tuple(values))
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
                raise ResultMissing(f"job {name}, whose results are part of those of {self.name}, is gone") from e
            job._collect()
            outcomes.update(job._outcomes)
        return outcomes

    def _calls_of(self, shard: int) -> int:
        total, _, per = self._annotations.get(_function.CALLS, "").partition("/")
        request = self._request
        if request is None or not per:
            return 1
        if request.days:
            return len(request.days[shard])
        return min(int(per), int(total) - shard * int(per))

    def _failures_are_final(self) -> bool:
        request = self._request
        return request is not None and not (
            request.retries or request.policies or request.oom is not None or "oom" in request.plugins
        )

    def _complaint(self, status: JobStatus) -> JobFailed:
        failures = self.failed()
        logs = {}
        pods = self._by_shard(self._pods())
        for failure in failures[: JobFailed.FEW]:
            if failure.exception is None and failure.pod:
                logs[failure.shard] = self._log(pods[failure.shard], _LAST_LINES)
        said = ": ".join(part for part in (status.reason, status.message) if part)
        failed = JobFailed(self, status.phase, said, failures, logs)
        failed.__cause__ = next((one.exception for one in failures if one.exception is not None), None)
        return failed


def _failure(shard: int, pod: PodState) -> Failure:
    exception = _function.exception_of(pod.termination)
    message = pod.message or ("" if exception else pod.termination)
    return Failure(shard, pod.name, pod.exit_code, pod.reason, message, exception)
