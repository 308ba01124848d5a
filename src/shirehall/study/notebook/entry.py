"""An entry: one thing written into the notebook, by whom, when, and what it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

from shirehall.play.record.event import Json, canonical, freeze

ORIGINS = ("player", "moderator", "observer", "script", "outside")
"""Whose words an entry holds. They are never mixed: what moderators and observers make of a day is kept apart from players'."""

PSEUDONYM = re.compile(r"[A-Za-z0-9*][A-Za-z0-9._*:-]{0,79}\Z")
LONGEST_KEY = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written, under its dense number.

    `author` is a seat's id or an observer's pseudonym, never a name. `at` is the play minute and `month` the month it is
    about, both none when nobody knows. `written_at` and `received_at` are UTC labels (ISO 8601, seconds); the first is the
    writer's own clock and may be empty. `corrects` and `withdraws` are numbers of earlier entries of the same author, which
    stay as they are.
    """

    number: int
    kind: str
    version: int
    author: str
    origin: str
    at: int | None
    month: int | None
    written_at: str
    received_at: str
    key: str
    corrects: int | None
    withdraws: int | None
    body: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What somebody asks to have kept. `key` is made where it is written, so that sent twice it counts once."""

    kind: str
    author: str
    origin: str
    key: str
    body: Mapping[str, Json]
    at: int | None = None
    month: int | None = None
    written_at: str = ""
    corrects: int | None = None
    withdraws: int | None = None


SAME = tuple(field.name for field in fields(Writing))


def same_words(entry: Entry, writing: Writing) -> bool:
    """Whether an entry keeps just what is asked to be kept; the time of its receipt is left aside."""
    return all(canonical(getattr(entry, n)) == canonical(freeze(getattr(writing, n))) for n in SAME)


def text_of(entry: Entry) -> str:
    """The canonical JSON text of all fields of an entry, over which the chain is made."""
    return canonical({field.name: getattr(entry, field.name) for field in fields(Entry)})


def entry_from(data: Mapping[str, Json]) -> Entry:
    """The entry of a row or of a JSON object. Raises KeyError or TypeError for other shapes."""
    values = {field.name: data[field.name] for field in fields(Entry)}
    return Entry(**{**values, "body": freeze(values["body"])})


def utc_label(words: str) -> str:
    """A moment as a UTC label such as 2013-06-04T10:42:07Z; empty when the words tell none.

    A moment without a zone is taken for UTC.
    """
    moment = moment_of(words)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def moment_of(words: str) -> datetime | None:
    """The moment that a label tells, or none."""
    try:
        moment = datetime.fromisoformat(words.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def days_after(label: str, days: int) -> str:
    """The label of the moment so many days after another. Raises ValueError for a label that tells no moment."""
    moment = moment_of(label)
    if moment is None:
        raise ValueError(f"{label!r} tells no moment")
    return (moment + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
