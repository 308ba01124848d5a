"""A small supervisor: it starts the host, starts it again at once when it is gone, and can kill it with or without its keeper."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from shirehall.errors import UsageError
from shirehall.host.keeper import AGAIN, KEEPS

PATIENCE = 120.0
"""Seconds that a host may take to be up, on a slow machine."""
LOOK = 0.005
PROGRAM = ("-m", "shirehall", "host")


def free_port() -> int:
    """A port of this machine that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Supervisor:
    """Keeps one host running. `words` are those of `shirehall host`; what it says goes into `log`. `program` is what Python runs.

    Where hosts have a keeper, the process that is started is the keeper, and the host is its child.
    """

    def __init__(self, words: Sequence[str], port: int, log: Path, program: Sequence[str] = PROGRAM) -> None:
        self.port = port
        self.log = log
        self.kept = KEEPS and "--no-keeper" not in words
        self._command = [sys.executable, *program, *words]
        self._process: asyncio.subprocess.Process | None = None
        self._watching: asyncio.Task[None] | None = None
        self._ending = False
        self.deaths: list[float] = []
        self._unasked = 0
        self._killed = 0
        self._expected = False
        self._down = asyncio.Event()

    async def start(self) -> None:
        """Start the host and wait until it answers. Raises UsageError when it ends instead."""
        await self._spawn()
        self._watching = asyncio.create_task(self._watch())
        await self.up()

    async def up(self) -> None:
        """Wait until the host answers."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._ending:
                raise UsageError("the host did not start.", mend=f"read what it says in {self.log}.")
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            except OSError:
                await asyncio.sleep(0.02)
        raise UsageError(
            f"the host did not answer within {PATIENCE:.0f} s.", mend=f"read what it says in {self.log}."
        )

    async def _spawn(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
            )

    async def _watch(self) -> None:
        """Start the whole again whenever it ends, unless it is to stay down."""
        while True:
            assert self._process is not None
            await self._process.wait()
            self.deaths.append(time.monotonic())
            self._unasked += not self._expected
            self._expected = False
            self._down.set()
            if self._unasked > 5:
                self._ending = True
            if self._ending:
                return
            await self._spawn()

    # ---- processes ----------------------------------------------------------------------------------------------

    @property
    def pid(self) -> int:
        """The process that serves; 0 while there is none."""
        pid = self._process.pid if self._process is not None else 0
        if not self.kept or not pid:
            return pid
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        except OSError:
            return 0
        return int(children[0]) if children else 0

    @property
    def unasked(self) -> int:
        """Deaths that nobody asked for, of the host or of its keeper."""
        try:
            told = self.log.read_text(encoding="utf-8", errors="replace").count(AGAIN)
        except OSError:
            told = 0
        return self._unasked + max(told - self._killed, 0)

    async def kill(self) -> None:
        """kill -9 of the process that serves: no word of warning. Its keeper begins it again, where there is one."""
        if not self.kept:
            await self.kill_all()
            return
        end = time.monotonic() + PATIENCE
        while not (pid := self.pid) and time.monotonic() < end:
            await asyncio.sleep(LOOK)
        self._killed += 1
        os.kill(pid, signal.SIGKILL)
        while self.pid == pid:
            await asyncio.sleep(LOOK)
        self.deaths.append(time.monotonic())

    async def kill_all(self) -> None:
        """kill -9 of the keeper too, as when the machine itself goes: nothing of the program is left in memory."""
        serving = self.pid
        await self._signal(signal.SIGKILL)
        while serving and alive(serving):
            await asyncio.sleep(LOOK)

    async def ask_to_stop(self) -> float:
        """SIGTERM, as a planned restart: the seconds until all of it has ended."""
        return await self._signal(signal.SIGTERM)

    async def _signal(self, number: int) -> float:
        assert self._process is not None
        began = time.monotonic()
        self._down.clear()
        self._expected = True
        try:
            os.kill(self._process.pid, number)
        except ProcessLookupError:
            self._expected = False
            return 0.0
        await self._down.wait()
        return self.deaths[-1] - began

    async def stand_down(self) -> None:
        """Have the host stop until `start` is called again."""
        await self.end()
        self._ending = False

    async def end(self) -> float:
        """Have the host stop for good: the seconds that took."""
        self._ending = True
        took = await self.ask_to_stop()
        if self._watching is not None:
            await self._watching
        return took

    async def abandon(self) -> None:
        """Whatever went wrong: leave no host behind."""
        self._ending = True
        for pid in sorted({self.pid, self._process.pid if self._process else 0} - {0}):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self._watching is not None:
            self._watching.cancel()
        if self._process is not None:
            await self._process.wait()

    def memory(self) -> float:
        """The memory of the process that serves in megabytes, as the system counts it; 0 where it cannot be read."""
        try:
            told = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii", errors="replace")
        except OSError:
            return 0.0
        found = [line.split()[1] for line in told.splitlines() if line.startswith("VmRSS:")]
        return int(found[0]) / 1024 if found else 0.0


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet fetched does not."""
    try:
        return (
            Path(f"/proc/{pid}/stat")
            .read_text(encoding="ascii", errors="replace")
            .rpartition(")")[2]
            .split()[0]
            != "Z"
        )
    except OSError:
        return False
