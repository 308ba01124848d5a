"""The contract year: April to March, whatever month play begins in. What of it must be remembered stands in `State.memory`.

Keys begin with `year:` and are dropped each April; `plan:` keys stay. Values are whole pence (or months).
"""

from __future__ import annotations

from collections.abc import Mapping

FIRST, LAST = 4, 3


def calendar(start: str, month: int) -> tuple[int, int]:
    """(year, calendar month) of a month of play, counted from 1; `start` is "2013-06"."""
    year, first = (int(part) for part in start.split("-"))
    index = year * 12 + first - 1 + month - 1
    return index // 12, index % 12 + 1


def stamp(start: str, month: int) -> str:
    """A month of play as "2013-06"."""
    year, number = calendar(start, month)
    return f"{year:04d}-{number:02d}"


def brought(memory: Mapping[str, float], number: int) -> dict[str, float]:
    """What money remembers as a calendar month begins: `plan:` always, `year:` unless April begins a new year."""
    kept = {key: value for key, value in memory.items() if key.startswith("plan:")}
    if number != FIRST:
        kept |= {key: value for key, value in memory.items() if key.startswith("year:")}
    return kept


def add(memory: dict[str, float], key: str, pence: float) -> float:
    """Add to a sum of the year; the sum so far."""
    memory[key] = memory.get(key, 0.0) + pence
    return memory[key]
