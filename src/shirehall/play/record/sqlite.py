"""The record in a SQLite file: durable after every append, readable with the sqlite3 shell alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

from shirehall.errors import Place, RecordError
from shirehall.play.record.chain import GENESIS, About, seal
from shirehall.play.record.entry import Entry, Tail, checked, conflict, damage, entries, key_used
from shirehall.play.record.event import Event, Json
from shirehall.play.record.jsonl import about_in, empty, finished, no_record, unreadable
from shirehall.play.record.schema import ABOUT, EVENT, HEADER, event_of, row_of, text_of
from shirehall.play.record.store import Store

MAGIC = b"SQLite format 3\x00"
CHUNK = 500
PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""

NEWEST = (
    sa.select(EVENT.c.seq, EVENT.c.chain, EVENT.c.key, EVENT.c.part).order_by(EVENT.c.seq.desc()).limit(1)
)
UNDER_KEY = sa.select(EVENT.c.seq).where(EVENT.c.key == sa.bindparam("wanted")).order_by(EVENT.c.seq)
ONE = sa.select(EVENT.c.seq, EVENT.c.chain, EVENT.c.key, EVENT.c.part).where(
    EVENT.c.seq == sa.bindparam("wanted")
)
NEXT = sa.select(EVENT).where(EVENT.c.seq > sa.bindparam("after")).order_by(EVENT.c.seq).limit(CHUNK)
STATED = sa.select(ABOUT).limit(2)
LOWEST = sa.select(sa.func.min(EVENT.c.seq))


class SQLiteStore:
    """A record in one SQLite file. Every append is one transaction, on disk before it returns.

    While it is written there are two side files, `-wal` and `-shm`; closing folds them into the one file. Use it from
    one thread. Opening never alters the record. With `create` the file must not be there yet; without, it must be a
    record. `about` is written when the record is created. Raises RecordError for a path that is taken, missing, empty,
    cut short, of a newer format or no record at all; with `read_only`, a damaged record is opened as far as it can be.
    """

    def __init__(
        self, path: Path | str, *, create: bool, about: About | None = None, read_only: bool = False
    ) -> None:
        self.path = Path(path)
        self._file = str(path)
        self._read_only = read_only
        self._logging = False
        if create:
            _claim(self.path)
        else:
            _look_at(self.path)
        self._engine = sa.create_engine("sqlite://", creator=self._connect, poolclass=sa.NullPool)
        self._connection: sa.Connection | None = None
        try:
            with self._told("opened"):
                self._connection = self._engine.connect()
                self._prepare()
                if create:
                    self._begin_record(about or About())
                with self._transaction("BEGIN"):
                    self.about = self._header() if read_only else self._standing()[0]
                    if not read_only:
                        self._check_length(Place(self._file))
        except RecordError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, events: Sequence[Event], *, expected_seq: int) -> None:
        """Keep the events in one transaction, all or none; see `Store.append`."""
        if self._read_only:
            raise finished(self._file, len(events), expected_seq)
        with self._told("written"):
            self._log_ahead()
            with self._transaction("BEGIN IMMEDIATE") as connection:
                about, tail = self._standing()
                if expected_seq != tail.seq:
                    raise conflict(expected_seq, tail.seq, self._file)
                ready = entries(events, tail, self._file)
                if ready:
                    self._insert(connection, ready, about)

    def copy_from(self, store: Store) -> None:
        """Write a whole record into this empty one in a single transaction.

        Raises CommitConflict when this record is not empty, and RecordError when the other one is damaged.
        """
        self.append(tuple(store.read()), expected_seq=0)

    def read(self, after: int = 0) -> Iterator[Event]:
        """The events numbered above `after`, each checked against the chain; see `Store.read`.

        At the end the number of events and the chain's head are held against those that the record states.
        """
        tail = self._tail_at(max(after, 0))
        more = tail is not None
        while more and tail is not None:
            rows, fault, stated = self._chunk(tail.seq)
            for row in rows:
                entry = self._checked(row, tail)
                yield entry.event
                tail = entry.tail
            if fault:
                raise fault
            more = len(rows) == CHUNK
            if not more and stated != (tail.seq, tail.head):
                raise damage(
                    f"the record states {stated[0]} events, but ends with event {tail.seq}.",
                    Place(self._file, value=f"event {tail.seq + 1}"),
                )

    def last_seq(self) -> int:
        """The number of the last event, 0 when empty."""
        with self._told("read"), self._transaction("BEGIN"):
            return self._standing()[1].seq

    def digest(self) -> str:
        """The hash chain's head."""
        with self._told("read"), self._transaction("BEGIN"):
            return self._standing()[1].head

    def has_key(self, key: str) -> tuple[int, ...]:
        """The numbers of the events committed under a key; empty when it is new, and for the empty key."""
        if not key:
            return ()
        with self._told("read"), self._transaction("BEGIN") as connection:
            return tuple(connection.execute(UNDER_KEY, {"wanted": key}).scalars())

    def close(self) -> None:
        """Fold the side files into the one file and let go of it. May be called twice."""
        if self._connection is None:
            return
        with self._told("closed"):
            if self._logging:
                self._fold_log()
            self._connection.close()
            self._connection = None
            self._engine.dispose()

    def _connect(self) -> sqlite3.Connection:
        mode = "ro" if self._read_only else "rw"
        address = f"{self.path.resolve().as_uri()}?mode={mode}"
        return sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)

    def _prepare(self) -> None:
        """Writers wait for the disk. Readers look even into a file whose end is missing, to show what is left of it."""
        pragma = "writable_schema=ON" if self._read_only else "synchronous=FULL"
        self._open.exec_driver_sql(f"PRAGMA {pragma}")
        self._open.rollback()

    @property
    def _open(self) -> sa.Connection:
        if self._connection is None:
            raise RecordError(
                "the record was closed.", where=Place(self._file), who="the caller", mend="open it anew."
            )
        return self._connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sa.Connection]:
        with self._open.begin():
            self._open.exec_driver_sql(begin)
            yield self._open

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        """Whatever the database complains of, told as an error of the record."""
        try:
            yield
        except (SQLAlchemyError, UnicodeDecodeError) as fault:
            reason = getattr(fault, "orig", None) or fault
            raise RecordError(
                f"the record cannot be {done}: {reason}.",
                where=Place(self._file),
                who="whoever keeps the record",
                mend="see that nobody else holds it and the disk has room; if it is damaged, restore it from a copy.",
            ) from fault

    def _begin_record(self, about: About) -> None:
        with self._transaction("BEGIN IMMEDIATE") as connection:
            EVENT.metadata.create_all(connection, checkfirst=False)
            header = about.header()
            stated = {"events": 0, "head": GENESIS, "seal": seal(GENESIS, header)}
            connection.execute(ABOUT.insert(), {**header, **stated})
        self._log_ahead()

    def _log_ahead(self) -> None:
        """Write ahead to a log from the first append on; a record that is only read keeps every byte."""
        if not self._logging:
            self._open.exec_driver_sql("PRAGMA journal_mode=WAL")
            self._open.rollback()
            self._logging = True

    def _fold_log(self) -> None:
        """Leave one plain file. While somebody else has it open the log stays, and stays valid."""
        self._open.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            self._open.exec_driver_sql("PRAGMA journal_mode=DELETE")
        except OperationalError as fault:
            if "locked" not in str(fault.orig):
                raise
        self._open.rollback()
        self._logging = False

    def _insert(self, connection: sa.Connection, ready: Sequence[Entry], about: About) -> None:
        last = ready[-1]
        try:
            connection.execute(EVENT.insert(), [row_of(entry) for entry in ready])
        except IntegrityError as fault:
            for key in dict.fromkeys(entry.event.key for entry in ready):
                if key and connection.execute(UNDER_KEY, {"wanted": key}).first():
                    raise key_used(key, self._file) from fault
            raise
        sealed = seal(last.chain, about.header())
        connection.execute(ABOUT.update(), {"events": last.event.seq, "head": last.chain, "seal": sealed})

    def _header(self) -> About:
        """What the record says about itself, not yet held against its seal."""
        row = self._open.execute(STATED).mappings().first()
        if row is None:
            raise damage("the table `about` is empty.", Place(self._file, value="table about"))
        return about_in({name: row[name] for name in HEADER}, Place(self._file, value="table about"))

    def _stated(self) -> tuple[About, int, str]:
        """What the record states: about itself, its number of events and the chain's head, if the seal fits."""
        rows = self._open.execute(STATED).mappings().all()
        where = Place(self._file, value="table about")
        if len(rows) != 1:
            raise damage("the table `about` should hold one row.", where)
        header: dict[str, Json] = {name: rows[0][name] for name in HEADER}
        events, head = rows[0]["events"], rows[0]["head"]
        about = about_in(header, where)
        if type(events) is not int or type(head) is not str or rows[0]["seal"] != seal(head, header):
            raise damage("the table `about` was changed: it does not fit its seal.", where)
        return about, events, head

    def _standing(self) -> tuple[About, Tail]:
        """What the record states and the tail that bears it out. Raises RecordError when they differ."""
        about, events, head = self._stated()
        newest = self._open.execute(NEWEST).one_or_none()
        tail = Tail(*newest) if newest else Tail()
        if (tail.seq, tail.head) != (events, head):
            raise damage(
                f"the record states {events} events, but its last one is event {tail.seq} or does not fit its chain.",
                Place(self._file, value=f"event {tail.seq}"),
            )
        return about, tail

    def _tail_at(self, seq: int) -> Tail | None:
        """The record's end as it was after event `seq`, or None when it has not come so far."""
        if seq == 0:
            return Tail()
        with self._told("read"), self._transaction("BEGIN") as connection:
            row = connection.execute(ONE, {"wanted": seq}).one_or_none()
            if row is None and seq <= self._stated()[1]:
                raise damage(f"event {seq} is missing.", Place(self._file, value=f"event {seq}"))
            if row and [type(value) for value in row] != [int, str, str, int]:
                raise damage(f"event {seq} was changed.", Place(self._file, value=f"event {seq}"))
            return Tail(*row) if row else None

    def _chunk(self, after: int) -> tuple[list[sa.RowMapping], RecordError | None, tuple[int, str]]:
        """The next rows, what stopped the reading of more, and what the record states; all of one moment."""
        rows: list[sa.RowMapping] = []
        stated = (0, "")
        try:
            with self._told("read"), self._transaction("BEGIN") as connection:
                for row in connection.execute(NEXT, {"after": after}).mappings():
                    rows.append(row)
                if len(rows) < CHUNK:
                    stated = self._stated()[1:]
                    self._check_ends(connection)
        except RecordError as fault:
            return rows, fault, stated
        return rows, None, stated

    def _check_ends(self, connection: sa.Connection) -> None:
        lowest = connection.execute(LOWEST).scalar_one()
        if lowest is not None and lowest < 1:
            raise damage("there is an event before the first.", Place(self._file, value=f"event {lowest}"))
        self._check_length(Place(self._file))

    def _check_length(self, where: Place) -> None:
        missing = missing_bytes(self.path)
        if missing:
            raise damage(f"the file was cut short: {missing} bytes are missing at its end.", where)

    def _checked(self, row: sa.RowMapping, tail: Tail) -> Entry:
        where = Place(self._file, value=f"event {tail.seq + 1}")
        try:
            text = text_of(dict(row))
            event = event_of(dict(row))
        except (ValueError, TypeError, KeyError, RecursionError) as fault:
            self._check_length(where)
            raise damage(f"the row after event {tail.seq} is not an event: {fault}.", where) from fault
        entry = checked(tail, event, text, row["chain"], where)
        if row["part"] != entry.part:
            raise damage(f"event {event.seq} was changed: it is part {entry.part} under its key.", where)
        return entry


def is_sqlite(path: Path) -> bool:
    """Whether a file is a SQLite file, by its first bytes. Raises RecordError when it is missing or empty."""
    try:
        with path.open("rb") as file:
            beginning = file.read(len(MAGIC))
    except OSError as fault:
        raise unreadable(path, fault, "read") from fault
    if not beginning:
        raise empty(path)
    return beginning == MAGIC


def missing_bytes(path: Path) -> int:
    """How many bytes a SQLite file lacks of those its header counts; 0 while a write-ahead log may hold them."""
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        return 0
    with path.open("rb") as file:
        header = file.read(100)
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    return max(0, pages * (65536 if page == 1 else page) - path.stat().st_size)


def _look_at(path: Path) -> None:
    if not is_sqlite(path):
        raise no_record(Place(str(path)))


def _claim(path: Path) -> None:
    """Make the empty file, so that no two programs begin one record. Raises RecordError when anything is in the way."""
    for side in ("-wal", "-shm", "-journal"):
        if path.with_name(path.name + side).exists():
            raise _taken(path.with_name(path.name + side))
    try:
        path.touch(exist_ok=False)
    except FileExistsError as fault:
        raise _taken(path) from fault
    except OSError as fault:
        raise unreadable(path, fault, "written") from fault


def _taken(path: Path) -> RecordError:
    return RecordError(
        "the file is there already; nothing was overwritten.",
        where=Place(str(path)),
        who="the person giving the command",
        mend="name another folder for the record, or move this file away.",
    )
