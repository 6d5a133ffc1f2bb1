"""Shows how a job comes along: a bar in a terminal, a live cell in a notebook, lines in a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

from ._status import JobStatus, status_html

_WIDTH = 30
_SAID_AGAIN_SECONDS = 60.0


class Progress:
    """Where it is shown depends on where this runs."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = sys.stderr if out is None else out
        self._live = self._out.isatty()
        self._cell: Any = None
        self._last = ""
        self._said = 0.0
        display = _notebook_display()
        if display is not None:
            self._cell = display("", display_id=True)

    def show(self, status: JobStatus, waits: Callable[[], str]) -> None:
        """Shows a state.

        Args:
            waits: tells what it waits for; asked once a minute at most.
        """
        now = time.monotonic()
        due = now - self._said >= _SAID_AGAIN_SECONDS
        waiting = status.phase == "Pending" and due
        reason = waits() if waiting else ""
        if waiting or due:
            self._said = now
        if self._cell is not None:
            self._cell.update(_Html(status_html(status, reason)))
            return
        line = str(status)
        if self._live:
            done = _WIDTH * status.succeeded // max(1, status.total)
            self._out.write(f"\r\x1b[K[{'#' * done}{'.' * (_WIDTH - done)}] {line}")
            if reason:
                self._out.write(f"\r\x1b[K{status.name} waits: {reason}\n")
        elif status.phase != self._last or due:
            self._out.write(line + (f"; it waits: {reason}" if reason else "") + "\n")
        self._last = status.phase
        self._out.flush()

    def close(self) -> None:
        """Leaves the last state where it is."""
        if self._live and self._cell is None and self._last:
            self._out.write("\n")
            self._out.flush()


class _Html:
    def __init__(self, text: str) -> None:
        self._text = text

    def _repr_html_(self) -> str:
        return self._text


def _notebook_display() -> Callable[..., Any] | None:
    """IPython's display, where there is a notebook to show it."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or not hasattr(shell, "kernel"):
        return None
    display: Callable[..., Any] = sys.modules["IPython.display"].display
    return display
