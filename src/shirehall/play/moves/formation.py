"""Founding bodies in play: what a new body needs, the event that everyone sees, and the tasks it makes for regulators.

A founding is public. In life a new body stands on a public register, and its name has to mean something to everybody who
meets it. Secret deals are agreements, which found nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from shirehall.play.altered import altered
from shirehall.play.kinds import Kind, Names, Refusal
from shirehall.play.matters import COMPETITION, REGISTRATION, arises, matter_kind
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.world import Body, Matter, World, put

IDENTITY = re.compile(r"[a-z][a-z0-9]*([-.][a-z0-9]+)*")
LONGEST_NAME = 120


def identity_free(seen: World, identity: str) -> Refusal | None:
    """A new body or seat takes an id in small letters, digits and hyphens, that nothing in the county bears yet."""
    if len(identity) > 60 or not IDENTITY.fullmatch(identity):
        return not_possible(
            f"an id is small letters, digits and hyphens, such as coast-alliance, not {identity!r}."
        )
    if identity in seen.organisations or identity in seen.seats or identity in seen.sites:
        return not_possible(f"the id {identity} is taken.")
    return None


def named_well(seen: World, identity: str, name: str, short: str) -> Refusal | None:
    """A new body has a free id, a name and a short name."""
    if not name.strip() or not short.strip() or max(len(name), len(short)) > LONGEST_NAME:
        return not_possible(f"a body has a name and a short name, of at most {LONGEST_NAME} characters.")
    return identity_free(seen, identity)


def provides(world: World, bodies: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some bodies that give care."""
    known = (world.organisations.get(b) for b in bodies)
    return tuple(b.id for b in known if b is not None and "provide" in b.powers)


def founded(row: Mapping[str, Any]) -> Body:
    """The body that a founding's row describes."""
    return Body(**{f.name: row[f.name] for f in fields(Body) if f.name in row})


def row_of_body(body: Body) -> dict[str, Any]:
    """A body as everybody is told of it."""
    return {f.name: getattr(body, f.name) for f in fields(Body)}


def is_formed(world: World, event: Event) -> World:
    body = founded(event.body["organisation"])
    return put(world, "organisations", body.id, body)


def tasks_for_regulators(world: World, body: Body, founder: str, partners: tuple[str, ...]) -> list[Draft]:
    """A body that will give care has to be registered; one that brings providers together is a competition case.

    Where several bodies hold the power, each has the task: the tie is left a tie.
    """
    givers = provides(world, partners)
    drafts = []
    if givers:
        for regulator in world.with_power("register"):
            task = Matter(0, REGISTRATION, founder, (), f"Registration of {body.name}", world.clock.month, "open", regulator,
                          body=body.id)  # fmt: skip
            drafts.append(arises("task-arose", task, world.seats_of(regulator), world.seats_of_all(partners)))
    if len(givers) > 1:
        for regulator in world.with_power("review-competition"):
            task = Matter(0, COMPETITION, founder, (body.id,), f"{body.name} and competition", world.clock.month, "open",
                          regulator, body=body.id)  # fmt: skip
            drafts.append(arises("task-arose", task, world.seats_of(regulator), world.seats_of_all(partners)))
    return drafts


def says_formed(event: Event, names: Names) -> str:
    row = event.body["organisation"]
    invited = names.bodies(tuple(event.body["invited"]))
    wit = f" and invited {invited}" if invited else ""
    purpose = f" for “{clip(row['purpose'])}”" if row["purpose"] else ""
    return f"{names.body(event.organisation)} founded {row['name']}{purpose}{wit}."


def says_task(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return f"{names.body(row['handler'])} had a new task: “{clip(row['title'])}”."


def is_settled(world: World, event: Event) -> World:
    """A member entered a body, left it, or would not come; the body then stands, waits or is over."""
    body = world.organisations.get(event.body["organisation"])
    if body is None:
        return world
    without = tuple(m for m in body.members if m not in event.body["out"])
    members = tuple(dict.fromkeys((*without, *event.body["in"])))
    return put(world, "organisations", body.id, altered(body, members=members, status=event.body["status"]))


def says_settled(event: Event, names: Names) -> str:
    name = names.body(event.body["organisation"])
    came = f"{names.bodies(tuple(event.body['in']))} entered {name}" if event.body["in"] else ""
    left = f"{names.bodies(tuple(event.body['out']))} stayed out of {name}" if event.body["out"] else ""
    state = {"standing": "it stands", "proposed": "others have yet to enter", "ended": "it is over"}
    return f"{came or left}; {state.get(event.body['status'], event.body['status'])}."


FORMED = Kind("organisation-formed", "deed", says_formed, is_formed)
TASK = matter_kind("task-arose", "notice", says_task)
MEMBERSHIP = Kind("membership-changed", "deed", says_settled, is_settled)
