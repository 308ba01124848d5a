"""What it costs to keep a record: times of one run, and their ratios to the cheapest way of all.

    python bench/record.py [EVENTS]

Every way keeps or reads the same events. The times belong to the machine; the ratios are what to compare.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shirehall.play.record.event import Event, canonical, to_json
from shirehall.play.record.jsonl import read_jsonl, write_jsonl
from shirehall.play.record.memory import MemoryStore
from shirehall.play.record.opening import open_record
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.record.store import Store

LETTER = "We would rather move the ward in March than in June, if the council agrees. " * 3


def event(seq: int) -> Event:
    return Event(
        seq=seq,
        kind="message-sent",
        version=1,
        at=seq,
        month=1 + seq // 300,
        seat="north-chair",
        organisation="north-consortium",
        addressees=("trust-finance",),
        audience=("north-chair", "trust-finance"),
        thread=1,
        in_reply_to=None,
        cause=None,
        subject=None,
        about=("money",),
        origin="script",
        key=f"move-{seq}",
        body={"text": LETTER, "terms": ({"pence": 100 * seq, "beds": 4},)},
    )


def one_by_one(store: Store, events: tuple[Event, ...]) -> None:
    for one in events:
        store.append((one,), expected_seq=one.seq - 1)


def bare_sqlite(events: tuple[Event, ...], path: Path) -> None:
    """The floor for durable commits: one insert a transaction, no chain, no checks, no SQLAlchemy."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, text TEXT)")
    for one in events:
        connection.execute("INSERT INTO event VALUES (?, ?)", (one.seq, canonical(to_json(one))))
    connection.close()


def copied(store: Store, path: Path) -> None:
    with SQLiteStore(path, create=True) as database:
        database.copy_from(store)


def read_all(path: Path) -> None:
    record = open_record(path)
    for _ in record.read():
        pass
    record.close()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    events = tuple(event(seq) for seq in range(1, count + 1))
    memory = MemoryStore()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = SQLiteStore(folder / "each.sqlite", create=True)
        ways: list[tuple[str, Callable[[], object]]] = [
            ("keep in memory, one by one", lambda: one_by_one(memory, events)),
            ("keep in SQLite, each event durable", lambda: one_by_one(database, events)),
            ("  the same with bare sqlite3, no chain", lambda: bare_sqlite(events, folder / "bare.sqlite")),
            ("copy a whole record into SQLite", lambda: copied(memory, folder / "copy.sqlite")),
            ("write JSON Lines", lambda: write_jsonl(memory, folder / "record.jsonl")),
            ("read and check memory", lambda: sum(1 for _ in memory.read())),
            ("read and check SQLite", lambda: read_all(folder / "copy.sqlite")),
            ("read and check JSON Lines", lambda: sum(1 for _ in read_jsonl(folder / "record.jsonl"))),
        ]
        floor = 0.0
        print(f"{count} events{'':<34}seconds   a second  times memory")
        for what, way in ways:
            start = time.perf_counter()
            way()
            taken = time.perf_counter() - start
            floor = floor or taken
            print(f"{what:<42}{taken:>9.3f}{count / taken:>11.0f}{taken / floor:>14.1f}")
        database.close()


if __name__ == "__main__":
    main()
