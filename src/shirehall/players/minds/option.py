"""Something a mind might do: a move with its reasons, what it is worth to the seat, and how it would be worded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from shirehall.play.fields import Ask, fields_of
from shirehall.players.minds.situation import Situation


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate. `worth` is in the seat's own scale, about 0 to 3; `chance` how likely it thinks it is to come to anything.

    `build` makes the ask with its words when the option is chosen; it draws only from the generator it is handed. `towards` is
    the body it deals with, if any; `effort` scales the usual minutes of the move.
    """

    move: str
    worth: float
    build: Callable[[Random], Ask]
    reasons: tuple[str, ...]
    chance: float = 0.8
    towards: str = ""
    effort: float = 1.0
    thing: int = 0


Options = Iterator[Option]


def worded(situation: Situation, move: str, **fields: Any) -> Ask | None:
    """The ask of a move by its name, when this Shirehall has the move and the move has these fields; nothing otherwise."""
    known = situation.view.catalogue.moves.get(move)
    if known is None:
        return None
    names = {field.name for field in fields_of(known.ask)}
    if not set(fields) <= names:
        return None
    return known.ask(**fields)


def has_move(situation: Situation, move: str) -> bool:
    """Whether this Shirehall has a move of that name."""
    return move in situation.view.catalogue.moves


def later(build: Callable[..., Ask], situation: Situation, *rest: Any) -> Callable[[Random], Ask]:
    """The building of an ask, put off until the option is chosen: `build(situation, random, *rest)`."""
    return lambda random: build(situation, random, *rest)
