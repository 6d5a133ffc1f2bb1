"""The days of a request, divided into shards."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ._fields import Fields
from ._text import shown

FIELDS = ("from", "to", "calendar", "holidays", "step", "perShard", "reverse", "dates")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST = 100_000
_DAY = datetime.timedelta(days=1)

Shards = tuple[tuple[datetime.date, ...], ...]


def read(days: Any, folder: Path, problems: list[str]) -> Shards:
    """The dates of each shard, in order; empty if something is wrong, which is told."""
    values = days if isinstance(days, Mapping) else {"dates": days}
    fields = Fields("days.", values, problems)
    fields.allow(FIELDS)
    return _Reader(fields, folder).shards()


def holidays_in(file: Path) -> list[str]:
    """The dates in a file of holidays, as they are written there."""
    lines = file.read_text(encoding="utf-8").splitlines()
    stripped = (line.split("#", 1)[0].strip() for line in lines)
    return [line for line in stripped if line]


class _Reader:
    def __init__(self, fields: Fields, folder: Path) -> None:
        self._fields = fields
        self._folder = folder
        self._wrong = False

    def shards(self) -> Shards:
        days = self._listed() if self._fields.has("dates") else self._calendar()
        step = self._fields.number("step", 1, _MOST, 1)
        per_shard = self._fields.number("perShard", 1, _MOST, 1)
        reverse = self._fields.flag("reverse")
        if self._wrong:
            return ()
        chosen = days[::step]
        shards = [tuple(chosen[i : i + per_shard]) for i in range(0, len(chosen), per_shard)]
        return tuple(reversed(shards) if reverse else shards)

    def _listed(self) -> list[datetime.date]:
        for field in ("from", "to", "calendar", "holidays"):
            if self._fields.has(field):
                self._bad(field, f"the dates are listed already; remove one of dates and {field}")
        dates: dict[datetime.date, None] = {}
        for entry in self._fields.list("dates"):
            date = self._date("dates", entry)
            if date in dates:
                self._bad("dates", f"{date} is there twice; remove one")
            elif date is not None:
                dates[date] = None
        if not dates and not self._wrong:
            self._bad("dates", "must be a list of dates, at least one")
        return list(dates)

    def _calendar(self) -> list[datetime.date]:
        first, last = self._end("from"), self._end("to")
        calendar = self._fields.word("calendar", ("weekdays", "all"))
        self._wrong |= calendar is None and self._fields.has("calendar")
        holidays = self._holidays()
        if first is None or last is None or self._wrong:
            self._wrong = True
            return []
        if last < first:
            self._bad("to", f"{last} is before days.from, {first}")
            return []
        days: list[datetime.date] = []
        day = first
        while day <= last and len(days) <= _MOST:
            if (calendar == "all" or day.weekday() < 5) and day not in holidays:
                days.append(day)
            if day == datetime.date.max:
                break
            day += _DAY
        if not days:
            self._bad("from", f"no day of the calendar lies between {first} and {last}")
        return days

    def _end(self, field: str) -> datetime.date | None:
        if not self._fields.has(field):
            self._bad(field, "is missing; write a date such as 2024-01-31")
            return None
        return self._date(field, self._fields.raw(field))

    def _holidays(self) -> set[datetime.date]:
        """A list of dates, or the name of a file with one on each line."""
        file = self._fields.raw("holidays")
        entries = self._file(file) if isinstance(file, str) else self._fields.list("holidays")
        dates = (self._date("holidays", entry) for entry in entries)
        return {date for date in dates if date is not None}

    def _file(self, name: str) -> list[str]:
        try:
            return holidays_in(self._folder / name)
        except (OSError, UnicodeDecodeError):
            self._bad("holidays", f"the file {name} cannot be read; name one beside the request")
            return []

    def _date(self, field: str, value: Any) -> datetime.date | None:
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass  # There is no such day; told below.
        self._bad(field, f"{shown(value)} is no date; write one such as 2024-01-31")
        return None

    def _bad(self, field: str, problem: str) -> None:
        self._wrong = True
        self._fields.bad(field, problem)
