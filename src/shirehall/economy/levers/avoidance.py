"""Admission avoidance: urgent community places that can take patients instead of an admission."""

from __future__ import annotations

from shirehall.economy.dials import EMERGENCIES, Dials
from shirehall.economy.levers.shape import (
    Mechanism,
    Term,
    bear,
    commissioner,
    effect,
    provider,
    reach,
    scheme,
    staff_problems,
)
from shirehall.economy.terms import Lever

MOST_AVOIDED = 0.6
"""The largest share of emergency admissions that all schemes together may find fit for a place."""


def _apply(lever: Lever, dials: Dials) -> None:
    who = lever.text("commissioner")
    size = reach(lever, dials)
    places = round(lever.number("places") * size)
    share = lever.number("effect_percent") / 100 * size
    dials.avoid_places[who] = dials.avoid_places.get(who, 0) + places
    dials.avoid_effect[who] = min(MOST_AVOIDED, dials.avoid_effect.get(who, 0.0) + max(0.0, share))
    if share < 0:
        for pathway in EMERGENCIES:
            dials.scale_demand(pathway, who, 1 - share)
    dials.place_fees.append((who, lever.text("provider"), "avoid", int(lever.number("places"))))
    bear(lever, dials, who)


MECHANISM = Mechanism(
    name="avoidance",
    title="Admission avoidance",
    means="Opens urgent community places; a share of a commissioner's emergency admissions can be looked after "
    "there while a place is free. Evidence that such schemes cut admissions is thin, so the effect is "
    "nothing unless stated, and it may be the wrong way round: more people found, more people admitted.",
    terms=(
        commissioner(),
        provider("the provider that runs the places"),
        Term("places", "count", 0, 5000, meaning="how many patients it can hold at once"),
        *effect(
            "share of emergency admissions that could be looked after there; with a minus, emergencies rise by it",
            -30,
            60,
        ),
        *scheme(),
    ),
    apply=_apply,
    check=staff_problems,
)
