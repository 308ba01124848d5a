"""Filters of measures: which events, contacts and agreements they keep, and over which stretch of the year a number is read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from shirehall.errors import UsageError
from shirehall.play.agreements import Agreement
from shirehall.play.record.event import Event
from shirehall.study.reading import Contact, Telling, actor
from shirehall.study.saying import said, speaks_of
from shirehall.study.tables import Filters, Read, Reading, reading

Found = TypeVar("Found")

EVENT_FILTERS = (
    "event", "from_kind", "to_kind", "party_kind", "with_kind", "tier", "form", "matter", "wants", "topic", "words", "rule", "question",
    "started", "role", "from_month", "to_month", "phase", "from_most", "from_least", "to_most", "to_least", "party_most", "party_least",
    "without_kind",
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
    "from_most",
    "from_least",
    "to_most",
    "to_least",
)
READS = (
    "trend", "rho", "second-half-less-first", "late-less-early", "late-over-early", "last-phase-less-first", "fall-from-before",
)  # fmt: skip
STEERING = ("read", "against_kind")
LATER_LESS_FIRST, LATER_OVER_FIRST, LATER_OF_BOTH = (
    "later-round-less-first",
    "later-round-over-first",
    "later-round-of-both",
)
ROUND_READS = (LATER_LESS_FIRST, LATER_OVER_FIRST, LATER_OF_BOTH)
"""Ways of reading that set the last round beside the first. They, and the filter `round`, serve every measure of the record."""


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


def last_of(telling: Telling) -> int:
    """The last month of the record, of all rounds that were played: played or still to come."""
    return telling.once("last month", lambda t: max(t.last_month, t.months[-1] if t.months else 0))


def chosen(telling: Telling, filters: Filters, side: str) -> frozenset[str] | None:
    """The bodies that `<side>_most` or `<side>_least` choose, of the kinds that `<side>_kind` names; nothing when neither is set.

    They are those for which the pack's fact `<body>.<name>` is highest or lowest of all bodies of these kinds that it states it of.
    """
    most, least = wanted(filters, f"{side}_most"), wanted(filters, f"{side}_least")
    if not (most or least):
        return None
    found = {
        fact.subject: fact.value
        for fact in telling.patch.facts
        if fact.key == f"{fact.subject}.{(most or least)[0]}"
        and allows(filters, f"{side}_kind", telling.kind_of(fact.subject))
    }
    edge = (max if most else min)(found.values(), default=None)
    return frozenset(body for body, value in found.items() if value == edge)


def in_stretch(telling: Telling, filters: Filters, month: int) -> bool:
    """Whether a month lies in the stretch of the year that the filters keep."""
    first, last = (
        whole_number(filters, "from_month", 1),
        whole_number(filters, "to_month", last_of(telling)),
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
    wants: frozenset[str] = frozenset()
    rule: frozenset[str] = frozenset()
    question: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()


def sieve(telling: Telling, filters: Filters) -> Sieve:
    """The filters of events, read once."""
    names = {
        name: frozenset(wanted(filters, name))
        for name in ("event", "from_kind", "to_kind", "topic", "role", "matter", "wants", "rule", "question")
    }
    started = frozenset(word == "yes" for word in wanted(filters, "started"))
    months = frozenset(m for m in range(1, last_of(telling) + 1) if in_stretch(telling, filters, m))
    return Sieve(
        names["event"],
        names["from_kind"],
        names["to_kind"],
        names["topic"],
        names["role"],
        started,
        names["matter"],
        months,
        names["wants"],
        names["rule"],
        names["question"],
        tuple(word.lower() for word in wanted(filters, "words")),
    )


def contacts(telling: Telling, filters: Filters, *, hearers: bool = True) -> list[Contact]:
    """The contacts that the filters keep; `hearers=False` leaves the filter `to_kind` aside."""
    s = sieve(telling, filters)
    shelf = telling.once("contacts by kinds", shelved)
    found = fewest(
        telling.contacts,
        [
            (shelf["event"], s.event),
            (shelf["sender"], s.sender),
            (shelf["hearer"], s.hearer if hearers else frozenset()),
        ],
        lambda c: (c.seq, c.hearer),
    )
    senders, others = chosen(telling, filters, "from"), chosen(telling, filters, "to") if hearers else None
    return [
        c
        for c in found
        if c.month in s.months
        and (senders is None or c.sender in senders)
        and (others is None or c.hearer in others)
        and (not s.sender or c.sender_kind in s.sender)
        and (not s.event or c.event in s.event)
        and (not hearers or not s.hearer or c.hearer_kind in s.hearer)
        and (not s.topic or not s.topic.isdisjoint(c.topics))
        and (not s.role or c.role in s.role)
        and (not s.started or c.started in s.started)
    ]


Shelf = dict[str, dict[str, list[Found]]]


def shelved(telling: Telling) -> Shelf[Contact]:
    """Contacts by kind of event, of sender and of hearer."""
    shelf: Shelf[Contact] = {
        "event": defaultdict(list),
        "sender": defaultdict(list),
        "hearer": defaultdict(list),
    }
    for c in telling.contacts:
        shelf["event"][c.event].append(c)
        shelf["sender"][c.sender_kind].append(c)
        shelf["hearer"][c.hearer_kind].append(c)
    return shelf


def fewest(
    whole: Sequence[Found],
    ways: Iterable[tuple[dict[str, list[Found]], frozenset[str]]],
    order: Callable[[Found], Any],
) -> Sequence[Found]:
    """The shortest of the lists that hold all that some sieves may let through, in the record's order."""
    best: list[list[Found]] | None = None
    least = len(whole)
    for shelf, names in ways:
        lists = [shelf[name] for name in sorted(names) if name in shelf]
        if names and sum(map(len, lists)) < least:
            best, least = lists, sum(map(len, lists))
    if best is None:
        return whole
    return best[0] if len(best) == 1 else sorted((each for one in best for each in one), key=order)


@dataclass(frozen=True, slots=True)
class Act:
    """An act with what filters ask of it: the kind of body that acted, the kinds of those it turned to, its seat's role, its matter."""

    event: Event
    sender: str
    hearers: frozenset[str]
    role: str
    matter: str


def acted(telling: Telling) -> tuple[tuple[Act, ...], Shelf[Act]]:
    """Every act, and acts by kind of event, of sender, and by month."""
    kinds = {body.id: body.kind for body in telling.world.organisations.values()}
    sets: dict[tuple[str, ...], frozenset[str]] = {}
    rows = []
    for event in telling.acts:
        bodies = telling.counterparts(event)
        if bodies not in sets:
            sets[bodies] = frozenset(kinds.get(body, "") for body in bodies)
        rows.append(
            Act(
                event,
                kinds.get(actor(event), ""),
                sets[bodies],
                telling.role_of(event.seat),
                matter_of(event),
            )
        )
    shelf: Shelf[Act] = {"event": defaultdict(list), "sender": defaultdict(list), "month": defaultdict(list)}
    for row in rows:
        shelf["event"][row.event.kind].append(row)
        shelf["sender"][row.sender].append(row)
        shelf["month"][str(row.event.month)].append(row)
    return tuple(rows), shelf


def acts(telling: Telling, filters: Filters) -> list[Event]:
    """The acts that the filters keep.

    With `party_kind` the question is about agreements: an act counts when it took the agreement where it says (all had signed, all
    had agreed). Without it, each body's own act counts.
    """
    s = sieve(telling, filters)
    rows, shelf = telling.once("acts by kinds", acted)
    months = frozenset(str(month) for month in s.months)
    found = fewest(
        rows,
        [(shelf["event"], s.event), (shelf["sender"], s.sender), (shelf["month"], months)],
        lambda row: row.event.seq,
    )
    kept = passed(telling, s, by_fact(telling, filters, found))
    if any(name in filters for name in DEAL_FILTERS):
        return [row.event for row in kept if agreement_kept(telling, filters, row.event)]
    return [row.event for row in kept]


DEAL_FILTERS = ("tier", "form", "party_kind", "with_kind", "without_kind", "party_most", "party_least")
"""Filters of acts that ask of the agreement behind an act."""


def by_fact(telling: Telling, filters: Filters, rows: Iterable[Act]) -> Iterable[Act]:
    """The acts of, and towards, the bodies that facts of the pack choose."""
    senders, others = chosen(telling, filters, "from"), chosen(telling, filters, "to")
    if senders is not None:
        rows = [r for r in rows if actor(r.event) in senders]
    if others is not None:
        rows = [r for r in rows if not others.isdisjoint(telling.counterparts(r.event))]
    return rows


def passed(telling: Telling, s: Sieve, rows: Iterable[Act]) -> Iterable[Act]:
    """The acts that pass the sieve; what lets everything through is not asked."""
    if len(s.months) < last_of(telling):
        rows = [r for r in rows if r.event.month in s.months]
    if s.event:
        rows = [r for r in rows if r.event.kind in s.event]
    if s.sender:
        rows = [r for r in rows if r.sender in s.sender]
    if s.hearer:
        rows = [r for r in rows if not s.hearer.isdisjoint(r.hearers)]
    if s.topic:
        rows = [r for r in rows if not s.topic.isdisjoint(r.event.about)]
    if s.started:
        rows = [r for r in rows if r.event.begun in s.started]
    if s.role:
        rows = [r for r in rows if r.role in s.role]
    if s.matter:
        rows = [r for r in rows if r.matter in s.matter]
    for name, wished in (("wants", s.wants), ("rule", s.rule), ("pack_question", s.question)):
        if wished:
            rows = [r for r in rows if r.event.body.get(name) in wished]
    return [r for r in rows if speaks_of(said(telling, r.event), s.words)] if s.words else rows


def matter_of(event: Event) -> str:
    """The kind of matter that an event moves on, such as merger or complaint; empty for none."""
    matter = event.body.get("matter")
    return str(matter.get("kind", "")) if isinstance(matter, Mapping) else ""


def agreement_kept(telling: Telling, filters: Filters, event: Event) -> bool:
    """Whether the agreement behind an act has the tier, form and parties that the filters ask for."""
    agreement = telling.agreement(event)
    if agreement is None or not deal_kept(telling, filters, agreement):
        return False
    if "party_kind" in filters and event.kind in ("signed", "agreed"):
        return any(seq == event.seq and state == event.kind for state, _, seq in agreement.history)
    return True


def deal_kept(telling: Telling, filters: Filters, agreement: Agreement) -> bool:
    """Whether an agreement has the tier, form and parties that the filters ask for."""
    if not allows(filters, "tier", agreement.tier):
        return False
    parties = [telling.kind_of(party) for party in agreement.parties]
    if not (allows(filters, "party_kind", *parties) and allows(filters, "with_kind", *parties)):
        return False
    if set(wanted(filters, "without_kind")) & set(parties):
        return False
    one = chosen(telling, filters, "party")
    if one is not None and one.isdisjoint(agreement.parties):
        return False
    return "form" not in filters or allows(filters, "form", *forms(telling, agreement))


POOLED = re.compile(
    r"\b(shar\w+ (?:the |their |a )?risks?|risk pool\w*|pool(?:s|ed|ing)? (?:of |the |their )?risks?|into one pool)\b"
)
"""Words that make an agreement one that shares risk, besides the name of the form."""


def forms(telling: Telling, agreement: Agreement) -> tuple[str, ...]:
    """The forms of an agreement, found once."""
    kept: dict[int, tuple[str, ...]] = telling.once("forms of agreements", lambda _: {})
    if agreement.id not in kept:
        kept[agreement.id] = forms_found(telling, agreement)
    return kept[agreement.id]


def forms_found(telling: Telling, agreement: Agreement) -> tuple[str, ...]:
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
    first, last = whole_number(rest, "from_month", 1), whole_number(rest, "to_month", last_of(telling))
    if how in ("trend", "rho"):
        months = [(m, base(telling, within(rest, m, m))) for m in range(first, last + 1)]
        known = [(m, r.value) for m, r in months if r.value is not None]
        evidence = (seq for _, r in months for seq in r.evidence)
        if how == "rho":
            value = spearman(known)
            return reading(value, evidence, f"rank correlation with the month over {len(known)} months")
        return reading(slope(known), evidence, f"change a month over {len(known)} months")
    early, late = ends(telling, how, first, last)
    before, after = base(telling, within(rest, *early)), base(telling, within(rest, *late))
    if how == "second-half-less-first":
        return difference(after, before, f"{after.value} in the second half, {before.value} in the first")
    said_ = f"{after.value} late, {before.value} early"
    if how in ("late-less-early", "last-phase-less-first"):
        return difference(after, before, said_)
    value = None if after.value is None or not before.value else after.value / before.value
    if how == "fall-from-before":
        value = None if value is None else 1 - value
    return reading(value, (*before.evidence, *after.evidence), said_)


def ends(telling: Telling, how: str, first: int, last: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The early and the late months that a way of reading sets side by side, each as its first and last month."""
    if how == "fall-from-before":
        return (1, first - 1), (first, last)
    if how == "last-phase-less-first":
        phases = telling.patch.round.phases
        return (min(phases[0].months), max(phases[0].months)), (
            min(phases[-1].months),
            max(phases[-1].months),
        )
    part = (last - first + 1) // (2 if how == "second-half-less-first" else 3)
    return (first, first + part - 1), (last - part + 1, last)


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


def spearman(points: Iterable[tuple[float, float]]) -> float | None:
    """Spearman's rank correlation (1904), ties sharing their mean rank; none for fewer than three points or where one side is level."""
    known = list(points)
    if len(known) < 3:
        return None
    one, other = ranks([x for x, _ in known]), ranks([y for _, y in known])
    middle = (len(known) + 1) / 2
    spread = sum((a - middle) ** 2 for a in one) * sum((b - middle) ** 2 for b in other)
    if not spread:
        return None
    return float(sum((a - middle) * (b - middle) for a, b in zip(one, other, strict=True)) / spread**0.5)


def ranks(values: list[float]) -> list[float]:
    """Each value's rank from 1, those that are alike sharing the mean of theirs."""
    ordered = sorted(values)
    return [ordered.index(v) + (ordered.count(v) + 1) / 2 for v in values]
