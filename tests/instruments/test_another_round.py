"""What scripts make of years between: what came to nothing is let go, what ran is built on, and what the rules have opened is used."""

from __future__ import annotations

import dataclasses
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from shirehall.patch.round_pack import in_round
from shirehall.play.fields import Clause
from shirehall.play.moves.plan import SubmitPlan
from shirehall.play.moves.tendering import PutToTender
from shirehall.players.minds import years
from shirehall.players.minds.character import character_of, roster_of
from shirehall.players.minds.memory import Memory, years_later
from shirehall.players.minds.options import formal, plans, tenders
from tests.instruments.test_minds import BUYER, OpenDay, day_with, moves, seat_of, situation
from tests.packs import pack

AIM = "buy services from up to seven resource centres"
TERMS = (
    Clause("Twenty places.", "avoidance", (("commissioner", BUYER), ("places", 20), ("provider", "bct"))),
)


@pytest.fixture(scope="module")
def day() -> OpenDay:
    return day_with()


def buyer(day: OpenDay, *aims: str, memory: dict[str, object] | None = None) -> Any:
    s = situation(day, seat_of(day, BUYER, "agreements"), memory)
    s.who = dataclasses.replace(s.who, aims=aims)
    return s


def with_deals(s: Any, **deals: tuple[int, str]) -> Any:
    """A situation that knows side deals of one title: with whom, when each last moved, and its phase."""
    known = {
        number: SimpleNamespace(
            title="Rapid response",
            tier="side",
            phase=phase,
            typed=TERMS,
            clauses=TERMS,
            parties=(BUYER, other),
        )
        for number, (other, (_, phase)) in enumerate(deals.items(), 1)
    }
    s.memory.deals = {number: moved for number, (moved, _) in enumerate(deals.values(), 1)}
    s.memory.round_began = 100
    s.world = SimpleNamespace(agreements=known, rules=s.world.rules)
    return s


def test_a_tender_is_for_what_a_body_set_out_to_buy_in_as_many_lots_as_its_aim_says(day: OpenDay) -> None:
    ask = tenders.put_out(buyer(day, AIM), Random(1))
    plain = tenders.put_out(buyer(day, "narrow inequality"), Random(1))
    assert isinstance(ask, PutToTender) and isinstance(plain, PutToTender)
    assert (ask.title, ask.lots) == ("Services from up to seven resource centres", 7)
    assert plain.title in {sort[0] for sort in tenders.SORTS} and plain.lots == 1
    assert ask.minutes > plain.minutes
    polyclinic = tenders.put_out(buyer(day, "buy a polyclinic"), Random(1))
    assert isinstance(polyclinic, PutToTender) and (polyclinic.title, polyclinic.lots) == ("A polyclinic", 1)
    assert tenders.meant_to_buy(buyer(day, "a polyclinic in the centre")) == ""


def test_schemes_that_ran_for_years_embolden_and_those_of_this_year_do_not(day: OpenDay) -> None:
    fresh = with_deals(buyer(day), bct=(120, "in-force"))
    proven = with_deals(buyer(day), bct=(50, "in-force"), cuddles=(60, "ended"))
    assert (years.came_to_run(fresh), years.came_to_run(proven)) == (0, 2)
    assert years.ambition(fresh) == 1 < years.ambition(proven)


def test_what_came_to_nothing_in_another_round_is_no_reason_against_a_fresh_try(day: OpenDay) -> None:
    assert years.put_already(with_deals(buyer(day), bct=(50, "lapsed")), "Rapid", "bct") == 0
    assert years.put_already(with_deals(buyer(day), bct=(120, "lapsed")), "Rapid", "bct") == 1
    assert years.put_already(with_deals(buyer(day), bct=(50, "in-force")), "Rapid", "bct") == 1
    elsewhere = with_deals(buyer(day), bct=(50, "in-force"), cuddles=(120, "proposed"))
    assert years.put_already(elsewhere, "Rapid", "bigment") == years.ELSEWHERE
    assert years_later({"proposed/bct": (3, 40), "signed/bct": (2, 41)}) == {
        "proposed/bct": (0, 40),
        "signed/bct": (2, 41),
    }
    assert Memory("x").round_began == 0


def test_a_large_purchase_and_a_budget_of_ones_own_are_laid_before_whoever_signs_plans_off() -> None:
    day = day_with()
    s = buyer(day, AIM)
    assert "submit-plan" not in moves(plans.before_one_commits(s))
    day.done(s.who.seat, tenders.put_out(s, Random(1)))
    option = moves(plans.before_one_commits(buyer(day, AIM)))["submit-plan"]
    ask = option.build(Random(2))
    assert isinstance(ask, SubmitPlan) and "what we mean to buy" in ask.title
    assert all("sign-off-plans" in day.session.world.organisations[body].powers for body in ask.to)


def test_an_intervention_that_ends_names_the_month_in_which_one_leaves(day: OpenDay) -> None:
    ask = formal.leave(situation(day, seat_of(day, BUYER, "agreements")), Random(3), 1)
    assert ask.text.strip()


def test_bodies_that_merged_in_play_go_on_into_the_next_round_under_their_own_name() -> None:
    seesaw = pack("seesaw")
    heirs = {"gomersall-group": "north-group", "west-group": "north-group"}
    now = in_round(seesaw, 1, heirs, {}, {}, {"north-group": ("The North Group of Practices", "North group")})
    body = now.organisation("north-group")
    assert (body.short, body.kind, body.seated) == ("North group", "gp-provider", "yes")
    assert body.traits == seesaw.organisation("gomersall-group").traits
    seats = {seat.id for seat in now.seats_of("north-group")}
    assert {"gomersall-group.chair", "west-group.chair"} <= seats
    assert roster_of(now).names["north-group"] == "North group"
    assert character_of(now, "west-group.chair").name == "North group"
