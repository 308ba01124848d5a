"""The timetable: the day's plan, the months in it and what falls due, for everybody in the room."""

from __future__ import annotations

from shirehall.errors import UsageError
from shirehall.paper.tree import Column, Document, Row, Section, Table
from shirehall.patch.model import Deadline
from shirehall.patch.pack import Patch
from shirehall.patch.timetable import clock_time
from shirehall.play.names import listed, sentence_case


def timetable_document(patch: Patch) -> Document:
    """The timetable with breaks, lunch and feedback; when each month begins; what falls due in which month."""
    sections = [
        Section("day", "The day", (day_table(patch),)),
        Section("months", "The months", (months_table(patch),)),
        Section("due", "What falls due", (due_table(patch),)),
    ]
    return Document(f"{patch.head.title}: timetable", "", patch.head.notice, tuple(sections))


def day_table(patch: Patch) -> Table:
    """The slots of the day."""
    rows = tuple(Row((slot.time, slot.what, str(slot.minutes))) for slot in patch.head.timetable)
    return Table("", (Column("From"), Column("What"), Column("Minutes", numeric=True)), rows)


def months_table(patch: Patch) -> Table:
    """When each month begins by the plan."""
    each = patch.round.minutes_a_month
    rows = tuple(
        Row((patch.month_name(month), planned(patch, (month - 1) * each)))
        for month in range(1, patch.round.months + 1)
    )
    note = "By the plan. The clock on the wall counts, and it stops when play stops."
    return Table("", (Column("Month"), Column("Begins", numeric=True)), rows, note)


def due_table(patch: Patch) -> Table:
    """The natural deadlines of the year, which everybody knows."""
    columns = (Column("By"), Column("What"), Column("From"), Column("To"))
    rows = tuple(
        Row((due_at(patch, each), each.title, named(patch, each.owes), named(patch, each.to)))
        for each in sorted(patch.calendar, key=lambda d: (d.month, d.minute))
    )
    return Table("", columns, rows)


def due_at(patch: Patch, deadline: Deadline) -> str:
    """A deadline's month and planned time."""
    at = (deadline.month - 1) * patch.round.minutes_a_month + deadline.minute
    return f"{patch.month_name(deadline.month)}, {planned(patch, at)}"


def planned(patch: Patch, at: int) -> str:
    """The planned time of day of a play minute; the minute itself in a pack whose timetable holds no play."""
    try:
        return clock_time(patch, at)
    except UsageError:
        return f"minute {at}"


def named(patch: Patch, names: list[str]) -> str:
    """Ids and kinds as bodies' short names."""
    found = [o.short for o in patch.organisations if o.id in names or o.kind in names]
    return sentence_case(listed(found))
