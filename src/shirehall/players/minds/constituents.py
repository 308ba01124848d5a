"""Constituents: a body whose members must be asked binds itself with them behind it, and seldom against them.

Sources: Putnam 1988, that whoever bargains abroad must carry those at home; Walton and McKersie 1965, bargaining within one's
own side. The weights are assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shirehall.players.minds.weigher import Weigher

if TYPE_CHECKING:
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

BINDS: Mapping[str, float] = {"sign": 1.0, "agree": 0.5, "claim": 0.5, "counter": 0.2}
"""How far a move binds the members."""


def support(s: Situation, thing: int) -> int | None:
    """How many of a hundred members were for it when asked; nothing when they were not asked or have not answered."""
    found = s.memory.consulted.get(thing, -1)
    return found if found >= 0 else None


def adds(s: Situation, o: Option) -> float:
    """With members behind one it is worth more, against them less, unasked a little less; asking them is worth something."""
    if not s.has("constituents") or not s.who.consults_first:
        return 0.0
    heed = s.who.trait("consults-members")
    if o.move == "consult":
        return 0.2 * heed
    found = support(s, o.thing)
    return BINDS[o.move] * (-0.2 * heed if found is None else 0.7 * (found - 50) / 50)


def why(s: Situation, o: Option) -> str:
    """What the members say."""
    if o.move == "consult":
        return "our members expect to be asked"
    found = support(s, o.thing)
    return (
        "our members have not said anything yet" if found is None else f"{found}% of our members are for it"
    )


WEIGHER = Weigher("constituents", frozenset((*BINDS, "consult")), adds, why)
