"""What only a record in PostgreSQL meets: a server that restarts, a second host, readers of a growing record."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from shirehall.errors import CommitConflict, RecordError
from shirehall.play.record.event import Event
from shirehall.play.record.faults import NotKept, OutcomeUnknown, RecordHeld, WriterStopped
from shirehall.play.record.jsonl import read_jsonl
from shirehall.play.record.mirror import Mirror
from shirehall.play.record.opening import open_record
from shirehall.play.record.postgres import PostgresStore, day_in, days_in
from tests.record.helpers import ABOUT, letters, memory_of, message
from tests.record.programs import SOAK, postgres_programs
from tests.record.server import Server

ROOT = Path(__file__).parent.parent.parent
HERE = postgres_programs() is not None
STOPS = ["fast", "immediate", "kill"] if HERE else []
FOUND = [True] if HERE else []
"""Where there is no PostgreSQL the summary of the tests says so; see tests/conftest.py."""
pytestmark = pytest.mark.parametrize("found", FOUND)


def writer(store: PostgresStore, until: Callable[[], bool], acknowledged: list[int]) -> None:
    """Append one event after another; what was not kept is tried again, as a host's writer does."""
    last = store.last_seq()
    while not until():
        event = message(last + 1, f"move-{last + 1}")
        try:
            store.append((event,), expected_seq=last)
        except (NotKept, OutcomeUnknown):
            continue
        last += 1
        acknowledged.append(last)


@pytest.mark.parametrize("how", STOPS)
def test_a_restart_in_mid_play_loses_and_doubles_nothing(server: Server, found: bool, how: str) -> None:
    """F18: acknowledged is kept, in order, none twice; the writer waits and goes on by itself."""
    with PostgresStore(server.address(f"restart-{how}"), create=True) as store:
        acknowledged: list[int] = []
        stop = threading.Event()
        thread = threading.Thread(target=writer, args=(store, stop.is_set, acknowledged))
        thread.start()
        for _ in range(20 if SOAK else 2):
            before = len(acknowledged)
            while len(acknowledged) < before + 30:
                time.sleep(0.005)
            server.restart(how)
            after = len(acknowledged)
            for _ in range(2000):
                if len(acknowledged) > after + 10:
                    break
                time.sleep(0.01)
            assert len(acknowledged) > after + 10
        stop.set()
        thread.join()
        kept = list(store.read())
    assert [event.seq for event in kept] == acknowledged == list(range(1, len(kept) + 1))
    assert len({event.key for event in kept}) == len(kept)
    assert tuple(kept) == letters(len(kept))


def test_a_server_that_stays_away_is_told_and_nothing_is_lost(server: Server, found: bool) -> None:
    """F18: the move is refused with a sentence within the store's patience, reads too; both go on when it is back."""
    store = PostgresStore(server.address("away"), create=True, patience=0.5)
    store.append(letters(3), expected_seq=0)
    server.stop("fast")
    try:
        began = time.monotonic()
        with pytest.raises(NotKept, match="does not answer"):
            store.append(letters(1, after=3), expected_seq=3)
        with pytest.raises(NotKept, match="does not answer"):
            store.last_seq()
        with pytest.raises(NotKept):
            PostgresStore(server.address("away"), create=False, patience=0.2, read_only=True)
        assert time.monotonic() - began < 4
    finally:
        server.start()
        server.wait()
    store.append(letters(1, after=3), expected_seq=3)
    assert tuple(store.read()) == letters(4)
    store.close()


class Cut(PostgresStore):
    """A store whose connection is cut at a commit: just before it reaches the server, or just after it was kept."""

    cut_at = ""
    server: Server

    def _cut(self) -> None:
        with psycopg.connect(
            f"host={self.server.folder} user=shirehall dbname=postgres", autocommit=True
        ) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'shirehall' AND pid <> pg_backend_pid()"
            )

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[sa.Connection]:
        with super()._transaction(writing=writing) as connection:
            yield connection
            if writing and self.cut_at == "before":
                self.cut_at = ""
                self._cut()
        if writing and self.cut_at == "after":
            self.cut_at = ""
            self._cut()
            raise self._away("the answer was lost")


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("stays_away", [False, True])
def test_a_commit_whose_answer_was_lost_is_found_out(
    server: Server, found: bool, moment: str, stays_away: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F18: the record's end is read; the batch is on it once, whether the commit had arrived or not."""
    day = f"cut-{moment}-{'away' if stays_away else 'back'}"
    store = Cut(server.address(day), create=True, patience=0.4)
    store.server = server
    store.append(letters(2), expected_seq=0)
    store.cut_at = moment
    batch = letters(3, after=2, key="batch")
    if stays_away:
        monkeypatch.setattr(store, "_connect", lambda **_: (_ for _ in ()).throw(store._away("gone")))
        with pytest.raises(OutcomeUnknown, match="while a move was being committed"):
            store.append(batch, expected_seq=2)
        monkeypatch.undo()
        kept = store.was_kept(batch, expected_seq=2)
        assert kept == (moment == "after")
    store.append(batch, expected_seq=2)
    assert tuple(store.read()) == (*letters(2), *batch)
    with pytest.raises(CommitConflict):
        store.append(batch, expected_seq=2)
    store.close()


def test_one_host_owns_a_day(server: Server, found: bool) -> None:
    """F19: a second host is refused with a sentence; readers are not; the day is free when the first lets go."""
    with PostgresStore(server.address("owned"), create=True) as owner:
        with pytest.raises(RecordHeld, match="owned by another program"):
            PostgresStore(server.address("owned"), create=False, patience=0.2)
        owner.append(letters(2), expected_seq=0)
        with PostgresStore(server.address("owned"), create=False, read_only=True) as reader:
            assert tuple(reader.read()) == letters(2)
            with pytest.raises(RecordError, match="reading only"):
                reader.append(letters(1, after=2), expected_seq=2)
    with PostgresStore(server.address("owned"), create=False) as other:
        other.append(letters(1, after=2), expected_seq=2)


WRITER = """
import sys
from shirehall.play.record.postgres import PostgresStore
from tests.record.plain import letters
store = PostgresStore(sys.argv[1], create=False, patience=0.3)
last = store.last_seq()
while True:
    store.append(letters(2, after=last), expected_seq=last)
    last += 2
    print(last, flush=True)
"""


def test_a_killed_host_leaves_all_it_acknowledged_and_a_free_day(server: Server, found: bool) -> None:
    """F1 in PostgreSQL: kill -9 in mid-append; the next program owns the day at once, and whole batches are there."""
    address = server.address("killed")
    PostgresStore(address, create=True).close()
    before = 0
    for kill in range(20 if SOAK else 3):
        command = [sys.executable, "-c", WRITER, address]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as host:
            assert host.stdout is not None
            lines = [host.stdout.readline() for _ in range(5 + 7 * kill)]
            host.kill()
            lines += host.stdout.readlines()
        acknowledged = [int(line) for line in lines if line.endswith("\n")][-1]
        with PostgresStore(address, create=False, patience=0.3) as store:
            kept = tuple(store.read())
        assert len(kept) >= acknowledged > before
        assert kept == letters(len(kept))
        assert len(kept) % 2 == 0
        before = len(kept)


def test_a_host_that_lost_its_day_meanwhile_writes_nothing_more(server: Server, found: bool) -> None:
    """F19, fencing: cut off, overtaken, back again: the old owner is stopped, the new one goes on."""
    old = Cut(server.address("fenced"), create=True)
    old.server = server
    old.append(letters(2), expected_seq=0)
    old._cut()
    with PostgresStore(server.address("fenced"), create=False) as new:
        new.append(letters(1, after=2), expected_seq=2)
    for _ in range(2):
        with pytest.raises(WriterStopped, match="taken the day over"):
            old.append((message(3, "late"),), expected_seq=2)
    old.close()
    with PostgresStore(server.address("fenced"), create=False, read_only=True) as reader:
        assert tuple(reader.read()) == letters(3)


def test_readers_of_a_growing_record_see_no_gap(server: Server, found: bool) -> None:
    """F20: two readers follow by number while batches are committed, and see each event once, in order."""
    address = server.address("tail")
    done = threading.Event()
    seen: list[list[Event]] = [[], []]

    def follow(mine: list[Event]) -> None:
        with PostgresStore(address, create=False, read_only=True) as reader:
            while not (done.is_set() and len(mine) == reader.last_seq()):
                mine.extend(reader.read(after=len(mine)))

    with PostgresStore(address, create=True) as store:
        threads = [threading.Thread(target=follow, args=(mine,)) for mine in seen]
        for thread in threads:
            thread.start()
        written = 0
        for size in (1, 7, 3, 40, 2) * 12:
            store.append(letters(size, after=written), expected_seq=written)
            written += size
        done.set()
        for thread in threads:
            thread.join()
    for mine in seen:
        assert tuple(mine) == letters(written)


def test_the_second_copy_follows_through_a_restart(server: Server, found: bool, tmp_path: Path) -> None:
    """G16 and F18: a record in PostgreSQL has its twin too, which catches up by itself."""
    address = server.address("copied")
    with PostgresStore(address, create=True) as store:
        mirror = Mirror(
            lambda: PostgresStore(address, create=False, read_only=True, patience=0.3),
            tmp_path / "copy.jsonl",
            clock=time.monotonic,
            every=0.02,
        )
        mirror.start()
        store.append(letters(700), expected_seq=0)
        server.restart("immediate")
        store.append(letters(30, after=700), expected_seq=700)
        for _ in range(500):
            if mirror.standing().events == 730 and mirror.standing().good:
                break
            time.sleep(0.02)
        assert (mirror.standing().head, mirror.standing().fault) == (store.digest(), "")
        mirror.stop()
    assert tuple(read_jsonl(tmp_path / "copy.jsonl")) == letters(730)


def test_the_database_itself_refuses_changes_to_events(server: Server, found: bool) -> None:
    with PostgresStore(server.address("final"), create=True, about=ABOUT) as store:
        store.append(letters(3), expected_seq=0)
        for statement in ("UPDATE event SET seat = 'x'", "DELETE FROM event", "TRUNCATE event"):
            with psycopg.connect(f"host={server.folder} user=shirehall dbname=postgres") as other:
                other.execute("SET search_path = shirehall_final")
                with pytest.raises(psycopg.errors.RaiseException, match="final"):
                    other.execute(statement)
        assert tuple(store.read()) == letters(3)
        assert store.digest() == memory_of(letters(3)).digest()


def test_a_changed_row_is_named_by_its_number(server: Server, found: bool) -> None:
    """F16 in PostgreSQL: the events before the first bad one are read, then it is named."""
    with PostgresStore(server.address("changed"), create=True) as store:
        store.append(letters(9), expected_seq=0)
        with psycopg.connect(f"host={server.folder} user=shirehall dbname=postgres") as other:
            other.execute("SET search_path = shirehall_changed")
            other.execute("ALTER TABLE event DISABLE TRIGGER ALL")
            other.execute("UPDATE event SET seat = 'x' WHERE seq = 5")
        reading = store.read()
        assert [next(reading).seq for _ in range(4)] == [1, 2, 3, 4]
        with pytest.raises(RecordError, match="event 5 was changed"):
            next(reading)


def test_a_server_that_does_not_wait_for_its_disk_is_refused(server: Server, found: bool) -> None:
    """F2: the settings are read back, and a day is not begun without them."""
    with psycopg.connect(f"host={server.folder} user=shirehall dbname=postgres", autocommit=True) as other:
        other.execute("ALTER SYSTEM SET fsync = off")
        other.execute("SELECT pg_reload_conf()")
        try:
            while other.execute("SHOW fsync").fetchone() != ("off",):
                time.sleep(0.01)
            with pytest.raises(RecordError, match="fsync is off, not on"):
                PostgresStore(server.address("unsafe"), create=True)
        finally:
            other.execute("ALTER SYSTEM RESET fsync")
            other.execute("SELECT pg_reload_conf()")


def test_days_are_named_in_the_address(server: Server, found: bool) -> None:
    with PostgresStore(server.address("tuesday"), create=True) as store:
        assert store.day == "tuesday"
    assert "tuesday" in days_in(server.address())
    with pytest.raises(RecordError, match="holds a day named 'tuesday' already"):
        PostgresStore(server.address("tuesday"), create=True)
    with pytest.raises(RecordError, match=r"no day named 'never'; it holds: .*tuesday"):
        PostgresStore(server.address("never"), create=False)
    with open_record(server.address("tuesday")) as reader:
        assert reader.last_seq() == 0
    url, day = day_in("postgresql://me:secret@host/db?day=a&sslmode=require", "b")
    assert (day, url.query) == ("b", {"sslmode": "require"})
    assert day_in("postgresql://host/db")[1] == "day"
    for wrong in ("mysql://host/db", "record.sqlite", "postgresql://host/db?day=A%20b"):
        with pytest.raises(RecordError):
            day_in(wrong)
    with pytest.raises(RecordError) as caught:
        PostgresStore(f"postgresql://nobody:secret@/missing?host={server.folder}", create=False, patience=0.2)
    assert "secret" not in str(caught.value)
