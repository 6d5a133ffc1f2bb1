"""How far a job and its shards have come."""

from __future__ import annotations

import datetime
import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ._manifest import TASK

#: The phase of a job that is suspended.
SUSPENDED = "Aborted"
#: Phases in which a job stays.
ENDED = ("Completed", "Failed", "Terminated", SUSPENDED)
_MEMORY = "OOMKilled"


@dataclass(frozen=True)
class JobStatus:
    """How far a job has come.

    Attributes:
        phase: Pending, Running, Completed, Failed, Aborted (suspended), Terminated (cancelled), and
            on the way there Restarting, Completing, Aborting, Terminating.
        reason: why, in one word; may be empty.
        message: why, as a sentence; may be empty.
        total: pods that it is to have.
        retries: how often it was begun anew.
    """

    name: str
    phase: str
    reason: str
    message: str
    total: int
    pending: int
    running: int
    succeeded: int
    failed: int
    retries: int
    created: datetime.datetime | None

    @property
    def ended(self) -> bool:
        """Whether nothing happens any more by itself; a suspended job counts as ended."""
        return self.phase in ENDED

    @property
    def suspended(self) -> bool:
        """Whether it waits for resume()."""
        return self.phase == SUSPENDED

    @property
    def completed(self) -> bool:
        """Whether it ended with the success that it was to have."""
        return self.phase == "Completed"

    def __str__(self) -> str:
        parts = [f"{self.succeeded} of {self.total} succeeded"]
        for count, word in ((self.running, "running"), (self.failed, "failed"), (self.pending, "pending")):
            if count:
                parts.append(f"{count} {word}")
        return f"{self.name} {self.phase}: {', '.join(parts)}"

    def _repr_html_(self) -> str:
        return status_html(self, "")


def status_of(job: Mapping[str, Any]) -> JobStatus:
    """Reads the status of a job."""
    status = job.get("status") or {}
    state = status.get("state") or {}
    created = job["metadata"].get("creationTimestamp")
    return JobStatus(
        name=job["metadata"]["name"],
        phase=state.get("phase") or "Pending",
        reason=state.get("reason") or "",
        message=state.get("message") or "",
        total=sum(int(task.get("replicas", 1)) for task in job["spec"].get("tasks") or ()),
        pending=int(status.get("pending") or 0),
        running=int(status.get("running") or 0),
        succeeded=int(status.get("succeeded") or 0),
        failed=int(status.get("failed") or 0),
        retries=int(status.get("retryCount") or 0),
        created=datetime.datetime.fromisoformat(created.replace("Z", "+00:00")) if created else None,
    )


def status_html(status: JobStatus, waits: str) -> str:
    """A bar and a line, for notebooks."""
    total = max(1, status.total)
    bars = "".join(
        f'<span style="display:inline-block;height:100%;'
        f'width:{100 * count / total:.2f}%;background:{colour}"></span>'
        for count, colour in (
            (status.succeeded, "#2e7d32"),
            (status.failed, "#c62828"),
            (status.running, "#1565c0"),
        )
    )
    line = html.escape(str(status))
    more = "".join(
        f'<div style="color:#777">{html.escape(text)}</div>'
        for text in (": ".join(part for part in (status.reason, status.message) if part), waits)
        if text
    )
    return (
        f'<div><b>{line}</b><div style="height:0.8em;width:100%;max-width:40em;background:#e0e0e0;'
        f'font-size:1em;line-height:0;white-space:nowrap;overflow:hidden">{bars}</div>{more}</div>'
    )


@dataclass(frozen=True)
class PodState:
    """One pod of a job, as far as it matters here."""

    name: str
    index: int
    phase: str
    version: int
    exit_code: int | None
    reason: str
    message: str
    termination: str
    waits: str
    deleted: bool


def pod_state(pod: Mapping[str, Any]) -> PodState:
    """Reads a pod."""
    meta, status = pod["metadata"], pod.get("status") or {}
    labels, annotations = meta.get("labels") or {}, meta.get("annotations") or {}
    terminated: dict[str, Any] = {}
    waiting: dict[str, Any] = {}
    containers = status.get("containerStatuses") or ()
    # Others may have been put beside it, such as a proxy.
    own = [container for container in containers if container.get("name") == TASK]
    for container in own or containers:
        state = container.get("state") or {}
        terminated = state.get("terminated") or terminated
        waiting = state.get("waiting") or waiting
    scheduled: dict[str, Any] = {}
    for condition in status.get("conditions") or ():
        if condition["type"] == "PodScheduled" and condition["status"] == "False":
            scheduled = condition
    reason = (
        _MEMORY
        if terminated.get("reason") == _MEMORY
        else status.get("reason") or terminated.get("reason") or ""
    )
    return PodState(
        name=meta["name"],
        index=int(labels.get("volcano.sh/task-index") or annotations.get("volcano.sh/task-index") or 0),
        phase=status.get("phase") or "Pending",
        version=int(annotations.get("volcano.sh/job-version") or 0),
        exit_code=terminated.get("exitCode"),
        reason=reason,
        message=status.get("message") or "",
        termination=terminated.get("message") or "",
        waits=_line(waiting) or _line(scheduled),
        deleted="deletionTimestamp" in meta,
    )


def _line(said: Mapping[str, Any]) -> str:
    return ": ".join(part for part in (said.get("reason"), said.get("message")) if part)


@dataclass(frozen=True, repr=False)
class Explanation:
    """Why a job waits, or how it ended, as its objects say; shows itself as that text.

    Attributes:
        status: the job's own.
        reason: what the scheduler says of its PodGroup, in one word; may be empty.
        message: the same as a sentence, with the numbers.
        pods: what pods wait for, with how many do.
        events: the last events of the job, the newest last.
    """

    status: JobStatus
    reason: str
    message: str
    pods: Mapping[str, int] = field(default_factory=dict)
    events: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return str(self)

    @property
    def line(self) -> str:
        """The most telling thing; empty if nothing is waited for."""
        if self.reason or self.message:
            return ": ".join(part for part in (self.reason, self.message) if part)
        return next(iter(self.pods), "")

    def __str__(self) -> str:
        lines = [str(self.status)]
        own = ": ".join(part for part in (self.status.reason, self.status.message) if part)
        for text in (own, self.line):
            if text and text not in lines:
                lines.append(text)
        lines.extend(f"{count} x {text}" for text, count in self.pods.items() if text not in lines)
        lines.extend(f"event {event}" for event in self.events)
        return "\n".join(lines)
