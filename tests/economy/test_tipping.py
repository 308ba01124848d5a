"""Tipping points: who falls first, with how much room, what would restore it, and at what value of a lever."""

from __future__ import annotations

import numpy as np
import pytest

from shirehall.economy.ask import BASELINE, Option, ask_all, from_opening
from shirehall.economy.futures import Futures
from shirehall.economy.readings import Lens
from shirehall.economy.restore import crossing, remedies, restore, sweep
from shirehall.economy.tipping import (
    BY_ID,
    THRESHOLDS,
    by_body,
    calendar_of,
    falls,
    growing,
    rooms,
    viable_in,
)
from shirehall.errors import UsageError
from tests.economy.asked import SEED, burden, closure, county, monthly_income, sturdy, two_options


def test_every_mark_says_where_it_comes_from() -> None:
    assert len(BY_ID) == len(THRESHOLDS) >= 14
    assert {t.kind for t in THRESHOLDS} == {"commissioner", "provider", "service", "place"}
    for threshold in THRESHOLDS:
        assert threshold.origin in ("sourced", "derived", "assumed", "remembered")
        assert len(threshold.source) > 10 and threshold.means.endswith(".")
        assert threshold.step > 0


def test_the_four_hour_mark_was_98_before_the_middle_of_2010_and_is_95_after() -> None:
    marks = BY_ID["four-hours"].marks(["2010-06", "2010-07", "2013-06"])
    assert marks.tolist() == [98.0, 95.0, 95.0]
    assert np.isnan(BY_ID["continuity-rating"].marks(["2013-09"])).all()
    assert BY_ID["continuity-rating"].marks(["2013-10"]).tolist() == [2.5]
    assert np.isnan(BY_ID["risk-rating"].marks(["2013-10"])).all()


def test_closed_beds_leave_less_room() -> None:
    asked = two_options()
    room = {}
    for name in (BASELINE, "many"):
        found = [
            f
            for f in falls(asked, name)
            if f.threshold.id == "occupancy" and f.subject == "marlbridge-general"
        ]
        room[name] = found[0].room[0]
    assert room[BASELINE] > room["many"]


def test_falls_tell_who_first_when_in_how_many_futures_and_with_how_much_room() -> None:
    asked = two_options()
    found = falls(asked, "many")
    fallen = [f for f in found if f.falls]
    assert fallen
    assert [f.first[0] for f in fallen if f.first] == sorted(f.first[0] for f in fallen if f.first)
    for fall in found:
        assert 0 <= fall.runs <= fall.of == asked.replications
        assert fall.room[1] <= fall.room[0] <= fall.room[2]
        assert (fall.first is None) == (fall.runs == 0)
        assert (fall.runs == fall.of) <= (fall.room[2] < 0)
        assert fall.first is None or fall.first[0] in asked.months
    standing = [f for f in found if not f.falls]
    assert [f.steps for f in standing] == sorted(f.steps for f in standing)
    bodies = by_body(found)
    assert {"buft", "saltmere", "county"} <= set(bodies)


def test_rooms_are_read_from_the_side_of_the_mark() -> None:
    asked = two_options()
    lens = Lens(asked.county, asked.baseline, asked.baseline)
    calendar = calendar_of(asked)
    for mark, sign in (("occupancy", -1), ("four-hours", 1)):
        for reading, room in rooms(BY_ID[mark], lens, calendar).values():
            known = ~np.isnan(room)
            assert np.allclose((room * sign)[known], (reading - BY_ID[mark].mark)[known])
    gap = rooms(BY_ID["gap"], lens, calendar)["county"][0]
    assert np.allclose(gap[~np.isnan(gap)], 0)


@pytest.mark.requirement("MOD-09")
def test_each_trust_has_activity_income_cost_margin_and_a_verdict_on_viability_under_every_option() -> None:
    asked = two_options()
    for name in (BASELINE, "many", "few"):
        verdicts = viable_in(asked, name)
        assert "buft" in verdicts and len(verdicts) >= 2
        assert all(0 <= runs <= asked.replications for runs in verdicts.values())
        for body in ("buft", "bct"):
            for measure in ("provider-income", "provider-cost", "provider-margin"):
                assert asked.range(name, measure, body) is not None
        assert asked.range(name, "emergency-admissions", "buft") is not None
    body = sturdy()
    pounds = 2 * monthly_income(body)
    blow = ask_all(
        county(),
        (Option(BASELINE, ()), Option("blow", burden(body, pounds))),
        4,
        2,
        starts=from_opening(SEED),
        seed=SEED,
    )
    assert viable_in(blow, BASELINE)[body] == 2
    assert viable_in(blow, "blow")[body] == 0
    margin = blow.range("blow", "provider-margin", body)
    assert margin is not None and margin.change == pytest.approx(-4 * pounds, rel=0.01)


def test_the_single_change_that_would_restore_is_found_and_does_restore() -> None:
    body = sturdy()
    blow = burden(body, 0.3 * monthly_income(body))
    options = (Option(BASELINE, ()), Option("blow", blow))
    asked = ask_all(county(), options, 4, 2, starts=from_opening(SEED), seed=SEED)
    fall = next(f for f in falls(asked, "blow") if (f.threshold.id, f.subject) == ("ebitda-low", body))
    assert fall.falls and fall.at_end == 2
    found = restore(asked, "blow", fall, futures=2)[0]
    assert found.size is not None and 0 < found.size <= found.remedy.most
    assert found.runs * 2 >= found.of == 2
    assert "more income a month" in found.words
    helped = (*blow, *found.remedy.levers(found.size, asked.months))
    less = (*blow, *found.remedy.levers(0.8 * found.size, asked.months))
    again = ask_all(
        county(), (Option("helped", helped), Option("less", less)), 4, 2, starts=asked.starts, seed=SEED
    )
    ends = {
        n: next(f.at_end for f in falls(again, n) if (f.threshold.id, f.subject) == ("ebitda-low", body))
        for n in ("helped", "less")
    }
    assert ends["helped"] * 2 <= 2 and ends["less"] == 2


def test_a_fall_that_no_single_change_tried_restores_is_told_as_such() -> None:
    body = sturdy()
    blow = burden(body, 3 * monthly_income(body))
    asked = ask_all(
        county(), (Option(BASELINE, ()), Option("blow", blow)), 3, 2, starts=from_opening(SEED), seed=SEED
    )
    fall = next(f for f in falls(asked, "blow") if (f.threshold.id, f.subject) == ("ebitda-low", body))
    found = restore(asked, "blow", fall, futures=1)[0]
    assert found.size is None and found.runs == 0 and found.room < 0


def test_every_kind_of_fall_of_a_body_has_a_remedy_that_the_county_can_act_on() -> None:
    asked = two_options()
    kinds: dict[str, int] = {}
    for fall in falls(asked, "many"):
        kinds[fall.threshold.id] = max(kinds.get(fall.threshold.id, 0), len(remedies(asked, fall)))
    for mark in ("overspend", "ebitda", "cash", "occupancy", "four-hours", "eighteen-weeks", "delayed"):
        assert kinds[mark], mark
    assert not kinds["gap"]


@pytest.mark.requirement("MOD-03")
def test_a_sweep_finds_at_which_value_bodies_tip_with_a_range() -> None:
    body = sturdy()
    values = [round(share * monthly_income(body)) for share in (0.01, 0.1, 0.3, 0.9)]
    cost = burden(body, 1.0)[0]
    swept = sweep(county(), cost, "pounds_a_month", values, 3, 3, starts=from_opening(SEED), seed=SEED)
    tips = {t.threshold.id: t for t in swept.tips if t.subject == body}
    assert {"ebitda", "ebitda-low"} <= set(tips)
    assert tips["ebitda"].at < tips["ebitda-low"].at
    for tip in swept.tips:
        assert values[0] <= tip.low <= tip.at <= tip.high <= values[-1]
        assert 0 < tip.runs <= tip.of - tip.already
    beds = closure(0.05)[0]
    with pytest.raises(UsageError, match="two values"):
        sweep(county(), beds, "change", [-1.0], 1, 1, starts=from_opening(SEED))
    with pytest.raises(UsageError, match="cannot be made"):
        sweep(county(), beds, "change", [-1.0, -99_999.0], 1, 1, starts=from_opening(SEED))


def test_where_room_is_used_up_is_read_between_the_values_tried() -> None:
    assert crossing([1, 2, 3], [5.0, 4.0, 2.0, -2.0]) == pytest.approx(2.5)
    assert crossing([1, 2, 3], [5.0, -4.0, -5.0, -6.0]) == 1
    assert crossing([1, 2, 3], [-1.0, -4.0, -5.0, -6.0]) is None
    assert crossing([1, 2, 3], [5.0, 4.0, 3.0, 2.0]) is None


def test_an_overloaded_list_is_told_by_its_growth_and_a_steady_one_is_not() -> None:
    keys = tuple((m, "community-waiting", "county", "all") for m in range(1, 7))
    grows = np.array([[100.0 + 40 * m + r for m in range(6)] for r in range(5)])
    steady = np.array([[100.0 + (5 if (m + r) % 2 else -5) for m in range(6)] for r in range(5)])
    found = growing(Futures(tuple(range(1, 7)), keys, grows), "community-waiting")
    assert found is not None and found[0] == pytest.approx(40)
    assert growing(Futures(tuple(range(1, 7)), keys, steady), "community-waiting") is None
