"""A move that broke a rule: what was tried, why it was refused, and who could change that. It changes nothing else."""

from __future__ import annotations

from typing import Any

from shirehall.play.kinds import Kind, Refusal
from shirehall.play.record.event import Draft


def refused(seat: str, organisation: str, move: str, attempted: Any, refusal: Refusal) -> Draft:
    """The refusal, seen by the seat that tried."""
    body = {
        "move": move,
        "attempted": attempted,
        "rule": refusal.rule,
        "why": refusal.why,
        "who": refusal.who,
    }
    return Draft(
        "move-refused", body, seat=seat, organisation=organisation, addressees=(seat,), audience=(seat,)
    )


KINDS = (
    Kind(
        "move-refused",
        "refusal",
        lambda e, n: f"{n.seat(e.seat)} could not {e.body['move'].replace('-', ' ')}: {e.body['why']}",
    ),
)
