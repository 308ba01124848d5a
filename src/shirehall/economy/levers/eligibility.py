"""Eligibility and charges: who the council pays care for, what people pay towards it, and when a charge is waived."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.levers.shape import Mechanism, Term, month_pence, ramp
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

STAY_WEEKS = 8.0
"""Weeks for which a package is held before review, in Bigshire's pathways."""


def paid_share(waiver_weeks: float) -> float:
    """Share of a package's weeks for which the charge is asked, after the weeks in which it is waived."""
    return max(0.0, 1 - waiver_weeks / STAY_WEEKS)


def _apply(lever: Lever, dials: Dials) -> None:
    council, size = lever.text("council"), ramp(lever, dials.month)
    tighter = lever.number("fewer_percent") / 100 * size
    for what in ("care-packages", "care-home-starts"):
        dials.rates[what, council] = dials.rates.get((what, council), 1.0) * (1 - tighter)
    dials.ineligible[council] = 1 - (1 - dials.ineligible.get(council, 0.0)) * (1 - tighter)
    charged = paid_share(lever.number("waiver_weeks"))
    declined = lever.number("decline_percent") / 100 * charged
    if declined:
        dials.scale_branch(EVERYBODY, "ask", 1 - declined)
    income = lever.number("charge_pounds_a_week") * lever.number("clients") * 52 * charged * (1 - declined)
    saved = lever.number("saves_pounds_a_year") * size
    for pounds, label in ((income, "charges for care"), (saved, "eligibility")):
        if pounds:
            dials.costs.append((council, -month_pence(pounds), label))


def _check(terms: Mapping[str, Value], _tables: CountyTables) -> list[str]:
    if float(terms.get("charge_pounds_a_week") or 0) and not float(terms.get("clients") or 0):
        return ["clients is missing: how many people would be charged."]
    return []


MECHANISM = Mechanism(
    name="eligibility",
    title="Eligibility and charges for care",
    means="Raises or lowers the council's bar for care: fewer people are started on care, those who no longer "
    "qualify have an unmet need, and patients who are ready to leave hospital wait longer. A charge "
    "brings income and some decline care; it can be waived for the first weeks, as in a crisis.",
    terms=(
        Term("council", "organisation", meaning="the council", role="provider"),
        Term(
            "fewer_percent",
            "percent",
            -100,
            100,
            meaning="how many fewer people qualify (with a minus, more)",
        ),
        Term("band", "text", optional=True, meaning="the band from which care is given, in words"),
        Term("saves_pounds_a_year", "pounds", -1e8, 1e8, True, "what the council saves in a year"),
        Term("charge_pounds_a_week", "pounds", 0, 2000, True, "what a person pays towards care in a week"),
        Term("clients", "count", 0, 1e5, True, "how many people would pay it"),
        Term("decline_percent", "percent", 0, 100, True, "share who decline care because of the charge"),
        Term("waiver_weeks", "count", 0, 52, True, "weeks in which the charge is waived"),
        Term("ramp_months", "months", 0, 60, True, "months until it is in full force"),
    ),
    apply=_apply,
    check=_check,
)
