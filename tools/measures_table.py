#!/usr/bin/env python3
"""Write docs/measures.md: every figure that the county gives, its unit and meaning, and of what it is told. A test compares it."""

from __future__ import annotations

from pathlib import Path

from shirehall.economy.figures import MEASURES, Measure
from shirehall.economy.report.quality import COUNTED, GAPS, LISTED, PARTS
from shirehall.economy.report.settings import FAMILIES, UNIT_COSTS
from shirehall.economy.speech import Kind, grammar

PAGE = Path(__file__).resolve().parents[1] / "docs" / "measures.md"
ARROWS = {"up": "more is better", "down": "less is better", "neither": "neither"}
HEAD = """# Figures of the county

What each month of the county is told by. Every figure stands in the record as month, measure, subject, group, value and unit, rounded
to the decimals below. This page is written by `tools/measures_table.py` from the code.

- **Subject**: `county`, a commissioner (its people, wherever they were treated), a provider or a site (whoever was treated there).
  A practice has no figures of its own: those of its commissioner hold them, with the best and the worst tenth where waits are told.
- **Group**: `all`, or a part. `fifth-1` to `fifth-5` are people by deprivation, 1 the most deprived; `place:` a place, `need:` a
  long-term condition or frailty, `setting:` where care is given, `specialty:` the part of the list that one kind of referral makes,
  `list:` a list by the name of its resource, `work:` a kind of work; a commissioner or a purpose where money has two sides.
- **Place.** A patient of the model carries age, deprivation fifth and commissioner, and no place. What is told by place (people,
  urgent need, minutes to urgent care) is what is expected of the people who live there and the flows that the pack states, levers
  and closures included; it is not counted from patients.
- **Fifths are not made equal by age.** Gaps are crude ratios of what happened to what live in each fifth.
"""


def render() -> str:
    """The page."""
    rows = [line(each) for each in MEASURES.values()]
    table = "\n".join(
        ["| measure | title | unit | decimals | meaning | which way |", "|---|---|---|---|---|---|", *rows]
    )
    parts = [HEAD, table, experience(), gaps(), settings(), volumes(), comments()]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def line(each: Measure) -> str:
    """One measure's row."""
    cells = (
        f"`{each.name}`", each.title, each.unit, str(each.decimals), each.meaning, ARROWS[each.better]
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def experience() -> str:
    """What the experience score is made of."""
    rows = [f"| {part.name} | {100 * part.weight:.0f} | {part.worst:g} |" for part in PARTS]
    return "\n".join([
        "## The experience score", "",
        "A score of the model's own: 100, less the weighted mean of what patients put up with, each in per cent of the rate at which",
        "it is taken to have spoilt everything. Weights and rates are assumed; no survey stands behind them. A part that is not known",
        "of a site is left out; of a fifth or a commissioner's people it is taken from the county.", "",
        "| what is suffered (%) | weight (%) | rate that spoils everything (%) |", "|---|---|---|", *rows,
    ])  # fmt: skip


def gaps() -> str:
    """Which ratios tell the gap between fifths."""
    rows = [
        f"| `{name}` | `{measure}` | {'a head' if by_head else 'as it is'} |"
        for name, (measure, by_head) in GAPS.items()
    ]
    return "\n".join([
        "## Gaps", "", "The figure of the most deprived fifth over that of the least; 1 means no gap.", "",
        "| gap | of | told |", "|---|---|---|", *rows,
    ])  # fmt: skip


def settings() -> str:
    """Which settings are at home, near home and in hospital, and what contacts without a tariff are taken to cost."""
    rows = [f"| {family} | {', '.join(names)} |" for family, names in FAMILIES.items()]
    costs = ", ".join(f"`{count}` {pounds:,}" for count, pounds in sorted(UNIT_COSTS.items()))
    return "\n".join([
        "## Where care is given", "",
        "A contact is one passage of a counted step that the pathway gives a setting. Shares by cost take the tariff of the count,",
        "else what one more costs the provider, else the pounds below (assumed, 2013/14; a pack may state `unit-cost-<count>` among",
        "its settings).", "",
        "| family | settings |", "|---|---|", *rows, "", f"Pounds a passage: {costs}.",
    ])  # fmt: skip


def volumes() -> str:
    """Below what volume a site's work is flagged."""
    rows = [
        f"| `{kind}` | passages of `{count}` | {least:,.0f} |" for kind, (count, least) in COUNTED.items()
    ]
    rows += [
        f"| `{kind}` | taken from `{name}`{f' in `{way}`' if way else ''} | {least:,.0f} |"
        for kind, (name, way, least) in LISTED.items()
    ]
    return "\n".join([
        "## Small volumes", "",
        "A site that does some of a kind of work, but less than the minimum a year (the month's times twelve), is flagged. The minima are",
        "assumed; a pack may state `minimum-<kind>-a-year` among its settings.", "",
        "| kind of work | how it is counted | minimum a year |", "|---|---|---|", *rows,
    ])  # fmt: skip


def comments() -> str:
    """From which journeys patients' comments are made, and when a wait is told as good or as bad."""
    rows = [
        f"| {k.name} | {k.about} | {k.writes:g} | {k.days:g} | {marks(k)} | `{k.measure}` |"
        for k in grammar().kinds.values()
    ]
    return "\n".join([
        "## Patients' comments", "",
        "Comments are made from journeys that the month really held: of people in the county's state at its end, with the wait that",
        "they have had so far, or of those whom the figures count as done, in time by the share that the figure tells. How many",
        "write is assumed by kind of care and is the same however it went, so good and bad stand as the journeys do; what is in sight",
        "for a part of a month stands for as many as the month saw. The place is drawn among those where people of that commissioner,",
        "fifth and age live.", "",
        "| journey | about | of 1,000 who write | days in sight | told as good, as bad | rests on |", "|---|---|---|---|---|---|", *rows,
    ])  # fmt: skip


def marks(kind: Kind) -> str:
    """When a wait of a kind is good and when it is bad, in words."""
    if kind.bad == 0:
        return "always bad"
    if kind.good > 9000:
        return "always good"
    return f"under {kind.good:g}, from {kind.bad:g} {kind.unit}"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8", newline="\n")
