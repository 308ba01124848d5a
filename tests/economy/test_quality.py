"""Quality and fairness: the experience score, gaps, need unmet, small volumes, and the burdens of care at home."""

from __future__ import annotations

import pytest

from shirehall.economy.county import County
from shirehall.economy.report.quality import COUNTED, LISTED, PARTS, score
from shirehall.economy.report.settings import FAMILIES, UNIT_COSTS, cost
from shirehall.economy.terms import Terms, lever
from tests.economy.reported import COMMISSIONERS, SEED, county, lived, rows, told

BEST = {
    "ae-within-4h": 100.0, "trolley-waits-4h": 0.0, "emergency-admissions": 500.0, "rtt-within-18w": 100.0,
    "cancelled-electives": 0.0, "elective-treated": 300.0, "day-cases": 200.0, "outliers": 0.0, "escalations": 0.0,
    "delayed-days": 0.0, "beds-open": 100.0, "bed-occupancy": 90.0, "left-unseen-share": 0.0, "practice-wait": 0.0,
}  # fmt: skip
WORSE = {
    "ae-within-4h": 80.0, "trolley-waits-4h": 90.0, "rtt-within-18w": 70.0, "cancelled-electives": 8.0, "outliers": 40.0,
    "escalations": 40.0, "delayed-days": 200.0, "left-unseen-share": 4.0, "practice-wait": 70.0,
}  # fmt: skip


def cut_beds(share: float) -> Terms:
    """A share of the hospital trust's beds closed."""
    beds = sum(
        size for (site, name), size in zip(county().net.resources, county().net.capacity, strict=True)
        if name in ("medical-beds", "surgical-beds", "children-beds") and county().life.owner.get(site) == "buft"
    )  # fmt: skip
    return (lever("capacity", "beds", 1, site="buft", resource="beds", change=-round(share * beds)),)


def test_the_score_is_a_hundred_when_nobody_suffers_and_weighs_its_parts_to_one() -> None:
    assert score(BEST.get) == pytest.approx(100)
    assert sum(part.weight for part in PARTS) == pytest.approx(1)
    assert score({}.get) is None


@pytest.mark.parametrize("measure", sorted(WORSE))
def test_each_thing_that_patients_suffer_lowers_the_score_and_none_below_nought(measure: str) -> None:
    worse = score({**BEST, measure: WORSE[measure]}.get)
    assert worse is not None and 0 < worse < 100
    worst = score({**BEST, measure: 0.0 if "within" in measure else 1e9}.get)
    assert worst is not None and 0 <= worst < worse


def test_what_is_not_known_is_left_out_and_not_taken_for_good() -> None:
    known = {"ae-within-4h": 85.0}
    assert score(known.get) == pytest.approx(50)


@pytest.mark.requirement("MOD-33")
def test_fewer_beds_make_a_worse_experience_for_the_county_the_trust_and_each_fifth() -> None:
    scores = [told(rows(cut_beds(share) if share else ())) for share in (0, 0.15, 0.3)]
    for key in (
        ("experience", "county", "all"),
        ("experience", "buft", "all"),
        ("experience", "county", "fifth-1"),
    ):
        values = [known[key] for known in scores]
        assert values == sorted(values, reverse=True) and values[0] > values[-1] + 3


def test_gaps_are_the_most_deprived_fifth_over_the_least() -> None:
    known = told(rows())
    heads = [known["people", "county", fifth] for fifth in ("fifth-1", "fifth-5")]
    admitted = [known["emergency-admissions", "county", fifth] for fifth in ("fifth-1", "fifth-5")]
    assert known["gap-admissions", "county", "all"] == pytest.approx(
        admitted[0] / heads[0] / (admitted[1] / heads[1]), abs=0.006
    )
    weeks = [known["rtt-median-weeks", "county", fifth] for fifth in ("fifth-1", "fifth-5")]
    assert known["gap-waits", "county", "all"] == pytest.approx(weeks[0] / weeks[1], abs=0.006)
    assert known["gap-avoidable", "county", "all"] > 1


def test_flare_ups_that_come_to_hospital_are_told_by_need() -> None:
    known, needs = told(rows()), county().life.people.needs.rows
    for who in ("county", *COMMISSIONERS):
        parts = sum(known["avoidable-admissions", who, f"need:{name}"] for name in needs)
        assert parts == known["avoidable-admissions", who, "all"]
    assert (
        known["avoidable-admissions", "county", "all"]
        == known["flare-ups", "county", "all"] - known["home-monitored", "county", "all"]
    )
    assert 0.5 < known["register", "county", "need:copd"] / 4500 < 2


def test_people_kept_out_by_a_threshold_have_their_need_unmet() -> None:
    bar = (lever("threshold", "bar", 1, commissioner="saltmere", percent=20),)
    before, after = told(rows()), told(rows(bar))
    unmet = after["unmet-need", "saltmere", "threshold"]
    assert unmet == pytest.approx(before["referrals", "saltmere", "all"] * 0.2, rel=0.25)
    assert after["unmet-need", "marlbridge", "threshold"] == 0
    assert ("unmet-need", "county", "threshold") not in before
    assert after["unmet-need", "saltmere", "all"] >= unmet


def test_people_beyond_a_ceiling_and_no_longer_eligible_have_their_need_unmet() -> None:
    ceiling = lever(
        "ceiling", "cap", 1, commissioner="saltmere", service="referral-surgical", most_percent=70
    )
    after = told(rows((ceiling,)))
    assert after["unmet-need", "saltmere", "ceiling"] > 0 == after["unmet-need", "holmewold", "ceiling"]
    tighter = lever("eligibility", "tighter", 1, council="council", fewer_percent=30)
    after = told(rows((tighter,)))
    assert after["unmet-need", "county", "eligibility"] == after["care-unmet", "council", "all"] > 0


def test_work_below_its_minimum_is_flagged_and_work_above_it_is_not() -> None:
    tables = county().tables
    least = {
        "minimum-births-a-year": 1e6,
        **{f"minimum-{kind}-a-year": 0.0 for kind in (*COUNTED, *LISTED) if kind != "births"},
    }
    one = next(iter(tables.money.settings.values()))
    settings = dict(tables.money.settings) | {
        n: one.model_copy(update={"value": v}) for n, v in least.items()
    }
    strict = County(
        tables.model_copy(update={"money": tables.money.model_copy(update={"settings": settings})})
    )
    _, figures = strict.live_month(strict.begin(SEED), ())
    flagged = {(r.subject, r.group): r.value for r in figures if r.measure == "small-volume"}
    assert set(flagged) == {("marlbridge-general", "work:births"), ("saltmere-infirmary", "work:births")}
    known = told(figures)
    births = known["births", "marlbridge-general", "all"]
    assert flagged["marlbridge-general", "work:births"] == pytest.approx(births * 365.25 / 30, abs=1)
    assert known["safety", "county", "all"] == known["safety", "buft", "all"] == 2


@pytest.mark.requirement("MOD-37")
def test_families_hours_and_staff_at_home_grow_with_care_at_home() -> None:
    home = (lever("discharge", "home early", 1, provider="bct", places=20, days_saved=2),)
    before, after = told(rows()), told(rows(home))
    assert after["early-discharges", "county", "all"] > before["early-discharges", "county", "all"]
    for burden in ("carer-hours", "home-staff-hours", "home-care-hours"):
        assert after[burden, "county", "all"] > before[burden, "county", "all"] > 0
    assert all(("staff-needed", body, "all") in after for body in ("bct", "council"))


@pytest.mark.requirement("MOD-19")
def test_care_at_home_takes_equipment_and_people_wait_in_hospital_when_care_outside_is_short() -> None:
    home = (lever("discharge", "home early", 1, provider="bct", places=20, days_saved=2),)
    before, after = told(rows()), told(rows(home))
    for need in ("equipment-needed", "adaptations-needed"):
        assert after[need, "county", "all"] > before[need, "county", "all"] > 0
    few = tuple(
        lever("capacity", name, 1, site="county-hall", resource=name,
              change=-round(0.9 * county().net.services["county-hall", name].capacity))
        for name in ("care-packages", "equipment-items", "care-home-starts")
    )  # fmt: skip
    short, plain = told(rows(few, 3)), told(rows((), 3))
    assert short["delayed-days", "county", "all"] > 1.3 * plain["delayed-days", "county", "all"]
    assert short["care-waiting", "county", "all"] > plain["care-waiting", "county", "all"]
    assert short["delayed-patients", "county", "all"] > plain["delayed-patients", "county", "all"]


@pytest.mark.requirement("MOD-22")
def test_each_specialty_meets_or_misses_eighteen_weeks_month_by_month_and_a_starved_list_misses_alone() -> (
    None
):
    net = county().net
    few = tuple(
        lever("capacity", site, 1, site=site, resource=name, change=-round(0.95 * net.services[site, name].capacity))
        for site, name in net.lists if name == "clinic-surgical"
    )  # fmt: skip
    key = "rtt-within-18w"
    for months in (1, 2, 3):
        known = told(lived(few, 3)[months - 1][1])
        assert all((key, "county", f"specialty:{kind}") in known for kind in ("surgical", "medical", "other"))
    starved, plain = told(rows(few, 5)), told(rows((), 5))
    assert starved[key, "county", "specialty:surgical"] < plain[key, "county", "specialty:surgical"] - 3
    others = (starved[key, "county", "specialty:other"], plain[key, "county", "specialty:other"])
    assert others[0] > others[1] - 1.5  # they share theatres, and may gain
    assert starved["elective-treated", "county", "all"] < plain["elective-treated", "county", "all"]


def test_a_contact_costs_its_tariff_else_what_one_more_costs_else_what_is_assumed() -> None:
    accounts = county().accounts
    assert cost(accounts, "buft", "op-first") == accounts.contracts.tariffs["op-first"].pounds
    assert cost(accounts, "bigment", "mh-start") == accounts.providers["bigment"].variable["mh-start"]
    assert cost(accounts, "saltmere", "gp-consultation") == UNIT_COSTS["gp-consultation"]
    assert cost(accounts, "nobody", "no such count") == 0
    named = {setting for family in FAMILIES.values() for setting in family}
    assert set(county().net.settings) - {""} <= named and len(named) == 12


@pytest.mark.requirement("MOD-22")
def test_where_eighteen_weeks_are_met_fewer_come_later_as_emergencies_because_they_waited() -> None:
    net = county().net
    few = tuple(
        lever("capacity", site + name, 1, site=site, resource=name, change=-round(0.7 * net.services[site, name].capacity))
        for site, name in net.lists if name.startswith("theatre-")
    )  # fmt: skip
    met, missed = ([told(figures) for _, figures in lived(terms, 8)] for terms in ((), few))
    assert all(
        a["rtt-within-18w", "county", "all"] > b["rtt-within-18w", "county", "all"]
        for a, b in zip(met, missed, strict=True)
    )
    worse = [
        sum(month["worse-while-waiting", "county", "all"] for month in months) for months in (met, missed)
    ]
    assert worse[1] > 1.3 * worse[0] > 0
