"""Follows a job while it changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from ._api import Api, Object, passing
from ._status import status_of
from .errors import ApiError, Forbidden, NotFound, WaitTimeout

_WATCH_SECONDS = 60
_POLL_SECONDS = 2.0
_PAUSE_SECONDS = 1.0


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
