"""A PostgreSQL of the tests' own: found on this machine, started in a folder of its own, restarted and killed at will."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from tests.record.programs import postgres_programs

HOW_TO_STOP = {
    "smart": signal.SIGTERM,
    "fast": signal.SIGINT,
    "immediate": signal.SIGQUIT,
    "kill": signal.SIGKILL,
}


class Server:
    """One private server on a socket in its own folder. PostgreSQL refuses to run as root, so root lends it a user."""

    def __init__(self) -> None:
        programs = postgres_programs()
        assert programs is not None
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="shr-pg-"))
        self.user: dict[str, Any] = {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            group = "nogroup" if "\nnogroup:" in Path("/etc/group").read_text() else "nobody"
            self.user = {"user": "nobody", "group": group, "extra_groups": []}
            shutil.chown(self.folder, "nobody", group)
        made = [
            "-D",
            str(self.folder / "data"),
            "-E",
            "UTF8",
            "--locale=C",
            "-A",
            "trust",
            "-U",
            "shirehall",
            "--no-sync",
        ]
        subprocess.run(
            [programs / "initdb", *made], check=True, capture_output=True, cwd=self.folder, **self.user
        )
        self.process = self._started()

    def address(self, day: str = "day") -> str:
        return f"postgresql://shirehall@/postgres?host={self.folder}&day={day}"

    def _started(self) -> "subprocess.Popen[bytes]":
        command = [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder, "-c", "listen_addresses=",
                   "-c", "shared_buffers=16MB", "-c", "max_connections=20", "-c", "autovacuum=off"]  # fmt: skip
        log = (self.folder / "log").open("ab")
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self.user)
        log.close()
        return process

    def wait(self) -> None:
        """Wait until it answers. One that met the last processes of the server killed before it is started again."""
        for _ in range(200):
            if self.process.poll() is not None:
                self.process = self._started()
            try:
                psycopg.connect(f"host={self.folder} user=shirehall dbname=postgres").close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def stop(self, how: str) -> None:
        self.process.send_signal(HOW_TO_STOP[how])
        self.process.wait(20)

    def start(self) -> None:
        self.process = self._started()

    def restart(self, how: str) -> None:
        self.stop(how)
        self.start()
        self.wait()

    def remove(self) -> None:
        if self.process.poll() is None:
            self.stop("fast")
        shutil.rmtree(self.folder)
