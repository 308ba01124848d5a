"""Practice variation: practices that refer and prescribe more than the median come nearer to it."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    who = lever.text("commissioner")
    dials.practice_close[who] = min(
        1.0, dials.practice_close.get(who, 0.0) + lever.number("close_percent") / 100
    )


MECHANISM = Mechanism(
    name="practice",
    title="Practice variation",
    means="Closes part of the gap between a commissioner's higher practices and its median practice, in referrals and prescribing.",
    terms=(
        commissioner(),
        Term("close_percent", "percent", 0, 100, meaning="how much of the gap closes"),
    ),
    apply=_apply,
)
