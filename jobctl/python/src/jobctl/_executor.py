"""Jobs as a concurrent.futures.Executor."""

from __future__ import annotations

import functools
import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from ._client import Client, default
from ._function import own_module
from .errors import RemoteError

if TYPE_CHECKING:
    from typing_extensions import ParamSpec, Unpack

    from ._given import Fields

    P = ParamSpec("P")

T = TypeVar("T")


class _Call:
    """A call that waits to be sent."""

    def __init__(self, future: Future[Any], work: functools.partial[Any]) -> None:
        self.future = future
        self.work = work


class JobExecutor(Executor):
    """Runs calls in pods.

    Calls that are submitted within a short time of each other share a job, one shard each; a future
    is done as soon as its shard is. So submit what you have at once, and ask for results then.

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
        self._sender = threading.Thread(target=self._send, name="jobctl-executor", daemon=True)
        self._sender.start()

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
            self._sender.join()
            for watcher in list(self._watchers):
                watcher.join()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        self.shutdown(wait=True, cancel_futures=error is not None)
        return None

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
                self._watchers = [one for one in self._watchers if one.is_alive()] + [watcher]
                watcher.start()

    def _run(self, calls: list[_Call]) -> None:
        """Hands in one job, and tells the futures."""
        try:
            works = [call.work for call in calls]
            own: set[ModuleType | str] = {
                module.__name__ for work in works if (module := own_module(work.func)) is not None
            }
            # A function inside a function goes along whole: the image need not have this library.
            job = self._client.submit(
                lambda work: work(),
                works,
                include=[*own, *self._include],
                python=self._python,
                **self._fields,
            )
            for outcome in job.as_completed():
                future = calls[outcome.shard].future
                if outcome.failure is None:
                    future.set_result(outcome.values[0])
                else:
                    error = outcome.failure.exception
                    future.set_exception(
                        error or RemoteError(outcome.failure.reason or "Failed", str(outcome.failure))
                    )
        except BaseException as e:
            for call in calls:
                if not call.future.done():
                    call.future.set_exception(e)
