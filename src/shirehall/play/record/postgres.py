"""The record in PostgreSQL, for those who host many days: one schema a day inside one database, one owner a day."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from shirehall.errors import Place, RecordError
from shirehall.play.record.chain import About
from shirehall.play.record.event import Event
from shirehall.play.record.faults import DiskFull, NotKept, OutcomeUnknown, WriterStopped, held, stopped
from shirehall.play.record.tables import TableStore

SCHEMES = ("postgresql", "postgresql+psycopg", "postgres")
DAY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
FIRST_DAY = "day"
PATIENCE = 5.0
"""Seconds for which a database that does not answer is waited for."""
A_DEAD_ONE = 2.0
"""Seconds for which a day that another program seems to own is waited for: the server may not yet know that it is dead."""
PAUSE = 0.1
"""Seconds between two tries."""
CONNECTING = {
    "connect_timeout": 2,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,
    "application_name": "shirehall",
}
"""How long a silent connection is trusted, in seconds (the last but one in milliseconds); postgresql.org/docs, libpq."""
SETTINGS = {
    "synchronous_commit": "on",
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}
"""What the server keeps to for our session; the last three let it drop a host that died, and free the day."""
DURABLE = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_apply"),
           "server_encoding": ("UTF8",)}  # fmt: skip

OWNER = sa.Table(
    "owner",
    sa.MetaData(),
    sa.Column("epoch", sa.BigInteger, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
)
"""One row: how often the day has changed hands, and who holds it."""
EPOCH = sa.select(OWNER.c.epoch)

GONE_READ_ONLY = "25006"
MAY_PASS = ("40", "53", "55", "57")
"""Classes of PostgreSQL's error codes for what passes: conflicts, want of room or memory, locks, cancelled statements."""
NO_ROOM = "53100"
HOPELESS = re.compile("authentication failed|does not exist|no pg_hba.conf entry")
"""Words of PostgreSQL that no waiting mends, when it refuses a connection (it sends no code with them)."""
Found = TypeVar("Found")


class Broken(NotKept):
    """The connection broke. Whether anything was kept is found out before this reaches a caller."""


class PostgresStore(TableStore):
    """A record in one schema of a PostgreSQL database. Every append is one transaction, on disk before it returns.

    The day is named by `?day=name` in the address, or by `day`; the schema is `shirehall_name`. One program owns a day,
    by an advisory lock that the server takes away from a dead one, and by an epoch that is looked at in each append: a
    second one raises RecordHeld. A server that was restarted is waited for, `patience` seconds long, and an append that
    met it is looked for at the record's end, so that it is kept once. Use it from one thread at a time. Raises
    RecordError for an address that is none, a day that is there already (`create`) or is not, and for a server that does
    not promise that a commit is on disk; NotKept when it does not answer.
    """

    def __init__(
        self,
        address: str,
        *,
        create: bool,
        day: str = "",
        about: About | None = None,
        read_only: bool = False,
        patience: float = PATIENCE,
    ) -> None:
        url, self.day = day_in(address, day)
        self.schema = f"shirehall_{self.day}"
        self._shown = url.render_as_string(hide_password=True)
        self._patience = patience
        self._closed = False
        self._epoch = 0
        self._committing = False
        self._unknown: tuple[int, tuple[Event, ...]] | None = None
        self._stopped: WriterStopped | None = None
        super().__init__(_engine(url, self.schema, read_only), f"{self._shown} day {self.day}", read_only)
        try:
            self._connect(first=True, create=create, about=about or About())
            with self._told("opened"), self._transaction(writing=False):
                self.about = self._header() if read_only else self._standing()[0]
        except RecordError:
            self.close()
            raise

    def append(self, events: Sequence[Event], *, expected_seq: int) -> None:
        """Keep the events in one transaction, all or none; see `Store.append`.

        Raises NotKept when nothing was written and it may be tried again, OutcomeUnknown when the connection broke in the
        commit and the server did not come back in time (the very same append may be tried again: it is kept once), and
        WriterStopped when somebody else owns the day by now.
        """
        if self._stopped:
            raise self._stopped
        for may_try_again in (True, False):
            try:
                if self._kept_after_all(events, expected_seq):
                    return
                self._committing = False
                super().append(events, expected_seq=expected_seq)
                return
            except Broken as fault:
                if self._committing:
                    self._unknown = (expected_seq, tuple(events))
                self._find_again()
                if not may_try_again:
                    raise self._unsure(fault) if self._unknown else fault from None

    def close(self) -> None:
        """Let go of the database, and of the day. May be called twice."""
        self._closed = True
        self._drop()
        self._engine.dispose()

    def _kept_after_all(self, events: Sequence[Event], expected_seq: int) -> bool:
        """Whether this is the append whose outcome was unknown, and it is on the record."""
        if self._unknown is None:
            return False
        same = self._unknown == (expected_seq, tuple(events))
        kept = same and self.was_kept(events, expected_seq=expected_seq)
        self._unknown = None
        return kept

    def _find_again(self) -> None:
        """Connect anew. Raises NotKept when the database stays away, OutcomeUnknown when it went away in a commit."""
        try:
            self._connect(first=False)
        except Broken as away:
            if self._unknown:
                raise self._unsure(away) from away
            raise

    def _unsure(self, away: Broken) -> OutcomeUnknown:
        return OutcomeUnknown(
            f"{away.what.removesuffix('; nothing was written.')}; it went away while a move was being committed.",
            where=Place(self._file),
            who="whoever keeps the database",
            mend="see that PostgreSQL runs; whether the move was kept shows when it answers again.",
        )

    def _reading(self, work: Callable[[sa.Connection], Found]) -> Found:
        """What `work` finds, all of one moment; looked for once more over a new connection when the old one broke."""
        try:
            return super()._reading(work)
        except Broken:
            self._connect(first=False)
            return super()._reading(work)

    def _check_length(self, where: Place) -> None:
        """The server keeps its own files, and says itself when one of them was cut."""

    # ---- the connection and the ownership of the day -----------------------------------------------------------

    def _connect(self, *, first: bool, create: bool = False, about: About | None = None) -> None:
        """A connection that owns the day, waited for as long as patience lasts. Raises NotKept when there is none."""
        self._drop()
        late = _after(self._patience)
        while True:
            try:
                with self._told("reached"):
                    self._connection = self._engine.connect()
                    self._check_promises()
                    self._own(first, create, about)
                return
            except Broken:
                self._drop()
                if late.wait(PAUSE):
                    raise
            except RecordError:
                self._drop()
                raise

    def _drop(self) -> None:
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.invalidate()
                self._connection.close()
            self._connection = None

    def _check_promises(self) -> None:
        """Raise RecordError unless the server waits for its disk at every commit (PostgreSQL's own defaults do)."""
        for name, good in DURABLE.items():
            found = self._open.exec_driver_sql(f"SHOW {name}").scalar_one()
            if found not in good:
                raise RecordError(
                    f"the server does not keep a record safe: its setting {name} is {found}, not {good[0]}.",
                    where=Place(self._file),
                    who="whoever keeps the database",
                    mend=f"set {name} = {good[0]} in postgresql.conf and restart it.",
                )
        self._open.rollback()

    def _own(self, first: bool, create: bool, about: About | None) -> None:
        """Take the day, or take it back after a break if nobody else has had it meanwhile."""
        if not self._read_only:
            self._lock()
        with self._open.begin():
            if first:
                self._check_there(create)
            if self._read_only:
                return
            if create:
                self._open.exec_driver_sql(f'CREATE SCHEMA "{self.schema}"')
                self._make_tables(self._open, about or About())
                OWNER.metadata.create_all(self._open, checkfirst=False)
                self._open.execute(OWNER.insert(), {"epoch": 0, "who": ""})
            if first:
                who = f"process {os.getpid()} on {platform.node()}"
                took = OWNER.update().values(epoch=OWNER.c.epoch + 1, who=who).returning(OWNER.c.epoch)
                self._epoch = self._open.execute(took).scalar_one()
            self._check_epoch(self._open)

    def _lock(self) -> None:
        """The day's advisory lock. A program that died may keep it for a moment."""
        number = int.from_bytes(
            hashlib.sha256(f"shirehall {self.schema}".encode()).digest()[:8], "big", signed=True
        )
        late = _after(max(self._patience, A_DEAD_ONE))
        while True:
            got = self._open.exec_driver_sql(f"SELECT pg_try_advisory_lock({number})").scalar_one()
            self._open.rollback()
            if got:
                return
            if late.wait(PAUSE):
                break
        there = self._open.exec_driver_sql("SELECT to_regclass('owner')").scalar_one()
        by = self._open.execute(sa.select(OWNER.c.who)).scalar() if there else ""
        raise held(self._file, by or "")

    def _check_epoch(self, connection: sa.Connection) -> None:
        """Raise WriterStopped when the day has changed hands since this store took it."""
        if connection.execute(EPOCH.with_for_update()).scalar() != self._epoch:
            self._stopped = stopped(self._file, "another program has taken the day over")
            raise self._stopped

    def _check_there(self, create: bool) -> None:
        there = self._open.exec_driver_sql("SELECT to_regclass('event') IS NOT NULL").scalar_one()
        if there and create:
            raise RecordError(
                f"the database holds a day named {self.day!r} already; nothing was overwritten.",
                where=Place(self._file),
                who="the person giving the command",
                mend="name the new day by ?day=name in the address.",
            )
        if not there and not create:
            raise RecordError(
                f"the database holds no day named {self.day!r}; it holds: {', '.join(self._days()) or 'none'}.",
                where=Place(self._file),
                who="the person giving the command",
                mend="name one of its days by ?day=name in the address.",
            )

    def _days(self) -> tuple[str, ...]:
        found = self._open.exec_driver_sql(
            "SELECT substr(schemaname, 11) FROM pg_tables WHERE tablename = 'event' "
            "AND starts_with(schemaname, 'shirehall_') ORDER BY 1"
        )
        return tuple(found.scalars())

    # ---- transactions and complaints ---------------------------------------------------------------------------

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[sa.Connection]:
        if self._connection is None and not self._closed:
            raise self._away("the connection is gone")
        with self._open.begin():
            if writing:
                self._check_epoch(self._open)
            yield self._open
            self._committing = writing

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, UnicodeError) as fault:
            raise self._complaint(done, fault) from fault

    def _complaint(self, done: str, fault: SQLAlchemyError | UnicodeError) -> RecordError:
        reason = str(getattr(fault, "orig", None) or fault).strip().split("\n")[0]
        state = str(getattr(getattr(fault, "orig", None), "sqlstate", "") or "")
        broken = isinstance(fault, DBAPIError) and (fault.connection_invalidated or self._connection is None)
        if (broken and not HOPELESS.search(reason)) or state in (GONE_READ_ONLY, "57P03"):
            return self._away(reason)
        if done == "written" and state == NO_ROOM:
            return DiskFull(
                "the database's disk is full; nothing was written, and what was written before is safe.",
                where=Place(self._file),
                who="whoever keeps the database",
                mend="free some room on its disk; the day goes on by itself.",
            )
        if done == "written" and state.startswith(MAY_PASS):
            return NotKept(
                f"the database was too busy: {reason}; nothing was written.",
                where=Place(self._file),
                who="whoever keeps the database",
                mend="try it again; see what else holds the database up, if it stays.",
            )
        return RecordError(
            f"the record cannot be {done}: {reason}.",
            where=Place(self._file),
            who="whoever keeps the database",
            mend="see that the address is right, that you may use the database, and that its disk has room.",
        )

    def _away(self, reason: str) -> Broken:
        return Broken(
            f"the database does not answer: {reason}; nothing was written.",
            where=Place(self._file),
            who="whoever keeps the database",
            mend="see that PostgreSQL runs; the move may be tried again.",
        )


def is_postgres(address: str) -> bool:
    """Whether an address is that of a PostgreSQL database."""
    return address.split("://")[0] in SCHEMES and "://" in address


def day_in(address: str, day: str = "") -> tuple[sa.URL, str]:
    """The database's address without the day, and the day: `day`, else what `?day=` says, else `day`.

    Raises RecordError for an address that is none of PostgreSQL's, and for a day's name that is not of up to forty small
    letters, digits, hyphens and underscores.
    """
    try:
        url = sa.make_url(address)
    except (ArgumentError, ValueError):
        url = sa.URL.create("none")
    if url.drivername not in SCHEMES:
        raise RecordError(
            "that is not the address of a PostgreSQL database.",
            who="the person giving the command",
            mend="give it as postgresql://user@host/database?day=name.",
        )
    said = url.query.get("day", "")
    name = day or (said if isinstance(said, str) else said[-1]) or FIRST_DAY
    if not DAY.fullmatch(name):
        raise RecordError(
            f"{name!r} cannot be the name of a day.",
            who="the person giving the command",
            mend="name it with up to forty small letters, digits, hyphens and underscores.",
        )
    return url.difference_update_query(["day"]).set(drivername="postgresql+psycopg"), name


def days_in(address: str) -> tuple[str, ...]:
    """The names of the days that a database holds. Raises RecordError when it cannot be reached."""
    url, _ = day_in(address)
    engine = _engine(url, "public", True)
    try:
        with engine.connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT substr(nspname, 11) FROM pg_namespace WHERE starts_with(nspname, 'shirehall_') ORDER BY 1"
            )
            return tuple(found.scalars())
    except SQLAlchemyError as fault:
        raise RecordError(
            f"the database cannot be reached: {str(getattr(fault, 'orig', fault)).strip()}.",
            where=Place(url.render_as_string(hide_password=True)),
            who="whoever keeps the database",
            mend="see that PostgreSQL runs and that the address is right.",
        ) from fault
    finally:
        engine.dispose()


def _after(seconds: float) -> threading.Event:
    """What is set when so many seconds are over."""
    late = threading.Event()
    timer = threading.Timer(seconds, late.set)
    timer.daemon = True
    timer.start()
    return late


def _engine(url: sa.URL, schema: str, read_only: bool) -> sa.Engine:
    """Connections of ours: short of patience, to this day's schema. Readers see one moment through a transaction."""
    said = {**SETTINGS, "search_path": f'"{schema}"'}
    if read_only:
        said["default_transaction_read_only"] = "on"
    options = " ".join(f"-c {name}={value}" for name, value in said.items())
    wanted = {"options": options, "target_session_attrs": "any" if read_only else "read-write"}
    try:
        return sa.create_engine(
            url,
            poolclass=sa.NullPool,
            isolation_level="REPEATABLE READ" if read_only else "READ COMMITTED",
            connect_args={**CONNECTING, **wanted},
        )
    except ModuleNotFoundError as fault:
        raise RecordError(
            "the PostgreSQL driver is not installed.",
            who="whoever installs Shirehall",
            mend="install shirehall[postgres].",
        ) from fault
