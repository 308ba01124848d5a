"""What a lever mechanism is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shirehall.economy.dials import Dials
from shirehall.economy.terms import Lever, Value
from shirehall.economy.workforce import staffed
from shirehall.patch.county import CountyTables

EVERY_COMMISSIONER = "all-commissioners"

Kind = Literal[
    "organisation", "site", "service", "resource", "percent", "count", "pounds", "days", "months", "text"
]


@dataclass(frozen=True, slots=True)
class Term:
    """One typed term: its kind, the bounds of a number, whether it may be left out, and what it means.

    `role` narrows an organisation to a commissioner or a provider ("" for either).
    """

    name: str
    kind: Kind
    low: float = 0.0
    high: float = 1e9
    optional: bool = False
    meaning: str = ""
    role: str = ""


def _nothing(_terms: Mapping[str, Value], _tables: CountyTables) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A way of acting on the county.

    `means` says in a sentence what it does; `apply` turns the month's dials; `check` finds what the single terms cannot
    show (a provider that does not run the service). A `lasting` mechanism is applied in every month from its start, even
    after its end, because its trace remains (closed beds, moved owners). A `first` mechanism is applied before the others, whatever
    the order of the terms, because others answer to it.
    """

    name: str
    title: str
    means: str
    terms: tuple[Term, ...]
    apply: Callable[[Lever, Dials], None]
    check: Callable[[Mapping[str, Value], CountyTables], Sequence[str]] = _nothing
    lasting: bool = False
    first: bool = False


def commissioner() -> Term:
    """The term that names a commissioner."""
    return Term(
        "commissioner",
        "organisation",
        meaning="the commissioner whose people or money it is",
        role="commissioner",
    )


def provider(meaning: str = "the provider that does or receives it") -> Term:
    """The term that names a provider."""
    return Term("provider", "organisation", meaning=meaning, role="provider")


def month_pence(pounds_a_year: float) -> int:
    """A twelfth of a yearly sum, in whole pence."""
    return round(pounds_a_year * 100 / 12)


def effect(meaning: str, low: float = -30.0, high: float = 60.0, name: str = "effect") -> tuple[Term, ...]:
    """The terms of an uncertain effect in per cent: what acts, the range about it, and what players believe of it.

    The believed figure never acts on the county: it is kept beside the effect so that the two can be compared.
    """
    return (
        Term(f"{name}_percent", "percent", low, high, True, f"{meaning} (0 unless stated)"),
        Term(f"{name}_percent_low", "percent", low, high, True, "the least of it that is thought possible"),
        Term(f"{name}_percent_high", "percent", low, high, True, "the most of it that is thought possible"),
        Term(
            "believed_percent",
            "percent",
            -100,
            100,
            True,
            "what the parties believe of it: told, and never acted on",
        ),
    )


def scheme(*, staff: bool = True, payer: bool = True) -> tuple[Term, ...]:
    """The terms that every scheme of care may carry: months to its full size, money first and money to run it, and staff by skill."""
    money = (
        Term("ramp_months", "months", 0, 240, True, "months to its full size (at once when left out)"),
        Term("setup_pounds", "pounds", 0, 1e9, True, "spent once, in the month it starts"),
        Term("pounds_a_year", "pounds", -1e9, 1e9, True, "what running it costs in a year, from the start"),
    )
    who = Term(
        "payer",
        "organisation",
        optional=True,
        meaning="who bears these costs (all commissioners when left out)",
    )
    people = (
        Term("staff_body", "organisation", optional=True, meaning="whose staff it takes", role="provider"),
        Term("staff_skill", "text", optional=True, meaning="of which skill, as in staff.csv"),
        Term(
            "staff_posts",
            "count",
            0,
            5000,
            True,
            "how many posts it takes; until they are filled it is smaller",
        ),
    )
    return (*money, *((who,) if payer else ()), *(people if staff else ()))


def ramp(lever: Lever, month: int) -> float:
    """The share of its full size that a scheme has in a month: a straight line over `ramp_months`."""
    months = lever.number("ramp_months")
    return 1.0 if months <= 0 else min(1.0, max(0.0, (month - lever.start + 1) / months))


def reach(lever: Lever, dials: Dials) -> float:
    """The share of its full size at which a scheme works: its ramp, and no more than its staff in post."""
    size = ramp(lever, dials.month)
    posts = lever.number("staff_posts") * size
    return size * staffed(dials, lever.text("staff_body"), lever.text("staff_skill"), posts)


def bear(lever: Lever, dials: Dials, payer: str = "") -> None:
    """Charge a scheme's up-front and running costs to who bears them, while it holds."""
    who = lever.text("payer") or payer or EVERY_COMMISSIONER
    if dials.month == lever.start and lever.number("setup_pounds"):
        dials.costs.append((who, round(lever.number("setup_pounds") * 100), f"{lever.mechanism}: set-up"))
    if lever.holds(dials.month) and lever.number("pounds_a_year"):
        dials.costs.append((who, month_pence(lever.number("pounds_a_year")), lever.mechanism))


def staff_problems(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    """What is wrong with a scheme's staff: a body or a skill left out, or a skill that the body does not have."""
    if not float(terms.get("staff_posts") or 0):
        return []
    body, skill = str(terms.get("staff_body") or ""), str(terms.get("staff_skill") or "")
    if not body or not skill:
        return ["staff_posts needs staff_body and staff_skill: whose posts, and of which skill."]
    has = sorted(row.skill for row in tables.staff if row.body == body)
    if tables.staff and skill not in has:
        return [
            f"staff_skill names {skill}, of which {body} has no posts; it has {', '.join(has) or 'none listed'}."
        ]
    return []


def missing_steps(tables: CountyTables, steps: Sequence[tuple[str, str]], what: str) -> list[str]:
    """A sentence when a pack's pathways have none of the steps that a mechanism turns."""
    there = {(row.pathway, row.step) for row in tables.pathways}
    if any(
        p == pathway and (s == step or s.endswith(f".{step}")) for p, s in there for pathway, step in steps
    ):
        return []
    named = ", ".join(f"{pathway}/{step}" for pathway, step in steps)
    return [f"This patch's pathways have no step for {what} ({named})."]
