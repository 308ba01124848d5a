"""Housing: homes designed for care, long in the building."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

BUILD_MONTHS = 36.0
WEEKS_HELD = 104.0
"""Weeks for which somebody lives in such a home before it is free again (assumed: two years)."""


def ready(lever: Lever, month: int) -> float:
    """Homes that are ready in a month: none while they are built, then a straight path over `ramp_months`."""
    since = month - lever.start - lever.number("build_months", BUILD_MONTHS) + 1
    months = max(1.0, lever.number("ramp_months", 12))
    return lever.number("homes") * min(1.0, max(0.0, since / months))


def _apply(lever: Lever, dials: Dials) -> None:
    if dials.month == lever.start and lever.number("capital_pounds"):
        dials.costs.append(
            (lever.text("payer"), round(lever.number("capital_pounds") * 100), "housing: capital")
        )
    homes = ready(lever, dials.month)
    starts = round(homes / WEEKS_HELD, 6)
    key = (lever.text("site"), lever.text("resource"))
    measure = lever.text("as") or "starts"
    more = round(starts) if measure == "starts" else round(homes)
    dials.units[key] = dials.units.get(key, 0) + more
    if more and measure == "homes":
        dials.brought[key] = dials.brought.get(key, 0) + more


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    site, resource = str(terms["site"]), str(terms["resource"])
    found = next((s for s in tables.services if (s.site, s.resource) == (site, resource)), None)
    if found is None or found.measure == "books":
        return [f"{site} has no {resource} that can change."]
    wants = "starts" if found.measure == "a-week" else "homes"
    if str(terms.get("as") or "starts") != wants:
        return [f"as is {wants} for {resource}, which is counted {found.measure}."]
    return []


MECHANISM = Mechanism(
    name="housing",
    title="Housing with care",
    means="Builds homes designed for care. Nothing changes while they are built; then people can move into them"
    " who would else wait in hospital for care: more places, or so many more starts a week as homes fall "
    "free.",
    terms=(
        Term("site", "site", meaning="where the places or the list of care are"),
        Term("resource", "resource", meaning="which they add to"),
        Term("homes", "count", 0, 5000, meaning="how many homes"),
        Term(
            "as",
            "text",
            optional=True,
            meaning="homes (each a place) or starts (each a start of care when it falls free; the usual)",
        ),
        Term(
            "build_months",
            "months",
            0,
            120,
            True,
            f"months until the first is ready ({BUILD_MONTHS:g} unless stated)",
        ),
        Term("ramp_months", "months", 0, 60, True, "months over which they are let (12 unless stated)"),
        Term("capital_pounds", "pounds", 0, 1e9, True, "what they cost to build"),
        Term("payer", "organisation", meaning="who pays for building them"),
    ),
    apply=_apply,
    check=_check,
    lasting=True,
)
