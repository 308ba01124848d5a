"""Unbundled tariff: the price of a pathway is parted between the providers of its steps."""

from __future__ import annotations

from shirehall.economy.bargains import Unbundled
from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.levers.best_practice import priced
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    share = lever.number("share_percent") / 100
    cost = lever.number("cost_percent", lever.number("share_percent")) / 100
    payer = lever.text("commissioner") or EVERYBODY
    dials.bargains.unbundled.append(
        Unbundled(payer, lever.text("count"), lever.text("from"), lever.text("to"), share, cost)
    )


MECHANISM = Mechanism(
    name="unbundle",
    title="Unbundled tariff",
    means="Parts the price of a piece of work: the provider of one of its steps is paid a share, and bears a share of the cost. A "
    "block has no price to part.",
    terms=(
        Term("count", "text", meaning="which work, as the tariff names it"),
        Term("from", "organisation", meaning="the provider that is paid the whole now"),
        Term("to", "organisation", meaning="the provider of the step"),
        Term("share_percent", "percent", 0, 100, meaning="the step's share of the price"),
        Term("cost_percent", "percent", 0, 100, True, "the step's share of what the work costs (as of the price when left out)"),
        Term("commissioner", "organisation", optional=True, meaning="who pays so (all when left out)", role="commissioner"),
    ),
    apply=_apply,
    check=priced,
)  # fmt: skip
