"""Respite insurance: members pay a premium, and may stay up to a week to rest or recover."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import Dials, Payment
from shirehall.economy.levers.shape import Mechanism, Term, bear, month_pence, scheme, staff_problems
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import NOBODY, CountyTables


def claims(lever: Lever) -> float:
    """Claims in a year."""
    return lever.number("members") * lever.number("claims_percent") / 100


def _apply(lever: Lever, dials: Dials) -> None:
    insurer = lever.text("insurer")
    premiums = month_pence(lever.number("members") * lever.number("premium_pounds"))
    dials.payments.append(Payment(NOBODY, insurer, premiums, "respite insurance: premiums"))
    paid = claims(lever) * lever.number("days", 7) * lever.number("pounds_a_day")
    dials.costs.append((insurer, month_pence(paid), "respite insurance: claims"))
    key = (lever.text("site"), lever.text("resource"))
    more = int(lever.number("places"))
    used = claims(lever) * lever.number("days", 7) / 365.25
    dials.units[key] = dials.units.get(key, 0) + int(max(0.0, more - used))
    dials.brought[key] = dials.brought.get(key, 0) + int(max(0.0, more - used))
    bear(lever, dials, insurer)


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    key = (str(terms["site"]), str(terms["resource"]))
    size = {(s.site, s.resource) for s in tables.services if s.measure == "units"}
    told = [] if key in size else [f"{key[0]} has no {key[1]} in which people could stay."]
    wanted = (
        float(terms["members"])
        * float(terms["claims_percent"])
        / 100
        * float(terms.get("days") or 7)
        / 365.25
    )
    if wanted > float(terms["places"]):
        told.append(f"places is {float(terms['places']):g}, but claims would fill {wanted:.1f} at any time.")
    return [*told, *staff_problems(terms, tables)]


MECHANISM = Mechanism(
    name="respite",
    title="Insurance for a week's respite",
    means="A local insurance: members pay a premium and may stay up to a week to rest or recover. Its places "
    "are for its members first; those that claims leave free are for patients on their way home.",
    terms=(
        Term("insurer", "organisation", meaning="the body that runs it", role="provider"),
        Term("members", "count", 0, 1e6, meaning="how many people join"),
        Term("premium_pounds", "pounds", 0, 1e4, meaning="what each pays in a year"),
        Term("claims_percent", "percent", 0, 100, meaning="share of members who claim in a year"),
        Term("days", "days", 1, 7, True, "days of a stay (7 unless stated)"),
        Term("pounds_a_day", "pounds", 0, 5000, meaning="what a day costs"),
        Term("site", "site", meaning="where people stay"),
        Term("resource", "resource", meaning="in which places"),
        Term("places", "count", 0, 1000, meaning="how many places it pays for"),
        *scheme(),
    ),
    apply=_apply,
    check=_check,
)
