"""Transfer of a site: another body takes a site over."""

from __future__ import annotations

from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    dials.owners[lever.text("site")] = lever.text("to")


MECHANISM = Mechanism(
    name="transfer",
    title="Transfer of a site",
    means="Moves a site with its services, income and cost to another owner.",
    terms=(
        Term("site", "site", meaning="which site"),
        Term("to", "organisation", meaning="who takes it over"),
    ),
    apply=_apply,
    lasting=True,
)
