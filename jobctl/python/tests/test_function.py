"""How functions go out and results come back, with a process in the place of a pod."""

from __future__ import annotations

import base64
import functools
import json
import os
import pickle
import subprocess
import sys
import threading
import types
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cloudpickle
import pytest
from conftest import PYTHON

import jobctl
from jobctl import _function
from jobctl._calls import shards_of
from jobctl._function import Call, exception_of, own_modules, pack, value_of


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
    for broken in (lines[:-1], lines[3:], [*lines[:3], lines[2].replace("A", "B"), *lines[4:]]):
        with pytest.raises(jobctl.ResultMissing, match="not whole"):
            value_of(message, lambda lines, broken=broken: "".join(broken))


def test_a_large_result_comes_back_after_a_line_without_its_end(tmp_path: Path) -> None:
    def noise(size: int) -> bytes:
        print("...", end="")
        return os.urandom(size)

    _, message, log = in_pod(tmp_path, noise, [calls(50_000)])
    (value,) = value_of(message, lambda lines: log)
    assert len(value) == 50_000
    assert _function.without_results(log) == "...\n"
    disturbed = log.replace("#jobctl-result 1/", ".#jobctl-result 1/")
    assert value_of(message, lambda lines: disturbed) == [value]


def test_a_result_that_cannot_be_read_here_is_missing() -> None:
    data = base64.b64encode(zlib.compress(b"cnowhere_at_all\nf\n.")).decode()
    with pytest.raises(jobctl.ResultMissing, match="cannot be read here: ModuleNotFoundError"):
        value_of(json.dumps({"jobctl": 1, "ok": True, "data": data}), no_log)


def test_packing_in_parallel_takes_modules_along(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = own_module(monkeypatch)
    packing, other = threading.Event(), threading.Event()

    class Waits:
        def __reduce__(self) -> Any:
            packing.set()
            other.wait(0.2)
            return int, ()

    thread = threading.Thread(target=pack, args=(mine.double, [[((Waits(),), {})]], (), "first"))
    thread.start()
    packing.wait(60)

    class Ends:
        def __reduce__(self) -> Any:
            # If the other one were packed meanwhile, it would give the module back now.
            other.set()
            thread.join(0.2)
            return int, ()

    payload = pack(mine.double, [[((Ends(), mine.double), {})]], (), "second")
    thread.join()
    del sys.modules[mine.__name__]
    ((arguments, _),) = pickle.loads(unpacked(payload)["calls"][0])
    assert arguments[1](4) == 8
    assert not cloudpickle.list_registry_pickle_by_value()


def test_what_a_function_wraps_tells_its_module(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = own_module(monkeypatch)
    partial = functools.partial(functools.partial(mine.double), 1)

    class Wrapper:
        __module__ = "functools"
        __wrapped__ = mine.double

        def __call__(self) -> None:
            pass

    for function in (mine.double, partial, Wrapper()):
        assert mine in own_modules(function)
    assert _function.name_of(partial) == "mine_alone.double"
    assert own_modules(functools.partial(json.dumps)) == []


def test_packages_of_the_users_site_are_installed_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mine = own_module(monkeypatch)
    mine.__file__ = str(tmp_path / "mine_alone.py")
    assert own_modules(mine.double) == [mine]
    monkeypatch.setattr("site.getusersitepackages", lambda: str(tmp_path))
    assert own_modules(mine.double) == []


def own_module(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A module that no image has."""
    module = types.ModuleType("mine_alone")
    module.__file__ = __file__
    exec("def double(x):\n    return x * 2\n", module.__dict__)
    monkeypatch.setitem(sys.modules, "mine_alone", module)
    return module


def unpacked(payload: _function.Payload) -> Any:
    return pickle.loads(zlib.decompress(base64.b64decode(payload.body["binaryData"]["payload"])))


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
