"""Practice incentive: a reward for each case that frequent users of hospital are kept from."""

from __future__ import annotations

from shirehall.economy.dials import EMERGENCIES, Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, effect, month_pence, ramp
from shirehall.economy.terms import Lever


def avoided(lever: Lever, month: int) -> float:
    """Cases a year that are avoided in a month of the scheme; a minus where there are more."""
    return lever.number("cases_a_year") * lever.number("effect_percent") / 100 * ramp(lever, month)


def _apply(lever: Lever, dials: Dials) -> None:
    who = lever.text("commissioner")
    fewer = lever.number("share_percent") * lever.number("effect_percent") / 10000 * ramp(lever, dials.month)
    for pathway in EMERGENCIES:
        dials.scale_demand(pathway, who, 1 - fewer)
    reward = max(0.0, avoided(lever, dials.month)) * lever.number("pounds_a_case")
    fixed = lever.number("pounds_a_year")
    dials.costs.append((who, month_pence(reward + fixed), "practice incentive"))


MECHANISM = Mechanism(
    name="practice-incentive",
    title="Reward for practices on frequent users",
    means="Pays practices so much for each emergency that their frequent users of hospital are kept from. "
    "Emergencies fall only as far as an effect is stated, and nothing is paid for cases that were not "
    "avoided.",
    terms=(
        commissioner(),
        Term(
            "cases_a_year",
            "count",
            0,
            1e6,
            meaning="emergencies a year of the people on the list of frequent users",
        ),
        Term(
            "share_percent",
            "percent",
            0,
            100,
            meaning="share of the commissioner's emergencies that those are",
        ),
        Term("pounds_a_case", "pounds", 0, 1e5, meaning="reward for each case avoided"),
        Term("pounds_a_year", "pounds", 0, 1e8, True, "what running it costs in a year"),
        Term("ramp_months", "months", 0, 60, True, "months to its full effect"),
        *effect("how far the emergencies of frequent users fall", -20, 60),
    ),
    apply=_apply,
)
