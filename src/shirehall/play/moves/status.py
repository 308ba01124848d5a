"""Foundation status: asked for by a provider, tested by whoever licenses, granted, put off or refused; and the rights that hang on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.fields import Ask, MatterRef, OrganisationRef
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.matters import (
    FOUNDATION,
    goes_to_holder,
    lies_with,
    matter_kind,
    moved,
    power_held,
    standing,
    waits_for,
)
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import Matter, World, alter

STATUS = "foundation status"
TESTS = ("finance", "governance", "quality")
GRANTED = "granted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyForStatus(Ask):
    """Ask whoever licenses providers to make your body a foundation, with the freedoms that go with it."""

    to: OrganisationRef


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideStatus(Ask):
    """Say how a provider came through the three tests, and decide: granted, which takes all three, put off, or refused."""

    application: MatterRef
    finance: Literal["pass", "fail"]
    governance: Literal["pass", "fail"]
    quality: Literal["pass", "fail"]
    verdict: Literal["granted", "deferred", "refused"]


def can_apply(seen: World, seat: str, ask: ApplyForStatus) -> Refusal | None:
    mine = seen.organisation_of(seat)
    powers = seen.organisations[mine].powers
    if "provide" not in powers or FOUNDATION in powers:
        return not_possible("a provider asks for it that is no foundation yet.")
    if any(m.kind == STATUS and m.by == mine and m.status == "open" for m in seen.matters.values()):
        return not_possible("your body has asked already.")
    refusal = standing(seen, ask.to) or goes_to_holder(seen, ask.to, "license", "licensing-power")
    return refusal or may_commit(seen, seat, "plans")


def applied(world: World, seat: str, ask: ApplyForStatus) -> list[Draft]:
    mine = world.organisation_of(seat)
    matter = Matter(
        0,
        STATUS,
        mine,
        (),
        f"Foundation status of {world.organisations[mine].name}",
        world.clock.month,
        "open",
        ask.to,
    )
    return [moved("status-asked-for", world, seat, ask, matter, to=world.seats_of(ask.to))]


def can_decide(seen: World, seat: str, ask: DecideStatus) -> Refusal | None:
    refusal = lies_with(seen, seat, seen.matters[ask.application], STATUS) or power_held(
        seen, seat, "license", "licensing-power"
    )
    if refusal is not None:
        return refusal
    passed = all(getattr(ask, test) == "pass" for test in TESTS)
    if ask.verdict == GRANTED and not passed:
        return not_possible("foundation status takes a pass in finance, governance and quality.")
    if ask.verdict != GRANTED and not ask.text.strip():
        return not_possible("say what is still wanting.")
    return may_commit(seen, seat, "rulings")


def decided(world: World, seat: str, ask: DecideStatus) -> list[Draft]:
    tests = tuple((test, getattr(ask, test)) for test in TESTS)
    matter = altered(
        world.matters[ask.application], status=ask.verdict, outcome=ask.text, detail={"tests": tests}
    )
    return [moved("status-decided", world, seat, ask, matter, to=world.seats_of(matter.by), everyone=True)]


def is_decided(world: World, event: Event) -> World:
    """A foundation holds the status among its powers, as one that the pack made so does."""
    row = event.body["matter"]
    body = world.organisations.get(row["by"])
    if row["status"] != GRANTED or body is None:
        return world
    return alter(world, "organisations", body.id, powers=tuple(dict.fromkeys((*body.powers, FOUNDATION))))


def says_applied(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return f"{names.body(event.organisation)} asked {names.body(row['handler'])} to be made a foundation."


def says_decided(event: Event, names: Names) -> str:
    row = event.body["matter"]
    said = {"granted": "made", "deferred": "put off making", "refused": "would not make"}[row["status"]]
    words = f" “{clip(row['outcome'])}”" if row["outcome"] else ""
    return f"{names.body(event.organisation)} {said} {names.body(row['by'])} a foundation.{words}"


ASKED: Kind = matter_kind("status-asked-for", "talk", says_applied)
DECIDED: Kind = matter_kind("status-decided", "deed", says_decided, is_decided)


def may_become_one(seen: World, seat: str) -> bool:
    """Whether the seat's body gives care, is no foundation, and somebody could make it one."""
    powers = seen.organisations[seen.organisation_of(seat)].powers
    return "provide" in powers and FOUNDATION not in powers and bool(seen.with_power("license"))


MOVES = (
    Move("apply-for-status", ApplyForStatus, "Ask to be made a foundation.", 5, can_apply, applied, (ASKED,), may_become_one),
    Move("decide-status", DecideStatus, "Decide foundation status.", 5, can_decide, decided, (DECIDED,), waits_for(STATUS)),
)  # fmt: skip
