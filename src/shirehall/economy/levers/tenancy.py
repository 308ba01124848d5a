"""Tenancy: who owns community buildings decides who may provide care in them."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, month_pence
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables


def tenants(text: str) -> tuple[str, ...]:
    """The bodies let in, written with commas or spaces between."""
    return tuple(sorted(set(text.replace(",", " ").split())))


def _apply(lever: Lever, dials: Dials) -> None:
    site = lever.text("site")
    dials.tenants[site] = tenants(lever.text("may_provide"))
    if lever.number("rent_pounds_a_year"):
        pence = month_pence(lever.number("rent_pounds_a_year"))
        dials.costs.append((dials.owners.get(site, site), pence, "rent"))
        dials.costs.append((lever.text("landlord"), -pence, "rent"))


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    bodies = {p.id for p in tables.money.providers} | {s.owner for s in tables.sites}
    told = [
        f"may_provide names {each}, which is no provider of this patch; there are {', '.join(sorted(bodies))}."
        for each in tenants(str(terms["may_provide"]))
        if each not in bodies
    ]
    owner = next((s.owner for s in tables.sites if s.site == str(terms["site"])), "")
    if not told and owner not in tenants(str(terms["may_provide"])):
        told.append(f"may_provide leaves out {owner}, which works there now: transfer the site first.")
    return told


MECHANISM = Mechanism(
    name="tenancy",
    title="Community buildings kept by the commissioner",
    means="A commissioner keeps or takes the freehold of a site: only the bodies it lets in can take over the "
    "services there, whatever else is agreed, and whoever works there pays rent.",
    terms=(
        Term("site", "site", meaning="which site"),
        Term("landlord", "organisation", meaning="who owns the building"),
        Term("may_provide", "text", meaning="the bodies that may work there, with commas between"),
        Term("rent_pounds_a_year", "pounds", 0, 1e8, True, "rent in a year"),
    ),
    apply=_apply,
    check=_check,
    first=True,
)
