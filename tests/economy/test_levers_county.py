"""Levers of care in a small county that is lived: what becomes of waits, beds, delays and people at home."""

from __future__ import annotations

from functools import cache

import pytest

from shirehall.economy import figures
from shirehall.economy.county import County
from shirehall.economy.dials import Dials
from shirehall.economy.figures import Figures
from shirehall.economy.levers import apply
from shirehall.economy.state import State
from shirehall.economy.terms import Lever, Terms
from shirehall.economy.variants import compare
from shirehall.errors import UsageError
from tests.economy.small import shrunk
from tests.economy.turned import made, told

MONTHS, SEED = 3, 5


ROOMY = ("cubicles", "triage-nurses", "minor-bays", "crews", "assessment-places", "critical-care-beds")


@cache
def county() -> County:
    """A tenth of Bigshire, with more room at its front door: a small department needs more of it for the same waits."""
    tables = shrunk(10)
    services = [
        each.model_copy(update={"capacity": each.capacity * 2}) if each.resource in ROOMY else each
        for each in tables.services
    ]
    return County(tables.model_copy(update={"services": services}))


@cache
def opening() -> State:
    return county().begin(SEED)


@cache
def lived(*terms: Lever) -> tuple[Figures, ...]:
    """The figures of three months under some levers; the same chance for all."""
    state, out = opening(), []
    for _ in range(MONTHS):
        state, rows = county().live_month(state, terms)
        out.append(rows)
    return tuple(out)


def total(measure: str, *terms: Lever, subject: str = "county", group: str = "all") -> float:
    return sum(figures.value(rows, measure, subject, group) for rows in lived(*terms))


def expected(pathway: str, terms: Terms) -> float:
    """Entries a year of a pathway that the tables and some levers imply, before chance."""
    dials = Dials(4, dict(county().life.owner))
    apply(terms, dials)
    return sum(n for (p, _), n in county().expected(dials).items() if p == pathway)


@pytest.mark.requirement("MOD-23", "LEV-46")
def test_treating_low_priority_calls_at_the_scene_lowers_attendances_and_admissions() -> None:
    treat = made("access", scene_percent=30)
    assert total("ae-attendances", treat) < total("ae-attendances")
    assert total("emergency-admissions", treat) < total("emergency-admissions")
    nothing = made("access", scene_percent=0, believed_percent=30)
    assert [figures.digest(rows) for rows in lived(nothing)] == [figures.digest(rows) for rows in lived()]
    rung = (made("access", walk_in_percent=20, calls_percent=20),)
    assert expected("minor", rung) == pytest.approx(0.8 * expected("minor", ()))
    assert expected("out-of-hours", rung) == pytest.approx(1.2 * expected("out-of-hours", ()))


@pytest.mark.requirement("LEV-53")
def test_a_higher_bar_for_care_delays_people_in_hospital() -> None:
    bar = made("eligibility", council="council", fewer_percent=40)
    assert total("delayed-days", bar) > total("delayed-days")
    assert total("care-packages-started", bar) < total("care-packages-started")
    assert total("care-unmet", bar, subject="council") > 0


@pytest.mark.requirement("LEV-55")
def test_single_assessment_shortens_delay_and_crisis_response_acts_only_as_stated() -> None:
    quick = made("crisis", assessment_percent=80)
    assert total("delayed-days", quick) < total("delayed-days")
    assert total("emergency-admissions", made("crisis", effect_percent=15)) < total("emergency-admissions")
    assert total("emergency-admissions", made("crisis", believed_percent=15)) == total("emergency-admissions")
    assert told("crisis", places=5)[0].startswith("site is where crisis places are")


@pytest.mark.requirement("LEV-56", "MOD-19")
def test_equipment_that_is_short_keeps_people_in_hospital_and_vouchers_get_them_home() -> None:
    short = made("equipment", supplier="council", supply_percent=-70)
    vouchers = made(
        "equipment",
        supplier="council",
        supply_percent=-70,
        voucher_percent=90,
        items_a_year=1200,
        pounds_an_item=50,
    )
    assert total("delayed-days", short) > total("delayed-days", vouchers)
    assert total("delayed-days", short) > total("delayed-days")
    spent = total("provider-cost", vouchers, subject="council") - total(
        "provider-cost", short, subject="council"
    )
    assert spent == pytest.approx(1200 * 0.3 * 50 * MONTHS / 12, abs=2)


@pytest.mark.requirement("LEV-57")
def test_one_team_for_each_care_home_lowers_emergencies_from_care_homes() -> None:
    team = made("care-home", homes_percent=80, effect_percent=50)
    assert expected("care-home", (team,)) == pytest.approx(0.6 * expected("care-home", ()))
    assert total("emergency-admissions", team) < total("emergency-admissions")
    unstated = made("care-home", homes_percent=80, believed_percent=50)
    assert expected("care-home", (unstated,)) == expected("care-home", ())


@pytest.mark.requirement("MOD-19", "MOD-37")
def test_care_at_home_takes_equipment_help_staff_and_carers() -> None:
    home = made("avoidance", commissioner="saltmere", provider="bct", places=30, effect_percent=40)
    for measure in (
        "equipment-needed",
        "adaptations-needed",
        "home-staff-hours",
        "home-care-hours",
        "carer-hours",
    ):
        assert total(measure, home) > total(measure), measure
    assert total("admissions-avoided", home) > total("admissions-avoided")
    assert total("staff-needed", subject="bct") > 0


@pytest.mark.requirement("MOD-38", "LEV-43")
def test_a_mobile_unit_shortens_a_list_while_it_is_there() -> None:
    unit = made(
        "capacity",
        1,
        site="marlbridge-general",
        resource="clinic-surgical",
        change=60,
        months=2,
        own_staff="yes",
    )
    key = {"subject": "marlbridge-general"}
    assert total("elective-waiting", unit, **key) < total("elective-waiting", **key)
    assert total("outpatients", unit) > total("outpatients")
    last = figures.value(lived(unit)[2], "outpatients")
    assert last < figures.value(lived(unit)[1], "outpatients") * 1.2


@pytest.mark.requirement("LEV-69")
def test_a_closed_walk_in_centre_sees_nobody_and_others_see_more() -> None:
    shut = made("closure", site="ketterby-hospital", to="linden-clinic")
    assert figures.value(lived(shut)[2], "ae-attendances", "linden-clinic") > figures.value(
        lived()[2], "ae-attendances", "linden-clinic"
    )
    there = [
        r.value
        for r in lived(shut)[2]
        if (r.measure, r.subject, r.group) == ("ae-attendances", "ketterby-hospital", "all")
    ]
    assert sum(there) == 0


@pytest.mark.requirement("MOD-14")
def test_two_ways_of_leaving_hospital_are_compared_with_a_tolerance() -> None:
    team = made("discharge", provider="bct", places=12, days_saved=3)
    beds = made("capacity", site="thornmarsh-hospital", resource="community-beds", change=12, own_staff="yes")
    first, second = (tuple(row for rows in lived(each) for row in rows) for each in (team, beds))
    same = compare(first, first, 0)
    assert same.flexible and "either" in same.told()
    apart = compare(first, second, 0.5)
    assert not apart.flexible and {r.verdict for r in apart.rows} & {"first", "second"}
    assert "Not alike" in apart.told()
    assert compare(first, second, 1000).flexible
    cost = next(r for r in apart.rows if r.measure == "provider-cost")
    assert cost.first > 0 and cost.percent == pytest.approx((cost.second - cost.first) / cost.first * 100)
    with pytest.raises(UsageError, match="tolerance"):
        compare(first, second, -1)
    with pytest.raises(UsageError, match="hold no"):
        compare(first, second, 1, ("happiness",))
