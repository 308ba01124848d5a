"""The second copy: a few seconds behind, checked, and enough to go on from when the day's folder is lost (G16)."""

from __future__ import annotations

import shutil
from pathlib import Path

from shirehall.play.record.opening import salvage
from tests.host.helpers import running, until


def test_when_the_folder_of_the_day_is_lost_everything_acknowledged_is_in_the_copy(tmp_path: Path) -> None:
    with running(tmp_path / "day", copy=tmp_path / "copy") as host:
        host.to("doors")
        host.to("play")
        chair = host.program("saltmere.chair")
        for number in range(5):
            assert chair.move("message", {"to": ["buft.chief"], "text": f"Word {number}."}).status_code == 200
        kept = host.house.room.last_seq()
        mirror = host.house.stores.mirror
        assert mirror is not None
        until(lambda: mirror.standing().events == kept, 10)
        assert mirror.standing().good
        shutil.rmtree(tmp_path / "day")
    events, _ = salvage(tmp_path / "copy" / "record.jsonl")
    words = [event.body["text"] for event in events if event.kind == "message-sent"]
    assert words == [f"Word {number}." for number in range(5)]
    assert (tmp_path / "copy" / "notebook.sqlite").exists()
