"""What runs the runs: processes of this machine, or a Dask cluster. Any engine takes tasks and gives runs back as they finish."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import connection
from typing import Any, Protocol

from shirehall.errors import ShirehallError, UsageError
from shirehall.lab.run import Run, Task, run

MOST_LOST = 3
"""How often a run may lose its worker before it is given up."""
AHEAD = 2
"""Tasks handed out for each worker: one that it runs and one that waits for it."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A run that could not be had, and why. The others go on without it."""

    task: Task
    why: str
    mend: str = "when the cause is mended, the same command runs it again."


class Engine(Protocol):
    """What runs the runs."""

    @property
    def words(self) -> str:
        """What it is, in a few words for people."""

    def each(self, tasks: Sequence[Task]) -> Iterator[Run | Failed]:
        """Run the tasks, and give each back as soon as it is finished, in whatever order.

        Left early, by Ctrl+C or otherwise, it stops its workers; what was given back is not lost.
        """


class Local:
    """Processes of this machine. Each lives through many runs and keeps its packs and counties warm.

    A worker that dies, whatever ended it, is replaced, and the runs that were under way are run again.
    """

    def __init__(self, workers: int = 0) -> None:
        self.workers = workers or most_workers()

    @property
    def words(self) -> str:
        """How many processes."""
        return f"{self.workers} process{'' if self.workers == 1 else 'es'} of this machine"

    def each(self, tasks: Sequence[Task]) -> Iterator[Run | Failed]:
        """Run the tasks; see `Engine.each`."""
        waiting, lost = deque(tasks), Counter[Task]()
        while waiting:
            pool = Pool(min(self.workers, len(waiting)))
            try:
                for task, done in pool.finished(waiting):
                    cause = done.exception()
                    if isinstance(cause, BrokenProcessPool):
                        lost[task] += 1
                        if lost[task] >= MOST_LOST:
                            yield Failed(task, f"its worker was lost {MOST_LOST} times.")
                        else:
                            waiting.appendleft(task)
                    else:
                        yield failed(task, cause) if cause is not None else done.result()
            finally:
                pool.end()


class Pool:
    """Worker processes until one of them dies."""

    def __init__(self, workers: int) -> None:
        self._others = set(multiprocessing.active_children())
        self._pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=settle)
        self._most = workers * AHEAD

    def finished(self, waiting: deque[Task]) -> Iterator[tuple[Task, Future[Run]]]:
        """Take tasks from the front of those waiting and give each back when it is finished; end when a worker has died."""
        running: dict[Future[Run], Task] = {}
        whole = True
        while running or (waiting and whole):
            while whole and waiting and len(running) < self._most:
                with interrupts_held():
                    try:
                        running[self._pool.submit(run, waiting[0])] = waiting[0]
                    except BrokenProcessPool:
                        whole = False
                    else:
                        waiting.popleft()
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=list(running).index):
                whole = whole and not isinstance(future.exception(), BrokenProcessPool)
                yield running.pop(future), future

    def end(self) -> None:
        """End the workers at once. What they were at is run again another time."""
        workers = [each for each in multiprocessing.active_children() if each not in self._others]
        for worker in workers:
            worker.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)


def settle() -> None:
    """Make a worker leave Ctrl+C to the program that began it, and end itself when that program is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent.sentinel,), daemon=True).start()


def end_with(sentinel: int) -> None:
    """End this process when another has ended."""
    connection.wait([sentinel])
    os._exit(1)


@contextlib.contextmanager
def interrupts_held() -> Iterator[None]:
    """Hold Ctrl+C back for a moment, so that a process born in it never sees one; it comes through right after."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Dask:
    """A Dask cluster, by the address of its scheduler. Its workers need the same Shirehall and the same pack.

    Raises UsageError when Dask is not installed, or nothing answers at the address.
    """

    def __init__(self, scheduler: str, patience: str = "20s") -> None:
        if not scheduler:
            raise UsageError(
                "Dask needs the address of a scheduler.",
                mend="add --scheduler tcp://HOST:8786, or leave out --engine.",
            )
        try:
            from distributed import Client
        except ImportError:
            raise UsageError(
                "Dask is not installed here.",
                mend="install it with `pip install 'shirehall[lab]'`, here and on every worker; or leave out --engine.",
            ) from None
        self.scheduler = scheduler
        try:
            self._client: Any = Client(scheduler, timeout=patience, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as fault:
            raise UsageError(
                f"no Dask scheduler answers at {scheduler}: {fault!s:.100}.",
                mend="begin one with `dask scheduler`, and workers with `dask worker ADDRESS --nthreads 1`.",
            ) from fault

    @property
    def words(self) -> str:
        """Where the cluster is, and how many workers it has now."""
        workers = len(self._client.scheduler_info(n_workers=-1)["workers"])
        return f"Dask at {self.scheduler} with {workers} worker{'' if workers == 1 else 's'}"

    def each(self, tasks: Sequence[Task]) -> Iterator[Run | Failed]:
        """Run the tasks; see `Engine.each`. Dask itself runs again what a lost worker was at."""
        from distributed import as_completed

        futures = {
            self._client.submit(run, task, pure=False, retries=0, priority=-place): task
            for place, task in enumerate(tasks)
        }
        try:
            for done in as_completed(futures, loop=self._client.loop):
                cause = done.exception()
                yield failed(futures[done], cause) if cause is not None else done.result()
                done.release()
        finally:
            self._client.cancel([future for future in futures if not future.done()])
            self._client.close()


def failed(task: Task, cause: BaseException) -> Failed:
    """A run that could not be had, in the words of its error."""
    if not isinstance(cause, ShirehallError):
        return Failed(task, f"{type(cause).__name__}: {cause}")
    return Failed(task, f"{cause.where}: {cause.what}" if cause.where else cause.what, cause.mend)


def most_workers() -> int:
    """How many processes this machine bears: one for each core that this program may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores)
