"""Risk: who has an appetite for it gambles when the prize is large; those in the red dare more than those in the black.

Sources: Kahneman and Tversky 1979, that people seek risk among losses and shun it among gains; March and Shapira 1987, the same
of managers below target. The weights are assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shirehall.players.minds.weigher import Weigher

if TYPE_CHECKING:
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

STAKES: Mapping[str, float] = {
    "claim": 0.7, "merge": 1.0, "acquire": 1.0, "form-alliance": 0.5, "propose": 0.3, "sign": 0.3, "invest": 0.7,
    "change-capacity": 0.5, "tender": 0.6, "bid-in-tender": 0.6, "intervene": 0.7, "propose-rule-change": 0.5, "rule": 0.4,
    "declare-failure": 0.8, "expel-practice": 0.6, "hire": 0.3, "hire-staff": 0.3, "accept-offer": 0.3, "ask-ruling": -0.3,
    "do-nothing": -0.2, "defer": -0.2,
}  # fmt: skip
"""How much hangs on a move for whoever makes it, 0 to 1; below 0, how safe it is."""


def daring(s: Situation) -> float:
    """How much the body would stake now: its appetite, and more below its target than above it. 0 is the middle."""
    if not s.has("risk"):
        return 0.0
    known = s.worked_out.get("daring")
    if known is not None:
        return float(known)
    found = s.who.trait("appetite-for-risk") - 0.5
    for measure in ("commissioner-balance", "provider-margin"):
        figure = s.figure(measure)
        if figure is not None:
            found += 0.2 if figure[1] < 0 else -0.08
    s.worked_out["daring"] = found
    return found


def adds(s: Situation, o: Option) -> float:
    """The more hangs on a move, the more the daring like it and the others do not."""
    return 0.6 * STAKES[o.move] * daring(s)


def why(s: Situation, o: Option) -> str:
    """What one dares."""
    bold = daring(s) > 0
    safe = STAKES[o.move] < 0
    return f"{'it is the safe course' if safe else 'much hangs on it'}, and we {'dare' if bold else 'do not dare'} much now"


WEIGHER = Weigher("risk", frozenset(STAKES), adds, why)
