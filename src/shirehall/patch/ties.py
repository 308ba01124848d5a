"""Who knew whom before play: the matrix of ties that a pack sets up."""

from __future__ import annotations

from collections.abc import Sequence

from shirehall.patch.pack import Patch


def tie(patch: Patch, one: str, other: str) -> float:
    """How well two seats or bodies knew each other before play, 0 (strangers) to 1.

    A tie of two seats' own counts before one between a seat and the other's body, and that before one of their bodies.
    """
    known = {frozenset(each.between): each.strength for each in patch.seats.ties}
    body = {seat.id: seat.organisation for seat in patch.seats.seats}
    here, there = (one, body.get(one, one)), (other, body.get(other, other))
    pairs = [(one, other), (here[1], other), (one, there[1]), (here[1], there[1])]
    return next((known[frozenset(pair)] for pair in pairs if frozenset(pair) in known), 0.0)


def ties_among(patch: Patch, ids: Sequence[str]) -> tuple[tuple[float, ...], ...]:
    """The matrix of ties among seats or bodies, in the order given; 1 with oneself."""
    return tuple(tuple(1.0 if a == b else tie(patch, a, b) for b in ids) for a in ids)
