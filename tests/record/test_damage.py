"""A record that was cut, edited or mixed up: always noticed, read up to there, never written over."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shirehall.errors import Place, RecordError
from shirehall.play.record.chain import GENESIS, link
from shirehall.play.record.entry import checked
from shirehall.play.record.event import Event, canonical
from shirehall.play.record.jsonl import JsonlStore, read_jsonl, write_jsonl
from shirehall.play.record.memory import MemoryStore
from shirehall.play.record.opening import open_record, salvage
from shirehall.play.record.sqlite import SQLiteStore
from tests.record.helpers import ABOUT, jsonl_of, letters, memory_of, message, sqlite_of

EVENTS = letters(12)
UNLOCK = (
    "DROP TRIGGER no_update_of_events; DROP TRIGGER no_delete_of_events; DROP INDEX event_by_key; "
    "PRAGMA ignore_check_constraints=ON;"
)
NUMBERED = ("seq", "version", "at", "month", "thread", "in_reply_to", "cause", "subject")
LISTED = ("addressees", "audience", "about")
Lines = list[bytes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A finished SQLite record of EVENTS."""
    return sqlite_of(EVENTS, tmp_path_factory.mktemp("whole") / "r.sqlite").read_bytes()


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A finished SQLite record of LONG."""
    return sqlite_of(LONG, tmp_path_factory.mktemp("long") / "r.sqlite").read_bytes()


def where(fault: RecordError | None) -> Place:
    assert fault is not None
    assert fault.where is not None
    assert fault.mend
    return fault.where


def another(draw: Callable[[st.SearchStrategy[Any]], Any], field: str, value: Any) -> Any:
    """Another value that a reader would take for a valid one."""
    if field in NUMBERED:
        choices: st.SearchStrategy[Any] = st.integers(min_value=1, max_value=20)
    elif field in LISTED:
        choices = st.lists(st.sampled_from(("council-lead", "north-chair", "money")), max_size=3)
    elif field == "body":
        changed = {**value, "beds": value["beds"] + 1}
        choices = st.sampled_from(
            (changed, {**value, "text": value["text"] + " "}, {}, {**value, "extra": None})
        )
    elif field == "chain":
        choices = st.sampled_from((GENESIS, link(GENESIS, value)))
    else:
        choices = st.sampled_from(("trust-finance", "message-read", "person", "move-3", ""))
    found = draw(choices)
    assume(canonical(found) != canonical(value))
    return found


CHANGED = st.sampled_from([*(field.name for field in fields(Event)), "chain"])


@given(data=st.data(), field=CHANGED, place=st.integers(min_value=0, max_value=len(EVENTS) - 1))
def test_every_edit_of_a_line_is_noticed(
    data: st.DataObject, field: str, place: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = jsonl_of(EVENTS, tmp_path_factory.mktemp("edit") / "r.jsonl")
    lines = path.read_bytes().split(b"\n")
    event = json.loads(lines[place + 1])
    event[field] = another(data.draw, field, event[field])
    lines[place + 1] = canonical(event).encode()
    path.write_bytes(b"\n".join(lines))
    before = path.read_bytes()
    events, damage = salvage(path)
    assert events == EVENTS[:place]
    assert (where(damage).file, where(damage).line) == (str(path), place + 2)
    assert lines[place + 1].decode().startswith(where(damage).value)
    assert path.read_bytes() == before


@given(data=st.data(), field=CHANGED, place=st.integers(min_value=0, max_value=len(EVENTS) - 1))
def test_every_edit_of_a_row_is_noticed(
    data: st.DataObject, field: str, place: int, whole: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("edit") / "r.sqlite"
    path.write_bytes(whole)
    connection = sqlite3.connect(path)
    connection.executescript(UNLOCK)
    value = connection.execute(f"SELECT {field} FROM event WHERE seq = ?", (place + 1,)).fetchone()[0]
    as_json = field in (*LISTED, "body")
    new = another(data.draw, field, json.loads(value) if as_json else value)
    taken = field == "seq" and new <= len(EVENTS)
    assume(not taken)
    statement = f"UPDATE event SET {field} = ? WHERE seq = ?"
    connection.execute(statement, (canonical(new) if as_json else new, place + 1))
    connection.commit()
    connection.close()
    before = path.read_bytes()
    events, damage = salvage(path)
    assert events == EVENTS[:place]
    assert where(damage).value == f"event {place + 1}"
    assert path.read_bytes() == before


ROW_EDITS = (
    ("UPDATE event SET part = 2 WHERE seq = 5", 4),
    ("UPDATE event SET body = replace(body, ':', ': ') WHERE seq = 5", 4),
    ("UPDATE event SET body = CAST(body AS BLOB) WHERE seq = 5", 4),
    ("UPDATE event SET seat = CAST(x'ff' AS TEXT) WHERE seq = 5", 4),
    ("UPDATE event SET chain = x'00' WHERE seq = 5", 4),
    ("UPDATE event SET audience = '[]' WHERE seq = 5", 4),
    ("UPDATE event SET at = 15.5 WHERE seq = 5", 4),
    ("DELETE FROM event WHERE seq = 5", 4),
    ("DELETE FROM event WHERE seq = 1", 0),
    ("DELETE FROM event WHERE seq > 9", 9),
    ("DELETE FROM event", 0),
    ("UPDATE event SET seq = -seq WHERE seq IN (5, 6); UPDATE event SET seq = 11 + seq WHERE seq < 0", 4),
    ("INSERT INTO event SELECT 0, kind, version, at, month, seat, organisation, addressees, audience, thread, "
     "in_reply_to, cause, subject, about, origin, key, part, body, chain FROM event WHERE seq = 5", 12),
    ("INSERT INTO event SELECT 13, kind, version, at, month, seat, organisation, addressees, audience, thread, "
     "in_reply_to, cause, subject, about, origin, key, part, body, chain FROM event WHERE seq = 12", 12),
    ("UPDATE about SET events = 11", 12),
    ("UPDATE about SET head = seal", 12),
    ("UPDATE about SET seal = head", 12),
    ("UPDATE about SET pack = 'otherwhere'", 12),
    ("UPDATE about SET pack_digest = ''", 12),
    ("UPDATE about SET shirehall = '9.9'", 12),
    ("INSERT INTO about SELECT * FROM about", 12),
)  # fmt: skip


@pytest.mark.parametrize(("statement", "whole"), ROW_EDITS)
def test_rows_dropped_moved_added_or_changed_are_noticed(tmp_path: Path, statement: str, whole: int) -> None:
    path = sqlite_of(EVENTS, tmp_path / "r.sqlite")
    connection = sqlite3.connect(path)
    connection.executescript(UNLOCK + statement)
    connection.close()
    events, damage = salvage(path)
    assert events == EVENTS[:whole]
    assert where(damage).file == str(path)


AT_THE_END = [
    edit
    for edit, whole in ROW_EDITS
    if whole in (0, 9, 12) and "SELECT 0" not in edit and "seq = 1" not in edit
]


@pytest.mark.parametrize("statement", AT_THE_END)
def test_nothing_is_written_after_a_damaged_end(tmp_path: Path, statement: str) -> None:
    path = sqlite_of(EVENTS, tmp_path / "r.sqlite")
    store = SQLiteStore(path, create=False)
    connection = sqlite3.connect(path)
    connection.executescript(UNLOCK + statement)
    connection.close()
    with pytest.raises(RecordError):
        store.append(letters(1, after=12), expected_seq=12)
    store.close()
    with pytest.raises(RecordError):
        SQLiteStore(path, create=False)


@pytest.mark.parametrize(
    "statement", ["UPDATE event SET seat = 'x' WHERE seq = 3", "DELETE FROM event WHERE seq = 12"]
)
def test_the_file_itself_refuses_changes_to_events(tmp_path: Path, statement: str) -> None:
    connection = sqlite3.connect(sqlite_of(EVENTS, tmp_path / "r.sqlite"))
    with pytest.raises(sqlite3.IntegrityError, match="final"):
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("tables", ["event", "about", "about; DROP TABLE event"])
def test_a_database_without_its_tables_is_no_record(tmp_path: Path, tables: str) -> None:
    path = sqlite_of(EVENTS, tmp_path / "r.sqlite")
    connection = sqlite3.connect(path)
    connection.executescript(f"DROP TABLE {tables}")
    connection.close()
    assert salvage(path)[0] == ()
    where(salvage(path)[1])
    with pytest.raises(RecordError):
        SQLiteStore(path, create=False)


def with_chain_made_anew(lines: Lines) -> Lines:
    """A skilled edit: the text of event 4 changed, and its own chain with it."""
    previous = json.loads(lines[3])["chain"]
    event = json.loads(lines[4])
    event["seat"] = "somebody-else"
    del event["chain"]
    event["chain"] = link(previous, canonical(event))
    return [*lines[:4], canonical(event).encode() + b"\n", *lines[5:]]


LINE_EDITS: dict[str, tuple[Callable[[Lines], Lines], int, int]] = {
    "last line cut": (lambda lines: [*lines[:-1], lines[-1][:-9]], 12, 14),
    "last line feed cut": (lambda lines: [*lines[:-1], lines[-1][:-1]], 12, 14),
    "closing line cut off": (lambda lines: lines[:-1], 12, 14),
    "tail cut off between lines": (lambda lines: lines[:9], 8, 10),
    "tail cut off within a line": (lambda lines: [*lines[:9], lines[9][:40]], 8, 10),
    "tail events cut out before the closing line": (lambda lines: [*lines[:9], lines[-1]], 8, 10),
    "two lines swapped": (lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]], 3, 5),
    "a line missing": (lambda lines: [*lines[:4], *lines[5:]], 3, 5),
    "the first event missing": (lambda lines: [lines[0], *lines[2:]], 0, 2),
    "a line twice": (lambda lines: [*lines[:5], lines[4], *lines[5:]], 4, 6),
    "the closing line twice": (lambda lines: [*lines, lines[-1]], 12, 15),
    "an event after the closing line": (lambda lines: [*lines, lines[-2]], 12, 15),
    "an empty line": (lambda lines: [*lines[:4], b"\n", *lines[4:]], 3, 5),
    "spaces put in": (lambda lines: [*lines[:4], lines[4].replace(b":", b": ", 1), *lines[5:]], 3, 5),
    "line ends of another system": (
        lambda lines: [lines[0], *(line[:-1] + b"\r\n" for line in lines[1:])],
        0,
        2,
    ),
    "one name twice": (lambda lines: [*lines[:4], b'{"seat":"x",' + lines[4][1:], *lines[5:]], 3, 5),
    "a name more": (lambda lines: [*lines[:4], lines[4][:-2] + b',"wiser":1}\n', *lines[5:]], 3, 5),
    "a name less": (lambda lines: [*lines[:4], lines[4].replace(b'"at":12,', b""), *lines[5:]], 3, 5),
    "not Unicode": (lambda lines: [*lines[:4], lines[4].replace(b"north", b"n\xffrth"), *lines[5:]], 3, 5),
    "half a character": (
        lambda lines: [*lines[:4], lines[4].replace(b"north", b"\\ud800"), *lines[5:]],
        3,
        5,
    ),
    "not a number": (lambda lines: [*lines[:4], lines[4].replace(b":12,", b":NaN,"), *lines[5:]], 3, 5),
    "nested without end": (lambda lines: [*lines[:4], b"[" * 100_000 + b"\n", *lines[5:]], 3, 5),
    "a list": (lambda lines: [*lines[:4], b"[]\n", *lines[5:]], 3, 5),
    "neither event nor closing": (lambda lines: [*lines[:4], b'{"note":1}\n', *lines[5:]], 3, 5),
    "another count": (lambda lines: [*lines[:-1], lines[-1].replace(b":12,", b":13,")], 12, 14),
    "another pack": (lambda lines: [lines[0].replace(b"fenshire", b"moorland"), *lines[1:]], 12, 1),
    "another digest": (lambda lines: [lines[0].replace(b"abab", b"acac"), *lines[1:]], 12, 1),
    "another format": (lambda lines: [lines[0].replace(b"-record", b"-ledger"), *lines[1:]], 0, 1),
    "a newer format": (lambda lines: [lines[0].replace(b'"version":1', b'"version":2'), *lines[1:]], 0, 1),
    "format of a fraction": (
        lambda lines: [lines[0].replace(b'"version":1', b'"version":1.0'), *lines[1:]],
        0,
        1,
    ),
    "the header missing": (lambda lines: lines[1:], 0, 1),
    "the header twice": (lambda lines: [lines[0], *lines], 0, 2),
}


@pytest.mark.parametrize("name", LINE_EDITS)
def test_lines_dropped_moved_added_or_changed_are_noticed(tmp_path: Path, name: str) -> None:
    edit, whole, line = LINE_EDITS[name]
    path = jsonl_of(EVENTS, tmp_path / "r.jsonl")
    path.write_bytes(b"".join(edit(path.read_bytes().splitlines(keepends=True))))
    before = path.read_bytes()
    events, damage = salvage(path)
    assert events == EVENTS[:whole]
    assert (where(damage).file, where(damage).line) == (str(path), line)
    assert path.read_bytes() == before


def test_an_event_changed_together_with_its_chain_is_noticed_at_the_next(tmp_path: Path) -> None:
    path = jsonl_of(EVENTS, tmp_path / "r.jsonl")
    path.write_bytes(b"".join(with_chain_made_anew(path.read_bytes().splitlines(keepends=True))))
    events, damage = salvage(path)
    assert (len(events), where(damage).line) == (4, 6)


@given(kept=st.floats(min_value=0, max_value=1, exclude_max=True))
def test_a_text_cut_anywhere_is_noticed(kept: float, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = jsonl_of(EVENTS, tmp_path_factory.mktemp("cut") / "r.jsonl")
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    events, damage = salvage(path)
    assert events == EVENTS[: len(events)]
    where(damage)


LONG = letters(400)


@given(kept=st.floats(min_value=0, max_value=1, exclude_max=True))
def test_a_database_cut_anywhere_is_noticed(
    kept: float, long: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("cut") / "r.sqlite"
    content = long
    path.write_bytes(content[: int(kept * len(content))])
    events, damage = salvage(path)
    assert events == LONG[: len(events)]
    where(damage)
    with pytest.raises(RecordError):
        SQLiteStore(path, create=False)
    assert path.read_bytes() == content[: int(kept * len(content))]


def test_most_of_a_database_cut_in_half_can_still_be_read(tmp_path: Path) -> None:
    path = sqlite_of(LONG, tmp_path / "r.sqlite")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 6 // 10])
    events, damage = salvage(path)
    assert len(events) > 100
    assert "cut short" in str(damage)


@given(place=st.integers(min_value=0), byte=st.integers(min_value=1, max_value=255))
def test_a_flipped_byte_gives_the_true_events_or_an_error(
    place: int, byte: int, whole: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Bytes that SQLite does not use may change unseen; no event ever does."""
    path = tmp_path_factory.mktemp("flip") / "r.sqlite"
    content = bytearray(whole)
    content[place % len(content)] ^= byte
    path.write_bytes(content)
    events, damage = salvage(path)
    assert events == EVENTS[: len(events)]
    assert damage is not None or events == EVENTS


@pytest.mark.parametrize("content", [b"", b"Dear all", b"\x00" * 4096, b"SQLite format 3\x00", b"{}\n", b"{", b"[]\n",
                                     b"\xef\xbb\xbf{}\n"])  # fmt: skip
def test_what_is_no_record_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thing"
    path.write_bytes(content)
    for opened in (open_record, JsonlStore, lambda at: SQLiteStore(at, create=False)):
        with pytest.raises(RecordError) as caught:
            opened(path)
        assert where(caught.value).file == str(path)
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["thing"]


@pytest.mark.parametrize("name", ["missing.sqlite", "no/such/folder.jsonl", "."])
def test_what_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    for opened in (open_record, lambda at: SQLiteStore(at, create=False)):
        with pytest.raises(RecordError, match="cannot be read"):
            opened(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["r.sqlite", "r.sqlite-wal", "r.sqlite-journal"])
def test_a_new_record_takes_nobodys_place(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(RecordError, match="nothing was overwritten") as caught:
        SQLiteStore(tmp_path / "r.sqlite", create=True)
    assert where(caught.value).file == str(tmp_path / name)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(name, b"mine")]


def test_a_new_record_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot be written"):
        SQLiteStore(tmp_path / "no" / "r.sqlite", create=True)
    with pytest.raises(RecordError, match="cannot be written"):
        write_jsonl(EVENTS, tmp_path / "no" / "r.jsonl")


def test_a_text_overwrites_nothing_unless_told(tmp_path: Path) -> None:
    path = jsonl_of(EVENTS, tmp_path / "r.jsonl")
    before = path.read_bytes()
    with pytest.raises(RecordError, match="nothing was overwritten"):
        write_jsonl(EVENTS[:2], path)
    assert path.read_bytes() == before
    write_jsonl(EVENTS[:2], path, about=ABOUT, replace=True)
    assert tuple(read_jsonl(path)) == EVENTS[:2]
    assert [file.name for file in tmp_path.iterdir()] == ["r.jsonl"]


def test_a_damaged_record_is_not_copied_as_a_whole_one(tmp_path: Path) -> None:
    path = sqlite_of(EVENTS, tmp_path / "r.sqlite")
    connection = sqlite3.connect(path)
    connection.executescript(UNLOCK + "UPDATE event SET seat = 'x' WHERE seq = 3")
    connection.close()
    with open_record(path) as damaged:
        with pytest.raises(RecordError, match="changed"):
            write_jsonl(damaged, tmp_path / "r.jsonl")
        with SQLiteStore(tmp_path / "copy.sqlite", create=True) as copy:
            with pytest.raises(RecordError, match="changed"):
                copy.copy_from(damaged)
            assert copy.last_seq() == 0
    assert not (tmp_path / "r.jsonl").exists()
    with pytest.raises(RecordError, match="cannot follow"):
        write_jsonl((message(1), message(3)), tmp_path / "gap.jsonl")
    assert not (tmp_path / "gap.jsonl").exists()


def test_a_body_changed_in_memory_is_noticed() -> None:
    store = memory_of(EVENTS)
    body: Any = next(store.read(after=4)).body
    body["beds"] = 99
    reading = store.read()
    assert [next(reading).seq for _ in range(4)] == [1, 2, 3, 4]
    with pytest.raises(RecordError, match="event 5 was changed"):
        next(reading)


def test_reading_from_within_checks_what_is_read(tmp_path: Path) -> None:
    path = sqlite_of(EVENTS, tmp_path / "r.sqlite")
    connection = sqlite3.connect(path)
    connection.executescript(
        UNLOCK + "DELETE FROM event WHERE seq = 4; UPDATE event SET seat = 'x' WHERE seq = 8"
    )
    connection.close()
    with open_record(path) as store:
        with pytest.raises(RecordError, match="event 4 is missing"):
            next(store.read(after=4))
        reading = store.read(after=5)
        assert [next(reading).seq, next(reading).seq] == [6, 7]
        with pytest.raises(RecordError, match="event 8 was changed"):
            next(reading)
        assert [event.seq for event in store.read(after=9)] == [10, 11, 12]


@pytest.mark.parametrize("form", [sqlite_of, jsonl_of])
def test_opening_and_reading_change_no_byte(
    tmp_path: Path, form: Callable[[tuple[Event, ...], Path], Path]
) -> None:
    path = form(EVENTS, tmp_path / "r")
    before = path.read_bytes()
    for _ in range(2):
        store = open_record(path)
        assert tuple(store.read()) == EVENTS
        with pytest.raises(RecordError, match="reading only"):
            store.append(letters(1, after=12), expected_seq=12)
        store.close()
        store.close()
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["r"]


def test_opening_to_write_alters_no_event(tmp_path: Path) -> None:
    """The file is made ready to be written ahead, and is one plain file again when it is closed."""
    path = sqlite_of(EVENTS, tmp_path / "r")
    with SQLiteStore(path, create=False) as writable:
        assert tuple(writable.read()) == EVENTS
        assert writable.has_key("move-3") == (3,)
    assert salvage(path) == (EVENTS, None)
    assert [file.name for file in tmp_path.iterdir()] == ["r"]


def test_a_closed_record_says_so(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "r.sqlite", create=True)
    store.close()
    with pytest.raises(RecordError, match="was closed"):
        store.last_seq()


def test_paths_with_awkward_names_are_taken_literally(tmp_path: Path) -> None:
    path = tmp_path / "r 50% #1?mode=memory.sqlite"
    sqlite_of(EVENTS, path)
    shutil.copy(path, tmp_path / "plain.sqlite")
    assert salvage(path) == salvage(tmp_path / "plain.sqlite") == (EVENTS, None)
    assert MemoryStore().about.pack == ""


def test_an_event_that_does_not_fit_its_place_is_refused() -> None:
    entry = memory_of(EVENTS[:1])
    with pytest.raises(RecordError, match="event 2 should stand here"):
        checked(entry._tail(), message(5), "{}", "", Place("r"))
