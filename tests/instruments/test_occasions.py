"""What scripts make of what a county gives occasion for: rules, neighbours, buildings, a large tender; and nothing where it gives none."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import pytest

from shirehall.play.fields import Minutes, Percent, TenderRef, Text
from shirehall.play.moves.message import Message
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.tendering import BidInTender, PutToTender
from shirehall.players.cast import cast
from shirehall.players.contract import recall
from shirehall.players.minds.judging import judged
from shirehall.players.minds.option import Option
from shirehall.players.minds.options import between, bidding, estate, occasions, tenders
from shirehall.players.minds.situation import Situation
from tests.packs import pack
from tests.play.county import OpenDay

CENTRES = "Services from up to seven resource centres"


@pytest.fixture
def day() -> OpenDay:
    return OpenDay(patch=pack("seesaw"))


@cache
def mind_of(name: str, seat: str) -> Any:
    return cast(pack(name), {seat: "script"})[0][seat]


def waking(day: OpenDay, seat: str, off: frozenset[str] = frozenset(), **traits: float) -> Situation:
    """A waking of a seat on a day, some of its body's traits otherwise and all the body's business its own to bind."""
    mind = mind_of(day.patch.head.id, seat)
    view = day.session.view(seat)
    told = {name.replace("_", "-"): value for name, value in traits.items()}
    who = replace(
        mind.character,
        traits={**mind.character.traits, **told},
        may_commit=("agreements", "plans", "money", "rulings", "public"),
        off=off,
    )
    return Situation(who, recall(mind, seat, view.events), view)


def put_to(options: Any) -> dict[str, Option]:
    """Proposals and letters by the body they go to."""
    return {option.towards: option for option in options}


def without_rule(s: Situation, words: str) -> Situation:
    """The same waking in a county whose rules do not have some words."""
    rules = {name: rule for name, rule in s.world.rules.items() if words not in rule.text.lower()}
    assert len(rules) < len(s.world.rules)
    s.world = replace(s.world, rules=rules)
    return s


def test_a_county_without_such_rules_neighbours_and_buildings_gives_no_occasion() -> None:
    bigshire = OpenDay()
    for seat in [each for each in bigshire.patch.active_seats if each.organisation != "control"]:
        s = waking(bigshire, seat.id)
        s.memory.heat.update(access=2.0, money=2.0, competition=2.0)
        s.memory.figures[f"bed-occupancy|{seat.organisation}"] = (1, 96.0, 95.0)
        found = [
            option
            for room in (occasions.options, occasions.how_councils_buy, estate.options, between.options)
            for option in room(s)
        ]
        assert not found and not tenders.wears_two_hats(s), seat.id


def test_one_buys_with_the_council_where_a_rule_lets_one_buy_for_both(day: OpenDay) -> None:
    buyer = "taitshire-pct.commissioning"
    offer = put_to(occasions.with_the_council(waking(day, buyer)))["county-council"]
    ask = offer.build(Random(1))
    assert isinstance(ask, Propose) and "buys for both" in ask.clauses[0].words
    day.done(buyer, ask)
    assert not list(occasions.with_the_council(without_rule(waking(day, buyer), occasions.POOLED)))
    warm, cold = (
        put_to(occasions.with_the_council(waking(day, buyer, concern_relationships=x)))[
            "county-council"
        ].worth
        for x in (0.9, 0.1)
    )
    assert warm > cold


def test_a_council_would_buy_together_as_it_has_always_bought_by_tender(day: OpenDay) -> None:
    seat = next(s.id for s in day.patch.active_seats if s.organisation == "county-council")
    (option,) = occasions.how_councils_buy(waking(day, seat))
    ask = option.build(Random(1))
    assert isinstance(ask, Message) and "tender" in ask.text.lower()
    day.done(seat, ask)
    assert not list(occasions.how_councils_buy(waking(day, "taitshire-pct.chief")))


def test_what_is_new_has_no_budget_with_those_who_would_pay(day: OpenDay) -> None:
    ask = put_to(occasions.watched_over(waking(day, "ashton.sales")))["taitshire-pct"].build(Random(1))
    number = day.local("taitshire-pct.chief", day.done("ashton.sales", ask))
    deal = day.session.view("taitshire-pct.chief").world.agreements[number]
    plain = replace(deal, about=tuple(topic for topic in deal.about if topic != "technology"))
    wary, open_ = (
        judged(s, deal)[0] - judged(s, plain)[0]
        for s in (
            waking(day, "taitshire-pct.chief", openness_to_outsiders=x, concern_quality=0.1)
            for x in (0.1, 0.9)
        )
    )
    assert wary < open_ < 0.1


def test_who_pays_much_beyond_the_county_line_would_have_it_done_here(day: OpenDay) -> None:
    found = put_to(occasions.brought_back(waking(day, "georgetown-pct.finance")))
    assert set(found) == {"georgetown-trust", "gomersall-trust"}
    ask = found["georgetown-trust"].build(Random(2))
    assert isinstance(ask, Propose) and "out of the county" in ask.clauses[0].words
    day.done("georgetown-pct.chief", ask)
    assert not list(occasions.brought_back(waking(day, "taitshire-pct.finance"))), "it pays little there"


def test_hospitals_share_services_out_unless_they_are_rivals(day: OpenDay) -> None:
    s = waking(day, "gomersall-trust.chief")
    friendly = put_to(occasions.shared_out(s))["georgetown-trust"].worth
    s.memory.heat["competition"] = 2.0
    assert put_to(occasions.shared_out(s))["georgetown-trust"].worth < friendly - 1
    day.done("gomersall-trust.chief", put_to(occasions.shared_out(s))["georgetown-trust"].build(Random(3)))


def test_crews_turn_to_those_at_whose_door_they_stand_and_monitors_come_from_whoever_has_them(
    day: OpenDay,
) -> None:
    crews = put_to(occasions.options(waking(day, "catt-ambulance.chief")))
    assert {"georgetown-trust", "gomersall-trust"} <= set(crews)
    watched = put_to(occasions.watched_over(waking(day, "ashton.sales")))
    assert {"taitshire-pct", "county-council"} <= set(watched)
    ask = watched["county-council"].build(Random(1))
    assert isinstance(ask, Propose) and "technology" in ask.about and "pathway" in ask.about
    day.done("ashton.sales", ask)
    assert not list(occasions.watched_over(waking(day, "vango.regional")))


def test_an_arm_asks_for_the_buildings_it_works_in_and_the_owner_is_loath_to_part_with_them(
    day: OpenDay,
) -> None:
    owner = "taitshire-pct.estates"
    arm = next(seat.id for seat in day.patch.active_seats if seat.organisation == "taitshire-services")
    ask = put_to(estate.freehold(waking(day, arm)))["taitshire-pct"].build(Random(1))
    assert isinstance(ask, Propose) and "freehold" in ask.clauses[0].words.lower()
    number = day.local(owner, day.done(arm, ask))
    deal = day.session.view(owner).world.agreements[number]
    own, others = waking(day, owner, concern_independence=0.9), waking(day, owner, concern_independence=0.1)
    plain = replace(deal, clauses=(replace(deal.clauses[0], words="The rooms are painted."),))
    assert judged(own, deal)[0] < judged(own, plain)[0] - 0.9
    assert judged(others, deal)[0] > judged(own, deal)[0]
    nowhere = waking(day, owner, off=frozenset({"place"}))
    assert judged(nowhere, deal)[0] == judged(nowhere, plain)[0], "without place, buildings bind nobody"
    assert not list(estate.freehold(waking(day, "farrell.chair"))), "it owns what it works in"


def test_an_arm_that_is_to_stand_alone_asks_its_neighbours_for_their_part(day: OpenDay) -> None:
    arm = next(seat.id for seat in day.patch.active_seats if seat.organisation == "taitshire-services")
    (option,) = estate.stand_alone(waking(day, arm))
    day.done(arm, option.build(Random(4)))
    assert not list(estate.stand_alone(waking(day, "gomersall-group.chair")))


def test_a_building_that_costs_the_same_full_or_empty_is_to_be_filled(day: OpenDay) -> None:
    (option,) = estate.fill(waking(day, "georgetown-trust.chief"))
    ask = option.build(Random(1))
    assert isinstance(ask, Message)
    day.done("georgetown-trust.chief", ask)
    assert not list(estate.fill(waking(day, "gomersall-trust.chief"))), (
        "its charge is small beside its income"
    )
    full = waking(day, "georgetown-trust.chief")
    full.memory.figures["bed-occupancy|georgetown-trust"] = (1, 95.0, 94.0)
    full.at += 60
    assert not list(estate.fill(full))
    slow = waking(day, "georgetown-trust.chief")
    slow.memory.figures["rtt-within-18w|georgetown-trust"] = (1, 80.0, 82.0)
    slow.at += 60
    assert not list(estate.fill(slow)), "nobody praises waits that are long"


def test_what_passes_between_bodies_is_asked_about_where_a_rule_leaves_it_to_nobody(day: OpenDay) -> None:
    seat = next(seat.id for seat in day.patch.active_seats if seat.organisation == "hcc")
    (option,) = between.options(waking(day, seat))
    assert not list(between.options(without_rule(waking(day, seat), between.EACH_ALONE)))
    day.done(seat, option.build(Random(1)))
    assert not list(between.options(waking(day, "gomersall-trust.chief"))), "it oversees nobody"


def test_a_buyer_with_people_of_its_own_talks_of_a_tender_and_holds_none(day: OpenDay) -> None:
    buyer = "taitshire-pct.commissioning"

    def thought(s: Situation) -> dict[str, Option]:
        s.memory.heat["competition"] = 2.0
        return {option.move: option for option in tenders.begin(s)}

    keen = {"openness_to_outsiders": 0.9, "proactive": 0.9}
    own = thought(waking(day, buyer, **keen))
    assert "tender" in own["message"].build(Random(1)).text.lower()
    assert own["message"].towards not in ("", "taitshire-services"), "nobody writes so to its own people"
    plain = thought(without_rule(waking(day, buyer, **keen), tenders.TWO_HATS))
    assert "message" not in plain and ("tender" not in own or own["tender"].worth < plain["tender"].worth)
    day.done(buyer, own["message"].build(Random(1)))


def put_out(day: OpenDay, lots: int = 7) -> TenderRef:
    """A tender of the larger purchaser; its number on the record."""
    return TenderRef(
        day.done(
            "taitshire-pct.commissioning",
            PutToTender(title=Text(CENTRES if lots > 1 else "A visiting service"), intention=Text("Nearer home"),
                        specification=Text("Care near to where people live"), criteria=(Text("quality"),),
                        weights=(Percent(100),), minutes=Minutes(40), lots=lots,
                        specified="outcomes" if lots > 1 else "pathways"),
        )
    )  # fmt: skip


def tender_before(s: Situation) -> Any:
    (tender,) = s.world.tenders.values()
    return tender


def offered(day: OpenDay, seat: str, seed: int, **traits: float) -> BidInTender:
    s = waking(day, seat, **traits)
    bid = bidding.offer(s, Random(seed), tender_before(s))
    assert isinstance(bid, BidInTender)
    return bid


def test_a_bid_says_what_one_would_do_from_what_one_is(day: OpenDay) -> None:
    put_out(day)
    wards = [offered(day, "georgetown-trust.chief", seed).text.lower() for seed in range(8)]
    assert all("beds" in words or "ward" in words for words in wards) and any("tariff" in w for w in wards)
    small = [offered(day, "farrell.chair", seed).text.lower() for seed in range(8)]
    assert not any("tariff" in words for words in small)
    assert sum("home" in words for words in small) >= 6
    poor, rich = (
        sum(
            any(stem in offered(day, "gomersall-group.chair", seed, concern_prevention=x).text.lower()
                for stem in ("poorest", "inequality", "deprived", "die youngest"))
            for seed in range(12)
        )
        for x in (0.9, 0.1)
    )  # fmt: skip
    assert poor > rich == 0
    day.done("georgetown-trust.chief", offered(day, "georgetown-trust.chief", 1))


def test_a_plain_tender_is_answered_as_ever(day: OpenDay) -> None:
    put_out(day, lots=1)
    s = waking(day, "georgetown-trust.chief")
    assert bidding.concept(s, Random(1), tender_before(s), 90) == ()
    assert bidding.in_time(s, tender_before(s))
    s.at = tender_before(s).closes
    assert not bidding.in_time(s, tender_before(s)), "nobody is late for a small one"


def test_a_large_bid_takes_time_longer_for_the_unskilled_and_goes_in_late_rather_than_never(
    day: OpenDay,
) -> None:
    put_out(day)
    trust, group = waking(day, "georgetown-trust.chief"), waking(day, "south-group.chair", grip=0.2)
    tender = tender_before(group)
    group.at = trust.at = tender.opened + 15
    assert 1 > bidding.unready(group, tender) > bidding.unready(trust, tender_before(trust)) >= 0
    before = bidding.unready(group, tender)
    group.at += 5
    assert bidding.unready(group, tender) < before
    group.at = tender.closes + 5
    assert bidding.in_time(group, tender)
    group.at = tender.closes + bidding.LATE
    assert not bidding.in_time(group, tender)


def test_who_owns_nothing_and_counts_pennies_would_sooner_be_asked_to_join(day: OpenDay) -> None:
    put_out(day)

    def worth(**traits: float) -> float:
        s = waking(day, "vango.regional", **traits)
        (option,) = bidding.options(s, tender_before(s))
        return option.worth

    assert worth(appetite_for_risk=0.9) > worth(appetite_for_risk=0.1)
    assert bidding.at_stake(waking(day, "vango.regional")) > bidding.at_stake(
        waking(day, "georgetown-trust.chief")
    )
    assert bidding.at_stake(waking(day, "vango.regional", off=frozenset({"place"}))) == 0


def test_a_buyer_gives_longer_when_fewer_lots_are_bid_for_than_it_wants(day: OpenDay) -> None:
    put_out(day)
    buyer = "taitshire-pct.commissioning"
    s = waking(day, buyer)
    tender = tender_before(s)
    s.at = tender.closes - 6
    assert "change-timetable" in {option.move for option in tenders.run(s, tender)}
    day.done(
        "georgetown-trust.chief",
        replace(offered(day, "georgetown-trust.chief", 1), lots=7, together_with=()),
    )
    s = waking(day, buyer)
    s.at = tender.closes - 6
    assert "change-timetable" not in {option.move for option in tenders.run(s, tender_before(s))}


def who_runs_tenders(day: OpenDay) -> str:
    return next(
        seat
        for seat in day.session.world.seats_of("taitshire-pct")
        if waking(day, seat).falls_to_me("strategy", "contract", scope="agreements")
    )


def test_a_word_to_whoever_was_counted_on_and_did_not_bid_for_some_weeks_and_once(day: OpenDay) -> None:
    put_out(day)
    buyer = who_runs_tenders(day)
    s = waking(day, buyer)
    tender = tender_before(s)
    s.memory.contacts["vango"] = 5
    s.at = tender.closes
    assert not list(bidding.missed(s, tender)), "a late one may still come"
    s.at = tender.closes + bidding.LATE + bidding.WONDERS
    assert not list(bidding.missed(s, tender)), "it is long past"
    s.at = tender.closes + bidding.LATE
    assert not list(bidding.missed(s, replace(tender, barred=(buyer,)))), "who is barred sees no bids"
    (option,) = bidding.missed(s, tender)
    assert option.towards == "vango"
    day.done(buyer, option.build(Random(1)), at=s.at)
    again = waking(day, buyer)
    again.memory.contacts["vango"] = 5
    assert not list(bidding.missed(again, tender))


def test_firms_that_were_asked_for_no_bid_are_no_surprise(day: OpenDay) -> None:
    put_out(day, lots=1)
    s = waking(day, who_runs_tenders(day))
    s.memory.contacts["vango"] = 5
    s.at = tender_before(s).closes + bidding.LATE
    assert not list(bidding.missed(s, tender_before(s)))
