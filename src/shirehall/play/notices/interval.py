"""Between two rounds: how specific the agreements were, what the model made of them, and that it was left out where it was."""

from __future__ import annotations

from shirehall.play.altered import altered
from shirehall.play.kinds import Kind, Names
from shirehall.play.matters import matter_kind
from shirehall.play.record.event import Event
from shirehall.play.world import World, put


def says_scored(event: Event, _names: Names) -> str:
    """How many agreements were specific enough, and what stands in for the rest."""
    return str(event.body["sentence"])


def says_modelled(event: Event, _names: Names) -> str:
    """What the model shows, as one source of evidence."""
    return f"The county was modelled between the rounds, as evidence and not as what will happen: {event.body['sentence']}"


def letter_stays(world: World, event: Event) -> World:
    """The inject that would have gone with the results is held, where a run sheet was laid."""
    letter = event.body["letter"]
    if letter not in world.runsheet:
        return world
    return put(world, "runsheet", letter, altered(world.runsheet[letter], status="held"))


def says_left_out(event: Event, _names: Names) -> str:
    """That nothing was modelled, and why."""
    return str(event.body["text"])


SCORED = Kind("agreements-scored", "engine", says_scored, numbers=("agreements",))
MODELLED = matter_kind("county-modelled", "notice", says_modelled)
LEFT_OUT = Kind("modelling-left-out", "notice", says_left_out, letter_stays)
KINDS = (SCORED, MODELLED, LEFT_OUT)
