"""Where the notebook is kept: one table in a SQLite file of its own, or in PostgreSQL."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from shirehall.errors import Place, RecordError, UsageError
from shirehall.play.record.chain import GENESIS, link
from shirehall.play.record.event import canonical, freeze
from shirehall.study.notebook.entry import Entry, Writing, entry_from, same_words, text_of, utc_label
from shirehall.study.notebook.kinds import KINDS, check

PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""
LOCK = 0x53484E42
"""The number of the lock that a writer takes on PostgreSQL, where one table has one writer at a time."""

TABLES = sa.MetaData()

ENTRY = sa.Table(
    "notebook_entry",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("at", sa.Integer),
    sa.Column("month", sa.Integer),
    sa.Column("written_at", sa.Text, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("corrects", sa.Integer),
    sa.Column("withdraws", sa.Integer),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("chain", sa.Text, nullable=False),
    sa.UniqueConstraint("author", "key", name="notebook_entry_by_key"),
)
"""One row an entry; `body` holds canonical JSON text."""

for act in ("UPDATE", "DELETE"):
    sa.event.listen(
        ENTRY,
        "after_create",
        sa.DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER no_{act.lower()}_of_entries BEFORE {act} ON notebook_entry "
            "BEGIN SELECT RAISE(ABORT, 'entries of the notebook are final'); END"
        ).execute_if(dialect="sqlite"),
    )


class KeyTaken(UsageError):
    """A key came again with other words: the first entry under it stands, and nothing was written."""

    who = "whoever writes in the notebook"


class Notebook:
    """The notebook over a database that is handed in. Safe to use from any thread of one process.

    The table is made when it is not there. Every entry is read and held against the chain at the start. Raises RecordError
    for a notebook that was changed or cannot be read.
    """

    def __init__(self, engine: sa.Engine, where: str = "") -> None:
        self._engine = engine
        self._where = where or engine.url.render_as_string(hide_password=True)
        self._lock = threading.RLock()
        self._entries: list[Entry] = []
        self._by_key: dict[tuple[str, str], Entry] = {}
        self._head = GENESIS
        with self._told("opened"), self._transaction() as connection:
            TABLES.create_all(connection)
            for row in connection.execute(sa.select(ENTRY).order_by(ENTRY.c.number)).mappings():
                self._take_in(dict(row))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, writing: Writing, received_at: str) -> Entry:
        """Keep one entry; see `write_all`."""
        return self.write_all((writing,), received_at)[0]

    def write_all(self, writings: Sequence[Writing], received_at: str) -> tuple[Entry, ...]:
        """Keep entries in one transaction, all or none; on disk before it returns. `received_at` is a UTC label.

        An author's key that came before with the same words gives the entry it made. Raises KeyTaken when it came with
        others, UsageError for what cannot be kept, and RecordError when the store cannot write.
        """
        received = utc_label(received_at)
        if not received:
            raise UsageError("the time of receipt tells no moment.", mend="give it as 2013-06-04T10:42:07Z.")
        with self._lock:
            new: list[tuple[Entry, str]] = []
            given = [self._numbered(writing, received, new) for writing in writings]
            if new:
                with self._told("written"), self._transaction() as connection:
                    connection.execute(ENTRY.insert(), [row_of(entry, chain) for entry, chain in new])
            for entry, chain in new:
                self._keep(entry, chain)
        return tuple(given)

    def entries(self) -> tuple[Entry, ...]:
        """All entries in the order they came."""
        with self._lock:
            return tuple(self._entries)

    def of_kind(self, *kinds: str) -> tuple[Entry, ...]:
        """The entries of some kinds."""
        return tuple(entry for entry in self.entries() if entry.kind in kinds)

    def by(self, author: str) -> tuple[Entry, ...]:
        """The entries of one author."""
        return tuple(entry for entry in self.entries() if entry.author == author)

    def number_of(self, author: str, key: str) -> int | None:
        """The number of the entry that an author's key made, or none."""
        with self._lock:
            found = self._by_key.get((author, key))
        return found.number if found else None

    def digest(self) -> str:
        """The hash chain's head."""
        with self._lock:
            return self._head

    def close(self) -> None:
        """Let go of the database. May be called twice."""
        self._engine.dispose()

    def _numbered(self, writing: Writing, received: str, new: list[tuple[Entry, str]]) -> Entry:
        """The entry that a writing becomes, or became when its key came before."""
        check(writing)
        waiting = {(entry.author, entry.key): entry for entry, _ in new}
        name = (writing.author, writing.key)
        known = self._by_key.get(name) or waiting.get(name)
        if known is not None:
            if same_words(known, writing):
                return known
            raise KeyTaken(
                f"key {writing.key!r} was used for entry {known.number}, which says something else.",
                mend="make a new key for new words.",
            )
        self._check_earlier(writing)
        number = len(self._entries) + len(new) + 1
        entry = Entry(
            number, writing.kind, KINDS[writing.kind].version, writing.author, writing.origin, writing.at, writing.month,
            writing.written_at, received, writing.key, writing.corrects, writing.withdraws, freeze(writing.body),
        )  # fmt: skip
        new.append((entry, link(new[-1][1] if new else self._head, text_of(entry))))
        return entry

    def _check_earlier(self, writing: Writing) -> None:
        """Nobody corrects or withdraws what is not there or is another's; the two are told in the same words."""
        for earlier in (writing.corrects, writing.withdraws):
            if earlier is None:
                continue
            known = self._entries[earlier - 1] if 1 <= earlier <= len(self._entries) else None
            if known is None or known.author != writing.author or known.kind == "withdrawal":
                raise UsageError(
                    f"you have no entry {earlier} to correct or withdraw.", mend="name one of your own."
                )
            if writing.corrects is not None and known.kind != writing.kind:
                raise UsageError(f"entry {earlier} is no {writing.kind}.", mend="correct it as what it is.")

    def _keep(self, entry: Entry, chain: str) -> None:
        self._entries.append(entry)
        self._by_key[entry.author, entry.key] = entry
        self._head = chain

    def _take_in(self, row: Mapping[str, Any]) -> None:
        """A row as it was read, held against the chain."""
        place = Place(self._where, value=f"entry {len(self._entries) + 1}")
        try:
            entry = entry_from({**row, "body": json.loads(row["body"])})
        except (TypeError, ValueError, KeyError) as fault:
            raise RecordError("an entry cannot be read.", where=place, mend="restore a copy.") from fault
        chain = link(self._head, text_of(entry))
        if (
            entry.number != len(self._entries) + 1
            or chain != row["chain"]
            or canonical(entry.body) != row["body"]
        ):
            raise RecordError(
                "an entry is missing or was changed after it was written.",
                where=place,
                mend="restore a copy.",
            )
        self._keep(entry, chain)

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        """One transaction of the only writer; rolled back when anything fails."""
        with self._engine.connect() as connection, connection.begin():
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            elif connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            yield connection

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, UnicodeDecodeError) as fault:
            reason = getattr(fault, "orig", None) or fault
            raise RecordError(
                f"the notebook cannot be {done}: {reason}.",
                where=Place(self._where),
                who="whoever keeps the notebook",
                mend="see that nobody else holds it and the disk has room; what was not kept is still with its writer.",
            ) from fault


def row_of(entry: Entry, chain: str) -> dict[str, Any]:
    """The row that keeps an entry."""
    values = {column.name: getattr(entry, column.name, None) for column in ENTRY.columns}
    return {**values, "body": canonical(entry.body), "chain": chain}


def notebook_file(path: Path | str) -> Notebook:
    """The notebook in one SQLite file, made when it is not there: written ahead to a log, on disk after every entry.

    Raises RecordError for a file that is something else, or a disk that does not promise to keep what it is given.
    """
    place = Path(path)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(place, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
            connection.execute("PRAGMA synchronous=FULL")
            durable = connection.execute("PRAGMA synchronous").fetchone()[0]
            if (mode, durable) != ("wal", 2):
                raise sqlite3.OperationalError(f"journal {mode}, synchronous {durable}: not durable")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.QueuePool, pool_size=2)
    try:
        return Notebook(engine, str(place))
    except RecordError:
        engine.dispose()
        raise
