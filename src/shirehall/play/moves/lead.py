"""Name a lead towards a counterpart; lend authority upward, sideways or downward. Accountability stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, EventRef, OrganisationRef, SeatRef
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.lineage import HANDED, papers_for
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.world import Delegation, Lead, World, put

SCOPES = ("agreements", "plans", "money", "people", "public")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointLead(Ask):
    """Back a seat as the lead of your body, and of whoever backs it too, towards one counterpart."""

    lead: SeatRef
    towards: OrganisationRef
    together_with: tuple[OrganisationRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate(Ask):
    """Lend your body's authority in one scope to a seat of any body."""

    to: SeatRef
    scope: Literal["agreements", "plans", "money", "people", "public"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(Ask):
    """Take lent authority back."""

    delegation: EventRef


def can_appoint(seen: World, seat: str, ask: AppointLead) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if ask.towards in (mine, seen.organisation_of(ask.lead)):
        return not_possible("a lead acts towards another body.")
    lead = seen.leads.get(ask.towards)
    if lead is not None and lead.seat == ask.lead and mine in lead.backers:
        return not_possible("your body backs that lead already.")
    return may_commit(seen, seat, "people")


def appointed(world: World, seat: str, ask: AppointLead) -> list[Draft]:
    mine = world.organisation_of(seat)
    bodies = (mine, *ask.together_with, world.organisation_of(ask.lead), ask.towards)
    body: dict[str, Any] = {"lead": ask.lead, "towards": ask.towards}
    if ask.together_with:
        body["together_with"] = list(ask.together_with)
    return [spoken("lead-appointed", world, seat, ask, body, to=(ask.lead,), also=world.seats_of_all(bodies))]


def has_lead(world: World, event: Event) -> World:
    """A body that backs another lead leaves the one it backed before; the lead with most backers stands.

    Where two are backed alike, whoever stood before stands on.
    """
    towards, seat = event.body["towards"], event.body["lead"]
    now = world.leads.get(towards)
    backing = {now.seat: now.backers, **dict(now.rivals)} if now else {}
    left = {each: tuple(b for b in backers if b != event.organisation) for each, backers in backing.items()}
    left[seat] = (*left.get(seat, ()), event.organisation)
    stood = now.seat if now else ""
    first = max(left, key=lambda each: (len(left[each]), each == stood))
    rivals = tuple((each, backers) for each, backers in left.items() if backers and each != first)
    since = now.since if now and first == stood else event.month
    return put(world, "leads", towards, Lead(towards, first, left[first], since, rivals))


def can_delegate(seen: World, seat: str, ask: Delegate) -> Refusal | None:
    if ask.scope not in SCOPES:
        return not_possible(f"scope is one of {', '.join(SCOPES)}, not {ask.scope!r}.")
    if ask.to == seat:
        return not_possible("authority is lent to another seat.")
    return may_commit(seen, seat, ask.scope)


def delegated(world: World, seat: str, ask: Delegate) -> list[Draft]:
    """A seat of another body that may now bind this one is handed what it may be asked to sign."""
    mine, theirs = world.organisation_of(seat), world.organisation_of(ask.to)
    body = {"to": ask.to, "scope": ask.scope, "direction": direction(world, mine, theirs)}
    hearing = world.seats_of_all((mine, theirs))
    lent = spoken("authority-lent", world, seat, ask, body, to=(ask.to,), also=hearing, subject=OWN)
    if theirs == mine or ask.scope != "agreements":
        return [lent]
    return [lent, *(p for p in papers_for(world, mine, (ask.to,)) if p.body["what"] == "agreement")]


def direction(world: World, mine: str, theirs: str) -> str:
    """Up to a national or regional body, down within the body or to a member, sideways to any other."""
    if theirs == mine or theirs in world.organisations[mine].members:
        return "down"
    if world.organisations[theirs].kind in ("national-board", "regional-authority", "national-government"):
        return "up"
    return "sideways"


def is_lent(world: World, event: Event) -> World:
    number = event.subject or event.seq
    body = event.body
    return put(
        world,
        "delegations",
        number,
        Delegation(number, event.organisation, body["to"], body["scope"], body["direction"]),
    )


def can_take_back(seen: World, seat: str, ask: TakeBack) -> Refusal | None:
    lent = seen.delegations.get(ask.delegation)
    if lent is None or lent.ended or lent.accountable != seen.organisation_of(seat):
        return not_possible("your body has lent no such authority.")
    return may_commit(seen, seat, lent.scope)


def taken_back(world: World, seat: str, ask: TakeBack) -> list[Draft]:
    lent = world.delegations[ask.delegation]
    return [
        spoken(
            "authority-taken-back",
            world,
            seat,
            ask,
            {},
            to=(lent.to,),
            also=world.seats_of(lent.accountable),
            subject=lent.id,
        )
    ]


def is_taken_back(world: World, event: Event) -> World:
    lent = world.delegations.get(event.subject or 0)
    return world if lent is None else put(world, "delegations", lent.id, altered(lent, ended=True))


def says_lead(event: Event, names: Names) -> str:
    lead, towards = names.seat(event.body["lead"]), names.body(event.body["towards"])
    return f"{names.body(event.organisation)} backed {lead} as its lead towards {towards}."


def says_lent(event: Event, names: Names) -> str:
    return (
        f"{names.body(event.organisation)} lent its authority over {event.body['scope']} to {names.seat(event.body['to'])} "
        f"({event.body['direction']}) and stays accountable."
    )


APPOINTED = Kind("lead-appointed", "commitment", says_lead, has_lead)
LENT = Kind("authority-lent", "deed", says_lent, is_lent)
TAKEN_BACK = Kind(
    "authority-taken-back",
    "deed",
    lambda event, names: f"{names.body(event.organisation)} took back authority it had lent.",
    is_taken_back,
)

MOVES = (
    Move("appoint-lead", AppointLead, "Back a lead towards a counterpart.", 3, can_appoint, appointed, (APPOINTED,), in_meeting=True),
    Move("delegate", Delegate, "Lend authority.", 2, can_delegate, delegated, (LENT, HANDED)),
    Move("take-back", TakeBack, "Take lent authority back.", 1, can_take_back, taken_back, (TAKEN_BACK,),
         lambda seen, seat: any(d.accountable == seen.organisation_of(seat) and not d.ended for d in seen.delegations.values())),
)  # fmt: skip
