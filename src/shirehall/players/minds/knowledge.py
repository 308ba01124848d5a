"""Knowledge and blind spots: people act where they think they can, and do not look for what they do not know is missing.

Sources: Kruger and Dunning 1999, that lack of skill hides itself; Cohen and Levinthal 1990, that one takes in what one already
half knows. The weights are assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from shirehall.players.minds.weigher import Lessons, Weigher

if TYPE_CHECKING:
    from shirehall.play.record.event import Event
    from shirehall.players.minds.character import Character
    from shirehall.players.minds.memory import Memory
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

NEEDS: Mapping[str, str] = {
    **dict.fromkeys(
        ("propose", "counter", "sign", "claim", "tender", "bid-in-tender", "award"), "contracting"
    ),
    **dict.fromkeys(("submit-plan", "review-plan", "invest", "bid-for-funds"), "finance"),
    **dict.fromkeys(("ask-model", "share-answer"), "data"),
    **dict.fromkeys(("rule", "settle-rule", "propose-rule-change", "open-case", "challenge-award"), "rules"),
}
"""The skill that a move takes."""
SEEKS = ("buy-support", "hire", "hire-staff")
"""Moves by which one gets what one lacks: nobody makes them who feels no lack."""
AREAS = ("contracting", "finance", "data", "rules")
AREA_OF: Mapping[str, str] = {
    "contract": "contracting",
    "price": "contracting",
    "money": "finance",
    "data": "data",
    "performance": "data",
    "rules": "rules",
    "competition": "rules",
}
"""The area of know-how that a topic belongs to."""
FELT = 0.5
"""From which felt lack one begins to look for help (assumed)."""


def named(memory: Memory, area: str) -> None:
    """Somebody named a lack."""
    memory.named[area] = memory.named.get(area, 0) + 1


def told(memory: Memory, event: Event) -> None:
    """Another body advises, offers help or challenges: what it speaks of is something that one may lack."""
    if memory.seat in event.addressees and event.organisation != memory.organisation:
        for topic in event.about:
            if topic in AREA_OF:
                named(memory, AREA_OF[topic])


def advised(memory: Memory, event: Event) -> None:
    """Another body says in our hearing what to do about something: beside the lack, the matter itself is known to have a way."""
    told(memory, event)
    if memory.organisation and event.organisation != memory.organisation:
        for topic in event.about:
            memory.advice[topic] = memory.advice.get(topic, 0) + 1


def judged(memory: Memory, event: Event) -> None:
    """A plan of ours did not hold."""
    if (event.subject or 0) in memory.plans_out and event.body["verdict"] != "credible":
        named(memory, "finance")


def disputed(memory: Memory, event: Event) -> None:
    """An agreement of ours is read otherwise by others."""
    if (event.subject or 0) in memory.deals and event.organisation != memory.organisation:
        named(memory, "contracting")


def refused(memory: Memory, event: Event) -> None:
    """A move broke a rule that one did not know."""
    if event.body.get("rule"):
        named(memory, "rules")


def eyes_opened(character: Character, memory: Memory) -> Character:
    """The character as it sees itself by now: where a lack was named, it believes no more of itself than there is, or nearly."""
    if not memory.named or not character.has("knowledge"):
        return character
    believed = dict(character.believed)
    for area in memory.named:
        here = character.skill(area)
        believed[area] = min(character.thinks_it_can(area), here + 0.1)
    return character if believed == dict(character.believed) else replace(character, believed=believed)


def felt_lack(s: Situation) -> float:
    """The greatest lack that the seat feels, 0 to 1, whatever it lacks in truth."""
    known = s.worked_out.get("felt-lack")
    if known is None:
        known = s.worked_out["felt-lack"] = max(1 - s.who.thinks_it_can(area) for area in AREAS)
    return float(known)


def adds(s: Situation, o: Option) -> float:
    """More for what one thinks one can do, less for what one does not; no help is sought for a lack that is not felt."""
    if o.move in NEEDS:
        return 0.3 * (s.who.thinks_it_can(NEEDS[o.move]) - 0.5)
    return -1.2 * max(0.0, FELT - felt_lack(s))


def why(s: Situation, o: Option) -> str:
    """What one believes of one's skill."""
    if o.move in NEEDS:
        return f"we think that we know {NEEDS[o.move]} ({s.who.thinks_it_can(NEEDS[o.move]):.1f} of 1)"
    return f"we do not feel that we lack anything ({felt_lack(s):.1f} of 1)"


LESSONS: Lessons = {
    "advised": advised,
    "help-offered": told,
    "challenged": told,
    "plan-reviewed": judged,
    "agreement-disputed": disputed,
    "move-refused": refused,
}
WEIGHER = Weigher("knowledge", frozenset((*NEEDS, *SEEKS)), adds, why)
