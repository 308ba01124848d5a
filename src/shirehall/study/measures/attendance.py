"""Meetings: who was called, who came, who declined and who said nothing."""

from __future__ import annotations

from shirehall.play.world import Meeting
from shirehall.study.filters import in_stretch, wanted
from shirehall.study.reading import Telling
from shirehall.study.tables import (
    STRETCH,
    Cell,
    Filters,
    Measure,
    Reading,
    Table,
    number_measure,
    reading,
    table,
)


def attendance(telling: Telling, filters: Filters) -> Table:
    """Every meeting that was called, with those invited and those present."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for meeting in meetings(telling):
        if in_stretch(telling, filters, meeting.month):
            came = [s for s in meeting.invited if s in meeting.joined]
            silent = [s for s in meeting.invited if s not in meeting.joined and s not in meeting.declined]
            cells = (
                meeting.month, meeting.title, telling.world.organisation_of(meeting.caller), len(meeting.invited), len(came),
                len(meeting.declined), len(silent), words(meeting.invited), words(came), words(meeting.declined), words(silent),
                "yes" if held(meeting) else "no", "yes" if meeting.minuted else "no",
            )  # fmt: skip
            rows.append((cells, answers(telling, meeting.id)))
    columns = (
        "month", "title", "caller", "invited", "present", "declined", "silent", "who_was_invited", "who_came", "who_declined",
        "who_was_silent", "held", "minuted",
    )  # fmt: skip
    return table(
        columns,
        rows,
        "The caller counts as present and not as invited. A meeting to which nobody came was not held.",
    )


def words(seats: tuple[str, ...] | list[str]) -> str:
    """Seats in one cell."""
    return "; ".join(seats)


def meetings(telling: Telling) -> list[Meeting]:
    """The meetings in the order in which they were called."""
    return [telling.world.meetings[number] for number in sorted(telling.world.meetings)]


def held(meeting: Meeting) -> bool:
    """Whether anybody came besides the caller."""
    return len(meeting.joined) > 1


def answers(telling: Telling, meeting: int) -> list[int]:
    """The call to a meeting, the answers to it, and its minute."""
    return [
        e.seq
        for e in telling.events
        if e.seq == meeting or (e.subject == meeting and e.kind.startswith("meeting-"))
    ]


def first_joint_meeting_month(telling: Telling, filters: Filters) -> Reading:
    """The month of the first meeting with a seat of every body of the kinds named; the month after the last when none was held."""
    kinds = wanted(filters, "of_kind")
    bodies = {body for body in telling.bodies if telling.kind_of(body) in kinds}
    if not bodies:
        return reading(None, (), "no such body has a seat")
    joint = []
    for meeting in meetings(telling):
        there = {telling.world.organisation_of(seat) for seat in meeting.joined}
        if bodies <= there and held(meeting):
            joint.append((telling.month_at(meeting.starts), meeting))
    if joint:
        month, meeting = min(joint, key=lambda pair: (pair[0], pair[1].id))
        return reading(month, answers(telling, meeting.id), meeting.title)
    return reading(telling.last_month + 1 if telling.closed else None, (), "they never all met")


MEASURES = (
    Measure("attendance", "Meetings and who came", "seats", "Every meeting with who was invited, who came, declined or was silent.",
            attendance, STRETCH),
    number_measure("first-joint-meeting-month", "First meeting of them all", "month",
                   "When all bodies of a kind first sat in one meeting.", first_joint_meeting_month, ("of_kind",)),
)  # fmt: skip
