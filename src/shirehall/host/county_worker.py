"""The county in a process of its own: spawned, it dies with the host, and is told again when its answer comes too late.

The server never loads the engine; this file's `work` runs on the other side of a pipe.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from shirehall.economy.figures import Figures
from shirehall.economy.terms import Terms
from shirehall.errors import ShirehallError

PATIENCE = 60.0
"""Seconds that a month may take. The loop is compiled when the worker starts, which has its own time."""
STARTING = 240.0
NICE = 10
"""By how much the county's process steps back behind the acts (POSIX): of a processor that both want it has a tenth."""
BELOW_NORMAL = 0x4000
"""The same on Windows: BELOW_NORMAL_PRIORITY_CLASS."""


Opening = tuple[int, int, int]
"""A later round as the county knows it: its place in the pack from 0, its first month, its seed."""


class Lived(NamedTuple):
    """A month that was lived: the digest of the state after it, its figures, the engine's name, and what patients wrote of it."""

    state: str
    figures: Figures
    engine: str
    comments: Sequence[Mapping[str, Any]] = ()


class WorkFailed(ShirehallError):
    """The county's worker did not answer in time, or failed; the month was not lived."""

    who = "the facilitator"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work and whoever is told: `done` gets its answer, `failed` what went wrong. Both run on the worker's thread."""

    order: tuple[Any, ...]
    done: Callable[[Any], None]
    failed: Callable[[WorkFailed], None]


class CountyWorker:
    """Lives months and answers what-ifs, one after another, in a process of its own.

    `pack` is the pack's folder. States are kept in files of `keep` by their digests. Each answer is fenced: a process that was
    given up on is not listened to again. `calm` are seconds for which it waits before it takes the machine up with its own start:
    after a crash seventy browsers come back first, and a month that was under way is lived again after them. `months` are those of
    each round that are played, where a pack of several rounds is played short.
    """

    def __init__(
        self,
        pack: Path,
        managers: bool,
        seed: int,
        keep: Path | None = None,
        calm: float = 0.0,
        months: int = 0,
    ) -> None:
        self._made = (str(pack), managers, seed, str(keep) if keep else "", *([months] if months else []))
        self._calm = calm
        self._months = 0
        self._digest = ""
        self._past: Callable[[], Sequence[Terms]] = tuple
        self._openings: tuple[Opening, ...] = ()
        self._jobs: list[Job] = []
        self._wake = threading.Condition()
        self._ended = False
        self._ready = threading.Event()
        self._process: Any = None
        self._pipe: Connection | None = None
        self._thread = threading.Thread(target=self._serve, name="county", daemon=True)

    def start(
        self,
        months: int = 0,
        digest: str = "",
        past: Callable[[], Sequence[Terms]] = tuple,
        openings: Sequence[Opening] = (),
    ) -> None:
        """Begin where `months` were lived and led to the state with this digest; `openings` are the later rounds opened by then.

        `past` gives the terms of those months; it is called, on the worker's thread, only when no file holds the state, which is
        then worked out again.
        """
        self._months, self._digest, self._past = months, digest, past
        self._openings = tuple(openings)
        self._thread.start()

    def go_on(self, opening: Opening) -> None:
        """Live on in a later round, from the next month on. What was put before is done first."""
        self._put(Job(("go_on", opening), lambda _months: None, lambda _fault: None))

    def live(
        self, month: int, terms: Terms, comments: tuple[int, int], done: Callable[[Lived], None],
        failed: Callable[[WorkFailed], None],
    ) -> None:  # fmt: skip
        """Live a month, counted from 1; one before which another failed is not lived in its place, but fails too.

        `comments` are how many patients write of it, and the seed they follow from.
        """
        self._put(Job(("live", month - 1, terms, comments), done, failed))

    def answer(
        self, order: tuple[Any, ...], done: Callable[[Any], None], failed: Callable[[WorkFailed], None]
    ) -> None:
        """Answer a what-if from a seat's own events: `done` gets the draft."""
        self._put(Job(("answer", *order), done, failed))

    def model(
        self, number: int, question: Any, done: Callable[[Any], None], failed: Callable[[WorkFailed], None]
    ) -> None:
        """Put a question to the model before a later round: `done` gets what it shows."""
        self._put(Job(("model", number, question), done, failed))

    def wait_ready(self, seconds: float) -> bool:
        """Whether the county stands where it was asked to, within so many seconds."""
        return self._ready.wait(seconds)

    def stop(self) -> None:
        """End the process; what it was doing is not waited for."""
        with self._wake:
            self._ended = True
            self._wake.notify()
        self._kill()

    @property
    def pid(self) -> int | None:
        """The process's number, None when there is none now."""
        return self._process.pid if self._process is not None and self._process.is_alive() else None

    def _put(self, job: Job) -> None:
        with self._wake:
            self._jobs.append(job)
            self._wake.notify()

    def _serve(self) -> None:
        self._let_others_begin()
        try:
            if not self._ended:
                self._spawn()
        except (WorkFailed, OSError, EOFError):
            self._kill()
        while True:
            with self._wake:
                while not self._jobs and not self._ended:
                    self._wake.wait()
                if self._ended:
                    return
                job = self._jobs.pop(0)
            self._do(job)

    def _let_others_begin(self) -> None:
        """Leave the machine to those who come back first."""
        with self._wake:
            self._wake.wait_for(lambda: self._ended, self._calm)

    def _do(self, job: Job) -> None:
        if job.order[0] == "go_on":
            self._go_on(job.order[1])
            return
        live = job.order[0] == "live"
        if live and job.order[1] != self._months:
            waits = f"month {job.order[1] + 1} waits for month {self._months + 1}."
            job.failed(WorkFailed(waits, mend="have the months lived again."))
            return
        try:
            if self._process is None or not self._process.is_alive():
                self._spawn()
            answer = self._asked(job.order, PATIENCE if live else STARTING)
        except (WorkFailed, OSError, EOFError) as fault:
            self._kill()
            told = fault if isinstance(fault, WorkFailed) else WorkFailed(
                "the county's worker ended unexpectedly.", mend="have the month lived again; the play goes on meanwhile."
            )  # fmt: skip
            if not self._ended:
                job.failed(told)
            return
        if live:
            self._months, self._digest = self._months + 1, answer.state
        job.done(answer)

    def _go_on(self, opening: Opening) -> None:
        """A process that is not there, or fails at it, is told when it is begun again, which the next month does."""
        if self._process is not None and self._process.is_alive():
            try:
                self._asked(("go_on", opening), STARTING)
            except (WorkFailed, OSError, EOFError):
                self._kill()
        self._openings = (*self._openings, opening)

    def _spawn(self) -> None:
        """A fresh process, brought to where the county stands."""
        self._kill()
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=work, args=(there, os.getpid(), *self._made), daemon=True)
        process.start()
        there.close()
        self._process, self._pipe = process, here
        rounds = (self._openings,) if self._openings else ()
        if not self._asked(("stand", self._months, self._digest, *rounds), STARTING):
            self._asked(("begin", tuple(self._past())[: self._months]), STARTING)
        self._ready.set()

    def _asked(self, order: tuple[Any, ...], patience: float) -> Any:
        pipe = self._pipe
        if pipe is None:
            raise WorkFailed("the county's worker is not running.", mend="have the month lived again.")
        pipe.send(order)
        if not pipe.poll(patience):
            raise WorkFailed(
                f"the county's worker gave no answer within {patience:.0f} seconds.",
                mend="have the month lived again; the play goes on meanwhile.",
            )
        well, answer = pipe.recv()
        if not well:
            raise WorkFailed(f"the county's worker failed: {answer}", mend="have the month lived again.")
        return answer

    def _kill(self) -> None:
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if process is not None and process.is_alive():
            process.kill()
            process.join(2)
        if pipe is not None:
            pipe.close()


def work(
    pipe: Connection, parent: int, pack: str, managers: bool, seed: int, keep: str, months: int = 0
) -> None:
    """The worker's own loop. It ends when the pipe closes, or when its parent is gone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _let_others_first()
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    from shirehall.host.county_side import CountySide

    side = CountySide(pack, managers, seed, Path(keep) if keep else None, months)
    while True:
        try:
            order = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = getattr(side, order[0])(*order[1:])
        except Exception as fault:  # noqa: BLE001 (told to the host, whose facilitator decides)
            pipe.send((False, f"{type(fault).__name__}: {fault}"))
        else:
            pipe.send((True, answer))


def _let_others_first() -> None:
    """Have the system prefer whatever else wants the processor: a month that takes a little longer is waited for by nobody."""
    if sys.platform == "win32":
        import ctypes

        system = ctypes.WinDLL("kernel32")
        system.GetCurrentProcess.restype = ctypes.c_void_p
        system.SetPriorityClass(ctypes.c_void_p(system.GetCurrentProcess()), BELOW_NORMAL)
    else:
        with suppress(OSError):
            os.nice(NICE)


def _die_with(parent: int) -> None:
    import time

    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)
