"""Jobs as a concurrent.futures.Executor."""

from __future__ import annotations

import functools
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from ._api import passing
from ._client import Client, default
from ._function import name_of, own_modules
from ._job import Job
from ._pods import Outcome
from .errors import ApiError, JobFailed, RemoteError, ResultMissing

if TYPE_CHECKING:
    from typing_extensions import ParamSpec, Unpack

    from ._given import Fields

    P = ParamSpec("P")

T = TypeVar("T")

_PAUSE_SECONDS = 2.0
_SILENT_SECONDS = 1.0


class _Call:
    """A call that waits to be sent."""

    def __init__(self, future: Future[Any], work: functools.partial[Any]) -> None:
        self.future = future
        self.work = work


class JobExecutor(Executor):
    """Runs calls in pods.

    Calls that are submitted within a short time of each other share a job, one shard each; a future
    is done as soon as its shard is. So submit what you have at once, and ask for results then. Calls
    that were submitted are handed in, and waited for, at the end of a with block or of the program.
    Futures of a job that is suspended wait until it is resumed.

    Args:
        client: whose defaults and cluster; without it, the module's own.
        linger: how long to wait for more calls before a job is handed in, in seconds.
        batch: how many calls a job has at most.
        include: modules of your own that the image does not have, besides those of the functions.
        python: the interpreter in the image.
        fields: of each job; see Client.submit.
    """

    def __init__(
        self,
        client: Client | None = None,
        *,
        linger: float = 0.2,
        batch: int = 1_000,
        include: Iterable[ModuleType | str] = (),
        python: str = "python3",
        **fields: Unpack[Fields],
    ) -> None:
        self._client = default if client is None else client
        self._linger = linger
        self._batch = batch
        self._include = list(include)
        self._python = python
        self._fields: dict[str, Any] = dict(fields)
        self._calls: queue.Queue[_Call | None] = queue.Queue()
        self._lock = threading.Lock()
        self._shut = False
        self._watchers: list[threading.Thread] = []
        self._jobs: list[Job[Any]] = []
        # Until it was shut down and nothing is left to do: a wait for a thread cannot be interrupted well.
        self._done = threading.Event()
        self._sender = threading.Thread(target=self._work, name="jobctl-executor", daemon=True)
        self._sender.start()
        _exit.remember(self)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Calls a function in a pod, as Executor says. It can be cancelled until its job is handed in."""
        future: Future[T] = Future()
        work = functools.partial(fn, *args, **kwargs)
        with self._lock:
            if self._shut:
                raise RuntimeError("the executor was shut down; it takes no more calls")
            self._calls.put(_Call(future, work))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Takes no more calls, as Executor says. Jobs that were handed in go on in any case."""
        with self._lock:
            if not self._shut:
                self._shut = True
                self._calls.put(None)
        if cancel_futures:
            for call in list(self._calls.queue):
                if call is not None:
                    call.future.cancel()
        if wait:
            self._done.wait()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        self.shutdown(wait=False, cancel_futures=error is not None)
        try:
            if error is None:
                self._done.wait()
            else:
                self._wait(type(error).__name__)
        except KeyboardInterrupt:
            _exit.forget(self)
            if error is None:
                self._tell("interrupted; the calls that were handed in go on")
            raise
        return None

    def _wait(self, why: str) -> None:
        """Waits, and says for what, and how to get away from it."""
        if not self._done.wait(_SILENT_SECONDS):
            self._tell(f"{why}: waits for the calls that were handed in; an interrupt leaves them alone")
            self._done.wait()

    def _tell(self, what: str) -> None:
        jobs = [
            f'to cancel: jobctl.job("{job.name}", namespace="{job.namespace}").cancel()'
            for job in list(self._jobs)
        ]
        print(what, *jobs, sep="\n", file=sys.stderr)

    def _work(self) -> None:
        try:
            self._send()
            for watcher in self._watchers:
                watcher.join()
        finally:
            _exit.forget(self)
            self._done.set()

    def _send(self) -> None:
        """Gathers calls and hands them in."""
        over = False
        while not over:
            first = self._calls.get()
            batch = [] if first is None else [first]
            over = first is None
            until = time.monotonic() + self._linger
            while not over and len(batch) < self._batch:
                try:
                    call = self._calls.get(timeout=max(0.0, until - time.monotonic()))
                except queue.Empty:
                    break
                over = call is None
                if call is not None:
                    batch.append(call)
            going = [call for call in batch if call.future.set_running_or_notify_cancel()]
            if going:
                watcher = threading.Thread(target=self._run, args=(going,), name="jobctl-job", daemon=True)
                try:
                    watcher.start()
                    self._watchers = [one for one in self._watchers if one.is_alive()] + [watcher]
                except RuntimeError:
                    # Some versions of Python begin no more threads where the program ends.
                    self._run(going)

    def _run(self, calls: list[_Call]) -> None:
        """Hands in one job, and tells the futures."""
        job: Job[Any] | None = None
        try:
            own: set[ModuleType | str] = {
                module.__name__ for call in calls for module in own_modules(call.work)
            }
            job = self._client.submit(
                _called(calls),
                [call.work for call in calls],
                include=[*own, *self._include],
                python=self._python,
                **self._fields,
            )
            self._jobs.append(job)
            self._follow(job, calls)
            _fail(calls, ResultMissing(f"job {job.name} has ended without this call"))
        except BaseException as e:
            _fail(calls, e)
        finally:
            if job is not None:
                self._jobs.remove(job)

    def _follow(self, job: Job[Any], calls: list[_Call]) -> None:
        """Tells the futures of a job until all are done."""
        suspended = False
        while True:
            try:
                if not (suspended and job.status().suspended):
                    for outcome in job.as_completed():
                        _settle(calls[outcome.shard].future, outcome)
                    return
            except JobFailed as e:
                # Suspended: what it has not done yet, it may do once it is resumed.
                if not suspended:
                    print(f"{e}; the futures of its calls wait for that", file=sys.stderr)
                suspended = True
            except ApiError as e:
                if not passing(e):
                    raise
            time.sleep(_PAUSE_SECONDS)


def _called(calls: list[_Call]) -> Callable[[functools.partial[Any]], Any]:
    """What runs in the pods, with the name of what it calls."""

    # A function inside a function goes along whole: the image need not have this library.
    def call(work: functools.partial[Any]) -> Any:
        return work()

    names = {name_of(one.work) for one in calls}
    call.__module__ = "__main__"
    call.__qualname__ = names.pop() if len(names) == 1 else "calls"
    return call


def _settle(future: Future[Any], outcome: Outcome[Any]) -> None:
    if future.done():
        return
    if outcome.failure is None:
        future.set_result(outcome.values[0])
    else:
        error = outcome.failure.exception
        future.set_exception(error or RemoteError(outcome.failure.reason or "Failed", str(outcome.failure)))


def _fail(calls: list[_Call], error: BaseException) -> None:
    """Tells those that know nothing yet."""
    for call in calls:
        if not call.future.done():
            call.future.set_exception(error)


class _Exit:
    """Lets a program end only once the calls are done that its executors have taken.

    Functions registered with atexit come too late for that: threads cannot be begun there. The hook of
    concurrent.futures is not public. So one thread, for which the program waits, waits for its main
    thread to end; all others may be left behind, where somebody interrupts that.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[JobExecutor] = set()
        self._thread: threading.Thread | None = None

    def remember(self, executor: JobExecutor) -> None:
        with self._lock:
            self._open.add(executor)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._close, name="jobctl-exit", daemon=False)
                self._thread.start()

    def forget(self, executor: JobExecutor) -> None:
        with self._lock:
            self._open.discard(executor)

    def _close(self) -> None:
        threading.main_thread().join()
        with self._lock:
            still = list(self._open)
        for executor in still:
            executor.shutdown(wait=False)
        for executor in still:
            executor._wait("the program ends")


_exit = _Exit()
