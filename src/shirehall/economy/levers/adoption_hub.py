"""Adoption hub: a source of support for new ways of working, which helps those who know of it."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, bear, scheme
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    dials.adoption *= 1 + lever.number("faster_percent") * lever.number("known_percent") / 10000
    bear(lever, dials)


MECHANISM = Mechanism(
    name="adoption-hub",
    title="Adoption hub",
    means="Support that makes new technology spread faster, as far as those who could use it know that it is "
    "there.",
    terms=(
        Term("faster_percent", "percent", 0, 300, meaning="how much faster technology spreads with its help"),
        Term("known_percent", "percent", 0, 100, meaning="share of those concerned who know of it"),
        *scheme(staff=False),
    ),
    apply=_apply,
    first=True,
)
