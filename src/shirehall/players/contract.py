"""The contract of a player: what it is given, what it gives back. Every kind of player sits one exam on it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol, TypeVar

from shirehall.play.fields import Ask
from shirehall.play.record.event import Event
from shirehall.play.view import View

Memory = TypeVar("Memory")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that a player weighed: a move, towards which body if any, its value to the seat (about -1 to 3), its play minutes,
    the reasons that brought it to mind, and what each mechanism added to its worth: name, amount, why."""

    move: str
    towards: str
    value: float
    minutes: int
    reasons: tuple[str, ...]
    weighed: tuple[tuple[str, float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Thought:
    """What lay behind a choice: the concerns that weighed most (name, weight), the candidates, the chosen one first, the value of
    leaving things be, and how full the in-tray was (1: all that the seat can do in a month)."""

    concerns: tuple[tuple[str, float], ...]
    candidates: tuple[Candidate, ...]
    leaving_be: float
    load: float


def unspoken() -> Thought | None:
    """Nothing to tell."""
    return None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a player does: a move, or nothing; the play minutes it costs; and why.

    `reasons` are short plain sentences for the trace that a facilitator can read; they never reach the record. `tell` puts what
    lay behind the act into a thought; it is called only when somebody listens, and before the player remembers anything more.
    """

    ask: Ask | None
    minutes: int
    reasons: tuple[str, ...] = ()
    tell: Callable[[], Thought | None] = field(default=unspoken, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a player does at one waking, and after how many play minutes it wants to be woken again.

    It is woken earlier when something is addressed to its seat, and never before its acts' minutes are over. `owes` tells whether
    somebody still waits for a word from it: then it is woken in any case, however slow a pace is set.
    """

    acts: tuple[Act, ...]
    wake: int
    owes: bool = False


class Player(Protocol[Memory]):
    """Who fills a seat.

    Memory is a fold of what the seat could see: `begin` and `remember` are all that make it, so it can be rebuilt from the
    record at any moment. `decide` reads memory and view, draws only from the generator it is handed, and keeps nothing.
    """

    @property
    def origin(self) -> str:
        """person, script or model: what every view shows of whoever plays."""

    def begin(self, seat: str) -> Memory:
        """The memory of a seat that has seen nothing."""

    def remember(self, memory: Memory, event: Event) -> Memory:
        """The memory after one more event of the seat's view, under the seat's own numbers."""

    def decide(self, memory: Memory, view: View, random: Random) -> Decision:
        """What to do now."""


def recall(player: Player[Memory], seat: str, events: Sequence[Event]) -> Memory:
    """The memory that a player has after some events of its seat's view, rebuilt from the beginning."""
    memory = player.begin(seat)
    for event in events:
        memory = player.remember(memory, event)
    return memory


def stream(seed: int, seat: str, at: int) -> Random:
    """The random stream of one decision, keyed by the day's seed, the seat's id and the play minute.

    A seat decides at most once a minute, so the minute numbers the decision, and needs no counter to be rebuilt. Replacing
    one seat shifts no other seat's draws.
    """
    key = hashlib.blake2b(f"{seed}/{seat}/{at}".encode(), digest_size=8).digest()
    return Random(int.from_bytes(key, "big"))
