"""A record in the tables of a database: what the SQLite and the PostgreSQL record have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Self, TypeVar

import sqlalchemy as sa

from shirehall.errors import Place, RecordError
from shirehall.play.record.chain import GENESIS, About, seal
from shirehall.play.record.entry import Entry, Tail, checked, conflict, damage, entries, key_used
from shirehall.play.record.event import Event, Json
from shirehall.play.record.jsonl import about_in, finished
from shirehall.play.record.schema import ABOUT, EVENT, HEADER, KEYED, event_of, row_of, text_of
from shirehall.play.record.store import Store

CHUNK = 500
Found = TypeVar("Found")

NEWEST = (
    sa.select(EVENT.c.seq, EVENT.c.chain, EVENT.c.key, EVENT.c.part).order_by(EVENT.c.seq.desc()).limit(1)
)
UNDER_KEY = sa.select(EVENT.c.seq).where(KEYED, EVENT.c.key == sa.bindparam("wanted")).order_by(EVENT.c.seq)
USED = sa.select(EVENT.c.key).where(KEYED, EVENT.c.key.in_(sa.bindparam("wanted", expanding=True))).limit(1)
ONE = sa.select(EVENT.c.seq, EVENT.c.chain, EVENT.c.key, EVENT.c.part).where(
    EVENT.c.seq == sa.bindparam("wanted")
)
NEXT = sa.select(EVENT).where(EVENT.c.seq > sa.bindparam("after")).order_by(EVENT.c.seq).limit(CHUNK)
STATED = sa.select(ABOUT).limit(2)
LOWEST = sa.select(sa.func.min(EVENT.c.seq))


class TableStore(ABC):
    """A record in two tables, `event` and `about`, over one connection. Use it from one thread at a time.

    Its kinds say how a connection is made, what a transaction of theirs is, and how the database's complaints are told.
    """

    about: About

    def __init__(self, engine: sa.Engine, file: str, read_only: bool) -> None:
        self._engine = engine
        self._file = file
        self._read_only = read_only
        self._connection: sa.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, events: Sequence[Event], *, expected_seq: int) -> None:
        """Keep the events in one transaction, all or none; see `Store.append`.

        Raises NotKept when nothing was written and it may be tried again, WriterStopped when this store writes no more.
        """
        if self._read_only:
            raise finished(self._file, len(events), expected_seq)
        with self._told("written"), self._transaction(writing=True) as connection:
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
        return (entry.event for entry in self.entries(after))

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """The events numbered above `after` as they are kept, with the chain's head after each; see `read`."""
        tail = self._tail_at(max(after, 0))
        more = tail is not None
        while more and tail is not None:
            rows, fault, stated = self._chunk(tail.seq)
            for row in rows:
                entry = self._checked(row, tail)
                yield entry
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
        return self.end().seq

    def digest(self) -> str:
        """The hash chain's head."""
        return self.end().head

    def end(self) -> Tail:
        """The record's end: the last event's number and the chain's head there, read in one go."""
        return self._reading(lambda _: self._standing()[1])

    def head_at(self, seq: int) -> str:
        """The chain's head after event `seq`; empty when the record has not come so far."""
        tail = self._tail_at(seq)
        return tail.head if tail else ""

    def has_key(self, key: str) -> tuple[int, ...]:
        """The numbers of the events committed under a key; empty when it is new, and for the empty key."""
        if not key:
            return ()
        return self._reading(
            lambda connection: tuple(connection.execute(UNDER_KEY, {"wanted": key}).scalars())
        )

    def was_kept(self, events: Sequence[Event], *, expected_seq: int) -> bool:
        """Whether exactly these events stand on the record after event `expected_seq`, by the chain over them."""
        before = self._tail_at(expected_seq)
        if before is None or not events:
            return False
        return self.head_at(expected_seq + len(events)) == entries(events, before, self._file)[-1].chain

    @abstractmethod
    def close(self) -> None:
        """Let go of the database. May be called twice."""

    # ---- what each kind of database says for itself ------------------------------------------------------------

    @abstractmethod
    def _transaction(self, *, writing: bool) -> AbstractContextManager[sa.Connection]:
        """One moment of the record; with `writing`, a change of it that is kept whole or not at all."""

    @abstractmethod
    def _told(self, done: str) -> AbstractContextManager[None]:
        """Whatever the database complains of, told as an error of the record."""

    @abstractmethod
    def _check_length(self, where: Place) -> None:
        """Raise RecordError when the end of the database's own file is missing."""

    def _reading(self, work: Callable[[sa.Connection], Found]) -> Found:
        """What `work` finds, all of one moment."""
        with self._told("read"), self._transaction(writing=False) as connection:
            return work(connection)

    # ---- what both have in common ------------------------------------------------------------------------------

    @property
    def _open(self) -> sa.Connection:
        if self._connection is None:
            raise RecordError(
                "the record was closed.", where=Place(self._file), who="the caller", mend="open it anew."
            )
        return self._connection

    def _make_tables(self, connection: sa.Connection, about: About) -> None:
        EVENT.metadata.create_all(connection, checkfirst=False)
        header = about.header()
        stated = {"events": 0, "head": GENESIS, "seal": seal(GENESIS, header)}
        connection.execute(ABOUT.insert(), {**header, **stated})

    def _insert(self, connection: sa.Connection, ready: Sequence[Entry], about: About) -> None:
        keys = list(dict.fromkeys(entry.event.key for entry in ready if entry.event.key))
        for start in range(0, len(keys), CHUNK):
            taken = connection.execute(USED, {"wanted": keys[start : start + CHUNK]}).scalars().first()
            if taken is not None:
                raise key_used(taken, self._file)
        connection.execute(EVENT.insert(), [row_of(entry) for entry in ready])
        last = ready[-1]
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
        return Tail() if seq == 0 else self._reading(lambda connection: self._tail_in(connection, seq))

    def _tail_in(self, connection: sa.Connection, seq: int) -> Tail | None:
        row = connection.execute(ONE, {"wanted": seq}).one_or_none()
        if row is None and seq <= self._stated()[1]:
            raise damage(f"event {seq} is missing.", Place(self._file, value=f"event {seq}"))
        if row and [type(value) for value in row] != [int, str, str, int]:
            raise damage(f"event {seq} was changed.", Place(self._file, value=f"event {seq}"))
        return Tail(*row) if row else None

    def _chunk(self, after: int) -> tuple[list[sa.RowMapping], RecordError | None, tuple[int, str]]:
        """The next rows, what stopped the reading of more, and what the record states; all of one moment."""
        rows: list[sa.RowMapping] = []
        stated = [(0, "")]

        def work(connection: sa.Connection) -> None:
            rows.clear()
            for row in connection.execute(NEXT, {"after": after}).mappings():
                rows.append(row)
            if len(rows) < CHUNK:
                stated[0] = self._stated()[1:]
                self._check_ends(connection)

        try:
            self._reading(work)
        except RecordError as fault:
            return rows, fault, stated[0]
        return rows, None, stated[0]

    def _check_ends(self, connection: sa.Connection) -> None:
        lowest = connection.execute(LOWEST).scalar_one()
        if lowest is not None and lowest < 1:
            raise damage("there is an event before the first.", Place(self._file, value=f"event {lowest}"))
        self._check_length(Place(self._file))

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
