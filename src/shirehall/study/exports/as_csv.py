"""The record as CSV."""

from __future__ import annotations

from dataclasses import fields

from shirehall.play.record.event import Event
from shirehall.study.exports import Export
from shirehall.study.exports.rows import csv_text, event_rows, packed
from shirehall.study.study import Study

COLUMNS = (*(field.name for field in fields(Event) if field.name != "body"), "nature", "sentence", "body")


def text(study: Study) -> str:
    """One event a row; lists are joined by semicolons, and the body is JSON in the last cell."""
    return csv_text(COLUMNS, ([packed(row[name]) for name in COLUMNS] for row in event_rows(study.telling)))


EXPORT = Export(
    "csv", "text/csv", ".csv", "All events with their sentences, one a row, for a spreadsheet.", text
)
