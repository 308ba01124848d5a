"""Tender: intention, specification, criteria and timetable; bids alone or together, and who is kept off the panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.drafting import engine, spoken
from shirehall.play.fields import (
    AgreementRef,
    Ask,
    Minutes,
    OrganisationRef,
    Pence,
    Percent,
    SeatRef,
    TenderRef,
    Text,
)
from shirehall.play.kinds import Kind, Move, Refusal
from shirehall.play.matters import licensed, may_bind, short, standing
from shirehall.play.moves import tender_words as words
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import may_commit, not_possible, refusal_under, registered
from shirehall.play.world import NOT_IN_FORCE, Bid, Tender, World, put

OPEN = ("open", "set aside")


@dataclass(frozen=True, slots=True, kw_only=True)
class PutToTender(Ask):
    """Put something out to tender. `weights` are shares of 100, one for each criterion; bids are due after `minutes`.

    The panel judges the bids; your body's own seats do when you name none. Up to `lots` of it may be awarded. `specified` says
    whether bidders are told the outcomes, and find the way themselves, or the pathways. `replaces` is an agreement of yours
    under which the work is done now.
    """

    title: Text
    intention: Text
    specification: Text
    criteria: tuple[Text, ...]
    weights: tuple[Percent, ...]
    minutes: Minutes
    panel: tuple[SeatRef, ...] = ()
    lots: int = 1
    specified: Literal["outcomes", "pathways"] = "pathways"
    replaces: AgreementRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTimetable(Ask):
    """Change when bids to your tender are due, to so many minutes from now."""

    tender: TenderRef
    minutes: Minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class BidInTender(Ask):
    """Bid, alone or together with others. `completeness` is how finished the bid is; `covers` which criteria it answers.

    A bid that comes late is taken and marked as late. A second bid by your body replaces its first. `lots` is how many you would
    run. Where the tender names outcomes, `pathway` says how you would reach them.
    """

    tender: TenderRef
    sum: Pence
    completeness: Percent
    covers: tuple[Text, ...] = ()
    together_with: tuple[OrganisationRef, ...] = ()
    lots: int = 1
    pathway: Text = Text("")


MOST_LOTS = 100


def can_tender(seen: World, seat: str, ask: PutToTender) -> Refusal | None:
    if not (ask.title.strip() and ask.intention.strip() and ask.specification.strip()):
        return not_possible("a tender has a title, an intention and a specification.")
    if (
        not ask.criteria
        or len(set(ask.criteria)) < len(ask.criteria)
        or not all(c.strip() for c in ask.criteria)
    ):
        return not_possible("a tender has one or more criteria, each named once.")
    if len(ask.weights) != len(ask.criteria) or sum(ask.weights) != 100:
        return not_possible("each criterion has a weight, and the weights come to 100.")
    if not 1 <= ask.lots <= MOST_LOTS:
        return not_possible(f"a tender is for 1 to {MOST_LOTS} lots.")
    return protected(seen, seat, ask.replaces) or may_commit(seen, seat, "agreements")


def protected(seen: World, seat: str, replaces: int | None) -> Refusal | None:
    """What is done under an agreement that is protected for a time is not put out to others before that time is over."""
    if replaces is None:
        return None
    deal = seen.agreements[replaces]
    if seen.organisation_of(seat) not in deal.parties:
        return not_possible("your body is not party to that agreement.")
    if (
        deal.protected is None
        or deal.protected < seen.clock.month
        or deal.phase not in ("signed", "in-force")
    ):
        return None
    return not_possible(
        f"“{deal.title}” is protected to the end of month {deal.protected}.",
        "all its parties, who may put another text",
    )


def tendered(world: World, seat: str, ask: PutToTender) -> list[Draft]:
    """A tender is public."""
    body = {
        "title": ask.title,
        "intention": ask.intention,
        "specification": ask.specification,
        "criteria": tuple(zip(ask.criteria, ask.weights, strict=True)),
        "closes": world.at + ask.minutes,
        "panel": tuple(dict.fromkeys(ask.panel)) or world.seats_of(world.organisation_of(seat)),
        "lots": ask.lots,
        "specified": ask.specified,
    }
    return [spoken("tender-opened", world, seat, ask, body, everyone=True, subject=OWN)]


def is_tendered(world: World, event: Event) -> World:
    body, number = event.body, event.subject or event.seq
    tender = Tender(number, event.organisation, body["title"], body["criteria"], body["closes"], "open",
                    intention=body["intention"], specification=body["specification"], panel=body["panel"],
                    lots=body.get("lots", 1), specified=body.get("specified", "pathways"), opened=event.at)  # fmt: skip
    return put(world, "tenders", number, tender)


def is_buyer(seen: World, seat: str, tender: Tender) -> Refusal | None:
    """Only the body that put it out runs a tender."""
    if tender.by != seen.organisation_of(seat):
        return not_possible(f"{short(seen, tender.by)} runs that tender.", short(seen, tender.by))
    return None


def is_open(tender: Tender) -> Refusal | None:
    """A tender that was decided takes no more bids, scores or timetables."""
    return None if tender.status in OPEN else not_possible(f"that tender is decided: {tender.status}.")


def can_change(seen: World, seat: str, ask: ChangeTimetable) -> Refusal | None:
    tender = seen.tenders[ask.tender]
    return is_buyer(seen, seat, tender) or is_open(tender) or may_commit(seen, seat, "agreements")


def changed(world: World, seat: str, ask: ChangeTimetable) -> list[Draft]:
    tender = world.tenders[ask.tender]
    body = {"closes": world.at + ask.minutes, "before": tender.closes}
    return [spoken("timetable-changed", world, seat, ask, body, everyone=True, subject=tender.id)]


def is_changed(world: World, event: Event) -> World:
    """The new date for all. Whoever knows of bids knows too that it was changed once bids had come."""
    tender = world.tenders.get(event.subject or 0)
    if tender is None:
        return world
    moved = tender.moved + bool(tender.bids)
    return put(world, "tenders", tender.id, altered(tender, closes=event.body["closes"], moved=moved))


def can_bid(seen: World, seat: str, ask: BidInTender) -> Refusal | None:
    mine, tender = seen.organisation_of(seat), seen.tenders[ask.tender]
    bidders = (mine, *ask.together_with)
    if len(set(bidders)) < len(bidders) or tender.by in bidders:
        return not_possible("a bid is by one or more bodies, each named once, and not by the one that buys.")
    if not ask.text.strip() or ask.sum < 0:
        return not_possible("a bid says what it offers, for nothing or more.")
    if set(ask.covers) - {name for name, _ in tender.criteria}:
        return not_possible("a bid answers criteria of the tender, named as there.")
    if not 1 <= ask.lots <= tender.lots:
        return not_possible(f"a bid is for 1 to {tender.lots} of its lots.")
    if (tender.specified == "outcomes") != bool(ask.pathway.strip()):
        return not_possible(
            "that tender names outcomes: say by which pathway you would reach them." if tender.specified == "outcomes"
            else "that tender lays the pathway down: a bid has none of its own.", short(seen, tender.by)
        )  # fmt: skip
    refusal = is_open(tender) or standing(seen, *ask.together_with)
    for body in bidders:
        refusal = (
            refusal
            or may_bind(seen, body, 0, "side")
            or registered(seen, body, "before-bid")
            or licensed(seen, body)
        )
    return refusal or may_commit(seen, seat, "agreements")


def bid(world: World, seat: str, ask: BidInTender) -> list[Draft]:
    """A bid is sealed: the buyer, the panel and the bidders see it. Whoever has an interest is barred, and told so.

    It is addressed to all who have no interest in this bid; those barred by another bid do not open it, which the bidder
    is not told.
    """
    tender, mine = world.tenders[ask.tender], world.organisation_of(seat)
    bidders = (mine, *ask.together_with)
    interested = tuple(s for s in tender.panel if has_interest(world, s, bidders))
    set_aside = conflict_set_aside(world)
    kept_out = () if set_aside else interested
    judges = tuple(s for s in dict.fromkeys((*world.seats_of(tender.by), *tender.panel)) if s not in kept_out)
    body = {
        "bidders": bidders,
        "pence": ask.sum,
        "completeness": ask.completeness,
        "covers": tuple(name for name, _ in tender.criteria if name in ask.covers),
        "late": world.at > tender.closes,
        "lots": ask.lots,
        "pathway": ask.pathway,
    }
    head = spoken(
        "bid-submitted",
        world,
        seat,
        ask,
        body,
        to=judges,
        also=world.seats_of_all(bidders),
        subject=tender.id,
    )
    if set_aside:
        return [head]
    opened = tuple(s for s in head.audience if s not in tender.barred or s in world.seats_of_all(bidders))
    head = altered(head, audience=opened)
    barred = tuple(s for s in interested if s not in tender.barred)
    if not barred:
        return [head]
    told = tuple(dict.fromkeys((*world.seats_of(tender.by), *barred)))
    return [
        head,
        engine("panel-barred", {"barred": barred}, to=told, subject=tender.id, organisation=tender.by),
    ]


def has_interest(world: World, seat: str, bidders: tuple[str, ...]) -> bool:
    """Whether a seat's body bids, is a member of a bidder, or has a bidder as its member."""
    chair = world.seats.get(seat)
    if chair is None:
        return False
    for own in (chair.organisation, *chair.also_for):
        body = world.organisations.get(own)
        members = body.members if body and body.kind == "alliance" else ()
        for bidder in bidders:
            other = world.organisations.get(bidder)
            if own == bidder or bidder in members or (other is not None and own in other.members):
                return True
    return False


def conflict_set_aside(seen: World) -> bool:
    """Whether the pack's rule on interests was suspended or renegotiated away."""
    named = [r for r in seen.rules.values() if "conflict-of-interest" in (r.check, r.id)]
    return bool(named) and all(r.status in NOT_IN_FORCE for r in named)


def conflict_rule(seen: World, why: str, who: str) -> Refusal:
    """A refusal under the pack's rule on interests; a plain one where it has none."""
    for rule in seen.rules.values():
        if "conflict-of-interest" in (rule.check, rule.id):
            return refusal_under(rule, why)
    return not_possible(why, who)


def is_bid(world: World, event: Event) -> World:
    """A bid stands in place of an earlier one that the same body led."""
    tender = world.tenders.get(event.subject or 0)
    if tender is None:
        return world
    body = event.body
    new = Bid(
        event.seq,
        body["bidders"],
        body["text"],
        body["pence"],
        body["completeness"],
        body["late"],
        covers=body["covers"],
        lots=body.get("lots", 1),
        pathway=body.get("pathway", ""),
    )
    kept = tuple(b for b in tender.bids if b.bidders[:1] != new.bidders[:1])
    return put(world, "tenders", tender.id, altered(tender, bids=(*kept, new)))


def is_barred(world: World, event: Event) -> World:
    tender = world.tenders.get(event.subject or 0)
    if tender is None:
        return world
    barred = tuple(dict.fromkeys((*tender.barred, *event.body["barred"])))
    return put(world, "tenders", tender.id, altered(tender, barred=barred))


OPENED = Kind("tender-opened", "deed", words.says_opened, is_tendered)
TIMETABLE = Kind("timetable-changed", "deed", words.says_changed, is_changed)
SUBMITTED = Kind("bid-submitted", "commitment", words.says_bid, is_bid)
BARRED = Kind("panel-barred", "notice", words.says_barred, is_barred)


def runs_one(seen: World, seat: str) -> bool:
    """Whether the seat's body runs a tender that is not decided."""
    mine = seen.organisation_of(seat)
    return any(t.by == mine and t.status in OPEN for t in seen.tenders.values())


def may_bid_in_one(seen: World, seat: str) -> bool:
    """Whether another body's tender is open."""
    mine = seen.organisation_of(seat)
    return any(t.by != mine and t.status in OPEN for t in seen.tenders.values())


def work_of_a_bid(seen: World, tender: int) -> float:
    """How much work a bid in a tender takes beside the usual."""
    known = seen.tenders.get(tender)
    return known.effort if known else 1.0


MOVES = (
    Move("tender", PutToTender, "Put something out to tender.", 12, can_tender, tendered, (OPENED,)),
    Move("change-timetable", ChangeTimetable, "Change when bids are due.", 2, can_change, changed, (TIMETABLE,), runs_one),
    Move("bid-in-tender", BidInTender, "Bid, alone or together.", 12, can_bid, bid, (SUBMITTED, BARRED), may_bid_in_one,
         effort=work_of_a_bid),
)  # fmt: skip
