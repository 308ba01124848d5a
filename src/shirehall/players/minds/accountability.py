"""Accountability: what somebody can hold the body to comes before what nobody can, and what it is scored on weighs more; a gap presses
by its size against turnover.

Sources: Bovens 2007, accountability as owing account to a forum that may judge and punish; Holmstrom and Milgrom 1991, what is
measured and rewarded crowds out what is not. The weights are assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shirehall.players.minds.weigher import Weigher

if TYPE_CHECKING:
    from shirehall.players.minds.character import Character
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

TURNOVER = ("turnover", "allocation", "county-income", "main-contracts")
"""Names under which a body's papers state what passes through its books in a year, in millions of pounds."""
FORUM: Mapping[str, tuple[str, ...]] = {
    "money": ("sign-off-plans", "license", "intervene"),
    "access": ("intervene", "license"),
    "quality": ("inspect", "register"),
}
"""Which powers let a body call others to account for a concern. What a pack's rules score bodies on comes besides."""
OWED: Mapping[str, float] = {"submit-plan": 0.25, "change-capacity": 0.1, "share": 0.05}
NOT_OWED: Mapping[str, float] = {"advise": -0.12, "consult": -0.1, "endorse": -0.1, "offer-help": -0.12}
NO_TURNOVER_STATED = 0.35


def turnover(who: Character) -> float:
    """What passes through the body's books in a year, in pounds, as its own papers say; 0 when they do not."""
    stated = [1e6 * who.money[name] for name in TURNOVER if name in who.money]
    return max([*stated, float(sum(paper.pounds for paper in who.contracts))])


def gap_weight(s: Situation) -> float:
    """How hard a known gap presses, 0 to 0.7: by its share of turnover."""
    if not s.has("accountability") or not s.who.gap:
        return 0.0
    through = turnover(s.who)
    return min(0.7, 0.1 + 6 * s.who.gap / through) if through else NO_TURNOVER_STATED


def held_to(s: Situation, concern: str) -> float:
    """How far somebody in play can hold this body to a concern; below 0 for what nobody asks about while others press."""
    return measured(s, concern) if concern in asked_after(s) else not_measured(s)


def asked_after(s: Situation) -> tuple[str, ...]:
    """The concerns that a body may be called to account for: those with a forum, and those on which it is scored."""
    return (*FORUM, *(concern for concern in s.who.scored if concern not in FORUM))


def measured(s: Situation, concern: str) -> float:
    """The weight of a concern for which there may be a forum: above 0 where one sits in play."""
    if not (s.buys or s.provides) or "accountability" in s.who.off:
        return 0.0
    by_power = s.who.roster.by_power
    mine = s.who.organisation
    sits = any(b != mine for power in FORUM.get(concern, ()) for b in by_power.get(power, ()))
    return 0.08 if sits else 0.0


def praised_for(s: Situation, concern: str) -> float:
    """How much more a body minds a concern on which it is scored and praised."""
    return s.who.scored.get(concern, 0.0) if s.has("accountability") else 0.0


def not_measured(s: Situation) -> float:
    """The weight of a concern that nobody holds a body to: the less, the more there is to answer for elsewhere."""
    if not (s.buys or s.provides) or "accountability" in s.who.off:
        return 0.0
    return -0.25 * min(1.0, 0.3 * gap_weight(s) + 0.4 * s.memory.pressure)


def adds(s: Situation, o: Option) -> float:
    """What is owed to a forum is worth more; what nobody holds one to is worth less, the more there is to answer for."""
    if o.move in OWED:
        return OWED[o.move] if held_to(s, "money") > 0 else 0.0
    if s.buys or s.provides:
        return NOT_OWED[o.move] * min(1.0, gap_weight(s) + 0.3 * s.memory.pressure)
    return 0.0


def why(s: Situation, o: Option) -> str:
    """What one will be held to."""
    if o.move in OWED:
        return "somebody can call us to account for it"
    return f"nobody will hold us to it, and there is enough that they will ({gap_weight(s):.1f})"


WEIGHER = Weigher("accountability", frozenset((*OWED, *NOT_OWED)), adds, why)
