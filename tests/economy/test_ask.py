"""Asking: common chance, drawn assumptions, ranges, how many replications, and the same answer for any number of threads."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from shirehall.economy import figures
from shirehall.economy.ask import BASELINE, Option, ask_all, from_opening, from_state, opening_seed
from shirehall.economy.county import County
from shirehall.economy.figures import MEASURES
from shirehall.economy.futures import Futures, over, quantile, trailing, whole
from shirehall.economy.stopping import Watch, first_narrow, half_widths, student, verdict
from shirehall.economy.terms import lever
from shirehall.economy.uncertain import Uncertain, declared, drawn, ranges_of
from shirehall.errors import UsageError
from tests.economy.asked import SEED, closure, county, places, two_options
from tests.economy.small import bigshire


@pytest.mark.requirement("MOD-05", "MOD-02")
def test_options_are_compared_with_a_baseline_side_by_side_for_every_organisation() -> None:
    asked = two_options()
    assert [option.name for option in asked.options] == [BASELINE, "many", "few"]
    for name in ("many", "few"):
        ranges = {(r.measure, r.subject, r.group): r for r in asked.whole(name)}
        for body in (*county().accounts.providers, *county().accounts.commissioners):
            assert any(subject == body for _, subject, _ in ranges), body
        beds = ranges["beds-open", "buft", "all"]
        assert (
            beds.change
            == beds.change_low
            == beds.change_high
            == closure(0.4 if name == "many" else 0.05)[0].number("change")
        )
    many, few = (asked.range(name, "bed-occupancy", "buft") for name in ("many", "few"))
    assert many is not None and few is not None
    assert many.change > few.change
    shift = (
        lever(
            "shift",
            "agreement 9",
            1,
            service="referral-surgical",
            from_="buft",
            to="wrenby",
            share_percent=40,
        ),
    )
    moved = ask_all(
        county(), (Option(BASELINE, ()), Option("shift", shift)), 2, 3, starts=from_opening(SEED), seed=SEED
    )
    gains = moved.range("shift", "referrals", "wrenby")
    loses = moved.range("shift", "referrals", "buft")
    assert gains is not None and loses is not None
    assert gains.change_low > 0 > loses.change_high


@pytest.mark.requirement("MOD-33")
def test_every_output_has_a_range_and_outcome_and_experience_are_among_them() -> None:
    asked = two_options()
    ranges = asked.whole("many")
    assert all(r.low <= r.median <= r.high and r.change_low <= r.change <= r.change_high for r in ranges)
    told = {r.measure for r in ranges}
    assert {"ae-within-4h", "trolley-waits-12h", "rtt-within-18w", "emergency-admissions"} <= told
    assert {"boarding-hours", "travel-minutes", "carer-hours", "cancelled-electives"} <= told
    moving = [r for r in asked.by_month(BASELINE) if r.measure == "ae-attendances" and r.subject == "county"]
    assert all(r.low < r.high for r in moving if r.group == "all")


def test_the_answer_is_the_same_for_one_thread_and_for_three() -> None:
    options = (Option(BASELINE, ()), Option("few", closure(0.05)))
    answers = [
        ask_all(county(), options, 2, 4, starts=from_opening(SEED), seed=SEED, workers=workers)
        for workers in (1, 3)
    ]
    for name in (BASELINE, "few"):
        one, three = (a.futures[name] for a in answers)
        assert one.keys == three.keys
        assert np.array_equal(one.values, three.values, equal_nan=True)
    assert [d.values for d in answers[0].draws] == [d.values for d in answers[1].draws]


def test_chance_and_assumptions_are_shared_by_all_options_and_differ_between_replications() -> None:
    asked = two_options()
    same = ask_all(
        county(), (Option(BASELINE, ()), Option("same", ())), 2, 3, starts=from_opening(SEED), seed=SEED
    )
    assert {r.change_low for r in same.whole("same")} == {r.change_high for r in same.whole("same")} == {0.0}
    assert len({tuple(d.values.items()) for d in asked.draws}) == asked.replications
    cash = asked.baseline.whole("ae-attendances")
    assert len(set(cash.tolist())) == asked.replications


def test_assumptions_can_be_left_out_and_widen_the_range_when_they_are_not() -> None:
    options = (Option(BASELINE, ()), Option("many", closure(0.4)))
    start = from_state(county().begin(SEED))
    plain = ask_all(county(), options, 3, 3, starts=start, seed=SEED, assumptions=False)
    drawn_too = ask_all(county(), options, 3, 3, starts=start, seed=SEED)
    assert not plain.uncertain
    assert {"growth of emergencies", "cost that leaves with a closed bed"} <= {
        u.name for u in drawn_too.uncertain
    }
    assert plain.replications == drawn_too.replications == 3
    widths = [float(np.ptp(a.futures["many"].whole("provider-cost", "buft"))) for a in (plain, drawn_too)]
    assert widths[0] != widths[1]


def test_a_range_stated_with_a_lever_is_drawn_and_acts() -> None:
    terms = places(effect_percent=20, effect_percent_low=5, effect_percent_high=40)
    found = ranges_of(terms[0])
    assert [(u.low, u.likely, u.high) for u in found] == [(5.0, 20.0, 40.0)]
    draws = [drawn(found, 1, n) for n in range(200)]
    effects = [d.terms(terms, 1, 3)[0].number("effect_percent") for d in draws]
    assert 5 <= min(effects) < 10 and 35 < max(effects) <= 40
    assert np.mean(effects) == pytest.approx((5 + 20 + 40) / 3, abs=1.5)
    assert draws[7].values == drawn(found, 1, 7).values
    asked = ask_all(
        county(), (Option(BASELINE, ()), Option("places", terms)), 2, 3, starts=from_opening(SEED), seed=SEED
    )
    avoided = asked.range("places", "admissions-avoided", "county")
    assert avoided is not None and avoided.high > 0


def test_growth_of_demand_and_the_cost_that_leaves_are_drawn_within_their_bounds() -> None:
    uncertain = declared(county().tables, [closure(0.05)])
    for replication in range(20):
        draw = drawn(uncertain, 3, replication)
        assert 0 <= draw.values["growth of emergencies"] <= 3.3
        year3 = draw.settings(county().tables)["release-percent-year-3"]
        assert 9 <= year3 <= 80
        grown = [
            one
            for one in draw.terms((), 1, 6)
            if one.mechanism == "demand" and one.text("pathway") == "urgent"
        ]
        assert [one.start for one in grown] == list(range(1, 7))
        percents = [one.number("percent") for one in grown]
        assert percents == sorted(percents)
    sure = Uncertain("sure", "term", ("x", "y"), 2.0, 2.0, 2.0, "", "given", "")
    assert sure.draw(1, 1) == 2.0


def test_other_assumptions_leave_the_county_as_it_was() -> None:
    before = county().tables.money.settings["release-percent-year-1"].value
    other = county().supposing({"release-percent-year-1": 70.0})
    assert other.tables.money.settings["release-percent-year-1"].value == 70.0
    assert county().tables.money.settings["release-percent-year-1"].value == before
    assert county().supposing({}) is county()


def test_the_interval_method_stops_when_all_watched_measures_are_narrow_and_stay_so() -> None:
    steady = np.array([100.0, 101, 99, 100, 100, 101, 99, 100])
    assert first_narrow(steady, steady, Watch("x"), 3, 5)[0] == 3
    wild = np.array([10.0, 200, 50, 120, 10, 200, 50, 120])
    assert first_narrow(wild, wild, Watch("x"), 3, 5)[0] is None
    breaks = np.array([100.0, 100, 100, 100, 400, 100, 100, 100])
    assert first_narrow(breaks, breaks, Watch("x"), 3, 5)[0] is None
    near_nought = np.array([0.1, -0.1, 0.05, 0.0, 0.1, -0.1, 0.0, 0.1])
    assert first_narrow(near_nought, near_nought, Watch("x"), 3, 5)[0] is None
    assert first_narrow(near_nought, near_nought, Watch("x", floor=1.0), 3, 5)[0] == 3
    margins, income = np.array([1.0, -1, 2, 0, 1, -1, 0, 1]), np.full(8, 1000.0)
    assert first_narrow(margins, income, Watch("x", floor=0.01, of="y"), 3, 5)[0] == 3


def test_half_widths_are_those_of_student() -> None:
    values = np.array([3.0, 5.0, 4.0, 8.0])
    halves = half_widths(values)
    assert math.isinf(halves[0])
    assert halves[3] == pytest.approx(3.182 * np.std(values, ddof=1) / 2)
    assert student(1) == 12.706
    assert student(39) == pytest.approx(2.0227, abs=2e-4)


def test_auto_says_how_many_were_needed_and_what_called_for_most() -> None:
    start = from_state(county().begin(SEED))
    asked = ask_all(county(), (Option(BASELINE, ()),), 1, "auto", starts=start, seed=SEED, assumptions=False)
    stopped = asked.stopped
    assert stopped.automatic and 8 <= stopped.replications <= 40
    assert stopped.widest is not None and stopped.widest.needed == stopped.needed
    if stopped.needed is None:
        assert stopped.replications == 40 and stopped.unmet
    else:
        assert 3 <= stopped.needed <= stopped.replications - 5
    watched = {k.watch.measure for k in stopped.known}
    assert {"ae-within-4h", "bed-occupancy", "provider-margin", "commissioner-balance"} <= watched
    few = Futures(asked.baseline.months, asked.baseline.keys, asked.baseline.values[:4])
    assert verdict({BASELINE: few}, True).needed is None


@pytest.mark.requirement("MOD-12")
def test_an_answer_comes_well_inside_one_simulated_month() -> None:
    state = bigshire().begin(SEED)
    options = (Option(BASELINE, ()), Option("cut", closure(0.1)))
    began = time.perf_counter()
    asked = ask_all(bigshire(), options, 2, 2, starts=from_state(state), seed=SEED)
    took = time.perf_counter() - began
    a_simulated_month = 20 * 60
    assert asked.replications == 2
    assert took < a_simulated_month / 10


def numbers(cell: str) -> bool:
    """Whether a cell holds figures, and not a part's parameter."""
    return bool(cell) and all(word.replace(".", "", 1).isdigit() for word in cell.split())


@pytest.mark.requirement("MOD-14")
def test_variants_of_a_pathway_are_compared_on_outcome_and_cost() -> None:
    longer = [
        p.model_copy(update={"mean": " ".join(f"{1.4 * float(x):g}" for x in p.mean.split())})
        if p.does == "stay" and numbers(p.mean) and max(map(float, p.mean.split())) > 20 else p
        for p in county().tables.pathways
    ]  # fmt: skip
    assert longer != county().tables.pathways
    variant = County(county().tables.model_copy(update={"pathways": longer}))
    asked = ask_all(
        county(),
        (Option(BASELINE, ()), Option("longer stays", (), variant)),
        2,
        3,
        starts=from_opening(SEED),
        seed=SEED,
    )
    fuller = asked.range("longer stays", "bed-occupancy", "buft")
    cost = asked.range("longer stays", "provider-cost", "buft")
    assert fuller is not None and cost is not None
    assert fuller.change_low > 0
    assert cost.low <= cost.median <= cost.high
    tolerance = 2.0
    assert abs(fuller.change) > tolerance, "beyond the tolerance: the variant is not a matter of taste"


@pytest.mark.requirement("MOD-37")
def test_carers_hours_and_staff_at_home_are_told_for_each_option() -> None:
    asked = ask_all(
        county(), (Option(BASELINE, ()), Option("places", places(effect_percent=40))), 2, 3, starts=from_opening(SEED),
        seed=SEED, assumptions=False,
    )  # fmt: skip
    for measure in ("carer-hours", "home-staff-hours"):
        told = asked.range("places", measure)
        assert told is not None and told.change_low > 0, measure
    posts = asked.range("places", "staff", "bct")
    assert posts is not None and posts.median > 0


def test_a_question_that_cannot_be_put_is_refused_in_words() -> None:
    start = from_opening(SEED)
    with pytest.raises(UsageError, match="one month"):
        ask_all(county(), (Option(BASELINE, ()),), 0, 1, starts=start)
    with pytest.raises(UsageError, match="one replication"):
        ask_all(county(), (Option(BASELINE, ()),), 1, 0, starts=start)
    with pytest.raises(UsageError, match="names of their own"):
        ask_all(county(), (Option("a", ()), Option("a", ())), 1, 1, starts=start)
    assert opening_seed(7, 0) == 7
    assert len({opening_seed(7, n) for n in range(10)}) == 10


def test_months_become_one_figure_by_what_a_measure_is() -> None:
    assert over("emergency-admissions") == "sum"
    assert over("provider-income") == "sum"
    assert over("ae-within-4h") == over("boarding-hours") == over("travel-minutes") == "mean"
    assert (
        over("elective-waiting")
        == over("reserves")
        == over("commissioner-balance")
        == over("beds-open")
        == "last"
    )
    assert (
        over("community-waiting") == "last"
        and over("experience") == "mean"
        and over("worse-while-waiting") == "sum"
    )
    assert {over(measure) for measure in MEASURES} == {"sum", "mean", "last"}
    table = np.array([[1.0, 2.0, 4.0], [np.nan, 3.0, np.nan]])
    assert whole(table, "sum").tolist() == [7.0, 3.0]
    assert whole(table, "last").tolist() == [4.0, 3.0]
    assert whole(table, "mean").tolist() == pytest.approx([7 / 3, 3.0])
    assert np.isnan(whole(np.full((1, 2), np.nan), "sum")).all()
    assert trailing(table[:1], 2).tolist()[0][1:] == [1.5, 3.0]
    assert quantile([1, 2, 3, 4, 5], 0.1) == pytest.approx(1.4)


def test_the_interface_of_the_county_still_asks_month_by_month() -> None:
    state = county().begin(SEED)
    ranges = county().ask(state, closure(0.2), 2, 3)
    assert {r.month for r in ranges} == {1, 2}
    beds = next(r for r in ranges if (r.month, r.measure, r.subject) == (2, "beds-open", "buft"))
    assert beds.change == closure(0.2)[0].number("change")
    assert figures.MEASURES[beds.measure].unit == beds.unit
