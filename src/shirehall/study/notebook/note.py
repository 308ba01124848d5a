"""An observer's note: who was observed; what was done, felt and left undone; words said; tone and power; whose account it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

from shirehall.errors import UsageError
from shirehall.patch.pack import Patch
from shirehall.play.record.event import Json
from shirehall.play.world import World

Cue = Literal["tone", "posture", "seating", "silence", "power"]
Confidence = Literal["", "sure", "fairly sure", "a guess"]

CUES: tuple[str, ...] = get_args(Cue)
CONFIDENCES: tuple[str, ...] = get_args(Confidence)
STANCES = (
    "open",
    "guarded",
    "deferring",
    "commanding",
    "dismissive",
    "resisting",
    "anxious",
    "bored",
    "allied",
)
"""Readings of a cue that are offered; an observer may write any other."""

PARTS = ("action", "feeling", "omission")
LONGEST = 8000
MOST = 40
NOTHING: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One observation.

    `tables`, `bodies` and `seats` are ids of those observed. `action` is what was done, `feeling` what was felt and
    `omission` what was left undone or unsaid. `said` is a quotation, `said_by` the seat or body that said it, `may_quote`
    whether it was allowed. `cues` are the sorts of sign seen besides words, and `stance` what the observer takes them to
    mean. `codes` and `topics` are ids of the pack's codebook. `account` is what happened by the observer's own account and
    `players_account` by the players'; `differs` marks that they do not agree, and both stay. `subject` and `events` are the
    agreement and the events it is about, by the numbers that observers see. `marks` say what in the note was not understood.
    """

    tables: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    action: str = ""
    feeling: str = ""
    omission: str = ""
    said: str = ""
    said_by: str = ""
    may_quote: bool = False
    cues: tuple[str, ...] = ()
    stance: str = ""
    codes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    account: str = ""
    players_account: str = ""
    differs: bool = False
    subject: int | None = None
    events: tuple[int, ...] = ()
    confidence: str = ""
    marks: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """Which of action, feeling and omission it speaks of."""
        return tuple(part for part in PARTS if getattr(self, part))

    @property
    def diverges(self) -> bool:
        """Whether it holds two accounts that do not agree."""
        return self.differs or bool(self.account and self.players_account)

    @property
    def says_something(self) -> bool:
        """Whether anything was observed, rather than somebody merely named."""
        spoken = (
            self.action,
            self.feeling,
            self.omission,
            self.said,
            self.stance,
            self.account,
            self.players_account,
        )
        return any(spoken) or bool(self.cues or self.codes or self.topics)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ids a note may use, from the pack and from what has come about in play: each list by the field that uses it."""

    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, name: str) -> tuple[str, ...]:
        """The ids that a field may hold."""
        return self.known.get(name, ())


def vocabulary(patch: Patch, world: World | None = None, codes: Iterable[str] = ()) -> Vocabulary:
    """The ids of a pack's tables, bodies, seats, codes and topics, with the bodies and seats that a world added and the codes that
    people did."""
    formed = tuple(world.organisations) if world else ()
    added = tuple(world.seats) if world else ()
    seats = tuple(seat.id for seat in patch.seats.seats)
    bodies = tuple(body.id for body in patch.organisations)
    return Vocabulary(
        {
            "tables": tuple(table.id for table in patch.seats.tables),
            "bodies": tuple(dict.fromkeys((*bodies, *formed))),
            "seats": tuple(dict.fromkeys((*seats, *added))),
            "codes": tuple(dict.fromkeys((*(code.id for code in patch.codebook.codes), *codes))),
            "topics": tuple(topic.id for topic in patch.codebook.topics),
            "cues": CUES,
        }
    )


LISTS = ("tables", "bodies", "seats", "codes", "topics", "cues")
WORDS = (
    "action",
    "feeling",
    "omission",
    "said",
    "said_by",
    "stance",
    "account",
    "players_account",
    "confidence",
)
SINGULAR = {
    "tables": "table",
    "bodies": "body",
    "seats": "seat",
    "codes": "code",
    "topics": "topic",
    "cues": "cue",
}


def note_from(data: Mapping[str, Any], words: Vocabulary, *, timed: bool = True) -> Note:
    """The note that a form or a program sends. What is not understood is kept and marked, never dropped.

    `timed` is whether anybody knows when it was seen. Raises UsageError for a note that says nothing at all.
    """
    marks: list[str] = [] if timed else ["no time"]
    values: dict[str, Any] = {name: wording(data.get(name), name, marks) for name in WORDS}
    for name in LISTS:
        values[name] = ids(data.get(name), name, words, marks)
    if values["confidence"] not in CONFIDENCES:
        marks.append(f"unknown confidence: {values['confidence']}")
    values["may_quote"] = yes(data.get("may_quote"))
    values["differs"] = yes(data.get("differs"))
    values["subject"] = next(iter(numbers(data.get("subject"), "subject", marks)), None)
    values["events"] = numbers(data.get("events"), "events", marks)
    note = Note(**values)
    if not note.says_something:
        raise UsageError(
            "the note says nothing yet.",
            mend="write what was done, felt or left undone, or choose a code.",
            who="the observer",
        )
    if not (note.tables or note.bodies or note.seats):
        marks.append("nobody named")
    return replace(note, marks=tuple(dict.fromkeys(marks)))


def body_of(note: Note) -> dict[str, Json]:
    """A note as the body of an entry."""
    return {each.name: getattr(note, each.name) for each in fields(Note)}


def note_of(body: Mapping[str, Json]) -> Note:
    """The note that an entry's body keeps."""
    return Note(**{each.name: body[each.name] for each in fields(Note) if each.name in body})


def keepable(value: object) -> str:
    """Words as every store can keep them: no halves of characters, no null, no blank ends."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    text = text.replace("\r\n", "\n").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return text.encode("utf-8", "replace").decode().strip()


def wording(value: object, name: str, marks: list[str]) -> str:
    """The words of a field, cut and marked when there are far too many."""
    text = keepable(value)
    if len(text) > LONGEST:
        marks.append(f"{name} was cut at {LONGEST} characters of {len(text)}")
        return text[:LONGEST]
    return text


def ids(value: object, name: str, words: Vocabulary, marks: list[str]) -> tuple[str, ...]:
    """The ids of a field, each once; those that the pack does not know stay and are marked."""
    given = listed(value)
    found = tuple(dict.fromkeys(text[:120] for text in map(keepable, given) if text))
    if len(found) > MOST:
        marks.append(f"{name} was cut at {MOST} of {len(found)}")
        found = found[:MOST]
    known = words.of(name)
    marks += [f"unknown {SINGULAR[name]}: {each}" for each in found if each not in known]
    return found


def listed(value: object) -> Sequence[object]:
    """One thing or several as several."""
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def yes(value: object) -> bool:
    """Whether a tick was given."""
    return value is True or (
        isinstance(value, str) and value.strip().casefold() in ("yes", "on", "true", "1")
    )


def numbers(value: object, name: str, marks: list[str]) -> tuple[int, ...]:
    """The numbers of a field; what is no number of an event is left out and marked."""
    found: list[int] = []
    for each in listed(value):
        text = keepable(each)
        if text.isascii() and text.isdigit() and 0 < int(text[:12]) < 10**9:
            found.append(int(text[:12]))
        elif text:
            marks.append(f"{name}: no number of an event: {text[:40]}")
    return tuple(dict.fromkeys(found))[:MOST]
