"""F3, F15, F16, F17 on the host: a disk without room, a damaged record, one of a newer version, a pack that is refused in mid-play."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shirehall import cli_host
from shirehall.errors import RecordError
from shirehall.host.serve import listening
from shirehall.play.record.faults import DiskFull
from shirehall.play.record.sqlite import SQLiteStore
from tests.host.helpers import Running, running, until

CHIEF = "buft.chief"


def played(data: Path) -> int:
    """A short day in a folder; the number of its events."""
    with running(data) as host:
        host.to("doors")
        host.to("play")
        chair = host.program("saltmere.chair")
        for number in range(5):
            assert chair.move("message", {"to": [CHIEF], "text": f"Word {number}."}).status_code == 200
        return host.house.room.last_seq()


# ---- F3: no room ------------------------------------------------------------------------------------------------


@contextmanager
def no_room(host: Running) -> Iterator[None]:
    """Every file of the day answers as on a full disk: SQLite may give none of them another page."""
    session = host.house.day._session if host.house.day else None
    assert session is not None
    store: Any = session._store
    assert isinstance(store, SQLiteStore)

    def limit(connection: Any, _record: object = None) -> None:
        count = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={count}")

    def record(pages: int) -> Any:
        return lambda _session, _at: (
            store._open.exec_driver_sql(f"PRAGMA max_page_count={pages}"),
            store._open.rollback(),
        )

    engines = host.house.stores._engines
    for engine in engines:
        sa.event.listen(engine, "connect", limit)
        engine.dispose()
    host.house.day.later(record(1), alone=True).result(10)  # type: ignore[union-attr]
    try:
        yield
    finally:
        for engine in engines:
            sa.event.remove(engine, "connect", limit)
            engine.dispose()
        host.house.day.later(record(1_000_000), alone=True).result(10)  # type: ignore[union-attr]


def test_without_room_moves_are_refused_with_their_words_and_reading_goes_on_until_there_is_room(
    tmp_path: Path,
) -> None:
    with running(tmp_path, seconds_a_month=6000.0) as host:
        host.to("doors")
        host.to("play")
        chair, browser = host.program("saltmere.chair"), host.browser("seat", "marlbridge.chair")
        assert chair.move("message", {"to": [CHIEF], "text": "Before."}).status_code == 200
        mark = browser.mark("/desk")
        words = "Typed while there was no room. " * 120
        form = {"key": "key-without-any-room-1234", "to": CHIEF, "text": words, "seen": "99999"}
        with no_room(host):
            refused = chair.move("message", {"to": [CHIEF], "text": "No room. " * 400}, key="key-of-no-room")
            assert refused.status_code == 507, refused.text
            assert "full" in refused.text
            told = browser.post("/desk/do/message", form, mark)
            assert told.status_code == 507, (told.status_code, told.text[:500])
            assert words in told.text, "the page holds what was typed"
            assert 'value="key-without-any-room-1234"' in told.text, "and may be sent again under its key"
            assert browser.get("/desk").status_code == 200, "reading goes on"
            assert chair.view()["events"]
            assert host.client().get("/health").json()["stage"] == "play"
        again = chair.move("message", {"to": [CHIEF], "text": "No room. " * 400}, key="key-of-no-room")
        assert again.status_code == 200, "by itself, without a restart"
        assert browser.post("/desk/do/message", form, mark).status_code == 303
        told_texts = [e.body["text"] for e in host.house.room.view(CHIEF).events if e.kind == "message-sent"]
        assert [text[:5] for text in told_texts] == ["Befor", "No ro", "Typed"]


def test_what_is_typed_into_a_form_that_was_refused_for_want_of_room_is_kept_on_the_page(
    tmp_path: Path,
) -> None:
    with running(tmp_path, seconds_a_month=6000.0) as host:
        host.to("doors")
        host.to("play")
        browser = host.browser("seat", "marlbridge.chair")
        mark = browser.mark("/desk")
        assert browser.get("/desk/do/message").text.count("data-draft"), (
            "the browser keeps what is typed as well"
        )
        with no_room(host):
            kept = browser.post(
                "/desk/drafts", {"form": "day:message", "text": json.dumps({"text": ["w" * 20_000]})}, mark
            )
            assert kept.status_code in (413, 503, 507), kept.status_code
            assert browser.get("/desk/do/message").status_code == 200


def test_the_command_begins_no_day_on_a_disk_without_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shirehall.play.record.disk.free_bytes", lambda _path: 199_000_000)
    monkeypatch.setattr("shirehall.host.serve.serve", lambda *_: pytest.fail("it serves"))
    at = listening(0, "127.0.0.1")
    port = at.getsockname()[1]
    at.close()
    with pytest.raises(DiskFull, match="too little to run a day"):
        cli_host.host("bigshire", port=port, data=tmp_path / "day", address="127.0.0.1", county=False)
    assert not (tmp_path / "day").exists()


# ---- F16: damage ------------------------------------------------------------------------------------------------

UNLOCK = (
    "DROP TRIGGER no_update_of_events; DROP TRIGGER no_delete_of_events; DROP INDEX event_by_key; "
    "PRAGMA ignore_check_constraints=ON;"
)


def damaged(data: Path, sql: str) -> None:
    with closing(sqlite3.connect(data / "record.sqlite")) as base:
        base.executescript(UNLOCK + sql)
        base.commit()


@pytest.mark.parametrize(("how", "first"), [
    ("UPDATE event SET body = replace(body, 'Word 2', 'Word 9') WHERE body LIKE '%Word 2%'", 2),
    ("DELETE FROM event WHERE body LIKE '%Word 3%'", 3),
], ids=["changed", "taken out"])  # fmt: skip
def test_a_damaged_record_is_refused_at_the_start_and_its_first_bad_event_named(
    tmp_path: Path, how: str, first: int
) -> None:
    count = played(tmp_path)
    bytes_before = (tmp_path / "day.json").read_bytes()
    damaged(tmp_path, how)
    bad = count - 5 + first + 1
    assert f"event {bad}" in refusal_of(tmp_path, bad)
    assert (tmp_path / "day.json").read_bytes() == bytes_before
    with closing(sqlite3.connect(tmp_path / "record.sqlite")) as base:
        assert base.execute("SELECT count(*) FROM event").fetchone()[0] >= count - 1, (
            "nothing is cut off silently"
        )


def refusal_of(data: Path, bad: int) -> str:
    """What the host says of a damaged record, at its start or as soon as it has read that far."""
    try:
        with running(data) as host:
            until(lambda: host.house.day is None or host.house.day.fault is not None, 20)
            assert host.house.day is not None
            told = host.house.day.fault
            assert host.client().get("/health").json()["well"] is False
            assert host.program("saltmere.chair").move("do-nothing", {}).status_code == 503
    except RecordError as fault:
        told = fault
    assert isinstance(told, RecordError), told
    return f"{told} {told.where} event {getattr(told, 'first_bad', '')}"


# ---- F17: other versions ----------------------------------------------------------------------------------------


def test_a_record_of_a_newer_shirehall_is_refused_with_a_sentence_and_left_as_it_is(tmp_path: Path) -> None:
    from shirehall.play.record.event import Event
    from tests.record.helpers import message

    count = played(tmp_path)
    with SQLiteStore(tmp_path / "record.sqlite", create=False) as store:
        last = list(store.read())[-1]
        newer: Event = message(count + 1, kind="beds-dreamt-of", at=last.at, month=last.month)
        store.append((newer,), expected_seq=count)
    with pytest.raises(RecordError, match="does not know that kind") as refused, running(tmp_path):
        pass
    assert refused.value.mend
    with SQLiteStore(tmp_path / "record.sqlite", create=False, read_only=True) as store:
        assert [event.kind for event in store.read()][-1] == "beds-dreamt-of", "unknown kinds are kept"


def test_a_day_is_opened_by_the_next_start_without_a_byte_of_an_event_changed(tmp_path: Path) -> None:
    played(tmp_path)
    before = rows(tmp_path)
    with running(tmp_path) as host:
        assert host.house.stage == "play"
        assert "Word 4." in str(host.program(CHIEF).view())
    assert rows(tmp_path)[: len(before)] == before


def rows(data: Path) -> list[Any]:
    with closing(sqlite3.connect(data / "record.sqlite")) as base:
        return base.execute("SELECT * FROM event ORDER BY seq").fetchall()


# ---- F15: packs -------------------------------------------------------------------------------------------------


def by_hand(host: Running) -> list[int]:
    """What people did on the record. Scripts, the clock and injects go on beside them."""
    seen = host.house.room.view("control.moderator").events
    return [event.seq for event in seen if event.origin in ("person", "facilitator")]


def test_a_pack_that_is_no_pack_is_refused_in_mid_play_and_the_play_is_not_touched(tmp_path: Path) -> None:
    with running(tmp_path) as host:
        host.to("doors")
        host.to("play")
        before = by_hand(host)
        lead = host.browser("seat", "control.moderator")
        headers = {"origin": host.url, "sec-fetch-site": "same-origin"}
        for sent in (b"not a zip", b"PK\x03\x04" + b"\x00" * 200, b""):
            told = lead.client.post(
                "/run/pack", data={"csrf": lead.mark()}, files={"pack": ("a.zip", sent, "application/zip")}, headers=headers
            )  # fmt: skip
            assert 400 <= told.status_code < 500, told.status_code
        assert by_hand(host) == before
        assert host.house.patch.id == "bigshire"
