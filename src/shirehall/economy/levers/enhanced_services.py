"""Enhanced services: a commissioner rewards its practices for work beyond their contract, through the board."""

from __future__ import annotations

from shirehall.economy.dials import Dials, Payment
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, month_pence, ramp
from shirehall.economy.terms import Lever
from shirehall.patch.county import NOBODY


def _apply(lever: Lever, dials: Dials) -> None:
    who, board = lever.text("commissioner"), lever.text("board")
    pence = month_pence(lever.number("pounds_a_year"))
    if board:
        dials.payments.append(Payment(who, board, pence, "enhanced services"))
        dials.payments.append(Payment(board, NOBODY, pence, "enhanced services"))
    else:
        dials.payments.append(Payment(who, NOBODY, pence, "enhanced services"))
    close = lever.number("close_percent") / 100 * ramp(lever, dials.month)
    dials.practice_close[who] = min(1.0, dials.practice_close.get(who, 0.0) + close)


MECHANISM = Mechanism(
    name="enhanced-services",
    title="Enhanced services",
    means="Pays practices for work beyond their contract, straight or through the national board that holds "
    "their contracts. What practices do for it is nothing unless stated: then higher practices come "
    "nearer to the median.",
    terms=(
        commissioner(),
        Term(
            "pounds_a_year",
            "pounds",
            -1e8,
            1e8,
            meaning="how much more (or, with a minus, less) practices are paid in a year",
        ),
        Term("kind", "text", optional=True, meaning="local or directed"),
        Term("board", "organisation", optional=True, meaning="the body through which it is paid"),
        Term(
            "close_percent",
            "percent",
            0,
            100,
            True,
            "how much of the gap between practices closes (0 unless stated)",
        ),
        Term("ramp_months", "months", 0, 60, True, "months to its full effect"),
    ),
    apply=_apply,
)
