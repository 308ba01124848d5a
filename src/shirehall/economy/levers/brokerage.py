"""Brokerage: one commissioner lends another its surplus for a time."""

from __future__ import annotations

from shirehall.economy.bargains import Loan
from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    wait = max(1, int(lever.number("months")))
    pence = round(lever.number("pounds") * 100)
    dials.bargains.loans.append(
        Loan(lever.text("lender"), lever.text("borrower"), pence, lever.start, 1, wait - 1)
    )


MECHANISM = Mechanism(
    name="brokerage",
    title="Brokerage",
    means="Moves money from one commissioner to another, which gives it back after some months, all at once and without interest.",
    terms=(
        Term("lender", "organisation", meaning="whose surplus it is", role="commissioner"),
        Term("borrower", "organisation", meaning="who has the use of it", role="commissioner"),
        Term("pounds", "pounds", 0, 1e8, meaning="how much"),
        Term("months", "months", 1, 60, meaning="months until it goes back"),
    ),
    apply=_apply,
    lasting=True,
)  # fmt: skip
