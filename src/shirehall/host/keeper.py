"""The host's keeper: it has read the program and the pack, holds the socket, and begins the host again when it dies.

Whoever knocks between two hosts waits at the open socket instead of being turned away. On systems without a dependable fork there
is no keeper: the host is then one process, begun again by whoever runs it.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType

KEEPS = sys.platform == "linux"
"""Whether hosts are kept on this system. On macOS a fork may not use the system's own libraries; Windows has none."""
AGAIN = "and is begun again"
STOPS = (signal.SIGTERM, signal.SIGINT)
MOST_FALSE_STARTS = 3
"""Hosts that die before they served at all, one after another, until the keeper gives up."""
SHORT = 1.0
"""Seconds of a life so short that, after several of them, the next host is waited with."""
SEVERAL = 5
CALM = 3.0
"""Seconds that the first host has the machine to itself, before the keeper uses its leisure."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The host that this process is: the how-manyth, and how it tells its keeper that it serves."""

    number: int
    serves: Callable[[], None]


ALONE = Begun(1, lambda: None)
"""A host without a keeper."""


@dataclass(frozen=True, slots=True)
class Child:
    """A host that was begun: its process, the pipe on which it says that it serves, and the one by whose end it knows its keeper's."""

    pid: int
    told: int
    life: int


class Keeper:
    """Begins one host after another. `leisure` is gone through step by step while a host serves in peace, so that
    later ones need not do it.

    `say` tells whoever started it what happens, and `stopped` at the end.
    """

    def __init__(self, leisure: Iterator[None], say: Callable[[str], None], stopped: str) -> None:
        self._leisure, self._say, self._stopped = leisure, say, stopped
        self._host = 0
        self._stopping = False

    def keep(self) -> Begun:
        """Returns in each host, which then serves. The keeper itself ends with SystemExit when its host has ended for good."""
        for each in STOPS:
            signal.signal(each, self._told_to_stop)
        number = false_starts = short = 0
        while not self._stopping:
            number, since = number + 1, time.monotonic()
            child = self._begin(number)
            if isinstance(child, Begun):
                return child
            served, code = self._until_dead(child)
            if self._stopping or code == 0:
                break
            if not served and code > 0:
                raise SystemExit(code)
            false_starts = 0 if served else false_starts + 1
            if false_starts >= MOST_FALSE_STARTS:
                self._say(f"The host died {false_starts} times before it served. Start it again by hand.")
                raise SystemExit(1)
            how = f"signal {-code}" if code < 0 else f"code {code}"
            self._say(f"The host ended unexpectedly ({how}) {AGAIN}; everything acknowledged is kept.")
            short = short + 1 if time.monotonic() - since < SHORT else 0
            time.sleep(min(max(short - SEVERAL, 0), 5))
        self._say(self._stopped)
        raise SystemExit(0)

    def _begin(self, number: int) -> Begun | Child:
        """Begin a host. Signals wait meanwhile, so that none is lost between the two."""
        told, tell = os.pipe()
        alive, life = os.pipe()
        gc.freeze()
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        try:
            self._host = os.fork()
            if self._host:
                os.close(tell)
                os.close(alive)
                return Child(self._host, told, life)
            os.close(told)
            os.close(life)
            signal.signal(signal.SIGTERM, _ended)
            # Ctrl+C goes to both: the keeper passes it on.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        threading.Thread(target=_end_with, args=(alive,), name="life of the keeper", daemon=True).start()
        return Begun(number, lambda: _tell(tell))

    def _until_dead(self, child: Child) -> tuple[bool, int]:
        """Whether the host served at all, and how it ended: its code, or the signal below nought."""
        served = os.read(child.told, 1) != b""
        if served and not _ended_within(child, CALM):
            while not _ended_within(child, 0) and next(self._leisure, ALONE) is None:
                pass
        _, status = os.waitpid(child.pid, 0)
        self._host = 0
        os.close(child.told)
        os.close(child.life)
        return served, os.waitstatus_to_exitcode(status)

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        if self._host:
            os.kill(self._host, signal.SIGTERM)


def _ended_within(child: Child, seconds: float) -> bool:
    """Whether a host that served has ended, waited for so long: its end of the pipe is closed then."""
    return bool(select.select([child.told], [], [], seconds)[0])


def _tell(tell: int) -> None:
    os.write(tell, b"1")


def _ended(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _end_with(alive: int) -> None:
    """No host outlives its keeper: nobody would begin it again, or be able to stop it."""
    os.read(alive, 1)
    os._exit(1)
