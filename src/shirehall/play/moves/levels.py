"""At which level a service is commissioned, and by whom: a map that whoever commissions may edit. Accountability stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, OrganisationRef
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.matters import power_held, standing
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import World, put

LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLevel(Ask):
    """Say at which level a service is commissioned for your people, and by which body. Your body stays accountable. Everyone sees it."""

    service: str
    level: Literal["specialist", "lead purchaser", "purchaser", "joint", "practices"]
    body: OrganisationRef


def can_set(seen: World, seat: str, ask: SetLevel) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if not ask.service.strip() or len(ask.service) > LONGEST or "|" in ask.service:
        return not_possible(f"a service has a name, of at most {LONGEST} characters.")
    if (ask.level == "purchaser") != (ask.body == mine):
        return not_possible(
            "at the level of the purchaser a body commissions itself, and at any other somebody else does."
        )
    refusal = power_held(seen, seat, "commission", "commissioning-power") or standing(seen, ask.body)
    return refusal or may_commit(seen, seat, "agreements")


def set_level(world: World, seat: str, ask: SetLevel) -> list[Draft]:
    body = {"service": ask.service.strip(), "level": ask.level, "body": ask.body}
    return [spoken("level-set", world, seat, ask, body, to=world.seats_of(ask.body), everyone=True)]


def is_set(world: World, event: Event) -> World:
    """The map is kept by service and by the body that is accountable."""
    body = event.body
    return put(world, "levels", f"{body['service']}|{event.organisation}", (body["level"], body["body"]))


def says_set(event: Event, names: Names) -> str:
    body = event.body
    return f"{names.body(event.organisation)} has {body['service']} commissioned by {names.body(body['body'])}, as {body['level']}."


SET = Kind("level-set", "deed", says_set, is_set)

MOVES = (
    Move("set-level", SetLevel, "Say who commissions a service.", 3, can_set, set_level, (SET,),
         lambda seen, seat: "commission" in seen.organisations[seen.organisation_of(seat)].powers),
)  # fmt: skip
