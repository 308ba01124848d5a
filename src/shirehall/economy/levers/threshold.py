"""Referral threshold: fewer patients are referred for planned care."""

from __future__ import annotations

from shirehall.economy.dials import REFERRALS, SERVICES, Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, ramp
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    factor = 1 - lever.number("percent") / 100 * ramp(lever, dials.month)
    service = lever.text("service")
    for pathway in SERVICES.get(service, (service,)) if service else REFERRALS:
        dials.bar(pathway, lever.text("commissioner"), factor)


MECHANISM = Mechanism(
    name="threshold",
    title="Referral threshold",
    means="Raises the bar for referring to hospital: a commissioner's referrals fall by the share stated.",
    terms=(
        commissioner(),
        Term("percent", "percent", -50, 80, meaning="how far referrals fall"),
        Term("service", "service", optional=True, meaning="to which service (all outpatients when left out)"),
        Term("ramp_months", "months", 0, 60, True, "months until it is in full force"),
        Term("percent_low", "percent", -50, 80, True, "the least of it that is thought possible"),
        Term("percent_high", "percent", -50, 80, True, "the most of it that is thought possible"),
    ),
    apply=_apply,
)
