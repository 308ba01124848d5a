"""Propose an agreement, counter it, agree to it in words, claim or deny that it was agreed, refuse it, withdraw it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shirehall.play import agreements
from shirehall.play.agreements import Account, Agreement, Stance, rewrite, step, take_stance
from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import AgreementRef, Ask, Clause, Month, OrganisationRef, Text, clause_from, plain
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.terms import clauses_hold, terms_end
from shirehall.play.world import World, put

TIERS = ("main", "side", "support", "enhanced")


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose(Ask):
    """Propose an agreement to other bodies: clauses in words, in typed terms, or both; from a month on.

    `under` makes it a subcontract of an agreement that your body leads on. To the end of month `protected_until` no party may end
    it alone or put its work out to others.
    """

    to: tuple[OrganisationRef, ...]
    title: Text
    clauses: tuple[Clause, ...]
    start: Month
    until: Month | None = None
    tier: str = "side"
    contract: str = ""
    idea: bool = False
    under: AgreementRef | None = None
    protected_until: Month | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter(Ask):
    """Put another text in place of the present one. Every party has to take its stance anew."""

    agreement: AgreementRef
    clauses: tuple[Clause, ...]
    start: Month


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound(Ask):
    """An ask that binds a body to an agreement: the seat's own, or one that has lent it that authority."""

    agreement: AgreementRef
    for_body: OrganisationRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree(Bound):
    """Agree to the present text, unsigned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Ask):
    """Put on the record, alone, that you and others have agreed. They may deny it; both accounts stay."""

    parties: tuple[OrganisationRef, ...]
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Deny(Ask):
    """Deny that your body agreed."""

    agreement: AgreementRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(Bound):
    """Refuse what is proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Ask):
    """Withdraw from what is not yet signed."""

    agreement: AgreementRef


def can_propose(seen: World, seat: str, ask: Propose) -> Refusal | None:
    mine = seen.organisation_of(seat)
    if not ask.to or mine in ask.to or len(set(ask.to)) < len(ask.to):
        return not_possible("propose to one or more other bodies, each once.")
    if not ask.title.strip() or not ask.clauses:
        return not_possible("a proposal needs a title and at least one clause.")
    if ask.tier not in TIERS:
        return not_possible(f"tier is one of {', '.join(TIERS)}, not {ask.tier!r}.")
    if ask.start < seen.clock.month or (ask.until is not None and ask.until < ask.start):
        return not_possible("an agreement starts this month or later, and does not end before it starts.")
    unseated = [body for body in ask.to if not seen.seats_of(body)]
    if unseated:
        return not_possible(f"nobody sits for {', '.join(unseated)}.", "the facilitator")
    if any(seen.organisations[body].kind == "control" for body in ask.to):
        return not_possible("whoever runs the exercise is no part of the county, and party to nothing in it.")
    if ask.protected_until is not None and ask.protected_until < ask.start:
        return not_possible("an agreement is protected to a month that is not before its start.")
    return leads(seen, mine, ask) or clauses_hold(seen, ask.clauses)


def leads(seen: World, mine: str, ask: Propose) -> Refusal | None:
    """A subcontract lies under an agreement that is not over, and is offered by a party to it to others than its parties."""
    if ask.under is None:
        return None
    head = seen.agreements[ask.under]
    if mine not in head.parties or head.phase in ("lapsed", "ended"):
        return not_possible(
            "a subcontract lies under an agreement that your body is party to, and that is not over."
        )
    if set(ask.to) & set(head.parties):
        return not_possible("work is subcontracted to bodies that are not party to the agreement itself.")
    return None


def proposed(world: World, seat: str, ask: Propose) -> list[Draft]:
    parties = (world.organisation_of(seat), *ask.to)
    body: dict[str, Any] = {
        "title": ask.title,
        "parties": parties,
        "clauses": plain(ask.clauses),
        "start": ask.start,
        "until": ask.until,
        "tier": ask.tier,
        "contract": ask.contract,
        "idea": ask.idea,
    }
    if ask.under is not None:
        body["under"] = ask.under
    if ask.protected_until is not None:
        body["protected_until"] = ask.protected_until
    return [
        spoken(
            "proposed",
            world,
            seat,
            ask,
            body,
            to=world.ears_of(ask.to),
            also=world.ears_of(parties[:1]),
            subject=OWN,
        )
    ]


def is_proposed(world: World, event: Event) -> World:
    body, number = event.body, event.subject or event.seq
    phase = "idea" if body["idea"] else "proposed"
    agreement = Agreement(
        id=number,
        title=body["title"],
        parties=body["parties"],
        proposer=event.seat,
        clauses=tuple(clause_from(clause) for clause in body["clauses"]),
        start=body["start"],
        until=body["until"],
        tier=body["tier"],
        contract=body["contract"],
        phase=phase,  # type: ignore[arg-type]
        about=event.about,
        accounts={event.organisation: Account("proposed", 1, event.at)},
        history=((phase, event.month, event.seq),),
        under=body.get("under") or 0,
        protected=body.get("protected_until"),
    )
    return put(world, "agreements", number, agreement)


def is_party(seen: World, seat: str, agreement: Agreement, act: str, body: str = "") -> Refusal | None:
    """Only a party acts on an agreement, and only as its phase allows."""
    if (body or seen.organisation_of(seat)) not in agreement.parties:
        return not_possible(f"{'that' if body else 'your'} body is not party to that.")
    if not agreements.allows(agreement.phase, act):
        return not_possible(f"that is {agreement.phase}; one cannot {act.replace('-', ' ')} it now.")
    return None


def can_counter(seen: World, seat: str, ask: Counter) -> Refusal | None:
    agreement = seen.agreements[ask.agreement]
    act = "propose-on" if agreement.phase == "idea" else "counter"
    if not ask.clauses:
        return not_possible("a counter-proposal needs at least one clause.")
    if ask.start < seen.clock.month or (agreement.until is not None and agreement.until < ask.start):
        return not_possible("an agreement starts this month or later, and does not end before it starts.")
    return is_party(seen, seat, agreement, act) or clauses_hold(seen, ask.clauses)


def countered(world: World, seat: str, ask: Counter) -> list[Draft]:
    body = {"clauses": plain(ask.clauses), "start": ask.start}
    return to_parties("countered", world, seat, ask, body)


def is_countered(world: World, event: Event) -> World:
    agreement = world.agreements.get(event.subject or 0)
    if agreement is None:
        return world
    clauses = tuple(clause_from(clause) for clause in event.body["clauses"])
    act = "propose-on" if agreement.phase == "idea" else "counter"
    changed = rewrite(agreement, event.organisation, clauses, event.body["start"], event.at)
    return put(world, "agreements", agreement.id, step(changed, act, event.month, event.seq))


def acting_for(seen: World, seat: str, ask: Bound) -> str:
    """The body that an ask would bind: the one named, or the seat's own."""
    return ask.for_body or seen.organisation_of(seat)


def can_agree(seen: World, seat: str, ask: Agree) -> Refusal | None:
    agreement, body = seen.agreements[ask.agreement], acting_for(seen, seat, ask)
    refusal = is_party(seen, seat, agreement, "agree", body)
    if refusal is None and agreement.on_this_text(body, "agreed", "signed"):
        return not_possible("your body has agreed to this text already.")
    return refusal or may_commit(seen, seat, "agreements", body)


def can_refuse(seen: World, seat: str, ask: Refuse) -> Refusal | None:
    body = acting_for(seen, seat, ask)
    refusal = is_party(seen, seat, seen.agreements[ask.agreement], "refuse", body)
    return refusal or may_commit(seen, seat, "agreements", body)


def can_withdraw(seen: World, seat: str, ask: Withdraw) -> Refusal | None:
    return is_party(seen, seat, seen.agreements[ask.agreement], "withdraw") or may_commit(
        seen, seat, "agreements"
    )


def can_deny(seen: World, seat: str, ask: Deny) -> Refusal | None:
    refusal = is_party(seen, seat, seen.agreements[ask.agreement], "deny")
    if refusal is None and seen.agreements[ask.agreement].stance_of(seen.organisation_of(seat)) == "denies":
        return not_possible("your body has denied it already.")
    return refusal


def to_parties(kind: str, world: World, seat: str, ask: Ask, body: dict[str, object]) -> list[Draft]:
    """An act on an agreement, seen by every seat of every party."""
    agreement: Agreement = world.agreements[ask.agreement]  # type: ignore[attr-defined]
    mine = world.organisation_of(seat)
    others = tuple(s for s in world.ears_of(agreement.parties) if s not in world.seats_of(mine))
    if getattr(ask, "for_body", None):
        body = {**body, "for_body": ask.for_body}  # type: ignore[attr-defined]
    acting = altered(ask, in_reply_to=ask.in_reply_to or agreement.id)
    return [
        spoken(kind, world, seat, acting, body, to=others, also=world.seats_of(mine), subject=agreement.id)
    ]


def acting_body(event: Event) -> str:
    """The body that an act binds: the seat's own, or the one it acts for."""
    return str(event.body.get("for_body") or event.organisation)


def stance(taken: Stance, act: str, world: World, event: Event) -> World:
    agreement = world.agreements.get(event.subject or 0)
    if agreement is None:
        return world
    changed = take_stance(agreement, acting_body(event), taken, act, event.at, event.month, event.seq)
    return put(world, "agreements", agreement.id, changed)


def is_withdrawn(world: World, event: Event) -> World:
    """What lapses so after it was signed and disputed acts on the county no longer than the present month."""
    world = stance("withdrew", "withdraw", world, event)
    agreement = world.agreements.get(event.subject or 0)
    lapsed = agreement is not None and agreement.phase == "lapsed"
    return terms_end(world, event.subject or 0, event.month) if lapsed else world


def can_claim(seen: World, seat: str, ask: Claim) -> Refusal | None:
    if not ask.parties or seen.organisation_of(seat) in ask.parties:
        return not_possible("a claim names one or more other bodies.")
    if not ask.title.strip() or not ask.text.strip():
        return not_possible("say what you take to be agreed.")
    return may_commit(seen, seat, "agreements")


def claimed(world: World, seat: str, ask: Claim) -> list[Draft]:
    parties = (world.organisation_of(seat), *ask.parties)
    body = {"title": ask.title, "parties": parties}
    return [
        spoken(
            "agreement-claimed",
            world,
            seat,
            ask,
            body,
            to=world.seats_of_all(ask.parties),
            also=world.seats_of(parties[0]),
            subject=OWN,
        )
    ]


def is_claimed(world: World, event: Event) -> World:
    agreement = Agreement(
        id=event.subject or event.seq,
        title=event.body["title"],
        parties=event.body["parties"],
        proposer=event.seat,
        clauses=(Clause(event.body["text"]),),
        start=event.month,
        until=None,
        tier="side",
        phase="proposed",
        about=event.about,
        accounts={event.organisation: Account("claims", 1, event.at)},
        history=(("proposed", event.month, event.seq),),
    )
    return put(world, "agreements", agreement.id, agreement)


def says_proposed(event: Event, names: Names) -> str:
    others = names.bodies(tuple(p for p in event.body["parties"] if p != event.organisation))
    verb = "floated with" if event.body["idea"] else "proposed to"
    return f"{names.body(event.organisation)} {verb} {others}: “{clip(event.body['title'])}”."


def says_act(verb: str) -> Callable[[Event, Names], str]:
    """A sentence for an act on an agreement."""

    def says(event: Event, names: Names) -> str:
        words = f" “{clip(event.body['text'])}”" if event.body["text"] else ""
        lent = acting_body(event)
        for_whom = f", for {names.body(lent)}," if lent != event.organisation else ""
        return f"{names.body(event.organisation)}{for_whom} {verb} {names.thing(event.subject)}.{words}"

    return says


PROPOSED = Kind("proposed", "talk", says_proposed, is_proposed, numbers=("under",))
COUNTERED = Kind("countered", "talk", says_act("put another text to"), is_countered)
AGREED = Kind(
    "agreed", "commitment", says_act("agreed, unsigned, to"), lambda w, e: stance("agreed", "agree", w, e)
)
REFUSED = Kind(
    "proposal-refused", "deed", says_act("refused"), lambda w, e: stance("refused", "refuse", w, e)
)
WITHDRAWN = Kind("proposal-withdrawn", "deed", says_act("withdrew from"), is_withdrawn)


def says_claimed(event: Event, names: Names) -> str:
    others = names.bodies(tuple(p for p in event.body["parties"] if p != event.organisation))
    return f"{names.body(event.organisation)} recorded, alone, an agreement with {others}: “{clip(event.body['title'])}”."


CLAIMED = Kind("agreement-claimed", "talk", says_claimed, is_claimed)
DENIED = Kind(
    "agreement-denied",
    "talk",
    says_act("denied having agreed to"),
    lambda w, e: stance("denies", "deny", w, e),
)


def may_act(*acts: str) -> Callable[[World, str], bool]:
    """Whether the seat's body, or one it may act for, is party to something whose phase allows one of the acts."""

    def offered(seen: World, seat: str) -> bool:
        lent = {d.accountable for d in seen.delegations.values() if d.to == seat and not d.ended}
        bodies = {seen.organisation_of(seat), *lent}
        return any(
            not bodies.isdisjoint(a.parties) and any(agreements.allows(a.phase, act) for act in acts)
            for a in seen.agreements.values()
        )

    return offered


MOVES = (
    Move("propose", Propose, "Propose an agreement.", 5, can_propose, proposed, (PROPOSED,), in_meeting=True),
    Move("counter", Counter, "Put another text.", 4, can_counter, countered, (COUNTERED,),
         may_act("counter", "propose-on"), in_meeting=True),
    Move("agree", Agree, "Agree, unsigned.", 2, can_agree, lambda w, s, a: to_parties("agreed", w, s, a, {}), (AGREED,),
         may_act("agree"), in_meeting=True),
    Move("refuse", Refuse, "Refuse a proposal.", 2, can_refuse, lambda w, s, a: to_parties("proposal-refused", w, s, a, {}),
         (REFUSED,), may_act("refuse"), in_meeting=True),
    Move("withdraw", Withdraw, "Withdraw from a proposal.", 1, can_withdraw,
         lambda w, s, a: to_parties("proposal-withdrawn", w, s, a, {}), (WITHDRAWN,), may_act("withdraw"), in_meeting=True),
    Move("claim", Claim, "Record an agreement alone.", 2, can_claim, claimed, (CLAIMED,)),
    Move("deny", Deny, "Deny that you agreed.", 1, can_deny, lambda w, s, a: to_parties("agreement-denied", w, s, a, {}),
         (DENIED,), may_act("deny"), in_meeting=True),
)  # fmt: skip
