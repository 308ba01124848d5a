"""Takeover: a body passes to another with all that it has and owes."""

from __future__ import annotations

from shirehall.economy.bargains import Takeover
from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    body, by = lever.text("body"), lever.text("by")
    if body == by:
        return
    dials.bargains.takeovers.append(
        Takeover(
            body, by, round(lever.number("pounds") * 100), lever.start, lever.text("ring_fence") == "yes"
        )
    )
    for site, owner in sorted(dials.owners.items()):
        if owner == body:
            dials.owners[site] = by


MECHANISM = Mechanism(
    name="takeover",
    title="Takeover or merger",
    means="Passes a body's sites, contracts, staff, cash, debts and balances to another, for a sum. A merger is a takeover of each parent "
    "by the new body.",
    terms=(
        Term("body", "organisation", meaning="who is taken over"),
        Term("by", "organisation", meaning="who takes it over"),
        Term("pounds", "pounds", 0, 1e9, True, "what is paid for it (nothing when left out)"),
        Term("ring_fence", "text", optional=True, meaning="yes: its own surplus is kept apart, for its own services"),
    ),
    apply=_apply,
    lasting=True,
)  # fmt: skip
