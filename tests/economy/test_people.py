"""People: how many there are, which practice they use, what they need, and how the world moves between rounds."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.economy import figures, levers
from shirehall.economy.county import County
from shirehall.economy.dials import Dials, Move
from shirehall.economy.engine import Engine
from shirehall.economy.network import FIFTHS, build
from shirehall.economy.people import People
from shirehall.economy.population import Population
from shirehall.economy.terms import lever
from shirehall.economy.trends import Change, altered, changes_of
from shirehall.errors import PackFault
from shirehall.patch.county import BANDS, CountyTables, PathwayRow, ServiceRow, faults_of
from shirehall.patch.figures import Figure
from tests.economy.small import DAY, bigshire, tables
from tests.economy.small_people import FROM, demand, need, world

RATE = st.floats(0, 300)
LIVES = st.lists(
    st.tuples(st.sampled_from(("birth", "death", "migration")), st.sampled_from(BANDS), RATE), max_size=12
)
# Lincolnshire's ageing, births and deaths of England and Wales in 2013: share a year, and per 1,000 a year.
AGEING = (0.2172, 0.0922, 0.0954, 0.0492, 0.0454, 0.0884, 0.0675)
DEATHS = (0.88, 0.105, 0.30, 0.81, 4.22, 15.5, 45.3, 149.6)


def people(county: CountyTables) -> People:
    return People(county, build(county))


def dials(month: int = 1, **more: object) -> Dials:
    return Dials(month, {"a": "trust-a", "b": "trust-b"}, **more)  # type: ignore[arg-type]


@given(LIVES, st.floats(-5, 5))
def test_people_are_conserved_month_by_month(lives: list[tuple[str, str, float]], growth: float) -> None:
    rows = [demand("population", what, key, value) for what, key, value in lives]
    crowd = Population(world(rows=[*rows, demand("population", "growth", "all", growth)]))
    for month in (1, 2, 14):
        before, after, change = crowd.at(month), crowd.at(month + 1), crowd.changes(crowd.at(month))
        came = change.born.sum() + change.moved.sum() + change.grown.sum() - change.died.sum()
        assert after.sum() == pytest.approx(before.sum() + came, rel=1e-9)
        assert (after >= 0).all()
        rows_came = change.born + (change.moved + change.grown - change.died).sum(axis=1)
        assert after.sum(axis=1) == pytest.approx(before.sum(axis=1) + rows_came, rel=1e-9)


def test_without_rows_of_population_nobody_comes_or_goes() -> None:
    crowd = Population(world())
    assert crowd.at(120) is crowd.at(1)
    assert crowd.at(0).sum() == sum(sum(row.people()) for row in world().places)


def test_people_leave_a_band_at_one_over_its_width_unless_the_pack_says() -> None:
    ageing_only = Population(world(rows=[demand("population", "birth", "25-44", 0)]))
    first, second = ageing_only.at(1), ageing_only.at(2)
    assert second[:, 0] == pytest.approx(first[:, 0] * (1 - 1 / 60))
    assert second[:, 7] == pytest.approx(first[:, 7] + first[:, 6] / 120)
    told = Population(
        world(rows=[demand("population", "ageing", "75-84", 0.06), demand("population", "birth", "25-44", 0)])
    )
    assert told.at(2)[:, 7] == pytest.approx(told.at(1)[:, 7] + told.at(1)[:, 6] * 0.06 / 12)


def test_bigshire_ages_slowly_at_national_rates() -> None:
    rows = [
        demand("population", "ageing", band, share) for band, share in zip(BANDS[:7], AGEING, strict=True)
    ]
    rows += [demand("population", "death", band, rate) for band, rate in zip(BANDS, DEATHS, strict=True)]
    rows += [demand("population", "birth", "15-24", 21.2), demand("population", "birth", "25-44", 35.2)]
    bare = [row for row in tables().demand if row.pathway != "population"]
    crowd = Population(tables().model_copy(update={"demand": [*bare, *rows]}))
    now, later = crowd.at(1), crowd.at(61)
    assert later.sum() / now.sum() == pytest.approx(1, abs=0.01)
    assert 1.0 < later[:, 7].sum() / now[:, 7].sum() < 1.15
    assert 1.02 < later[:, 5:].sum() / now[:, 5:].sum() < 1.12


def test_demand_follows_the_people_of_the_month_and_its_own_trend() -> None:
    still, growing = people(world()), people(world(rows=[demand("population", "growth", "85+", 12)]))
    assert growing.entries("urgent", dials(13))[:, 7] == pytest.approx(
        still.entries("urgent", dials(13))[:, 7] * 1.12
    )
    assert growing.entries("urgent", dials(13))[:, :7] == pytest.approx(
        still.entries("urgent", dials(1))[:, :7]
    )
    trend = people(world(rows=[demand("urgent", "growth", "all", 3)]))
    assert trend.entries("urgent", dials(25)) == pytest.approx(still.entries("urgent", dials(1)) * 1.03**2)
    assert trend.entries("urgent", dials(1)) == pytest.approx(still.entries("urgent", dials(1)))


def by_hand(mine: People, use: Dials) -> np.ndarray:
    """Entries by stream and class, added up one row and band at a time."""
    found = np.zeros((len(mine.net.streams), len(mine.net.payers) * FIFTHS * len(BANDS)))
    for s, stream in enumerate(mine.net.streams):
        entries, shares = mine.entries(stream.pathway, use), mine.site_shares(stream.pathway, use)
        column = mine.sites[stream.pathway].index(stream.site)
        for i, row in enumerate(mine.rows):
            group = mine.net.payers.index(row.consortium) * FIFTHS + row.fifth - 1
            for band in range(len(BANDS)):
                found[s, group * len(BANDS) + band] += entries[i, band] * shares[i, column]
    return found


def test_classes_add_up_as_they_do_by_hand_and_nobody_is_lost() -> None:
    mine = bigshire().life.people
    use = Dials(
        4,
        dict(bigshire().life.owner),
        moves=[Move("urgent", "saltmere-infirmary", "marlbridge-general", 0.1)],
    )
    classes, travel = mine.stream_classes(use)
    assert classes == pytest.approx(by_hand(mine, use), rel=1e-9, abs=1e-9)
    for pathway in ("urgent", "referral-surgical"):
        streams = mine.streams[pathway]
        whole = (mine.entries(pathway, use) * mine.site_shares(pathway, use).sum(axis=1)[:, None]).sum()
        assert classes[streams].sum() == pytest.approx(whole)
    assert (travel >= 0).all()


def test_a_months_classes_take_less_than_fifteen_milliseconds() -> None:
    mine, use, taken = bigshire().life.people, Dials(4, dict(bigshire().life.owner)), []
    for _ in range(12):
        begun = time.perf_counter()
        mine.stream_classes(use)
        taken.append(time.perf_counter() - begun)
    assert min(taken) < 0.015


@pytest.mark.requirement("MOD-29")
def test_practices_are_units_that_vary_and_levers_act_on_one_or_on_all_of_a_commissioners() -> None:
    mine = people(world())
    names, lists = mine.practices.names, mine.practices.size
    plain = mine.by_practice("referral-x", dials())
    assert plain.sum() == pytest.approx(mine.entries("referral-x", dials()).sum())
    hill = [names.index("hill-1"), names.index("hill-2")]
    per_head = plain / lists
    assert per_head[hill[0]] / per_head[hill[1]] == pytest.approx(1.4 / 0.8)
    closed = mine.by_practice("referral-x", dials(practice_close={"north": 0.5}))
    assert closed[hill[0]] == pytest.approx(plain[hill[0]] * (1.4 - 0.5 * 0.4) / 1.4)
    others = [i for i in range(len(names)) if i != hill[0]]
    assert closed[others] == pytest.approx(plain[others])
    one = mine.by_practice("referral-x", dials(practice_referral={"shore-1": 0.9}))
    assert one[names.index("shore-1")] == pytest.approx(plain[names.index("shore-1")] * 0.9)
    assert np.delete(one, names.index("shore-1")) == pytest.approx(np.delete(plain, names.index("shore-1")))


@pytest.mark.requirement("MOD-29")
def test_variation_between_practices_drives_what_a_commissioner_spends() -> None:
    rows = [p.model_copy(update={"referral_index": p.referral_index + (0.3 if p.consortium == "saltmere" else 0)})
            for p in tables().practices]  # fmt: skip
    usual, higher = bigshire(), County(tables().model_copy(update={"practices": rows}))
    close = (lever("practice", "agreement 1", 1, commissioner="saltmere", close_percent=100),)
    spent = {}
    for name, county, terms in (("usual", usual, ()), ("higher", higher, ()), ("closed", usual, close)):
        state, total, sent = county.begin(3), 0.0, 0.0
        for _ in range(3):
            state, rows_ = county.live_month(state, terms)
            total += figures.value(rows_, "commissioner-spend", "saltmere")
            sent += figures.value(rows_, "referrals", "saltmere")
        spent[name] = (total, sent)
    assert spent["higher"][0] > spent["usual"][0] > spent["closed"][0]
    assert spent["higher"][1] > spent["usual"][1] > spent["closed"][1]


def test_a_directed_referral_goes_to_its_target_from_wherever_it_would_have_gone() -> None:
    mine = people(world())
    before = mine.site_shares("referral-x", dials())
    after = mine.site_shares("referral-x", dials(moves=[Move("referral-x", "all", "trust-b", 0.25, "north")]))
    north, b = [0, 1, 2], mine.sites["referral-x"].index("b")
    assert after[north, b] == pytest.approx(before[north, b] + 0.25 * (1 - before[north, b]))
    assert after[3:] == pytest.approx(before[3:])
    assert after.sum(axis=1) == pytest.approx(before.sum(axis=1))


WORLD = (
    (
        "register:lungs",
        Figure.model_validate({"value": 10, "unit": "%", "from": "assumed", "source": "obesity growth"}),
    ),
    (
        "gap:all",
        Figure.model_validate(
            {"value": 1.5, "unit": "factor", "from": "assumed", "source": "widening inequality"}
        ),
    ),
    (
        "allocation:all",
        Figure.model_validate({"value": -2, "unit": "%", "from": "reported", "source": "tight settlement"}),
    ),
    (
        "growth:urgent",
        Figure.model_validate({"value": 3, "unit": "% a year", "from": "assumed", "source": "trend"}),
    ),
    ("best-of-health", Figure.model_validate({"value": 3, "unit": "no", "from": "assumed"})),
)


@pytest.mark.requirement("MOD-35")
def test_changes_at_a_rounds_start_act_and_can_be_read() -> None:
    bare = world(needs=[need()])
    changes = changes_of(WORLD, {"register:lungs": "People are heavier."}, start=13)
    after = altered(bare, changes)
    old, new = people(bare), people(after)
    more = (
        new.needs.register("lungs", new.people, dials(13)).sum()
        / old.needs.register("lungs", old.people, dials(13)).sum()
    )
    assert more == pytest.approx(1.1)
    before, then = old.entries("urgent", dials(13)).sum(axis=1), new.entries("urgent", dials(13)).sum(axis=1)
    assert then.sum() == pytest.approx(before.sum())
    assert then[0] / then[1] > before[0] / before[1]
    assert [c.allocation for c in after.money.commissioners] == [980_000, 980_000]
    urgent = [
        (new.entries("urgent", dials(m)).sum(), old.entries("urgent", dials(m)).sum()) for m in (13, 25)
    ]
    assert urgent[0][0] == pytest.approx(urgent[0][1])
    assert urgent[1][0] == pytest.approx(urgent[1][1] * 1.03)
    said = [change.said for change in changes]
    assert (
        said[0] == "People on the register of lungs: times 1.1 (People are heavier); assumed: obesity growth."
    )
    assert len(said) == 4 and "+3% a year" in said[3] and "reported" in said[2]


@pytest.mark.requirement("MOD-35")
def test_a_county_lives_on_under_the_changes_of_a_new_round() -> None:
    first, state = bigshire(), bigshire().begin(2)
    state, _ = first.live_month(state, ())
    rate = Change("rate", "urgent", 1.2, "assumed", "a harder world")
    second = County(tables(), (rate, Change("allocation", "saltmere", 0.97, "assumed", "a tight settlement")))
    assert [change.name for change in second.changes] == ["rate:urgent", "allocation:saltmere"]
    usual, harder = first.live_month(state, ())[1], second.live_month(state, ())[1]
    came = [figures.value(rows, "ae-attendances") for rows in (usual, harder)]
    given_ = [figures.value(rows, "commissioner-allocation", "saltmere") for rows in (usual, harder)]
    assert came[1] > came[0] * 1.05
    assert given_[1] == pytest.approx(given_[0] * 0.97, rel=1e-6)


def test_a_change_that_names_nothing_or_has_no_unit_is_told_where_it_stands() -> None:
    with pytest.raises(PackFault, match="register:heart alters nothing"):
        altered(world(needs=[need()]), (Change("register", "heart", 1.1, "assumed", ""),))
    with pytest.raises(PackFault, match="is in 'bags'"):
        changes_of([("rate:urgent", Figure.model_validate({"value": 2, "unit": "bags", "from": "assumed"}))])


def test_faults_in_what_the_tables_say_of_people_are_found() -> None:
    wrong = world(
        needs=[need("nerves", per_1000="1 2 3", pathway="nowhere"), need("skin", gradient=0)],
        rows=[demand("population", "death", "90+", 1), demand("choice", "chooser", "nobody", 0.5)],
    )  # fmt: skip
    wrong = wrong.model_copy(update={"pathways": [p for p in wrong.pathways if p.pathway != "nowhere"]})
    told = [fault.what for fault in faults_of(wrong)]
    for part in ("no pathway `nowhere`", "'1 2 3' of nerves", "figure of skin", "key 90+", "key nobody"):
        assert any(part in each for each in told), part
    assert not list(faults_of(world(needs=[need()], rows=[demand("choice", "chooser", "all", 0.4)])))


def test_levers_on_practices_pass_their_checks() -> None:
    assert levers.problems("practice", {"commissioner": "saltmere", "close_percent": 20}, tables()) == []


def surgeries() -> CountyTables:
    """The small world with a consultation at every practice, which takes one of its doctors: few at the first of the hill's."""
    steps = (("see", "take", "doctors", ""), ("talk", "stay", "", "0.2"), ("free", "free", "doctors", ""),
             ("seen", "count", "consultation", ""), ("end", "end", "", ""))  # fmt: skip
    rows = [
        PathwayRow.model_validate(
            {
                "pathway": "practice",
                "step": s,
                "does": d,
                "what": w,
                "mean": m,
                "spread": "1" if m else "",
                **FROM,
            }
        )
        for s, d, w, m in steps
    ]
    doctors = ServiceRow.model_validate({"site": "practices", "service": "gp", "resource": "doctors", "measure": "units",
                                         "capacity": 0.5, **FROM})  # fmt: skip
    bare = world(rows=[demand("practice", "rate", band, 5000) for band in BANDS])
    return bare.model_copy(
        update={"pathways": [*bare.pathways, *rows], "services": [*bare.services, doctors]}
    )


def test_everybody_consults_at_a_practice_of_their_own_commissioner_in_proportion_to_lists() -> None:
    mine = people(surgeries())
    classes, _ = mine.stream_classes(dials())
    at = dict(zip(mine.sites["practice"], classes[mine.streams["practice"]].sum(axis=1), strict=True))
    assert sum(at.values()) == pytest.approx(5 * mine.people.sum())
    assert at["hill-1"] / at["hill-2"] == pytest.approx(6000 / 4000)
    assert at["hill-1"] + at["hill-2"] == pytest.approx(5 * mine.people[:2].sum())
    assert at["shore-1"] == pytest.approx(5 * mine.people[3:].sum())
    assert classes == pytest.approx(by_hand(mine, dials()), abs=1e-9)


def test_consultations_are_counted_by_practice_and_waits_for_one_kept_by_commissioner() -> None:
    life = Engine(surgeries(), build(surgeries()))
    use = Dials(1, dict(life.owner))
    system, seen = life.live(life.begin(1, use), use, 6, 0, 90 * DAY, 0)
    streams = life.people.streams["practice"]
    by_practice = seen.arrived[streams].sum(axis=1)
    expected = life.people.stream_classes(use)[0][streams].sum(axis=1) * 90 / 365.25
    assert by_practice == pytest.approx(expected, rel=0.05)
    memory = life.remember(system, seen, use)
    assert memory["wait:practice:north"] >= 0
    assert memory["wait:practice:south"] >= 0
    assert "wait:practice:" not in memory
