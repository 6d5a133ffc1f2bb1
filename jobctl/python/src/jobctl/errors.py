"""What can go wrong, each with what helps."""

from __future__ import annotations

import datetime
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._job import Job


class JobctlError(Exception):
    """Something that this library says itself."""


class InvalidRequest(JobctlError, ValueError):
    """A request that no job can be made of.

    Attributes:
        problems: one line for each problem, ``field: what is wrong; the remedy``.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems: tuple[str, ...] = tuple(problems)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)


class TooLarge(InvalidRequest):
    """A function, its arguments or its result that do not fit through the API server."""


class ApiError(JobctlError):
    """The API server refused something.

    Attributes:
        status: the HTTP status; 0 if the server could not be reached.
    """

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Forbidden(ApiError, PermissionError):
    """The user may not do this in this namespace."""


class NotFound(ApiError, LookupError):
    """There is no such job, or the cluster does not know jobs at all."""


class NameTaken(ApiError):
    """Another job has this name already."""


class WaitTimeout(JobctlError, TimeoutError):
    """The job had not ended in time; it goes on."""


class ResultMissing(JobctlError, LookupError):
    """A shard succeeded, but what it returned can no longer be read."""


class RemoteTraceback(Exception):
    """The traceback of an exception in a pod, as its cause."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return "\n" + self.text


class RemoteError(JobctlError):
    """An exception that was raised in a pod and cannot be raised here as it is.

    Attributes:
        kind: the name of its class.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind
        self._message = message

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.kind, self._message)


@dataclass(frozen=True)
class Failure:
    """A shard that did not succeed.

    Attributes:
        shard: its number.
        pod: the pod's name; empty if it never had one, or it is gone.
        exit_code: of the container; None if it did not run to an end.
        reason: one word, such as ``OOMKilled``, ``Error`` or ``DeadlineExceeded``.
        message: what the pod says of it.
        exception: what the function raised, if it was one; ResultMissing where it succeeded, but what it
            returned can no longer be read.
        dates: of the shard, in a job by days.
        calls: numbers of the calls that the shard has, where shards have several.
    """

    shard: int
    pod: str
    exit_code: int | None
    reason: str
    message: str = ""
    exception: BaseException | None = None
    dates: tuple[datetime.date, ...] = ()
    calls: range | None = None

    @property
    def place(self) -> str:
        """Which shard it is, in words."""
        shard = f"shard {self.shard}"
        if self.dates:
            first, last = self.dates[0], self.dates[-1]
            return f"{shard} ({first})" if first == last else f"{shard} ({first} to {last})"
        if self.calls:
            first_call, last_call = self.calls[0], self.calls[-1]
            one = first_call == last_call
            return f"{shard} (call {first_call})" if one else f"{shard} (calls {first_call} to {last_call})"
        return shard

    def __str__(self) -> str:
        if self.exception is not None:
            said = f"{type(self.exception).__name__}: {self.exception}"
            if isinstance(self.exception, RemoteError):
                said = str(self.exception)
        elif self.reason not in ("", "Error"):
            said = self.reason + (f": {self.message}" if self.message else "")
        elif self.exit_code is not None:
            said = f"exit code {self.exit_code}" + (f": {self.message}" if self.message else "")
        else:
            said = self.message or "did not run to its end"
        return f"{self.place}: {said}"


class JobFailed(JobctlError):
    """A job ended without the success that it was to have, or is suspended.

    Attributes:
        job: that job.
        phase: how it ended.
        failures: the shards that failed, by number.
        logs: the last lines of some of them, by number.
    """

    FEW = 5

    def __init__(
        self,
        job: Job[Any],
        phase: str,
        message: str,
        failures: Sequence[Failure],
        logs: Mapping[int, str] | None = None,
    ) -> None:
        self.job = job
        self.failures: tuple[Failure, ...] = tuple(failures)
        self.logs: dict[int, str] = dict(logs or {})
        self.phase = phase
        self._message = message
        suspended = phase == "Aborted"
        lines = [
            f"job {job.name} is {'suspended' if suspended else phase}" + (f": {message}" if message else "")
        ]
        for failure in self.failures[: self.FEW]:
            lines.append(f"  {failure}")
            said = self.logs.get(failure.shard, "").strip()
            if said and failure.exception is None:
                lines.extend("    | " + line for line in said.splitlines())
        if len(self.failures) > self.FEW:
            lines.append(f"  and {len(self.failures) - self.FEW} more; see failed()")
        if job.existed:
            lines.append(f"it was submitted before, at {job.created}; key= or again=True runs it anew")
        if suspended:
            lines.append("resume() begins it anew")
        elif self.failures:
            lines.append("run these shards anew with retry_failed()")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[Any, ...]:
        failures = [replace(one, exception=_portable(one.exception)) for one in self.failures]
        return type(self), (self.job, self.phase, self._message, failures, self.logs)


def _portable(error: BaseException | None) -> BaseException | None:
    """An exception that another process can read: its class may be of this one, or of the pod, alone."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RemoteError(type(error).__name__, str(error))
    return error
