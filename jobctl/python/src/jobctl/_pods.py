"""The pods of a job, and what became of its shards."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from . import _function
from ._api import Api, Object
from ._manifest import REQUEST
from ._request import Request, read
from ._status import PodState, pod_state
from .errors import ApiError, Failure, InvalidRequest, NotFound, ResultMissing

T = TypeVar("T")


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """How a shard ended.

    Attributes:
        shard: its number.
        failure: why it did not succeed, or its result is lost; None if it is there.
        values: what the function returned, call by call; empty if that is not there.
    """

    shard: int
    failure: Failure | None
    values: tuple[T, ...] = ()


class JobPods(Generic[T]):
    """The pods of one job: of those with its name, the ones that it owns."""

    def __init__(self, api: Api, metadata: Mapping[str, Any]) -> None:
        self._api = api
        self._namespace: str = metadata["namespace"]
        self._uid: str = metadata["uid"]
        self._selector = f"volcano.sh/job-name={metadata['name']}"
        self._annotations: Mapping[str, str] = metadata.get("annotations") or {}

    @functools.cached_property
    def request(self) -> Request | None:
        """What the job was made of; None if jobctl did not make it."""
        try:
            return read(json.loads(self._annotations[REQUEST]))
        except (KeyError, ValueError, InvalidRequest):
            return None

    def shards(self, total: int) -> list[int]:
        """The shards of so many pods."""
        request = self.request
        return [pod if request is None else request.shard(pod) for pod in range(total)]

    def states(self) -> list[PodState]:
        """All pods that are there."""
        return self.listed()[0]

    def listed(self) -> tuple[list[PodState], str]:
        """All pods that are there, and the version of the list."""
        pods, version = self._api.pods(self._namespace, self._selector)
        return [pod_state(pod) for pod in pods if self._owns(pod)], version

    def changes(self, version: str, seconds: int) -> Iterator[tuple[str, list[PodState]]]:
        """Versions after the given one, with the pod that has changed if it is the job's."""
        for pod in self._api.watch_pods(self._namespace, self._selector, version, seconds):
            yield pod["metadata"]["resourceVersion"], [pod_state(pod)] if self._owns(pod) else []

    def by_shard(self, pods: Iterable[PodState] | None = None) -> dict[int, PodState]:
        """The newest pod of each shard, in the order of the shards."""
        request = self.request
        newest: dict[int, PodState] = {}
        for pod in self.states() if pods is None else pods:
            if request is not None and pod.index >= request.replicas:
                continue
            shard = pod.index if request is None else request.shard(pod.index)
            if shard not in newest or pod.version >= newest[shard].version:
                newest[shard] = pod
        return dict(sorted(newest.items()))

    def log(self, pod: PodState, tail: int | None) -> str:
        """What a pod has printed; nothing if that is gone."""
        try:
            return _function.without_results(self._api.log(self._namespace, pod.name, tail))
        except NotFound:
            return ""

    def outcome(self, shard: int, pod: PodState) -> Outcome[T]:
        """What became of a shard whose pod has ended."""
        if pod.phase != "Succeeded":
            return Outcome(shard, self.failure(shard, pod))
        values: list[Any] = [pod.termination]
        if _function.FUNCTION in self._annotations:
            try:
                values = _function.value_of(
                    pod.termination, lambda lines: self._api.log(self._namespace, pod.name, lines)
                )
            except (ResultMissing, ApiError) as e:
                return Outcome(shard, self._lost(shard, pod, e))
        return Outcome(shard, None, tuple(values))

    def failure(self, shard: int, pod: PodState | None) -> Failure:
        """What is known of a shard whose pod failed, or has not come to its end, or is gone."""
        if pod is None or pod.phase != "Failed":
            failure = Failure(shard, pod.name if pod else "", None, "", "did not run to its end")
        else:
            exception = _function.exception_of(pod.termination)
            message = pod.message or ("" if exception else pod.termination)
            failure = Failure(shard, pod.name, pod.exit_code, pod.reason, message, exception)
        request = self.request
        if request is not None and request.days:
            return replace(failure, dates=request.days[shard] if shard < len(request.days) else ())
        _, _, per = self._annotations.get(_function.CALLS, "").partition("/")
        if not per or int(per) == 1:
            return failure
        first = shard * int(per)
        return replace(failure, calls=range(first, first + self.calls_of(shard)))

    def _lost(self, shard: int, pod: PodState, error: ResultMissing | ApiError) -> Failure:
        """One result that cannot be read is no reason to withhold the others."""
        lost = error
        if isinstance(error, NotFound):
            lost = ResultMissing(f"the log of pod {pod.name} is gone, and the result with it")
        elif not isinstance(error, ResultMissing):
            lost = ResultMissing(f"the log of pod {pod.name}, with the result, cannot be read: {error}")
        if lost is not error:
            lost.__cause__ = error
        return replace(
            self.failure(shard, None), pod=pod.name, exit_code=pod.exit_code, message="", exception=lost
        )

    def calls_of(self, shard: int) -> int:
        """How many calls a shard has."""
        total, _, per = self._annotations.get(_function.CALLS, "").partition("/")
        request = self.request
        if request is None or not per:
            return 1
        if request.days:
            return len(request.days[shard])
        return min(int(per), int(total) - shard * int(per))

    def failures_are_final(self) -> bool:
        """Whether nothing begins a pod that failed anew."""
        request = self.request
        return request is not None and not (
            request.retries or request.policies or request.oom is not None or "oom" in request.plugins
        )

    def _owns(self, pod: Object) -> bool:
        owners = pod["metadata"].get("ownerReferences") or ()
        return any(owner["uid"] == self._uid for owner in owners)
