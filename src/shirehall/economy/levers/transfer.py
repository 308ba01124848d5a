"""Transfer of a site: another body takes a site over."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables


def _apply(lever: Lever, dials: Dials) -> None:
    giver, taker = lever.text("from"), lever.text("to")
    dials.owners[lever.text("site")] = taker
    if giver and lever.number("posts"):
        dials.bargains.posts_moved.append((giver, taker, lever.number("posts")))
    if giver and lever.number("contract_percent"):
        dials.bargains.contracts_moved.append((giver, taker, lever.number("contract_percent") / 100))


def _check(terms: Mapping[str, Value], _tables: CountyTables) -> list[str]:
    if (terms.get("posts") or terms.get("contract_percent")) and not terms.get("from"):
        return ["from is missing: whose posts or contracts go along."]
    return []


MECHANISM = Mechanism(
    name="transfer",
    title="Transfer of a site",
    means="Moves a site with its services, income and cost to another owner; posts and parts of contracts go along if agreed.",
    terms=(
        Term("site", "site", meaning="which site"),
        Term("to", "organisation", meaning="who takes it over"),
        Term("from", "organisation", optional=True, meaning="whose posts and contracts go along"),
        Term(
            "posts",
            "count",
            0,
            20000,
            True,
            "posts outside the site's own cost that go along, at the giver's mean pay",
        ),
        Term(
            "contract_percent",
            "percent",
            0,
            100,
            True,
            "how much of the giver's contracts goes along: plan, rest and baseline",
        ),
    ),
    apply=_apply,
    check=_check,
    lasting=True,
)
