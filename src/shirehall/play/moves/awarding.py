"""The end of a tender: evaluation with comments on each bid, award or none, feedback to bidders, challenge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shirehall.play.altered import altered
from shirehall.play.drafting import engine, spoken
from shirehall.play.fields import Ask, OrganisationRef, Percent, TenderRef
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.matters import matter_kind, moved, says_matter, short, standing
from shirehall.play.moves import tender_words as words
from shirehall.play.moves.tendering import (
    OPEN,
    conflict_rule,
    conflict_set_aside,
    has_interest,
    is_buyer,
    is_open,
    runs_one,
)
from shirehall.play.moves.transition import BEGUN, begun
from shirehall.play.names import listed
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import may_commit, not_possible
from shirehall.play.tender import GROUNDS, grounds, ranked, risk, turns
from shirehall.play.world import Bid, Matter, Tender, World, put


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluate(Ask):
    """Judge one bid, named by the body that leads it: a score for each criterion, and a comment."""

    tender: TenderRef
    bidder: OrganisationRef
    scores: tuple[Percent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Award(Ask):
    """Award the tender to the bid that a body leads, or to none, with reasons. Each bidder gets its scores and comments.

    Of a tender of several lots, `also` names the leaders of other bids that are awarded as well.
    """

    tender: TenderRef
    bidder: OrganisationRef | None = None
    also: tuple[OrganisationRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeAward(Ask):
    """Challenge an award, or that there was none, before a body that may hear it."""

    tender: TenderRef
    to: OrganisationRef


def no_interest(seen: World, seat: str, tender: Tender, bidders: tuple[str, ...]) -> Refusal | None:
    """Whoever has an interest in a bid is kept out of judging it and awarding it."""
    if conflict_set_aside(seen) or not (seat in tender.barred or has_interest(seen, seat, bidders)):
        return None
    return conflict_rule(
        seen, f"{seat} has an interest in a bid and is kept out of evaluation.", short(seen, tender.by)
    )


def bid_of(tender: Tender, leader: str | None) -> Bid | None:
    """The bid that a body leads, if any."""
    return next((b for b in tender.bids if b.bidders[:1] == (leader,)), None)


def bidders_in(tender: Tender) -> tuple[str, ...]:
    """Every body that bids, alone or together with others."""
    return tuple(dict.fromkeys(body for each in tender.bids for body in each.bidders))


def can_evaluate(seen: World, seat: str, ask: Evaluate) -> Refusal | None:
    tender = seen.tenders[ask.tender]
    refusal = no_interest(seen, seat, tender, bidders_in(tender))
    if refusal is not None:
        return refusal
    if seat not in tender.panel:
        return not_possible("you are not on that tender's panel.", short(seen, tender.by))
    if seen.at < tender.closes:
        return not_possible(f"bids may come until minute {tender.closes}.", short(seen, tender.by))
    if bid_of(tender, ask.bidder) is None:
        return not_possible(f"you know of no bid led by {short(seen, ask.bidder)}.")
    if len(ask.scores) != len(tender.criteria) or not ask.text.strip():
        return not_possible(f"give {len(tender.criteria)} scores, one for each criterion, and a comment.")
    return is_open(tender)


def evaluated(world: World, seat: str, ask: Evaluate) -> list[Draft]:
    """Scores are seen by the buyer and by the panel, those barred left out."""
    tender = world.tenders[ask.tender]
    body = {"bidder": ask.bidder, "scores": tuple(ask.scores)}
    others = dict.fromkeys((*world.seats_of(tender.by), *tender.panel))
    to = tuple(s for s in others if s != seat and s not in tender.barred)
    return [spoken("bid-evaluated", world, seat, ask, body, to=to, subject=tender.id)]


def is_evaluated(world: World, event: Event) -> World:
    """A bid's score on a criterion is the mean of the panel's, rounded."""
    tender = world.tenders.get(event.subject or 0)
    old = bid_of(tender, event.body["bidder"]) if tender else None
    if tender is None or old is None:
        return world
    mine = (event.seat, event.body["scores"], event.body["text"])
    marks = (*(m for m in old.marks if m[0] != event.seat), mine)
    means = tuple(
        (name, round(sum(mark[1][i] for mark in marks) / len(marks)))
        for i, (name, _) in enumerate(tender.criteria)
    )
    new = altered(old, marks=marks, scores=means, comment=event.body["text"])
    bids = tuple(new if b is old else b for b in tender.bids)
    return put(world, "tenders", tender.id, altered(tender, bids=bids))


def can_award(seen: World, seat: str, ask: Award) -> Refusal | None:
    tender = seen.tenders[ask.tender]
    refusal = (
        is_buyer(seen, seat, tender) or is_open(tender) or no_interest(seen, seat, tender, bidders_in(tender))
    )
    if refusal is not None:
        return refusal
    if ask.bidder is not None and seen.at < tender.closes:
        return not_possible(f"bids may come until minute {tender.closes}.", short(seen, tender.by))
    if not ask.text.strip():
        return not_possible("an award, or none, gives its reasons.")
    return winners_hold(seen, tender, ask) or may_commit(seen, seat, "agreements")


def chosen(ask: Award) -> tuple[str, ...]:
    """The leaders of the bids that an award names."""
    return () if ask.bidder is None else (ask.bidder, *ask.also)


def winners_hold(seen: World, tender: Tender, ask: Award) -> Refusal | None:
    """Winners are bids that came, each named once, and together for no more lots than there are."""
    if ask.bidder is None and ask.also:
        return not_possible("others are awarded besides a bid, or nobody is.")
    leaders = chosen(ask)
    if len(set(leaders)) < len(leaders):
        return not_possible("each bid is awarded once.")
    for leader in leaders:
        if bid_of(tender, leader) is None:
            return not_possible(f"you know of no bid led by {short(seen, leader)}.")
    if sum(bid.lots for bid in tender.bids if bid.bidders[0] in leaders) > tender.lots:
        return not_possible(f"there are {tender.lots} lots to award, and those bids are for more.")
    return None


def awarded(world: World, seat: str, ask: Award) -> list[Draft]:
    """The outcome for all; to each bidder, its own scores and comments; to the buyer, on what a challenge could rest; and to the
    buyer and each winner, what has to be done before the work begins."""
    tender = world.tenders[ask.tender]
    won = [bid for bid in tender.bids if bid.bidders[0] in chosen(ask)]
    bodies = tuple(dict.fromkeys(body for bid in won for body in bid.bidders))
    body: dict[str, Any] = {"awarded": bodies, "status": "awarded" if won else "no award"}
    if tender.lots > 1:
        body["lots"] = tuple((bid.bidders[0], bid.lots) for bid in won)
    head = spoken("tender-decided", world, seat, ask, body, everyone=True, subject=tender.id)
    return [
        head,
        *(feedback(world, tender, each) for each in tender.bids if world.seats_of_all(each.bidders)),
        *weighing(world, tender, chosen(ask)),
        *(begun(world, tender, bid) for bid in won),
    ]


def weighing(world: World, tender: Tender, leaders: tuple[str, ...]) -> list[Draft]:
    """What the buyer's own seats are told once they have decided: how the bids ranked by the published weights, at which weight of a
    criterion another would have come first, and on what a challenge could rest."""
    if not tender.bids:
        return []
    interested = conflict_set_aside(world) and any(
        has_interest(world, s, bidders_in(tender)) for s in tender.panel
    )
    found = grounds(tender, leaders, interested)
    body = {"ranking": ranked(tender), "turns": turns(tender), "risk": risk(found), "because": found}
    to = tuple(s for s in world.seats_of(tender.by) if s not in tender.barred)
    return [engine("tender-weighed", body, to=to, subject=tender.id, organisation=tender.by)]


def feedback(world: World, tender: Tender, each: Bid) -> Draft:
    """What one bid scored and what was said of it, told to its bidders and the buyer, without the judges' names."""
    comments = tuple(comment for _, _, comment in each.marks)
    body = {"bidder": each.bidders[0], "scores": each.scores, "comments": comments, "late": each.late,
            "covers": each.covers}  # fmt: skip
    audience = world.seats_of_all((tender.by, *each.bidders))
    to = world.seats_of_all(each.bidders)
    return engine("bid-answered", body, to=to, audience=audience, subject=tender.id, organisation=tender.by)


def is_awarded(world: World, event: Event) -> World:
    tender = world.tenders.get(event.subject or 0)
    if tender is None:
        return world
    body = event.body
    return put(world, "tenders", tender.id,
               altered(tender, status=body["status"], awarded=body["awarded"], reason=body["text"]))  # fmt: skip


def is_answered(world: World, event: Event) -> World:
    """A bidder learns what its bid scored."""
    tender = world.tenders.get(event.subject or 0)
    old = bid_of(tender, event.body["bidder"]) if tender else None
    if tender is None or old is None:
        return world
    comments = event.body["comments"]
    new = altered(old, scores=event.body["scores"], comment=comments[-1] if comments else "")
    return put(
        world, "tenders", tender.id, altered(tender, bids=tuple(new if b is old else b for b in tender.bids))
    )


def can_challenge(seen: World, seat: str, ask: ChallengeAward) -> Refusal | None:
    tender, mine = seen.tenders[ask.tender], seen.organisation_of(seat)
    if tender.status not in ("awarded", "no award"):
        return not_possible(f"there is no award to challenge: that tender is {tender.status}.")
    if mine == tender.by:
        return not_possible("a body does not challenge its own award.")
    if ask.to in (mine, tender.by, *tender.awarded):
        return not_possible("a challenge is heard by neither side.")
    if not ask.text.strip():
        return not_possible("a challenge gives its grounds.")
    return standing(seen, ask.to) or may_commit(seen, seat, "agreements")


def challenged(world: World, seat: str, ask: ChallengeAward) -> list[Draft]:
    """A challenge is public, as the award was."""
    tender, mine = world.tenders[ask.tender], world.organisation_of(seat)
    matter = Matter(0, "challenge to an award", mine, (tender.by,), f"Award of {tender.title}", world.clock.month, "open", ask.to,
                    subject=tender.id)  # fmt: skip
    to = world.seats_of_all((ask.to, tender.by))
    return [moved("award-challenged", world, seat, ask, matter, to=to, everyone=True)]


def is_challenged(world: World, event: Event) -> World:
    tender = world.tenders.get(event.body["on"] or 0)
    return world if tender is None else put(world, "tenders", tender.id, altered(tender, status="challenged"))


def says_weighed(event: Event, names: Names) -> str:
    body = event.body
    why = listed([GROUNDS[key][1] for key in body["because"]])
    rests = (
        f"A challenge could rest on this: {why}"
        if why
        else "Nothing was found on which a challenge could rest"
    )
    order = listed([names.body(leader) for leader, _ in body["ranking"]])
    ranks = f" By the published weights: {order}." if order else ""
    return f"{names.thing(event.subject)} was weighed.{ranks} {rests} ({body['risk']} of 100)."


EVALUATED = Kind("bid-evaluated", "deed", words.says_evaluated, is_evaluated)
DECIDED = Kind("tender-decided", "deed", words.says_decided, is_awarded)
ANSWERED = Kind("bid-answered", "notice", words.says_answered, is_answered)
WEIGHED = Kind("tender-weighed", "notice", says_weighed)
CHALLENGED = matter_kind("award-challenged", "deed", says_matter("challenged"), is_challenged)


def judges_one(seen: World, seat: str) -> bool:
    """Whether the seat is on a panel with bids to judge."""
    return any(
        seat in t.panel and seat not in t.barred and t.bids and t.status in OPEN and seen.at >= t.closes
        for t in seen.tenders.values()
    )


def some_award(seen: World, _seat: str) -> bool:
    """Whether a tender was decided that nobody has challenged."""
    return any(t.status in ("awarded", "no award") for t in seen.tenders.values())


MOVES = (
    Move("evaluate", Evaluate, "Judge a bid.", 6, can_evaluate, evaluated, (EVALUATED,), judges_one),
    Move("award", Award, "Award a tender, or not.", 4, can_award, awarded, (DECIDED, ANSWERED, WEIGHED, BEGUN),
         runs_one, depth="shallow", owner="issue 7"),
    Move("challenge-award", ChallengeAward, "Challenge an award.", 5, can_challenge, challenged, (CHALLENGED,), some_award),
)  # fmt: skip
