"""Evidence: an analysis in hand emboldens those who go by figures; without one they hold back.

Sources: Feldman and March 1981, that information is asked for and shown as a sign of good choosing; Gigerenzer and Gaissmaier
2011, that a cue or two decides. The weights are assumed.
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

COMMITS: Mapping[str, float] = {
    "propose": 0.8, "sign": 0.6, "invest": 1.0, "change-capacity": 1.0, "submit-plan": 0.5, "accept-offer": 0.5, "tender": 0.7,
    "bid-in-tender": 0.7, "merge": 0.8, "acquire": 0.8, "challenge": 0.6, "bid-for-funds": 0.5,
}  # fmt: skip
"""How far a move commits one to something that figures could bear out."""


def analysed(memory: Memory, event: Event) -> None:
    """An answer of the model, one's own or shared; an analysis bought counts half."""
    whole = event.kind in ("model-answered", "model-shared", "county-modelled")
    theirs = memory.seat in event.addressees or event.organisation == memory.organisation
    if theirs:
        memory.analyses += 1.0 if whole else 0.5


def month(memory: Memory, event: Event) -> None:  # noqa: ARG001
    """An analysis grows old."""
    memory.analyses *= 0.8


def in_hand(s: Situation) -> float:
    """How much analysis one holds, from -1 (none) over 0 (some figures of one's own) to 1."""
    figures = 0.35 if s.memory.figures else 0.0
    return min(1.0, figures + s.memory.analyses) * 1.5 - 0.5


def adds(s: Situation, o: Option) -> float:
    """Those who go by figures commit with an analysis in hand, and hold back without one."""
    if not s.has("evidence"):
        return 0.0
    return 0.3 * COMMITS[o.move] * s.who.trait("trust-in-figures") * in_hand(s)


def why(s: Situation, o: Option) -> str:  # noqa: ARG001
    """Whether there is an analysis."""
    return "we have an analysis that bears it out" if in_hand(s) > 0.1 else "we have no analysis of it"


LESSONS: Lessons = {
    "model-answered": analysed,
    "model-shared": analysed,
    "county-modelled": analysed,
    "support-bought": analysed,
    "month-opened": month,
}
WEIGHER = Weigher("evidence", frozenset(COMMITS), adds, why)
