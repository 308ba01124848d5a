"""Technology: home monitoring and the like reach people with a need, in place of visits or on top of them."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import EVERYBODY, Dials, Programme
from shirehall.economy.levers.shape import (
    Mechanism,
    Term,
    bear,
    commissioner,
    effect,
    ramp,
    scheme,
    staff_problems,
)
from shirehall.economy.terms import Lever, Value
from shirehall.economy.workforce import staffed
from shirehall.patch.county import CountyTables

SHARE_OF_VISITS = 20.0
"""Share of community work, in per cent, that is for people with long-term conditions whom monitoring could reach (assumed)."""

CAUGHT = 0.2
"""The share of flare-ups of people who are watched that pathways of a pack have as caught early (the trial's headline, parameters
row 93). An effect stated with monitors is made of patients caught, one by one, in place of a share of the register."""


def coverage(lever: Lever, dials: Dials) -> float:
    """The share of people with the need who are reached in a month: a straight path, faster where adoption is helped."""
    posts = lever.number("staff_posts")
    path = min(1.0, ramp(lever, dials.month) * dials.adoption)
    filled = staffed(dials, lever.text("staff_body"), lever.text("staff_skill"), posts * path)
    return lever.number("coverage_percent") / 100 * path * filled


def _apply(lever: Lever, dials: Dials) -> None:
    who = lever.text("commissioner")
    need = lever.text("need") or EVERYBODY
    reached = coverage(lever, dials)
    works = lever.number("effect_percent") / 100
    months = lever.number("lag_months", 3)
    watched = bool(lever.text("site") and lever.number("monitors"))
    if watched:
        place, caught = (lever.text("site"), "monitors"), (EVERYBODY, "monitored")
        dials.units[place] = dials.units.get(place, 0) + round(
            lever.number("monitors") * ramp(lever, dials.month)
        )
        dials.branches[caught] = max(dials.branches.get(caught, 0.0), works / CAUGHT)
    name = f"technology {lever.source} {need} {who}"
    shown = 0.0 if watched else works
    dials.programmes.append(Programme(name, need, who, reached, shown, months, "flares", lever.start))
    change = (lever.number("complement_percent") - lever.number("substitute_percent")) / 100
    visits = lever.number("visits_percent", SHARE_OF_VISITS) / 100
    dials.scale_demand("community", who, 1 + reached * visits * change)
    bear(lever, dials, who)


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    told = staff_problems(terms, tables)
    need, known = str(terms.get("need") or EVERYBODY), sorted({row.need for row in tables.needs})
    if known and need not in (EVERYBODY, *known):
        told.append(
            f"need names {need}, which is no need of this patch; there are {', '.join(known)} (or all)."
        )
    if float(terms.get("monitors") or 0) and not terms.get("site"):
        told.append("site is missing: where the monitors are watched from.")
    return told


MECHANISM = Mechanism(
    name="technology",
    title="Home monitoring and other technology",
    means="Reaches a share of people with a long-term condition, along a path; visits by community teams fall "
    "by the share it stands in for and rise by the share it adds. Flare-ups fall only as far as an effect"
    " is stated, and might rise.",
    terms=(
        commissioner(),
        Term("need", "text", optional=True, meaning="which need, as in needs.csv (all of them when left out)"),
        Term("coverage_percent", "percent", 0, 100, meaning="share of the people with it who have the technology in the end"),
        Term("substitute_percent", "percent", 0, 100, True, "share of their visits that it replaces (0 unless stated)"),
        Term("complement_percent", "percent", 0, 100, True, "share of visits that it adds (0 unless stated)"),
        Term("visits_percent", "percent", 0, 100, True,
             f"share of community work that is for such people ({SHARE_OF_VISITS:g} unless stated)"),
        Term("lag_months", "months", 0, 60, True, "months before an effect shows (3 unless stated)"),
        Term("site", "site", optional=True, meaning="where monitors are watched from"),
        Term("monitors", "count", 0, 1e5, True, "monitors bought, where the patch counts them"),
        *effect("how far flare-ups fall among those reached", -20, 40),
        *scheme(),
    ),
    apply=_apply,
    check=_check,
)  # fmt: skip
