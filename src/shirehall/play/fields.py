"""The typed fields of moves: what each refers to, so that forms, schemas and checks follow from a move's fields."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from shirehall.play.altered import attributes

Text = NewType("Text", str)
SeatRef = NewType("SeatRef", str)
OrganisationRef = NewType("OrganisationRef", str)
RuleRef = NewType("RuleRef", str)
TopicRef = NewType("TopicRef", str)
SiteRef = NewType("SiteRef", str)
Month = NewType("Month", int)
Minutes = NewType("Minutes", int)
Pence = NewType("Pence", int)
Percent = NewType("Percent", int)

EventRef = NewType("EventRef", int)
AgreementRef = NewType("AgreementRef", int)
RequestRef = NewType("RequestRef", int)
MeetingRef = NewType("MeetingRef", int)
PlanRef = NewType("PlanRef", int)
QuestionRef = NewType("QuestionRef", int)
ConsultationRef = NewType("ConsultationRef", int)
MatterRef = NewType("MatterRef", int)
TenderRef = NewType("TenderRef", int)

THINGS: Mapping[Any, str] = {
    AgreementRef: "agreements",
    RequestRef: "requests",
    MeetingRef: "meetings",
    PlanRef: "plans",
    QuestionRef: "questions",
    ConsultationRef: "consultations",
    MatterRef: "matters",
    TenderRef: "tenders",
}

NAMES: Mapping[Any, str] = {
    SeatRef: "seats",
    OrganisationRef: "organisations",
    RuleRef: "rules",
    TopicRef: "topics",
}

LONGEST_TEXT = 4000

SIMPLE = frozenset((str, int, float, bool, NoneType))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an ask: its name, what it refers to, and whether it may be repeated, left out, or empty."""

    name: str
    what: Any
    many: bool
    optional: bool
    nullable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What every move may carry: free words, topics, what it replies to, and the evidence it rests on."""

    text: Text = Text("")
    about: tuple[TopicRef, ...] = ()
    in_reply_to: EventRef | None = None
    evidence: tuple[EventRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of an agreement or plan: words, and terms where they are typed.

    `terms` are (name, value) pairs of the lever mechanism, sorted by name; empty when there are only words.
    """

    words: str
    mechanism: str = ""
    terms: tuple[tuple[str, str | int | float], ...] = ()


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of a savings or recovery plan: where, how much (pence a year), by what means, on what evidence."""

    sector: str
    pence: int
    means: str
    evidence: str = ""
    clause: Clause | None = None


def fields_of(ask: type) -> tuple[Field, ...]:
    """The typed fields of an ask, in the order they were written."""
    return read_fields(ask)


@cache
def read_fields(ask: Hashable) -> tuple[Field, ...]:
    """The annotations of an ask, read once."""
    hints = get_type_hints(ask)
    given = {item.name: item.default is not MISSING for item in fields(ask)}  # type: ignore[arg-type]
    return tuple(field_of(name, hints[name], given[name]) for name in hints)


def field_of(name: str, hint: Any, optional: bool) -> Field:
    """What one annotation says: `T`, `T | None`, `tuple[T, ...]`. A field with a default may be left out."""
    nullable = get_origin(hint) in (UnionType, Union)
    if nullable:
        hint = next(item for item in get_args(hint) if item is not NoneType)
    if get_origin(hint) is tuple:
        return Field(name, get_args(hint)[0], many=True, optional=optional)
    return Field(name, hint, many=False, optional=optional, nullable=nullable)


def plain(value: Any) -> Any:
    """An ask's or a world's value as JSON: dataclasses as objects, tuples as tuples."""
    kind = type(value)
    if kind in SIMPLE:
        return value
    if is_dataclass(kind):
        names, values = attributes(kind)
        return dict(zip(names, map(plain, values(value)), strict=True))
    if isinstance(value, tuple | list):
        return tuple(map(plain, value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return value


def clause_from(data: Mapping[str, Any]) -> Clause:
    """The clause that `plain` wrote."""
    return Clause(data["words"], data["mechanism"], tuple((name, value) for name, value in data["terms"]))


def line_from(data: Mapping[str, Any]) -> PlanLine:
    """The plan line that `plain` wrote."""
    clause = clause_from(data["clause"]) if data["clause"] else None
    return PlanLine(data["sector"], data["pence"], data["means"], data["evidence"], clause)
