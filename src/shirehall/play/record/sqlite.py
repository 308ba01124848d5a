"""The record in a SQLite file: durable after every append, readable with the sqlite3 shell alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from shirehall.errors import Place, RecordError
from shirehall.play.record.chain import About
from shirehall.play.record.entry import damage
from shirehall.play.record.event import Event
from shirehall.play.record.faults import DiskFull, NotKept, WriterStopped, stopped
from shirehall.play.record.jsonl import empty, no_record, unreadable
from shirehall.play.record.owner import Owner
from shirehall.play.record.tables import TableStore

MAGIC = b"SQLite format 3\x00"
PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""
LOG_KEPT = 16_000_000
"""Bytes to which the write-ahead log is cut back when it was folded in."""
LOG_LONGEST = 32_000_000
"""Bytes of write-ahead log at which the writer folds it in by itself, should long readings have let it grow."""
FULL = 2
"""What `PRAGMA synchronous` answers when every commit is on disk before it returns (sqlite.org/pragma.html)."""
BUSY, LOCKED, NO_ROOM = 5, 6, 13
"""SQLite's result codes (sqlite.org/rescode.html): somebody else is writing; the disk or its quota is full."""


class SQLiteStore(TableStore):
    """A record in one SQLite file. Every append is one transaction, on disk before it returns.

    While it is owned by a writer there are side files, `-wal`, `-shm` and `-lock`; closing folds them into the one file.
    Use it from one thread at a time. Opening alters no event. With `create` the file must not be there yet; without, it
    must be a record. `about` is written when the record is created. Raises RecordError for a path that is taken, missing,
    empty, cut short, of a newer format or no record at all; with `read_only`, a damaged record is opened as far as it can
    be. Raises RecordHeld when another program owns the record, and RecordError when the place cannot promise that a
    commit is on disk before it returns.
    """

    def __init__(
        self, path: Path | str, *, create: bool, about: About | None = None, read_only: bool = False
    ) -> None:
        self.path = Path(path)
        self._writable = False
        self._stopped: WriterStopped | None = None
        self._owner: Owner | None = None
        engine = sa.create_engine("sqlite://", creator=self._connect, poolclass=sa.NullPool)
        super().__init__(engine, str(path), read_only)
        if not create:
            _look_at(self.path)
        if not read_only:
            self._owner = _owner_of(self.path)
        try:
            if create:
                _claim(self.path)
            self._open_record(create, about or About())
        except RecordError:
            self.close()
            raise

    def append(self, events: Sequence[Event], *, expected_seq: int) -> None:
        """Keep the events in one transaction, all or none; see `Store.append`.

        Raises NotKept (DiskFull, when room is short) when nothing was written and it may be tried again. Any other
        failure of the disk raises WriterStopped, now and for every later append: whether a page that could not be synced
        is on the disk is not known to anybody, so it is never tried again (as PostgreSQL does).
        """
        if self._stopped:
            raise self._stopped
        self._still_owned()
        super().append(events, expected_seq=expected_seq)
        if self.log_bytes() > LOG_LONGEST:
            self.fold_log()

    def _still_owned(self) -> None:
        if self._owner is None:
            return
        try:
            self._owner.check()
        except WriterStopped as fault:
            self._stopped = fault
            raise

    def log_bytes(self) -> int:
        """The size of the write-ahead log, in bytes."""
        log = self.path.with_name(self.path.name + "-wal")
        return log.stat().st_size if log.exists() else 0

    def fold_log(self) -> None:
        """Fold the write-ahead log into the file, as far as readers and room on the disk let it, and begin the log anew."""
        with self._told("written"):
            self._open.exec_driver_sql("PRAGMA busy_timeout=100")
            try:
                self._open.exec_driver_sql("PRAGMA wal_checkpoint(RESTART)")
            except OperationalError as fault:
                if _code(fault) not in (BUSY, LOCKED, NO_ROOM):
                    raise
            self._open.exec_driver_sql(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")
            self._open.rollback()

    def close(self) -> None:
        """Fold the side files into the one file and let go of it. May be called twice."""
        try:
            if self._connection is not None:
                with self._told("closed"):
                    if self._writable and not self._stopped:
                        self._leave_one_file()
                    self._connection.close()
                    self._connection = None
                    self._engine.dispose()
        finally:
            if self._owner:
                self._owner.release()

    def _open_record(self, create: bool, about: About) -> None:
        with self._told("opened"):
            self._connection = self._engine.connect()
            self._prepare()
            if create:
                with self._transaction(writing=True) as connection:
                    self._make_tables(connection, about)
            with self._transaction(writing=False):
                self.about = self._header() if self._read_only else self._standing()[0]
                if not self._read_only:
                    self._check_length(Place(self._file))
            if not self._read_only:
                self._log_ahead()

    def _connect(self) -> sqlite3.Connection:
        mode = "ro" if self._read_only else "rw"
        address = f"{self.path.resolve().as_uri()}?mode={mode}"
        return sqlite3.connect(
            address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )

    def _prepare(self) -> None:
        """Writers wait for the disk. Readers look even into a file whose end is missing, to show what is left of it."""
        writing = ("synchronous=FULL", "fullfsync=ON", "checkpoint_fullfsync=ON")
        for pragma in ("writable_schema=ON",) if self._read_only else writing:
            self._open.exec_driver_sql(f"PRAGMA {pragma}")
        self._open.rollback()

    def _log_ahead(self) -> None:
        """Write ahead to a log, and see that the file really does so and waits for the disk at every commit."""
        mode = self._open.exec_driver_sql("PRAGMA journal_mode=WAL").scalar_one()
        waits = self._open.exec_driver_sql("PRAGMA synchronous").scalar_one()
        self._open.exec_driver_sql(f"PRAGMA journal_size_limit={LOG_KEPT}")
        self._open.rollback()
        if mode != "wal" or waits != FULL:
            raise RecordError(
                f"the record cannot be kept safe here: journal_mode is {mode}, not wal, or synchronous is {waits}, not {FULL}.",
                where=Place(self._file),
                who="whoever runs the day",
                mend="name a folder on a disk of this machine, not on a network share.",
            )
        self._writable = True

    def _leave_one_file(self) -> None:
        """Leave one plain file. While somebody else has it open, or there is no room, the log stays, and stays valid."""
        self._open.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            self._open.exec_driver_sql("PRAGMA journal_mode=DELETE")
        except OperationalError as fault:
            if _code(fault) not in (BUSY, LOCKED, NO_ROOM):
                raise
        self._open.rollback()
        self._writable = False

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[sa.Connection]:
        with self._open.begin():
            self._open.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
            yield self._open

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, UnicodeDecodeError) as fault:
            raise self._complaint(done, fault) from fault

    def _complaint(self, done: str, fault: SQLAlchemyError | UnicodeDecodeError) -> RecordError:
        reason = getattr(fault, "orig", None) or fault
        code = _code(fault)
        if done == "written" and code == NO_ROOM:
            return DiskFull(
                "the disk is full; nothing was written, and what was written before is safe.",
                where=Place(self._file),
                who="whoever runs the day",
                mend="free some room on the disk; the day goes on by itself.",
            )
        if done == "written" and code in (BUSY, LOCKED):
            return NotKept(
                f"another program kept the record busy: {reason}; nothing was written.",
                where=Place(self._file),
                who="whoever runs the day",
                mend="try it again; end the other program, if it stays.",
            )
        if done == "written" and code:
            self._stopped = stopped(self._file, f"the disk failed ({reason})")
            return self._stopped
        return RecordError(
            f"the record cannot be {done}: {reason}.",
            where=Place(self._file),
            who="whoever keeps the record",
            mend="see that nobody else holds it and the disk has room; if it is damaged, restore it from a copy.",
        )

    def _check_length(self, where: Place) -> None:
        missing = missing_bytes(self.path)
        if missing:
            raise damage(f"the file was cut short: {missing} bytes are missing at its end.", where)


def is_sqlite(path: Path) -> bool:
    """Whether a file is a SQLite file, by its first bytes. Raises RecordError when it is missing or empty.

    A file with a log beside it is one, and may be in use: it is not opened by hand, for letting go of it would take away
    the locks that SQLite itself holds in this process (sqlite.org/howtocorrupt.html, section 2.2).
    """
    if _log_beside(path):
        return True
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
    if _log_beside(path):
        return 0
    with path.open("rb") as file:
        header = file.read(100)
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    return max(0, pages * (65536 if page == 1 else page) - path.stat().st_size)


def _log_beside(path: Path) -> bool:
    return path.with_name(path.name + "-wal").exists() and path.exists()


def _code(fault: BaseException) -> int:
    """SQLite's primary result code of a fault; 0 when it has none."""
    code = getattr(getattr(fault, "orig", None), "sqlite_errorcode", 0)
    return int(code) & 0xFF


def _owner_of(path: Path) -> Owner:
    try:
        return Owner(path)
    except OSError as fault:
        raise unreadable(path, fault, "written") from fault


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
