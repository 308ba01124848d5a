"""The regulators' desks: open a case and clear, condition or block it; authorise; register and ask to be registered; license."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import AgreementRef, Ask, MatterRef, OrganisationRef, Text
from shirehall.play.kinds import Evolve, Kind, Move, Names, Refusal
from shirehall.play.matters import (
    COMPETITION,
    REGISTRATION,
    goes_to_holder,
    lies_with,
    matter_kind,
    moved,
    power_held,
    says_matter,
    standing,
    told,
    waits_for,
)
from shirehall.play.names import clip
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import Matter, World, alter, put

CASES = ("competition", "other")
AUTHORISED = ("pass", "conditional", "fail")
REGISTERED = ("registered", "registered with conditions", "refused", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(Ask):
    """Open a case about an agreement you know of, or about a body: of competition, or of another kind."""

    title: Text
    agreement: AgreementRef | None = None
    body: OrganisationRef | None = None
    case: Literal["competition", "other"] = "competition"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearCase(Ask):
    """Close a case with nothing to object."""

    case: MatterRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionCase(Ask):
    """Close a case on conditions, said in words."""

    case: MatterRef


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockCase(Ask):
    """Block what the case is about: the agreement, or the body, cannot be signed or sign. Give the reasons."""

    case: MatterRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorise(Ask):
    """Say whether a body may take up its work: pass, conditional or fail. Everyone learns of it."""

    body: OrganisationRef
    verdict: Literal["pass", "conditional", "fail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRegistration(Ask):
    """Ask the body that registers providers to register your body, or one that your body is a member of."""

    to: OrganisationRef
    body: OrganisationRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Ask):
    """Register a provider, with or without conditions, refuse it, or cancel its registration. Everyone learns of it."""

    body: OrganisationRef
    verdict: Literal["registered", "registered with conditions", "refused", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantLicence(Ask):
    """Grant a provider its licence, or give back one that was withdrawn. Everyone learns of it."""

    body: OrganisationRef


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawLicence(Ask):
    """Withdraw a provider's licence, with reasons: it can provide no longer. Everyone learns of it."""

    body: OrganisationRef


def can_open(seen: World, seat: str, ask: OpenCase) -> Refusal | None:
    if (ask.agreement is None) == (ask.body is None):
        return not_possible("a case is about an agreement or about a body, one of the two.")
    if ask.case not in CASES or not ask.title.strip():
        return not_possible("a case has a title, and is of competition or other.")
    refusal = power_held(seen, seat, "review-competition", "competition-power") or may_commit(
        seen, seat, "rulings"
    )
    touched = seen.agreements[ask.agreement].parties if ask.agreement is not None else (ask.body,)
    if refusal is None and seen.organisation_of(seat) in touched:
        return not_possible("a body opens no case about itself, or about what it is party to.")
    return refusal


def opened(world: World, seat: str, ask: OpenCase) -> list[Draft]:
    """Those it is about are told, and the members of a body."""
    mine = world.organisation_of(seat)
    agreement = world.agreements.get(ask.agreement or 0)
    against = agreement.parties if agreement else (str(ask.body),)
    kind = COMPETITION if ask.case == "competition" else "case"
    matter = Matter(0, kind, mine, against, ask.title, world.clock.month, "open", mine,
                    subject=ask.agreement or 0, body=ask.body or "")  # fmt: skip
    return [moved("case-opened", world, seat, ask, matter, to=world.seats_of_all(concerned(world, matter)))]


def concerned(world: World, matter: Matter) -> tuple[str, ...]:
    """The bodies a case touches: those it is against, and the members of the body it is about."""
    body = world.organisations.get(matter.body)
    return tuple(dict.fromkeys((*matter.against, *(body.members if body else ()))))


def settles(words_needed: bool) -> Callable[[World, str, Any], Refusal | None]:
    """The check of a move that closes a case."""

    def check(seen: World, seat: str, ask: Any) -> Refusal | None:
        matter = seen.matters[ask.case]
        if words_needed and not ask.text.strip():
            return not_possible("conditions and blocks need words: what, and why.")
        refusal = lies_with(seen, seat, matter, COMPETITION, "case")
        power = power_held(seen, seat, "review-competition", "competition-power")
        return refusal or power or may_commit(seen, seat, "rulings")

    return check


def settled(kind: str, status: str) -> Callable[[World, str, Any], list[Draft]]:
    """The event that closes a case: of a body, for everyone; of an agreement, for its parties alone."""

    def facts(world: World, seat: str, ask: Any) -> list[Draft]:
        matter = altered(world.matters[ask.case], status=status, outcome=ask.text)
        to = world.seats_of_all(concerned(world, matter))
        return [moved(kind, world, seat, ask, matter, to=to, everyone=bool(matter.body))]

    return facts


def can_authorise(seen: World, seat: str, ask: Authorise) -> Refusal | None:
    if ask.verdict not in AUTHORISED:
        return not_possible(f"a verdict is one of {', '.join(AUTHORISED)}.")
    if ask.verdict != "pass" and not ask.text.strip():
        return not_possible("say which conditions, or why not.")
    return on_another(seen, seat, ask.body, "authorise", "authorisation-power")


def on_another(seen: World, seat: str, body: str, power: str, check: str) -> Refusal | None:
    """A regulator's act on another body that stands: it takes the power, and a seat that may rule."""
    if body == seen.organisation_of(seat):
        return not_possible("a body does not do that to itself.")
    if seen.organisations[body].successor:
        return not_possible(f"{seen.organisations[body].short} is no longer there.")
    return power_held(seen, seat, power, check) or may_commit(seen, seat, "rulings")


def about_body(kind: str) -> Callable[[World, str, Any], list[Draft]]:
    """The public event of a regulator's act on one body."""

    def facts(world: World, seat: str, ask: Any) -> list[Draft]:
        body = {"body": ask.body, "verdict": getattr(ask, "verdict", "")}
        return [spoken(kind, world, seat, ask, body, to=world.seats_of(ask.body), everyone=True)]

    return facts


def can_request(seen: World, seat: str, ask: RequestRegistration) -> Refusal | None:
    mine, body = seen.organisation_of(seat), seen.organisations[ask.body]
    if ask.body != mine and mine not in body.members:
        return not_possible("ask for your own body, or for one it is a member of.")
    if any(m.kind == REGISTRATION and m.body == ask.body and m.handler == ask.to and m.status == "open"
           for m in seen.matters.values()):  # fmt: skip
        return not_possible("that request lies there already.")
    return standing(seen, ask.to) or goes_to_holder(seen, ask.to, "register", "registration-power")


def requested(world: World, seat: str, ask: RequestRegistration) -> list[Draft]:
    body = world.organisations[ask.body]
    matter = Matter(0, REGISTRATION, world.organisation_of(seat), (), f"Registration of {body.name}",
                    world.clock.month, "open", ask.to, body=ask.body)  # fmt: skip
    also = world.seats_of_all((ask.body, *body.members))
    return [moved("registration-requested", world, seat, ask, matter, to=world.seats_of(ask.to), also=also)]


def can_register(seen: World, seat: str, ask: Register) -> Refusal | None:
    if ask.verdict not in REGISTERED:
        return not_possible(f"a verdict is one of {', '.join(REGISTERED)}.")
    if ask.verdict != "registered" and not ask.text.strip():
        return not_possible("say which conditions, or why not.")
    return on_another(seen, seat, ask.body, "register", "registration-power")


def is_registered(world: World, event: Event) -> World:
    """The registration stands or falls with the verdict; the tasks that waited for it are done."""
    verdict, body = event.body["verdict"], event.body["body"]
    world = alter(world, "organisations", body, registered=verdict.startswith("registered"))
    for matter in tuple(world.matters.values()):
        waits = matter.kind == REGISTRATION and matter.body == body and matter.handler == event.organisation
        if waits and matter.status == "open":
            history = (*matter.history, (verdict, event.month))
            world = put(
                world,
                "matters",
                matter.id,
                altered(matter, status=verdict, outcome=event.body["text"], history=history),
            )
    return world


def can_license(seen: World, seat: str, ask: GrantLicence | WithdrawLicence) -> Refusal | None:
    withdrawn = seen.organisations[ask.body].licence == "withdrawn"
    if isinstance(ask, WithdrawLicence):
        if withdrawn:
            return not_possible("that licence was withdrawn already.")
        if not ask.text.strip():
            return not_possible("say why the licence is withdrawn.")
        if "provide" not in seen.organisations[ask.body].powers:
            return not_possible("that body provides nothing that takes a licence.")
    elif seen.organisations[ask.body].licence == "granted":
        return not_possible("that body holds a licence.")
    return on_another(seen, seat, ask.body, "license", "licensing-power")


def licence(status: str) -> Evolve:
    return lambda world, event: alter(world, "organisations", event.body["body"], licence=status)


def says_opened(event: Event, names: Names) -> str:
    row = event.body["matter"]
    what = "a competition case" if row["kind"] == COMPETITION else "a case"
    return f"{names.body(event.organisation)} opened {what} about {told(row, names)}: “{clip(row['title'])}”."


def says_requested(event: Event, names: Names) -> str:
    row = event.body["matter"]
    return f"{names.body(event.organisation)} asked {names.body(row['handler'])} to register {names.body(row['body'])}."


def says_verdict(verb: Callable[[str], str]) -> Callable[[Event, Names], str]:
    """A sentence for a regulator's act on one body."""

    def says(event: Event, names: Names) -> str:
        words = f" “{clip(event.body['text'])}”" if event.body["text"] else ""
        return f"{names.body(event.organisation)} {verb(event.body['verdict'])} {names.body(event.body['body'])}.{words}"

    return says


AUTHORISES = {
    "pass": "authorised",
    "conditional": "authorised, on conditions,",
    "fail": "would not authorise",
}
REGISTERS = {"registered": "registered", "registered with conditions": "registered, on conditions,",
             "refused": "refused to register", "cancelled": "cancelled the registration of"}  # fmt: skip

OPENED = matter_kind("case-opened", "deed", says_opened)
CLEARED = matter_kind("case-cleared", "deed", says_matter("cleared"))
CONDITIONED = matter_kind("case-conditioned", "deed", says_matter("cleared, on conditions,"))
BLOCKED = matter_kind("case-blocked", "deed", says_matter("blocked"))
AUTHORISATION = Kind(
    "authorised",
    "deed",
    says_verdict(lambda v: AUTHORISES.get(v, v)),
    lambda world, event: alter(world, "organisations", event.body["body"], authorised=event.body["verdict"]),
)
REQUESTED = matter_kind("registration-requested", "talk", says_requested)
REGISTRATION_DECIDED = Kind(
    "registration-decided", "deed", says_verdict(lambda v: REGISTERS.get(v, v)), is_registered
)
GRANTED = Kind("licence-granted", "deed", says_verdict(lambda _v: "licensed"), licence("granted"))
WITHDRAWN = Kind(
    "licence-withdrawn", "deed", says_verdict(lambda _v: "withdrew the licence of"), licence("withdrawn")
)


def with_power(power: str) -> Callable[[World, str], bool]:
    """Whether the seat's body holds a power."""
    return lambda seen, seat: power in seen.organisations[seen.organisation_of(seat)].powers


def unregistered_kin(seen: World, seat: str) -> bool:
    """Whether the seat's body, or one it is a member of, is not registered."""
    mine = seen.organisation_of(seat)
    return any(not b.registered and (b.id == mine or mine in b.members) for b in seen.organisations.values())


CASE_OPEN = waits_for(COMPETITION, "case")

MOVES = (
    Move("open-case", OpenCase, "Open a case.", 5, can_open, opened, (OPENED,), with_power("review-competition")),
    Move("clear-case", ClearCase, "Clear a case.", 4, settles(False), settled("case-cleared", "cleared"), (CLEARED,), CASE_OPEN),
    Move("condition-case", ConditionCase, "Clear a case on conditions.", 5, settles(True),
         settled("case-conditioned", "conditioned"), (CONDITIONED,), CASE_OPEN),
    Move("block-case", BlockCase, "Block what a case is about.", 5, settles(True), settled("case-blocked", "blocked"),
         (BLOCKED,), CASE_OPEN),
    Move("authorise", Authorise, "Authorise a body, or not.", 5, can_authorise, about_body("authorised"), (AUTHORISATION,),
         with_power("authorise"), depth="shallow", owner="issue 7"),
    Move("request-registration", RequestRegistration, "Ask to be registered.", 4, can_request, requested, (REQUESTED,),
         unregistered_kin),
    Move("register", Register, "Register a provider, or not.", 5, can_register, about_body("registration-decided"),
         (REGISTRATION_DECIDED,), with_power("register")),
    Move("grant-licence", GrantLicence, "License a provider.", 3, can_license, about_body("licence-granted"), (GRANTED,),
         with_power("license")),
    Move("withdraw-licence", WithdrawLicence, "Withdraw a provider's licence.", 4, can_license,
         about_body("licence-withdrawn"), (WITHDRAWN,), with_power("license"), depth="shallow", owner="issue 7"),
)  # fmt: skip
