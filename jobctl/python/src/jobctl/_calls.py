"""How the calls of a function are divided into shards."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import _days
from ._fields import Fields
from ._function import Call
from ._request import MOST_SHARDS
from ._text import shown
from .errors import InvalidRequest


def shards_of(
    given: Mapping[str, Any],
    iterables: Sequence[Iterable[Any]],
    grid: Mapping[str, Iterable[Any]] | None,
    per_shard: int,
) -> list[list[Call]]:
    """The calls of each shard."""
    sources = [
        name
        for name, there in (
            ("iterables", bool(iterables)),
            ("grid", grid is not None),
            ("shards", "shards" in given),
            ("days", "days" in given),
        )
        if there
    ]
    if len(sources) > 1:
        raise InvalidRequest(
            [f"{sources[0]}: {sources[1]} says how to divide the work too; remove one of the two"]
        )
    if not isinstance(per_shard, int) or per_shard < 1:
        raise InvalidRequest([f"per_shard: must be a whole number from 1 on; it is {shown(per_shard)}"])
    problems: list[str] = []
    Fields("", given, problems).number("shards", 1, MOST_SHARDS * per_shard, 1)
    if problems:
        raise InvalidRequest(problems)
    if "days" in given:
        days = _days.read(given["days"], Path("."), problems)
        if problems:
            raise InvalidRequest(problems)
        return [[((day,), {}) for day in shard] for shard in days]
    calls = list(_calls(given, iterables, grid))
    if not calls:
        raise InvalidRequest([f"{sources[0]}: is empty; there is nothing to call"])
    if len(calls) > MOST_SHARDS * per_shard:
        raise InvalidRequest(
            [
                f"{sources[0]}: there are {len(calls)} calls, and at most {MOST_SHARDS} shards; "
                f"put several calls into each, with per_shard={math.ceil(len(calls) / MOST_SHARDS)} or more"
            ]
        )
    return [calls[i * per_shard : (i + 1) * per_shard] for i in range(math.ceil(len(calls) / per_shard))]


def _calls(
    given: Mapping[str, Any], iterables: Sequence[Iterable[Any]], grid: Mapping[str, Iterable[Any]] | None
) -> Iterator[Call]:
    if iterables:
        yield from ((items, {}) for items in zip(*iterables))
    elif grid is not None:
        names = list(grid)
        for combination in itertools.product(*(list(values) for values in grid.values())):
            yield (), dict(zip(names, combination))
    elif "shards" in given:
        yield from (((shard,), {}) for shard in range(int(given["shards"])))
    else:
        yield (), {}
