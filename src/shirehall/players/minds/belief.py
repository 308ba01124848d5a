"""Belief: people plan on what they believe a scheme saves, and a saving that stands on paper calms them as if it were had.

Sources: Kahneman and Lovallo 1993, that plans are made from the inside and come out bold; Flyvbjerg 2008, the same of public
projects. The weights are assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shirehall.players.minds.weigher import Weigher

if TYPE_CHECKING:
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

HOPES: Mapping[str, float] = {
    "propose": 0.7,
    "sign": 0.5,
    "agree": 0.4,
    "submit-plan": 0.5,
    "invest": 1.0,
    "bid-for-funds": 0.4,
}
"""How far a move lives by what one hopes that something will save."""
USUAL = 0.25
"""By how much plans of public bodies come out too hopeful in the middle: between a fifth and a third in Flyvbjerg's samples (assumed)."""
STANDS: Mapping[str, float] = {"signed off": 1.0, "credible": 0.8, "submitted": 0.5, "partly credible": 0.4}
"""How far a plan counts as had, by what was said of it."""


def optimism(s: Situation) -> float:
    """By how much what is hoped exceeds what a sober eye would see, as a share: more for those who know less of money than
    they think. 0 where belief plays no part."""
    if not s.has("belief"):
        return 0.0
    who = s.who
    unfounded = who.believed.get("finance", 0.0) - who.skills.get("finance", 0.0)
    return USUAL + max(0.0, unfounded)


def hope(s: Situation) -> float:
    """What a sober estimate is multiplied by when this seat makes it; 1 where belief plays no part."""
    return 1 + optimism(s)


def relief(s: Situation) -> float:
    """How far savings that stand in the body's own plans, had or not, take pressure off, 0 to 0.3."""
    if not s.has("belief") or not s.memory.plans_out:
        return 0.0
    best = 0.0
    for number, verdict in s.memory.plans_out.items():
        plan = s.world.plans.get(number)
        if plan is not None and plan.gap_pence > 0:
            best = max(best, STANDS.get(verdict, 0.0) * min(1.0, plan.found_pence / plan.gap_pence))
    return 0.3 * best


def adds(s: Situation, o: Option) -> float:
    """Whoever hopes for more, begins more."""
    return 0.3 * HOPES[o.move] * optimism(s)


def why(s: Situation, o: Option) -> str:  # noqa: ARG001
    """What is hoped."""
    return f"we believe that it saves more than a sober eye might ({100 * optimism(s):.0f}% more)"


WEIGHER = Weigher("belief", frozenset(HOPES), adds, why)
