"""Activity ceiling: a commissioner pays for no more of a service than a share of what the county did at the opening."""

from __future__ import annotations

from shirehall.economy.dials import SERVICES, Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    service, most = lever.text("service"), lever.number("most_percent") / 100
    for pathway in SERVICES.get(service, (service,)):
        key = (pathway, lever.text("commissioner"))
        dials.ceilings[key] = min(most, dials.ceilings.get(key, most))


MECHANISM = Mechanism(
    name="ceiling",
    title="Activity ceiling",
    means="Caps how many of a commissioner's people may be referred to a service, as a share of what the tables"
    " hold at the opening; growth beyond it is not accepted. Those people stay with their GP, and their "
    "need stays with them.",
    terms=(
        commissioner(),
        Term("service", "service", meaning="which service"),
        Term("most_percent", "percent", 0, 200, meaning="the most of it, in per cent of the opening"),
    ),
    apply=_apply,
)
