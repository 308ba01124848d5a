"""Courses that a county might take, as they are put to the model, and what comes back: figures as ranges, and marks that are passed.

Data alone, so that a question can be sent to another process and its answer back; `exploring` answers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shirehall.economy.deals import entry_levers
from shirehall.economy.terms import Terms
from shirehall.patch.assumption_sets import AssumptionSet
from shirehall.patch.county import CountyTables

Family = Literal["hospitals", "money", "patients", "inequalities"]
Sort = Literal["brings about", "takes further", "spares", "without it"]


@dataclass(frozen=True, slots=True)
class Course:
    """One course: its name and the levers in force under it from the month after the last one lived."""

    name: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Exploring:
    """What is to be looked at: the terms of every month already lived, the courses (the first is what others are set against), and
    over how many months, in how many futures, by which seed."""

    history: tuple[Terms, ...]
    courses: tuple[Course, ...]
    months: int
    futures: int
    seed: int


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a course over all months looked at, and how it differs from the first course (median, low, high of each)."""

    course: str
    family: Family
    measure: str
    subject: str
    group: str
    median: float
    low: float
    high: float
    change: float
    change_low: float
    change_high: float
    unit: str


@dataclass(frozen=True, slots=True)
class Tip:
    """One mark that a course has to do with: it brings about that a subject passes it, takes it further, spares it, or the subject
    passes it without any course (told of the first one).

    `runs` of `of` futures pass it; `first` is the month of play in which (median, low, high); `room` what is left to the mark at the
    tightest month, minus when it is passed.
    """

    course: str
    sort: Sort
    mark: str
    title: str
    subject: str
    body: str
    runs: int
    of: int
    first: tuple[float, float, float] | None
    room: tuple[float | None, ...]
    unit: str
    origin: str
    source: str


@dataclass(frozen=True, slots=True)
class Explored:
    """What was found: figures, marks, the digest of the state set out from, and how the model was run."""

    lines: tuple[Line, ...]
    tips: tuple[Tip, ...]
    state: str
    engine: str


def set_as_reached(
    given: AssumptionSet, entries: Sequence[str], tables: CountyTables, month: int, along: float
) -> Terms:
    """The levers of some entries of an assumption set, as if `along` per cent of their way had been gone when a month opens.

    What is left of the way is gone in the set's own steps. A set begun long ago has a start before the first month.
    """
    found: list[Terms] = []
    for entry in given.entries:
        if entry.id in entries:
            start = month - round(along / 100 * entry.months)
            found.append(
                tuple(replace(each, start=start) for each in entry_levers(entry, given, tables, {}, 1))
            )
    return tuple(each for terms in found for each in terms)
