"""Opening a record whose kind of file is not known, and saving what can be saved of a damaged one."""

from __future__ import annotations

from pathlib import Path

from shirehall.errors import RecordError
from shirehall.play.record.event import Event
from shirehall.play.record.jsonl import JsonlStore
from shirehall.play.record.postgres import PostgresStore, is_postgres
from shirehall.play.record.sqlite import SQLiteStore, is_sqlite
from shirehall.play.record.tables import TableStore


def open_record(path: Path | str) -> TableStore | JsonlStore:
    """The record at `path`, for reading only; whether it is SQLite or JSON Lines is told by its content.

    A text that is the address of a PostgreSQL database opens the day that it names. Raises RecordError when the path is
    missing, empty or no record. Damage further in shows when it is read.
    """
    if isinstance(path, str) and is_postgres(path):
        return PostgresStore(path, create=False, read_only=True)
    if is_sqlite(Path(path)):
        return SQLiteStore(path, create=False, read_only=True)
    return JsonlStore(path)


def salvage(path: Path | str) -> tuple[tuple[Event, ...], RecordError | None]:
    """Every event before the first damage, and the damage, None when the record is whole. The file is not touched."""
    events: list[Event] = []
    try:
        store = open_record(path)
    except RecordError as damage:
        return (), damage
    try:
        events.extend(store.read())
    except RecordError as damage:
        return tuple(events), damage
    finally:
        store.close()
    return tuple(events), None
