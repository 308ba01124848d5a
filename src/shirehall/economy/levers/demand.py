"""Demand: more or fewer people come."""

from __future__ import annotations

from shirehall.economy.dials import EVERYBODY, SERVICES, Dials
from shirehall.economy.levers.shape import Mechanism, Term, ramp
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    if dials.month < lever.start + lever.number("months", 1200):
        factor = 1 + lever.number("percent") / 100 * ramp(lever, dials.month)
        named = lever.text("pathway")
        for pathway in SERVICES.get(named, (named,)):
            dials.scale_demand(pathway, lever.text("commissioner") or EVERYBODY, factor)


MECHANISM = Mechanism(
    name="demand",
    title="Demand",
    means="Changes the demand of a pathway for a number of months.",
    terms=(
        Term("pathway", "service", meaning="which pathway"),
        Term("percent", "percent", -90, 200, meaning="how far demand rises (or, with a minus, falls)"),
        Term("months", "months", 1, 120, True, "for how long (until further notice when left out)"),
        Term("ramp_months", "months", 0, 240, True, "months until all of the change is there"),
        Term("percent_low", "percent", -90, 200, True, "the least of it that is thought possible"),
        Term("percent_high", "percent", -90, 200, True, "the most of it that is thought possible"),
        Term(
            "commissioner",
            "organisation",
            optional=True,
            meaning="whose people (all when left out)",
            role="commissioner",
        ),
    ),
    apply=_apply,
)
