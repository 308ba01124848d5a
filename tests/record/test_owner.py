"""One program owns a day (F19): a second is refused with a sentence, a dead one's lock is free at once."""

import subprocess
import sys
from pathlib import Path

import pytest

from shirehall.errors import RecordError
from shirehall.play.record.faults import RecordHeld, WriterStopped
from shirehall.play.record.opening import open_record
from shirehall.play.record.sqlite import SQLiteStore
from tests.record.helpers import letters, sqlite_of

ROOT = Path(__file__).parent.parent.parent
HOLDER = """
import sys, time
from shirehall.play.record.sqlite import SQLiteStore
store = SQLiteStore(sys.argv[1], create=False)
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_store_on_one_record_is_refused(tmp_path: Path) -> None:
    """F19, within one program: the first goes on, readers read, and the record is free when the first lets go."""
    path = sqlite_of(letters(2), tmp_path / "r.sqlite")
    with SQLiteStore(path, create=False) as owner:
        with pytest.raises(RecordHeld, match="owned by another program"):
            SQLiteStore(path, create=False)
        owner.append(letters(1, after=2), expected_seq=2)
        with open_record(path) as reader:
            assert reader.last_seq() == 3
    with SQLiteStore(path, create=False) as next_owner:
        next_owner.append(letters(1, after=3), expected_seq=3)
    assert [file.name for file in tmp_path.iterdir()] == ["r.sqlite"]


def test_a_second_program_is_refused_until_the_first_is_dead(tmp_path: Path) -> None:
    """F19, two programs: kill -9 frees the day at once, though the lock's file stays behind."""
    path = sqlite_of(letters(2), tmp_path / "r.sqlite")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(RecordHeld, match=f"process {holder.pid} on"):
            SQLiteStore(path, create=False)
        holder.kill()
    with SQLiteStore(path, create=False) as store:
        store.append(letters(1, after=2), expected_seq=2)


@pytest.mark.parametrize("lost", ["lock removed", "lock replaced", "folder moved"])
def test_an_owner_whose_lock_was_taken_away_writes_nothing_more(tmp_path: Path, lost: str) -> None:
    """F19, fencing: looked at before every append, so that nothing is acknowledged into a file that is no more."""
    folder = tmp_path / "day"
    folder.mkdir()
    path = sqlite_of(letters(2), folder / "r.sqlite")
    store = SQLiteStore(path, create=False)
    if lost == "folder moved":
        folder.rename(tmp_path / "elsewhere")
    else:
        (folder / "r.sqlite-lock").unlink()
    if lost == "lock replaced":
        (folder / "r.sqlite-lock").touch()
    with pytest.raises(WriterStopped, match="lock was taken away"):
        store.append(letters(1, after=2), expected_seq=2)
    store.close()
    if lost == "folder moved":
        (tmp_path / "elsewhere").rename(folder)
    with open_record(path) as reader:
        assert reader.last_seq() == 2


def test_closing_a_reader_leaves_the_owners_locks(tmp_path: Path) -> None:
    """F19: a process's own reader, opened and let go, must not take away the locks that SQLite holds for the owner.

    Another program that opens and closes the record would then fold the log in and remove it under the owner.
    """
    path = sqlite_of(letters(2), tmp_path / "r.sqlite")
    with SQLiteStore(path, create=False) as owner:
        owner.append(letters(1, after=2), expected_seq=2)
        with open_record(path) as reader:
            assert len(list(reader.read())) == 3
        other = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM about').fetchall(); c.close()"
        subprocess.run([sys.executable, "-c", other, str(path)], check=True)
        assert (tmp_path / "r.sqlite-wal").exists()
        owner.append(letters(1, after=3), expected_seq=3)
        with open_record(path) as reader:
            assert reader.last_seq() == 4


def test_a_place_that_cannot_keep_a_record_safe_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F2: what was set is read back, and a day is not begun without it."""
    path = sqlite_of(letters(2), tmp_path / "r.sqlite")
    monkeypatch.setattr("shirehall.play.record.sqlite.FULL", 3)
    with pytest.raises(RecordError, match="cannot be kept safe here"):
        SQLiteStore(path, create=False)
    monkeypatch.undo()
    with SQLiteStore(path, create=False) as store:
        assert store.last_seq() == 2
