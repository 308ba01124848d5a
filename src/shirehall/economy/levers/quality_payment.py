"""Quality payment: a bonus earned on a measure of the month."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.bargains import Quality
from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.figures import MEASURES
from shirehall.economy.levers.shape import Mechanism, Term, month_pence, provider
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables


def _apply(lever: Lever, dials: Dials) -> None:
    payer = lever.text("commissioner") or EVERYBODY
    start, target = lever.number("begins_at"), lever.number("target")
    pence = month_pence(lever.number("pounds"))
    dials.bargains.quality.append(
        Quality(payer, lever.text("provider"), lever.text("measure"), start, target, pence)
    )


def _check(terms: Mapping[str, Value], _tables: CountyTables) -> list[str]:
    told = []
    measure = str(terms["measure"])
    if measure not in MEASURES or MEASURES[measure].unit == "£":
        told.append(f"measure names {measure}, which is no measure of care.")
    if float(terms["begins_at"]) == float(terms["target"]):
        told.append(
            "begins_at and target are the same; the bonus is earned on the way from one to the other."
        )
    return told


MECHANISM = Mechanism(
    name="quality-payment",
    title="Payment for performance",
    means="Pays a provider a bonus each month: nothing at the start value of a measure or worse, the whole at its target or better, "
    "in proportion between.",
    terms=(
        provider(),
        Term("measure", "text", meaning="a measure of the county's figures, such as ae-within-4h, delayed-days or rtt-within-18w"),
        Term("begins_at", "count", 0, 1e6, meaning="the value at which the bonus begins"),
        Term("target", "count", 0, 1e6, meaning="the value at which all of it is earned"),
        Term("pounds", "pounds", 0, 1e8, meaning="the whole bonus for a year"),
        Term("commissioner", "organisation", optional=True, meaning="who pays it (all, by allocation, when left out)",
             role="commissioner"),
    ),
    apply=_apply,
    check=_check,
)  # fmt: skip
