"""Referral threshold: fewer patients are referred for planned care."""

from __future__ import annotations

from shirehall.economy.dials import REFERRALS, Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    factor = 1 - lever.number("percent") / 100
    for pathway in REFERRALS:
        dials.scale_demand(pathway, lever.text("commissioner"), factor)


MECHANISM = Mechanism(
    name="threshold",
    title="Referral threshold",
    means="Raises the bar for referring to hospital: a commissioner's referrals fall by the share stated.",
    terms=(
        commissioner(),
        Term("percent", "percent", -50, 80, meaning="how far referrals fall"),
    ),
    apply=_apply,
)
