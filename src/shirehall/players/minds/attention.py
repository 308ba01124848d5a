"""Attention: what acts cost a seat, how the load weighs, and when it looks up again."""

from __future__ import annotations

from random import Random

from shirehall.players.minds.option import Option
from shirehall.players.minds.situation import Situation


def minutes_of(situation: Situation, option: Option) -> int:
    """The play minutes that an option costs this seat.

    A seat whose month holds fewer minutes than the clock's takes longer over each act, and one with more takes less. Dealing
    with a body one does not know costs more than dealing with one that one does.
    """
    usual = situation.view.catalogue.moves[option.move].minutes * option.effort
    who = situation.who
    pace = situation.world.clock.minutes_a_month / max(who.attention, 1.0)
    if option.towards:
        usual += 3.0 * (1 - situation.known(option.towards)) * (1 - 0.5 * who.trait("openness-to-outsiders"))
    return max(1, round(usual * pace))


def weariness(situation: Situation) -> float:
    """What a minute is worth to the seat: more when the in-tray is full."""
    return 0.035 + 0.035 * situation.load()


def next_look(situation: Situation, random: Random, acted: bool) -> int:
    """After how many minutes the seat looks up of itself. The proactive and those with grip look sooner."""
    who = situation.who
    keenness = (who.trait("proactive") + who.trait("grip")) / 2
    rest = (6 if acted else 11) - 4 * keenness
    return max(2, round(rest * (0.7 + 0.6 * random.random())))
