"""The time of a practice: five minutes of the wall, five more once, and then it ends by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from shirehall.errors import UsageError

if TYPE_CHECKING:
    from shirehall.host.house import House, Stage

LASTS = 300.0
"""Seconds of the wall that a practice lasts, and by which it may be prolonged once. The month's own clock has no part in it."""
LOOK = 1.0
"""Seconds between two looks at whether it is over."""
BY_ITSELF = "The practice ended by itself, after its time. What was practised is thrown away."
CUT_SHORT = (
    "The host was started again in mid-practice: the practice is over, and what was practised is thrown away."
)


class PracticeTime:
    """How long a practice goes on yet. `back` is the stage to which the day returns."""

    def __init__(self, clock: Callable[[], float], back: Stage) -> None:
        self._clock = clock
        self._ends = clock() + LASTS
        self.back = back
        self.prolonged = False

    @property
    def left(self) -> float:
        """Seconds until it ends, none when it is over."""
        return max(self._ends - self._clock(), 0.0)

    def prolong(self) -> None:
        """Five minutes more, once; whoever asks again finds it done. Raises UsageError when it is over."""
        if self.left <= 0:
            raise UsageError("the practice is over.", mend="begin another one.", who="the facilitator")
        if not self.prolonged:
            self.prolonged = True
            self._ends += LASTS


async def end_in_time(house: House, time: PracticeTime) -> None:
    """Wait until a practice's time is over and end it, unless somebody ended it before."""
    while house.practice is time and time.left > 0:
        await asyncio.sleep(min(time.left, LOOK))
    if house.practice is time:
        await house.change_stage(time.back, "")
        house.said = BY_ITSELF
