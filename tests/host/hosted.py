"""A host in a process of its own, to be killed. What it runs is read once a run of tests: each host is forked from there."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx2

ROOT = Path(__file__).parent.parent.parent
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["shirehall.host.serve", "tests.host.workers"])


def main(data: str, port: int, seconds: float, county: bool, told: Connection) -> None:
    """Serve a day of Bigshire until the process ends; the county is a drawn one, in a real worker's process."""
    from shirehall.host.house import Settings
    from shirehall.host.serve import Prepared, listening
    from shirehall.patch.read import read_pack
    from tests.host.workers import in_place

    in_place(setattr)
    at = listening(port, "127.0.0.1")
    settings = Settings(
        data=Path(data), public_url=f"http://127.0.0.1:{port}", seconds_a_month=seconds, county=county
    )
    Prepared(read_pack("bigshire"), settings).serve(at, lambda: told.send("ready"))


class Hosted:
    """A host's process: started, killed, told to stop, started again, always on one port and one folder."""

    def __init__(self, data: Path, seconds_a_month: float = 1200.0, *, county: bool = False) -> None:
        from shirehall.host.serve import listening

        at = listening(0, "127.0.0.1")
        self.port = at.getsockname()[1]
        at.close()
        self.url = f"http://127.0.0.1:{self.port}"
        self._told = (str(data), self.port, seconds_a_month, county)
        self.process: ForkServerProcess | None = None

    def start(self) -> None:
        """Start, and wait until it serves."""
        heard, told = FORKED.Pipe(duplex=False)
        self.process = FORKED.Process(target=main, args=(*self._told, told))
        self.process.start()
        told.close()
        try:
            assert heard.recv() == "ready"
        except EOFError as nothing:
            raise AssertionError("the host ended before it served: see what it said on stderr") from nothing
        finally:
            heard.close()

    def end(self, how: signal.Signals) -> float:
        """Send a signal and wait for the end; the seconds that it took."""
        assert self.process is not None and self.process.pid is not None
        began = time.monotonic()
        os.kill(self.process.pid, how)
        self.process.join(20)
        taken = time.monotonic() - began
        assert self.process.exitcode is not None, "the host does not end"
        return taken

    def stop(self) -> None:
        """End it if it still runs."""
        if self.process is not None and self.process.is_alive():
            self.end(signal.SIGKILL)

    def program(self, token: str) -> httpx2.Client:
        """A program that holds a token."""
        headers = {"authorization": f"Bearer {token}"}
        return httpx2.Client(base_url=self.url, headers=headers, timeout=5.0, verify=False)
