"""Carrying over: how much of a year's surplus or deficit goes on to the next."""

from __future__ import annotations

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    whose = lever.text("commissioner") or EVERYBODY
    kept = lever.number("surplus_percent") / 100
    dials.bargains.carry[whose] = (kept, lever.number("deficit_percent", 100) / 100)


MECHANISM = Mechanism(
    name="carry-over",
    title="Carrying over",
    means="At the end of March a commissioner keeps only part of the year's surplus, and carries only part of its deficit; the holder of "
    "the top slice takes or makes good the rest. Without this rule all is carried.",
    terms=(
        Term("surplus_percent", "percent", 0, 100, meaning="how much of a surplus is kept"),
        Term("deficit_percent", "percent", 0, 100, True, "how much of a deficit is carried (all when left out)"),
        Term("commissioner", "organisation", optional=True, meaning="whose (all when left out)", role="commissioner"),
    ),
    apply=_apply,
)  # fmt: skip
