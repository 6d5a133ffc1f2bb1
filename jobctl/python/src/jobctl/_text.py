"""Texts that must be the same wherever they are made."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

_SMALLEST, _LARGEST = 1e-4, 1e16


def json_text(value: Any) -> str:
    """JSON without spaces and with sorted keys: one text for one content."""
    if isinstance(value, Mapping):
        entries = {key_text(key): entry for key, entry in value.items()}
        # The order of UTF-16, as other languages sort.
        ordered = sorted(entries.items(), key=lambda entry: entry[0].encode("utf-16-be"))
        return (
            "{" + ",".join(json.dumps(k, ensure_ascii=False) + ":" + json_text(v) for k, v in ordered) + "}"
        )
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(json_text(entry) for entry in value) + "]"
    if isinstance(value, float):
        return plain(value)
    return json.dumps(value, ensure_ascii=False)


def plain(number: float) -> str:
    """The shortest form that gives the same number, without an exponent."""
    text = format(Decimal(repr(number)), "f")
    return text if "." in text else text + ".0"


def key_text(key: Any) -> str:
    """The text of a map's key."""
    return key if isinstance(key, str) else shown(key)


def scalar(value: Any) -> str | None:
    """The text of a scalar; None for what is none, and for numbers too large or small to be plain."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        fits = value == 0 or _SMALLEST <= abs(value) < _LARGEST
        return plain(value) if fits else None
    return None


def shown(value: Any) -> str:
    """A value as it is shown in an error."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, float) and math.isfinite(value) and value and not 1e-3 <= abs(value) < 1e7:
        sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
        first, rest = str(digits[0]), "".join(map(str, digits[1:])) or "0"
        return f"{'-' * sign}{first}.{rest}E{int(exponent) + len(digits) - 1}"
    return scalar(value) or repr(value)


def hint(wrong: str, valid: Iterable[str], *, all_of_them: bool = True) -> str:
    """What somebody may have meant."""
    names = list(valid)
    if not names:
        return "; there are none"
    nearest = min(names, key=lambda name: (_distance(wrong, name), name))
    rest = f" Valid: {', '.join(names)}" if all_of_them else ""
    return f'; did you mean "{nearest}"?{rest}'


def _distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, from_a in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, from_b in enumerate(b, 1):
            above = row[j]
            row[j] = min(diagonal + (from_a != from_b), above + 1, row[j - 1] + 1)
            diagonal = above
    return row[-1]
