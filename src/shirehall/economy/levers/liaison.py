"""Liaison team: a mental health team on hospital wards helps people leave sooner."""

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
    name="liaison",
    title="Liaison team",
    means="Puts a mental health team on hospital wards; each patient on its books leaves sooner by the days "
    "stated.",
    terms=(
        provider("the provider of the team"),
        Term(
            "commissioner",
            "organisation",
            optional=True,
            meaning="who pays (all by list when left out)",
            role="commissioner",
        ),
        Term(
            "site",
            "organisation",
            optional=True,
            meaning="which hospital or trust it works in (all when left out)",
        ),
        Term("places", "count", 0, 500, meaning="how many patients it can have on its books at once"),
        Term("days_saved", "days", 0, 10, meaning="days in a hospital bed saved for each patient"),
        Term("days_saved_low", "days", 0, 30, True, "the least that is thought possible"),
        Term("days_saved_high", "days", 0, 30, True, "the most that is thought possible"),
        *scheme(),
    ),
    apply=_apply,
    check=staff_problems,
)
