"""How scripts deal with rules that leave room, and with more on the desk than a month holds."""

from __future__ import annotations

from collections import Counter

import pytest

from shirehall.players.minds.mind import ScriptedMind
from tests.players.helpers import Played, usual_year


@pytest.fixture(scope="module")
def played() -> Played:
    return usual_year()


@pytest.mark.requirement("RUL-03")
def test_scripts_ask_those_who_may_rule_and_some_questions_stay_open_to_the_end(played: Played) -> None:
    world = played.session.world
    questions = list(world.questions.values())
    found = Counter(q.status for q in questions)
    assert found["answered"] > 2 and found["open"] > 2
    assert all(q.asker in world.seats and q.askees and q.month for q in questions)
    open_still = {q.rule for q in questions if q.status == "open"}
    assert open_still & {rule.id for rule in world.rules.values() if rule.clarity != "clear"}


@pytest.mark.requirement("RUL-01")
def test_scripts_are_refused_by_nothing_but_rules_of_the_register_and_what_cannot_be(played: Played) -> None:
    rules = set(played.session.world.rules)
    refused = [e for e in played.events if e.kind == "move-refused"]
    named = [e.body["rule"] for e in refused if e.body["rule"]]
    assert set(named) <= rules
    assert all(e.body["why"] for e in refused)


@pytest.mark.requirement("PAC-02")
def test_some_seats_of_scripts_are_swamped_and_it_is_seen_in_what_they_leave_lying(played: Played) -> None:
    world = played.session.world
    load = Counter(seat for r in world.requests.values() for seat in r.askees)
    busy = {seat for seat, _ in load.most_common(6)}
    quiet = [seat for seat in world.seats if seat not in busy and load[seat]]
    assert sum(load[seat] for seat in busy) > 0.3 * sum(load.values())
    assert len(quiet) > 20

    def slow(seats: set[str] | list[str]) -> float:
        waits = [
            at - r.at for r in world.requests.values() for seat, (_, at) in r.replies.items() if seat in seats
        ]
        return sum(waits) / len(waits)

    assert slow(busy) > slow(quiet)


@pytest.mark.requirement("PAC-03")
def test_what_one_does_costs_minutes_in_which_nothing_else_is_done_and_strangers_cost_more(
    played: Played,
) -> None:
    """First questions of those whose month holds as many minutes as the clock's, to bodies they knew well before play and to others."""
    world = played.session.world
    ends: dict[str, int] = {}
    strangers, friends, met = [], [], set()
    for trace in played.traces:
        assert trace.at >= ends.get(trace.seat, 0), trace
        ends[trace.seat] = trace.at + trace.minutes
        player = played.driver.holders[trace.seat].player
        assert isinstance(player, ScriptedMind)
        who = player.character
        if trace.move == "ask" and trace.event and who.attention == world.clock.minutes_a_month:
            asked = played.events[trace.event - 1].addressees
            bodies = {world.organisation_of(seat) for seat in asked}
            tie, first = max(map(who.tie, bodies)), not any((trace.seat, body) in met for body in bodies)
            met.update((trace.seat, body) for body in bodies)
            if first:
                (friends if tie > 0.4 else strangers if tie <= 0.15 else []).append(trace.minutes)
    assert len(strangers) > 20 and len(friends) > 10, (len(strangers), len(friends))
    assert sum(strangers) / len(strangers) > sum(friends) / len(friends) + 0.2
