"""A letter to whoever looks after a matter in another body: one of some sentences, said as the writer's post would."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, SeatRef
from shirehall.play.moves.message import Message
from shirehall.players.minds.options.voice import Lines, spoken
from shirehall.players.minds.situation import Situation


def letter(
    s: Situation,
    random: Random,
    body: str,
    lines: Lines,
    *about: str,
    to: tuple[str, str],
    within: int = 20,
    **more: object,
) -> Ask:
    """A letter on the first of the topics `about`, to the seat of a body that looks after the topics `to`.

    `within` is in how many minutes a word is wanted; `more` fills what the lines leave open besides.
    """
    return Message(
        to=(SeatRef(s.person(body, *to)),),
        text=spoken(s, random, lines, about[0], within=within, **more),
        about=s.about(*about),
    )
