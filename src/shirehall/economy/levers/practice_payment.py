"""Practice payment: a reward to a practice, or, with a minus, a fine."""

from __future__ import annotations

from shirehall.economy.bargains import group_body
from shirehall.economy.dials import Dials, Payment
from shirehall.economy.levers.shape import Mechanism, Term, commissioner
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    payer = lever.text("commissioner")
    if lever.start <= dials.month < lever.start + max(1, int(lever.number("months", 1))):
        pence = round(lever.number("pounds") * 100)
        dials.payments.append(Payment(payer, group_body(payer), pence, "practice", lever.text("practice")))


MECHANISM = Mechanism(
    name="practice-payment",
    title="Reward or fine for a practice",
    means="Pays a practice, or takes a fine from it, in one month or several. It is booked for each commissioner's practices together.",
    terms=(
        commissioner(),
        Term("pounds", "pounds", -1e7, 1e7, meaning="how much in a month (with a minus: a fine)"),
        Term("practice", "text", optional=True, meaning="which practice"),
        Term("months", "months", 1, 120, True, "for how many months (1 when left out)"),
    ),
    apply=_apply,
)  # fmt: skip
