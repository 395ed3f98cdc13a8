"""Work off the loop, in processes of their own: spawned when there is work, ended when there has been none for a while,
replaced when one dies."""

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

IDLE_SECONDS = 10.0


class SpawnedProcesses(Executor):
    """An executor of up to `most` processes. A process that dies fails the work that it had and no other.

    Spawned, not forked: a fork would take the loop, its threads and its sockets along.
    """

    def __init__(self, most: int = 1, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._most = most
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._running = 0
        self._idle: threading.Timer | None = None
        self._closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Starts `fn` in a process as soon as one is free."""
        with self._lock:
            if self._closed:
                raise RuntimeError("the processes have been shut down")
            self._stay()
            try:
                future = self._present().submit(fn, *args, **kwargs)
            except BrokenProcessPool:
                self._pool = None
                future = self._present().submit(fn, *args, **kwargs)
            self._running += 1
        future.add_done_callback(self._done)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends the processes; no more work is taken."""
        with self._lock:
            self._closed = True
            self._stay()
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _present(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._most, mp_context=multiprocessing.get_context("spawn"))
        return self._pool

    def _done(self, _: "Future[T]") -> None:
        with self._lock:
            self._running -= 1
            if self._running == 0 and not self._closed:
                self._idle = threading.Timer(self._idle_seconds, self._end_idle)
                self._idle.daemon = True
                self._idle.start()

    def _stay(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _end_idle(self) -> None:
        with self._lock:
            if self._running or self._idle is None:
                return
            self._idle = None
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False)
