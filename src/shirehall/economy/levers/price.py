"""Price: a provider's prices to a commissioner change."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, provider
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    key = (lever.text("commissioner"), lever.text("provider"))
    dials.prices[key] = dials.prices.get(key, 1.0) * (1 + lever.number("percent") / 100)


MECHANISM = Mechanism(
    name="price",
    title="Price",
    means="Changes the prices one commissioner pays one provider for work under tariff.",
    terms=(
        commissioner(),
        provider(),
        Term("percent", "percent", -50, 50, meaning="how far prices rise (or, with a minus, fall)"),
    ),
    apply=_apply,
)
