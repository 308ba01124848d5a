"""Weighing: what each mechanism at work adds to a candidate, and the candidate's value when its minutes are paid."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from shirehall.players.minds import (
    accountability,
    belief,
    constituents,
    cover,
    evidence,
    habit,
    knowledge,
    place,
    pressure,
    risk,
    trusting,
    voice,
)
from shirehall.players.minds.attention import minutes_of, weariness
from shirehall.players.minds.option import Option
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.weigher import Weigher

WEIGHERS: Mapping[str, Weigher] = {
    each.WEIGHER.name: each.WEIGHER
    for each in (
        pressure,
        accountability,
        knowledge,
        habit,
        trusting,
        risk,
        constituents,
        voice,
        evidence,
        cover,
        place,
        belief,
    )
}
"""Those mechanisms that weigh candidates, by name. The others act on what is known, felt, owned or given (see their files)."""


@cache
def at_work(move: str, off: frozenset[str]) -> tuple[Weigher, ...]:
    """The mechanisms that have something to say of a move."""
    return tuple(each for each in WEIGHERS.values() if move in each.moves and each.name not in off)


def worth(s: Situation, o: Option) -> float:
    """What a candidate is worth with all that the mechanisms add."""
    total = o.worth
    for weigher in at_work(o.move, s.who.off):
        total += weigher.adds(s, o)
    return total


def value(s: Situation, o: Option, cost: float = -1.0) -> float:
    """A candidate's worth by its chance, less its minutes at what a minute costs now."""
    each = weariness(s) if cost < 0 else cost
    return worth(s, o) * o.chance - each * minutes_of(s, o)


def because(s: Situation, o: Option, least: float = 0.04) -> tuple[tuple[str, float, str], ...]:
    """What weighed on a candidate: mechanism, how much, why; the heaviest first, and nothing that hardly counts."""
    parts = [(each.name, each.adds(s, o), each) for each in at_work(o.move, s.who.off)]
    heavy = sorted((part for part in parts if abs(part[1]) >= least), key=lambda part: -abs(part[1]))
    return tuple((name, round(amount, 2), each.why(s, o)) for name, amount, each in heavy)
