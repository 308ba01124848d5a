"""Cost pressure: a new cost that somebody has to bear."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

EVERY_COMMISSIONER = "all-commissioners"


def _apply(lever: Lever, dials: Dials) -> None:
    if dials.month >= lever.start + lever.number("months", 1200):
        return
    whole = lever.number("pounds_a_month") or lever.number("amount_pounds_a_month")
    pence = round(whole * 100 * (1 - lever.number("control_percent") / 100))
    dials.costs.append((lever.text("payer"), pence, lever.text("label") or "cost pressure"))


def _check(terms: Mapping[str, Value], _tables: CountyTables) -> list[str]:
    if terms.get("pounds_a_month") or terms.get("amount_pounds_a_month"):
        return []
    return ["pounds_a_month is missing: the cost in a month."]


MECHANISM = Mechanism(
    name="cost",
    title="Cost pressure",
    means="Adds a cost each month; the part that is controlled is not spent.",
    terms=(
        Term("payer", "organisation", meaning="who bears it (all-commissioners: the four together)"),
        Term(
            "pounds_a_month",
            "pounds",
            0,
            1e8,
            True,
            "the cost in a month, shared by allocation if all commissioners bear it",
        ),
        Term("amount_pounds_a_month", "pounds", 0, 1e8, True, "another name for pounds_a_month"),
        Term("months", "months", 1, 120, True, "for how long (until further notice when left out)"),
        Term("control_percent", "percent", 0, 100, True, "how much of it is avoided by control"),
        Term("label", "text", optional=True, meaning="what it is"),
    ),
    apply=_apply,
    check=_check,
)
