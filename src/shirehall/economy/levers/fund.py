"""Payment: one payment from one body to another."""

from __future__ import annotations

from shirehall.economy.dials import Dials, Payment
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    if dials.month == lever.start:
        pence = round(lever.number("pounds") * 100)
        fence = lever.text("from_fence").replace(":", " ")
        dials.payments.append(
            Payment(
                lever.text("payer"), lever.text("receiver"), pence, "payment", lever.text("purpose"), fence
            )
        )


MECHANISM = Mechanism(
    name="fund",
    title="Payment",
    means="Moves a sum once, in the month it starts.",
    terms=(
        Term("payer", "organisation", meaning="who pays"),
        Term("receiver", "organisation", meaning="who is paid"),
        Term("pounds", "pounds", 0, 1e9, meaning="how much"),
        Term("purpose", "text", optional=True, meaning="what it is spent on"),
        Term("from_fence", "text", optional=True, meaning="the ring-fenced purpose whose money it is"),
    ),
    apply=_apply,
)
