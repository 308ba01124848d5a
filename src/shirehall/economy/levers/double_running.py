"""Double running: the new service costs money before the old one costs less."""

from __future__ import annotations

from shirehall.economy.bargains import DoubleRunning
from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, month_pence, provider
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    if dials.month >= lever.start + lever.number("months"):
        return
    dials.bargains.double_running.append(
        DoubleRunning(
            lever.text("provider"),
            month_pence(lever.number("pounds")),
            lever.text("payer"),
            lever.number("funded_percent", 100) / 100 if lever.text("payer") else 0.0,
            lever.number("headroom_percent", 100) / 100,
        )
    )


MECHANISM = Mechanism(
    name="double-running",
    title="Double running",
    means="For some months a provider bears the cost of a new service while the old one still runs; whoever funds it pays a share, as "
    "far as its headroom goes.",
    terms=(
        provider("who runs both"),
        Term("pounds", "pounds", 0, 1e8, meaning="what the new service costs beside the old, in a year"),
        Term("months", "months", 1, 60, meaning="for how many months both run"),
        Term("payer", "organisation", optional=True, meaning="who funds it (nobody when left out)"),
        Term("funded_percent", "percent", 0, 100, True, "how much of it is funded (all when left out)"),
        Term("headroom_percent", "percent", 0, 100, True, "the most that may be used for it of a commissioner's allocation in a month"),
    ),
    apply=_apply,
)  # fmt: skip
