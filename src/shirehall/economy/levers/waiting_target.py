"""Waiting-time target: a provider pays for waits above it, and may answer with more sessions."""

from __future__ import annotations

from shirehall.economy.dials import Dials, Payment
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, month_pence, provider
from shirehall.economy.terms import Lever

WAIT = "wait:"
LISTS = ("clinic-surgical", "clinic-medical", "clinic-other", "theatre-day", "theatre-night", "planned-lists")


def weeks_over(dials: Dials, body: str, service: str, target: float) -> float:
    """The weeks by which the longest known wait for a service at the body's sites passes the target (0: none does)."""
    found = [0.0]
    for name, weeks in dials.memory.items():
        parts = name.split(":")
        if name.startswith(WAIT) and len(parts) == 3 and parts[1].startswith(service):
            if dials.owners.get(parts[2]) == body:
                found.append(weeks - target)
    return max(found)


def _apply(lever: Lever, dials: Dials) -> None:
    body = lever.text("provider")
    over = weeks_over(dials, body, lever.text("service") or "referral", lever.number("weeks"))
    if over <= 0:
        return
    pence = month_pence(lever.number("pounds_a_week_over") * over)
    if pence:
        dials.payments.append(Payment(body, lever.text("commissioner"), pence, "waiting-time penalty"))
    answer = 1 + lever.number("response_percent") / 100
    for name in LISTS:
        dials.overtime[name, body] = dials.overtime.get((name, body), 1.0) * answer
    dials.costs.append((body, month_pence(lever.number("response_pounds_a_year")), "extra sessions"))


MECHANISM = Mechanism(
    name="waiting-target",
    title="Waiting-time target",
    means="While the longest known wait of a provider's planned patients is above the target, the provider pays"
    " so much a year for each week over, and puts on more sessions as far as a response is stated.",
    terms=(
        provider(),
        commissioner(),
        Term("weeks", "count", 0, 104, meaning="the target, in weeks"),
        Term(
            "service",
            "text",
            optional=True,
            meaning="how the names of the pathways begin (referral when left out)",
        ),
        Term("pounds_a_week_over", "pounds", 0, 1e8, True, "what a week over costs in a year"),
        Term(
            "response_percent",
            "percent",
            0,
            100,
            True,
            "more sessions that the provider puts on (0 unless stated)",
        ),
        Term("response_pounds_a_year", "pounds", 0, 1e8, True, "what those sessions cost in a year"),
    ),
    apply=_apply,
)
