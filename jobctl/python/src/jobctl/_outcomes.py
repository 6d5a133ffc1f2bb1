"""What the shards of a job have returned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Generic, TypeVar

from ._pods import JobPods, Outcome
from ._status import JobStatus, PodState
from .errors import ResultMissing

T = TypeVar("T")

_READERS = 8
_FEW = 5


class Outcomes(Generic[T]):
    """Keeps what it has read: pods may go.

    Attributes:
        known: the shards whose results it has.
    """

    def __init__(self, name: str, pods: JobPods[T]) -> None:
        self.known: dict[int, Outcome[T]] = {}
        self._name = name
        self._pods = pods

    def of(self, shard: int, pod: PodState) -> Outcome[T]:
        """What became of a shard whose pod has ended."""
        outcome = self.known.get(shard) or self._pods.outcome(shard, pod)
        if outcome.failure is None:
            self.known[shard] = outcome
        return outcome

    def collect(self) -> dict[int, Outcome[T]]:
        """Reads the results of all shards that succeeded; those that are lost are there as failures."""
        found = [
            (shard, pod)
            for shard, pod in self._pods.by_shard().items()
            if pod.phase == "Succeeded" and shard not in self.known
        ]
        with ThreadPoolExecutor(_READERS) as readers:
            read = {one.shard: one for one in readers.map(lambda one: self.of(*one), found)}
        return {**read, **self.known}

    def rest(self, status: JobStatus, given: Mapping[int, bool]) -> Iterator[Outcome[T]]:
        """The shards of a job that has ended, besides those of which is known whether they succeeded."""
        pods = self._pods.by_shard()
        for shard in self._pods.shards(status.total):
            if shard in given:
                continue
            pod = pods.get(shard)
            failure = self._pods.failure(shard, pod)
            if pod is None and sum(given.values()) < status.succeeded:
                gone = ResultMissing(f"its pod of job {self._name} is gone, and its result with it")
                failure = replace(failure, message="", exception=gone)
            yield Outcome(shard, failure)

    def results(
        self, outcomes: Mapping[int, Outcome[T]], shards: Iterable[int], missing: Any
    ) -> tuple[list[Any], list[int]]:
        """The values call by call, with a stand-in for those that are missing; and the shards of these."""
        results: list[Any] = []
        none = []
        for shard in shards:
            found = outcomes.get(shard)
            if found is not None and found.failure is None:
                results.extend(found.values)
            else:
                none.append(shard)
                results.extend([missing] * self._pods.calls_of(shard))
        return results, none

    def complaint(self, outcomes: Mapping[int, Outcome[T]], none: list[int], enough: bool) -> ResultMissing:
        """Why shards have no result in a job that is Completed.

        Args:
            enough: whether the others are as many as were to succeed.
        """
        remedy = "results(missing=None) gives None for them"
        lost = [found.failure for shard in none if (found := outcomes.get(shard)) and found.failure]
        if lost:
            return ResultMissing(
                f"the results of {len(lost)} shards of job {self._name} are lost, such as {lost[0]}; {remedy}"
            )
        if enough:
            return ResultMissing(
                f"job {self._name} has had success enough, but shards such as {none[:_FEW]} have no result; "
                + remedy
            )
        return ResultMissing(
            f"there is no result of {len(none)} shards of job {self._name}, such as {none[:_FEW]}: "
            f"their pods are gone, or they failed before and were not run anew; {remedy}"
        )
