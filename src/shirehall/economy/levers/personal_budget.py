"""Personal budgets: people hold a sum for their care, and it follows them to whom they choose."""

from __future__ import annotations

from shirehall.economy.dials import Dials, Payment
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, provider
from shirehall.economy.terms import Lever
from shirehall.patch.county import NOBODY

LABEL = "personal budget"


def _apply(lever: Lever, dials: Dials) -> None:
    """The sums of those who choose another leave the provider's income and go to the other; the rest stay where they were."""
    payer, provider = lever.text("commissioner"), lever.text("provider")
    chosen = lever.text("to") or NOBODY
    whole = lever.number("people") * lever.number("pounds_each") * 100 / 12
    moved = round(whole * lever.number("choose_percent") / 100)
    dials.payments.append(Payment(payer, provider, -moved, LABEL))
    dials.payments.append(Payment(payer, chosen, moved, LABEL))
    dials.costs.append((provider, -round(moved * lever.number("saved_percent") / 100), LABEL))
    dials.costs.append(
        (payer, round(whole * lever.number("broker_percent") / 100), "brokers of personal budgets")
    )
    if chosen != NOBODY:
        dials.costs.append((chosen, round(moved * lever.number("cost_percent", 85) / 100), LABEL))


MECHANISM = Mechanism(
    name="personal-budget",
    title="Personal budgets",
    means="A number of people hold the money for their own care; it leaves a provider's contract with those who choose another.",
    terms=(
        commissioner(),
        provider("the provider whose contract pays for their care now"),
        Term("people", "count", 0, 100000, meaning="how many people hold a budget"),
        Term("pounds_each", "pounds", 0, 200000, meaning="what each holds for a year"),
        Term("choose_percent", "percent", 0, 100, meaning="share of them who choose another provider"),
        Term("to", "organisation", optional=True, meaning="whom they choose (somebody beyond the county's books when left out)"),
        Term("saved_percent", "percent", 0, 100, True, "how much of what leaves the old provider no longer has to spend (0 when "
             "left out)"),
        Term("cost_percent", "percent", 0, 200, True, "what a pound of the care costs the one chosen, in per cent (85 when left out)"),
        Term("broker_percent", "percent", 0, 50, True, "what advice and accounts cost the commissioner, in per cent of the sums"),
    ),
    apply=_apply,
)  # fmt: skip
