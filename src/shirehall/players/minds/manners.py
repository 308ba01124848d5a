"""Manners: colleagues do not all answer one letter. Whoever it falls to goes first; the others wait their turn.

What one body answers to a request its colleagues see, so the next in line may step in when it stays away; a private letter's answer
nobody else sees, so it is left to the first alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

REPLIES = ("answer", "withhold", "defer", "message")
TURN = 6
"""How many play minutes each colleague before one is given to answer (assumed)."""


def not_my_turn(s: Situation, o: Option) -> bool:
    """Whether a reply is for a colleague to give, who was written to as well and has given it, or has not had the time yet."""
    if o.thing <= 0 or o.move not in REPLIES or o.thing > len(s.view.events):
        return False
    letter = s.view.events[o.thing - 1]
    if len(letter.addressees) < 2 or s.who.seat not in letter.addressees:
        return False
    colleagues = [seat for seat in letter.addressees if s.body_of(seat) == s.who.organisation]
    if len(colleagues) < 2:
        return False
    place = place_in_line(s, letter.about, colleagues)
    request = s.world.requests.get(o.thing)
    if request is None:
        return place > 0
    answered = any(seat in request.replies for seat in colleagues if seat != s.who.seat)
    return answered or s.at - letter.at < TURN * place


def place_in_line(s: Situation, topics: Sequence[str], colleagues: Sequence[str]) -> int:
    """How many colleagues come before one: people before scripts, then whoever the matter falls to, then as they were addressed."""
    best = s.in_charge(*topics) if topics else None
    first = best.seat if best is not None else colleagues[0]
    seats = s.world.seats
    line = sorted(
        colleagues,
        key=lambda seat: (seats[seat].filled_by != "person", seat != first, colleagues.index(seat)),
    )
    return line.index(s.who.seat)
