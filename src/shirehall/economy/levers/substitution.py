"""Substitution: community capacity takes the place of hospital beds, at a ratio, as far as beds can come out."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import EMERGENCIES, BedRelease, Dials
from shirehall.economy.levers.shape import Mechanism, Term, bear, effect, reach, scheme, staff_problems
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

WARD_STAYS = ("stay", "early", "med-stay", "surg-stay")
"""The steps of emergency pathways in which a patient lies in a hospital bed."""


def _apply(lever: Lever, dials: Dials) -> None:
    size = reach(lever, dials)
    beds = lever.number("beds")
    opened = round(beds * lever.number("ratio", 1.0) * size)
    there = (lever.text("to"), lever.text("with"))
    dials.units[there] = dials.units.get(there, 0) + opened
    out = lever.start + int(lever.number("overlap_months"))
    closed = int(beds * lever.number("can_come_out_percent", 100) / 100 * size) if dials.month >= out else 0
    if closed:
        here = (lever.text("from"), lever.text("resource"))
        dials.units[here] = dials.units.get(here, 0) - closed
        dials.releases.append(BedRelease(here[0], closed, out))
    shorter = 1 - lever.number("effect_percent") / 100 * size
    if shorter != 1:
        for pathway in EMERGENCIES:
            for step in WARD_STAYS:
                dials.scale_stay(pathway, step, shorter)
    bear(lever, dials)
    extra = round(lever.number("cost_difference_pounds") * beds * size * 100 / 12)
    if extra:
        dials.costs.append(
            (lever.text("payer") or "all-commissioners", extra, "substitution: cost of the other place")
        )


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    size = {(s.site, s.resource): s.capacity for s in tables.services if s.measure != "books"}
    here, there = (str(terms["from"]), str(terms["resource"])), (str(terms["to"]), str(terms["with"]))
    told = [
        f"{site} has no {what} that can change." for site, what in (here, there) if (site, what) not in size
    ]
    out = float(terms["beds"]) * float(terms.get("can_come_out_percent") or 100) / 100
    if not told and out > size[here]:
        told.append(f"beds asks for {out:g} {here[1]} out of {here[0]}, which has {size[here]:g}.")
    return [*told, *staff_problems(terms, tables)]


MECHANISM = Mechanism(
    name="substitution",
    title="Community capacity in place of beds",
    means="Opens community capacity in place of hospital beds, so many for each bed, and closes those beds that"
    " can come out, after a time in which both are open. Patients stay shorter in hospital only as far as"
    " an effect is stated.",
    terms=(
        Term("from", "site", meaning="the hospital site that beds leave"),
        Term("resource", "resource", meaning="which beds"),
        Term("beds", "count", 0, 2000, meaning="how many beds are to be replaced"),
        Term("to", "site", meaning="the site that takes their place"),
        Term("with", "resource", meaning="which capacity takes their place"),
        Term("ratio", "count", 0, 20, True, "units of it for each bed (1 when left out)"),
        Term("can_come_out_percent", "percent", 0, 100, True, "how many of the beds can come out, ward by ward (100 when left out)"),
        Term("overlap_months", "months", 0, 36, True, "months in which both are open"),
        Term("cost_difference_pounds", "pounds", -1e6, 1e6, True,
             "what the capacity for one bed costs in a year more (or, with a minus, less) than the county's figures say"),
        *effect("how much shorter emergency patients stay in a hospital bed", -10, 40),
        *scheme(),
    ),
    apply=_apply,
    check=_check,
)  # fmt: skip
