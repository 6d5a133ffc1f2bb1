"""Jobs that run shards of another job anew: how they are called, and which belong together."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ._api import Api, Object
from ._manifest import ATTEMPT, KEY, PARENT
from .errors import InvalidRequest, NameTaken, NotFound, ResultMissing

J = TypeVar("J")


def submit_attempt(
    api: Api,
    job: Object,
    given: Mapping[str, Any],
    changes: Mapping[str, Any],
    again: bool,
    submit: Callable[[dict[str, Any]], J],
) -> J:
    """Hands in the request of a job once more, under the next name that no other attempt has.

    Args:
        given: the job's request.
        changes: fields that are to be others.
        again: whether an attempt that is the same is not enough.
        submit: hands a request in.

    Raises:
        InvalidRequest: if a change would take it away from its job.
    """
    if "key" in changes:
        raise InvalidRequest(["key: is the UID of the job that is run anew; again=True runs it once more"])
    metadata = job["metadata"]
    labels = metadata.get("labels") or {}
    first = labels.get(PARENT, metadata["name"])
    number = int(labels.get(ATTEMPT, "0"))
    if again:
        others = api.jobs(metadata["namespace"], f"{PARENT}={first}")
        number = max([number, *(_order(one)[0] for one in others)])
    for attempt in itertools.count(number + 1):
        request = {"name": f"{first}-r{attempt}", **given, **changes}
        request.update(key=metadata["uid"], namespace=metadata["namespace"])
        request["labels"] = {**(request.get("labels") or {}), PARENT: first, ATTEMPT: str(attempt)}
        try:
            return submit(request)
        except NameTaken:
            if "name" in changes:
                raise
    raise AssertionError("not reached")


def earlier(api: Api, job: Object) -> list[Object]:
    """The jobs whose results are part of those of a job: the one that ran first, and attempts before it.

    Names come again, so what they belong to is told by the UID that each attempt has as its key.

    Raises:
        ResultMissing: if one of them is gone.
    """
    metadata = job["metadata"]
    first = (metadata.get("labels") or {}).get(PARENT)
    if first is None:
        return []
    namespace = metadata["namespace"]
    attempts = api.jobs(namespace, f"{PARENT}={first}")
    there = {one["metadata"]["uid"]: one for one in attempts}
    try:
        root = api.job(namespace, first)
        there[root["metadata"]["uid"]] = root
    except NotFound:
        pass  # Told below, with the name.
    root_uid = _root(job, there)
    if root_uid is None:
        raise ResultMissing(
            f"job {first}, or one of its retries, whose results are part of those of {metadata['name']}, "
            "is gone"
        )
    own = _order(job)
    mine = [one for one in attempts if _order(one) < own and _root(one, there) == root_uid]
    return [there[root_uid], *sorted(mine, key=_order)]


def _root(job: Object, there: Mapping[str, Object]) -> str | None:
    """The UID of the job that ran first; None if the way there is broken."""
    seen = set()
    while PARENT in (job["metadata"].get("labels") or {}):
        before = (job["metadata"].get("annotations") or {}).get(KEY, "")
        if before not in there or before in seen:
            return None
        seen.add(before)
        job = there[before]
    return str(job["metadata"]["uid"])


def _order(job: Object) -> tuple[int, str, str]:
    metadata = job["metadata"]
    return int(metadata["labels"].get(ATTEMPT, "1")), metadata["creationTimestamp"], metadata["name"]
