"""Consult members, patients or the public, at a grade of specificity. It takes time; the response comes when it closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shirehall.play.drafting import spoken
from shirehall.play.fields import AgreementRef, Ask, Minutes
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.world import Consultation, World, put

GRADES = ("general aims", "a direction", "options", "a specific change")


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult(Ask):
    """Ask members, patients or the public. Specificity runs from 0 (general aims) to 3 (a specific change).

    Consulting members on an agreement is what lets a body that must consult first sign it.
    """

    whom: Literal["members", "patients", "public"]
    specificity: int = 1
    agreement: AgreementRef | None = None
    minutes: Minutes = Minutes(0)


def can_consult(seen: World, seat: str, ask: Consult) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if ask.whom not in ("members", "patients", "public"):
        return not_possible("consult members, patients or the public.")
    if not 0 <= ask.specificity <= 3:
        return not_possible("specificity runs from 0 to 3.")
    if not ask.text.strip():
        return not_possible("a consultation asks something.")
    if (
        ask.whom == "members"
        and ask.agreement is not None
        and mine not in seen.agreements[ask.agreement].parties
    ):
        return not_possible("members are asked about what your body is party to.")
    for each in seen.consultations.values():
        same = each.organisation == mine and each.whom == ask.whom and each.subject == (ask.agreement or 0)
        if same and each.status == "open":
            return not_possible("your body is consulting on that already.")
    return None


def opened(world: World, seat: str, ask: Consult) -> list[Draft]:
    """Members take as long as the body's own rule says, patients ten minutes and the public twenty, or longer if asked."""
    mine = world.organisation_of(seat)
    usual = {"members": world.organisations[mine].consult_minutes or 5, "patients": 10, "public": 20}[
        ask.whom
    ]
    body = {
        "whom": ask.whom,
        "specificity": ask.specificity,
        "on": ask.agreement,
        "on_version": 0,
        "closes": world.at + max(usual, ask.minutes),
    }
    everyone = ask.whom == "public"
    return [
        spoken(
            "consultation-opened",
            world,
            seat,
            ask,
            body,
            also=world.seats_of(mine),
            everyone=everyone,
            subject=OWN,
        )
    ]


def which_text(seen: World, _seat: str, ask: Consult) -> dict[str, int]:
    """They are asked about the text that the asking seat knows."""
    return {"on_version": seen.agreements[ask.agreement].version} if ask.agreement is not None else {}


def is_opened(world: World, event: Event) -> World:
    body, number = event.body, event.subject or event.seq
    consultation = Consultation(
        number,
        event.organisation,
        body["whom"],
        body["specificity"],
        body["text"],
        body["on"] or 0,
        body["closes"],
        version=body["on_version"],
    )
    return put(world, "consultations", number, consultation)


def says_opened(event: Event, names: Names) -> str:
    grade = GRADES[event.body["specificity"]]
    return f"{names.body(event.organisation)} consulted its {event.body['whom']} on {grade}: “{clip(event.body['text'])}”".replace(
        "its public", "the public"
    ).replace("its patients", "patients")


def text_kept(event: Event, _seat: str, organisation: str) -> Mapping[str, Any]:
    """Which text of which agreement a body consults on is its own affair; others hear the question."""
    return event.body if organisation == event.organisation else {**event.body, "on": None, "on_version": 0}


OPENED = Kind("consultation-opened", "deed", says_opened, is_opened, numbers=("on",), redact=text_kept)

MOVES = (
    Move(
        "consult",
        Consult,
        "Consult members, patients or the public.",
        4,
        can_consult,
        opened,
        (OPENED,),
        quotes=which_text,
    ),
)
