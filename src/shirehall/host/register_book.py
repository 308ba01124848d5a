"""The book that the register is written in: its tables, its file, and how each is opened.

The book stands apart from the record of play. The record knows seats; only the book knows who sat on them.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from shirehall.errors import Place, UsageError

TABLES = sa.MetaData()

INVITATION = sa.Table(
    "register_invitation",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("seat", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("places", sa.Integer, nullable=False),
    sa.Column("nonce", sa.Text, nullable=False),
    sa.Column("code_hash", sa.Text, nullable=False, unique=True),
    sa.Column("link_hash", sa.Text, nullable=False, unique=True),
    sa.Column("issued", sa.Text, nullable=False),
    sa.Column("released", sa.Text),
)
"""One row a code. `kind` is seat, observer or wall; `places` how many browsers may hold it at a time."""

SESSION = sa.Table(
    "register_session",
    TABLES,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("session", sa.Text, nullable=False, unique=True),
    sa.Column("invitation", sa.Integer, nullable=False, index=True),
    sa.Column("began", sa.Text, nullable=False),
    sa.Column("ended", sa.Text),
    sa.Column("why", sa.Text, nullable=False),
)
"""One row a browser that came in: the hash of its token, and how it ended (rotated, left, released)."""

PERSON = sa.Table(
    "register_person",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("seat", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("comes_from", sa.Text, nullable=False),
    sa.Column("consent", sa.Boolean, nullable=False),
    sa.Column("consented", sa.Text),
    sa.Column("wording", sa.Text, nullable=False),
    sa.Column("invited", sa.Text),
    sa.Column("confirmed", sa.Text),
    sa.Column("present", sa.Text),
    sa.Column("left", sa.Text),
)
"""One row a person; the dates say how far their attendance has come."""

READING = sa.Table(
    "register_reading",
    TABLES,
    sa.Column("seat", sa.Text, primary_key=True),
    sa.Column("paper", sa.Text, primary_key=True),
    sa.Column("opened", sa.Text, nullable=False),
    sa.Column("read", sa.Text),
)
"""When a seat first opened a paper sent ahead, and when it was first marked as read."""

LOOK = sa.Table(
    "register_look",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("whose", sa.Text, nullable=False),
)
"""What facilitators looked at that is private to others."""

DELETION = sa.Table(
    "register_deletion",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)
"""That people were erased, how many and why; never who."""

SETTING = sa.Table(
    "register_setting",
    TABLES,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

COPY = sa.Table(
    "register_copy",
    TABLES,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("made", sa.Text, nullable=False),
)
"""Where copies of the book lie, so that whoever is erased is erased there too."""


def utc_now() -> datetime:
    """This moment in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def sqlite_book(path: Path) -> sa.Engine:
    """An engine on a book in a SQLite file (made with mode 0600) that is on disk after each write and wipes what is deleted.

    Raises UsageError when the file cannot be made.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as fault:
        raise UsageError(
            f"the register cannot be written: {fault.strerror}.",
            where=Place(str(path)),
            mend="name a data folder in which files can be made.",
        ) from fault
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 5.0})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


class Book:
    """The tables on one engine, with one writer at a time and a clock that can be given."""

    def __init__(self, engine: sa.Engine, *, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now
        self._writer = threading.RLock()
        with self._told("opened"):
            TABLES.create_all(engine)

    def close(self) -> None:
        """Let go of the file or the database."""
        self._engine.dispose()

    def _stamp(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="seconds")

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as fault:
            reason = getattr(fault, "orig", None) or type(fault).__name__
            raise UsageError(
                f"the register cannot be {done}: {str(reason).splitlines()[0]}.",
                where=Place(self._engine.url.render_as_string(hide_password=True)),
                mend="see that the disk has room and that no other program holds the register.",
                who="whoever keeps the machine",
            ) from fault

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._writer, self._told("written"), self._engine.begin() as connection:
            yield connection

    def _rows(self, query: sa.Select[Any]) -> list[sa.RowMapping]:
        with self._told("read"), self._engine.connect() as connection:
            return list(connection.execute(query).mappings())

    def setting(self, name: str, default: str = "") -> str:
        """A setting of the book."""
        rows = self._rows(sa.select(SETTING.c.value).where(SETTING.c.name == name))
        return str(rows[0]["value"]) if rows else default

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting."""
        with self._writing() as connection:
            connection.execute(SETTING.delete().where(SETTING.c.name == name))
            connection.execute(SETTING.insert().values(name=name, value=value))
