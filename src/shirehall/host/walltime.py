"""The wall clock as a day may use it: it runs on evenly, however the machine's own clock jumps or sleeps."""

from __future__ import annotations

from collections.abc import Callable

LONGEST_STEP = 2.0
"""Seconds of the wall that may count between two looks: a machine that slept for an hour has not played for an hour."""


class SteadyWall:
    """Seconds since it was made, looked at often. A step back counts as nothing, a leap as no more than two seconds."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._last = wall()
        self._passed = 0.0
        self.leaps = 0

    def __call__(self) -> float:
        """The seconds that count so far."""
        now = self._wall()
        step, self._last = now - self._last, now
        if step > LONGEST_STEP or step < 0:
            self.leaps += 1
        self._passed += min(max(step, 0.0), LONGEST_STEP)
        return self._passed
