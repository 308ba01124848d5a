"""Whatever is asked of them, in whatever order: a record in a database answers as the record in memory does."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shirehall.errors import CommitConflict, RecordError
from shirehall.play.record.event import Event
from shirehall.play.record.jsonl import JsonlStore, write_jsonl
from shirehall.play.record.memory import MemoryStore
from shirehall.play.record.postgres import PostgresStore
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.record.store import Store
from shirehall.play.record.tables import TableStore
from tests.record.helpers import ABOUT, events_after
from tests.record.programs import postgres_programs
from tests.record.server import Server

KEYS = ("", "a", "b", "c", "d", "e")


def outcome(store: Store, batch: tuple[Event, ...], expected: int) -> str:
    """What came of an append: `kept`, or the name of the error."""
    try:
        store.append(batch, expected_seq=expected)
    except (CommitConflict, RecordError) as fault:
        return type(fault).__name__
    return "kept"


class TwoRecords(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.memory = MemoryStore(ABOUT)
        self.database = self.opened(create=True)

    def opened(self, create: bool = False, read_only: bool = False) -> TableStore:
        path = self.folder / "record.sqlite"
        return SQLiteStore(path, create=create, about=ABOUT, read_only=read_only)

    def both(self, batch: tuple[Event, ...], expected: int) -> str:
        answer = outcome(self.memory, batch, expected)
        assert outcome(self.database, batch, expected) == answer
        return answer

    @rule(data=st.data(), key=st.sampled_from(KEYS), size=st.integers(min_value=0, max_value=4))
    def append(self, data: st.DataObject, key: str, size: int) -> None:
        last = self.memory.last_seq()
        fresh = not self.memory.has_key(key)
        answer = self.both(data.draw(events_after(last, key, size)), last)
        assert answer == ("kept" if fresh or not size else "RecordError")

    @rule(data=st.data(), off=st.integers(min_value=-3, max_value=3).filter(bool))
    def append_knowing_another_end(self, data: st.DataObject, off: int) -> None:
        last = self.memory.last_seq()
        assert self.both(data.draw(events_after(last, "", 1)), last + off) == "CommitConflict"

    @rule(data=st.data(), gap=st.integers(min_value=1, max_value=3))
    def append_with_a_gap(self, data: st.DataObject, gap: int) -> None:
        last = self.memory.last_seq()
        whole = data.draw(events_after(last, "", gap + 2))
        assert self.both((whole[0], whole[-1]), last) == "RecordError"

    @rule()
    def reopen(self) -> None:
        self.database.close()
        self.database = self.opened()

    @rule()
    def open_a_second_time(self) -> None:
        with self.opened(read_only=True) as reader:
            assert tuple(reader.read()) == tuple(self.memory.read())
            assert reader.about == ABOUT

    @rule()
    def write_both_as_text(self) -> None:
        for store, name in ((self.memory, "a.jsonl"), (self.database, "b.jsonl")):
            write_jsonl(store, self.folder / name, replace=True)
        assert (self.folder / "a.jsonl").read_bytes() == (self.folder / "b.jsonl").read_bytes()
        assert JsonlStore(self.folder / "a.jsonl").digest() == self.memory.digest()

    @rule(after=st.integers(min_value=-1, max_value=30))
    def read_after(self, after: int) -> None:
        assert list(self.database.read(after)) == list(self.memory.read(after))

    @invariant()
    def they_agree(self) -> None:
        assert self.database.last_seq() == self.memory.last_seq()
        assert self.database.digest() == self.memory.digest()
        for key in KEYS:
            assert self.database.has_key(key) == self.memory.has_key(key)

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)


class TwoRecordsInPostgres(TwoRecords):
    """The same, held against PostgreSQL."""

    server: Server

    def opened(self, create: bool = False, read_only: bool = False) -> TableStore:
        address = self.server.address(self.folder.name.lower())
        return PostgresStore(address, create=create, about=ABOUT, read_only=read_only)


@pytest.fixture(scope="module", autouse=True)
def running(request: pytest.FixtureRequest) -> None:
    """Where there is no PostgreSQL the summary of the tests says so; see tests/conftest.py."""
    if postgres_programs():
        TwoRecordsInPostgres.server = request.getfixturevalue("server")


TestTwoRecords = TwoRecords.TestCase
TestTwoRecords.settings = settings(
    max_examples=max(20, settings().max_examples // 5), stateful_step_count=15, deadline=None
)
if postgres_programs():
    TestTwoRecordsInPostgres = TwoRecordsInPostgres.TestCase
    TestTwoRecordsInPostgres.settings = settings(
        max_examples=max(6, settings().max_examples // 8), stateful_step_count=12, deadline=None
    )
