"""The one exam that every store of the record sits."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given

from shirehall.errors import CommitConflict, RecordError
from shirehall.play.record.chain import GENESIS, event_text, link
from shirehall.play.record.event import Event
from shirehall.play.record.jsonl import JsonlStore, read_jsonl, write_jsonl
from shirehall.play.record.memory import MemoryStore
from shirehall.play.record.opening import open_record
from shirehall.play.record.postgres import PostgresStore
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.record.store import Store
from tests.record.helpers import ABOUT, AWKWARD, events_after, letters, memory_of, message, sqlite_of
from tests.record.programs import postgres_programs

STORES = ["memory", "sqlite", *(["postgres"] if postgres_programs() else [])]
"""Where there is no PostgreSQL the summary of the tests says so; see tests/conftest.py."""


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store
    if request.param == "memory":
        made = MemoryStore(ABOUT)
    elif request.param == "sqlite":
        made = SQLiteStore(tmp_path / "r.sqlite", create=True)
    else:
        server = request.getfixturevalue("server")
        made = PostgresStore(server.address(f"exam-{uuid4().hex[:20]}"), create=True)
    yield made
    made.close()


def untouched(store: Store, events: tuple[Event, ...]) -> None:
    assert tuple(store.read()) == events
    assert store.last_seq() == len(events)
    assert store.digest() == memory_of(events).digest()


def test_an_empty_record_stands_at_the_beginning(store: Store) -> None:
    assert (store.last_seq(), store.digest(), list(store.read())) == (0, GENESIS, [])
    store.append((), expected_seq=0)
    assert store.last_seq() == 0


def test_events_are_read_as_they_were_appended(store: Store) -> None:
    events = letters(9)
    store.append(events[:1], expected_seq=0)
    store.append(events[1:7], expected_seq=1)
    store.append(events[7:], expected_seq=7)
    assert tuple(store.read()) == events
    assert [event.seq for event in store.read(after=6)] == [7, 8, 9]
    assert list(store.read(after=9)) == list(store.read(after=99)) == []
    assert tuple(store.read(after=-3)) == events


def test_the_chain_is_the_hash_of_head_and_text(store: Store) -> None:
    head = GENESIS
    for event in letters(4):
        store.append((event,), expected_seq=event.seq - 1)
        head = link(head, event_text(event))
        assert store.digest() == head


def test_long_records_are_read_whole_and_from_anywhere(store: Store) -> None:
    events = letters(1203)
    store.append(events, expected_seq=0)
    assert tuple(store.read()) == events
    assert tuple(store.read(after=499)) == events[499:]
    assert tuple(store.read(after=1000)) == events[1000:]


def test_what_is_appended_while_reading_is_read_too(store: Store) -> None:
    store.append(letters(3), expected_seq=0)
    seen = []
    for event in store.read():
        seen.append(event.seq)
        if event.seq < 6:
            last = store.last_seq()
            store.append(letters(1, after=last), expected_seq=last)
    assert seen[:3] == [1, 2, 3]
    assert store.last_seq() == 3 + len([seq for seq in seen if seq < 6])


@pytest.mark.parametrize("expected", [0, 2, 4, -1])
def test_who_missed_an_event_commits_nothing(store: Store, expected: int) -> None:
    store.append(letters(3), expected_seq=0)
    with pytest.raises(CommitConflict, match="stands at event 3"):
        store.append(letters(2, after=3), expected_seq=expected)
    untouched(store, letters(3))


@pytest.mark.parametrize("numbers", [(5,), (3,), (4, 6), (4, 4), (4, 5, 4), (0,), (-1,)])
def test_numbers_have_no_gap_and_a_batch_is_kept_whole_or_not_at_all(
    store: Store, numbers: tuple[int, ...]
) -> None:
    store.append(letters(3), expected_seq=0)
    batch = tuple(message(seq, "new", thread=None, in_reply_to=None, subject=None) for seq in numbers)
    with pytest.raises(RecordError):
        store.append(batch, expected_seq=3)
    untouched(store, letters(3))
    assert store.has_key("new") == ()


def test_keys_are_found_again(store: Store) -> None:
    store.append(letters(2, key="first"), expected_seq=0)
    store.append((*letters(1, after=2, key="second"), message(4)), expected_seq=2)
    assert store.has_key("first") == (1, 2)
    assert store.has_key("second") == (3,)
    assert store.has_key("third") == store.has_key("") == ()


@pytest.mark.parametrize("keys", [("a",), ("new", "a"), ("b",), ("new", "other", "new")])
def test_a_key_is_used_once(store: Store, keys: tuple[str, ...]) -> None:
    before = (message(1, "a"), message(2, "b"))
    store.append(before, expected_seq=0)
    with pytest.raises(RecordError, match="key was used before"):
        store.append(tuple(message(3 + place, key) for place, key in enumerate(keys)), expected_seq=2)
    untouched(store, before)
    store.append((message(3), message(4)), expected_seq=2)
    store.append((message(5),), expected_seq=4)
    assert store.last_seq() == 5


def test_free_text_comes_back_to_the_byte(store: Store, tmp_path: Path) -> None:
    event = message(1, AWKWARD, seat=AWKWARD, about=(AWKWARD,), body={AWKWARD: AWKWARD, "in": (AWKWARD,)})
    store.append((event,), expected_seq=0)
    assert next(store.read()) == event
    assert store.has_key(AWKWARD) == (1,)
    write_jsonl(store, tmp_path / "r.jsonl")
    assert next(read_jsonl(tmp_path / "r.jsonl")) == event


class Grade(StrEnum):
    FIRM = "firm"


def test_lists_and_kinds_of_text_are_kept_as_plain_values(store: Store) -> None:
    body = {"grade": Grade.FIRM, "beds": [1, [True, None]]}
    store.append((message(1, body=body),), expected_seq=0)
    body["beds"] = "changed by the caller afterwards"
    kept = next(store.read()).body
    assert kept == {"grade": "firm", "beds": (1, (True, None))}
    assert type(kept["grade"]) is str


UNFIT: tuple[tuple[str, Mapping[str, object]], ...] = (
    ("body.text", {"body": {"text": "half \ud83d"}}),
    ("body.terms.1.share", {"body": {"terms": ({}, {"share": float("nan")})}}),
    ("body.many", {"body": {"many": 2**63}}),
    ("body.seats", {"body": {"seats": {"a", "b"}}}),
    ("body", {"body": {1: "one"}}),
    ("body", {"body": "text"}),
    ("seat", {"seat": "\udfff"}),
    ("key", {"key": None}),
    ("at", {"at": 1.0}),
    ("month", {"month": True}),
    ("cause", {"cause": 5}),
    ("in_reply_to", {"in_reply_to": 0}),
    ("audience", {"audience": ["north"]}),
    ("about", {"about": (7,)}),
    ("kind", {"kind": ""}),
    ("kind", {"version": 0}),
)


@pytest.mark.parametrize(("field", "changed"), UNFIT)
def test_what_json_cannot_keep_is_refused_by_name(
    store: Store, field: str, changed: Mapping[str, object]
) -> None:
    store.append(letters(3), expected_seq=0)
    with pytest.raises(RecordError, match="cannot be kept") as caught:
        store.append((message(4, **{"key": "new", **changed}),), expected_seq=3)
    assert caught.value.where is not None
    assert caught.value.where.value.startswith(f"event 4, {field}")
    untouched(store, letters(3))


def test_nesting_without_end_is_refused(store: Store) -> None:
    body: dict[str, object] = {}
    body["self"] = body
    with pytest.raises(RecordError, match="nested"):
        store.append((message(1, body=body, thread=None),), expected_seq=0)
    assert store.last_seq() == 0


@given(batch=events_after(0, "k", 3))
def test_all_stores_keep_the_same_record(
    batch: tuple[Event, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("same")
    memory = memory_of(batch)
    lines = folder / "r.jsonl"
    write_jsonl(memory, lines)
    with open_record(sqlite_of(batch, folder / "r.sqlite")) as database:
        assert isinstance(database, SQLiteStore)
        write_jsonl(database, folder / "again.jsonl")
        assert tuple(database.read()) == tuple(memory.read()) == tuple(read_jsonl(lines)) == batch
        assert database.digest() == memory.digest() == JsonlStore(lines).digest()
        assert database.about == memory.about == JsonlStore(lines).about
    assert lines.read_bytes() == (folder / "again.jsonl").read_bytes()


def test_a_finished_copy_answers_as_the_store_does(tmp_path: Path) -> None:
    memory = memory_of(letters(3, key="first"))
    write_jsonl(memory, tmp_path / "r.jsonl")
    copy = open_record(tmp_path / "r.jsonl")
    assert isinstance(copy, JsonlStore)
    assert (copy.last_seq(), copy.digest()) == (3, memory.digest())
    assert copy.has_key("first") == (1, 2, 3)
    assert copy.has_key("") == ()
    assert [event.seq for event in copy.read(after=1)] == [2, 3]
    with pytest.raises(RecordError, match="reading only"):
        copy.append(letters(1, after=3), expected_seq=3)
    copy.close()


def test_a_whole_record_is_copied_at_once(tmp_path: Path) -> None:
    memory = memory_of(letters(40))
    with SQLiteStore(tmp_path / "r.sqlite", create=True, about=ABOUT) as store:
        store.copy_from(memory)
        assert store.digest() == memory.digest()
        with pytest.raises(CommitConflict):
            store.copy_from(memory)


@pytest.mark.requirement("REC-01", "REC-03")
@pytest.mark.parametrize("form", ["sqlite", "jsonl"])
def test_any_program_can_read_who_said_what_to_whom_and_when(tmp_path: Path, form: str) -> None:
    """Read without Shirehall: the whole envelope of every event, and who began each exchange."""
    events = letters(12)
    if form == "sqlite":
        connection = sqlite3.connect(sqlite_of(events, tmp_path / "r.sqlite"))
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute("SELECT * FROM event ORDER BY seq")]
        connection.close()
        for row in rows:
            for name in ("addressees", "audience", "about", "body"):
                row[name] = json.loads(row[name])
    else:
        write_jsonl(memory_of(events), tmp_path / "r.jsonl")
        lines = (tmp_path / "r.jsonl").read_text(encoding="utf-8").split("\n")
        rows = [json.loads(line) for line in lines[1:-2]]
    assert len(rows) == len(events)
    for row, event in zip(rows, events, strict=True):
        for field in fields(Event):
            assert row[field.name] == json.loads(json.dumps(getattr(event, field.name)))
        assert row["in_reply_to"] is None or 1 <= row["in_reply_to"] < row["seq"]
        assert event.begun == (row["in_reply_to"] is None)
