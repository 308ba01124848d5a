"""Practice variation: practices that refer and prescribe more than the median come nearer to it."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, ramp
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    who = lever.text("commissioner")
    close = lever.number("close_percent") / 100 * ramp(lever, dials.month)
    dials.practice_close[who] = min(1.0, dials.practice_close.get(who, 0.0) + close)


MECHANISM = Mechanism(
    name="practice",
    title="Practice variation",
    means="Closes part of the gap between a commissioner's higher practices and its median practice, in "
    "referrals and prescribing.",
    terms=(
        commissioner(),
        Term("close_percent", "percent", 0, 100, meaning="how much of the gap closes"),
        Term("close_percent_low", "percent", 0, 100, True, "the least of it that is thought possible"),
        Term("close_percent_high", "percent", 0, 100, True, "the most of it that is thought possible"),
        Term(
            "believed_percent",
            "percent",
            0,
            100,
            True,
            "what the parties believe of it: told, and never acted on",
        ),
        Term("ramp_months", "months", 0, 60, True, "months to its full effect"),
    ),
    apply=_apply,
)
