"""Form an alliance, joint venture, integrated care organisation or risk pool; leave one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, OrganisationRef, Text
from shirehall.play.kinds import Move, Refusal
from shirehall.play.matters import moved, standing
from shirehall.play.moves.formation import (
    FORMED,
    MEMBERSHIP,
    TASK,
    named_well,
    provides,
    row_of_body,
    tasks_for_regulators,
)
from shirehall.play.moves.offering import MADE
from shirehall.play.record.event import Draft
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import Body, Matter, World

FORMS = ("alliance", "joint venture", "integrated care organisation", "risk pool")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAlliance(Ask):
    """Found a body with others, under an id of your choice. It stands once all who were invited have entered it."""

    identity: str
    name: Text
    short: Text
    form: Literal["alliance", "joint venture", "integrated care organisation", "risk pool"]
    purpose: Text
    members: tuple[OrganisationRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveAlliance(Ask):
    """Leave a body that yours is a member of. It is over when fewer than two members are left."""

    alliance: OrganisationRef


def can_form(seen: World, seat: str, ask: FormAlliance) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if not ask.members or mine in ask.members or len(set(ask.members)) < len(ask.members):
        return not_possible("a body is founded with one or more others, each named once.")
    if ask.form not in FORMS:
        return not_possible(f"a form is one of {', '.join(FORMS)}.")
    if not ask.purpose.strip():
        return not_possible("a new body has a purpose.")
    refusal = named_well(seen, ask.identity, ask.name, ask.short) or standing(seen, mine, *ask.members)
    return refusal or may_commit(seen, seat, "agreements")


def formed(world: World, seat: str, ask: FormAlliance) -> list[Draft]:
    """The founding, for all; the invitations, for those invited; the tasks it makes for regulators."""
    mine = world.organisation_of(seat)
    partners = (mine, *ask.members)
    givers = provides(world, partners)
    alliance = Body(
        id=ask.identity,
        name=ask.name,
        short=ask.short,
        kind="alliance",
        powers=("provide",) if givers else (),
        status="proposed",
        members=(mine,),
        registered=not givers,
        began=world.clock.month,
        purpose=ask.purpose,
    )
    body = {"organisation": row_of_body(alliance), "invited": tuple(ask.members), "form": ask.form}
    head = spoken("organisation-formed", world, seat, ask, body, everyone=True)
    invitation = Matter(0, "alliance", mine, tuple(ask.members), f"Invitation to {ask.name}", world.clock.month, "open",
                        body=ask.identity)  # fmt: skip
    offer = moved("offer-made", world, seat, ask, invitation, to=world.seats_of_all(ask.members))
    return [head, offer, *tasks_for_regulators(world, alliance, mine, partners)]


def is_member(seen: World, seat: str, alliance: str) -> bool:
    """Whether the seat's body is a member of a body that was founded in play and is not over."""
    body = seen.organisations[alliance]
    return body.kind == "alliance" and seen.organisation_of(seat) in body.members and body.status != "ended"


def can_leave(seen: World, seat: str, ask: LeaveAlliance) -> Refusal | None:
    if not is_member(seen, seat, ask.alliance):
        return not_possible("your body is no member of that, or it is over.")
    return may_commit(seen, seat, "agreements")


def left(world: World, seat: str, ask: LeaveAlliance) -> list[Draft]:
    mine, body = world.organisation_of(seat), world.organisations[ask.alliance]
    rest = len(body.members) - 1
    over = rest == 0 or (body.status != "proposed" and rest < 2)
    change = {"organisation": body.id, "in": (), "out": (mine,), "status": "ended" if over else body.status}
    return [spoken("membership-changed", world, seat, ask, change, everyone=True)]


MOVES = (
    Move("form-alliance", FormAlliance, "Found a body with others.", 10, can_form, formed, (FORMED, MADE, TASK),
         depth="shallow", owner="issue 7"),
    Move("leave-alliance", LeaveAlliance, "Leave a body you are a member of.", 3, can_leave, left, (MEMBERSHIP,),
         lambda seen, seat: any(is_member(seen, seat, body) for body in seen.organisations)),
)  # fmt: skip
