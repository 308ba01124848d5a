"""Positions as they change: a body revises its position statement; a facilitator notes one that was revised at the table."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, OrganisationRef
from shirehall.play.interventions import stepped_in
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisePosition(Ask):
    """State your body's position anew, in words. Your colleagues and the moderators see it; everybody, when it is published."""

    published: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePosition(Ask):
    """Note the position that a body stated anew at its table, for its seats to see, or for everybody."""

    of: OrganisationRef
    published: bool = False


def can_revise(seen: World, seat: str, ask: RevisePosition) -> Refusal | None:
    if not ask.text.strip():
        return not_possible("a position needs words.")
    return may_commit(seen, seat, "public") if ask.published else None


def revised(world: World, seat: str, ask: RevisePosition) -> list[Draft]:
    mine = world.organisation_of(seat)
    also = () if ask.published else world.seats_of(mine)
    body = {"of": mine, "published": ask.published}
    return [spoken("position-revised", world, seat, ask, body, also=also, everyone=ask.published)]


def can_note(seen: World, seat: str, ask: NotePosition) -> Refusal | None:
    if not ask.text.strip():
        return not_possible("a position needs words.")
    if not seen.seats_of(ask.of) or ask.of == seen.organisation_of(seat):
        return not_possible("what is noted is the position of a body in play that somebody sits for.")
    return None


def noted(world: World, seat: str, ask: NotePosition) -> list[Draft]:
    to = ("*",) if ask.published else world.seats_of(ask.of)
    body = {"of": ask.of, "published": ask.published}
    return [stepped_in("position-noted", world, seat, ask, "notice", body, to=to, everyone=ask.published)]


def says_revised(event: Event, names: Names) -> str:
    return f"{names.body(event.body['of'])} revised its position: “{clip(event.body['text'], 140)}”"


def says_noted(event: Event, names: Names) -> str:
    return f"The position of {names.body(event.body['of'])}, noted by the facilitator: “{clip(event.body['text'], 140)}”"


REVISED = Kind("position-revised", "talk", says_revised)
NOTED = Kind("position-noted", "notice", says_noted)

MOVES = (
    Move(
        "revise-position",
        RevisePosition,
        "State your body's position anew.",
        5,
        can_revise,
        revised,
        (REVISED,),
    ),
    Move(
        "note-position",
        NotePosition,
        "Note a position stated anew at a table.",
        1,
        can_note,
        noted,
        (NOTED,),
        control=True,
    ),
)
