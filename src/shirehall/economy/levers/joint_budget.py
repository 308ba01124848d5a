"""Pooled budget of health and social care: two payers put money in one purse, and buy from it."""

from __future__ import annotations

from shirehall.economy.bargains import Purse
from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, month_pence, provider
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    payer, partner = lever.text("commissioner"), lever.text("partner")
    put = (
        (payer, month_pence(lever.number("commissioner_pounds"))),
        (partner, month_pence(lever.number("partner_pounds"))),
    )
    spend = month_pence(lever.number("spend_pounds"))
    cost = round(spend * lever.number("cost_percent", 95) / 100)
    dials.bargains.purses.append(Purse(f"{payer}+{partner}", put, ((lever.text("provider"), spend),)))
    dials.costs.append((lever.text("provider"), cost, "joint budget"))


MECHANISM = Mechanism(
    name="joint-budget",
    title="Budget of health and social care",
    means="A commissioner and a council put money in one purse each month; a provider is paid from it, as far as it reaches. What is not "
    "spent stays in it.",
    terms=(
        commissioner(),
        Term("partner", "organisation", meaning="the other payer, such as a council"),
        Term("commissioner_pounds", "pounds", 0, 1e8, meaning="what the commissioner puts in, in a year"),
        Term("partner_pounds", "pounds", 0, 1e8, meaning="what the partner puts in, in a year"),
        provider("who is paid from the purse"),
        Term("spend_pounds", "pounds", 0, 1e8, meaning="what is bought, in a year"),
        Term("cost_percent", "percent", 0, 200, True, "what a pound of it costs the provider, in per cent (95 when left out)"),
    ),
    apply=_apply,
)  # fmt: skip
