"""Follows a job, and the log of a pod, while they change."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Callable, Iterator

from ._api import Api, Object, passing
from ._status import status_of
from .errors import ApiError, Forbidden, NotFound, WaitTimeout

_WATCH_SECONDS = 60
_POLL_SECONDS = 2.0
_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE = 10
_LAST_TRIES = 3
# Clocks of nodes may be so far from ours; what is read twice is told apart by its time.
_SKEW_SECONDS = 600
_TIMED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)(?: (.*))?", re.DOTALL)

Moment = tuple[int, int]


def job_states(api: Api, refresh: Callable[[], Object], timeout: float | None) -> Iterator[Object]:
    """The states of a job until the time is up; survives servers that go away and watches that expire.

    Args:
        refresh: asks for its state as it is now.
        timeout: in seconds; None for no limit.
    """
    limit = None if timeout is None else time.monotonic() + timeout
    while True:
        try:
            job = refresh()
            yield job
            left = _WATCH_SECONDS if limit is None else min(_WATCH_SECONDS, limit - time.monotonic())
            if left <= 0:
                raise WaitTimeout(f"{status_of(job)}; it goes on")
            metadata = job["metadata"]
            for job in api.watch_job(
                metadata["namespace"], metadata["name"], metadata["resourceVersion"], max(1, round(left))
            ):
                if job["deleted"]:
                    raise NotFound(f"job {metadata['name']} was deleted", 404)
                yield job
        except Forbidden:
            # It may be read, but not watched.
            refresh()
            time.sleep(_POLL_SECONDS)
        except ApiError as e:
            if not passing(e) or (limit is not None and time.monotonic() >= limit):
                raise
            time.sleep(_PAUSE_SECONDS)


def log_lines(read: Callable[[int | None], Iterator[str]], over: Callable[[], bool]) -> Iterator[str]:
    """The lines of a log, each once, whether its container begins anew or the connection breaks.

    Args:
        read: reads lines with their times, until the container ends; of the last so many seconds, or all.
        over: whether no lines come any more, besides those that are there.
    """
    last: Moment | None = None
    idle = tries = 0
    while True:
        ended = False
        try:
            ended = over()
            before = last
            for line in read(None if last is None else max(1, int(time.time()) - last[0]) + _SKEW_SECONDS):
                tries = 0
                moment, text = _timed(line)
                if moment is not None and before is not None and moment <= before:
                    continue
                last = moment or last
                idle = 0
                yield text
            if ended:
                return
        except ApiError as e:
            # A container that has not begun, or is gone, has no log.
            nothing = e.status in (400, 404)
            tries += 1
            if ended and nothing:
                return
            if not nothing and (not passing(e) or (ended and tries == _LAST_TRIES)):
                raise
        # A container may be kept from beginning anew for minutes.
        idle += 1
        time.sleep(min(idle, _LONGEST_PAUSE) * _PAUSE_SECONDS)


def _timed(line: str) -> tuple[Moment | None, str]:
    """The time of a line, in seconds and nanoseconds, and the line."""
    found = _TIMED.fullmatch(line)
    if found is None:
        return None, line
    seconds, fraction, zone, text = found.groups()
    try:
        moment = datetime.datetime.fromisoformat(seconds + ("+00:00" if zone == "Z" else zone))
    except ValueError:
        return None, line
    return (int(moment.timestamp()), int((fraction or "").ljust(9, "0"))), text or ""
