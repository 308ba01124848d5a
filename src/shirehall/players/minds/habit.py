"""Habit: what one did in the old system is cheap, above all under load; what is new has to be thought out.

Sources: Samuelson and Zeckhauser 1988, status quo bias; Nelson and Winter 1982, routines as an organisation's memory; Staw,
Sandelands and Dutton 1981, that threat makes rigid. The weights are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shirehall.players.minds.weigher import Weigher

if TYPE_CHECKING:
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

OLD_WAYS = ("answer", "submit-plan", "review-plan", "press", "call-meeting", "intervene", "sign-off-plan")
"""What people did before in a managed system: returns, reviews, meetings, control from above."""
NEW_WAYS = (
    "propose", "claim", "appoint-lead", "form-alliance", "merge", "acquire", "tender", "bid-in-tender", "hire",
    "share-post", "buy-support", "ask-model", "share-answer", "propose-rule-change", "invest", "reward-practice", "expel-practice",
)  # fmt: skip
"""What nobody did, or others did for one, before."""


def strength(s: Situation) -> float:
    """How much of the old system is still in the body, 0 to 1: in looking up, in controlling, in minding others."""
    who = s.who
    most = max(who.trait("looks-upward"), who.trait("control-habit"), who.trait("support-habit"))
    return max(0.0, most * (1.1 - 0.4 * who.trait("proactive")))


def adds(s: Situation, o: Option) -> float:
    """Old ways gain and new ones lose by the strength of habit, twice as much under a full load."""
    if not s.has("habit"):
        return 0.0
    pull = strength(s) * (0.5 + 0.5 * min(s.load(), 1.5))
    return 0.15 * pull if o.move in OLD_WAYS else -0.3 * pull


def why(s: Situation, o: Option) -> str:
    """Whether it is an old way or a new one."""
    old = o.move in OLD_WAYS
    return f"{'it is how things were always done' if old else 'we have never done it before'} (habit {strength(s):.1f} of 1)"


WEIGHER = Weigher("habit", frozenset((*OLD_WAYS, *NEW_WAYS)), adds, why)
