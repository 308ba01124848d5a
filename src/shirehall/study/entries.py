"""A line of the timeline."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: the month, the events it rests on, the sentence, what sort of line it is, and how much it matters (0 to 3).

    `organisation` is the body it is told under; empty for the whole county.
    """

    month: int
    seq: tuple[int, ...]
    sentence: str
    kind: str
    weight: int
    organisation: str = ""


def line(
    month: int, seq: tuple[int, ...], sentence: str, kind: str, weight: int, organisation: str = ""
) -> Entry:
    """A line whose sentence begins as a sentence does."""
    return Entry(month, seq, sentence[:1].upper() + sentence[1:], kind, weight, organisation)


def times(count: int) -> str:
    """once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
