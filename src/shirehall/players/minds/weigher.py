"""What a mechanism is made of: what it remembers of events, and what it adds to the worth of a candidate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shirehall.play.record.event import Event
    from shirehall.players.minds.memory import Memory
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

Lesson = Callable[["Memory", "Event"], None]
Lessons = Mapping[str, Lesson]
"""What a mechanism remembers, by kind of event."""


@dataclass(frozen=True, slots=True)
class Weigher:
    """What a mechanism adds to a candidate's worth, in the seat's own scale, and why, in words.

    `moves` are the moves that it concerns; it is not asked about others.
    """

    name: str
    moves: frozenset[str]
    adds: Callable[[Situation, Option], float]
    why: Callable[[Situation, Option], str]
