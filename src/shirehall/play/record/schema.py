"""The tables of a record in a database, and an event as a row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from sys import intern

import sqlalchemy as sa

from shirehall.play.record.chain import About
from shirehall.play.record.entry import LISTS, Entry
from shirehall.play.record.event import Event, Json, canonical, from_json, to_json

TABLES = sa.MetaData()


class EscapedText(sa.TypeDecorator[str]):
    """Text for a database that cannot hold the character 0: it is kept as `\\0`, and a backslash as two."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """The text as it is kept."""
        return value if value is None else value.replace("\\", "\\\\").replace("\0", "\\0")

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """The text as it was given."""
        if value is None or "\\" not in value:
            return value
        return "\\".join(part.replace("\\0", "\0") for part in value.split("\\\\"))


WORDS = sa.Text().with_variant(EscapedText(), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")

EVENT = sa.Table(
    "event",
    TABLES,
    sa.Column("seq", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("kind", WORDS, nullable=False),
    sa.Column("version", NUMBER, nullable=False),
    sa.Column("at", NUMBER, nullable=False),
    sa.Column("month", NUMBER, nullable=False),
    sa.Column("seat", WORDS, nullable=False),
    sa.Column("organisation", WORDS, nullable=False),
    sa.Column("addressees", sa.Text, nullable=False),
    sa.Column("audience", sa.Text, nullable=False),
    sa.Column("thread", NUMBER),
    sa.Column("in_reply_to", NUMBER),
    sa.Column("cause", NUMBER),
    sa.Column("subject", NUMBER),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("origin", WORDS, nullable=False),
    sa.Column("key", WORDS, nullable=False),
    sa.Column("part", NUMBER, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("chain", sa.Text, nullable=False),
)
"""One row an event. `addressees`, `audience`, `about` and `body` hold canonical JSON text."""

ABOUT = sa.Table(
    "about",
    TABLES,
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("version", NUMBER, nullable=False),
    sa.Column("pack", sa.Text, nullable=False),
    sa.Column("pack_digest", sa.Text, nullable=False),
    sa.Column("shirehall", sa.Text, nullable=False),
    sa.Column("events", NUMBER, nullable=False),
    sa.Column("head", sa.Text, nullable=False),
    sa.Column("seal", sa.Text, nullable=False),
)
"""One row for the whole record: its header, the number of events, the chain's head and the seal."""

KEYED = EVENT.c.key != sa.literal_column("''")
sa.Index("event_by_key", EVENT.c.key, EVENT.c.part, unique=True, sqlite_where=KEYED).ddl_if(dialect="sqlite")
"""Only what is KEYED is in this index: a search by key that does not say so reads the whole record."""

FINAL = "events on the record are final"

for act in ("UPDATE", "DELETE"):
    sa.event.listen(
        EVENT,
        "after_create",
        sa.DDL(  # type: ignore[no-untyped-call]
            f"CREATE TRIGGER no_{act.lower()}_of_events BEFORE {act} ON event "
            f"BEGIN SELECT RAISE(ABORT, '{FINAL}'); END"
        ).execute_if(dialect="sqlite"),
    )

# PostgreSQL's own part of the tables is written out: said by `postgresql_where`, every start would read all of its dialect.
for statement in (
    "CREATE UNIQUE INDEX event_by_key ON event (key, part) WHERE key != ''",
    f"CREATE FUNCTION events_are_final() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION '{FINAL}'; END$$",
    "CREATE TRIGGER no_change_of_events BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
    "FOR EACH STATEMENT EXECUTE FUNCTION events_are_final()",
):
    sa.event.listen(
        EVENT,
        "after_create",
        sa.DDL(statement).execute_if(dialect="postgresql"),  # type: ignore[no-untyped-call]
    )

HEADER = tuple(About().header())
AS_JSON = frozenset((*LISTS, "body"))
OFTEN = ("kind", "seat", "organisation", "origin")
"""Texts that come again and again: each is held once in memory."""
FIELDS = tuple(sorted(column.name for column in EVENT.columns if column.name not in ("part", "chain")))


def row_of(entry: Entry) -> dict[str, Json]:
    """The row that keeps an event."""
    values = to_json(entry.event)
    row = {name: canonical(value) if name in AS_JSON else value for name, value in values.items()}
    return {**row, "part": entry.part, "chain": entry.chain}


def text_of(row: Mapping[str, Json]) -> str:
    """The event's canonical JSON text put together from the very texts of its row, so that every byte counts.

    Raises TypeError or ValueError when a column holds another type.
    """
    parts = []
    for name in FIELDS:
        value = row[name]
        if name in AS_JSON and type(value) is not str:
            raise TypeError(f"column {name} holds {type(value).__name__}, not text")
        parts.append(f'"{name}":{value if name in AS_JSON else canonical(value)}')
    return "{" + ",".join(parts) + "}"


def event_of(row: Mapping[str, Json]) -> Event:
    """The event that a row keeps. Raises ValueError, TypeError or KeyError when the row keeps none."""
    values = {name: json.loads(row[name]) if name in AS_JSON else row[name] for name in FIELDS}
    for name in OFTEN:
        values[name] = intern(values[name])
    for name in LISTS:
        values[name] = [intern(value) if type(value) is str else value for value in values[name]]
    return from_json(values)
