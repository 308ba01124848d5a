"""Pump-priming: a surplus pays once for something new."""

from __future__ import annotations

from shirehall.economy.bargains import FROM_SURPLUS
from shirehall.economy.dials import Dials, Payment
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    if dials.month == lever.start:
        pence = round(lever.number("pounds") * 100)
        payment = Payment(lever.text("payer"), lever.text("receiver"), pence, FROM_SURPLUS, lever.text("use"))
        dials.payments.append(payment)


MECHANISM = Mechanism(
    name="pump-prime",
    title="Pump-priming",
    means="Pays once, out of what a body has in hand, for a new facility or service; what it does not have is not paid, and that is told.",
    terms=(
        Term("payer", "organisation", meaning="whose surplus"),
        Term("receiver", "organisation", meaning="who builds or begins it"),
        Term("pounds", "pounds", 0, 1e9, meaning="how much"),
        Term("use", "text", meaning="what for"),
    ),
    apply=_apply,
)  # fmt: skip
