"""Sign; concede; dispute; end. Terms that all parties signed identically act by themselves from their start month."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.agreements import allows, step, tree
from shirehall.play.altered import altered
from shirehall.play.drafting import engine
from shirehall.play.fields import AgreementRef, Ask
from shirehall.play.kinds import Kind, Move, Refusal
from shirehall.play.matters import may_bind
from shirehall.play.moves.propose import Bound, acting_for, is_party, may_act, says_act, stance, to_parties
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, members_consulted, not_possible
from shirehall.play.terms import terms_end
from shirehall.play.world import TermInForce, World, put


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(Bound):
    """Sign the present text. It is signed once every party has signed the same text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute(Ask):
    """Say that what was signed is not being kept, or does not mean what the other says."""

    agreement: AgreementRef


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Ask):
    """End an agreement for your body. What it had put in force stops with the next month."""

    agreement: AgreementRef


def can_sign(seen: World, seat: str, ask: Sign) -> Refusal | None:
    agreement, body = seen.agreements[ask.agreement], acting_for(seen, seat, ask)
    refusal = is_party(seen, seat, agreement, "sign", body)
    if refusal is None and agreement.on_this_text(body, "signed"):
        return not_possible("your body has signed this text already.")
    if refusal is None and agreement.until is not None and agreement.until < seen.clock.month:
        return not_possible(f"its term ended with month {agreement.until}; put another text.")
    return (
        refusal
        or may_bind(seen, body, agreement.id, agreement.tier)
        or may_commit(seen, seat, "agreements", body)
        or members_consulted(seen, body, agreement.id, agreement.version)
    )


def can_dispute(seen: World, seat: str, ask: Dispute) -> Refusal | None:
    if not ask.text.strip():
        return not_possible("say what is in dispute.")
    return is_party(seen, seat, seen.agreements[ask.agreement], "dispute")


def can_end(seen: World, seat: str, ask: End) -> Refusal | None:
    """An agreement that is protected for a time is not ended by one party alone before that time is over."""
    agreement = seen.agreements[ask.agreement]
    refusal = is_party(seen, seat, agreement, "end")
    if refusal is None and agreement.protected is not None and agreement.protected >= seen.clock.month:
        others = ", ".join(b for b in agreement.parties if b != seen.organisation_of(seat))
        return not_possible(f"it is protected to the end of month {agreement.protected}.", others)
    return refusal or may_commit(seen, seat, "agreements")


def is_signed(world: World, event: Event) -> World:
    """Once every party has signed the same text, its typed terms are in force from its start month.

    What an earlier text had put in force, before it was disputed and written anew, stops where the new text begins.
    """
    before = world.agreements.get(event.subject or 0)
    if before is None:
        return world
    world = stance("signed", "sign", world, event)
    agreement = world.agreements[before.id]
    if agreement.phase != "signed" or before.phase == "signed":
        return world
    start = max(agreement.start, event.month)
    world = terms_end(world, agreement.id, start - 1)
    new = tuple(
        TermInForce(agreement.id, clause, start, agreement.until, "signed", agreement.title)
        for clause in agreement.typed
    )
    return altered(world, terms=(*world.terms, *new))


def disputed(world: World, event: Event) -> World:
    agreement = world.agreements.get(event.subject or 0)
    return (
        world
        if agreement is None
        else put(world, "agreements", agreement.id, step(agreement, "dispute", event.month, event.seq))
    )


def ended(world: World, event: Event) -> World:
    """Its terms stay in the county until the month that is being lived is over."""
    agreement = world.agreements.get(event.subject or 0)
    if agreement is None:
        return world
    world = terms_end(world, agreement.id, event.month)
    return put(world, "agreements", agreement.id, step(agreement, "end", event.month, event.seq))


def ends(world: World, seat: str, ask: End) -> list[Draft]:
    """What was subcontracted under an agreement ends with it, and its parties are told so."""
    below = [world.agreements[number] for number, depth in tree(world.agreements, ask.agreement) if depth]
    fallen = [
        engine("subcontract-ended", {"title": deal.title}, to=world.ears_of(deal.parties), subject=deal.id)
        for deal in below
        if allows(deal.phase, "end")
    ]
    return [*to_parties("agreement-ended", world, seat, ask, {}), *fallen]


SIGNED = Kind("signed", "deed", says_act("signed"), is_signed)
DISPUTED = Kind("agreement-disputed", "deed", says_act("disputed"), disputed)
ENDED = Kind("agreement-ended", "deed", says_act("ended"), ended)
FALLEN = Kind(
    "subcontract-ended",
    "deed",
    lambda event, _names: (
        f"“{event.body['title']}” ended with the agreement that it was subcontracted under."
    ),
    ended,
)

MOVES = (
    Move("sign", Sign, "Sign the present text.", 3, can_sign, lambda w, s, a: to_parties("signed", w, s, a, {}), (SIGNED,),
         may_act("sign"), in_meeting=True),
    Move("dispute", Dispute, "Dispute what was signed.", 3, can_dispute,
         lambda w, s, a: to_parties("agreement-disputed", w, s, a, {}), (DISPUTED,), may_act("dispute")),
    Move("end", End, "End an agreement.", 2, can_end, ends, (ENDED, FALLEN), may_act("end")),
)  # fmt: skip
