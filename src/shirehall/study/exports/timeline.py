"""The timeline as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from shirehall.study.entries import Entry
from shirehall.study.exports import Export
from shirehall.study.exports.rows import csv_text
from shirehall.study.reading import Telling
from shirehall.study.study import Study
from shirehall.study.timeline import timeline

COLUMNS = ("part", "phase", "month", "month_name", "organisation", "kind", "weight", "sentence", "events")


def text(study: Study) -> str:
    """Phase by phase and body by body, then what was not done and what was left open; the events each line rests on in the last cell."""
    return csv_text(COLUMNS, rows(study.telling))


def rows(telling: Telling) -> Iterator[tuple[object, ...]]:
    """The lines of the timeline in their order."""
    told = timeline(telling)
    for phase in told.phases:
        for story in phase.organisations:
            for entry in story.entries:
                yield line(telling, "happened", phase.title, story.name, entry)
    for part, entries in (("not done", told.not_done), ("open", told.open_items)):
        for entry in entries:
            phase_title = telling.phase_of(entry.month).title
            yield line(
                telling,
                part,
                phase_title,
                telling.name(entry.organisation) if entry.organisation else "",
                entry,
            )


def line(telling: Telling, part: str, phase: str, name: str, entry: Entry) -> tuple[object, ...]:
    """One line."""
    events = " ".join(str(seq) for seq in entry.seq)
    month = telling.patch.month_name(entry.month)
    return (part, phase, entry.month, month, name, entry.kind, entry.weight, entry.sentence, events)


EXPORT = Export("timeline", "text/csv", ".csv", "The timeline by phase and body, one line a row.", text)
