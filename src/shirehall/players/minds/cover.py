"""Cover: legal and political exposure deters; a ruling, an endorsement or company in the act gives cover and frees.

Sources: Hood 2011, how offices keep blame away; Weaver 1986, that avoiding blame weighs more than earning credit. The weights are
assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shirehall.players.minds.weigher import Lessons, Weigher

if TYPE_CHECKING:
    from shirehall.play.record.event import Event
    from shirehall.players.minds.memory import Memory
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

EXPOSURE: Mapping[str, float] = {
    "announce": 0.4, "change-capacity": 0.8, "intervene": 0.7, "rule": 0.5, "settle-rule": 0.4, "merge": 0.8, "acquire": 0.9,
    "form-alliance": 0.4, "tender": 0.6, "award": 0.6, "expel-practice": 0.7, "fine-practice": 0.5, "declare-failure": 0.9,
    "deny": 0.3, "complain": 0.3, "block-case": 0.6, "open-case": 0.5, "do-nothing": -0.2, "sit-on": -0.3,
}  # fmt: skip
"""How far a move lays one open to the law, the press or politicians, 0 to 1; below 0, how far it hides one."""
HEATED = ("patients-public", "competition", "quality", "estate")
"""Topics over which blame is dealt out."""
GIVES: Mapping[str, float] = {
    "ruled": 0.6,
    "case-cleared": 1.0,
    "authorised": 0.8,
    "endorsed": 0.5,
    "plan-signed-off": 0.6,
    "lead-appointed": 0.3,
}
"""How much cover an event gives to those whom it concerns."""


def covered(memory: Memory, event: Event) -> None:
    """Somebody who counts stood behind us, or told us that we may."""
    concerns = (
        memory.seat in event.addressees
        or (event.subject or 0) in memory.plans_out
        or event.organisation == memory.organisation
    )
    if concerns:
        memory.cover = min(2.0, memory.cover + GIVES[event.kind])


def members_answered(memory: Memory, event: Event) -> None:
    """Those whom one asked were for it."""
    if event.organisation == memory.organisation and event.body["support"] > 55:
        memory.cover = min(2.0, memory.cover + 0.5)


def month(memory: Memory, event: Event) -> None:  # noqa: ARG001
    """Cover wears off."""
    memory.cover *= 0.75


def bare(s: Situation) -> float:
    """How little cover the seat has, 0 (well covered) to 1 (none)."""
    return 1 / (1 + 2 * s.memory.cover)


def adds(s: Situation, o: Option) -> float:
    """Exposure deters the cautious, the more the hotter the matter is; cover takes it away."""
    if not s.has("cover"):
        return 0.0
    heat = sum(s.memory.heat.get(topic, 0.0) for topic in HEATED) / len(HEATED)
    return -0.5 * EXPOSURE[o.move] * s.who.trait("caution-in-public") * (0.5 + min(heat, 1.0)) * bare(s)


def why(s: Situation, o: Option) -> str:
    """Whether one is covered."""
    if EXPOSURE[o.move] < 0:
        return "nobody can hold it against us"
    return (
        "it lays us open, and nobody stands behind us"
        if bare(s) > 0.6
        else "it lays us open, but we are covered"
    )


LESSONS: Lessons = {
    **dict.fromkeys(GIVES, covered),
    "consultation-closed": members_answered,
    "month-opened": month,
}
WEIGHER = Weigher("cover", frozenset(EXPOSURE), adds, why)
