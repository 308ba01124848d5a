"""Capacity by hour of the week, as `services.csv` states it: `22-08 0.5; sat-sun 08-22 0.75`."""

from __future__ import annotations

import re

from shirehall.errors import PackFault, Place

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = 168
MOST = 10
"""The largest share of a capacity that an hour may have."""
_ITEM = re.compile(r"(?:([a-z]{3})(?:-([a-z]{3}))?\s+)?(\d{1,2})-(\d{1,2})\s+(\d+(?:\.\d+)?)")


def shares(text: str, line: int = 0) -> tuple[float, ...]:
    """Shares of capacity in each of the 168 hours from Monday; 1 outside the items; later items win. `line` is that of services.csv.

    Hours that run past midnight belong to the day on which they begin. Raises PackFault for what is not such a list.
    """
    week = [1.0] * WEEK
    for item in text.split(";"):
        found = _ITEM.fullmatch(item.strip().lower())
        if found is None or any(day and day not in DAYS for day in found.group(1, 2)):
            raise _fault(item, line, "is not `[days ]HH-HH share`")
        first, last = int(found[3]), int(found[4])
        if first > 23 or last > 24 or first == last:
            raise _fault(item, line, "does not run from one hour (00-23) to another (00-24)")
        if float(found[5]) > MOST:
            raise _fault(item, line, f"is a share above {MOST}")
        for day in _days(found[1], found[2]):
            for hour in range(first, last if last > first else last + 24):
                week[(day * 24 + hour) % WEEK] = float(found[5])
    return tuple(week)


def _days(first: str | None, last: str | None) -> list[int]:
    if first is None:
        return list(range(7))
    start = DAYS.index(first)
    return [(start + i) % 7 for i in range((DAYS.index(last or first) - start) % 7 + 1)]


def _fault(item: str, line: int, what: str) -> PackFault:
    return PackFault(
        f"the hours {item.strip()!r} {what}.",
        where=Place("services.csv", line, value=item.strip()),
        mend="write for example `22-08 0.5; sat-sun 08-22 0.75`.",
    )
