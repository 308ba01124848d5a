"""Work brought home: care that a commissioner buys beyond the county is given by a local provider instead."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import Dials, Payment
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import NOBODY, CountyTables
from shirehall.patch.county_money import Line

COST_PERCENT = 85
"""What a pound of such work costs the provider that takes it on, in per cent, unless the terms say otherwise (assumed)."""


def beyond(tables: CountyTables, commissioner: str) -> tuple[Line, ...]:
    """The lines of a commissioner's money that buy care beyond the county: paid to nobody here, and labelled so."""
    return tuple(
        line
        for payer in tables.money.commissioners
        if payer.id == commissioner
        for line in payer.lines
        if line.to == NOBODY and "beyond the county" in line.label
    )


def _apply(lever: Lever, dials: Dials) -> None:
    """The commissioner stops paying abroad and pays at home, at the price agreed; the provider bears the cost of the work."""
    payer, provider = lever.text("commissioner"), lever.text("to")
    pence = round(lever.number("pounds_a_year") * 100 / 12)
    price = lever.number("price_percent", 100) / 100
    cost = lever.number("cost_percent", COST_PERCENT) / 100
    dials.payments.append(Payment(payer, NOBODY, -pence, "brought home"))
    dials.payments.append(Payment(payer, provider, round(pence * price), "brought home"))
    dials.costs.append((provider, round(pence * cost), "work brought home"))


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    bought = sum(line.pounds for line in beyond(tables, str(terms["commissioner"])))
    if float(terms["pounds_a_year"]) > bought:
        return [
            f"{terms['commissioner']} buys care for £{bought:,.0f} a year beyond the county; no more can come home."
        ]
    return []


MECHANISM = Mechanism(
    name="repatriate",
    title="Work brought home",
    means=(
        "Care that a commissioner buys beyond the county is given by a local provider at an agreed price. Money moves; the "
        "patients are too few to be put on the provider's lists."
    ),
    terms=(
        Term("commissioner", "organisation", meaning="whose patients", role="commissioner"),
        Term("to", "organisation", meaning="the provider that takes the work on"),
        Term(
            "pounds_a_year",
            "pounds",
            0,
            1e8,
            meaning="how much of the work, at what is paid beyond the county",
        ),
        Term(
            "price_percent",
            "percent",
            0,
            200,
            True,
            "the price at home, in per cent of that beyond (100 when left out)",
        ),
        Term(
            "cost_percent",
            "percent",
            0,
            200,
            True,
            f"what the work costs the provider, in per cent ({COST_PERCENT} when left out)",
        ),
    ),
    apply=_apply,
    check=_check,
)
