"""Choice: planned patients go by waits and nearness, urgent ones by nearness alone."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.economy.choice import Waits, flow, nearer
from shirehall.economy.dials import Dials
from shirehall.economy.network import build
from shirehall.economy.people import People
from shirehall.economy.terms import lever
from tests.economy.small import bigshire
from tests.economy.small_people import demand, world

SHARES = st.lists(st.floats(0.01, 1), min_size=2, max_size=5)
WEEKS = st.floats(-20, 60)


def people(*rows: object) -> People:
    county = world(rows=rows)  # type: ignore[arg-type]
    return People(county, build(county))


def dials(memory: dict[str, float] | None = None, **more: object) -> Dials:
    return Dials(3, {"a": "trust-a", "b": "trust-b"}, memory or {}, **more)  # type: ignore[arg-type]


def known(a: float, b: float) -> dict[str, float]:
    return {
        "wait:referral-x:a": a,
        "wait-open:referral-x:a": 6,
        "wait:referral-x:b": b,
        "wait-open:referral-x:b": 9,
    }


@pytest.mark.requirement("MOD-21")
@given(SHARES, st.data(), st.floats(0, 1), st.floats(0, 0.2), st.floats(0, 30))
def test_a_longer_wait_never_brings_people(
    parts: list[float], data: st.DataObject, choosers: float, slope: float, longer: float
) -> None:
    market = np.array([parts]) / sum(parts)
    weeks = np.array([data.draw(st.lists(WEEKS, min_size=len(parts), max_size=len(parts)))])
    at = data.draw(st.integers(0, len(parts) - 1))
    who, steep = np.array([choosers]), np.array([slope])
    before = flow(market, weeks, who, steep)
    raised = weeks.copy()
    raised[0, at] += longer
    after = flow(market, raised, who, steep)
    others = [j for j in range(len(parts)) if j != at]
    assert after[0, at] <= before[0, at] + 1e-12
    assert (after[0, others] >= before[0, others] - 1e-12).all()
    assert before.sum() == pytest.approx(1) == pytest.approx(after.sum())
    assert flow(market, weeks, who + 0, steep * 0) == pytest.approx(market)
    assert flow(market, weeks, who * 0, steep) == pytest.approx(market)


@pytest.mark.requirement("MOD-21")
@given(SHARES, st.data(), st.floats(0.001, 0.1), st.floats(1, 40))
def test_a_place_goes_less_to_a_site_that_is_farther_and_the_market_keeps_its_shares(
    parts: list[float], data: st.DataObject, slope: float, farther: float
) -> None:
    market = np.array(parts) / sum(parts)
    size = len(parts)
    minutes = np.array(
        [data.draw(st.lists(st.floats(0, 60), min_size=size, max_size=size)) for _ in range(3)]
    )
    weight = np.array(data.draw(st.lists(st.floats(1, 100), min_size=3, max_size=3)))
    before = nearer(market, minutes, weight, slope)
    moved = minutes.copy()
    moved[0, 0] += farther
    after = nearer(market, moved, weight, slope)
    assert before.sum(axis=1) == pytest.approx(1)
    assert weight @ before / weight.sum() == pytest.approx(market, abs=1e-4)
    assert after[0, 0] <= before[0, 0] + 1e-6


def test_at_the_opening_the_packs_market_shares_hold_to_the_last_patient() -> None:
    mine = people()
    shares = mine.site_shares("referral-x", dials())
    entries = mine.entries("referral-x", dials()).sum(axis=1)
    for rows, expected in (([0, 1, 2], (0.7, 0.3)), ([3, 4], (0.4, 0.6))):
        assert entries[rows] @ shares[rows] / entries[rows].sum() == pytest.approx(expected, abs=1e-6)
    assert mine.site_shares("referral-x", dials(known(6, 9))) is mine.shares["referral-x"]
    hill, vale = shares[0], shares[2]
    assert hill[0] > 0.7 > vale[0]


def test_only_a_difference_between_waits_moves_people_and_information_moves_more() -> None:
    mine = people()
    plain = mine.site_shares("referral-x", dials())
    assert mine.site_shares("referral-x", dials(known(16, 19))) == pytest.approx(plain)
    shorter = mine.site_shares("referral-x", dials(known(6, 4)))
    assert (shorter[:, 1] > plain[:, 1]).all()
    more = mine.site_shares("referral-x", dials(known(6, 4), choosers={"north": 0.9}))
    assert (more[:3, 1] > shorter[:3, 1]).all() and more[3:] == pytest.approx(shorter[3:])
    steep = mine.site_shares("referral-x", dials(known(6, 4), choice_strength={"all": 2.0}))
    assert (steep[:, 1] > shorter[:, 1]).all()
    nobody = mine.site_shares("referral-x", dials(known(6, 4), choosers={"all": 0.0}))
    assert nobody == pytest.approx(plain)
    pack = people(demand("choice", "chooser", "all", 0.9), demand("choice", "wait", "referral-x", 0.04))
    assert pack.site_shares("referral-x", dials(known(6, 4)))[:3] == pytest.approx(more[:3])


def test_urgent_care_answers_to_distance_only() -> None:
    mine = people()
    memory = {"wait:urgent:a": 50.0, "wait-open:urgent:a": 1.0, **known(40, 2)}
    use = dials(memory, choosers={"all": 1.0}, choice_strength={"all": 5.0})
    assert mine.site_shares("urgent", use) is mine.shares["urgent"]


def test_waits_become_known_with_a_lag_and_those_of_the_opening_stay() -> None:
    county = bigshire()
    waits = county.life.waits
    name = next(key for key in waits.steps if key.startswith("referral"))
    steps, unit = waits.steps[name]

    def seen(weeks: float) -> SimpleNamespace:
        table = np.zeros((len(county.net.arrays["op"]), 4), np.int64)
        table[steps[0]] = (100, int(100 * weeks * unit), 0, 0)
        return SimpleNamespace(waits=table)

    owners = dict(county.life.owner)
    at_opening = waits.remember(seen(5), Dials(0, owners))  # type: ignore[arg-type]
    assert at_opening == {f"wait:{name}": 5, f"wait-open:{name}": 5}
    memory = at_opening
    for month in (1, 2):
        memory = waits.remember(seen(15), Dials(month, owners, memory))  # type: ignore[arg-type]
    assert memory[f"wait:{name}"] == pytest.approx(15 - 10 * np.exp(-2 / waits.lag))
    assert memory[f"wait-open:{name}"] == 5
    nobody = SimpleNamespace(waits=np.zeros((len(county.net.arrays["op"]), 4), np.int64))
    assert waits.remember(nobody, Dials(3, owners, memory)) == memory  # type: ignore[arg-type]


def test_community_waits_are_those_of_the_teams_that_a_commissioners_people_use() -> None:
    county = bigshire()
    teams = {
        key.partition("@")[2]: steps
        for key, (steps, _) in county.life.waits.steps.items()
        if key.startswith("community@")
    }
    table = np.zeros((len(county.net.arrays["op"]), 4), np.int64)
    for i, site in enumerate(sorted(teams)):
        table[teams[site][0]] = (10, 10 * (i + 1) * 604_800_000, 0, 0)
    told = Waits(county.net, county.life.people.choice, {"x": {sorted(teams)[0]: 3.0, sorted(teams)[1]: 1.0}}).seen(
        SimpleNamespace(waits=table), dict(county.life.owner)  # type: ignore[arg-type]
    )  # fmt: skip
    assert told["community:x"] == pytest.approx((3 * 1 + 1 * 2) / 4)


@pytest.mark.requirement("LEV-40")
def test_a_provider_that_cuts_its_waits_draws_referrals_from_its_rivals() -> None:
    county, months = bigshire(), 9
    fewer = tuple(
        lever("capacity", "our offer", 1, site="marlbridge-general", resource=name, change=-60) for name in ("clinic-surgical",)
    )  # fmt: skip
    usual = slower = before = county.begin(5)
    for _ in range(months):
        before = slower
        (usual, _), (slower, _) = county.live_month(usual, ()), county.live_month(slower, fewer)
    unchosen, _ = county.live_month(before, (*fewer, lever("choice", "none", 1, choosers_percent=0)))
    went = {}
    for name, state in (("as it was", usual), ("rival slower", slower), ("no choice", unchosen)):
        use = Dials(state.month + 1, dict(state.owners), state.memory)
        if name == "no choice":
            use.choosers["all"] = 0.0
        classes, _ = county.life.people.stream_classes(use)
        at = {
            s.site: classes[i].sum()
            for i, s in enumerate(county.net.streams)
            if s.pathway == "referral-surgical"
        }
        went[name] = (
            at["saltmere-infirmary"] / sum(at.values()),
            state.memory["wait:referral-surgical:marlbridge-general"],
        )
    assert went["rival slower"][1] > went["as it was"][1] + 1
    assert went["rival slower"][0] > went["as it was"][0]
    assert went["no choice"][0] < went["rival slower"][0]
