"""Dials turned by levers, for tests of single levers."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy import levers
from shirehall.economy.dials import Dials
from shirehall.economy.terms import Lever, Value, lever
from tests.economy.small import bigshire, tables


class WithBodies:
    """Bigshire as far as levers need it: its county tables and the national board."""

    def __init__(self) -> None:
        self.county = tables()
        self.organisations = (type("Body", (), {"id": "nhscb"})(),)


def made(mechanism: str, start: int = 1, until: int | None = None, **terms: Value) -> Lever:
    """A lever as a deal would make it."""
    return lever(mechanism, "agreement 1", start, until, **terms)


def turned(month: int, *given: Lever, memory: Mapping[str, float] | None = None) -> Dials:
    """The dials of a month under some levers."""
    dials = Dials(month, dict(bigshire().life.owner), memory or {})
    levers.apply(given, dials)
    return dials


def told(mechanism: str, **terms: Value) -> list[str]:
    """What is wrong with a lever's terms in Bigshire."""
    return levers.problems(
        mechanism, {name.rstrip("_"): value for name, value in terms.items()}, WithBodies()
    )


def costs(dials: Dials, body: str) -> int:
    """Pence that a body bears in the month."""
    return sum(pence for who, pence, _ in dials.costs if who == body)


def paid(dials: Dials, payer: str, receiver: str) -> int:
    """Pence paid from one body to another in the month."""
    return sum(p.pence for p in dials.payments if (p.payer, p.receiver) == (payer, receiver))
