"""Ask a body to mediate a dispute, and mediate it. A mediator's outcome binds nobody until they sign it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.fields import AgreementRef, Ask, MatterRef, OrganisationRef, Text
from shirehall.play.kinds import Move, Names, Refusal
from shirehall.play.matters import (
    goes_to_holder,
    lies_with,
    matter_kind,
    moved,
    no_own_case,
    power_held,
    standing,
    told,
    waits_for,
)
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.world import Matter, World

OUTCOMES = ("settled", "not settled", "declined")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMediation(Ask):
    """Ask a body to mediate between yours and others. The others are told."""

    mediator: OrganisationRef
    others: tuple[OrganisationRef, ...]
    title: Text
    agreement: AgreementRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mediate(Ask):
    """Say how a dispute that your body was asked to mediate came out: settled, not settled, or declined."""

    dispute: MatterRef
    outcome: Literal["settled", "not settled", "declined"]


def can_ask(seen: World, seat: str, ask: AskMediation) -> Refusal | None:
    mine = seen.organisation_of(seat)
    sides = (mine, *ask.others)
    if not ask.others or mine in ask.others or ask.mediator in sides:
        return not_possible("a dispute has other parties, and a mediator who is none of them.")
    if not ask.title.strip() or not ask.text.strip():
        return not_possible("a dispute has a title, and says what it is about.")
    if ask.agreement is not None and mine not in seen.agreements[ask.agreement].parties:
        return not_possible("your body is not party to that agreement.")
    if ask.agreement is not None and not set(ask.others) <= set(seen.agreements[ask.agreement].parties):
        return not_possible("the others named are not all party to that agreement.")
    return standing(seen, *ask.others, ask.mediator) or goes_to_holder(
        seen, ask.mediator, "mediate", "mediation-power"
    )


def asked(world: World, seat: str, ask: AskMediation) -> list[Draft]:
    mine, others = world.organisation_of(seat), tuple(dict.fromkeys(ask.others))
    matter = Matter(
        0,
        "dispute",
        mine,
        others,
        ask.title,
        world.clock.month,
        "open",
        ask.mediator,
        subject=ask.agreement or 0,
    )
    return [
        moved("mediation-asked", world, seat, ask, matter, to=world.seats_of_all((ask.mediator, *others)))
    ]


def can_mediate(seen: World, seat: str, ask: Mediate) -> Refusal | None:
    if ask.outcome not in OUTCOMES:
        return not_possible(f"an outcome is one of {', '.join(OUTCOMES)}.")
    if not ask.text.strip():
        return not_possible("a mediator says how it came out, in words.")
    dispute = seen.matters[ask.dispute]
    refusal = lies_with(seen, seat, dispute, "dispute") or no_own_case(seen, seat, dispute)
    return refusal or power_held(seen, seat, "mediate", "mediation-power")


def mediated(world: World, seat: str, ask: Mediate) -> list[Draft]:
    matter = altered(world.matters[ask.dispute], status=ask.outcome, outcome=ask.text)
    return [
        moved(
            "dispute-mediated", world, seat, ask, matter, to=world.seats_of_all((matter.by, *matter.against))
        )
    ]


def says_asked(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return (
        f"{names.body(event.organisation)} asked {names.body(row['handler'])} to mediate with {told(row, names)}: "
        f"“{clip(row['title'])}”."
    )


def says_mediated(event: Event, names: Names) -> str:
    row = event.body["matter"]
    sides = names.bodies((row["by"], *row["against"]))
    return f"{names.body(event.organisation)} mediated between {sides}, {row['status']}: “{clip(row['outcome'])}”"


ASKED = matter_kind("mediation-asked", "talk", says_asked)
MEDIATED = matter_kind("dispute-mediated", "deed", says_mediated)

MOVES = (
    Move("ask-mediation", AskMediation, "Ask a body to mediate.", 4, can_ask, asked, (ASKED,)),
    Move(
        "mediate",
        Mediate,
        "Say how a dispute came out.",
        8,
        can_mediate,
        mediated,
        (MEDIATED,),
        waits_for("dispute"),
    ),
)
