"""Choosing: weigh a few candidates and take one, the better the likelier, with a draw from the stream handed in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from shirehall.players.minds.attention import minutes_of, weariness
from shirehall.players.minds.option import Option
from shirehall.players.minds.situation import Situation

FEW = 6
"""How many candidates a seat weighs at a waking, at most."""

KEENNESS = 5.0
"""How sharply the better is preferred: the inverse temperature of the draw."""


def wait_worth(situation: Situation) -> float:
    """What leaving things be is worth: more to the passive and the inward."""
    who = situation.who
    return 0.5 + 0.3 * (1 - who.trait("proactive")) + 0.12 * who.trait("looks-inward")


def shortlist(options: Sequence[Option]) -> list[Option]:
    """The few that come to mind first: those worth most, each matter once."""
    best: dict[tuple[str, int, str], Option] = {}
    for option in options:
        key = (option.move, option.thing, option.towards)
        if key not in best or best[key].worth < option.worth:
            best[key] = option
    return sorted(best.values(), key=lambda o: -o.worth * o.chance)[:FEW]


def choose(situation: Situation, options: Sequence[Option], random: Random) -> Option | None:
    """One of the options, or none when leaving things be wins the draw."""
    few = shortlist(options)
    if not few:
        return None
    cost = weariness(situation)
    values = [o.worth * o.chance - cost * minutes_of(situation, o) for o in few]
    values.append(wait_worth(situation))
    top = max(values)
    weights = [math.exp(KEENNESS * (value - top)) for value in values]
    draw = random.random() * sum(weights)
    for option, weight in zip(few, weights, strict=False):
        draw -= weight
        if draw <= 0:
            return option
    return None
