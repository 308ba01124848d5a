"""When events happened by the county's own calendar, which is the time that process miners and network viewers show."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from shirehall.study.reading import Telling

MILLISECOND = timedelta(milliseconds=1)


def moments(telling: Telling) -> Mapping[int, datetime]:
    """The moment of each event: as far through its month of the county's calendar as play was through the month.

    No two events share a moment, and their order is that of the record. The play minute itself is given beside it in every
    form that has room for it.
    """
    return telling.once("exports: moments", work_out)


def work_out(telling: Telling) -> Mapping[int, datetime]:
    """The moments, worked out."""
    found: dict[int, datetime] = {}
    last = datetime.min.replace(tzinfo=UTC)
    for event in telling.events:
        month = max(1, event.month)
        began = telling.began.get(month, event.at)
        length = length_of(telling, month)
        through = min(1.0, max(0.0, (event.at - began) / length))
        start, days = month_start(telling, month), days_in(telling, month)
        minute = start + timedelta(minutes=int(through * (days * 24 * 60 - 60)))
        last = found[event.seq] = max(minute, last + MILLISECOND)
    return found


def length_of(telling: Telling, month: int) -> int:
    """How many play minutes a month had, or was to have."""
    began = telling.began.get(month, 0)
    if month + 1 in telling.began:
        return max(1, telling.began[month + 1] - began)
    last = telling.events[-1].at if telling.events else 0
    return max(1, telling.world.clock.length, last - began)


def month_start(telling: Telling, month: int) -> datetime:
    """The first moment of a play month in the county's calendar."""
    year, first = (int(part) for part in telling.patch.round.start.split("-"))
    count = year * 12 + first - 1 + month - 1
    return datetime(count // 12, count % 12 + 1, 1, tzinfo=UTC)


def days_in(telling: Telling, month: int) -> int:
    """How many days a play month has in the county's calendar."""
    start = month_start(telling, month)
    return calendar.monthrange(start.year, start.month)[1]


def stamp(moment: datetime) -> str:
    """A moment as ISO 8601 in UTC with milliseconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
