"""What every printer says of evidence in the same words."""

from __future__ import annotations

from shirehall.paper.tree import Sentence, Table

UNCITED = "no evidence is cited"
"""What stands behind a sentence with figures that a person worded without a citation."""


def resting(sentence: Sentence) -> str:
    """What a sentence rests on, counted: "3 events, 1 note"."""
    events = max(sentence.of, len(sentence.evidence))
    parts = [f"{events:,} event{'' if events == 1 else 's'}"] if sentence.evidence else []
    notes = len(sentence.notes)
    parts += [f"{notes} note{'' if notes == 1 else 's'}"] if notes else []
    return ", ".join(parts)


def evidence_heading(table: Table) -> str:
    """The heading of the column that cites events, notes or both."""
    events, notes = any(row.evidence for row in table.rows), any(row.notes for row in table.rows)
    return "Events and notes" if events and notes else "Notes" if notes else "Events"
