"""A small supervisor: it starts the host, starts it again at once when it dies, and can kill it."""

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

PATIENCE = 120.0
"""Seconds that a host may take to be up, on a slow machine."""


def free_port() -> int:
    """A port of this machine that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Supervisor:
    """Keeps one host running. `words` are those of `shirehall host`; what it says goes into `log`.

    With `warm`, hosts are begun from a process that has read the program already (see `keeper`), as the tests do that kill many.
    """

    def __init__(self, words: Sequence[str], port: int, log: Path, *, warm: bool = False) -> None:
        self.port = port
        self.log = log
        self.warm = warm
        module = "shirehall.host.rehearse.keeper" if warm else "shirehall"
        self._command = [sys.executable, "-m", module, "host", *words]
        self._process: asyncio.subprocess.Process | None = None
        self._watching: asyncio.Task[None] | None = None
        self._ending = False
        self.pid = 0
        self.deaths: list[float] = []
        self.unasked = 0
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
            out = asyncio.subprocess.PIPE if self.warm else log
            self._process = await asyncio.create_subprocess_exec(*self._command, stdin=asyncio.subprocess.PIPE if self.warm else
                                                                 asyncio.subprocess.DEVNULL, stdout=out, stderr=log)  # fmt: skip
        self.pid = self._process.pid

    async def _watch(self) -> None:
        """Start the host again whenever it ends, unless it is to stay down."""
        while True:
            await self._until_dead()
            self.deaths.append(time.monotonic())
            if not self._expected:
                self.unasked += 1
            self._expected = False
            self._down.set()
            if self._ending:
                return
            if self.warm:
                self._tell(b"again\n")
            else:
                await self._spawn()
            if self.unasked > 5:
                self._ending = True
                return

    async def _until_dead(self) -> None:
        assert self._process is not None
        if not self.warm:
            await self._process.wait()
            return
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            word, _, rest = line.decode(errors="replace").strip().partition(" ")
            if word == "KEEPER-BEGUN":
                self.pid = int(rest)
            elif word == "KEEPER-ENDED":
                return
        self._ending = True

    def _tell(self, words: bytes) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(words)

    async def signal(self, number: int) -> float:
        """Send the host a signal, and wait until it is dead: the seconds that took."""
        began = time.monotonic()
        self._down.clear()
        self._expected = True
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            self._expected = False
            return 0.0
        await self._down.wait()
        return self.deaths[-1] - began

    async def kill(self) -> float:
        """kill -9: no word of warning."""
        return await self.signal(signal.SIGKILL)

    async def ask_to_stop(self) -> float:
        """SIGTERM, as a planned restart."""
        return await self.signal(signal.SIGTERM)

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
        if self.warm and self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            await self._process.wait()
        return took

    async def abandon(self) -> None:
        """Whatever went wrong: leave no host behind."""
        self._ending = True
        for pid in {self.pid, self._process.pid if self._process else 0} - {0}:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self._watching is not None:
            self._watching.cancel()
        if self._process is not None:
            await self._process.wait()

    def memory(self) -> float:
        """The host's own memory in megabytes, as the system counts it; 0 where it cannot be read."""
        try:
            told = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii", errors="replace")
        except OSError:
            return 0.0
        found = [line.split()[1] for line in told.splitlines() if line.startswith("VmRSS:")]
        return int(found[0]) / 1024 if found else 0.0
