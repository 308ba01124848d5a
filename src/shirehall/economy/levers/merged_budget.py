"""One budget for health and social care: nobody argues any more over who pays."""

from __future__ import annotations

from shirehall.economy.dials import EVERYBODY, Dials, Payment
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, month_pence, ramp
from shirehall.economy.terms import Lever

STARTS = ("care-packages", "care-home-starts")


def _apply(lever: Lever, dials: Dials) -> None:
    size, council = ramp(lever, dials.month), lever.text("council")
    quicker = lever.number("dispute_percent") / 100 * size
    if quicker:
        dials.scale_stay(EVERYBODY, "assess", 1 - quicker)
    more = lever.number("starts_percent") / 100 * size
    for name in STARTS:
        dials.rates[name, council] = dials.rates.get((name, council), 1.0) * (1 + more)
    pence = month_pence(lever.number("pounds_a_year") * size)
    if pence:
        dials.payments.append(Payment(lever.text("commissioner"), council, pence, "one budget"))
        dials.costs.append((council, pence, "one budget"))


MECHANISM = Mechanism(
    name="merged-budget",
    title="One budget for health and social care",
    means="Does away with the boundary between health and social care money: the time lost over who pays is "
    "saved, and health money can buy more starts of care, as far as there is staff for them.",
    terms=(
        commissioner(),
        Term(
            "council", "organisation", meaning="the council whose budget is merged with it", role="provider"
        ),
        Term(
            "dispute_percent",
            "percent",
            0,
            90,
            True,
            "how much of the time to an assessment went on who pays (0 unless stated)",
        ),
        Term(
            "starts_percent", "percent", 0, 200, True, "more starts of care that are bought (0 unless stated)"
        ),
        Term("pounds_a_year", "pounds", 0, 1e8, True, "health money that goes into care in a year"),
        Term("ramp_months", "months", 0, 60, True, "months until the budgets are one"),
    ),
    apply=_apply,
)
