"""What people may say besides the work."""

from __future__ import annotations

import datetime
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from ._text import hint
from .errors import InvalidRequest


@dataclass(frozen=True)
class Days:
    """The days from one to another, both included.

    Attributes:
        first: the first, a date or a text such as "2024-01-31".
        last: the last.
        calendar: "weekdays", Monday to Friday, or "all".
        holidays: days left out: dates, or the name of a file with one on each line.
        step: every n-th of these days, beginning with the first.
        per_shard: how many days make a shard.
        reverse: the latest shard first.
    """

    first: datetime.date | str
    last: datetime.date | str
    calendar: str = "weekdays"
    holidays: Sequence[datetime.date | str] | str = ()
    step: int = 1
    per_shard: int = 1
    reverse: bool = False

    def given(self) -> dict[str, Any]:
        given: dict[str, Any] = {"from": self.first, "to": self.last}
        if self.calendar != "weekdays":
            given["calendar"] = self.calendar
        if self.holidays:
            given["holidays"] = self.holidays if isinstance(self.holidays, str) else list(self.holidays)
        if self.step != 1:
            given["step"] = self.step
        if self.per_shard != 1:
            given["perShard"] = self.per_shard
        if self.reverse:
            given["reverse"] = True
        return given


@dataclass(frozen=True)
class Oom:
    """How a shard grows that was killed for want of memory.

    Attributes:
        ratio: each time by this factor.
        max: up to this, such as "64Gi".
        retries: at most so often.
    """

    ratio: float | None = None
    max: str | None = None
    retries: int | None = None

    def given(self) -> dict[str, Any]:
        given = {"ratio": self.ratio, "max": self.max, "retries": self.retries}
        return {key: value for key, value in given.items() if value is not None}


class Fields(TypedDict, total=False):
    """What may be asked for besides the work; docs/python.md says what each becomes."""

    name: str
    namespace: str
    image: str
    args: Sequence[str | int | float]
    env: Mapping[str, str | int | float]
    workdir: str
    cpu: float | str
    memory: str
    gpu: int
    resources: Mapping[str, str | int]
    queue: str
    priority: str
    zone: str
    scheduler: str
    shards: int
    days: Days | Mapping[str, Any] | Sequence[datetime.date | str]
    only: str | Sequence[int]
    gang: bool
    min_success: int
    retries: int
    fail_fast: bool
    policies: Sequence[Mapping[str, Any]]
    plugins: Mapping[str, Sequence[str]]
    oom: bool | Oom | Mapping[str, Any]
    timeout: str | int | datetime.timedelta
    estimate: str | int | datetime.timedelta
    ttl: str | int | datetime.timedelta
    mounts: Mapping[str, str]
    service_account: str
    node_selector: Mapping[str, str]
    tolerations: Sequence[Mapping[str, Any]]
    image_pull_policy: str
    image_pull_secrets: Sequence[str]
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    key: str


def meant(wrong: str) -> str:
    """Which field somebody meant, by its name in Python."""
    longer = [name for name in Fields.__annotations__ if len(wrong) > 1 and name.startswith(wrong)]
    return hint(wrong, longer or Fields.__annotations__, all_of_them=False)


def plain(field: str, value: Any) -> Any:
    """A value as YAML would give it."""
    if isinstance(value, (Days, Oom)):
        return plain(field, value.given())
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, datetime.datetime):
        raise InvalidRequest([f"{field}: {value} has a time of day; give a date"])
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return math.ceil(value.total_seconds())
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return {key: plain(field, entry) for key, entry in value.items()}
    if isinstance(value, Iterable):
        return [plain(field, entry) for entry in value]
    if hasattr(value, "item"):
        return plain(field, value.item())
    raise InvalidRequest([f"{field}: {value!r} is neither a text, a number, a list nor a map"])
