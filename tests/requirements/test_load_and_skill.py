"""Load beyond what a seat can handle, skills that are not what their owner thinks, and work that is left unfinished."""

from __future__ import annotations

from functools import cache

import pytest

from shirehall.patch.pack import Patch
from shirehall.patch.pressure import with_pressure
from shirehall.play.fields import PlanLine
from shirehall.play.moves.awarding import Award, Evaluate
from shirehall.play.moves.plan import ReviewPlan, SubmitPlan
from shirehall.play.moves.tendering import BidInTender, PutToTender
from shirehall.players.minds.character import character_of
from shirehall.study.measures import compute, reading
from shirehall.study.reading import Telling, tell
from tests.play.county import OpenDay, bigshire, catalogue
from tests.players.helpers import year


def hurried(minutes: float) -> Patch:
    """Bigshire with so many minutes of attention a month for each seat."""
    own = bigshire().head.pressure.attention_minutes
    return with_pressure(bigshire(), attention_minutes=own.model_copy(update={"value": minutes}))


@cache
def scripted_year(minutes: float, months: int | None = None) -> Telling:
    """A year of scripts, or its first months."""
    played = year(1, patch=hurried(minutes), months=months)
    return tell(played.events, played.patch)


@pytest.mark.requirement("PUR-04")
def test_the_seats_meant_to_be_overloaded_have_more_before_them_than_a_month_has_minutes_for():
    telling = scripted_year(20)
    pressure = telling.patch.head.pressure
    answering = min(catalogue().moves[name].minutes for name in ("answer", "review-plan", "rule"))
    assert pressure.attention_minutes.value == 20 and len(pressure.overloaded_seats) >= 3
    rows = compute("load", telling).dicts()

    def over(seat: str) -> int:
        mine = {row["month"]: row for row in rows if row["seat"] == seat}
        carried = {month: row["open_at_month_end"] for month, row in mine.items()}
        wanted = (answering * (row["received"] + carried.get(month - 1, 0)) for month, row in mine.items())
        return sum(minutes > pressure.attention_minutes.value for minutes in wanted)

    assert all(over(seat) >= 10 for seat in pressure.overloaded_seats)
    others = sorted(
        over(each.id) for each in telling.patch.active_seats if each.id not in pressure.overloaded_seats
    )
    assert others[2 * len(others) // 5] == 0, "two in five of all the others never have"
    assert others[len(others) // 2] <= 1, "half of all the others have once in the year at most"


@pytest.mark.requirement("PUR-04")
def test_the_pressure_is_a_setting_of_the_pack_and_less_time_leaves_more_unanswered():
    pressed, eased = scripted_year(6, months=5), scripted_year(80, months=5)
    assert pressed.events[0].body["pressure"]["attention_minutes"] == 6
    few, many = (reading("unanswered-share", each).value for each in (eased, pressed))
    assert few is not None and many is not None and many > few + 0.05
    assert len(eased.acts) > len(pressed.acts)


@pytest.mark.requirement("SEA-10")
def test_what_a_seat_can_do_stands_apart_from_what_it_thinks_it_can_do():
    skills = {seat.id: seat.skills for seat in bigshire().seats.seats}
    blind = [
        (seat, name)
        for seat, known in skills.items()
        for name, skill in known.items()
        if skill.self_rated - skill.actual >= 0.2
    ]
    assert len(blind) >= 8
    assert {seat.split(".")[0] for seat, _ in blind} >= {"saltmere", "holmewold", "marlbridge", "lindenvale"}
    mind = character_of(bigshire(), "saltmere.practices")
    own = skills["saltmere.practices"]["contracting"]
    assert mind.believed["contracting"] >= own.self_rated > mind.skills["contracting"]


@pytest.mark.requirement("SEA-10")
def test_no_view_tells_a_seat_how_able_it_or_anybody_is():
    day = OpenDay()
    for seat in ("saltmere.chair", "nhscb.regional"):
        text = str([event.body for event in day.session.view(seat).events])
        assert "self_rated" not in text and "actual" not in str(day.session.view(seat).world.seats[seat])


def tendered(day: OpenDay, minutes: int) -> int:
    ask = PutToTender(
        title="Night nursing",
        intention="Fewer nights in hospital",
        specification="A nurse within the hour",
        criteria=("quality", "price"),
        weights=(60, 40),
        minutes=minutes,
    )
    return day.done("lindenvale.chair", ask)


@pytest.mark.requirement("CLK-07")
def test_a_bid_left_half_done_keeps_its_completeness_and_may_still_be_judged_and_win():
    day = OpenDay()
    tender = tendered(day, 10)
    seat, buyer = "bct.chief", "lindenvale.chair"
    ask = BidInTender(
        tender=day.local(seat, tender),
        sum=90_000_000,
        completeness=40,
        covers=("quality",),
        text="Costs follow.",
    )
    day.done(seat, ask)
    day.pass_to(15)
    (bid,) = day.session.world.tenders[tender].bids
    assert (bid.completeness, bid.covers, bid.late) == (40, ("quality",), False)
    judged = Evaluate(tender=day.local(buyer, tender), bidder="bct", scores=(70, 0), text="No price yet.")
    day.done(buyer, judged)
    day.done(buyer, Award(tender=day.local(buyer, tender), bidder="bct", text="They can start in May."))
    kept = day.session.world.tenders[tender]
    assert kept.awarded == ("bct",) and kept.bids[0].completeness == 40


@pytest.mark.requirement("CLK-07")
def test_a_tender_and_a_plan_that_the_round_cut_short_stand_on_the_record_as_far_as_they_had_come():
    day = OpenDay()
    day.pass_to(12 * 20)
    tender = tendered(day, 60)
    line = PlanLine("acute", 300_000_000, "fewer referrals")
    plan = day.done(
        "saltmere.chair", SubmitPlan(to=("nhscb",), title="Savings", gap=1_100_000_000, lines=(line,))
    )
    board = "nhscb.regional"
    day.done(
        board, ReviewPlan(plan=day.local(board, plan), verdict="not credible", text="Two thirds are missing.")
    )
    day.pass_to(13 * 20)
    world = day.session.world
    assert world.clock.closed and world.tenders[tender].status == "open"
    kept = world.plans[plan]
    assert kept.found_pence / kept.gap_pence == pytest.approx(0.27, abs=0.01) and kept.status == "reviewed"
