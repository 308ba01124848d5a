"""A small county, and questions put to it once for all the tests that look at the answers."""

from __future__ import annotations

from functools import cache

from shirehall.economy.ask import BASELINE, Asked, Option, ask_all, from_opening
from shirehall.economy.county import County
from shirehall.economy.dials import RESOURCES
from shirehall.economy.terms import Terms, lever
from shirehall.economy.tipping import falls
from tests.economy.small import shrunk

SMALLER = 20
SEED = 5


@cache
def county() -> County:
    """Bigshire at a twentieth."""
    return County(shrunk(SMALLER))


@cache
def beds() -> int:
    """General beds of the large trust."""
    owner = county().life.owner
    return round(
        sum(
            r.capacity
            for r in county().tables.services
            if r.resource in RESOURCES["beds"] and owner[r.site] == "buft"
        )
    )


def closure(share: float, source: str = "the plan") -> Terms:
    """A share of the large trust's beds fewer."""
    change = -max(1, round(share * beds()))
    return (lever("capacity", source, 1, None, "what-if", site="buft", resource="beds", change=change),)


def places(**terms: float) -> Terms:
    """Urgent community places of one consortium, with whatever effect."""
    return (
        lever(
            "avoidance",
            "agreement 3",
            1,
            None,
            "what-if",
            commissioner="marlbridge",
            provider="bct",
            places=20,
            **terms,
        ),
    )


def burden(body: str, pounds_a_month: float) -> Terms:
    """A cost that a body bears every month."""
    return (lever("cost", "a blow", 1, None, "what-if", payer=body, pounds_a_month=pounds_a_month),)


def sturdy() -> str:
    """The rated provider that stands furthest from having to run its services at a loss."""
    room = {
        f.subject: f.room[0]
        for f in falls(two_options(), BASELINE)
        if f.threshold.id == "ebitda-low" and not f.runs
    }
    return max(sorted(room), key=lambda body: room[body])


def monthly_income(body: str) -> float:
    """A provider's income a month in the baseline."""
    return float(two_options().baseline.whole("provider-income", body).mean()) / len(two_options().months)


@cache
def two_options() -> Asked:
    """A baseline and two options over four months: many beds closed, and a few."""
    options = (Option(BASELINE, ()), Option("many", closure(0.4)), Option("few", closure(0.05)))
    return ask_all(county(), options, 4, 4, starts=from_opening(SEED), seed=SEED)
