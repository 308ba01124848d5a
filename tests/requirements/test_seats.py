"""Seats: own posts and unfamiliar ones, ties from before play, the regulators beside the locals, and a room of seventy."""

from __future__ import annotations

import dataclasses
import re

import pytest

from shirehall.paper.method import method
from shirehall.paper.reader import Reader
from shirehall.patch.pack import Patch
from shirehall.patch.ties import tie, ties_among
from shirehall.play.fields import PlanLine
from shirehall.play.moves.consult import Consult
from shirehall.play.moves.message import Message
from shirehall.play.moves.plan import SignOffPlan, SubmitPlan
from shirehall.study.measures import compute
from shirehall.study.reading import tell
from tests.play.county import OpenDay, bigshire
from tests.requirements.helpers import DayOf

CHAIRS = ("saltmere.chair", "holmewold.chair", "marlbridge.chair", "lindenvale.chair")
NATIONAL = {"nhscb": "sign-off-plans", "monitor": "license", "cqc": "register"}


@pytest.mark.requirement("SEA-03")
def test_every_seat_says_whether_it_is_the_players_own_post_and_how_many_years_are_brought_to_it():
    seats = [seat for seat in bigshire().seats.seats if seat.organisation != "control"]
    assert {seat.position for seat in seats} == {"own", "assigned"}
    own = [seat for seat in seats if seat.position == "own"]
    assert len(own) > len(seats) / 2
    assert all(seat.experience_years >= 1 for seat in own)
    familiar = {
        "gp",
        "doctor",
        "nurse",
        "manager",
        "finance",
        "public-health",
        "councillor",
        "therapist",
        "analyst",
    }
    assert {seat.profession for seat in own} <= familiar | {"lay"}


@pytest.mark.requirement("SEA-18")
def test_own_post_or_assigned_is_a_switch_of_each_seat_and_an_assigned_one_says_why():
    seats = bigshire().seats.seats
    assigned = [seat for seat in seats if seat.position == "assigned"]
    assert {"nhscb", "monitor", "cqc", "healthwatch"} <= {seat.organisation for seat in assigned}
    assert all(seat.rationale.strip() for seat in assigned)


@pytest.mark.requirement("SEA-18")
def test_what_people_in_their_own_posts_did_is_set_beside_what_people_in_assigned_ones_did():
    day = OpenDay()
    day.done("saltmere.chair", Message(to=("buft.chief",), text="When can we meet?"))
    asked = day.done("buft.chief", Message(to=("nhscb.regional",), text="Who decides?"))
    day.done(
        "nhscb.regional",
        Message(to=("buft.chief",), text="You.", in_reply_to=day.local("nhscb.regional", asked)),
    )
    telling = tell(day.session.events, day.patch)
    own, assigned = compute("acts-by-position", telling).dicts()
    assert (own["position"], own["acts"], own["started_share"]) == ("own", 2, 1.0)
    assert (assigned["position"], assigned["acts"], assigned["started_share"]) == ("assigned", 1, 0.0)
    assert own["seats"] + assigned["seats"] == sum(
        s.organisation != "control" for s in day.patch.active_seats
    )
    shown = next(
        block for block in method(Reader(telling)).blocks if "own posts" in getattr(block, "caption", "")
    )
    assert [(cells.cells[0], cells.cells[2]) for cells in shown.rows] == [
        ("Their own post", "2"),
        ("A post given to them", "1"),
    ]


@pytest.mark.requirement("SEA-08")
def test_the_checklist_plans_invitations_with_their_notice_and_the_confirmation_of_who_comes():
    weeks = {"two": 2, "four": 4, "six": 6, "eight": 8, "ten": 10}
    lines = bigshire().seats.checklist
    notice = {
        line: weeks[found.group(1).lower()]
        for line in lines
        if (found := re.match(r"(\w+) weeks before", line)) and found.group(1).lower() in weeks
    }
    invited = [weeks for line, weeks in notice.items() if "invite" in line]
    confirmed = [weeks for line, weeks in notice.items() if "confirm" in line]
    assert invited and min(invited) >= 8
    assert len(confirmed) >= 2 and max(confirmed) < min(invited)


@pytest.mark.requirement("SEA-15")
def test_the_matrix_of_ties_is_set_before_play_and_the_doctors_know_each_other():
    matrix = ties_among(bigshire(), CHAIRS)
    assert all(matrix[i][j] == matrix[j][i] for i in range(4) for j in range(4))
    apart = [matrix[i][j] for i in range(4) for j in range(4) if i != j]
    assert min(apart) > 0.1 and max(apart) == 0.8 and matrix[0][0] == 1.0
    assert tie(bigshire(), "holmewold.chair", "wrenby.chair") > 0.5
    for body in NATIONAL:
        outsiders = [seat.id for seat in bigshire().seats_of(body) if seat.outsider]
        assert outsiders
        assert all(tie(bigshire(), seat, chair) <= 0.1 for seat in outsiders for chair in CHAIRS)


@pytest.mark.requirement("SEA-15")
def test_a_tie_between_two_people_counts_before_that_of_their_bodies():
    assert tie(bigshire(), "saltmere", "holmewold") == 0.45
    assert tie(bigshire(), "saltmere.chair", "holmewold.chair") == 0.6
    assert tie(bigshire(), "saltmere.finance", "holmewold.chair") == 0.45
    assert all(one.why.strip() for one in bigshire().seats.ties)


@pytest.mark.requirement("SEA-17")
def test_the_national_regulators_sit_beside_local_bodies_with_powers_that_no_local_body_has():
    day = OpenDay()
    world = day.session.world
    for body, power in NATIONAL.items():
        assert world.seats_of(body) and power in world.organisations[body].powers
        assert set(world.with_power(power)) <= set(NATIONAL)
    line = PlanLine("acute", 100, "fewer referrals")
    plan = day.done(
        "saltmere.chair", SubmitPlan(to=("nhscb", "hwb"), title="Savings", gap=100, lines=(line,))
    )
    assert "power" in day.refused("hwb.chair", SignOffPlan(plan=day.local("hwb.chair", plan)))
    signer = next(s for s in world.seats_of("nhscb") if "plans" in world.seats[s].may_commit)
    day.done(signer, SignOffPlan(plan=day.local(signer, plan)))


@pytest.mark.requirement("SEA-19")
def test_the_health_board_starts_with_good_data_able_people_and_no_power_to_compel():
    board = bigshire().organisation("hwb")
    analysts = [s for s in bigshire().seats_of("hwb") if "public-health" in s.skills]
    best = max(seat.skills["public-health"].actual for seat in analysts)
    others = [s for s in bigshire().active_seats if s.organisation != "hwb" and "public-health" in s.skills]
    assert best >= 0.9 and best >= max((s.skills["public-health"].actual for s in others), default=0)
    assert max(s.skills["data"].actual for s in analysts if "data" in s.skills) >= 0.85
    assert {"assess-need"} <= set(board.powers)
    compelling = {
        "commission",
        "sign-off-plans",
        "authorise",
        "intervene",
        "allocate-funds",
        "license",
        "rule",
        "set-prices",
    }
    assert not compelling & set(board.powers)
    known = {fact.key for fact in bigshire().facts_known_to("hwb")}
    assert {"hwb.life-gap", "saltmere.most-deprived-fifth", "lindenvale.copd"} <= known
    day = OpenDay()
    day.done("hwb.chair", Consult(whom="public", specificity=1, text="What matters to you?"))


def crowded(patch: Patch, seats: int, bodies: int) -> Patch:
    """The patch with bodies and seats added until there are so many, each a copy under another name."""
    organisations, chairs = list(patch.organisations), list(patch.seats.seats)
    seated = [body for body in organisations if body.seated == "yes"]
    for number in range(bodies - len(seated)):
        like = patch.organisation("cuddles")
        twin = like.model_copy(
            update={"id": f"guest{number}", "name": f"Guest {number}", "short": f"Guest {number}"}
        )
        organisations.append(twin)
        first = patch.seats_of("cuddles")[0]
        chairs.append(first.model_copy(update={"id": f"guest{number}.chief", "organisation": twin.id}))
    extra = seats - len(
        [seat for seat in chairs if seat.only_with is None and seat.organisation != "control"]
    )
    like_seat = patch.seats_of("buft")[0]
    chairs += [like_seat.model_copy(update={"id": f"buft.ward{number}"}) for number in range(extra)]
    return dataclasses.replace(
        patch, organisations=tuple(organisations), seats=patch.seats.model_copy(update={"seats": chairs})
    )


@pytest.mark.requirement("SEA-07")
def test_seventy_players_in_twenty_two_bodies_play_every_month_of_a_year_within_its_minutes():
    patch = crowded(bigshire(), 70, 22)
    day = DayOf(patch)
    seats = [seat.id for seat in patch.active_seats if seat.organisation != "control"]
    assert len(seats) == 70 and len({day.session.world.organisation_of(seat) for seat in seats}) >= 22
    for month in range(1, 14):
        opens = (month - 1) * 20
        day.pass_to(opens)
        for number, seat in enumerate(seats):
            at = opens + number * 20 // len(seats)
            if at > day.at:
                day.pass_to(at)
            other = seats[(number + month) % len(seats)]
            outcome = day.session.submit(seat, Message(to=(other,), text=f"Month {month}"), at=at)
            assert outcome.refusal is None and outcome.events[0].month == month
    day.pass_to(13 * 20)
    assert day.session.world.clock.closed
    sent = [e for e in day.session.events if e.kind == "message-sent"]
    assert len(sent) == 70 * 13 and {e.month for e in sent} == set(range(1, 14))
    for seat in (seats[0], seats[-1], "guest0.chief"):
        mine = [e for e in day.session.view(seat).events if e.kind == "message-sent"]
        assert len(mine) == 26 and all(seat == e.seat or seat in e.addressees for e in mine)
