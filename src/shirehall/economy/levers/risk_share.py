"""Risk share: the two sides share what activity does above or below plan."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, provider
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    pair = (lever.text("commissioner"), lever.text("provider"))
    dials.bargains.contracts.pop(pair, None)
    dials.risk_shares[pair] = lever.number("share_percent") / 100


MECHANISM = Mechanism(
    name="risk-share",
    title="Risk share",
    means="Pays the plan, plus the commissioner's share of the difference between what activity would have cost "
    "and the plan.",
    terms=(
        commissioner(),
        provider(),
        Term(
            "share_percent", "percent", 0, 100, meaning="share of the difference that the commissioner bears"
        ),
    ),
    apply=_apply,
)
