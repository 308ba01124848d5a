"""Early supported discharge: people leave hospital sooner, looked after at home."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, bear, provider, reach, scheme, staff_problems
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    size = reach(lever, dials)
    places = round(lever.number("places") * size)
    before, days = dials.early
    total = before + places
    share = places / total if total else 0.0
    dials.early = (total, days * (1 - share) + lever.number("days_saved") * share)
    dials.place_fees.append(
        (lever.text("commissioner"), lever.text("provider"), "early", int(lever.number("places")))
    )
    bear(lever, dials, lever.text("commissioner"))


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
        Term("days_saved_low", "days", 0, 30, True, "the least that is thought possible"),
        Term("days_saved_high", "days", 0, 30, True, "the most that is thought possible"),
        *scheme(),
    ),
    apply=_apply,
    check=staff_problems,
)
