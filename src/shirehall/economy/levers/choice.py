"""Choice: how many patients choose where they are treated, and how much a short wait counts."""

from __future__ import annotations

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.levers.shape import Mechanism, Term, bear, scheme
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    who = lever.text("commissioner") or EVERYBODY
    if lever.get("choosers_percent") != "":
        dials.choosers[who] = lever.number("choosers_percent") / 100
    factor = 1 + lever.number("strength_percent") / 100
    dials.choice_strength[who] = dials.choice_strength.get(who, 1.0) * factor
    bear(lever, dials, lever.text("commissioner"))


MECHANISM = Mechanism(
    name="choice",
    title="Choice of provider",
    means="Sets how many patients choose where they are treated, and how strongly those who choose go by the "
    "wait: a provider with short waits gains patients from one with long ones.",
    terms=(
        Term("commissioner", "organisation", optional=True, meaning="whose patients (all when left out)", role="commissioner"),
        Term("choosers_percent", "percent", 0, 100, True, "share of patients who choose (as in the pack when left out)"),
        Term("strength_percent", "percent", -100, 300, True, "how much more a wait counts with them"),
        *scheme(staff=False),
    ),
    apply=_apply,
)  # fmt: skip
