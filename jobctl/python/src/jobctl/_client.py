"""Hands in jobs."""

from __future__ import annotations

import datetime
import itertools
import math
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, overload

from . import _days, _function
from ._api import Api, Object
from ._text import shown
from .errors import ApiError, InvalidRequest, NameTaken
from ._job import Job
from ._manifest import SUBMISSION, make
from ._request import FIELDS, read

if TYPE_CHECKING:
    from kubernetes.client import ApiClient
    from typing_extensions import Unpack

T = TypeVar("T")

_SECOND_INTERRUPT_SECONDS = 5.0


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

    def _given(self) -> dict[str, Any]:
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

    def _given(self) -> dict[str, Any]:
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


class Client:
    """Hands in jobs to one cluster.

    Args:
        context: of the kubeconfig; without it, the current one.
        kubeconfig: its file; without it, $KUBECONFIG, ~/.kube/config or the pod's service account.
        api_client: a client that is set up already, instead of context and kubeconfig.
        defaults: fields of all requests that do not say otherwise, such as queue="research". Without
            a namespace, jobs go into that of the context.
    """

    def __init__(
        self,
        *,
        context: str | None = None,
        kubeconfig: str | os.PathLike[str] | None = None,
        api_client: ApiClient | None = None,
        **defaults: Unpack[Fields],
    ) -> None:
        self.configure(context=context, kubeconfig=kubeconfig, api_client=api_client, **defaults)

    def configure(
        self,
        *,
        context: str | None = None,
        kubeconfig: str | os.PathLike[str] | None = None,
        api_client: ApiClient | None = None,
        **defaults: Unpack[Fields],
    ) -> None:
        """Sets it up anew, as when it was made. Jobs that it has handed in keep their cluster."""
        self._context = context
        self._kubeconfig = None if kubeconfig is None else os.fspath(kubeconfig)
        self._defaults: dict[str, Any] = self._fields(defaults)
        self._namespace: str | None = self._defaults.get("namespace")
        self._loaded = None if api_client is None else Api(api_client, "default")

    @property
    def namespace(self) -> str:
        """Where jobs go that do not say otherwise."""
        return self._namespace or self._api.namespace

    @overload
    def submit(
        self, work: str | Sequence[str] | None = None, /, **fields: Unpack[Fields]
    ) -> Job[str]: ...

    @overload
    def submit(
        self,
        work: Callable[..., T],
        /,
        *iterables: Iterable[Any],
        grid: Mapping[str, Iterable[Any]] | None = None,
        per_shard: int = 1,
        include: Iterable[ModuleType | str] = (),
        python: str = "python3",
        **fields: Unpack[Fields],
    ) -> Job[T]: ...

    def submit(self, work: Any = None, /, *iterables: Iterable[Any], **fields: Any) -> Job[Any]:
        """Hands in a job, and does not wait for it.

        A command that is handed in again is the job that is there already; functions make a new job
        each time.

        Args:
            work: a command (a text is run by the shell, a list as it is; without one, the image's own
                runs), or a function.
            iterables: the function is called with the items of these, as map() does.
            grid: the function is called by name with each combination, the last name fastest.
            per_shard: how many calls make a shard.
            include: modules of your own that the image does not have; the function's own is sent along
                anyway.
            python: the interpreter in the image; it must be of the same version as this one.
            fields: see Fields. shards=N calls the function with 0 to N-1, days= with each date.

        Raises:
            InvalidRequest: with all that is wrong.
            TooLarge: if function and arguments do not fit.
            Forbidden: if the user may not.
            NameTaken: if another job has this name.
        """
        if callable(work):
            return self._submit_function(work, iterables, fields)
        return self._submit_given(self._command_given(work, iterables, fields))

    @overload
    def run(
        self,
        work: str | Sequence[str] | None = None,
        /,
        *,
        progress: bool = True,
        **fields: Unpack[Fields],
    ) -> Job[str]: ...

    @overload
    def run(
        self,
        work: Callable[..., T],
        /,
        *iterables: Iterable[Any],
        progress: bool = True,
        grid: Mapping[str, Iterable[Any]] | None = None,
        per_shard: int = 1,
        include: Iterable[ModuleType | str] = (),
        python: str = "python3",
        **fields: Unpack[Fields],
    ) -> Job[T]: ...

    def run(
        self, work: Any = None, /, *iterables: Iterable[Any], progress: bool = True, **fields: Any
    ) -> Job[Any]:
        """Hands in a job and waits for it; see submit.

        An interrupt (Ctrl-C) leaves it alone; a second one within five seconds cancels it.

        Raises:
            JobFailed: if it is not Completed at the end.
        """
        job = self.submit(work, *iterables, **fields)
        attend(job, progress)
        return job

    def map(
        self,
        function: Callable[..., T],
        /,
        *iterables: Iterable[Any],
        progress: bool = True,
        grid: Mapping[str, Iterable[Any]] | None = None,
        per_shard: int = 1,
        include: Iterable[ModuleType | str] = (),
        python: str = "python3",
        **fields: Unpack[Fields],
    ) -> list[T]:
        """Calls a function in many pods and gives what it returned, in order; see submit and run.

        With min_success some calls may have no result: use run() and results(missing=None) then.

        Raises:
            JobFailed: if a call failed; its attributes job and failures have the rest.
        """
        more: Any = fields
        job = self.submit(
            function, *iterables, grid=grid, per_shard=per_shard, include=include, python=python, **more
        )
        attend(job, progress)
        return job.results()

    def manifest(self, work: str | Sequence[str] | None = None, /, **fields: Unpack[Fields]) -> Object:
        """The job that submit would make of a command; nothing is sent."""
        return make(read(self._command_given(work, (), dict(fields))))

    def submit_file(self, path: str | os.PathLike[str], **changes: Unpack[Fields]) -> Job[str]:
        """Hands in the job of a short file, as the command line does."""
        from ._yaml import load_file

        file = Path(path)
        given = {**self._defaults, **load_file(file), **self._fields(changes)}
        return self._submit_given(given, file.parent)

    def job(self, name: str, *, namespace: str | None = None) -> Job[Any]:
        """A job that is there already.

        Raises:
            NotFound: if there is none of this name.
        """
        return Job(self, self._api, self._api.job(namespace or self.namespace, name))

    def jobs(self, label_selector: str = "", *, namespace: str | None = None) -> list[Job[Any]]:
        """The jobs of a namespace, the oldest first."""
        found = self._api.jobs(namespace or self.namespace, label_selector)
        found.sort(key=lambda job: job["metadata"]["creationTimestamp"])
        return [Job(self, self._api, job) for job in found]

    # Inner parts

    @property
    def _api(self) -> Api:
        if self._loaded is None:
            self._loaded = Api.load(self._kubeconfig, self._context)
        return self._loaded

    def _fields(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Fields under the names that short files have."""
        given = {}
        for key, value in fields.items():
            head, *rest = key.split("_")
            name = head + "".join(part.capitalize() for part in rest)
            if value is not None:
                given[name if name in FIELDS else key] = _plain(key, value)
        return given

    def _command_given(
        self, work: Any, iterables: Sequence[Any], fields: dict[str, Any]
    ) -> dict[str, Any]:
        for name in ("grid", "per_shard", "include", "python"):
            if iterables or fields.get(name):
                raise InvalidRequest(
                    [f"{name if fields.get(name) else 'iterables'}: a command cannot be called; use shards= or days= and $JOBCTL_SHARD or $JOBCTL_DATE"]
                )
        given = {**self._defaults, **self._fields(fields)}
        if work is not None:
            given["command"] = work if isinstance(work, str) else list(work)
        return given

    def _submit_function(
        self, function: Callable[..., Any], iterables: Sequence[Iterable[Any]], fields: dict[str, Any]
    ) -> Job[Any]:
        grid, per_shard = fields.pop("grid", None), fields.pop("per_shard", 1)
        include, python = fields.pop("include", ()), fields.pop("python", "python3")
        given = {"image": _function.default_image(), **self._defaults, **self._fields(fields)}
        if "args" in given or "only" in given:
            raise InvalidRequest(["args: a function takes its arguments from iterables, grid, shards or days"])
        if per_shard != 1 and isinstance(given.get("days"), Mapping):
            given["days"] = {**given["days"], "perShard": per_shard}
        shards = _shards(given, iterables, grid, per_shard)
        if "days" not in given and (iterables or grid is not None or "shards" in given):
            given["shards"] = len(shards)
        given.setdefault("key", uuid.uuid4().hex)
        given["command"] = _function.command(python)
        given["annotations"] = {
            **given.get("annotations", {}),
            _function.FUNCTION: _function.name_of(function),
            _function.CALLS: f"{sum(map(len, shards))}/{max(map(len, shards))}",
        }
        payload = _function.pack(function, shards, include, str(given["key"]))
        given["mounts"] = {**given.get("mounts", {}), _function.FOLDER: f"config:{payload.name}"}
        manifest = make(read(given))
        namespace = manifest["metadata"].get("namespace") or self.namespace
        self._api.create_config_map(namespace, payload.body)
        try:
            job = self._submit_manifest(manifest)
        except BaseException:
            self._api.delete_config_map(namespace, payload.name)
            raise
        self._api.own_config_map(namespace, payload.name, job._job)
        return job

    def _submit_given(self, given: Mapping[str, Any], folder: str | Path = ".") -> Job[Any]:
        return self._submit_manifest(make(read(given, folder)))

    def _submit_manifest(self, manifest: Object) -> Job[Any]:
        """Creates the job, or finds it: the same request gives the same name and the same hash."""
        metadata = manifest["metadata"]
        namespace = metadata.setdefault("namespace", self.namespace)
        name = metadata["name"]
        try:
            return Job(self, self._api, self._api.create_job(namespace, manifest))
        except ApiError as e:
            if e.status != 409:
                raise
        there = self._api.job(namespace, name)
        submission = (there["metadata"].get("labels") or {}).get(SUBMISSION)
        if submission != metadata["labels"][SUBMISSION]:
            raise NameTaken(
                f"job {name} exists already and is another one; give another name=, or remove it with "
                f'jobctl.job("{name}").cancel(delete=True)',
                409,
            )
        return Job(self, self._api, there, existed=True)


def attend(job: Job[Any], progress: bool) -> None:
    """Waits for a job that somebody is looking at.

    Raises:
        JobFailed: if it is not Completed at the end.
    """
    try:
        status = job.wait(progress=progress)
    except KeyboardInterrupt:
        try:
            print(
                f"\n{job.name} goes on; interrupt again within {_SECOND_INTERRUPT_SECONDS:.0f} s to cancel it",
                file=sys.stderr,
            )
            time.sleep(_SECOND_INTERRUPT_SECONDS)
        except KeyboardInterrupt:
            job.cancel()
            print(f"{job.name} is being cancelled", file=sys.stderr)
        raise
    if not status.completed:
        raise job._complaint(status)


#: What the functions of the module and executors use.
default = Client()


def _shards(
    given: Mapping[str, Any],
    iterables: Sequence[Iterable[Any]],
    grid: Mapping[str, Iterable[Any]] | None,
    per_shard: int,
) -> list[list[_function.Call]]:
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
        raise InvalidRequest([f"{sources[0]}: {sources[1]} says how to divide the work too; remove one of the two"])
    if not isinstance(per_shard, int) or per_shard < 1:
        raise InvalidRequest([f"per_shard: must be a whole number from 1 on; it is {shown(per_shard)}"])
    if "days" in given:
        problems: list[str] = []
        days = _days.read(given["days"], Path("."), problems)
        if problems:
            raise InvalidRequest(problems)
        return [[((day,), {}) for day in shard] for shard in days]
    calls = list(_calls(given, iterables, grid))
    if not calls:
        raise InvalidRequest([f"{sources[0]}: is empty; there is nothing to call"])
    return [calls[i * per_shard : (i + 1) * per_shard] for i in range(math.ceil(len(calls) / per_shard))]


def _calls(
    given: Mapping[str, Any], iterables: Sequence[Iterable[Any]], grid: Mapping[str, Iterable[Any]] | None
) -> Iterator[_function.Call]:
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


def _plain(field: str, value: Any) -> Any:
    """A value as YAML would give it."""
    if isinstance(value, (Days, Oom)):
        return _plain(field, value._given())
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
        return {key: _plain(field, entry) for key, entry in value.items()}
    if isinstance(value, Iterable):
        return [_plain(field, entry) for entry in value]
    if hasattr(value, "item"):
        return _plain(field, value.item())
    raise InvalidRequest([f"{field}: {value!r} is neither a text, a number, a list nor a map"])
