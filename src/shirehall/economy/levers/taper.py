"""Taper: payments that decline, so that a provider can adapt to income it loses."""

from __future__ import annotations

from shirehall.economy.dials import Dials, Payment
from shirehall.economy.levers.shape import Mechanism, Term, provider
from shirehall.economy.terms import Lever


def left(lever: Lever, month: int) -> float:
    """The part (0 to 1) of the first month's payment that is paid in a month: less by the same amount each month."""
    months = max(1.0, lever.number("months"))
    return min(1.0, max(0.0, 1 - (month - lever.start) / months))


def _apply(lever: Lever, dials: Dials) -> None:
    pence = round(lever.number("pounds") * 100 / 12 * left(lever, dials.month))
    dials.payments.append(Payment(lever.text("payer"), lever.text("provider"), pence, "taper"))


MECHANISM = Mechanism(
    name="taper",
    title="Tapered payment",
    means="Pays a provider a sum that declines by the same amount each month until nothing is left of it.",
    terms=(
        Term("payer", "organisation", meaning="who pays"),
        provider("who loses income"),
        Term("pounds", "pounds", 0, 1e8, meaning="the rate at which it begins, for a year"),
        Term("months", "months", 1, 120, meaning="months until nothing is paid"),
    ),
    apply=_apply,
)  # fmt: skip
