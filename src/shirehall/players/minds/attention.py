"""Attention: what acts cost a seat, how the load weighs and narrows, and when it looks up again."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from shirehall.players.minds import place

if TYPE_CHECKING:
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

USUAL_LOAD = 0.4
"""How full an in-tray is taken to be where attention plays no part (assumed)."""
READING = 0.2
"""Play minutes to read one thing that arrived (assumed): a letter or minute of some hundred words, at skimming pace."""
MOST_THOUGHTS = 7
"""How many candidates a seat with a clear desk weighs at a waking: about what a person holds in mind at once (Miller 1956)."""
FEWEST_THOUGHTS = 4
THOUGHTS = 6
"""How many are weighed where attention plays no part."""


def load(s: Situation) -> float:
    """How full the in-tray is, 0 when empty, 1 when it holds all that the seat can do in a month, 2 at most."""
    known = s.worked_out.get("load")
    if known is not None:
        return float(known)
    m = s.memory
    waiting = (
        4 * len(m.owed) + 3 * len(m.injects) + 2 * len(m.calls) + 4 * len(m.plans_here) + len(m.questions)
    )
    found = (
        min(2.0, (waiting + 1.0 * m.inbox) / max(s.who.attention, 4.0)) if s.has("attention") else USUAL_LOAD
    )
    s.worked_out["load"] = found
    return found


def minutes_of(s: Situation, option: Option) -> int:
    """The play minutes that an option costs this seat, what arrived since its last act to be read first.

    A seat whose month holds fewer minutes than the clock's takes longer over each act, and one with more takes less. Dealing
    with a body one does not know costs more than dealing with one that one does.
    """
    move = s.view.catalogue.moves[option.move]
    usual = move.minutes * move.effort(s.world, option.thing) * option.effort
    who = s.who
    if not s.has("attention"):
        return max(1, round(usual))
    if option.towards:
        usual += 3.0 * (1 - s.known(option.towards)) * (1 - 0.5 * who.trait("openness-to-outsiders"))
    pace = s.world.clock.minutes_a_month / max(who.attention, 1.0)
    return max(1, round((usual + READING * min(s.memory.unread, 10)) * pace))


def weariness(s: Situation) -> float:
    """What a minute is worth to the seat: more when the in-tray is full."""
    return 0.022 + 0.035 * load(s)


def thoughts(s: Situation) -> int:
    """How many candidates the seat weighs: the fuller the desk, the fewer."""
    if not s.has("attention"):
        return THOUGHTS
    return max(FEWEST_THOUGHTS, MOST_THOUGHTS - int(3 * load(s)))


def next_look(s: Situation, random: Random, acted: bool) -> int:
    """After how many minutes the seat looks up of itself. The proactive and those with grip look sooner, and
    those with time to spare while something lies on the desk; those whom much ties have committees to sit through before they
    begin anything, but answer no later."""
    who = s.who
    keenness = (who.trait("proactive") + who.trait("grip")) / 2
    slow = place.slowness(s)
    rest = ((6 if acted else 11) - 4 * keenness) * (1 + (min(slow, 0.0) if s.memory.owed else slow))
    if s.has("attention") and (s.memory.owed or s.memory.injects or s.memory.plans_here):
        rest *= min(1.0, s.world.clock.minutes_a_month / max(who.attention, 1.0))
    return max(2, round(rest * (0.7 + 0.6 * random.random())))
