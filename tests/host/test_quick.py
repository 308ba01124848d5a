"""A quick start at the host: what was kept gives the same day, and a cache that was tampered with is not believed (G3)."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

from shirehall.host import stores
from shirehall.play import snapshots
from shirehall.play.world import digest
from tests.host.helpers import running, until


def test_a_day_taken_up_from_its_cache_is_the_day_that_was_left(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(snapshots, "EVERY", 20)
    with running(tmp_path) as host:
        host.to("doors")
        host.to("play")
        chair = host.program("saltmere.chair")
        for number in range(25):
            chair.move("message", {"to": ["buft.chief"], "text": f"Word {number}."})
        until(lambda: len(list((tmp_path / "cache").glob("*.cache"))) > 10)
        world = digest(host.house.room.view("control.moderator").world)
        seen = [event.body.get("text") for event in host.house.room.view("buft.chief").events]
    folded: list[object] = []
    fold = stores.QuickStart.session

    def watched(quick: stores.QuickStart):
        session = fold(quick)
        folded.append(session.folded())
        return session

    monkeypatch.setattr(stores.QuickStart, "session", watched)
    with running(tmp_path) as again:
        assert digest(again.house.room.view("control.moderator").world) == world
        assert [event.body.get("text") for event in again.house.room.view("buft.chief").events] == seen
        assert (
            again.program("buft.chief")
            .move("message", {"to": ["saltmere.chair"], "text": "Again."})
            .status_code
            == 200
        )
        assert again.house.stores.doubt is None
    assert folded
    for file in (tmp_path / "cache").glob("*.cache"):
        file.write_bytes(file.read_bytes()[:-8] + b"tampered")
    with running(tmp_path) as third:
        assert [event.body.get("text") for event in third.house.room.view("buft.chief").events][
            : len(seen)
        ] == seen


def files(folder: Path) -> int:
    return len(list((folder / "cache").glob("*.cache")))


def test_what_was_folded_is_kept_although_the_writer_is_never_at_rest(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(snapshots, "EVERY", 20)
    with running(tmp_path) as host:
        host.to("doors")
        host.to("play")
        ending = threading.Event()

        def busy() -> None:
            while not ending.is_set():
                host.house.room.later(lambda _session, _at: None)
                time.sleep(0.002)

        thread = threading.Thread(target=busy)
        thread.start()
        try:
            before, chair = files(tmp_path), host.program("saltmere.chair")
            for number in range(25):
                chair.move("message", {"to": ["buft.chief"], "text": f"Word {number}."})
            until(lambda: files(tmp_path) > before + 10)
        finally:
            ending.set()
            thread.join()


def test_nothing_is_kept_after_a_start_while_somebody_waits_to_come_back(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(snapshots, "EVERY", 20)
    with running(tmp_path) as host:
        host.to("doors")
        chair = host.program("saltmere.chair")
        for number in range(25):
            chair.move("message", {"to": ["buft.chief"], "text": f"Word {number}."})
    shutil.rmtree(tmp_path / "cache")
    for name in ("FIRST", "CALM"):
        monkeypatch.setattr(stores, name, 1000.0)
    with running(tmp_path) as again:
        again.house.hub.waiting = 1
        monkeypatch.setattr(stores, "FIRST", 0.0)
        time.sleep(1.0)
        assert files(tmp_path) == 0
        again.house.hub.waiting = 0
        until(lambda: files(tmp_path) > 10)
