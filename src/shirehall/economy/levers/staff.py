"""Staffing: a provider employs more or fewer people."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, provider
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    who = lever.text("provider")
    dials.staff[who] = dials.staff.get(who, 1.0) * (1 + lever.number("percent") / 100)


MECHANISM = Mechanism(
    name="staff",
    title="Staffing",
    means="Changes a provider's staff: its pay bill moves at once, and so does the capacity of its teams and lists.",
    terms=(
        provider(),
        Term("percent", "percent", -50, 50, meaning="more (or, with a minus, fewer) posts"),
    ),
    apply=_apply,
)
