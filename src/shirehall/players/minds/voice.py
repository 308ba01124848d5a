"""Voice: speaking up costs effort, and a body that nobody must answer, and whom nobody answers, tires.

Sources: Hirschman 1970, voice, exit and loyalty; Bandura 1977, that efforts without effect end efforts. The weights are assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shirehall.players.minds.pressure import ARM
from shirehall.players.minds.weigher import Lessons, Weigher

if TYPE_CHECKING:
    from shirehall.play.record.event import Event
    from shirehall.players.minds.memory import Memory
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

SPEAKS = (
    "ask",
    "advise",
    "announce",
    "complain",
    "message",
    "propose",
    "lobby",
    "challenge",
    "offer-help",
    "call-meeting",
)
"""Moves by which one opens a matter with others."""


def answered(memory: Memory, event: Event) -> None:
    """Somebody answered, or would not."""
    if event.organisation != memory.organisation and memory.seat in event.addressees:
        if event.kind == "answered":
            memory.heeded += 1.0
        elif event.kind == "withheld":
            memory.unheeded += 1.0


def month(memory: Memory, event: Event) -> None:
    """What is long overdue is taken for silence, each month anew; what was long ago is half forgotten."""
    silent = sum(1 for due in memory.waiting.values() if due + 10 < event.at)
    memory.unheeded = 0.8 * memory.unheeded + silent
    memory.heeded *= 0.8


def tired(s: Situation) -> float:
    """How tired the seat is of speaking, 0 to 1: more where nobody must answer it, less where it is used to coming back."""
    if not s.has("voice"):
        return 0.0
    known = s.worked_out.get("tired")
    if known is not None:
        return float(known)
    m = s.memory
    share = max(0.0, m.unheeded - 0.5 * m.heeded) / (m.unheeded + m.heeded + 3.0)
    obeyed = any(power in ARM for power in s.who.powers)
    found = share * (0.3 if obeyed else 1.0) * (1.2 - 0.6 * s.who.trait("persistence"))
    s.worked_out["tired"] = found
    return found


def adds(s: Situation, o: Option) -> float:  # noqa: ARG001
    """Opening a matter is worth less to the tired."""
    return -0.7 * tired(s)


def why(s: Situation, o: Option) -> str:  # noqa: ARG001
    """How tired one is."""
    return f"nobody answers us anyhow (tired {tired(s):.1f} of 1)"


LESSONS: Lessons = {"answered": answered, "withheld": answered, "month-opened": month}
WEIGHER = Weigher("voice", frozenset(SPEAKS), adds, why)
