"""Top slice: a part of every allocation is held back."""

from __future__ import annotations

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    dials.bargains.top_slices[lever.text("commissioner") or EVERYBODY] = lever.number("percent")


MECHANISM = Mechanism(
    name="top-slice",
    title="Top slice",
    means="Changes how much of an allocation is held back at source by the body that holds the fund.",
    terms=(
        Term("percent", "percent", 0, 20, meaning="how much of the allocation is held back"),
        Term("commissioner", "organisation", optional=True, meaning="whose (all when left out)", role="commissioner"),
    ),
    apply=_apply,
)  # fmt: skip
