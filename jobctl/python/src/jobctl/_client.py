"""Hands in jobs."""

from __future__ import annotations

import contextlib
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, overload

from . import _function
from ._api import Api, Object
from ._calls import shards_of
from ._given import Fields, meant, plain
from ._job import Job
from ._manifest import SUBMISSION, make
from ._request import FIELDS, read
from ._status import status_of
from .errors import ApiError, InvalidRequest, NameTaken

if TYPE_CHECKING:
    from kubernetes.client import ApiClient
    from typing_extensions import Unpack

T = TypeVar("T")

_SECOND_INTERRUPT_SECONDS = 5.0


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
        self._elsewhere = False

    def __getstate__(self) -> dict[str, Any]:
        """Its settings go to another process, its connection does not."""
        given = self._loaded is not None and self._loaded.given
        return {**self.__dict__, "_loaded": None, "_elsewhere": self._elsewhere or given}

    @property
    def namespace(self) -> str:
        """Where jobs go that do not say otherwise."""
        return self._namespace or self._api.namespace

    @overload
    def submit(
        self,
        work: str | Sequence[str | os.PathLike[str]] | None = None,
        /,
        *,
        again: bool = False,
        **fields: Unpack[Fields],
    ) -> Job[str]: ...

    @overload
    def submit(
        self,
        work: Callable[..., T],
        /,
        *iterables: Iterable[Any],
        again: bool = False,
        grid: Mapping[str, Iterable[Any]] | None = None,
        per_shard: int = 1,
        include: Iterable[ModuleType | str] = (),
        python: str = "python3",
        **fields: Unpack[Fields],
    ) -> Job[T]: ...

    def submit(self, work: Any = None, /, *iterables: Iterable[Any], **fields: Any) -> Job[Any]:
        """Hands in a job, and does not wait for it.

        A command that is handed in again is the job that is there already, of which a line on stderr
        tells; functions make a new job each time.

        Args:
            work: a command (a text is run by the shell, a list as it is; without one, the image's own
                runs), or a function.
            iterables: the function is called with the items of these, as map() does.
            grid: the function is called by name with each combination, the last name fastest.
            per_shard: how many calls make a shard.
            include: modules of your own that the image does not have; the function's own is sent along
                anyway.
            python: the interpreter in the image; it must be of the same version as this one.
            again: runs it anew even if it was handed in before, by a key of its own.
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
        work: str | Sequence[str | os.PathLike[str]] | None = None,
        /,
        *,
        progress: bool = True,
        again: bool = False,
        **fields: Unpack[Fields],
    ) -> Job[str]: ...

    @overload
    def run(
        self,
        work: Callable[..., T],
        /,
        *iterables: Iterable[Any],
        progress: bool = True,
        again: bool = False,
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

        Of empty iterables the result is empty, without a job.

        With min_success some calls may have no result: use run() and results(missing=None) then.

        Raises:
            JobFailed: if a call failed; its attributes job and failures have the rest.
        """
        if iterables:
            items = list(zip(*iterables))
            if not items:
                return []
            iterables = tuple(zip(*items))
        more: Any = fields
        job = self.submit(
            function, *iterables, grid=grid, per_shard=per_shard, include=include, python=python, **more
        )
        attend(job, progress)
        return job.results()

    def manifest(self, work: str | Sequence[str] | None = None, /, **fields: Unpack[Fields]) -> Object:
        """The job that submit would make of a command; nothing is sent."""
        return self._made(self._command_given(work, (), dict(fields)))

    def submit_file(
        self, path: str | os.PathLike[str], *, again: bool = False, **changes: Unpack[Fields]
    ) -> Job[str]:
        """Hands in the job of a short file, as the command line does; see submit."""
        from ._yaml import load_file

        file = Path(path)
        given = {**self._defaults, **load_file(file), **self._fields(changes)}
        if again:
            given["key"] = uuid.uuid4().hex
        return self._submit_manifest(make(read(given, file.parent)))

    def job(self, name: str, *, namespace: str | None = None) -> Job[Any]:
        """A job that is there already.

        Raises:
            NotFound: if there is none of this name.
            InvalidRequest: if it can be no name.
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
        if self._loaded is None and self._elsewhere:
            raise ApiError(
                "the connection was given as api_client=, and did not come along into this process; "
                "make another Client here"
            )
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
                given[name if name in FIELDS else key] = plain(key, value)
        return given

    def _command_given(self, work: Any, iterables: Sequence[Any], fields: dict[str, Any]) -> dict[str, Any]:
        for name in ("grid", "per_shard", "include", "python"):
            if iterables or fields.get(name):
                raise InvalidRequest(
                    [
                        f"{name if fields.get(name) else 'iterables'}: a command cannot be called; "
                        "use shards= or days= and $JOBCTL_SHARD or $JOBCTL_DATE"
                    ]
                )
        again = fields.pop("again", False)
        given = {**self._defaults, **self._fields(fields)}
        if work is not None and not isinstance(work, (str, list, tuple)):
            raise InvalidRequest(
                [
                    f"work: {work!r} is no command and no function; give a text for the shell, or a list of "
                    'texts, such as ["python", "x.py"]; files must be in the image'
                ]
            )
        if work is not None:
            given["command"] = plain("command", work)
        if again:
            given["key"] = uuid.uuid4().hex
        return given

    def _submit_function(
        self, function: Callable[..., Any], iterables: Sequence[Iterable[Any]], fields: dict[str, Any]
    ) -> Job[Any]:
        grid, per_shard = fields.pop("grid", None), fields.pop("per_shard", 1)
        include, python = fields.pop("include", ()), fields.pop("python", "python3")
        again = fields.pop("again", False)
        given = {"image": _function.default_image(), **self._defaults, **self._fields(fields)}
        if "args" in given or "only" in given:
            raise InvalidRequest(
                ["args: a function takes its arguments from iterables, grid, shards or days"]
            )
        if per_shard != 1 and "days" in given:
            days = given["days"]
            given["days"] = {
                **(days if isinstance(days, Mapping) else {"dates": days}),
                "perShard": per_shard,
            }
        shards = shards_of(given, iterables, grid, per_shard)
        if "days" not in given and (iterables or grid is not None or "shards" in given):
            given["shards"] = len(shards)
        if again or "key" not in given:
            given["key"] = uuid.uuid4().hex
        given["command"] = _function.command(python)
        given["annotations"] = {
            **given.get("annotations", {}),
            _function.FUNCTION: _function.name_of(function),
            _function.CALLS: f"{sum(map(len, shards))}/{max(map(len, shards))}",
        }
        payload = _function.pack(function, shards, include, str(given["key"]))
        given["mounts"] = {**given.get("mounts", {}), _function.FOLDER: f"config:{payload.name}"}
        manifest = self._made(given)
        namespace = manifest["metadata"].get("namespace") or self.namespace
        created = self._api.create_config_map(namespace, payload.body)
        try:
            job = self._submit_manifest(manifest)
        except BaseException:
            if created:
                with contextlib.suppress(ApiError):
                    self._api.delete_config_map(namespace, payload.name)
            raise
        self._api.own_config_map(namespace, payload.name, job._job)
        return job

    def _submit_given(self, given: Mapping[str, Any]) -> Job[Any]:
        return self._submit_manifest(self._made(given))

    def _made(self, given: Mapping[str, Any]) -> Object:
        """The job of a request whose fields were given by their names here."""
        try:
            return make(read(given))
        except InvalidRequest as e:
            unknown = {f"{key}: no such field": key for key in given if key not in FIELDS}
            problems = [
                f"{start}{meant(unknown[start])}"
                if (start := problem.partition(";")[0]) in unknown
                else problem
                for problem in e.problems
            ]
            raise InvalidRequest(problems) from None

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
        job: Job[Any] = Job(self, self._api, there, existed=True)
        status = status_of(there)
        print(
            f"job {name} was submitted before, at {job.created}, and is {status.phase}"
            + ("; key= or again=True runs it anew" if status.ended else ""),
            file=sys.stderr,
        )
        return job


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
                f"\n{job.name} goes on; "
                f"interrupt again within {_SECOND_INTERRUPT_SECONDS:.0f} s to cancel it",
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
