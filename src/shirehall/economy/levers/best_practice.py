"""Best-practice tariff: a premium for the part of the work that keeps to best practice."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.bargains import BestPractice
from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.levers.shape import Mechanism, Term, provider
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables


def _apply(lever: Lever, dials: Dials) -> None:
    payer = lever.text("commissioner") or EVERYBODY
    share, premium = lever.number("compliant_percent") / 100, lever.number("premium_percent") / 100
    dials.bargains.best_practice.append(
        BestPractice(payer, lever.text("provider"), lever.text("count"), share, premium)
    )


def priced(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    """What is wrong with a term `count` that should have a tariff."""
    counts = [tariff.count for tariff in tables.money.tariffs]
    if str(terms["count"]) in counts:
        return []
    return [f"count names {terms['count']}, which has no tariff; {', '.join(sorted(counts))} have."]


MECHANISM = Mechanism(
    name="best-practice",
    title="Best-practice tariff",
    means="Adds a premium to the price of the share of a provider's work that keeps to best practice.",
    terms=(
        provider(),
        Term("count", "text", meaning="which work, as the tariff names it"),
        Term("compliant_percent", "percent", 0, 100, meaning="share of it that keeps to best practice"),
        Term("premium_percent", "percent", -50, 100, meaning="what is added to the price of that share"),
        Term("commissioner", "organisation", optional=True, meaning="who pays it (all when left out)", role="commissioner"),
    ),
    apply=_apply,
    check=priced,
)  # fmt: skip
