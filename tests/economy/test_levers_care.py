"""Levers of care, one by one: what each turns, when, how far, and what it will not accept."""

from __future__ import annotations

import pytest

from shirehall.economy import levers
from shirehall.economy.levers.shape import ramp, reach
from shirehall.economy.people import People
from shirehall.economy.uncertain import declared
from tests.economy.small import bigshire, tables
from tests.economy.turned import costs, made, paid, told, turned


def entries(people: People, pathway: str, *given: levers.Any, month: int = 1) -> float:
    return float(people.entries(pathway, turned(month, *given)).sum())


@pytest.mark.requirement("MOD-31")
def test_a_scheme_costs_from_its_first_month_and_works_in_full_only_after_its_ramp() -> None:
    scheme = made("avoidance", 3, commissioner="saltmere", provider="bct", places=40, effect_percent=10, ramp_months=8,
                  setup_pounds=120_000, pounds_a_year=600_000)  # fmt: skip
    months = [turned(month, scheme) for month in range(1, 12)]
    assert [round(d.avoid_effect.get("saltmere", 0.0) * 1000) for d in months] == [
        0, 0, 12, 25, 38, 50, 62, 75, 88, 100, 100]  # fmt: skip
    assert [costs(d, "saltmere") for d in months] == [0, 0, 12_000_000 + 5_000_000, *[5_000_000] * 8]
    assert [d.avoid_places.get("saltmere", 0) for d in months][2:5] == [5, 10, 15]


def test_a_scheme_is_no_larger_than_its_staff_in_post() -> None:
    scheme = made("technology", commissioner="saltmere", coverage_percent=30, staff_body="bct", staff_skill="community-nurses",
                  staff_posts=20)  # fmt: skip
    short = turned(5, scheme, memory={"spare:bct:community-nurses": 5.0})
    full = turned(5, scheme, memory={"spare:bct:community-nurses": 25.0})
    assert short.programmes[0].share == pytest.approx(0.3 / 4)
    assert full.programmes[0].share == pytest.approx(0.3)
    assert short.needed == {("bct", "community-nurses"): 20.0}
    two = turned(5, scheme, scheme, memory={"spare:bct:community-nurses": 25.0})
    assert [p.share for p in two.programmes] == [pytest.approx(0.3), pytest.approx(0.075)]
    assert told("technology", commissioner="saltmere", coverage_percent=30, staff_posts=20)[0].startswith(
        "staff_posts"
    )
    assert "acrobats" in told("technology", commissioner="saltmere", coverage_percent=30, staff_posts=2, staff_body="bct",
                              staff_skill="acrobats")[0]  # fmt: skip


def test_what_players_believe_never_acts() -> None:
    terms = {"commissioner": "saltmere", "provider": "bct", "places": 40}
    assert turned(4, made("avoidance", **terms, believed_percent=20)) == turned(4, made("avoidance", **terms))
    assert turned(4, made("avoidance", **terms)).avoid_effect == {"saltmere": 0.0}
    worse = turned(4, made("avoidance", **terms, effect_percent=-5))
    assert worse.demand_factor("urgent", "saltmere") == pytest.approx(1.05)
    assert worse.avoid_effect == {"saltmere": 0.0}


@pytest.mark.requirement("LEV-42", "MOD-13")
def test_technology_spreads_along_a_path_and_replaces_or_adds_visits() -> None:
    people = bigshire().life.people
    common = {"commissioner": "saltmere", "coverage_percent": 40, "ramp_months": 20, "visits_percent": 50}
    instead = made("technology", **common, substitute_percent=60)
    besides = made("technology", **common, complement_percent=30)
    assert [round(turned(m, instead).programmes[0].share, 2) for m in (1, 5, 10, 20, 30)] == [
        0.02,
        0.1,
        0.2,
        0.4,
        0.4,
    ]
    before = entries(people, "community")
    assert entries(people, "community", instead, month=1) < before < entries(people, "community", besides)
    saltmere = turned(30, instead).demand_factor("community", "saltmere")
    assert saltmere == pytest.approx(1 - 0.4 * 0.5 * 0.6)
    assert turned(30, besides).demand_factor("community", "saltmere") == pytest.approx(1 + 0.4 * 0.5 * 0.3)
    unsure = made("technology", **common, effect_percent=0, effect_percent_low=-5, effect_percent_high=20)
    ranges = {u.name: (u.low, u.likely, u.high) for u in declared(tables(), [(unsure,)])}
    assert ranges["effect percent of agreement 1"] == (-5, 0, 20)


def test_monitors_catch_flares_only_as_far_as_an_effect_is_stated() -> None:
    terms = {
        "commissioner": "saltmere",
        "coverage_percent": 40,
        "site": "thornmarsh-hospital",
        "monitors": 300,
    }
    idle, works = (
        turned(3, made("technology", **terms)),
        turned(3, made("technology", **terms, effect_percent=10)),
    )
    assert idle.branches["all", "monitored"] == 0
    assert works.branches["all", "monitored"] == pytest.approx(0.5)
    assert (
        turned(3, made("technology", **terms, effect_percent=10), made("technology", **terms)).branches
        == works.branches
    )
    assert works.programmes[0].effect == 0 and works.units["thornmarsh-hospital", "monitors"] == 300
    places = {"site": "thornmarsh-hospital", "places": 10}
    assert turned(3, made("crisis", **places)).branches["all", "crisis"] == 0
    assert turned(3, made("crisis", **places, effect_percent=30)).branches["all", "crisis"] == pytest.approx(
        0.3
    )


@pytest.mark.requirement("LEV-82")
def test_a_hub_that_is_known_makes_technology_spread_faster() -> None:
    spread = made("technology", commissioner="saltmere", coverage_percent=40, ramp_months=20)
    share = [
        turned(5, spread, *hub).programmes[0].share
        for hub in ((), (made("adoption-hub", faster_percent=100, known_percent=0),),
                    (made("adoption-hub", faster_percent=100, known_percent=100),))
    ]  # fmt: skip
    assert share == [pytest.approx(0.1), pytest.approx(0.1), pytest.approx(0.2)]


@pytest.mark.requirement("LEV-43", "MOD-38")
def test_a_mobile_unit_stands_for_some_months_and_moves_from_site_to_site() -> None:
    unit = made("capacity", 2, site="ketterby-hospital", then="wrenby-hospital", months_at_a_site=2, resource="clinic-surgical",
                change=20, months=5, own_staff="yes")  # fmt: skip
    where = [sorted(turned(month, unit).units.items()) for month in range(1, 8)]
    ketterby, wrenby = (
        (("ketterby-hospital", "clinic-surgical"), 20),
        (("wrenby-hospital", "clinic-surgical"), 20),
    )
    assert where == [[], [ketterby], [ketterby], [wrenby], [wrenby], [ketterby], []]
    assert turned(2, unit).brought == dict([ketterby])
    life = bigshire().life
    at = life.net.lists.index(("ketterby-hospital", "clinic-surgical"))
    rates = [life.list_rates(turned(month, unit))[at] for month in (1, 2, 7)]
    assert rates[1] - rates[0] == 4000 and rates[2] == rates[0]
    assert "no clinic-surgical" in told("capacity", site="ketterby-hospital", then="county-hall", resource="clinic-surgical",
                                        change=5)[0]  # fmt: skip


CENTRE = {"site": "ketterby-hospital", "range": "referral-surgical, referral-medical", "management": "the community trust",
              "governance": "one board of those who work there", "links": "six practices and a pharmacy", "ownership": "bct",
              "share_percent": 10, "resource": "clinic-surgical", "slots_a_week": 30, "ramp_months": 10, "from_": "buft"}  # fmt: skip


@pytest.mark.requirement("LEV-44", "LEV-60")
def test_a_resource_centre_settles_five_things_and_is_large_enough() -> None:
    assert told("resource-centre", **CENTRE) == []
    for name in ("range", "management", "governance", "links", "ownership"):
        assert any(line.startswith(name) for line in told("resource-centre", **{**CENTRE, name: ""}))
    assert "no rooms" in told("resource-centre", **{**CENTRE, "range": "mental-health"})[0]
    small = told("resource-centre", **CENTRE, patients=900, minimum_patients=2000)
    assert len(small) == 1 and "guidance" in small[0]
    assert told("resource-centre", **CENTRE, patients=2500, minimum_patients=2000) == []
    assert "guidance" in told("shift", service="outpatients", from_="buft", to="wrenby", share_percent=5, volume=50,
                              minimum_volume=100)[0]  # fmt: skip
    people, site = bigshire().life.people, "ketterby-hospital"
    before, after = (
        people.site_shares("referral-surgical", turned(month, made("resource-centre", **CENTRE)))[
            :, people.sites["referral-surgical"].index(site)].sum()
        for month in (1, 12)
    )  # fmt: skip
    assert after > before


@pytest.mark.requirement("LEV-45")
def test_the_owner_of_a_building_decides_who_may_work_there() -> None:
    kept = made(
        "tenancy",
        site="thornmarsh-hospital",
        landlord="lindenvale",
        may_provide="bct, wrenby",
        rent_pounds_a_year=1200,
    )
    for body, owner in (("wrenby", "wrenby"), ("buft", "bct")):
        move = made("transfer", site="thornmarsh-hospital", to=body)
        assert turned(3, move).owners["thornmarsh-hospital"] == body
        assert turned(3, move, kept).owners["thornmarsh-hospital"] == owner
        assert turned(3, kept, move).owners["thornmarsh-hospital"] == owner
    assert (costs(turned(3, kept), "bct"), costs(turned(3, kept), "lindenvale")) == (10_000, -10_000)
    assert (
        "leaves out bct"
        in told("tenancy", site="thornmarsh-hospital", landlord="lindenvale", may_provide="wrenby")[0]
    )


@pytest.mark.requirement("LEV-47")
def test_practices_are_rewarded_for_each_case_avoided_and_for_no_other() -> None:
    terms = {"commissioner": "saltmere", "cases_a_year": 1200, "share_percent": 10, "pounds_a_case": 200}
    works = turned(3, made("practice-incentive", **terms, effect_percent=25))
    idle = turned(3, made("practice-incentive", **terms))
    assert costs(works, "saltmere") == round(1200 * 0.25 * 200 * 100 / 12)
    assert works.demand_factor("urgent", "saltmere") == pytest.approx(0.975)
    assert costs(idle, "saltmere") == 0 and idle.demand_factor("urgent", "saltmere") == 1


@pytest.mark.requirement("LEV-48")
def test_enhanced_services_are_paid_through_the_board_at_the_commissioners_will() -> None:
    terms = {"commissioner": "saltmere", "pounds_a_year": 600_000, "kind": "local", "close_percent": 20}
    through = turned(3, made("enhanced-services", **terms, board="nhscb"))
    assert (paid(through, "saltmere", "nhscb"), paid(through, "nhscb", "none")) == (5_000_000, 5_000_000)
    assert through.practice_close["saltmere"] == pytest.approx(0.2)
    less = turned(3, made("enhanced-services", **{**terms, "pounds_a_year": -300_000, "close_percent": 0}))
    assert paid(less, "saltmere", "none") == -2_500_000 and less.practice_close["saltmere"] == 0
    life = bigshire().life.people
    assert entries(life, "referral-surgical", made("enhanced-services", **terms)) < entries(
        life, "referral-surgical"
    )


@pytest.mark.requirement("LEV-53")
def test_a_higher_bar_for_care_starts_fewer_people_and_leaves_need_unmet() -> None:
    life = bigshire().life
    at = life.net.lists.index(("county-hall", "care-packages"))
    bar = [turned(3, made("eligibility", council="council", fewer_percent=p)) for p in (0, 10, 25)]
    starts = [int(life.list_rates(dials)[at]) for dials in bar]
    assert starts[0] > starts[1] > starts[2]
    assert [round(d.ineligible["council"], 4) for d in bar] == [0.0, 0.1, 0.25]
    lower = made("eligibility", council="council", fewer_percent=-20)
    assert int(life.list_rates(turned(3, lower))[at]) == starts[0], (
        "no more people can be assessed than posts allow"
    )
    hired = turned(3, lower, memory={"staff:council:social-workers": 320.0})
    assert int(life.list_rates(hired)[at]) > starts[0]


@pytest.mark.requirement("LEV-54")
def test_charges_bring_income_deter_some_and_are_waived_for_a_time() -> None:
    terms = {
        "council": "council",
        "fewer_percent": 0,
        "charge_pounds_a_week": 60,
        "clients": 1000,
        "decline_percent": 20,
    }
    asked = {weeks: turned(3, made("eligibility", **terms, waiver_weeks=weeks)) for weeks in (0, 4, 8)}
    assert costs(asked[0], "council") == -round(60 * 1000 * 52 * 0.8 * 100 / 12)
    assert costs(asked[0], "council") < costs(asked[4], "council") < costs(asked[8], "council") == 0
    assert asked[0].branches["all", "ask"] == pytest.approx(0.8)
    assert asked[4].branches["all", "ask"] == pytest.approx(0.9)
    assert not asked[8].branches
    assert told("eligibility", council="council", fewer_percent=0, charge_pounds_a_week=60)[0].startswith(
        "clients"
    )


@pytest.mark.requirement("LEV-58")
def test_housing_adds_room_only_after_long_building() -> None:
    homes = made("housing", 1, site="thornmarsh-hospital", resource="community-beds", homes=60, as_="homes", build_months=30,
                 ramp_months=6, capital_pounds=9e6, payer="council")  # fmt: skip
    key = ("thornmarsh-hospital", "community-beds")
    assert [turned(m, homes).units.get(key, 0) for m in (1, 12, 30, 31, 33, 36, 60)] == [
        0,
        0,
        0,
        10,
        30,
        60,
        60,
    ]
    assert costs(turned(1, homes), "council") == 900_000_000 and costs(turned(2, homes), "council") == 0
    life = bigshire().life
    at = life.net.resource(*key)
    assert life.capacity(turned(36, homes))[at] == life.capacity(turned(12, homes))[at] + 60
    assert told(
        "housing", site="county-hall", resource="care-packages", homes=60, as_="homes", payer="council"
    )


@pytest.mark.requirement("LEV-66")
def test_respite_insurance_has_members_premiums_and_claims() -> None:
    terms = {"insurer": "cuddles", "members": 4000, "premium_pounds": 30, "claims_percent": 5, "days": 7, "pounds_a_day": 90,
                 "site": "thornmarsh-hospital", "resource": "community-beds", "places": 8}  # fmt: skip
    month = turned(3, made("respite", **terms))
    assert paid(month, "none", "cuddles") == 4000 * 30 * 100 // 12
    assert costs(month, "cuddles") == 200 * 7 * 90 * 100 // 12
    assert month.units["thornmarsh-hospital", "community-beds"] == 4
    many = told("respite", **{**terms, "claims_percent": 40})
    assert len(many) == 1 and many[0].startswith("places")


@pytest.mark.requirement("LEV-68")
def test_a_ceiling_stops_growth_of_one_service_and_of_no_other() -> None:
    people = bigshire().life.people
    growth = made("demand", pathway="outpatients", percent=20)
    cap = made("ceiling", commissioner="saltmere", service="referral-surgical", most_percent=105)
    for pathway, most in (("referral-surgical", 1.05), ("referral-medical", 1.2)):
        dials = turned(3, growth, cap)
        assert dials.demand_factor(pathway, "saltmere") == pytest.approx(most)
        assert dials.demand_factor(pathway, "lindenvale") == pytest.approx(1.2)
    assert entries(people, "referral-surgical", growth, cap) < entries(people, "referral-surgical", growth)
    slack = made("threshold", commissioner="saltmere", percent=10, service="referral-surgical")
    assert turned(3, slack, cap).demand_factor("referral-surgical", "saltmere") == pytest.approx(0.9)
    assert turned(3, slack).demand_factor("referral-medical", "saltmere") == 1


CLOSURE = {
    "site": "ketterby-hospital",
    "to": "buft",
    "saves_pounds_a_year": 1_200_000,
    "release_months": 12,
    "sale_pounds": 2e6,
}


@pytest.mark.requirement("LEV-69")
def test_a_closure_needs_public_support_and_capital() -> None:
    assert (
        told(
            "closure",
            **CLOSURE,
            support_percent=60,
            support_needed_percent=50,
            capital_pounds=1e6,
            capital_ready_pounds=2e6,
        )
        == []
    )
    assert "public feeling" in told("closure", **CLOSURE, support_percent=30, support_needed_percent=50)[0]
    assert "at hand" in told("closure", **CLOSURE, capital_pounds=5e6, capital_ready_pounds=1e6)[0]
    assert "capital charges go on" in told("closure", **{**CLOSURE, "saves_pounds_a_year": 9e6})[0]


def test_a_closed_site_sends_its_patients_on_and_its_cost_leaves_in_time() -> None:
    first, last = turned(1, made("closure", **CLOSURE)), turned(14, made("closure", 1, 2, **CLOSURE))
    assert (costs(first, "bct"), costs(last, "bct")) == (-round(100_000 / 12 * 100), -10_000_000)
    assert paid(first, "none", "bct") == 200_000_000 and paid(last, "none", "bct") == 0
    assert last.shut == {"ketterby-hospital": 0.0}
    people = bigshire().life.people
    for pathway in ("minor", "referral-surgical"):
        sites = people.sites[pathway]
        shares = people.site_shares(pathway, last)
        assert shares[:, sites.index("ketterby-hospital")].sum() == pytest.approx(0)
        assert shares.sum() == pytest.approx(people.site_shares(pathway, turned(1)).sum())


@pytest.mark.requirement("LEV-78")
def test_self_care_reaches_a_share_and_lowers_use_as_far_as_stated() -> None:
    people = bigshire().life.people
    course = made(
        "self-care", commissioner="saltmere", coverage_percent=50, consultations_percent=10, effect_percent=12
    )
    use = "consultation" if any(f.pathway == "consultation" for f in people.net.flows) else "practice"
    assert entries(people, use, course) < entries(people, use)
    none = made(
        "self-care", commissioner="saltmere", coverage_percent=0, consultations_percent=10, effect_percent=12
    )
    assert entries(people, use, none) == entries(people, use)
    programme = turned(3, course).programmes[0]
    assert (programme.share, programme.effect, programme.on) == (0.5, 0.12, "flares")


@pytest.mark.requirement("LEV-81")
def test_three_kinds_of_primary_care_do_three_things() -> None:
    made_of = {
        offer: turned(
            3,
            made(
                "primary-care", commissioner="saltmere", offer=offer, effect_percent=8, new_demand_percent=5
            ),
        )
        for offer in ("continuity", "episodic", "longer-hours")
    }
    assert made_of["continuity"].need_target["all", "saltmere"] == pytest.approx(0.08)
    assert made_of["continuity"].demand_factor("minor", "saltmere") == 1
    for offer in ("episodic", "longer-hours"):
        assert made_of[offer].demand_factor("minor", "saltmere") == pytest.approx(0.92)
        assert made_of[offer].demand_factor("practice", "saltmere") == pytest.approx(1.05)
    more = turned(
        3, made("primary-care", commissioner="saltmere", offer="longer-hours", appointments_percent=10)
    )
    assert more.rates["gp-appointments", "saltmere"] == pytest.approx(1.1)
    assert "offer is one of" in told("primary-care", commissioner="saltmere", offer="spa")[0]


@pytest.mark.requirement("LEV-40")
def test_patients_go_where_waits_are_short_as_far_as_they_choose() -> None:
    people, pathway = bigshire().life.people, "referral-surgical"
    at = people.sites[pathway].index("marlbridge-general")
    long = {f"wait:{pathway}:marlbridge-general": 26.0, f"wait-open:{pathway}:marlbridge-general": 8.0}

    def share(**terms: float) -> float:
        lever = (made("choice", **terms),) if terms else ()
        return float(people.site_shares(pathway, turned(6, *lever, memory=long))[:, at].sum())

    still = float(people.site_shares(pathway, turned(6))[:, at].sum())
    assert share(choosers_percent=90) < share() < still
    assert share(strength_percent=200) < share()
    assert share(choosers_percent=0) == pytest.approx(still)


@pytest.mark.requirement("LEV-41")
def test_a_wait_above_target_costs_the_provider_and_calls_up_sessions() -> None:
    terms = {
        "provider": "buft",
        "commissioner": "saltmere",
        "weeks": 16,
        "pounds_a_week_over": 600_000,
        "response_percent": 5,
    }
    long, fine = (
        {"wait:referral-surgical:marlbridge-general": weeks, "wait:community:saltmere": 40.0}
        for weeks in (20.0, 15.0)
    )
    over, under = (turned(6, made("waiting-target", **terms), memory=memory) for memory in (long, fine))
    assert paid(over, "buft", "saltmere") == round(4 * 600_000 * 100 / 12) and not under.payments
    life = bigshire().life
    at = life.net.lists.index(("marlbridge-general", "clinic-surgical"))
    assert life.list_rates(over)[at] > life.list_rates(under)[at] == life.list_rates(turned(6))[at]


@pytest.mark.requirement("MOD-15")
def test_care_at_the_new_place_may_cost_more_or_less() -> None:
    shift = {"service": "outpatients", "from_": "buft", "to": "wrenby", "share_percent": 5, "volume": 2400}
    bears = [
        costs(turned(3, made("shift", **shift, cost_difference_pounds=p)), "wrenby") for p in (-20, 0, 35)
    ]
    assert bears == [-400_000, 0, 700_000]
    assert told("shift", **{**shift, "volume": 0}, cost_difference_pounds=5)[0].startswith("volume")
    place = {
        "from_": "saltmere-infirmary",
        "resource": "medical-beds",
        "beds": 24,
        "to": "thornmarsh-hospital",
        "with_": "community-beds",
    }
    bears = [
        costs(
            turned(3, made("substitution", **place, cost_difference_pounds=p, payer="saltmere")), "saltmere"
        )
        for p in (-9000, 9000)
    ]
    assert bears == [-1_800_000, 1_800_000]


@pytest.mark.requirement("MOD-17")
def test_so_much_community_capacity_takes_the_place_of_a_bed_and_not_every_bed_comes_out() -> None:
    terms = {"from_": "saltmere-infirmary", "resource": "medical-beds", "beds": 40, "to": "thornmarsh-hospital", "with_": "community-beds",
                 "ratio": 1.5, "can_come_out_percent": 60, "overlap_months": 6, "effect_percent": 5}  # fmt: skip
    beds, places = ("saltmere-infirmary", "medical-beds"), ("thornmarsh-hospital", "community-beds")
    early, later = turned(3, made("substitution", **terms)), turned(7, made("substitution", **terms))
    assert (early.units.get(beds, 0), early.units[places]) == (0, 60)
    assert (later.units[beds], later.units[places]) == (-24, 60)
    assert later.stays["urgent", "stay"] == pytest.approx(0.95)
    assert "out of" in told("substitution", **{**terms, "beds": 5000 / 2.5})[0]
    assert "has no" in told("substitution", **{**terms, "with_": "theatre-day"})[0]


@pytest.mark.requirement("MOD-30")
def test_prevention_pays_after_years_and_costs_from_the_start() -> None:
    money = made("prevention", 1, commissioner="saltmere", pounds=500_000, effect_percent=3, lag_months=36)
    factors = [turned(m, money).demand_factor("urgent", "saltmere") for m in (1, 12, 36, 37, 60)]
    assert factors == [1, 1, 1, pytest.approx(0.97), pytest.approx(0.97)]
    assert all(costs(turned(m, money), "saltmere") == 4_166_667 for m in (1, 12, 60))
    named = turned(
        5,
        made("prevention", 1, commissioner="saltmere", pounds=1, need="all", effect_percent=3, lag_months=60),
    )
    assert (named.programmes[0].on, named.programmes[0].lag_months) == ("register", 60)


def test_ramp_and_reach_stay_between_nothing_and_all() -> None:
    slow = made("threshold", 4, commissioner="saltmere", percent=10, ramp_months=4)
    assert [ramp(slow, m) for m in (1, 4, 5, 7, 40)] == [0, 0.25, 0.5, 1, 1]
    assert reach(slow, turned(5)) == 0.5


def test_the_new_mechanisms_say_what_is_wrong_with_their_terms() -> None:
    for name, mechanism in levers.catalogue().items():
        needed = [term.name for term in mechanism.terms if not term.optional]
        missing = levers.problems(name, {}, tables())
        assert sum("is missing" in line for line in missing) >= min(1, len(needed)), name
