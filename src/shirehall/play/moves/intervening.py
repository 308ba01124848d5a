"""Step in: intervene and stand down, sanction, put off a deadline, declare that a body has failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, MatterRef, Minutes, OrganisationRef, Pence, Text
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.matters import (
    FAILURE,
    lies_with,
    matter_kind,
    moved,
    power_held,
    says_matter,
    short,
    standing,
    told,
    waits_for,
)
from shirehall.play.moves.paying import paid, payment, payment_holds
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import Matter, World, alter

WAYS = ("send people in", "hand management to another body", "bring outsiders", "attach conditions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervene(Ask):
    """Step into a body: send people in, hand its management to another body, bring outsiders, or attach conditions."""

    body: OrganisationRef
    way: Literal["send people in", "hand management to another body", "bring outsiders", "attach conditions"]
    managed_by: OrganisationRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndIntervention(Ask):
    """Step out again."""

    intervention: MatterRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction(Ask):
    """Use what your body can hold against another: withhold, fine under a contract, name in public, refer elsewhere.

    A `sum` is a fine, or money withheld: it passes to your body in the month of the sanction.
    """

    against: OrganisationRef
    what: Text
    in_public: bool = False
    sum: Pence = Pence(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendDeadline(Ask):
    """Put off a deadline of something that is owed to your body."""

    deadline: str
    minutes: Minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareFailure(Ask):
    """Declare that a provider has failed, and say what triggered it. Others may then offer to take it over."""

    body: OrganisationRef


def can_intervene(seen: World, seat: str, ask: Intervene) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if ask.way not in WAYS:
        return not_possible(f"a way to intervene is one of {', '.join(WAYS)}.")
    if ask.body == mine or not ask.text.strip():
        return not_possible("one intervenes in another body, and says why and on what conditions.")
    handing = ask.way == "hand management to another body"
    if handing != (ask.managed_by is not None) or ask.managed_by == ask.body:
        return not_possible("name the body that is to manage, when management is handed over and only then.")
    refusal = standing(seen, ask.managed_by) if ask.managed_by else None
    refusal = refusal or power_held(seen, seat, "intervene", "intervention-power")
    return refusal or may_commit(seen, seat, "rulings")


def intervened(world: World, seat: str, ask: Intervene) -> list[Draft]:
    mine = world.organisation_of(seat)
    title = f"{ask.way} at {short(world, ask.body)}"
    detail = {"way": ask.way, "managed_by": ask.managed_by or ""}
    matter = Matter(0, "intervention", mine, (ask.body,), title, world.clock.month, "open", mine, ask.text, body=ask.body,
                    detail=detail)  # fmt: skip
    also = world.seats_of(ask.managed_by) if ask.managed_by else ()
    return [moved("intervened", world, seat, ask, matter, to=world.seats_of(ask.body), also=also)]


def can_end(seen: World, seat: str, ask: EndIntervention) -> Refusal | None:
    return lies_with(seen, seat, seen.matters[ask.intervention], "intervention") or may_commit(
        seen, seat, "rulings"
    )


def ended(world: World, seat: str, ask: EndIntervention) -> list[Draft]:
    matter = altered(world.matters[ask.intervention], status="ended")
    manager = str(matter.detail.get("managed_by", ""))
    also = world.seats_of(manager) if manager else ()
    return [
        moved(
            "intervention-ended", world, seat, ask, matter, to=world.seats_of_all(matter.against), also=also
        )
    ]


def can_sanction(seen: World, seat: str, ask: Sanction) -> Refusal | None:
    if ask.against == seen.organisation_of(seat) or not ask.what.strip():
        return not_possible("a sanction is on another body, and says what it is.")
    if ask.sum:
        refusal = payment_holds(seen, ask.against, seen.organisation_of(seat), ask.sum)
        if refusal is not None:
            return refusal
    scopes = seen.seats[seat].may_commit
    refusal = standing(seen, ask.against)
    if refusal is None and ask.in_public:
        refusal = may_commit(seen, seat, "public")
    return refusal or (None if "rulings" in scopes else may_commit(seen, seat, "agreements"))


def sanctioned(world: World, seat: str, ask: Sanction) -> list[Draft]:
    mine = world.organisation_of(seat)
    matter = Matter(
        0,
        "sanction",
        mine,
        (ask.against,),
        ask.what,
        world.clock.month,
        "imposed",
        mine,
        ask.text,
        int(ask.sum),
    )
    return [
        moved("sanctioned", world, seat, ask, matter, to=world.seats_of(ask.against), everyone=ask.in_public)
    ]


def can_extend(seen: World, seat: str, ask: ExtendDeadline) -> Refusal | None:
    deadline = seen.deadlines.get(ask.deadline)
    if deadline is None:
        return not_possible(f"there is no deadline called {ask.deadline!r}.")
    if deadline.passed:
        return not_possible("that deadline has passed.")
    if seen.organisation_of(seat) not in deadline.to:
        who = ", ".join(short(seen, body) for body in deadline.to) or "nobody in play"
        return not_possible(f"what “{deadline.title}” asks is owed to {who}, who alone can wait longer.", who)
    return None if ask.minutes > 0 else not_possible("put it off by at least one minute.")


def extended(world: World, seat: str, ask: ExtendDeadline) -> list[Draft]:
    deadline = world.deadlines[ask.deadline]
    mine = world.seats_of(world.organisation_of(seat))
    body = {"deadline": deadline.id, "title": deadline.title, "until": deadline.at + ask.minutes}
    others = tuple(s for s in world.seats_of_all((*deadline.owes, *deadline.to)) if s not in mine)
    return [spoken("deadline-extended", world, seat, ask, body, to=others, also=mine)]


def is_extended(world: World, event: Event) -> World:
    until = event.body["until"]
    beyond = until - world.clock.ends
    later = 1 + (beyond - 1) // max(world.clock.minutes_a_month, 1) if beyond > 0 else 0
    month = world.clock.month + later
    deadline = world.deadlines.get(event.body["deadline"])
    if deadline is not None and deadline.at > until:
        return world
    return alter(world, "deadlines", event.body["deadline"], at=until, month=month)


def as_known(seen: World, seat: str, ask: ExtendDeadline) -> Mapping[str, Any]:
    """The new date is counted from the one the seat knows; who came later may not know that it was put off before."""
    return {"until": seen.deadlines[ask.deadline].at + ask.minutes}


def can_declare(seen: World, seat: str, ask: DeclareFailure) -> Refusal | None:
    body = seen.organisations[ask.body]
    if ask.body == seen.organisation_of(seat) or not ask.text.strip():
        return not_possible("the failure of another body is declared, with what triggered it.")
    if body.status in ("failed", "ended") or body.successor:
        return not_possible(f"{body.short} has failed already, or is no longer there.")
    if "provide" not in body.powers:
        return not_possible(f"{body.short} is no provider.")
    return power_held(seen, seat, "license", "licensing-power") or may_commit(seen, seat, "rulings")


def declared(world: World, seat: str, ask: DeclareFailure) -> list[Draft]:
    mine = world.organisation_of(seat)
    title = f"Failure of {world.organisations[ask.body].name}"
    matter = Matter(
        0, FAILURE, mine, (ask.body,), title, world.clock.month, "open", mine, ask.text, body=ask.body
    )
    return [moved("failure-declared", world, seat, ask, matter, to=world.seats_of(ask.body), everyone=True)]


def has_failed(world: World, event: Event) -> World:
    return alter(world, "organisations", event.body["matter"]["body"], status="failed")


def says_intervened(event: Event, names: Names) -> str:
    row = event.body["matter"]
    to = f" ({names.body(row['detail']['managed_by'])})" if row["detail"].get("managed_by") else ""
    way = row["detail"].get("way", "")
    return f"{names.body(event.organisation)} stepped into {told(row, names)} to {way}{to}: “{clip(row['outcome'])}”"


def is_sanctioned(world: World, event: Event) -> World:
    """A fine, or money withheld, passes in the month of the sanction."""
    row = event.body["matter"]
    if not row["pence"]:
        return world
    return paid(
        world,
        event.seq,
        payment(row["against"][0], row["by"], row["pence"], f"sanction: {row['title']}"),
        event.month,
    )


def says_sanctioned(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return f"{names.body(event.organisation)} put a sanction on {told(row, names)}: “{clip(row['title'])}”."


def says_extended(event: Event, names: Names) -> str:
    title = clip(event.body["title"])
    return f"{names.body(event.organisation)} put off the deadline “{title}” to minute {event.body['until']}."


def says_declared(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return f"{names.body(event.organisation)} declared that {told(row, names)} had failed: “{clip(row['outcome'])}”"


INTERVENED = matter_kind("intervened", "deed", says_intervened)
STOOD_DOWN = matter_kind("intervention-ended", "deed", says_matter("ended its intervention"))
SANCTIONED = matter_kind("sanctioned", "deed", says_sanctioned, is_sanctioned)
EXTENDED = Kind("deadline-extended", "deed", says_extended, is_extended)
DECLARED = matter_kind("failure-declared", "deed", says_declared, has_failed)


def is_owed(seen: World, seat: str) -> bool:
    """Whether something with a deadline that has not passed is owed to the seat's body."""
    mine = seen.organisation_of(seat)
    return any(mine in d.to and not d.passed for d in seen.deadlines.values())


MOVES = (
    Move("intervene", Intervene, "Step into a body.", 8, can_intervene, intervened, (INTERVENED,),
         lambda seen, seat: "intervene" in seen.organisations[seen.organisation_of(seat)].powers,
         depth="shallow", owner="issue 6"),
    Move("end-intervention", EndIntervention, "Step out again.", 2, can_end, ended, (STOOD_DOWN,), waits_for("intervention")),
    Move("sanction", Sanction, "Use what you can hold against another.", 4, can_sanction, sanctioned, (SANCTIONED,)),
    Move("extend-deadline", ExtendDeadline, "Put off a deadline.", 2, can_extend, extended, (EXTENDED,), is_owed,
         quotes=as_known),
    Move("declare-failure", DeclareFailure, "Declare that a provider failed.", 6, can_declare, declared, (DECLARED,),
         lambda seen, seat: "license" in seen.organisations[seen.organisation_of(seat)].powers),
)  # fmt: skip
