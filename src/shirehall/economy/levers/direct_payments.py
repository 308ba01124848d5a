"""Direct payments: people who use social care hold the money and choose; others pay for themselves."""

from __future__ import annotations

from shirehall.economy.dials import Dials, Payment
from shirehall.economy.levers.shape import Mechanism, Term, month_pence, provider, ramp
from shirehall.economy.terms import Lever
from shirehall.patch.county import NOBODY


def _apply(lever: Lever, dials: Dials) -> None:
    council, chosen = lever.text("council"), lever.text("provider")
    people = lever.number("people") * lever.number("choose_percent", 100) / 100 * ramp(lever, dials.month)
    pence = month_pence(people * lever.number("pounds_each"))
    dials.payments.append(Payment(council, chosen, pence, "direct payments"))
    dials.costs.append((council, -round(pence * lever.number("saved_percent", 100) / 100), "direct payments"))
    own = month_pence(lever.number("self_payers") * lever.number("pounds_each"))
    dials.payments.append(Payment(NOBODY, chosen, own, "people who pay for themselves"))
    dials.costs.append(
        (chosen, round((pence + own) * lever.number("cost_percent", 90) / 100), "care bought by people")
    )


MECHANISM = Mechanism(
    name="direct-payments",
    title="Direct payments in social care",
    means="People who use the council's care hold the money for it; those who choose leave the council's own "
    "service for a provider. People who pay for themselves buy from the same provider.",
    terms=(
        Term("council", "organisation", meaning="the council that gives the money", role="provider"),
        provider("whom people choose"),
        Term("people", "count", 0, 1e5, meaning="how many people hold a direct payment"),
        Term("pounds_each", "pounds", 0, 2e5, meaning="what each spends in a year"),
        Term(
            "choose_percent",
            "percent",
            0,
            100,
            True,
            "share of them who choose that provider (all when left out)",
        ),
        Term("self_payers", "count", 0, 1e5, True, "people who pay for themselves"),
        Term(
            "saved_percent",
            "percent",
            0,
            100,
            True,
            "how much of it the council no longer spends itself (all when left out)",
        ),
        Term(
            "cost_percent",
            "percent",
            0,
            200,
            True,
            "what a pound of it costs the provider, in per cent (90 when left out)",
        ),
        Term("ramp_months", "months", 0, 60, True, "months until all of them hold one"),
    ),
    apply=_apply,
)
