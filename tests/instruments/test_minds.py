"""What scripts do with the instruments: by their traits and by what they see, and nothing where nobody holds the power."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any
from typing import cast as cast_to

import pytest

from shirehall.paper.assumed import assumed_figures
from shirehall.paper.reader import Reader
from shirehall.patch.between import ChangedRule
from shirehall.patch.figures import Figure, Provenance
from shirehall.patch.pack import Patch
from shirehall.patch.read import read_pack
from shirehall.patch.rewards import Reward
from shirehall.patch.rounds import after, round_plans
from shirehall.play.drafting import engine
from shirehall.play.fields import Clause, MatterRef, Minutes, Month, Pence, Percent, SeatRef
from shirehall.play.matters import COMMENTS, arises
from shirehall.play.moves.awarding import Award, Evaluate
from shirehall.play.moves.lending import CallInLoan, FindCondition, OfferLoan
from shirehall.play.moves.offers import AcceptOffer
from shirehall.play.moves.people import SharePost
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.tendering import BidInTender, PutToTender
from shirehall.play.view import View
from shirehall.play.world import Matter
from shirehall.players.cast import Setting, cast
from shirehall.players.contract import recall
from shirehall.players.minds.character import scored_on
from shirehall.players.minds.option import Option
from shirehall.players.minds.options import bidding, lending, tenders
from shirehall.players.minds.situation import Situation
from tests.play.county import OpenDay, bigshire

LENDER, TRUST, BUYER = "monitor", "buft", "saltmere"


def day_with(**powers: str) -> OpenDay:
    """Bigshire with its day opened, where bodies have powers besides."""
    day = OpenDay()
    told = {body: {"gains": [power], "loses": [], "why": "A test."} for body, power in powers.items()}
    world = day.session.world
    clock = world.clock
    body = {"round": "", "title": "", "start": clock.start, "calendar": clock.start, "month": 1, "last_month": clock.months,
            "minutes_a_month": clock.minutes_a_month, "after": 0, "unplayed": 0, "unplayed_are": "", "why": "", "notice": [],
            "rules": {"removed": [], "changed": [], "added": []}, "followed": [], "seated": [], "powers": told, "ended": [],
            "homes": {}, "deadlines": [], "designers": {}}  # fmt: skip
    day.session.commit([engine("round-opened", body, audience=("*",))], at=0)
    return day


def seat_of(day: OpenDay, body: str, scope: str) -> str:
    seats = day.session.world.seats
    return next(seat for seat in day.session.world.seats_of(body) if scope in seats[seat].may_commit)


@cache
def mind_of(seat: str) -> Any:
    return cast(bigshire(), {seat: "script"})[0][seat]


def situation(day: OpenDay, seat: str, memory: dict[str, object] | None = None, **traits: float) -> Situation:
    """A seat's situation as the day stands, some of its traits and memory otherwise; all of its body's business falls to it."""
    view: View = day.session.view(seat)
    mind = mind_of(seat)
    changed = {name.replace("_", "-"): value for name, value in traits.items()}
    who = replace(
        mind.character,
        traits={**mind.character.traits, **changed},
        may_commit=("agreements", "money", "rulings", "public"),
    )
    found = Situation(who, replace(recall(mind, seat, view.events), **(memory or {})), view)
    found.worked_out["money-pressure"] = 1.5
    return found


def moves(options: Any) -> dict[str, Option]:
    return {option.move: option for option in options}


def make(day: OpenDay, seat: str, option: Option) -> None:
    """What the option would do is permitted."""
    day.done(seat, option.build(Random(3)))


def local(day: OpenDay, seat: str, kind: str) -> MatterRef:
    return MatterRef(next(n for n, m in day.session.view(seat).world.matters.items() if m.kind == kind))


def test_a_script_short_of_money_asks_whoever_lends_and_nobody_where_nobody_does() -> None:
    plain, day = OpenDay(), day_with(monitor="lend")
    seat = next(
        s for s in day.session.world.seats_of(TRUST) if situation(day, s).falls_to_me("money", scope="money")
    )
    assert not moves(lending.ask(situation(plain, seat)))
    bold, shy = (
        moves(lending.ask(situation(day, seat, appetite_for_risk=x)))["ask-for-loan"].worth
        for x in (0.9, 0.1)
    )
    assert bold > shy
    make(day, seat, moves(lending.ask(situation(day, seat)))["ask-for-loan"])
    assert not moves(lending.ask(situation(day, seat))), "one request at a time"
    judge = seat_of(day, LENDER, "rulings")
    kind, hard = (
        moves(lending.options(situation(day, judge, support_habit=x, control_habit=1 - x)))
        for x in (0.9, 0.1)
    )
    assert (
        kind["offer-loan"].worth > hard["offer-loan"].worth
        and kind["refuse-loan"].worth < hard["refuse-loan"].worth
    )
    offer = kind["offer-loan"].build(Random(1))
    assert isinstance(offer, OfferLoan) and offer.conditions and all(offer.conditions)


def offered() -> tuple[OpenDay, str, str]:
    """A loan on one condition that lies with the borrower, and a seat of either side."""
    day = day_with(monitor="lend")
    judge, seat = seat_of(day, LENDER, "money"), seat_of(day, TRUST, "money")
    day.done(
        judge, OfferLoan(body=TRUST, title="Help", sum=Pence(1_000_000_00), over=12, conditions=("A plan",))
    )
    return day, judge, seat


def test_a_script_weighs_a_loan_by_its_strings_and_its_lender_looks_after_it() -> None:
    day, judge, seat = offered()
    free, bound = (moves(lending.options(situation(day, seat, concern_independence=x))) for x in (0.0, 1.0))
    assert free["accept-offer"].worth > bound["accept-offer"].worth
    make(day, seat, free["accept-offer"])
    assert not moves(lending.options(situation(day, judge)))
    day.session.commit([engine("month-opened", {"month": 6, "minutes": 20}, audience=("*",))], at=100)
    day.at = 100
    falling = {"figures": {f"provider-margin|{TRUST}": (5, -900_000.0, -100_000.0)}}
    found = {
        situation_found(day, judge, memory, Random(number)) for memory in ({}, falling) for number in range(9)
    }
    assert found == {("kept", False), ("kept", True), ("broken", True)}
    day.done(
        judge,
        FindCondition(loan=local(day, judge, "loan"), condition=1, found="broken", text="There is no plan."),
    )
    strict, mild = (moves(lending.options(situation(day, judge, control_habit=x))) for x in (0.9, 0.1))
    assert strict["call-in-loan"].worth > mild["call-in-loan"].worth
    assert isinstance(strict["call-in-loan"].build(Random(1)), CallInLoan)


def situation_found(day: OpenDay, judge: str, memory: dict[str, object], random: Random) -> tuple[str, bool]:
    """What a lender finds of a condition, and whether it knew that the borrower's margin falls."""
    s = situation(day, judge, memory, control_habit=0.9)
    return moves(lending.options(s))["find-condition"].build(random).found, bool(memory)  # type: ignore[attr-defined]


def test_a_script_that_inspects_weighs_what_patients_write_against_its_pile() -> None:
    day = day_with()
    (inspector, *_) = day.session.world.with_power("inspect")
    detail = {"site": "saltmere-infirmary", "bad": 8, "of": 10, "about": ("waiting",)}
    task = Matter(
        0,
        COMMENTS,
        inspector,
        (TRUST,),
        "What patients write",
        1,
        "open",
        inspector,
        body=TRUST,
        detail=detail,
    )
    day.session.commit([arises("task-arose", task, day.session.world.seats_of(inspector))], at=day.at)
    seat = day.session.world.seats_of(inspector)[0]
    keen, cool = (
        moves(lending.options(situation(day, seat, concern_quality=x, trust_in_figures=1 - x)))
        for x in (1.0, 0.0)
    )
    assert keen["follow-up-comments"].worth > cool["follow-up-comments"].worth
    assert keen["lay-aside-comments"].worth < cool["lay-aside-comments"].worth
    assert "Saltmere Infirmary" in lending.LOOKED_AT[0].format(site=lending.site_of(task))
    make(day, seat, keen["follow-up-comments"])
    assert not moves(lending.options(situation(day, seat)))


@pytest.fixture
def tendered() -> tuple[OpenDay, str]:
    """A tender of seven lots by outcomes, its bids in and judged, and the seat that decides it."""
    day = day_with()
    seat = seat_of(day, BUYER, "agreements")
    day.done(seat, PutToTender(title="Centres", intention="Nearer", specification="Fewer sent in", criteria=("quality",),
                               weights=(Percent(100),), minutes=Minutes(8), lots=7, specified="outcomes"))  # fmt: skip
    return day, seat


def tender_of(day: OpenDay, seat: str) -> Any:
    (tender,) = day.session.view(seat).world.tenders.values()
    return tender


def test_a_script_says_how_it_would_reach_outcomes_for_so_many_lots_and_is_longer_about_it(
    tendered: tuple[OpenDay, str],
) -> None:
    day, _ = tendered
    bidder = seat_of(day, TRUST, "agreements")
    s = situation(day, bidder)
    lots = set()
    for number in range(12):
        bid = bidding.offer(s, Random(number), tender_of(day, bidder))
        assert isinstance(bid, BidInTender) and bid.pathway
        lots.add(bid.lots)
    assert lots <= {1, 2, 3, 4} and len(lots) > 1
    day.done(bidder, bid)


def test_a_script_awards_every_bid_that_reaches_the_mark_as_far_as_there_are_lots(
    tendered: tuple[OpenDay, str],
) -> None:
    day, seat = tendered
    marks = {
        "buft": (4, 80),
        "bct": (2, 70),
        "health-direct": (2, 60),
        "cuddles": (1, 50),
        "bigment": (1, 20),
    }
    for body, (lots, _) in marks.items():
        bidder = seat_of(day, body, "agreements")
        day.done(bidder, BidInTender(tender=tender_of(day, bidder).id, sum=Pence(1_00), completeness=Percent(90), covers=("quality",),
                                     lots=lots, pathway="A team.", text="Us."))  # fmt: skip
    day.at = 12
    for body, (_, score) in marks.items():
        day.done(
            seat, Evaluate(tender=tender_of(day, seat).id, bidder=body, scores=(Percent(score),), text="So.")
        )
    award = tenders.decide(situation(day, seat), Random(1), tender_of(day, seat))
    assert isinstance(award, Award) and (award.bidder, award.also) == ("buft", ("bct", "cuddles"))
    day.done(seat, award)
    report = next(
        s for s in day.session.world.seats_of("bct") if moves(lending.options(situation(day, s, grip=0.9)))
    )
    make(day, report, moves(lending.options(situation(day, report, grip=0.9)))["report-transition"])


@pytest.mark.requirement("LEV-23")
def test_a_post_that_two_bodies_share_ties_them_and_hears_what_both_hear() -> None:
    day = OpenDay()
    post, theirs = seat_of(day, TRUST, "people"), seat_of(day, "bct", "people")
    watcher = next(seat for seat in day.session.world.seats_of("bct") if seat != theirs)
    before = situation(day, watcher)
    day.done(post, SharePost(post=SeatRef(post), shared_with="bct"))
    day.done(theirs, AcceptOffer(offer=local(day, theirs, "shared post")))
    after = situation(day, watcher)
    assert after.trust(TRUST) > before.trust(TRUST) and after.memory.known(TRUST, 0.0) > before.memory.known(
        TRUST, 0.0
    )
    other = situation(day, day.session.world.seats_of("wrenby")[0])
    assert TRUST not in other.memory.trust
    day.done(seat_of(day, BUYER, "agreements"), Propose(to=("bct",), title="What the coast needs", clauses=(Clause("Count it together"),),
                                                        start=Month(2)))  # fmt: skip
    assert any(
        deal.title == "What the coast needs" for deal in day.session.view(post).world.agreements.values()
    )
    assert {"buft", "bct"} == {
        day.session.world.seats[post].organisation,
        *day.session.world.seats[post].also_for,
    }


@pytest.mark.requirement("LEV-31")
def test_what_purchasers_are_scored_on_weighs_more_with_them() -> None:
    plain, day = bigshire(), OpenDay()
    weight = Figure(value=0.3, unit="of the scale of traits", origin=Provenance.ASSUMED)
    reward = Reward(kinds=["commissioner"], concern="prevention", weight=weight)
    first, *others = plain.rules.rules
    rules = [first.model_copy(update={"rewards": [reward]}), *others]
    scored = replace(plain, rules=plain.rules.model_copy(update={"rules": rules}))

    def minds(patch: Patch, seat: str, concern: str, *off: str) -> tuple[float, float]:
        """How much a seat minds a concern, and how much its topic is on its mind."""
        view = day.session.view(seat)
        mind = cast(patch, {seat: "script"}, Setting(without=frozenset(off)))[0][seat]
        found = Situation(mind.character, recall(mind, seat, view.events), view)
        return found.concern(concern), found.topic_weight(concern)

    before, after = (minds(patch, f"{BUYER}.chair", "prevention") for patch in (plain, scored))
    assert after[0] == pytest.approx(before[0] + 0.3) and after[1] > before[1]
    assert minds(plain, f"{BUYER}.chair", "quality") == minds(scored, f"{BUYER}.chair", "quality")
    assert minds(plain, f"{TRUST}.chief", "prevention") == minds(scored, f"{TRUST}.chief", "prevention")
    alone = minds(scored, f"{BUYER}.chair", "prevention", "accountability")
    assert alone == minds(plain, f"{BUYER}.chair", "prevention", "accountability"), "nobody keeps the score"


def test_seesaw_s_purchasers_are_scored_in_the_first_round_and_the_second() -> None:
    patch = read_pack("seesaw")
    for plan in round_plans(patch):
        assert scored_on(plan.rules, "commissioner") and not scored_on(plan.rules, "acute-provider")


def test_a_rule_s_rewards_are_told_among_what_is_assumed_and_may_change_between_rounds() -> None:
    rules = {rule.id: rule for rule in read_pack("seesaw").rules.rules}
    scored = rules["purchasers-are-scored"]
    lighter = scored.rewards[0].model_copy(
        update={"weight": scored.rewards[0].weight.model_copy(update={"value": 0.05})}
    )
    change = ChangedRule(rule=scored.id, rewards=[lighter], why="a test", source="a test")
    assert scored_on([after(scored, change)], "commissioner") == {"prevention": 0.05}
    assert after(scored, None) is scored
    reader = SimpleNamespace(telling=SimpleNamespace(patch=read_pack("seesaw")))
    told = [line[1:3] for line in assumed_figures(cast_to(Reader, reader)) if line[0] == "rules"]
    assert ("Purchasers are scored: prevention: weight", "0.15 of the scale of traits") in told
