"""Prevention: money now for fewer emergencies later, perhaps."""

from __future__ import annotations

from shirehall.economy.dials import EMERGENCIES, EVERYBODY, Dials, Programme
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, month_pence
from shirehall.economy.terms import Lever


def _apply(lever: Lever, dials: Dials) -> None:
    who = lever.text("commissioner")
    if lever.holds(dials.month):
        dials.costs.append((who, month_pence(lever.number("pounds")), "prevention"))
    share = lever.number("effect_percent") / 100
    lag = lever.number("lag_months", 12)
    if lever.text("need"):
        need = EVERYBODY if lever.text("need") == EVERYBODY else lever.text("need")
        since, name = lever.start, f"prevention {lever.source}"
        if lever.holds(dials.month):
            dials.programmes.append(Programme(name, need, who, 1.0, share, lag, "register", since))
    elif dials.month >= lever.start + lag:
        for pathway in EMERGENCIES:
            dials.scale_demand(pathway, who, 1 - share)


MECHANISM = Mechanism(
    name="prevention",
    title="Prevention",
    means="Spends a sum each month on prevention; after a lag, emergencies among the commissioner's people fall"
    " by the share stated (nothing unless stated). Where a need is named, fewer people come to have it, a"
    " little more each month.",
    terms=(
        commissioner(),
        Term("pounds", "pounds", 0, 1e8, meaning="what it costs in a year"),
        Term("need", "text", optional=True, meaning="which need it prevents, as in needs.csv, or all"),
        Term(
            "effect_percent",
            "percent",
            -10,
            30,
            True,
            "how far emergencies, or the need, fall in the end (0 unless stated)",
        ),
        Term("effect_percent_low", "percent", -10, 30, True, "the least of it that is thought possible"),
        Term("effect_percent_high", "percent", -10, 30, True, "the most of it that is thought possible"),
        Term(
            "believed_percent",
            "percent",
            -100,
            100,
            True,
            "what the parties believe of it: told, and never acted on",
        ),
        Term("lag_months", "months", 0, 120, True, "months before anything shows (12 unless stated)"),
    ),
    apply=_apply,
    lasting=True,
)
