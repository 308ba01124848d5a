"""Capacity: beds, cubicles, clinics or visits are opened or closed, for good or for a time, in one place or moving about."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import RESOURCES, BedRelease, Dials
from shirehall.economy.levers.shape import Mechanism, Term, bear, reach, scheme, staff_problems
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables


def route(text: str) -> list[str]:
    """The sites of a route, written with commas or spaces between."""
    return text.replace(",", " ").split()


def site_in(lever: Lever, month: int) -> str:
    """Where the capacity stands in a month: its site, or the stop of its route."""
    stops = [lever.text("site"), *route(lever.text("then"))]
    return stops[int((month - lever.start) // max(1.0, lever.number("months_at_a_site", 1))) % len(stops)]


def _apply(lever: Lever, dials: Dials) -> None:
    if dials.month >= lever.start + lever.number("months", 1200):
        return
    change = round(lever.number("change") * reach(lever, dials))
    key = (site_in(lever, dials.month), lever.text("resource"))
    dials.units[key] = dials.units.get(key, 0) + change
    if change > 0 and lever.text("own_staff") == "yes":
        dials.brought[key] = dials.brought.get(key, 0) + change
    if change < 0 and key[1].endswith("beds"):
        dials.releases.append(BedRelease(key[0], -change, lever.start))
    bear(lever, dials)


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    told = []
    for where in (str(terms["site"]), *route(str(terms.get("then") or ""))):
        told += _there(where, str(terms["resource"]), tables)
    if str(terms.get("own_staff") or "no") not in ("yes", "no"):
        told.append(f"own_staff is yes or no, not {terms['own_staff']}.")
    return [*told, *staff_problems(terms, tables)]


def _there(where: str, wanted: str, tables: CountyTables) -> list[str]:
    mine = {site.site for site in tables.sites if where in (site.site, site.owner)}
    there = sorted({s.resource for s in tables.services if s.site in mine and s.measure != "books"})
    if any(resource in there for resource in RESOURCES.get(wanted, (wanted,))):
        return []
    return [f"{where} has no {wanted}; it has {', '.join(there) or 'nothing that can change'}."]


MECHANISM = Mechanism(
    name="capacity",
    title="Capacity",
    means="Changes a resource at a site: beds and other places by a number, lists by a number of slots a week, "
    "until further notice or for some months (a mobile unit, which may move from site to site). Closing "
    "beds releases their cost only slowly; opening more than posts can staff opens nothing until they are"
    " filled.",
    terms=(
        Term("site", "site", meaning="where: a site, or a body for all its sites"),
        Term("resource", "resource", meaning="which resource"),
        Term("change", "count", -5000, 5000, meaning="how many more (or, with a minus, fewer)"),
        Term("months", "months", 1, 120, True, "for how long (until further notice when left out)"),
        Term(
            "then",
            "text",
            optional=True,
            meaning="further sites that it moves to in turn, with commas between",
        ),
        Term(
            "months_at_a_site",
            "months",
            1,
            24,
            True,
            "how long it stands at each of them (one when left out)",
        ),
        Term(
            "own_staff",
            "text",
            optional=True,
            meaning="yes when it brings its own staff, as a hired unit does",
        ),
        *scheme(),
    ),
    apply=_apply,
    check=_check,
)
