"""A thought told: what concerned the seat, what it weighed, what each was worth to it and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shirehall.players.contract import Candidate, Thought
from shirehall.players.minds.attention import minutes_of
from shirehall.players.minds.weighing import because

if TYPE_CHECKING:
    from shirehall.players.minds.choice import Choice
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

CONCERNS = (
    "money",
    "quality",
    "access",
    "patients",
    "prevention",
    "growth",
    "independence",
    "rules",
    "relationships",
)
TOLD_CONCERNS = 3
TOLD_CANDIDATES = 4


def thought(s: Situation, choice: Choice) -> Thought:
    """The concerns that weighed most, the candidates that came nearest, and what each mechanism did to them."""
    weights = sorted(((s.concern(name), name) for name in CONCERNS), key=lambda row: (-row[0], row[1]))
    concerns = tuple((name, round(weight, 2)) for weight, name in weights[:TOLD_CONCERNS])
    ranked = sorted(
        zip(choice.few, choice.values, strict=False), key=lambda row: (row[0] is not choice.option, -row[1])
    )
    rest = round(choice.values[-1], 2)
    few = tuple(candidate(s, option, value) for option, value in ranked[:TOLD_CANDIDATES])
    return Thought(concerns, few, rest, round(s.load(), 2))


def candidate(s: Situation, option: Option, value: float) -> Candidate:
    """One candidate as told."""
    return Candidate(
        option.move,
        option.towards,
        round(value, 2),
        minutes_of(s, option),
        option.reasons,
        because(s, option),
    )
