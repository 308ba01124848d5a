"""Parity: private providers are relieved of tax, or of pension cost, as health service bodies are."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, provider
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    who = lever.text("provider")
    relief = lever.number("vat_percent") + lever.number("pensions_percent")
    dials.bargains.cost_factors[who] = dials.bargains.cost_factors.get(who, 1.0) * (1 - relief / 100)


MECHANISM = Mechanism(
    name="parity",
    title="Parity of tax and pensions",
    means="Changes a provider's running cost by what value added tax and pensions make of it.",
    terms=(
        provider("whose cost"),
        Term("vat_percent", "percent", -20, 20, True, "how much cost falls with tax relief (with a minus: rises)"),
        Term("pensions_percent", "percent", -20, 20, True, "how much cost falls with pensions (with a minus: rises)"),
    ),
    apply=_apply,
)  # fmt: skip
