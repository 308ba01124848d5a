"""Care packages: the council starts more or fewer care packages a week."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, ramp
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    factor = 1 + lever.number("change_percent") / 100 * ramp(lever, dials.month)
    dials.rates["care-packages", lever.text("council")] = (
        dials.rates.get(("care-packages", lever.text("council")), 1.0) * factor
    )


MECHANISM = Mechanism(
    name="packages",
    title="Care packages",
    means="Changes how many people a week the council can start on care at home or in a care home.",
    terms=(
        Term("council", "organisation", meaning="the council", role="provider"),
        Term("change_percent", "percent", -100, 300, meaning="more (or, with a minus, fewer) starts a week"),
        Term("ramp_months", "months", 0, 60, True, "months until it is in full force"),
    ),
    apply=_apply,
)
