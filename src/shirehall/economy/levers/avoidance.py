"""Admission avoidance: urgent community places that can take patients instead of an admission."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, provider
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    who = lever.text("commissioner")
    places = int(lever.number("places"))
    before = dials.avoid_places.get(who, 0)
    effect = lever.number("effect_percent") / 100
    total = before + places
    old = dials.avoid_effect.get(who, 0.0)
    dials.avoid_places[who] = total
    dials.avoid_effect[who] = min(0.6, old + effect)
    dials.place_fees.append((who, lever.text("provider"), "avoid", places))


MECHANISM = Mechanism(
    name="avoidance",
    title="Admission avoidance",
    means="Opens urgent community places; a share of a commissioner's emergency admissions can be looked after "
    "there while a place is free. Evidence that such schemes cut admissions is thin, so the effect is "
    "nothing unless stated.",
    terms=(
        commissioner(),
        provider("the provider that runs the places"),
        Term("places", "count", 0, 5000, meaning="how many patients it can hold at once"),
        Term(
            "effect_percent",
            "percent",
            0,
            60,
            True,
            "share of emergency admissions that could be looked after there (0 unless stated)",
        ),
    ),
    apply=_apply,
)
