"""Care homes: each has one primary care team, day and night."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.levers.shape import Mechanism, Term, bear, effect, reach, scheme, staff_problems
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

PATHWAY = "care-home"


def _apply(lever: Lever, dials: Dials) -> None:
    fewer = lever.number("homes_percent") / 100 * lever.number("effect_percent") / 100 * reach(lever, dials)
    dials.scale_demand(PATHWAY, lever.text("commissioner") or EVERYBODY, 1 - fewer)
    bear(lever, dials, lever.text("commissioner"))


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    told = staff_problems(terms, tables)
    if not any(row.pathway == PATHWAY for row in tables.demand):
        told.append(f"This patch has no pathway {PATHWAY}: emergencies of people who live in care homes.")
    return told


MECHANISM = Mechanism(
    name="care-home",
    title="One primary care team for each care home",
    means="A contract that gives each care home one primary care team by day and night: emergencies from the "
    "homes that have it fall as far as an effect is stated.",
    terms=(
        Term(
            "commissioner",
            "organisation",
            optional=True,
            meaning="whose care homes (all when left out)",
            role="commissioner",
        ),
        Term("homes_percent", "percent", 0, 100, meaning="share of care homes that have such a team"),
        *effect("how far emergencies from those homes fall", -20, 60),
        *scheme(),
    ),
    apply=_apply,
    check=_check,
)
