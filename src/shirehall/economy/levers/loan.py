"""Loan: money lent and paid back in equal parts, with interest."""

from __future__ import annotations

from shirehall.economy.bargains import Loan
from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    dials.bargains.loans.append(
        Loan(
            lever.text("lender"),
            lever.text("borrower"),
            round(lever.number("pounds") * 100),
            lever.start,
            max(1, int(lever.number("months"))),
            int(lever.number("holiday_months")),
            lever.number("interest_percent") / 100,
            int(lever.number("called_in_month")),
        )
    )


MECHANISM = Mechanism(
    name="loan",
    title="Loan",
    means="Lends a sum in the month it starts; it is paid back in equal parts, with interest on what is still owed. A regulator may lend.",
    terms=(
        Term("lender", "organisation", meaning="who lends"),
        Term("borrower", "organisation", meaning="who borrows"),
        Term("pounds", "pounds", 0, 1e9, meaning="how much"),
        Term("months", "months", 1, 360, meaning="over how many months it is paid back"),
        Term("interest_percent", "percent", 0, 30, True, "interest for a year (none when left out)"),
        Term("holiday_months", "months", 0, 60, True, "months before the first repayment (0 when left out)"),
        Term("called_in_month", "months", 0, 600, True, "the month of play in which all that is still owed falls due (none when left out)"),
    ),
    apply=_apply,
    lasting=True,
)  # fmt: skip
