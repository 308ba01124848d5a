"""A host in a process of its own, to be killed: `python -m tests.host.hosted DATA PORT SECONDS_A_MONTH [county]`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2

ROOT = Path(__file__).parent.parent.parent


def main(data: str, port: str, seconds: str, county: str = "") -> None:
    """Serve a day of Bigshire until the process ends; the county is a drawn one, in a real worker's process."""
    from shirehall.host.house import Settings
    from shirehall.host.serve import Prepared, listening
    from shirehall.patch.read import read_pack
    from tests.host.workers import in_place

    in_place(setattr)
    at = listening(int(port), "127.0.0.1")
    settings = Settings(
        data=Path(data),
        public_url=f"http://127.0.0.1:{port}",
        seconds_a_month=float(seconds),
        county=bool(county),
    )
    Prepared(read_pack("bigshire"), settings).serve(at, lambda: print("ready", flush=True))


class Hosted:
    """A host's process: started, killed, told to stop, started again, always on one port and one folder."""

    def __init__(self, data: Path, seconds_a_month: float = 1200.0, *, county: bool = False) -> None:
        from shirehall.host.serve import listening

        at = listening(0, "127.0.0.1")
        self.port = at.getsockname()[1]
        at.close()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [
            sys.executable,
            "-m",
            "tests.host.hosted",
            str(data),
            str(self.port),
            str(seconds_a_month),
        ]
        self._command += ["county"] if county else []
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start, and wait until it serves."""
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            self._command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if line.strip() != "ready":
            assert self.process.stderr is not None
            raise AssertionError(self.process.stderr.read()[-2000:])

    def end(self, how: signal.Signals) -> float:
        """Send a signal and wait for the end; the seconds that it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(20)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
        return time.monotonic() - began

    def stop(self) -> None:
        """End it if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.end(signal.SIGKILL)

    def program(self, token: str) -> httpx2.Client:
        """A program that holds a token."""
        headers = {"authorization": f"Bearer {token}"}
        return httpx2.Client(base_url=self.url, headers=headers, timeout=5.0, verify=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
