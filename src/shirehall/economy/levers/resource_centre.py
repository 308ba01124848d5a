"""Resource centre: several services under one roof, defined by five things that have to be settled."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import EVERYBODY, SERVICES, Dials, Move
from shirehall.economy.levers.shape import Mechanism, Term, bear, reach, scheme, staff_problems
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

FIVE = ("range", "management", "governance", "links", "ownership")
"""What defines a centre: its range of services, who manages it, how governance is joined, links to practices and pharmacy, who owns it."""


def services(lever_range: str) -> list[str]:
    """The services of a centre's range, written with commas or spaces between."""
    return lever_range.replace(",", " ").split()


def _apply(lever: Lever, dials: Dials) -> None:
    size, site = reach(lever, dials), lever.text("site")
    whose = lever.text("commissioner") or EVERYBODY
    for service in services(lever.text("range")):
        dials.moves.append(
            Move(service, lever.text("from"), site, lever.number("share_percent") / 100 * size, whose)
        )
    key = (site, lever.text("resource"))
    more = round(lever.number("slots_a_week") * size)
    if more and key[1]:
        dials.units[key] = dials.units.get(key, 0) + more
    if dials.month >= lever.start:
        dials.owners[site] = lever.text("ownership")
    bear(lever, dials, lever.text("ownership"))


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    told = staff_problems(terms, tables)
    site = str(terms["site"])
    here = {row.pathway for row in tables.market if row.site == site}
    here |= {"minor" for flow in tables.flows if flow.site == site and flow.minor > 0}
    for service in services(str(terms["range"])):
        if not here.intersection(SERVICES.get(service, (service,))):
            told.append(
                f"range names {service}, which {site} has no rooms for; it can hold {', '.join(sorted(here)) or 'nothing'}."
            )
    slots = {s.resource for s in tables.services if s.site == site and s.measure != "books"}
    if float(terms.get("slots_a_week") or 0) and str(terms.get("resource") or "") not in slots:
        told.append(f"resource is one of {', '.join(sorted(slots))}: where its slots are added.")
    patients, least = float(terms.get("patients") or 0), float(terms.get("minimum_patients") or 0)
    if patients < least:
        told.append(
            f"patients is {patients:g} a year, under the {least:g} that professional guidance asks of a centre."
        )
    return told


MECHANISM = Mechanism(
    name="resource-centre",
    title="Polyclinic or resource centre",
    means="Opens a centre at a site: part of the services of its range moves there from hospital, with slots of"
    " its own. Five things define it: range, management, governance, links to practices and pharmacy, and"
    " ownership; none may be left open.",
    terms=(
        Term("site", "site", meaning="where it is"),
        Term("range", "text", meaning="the services it holds, with commas between"),
        Term("management", "text", meaning="who manages it from day to day"),
        Term("governance", "text", meaning="how the governance of those who work there is joined"),
        Term("links", "text", meaning="how it is linked with local practices and pharmacy"),
        Term("ownership", "organisation", meaning="who owns it", role="provider"),
        Term("from", "organisation", meaning="the provider or site that patients come from"),
        Term("share_percent", "percent", 0, 100, meaning="share of them who go to the centre in the end"),
        Term(
            "commissioner",
            "organisation",
            optional=True,
            meaning="whose patients (all when left out)",
            role="commissioner",
        ),
        Term("resource", "resource", optional=True, meaning="which of its lists is made longer"),
        Term("slots_a_week", "count", 0, 5000, True, "slots a week that are added"),
        Term("patients", "count", 0, 1e6, True, "patients a year that it expects"),
        Term(
            "minimum_patients",
            "count",
            0,
            1e6,
            True,
            "the fewest that professional guidance asks of a centre",
        ),
        *scheme(),
    ),
    apply=_apply,
    check=_check,
)
