"""Levers of who buys care and from whom: one budget, direct payments, call-off, work brought home."""

from __future__ import annotations

import pytest

from shirehall.economy.deals import conflicts
from tests.economy.small import bigshire
from tests.economy.turned import costs, made, paid, told, turned


@pytest.mark.requirement("LEV-80")
def test_one_budget_saves_the_time_lost_over_who_pays_and_buys_care_with_health_money() -> None:
    terms = {
        "commissioner": "saltmere",
        "council": "council",
        "dispute_percent": 40,
        "starts_percent": 10,
        "pounds_a_year": 1.2e6,
    }
    one = turned(6, made("merged-budget", **terms))
    assert one.stays["all", "assess"] == pytest.approx(0.6)
    assert paid(one, "saltmere", "council") == 10_000_000 == costs(one, "council")
    assert one.rates["care-packages", "council"] == pytest.approx(1.1)
    bare = turned(6, made("merged-budget", commissioner="saltmere", council="council"))
    assert not bare.stays and not bare.payments


@pytest.mark.requirement("LEV-19")
def test_people_with_direct_payments_choose_and_others_pay_for_themselves() -> None:
    terms = {"council": "council", "provider": "cuddles", "people": 200, "pounds_each": 6000}
    half = turned(3, made("direct-payments", **terms, choose_percent=50))
    rich = turned(3, made("direct-payments", **terms, choose_percent=0, self_payers=100))
    assert paid(half, "council", "cuddles") == 5_000_000 == -costs(half, "council")
    assert (paid(rich, "council", "cuddles"), paid(rich, "none", "cuddles")) == (0, 5_000_000)
    assert costs(half, "cuddles") == 4_500_000 == costs(rich, "cuddles")


@pytest.mark.requirement("LEV-20")
def test_case_managers_call_packages_off_a_framework_and_no_more_than_it_holds() -> None:
    terms = {"council": "council", "provider": "cuddles", "site": "county-hall", "pounds_a_package": 900}
    life = bigshire().life
    at = life.net.lists.index(("county-hall", "care-packages"))
    days = life.net.services["county-hall", "care-packages"].days
    few, many = (made("call-off", **terms, packages_a_week=n, framework_a_week=20) for n in (10, 50))
    plain = life.list_rates(turned(3))[at]
    assert life.list_rates(turned(3, few))[at] - plain == round(10_000 / days)
    assert life.list_rates(turned(3, many))[at] - plain == round(20_000 / days)
    assert paid(turned(3, many), "council", "cuddles") == 20 * 52 * 900 * 100 // 12
    assert (
        "starts no care packages"
        in told("call-off", **{**terms, "site": "thornmarsh-hospital"}, packages_a_week=5)[0]
    )


@pytest.mark.requirement("LEV-65")
def test_work_brought_home_moves_money_and_raises_the_flag_of_choice() -> None:
    home = made("repatriate", commissioner="lindenvale", to="buft", pounds_a_year=1_200_000, price_percent=90)
    month = turned(3, home)
    assert (paid(month, "lindenvale", "none"), paid(month, "lindenvale", "buft")) == (-10_000_000, 9_000_000)
    flow = made(
        "shift", service="outpatients", from_="wrenby", to="buft", share_percent=20, commissioner="saltmere"
    )
    people, pathway = bigshire().life.people, "referral-surgical"
    at = people.sites[pathway].index("wrenby-hospital")
    assert (
        people.site_shares(pathway, turned(3, flow))[:, at].sum()
        < people.site_shares(pathway, turned(3))[:, at].sum()
    )
    flags = conflicts((home, flow, made("choice", commissioner="saltmere", choosers_percent=80)))
    assert len(flags) == 2 and all("may choose" in flag for flag in flags)
    assert ["promised" in flag for flag in flags] == [False, True]
    urgent = made("shift", service="minor", from_="wrenby", to="bct", share_percent=5)
    assert conflicts((urgent,)) == []
    target = made("waiting-target", provider="buft", commissioner="saltmere", weeks=12)
    assert (
        len(conflicts((target, made("ceiling", commissioner="saltmere", service="planned", most_percent=95))))
        == 1
    )
