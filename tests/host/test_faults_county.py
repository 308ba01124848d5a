"""F12, F13, F14: the county's worker is killed, hangs, outlives its host, or answers too late; the month is whole or absent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shirehall.host import county_worker
from shirehall.host.county_worker import CountyWorker
from shirehall.host.live import LiveDay
from shirehall.play.record.event import Event
from tests.host.helpers import Running, running, until
from tests.host.hosted import ROOT
from tests.host.workers import drawn, in_place
from tests.instruments.test_website import MANY, with_website
from tests.play_rounds.small import two_rounds

LEAD = "control.moderator"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    in_place(monkeypatch.setattr)
    made = tmp_path / "county"
    made.mkdir()
    yield made


def on_record(host: Running, *kinds: str) -> list[Event]:
    return [e for e in host.house.room.view(LEAD).events if e.kind in kinds]


def begun(host: Running) -> LiveDay:
    host.to("doors")
    host.to("play")
    live = host.house.live
    assert isinstance(live, LiveDay)
    return live


def test_a_worker_killed_in_mid_month_is_told_and_the_month_lived_again_is_the_same(folder: Path) -> None:
    (folder / "hang").touch()
    with running(folder.parent, county=True, seconds_a_month=4.0) as host:
        live = begun(host)
        lead = host.browser("seat", LEAD)
        mark = lead.mark("/run")
        until(lambda: (folder / "living").exists(), 60)
        host.program("saltmere.chair").move("do-nothing", {})
        assert live.county is not None
        assert live.county.pid is not None
        os.kill(live.county.pid, signal.SIGKILL)
        until(lambda: live.failed is not None, 30)
        assert on_record(host, "month-lived") == [], "no half of a month"
        (failed,) = on_record(host, "month-failed")[:1]
        assert failed.audience == () or "*" not in failed.audience, "players are not told"
        assert host.house.room.view("saltmere.chair").world.clock.month >= 2, "the play goes on meanwhile"
        (folder / "hang").unlink()
        assert lead.post("/run/live-again", {}, mark).status_code == 303
        until(lambda: on_record(host, "month-lived"), 60)
        months = [event.body for event in on_record(host, "month-lived")]
    state = ""
    for number, body in enumerate(months):
        state = drawn(number, state, ()).state
        assert (body["of_month"], body["state"]) == (number + 1, state)


def test_a_month_that_hangs_is_given_up_in_time_and_its_late_result_is_nobodys(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(county_worker, "PATIENCE", 1.0)
    (folder / "hang").touch()
    with running(folder.parent, county=True, seconds_a_month=4.0) as host:
        live = begun(host)
        lead = host.browser("seat", LEAD)
        mark = lead.mark("/run")
        until(lambda: live.failed is not None, 60)
        assert "no answer within" in str(on_record(host, "month-failed")[0].body["reason"])
        assert live.county is not None
        assert live.county.pid is None, "the process that hung is gone, and can answer no more"
        assert "lived again" in lead.get("/run").text or "live-again" in lead.get("/run").text
        assert (
            host.program("saltmere.chair").move("message", {"to": ["buft.chief"], "text": "On."}).status_code
            == 200
        )
        (folder / "hang").unlink()
        assert lead.post("/run/live-again", {}, mark).status_code == 303
        until(lambda: on_record(host, "month-lived"), 60)
        assert next(e.body["of_month"] for e in on_record(host, "month-lived")) == 1


class Slow:
    """A county that answers when it is told to, as often as it is told to."""

    pid = None

    def __init__(self, *_made: Any) -> None:
        self.asked: list[tuple[Any, Any, Any]] = []
        self.comments: list[tuple[int, int]] = []

    def start(self, *_where: Any, **_more: Any) -> None:
        """Nothing to start."""

    def live(self, _month: int, terms: Any, comments: tuple[int, int], done: Any, failed: Any) -> None:
        """Note who waits."""
        self.comments.append(comments)
        self.asked.append((terms, done, failed))

    def stop(self) -> None:
        """Nothing to stop."""


def test_a_result_that_comes_twice_is_taken_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fence: of an answer given up on and the answer of the second try, one is on the record."""
    made: list[Slow] = []
    monkeypatch.setattr("shirehall.host.house.CountyWorker", lambda *a: made.append(Slow(*a)) or made[-1])
    with running(tmp_path, county=True, seconds_a_month=3.0) as host:
        live = begun(host)
        county = made[0]
        until(lambda: county.asked)
        terms, done, failed = county.asked[0]
        failed(county_worker.WorkFailed("the county's worker gave no answer.", mend="have it lived again."))
        until(lambda: live.failed is not None)
        host.house.day.later(lambda _s, _at: live.live_again(), alone=True).result(10)  # type: ignore[union-attr]
        until(lambda: len(county.asked) >= 2)
        for answer in (county.asked[1][1], done):
            answer(drawn(0, "", terms))
        until(lambda: on_record(host, "month-lived"))
        time.sleep(0.5)
        assert len([e for e in on_record(host, "month-lived") if e.body["of_month"] == 1]) == 1
        assert host.house.room.fault is None, "and the writer goes on"
        chair = host.program("saltmere.chair")
        assert chair.move("message", {"to": ["buft.chief"], "text": "Still here."}).status_code == 200


def seen_by(seat: str, host: Running) -> list[Event]:
    return [event for event in host.house.room.view(seat).events if event.kind == "comments-published"]


def test_what_patients_wrote_of_a_month_comes_with_it_where_they_have_a_website(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Slow] = []
    monkeypatch.setattr("shirehall.host.house.CountyWorker", lambda *a: made.append(Slow(*a)) or made[-1])
    patch = with_website(two_rounds(tmp_path / "pack"), opens="r1")
    comment = {"site": "A", "about": "a ward", "kind": "emergency", "tone": "bad", "text": "Nobody <b>came."}
    with running(tmp_path, patch, county=True, seconds_a_month=3.0, who={"*": "silent"}) as host:
        host.to("doors")
        host.to("play")
        county = made[0]
        assert host.program("control.lead").move("resume", {}).status_code == 200
        until(lambda: county.asked)
        terms, done, _ = county.asked[0]
        assert county.comments[0] == (MANY, host.house.seeds[0])
        done(drawn(0, "", terms)._replace(comments=[comment]))
        until(lambda: seen_by("east.chair", host))
        (seen,) = seen_by("east.chair", host)
        page = host.browser("seat", "east.chair").get(f"/desk/event/{seen.seq}")
    assert [row["text"] for row in seen.body["rows"]] == ["Nobody <b>came."] and seen.body["of_month"] == 1
    assert "What patients wrote" in page.text and "Nobody &lt;b&gt;came." in page.text, (
        "read by all, and inert"
    )


PARENT = """
import sys, time
from pathlib import Path
from tests.host.workers import in_place
from shirehall.host.county_worker import CountyWorker
if __name__ == "__main__":
    if sys.argv[2] == "drawn":
        in_place(setattr)
    from shirehall.patch.read import read_pack
    worker = CountyWorker(read_pack("bigshire").path, False, 1, Path(sys.argv[1]))
    worker.start()
    while worker.pid is None:
        time.sleep(0.01)
    print(worker.pid, flush=True)
    time.sleep(60)
"""


def test_a_worker_does_not_outlive_a_host_that_was_killed(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(program), str(tmp_path), "drawn"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        time.sleep(1.0)
        assert alive(worker)
        parent.send_signal(signal.SIGKILL)
    began = time.monotonic()
    until(lambda: not alive(worker), 10)
    assert time.monotonic() - began < 5, "2 seconds on a machine of its own"


def alive(number: int) -> bool:
    """Whether a process runs; one that ended and was not yet fetched does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] not in (
            "Z",
            "X",
        )
    except OSError:
        return False


def test_the_worker_holds_no_socket_of_the_host(folder: Path) -> None:
    """F13: a worker that lived on could not keep the port, for it never has it."""
    if not Path("/proc/self/fd").exists():
        return
    with running(folder.parent, county=True, seconds_a_month=600.0) as host:
        live = begun(host)
        county = live.county
        assert isinstance(county, CountyWorker)
        until(lambda: county.wait_ready(0.1), 60)
        port = int(host.url.rpartition(":")[2])
        inodes = {
            line.split()[9]
            for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
            if f":{port:04X} " in line
        }
        assert inodes, "the host listens"
        held = {
            str(each.readlink()) for each in Path(f"/proc/{county.pid}/fd").iterdir() if each.is_symlink()
        }
        assert not held & {f"socket:[{inode}]" for inode in inodes}


def test_nobody_waits_for_the_county(folder: Path) -> None:
    """G6's promise: while a month is lived, moves are acknowledged as before."""
    (folder / "hang").touch()
    with running(folder.parent, county=True, seconds_a_month=4.0) as host:
        begun(host)
        until(lambda: (folder / "living").exists(), 60)
        assert host.house.room.moment().computing
        chair, slowest = host.program("saltmere.chair"), 0.0
        for number in range(10):
            began = time.monotonic()
            assert chair.move("message", {"to": ["buft.chief"], "text": f"{number}"}).status_code == 200
            slowest = max(slowest, time.monotonic() - began)
        assert slowest < 2
        (folder / "hang").unlink()
        until(lambda: on_record(host, "month-lived"), 60)
    assert threading.active_count() < 60
