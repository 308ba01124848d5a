"""Courses that a county might take, looked at side by side: its hospitals, its money, its patients, and the marks that are passed.

A county is begun with a seed of its own, lived under what was in force, and set out from there under each course. Nothing is told of
what will be: every figure is a range over futures of the model, set against the same futures of the first course.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from shirehall.economy.ask import Asked, Option, Range, ask_all, from_state
from shirehall.economy.courses import Explored, Exploring, Family, Line, Sort, Tip
from shirehall.economy.readings import COUNTY, Lens
from shirehall.economy.tipping import CLEARLY, Fall, falls

if TYPE_CHECKING:
    from shirehall.economy.county import County

FAMILIES: Mapping[Family, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "hospitals": (
        ("emergency-admissions", ("hospitals",)), ("elective-treated", ("hospitals",)), ("ae-attendances", ("hospitals",)),
        ("bed-occupancy", ("hospitals",)), ("delayed-days", ("county",)),
    ),
    "money": (
        ("provider-income", ("rated",)), ("provider-margin", ("rated",)), ("stranded-cost", ("rated",)), ("viable", ("rated",)),
        ("commissioner-spend", ("commissioners",)), ("commissioner-balance", ("commissioners",)),
    ),
    "patients": (
        ("ae-within-4h", ("county", "hospitals")), ("rtt-within-18w", ("county",)), ("elective-waiting", ("county",)),
        ("community-waiting", ("county",)), ("travel-minutes", ("county",)), ("carer-hours", ("county",)), ("experience", ("county",)),
    ),
}  # fmt: skip
"""What is told of a course, by family, and of whom: hospitals by site, providers whose money is judged, commissioners, the county."""
FIFTHS = ("emergency-admissions", "travel-minutes", "experience")
"""What is told besides of the most and the least deprived fifth, as inequalities."""


def explore(before: County, after: County, what: Exploring) -> Explored:
    """Live the months that were, in `before`, and look at the courses from there, in `after`.

    The two are one county under the figures of two stretches of time: states go from one to the other. It is a pure function of what
    it is given.
    """
    state = before.begin(what.seed)
    for terms in what.history:
        state, _ = before.look_on(state, terms)
    asked = ask_all(
        after, [Option(course.name, course.terms) for course in what.courses], what.months, what.futures,
        starts=from_state(state), seed=what.seed, assumptions=False,
    )  # fmt: skip
    names = [course.name for course in what.courses]
    lines = tuple(line for name in names for line in lines_of(asked, name))
    tips = tuple(tip for name in names for tip in tips_of(asked, name, name == names[0]))
    return Explored(lines, tips, state.digest, after.engine)


def lines_of(asked: Asked, name: str) -> Iterator[Line]:
    """The figures of one course, family by family."""
    whom = whom_told(asked)
    for family, measures in FAMILIES.items():
        for measure, groups in measures:
            subjects = dict.fromkeys(subject for group in groups for subject in whom[group])
            yield from told(asked, name, family, measure, subjects, ("all",))
    for measure in FIFTHS:
        yield from told(asked, name, "inequalities", measure, (COUNTY,), ("fifth-1", "fifth-5"))


def told(
    asked: Asked, name: str, family: Family, measure: str, subjects: Iterable[str], groups: Sequence[str]
) -> Iterator[Line]:
    """One measure of some subjects under a course, as far as the county tells it."""
    for subject in subjects:
        for group in groups:
            found = asked.range(name, measure, subject, group)
            if found is not None:
                yield line_of(name, family, found)


def line_of(name: str, family: Family, found: Range) -> Line:
    """A range of the question as a line of a course."""
    return Line(
        name, family, found.measure, found.subject, found.group, found.median, found.low, found.high, found.change,
        found.change_low, found.change_high, found.unit,
    )  # fmt: skip


def whom_told(asked: Asked) -> dict[str, tuple[str, ...]]:
    """Of whom figures are told: hospitals, providers whose money is judged, commissioners, and the county."""
    county = asked.county
    hospitals = tuple(sorted(site.site for site in county.tables.sites if site.kind == "hospital"))
    rated = tuple(sorted(Lens(county, asked.baseline, asked.baseline).rated()))
    payers = tuple(sorted({*county.accounts.commissioners, *asked.baseline.subjects("commissioner-balance")}))
    return {"hospitals": hospitals, "rated": rated, "commissioners": payers, "county": (COUNTY,)}


def tips_of(asked: Asked, name: str, first: bool) -> Iterator[Tip]:
    """The marks that a course has to do with; of the first course, those that bodies pass under it already."""
    for fall in falls(asked, name):
        sort = sort_of(fall, first)
        if sort is not None:
            mark = fall.threshold
            yield Tip(
                name, sort, mark.id, mark.title, fall.subject, fall.body, fall.runs, fall.of, fall.first,
                tuple(round(x, 2) + 0.0 if math.isfinite(x) else None for x in fall.room),
                mark.unit, mark.origin, mark.source,
            )  # fmt: skip


def sort_of(fall: Fall, first: bool) -> Sort | None:
    """What a course has to do with a mark; nothing when it leaves it as it is."""
    if first:
        return "without it" if fall.falls and fall.threshold.kind in ("commissioner", "provider") else None
    if fall.by_option:
        return "brings about"
    if fall.pushed:
        return "takes further"
    spares = fall.spared - fall.brought >= max(min(2, fall.of), CLEARLY * fall.of)
    return "spares" if spares else None
