"""Asks and what came of them."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.world import Request
from shirehall.study.demands import Demand, demands
from shirehall.study.filters import STEERING, allows, in_stretch, steered
from shirehall.study.reading import Telling
from shirehall.study.tables import (
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


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask of one body, and what came of it: answered, withheld, deferred or open."""

    demand: Demand
    request: Request | None
    outcome: str


def asks(telling: Telling, filters: Filters) -> list[Asked]:
    """The asks that the filters keep, one for each body asked."""
    found = []
    for each in demands(telling):
        if (
            each.event == "asked"
            and allows(filters, "asker_kind", telling.kind_of(each.asker))
            and allows(filters, "askee_kind", telling.kind_of(each.body))
            and allows(filters, "topic", *each.topics)
            and in_stretch(telling, filters, each.month)
        ):
            request = telling.world.requests.get(telling.event(each.seq).subject or 0)
            found.append(Asked(each, request, outcome_of(telling, each, request)))
    return found


def outcome_of(telling: Telling, demand: Demand, request: Request | None) -> str:
    """What a body did about an ask. Any words in reply count as an answer; to withhold is a reply and no answer."""
    said = [request.replies[s][0] for s in demand.seats if s in request.replies] if request else []
    for outcome in ("answered", "withheld"):
        if outcome in said:
            return outcome
    if demand.answer is not None:
        return "answered" if telling.event(demand.answer).kind != "withheld" else "withheld"
    return "deferred" if "deferred" in said else "open"


def unanswered_asks(telling: Telling, filters: Filters) -> Table:
    """The asks that nobody answered, oldest first."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for each in asks(telling, filters):
        if each.outcome != "answered":
            d = each.demand
            due = each.request.due if each.request else None
            wants, text = (each.request.wants, each.request.text) if each.request else ("", "")
            rows.append(
                (
                    (d.month, d.asker, d.body, wants, text, due, each.outcome),
                    [d.seq, *([d.answer] if d.answer else [])],
                )
            )
    return table(("month", "asker", "asked", "wants", "text", "due_minute", "outcome"), rows)


def unanswered_share(telling: Telling, filters: Filters) -> Reading:
    """Of asks, the share that got no answer: left open, put off, or withheld."""
    whole = asks(telling, filters)
    bare = [each for each in whole if each.outcome != "answered"]
    return reading(
        share(len(bare), len(whole)),
        (a.demand.seq for a in bare),
        f"{len(bare)} of {len(whole)} asks had no answer",
    )


ASK_FILTERS = ("asker_kind", "askee_kind", "topic", *STRETCH)

MEASURES = (
    Measure("unanswered-asks", "Asks that got no answer", "asks", "What was asked and left open, put off or withheld.",
            unanswered_asks, ASK_FILTERS),
    number_measure("unanswered-share", "Share of asks without an answer", "share", "Of what was asked, how much got no answer.",
                   steered(unanswered_share), (*ASK_FILTERS, *STEERING)),
)  # fmt: skip
