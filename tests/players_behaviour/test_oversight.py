"""How those above hold others to account: step by step, by the power they have, and those who watch the same together."""

from __future__ import annotations

from itertools import pairwise

import pytest

from shirehall.play.record.event import Event
from shirehall.players.minds.options import oversight, peers
from shirehall.players.minds.options.reviews import belied, losing
from shirehall.players.minds.pressure import ARM
from tests.players.helpers import Played, usual_year
from tests.players.test_mechanisms import situation


@pytest.fixture(scope="module")
def played() -> Played:
    return usual_year()


def towards(played: Played, event: Event) -> set[str]:
    """The bodies that an act is addressed to."""
    seats = played.session.world.seats
    return {played.session.world.organisation_of(seat) for seat in event.addressees if seat in seats}


def with_a_long_arm(played: Played) -> set[str]:
    """Bodies whose powers let them hold others to account."""
    return {
        o.id
        for o in played.patch.organisations
        if max((ARM.get(power, 0) for power in o.powers), default=0) >= oversight.LONG_ARM
    }


def test_who_steps_in_or_questions_a_figure_asked_about_it_first(played: Played) -> None:
    overseers = with_a_long_arm(played)
    open_questions = [
        e for e in played.events
        if e.kind == "challenged" and e.organisation in overseers and e.about[:1] == ("money",) and e.in_reply_to is None
    ]  # fmt: skip
    assert open_questions
    for event in open_questions:
        before = [
            e
            for e in played.events[: event.seq]
            if e.kind == "asked" and e.organisation == event.organisation
        ]
        assert any(towards(played, event) & towards(played, e) for e in before), event.seq


def test_pressing_comes_after_the_date_of_what_was_asked(played: Played) -> None:
    pressed = [e for e in played.events if e.kind == "pressed" and e.organisation in with_a_long_arm(played)]
    assert pressed
    assert all(e.at > played.session.world.requests[e.subject or 0].due for e in pressed)


def test_a_short_arm_asks_seldom_and_steps_in_nowhere() -> None:
    board, council = situation("nhscb.performance"), situation("hwb.chair")
    assert oversight.arm(board) >= oversight.LONG_ARM > oversight.arm(council)
    moves = {option.move for option in oversight.options(council)}
    assert not moves & {"challenge", "intervene", "advise"}


def test_each_further_pound_in_the_red_looks_less_grave_than_the_one_before() -> None:
    sizes = [oversight.gravity("commissioner-balance", -1e6 * n) for n in range(6)]
    steps = [after - before for before, after in pairwise(sizes)]
    assert sizes[0] == 0 < steps[-1] and steps == sorted(steps, reverse=True) and sizes[-1] < 1


def test_a_plan_is_weighed_by_what_the_figures_say_of_its_body() -> None:
    judge = situation("nhscb.performance")
    plan = next(p for p in judge.world.plans.values() if p.owner in oversight.watched(judge))
    balance = {f"commissioner-balance|{plan.owner}": (4, -4e6, -3e6)}
    red = situation(
        "nhscb.performance",
        memory={"figures": balance, "bad": {key: row[:2] for key, row in balance.items()}},
    )
    fine = situation("nhscb.performance", memory={"figures": {}, "bad": {}})
    assert losing(red, plan.owner) == 1_200_000_000 > 0 == losing(fine, plan.owner)
    assert belied(red, plan) > belied(fine, plan)


def test_two_offices_that_watch_the_same_bodies_take_each_other_for_fellows_and_others_do_not() -> None:
    assert (
        peers.fellow(situation("monitor.case")) == "cqc"
        and peers.fellow(situation("cqc.manager")) == "monitor"
    )
    assert peers.fellow(situation("nhscb.regional")) == ""
    assert not list(peers.options(situation("saltmere.chair")))
    new, used = (situation("cqc.manager", memory={"contacts": {"monitor": n}}) for n in (0, 12))
    assert 0 == peers.done_together(new, "monitor") < peers.done_together(used, "monitor") <= 1
