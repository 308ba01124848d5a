"""The second copy: a few seconds behind all day, checked, and the day is made anew from it within a minute (G16)."""

import shutil
import threading
import time
from pathlib import Path

import pytest

from shirehall.errors import RecordError
from shirehall.play.record.faults import DamagedRecord, WriterStopped
from shirehall.play.record.jsonl import read_jsonl
from shirehall.play.record.mirror import Mirror, last_entry, restore
from shirehall.play.record.opening import salvage
from shirehall.play.record.rescue import check_whole, last_good
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.record.tables import TableStore
from tests.record.helpers import ABOUT, letters, sqlite_of
from tests.record.programs import SOAK


def mirror_of(record: Path, copy: Path, told: list[str] | None = None) -> Mirror:
    def source() -> TableStore:
        return SQLiteStore(record, create=False, read_only=True)

    said = [] if told is None else told
    return Mirror(source, copy, clock=time.monotonic, tell=said.append, every=0.02)


def level(mirror: Mirror, events: int) -> None:
    for _ in range(500):
        if mirror.standing().events == events and mirror.standing().good:
            return
        time.sleep(0.01)
    raise AssertionError(mirror.standing())


def test_the_copy_follows_and_the_day_is_made_anew_from_it(tmp_path: Path) -> None:
    """G16: the data folder is removed in mid-play; what was copied is the record, to the byte of its chain."""
    folder, copy = tmp_path / "day", tmp_path / "elsewhere.jsonl"
    folder.mkdir()
    store = SQLiteStore(folder / "r.sqlite", create=True, about=ABOUT)
    mirror = mirror_of(folder / "r.sqlite", copy)
    mirror.start()
    for seq in range(0, 1200, 60):
        store.append(letters(60, after=seq), expected_seq=seq)
    level(mirror, 1200)
    assert mirror.standing().head == store.digest()
    head = store.digest()
    shutil.rmtree(folder)
    with pytest.raises(WriterStopped):
        store.append(letters(1, after=1200), expected_seq=1200)
    store.close()
    mirror.stop()
    folder.mkdir()
    assert restore(copy, folder / "r.sqlite") == 1200
    with SQLiteStore(folder / "r.sqlite", create=False) as again:
        assert (again.digest(), again.about) == (head, ABOUT)
        again.append(letters(1, after=1200), expected_seq=1200)
    with pytest.raises(RecordError, match="record already"):
        restore(copy, folder / "r.sqlite")


def test_a_stopped_copy_is_a_finished_record_and_is_gone_on_with(tmp_path: Path) -> None:
    record, copy = sqlite_of(letters(30), tmp_path / "r.sqlite"), tmp_path / "copy.jsonl"
    for events in (30, 45, 45):
        with SQLiteStore(record, create=False) as store:
            store.append(
                letters(events - store.last_seq(), after=store.last_seq()), expected_seq=store.last_seq()
            )
            mirror = mirror_of(record, copy)
            mirror.start()
            mirror.stop()
        assert tuple(read_jsonl(copy)) == letters(events)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.jsonl", "r.sqlite"]


@pytest.mark.parametrize("cut", [1, 40, 400, 3000])
def test_a_copy_cut_off_anywhere_is_gone_on_with_and_can_be_restored(tmp_path: Path, cut: int) -> None:
    """The machine died while the copy was written: its last line is torn."""
    record, copy = sqlite_of(letters(30), tmp_path / "r.sqlite"), tmp_path / "copy.jsonl"
    mirror = mirror_of(record, copy)
    mirror.start()
    mirror.stop()
    copy.write_bytes(copy.read_bytes()[:-cut])
    shutil.copy(copy, tmp_path / "torn.jsonl")
    kept = restore(tmp_path / "torn.jsonl", tmp_path / "again.sqlite")
    assert salvage(tmp_path / "again.sqlite") == (letters(kept), None)
    assert kept >= 30 - (cut + 399) // 400
    mirror = mirror_of(record, copy)
    mirror.start()
    mirror.stop()
    assert tuple(read_jsonl(copy)) == letters(30)


def test_the_copy_of_another_record_is_moved_aside(tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    for number, events in enumerate((letters(4), letters(9, key="other"), letters(20))):
        record = sqlite_of(events, tmp_path / f"{number}.sqlite")
        mirror = mirror_of(record, copy)
        mirror.start()
        mirror.stop()
        assert tuple(read_jsonl(copy)) == events
    assert tuple(read_jsonl(tmp_path / "copy.jsonl.1")) == letters(4)
    assert tuple(read_jsonl(tmp_path / "copy.jsonl.2")) == letters(9, key="other")


def test_a_record_that_lost_its_end_shows_and_the_copy_is_kept(tmp_path: Path) -> None:
    copy, told = tmp_path / "copy.jsonl", [""]
    first = mirror_of(sqlite_of(letters(30), tmp_path / "long.sqlite"), copy)
    first.start()
    first.stop()
    before = copy.read_bytes()
    mirror = mirror_of(sqlite_of(letters(20), tmp_path / "short.sqlite"), copy, told)
    mirror.start()
    mirror.stop()
    assert (
        "the second copy holds 30 events, the record only 20: the record has lost its end"
        in mirror.standing().fault
    )
    assert len(told) == 2
    assert copy.read_bytes() == before


def test_a_copy_that_cannot_be_written_is_told_and_the_day_goes_on(tmp_path: Path) -> None:
    record, told = sqlite_of(letters(3), tmp_path / "r.sqlite"), []
    mirror = mirror_of(record, tmp_path / "gone" / "copy.jsonl", told)
    mirror.start()
    for _ in range(200):
        if told:
            break
        time.sleep(0.01)
    assert not mirror.standing().good
    with SQLiteStore(record, create=False) as store:
        store.append(letters(1, after=3), expected_seq=3)
    (tmp_path / "gone").mkdir()
    level(mirror, 4)
    mirror.stop()
    assert len(told) == 1


def test_a_damaged_record_names_its_first_bad_event_and_the_last_good_copy(tmp_path: Path) -> None:
    """F16: refused, never cut short; of several copies the fullest that holds together is offered."""
    record = sqlite_of(letters(400), tmp_path / "r.sqlite")
    copies = [tmp_path / "a.jsonl", tmp_path / "b.jsonl", tmp_path / "none.jsonl"]
    for copy, events in zip(copies, (120, 390), strict=False):
        mirror = mirror_of(sqlite_of(letters(events), tmp_path / f"{events}.sqlite"), copy)
        mirror.start()
        mirror.stop()
    assert check_whole(record, copies) == 400
    content = bytearray(record.read_bytes())
    content[content.index(b"Letter 301")] ^= 1
    record.write_bytes(content)
    with pytest.raises(DamagedRecord, match="damaged at event 301") as caught:
        check_whole(record, copies)
    assert (caught.value.first_bad, caught.value.copy) == (301, str(copies[1]))
    assert "holds events 1 to 390" in caught.value.mend
    assert record.read_bytes() == content
    with pytest.raises(DamagedRecord, match="301") as alone:
        check_whole(record)
    assert alone.value.copy == ""
    assert last_good([]) is None


def test_reading_all_day_keeps_the_log_short(tmp_path: Path) -> None:
    """F22: exports in a loop while moves are written; the write-ahead log stays far below 64 MB."""
    with SQLiteStore(tmp_path / "r.sqlite", create=True) as store:
        store.append(letters(1200), expected_seq=0)
        done = threading.Event()
        exports = []

        def export() -> None:
            while not done.is_set():
                with SQLiteStore(tmp_path / "r.sqlite", create=False, read_only=True) as reader:
                    exports.append(sum(1 for _ in reader.read()))

        thread = threading.Thread(target=export)
        thread.start()
        longest, seq = 0, 1200
        while len(exports) < (20 if SOAK else 3):
            store.append(letters(40, after=seq), expected_seq=seq)
            seq += 40
            longest = max(longest, store.log_bytes())
        done.set()
        thread.join()
    assert min(exports) >= 1200
    assert longest < 64_000_000


def test_one_reader_that_never_ends_does_not_let_the_log_grow_for_good(tmp_path: Path) -> None:
    """F22: while it stands still the log cannot be folded in; when it is over, the next move folds it in."""
    with SQLiteStore(tmp_path / "r.sqlite", create=True) as store:
        store.append(letters(10), expected_seq=0)
        with (
            SQLiteStore(tmp_path / "r.sqlite", create=False, read_only=True) as reader,
            reader._transaction(writing=False),
        ):
            reader._standing()
            seq = 10
            while store.log_bytes() < 5_000_000:
                store.append(letters(500, after=seq), expected_seq=seq)
                seq += 500
        store.fold_log()
        store.append(letters(1, after=seq), expected_seq=seq)
        grown = store.log_bytes()
        store.append(letters(200, after=seq + 1), expected_seq=seq + 1)
        assert store.log_bytes() == grown


def test_the_end_of_a_copy_is_found_without_reading_it_all(tmp_path: Path) -> None:
    record = sqlite_of(letters(700), tmp_path / "r.sqlite")
    mirror = mirror_of(record, tmp_path / "copy.jsonl")
    mirror.start()
    mirror.stop()
    found = last_entry(tmp_path / "copy.jsonl")
    assert found is not None
    assert found[0].seq == 700
    (tmp_path / "empty.jsonl").write_bytes(b"{}")
    assert last_entry(tmp_path / "empty.jsonl") is None
