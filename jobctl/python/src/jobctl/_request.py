"""What people ask for, checked, with all defaults set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import _days
from ._fields import Fields, is_integer
from ._policies import read_policies
from ._syntax import Syntax
from ._text import key_text, scalar, shown
from .errors import InvalidRequest

#: The fields of a request; what they become: the table in the contract of the manifest generator.
FIELDS = (
    "name", "namespace", "image", "command", "args", "env", "workdir", "cpu", "memory", "gpu",
    "resources", "queue", "priority", "zone", "scheduler", "shards", "days", "only", "gang",
    "minSuccess", "retries", "failFast", "policies", "plugins", "oom", "timeout", "estimate", "ttl",
    "mounts", "serviceAccount", "nodeSelector", "tolerations", "imagePullPolicy",
    "imagePullSecrets", "labels", "annotations", "key",
)  # fmt: skip

_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_RANGE = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")
_LONGEST_NAME = 63
MOST_SHARDS = 100_000
_MOST_RETRIES = 1_000
_KEPT_SECONDS = 7 * 86_400


@dataclass(frozen=True)
class Request:
    """A request without mistakes; see FIELDS."""

    name: str | None
    namespace: str | None
    image: str
    command: tuple[str, ...]
    args: tuple[str, ...]
    env: Mapping[str, str]
    workdir: str | None
    cpu: str
    memory: str
    gpu: int
    resources: Mapping[str, str]
    queue: str | None
    priority: str | None
    zone: str | None
    scheduler: str
    shards: int
    sharded: bool
    days: _days.Shards
    only: tuple[int, ...]
    gang: bool
    min_success: int
    retries: int
    fail_fast: bool
    policies: tuple[Mapping[str, Any], ...]
    plugins: Mapping[str, tuple[str, ...]]
    oom: tuple[str, ...] | None
    timeout: int
    estimate: int
    ttl: int
    mounts: Mapping[str, str]
    service_account: str | None
    node_selector: Mapping[str, str]
    tolerations: tuple[Mapping[str, Any], ...]
    image_pull_policy: str | None
    image_pull_secrets: tuple[str, ...]
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    key: str | None
    given: Mapping[str, Any]

    @property
    def replicas(self) -> int:
        """How many pods there are."""
        return len(self.only) or self.shards

    def shard(self, pod: int) -> int:
        """The shard of a pod's index."""
        return self.only[pod] if self.only else pod


def read(given: Mapping[str, Any], folder: str | Path = ".") -> Request:
    """Reads a request.

    Args:
        given: texts, numbers, booleans, lists and maps, as YAML gives them.
        folder: where files that it names are looked for.

    Raises:
        InvalidRequest: with all that is wrong.
    """
    problems: list[str] = []
    request = _Reader(given, Path(folder), problems).request()
    if problems:
        raise InvalidRequest(problems)
    return request


class _Reader:
    def __init__(self, given: Mapping[str, Any], folder: Path, problems: list[str]) -> None:
        self._fields = Fields("", given, problems)
        self._syntax = Syntax(self._fields)
        self._given = given
        self._folder = folder
        self._problems = problems

    def request(self) -> Request:
        fields, syntax = self._fields, self._syntax
        fields.allow(FIELDS)
        name = self._name()
        command = self._command()
        days = self._divided()
        shards = self._shards(days)
        sharded = fields.has("shards") or fields.has("days")
        only = self._only(sharded, shards)
        replicas = len(only) or shards
        if not command and not fields.has("command") and (days or only):
            fields.bad(
                "command",
                "is missing; with days or only, the command must be given, as it is run by a line of shell",
            )
        retries = fields.number("retries", 0, _MOST_RETRIES, 0)
        fail_fast = fields.flag("failFast")
        if fail_fast and retries > 0:
            fields.bad("failFast", "nothing is begun anew after it; remove one of failFast and retries")
        self._name_fits(name, replicas)
        return Request(
            name=name,
            namespace=syntax.namespace("namespace"),
            image=self._image(),
            command=command,
            args=fields.texts("args"),
            env=self._env(),
            workdir=fields.text("workdir"),
            cpu=fields.cpu("cpu"),
            memory=fields.memory("memory", "1Gi") or "",
            gpu=fields.number("gpu", 0, 1_000, 0),
            resources=self._resources(),
            queue=syntax.name("queue"),
            priority=syntax.name("priority"),
            zone=fields.text("zone"),
            scheduler=fields.text("scheduler") or "basalt",
            shards=shards,
            sharded=sharded,
            days=days,
            only=only,
            gang=fields.flag("gang"),
            min_success=fields.number("minSuccess", 1, replicas, replicas),
            retries=retries,
            fail_fast=fail_fast,
            policies=read_policies(fields, retries, fail_fast),
            plugins=self._plugins(),
            oom=self._oom(),
            timeout=self._timeout(),
            estimate=fields.seconds("estimate"),
            ttl=self._ttl(),
            mounts=self._mounts(),
            service_account=syntax.name("serviceAccount"),
            node_selector=syntax.labels("nodeSelector"),
            tolerations=fields.maps("tolerations"),
            image_pull_policy=fields.word("imagePullPolicy", ("Always", "IfNotPresent", "Never")),
            image_pull_secrets=syntax.names("imagePullSecrets"),
            labels=syntax.labels("labels"),
            annotations=syntax.keys("annotations"),
            key=fields.text("key"),
            given=self._kept(),
        )

    def _name(self) -> str | None:
        name = self._fields.text("name")
        if name is not None and not (_NAME.fullmatch(name) and len(name) <= _LONGEST_NAME):
            self._fields.bad(
                "name",
                f'"{name}" is no name; use lowercase letters, digits and dashes, at most 63 characters',
            )
            return None
        return name

    def _name_fits(self, name: str | None, replicas: int) -> None:
        """Each pod is named after the job, its task and its index, and its host after the pod."""
        room = _LONGEST_NAME - len("-main-") - len(str(replicas - 1))
        if name is not None and len(name) > room:
            self._fields.bad(
                "name",
                f'"{name}" has {len(name)} characters; with {replicas} shards it may have {room}, '
                "as each pod is named after it",
            )

    def _image(self) -> str:
        if not self._fields.has("image"):
            self._fields.bad("image", "is missing; name the container image to run")
        return self._fields.text("image") or ""

    def _command(self) -> tuple[str, ...]:
        """A list is run as it is, a text by the shell."""
        command = self._fields.raw("command")
        empty = not command.strip() if isinstance(command, str) else command in ([], ())
        if empty:
            self._fields.bad("command", "is empty; remove it to run the image's own")
        if isinstance(command, str):
            return ("/bin/sh", "-c", command)
        return self._fields.texts("command")

    def _env(self) -> dict[str, str]:
        env = self._fields.text_map("env")
        for variable in env:
            self._syntax.variable("env", variable)
            if variable.startswith("JOBCTL_"):
                self._fields.bad(
                    f"env.{variable}", "names that begin with JOBCTL_ are set by jobctl; rename it"
                )
        return env

    def _resources(self) -> dict[str, str]:
        resources = {}
        for resource, amount in self._fields.map("resources").items():
            name = key_text(resource)
            if name in ("cpu", "memory", "nvidia.com/gpu"):
                own = name.replace("nvidia.com/", "")
                self._fields.bad(f"resources.{name}", f"has a field of its own; use {own}")
                continue
            text = self._fields.amount(f"resources.{name}", amount)
            if text is not None:
                resources[name] = text
        return resources

    def _divided(self) -> _days.Shards:
        days = self._fields.raw("days")
        return () if days is None else _days.read(days, self._folder, self._problems)

    def _shards(self, days: _days.Shards) -> int:
        shards = self._fields.number("shards", 1, MOST_SHARDS, 1)
        if self._fields.has("shards") and self._fields.has("days"):
            self._fields.bad("shards", "the days make the shards; remove one of shards and days")
        return len(days) or shards

    def _only(self, sharded: bool, shards: int) -> tuple[int, ...]:
        value = self._fields.raw("only")
        if value is None:
            return ()
        if not sharded:
            self._fields.bad("only", "the job has no shards; give shards or days too")
            return ()
        listed = isinstance(value, (list, tuple))
        chosen = parse_choice(",".join(map(_plain, value)) if listed else _plain(value))
        if not chosen:
            self._fields.bad("only", f"{shown(value)} chooses no shards; write such as 3,7-9")
            return ()
        if chosen[-1] >= shards:
            self._fields.bad("only", f"there is no shard {chosen[-1]}; the last one is {shards - 1}")
            return ()
        return chosen

    def _oom(self) -> tuple[str, ...] | None:
        oom = self._fields.raw("oom")
        if oom is None or oom is False:
            return None
        if oom is True:
            return ()
        if not isinstance(oom, Mapping):
            self._fields.bad("oom", f"must be true or a map of ratio, max and retries; it is {shown(oom)}")
            return None
        settings = Fields("oom.", oom, self._problems)
        settings.allow(("ratio", "max", "retries"))
        flags = []
        ratio = settings.raw("ratio")
        if (is_integer(ratio) or isinstance(ratio, float)) and ratio > 1 and scalar(ratio):
            flags.append(f"--ratio={scalar(ratio)}")
        elif ratio is not None:
            settings.bad("ratio", f"must be a number above 1; it is {shown(ratio)}")
        most = settings.memory("max", None)
        if most is not None:
            flags.append(f"--max-memory={most}")
        if settings.has("retries"):
            flags.append(f"--max-retries={settings.number('retries', 1, _MOST_RETRIES, 1)}")
        return tuple(flags)

    def _plugins(self) -> dict[str, tuple[str, ...]]:
        given = self._fields.map("plugins")
        flags = Fields("plugins.", given, self._problems)
        plugins = {}
        for key in given:
            name = key_text(key)
            if name == "oom" and self._fields.has("oom"):
                flags.bad(name, "is there twice; remove one of oom and plugins.oom")
            plugins[name] = flags.texts(name)
        return plugins

    def _timeout(self) -> int:
        seconds = self._fields.seconds("timeout")
        if seconds == 0:
            self._fields.bad("timeout", "0 s leave no time to run; write one such as 2h, or remove it")
        return seconds

    def _ttl(self) -> int:
        if not self._fields.has("ttl"):
            return _KEPT_SECONDS
        return -1 if self._fields.raw("ttl") == "never" else self._fields.seconds("ttl")

    def _mounts(self) -> dict[str, str]:
        mounts = self._fields.text_map("mounts")
        for path, source in mounts.items():
            kind, _, name = source.partition(":")
            if kind not in ("pvc", "secret", "config") or not name:
                self._fields.bad(
                    f"mounts.{path}", f'"{source}" is none; write pvc:NAME, secret:NAME or config:NAME'
                )
            else:
                self._syntax.check(f"mounts.{path}", name)
            if not path.startswith("/") or ":" in path:
                self._fields.bad(f"mounts.{path}", "the path must begin with a slash and have no colon")
        return mounts

    def _kept(self) -> dict[str, Any]:
        """What a retry is made of: complete in itself, and for whatever name and namespace."""
        kept = {key: value for key, value in self._given.items() if key not in ("name", "namespace")}
        days = kept.get("days")
        if not self._problems and isinstance(days, Mapping) and isinstance(days.get("holidays"), str):
            kept["days"] = {**days, "holidays": _days.holidays_in(self._folder / days["holidays"])}
        return kept


def _plain(value: Any) -> str:
    """A scalar's text; something that is no number of a shard for anything else."""
    return scalar(value) or "?"


def parse_choice(text: str) -> tuple[int, ...]:
    """The numbers of a text such as ``3,7-9``, ascending; empty if it is none."""
    chosen: set[int] = set()
    for part in text.split(","):
        found = _RANGE.fullmatch(part.strip())
        if found is None or (found[2] and int(found[2]) < int(found[1])):
            return ()
        chosen.update(range(int(found[1]), int(found[2] or found[1]) + 1))
    return tuple(sorted(chosen))
