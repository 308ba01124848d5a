"""Two clocks for one play time: a live one that follows the wall, a scripted one that jumps. Both speak in play minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from shirehall.play.world import Clock


class PlayClock(Protocol):
    """Where play time stands, in whole minutes from the start of the day."""

    def minute(self) -> int:
        """The present play minute; it never runs back."""


class ScriptedClock:
    """A clock that stands where it is put. It cannot be put back."""

    def __init__(self, at: int = 0) -> None:
        self._at = at

    def minute(self) -> int:
        """The present play minute."""
        return self._at

    def jump(self, at: int) -> None:
        """Go on to a later minute; an earlier one leaves the clock where it is."""
        self._at = max(self._at, at)


class LiveClock:
    """A clock that follows the wall at a rate of play minutes for each wall minute.

    `wall` gives seconds and is handed in. Pausing stands it still; a wall clock that is set back leaves it where it was.
    """

    def __init__(self, wall: Callable[[], float], minutes_a_wall_minute: float = 1.0) -> None:
        self._wall = wall
        self._rate = minutes_a_wall_minute / 60
        self._begun_at = 0.0
        self._since = wall()
        self._running = False
        self._furthest = 0

    def start(self, at: int) -> None:
        """Run from a play minute."""
        self._begun_at, self._since, self._running = float(at), self._wall(), True
        self._furthest = max(self._furthest, at)

    def pause(self) -> None:
        """Stand still."""
        self._begun_at, self._running = self.exact(), False

    def resume(self) -> None:
        """Run on from where it stood."""
        self._since, self._running = self._wall(), True

    def minute(self) -> int:
        """The present play minute."""
        self._furthest = max(self._furthest, int(self.exact()))
        return self._furthest

    @property
    def running(self) -> bool:
        """Whether it follows the wall now."""
        return self._running

    def exact(self) -> float:
        """The present play minute with its fraction, as a countdown shows it."""
        passed = max(self._wall() - self._since, 0.0) if self._running else 0.0
        return self._begun_at + passed * self._rate


def left_in_month(clock: Clock, at: int) -> int:
    """The play minutes left in the month, as a control panel shows them."""
    return max(clock.ends - at, 0)
