"""A process that is killed loses nothing that it acknowledged, and leaves no half of a batch."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shirehall.errors import RecordError
from shirehall.play.record.opening import open_record
from shirehall.play.record.sqlite import SQLiteStore
from tests.record.helpers import letters
from tests.record.programs import SOAK

ROOT = Path(__file__).parent.parent.parent

WRITER = """
import itertools, os, sys, time
from pathlib import Path
from shirehall.play.record.sqlite import SQLiteStore
from tests.record.plain import letters

def write():
    store = SQLiteStore(Path(sys.argv[1]), create=False)
    for size in itertools.cycle((1, 4, 2, 7)):
        last = store.last_seq()
        store.append(letters(size, after=last, key=f"{size} after {last}"), expected_seq=last)
        os.write(1, b"%d\\n" % (last + size))  # all of it or nothing, however the kill falls
        time.sleep(0.001)

for line in sys.stdin:
    writer = os.fork()
    if not writer:
        write()
    print("writer", writer, flush=True)
    os.waitpid(writer, 0)
    print("dead", flush=True)
"""

KILLED_AT = """
import os, signal, sys
from pathlib import Path
import sqlalchemy as sa
from shirehall.play.record.sqlite import SQLiteStore
from tests.record.plain import letters

path, moment = Path(sys.argv[1]), sys.argv[2]
store = SQLiteStore(path, create=False)

def die(*_):
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

def before(connection, cursor, statement, *_):
    if statement.startswith(moment):
        die()

if moment == "COMMIT":
    sa.event.listen(store._engine, "commit", die)
else:
    sa.event.listen(store._engine, "before_cursor_execute", before)
store.append(letters(3, after=2, key="half"), expected_seq=2)
if moment == "AFTERWARDS":
    die()
print("not killed")
"""


def begun(path: Path) -> Path:
    """A record with two events."""
    with SQLiteStore(path, create=True) as store:
        store.append(letters(2, key="2 after 0"), expected_seq=0)
    return path


def whole_batches(path: Path) -> int:
    """The last event of a record whose batches are all there, as their keys say."""
    store = open_record(path)
    try:
        events = list(store.read())
        last = 0
        while last < len(events):
            size = int(events[last].key.split()[0])
            assert [event.key for event in events[last : last + size]] == [f"{size} after {last}"] * size
            last += size
        assert store.last_seq() == last
        return last
    finally:
        store.close()


def killed_once(parent: "subprocess.Popen[str]", dice: random.Random) -> int:
    """Have a writer begin, kill it after some acknowledgements, and give the last one."""
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write("begin\n")
    parent.stdin.flush()
    writer, acknowledged, wanted = 0, [], dice.randrange(1, 25)
    for line in parent.stdout:
        if line == "dead\n":
            return acknowledged[-1]
        if line.startswith("writer"):
            writer = int(line.split()[1])
        else:
            acknowledged.append(int(line))
        if writer and len(acknowledged) >= wanted:
            time.sleep(dice.random() * 0.003)
            os.kill(writer, signal.SIGKILL)
            writer = 0
    raise AssertionError("the writer's parent ended")


@pytest.mark.timeout(7200 if SOAK else 600)
@pytest.mark.parametrize("kills", [200 if SOAK else 20] if hasattr(os, "fork") else [])
def test_kills_lose_nothing_acknowledged(tmp_path: Path, kills: int) -> None:
    """F1 and G1: 20 kills at random moments (200 in the soak), the record gone on with after each."""
    path = begun(tmp_path / "r.sqlite")
    before = 2
    dice = random.Random(1)
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        for _ in range(kills):
            acknowledged = killed_once(parent, dice)
            last = whole_batches(path)
            assert last >= acknowledged > before
            before = last
        assert parent.stdin is not None
        parent.stdin.close()
    with SQLiteStore(path, create=False) as store:
        store.append(letters(1, after=before), expected_seq=before)
        assert len(list(store.read())) == before + 1


@pytest.mark.parametrize(
    ("moment", "kept"),
    [("BEGIN IMMEDIATE", 2), ("INSERT", 2), ("UPDATE", 2), ("COMMIT", 2), ("AFTERWARDS", 5)],
)
def test_a_kill_within_a_batch_leaves_none_of_it(tmp_path: Path, moment: str, kept: int) -> None:
    path = begun(tmp_path / "r.sqlite")
    command = [sys.executable, "-c", KILLED_AT, str(path), moment]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert (run.stdout, run.stderr) == ("", "")
    store = open_record(path)
    assert [event.seq for event in store.read()] == list(range(1, kept + 1))
    store.close()
    with SQLiteStore(path, create=False) as again:
        assert again.last_seq() == kept
        again.append(letters(1, after=kept), expected_seq=kept)
        assert again.last_seq() == kept + 1


def test_a_beginning_cut_off_before_it_was_durable_is_named(tmp_path: Path) -> None:
    """Killed between making the file and its first transaction: an empty file."""
    (tmp_path / "r.sqlite").touch()
    with pytest.raises(RecordError, match="empty: no record was begun"):
        SQLiteStore(tmp_path / "r.sqlite", create=False)
