"""What may stand on the record, and how one event follows another. Every store keeps these rules."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shirehall.errors import CommitConflict, Place, RecordError
from shirehall.play.altered import altered
from shirehall.play.record.chain import GENESIS, event_text, link
from shirehall.play.record.event import Event, Json

LARGEST = 2**63 - 1
DEEPEST = 64
CALLER = "the program that made the event"
TEXTS = ("kind", "seat", "organisation", "origin", "key")
NUMBERS = ("seq", "version", "at", "month")
REFERENCES = ("thread", "in_reply_to", "cause", "subject")
LISTS = ("addressees", "audience", "about")


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a record: the last event's number, the chain's head there, its key and its part under that key."""

    seq: int = 0
    head: str = GENESIS
    key: str = ""
    part: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is kept: with the chain's head after it, and its part.

    `part` counts the events committed under one key from 1; it is 0 for an event without a key.
    """

    event: Event
    chain: str
    part: int

    @property
    def tail(self) -> Tail:
        """The record's end when this is its last event."""
        return Tail(self.event.seq, self.chain, self.event.key, self.part)


class Unfit(ValueError):
    """A value that JSON cannot keep byte for byte. `path` leads to it, innermost name first."""

    def __init__(self, what: str, *path: str) -> None:
        self.what = what
        self.path = list(path)
        super().__init__(what)


def entries(events: Sequence[Event], tail: Tail, file: str) -> tuple[Entry, ...]:
    """The events made ready to be kept after `tail`.

    Raises RecordError when they do not follow on, use a key that is already used up, or hold what JSON cannot keep.
    """
    ready: list[Entry] = []
    used = {tail.key}
    last = tail
    for given in events:
        event = fit(given, file)
        if event.seq != last.seq + 1:
            raise RecordError(
                f"event {event.seq} cannot follow event {last.seq}: events are numbered without gaps.",
                where=Place(file, value=f"event {event.seq}, {event.kind}"),
                who=CALLER,
                mend=f"number it {last.seq + 1}.",
            )
        goes_on = bool(ready) and event.key == last.key
        if event.key and not goes_on:
            if event.key in used:
                raise key_used(event.key, file)
            used.add(event.key)
        entry = Entry(event, link(last.head, event_text(event)), part_after(last, event))
        ready.append(entry)
        last = entry.tail
    return tuple(ready)


def part_after(tail: Tail, event: Event) -> int:
    """The event's part: one more than the part before it under the same key."""
    if not event.key:
        return 0
    return tail.part + 1 if event.key == tail.key else 1


def key_used(key: str, file: str) -> RecordError:
    """The error of an idempotency key that comes a second time."""
    return RecordError(
        "the key was used before; nothing was written.",
        where=Place(file, value=key),
        who=CALLER,
        mend="give every move its own key, or look up what was committed under this one.",
    )


def conflict(expected: int, last: int, file: str) -> CommitConflict:
    """The error of a caller who does not know the record's last event."""
    return CommitConflict(
        f"the record stands at event {last}, the caller knows event {expected}; nothing was written.",
        where=Place(file, value=f"event {last}"),
        mend="read on from the event you know, decide anew and commit again.",
    )


def checked(tail: Tail, event: Event, text: str, chain: str, where: Place) -> Entry:
    """The entry that was read after `tail`, if number, envelope and chain agree. `text` is its stored JSON text.

    Raises RecordError naming `where` otherwise.
    """
    if event.seq != tail.seq + 1:
        raise damage(f"event {tail.seq + 1} should stand here, but it is event {event.seq}.", where)
    try:
        check_envelope(event)
        head = link(tail.head, text)
    except (ValueError, TypeError) as fault:
        raise damage(f"event {event.seq} is not an event of Shirehall: {fault}.", where) from fault
    if head != chain:
        raise damage(f"event {event.seq} was changed after it was written: it does not fit its chain.", where)
    return Entry(event, head, part_after(tail, event))


def damage(what: str, where: Place) -> RecordError:
    """The error of a record that was cut short or changed. Nothing of the file was touched."""
    return RecordError(
        what,
        where=where,
        who="whoever keeps the record",
        mend="restore the file from a copy; everything before this place can still be read.",
    )


def fit(event: Event, file: str) -> Event:
    """The event with a body of plain JSON values of its own. Raises RecordError naming the field that is not fit."""
    try:
        check_envelope(event)
        return altered(event, body=plain_body(event.body))
    except Unfit as fault:
        field = ".".join(reversed(fault.path))
        raise RecordError(
            f"an event of kind {event.kind!r} cannot be kept: {field} {fault.what}; nothing was written.",
            where=Place(file, value=f"event {event.seq}, {field}"),
            who=CALLER,
            mend="give text that is valid Unicode, finite numbers, lists, and objects with text keys.",
        ) from fault


def check_envelope(event: Event) -> None:
    """Raise Unfit, naming the field, unless each field of the envelope has its type and points no further than here."""
    for name in TEXTS:
        value = getattr(event, name)
        if type(value) is not str:
            raise Unfit(f"is {value!r}, not text", name)
        check_text(value, name)
    for name in NUMBERS:
        value = getattr(event, name)
        if type(value) is not int or abs(value) > LARGEST:
            raise Unfit(f"is {value!r}, not a whole number", name)
    for name in REFERENCES:
        value = getattr(event, name)
        if value is not None and (type(value) is not int or not 1 <= value <= event.seq):
            raise Unfit(f"is {value!r}, not the number of this event or of an earlier one", name)
    for name in LISTS:
        values = getattr(event, name)
        if type(values) is not tuple:
            raise Unfit(f"is {values!r}, not a tuple of texts", name)
        for value in values:
            if type(value) is not str:
                raise Unfit(f"holds {value!r}, not text", name)
            check_text(value, name)
    if not event.kind or event.version < 1:
        raise Unfit(f"is {event.kind!r} version {event.version}, not a kind and a version from 1", "kind")


def check_text(text: str, name: str) -> None:
    """Raise Unfit for text with half a surrogate pair, which no UTF-8 file can hold."""
    if text.isascii():
        return
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as fault:
        raise Unfit(f"holds half a character ({text[fault.start]!r} at {fault.start})", name) from fault


def plain_body(body: Mapping[str, Json]) -> Mapping[str, Json]:
    """The body as plain JSON values, lists as tuples; a copy that nobody else holds."""
    if not isinstance(body, Mapping):
        raise Unfit(f"is {type(body).__name__}, not an object", "body")
    try:
        return plain_object(body, 0)
    except Unfit as fault:
        fault.path.append("body")
        raise


def plain_object(value: Mapping[Json, Json], depth: int) -> dict[str, Json]:
    """A JSON object of plain values."""
    if depth > DEEPEST:
        raise Unfit(f"is nested more than {DEEPEST} deep")
    result: dict[str, Json] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise Unfit(f"has the key {key!r}, which is not text")
        try:
            check_text(key, "key")
            result[str.__str__(key)] = plain(item, depth)
        except Unfit as fault:
            fault.path.append(ascii(key)[1:-1])
            raise
    return result


def plain_list(value: Sequence[Json], depth: int) -> tuple[Json, ...]:
    """A JSON list of plain values, as a tuple."""
    if depth > DEEPEST:
        raise Unfit(f"is nested more than {DEEPEST} deep")
    result = []
    for index, item in enumerate(value):
        kind = type(item)
        if (kind is str and item.isascii()) or (kind is float and math.isfinite(item)):
            result.append(item)  # most of what a record holds: the figures of every month
            continue
        try:
            result.append(plain(item, depth))
        except Unfit as fault:
            fault.path.append(str(index))
            raise
    return tuple(result)


def plain(value: Json, depth: int) -> Json:
    """A JSON value without subclasses: text, whole or finite number, truth value, null, list or object."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        check_text(value, "text")
        return str.__str__(value)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise Unfit("is a whole number of more than 64 bits")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Unfit(f"is {value!r}, which JSON does not know")
        return float(value)
    if isinstance(value, list | tuple):
        return plain_list(value, depth + 1)
    if isinstance(value, Mapping):
        return plain_object(value, depth + 1)
    raise Unfit(f"is a {type(value).__name__}, which JSON does not know")
