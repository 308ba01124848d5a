"""The power is cut at any moment (F2), the disk is full (F3), the disk fails: what was acknowledged is on the record."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shirehall.errors import RecordError
from shirehall.play.record.disk import free_bytes, room_to_start
from shirehall.play.record.faults import DiskFull
from shirehall.play.record.opening import salvage
from shirehall.play.record.sqlite import SQLiteStore
from tests.record.helpers import letters
from tests.record.powercut import ROOT, cuts, environment, shim, traced
from tests.record.programs import SOAK, compiler

CUTS = 2000 if SOAK else 200
HERE = [True] if compiler() else []
"""Where there is no C compiler the summary of the tests says so; see tests/conftest.py."""

WRITER = """
import itertools, os, sys
from pathlib import Path
from shirehall.play.record.sqlite import SQLiteStore
from tests.record.plain import letters

folder, waits, commits = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
acks = os.open(folder / "acks", os.O_WRONLY | os.O_CREAT)
store = SQLiteStore(folder / "r.sqlite", create=True)
store._open.exec_driver_sql(f"PRAGMA synchronous={waits}")
store._open.exec_driver_sql("PRAGMA wal_autocheckpoint=100")
store._open.rollback()
last = 0
for size in itertools.islice(itertools.cycle((1, 4, 2, 1)), commits):
    store.append(letters(size, after=last, key=f"{size} after {last}"), expected_seq=last)
    last += size
    os.write(acks, b"%d" % last)
os._exit(0)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shim(tmp_path_factory.mktemp("shim"))


def losses(made: Path, tmp_path: Path, waits: str, count: int) -> list[str]:
    """What `count` power cuts did to a record written with this setting of SQLite's `synchronous`."""
    folder = tmp_path / "day"
    trace = traced(made, folder, WRITER, waits, "300" if SOAK else "120")
    assert sum(1 for step in trace if step.path.endswith("/r.sqlite") and step.what == "W") > 30
    found = []
    for acknowledged, left in cuts(trace, folder, count, 20130601, tmp_path):
        said = loss(left / "r.sqlite", acknowledged)
        if said:
            found.append(f"{left.name}: {said}")
        shutil.rmtree(left)
    return found


def loss(path: Path, acknowledged: int) -> str:
    """What is wrong with a record after the power came back; empty when nothing is."""
    try:
        with SQLiteStore(path, create=False) as store:
            kept = list(store.read())
            sizes = [int(event.key.split()[0]) for event in kept]
            store.append(letters(1, after=len(kept)), expected_seq=len(kept))
    except RecordError as fault:
        return f"it does not open: {fault.what}"
    if len(kept) < acknowledged:
        return f"{acknowledged} events were acknowledged, {len(kept)} are there"
    if kept and len(kept) != int(kept[-1].key.split()[2]) + sizes[-1]:
        return "half of a batch is there"
    return ""


@pytest.mark.parametrize("found", HERE)
@pytest.mark.timeout(7200 if SOAK else 600)
def test_no_power_cut_loses_what_was_acknowledged(made: Path, tmp_path: Path, found: bool) -> None:
    """F2 and G1: 200 cuts (2,000 in the soak), unsynced writes lost whole, kept, or torn by sectors."""
    assert losses(made, tmp_path, "FULL", CUTS) == []


@pytest.mark.parametrize("found", HERE)
@pytest.mark.parametrize("waits", ["NORMAL", "OFF"])
@pytest.mark.timeout(7200 if SOAK else 600)
def test_the_same_cuts_do_lose_when_the_store_does_not_wait_for_the_disk(
    made: Path, tmp_path: Path, waits: str, found: bool
) -> None:
    """F2: the test above can fail. Turned down, the store loses acts in most cuts."""
    count = CUTS // 5
    assert len(losses(made, tmp_path, waits, count)) > count // 2


FAILING = """
import sys
from pathlib import Path
from shirehall.errors import RecordError
from shirehall.play.record.sqlite import SQLiteStore
from tests.record.plain import letters

folder, sign = Path(sys.argv[1]), Path(sys.argv[2])
store = SQLiteStore(folder / "r.sqlite", create=True)
store.append(letters(3), expected_seq=0)

def tried(seq):
    try:
        store.append(letters(1, after=seq), expected_seq=seq)
    except RecordError as fault:
        return type(fault).__name__
    return "kept"

print(tried(3))
sign.touch()
print(tried(4), tried(4))
print(store.last_seq(), len(list(store.read())), store.has_key("move-2"))
sign.unlink()
print(tried(4))
store.close()
"""


def failing(made: Path, tmp_path: Path, sign: str) -> list[str]:
    folder = tmp_path / "day"
    folder.mkdir()
    at = tmp_path / "sign"
    command = [sys.executable, "-c", FAILING, str(folder), str(at)]
    run = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(made, folder, tmp_path / "log", **{sign: at}),
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.splitlines()


@pytest.mark.parametrize("found", HERE)
def test_a_full_disk_loses_nothing_and_the_day_goes_on_when_there_is_room(
    made: Path, tmp_path: Path, found: bool
) -> None:
    """F3 and G18: refused with a sentence, reading goes on, the same store writes again when room has come."""
    said = failing(made, tmp_path, "POWER_FULL")
    assert said == ["kept", "DiskFull DiskFull", "4 4 (2,)", "kept"]
    assert salvage(tmp_path / "day" / "r.sqlite") == (letters(5), None)


@pytest.mark.parametrize("found", HERE)
def test_a_disk_that_fails_stops_the_writer_for_good(made: Path, tmp_path: Path, found: bool) -> None:
    """F2: a failed wait for the disk is never tried again; reading goes on; the record opens with all that was acknowledged."""
    said = failing(made, tmp_path, "POWER_BROKEN")
    assert said == ["kept", "WriterStopped WriterStopped", "4 4 (2,)", "WriterStopped"]
    with SQLiteStore(tmp_path / "day" / "r.sqlite", create=False) as store:
        assert tuple(store.read())[:4] == letters(4)


def test_a_full_file_is_told_from_a_failed_disk(tmp_path: Path) -> None:
    """F3 where no shim can be had: SQLite's own limit on the file's pages answers as a full disk does."""
    with SQLiteStore(tmp_path / "r.sqlite", create=True) as store:
        store.append(letters(5), expected_seq=0)
        store._open.exec_driver_sql("PRAGMA max_page_count=8")
        store._open.rollback()
        with pytest.raises(DiskFull, match="the disk is full"):
            store.append(letters(500, after=5), expected_seq=5)
        assert tuple(store.read()) == letters(5)
        store._open.exec_driver_sql("PRAGMA max_page_count=1000000")
        store._open.rollback()
        store.append(letters(500, after=5), expected_seq=5)
        assert tuple(store.read()) == letters(505)


def test_a_day_is_not_begun_without_room(tmp_path: Path) -> None:
    """F3: a warning below 1 GB, no start below 200 MB."""
    assert free_bytes(tmp_path / "not" / "yet" / "there") > 0
    assert room_to_start(tmp_path, free=5_000_000_000) == ""
    assert "999 MB are free" in room_to_start(tmp_path, free=999_999_999)
    assert room_to_start(tmp_path, free=200_000_000)
    with pytest.raises(DiskFull, match="199 MB are free"):
        room_to_start(tmp_path, free=199_999_999)
