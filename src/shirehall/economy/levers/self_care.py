"""Self-care: courses and support for people with long-term conditions, and for those who care for them."""

from __future__ import annotations

from shirehall.economy.dials import EVERYBODY, Dials, Programme
from shirehall.economy.levers.shape import (
    Mechanism,
    Term,
    bear,
    commissioner,
    effect,
    reach,
    scheme,
    staff_problems,
)
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    who, need = lever.text("commissioner"), lever.text("need") or EVERYBODY
    reached = lever.number("coverage_percent") / 100 * reach(lever, dials)
    works, lag = lever.number("effect_percent") / 100, lever.number("lag_months", 6)
    dials.programmes.append(
        Programme(
            f"self-care {lever.source} {need} {who}", need, who, reached, works, lag, "flares", lever.start
        )
    )
    fewer = lever.number("consultations_percent") / 100 * reached
    if fewer:
        for pathway in ("practice", "practice-review", "consultation"):
            dials.scale_demand(pathway, who, 1 - fewer)
    bear(lever, dials, who)


MECHANISM = Mechanism(
    name="self-care",
    title="Support for self-care",
    means="Courses and support for people with long-term conditions and their carers: those reached use less "
    "care, as far as an effect is stated, after a lag.",
    terms=(
        commissioner(),
        Term(
            "need", "text", optional=True, meaning="which need, as in needs.csv (all of them when left out)"
        ),
        Term(
            "coverage_percent", "percent", 0, 100, meaning="share of people with it who take part in the end"
        ),
        Term(
            "consultations_percent",
            "percent",
            -50,
            50,
            True,
            "how far consultations in practices fall for each share reached",
        ),
        Term("lag_months", "months", 0, 60, True, "months before an effect shows (6 unless stated)"),
        *effect("how far flare-ups fall among those reached", -20, 40),
        *scheme(),
    ),
    apply=_apply,
    check=staff_problems,
)
