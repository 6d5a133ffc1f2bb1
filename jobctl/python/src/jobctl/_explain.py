"""Why a job waits, or failed: what its objects say of it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._api import Api, Object
from ._pods import JobPods
from ._status import Explanation, JobStatus, PodState, status_of
from .errors import ApiError, Failure, Forbidden, JobFailed, ResultMissing

if TYPE_CHECKING:
    from ._job import Job

_FEW = 5
_LAST_LINES = 5


def explanation(api: Api, job: Object, pods_of_job: JobPods[Any]) -> Explanation:
    """Asks the objects of a job."""
    status = status_of(job)
    namespace, uid = job["metadata"]["namespace"], job["metadata"]["uid"]
    group = None
    for name in (f"{status.name}-{uid}", status.name):
        group = group or api.pod_group(namespace, name)
    conditions = ((group or {}).get("status") or {}).get("conditions") or ()
    waiting = [c for c in conditions if c["type"] == "Unschedulable" and c["status"] == "True"]
    last: Mapping[str, Any] = waiting[-1] if waiting and not status.ended else {}
    pods: dict[str, int] = {}
    if not status.ended:
        for pod in pods_of_job.states():
            if pod.phase == "Pending" and pod.waits and (pod.waits in pods or len(pods) < _FEW):
                pods[pod.waits] = pods.get(pod.waits, 0) + 1
    events = [
        f"{event.get('reason', '')}: {event.get('message', '')}"
        for event in api.events(namespace, uid)[-_FEW:]
    ]
    return Explanation(status, last.get("reason", ""), last.get("message", ""), pods, tuple(events))


def complaint(job: Job[Any], pods_of_job: JobPods[Any], status: JobStatus) -> JobFailed:
    """What is known of a job that has ended without success, with the last lines of some pods."""
    said = ": ".join(part for part in (status.reason, status.message) if part)
    failures: list[Failure] = []
    pods: dict[int, PodState] = {}
    try:
        failures = job.failed()
        pods = pods_of_job.by_shard()
    except (ResultMissing, Forbidden) as e:
        # It failed all the same.
        said = "; ".join(part for part in (said, str(e)) if part)
    logs = {}
    for failure in failures[: JobFailed.FEW]:
        if failure.exception is None and failure.pod:
            # Who may not read logs is told of the failure all the same.
            with contextlib.suppress(ApiError, KeyError):
                logs[failure.shard] = pods_of_job.log(pods[failure.shard], _LAST_LINES)
    failed = JobFailed(job, status.phase, said, failures, logs)
    failed.__cause__ = next((one.exception for one in failures if one.exception is not None), None)
    return failed
