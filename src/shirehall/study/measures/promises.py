"""What was promised and what came of it: deals that a body said yes to, and answers that it put off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shirehall.play.agreements import Agreement
from shirehall.play.record.event import Event
from shirehall.study.filters import STEERING, allows, in_stretch, steered
from shirehall.study.measures.unanswered import asks
from shirehall.study.reading import Telling
from shirehall.study.tables import (
    NO_FILTERS,
    STRETCH,
    Cell,
    Filters,
    Measure,
    Reading,
    Table,
    number_measure,
    reading,
    share,
    table,
)

YES = ("agreed", "signed", "agreement-claimed", "offer-accepted")
"""Kinds of event by which a body says yes to a deal."""
IN_FORCE = "in-force"
ENDS = (IN_FORCE, "ended", "disputed")
"""States of an agreement that show what came of it."""
NOTE = (
    "A deal is kept when it came into force by the month it was to begin, late when it did afterwards, not kept when that month is over "
    "and it did not, and not due yet when that month lies ahead. An answer that was put off is kept when it came."
)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a body said that it would do: its sort (deal or answer), when it was said, when it was due, and what came of it.

    `outcome` is kept, late, not kept or not due yet; `came` the month in which it was kept. `due` is none for an answer that was
    put off without a day.
    """

    sort: str
    body: str
    month: int
    what: str
    due: int | None
    outcome: str
    came: int | None
    evidence: tuple[int, ...]


def promises(telling: Telling) -> tuple[Promise, ...]:
    """Every promise of the record, in the order in which it was first made."""
    found = [*of_deals(telling), *of_answers(telling)]
    return tuple(sorted(found, key=lambda each: (each.evidence[0], each.body)))


def of_deals(telling: Telling) -> Iterator[Promise]:
    """One promise for each party that said yes to an agreement."""
    said: dict[tuple[int, str], list[int]] = {}
    for event in telling.acts:
        deal = telling.agreement(event)
        if event.kind in YES and deal is not None:
            said.setdefault((deal.id, event.organisation), []).append(event.seq)
    for (number, body), seqs in said.items():
        deal = telling.world.agreements[number]
        if body in deal.parties:
            outcome, came = kept_or_not(telling, deal)
            ends = [seq for state, _, seq in deal.history if state in ENDS]
            first = telling.event(seqs[0])
            yield Promise(
                "deal",
                body,
                first.month,
                deal.title,
                deal.start,
                outcome,
                came,
                (*seqs, *sorted({*ends} - {*seqs})),
            )


def kept_or_not(telling: Telling, deal: Agreement) -> tuple[str, int | None]:
    """What came of a deal, and in which month it came into force."""
    began = [max(month, deal.start) for state, month, _ in deal.history if state == IN_FORCE]
    if began:
        return ("kept" if began[0] <= deal.start else "late"), began[0]
    over = telling.closed or deal.start < telling.months[-1]
    return ("not kept" if over and deal.start <= telling.months[-1] else "not due yet"), None


def of_answers(telling: Telling) -> Iterator[Promise]:
    """One promise for each ask that a body put off: an answer later."""
    deferred: dict[tuple[int | None, str], list[Event]] = {}
    for event in telling.acts:
        if event.kind == "deferred":
            deferred.setdefault((event.subject, event.organisation), []).append(event)
    for each in asks(telling, NO_FILTERS):
        put_off = deferred.get((each.demand.seq, each.demand.body), [])
        if put_off:
            answer = each.demand.answer
            came = telling.event(answer).month if answer is not None else None
            outcome = (
                "kept"
                if each.outcome == "answered"
                else "not kept"
                if telling.closed or answer
                else "not due yet"
            )
            yield Promise(
                "answer", each.demand.body, put_off[0].month, telling.sentence(each.demand.seq), None, outcome,
                came if outcome == "kept" else None, tuple(e.seq for e in put_off) + ((answer,) if answer else ()),
            )  # fmt: skip


def kept(telling: Telling, filters: Filters) -> list[Promise]:
    """The promises that the filters keep."""
    return [
        each
        for each in telling.once("promises", promises)
        if allows(filters, "sort", each.sort)
        and allows(filters, "from_kind", telling.kind_of(each.body))
        and in_stretch(telling, filters, each.month)
    ]


def promised(telling: Telling, filters: Filters) -> Table:
    """One row a promise."""
    rows: list[tuple[tuple[Cell, ...], tuple[int, ...]]] = [
        ((each.sort, each.body, each.month, each.what, each.due, each.outcome, each.came), each.evidence)
        for each in kept(telling, filters)
    ]
    return table(("sort", "body", "month", "promise", "due_month", "outcome", "came_month"), rows, NOTE)


def share_kept(telling: Telling, filters: Filters) -> Reading:
    """Of the promises that were due, the share that was kept in time."""
    due = [each for each in kept(telling, filters) if each.outcome != "not due yet"]
    good = [each for each in due if each.outcome == "kept"]
    return reading(
        share(len(good), len(due)),
        (seq for each in due for seq in each.evidence),
        f"{len(good)} of {len(due)} promises that were due were kept in time",
    )


PROMISE_FILTERS = ("sort", "from_kind", *STRETCH)

MEASURES = (
    Measure("promises", "Promises and what came of them", "promises",
            "Deals that a body said yes to and answers that it put off, and whether they came.", promised, PROMISE_FILTERS),
    number_measure("promises-kept", "Promises kept", "share", "Of the promises that were due, the share that was kept in time.",
                   steered(share_kept), (*PROMISE_FILTERS, *STEERING)),
)  # fmt: skip
