"""One level of a request, read field by field; what is wrong is collected, never raised."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ._text import hint, key_text, scalar, shown

_FEW = 10
_LENGTH = re.compile(r"(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,9})s)?")
_SECONDS = (86_400, 3_600, 60, 1)
_MOST_SECONDS = 2**31 - 1
_MOST_CORES = 1e15
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?")
_UNIT_OF_BYTES = re.compile(r"([kKmMgGtT])[iI]?[bB]?")


def is_integer(value: Any) -> bool:
    """Whether it is a whole number and no boolean."""
    return isinstance(value, int) and not isinstance(value, bool)


def seconds_of(text: str) -> int:
    """The seconds of a length of time such as ``2h30m``; -1 if it is none."""
    parts = _LENGTH.fullmatch(text)
    if not text or parts is None:
        return -1
    return sum(int(part) * size for part, size in zip(parts.groups(), _SECONDS) if part)


class Fields:
    """The fields of one map, and the problems found in them so far."""

    def __init__(self, prefix: str, values: Mapping[Any, Any], problems: list[str]) -> None:
        self._prefix = prefix
        self._values = values
        self._problems = problems

    def allow(self, known: Sequence[str]) -> None:
        """Complains about fields that nobody knows."""
        for key in self._values:
            if key not in known:
                name = key_text(key)
                # All of them only where they fit into a line.
                self.bad(name, "no such field" + hint(name, known, all_of_them=len(known) <= _FEW))

    def bad(self, field: str, problem: str) -> None:
        self._problems.append(f"{self._prefix}{field}: {problem}")

    def has(self, field: str) -> bool:
        return self._values.get(field) is not None

    def raw(self, field: str) -> Any:
        return self._values.get(field)

    def text(self, field: str) -> str | None:
        value = self.raw(field)
        if value is None:
            return None
        text = scalar(value)
        if not text:
            self.bad(field, _not_text(value))
            return None
        return text

    def flag(self, field: str) -> bool:
        value = self.raw(field)
        if value is not None and not isinstance(value, bool):
            self.bad(field, f"must be true or false; it is {shown(value)}")
        return value is True

    def number(self, field: str, least: int, most: int, absent: int) -> int:
        value = self.raw(field)
        if value is None:
            return absent
        if is_integer(value) and least <= value <= most:
            return int(value)
        self.bad(field, f"must be a whole number from {least} to {most}; it is {shown(value)}")
        return absent

    def word(self, field: str, words: Sequence[str]) -> str | None:
        word = self.text(field)
        if word is None or word in words:
            return word
        self.bad(field, f'"{word}" is none' + hint(word, words))
        return None

    def list(self, field: str) -> Sequence[Any]:
        value = self.raw(field)
        if value is None or isinstance(value, (list, tuple)):
            return value or ()
        self.bad(field, f"must be a list; it is {shown(value)}")
        return ()

    def texts(self, field: str) -> tuple[str, ...]:
        texts = []
        for value in self.list(field):
            text = scalar(value)
            if text is None:
                self.bad(field, f"must be a list of texts; it holds {shown(value)}")
                return ()
            texts.append(text)
        return tuple(texts)

    def map(self, field: str) -> Mapping[Any, Any]:
        value = self.raw(field)
        if value is None or isinstance(value, Mapping):
            return value or {}
        self.bad(field, f"must be a map; it is {shown(value)}")
        return {}

    def text_map(self, field: str) -> dict[str, str]:
        texts = {}
        for key, value in self.map(field).items():
            text = scalar(value)
            if text is None:
                self.bad(f"{field}.{key_text(key)}", _not_text(value))
            else:
                texts[key_text(key)] = text
        return texts

    def maps(self, field: str) -> tuple[Mapping[str, Any], ...]:
        maps = []
        for value in self.list(field):
            if isinstance(value, Mapping):
                maps.append(value)
            else:
                self.bad(field, f"must be a list of maps; it holds {shown(value)}")
        return tuple(maps)

    def seconds(self, field: str) -> int:
        """A length of time; -1 if it is absent or wrong."""
        value = self.raw(field)
        if value is None:
            return -1
        seconds = seconds_of(_text(value))
        if is_integer(value):
            seconds = value if value <= _MOST_SECONDS else -1
        if seconds < 0:
            self.bad(field, f"{shown(value)} is no length of time; write one such as 90s, 2h30m or 7d")
        elif seconds > _MOST_SECONDS:
            self.bad(field, f"{shown(value)} is too long; it may be 24855d")
        return max(-1, seconds)

    def cpu(self, field: str) -> str:
        """Cores, such as 2, 0.5 or 500m; 1 if absent."""
        value = self.raw(field)
        if value is None:
            return "1"
        if isinstance(value, float):
            milli = round(value * 1000) if 0 < value < _MOST_CORES else 0
            if not milli or abs(value * 1000 - milli) > 1e-6:
                self.bad(field, f"{shown(value)} is no number of cores; write such as 2, 0.5 or 500m")
                return ""
            return f"{milli}m" if milli % 1000 else str(milli // 1000)
        text = _text(value)
        parts = _AMOUNT.fullmatch(text)
        if parts is None or parts[2] not in (None, "m") or _is_zero(parts[1]):
            self.bad(field, f"{shown(value)} is no number of cores; write such as 2, 0.5 or 500m")
            return ""
        return text

    def memory(self, field: str, absent: str | None) -> str | None:
        """Bytes, such as 512Mi or 4Gi."""
        value = self.raw(field)
        if value is None:
            return absent
        text = _text(value)
        parts = _AMOUNT.fullmatch(text)
        if parts is None:
            self.bad(field, f"{shown(value)} is no amount of memory; write {_meant(text)}")
        elif parts[2] is None:
            self.bad(field, f"{text} has no unit; write {parts[1]}Gi or {text}Mi")
        elif parts[2] == "m":
            self.bad(field, f"{text} is thousandths of a byte; write {parts[1]}Mi")
        elif _is_zero(parts[1]):
            self.bad(field, f"{text} is nothing; write such as 512Mi or 4Gi")
        else:
            return text
        return None

    def amount(self, field: str, value: Any) -> str | None:
        """An amount of anything else."""
        text = scalar(value)
        if text is None or not _AMOUNT.fullmatch(text):
            self.bad(field, f"{shown(value)} is no amount; write such as 1, 500m or 4Gi")
            return None
        return text


def _not_text(value: Any) -> str:
    if isinstance(value, float):
        return "so large or small a number must be in quotes"
    return f"must be a text; it is {shown(value)}"


def _text(value: Any) -> str:
    return scalar(value) or ""


def _is_zero(number: str) -> bool:
    return not number.strip("0.")


def _meant(text: str) -> str:
    """What somebody meant who wrote 4gb or 512MB."""
    digits = text[: len(text) - len(text.lstrip("0123456789"))]
    unit = _UNIT_OF_BYTES.fullmatch(text[len(digits) :].strip())
    if not digits or unit is None:
        return "such as 512Mi or 4Gi"
    return digits + unit[1].upper() + "i"
