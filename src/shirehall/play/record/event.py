"""An event: one fact of the play, as it stands on the record for good."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

Json = Any
EVERYONE = "*"

OWN = 0
FIRST = -1


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, who saw it, and what it belongs to.

    `at` is in play minutes from the start of the day, `month` counts from 1. `audience` holds seat ids, or `*` for
    everyone, and is empty for facts that no seat may see. `thread`, `in_reply_to`, `cause` and `subject` are numbers of
    earlier events (or of this one); a thing of the play, such as an agreement, is numbered by the event that began it.
    `key` is the idempotency key of the move that caused the event. `body` is JSON with lists held as tuples.
    """

    seq: int
    kind: str
    version: int
    at: int
    month: int
    seat: str
    organisation: str
    addressees: tuple[str, ...]
    audience: tuple[str, ...]
    thread: int | None
    in_reply_to: int | None
    cause: int | None
    subject: int | None
    about: tuple[str, ...]
    origin: str
    key: str
    body: Mapping[str, Json]

    @property
    def begun(self) -> bool:
        """Whether the event starts an exchange rather than replying in one."""
        return self.in_reply_to is None


@dataclass(frozen=True, slots=True)
class Draft:
    """An event not yet numbered.

    In `thread`, `in_reply_to`, `cause`, `subject` and the body's numbers, `OWN` stands for the number this event will
    get and `FIRST` for that of the first event committed with it.
    """

    kind: str
    body: Mapping[str, Json]
    seat: str = ""
    organisation: str = ""
    addressees: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    thread: int | None = None
    in_reply_to: int | None = None
    cause: int | None = None
    subject: int | None = None
    about: tuple[str, ...] = ()
    origin: str = ""
    version: int = 1


SCALARS = frozenset({str, int, float, bool, type(None)})
"""What a JSON value is made of in the end."""


def freeze(value: Json) -> Json:
    """The same JSON value with every list as a tuple and every mapping as a plain dictionary."""
    if isinstance(value, list | tuple):
        return tuple([item if type(item) in SCALARS else freeze(item) for item in value])
    if isinstance(value, Mapping):
        return {str(key): freeze(item) for key, item in value.items()}
    return value


def canonical(value: Json) -> str:
    """The one JSON text of a value: keys sorted, no spaces, no escapes beyond JSON's own.

    Raises ValueError for numbers that JSON does not know (infinities, not-a-number).
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def to_json(event: Event) -> dict[str, Json]:
    """The event as a JSON object, one key a field."""
    return {field.name: getattr(event, field.name) for field in fields(event)}


def from_json(data: Mapping[str, Json]) -> Event:
    """The event that `to_json` wrote. Raises KeyError or TypeError for other shapes."""
    values = {field.name: data[field.name] for field in fields(Event)}
    for name in ("addressees", "audience", "about"):
        values[name] = tuple(values[name])
    values["body"] = freeze(values["body"])
    return Event(**values)


def numbered(
    draft: Draft, seq: int, first: int, at: int, month: int, key: str, refs: tuple[str, ...]
) -> Event:
    """The event that a draft becomes when it is given its number. `refs` names the body's fields that hold numbers."""

    def number(value: int | None) -> int | None:
        return seq if value == OWN else first if value == FIRST else value

    body = {
        name: number_in(value, seq, first) if name in refs else freeze(value)
        for name, value in draft.body.items()
    }
    return Event(
        seq=seq,
        kind=draft.kind,
        version=draft.version,
        at=at,
        month=month,
        seat=draft.seat,
        organisation=draft.organisation,
        addressees=draft.addressees,
        audience=draft.audience,
        thread=number(draft.thread),
        in_reply_to=number(draft.in_reply_to),
        cause=number(draft.cause),
        subject=number(draft.subject),
        about=draft.about,
        origin=draft.origin,
        key=key,
        body=body,
    )


def number_in(value: Json, seq: int, first: int) -> Json:
    """A body's number, or tuple of numbers, with the two marks resolved."""
    if isinstance(value, list | tuple):
        return tuple(number_in(item, seq, first) for item in value)
    return seq if value == OWN else first if value == FIRST else value
