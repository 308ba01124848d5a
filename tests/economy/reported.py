"""A quarter of Bigshire for tests of figures and comments: its opening, and months lived under levers, kept for the session."""

from __future__ import annotations

from functools import cache

from shirehall.economy.county import County
from shirehall.economy.figures import Figures
from shirehall.economy.state import State
from shirehall.economy.terms import Terms
from tests.economy.small import shrunk

SEED = 5
COMMISSIONERS = ("holmewold", "lindenvale", "marlbridge", "saltmere")


@cache
def county() -> County:
    """The county."""
    return County(shrunk(4))


@cache
def opening() -> State:
    """Its opening."""
    return county().begin(SEED)


@cache
def lived(terms: Terms = (), months: int = 2) -> tuple[tuple[State, Figures], ...]:
    """Each month's state and figures under the terms."""
    state, found = opening(), list[tuple[State, Figures]]()
    for _ in range(months):
        state, rows = county().live_month(state, terms)
        found.append((state, rows))
    return tuple(found)


def rows(terms: Terms = (), months: int = 2) -> Figures:
    """The last month's figures."""
    return lived(terms, months)[-1][1]


def told(figures: Figures) -> dict[tuple[str, str, str], float]:
    """Figures by measure, subject and group."""
    return {(r.measure, r.subject, r.group): r.value for r in figures}
