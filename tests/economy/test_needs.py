"""Long-term conditions: registers, flare-ups that answer to care with a lag, self-care, and prevention that pays late."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.economy import levers
from shirehall.economy.county import County
from shirehall.economy.dials import Dials, Programme
from shirehall.economy.needs import BEST_CARE, WORST_CARE, Needs, access, toward
from shirehall.economy.network import build
from shirehall.economy.people import People
from shirehall.economy.terms import Terms, lever
from tests.economy.small import tables
from tests.economy.small_people import need, world

OWNERS = {"a": "trust-a", "b": "trust-b"}
WAIT = st.floats(0, 2000)


def people(**more: object) -> People:
    county = world(needs=[need(**more), need("frail", lag_months=2, flares=300, effect=0.4)])
    return People(county, build(county))


def waits(practice: float = 20, community: float = 2, was: tuple[float, float] = (20, 2)) -> dict[str, float]:
    told = {}
    for who in ("north", "south"):
        told |= {f"wait:practice:{who}": practice, f"wait-open:practice:{who}": was[0],
                 f"wait:community:{who}": community, f"wait-open:community:{who}": was[1]}  # fmt: skip
    return told


def live(mine: Needs, months: int, known: Mapping[str, float], terms: Terms = (), at: int = 1) -> list[Dials]:
    """The dials of each month, care moving as it does between them."""
    memory: dict[str, float] = dict(known)
    found = []
    for month in range(at, at + months):
        dials = Dials(month, dict(OWNERS), dict(memory))
        levers.apply(terms, dials)
        found.append(dials)
        memory = {**known, **mine.remember(known, dials)}
    return found


def test_registers_and_flare_ups_keep_the_packs_figures_and_fall_with_the_gradient() -> None:
    mine = people(flare_gradient=1.5)
    crowd, dials = mine.people, Dials(1, dict(OWNERS))
    register = mine.needs.register("lungs", crowd, dials)
    assert register[:, 4:].sum() == pytest.approx(0.04 * crowd[:, 4:].sum())
    assert register[:, :4].sum() == 0
    each = register[:, 5] / crowd[:, 5]
    assert each[0] / each[1] == pytest.approx(2.0)
    flares = mine.entries("flare-lungs", dials)
    assert flares.sum() == pytest.approx(0.2 * register.sum())
    assert (flares / np.where(register > 0, register, 1))[0, 5] / (
        flares[1, 5] / register[1, 5]
    ) == pytest.approx(1.5)


def test_nothing_changes_while_waits_stay_as_they_were_at_the_opening() -> None:
    mine = people()
    first, *_, last = live(mine.needs, 24, waits())
    assert all(v == 1.0 for k, v in last.memory.items() if k.startswith("need:"))
    assert mine.entries("flare-lungs", last) == pytest.approx(mine.entries("flare-lungs", first), rel=1e-12)
    assert mine.needs.remember(waits(99), Dials(0, dict(OWNERS))) == {}


@given(st.floats(0.25, 2), st.floats(0.25, 2), st.floats(0.5, 60))
def test_care_is_half_way_after_seven_tenths_of_its_lag(now: float, target: float, lag: float) -> None:
    level, steps = now, 200
    for _ in range(steps):
        level = toward(level, target, lag * steps / (lag * math.log(2)))
    assert level == pytest.approx((now + target) / 2, abs=1e-9)
    assert toward(now, target, 0) == target
    assert abs(toward(now, target, lag) - target) <= abs(now - target)


@pytest.mark.parametrize("lag", [2, 6, 12])
def test_care_follows_a_lasting_change_by_the_formula(lag: int) -> None:
    mine = people(lag_months=lag)
    longer = waits(community=6)
    target = mine.needs.target("lungs", "north", longer, Dials(1, dict(OWNERS)))
    assert target == pytest.approx(1 + 0.3 * ((2 + 2) / (2 + 6) - 1))
    months = live(mine.needs, 13, longer)
    for after in (1, 5, 12):
        care = mine.needs.care("lungs", "north", months[after].memory)
        assert care == pytest.approx(target + (1 - target) * math.exp(-after / lag), abs=1e-8)


@given(WAIT, WAIT, WAIT, WAIT)
def test_longer_waits_never_better_care_nor_fewer_flare_ups(p: float, q: float, c: float, d: float) -> None:
    mine = people()
    short, long = waits(min(p, q), min(c, d)), waits(max(p, q), max(c, d))
    dials = Dials(1, dict(OWNERS))
    targets = [mine.needs.target("lungs", "north", w, dials) for w in (short, long)]
    assert WORST_CARE <= targets[1] <= targets[0] <= BEST_CARE
    flares = [mine.entries("flare-lungs", live(mine.needs, 4, w)[-1]).sum() for w in (short, long)]
    assert flares[1] >= flares[0] * (1 - 1e-12)


def test_worse_access_shows_late_and_only_among_those_who_have_it() -> None:
    mine = people()
    worse = {k: (v * 5 if k == "wait:practice:north" else v) for k, v in waits().items()}
    months = live(mine.needs, 13, worse)
    north = [mine.entries("flare-lungs", d)[:3].sum() for d in months]
    south = [mine.entries("flare-lungs", d)[3:].sum() for d in months]
    assert north[0] < north[1] < north[3] < north[12]
    assert north[1] - north[0] < (north[12] - north[0]) / 3
    assert south == pytest.approx([south[0]] * 13)
    assert 1.02 < north[12] / north[0] < 1.10


def test_the_effect_of_care_is_small_unless_told_otherwise_and_may_be_nothing() -> None:
    mine = people()
    last = live(mine.needs, 60, waits(community=10))[-1]
    flares = mine.entries("flare-lungs", last).sum()
    last.need_effect = {"all": 0.0}
    none = mine.entries("flare-lungs", last).sum()
    last.need_effect = {"lungs": 0.5}
    much = mine.entries("flare-lungs", last).sum()
    assert none == pytest.approx(mine.entries("flare-lungs", Dials(1, dict(OWNERS))).sum())
    assert none < flares < none * 1.08 < much < none * 1.25


def test_access_is_one_as_it_was_and_stays_within_its_bounds() -> None:
    assert access(30, 30, 24) == 1
    assert access(0, 1e9, 24) == 0.5
    assert access(1e9, 0, 24) == 1.5


@pytest.mark.requirement("LEV-78")
def test_the_more_people_self_care_reaches_the_less_they_use() -> None:
    mine = people()

    def use(coverage: float, effect: float) -> float:
        terms = (lever("self-care", "agreement 1", 1, commissioner="north", coverage_percent=coverage, need="lungs",
                       effect_percent=effect),)  # fmt: skip
        return float(mine.entries("flare-lungs", live(mine.needs, 36, waits(), terms)[-1])[:3].sum())

    none, some, many = use(0, 20), use(20, 20), use(60, 20)
    assert many < some < none
    assert many / none == pytest.approx(1 - 0.6 * 0.2, abs=0.002)
    assert use(60, 0) == pytest.approx(none)
    assert use(60, -10) > none
    south = mine.entries("flare-frail", live(mine.needs, 36, waits())[-1])[3:].sum()
    assert south == pytest.approx(mine.entries("flare-frail", Dials(1, dict(OWNERS)))[3:].sum())


@pytest.mark.requirement("MOD-30")
def test_prevention_pays_late() -> None:
    mine = people()
    base = mine.entries("flare-lungs", Dials(1, dict(OWNERS))).sum()
    memory: dict[str, float] = {}
    saved = []
    for month in range(1, 181):
        dials = Dials(month, dict(OWNERS), dict(memory))
        dials.programmes = [Programme("stop smoking", "all", "all", 1.0, 0.10, 60.0, "register", since=1)]
        saved.append((base - mine.entries("flare-lungs", dials).sum()) / base)
        memory = mine.needs.remember({}, dials)
    first_year, fifth_year = sum(saved[:12]) / 12, sum(saved[48:60]) / 12
    assert 0 <= first_year < 0.012
    assert fifth_year > 5 * first_year
    assert saved[-1] == pytest.approx(0.10, abs=0.006)
    assert saved == sorted(saved)


def test_a_programme_that_ends_fades_and_one_that_has_not_begun_does_nothing() -> None:
    mine = people()
    memory: dict[str, float] = {"programme:course:of ours:flares:lungs:north": 0.2}
    dials = Dials(9, dict(OWNERS), memory)
    dials.programmes = [Programme("later", "lungs", "north", 1.0, 0.3, 3.0, "flares", since=20)]
    after = mine.needs.remember({}, dials)
    assert after["programme:course:of ours:flares:lungs:north"] == pytest.approx(0.2 * math.exp(-1 / 6))
    assert not any(key.startswith("programme:later") for key in after)
    here = mine.entries("flare-lungs", dials)
    plain = mine.entries("flare-lungs", Dials(9, dict(OWNERS)))
    assert here[:3] == pytest.approx(plain[:3] * 0.8)
    assert here[3:] == pytest.approx(plain[3:])


def test_what_levers_add_to_care_moves_it() -> None:
    mine = people()
    dials = Dials(1, dict(OWNERS), need_target={("lungs", "north"): 0.1, ("all", "all"): 0.05})
    assert mine.needs.target("lungs", "north", waits(), dials) == pytest.approx(1.15)
    assert mine.needs.target("frail", "south", waits(), dials) == pytest.approx(1.05)
    assert mine.needs.target("frail", "south", {}, dials) == pytest.approx(1.05)


def with_needs() -> County:
    """Bigshire with two needs whose flare-ups go the way of urgent patients."""
    rows = [row.model_copy(update={"pathway": f"flare-{name}"}) for name in ("lungs", "frail")
            for row in tables().pathways if row.pathway == "urgent"]  # fmt: skip
    needs = [need("lungs"), need("frail", lag_months=2, flares=300)]
    rest = [row for row in tables().pathways if not row.pathway.startswith("flare-")]
    return County(tables().model_copy(update={"needs": needs, "pathways": [*rest, *rows]}))


def test_where_community_teams_see_people_later_needs_flare_up_more_in_the_months_after() -> None:
    county = with_needs()
    mine = county.life.people
    team = next(
        row.site for row in tables().market if (row.commissioner, row.pathway) == ("saltmere", "community")
    )
    listed = next(row for row in tables().services if row.site == team and row.measure == "a-week")
    cut = lever(
        "capacity", "cut", 1, site=team, resource=listed.resource, change=-round(listed.capacity / 12)
    )
    state = begun = county.begin(4)
    assert mine.entries("flare-frail", Dials(1, {}, begun.memory)).sum() == pytest.approx(
        mine.entries("flare-frail", Dials(1, {})).sum()
    )
    usual, flares = begun, []
    for _ in range(9):
        state, usual = county.live_month(state, (cut,))[0], county.live_month(usual, ())[0]
        each = [mine.entries("flare-frail", Dials(1, {}, s.memory)) for s in (state, usual)]
        flares.append(each[0].sum(axis=1) / each[1].sum(axis=1) - 1)
    there = np.array([payer == "saltmere" for payer in mine.payers])
    assert state.memory["wait:community:saltmere"] > usual.memory["wait:community:saltmere"] + 0.5
    assert flares[-1][there].min() > 0.005 > flares[0][there].max()
    assert abs(flares[-1][~there]).max() < 0.002
