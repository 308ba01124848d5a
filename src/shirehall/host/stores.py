"""Where a day is kept: the record, the register of people, the notebook, drafts and traces, in one folder or one database."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import sqlalchemy as sa

from shirehall.errors import Place, RecordError, UsageError
from shirehall.host.codes import Secret
from shirehall.host.drafts import Drafts
from shirehall.host.quick import QuickStart
from shirehall.host.register import SECRET_FILE, Register
from shirehall.patch.pack import Patch
from shirehall.play.catalogue import Catalogue
from shirehall.play.record.cache import Cache
from shirehall.play.record.chain import About
from shirehall.play.record.event import canonical
from shirehall.play.record.mirror import Mirror
from shirehall.play.record.postgres import PostgresStore, day_in, days_in
from shirehall.play.record.small import put_in_place
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.record.tables import TableStore
from shirehall.play.session import Session
from shirehall.players.driver import Trace
from shirehall.study.notebook.store import Notebook

COPY_EVERY = 3.0
"""Seconds between two looks of the notebook's copy."""
CALM = 5.0
"""Seconds after a start on a record that is not empty in which nothing is kept for the next one while anybody waits to come back."""
FIRST = 1.0
"""Seconds of these in which nothing is kept at all: the first are only coming back."""
MOMENT = 0.3
"""Seconds that the record's own store waits for a database that is away, before the writer lets readers in and tries again."""
LOG = logging.getLogger("shirehall")


class Stores:
    """The stores of one day. The record is opened by whoever writes it, on its own thread; the others stand open."""

    def __init__(self, patch: Patch, data: Path, database: str = "", copy: Path | None = None) -> None:
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise UsageError(f"the folder {data} cannot be made: {fault.strerror}.", where=Place(str(data)),
                             mend="name a place that can be written with --data.") from fault  # fmt: skip
        self._patch = patch
        self._data = data
        self._database = database
        self._record = data / "record.sqlite"
        self._traces = threading.Lock()
        self._engines: list[sa.Engine] = []
        self._copy = copy
        self.mirror: Mirror | None = None
        self.notes_copy: NotesCopy | None = None
        self.quick: QuickStart | None = None
        self._began = 0.0
        self.doubt: RecordError | None = None
        self.secret = Secret.kept_in(data / SECRET_FILE)
        self.register = Register.in_folder(data, self._engine("register") if database else None)
        self.notebook = Notebook(self._engine("notebook"))
        self.drafts = Drafts(self._engine("drafts"))

    @property
    def has_record(self) -> bool:
        """Whether the day's record was begun."""
        if self._database:
            return day_in(self._database)[1] in days_in(self._database)
        return self._record.exists()

    @property
    def where(self) -> str | Path:
        """Where the day's record is: its file, or the address of its database."""
        return self._database or self._record

    def record(self) -> TableStore:
        """The record, begun if it is not there yet. Call it on the thread that is to write."""
        about = About(self._patch.id, self._patch.digest)
        fresh = not self.has_record
        if self._database:
            return PostgresStore(
                self._database, create=fresh, about=about if fresh else None, patience=MOMENT
            )
        return SQLiteStore(self._record, create=fresh, about=about if fresh else None)

    def follow(self) -> None:
        """Begin the second copies, on another path: of the record, checked all along, and of the notebook. Names are not copied.

        A record in PostgreSQL is copied too; the copy of a notebook there is its keeper's.
        """
        if self._copy is None or self.mirror is not None:
            return
        self._copy.mkdir(parents=True, exist_ok=True)
        self.mirror = Mirror(self._reading, self._copy / "record.jsonl", clock=time.monotonic, tell=self.log)
        self.mirror.start()
        if not self._database:
            self.notes_copy = NotesCopy(
                self._data / "notebook.sqlite", self._copy / "notebook.sqlite", self.log
            )
            self.notes_copy.start()

    def _reading(self) -> TableStore:
        if self._database:
            return PostgresStore(self._database, create=False, read_only=True, patience=MOMENT)
        return SQLiteStore(self._record, create=False, read_only=True)

    def session(self, store: TableStore, catalogue: Catalogue) -> Session:
        """The session on the record's store: from what was kept of it where that can be trusted, which is checked meanwhile."""
        cache = Cache(
            self._data / "cache", self.secret.key("cache"), f"{self._patch.id} {self._database or 'sqlite'}"
        )
        self.quick = QuickStart(store, catalogue, cache, self._reading, self._doubted)
        session = self.quick.session()
        self._began = time.monotonic() if session.events else -CALM
        return session

    def idle(self, session: Session, waiting: int = 0) -> bool:
        """Keep one small piece of what is folded, for the next start; whether there was one. `waiting` are those about to come back."""
        up = time.monotonic() - self._began
        calm = up >= (CALM if waiting else FIRST)
        return self.quick is not None and calm and self.quick.step(session)

    def _doubted(self, fault: RecordError) -> None:
        """The record was found not to hold together while play goes on."""
        self.doubt = fault
        self.log(f"the record does not hold together: {fault}")

    def trace(self, trace: Trace) -> None:
        """Keep why a script did what it did, beside the record."""
        with self._traces, (self._data / "reasons.jsonl").open("a", encoding="utf-8") as file:
            file.write(canonical(asdict(trace)) + "\n")

    def log(self, words: str) -> None:
        """Tell whoever keeps the machine. No words of players, no names, no codes."""
        LOG.error(words)

    def close(self) -> None:
        """Bring the second copies level, and let go of the stores that stand open."""
        if self.quick is not None:
            self.quick.close()
        for copy in (self.mirror, self.notes_copy):
            if copy is not None:
                copy.stop()
        self._fold_record()
        self.register.close()
        for engine in self._engines:
            engine.dispose()

    def _fold_record(self) -> None:
        """Leave the record as one plain file, now that nobody reads it any more, so that it can be copied alone."""
        if self._database or self.quick is None:
            return
        try:
            SQLiteStore(self._record, create=False).close()
        except RecordError as fault:
            self.log(f"the record was left with its side files: {fault}")

    def _engine(self, name: str) -> sa.Engine:
        """Where a store beside the record is kept: in a file of its own, or in the day's second schema of the database."""
        engine = beside_in(self._database) if self._database else sa.create_engine(
            f"sqlite:///{self._data / name}.sqlite", connect_args={"check_same_thread": False}, hide_parameters=True
        )  # fmt: skip
        if not self._database:
            sa.event.listen(engine, "connect", durable)
        self._engines.append(engine)
        return engine


class NotesCopy:
    """A second copy of the notebook: its whole file through SQLite's own backup, every few seconds in which it changed."""

    def __init__(self, source: Path, path: Path, tell: Callable[[str], None]) -> None:
        self._source, self._path, self._tell = source, path, tell
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="copy of the notebook", daemon=True)
        self._seen = -1
        self.fault = ""

    def start(self) -> None:
        """Begin to copy, and go on until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """Copy once more, and end."""
        self._ending.set()
        self._thread.join(5)

    def _run(self) -> None:
        with closing(sqlite3.connect(self._source)) as source:
            while True:
                ending = self._ending.is_set()
                try:
                    self._once(source)
                except (sqlite3.Error, OSError) as fault:
                    if str(fault) != self.fault:
                        self._tell(f"the second copy of the notebook cannot be kept: {fault}")
                    self.fault = str(fault)
                if ending:
                    return
                self._ending.wait(COPY_EVERY)

    def _once(self, source: sqlite3.Connection) -> None:
        version = source.execute("PRAGMA data_version").fetchone()[0]
        if version == self._seen:
            return
        beside = self._path.with_suffix(".new")
        beside.unlink(missing_ok=True)
        with closing(sqlite3.connect(beside)) as made:
            source.backup(made)
        put_in_place(beside, self._path)
        self._seen, self.fault = version, ""


def beside_in(address: str) -> sa.Engine:
    """Connections to the schema that holds what lies beside a day's record: people, notes, drafts. It is made if need be."""
    url, day = day_in(address)
    schema = f"beside_{day}"
    engine = sa.create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": f'-c search_path="{schema}"', "connect_timeout": 2},
    )
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    except sa.exc.SQLAlchemyError as fault:
        raise RecordError(
            f"the database cannot be used: {str(getattr(fault, 'orig', fault)).strip()}.", who="whoever keeps the database",
            where=Place(url.render_as_string(hide_password=True)), mend="see that PostgreSQL runs and that the address is right.",
        ) from fault  # fmt: skip
    return engine


def durable(connection: object, _record: object) -> None:
    """Every word is on the disk before it is acknowledged, here as on the record."""
    execute: Callable[[str], object] = connection.execute  # type: ignore[attr-defined]
    execute("PRAGMA journal_mode=WAL")
    execute("PRAGMA synchronous=FULL")
