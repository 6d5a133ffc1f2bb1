"""How functions go out and results come back, with a process in the place of a pod."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import PYTHON

import jobctl
from jobctl import _function
from jobctl._calls import shards_of
from jobctl._function import Call, exception_of, pack, value_of


class Refused(Exception):
    """Cannot be made anew of its text alone."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


class Known(Exception):
    """Can."""


def helper(x: int) -> int:
    return x + 1


def uses_helper(x: int) -> int:
    return helper(x) * 2


def in_pod(
    folder: Path,
    function: Callable[..., Any],
    shards: Sequence[Sequence[Call]],
    shard: int = 0,
    **changes: bytes,
) -> tuple[int, str, str]:
    """The exit code, the termination message and the log of a shard."""
    payload = pack(function, shards, (), "key")
    files = {name: text.encode() for name, text in payload.body["data"].items()}
    files.update((name, base64.b64decode(text)) for name, text in payload.body["binaryData"].items())
    files.update(changes)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    message = folder / "message"
    done = subprocess.run(
        [PYTHON, str(folder / "run.py"), str(folder), str(message)],
        env={"PATH": os.environ["PATH"], "JOBCTL_SHARD": str(shard)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, message.read_text(encoding="utf-8"), done.stdout


def calls(*arguments: Any) -> list[Call]:
    return [((one,), {}) for one in arguments]


def no_log(lines: int) -> str:
    raise AssertionError("it is in the message")


def test_a_function_of_the_users_own_module_goes_along(tmp_path: Path) -> None:
    code, message, _ = in_pod(tmp_path, uses_helper, [calls(1), calls(2, 3)], 1)
    assert (code, value_of(message, no_log)) == (0, [6, 8])
    assert len(message) < 200


def test_a_class_comes_back_as_itself(tmp_path: Path) -> None:
    class Point:
        def __init__(self, x: int) -> None:
            self.x = x

    _, message, _ = in_pod(tmp_path, Point, [calls(7)])
    (point,) = value_of(message, no_log)
    assert isinstance(point, Point) and point.x == 7


def test_a_large_result_comes_back_in_the_log(tmp_path: Path) -> None:
    def noise(size: int) -> bytes:
        print("hello", end="\n", flush=False)
        return os.urandom(size)

    code, message, log = in_pod(tmp_path, noise, [calls(50_000)])
    assert code == 0 and len(message) < 200
    (value,) = value_of(message, lambda lines: log)
    assert len(value) == 50_000
    assert _function.without_results(log) == "hello\n"
    lines = log.splitlines(keepends=True)
    for broken in (lines[:-1], lines[2:], [*lines[:2], lines[1].replace("A", "B"), *lines[3:]]):
        with pytest.raises(jobctl.ResultMissing, match="not whole"):
            value_of(message, lambda lines, broken=broken: "".join(broken))


def test_what_is_too_large_says_so(tmp_path: Path) -> None:
    code, message, _ = in_pod(tmp_path, os.urandom, [calls(1_100_000)])
    assert code == 1
    assert "write it to a volume" in str(exception_of(message))
    with pytest.raises(jobctl.TooLarge, match=r"at most 1000000; put data on a volume \(mounts=\)"):
        pack(helper, [calls(os.urandom(1_000_000))], (), "key")


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (lambda: Known("no ones"), Known, "no ones"),
        (lambda: Refused(1, 2), jobctl.RemoteError, "Refused: 1 and 2"),
        (lambda: ValueError("long " + os.urandom(5_000).hex()), jobctl.RemoteError, "ValueError: long "),
    ],
)
def test_an_exception_comes_back(
    tmp_path: Path, error: Callable[[], Exception], kind: type[Exception], text: str
) -> None:
    def fails(_: int) -> None:
        raise error()

    code, message, log = in_pod(tmp_path, fails, [calls(1)])
    assert code == 1 and len(message) <= 4096
    back = exception_of(message)
    assert type(back) is kind and text in str(back)
    assert back is not None and "in fails" in str(back.__cause__)
    assert "Traceback" in log


def test_leaving_is_a_failure(tmp_path: Path) -> None:
    code, message, _ = in_pod(tmp_path, sys.exit, [calls(0)])
    assert code == 1 and "SystemExit" in str(exception_of(message))


def test_another_python_or_a_missing_package_is_told(tmp_path: Path) -> None:
    import pickle
    import zlib

    other = zlib.compress(pickle.dumps({"python": "3.9", "function": b"", "calls": []}))
    code, message, _ = in_pod(tmp_path, helper, [calls(1)], payload=other)
    assert code == 1 and "was sent by Python 3.9" in str(exception_of(message))
    lacking = zlib.compress(
        pickle.dumps(
            {"python": "%d.%d" % sys.version_info[:2], "function": b"cnowhere_at_all\nf\n.", "calls": [b""]}
        )
    )
    _, message, _ = in_pod(tmp_path, helper, [calls(1)], payload=lacking)
    assert "install it in the image, or send your own module along with include=[nowhere_at_all]" in str(
        exception_of(message)
    )


def test_the_same_is_packed_the_same() -> None:
    first, second = (pack(helper, [calls(1)], (), "key") for _ in range(2))
    assert first == second
    assert pack(helper, [calls(1)], (), "other").name != first.name


def test_days_that_are_listed_are_divided_too() -> None:
    given = {"days": {"dates": ["2024-01-01", "2024-01-02", "2024-01-03"], "perShard": 2}}
    assert [len(shard) for shard in shards_of(given, (), None, 2)] == [2, 1]


def test_messages_of_others_are_no_results() -> None:
    for message in ("", "hello", "[1]", json.dumps({"ok": True})):
        assert exception_of(message) is None
        with pytest.raises(jobctl.ResultMissing):
            value_of(message, no_log)
