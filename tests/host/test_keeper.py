"""F1, F6, G3: the keeper begins its host again, ends with it and for it, and lets nobody knock in vain meanwhile."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from shirehall.host.rehearse import wire
from shirehall.host.rehearse.supervisor import alive, free_port
from shirehall.host.web import STATIC
from tests.host.helpers import until
from tests.host.hosted import ROOT


class Kept:
    """A keeper with a host of a few lines."""

    def __init__(self, how: str) -> None:
        command = [sys.executable, str(Path(__file__).with_name("kept_host.py")), how]
        self.keeper = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def line(self) -> str:
        """The next line that either of them says."""
        assert self.keeper.stdout is not None
        return self.keeper.stdout.readline().strip()

    def host(self) -> tuple[int, int]:
        """The number and the process of the host that says so next."""
        word, number, pid = self.line().split()
        assert word == "host"
        return int(number), int(pid)

    def end(self) -> int:
        """Wait for the keeper's own end: its code."""
        code = self.keeper.wait(10)
        assert self.keeper.stdout is not None
        self.keeper.stdout.close()
        return code


@pytest.fixture
def kept() -> Iterator[Kept]:
    made = Kept("serves")
    yield made
    made.keeper.kill()
    made.end()


def test_a_host_that_is_killed_is_begun_again_and_that_is_said(kept: Kept) -> None:
    for number in (1, 2, 3):
        found, pid = kept.host()
        assert found == number
        time.sleep(0.3)
        os.kill(pid, signal.SIGKILL)
        assert "signal 9" in kept.line()
    assert kept.host()[0] == 4


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_keeper_told_to_stop_stops_its_host_and_begins_no_other(kept: Kept, how: signal.Signals) -> None:
    _, pid = kept.host()
    kept.keeper.send_signal(how)
    assert kept.line() == "stopped"
    assert kept.end() == 0
    assert not alive(pid)


def test_no_host_outlives_a_keeper_that_is_killed(kept: Kept) -> None:
    _, pid = kept.host()
    kept.keeper.kill()
    until(lambda: not alive(pid), 5)


def test_a_host_that_refuses_to_start_is_not_begun_again_and_its_code_is_passed_on() -> None:
    kept = Kept("refuses")
    assert kept.host()[0] == 1
    assert kept.end() == 3


def test_a_host_that_dies_before_it_serves_is_given_up_after_a_few_times() -> None:
    kept = Kept("dies")
    for number in (1, 2, 3):
        assert kept.host()[0] == number
        assert kept.line()
    assert kept.end() == 1


def test_whoever_knocks_between_two_hosts_waits_and_is_answered(tmp_path: Path) -> None:
    """The socket stays open: no request that begins after the kill is turned away, and the same day answers."""
    port = free_port()
    command = [sys.executable, "-m", "shirehall", "host", "bigshire", "--data", str(tmp_path / "day"), "--no-county",
               "--port", str(port), "--address", "127.0.0.1"]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        try:
            assert keeper.stdout.readline().startswith("Bigshire")
            for _ in range(3):
                before = child(keeper.pid)
                os.kill(before, signal.SIGKILL)
                until(lambda gone=before: not alive(gone), 5)
                assert httpx2.get(f"http://127.0.0.1:{port}/health", timeout=20).status_code == 200
                assert child(keeper.pid) != before
        finally:
            keeper.terminate()
            assert keeper.wait(20) == 0


def child(pid: int) -> int:
    """The one child of a process."""
    (found,) = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return int(found)


def test_a_browser_and_a_rehearsal_s_bot_come_back_in_the_same_way() -> None:
    words = (STATIC / "live.js").read_text(encoding="utf-8")
    found = re.search(
        r"Math\.min\((\d+) \* ([\d.]+) \*\* \(failures - 1\), failures <= (\d+) \? (\d+) : (\d+)\) \* \(0\.5 \+ Math\.random\(\)\)",
        words,
    )
    assert found is not None
    first, grows, soon, most, later = map(float, found.groups())
    assert (first / 1000, grows, soon, most / 1000, later / 1000) == (
        wire.FIRST, wire.GROWS, wire.SOON, wire.MOST, wire.MOST_LATER,
    )  # fmt: skip
