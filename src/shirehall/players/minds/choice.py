"""Choosing: weigh a few candidates and take one, the better the likelier, with a draw from the stream handed in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from shirehall.players.minds.attention import thoughts, weariness
from shirehall.players.minds.option import Option
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.weighing import value

KEENNESS = 5.0
"""How sharply the better is preferred: the inverse temperature of the draw."""


def wait_worth(situation: Situation) -> float:
    """What leaving things be is worth: more to the passive and the inward."""
    who = situation.who
    return 0.5 + 0.3 * (1 - who.trait("proactive")) + 0.12 * who.trait("looks-inward")


def shortlist(options: Sequence[Option], few: int) -> list[Option]:
    """The few that come to mind first: those that seem worth most at first sight, each matter once."""
    best: dict[tuple[str, int, str], Option] = {}
    for option in options:
        key = (option.move, option.thing, option.towards)
        if key not in best or best[key].worth < option.worth:
            best[key] = option
    return sorted(best.values(), key=lambda o: -o.worth * o.chance)[:few]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, if anything, out of which few, each with its value, and what leaving things be was worth."""

    option: Option | None
    few: tuple[Option, ...]
    values: tuple[float, ...]


def choose(situation: Situation, options: Sequence[Option], random: Random) -> Choice:
    """One of the options, or none when leaving things be wins the draw. The last value is that of leaving things be."""
    few = shortlist(options, thoughts(situation))
    if not few:
        return Choice(None, (), (wait_worth(situation),))
    cost = weariness(situation)
    values = [value(situation, option, cost) for option in few]
    values.append(wait_worth(situation))
    top = max(values)
    weights = [math.exp(KEENNESS * (each - top)) for each in values]
    draw = random.random() * sum(weights)
    for option, weight in zip(few, weights, strict=False):
        draw -= weight
        if draw <= 0:
            return Choice(option, tuple(few), tuple(values))
    return Choice(None, tuple(few), tuple(values))
