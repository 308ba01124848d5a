"""Early supported discharge: people leave hospital sooner, looked after at home."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, provider
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    places = int(lever.number("places"))
    before, days = dials.early
    total = before + places
    share = places / total if total else 0.0
    dials.early = (total, days * (1 - share) + lever.number("days_saved") * share)
    dials.place_fees.append((lever.text("commissioner"), lever.text("provider"), "early", places))


MECHANISM = Mechanism(
    name="discharge",
    title="Early supported discharge",
    means="Opens places for people sent home early: each patient who has one leaves a hospital bed sooner by "
    "the days stated, and is looked after at home for twice as long.",
    terms=(
        Term(
            "commissioner",
            "organisation",
            optional=True,
            meaning="who pays for the places (all four by list when left out)",
            role="commissioner",
        ),
        provider("the provider that runs the places"),
        Term("places", "count", 0, 5000, meaning="how many patients it can hold at once"),
        Term("days_saved", "days", 0, 30, meaning="days in a hospital bed saved for each patient"),
    ),
    apply=_apply,
)
