"""Practice budgets: a group of practices has a budget, indicative or real."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.bargains import PracticeBudget
from shirehall.economy.dials import Dials
from shirehall.economy.levers.shape import Mechanism, Term, commissioner, month_pence
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables


def names(text: str) -> tuple[str, ...]:
    """The names in a list with commas between, in order."""
    return tuple(sorted(part.strip() for part in text.split(",") if part.strip()))


def _apply(lever: Lever, dials: Dials) -> None:
    dials.bargains.practice_budgets.append(
        PracticeBudget(
            payer=lever.text("commissioner"),
            practices=names(lever.text("practices")),
            real=lever.text("kind") == "real",
            share=lever.number("share_percent") / 100,
            pence=month_pence(lever.number("pounds")),
            shed=lever.number("shed_percent") / 100,
        )
    )


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    payer = str(terms["commissioner"])
    own = {p.practice for p in tables.practices if p.consortium == payer}
    told = [
        f"{name} is no practice of {payer}."
        for name in names(str(terms.get("practices") or ""))
        if name not in own
    ]
    if str(terms["kind"]) not in ("indicative", "real"):
        told.append("kind is indicative or real.")
    return told


MECHANISM = Mechanism(
    name="practice-budget",
    title="Practice budget",
    means="Gives a group of practices a budget for hospital care and prescribing. Indicative: savings are shared. Real: the group bears "
    "overspend too. What is left or owed is booked with the commissioner's practices.",
    terms=(
        commissioner(),
        Term("kind", "text", meaning="indicative or real"),
        Term("share_percent", "percent", 0, 100, meaning="the group's share of savings (and, if real, of overspend)"),
        Term("practices", "text", optional=True, meaning="which practices, with commas between (all when left out)"),
        Term("pounds", "pounds", 0, 1e9, True, "the budget for a year (a fair share of what was foreseen when left out)"),
        Term("shed_percent", "percent", 0, 20, True, "how many of its costliest patients the group gets rid of (0 unless stated)"),
    ),
    apply=_apply,
    check=_check,
)  # fmt: skip
