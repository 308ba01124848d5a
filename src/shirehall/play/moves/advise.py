"""Words that weigh: advise, offer help, challenge, press, lobby, concede a point, endorse a plan or an agreement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shirehall.play.agreements import allows
from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import AgreementRef, Ask, EventRef, PlanRef, RequestRef, SeatRef
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import World, put, words_said

INDEPENDENT = "advise-independently"
"""The power of a panel that takes no side: its advice is marked as neutral."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advise(Ask):
    """Tell seats what you would do in their place. `on` names what the advice is about, if it is on the record.

    The advice of a panel that was set up to be independent is marked as neutral.
    """

    to: tuple[SeatRef, ...]
    on: EventRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferHelp(Ask):
    """Offer seats help, unasked or in reply."""

    to: tuple[SeatRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge(Ask):
    """Question openly what seats have said or done. `on` names what you challenge, if it is on the record."""

    to: tuple[SeatRef, ...]
    on: EventRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Press(Ask):
    """Press for an answer to something you asked for."""

    request: RequestRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Lobby(Ask):
    """Try to win seats for your cause, in private."""

    to: tuple[SeatRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concede(Ask):
    """Give way on a point: in an agreement that is being made, or towards the seats you name."""

    to: tuple[SeatRef, ...] = ()
    agreement: AgreementRef | None = None
    on: EventRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endorse(Ask):
    """Put your body's name behind a plan, or behind an agreement between others."""

    plan: PlanRef | None = None
    agreement: AgreementRef | None = None


def has_words_for_others(
    _seen: World, seat: str, ask: Advise | OfferHelp | Challenge | Lobby
) -> Refusal | None:
    if not ask.text.strip():
        return not_possible("that takes words.")
    if not ask.to or seat in ask.to:
        return not_possible("that goes to one or more other seats.")
    return None


def said(kind: str) -> Callable[[World, str, Any], list[Draft]]:
    """Words from one seat to others, about something or nothing on the record."""

    def facts(world: World, seat: str, ask: Any) -> list[Draft]:
        body: dict[str, Any] = {"on": getattr(ask, "on", None)}
        if kind == "advised" and INDEPENDENT in world.organisations[world.organisation_of(seat)].powers:
            body["neutral"] = True
        return [spoken(kind, world, seat, ask, body, to=tuple(ask.to))]

    return facts


def can_press(seen: World, seat: str, ask: Press) -> Refusal | None:
    request = seen.requests[ask.request]
    if request.asker != seat:
        return not_possible("that was asked by somebody else.")
    if request.status == "answered":
        return not_possible("that was answered.")
    return None


def pressed(world: World, seat: str, ask: Press) -> list[Draft]:
    """Pressing reaches those who have not replied; those who have, if all have."""
    request = world.requests[ask.request]
    silent = tuple(s for s in request.askees if s not in request.replies) or request.askees
    acting = altered(ask, in_reply_to=ask.in_reply_to or EventRef(request.id))
    return [spoken("pressed", world, seat, acting, {}, to=silent, subject=request.id)]


def asked_in_vain(seen: World, seat: str) -> bool:
    """Whether something that the seat asked for has not been answered."""
    return any(r.asker == seat and r.status != "answered" for r in seen.requests.values())


def can_concede(seen: World, seat: str, ask: Concede) -> Refusal | None:
    if not ask.text.strip():
        return not_possible("say which point you concede.")
    if seat in ask.to or not (ask.to or ask.agreement):
        return not_possible("a point is conceded to others: name seats, or the agreement it belongs to.")
    if ask.agreement is None:
        return None
    agreement = seen.agreements[ask.agreement]
    if seen.organisation_of(seat) not in agreement.parties:
        return not_possible("your body is not party to that.")
    if not allows(agreement.phase, "concede"):
        return not_possible(f"that is {agreement.phase}; there is nothing left to concede in it.")
    return may_commit(seen, seat, "agreements")


def conceded(world: World, seat: str, ask: Concede) -> list[Draft]:
    """In an agreement, every party hears of it."""
    agreement = world.agreements.get(ask.agreement or 0)
    also = world.seats_of_all(agreement.parties) if agreement else ()
    mine = world.seats_of(world.organisation_of(seat))
    others = tuple(s for s in dict.fromkeys((*ask.to, *also)) if s not in mine)
    return [
        spoken(
            "conceded", world, seat, ask, {"on": ask.on}, to=others, also=mine, subject=ask.agreement or OWN
        )
    ]


def can_endorse(seen: World, seat: str, ask: Endorse) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if (ask.plan is None) == (ask.agreement is None):
        return not_possible("endorse a plan or an agreement, one at a time.")
    if ask.plan is not None:
        plan = seen.plans[ask.plan]
        if plan.owner == mine or mine in plan.endorsed_by:
            return not_possible("your body stands behind that plan already.")
        return may_commit(seen, seat, "plans")
    agreement = seen.agreements[ask.agreement or 0]
    if mine in agreement.parties:
        return not_possible("a party signs; endorsing is for others.")
    return may_commit(seen, seat, "agreements")


def endorsed(world: World, seat: str, ask: Endorse) -> list[Draft]:
    """Those whose plan or agreement it is hear of it, and those a plan was submitted to."""
    plan, agreement = world.plans.get(ask.plan or 0), world.agreements.get(ask.agreement or 0)
    bodies = (plan.owner, *plan.to) if plan else agreement.parties if agreement else ()
    mine = world.seats_of(world.organisation_of(seat))
    others = tuple(s for s in world.seats_of_all(bodies) if s not in mine)
    return [spoken("endorsed", world, seat, ask, {}, to=others, also=mine, subject=ask.plan or ask.agreement)]


def is_endorsed(world: World, event: Event) -> World:
    plan = world.plans.get(event.subject or 0)
    if plan is None or event.organisation in plan.endorsed_by:
        return world
    return put(world, "plans", plan.id, altered(plan, endorsed_by=(*plan.endorsed_by, event.organisation)))


def says(verb: str) -> Callable[[Event, Names], str]:
    """A sentence for words from one body to others."""

    def sentence(event: Event, names: Names) -> str:
        to = names.bodies_of(event.addressees)
        how = f"{verb}, as an independent panel," if event.body.get("neutral") else verb
        return f"{names.body(event.organisation)} {how} {to}: “{clip(event.body['text'])}”"

    return sentence


def says_endorsed(event: Event, names: Names) -> str:
    words = f" “{clip(event.body['text'])}”" if event.body["text"] else ""
    return f"{names.body(event.organisation)} endorsed {names.thing(event.subject)}.{words}"


def says_pressed(event: Event, names: Names) -> str:
    to = names.bodies_of(event.addressees)
    return f"{names.body(event.organisation)} pressed {to} for an answer to {names.thing(event.subject)}."


ADVISED = Kind("advised", "talk", says("advised"), words_said, numbers=("on",))
HELP = Kind("help-offered", "talk", says("offered help to"), words_said, numbers=("on",))
CHALLENGED = Kind("challenged", "talk", says("challenged"), words_said, numbers=("on",))
LOBBIED = Kind("lobbied", "talk", says("lobbied"), words_said, numbers=("on",))
PRESSED = Kind("pressed", "talk", says_pressed)
CONCEDED = Kind("conceded", "commitment", says("conceded a point to"), numbers=("on",))
ENDORSED = Kind("endorsed", "commitment", says_endorsed, is_endorsed)


def talk(name: str, ask: type[Ask], summary: str, minutes: int, kind: Kind) -> Move:
    """A move that is words to other seats and nothing else."""
    return Move(name, ask, summary, minutes, has_words_for_others, said(kind.name), (kind,), in_meeting=True,
                depth="shallow", owner="issue 6")  # fmt: skip


MOVES = (
    talk("advise", Advise, "Tell others what you would do.", 4, ADVISED),
    talk("offer-help", OfferHelp, "Offer help.", 3, HELP),
    talk("challenge", Challenge, "Question what others said or did.", 3, CHALLENGED),
    talk("lobby", Lobby, "Win others for your cause.", 5, LOBBIED),
    Move("press", Press, "Press for an answer.", 1, can_press, pressed, (PRESSED,), asked_in_vain, in_meeting=True,
         depth="shallow", owner="issue 6"),
    Move("concede", Concede, "Give way on a point.", 2, can_concede, conceded, (CONCEDED,), in_meeting=True,
         depth="shallow", owner="issue 6"),
    Move("endorse", Endorse, "Stand behind a plan or an agreement of others.", 2, can_endorse, endorsed, (ENDORSED,),
         lambda seen, _seat: bool(seen.plans or seen.agreements), in_meeting=True),
)  # fmt: skip
