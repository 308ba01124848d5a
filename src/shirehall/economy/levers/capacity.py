"""Capacity: beds, cubicles, clinics or visits are opened or closed."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import RESOURCES, BedRelease, Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables


def _apply(lever: Lever, dials: Dials) -> None:
    change = int(lever.number("change"))
    key = (lever.text("site"), lever.text("resource"))
    if dials.month < lever.start + lever.number("months", 1200):
        dials.units[key] = dials.units.get(key, 0) + change
        if change < 0 and key[1].endswith("beds"):
            dials.releases.append(BedRelease(key[0], -change, lever.start))


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    where, wanted = str(terms["site"]), str(terms["resource"])
    mine = {site.site for site in tables.sites if where in (site.site, site.owner)}
    there = sorted({s.resource for s in tables.services if s.site in mine and s.measure != "books"})
    if any(resource in there for resource in RESOURCES.get(wanted, (wanted,))):
        return []
    return [f"{where} has no {wanted}; it has {', '.join(there) or 'nothing that can change'}."]


MECHANISM = Mechanism(
    name="capacity",
    title="Capacity",
    means="Changes a resource at a site: beds and other places by a number, lists by a number of slots a week. "
    "Closing beds releases their cost only slowly.",
    terms=(
        Term("site", "site", meaning="where: a site, or a body for all its sites"),
        Term("resource", "resource", meaning="which resource"),
        Term("change", "count", -5000, 5000, meaning="how many more (or, with a minus, fewer)"),
        Term("months", "months", 1, 120, True, "for how long (until further notice when left out)"),
    ),
    apply=_apply,
    check=_check,
)
