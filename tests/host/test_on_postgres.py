"""A day in PostgreSQL: the same house, and a database that is restarted under it (F18)."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from shirehall.play.record.faults import RecordHeld
from tests.host.helpers import running
from tests.record.server import Server


@pytest.mark.parametrize("how", ["fast", "immediate", "kill"])
def test_a_restart_in_mid_play_loses_nothing_and_doubles_nothing(
    server: Server, tmp_path: Path, how: str
) -> None:
    with running(tmp_path, database=server.address(f"house-restart-{how}")) as host:
        host.to("doors")
        host.to("play")
        chair = host.program("saltmere.chair")
        made: list[str] = []
        ended = threading.Event()

        def write() -> None:
            number = 0
            while not ended.is_set():
                number += 1
                words, key = f"Word {number}.", f"key-{how}-{number}"
                for _ in range(40):
                    answer = chair.move("message", {"to": ["buft.chief"], "text": words}, key=key)
                    if answer.status_code == 429:
                        ended.wait(0.2)
                    elif answer.status_code == 200:
                        made.append(words)
                        break
                    else:
                        assert answer.status_code == 507, answer.text
                ended.wait(0.25)

        writer = threading.Thread(target=write)
        writer.start()
        ended.wait(0.8)
        server.stop(how)
        assert chair.view()["events"], "reading goes on while the database is away"
        server.process = server._started()
        server.wait()
        ended.wait(1.5)
        ended.set()
        writer.join(20)
        told = [e["body"]["text"] for e in chair.view()["events"] if e["kind"] == "message-sent"]
        assert len(made) > 3
        assert [words for words in told if words in set(made)] == made
        assert len(told) == len(set(told))


def test_another_host_on_the_same_day_is_refused_with_a_sentence(server: Server, tmp_path: Path) -> None:
    with running(tmp_path / "a", database=server.address("house-owned")) as host:
        host.to("doors")
        with (
            pytest.raises(RecordHeld, match="one writer"),
            running(tmp_path / "b", database=server.address("house-owned")),
        ):
            pass
