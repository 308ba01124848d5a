"""The figures of a month: whole and parts agree, one row each, nothing of a practice alone, fast, and every unit told."""

from __future__ import annotations

import time
from collections import Counter

import numpy as np
import pytest

from shirehall.economy.dials import Dials
from shirehall.economy.figures import MEASURES
from shirehall.economy.kernel import PATIENT
from shirehall.economy.network import MS_DAY, MS_WEEK
from shirehall.economy.report.activity import CORE, MORE
from shirehall.economy.report.layout import live, middle, share_below
from shirehall.economy.report.lists import working_days
from shirehall.economy.terms import lever
from tests.economy.reported import COMMISSIONERS, county, lived, opening, rows, told

FIFTHS = [f"fifth-{f}" for f in range(1, 6)]
WHOLES = (
    *CORE, *MORE, "delayed-patients", "elective-waiting", "avoidable-admissions", "contacts", "people", "register", "carer-hours",
    "trolley-patients", "community-waiting", "mental-health-waiting", "talking-waiting", "diagnostics-waiting", "care-waiting",
    "equipment-waiting", "practice-waiting", "community-caseload", "mental-health-caseload", "care-clients",
)  # fmt: skip
"""Measures that are numbers of people or contacts, told of the county and of its fifths."""


@pytest.mark.parametrize("measure", WHOLES)
def test_the_fifths_add_up_to_the_county(measure: str) -> None:
    known = told(rows())
    assert sum(known[measure, "county", fifth] for fifth in FIFTHS) == pytest.approx(
        known[measure, "county", "all"], abs=3
    )


def test_commissioners_people_are_part_of_the_county() -> None:
    known = told(rows())
    for measure in (*CORE, *MORE):
        parts = [known[measure, who, "all"] for who in COMMISSIONERS]
        assert 0 <= sum(parts) <= known[measure, "county", "all"]
    assert (
        sum(known["emergency-admissions", who, "all"] for who in COMMISSIONERS)
        > 0.8 * known["emergency-admissions", "county", "all"]
    )


def test_one_row_for_each_measure_subject_and_group_and_none_of_a_single_practice() -> None:
    found = rows()
    assert len(found) < 2500
    assert max(Counter((r.measure, r.subject, r.group) for r in found).values()) == 1
    assert not {r.subject for r in found} & set(county().net.practices)
    assert all(np.isfinite(r.value) for r in found)


@pytest.mark.parametrize("head", ("contacts", "cost"))
def test_shares_of_where_care_is_given_sum_to_a_hundred(head: str) -> None:
    known = told(rows())
    places = [(who, "all") for who in ("county", *COMMISSIONERS)] + [("county", fifth) for fifth in FIFTHS]
    for subject, group in places:
        parts = [
            known[f"{head}-{where}", subject, group]
            for where in ("at-home", "near-home", "in-hospital", "by-ambulance")
        ]
        assert sum(parts) == pytest.approx(100, abs=0.21) and min(parts) > 0


def test_contacts_are_the_passages_of_counts_with_a_setting() -> None:
    known = told(rows())
    settings = sum(v for (m, _, g), v in known.items() if m == "contacts" and g.startswith("setting:"))
    assert settings == known["contacts", "county", "all"]
    assert known["contacts", "county", "setting:surgery"] > known["contacts", "county", "setting:ward"] > 0


@pytest.mark.requirement("MOD-06")
def test_need_activity_money_and_cost_stand_together_by_service_month_and_setting_each_with_its_unit() -> (
    None
):
    for (_, figures), month in zip(lived(), (1, 2), strict=True):
        known = told(figures)
        assert {r.month for r in figures} == {month}
        for measure, subject, group in (
            ("register", "county", "need:copd"), ("urgent-need", "saltmere", "all"), ("outpatients", "buft", "all"),
            ("provider-cost", "buft", "all"), ("commissioner-spend", "saltmere", "all"), ("contacts", "county", "setting:home"),
            ("cost-at-home", "county", "all"), ("rtt-within-18w", "county", "specialty:surgical"),
        ):  # fmt: skip
            assert (measure, subject, group) in known
        assert all(r.unit == MEASURES[r.measure].unit for r in figures)
    assert all(what.unit and what.meaning.endswith(".") and what.title for what in MEASURES.values())


@pytest.mark.requirement("MOD-04")
def test_outcomes_inequalities_providers_and_affordability_are_told_by_people_and_by_organisation() -> None:
    known = told(rows())
    for measure in ("experience", "avoidable-admissions", "readmission-share"):
        assert all((measure, "county", fifth) in known for fifth in FIFTHS)
        assert all((measure, who, "all") in known for who in COMMISSIONERS)
    assert all(
        (gap, "county", "all") in known
        for gap in ("gap-admissions", "gap-avoidable", "gap-waits", "gap-travel")
    )
    assert all(
        (measure, body, "all") in known
        for measure in ("provider-margin", "viable")
        for body in ("buft", "bct")
    )
    assert all(
        (measure, who, "all") in known
        for measure in ("commissioner-balance", "year-balance")
        for who in COMMISSIONERS
    )


def test_places_have_their_people_their_expected_need_and_their_way_to_urgent_care() -> None:
    known, tables = told(rows()), county().tables
    for place in {row.place for row in tables.places}:
        assert known["people", "county", f"place:{place}"] > 0
        assert known["urgent-need", "county", f"place:{place}"] > 0
        assert known["travel-minutes", "county", f"place:{place}"] > 0
    people = sum(v for (m, _, g), v in known.items() if m == "people" and g.startswith("place:"))
    assert people == pytest.approx(known["people", "county", "all"], abs=len(tables.places))


def test_waits_of_the_list_are_those_of_the_people_on_it() -> None:
    state, figures = lived()[-1]
    known, people = told(figures), state.system["P"]
    on = people["clock"] == 1
    weeks = (state.t - people["t0"][on].astype(np.int64) * 1000) / MS_WEEK
    fifth = people["b"][on] % 5
    for group, mine in (("all", fifth >= 0), ("fifth-2", fifth == 1)):
        assert known["elective-waiting", "county", group] == mine.sum()
        assert known["rtt-median-weeks", "county", group] == pytest.approx(np.median(weeks[mine]), abs=0.051)
        assert known["rtt-within-18w", "county", group] == pytest.approx(
            100 * (weeks[mine] < 18).mean(), abs=0.051
        )
    kinds = sum(
        known["elective-waiting", "county", f"specialty:{kind}"] for kind in ("surgical", "medical", "other")
    )
    assert kinds == known["elective-waiting", "county", "all"]


def test_people_ready_to_leave_are_those_who_hold_the_place_of_the_delayed() -> None:
    state, figures = lived()[-1]
    net, known = county().net, told(figures)
    held = sum(
        net.capacity[i] - state.system["unit"][i]
        for i, (_, name) in enumerate(net.resources)
        if name == "delayed"
    )
    assert sum(known["delayed-patients", "county", fifth] for fifth in FIFTHS) == held > 0


def test_who_is_there_leaves_out_those_gone_and_what_is_no_patient() -> None:
    state, net = opening(), county().net
    here = live(state.system, net)
    standing = len(net.streams) + len(net.lists) + len(net.calendars)
    assert not here[:standing].any() and not here[state.system["free"]].any()
    assert here.sum() == len(here) - standing - len(state.system["free"]) - int(
        ((state.system["P"]["a"][standing:] & 64) > 0).sum()
    ) + int(((state.system["P"]["a"][state.system["free"]] & 64) > 0).sum())
    assert state.system["P"].dtype == PATIENT


def test_a_list_that_takes_on_too_few_is_told_by_its_growth_and_another_is_not() -> None:
    slots = county().net.services["wrenby-hospital", "clinic-surgical"].capacity
    few = (
        lever(
            "capacity", "a", 1, site="wrenby-hospital", resource="clinic-surgical", change=-round(0.6 * slots)
        ),
    )
    grown, plain = told(rows(few, 3)), told(rows((), 3))
    key = ("list-growth", "wrenby-hospital", "list:clinic-surgical")
    assert grown[key] > 0.3 * slots * 52 / 12
    assert plain.get(key, 0.0) < 0.3 * grown[key]


def test_growth_is_not_told_in_the_first_month_for_nothing_is_known_of_the_month_before() -> None:
    assert not [r for r in lived()[0][1] if r.measure == "list-growth"]


def test_working_days_of_a_month() -> None:
    assert working_days("2013-06", 1, 30) == {5: 20, 7: 30}
    assert working_days("2013-06", 3, 31) == {5: 22, 7: 31}  # August 2013 began on a Thursday


def test_shares_and_middles_of_bins() -> None:
    bins = np.array([10, 20, 30, 40])
    assert share_below(bins, 2) == pytest.approx(0.3)
    assert middle(bins) == pytest.approx(2 + 20 / 30)
    assert middle(np.array([0, 4, 0])) == pytest.approx(1.5)


def test_fewer_crews_reach_fewer_life_threatening_calls_in_time() -> None:
    few = tuple(
        lever("capacity", site, 1, site=site, resource="crews", change=-99)
        for site in ("marlbridge-general",)
    )
    assert (
        told(rows(few, 1)).get(("ambulance-8min", "marlbridge-general", "all"), 0.0)
        < told(rows((), 1))["ambulance-8min", "marlbridge-general", "all"]
    )


def test_practices_are_told_of_by_commissioner_with_their_best_and_worst_tenth() -> None:
    known = told(rows())
    for who in ("county", *COMMISSIONERS):
        low, mean, high = (known["practice-wait", who, g] for g in ("lowest-tenth", "all", "highest-tenth"))
        assert 0 < low <= high and low * 0.9 <= mean <= high * 1.1


def test_a_months_figures_of_care_are_quick() -> None:
    state, _ = lived()[-1]
    dials = Dials(3, dict(state.owners), state.memory)
    system, seen = county().life.live(state.system, dials, 8, state.t, 31 * MS_DAY, county().weekday0)
    spent = []
    for _ in range(5):
        start = time.process_time()
        found = county().reporter.care(3, 31, state, seen, dials)
        spent.append(time.process_time() - start)
    assert len(found) > 1000 and len(system["P"]) > 0
    assert min(spent) < 0.1
