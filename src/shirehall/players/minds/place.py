"""Place: fixed assets and duties bind those who have them; small bodies with little to carry move.

Sources: Hannan and Freeman 1984, that large and old organisations change slowly; Williamson 1985, that assets good for one use
tie their owner. The weights are assumed.
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

MOVES_ON: Mapping[str, float] = {
    "propose": 0.6, "tender": 0.5, "bid-in-tender": 1.0, "form-alliance": 0.8, "merge": 0.8, "acquire": 0.8, "invest": 0.6,
    "hire": 0.5, "hire-staff": 0.5, "dispose": 0.8, "change-capacity": 0.4, "revise-position": 0.6, "accept-offer": 0.3,
}  # fmt: skip
"""How far a move takes a body away from what it was."""
MANY_PLACES = 600
"""Beds, clinics and teams of one's own from which a body cannot stir easily (assumed)."""
MANY_SERVICES = 8
MIDDLE = 0.4
STIRRING = 0.95
"""How much of its time a body loses by being bound (assumed)."""


def bound(s: Situation) -> float:
    """How far a body is bound by what it owns and must keep open, 0 to 1."""
    known = s.worked_out.get("bound")
    if known is not None:
        return float(known)
    assets = min(1.0, sum(place.count for place in s.who.places) / MANY_PLACES)
    duties = min(1.0, len(s.who.services) / MANY_SERVICES)
    statutory = 0.3 if s.buys or s.oversees else 0.0
    found = s.worked_out["bound"] = max(0.6 * assets + 0.4 * duties, statutory)
    return float(found)


def adds(s: Situation, o: Option) -> float:
    """Whatever changes what a body is comes dear to the bound and cheap to the nimble."""
    return 0.35 * MOVES_ON[o.move] * (MIDDLE - bound(s)) if s.has("place") else 0.0


def leans_on(s: Situation, body: str) -> float:
    """How far one could not do without another body, 0 to 1: its part of all that one buys under contract (Emerson 1962)."""
    if not s.has("place"):
        return 0.0
    buying = sum(paper.pounds for paper in s.who.contracts if paper.buying)
    theirs = sum(paper.pounds for paper in s.who.contracts if paper.buying and paper.other == body)
    return theirs / buying if buying else 0.0


FULL = 90
"""From how much of its beds in use, in per cent, a hospital looks for ways out of them (assumed)."""


def beds_full(s: Situation) -> bool:
    """Whether the body's own beds are known to be full."""
    occupancy = s.figure("bed-occupancy")
    return occupancy is not None and occupancy[1] > FULL


NEWS = 45
"""Play minutes for which one looks round after a word that work might be given up (assumed)."""


def spoke_of_care(memory: Memory, event: Event) -> None:
    """Another body writes to mine of the care it gives: whether it should be given there at all."""
    mine = memory.organisation
    if event.organisation != mine and "pathway" in event.about:
        if any(memory.home.get(seat) == mine for seat in event.addressees):
            memory.doubtful[event.organisation] = event.at


def might_lose(s: Situation) -> float:
    """How much of what one buys lies with bodies that spoke lately of not giving it for ever, 0 to 1."""
    return min(1.0, sum(leans_on(s, body) for body, at in s.memory.doubtful.items() if s.at - at <= NEWS))


def slowness(s: Situation) -> float:
    """By how much longer a body takes to stir than one that is bound in the middling, as a share: below 0 for the nimble."""
    return STIRRING * (bound(s) - MIDDLE) if s.has("place") else 0.0


def why(s: Situation, o: Option) -> str:  # noqa: ARG001
    """How bound one is."""
    return "what we own and must keep open ties us" if bound(s) > MIDDLE else "we are small enough to move"


LESSONS: Lessons = {"message-sent": spoke_of_care}
WEIGHER = Weigher("place", frozenset(MOVES_ON), adds, why)
