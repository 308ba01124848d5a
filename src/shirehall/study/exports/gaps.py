"""What a study does not hold, or holds in a way that a reader must know of: each gap with what was made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shirehall.study.codes.codebook import book_of
from shirehall.study.notebook.standing import Standing
from shirehall.study.study import Study


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing or not known: where (record, note, coding or entry), the number there, what, and what was made of it."""

    where: str
    number: int | None
    what: str
    treated: str


def gaps(study: Study) -> tuple[Gap, ...]:
    """Every gap of a study, the record's first."""
    return (*gaps_of_record(study), *(gap for each in study.history for gap in gaps_of_entry(study, each)))


def gaps_of_record(study: Study) -> Iterator[Gap]:
    """A round that was not played to its end, months without figures, and references to events that are not there."""
    telling = study.telling
    if not telling.closed:
        last = telling.events[-1].seq if telling.events else 0
        yield Gap(
            "record", last, "The record ends before the round does.", "Everything before its end is here."
        )
    lived = {event.body["of_month"] for event in telling.events if event.kind == "month-lived"}
    closed = {event.body["of_month"]: event.seq for event in telling.events if event.kind == "month-closed"}
    for month, seq in sorted(closed.items()):
        if month not in lived:
            yield Gap(
                "record", seq, f"No figures of month {month}.", "The month's events are here without figures."
            )
    known = {event.seq for event in telling.events}
    for event in telling.events:
        for name in ("thread", "in_reply_to", "cause", "subject"):
            number = getattr(event, name)
            if number is not None and number not in known:
                yield Gap(
                    "record",
                    event.seq,
                    f"Its {name} is event {number}, which is not there.",
                    "Kept as it is.",
                )


def gaps_of_entry(study: Study, each: Standing) -> Iterator[Gap]:
    """What an entry lacks: a time, a code that the codebook holds, a note or event that it is of; and its own marks."""
    entry, first = each.entry, each.first.number
    if entry.kind == "note" and entry.month is None:
        yield Gap("note", first, "No time.", "Kept without a month; it counts in no month.")
    for mark in entry.body.get("marks", ()):
        if mark != "no time":
            yield Gap(entry.kind, first, str(mark), "Kept as written.")
    if entry.kind in ("coding", "machine-coding"):
        yield from gaps_of_target(study, each)
    if entry.kind in ("note", "coding", "machine-coding"):
        book = book_of(study)
        for code in entry.body.get("codes", ()):
            if code not in book.codes:
                yield Gap(
                    entry.kind, first, f"The codebook has no code {code!r}.", "Kept, and listed as gone."
                )


def gaps_of_target(study: Study, each: Standing) -> Iterator[Gap]:
    """A coding of something that is not there."""
    first, note, event = each.first.number, each.entry.body.get("note"), each.entry.body.get("event")
    if note is not None and study.entry(note) is None:
        yield Gap("coding", first, f"It codes note {note}, which is not there.", "Kept among the codings.")
    if event is not None and not 1 <= event <= len(study.telling.events):
        yield Gap("coding", first, f"It codes event {event}, which is not there.", "Kept among the codings.")
    if note is None and event is None:
        yield Gap("coding", first, "It names neither a note nor an event.", "Kept among the codings.")
