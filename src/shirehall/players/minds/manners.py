"""Manners: colleagues do not all answer one letter. Whoever it falls to goes first; the others wait their turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shirehall.play.world import Request
    from shirehall.players.minds.option import Option
    from shirehall.players.minds.situation import Situation

REPLIES = ("answer", "withhold", "defer")
TURN = 6
"""How many play minutes each colleague before one is given to answer (assumed)."""


def not_my_turn(s: Situation, o: Option) -> bool:
    """Whether a reply is for a colleague to give, who was asked too: one has given it already, or has not had the time yet."""
    if o.move not in REPLIES:
        return False
    request = s.world.requests.get(o.thing)
    if request is None or len(request.askees) < 2:
        return False
    colleagues = [seat for seat in request.askees if s.body_of(seat) == s.who.organisation]
    if len(colleagues) < 2:
        return False
    if any(seat in request.replies for seat in colleagues if seat != s.who.seat):
        return True
    return s.at - request.at < TURN * place_in_line(s, request, colleagues)


def place_in_line(s: Situation, request: Request, colleagues: list[str]) -> int:
    """How many colleagues come before one: the one to whom the matter falls first, then the order in which they were asked."""
    topics = s.view.events[request.id - 1].about if request.id <= len(s.view.events) else ()
    best = s.in_charge(*topics) if topics else None
    first = best.seat if best is not None else colleagues[0]
    line = sorted(colleagues, key=lambda seat: (seat != first, colleagues.index(seat)))
    return line.index(s.who.seat) if s.who.seat in line else 0
