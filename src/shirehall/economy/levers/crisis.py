"""Crisis response and single assessment: somebody comes within hours, and people are assessed once."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.levers.shape import (
    Mechanism,
    Term,
    bear,
    effect,
    missing_steps,
    reach,
    scheme,
    staff_problems,
)
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

DECIDE = ("urgent", "decide")
ASSESS = "assess"


def _apply(lever: Lever, dials: Dials) -> None:
    size = reach(lever, dials)
    quicker = lever.number("assessment_percent") / 100 * size
    if quicker:
        dials.scale_stay(EVERYBODY, ASSESS, 1 - quicker)
    kept = lever.number("effect_percent") / 100 * size
    if lever.number("places"):
        key = (lever.text("site"), "crisis-places")
        dials.units[key] = dials.units.get(key, 0) + round(lever.number("places") * size)
        fit = (EVERYBODY, "crisis")
        dials.branches[fit] = max(dials.branches.get(fit, 0.0), kept)
    elif kept:
        dials.scale_branch(*DECIDE, 1 - kept)
    bear(lever, dials)


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    told = staff_problems(terms, tables)
    if float(terms.get("assessment_percent") or 0) and not any(
        row.step == ASSESS or row.step.endswith(f".{ASSESS}") for row in tables.pathways
    ):
        told.append("This patch's pathways have no step in which people are assessed (assess).")
    if float(terms.get("effect_percent") or 0):
        told += missing_steps(tables, [DECIDE], "the decision to admit")
    if float(terms.get("places") or 0):
        there = {s.site for s in tables.services if s.resource == "crisis-places"}
        if str(terms.get("site") or "") not in there:
            told.append(
                f"site is where crisis places are: {', '.join(sorted(there)) or 'this patch has none'}."
            )
    return told


MECHANISM = Mechanism(
    name="crisis",
    title="Crisis response and single assessment",
    means="A team that comes within hours, and one assessment in place of several: people wait less to be "
    "assessed before they can leave hospital, and fewer of those who come to A&E are admitted as far as "
    "an effect is stated.",
    terms=(
        Term(
            "assessment_percent",
            "percent",
            -50,
            90,
            True,
            "how much quicker people are assessed (0 unless stated)",
        ),
        Term("site", "site", optional=True, meaning="where its places are"),
        Term(
            "places", "count", 0, 1000, True, "people it can look after at once, where the patch counts them"
        ),
        *effect(
            "with places: share of those fit for one who are kept from a bed; without: how far the share of A&E patients who "
            "are admitted falls",
            -20,
            100,
        ),
        *scheme(),
    ),
    apply=_apply,
    check=_check,
)
