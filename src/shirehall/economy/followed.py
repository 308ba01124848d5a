"""Terms of a commissioner that follows others, put to the people of those it follows.

People stay on the books of the commissioner that they had at the opening; who stands in its place by now has the power over its money
and services. What such a body agrees acts on all its people: shares and effects alike on each part, sums and numbers divided by allocation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shirehall.economy.terms import Lever, Terms, Value
from shirehall.patch.county import CountyTables

DIVIDED = frozenset(
    "cases_a_year monitors members patients people places pounds pounds_a_year setup_pounds slots_a_week staff_posts volume".split()
)
"""Terms that are divided between the parts; all others hold for each part alike."""
BETWEEN_TWO = frozenset(("block", "contract"))
"""Contracts, which the accounts put under the successor's name as wholes."""
BOTH_WAYS = frozenset(("best-practice", "price", "risk-share", "unbundle"))
"""What alters the price between two bodies: it holds under the successor's name and under those of its parts, whichever is paid by."""


def for_people(terms: Terms, month: int, tables: CountyTables) -> Terms:
    """The terms of a month with each lever of a commissioner that follows others put to those it follows, in the same order."""
    parts = parts_of(terms, month, tables)
    if not parts:
        return terms
    found: list[Lever] = []
    for lever in terms:
        whose = parts.get(lever.text("commissioner"))
        if whose is None or lever.mechanism in BETWEEN_TWO:
            found.append(lever)
            continue
        if lever.mechanism in BOTH_WAYS:
            found.append(lever)
        found += divided(lever, whose)
    return tuple(found)


def parts_of(terms: Terms, month: int, tables: CountyTables) -> dict[str, dict[str, float]]:
    """The bodies that follow commissioners in a month, each with those of the tables that it stands for and their allocations.

    A commissioner of the tables that took another over is none of them: what it agreed for its own people stays theirs.
    """
    heirs = {
        lever.text("body"): lever.text("by")
        for lever in terms
        if lever.mechanism == "takeover" and lever.start <= month
    }
    parts: dict[str, dict[str, float]] = {}
    for one in tables.money.commissioners:
        seen = [one.id]
        while seen[-1] in heirs and heirs[seen[-1]] not in seen:
            seen.append(heirs[seen[-1]])
        parts.setdefault(seen[-1], {})[one.id] = one.allocation
    return {body: whose for body, whose in parts.items() if body not in whose}


def divided(lever: Lever, whose: Mapping[str, float]) -> list[Lever]:
    """One lever as a lever for each part."""
    whole, so_far = sum(whose.values()), 0.0
    found = []
    for body, allocation in whose.items():
        before, so_far = so_far / whole, so_far + allocation
        after = so_far / whole
        pairs: list[tuple[str, Value]] = [
            (name, body if name == "commissioner" else share_of(name, value, before, after))
            for name, value in lever.terms
        ]
        found.append(replace(lever, terms=tuple(pairs)))
    return found


def share_of(name: str, value: Value, before: float, after: float) -> Value:
    """A part of a sum or number, from one share of the whole to another; whole numbers stay whole and add up."""
    if name not in DIVIDED or isinstance(value, str):
        return value
    if isinstance(value, int):
        return round(value * after) - round(value * before)
    return value * (after - before)
