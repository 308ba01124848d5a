"""What time of day it is by the day's plan, when so many minutes have been played."""

from __future__ import annotations

from shirehall.errors import UsageError
from shirehall.patch.model import Slot
from shirehall.patch.pack import Patch


def clock_time(patch: Patch, at: int) -> str:
    """The planned time of day, as HH:MM, of a play minute counted from the start of play.

    Play minutes fill the timetable's slots of play one after another, so that breaks and lunch lie between them; minutes
    beyond the last slot run on from its end. It is the plan's label: a day that was paused or extended ran later. Raises
    UsageError for a minute before play, or a timetable without play.
    """
    slots = [slot for slot in patch.head.timetable if slot.kind == "play"]
    if at < 0 or not slots:
        raise UsageError(
            f"the timetable has no time for play minute {at}.", mend="count play minutes from 0."
        )
    left = at
    for slot in slots[:-1]:
        if left < slot.minutes:
            return label(begins(slot) + left)
        left -= slot.minutes
    return label(begins(slots[-1]) + left)


def begins(slot: Slot) -> int:
    """When a slot begins, in minutes after midnight."""
    hours, minutes = slot.time.split(":")
    return int(hours) * 60 + int(minutes)


def label(minutes: int) -> str:
    """Minutes after midnight as HH:MM."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
