"""Lessons as development actions, as CSV: for the programme that the day belongs to."""

from __future__ import annotations

from shirehall.study.exports import Export
from shirehall.study.exports.rows import csv_text
from shirehall.study.measures import compute
from shirehall.study.study import Study

COLUMNS = ("owner", "skill_gap", "what_was_seen", "times", "suggested_action", "events")


def text(study: Study) -> str:
    """One lesson a row, with its owner's name and the numbers of the events it rests on."""
    telling = study.telling
    found = compute("development-actions", telling)
    rows = (
        (telling.name(str(owner)), skill, seen, times, action, " ".join(map(str, seqs)))
        for (owner, skill, seen, times, action), seqs in zip(found.rows, found.evidence, strict=True)
    )
    return csv_text(COLUMNS, rows)


EXPORT = Export(
    "development",
    "text/csv",
    ".csv",
    "Lessons as development actions, one a row, with owner and skill gap.",
    text,
)
