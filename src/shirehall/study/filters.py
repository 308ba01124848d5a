"""Filters of measures: which events, contacts and agreements they keep, and over which stretch of the year a number is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shirehall.errors import UsageError
from shirehall.play.agreements import Agreement
from shirehall.play.record.event import Event
from shirehall.study.reading import Contact, Telling, actor
from shirehall.study.tables import Filters, Read, Reading, reading

EVENT_FILTERS = (
    "event", "from_kind", "to_kind", "party_kind", "tier", "form", "matter", "topic", "started", "role", "from_month", "to_month",
    "phase",
)  # fmt: skip
CONTACT_FILTERS = (
    "event",
    "from_kind",
    "to_kind",
    "topic",
    "started",
    "role",
    "from_month",
    "to_month",
    "phase",
)
READS = ("trend", "second-half-less-first", "late-over-early")
STEERING = ("read", "against_kind")


def filters_in(words: Iterable[str]) -> Filters:
    """Filters as people type them: name=value, several values apart by commas, several filters apart by blanks.

    Raises UsageError for words of another shape.
    """
    found: dict[str, str | int | list[str]] = {}
    for each in (part for word in words for part in word.split()):
        name, sign, value = each.partition("=")
        if not (sign and name and value):
            raise UsageError(
                f"{each[:60]!r} is no filter.", mend="write it as name=value, such as from_kind=commissioner."
            )
        found[name] = int(value) if value.isdecimal() else value.split(",") if "," in value else value
    return found


def wanted(filters: Filters, name: str) -> tuple[str, ...]:
    """The values that a filter allows; empty when it is not set."""
    value = filters.get(name)
    if value is None:
        return ()
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else (str(value),)


def allows(filters: Filters, name: str, *values: str) -> bool:
    """Whether a filter is not set, or allows at least one of the values."""
    allowed = wanted(filters, name)
    return not allowed or any(value in allowed for value in values)


def whole_number(filters: Filters, name: str, otherwise: int) -> int:
    """A filter that holds a whole number. Raises UsageError when it holds anything else."""
    value = filters.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int):
        raise UsageError(
            f"the filter {name} takes a whole number, not {value!r}.", mend="give a month, such as 3."
        )
    return value


def in_stretch(telling: Telling, filters: Filters, month: int) -> bool:
    """Whether a month lies in the stretch of the year that the filters keep."""
    first, last = (
        whole_number(filters, "from_month", 1),
        whole_number(filters, "to_month", telling.last_month),
    )
    phases = wanted(filters, "phase")
    return first <= month <= last and (not phases or telling.phase_of(month).id in phases)


@dataclass(frozen=True, slots=True)
class Sieve:
    """The filters of events, read once: sets of what is let through (an empty set lets everything through) and the months kept."""

    event: frozenset[str]
    sender: frozenset[str]
    hearer: frozenset[str]
    topic: frozenset[str]
    role: frozenset[str]
    started: frozenset[bool]
    matter: frozenset[str]
    months: frozenset[int]


def sieve(telling: Telling, filters: Filters) -> Sieve:
    """The filters of events, read once."""
    names = {
        name: frozenset(wanted(filters, name))
        for name in ("event", "from_kind", "to_kind", "topic", "role", "matter")
    }
    started = frozenset(word == "yes" for word in wanted(filters, "started"))
    months = frozenset(m for m in range(1, telling.last_month + 1) if in_stretch(telling, filters, m))
    return Sieve(
        names["event"],
        names["from_kind"],
        names["to_kind"],
        names["topic"],
        names["role"],
        started,
        names["matter"],
        months,
    )


def contacts(telling: Telling, filters: Filters, *, hearers: bool = True) -> list[Contact]:
    """The contacts that the filters keep; `hearers=False` leaves the filter `to_kind` aside."""
    s = sieve(telling, filters)
    return [
        c
        for c in telling.contacts
        if c.month in s.months
        and (not s.sender or c.sender_kind in s.sender)
        and (not s.event or c.event in s.event)
        and (not hearers or not s.hearer or c.hearer_kind in s.hearer)
        and (not s.topic or not s.topic.isdisjoint(c.topics))
        and (not s.role or c.role in s.role)
        and (not s.started or c.started in s.started)
    ]


def acts(telling: Telling, filters: Filters) -> list[Event]:
    """The acts that the filters keep.

    With `party_kind` the question is about agreements: an act counts when it took the agreement where it says (all had signed, all
    had agreed). Without it, each body's own act counts.
    """
    s = sieve(telling, filters)
    return [
        event
        for event in telling.acts
        if kept_by(telling, s, event) and agreement_kept(telling, filters, event)
    ]


def kept_by(telling: Telling, s: Sieve, event: Event) -> bool:
    """Whether an act passes the sieve."""
    return (
        event.month in s.months
        and (not s.event or event.kind in s.event)
        and (not s.topic or not s.topic.isdisjoint(event.about))
        and (not s.started or event.begun in s.started)
        and (not s.sender or telling.kind_of(actor(event)) in s.sender)
        and (not s.hearer or any(telling.kind_of(body) in s.hearer for body in telling.counterparts(event)))
        and (not s.role or telling.role_of(event.seat) in s.role)
        and (not s.matter or matter_of(event) in s.matter)
    )


def matter_of(event: Event) -> str:
    """The kind of matter that an event moves on, such as merger or complaint; empty for none."""
    matter = event.body.get("matter")
    return str(matter.get("kind", "")) if isinstance(matter, Mapping) else ""


def agreement_kept(telling: Telling, filters: Filters, event: Event) -> bool:
    """Whether the agreement behind an act has the tier, form and parties that the filters ask for."""
    if not any(name in filters for name in ("tier", "form", "party_kind")):
        return True
    agreement = telling.agreement(event)
    if agreement is None or not deal_kept(telling, filters, agreement):
        return False
    if "party_kind" in filters and event.kind in ("signed", "agreed"):
        return any(seq == event.seq and state == event.kind for state, _, seq in agreement.history)
    return True


def deal_kept(telling: Telling, filters: Filters, agreement: Agreement) -> bool:
    """Whether an agreement has the tier, form and parties that the filters ask for."""
    parties = [telling.kind_of(party) for party in agreement.parties]
    tier, form = allows(filters, "tier", agreement.tier), allows(filters, "form", *forms(telling, agreement))
    return tier and form and allows(filters, "party_kind", *parties)


POOLED = re.compile(
    r"\b(shar\w+ (?:the |their |a )?risks?|risk pool\w*|pool(?:s|ed|ing)? (?:of |the |their )?risks?|into one pool)\b"
)
"""Words that make an agreement one that shares risk, besides the name of the form."""


def forms(telling: Telling, agreement: Agreement) -> tuple[str, ...]:
    """The forms of an agreement: that of the pack's contract it settles, its levers' mechanisms, and forms that its words name."""
    contract = [c.form for c in telling.patch.contracts if c.id == agreement.contract]
    ruled = [term.clause.mechanism for term in telling.world.terms if term.source == agreement.id]
    typed = [clause.mechanism for clause in agreement.typed]
    words = (
        " ".join([agreement.title, *(clause.words for clause in agreement.clauses)]).lower().replace("-", " ")
    )
    spoken = [form for form in ("risk-share", "cost-and-volume", "block") if form.replace("-", " ") in words]
    pooled = ["risk-share"] if POOLED.search(words) else []
    return tuple(dict.fromkeys([*contract, *ruled, *typed, *spoken, *pooled]))


def steered(base: Read) -> Read:
    """The reading with the filters `against_kind` (less the same for that kind) and `read` (how it went over the year) obeyed."""

    def read(telling: Telling, filters: Filters) -> Reading:
        if "against_kind" not in filters:
            return over_time(base, telling, filters)
        mine = {name: value for name, value in filters.items() if name != "against_kind"}
        place = next((name for name in ("party_kind", "of_kind", "from_kind") if name in mine), "from_kind")
        here = over_time(base, telling, mine)
        there = over_time(base, telling, {**mine, place: filters["against_kind"]})
        return difference(here, there, f"less {there.value} of the other")

    return read


def over_time(base: Read, telling: Telling, filters: Filters) -> Reading:
    """The number over the whole stretch, or how it went: its trend a month, or its later part against its earlier part."""
    how = str(filters.get("read", ""))
    if how not in READS:
        return base(telling, filters)
    rest: Filters = {name: value for name, value in filters.items() if name != "read"}
    first, last = whole_number(rest, "from_month", 1), whole_number(rest, "to_month", telling.last_month)
    if how == "trend":
        months = [(m, base(telling, within(rest, m, m))) for m in range(first, last + 1)]
        known = [(m, r.value) for m, r in months if r.value is not None]
        return reading(
            slope(known),
            (seq for _, r in months for seq in r.evidence),
            f"change a month over {len(known)} months",
        )
    length = last - first + 1
    part = length // 2 if how == "second-half-less-first" else length // 3
    early, late = (
        base(telling, within(rest, first, first + part - 1)),
        base(telling, within(rest, last - part + 1, last)),
    )
    if how == "second-half-less-first":
        return difference(late, early, f"{late.value} in the second half, {early.value} in the first")
    value = None if late.value is None or not early.value else late.value / early.value
    return reading(value, (*early.evidence, *late.evidence), f"{late.value} late, {early.value} early")


def within(filters: Filters, first: int, last: int) -> Filters:
    """The filters kept to some months."""
    return {**filters, "from_month": first, "to_month": last}


def difference(one: Reading, other: Reading, why: str) -> Reading:
    """One reading less another; nothing when either has no value."""
    value = None if one.value is None or other.value is None else one.value - other.value
    return reading(
        value, (*one.evidence, *other.evidence), f"{one.value} {why}" if why.startswith("less") else why
    )


def slope(points: Iterable[tuple[int, float]]) -> float | None:
    """The slope of the least-squares line through some points; none for fewer than two."""
    known = list(points)
    if len(known) < 2:
        return None
    middle = sum(x for x, _ in known) / len(known)
    height = sum(y for _, y in known) / len(known)
    spread = sum((x - middle) ** 2 for x, _ in known)
    return sum((x - middle) * (y - height) for x, y in known) / spread
