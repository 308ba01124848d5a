"""Block contract: a fixed sum whatever the activity."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, provider
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    pair = (lever.text("commissioner"), lever.text("provider"))
    dials.bargains.contracts.pop(pair, None)
    dials.blocks[pair] = lever.number("pounds")


MECHANISM = Mechanism(
    name="block",
    title="Block contract",
    means="Pays a provider a fixed sum a year instead of a price for each patient.",
    terms=(
        commissioner(),
        provider(),
        Term("pounds", "pounds", 0, 1e9, meaning="the sum for a year"),
    ),
    apply=_apply,
)
