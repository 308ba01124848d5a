"""Kinds of body beside one another: who bears most, who is answered least, who does most for each seat."""

from __future__ import annotations

from collections import defaultdict
from statistics import mean

from shirehall.study.demands import demands
from shirehall.study.filters import EVENT_FILTERS, STEERING, acts, in_stretch, steered, wanted
from shirehall.study.measures.shares import without
from shirehall.study.measures.unanswered import asks
from shirehall.study.reading import Telling, actor
from shirehall.study.tables import NO_FILTERS, STRETCH, Filters, Reading, number_measure, reading

DEMANDING = ("asked", "challenged", "countered", "pressed", "proposed")


def seats_by_kind(telling: Telling) -> dict[str, float]:
    """The mean number of seats of each kind of body over the months played, facilitators left aside."""
    sums: dict[str, list[int]] = defaultdict(list)
    for _, teams in sorted(telling.teams.items()):
        month: dict[str, int] = defaultdict(int)
        for body, seats in teams.items():
            month[telling.kind_of(body)] += seats
        for kind, seats in month.items():
            sums[kind].append(seats)
    return {
        kind: sum(counts) / len(telling.teams) for kind, counts in sorted(sums.items()) if kind != "control"
    }


def rank(values: dict[str, float], kinds: tuple[str, ...], *, least: bool = False) -> int | None:
    """Where the best placed of some kinds stands among all, 1 for the most (or the least); those that are alike share a place."""
    mine = [value for kind, value in values.items() if kind in kinds]
    if not mine:
        return None
    best = min(mine) if least else max(mine)
    return 1 + sum(value < best if least else value > best for value in values.values())


def in_words(values: dict[str, float]) -> str:
    """Each kind with its number, in the order of the numbers."""
    return ", ".join(
        f"{kind} {value:.2f}" for kind, value in sorted(values.items(), key=lambda each: -each[1])
    )


def backlog_rank(telling: Telling, filters: Filters) -> Reading:
    """Where a kind of body stands by what lay open with it for each seat at the ends of months; 1 bears most."""
    months = [m for m in telling.months if in_stretch(telling, filters, m)]
    open_: dict[str, list[int]] = defaultdict(list)
    for each in demands(telling):
        open_[telling.kind_of(each.body)].append(sum(each.open_after(m) for m in months))
    seats = seats_by_kind(telling)
    load = {
        kind: sum(counts) / len(months) / seats[kind]
        for kind, counts in open_.items()
        if seats.get(kind) and months
    }
    kinds = wanted(filters, "of_kind")
    evidence = (d.seq for d in demands(telling) if telling.kind_of(d.body) in kinds and d.answer is None)
    return reading(rank(load, kinds), evidence, f"open for each seat: {in_words(load)}")


def answer_rank(telling: Telling, filters: Filters) -> Reading:
    """Where a kind of body stands by the share of its asks that were answered; 1 is answered least."""
    told: dict[str, list[bool]] = defaultdict(list)
    evidence = []
    kinds = wanted(filters, "of_kind")
    for each in asks(telling, without(filters, "of_kind")):
        kind = telling.kind_of(each.demand.asker)
        told[kind].append(each.outcome == "answered")
        evidence += [each.demand.seq] * (kind in kinds)
    rates = {kind: mean(found) for kind, found in told.items()}
    return reading(rank(rates, kinds, least=True), evidence, f"share answered: {in_words(rates)}")


def per_seat(telling: Telling, filters: Filters) -> dict[str, float]:
    """Acts of seats for each seat and month, by kind of body."""
    months = [m for m in telling.months if in_stretch(telling, filters, m)]
    counts: dict[str, int] = defaultdict(int)
    for event in acts(telling, filters):
        if event.seat:
            counts[telling.kind_of(actor(event))] += 1
    seats = seats_by_kind(telling)
    return {kind: counts[kind] / n / len(months) for kind, n in seats.items() if n and months}


def rate(telling: Telling, filters: Filters) -> tuple[float | None, list[int], str]:
    """Acts for each seat and month of the bodies of the kinds named (of all when none is), the acts, and how it came about."""
    months = [m for m in telling.months if in_stretch(telling, filters, m)]
    kept = [e.seq for e in acts(telling, filters) if e.seat]
    kinds = wanted(filters, "from_kind")
    seats = sum(n for kind, n in seats_by_kind(telling).items() if not kinds or kind in kinds)
    value = len(kept) / seats / len(months) if seats and months else None
    return value, kept, f"{len(kept)} acts of {seats:g} seats in {len(months)} months"


def acts_per_seat(telling: Telling, filters: Filters) -> Reading:
    """Acts for each seat and month of the bodies of the kinds named (of all when none is)."""
    return reading(*rate(telling, filters))


def acts_per_seat_rank(telling: Telling, filters: Filters) -> Reading:
    """Where a kind of body stands by acts for each seat; 1 does most."""
    values = per_seat(telling, without(filters, "of_kind"))
    return reading(
        rank(values, wanted(filters, "of_kind")), (), f"acts for each seat a month: {in_words(values)}"
    )


def acts_per_seat_ratio(telling: Telling, filters: Filters) -> Reading:
    """Acts for each seat of the bodies of some kinds over those of `over_kind`."""
    own = without(filters, "over_kind")
    here, mine, said = rate(telling, own)
    there, theirs, other = rate(telling, {**own, "from_kind": filters.get("over_kind", "")})
    value = here / there if here is not None and there else None
    return reading(value, (*mine, *theirs), f"{said}, beside {other}")


def gained_for_each_demand(telling: Telling, filters: Filters) -> Reading:
    """What was conceded to a kind of body for each demand it made, less the mean of the same over every other body that made any."""
    made: dict[str, int] = defaultdict(int)
    got: dict[str, list[int]] = defaultdict(list)
    for event in acts(telling, {**NO_FILTERS, "event": list(DEMANDING)}):
        made[actor(event)] += 1
    for event in acts(telling, {**NO_FILTERS, "event": "conceded"}):
        for body in telling.counterparts(event):
            got[body].append(event.seq)
    kinds = wanted(filters, "of_kind")
    rates = {body: len(got[body]) / n for body, n in sorted(made.items())}
    mine = [rate for body, rate in rates.items() if telling.kind_of(body) in kinds]
    others = [rate for body, rate in rates.items() if telling.kind_of(body) not in kinds]
    value = mean(mine) - mean(others) if mine and others else None
    evidence = (seq for body in rates if telling.kind_of(body) in kinds for seq in got[body])
    return reading(value, evidence, ", ".join(f"{telling.name(b)} {r:.2f}" for b, r in rates.items()))


MEASURES = (
    number_measure("backlog-rank", "Rank by load", "rank", "Where a kind of body stands by what lay open for each of its seats.",
                   backlog_rank, ("of_kind", *STRETCH)),
    number_measure("answer-rank", "Rank by being answered", "rank", "Where a kind of body stands by the answers it gets.",
                   answer_rank, ("of_kind", "topic", *STRETCH)),
    number_measure("acts-per-seat", "Acts for each seat", "acts a seat and month", "How much was done for each seat.",
                   steered(acts_per_seat), (*EVENT_FILTERS, *STEERING)),
    number_measure("acts-per-seat-rank", "Rank by acts for each seat", "rank", "Where a kind of body stands by acts for each seat.",
                   acts_per_seat_rank, (*EVENT_FILTERS, "of_kind")),
    number_measure("acts-per-seat-ratio", "Acts for each seat, side by side", "ratio",
                   "How much bodies of some kinds did for each seat beside others.", acts_per_seat_ratio, (*EVENT_FILTERS, "over_kind")),
    number_measure("gained-for-each-demand", "Gained for each demand", "concessions a demand",
                   "How much a kind of body was conceded for each demand, beside others.", gained_for_each_demand, ("of_kind",)),
)  # fmt: skip
