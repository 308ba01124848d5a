"""Primary care on offer: practices that know their patients, somewhere to be seen near work, longer hours."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.levers.shape import Mechanism, Term, bear, effect, reach, scheme, staff_problems
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

OFFERS = ("continuity", "episodic", "longer-hours")
APPOINTMENTS = ("gp-appointments", "nurse-appointments")


def _apply(lever: Lever, dials: Dials) -> None:
    who, size = lever.text("commissioner"), reach(lever, dials)
    more = lever.number("appointments_percent") / 100 * size
    for name in APPOINTMENTS:
        dials.rates[name, who] = dials.rates.get((name, who), 1.0) * (1 + more)
    works = lever.number("effect_percent") / 100 * size
    offer = lever.text("offer")
    if offer == "continuity":
        dials.need_target[EVERYBODY, who] = dials.need_target.get((EVERYBODY, who), 0.0) + works
    else:
        dials.scale_demand("minor", who or EVERYBODY, 1 - works)
        new = lever.number("new_demand_percent") / 100 * size
        dials.scale_demand("practice", who or EVERYBODY, 1 + new)
    bear(lever, dials, who)


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    told = staff_problems(terms, tables)
    if str(terms["offer"]) not in OFFERS:
        told.append(f"offer is one of {', '.join(OFFERS)}, not {terms['offer']}.")
    there = {s.resource for s in tables.services}
    if float(terms.get("appointments_percent") or 0) and not there.intersection(APPOINTMENTS):
        told.append("This patch counts no appointments in services.csv.")
    return told


MECHANISM = Mechanism(
    name="primary-care",
    title="Kinds of primary care",
    means="Adds one kind of primary care for a commissioner's people: continuity (better care of long-term "
    "conditions), episodic care near work or longer hours (fewer walk-in attendances, perhaps more people"
    " who come). Each does only what is stated.",
    terms=(
        Term("commissioner", "organisation", meaning="whose practices", role="commissioner"),
        Term("offer", "text", meaning="continuity, episodic or longer-hours"),
        Term("appointments_percent", "percent", -50, 100, True, "more (or, with a minus, fewer) appointments"),
        Term("new_demand_percent", "percent", 0, 100, True, "more consultations asked for because it is easier"),
        *effect("continuity: how much better long-term conditions are cared for; else: how far walk-in attendances fall", -20, 40),
        *scheme(),
    ),
    apply=_apply,
    check=_check,
)  # fmt: skip
