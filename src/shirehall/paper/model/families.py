"""The four families of an answer, by group and by organisation: patients, fairness, providers' money, what can be afforded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from shirehall.economy.figures import MEASURES
from shirehall.economy.futures import Floats
from shirehall.economy.readings import Lens, gap_wider
from shirehall.economy.tipping import growing, last_known, spread, viable_in
from shirehall.paper.model.told import Told, cell, phrase, ranged, sureness
from shirehall.paper.prose import capital, listed, say
from shirehall.paper.tree import Block, Column, Fold, Paragraph, Row, Section, Sentence, Table

PATIENTS = (
    "ae-within-4h", "trolley-waits-12h", "boarding-hours", "left-unseen", "ambulance-8min", "emergency-admissions",
    "avoidable-admissions", "bed-occupancy", "delayed-days", "rtt-within-18w", "elective-waiting", "elective-treated",
    "cancelled-electives", "community-waiting", "admissions-avoided", "readmissions", "experience", "safety",
)  # fmt: skip
HOME = (
    "carer-hours",
    "care-clients",
    "community-contacts",
    "community-caseload",
    "early-discharges",
    "staff-short",
    "staff-needed",
)
BY_FIFTH = ("emergency-admissions", "ae-within-4h", "elective-treated", "rtt-within-18w", "travel-minutes")
PROVIDERS = (
    "provider-income", "provider-cost", "provider-margin", "stranded-cost", "reserves", "financial-risk-rating", "continuity-rating",
)  # fmt: skip
PAYERS = ("commissioner-spend", "commissioner-balance", "commissioner-reserve", "stranded-cost")
ACTIVITY = (
    "ae-attendances",
    "emergency-admissions",
    "elective-treated",
    "outpatients",
    "community-contacts",
    "mental-health-contacts",
)
LISTS = ("elective-waiting", "community-waiting", "mental-health-waiting")


NAMED = 8
"""How many lines without a difference are named; with several options a table holds their differences alone, to fit a page."""


@dataclass(frozen=True, slots=True)
class Asks:
    """One line of a table: a measure, of whom, of which group, and how the line is headed."""

    measure: str
    subject: str = "county"
    group: str = "all"
    head: str = ""


def table(
    told: Told, caption: str, lines: Sequence[Asks], note: str = "", *, whole: bool = False
) -> Table | None:
    """Baseline and options side by side: median and range of each, and of the difference, with how sure it is.

    Lines in which no run shows a difference are named below the table, unless the `whole` is wanted.
    """
    base = told.asked.options[0].name
    known = [
        line for line in lines if told.asked.range(base, line.measure, line.subject, line.group) is not None
    ]
    same = [] if whole or not told.shown else [line for line in known if not worth_telling(told, line)]
    rows = tuple(Row(tuple(cells(told, line))) for line in known if line not in same)
    if same:
        named = (
            listed([small(heading(line)) for line in same])
            if len(same) <= NAMED
            else f"in {len(same)} more lines"
        )
        note = f"{note} No difference to speak of: {named}.".strip()
    if not rows:
        return None
    united = any(row.cells[1] for row in rows)
    if not united:
        rows = tuple(Row((row.cells[0], *row.cells[2:])) for row in rows)
    columns = [
        Column(""),
        *([Column("Unit")] if united else []),
        Column(capital(base), "middle (range)", True),
    ]
    for option in told.shown:
        if len(told.shown) == 1:
            columns.append(Column(capital(option), "middle (range)", True))
        columns.append(
            Column(
                "Difference" if len(told.shown) == 1 else f"Difference under “{option}”",
                "middle (range); how sure",
            )
        )
    return Table(caption, tuple(columns), rows, note)


def heading(line: Asks) -> str:
    """How a line is headed."""
    return line.head or MEASURES[line.measure].title


def small(title: str) -> str:
    """A heading within a list: with a small letter when it begins with a measure's title that is no name or letters."""
    first = title.split(" ", 1)[0]
    known = any(title.startswith(measure.title) for measure in MEASURES.values())
    return title if not known or first[1:2].isupper() or "&" in first else title[:1].lower() + title[1:]


LEAST_POUNDS = 500.0
"""A change of money below which nothing is worth a line."""


def worth_telling(told: Told, line: Asks) -> bool:
    """Whether an option changes a line: the middle of its difference shows in the last decimal told, and most runs agree on the way."""
    what = MEASURES[line.measure]
    least = LEAST_POUNDS if what.unit == "£" else 10**-what.decimals / 2
    return any(
        shows(told.changes(o, line.measure, line.subject, line.group), least, line.measure)
        for o in told.shown
    )


def shows(changes: Floats, least: float, measure: str) -> bool:
    """Whether differences run by run are more than nought: in the middle, or in most runs one way."""
    known = changes[~np.isnan(changes)]
    if not len(known) or not bool((abs(known) > least).any()):
        return False
    return abs(float(np.median(known))) > least or not sureness(known, measure).startswith("could go")


def cells(told: Told, line: Asks) -> Iterator[str]:
    """The cells of a line."""
    asked, what = told.asked, MEASURES[line.measure]
    yield capital(heading(line))
    yield "" if what.unit == "£" else what.unit
    for name in (asked.options[0].name, *told.shown):
        found = asked.range(name, line.measure, line.subject, line.group)
        if name not in told.shown or len(told.shown) == 1:
            yield "–" if found is None else cell(line.measure, found)
        if name not in told.shown:
            continue
        if found is None:
            yield "–"
            continue
        changes = told.changes(name, line.measure, line.subject, line.group)
        difference = ranged(line.measure, found.change, found.change_low, found.change_high, signed=True)
        yield f"{difference}; {sureness(changes, line.measure)}"


def patients(told: Told) -> Section:
    """Outcomes and experience of patients: the county, and each hospital."""
    lines = [Asks(measure) for measure in PATIENTS if measure in MEASURES]
    blocks: list[Block] = [*grown(told)]
    whole = table(told, "Patients: the county as a whole, over the run", lines)
    sites = [s.site for s in told.asked.county.tables.sites if s.kind == "hospital"]
    each = [
        Asks(measure, site, head=f"{told.name(site)}: {small(MEASURES[measure].title)}")
        for site in sites
        for measure in ("ae-within-4h", "trolley-waits-12h", "bed-occupancy", "rtt-within-18w")
    ]
    blocks += [t for t in (whole, table(told, "Patients: each hospital", each)) if t is not None]
    return Section("patients", "Patients", tuple(blocks), (home(told),))


def grown(told: Told) -> Iterator[Paragraph]:
    """Lists that only grow, told by their growth and never by a mean wait."""
    names = (told.asked.options[0].name, *told.shown)
    for measure in LISTS:
        for option in names:
            found = growing(told.asked.futures[option], measure)
            if found:
                text = (
                    f"Under “{option}”, the list ‘{MEASURES[measure].title[:1].lower() + MEASURES[measure].title[1:]}’ keeps growing, by"
                    f" {found[1]:,.0f} to {found[2]:,.0f} people a month. A list that grows has no usual wait: the longer one"
                    " looks, the longer it is."
                )
                yield Paragraph((say(text, basis="method"),))


def home(told: Told) -> Section:
    """What care at home asks of families and of staff."""
    found = table(told, "Care at home: families and staff", [Asks(m) for m in HOME if m in MEASURES])
    staff = [
        Asks("staff", body, head=f"Staff in post, {told.name(body)}")
        for body in told.asked.baseline.subjects("staff")
        if body != "county"
    ] + [
        Asks("staff-short", body, head=f"Posts short, {told.name(body)}")
        for body in told.asked.baseline.subjects("staff-short")
        if body != "county"
    ]
    posts = table(told, "Staff by organisation", staff)
    text = say(
        "Care at home is not free: families give hours, and visits need staff. Both are counted here.",
        basis="method",
    )
    blocks: list[Block] = [Paragraph((text,)), *(t for t in (found, posts) if t is not None)]
    return Section("home", "Families and staff", tuple(blocks))


FIFTHS = (
    "the most deprived fifth",
    "the second fifth",
    "the middle fifth",
    "the fourth fifth",
    "the least deprived fifth",
)


def fairness(told: Told) -> Section:
    """The same by deprivation fifth, and by commissioner's people."""
    lines = [
        Asks(measure, "county", f"fifth-{f}", f"{MEASURES[measure].title} in {FIFTHS[f - 1]}")
        for measure in BY_FIFTH if measure in MEASURES for f in (1, 5)
    ]  # fmt: skip
    gaps = (
        "gap-admissions",
        "gap-avoidable",
        "gap-elective",
        "gap-waits",
        "gap-travel",
        "far-from-urgent-care",
    )
    lines += [Asks(measure) for measure in gaps if measure in MEASURES]
    travel = [
        Asks("travel-minutes", body, head=f"Minutes to urgent care, people of {told.name(body)}")
        for body in told.asked.baseline.subjects("travel-minutes")
        if body != "county"
    ]
    blocks: list[Block] = [
        t for t in (
            table(told, "Most and least deprived fifths of the people", lines, "Fifths of the county's people by where they live."),
            table(told, "How far people travel", travel),
        ) if t is not None
    ]  # fmt: skip
    return Section("fairness", "Fairness", (Paragraph(tuple(gap_words(told))), *blocks))


def gap_words(told: Told) -> Iterator[Sentence]:
    """The gap between fifths in a sentence an option."""
    if not told.shown:
        people = [
            sum(sum(r.people()) for r in told.asked.county.tables.places if r.fifth == f) for f in (1, 5)
        ]
        rates = [
            float(told.asked.baseline.whole("emergency-admissions", "county", f"fifth-{f}").mean())
            / max(1, n)
            * 1000
            for f, n in zip((1, 5), people, strict=True)
        ]
        yield say(
            f"In the run, {rates[0]:,.0f} of each 1,000 people in the most deprived fifth might be admitted as emergencies, and"
            f" {rates[1]:,.0f} of each 1,000 in the least deprived.",
            basis="method",
        )
    for option in told.shown:
        lens = Lens(told.asked.county, told.asked.futures[option], told.asked.baseline)
        middle, low, high = spread([float(x) for x in last_known(gap_wider(lens)["county"])])
        way = "wider" if middle > 0 else "narrower"
        span = f" ({middle:+.0f}%, range {low:+.0f}% to {high:+.0f}%)".replace("-", "−")
        if low < 0 < high or abs(middle) < 1:
            way, span = "much the same", ", within 1%" if max(abs(low), abs(high)) < 1 else span
        words = f"Under “{option}”, the gap in emergency admissions between the most and the least deprived fifth might be {way}{span}."
        yield say(words.replace("+0%", "0%").replace("−0%", "0%"), basis="method")
        yield from told_fifths(told, option)


def told_fifths(told: Told, option: str) -> Iterator[Sentence]:
    """Where an option falls a point or more harder on one end of the county than on the other."""
    if not told.shown:
        return
    for measure in ("ae-within-4h", "rtt-within-18w"):
        most, least = (told.asked.range(option, measure, "county", f"fifth-{f}") for f in (1, 5))
        if most is None or least is None or abs(most.change - least.change) < 1:
            continue
        harder = "least" if abs(least.change) > abs(most.change) else "most"
        yield say(
            f"{phrase(measure)} might {'rise' if most.change + least.change > 0 else 'fall'} most in the {harder} deprived fifth: by"
            f" {abs(least.change):.1f} points in the least deprived, {abs(most.change):.1f} in the most deprived"
            ".", basis="method",
        )  # fmt: skip


def providers(told: Told) -> Section:
    """Each provider's work, money and whether it is viable, under each option."""
    asked = told.asked
    bodies = sorted(
        asked.county.accounts.providers,
        key=lambda b: -float(asked.baseline.whole("provider-income", b).mean()),
    )
    margins = [Asks("provider-margin", body, head=told.name(body)) for body in bodies]
    first = (viability(told), table(told, "Margin over the run: income less cost", margins))
    each = []
    for body in bodies:
        lines = [Asks(m, body) for m in (*ACTIVITY, *PROVIDERS) if m in MEASURES]
        each.append(table(told, capital(told.name(body)), [x for x in lines if worth(told, x)], whole=True))
    blocks: list[Block] = [t for t in first if t is not None]
    folded = tuple(t for t in each if t is not None)
    blocks += [Fold("Every provider: its work, income, cost, margin and cash", folded)] if folded else []
    return Section("providers", "Providers’ money: can they go on?", tuple(blocks))


def worth(told: Told, line: Asks) -> bool:
    """Whether a line says anything: some future has something other than nought."""
    found = told.asked.range(told.asked.options[0].name, line.measure, line.subject, line.group)
    return found is not None and (found.high != 0 or found.low != 0)


def viability(told: Told) -> Table | None:
    """In how many runs each rated provider is viable at the end."""
    counts = {name: viable_in(told.asked, name) for name in (told.asked.options[0].name, *told.shown)}
    bodies = sorted({body for each in counts.values() for body in each}, key=told.name)
    of = told.asked.replications
    rows = [
        Row(
            (
                capital(told.name(b)),
                *(
                    f"{'yes' if 2 * each.get(b, 0) > of else 'no'}, in {each.get(b, 0) or 'none'} of {of} runs"
                    for each in counts.values()
                ),
            )
        )
        for b in bodies
    ]
    note = "Viable: at the end of the run no rating in force is below the mark at which its regulator acts."
    return (
        Table(
            "Is it viable at the end?", (Column(""), *(Column(capital(n)) for n in counts)), tuple(rows), note
        )
        if rows
        else None
    )


def payers(told: Told) -> Section:
    """What each commissioner spends and is left with."""
    wanted = [m for m in PAYERS if m in MEASURES and not (told.shown and m == "commissioner-spend")]
    lines = [
        Asks(m, body, head=f"{told.name(body)}: {MEASURES[m].title.lower()}")
        for body in sorted(c.id for c in told.asked.county.tables.money.commissioners)
        for m in wanted
    ]
    note = "A balance below nought is an overspend." + (
        " It changes by as much as spend does, the other way; it may be better only because less is done and paid for."
        if told.shown
        else ""
    )
    found = table(told, "Commissioners' money over the run", lines, note)
    return Section("payers", "What can be afforded", (found,) if found is not None else ())
