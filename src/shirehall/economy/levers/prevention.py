"""Prevention: money now for fewer emergencies later, perhaps."""

from __future__ import annotations

from shirehall.economy.dials import EMERGENCIES, Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, month_pence
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    who = lever.text("commissioner")
    if lever.holds(dials.month):
        dials.costs.append((who, month_pence(lever.number("pounds")), "prevention"))
    if dials.month >= lever.start + lever.number("lag_months", 12):
        factor = 1 - lever.number("effect_percent") / 100
        for pathway in EMERGENCIES:
            dials.scale_demand(pathway, who, factor)


MECHANISM = Mechanism(
    name="prevention",
    title="Prevention",
    means="Spends a sum each month on prevention; after a lag, emergencies among the commissioner's people fall "
    "by the share stated (nothing unless stated).",
    terms=(
        commissioner(),
        Term("pounds", "pounds", 0, 1e8, meaning="what it costs in a year"),
        Term(
            "effect_percent", "percent", 0, 30, True, "how far emergencies fall in the end (0 unless stated)"
        ),
        Term("lag_months", "months", 0, 120, True, "months before anything shows (12 unless stated)"),
    ),
    apply=_apply,
    lasting=True,
)
