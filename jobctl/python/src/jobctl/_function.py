"""How a function gets into pods, and what it returned out of them.

Function and arguments are pickled into one ConfigMap, which is mounted in the pods; results come
back in the pods' termination messages, or their logs. Both work on any cluster and need no rights
of the pods. What is larger than that belongs on a volume.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib
import io
import json
import pickle
import re
import site
import sys
import sysconfig
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import cloudpickle

from . import _pod
from ._manifest import FUNCTION as FUNCTION
from .errors import RemoteError, RemoteTraceback, ResultMissing, TooLarge

#: Where the ConfigMap is mounted.
FOLDER = "/opt/jobctl"
#: Annotation of a job: how many calls there are, and how many a shard has.
CALLS = "basalt.dev/calls"
#: An API server takes 1 MiB in a ConfigMap.
MOST_BYTES = 1_000_000

_MESSAGE_FILE = "/dev/termination-log"
# Threads of the function may write before and after it.
_RESULT = re.compile(re.escape(_pod.MARK) + r" (\d+)/\d+ ([A-Za-z0-9+/=]+)\r?$")
# Which modules cloudpickle takes along is told to the whole process.
_PICKLING = threading.RLock()

Call = tuple[tuple[Any, ...], Mapping[str, Any]]


def default_image() -> str:
    """The official image with the Python that runs here."""
    return "python:%d.%d-slim" % sys.version_info[:2]


def command(python: str) -> list[str]:
    """What runs a shard."""
    return [python, "-u", f"{FOLDER}/run.py", FOLDER, _MESSAGE_FILE]


def name_of(function: Callable[..., Any]) -> str:
    """What people call it."""
    while isinstance(function, functools.partial):
        function = function.func
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    module = getattr(function, "__module__", None)
    return name if module in (None, "__main__") else f"{module}.{name}"


@dataclass(frozen=True)
class Payload:
    """A ConfigMap with a function and its calls."""

    name: str
    body: Mapping[str, Any]


def pack(
    function: Callable[..., Any],
    shards: Sequence[Sequence[Call]],
    include: Iterable[ModuleType | str],
    key: str,
) -> Payload:
    """Packs a function and the calls of each shard.

    Raises:
        TooLarge: if they do not fit into a ConfigMap.
    """
    modules = {module.__name__: module for module in (*map(_module, include), *own_modules(function))}
    with _PICKLING:
        fresh = [modules[name] for name in modules.keys() - cloudpickle.list_registry_pickle_by_value()]
        for module in fresh:
            cloudpickle.register_pickle_by_value(module)
        try:
            function_bytes = cloudpickle.dumps(function)
            calls = [cloudpickle.dumps(list(one)) for one in shards]
        finally:
            for module in fresh:
                cloudpickle.unregister_pickle_by_value(module)
    payload = {"python": "%d.%d" % sys.version_info[:2], "function": function_bytes, "calls": calls}
    packed = zlib.compress(pickle.dumps(payload, protocol=5), 9)
    runner = Path(_pod.__file__).read_text(encoding="utf-8")
    library = _library()
    size = len(packed) + len(library) + len(runner)
    if size > MOST_BYTES:
        raise TooLarge(
            [
                f"{name_of(function)}: the function takes {len(function_bytes)} bytes and its arguments "
                f"{sum(map(len, calls))}; "
                f"compressed with the runner they are {size} of at most {MOST_BYTES}; "
                "put data on a volume (mounts=) or into the image and hand over its path, or divide the "
                "arguments among several jobs"
            ]
        )
    name = "jobctl-" + hashlib.sha256(packed + key.encode()).hexdigest()[:16]
    return Payload(
        name,
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": name, "labels": {"app.kubernetes.io/managed-by": "jobctl"}},
            "immutable": True,
            "data": {"run.py": runner},
            "binaryData": {
                "payload": base64.b64encode(packed).decode(),
                "cloudpickle.zip": base64.b64encode(library).decode(),
            },
        },
    )


def value_of(message: str, read_log: Callable[[int], str]) -> list[Any]:
    """What the calls of a shard returned.

    Args:
        message: the pod's termination message.
        read_log: reads the last lines of its log.

    Raises:
        ResultMissing: if it is not there, or not whole.
    """
    said = _parsed(message)
    if said is None or not said.get("ok"):
        raise ResultMissing("the pod's termination message holds no result")
    if "data" in said:
        data = base64.b64decode(said["data"])
    else:
        data = _from_log(read_log, int(said["lines"]))
        if hashlib.sha256(data).hexdigest() != said["sha256"]:
            raise ResultMissing("the result in the pod's log is not whole: the log was cut or rotated")
    try:
        return list(pickle.loads(zlib.decompress(data)))
    except Exception as e:
        raise ResultMissing(f"the result cannot be read here: {type(e).__name__}: {e}") from e


def exception_of(message: str) -> BaseException | None:
    """What a function raised in a pod; None if the message is none of the runner's."""
    said = _parsed(message)
    if said is None or said.get("ok"):
        return None
    error: BaseException = RemoteError(said["kind"], said["text"])
    if "data" in said:
        try:
            found = pickle.loads(zlib.decompress(base64.b64decode(said["data"])))
            error = found if isinstance(found, Exception) else error
        except Exception:  # A class that is not here: its name and text are told all the same.
            pass
    error.__cause__ = RemoteTraceback(said["traceback"])
    return error


def without_results(log: str) -> str:
    """A log without the lines in which a result went out."""
    return "\n".join(printed(log.split("\n")))


def printed(lines: Iterable[str]) -> Iterator[str]:
    """The lines that the function has printed itself, without their ends."""
    held: str | None = None
    for line in lines:
        found = _RESULT.search(line)
        # The end of line before the first one is the runner's.
        if held is not None and not (found and int(found[1]) == 0):
            yield held
        held = None
        own = line[: found.start()] if found else line
        if own:
            yield own
        elif not found:
            held = own
    if held is not None:
        yield held


def _from_log(read_log: Callable[[int], str], lines: int) -> bytes:
    parts: dict[int, str] = {}
    # Threads of the function may have written a little after it.
    for line in read_log(lines + 1_000).split("\n"):
        found = _RESULT.search(line)
        if found:
            parts[int(found[1])] = found[2]
    if sorted(parts) != list(range(lines)):
        raise ResultMissing("the result in the pod's log is not whole: the log was cut or rotated")
    return base64.b64decode("".join(parts[i] for i in range(lines)))


def _parsed(message: str) -> dict[str, Any] | None:
    try:
        said = json.loads(message)
    except ValueError:
        return None
    return said if isinstance(said, dict) and said.get("jobctl") == 1 else None


def _library() -> bytes:
    """cloudpickle itself, so that images need nothing but Python."""
    folder = Path(cloudpickle.__file__).parent
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.glob("*.py")):
            # A date of its own would make another ConfigMap of the same function.
            archive.writestr(
                zipfile.ZipInfo(f"cloudpickle/{file.name}"), file.read_bytes(), zipfile.ZIP_DEFLATED
            )
    return packed.getvalue()


def _module(module: ModuleType | str) -> ModuleType:
    return importlib.import_module(module) if isinstance(module, str) else module


def own_modules(function: Callable[..., Any]) -> list[ModuleType]:
    """The modules of a function, and of what it wraps, that are files of the user's that no image has."""
    names: dict[str, None] = {}
    inner: Any = function
    while inner is not None:
        for name in (getattr(inner, "__module__", None), getattr(inner, "__globals__", {}).get("__name__")):
            names[(name or "").split(".")[0]] = None
        inner = inner.func if isinstance(inner, functools.partial) else getattr(inner, "__wrapped__", None)
    return [module for name in names if (module := sys.modules.get(name)) and _is_own(module)]


def _is_own(module: ModuleType) -> bool:
    file = getattr(module, "__file__", None)
    if file is None or module.__name__ == "__main__":
        return False
    folders = [sysconfig.get_path(one) for one in ("stdlib", "platstdlib", "purelib", "platlib")]
    folders += [*site.getsitepackages(), site.getusersitepackages()]
    return not {Path(one).resolve() for one in folders} & set(Path(file).resolve().parents)
