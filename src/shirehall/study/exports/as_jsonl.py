"""The record as JSON Lines."""

from __future__ import annotations

from shirehall.play.record.event import canonical
from shirehall.study.exports import Export
from shirehall.study.exports.rows import event_rows
from shirehall.study.study import Study


def text(study: Study) -> str:
    """One event a line, as canonical JSON."""
    return "".join(f"{canonical(row)}\n" for row in event_rows(study.telling))


EXPORT = Export(
    "jsonl",
    "application/x-ndjson",
    ".jsonl",
    "All events with their sentences, one JSON object a line.",
    text,
)
