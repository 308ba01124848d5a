"""Closure or sale of a site: what is in it ends, its patients go elsewhere, and part of its cost leaves in time."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import EVERYTHING, Dials, Move, Payment
from shirehall.economy.levers.shape import Mechanism, Term, bear, month_pence, scheme
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import NOBODY, CountyTables


def _apply(lever: Lever, dials: Dials) -> None:
    site = lever.text("site")
    owner = dials.owners.get(site, site)
    left = 1 - lever.number("close_percent", 100) / 100
    dials.shut[site] = dials.shut.get(site, 1.0) * left
    dials.moves.append(Move(EVERYTHING, site, lever.text("to"), 1 - left))
    months = max(1.0, lever.number("release_months", 1))
    gone = min(1.0, (dials.month - lever.start + 1) / months)
    if lever.number("saves_pounds_a_year"):
        dials.costs.append((owner, -month_pence(lever.number("saves_pounds_a_year") * gone), "closure"))
    if dials.month == lever.start:
        if lever.number("capital_pounds"):
            dials.costs.append((owner, round(lever.number("capital_pounds") * 100), "closure: capital"))
        if lever.number("sale_pounds"):
            dials.payments.append(
                Payment(NOBODY, owner, round(lever.number("sale_pounds") * 100), "sale of a site")
            )
    bear(lever, dials, owner)


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    told = []
    site = str(terms["site"])
    support, needed = (
        float(terms.get("support_percent") or 0),
        float(terms.get("support_needed_percent") or 0),
    )
    if support < needed:
        told.append(
            f"support_percent is {support:g}: public feeling stops a closure that has less than {needed:g}%."
        )
    capital, ready = float(terms.get("capital_pounds") or 0), float(terms.get("capital_ready_pounds") or 0)
    if capital > ready:
        told.append(f"capital_pounds is £{capital:,.0f}, but only £{ready:,.0f} is at hand.")
    cost = next((s.fixed for p in tables.money.providers for s in p.sites if s.site == site), 0.0)
    if float(terms.get("saves_pounds_a_year") or 0) > cost:
        told.append(
            f"saves_pounds_a_year is more than the £{cost:,.0f} a year that {site} costs to keep; capital charges go on."
        )
    if str(terms["to"]) == site:
        told.append("to names the site itself; patients have to go to another.")
    return told


MECHANISM = Mechanism(
    name="closure",
    title="Closure or sale of a site",
    means="Closes a site or part of it: its patients go to another, its running cost leaves over some months, "
    "its capital charges stay. It needs public support and capital where the terms say how much; without "
    "them it cannot be agreed.",
    terms=(
        Term("site", "site", meaning="which site"),
        Term("to", "organisation", meaning="the provider or site that its patients go to"),
        Term("close_percent", "percent", 0, 100, True, "how much of it closes (all of it when left out)"),
        Term("support_percent", "percent", 0, 100, True, "public support for it"),
        Term(
            "support_needed_percent",
            "percent",
            0,
            100,
            True,
            "public support without which it cannot be done",
        ),
        Term("capital_pounds", "pounds", 0, 1e9, True, "capital that it takes, elsewhere or here"),
        Term("capital_ready_pounds", "pounds", 0, 1e9, True, "capital that is at hand"),
        Term("saves_pounds_a_year", "pounds", 0, 1e9, True, "running cost that leaves in the end"),
        Term("release_months", "months", 1, 120, True, "months over which it leaves (at once when left out)"),
        Term("sale_pounds", "pounds", 0, 1e9, True, "what the site is sold for"),
        *scheme(staff=False),
    ),
    apply=_apply,
    check=_check,
    lasting=True,
)
