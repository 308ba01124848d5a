"""A county of which a share of the people is followed: nothing is lost, nothing depends on anything but seed and share, and a share
of 1 is the whole county."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from shirehall.assemble import about, county_again, new_day
from shirehall.economy import figures
from shirehall.economy.county import ENGINE, County
from shirehall.economy.dials import Dials
from shirehall.economy.engine import Engine, Seen
from shirehall.economy.figures import Figures
from shirehall.economy.money import Books, carry
from shirehall.economy.network import BINS, BOOKS, FIFTHS, LIST, SEIZE, build
from shirehall.economy.sampled import LEAST_FOLLOWED, PROVENANCE, checked
from shirehall.economy.state import State
from shirehall.economy.terms import lever
from shirehall.economy.twin import Twin
from shirehall.errors import UsageError
from shirehall.paper import limitations
from shirehall.paper.reader import Reader
from shirehall.patch.county import CountyTables
from shirehall.play.analyst import NoModel
from shirehall.play.record.memory import MemoryStore
from shirehall.play.runners import NoCounty
from tests.economy.ledger import Lived
from tests.economy.small import DAY, SALT, WEEKDAY, bigshire, here_no_more, tables
from tests.economy.test_money_conserves import check
from tests.economy.test_verbs import line, small
from tests.packs import pack

TENTH = 0.1
SEED = 11


@cache
def county(share: float = TENTH) -> County:
    return County(tables(), people=share)


@cache
def lived(share: float = TENTH, months: int = 3) -> tuple[State, tuple[Figures, ...]]:
    state, found = county(share).begin(SEED), []
    for _ in range(months):
        state, rows = county(share).live_month(state, ())
        found.append(rows)
    return state, tuple(found)


def mean(found: tuple[Figures, ...], measure: str, subject: str = "county") -> float:
    return sum(figures.value(rows, measure, subject) for rows in found) / len(found)


def surgery_and_hospital() -> CountyTables:
    """A surgery with a list, whose people go on books or to a hospital's two beds."""
    surgery = [
        line("chance", share="0.02", to="sick"), line("chance", share="0.4", to="later"),
        line("patience", "", "30", "1", "0.5", "gone"), line("list", "gp"), line("count", "seen"), line("end"),
        line("take", "books", step="later"), line("stay", "", "30", "1"), line("free", "books"), line("end"),
        line("count", "gone", step="gone"), line("end"), line("join", "ward", step="sick"),
    ]  # fmt: skip
    ward = [
        line("count", "came"),
        line("take", "bed"),
        line("stay", "", "2", "1"),
        line("free", "bed"),
        line("end"),
    ]
    services = [("gp", "a-week", "3600", ""), ("books", "books", "100", ""), ("bed", "units", "3", "")]
    return small({"q": surgery, "ward": ward}, services, {"q": 300_000.0, "ward": 2000.0})


@dataclass(frozen=True)
class Side:
    """The same people in the kernel and in the twin."""

    life: Engine
    twin: Twin
    system: dict[str, Any]
    seen: Seen


@cache
def side_by_side() -> Side:
    """Forty-five days of the surgery and its hospital, one person in ten followed."""
    tables = surgery_and_hospital()
    life = Engine(tables, build(tables), TENTH)
    dials = Dials(1, dict(life.owner))
    system = life.begin(1, dials)
    held = {name: value.copy() for name, value in system.items()}
    blank = {"counts": np.zeros((len(life.net.counts), len(life.net.payers) * FIFTHS)),
             "hist": np.zeros((max(1, len(life.net.clocks)), FIFTHS, BINS))}  # fmt: skip
    wants = life.wanted(dials, 6, 0, WEEKDAY)
    twin = Twin({**life.net.arrays, "rows": life.rows, **wants, **held, **blank}, SALT, WEEKDAY)
    twin.month(life.wanted(dials, 6, 0, WEEKDAY))
    twin.run(45 * DAY)
    return Side(life, twin, *life.live(system, dials, 6, 0, 45 * DAY, WEEKDAY, SALT))


def test_kernel_and_twin_follow_the_same_people_to_the_last_event() -> None:
    side = side_by_side()
    twin, seen = side.twin, side.seen
    assert side.life.sample.thinned == {"q": 10}
    assert twin.copied > 100
    assert (seen.events, seen.counts.tolist(), seen.waits.tolist()) == (twin.events, twin.counts, twin.waits)
    assert (seen.area.tolist(), int(seen.arrived.sum())) == (twin.area, twin.came)
    assert (len(side.system["free"]), len(side.system["P"])) == (len(twin.free), twin.fresh)


def test_everybody_who_came_or_came_along_has_left_or_is_still_there() -> None:
    life, twin, system = side_by_side().life, side_by_side().twin, side_by_side().system
    for_ever = len(life.net.streams) + len(life.net.lists) + len(life.net.calendars)
    here = len(system["P"]) - for_ever - len(system["free"]) - here_no_more(system)
    assert (
        10 + twin.came + twin.copied == twin.left + here
    )  # ten of a hundred stand on the books at the opening
    timers = int(system["P"]["timers"].sum())
    assert here == int(system["queued"].sum()) + len(system["pending"]) - for_ever - timers


def test_each_one_followed_is_told_as_the_ten_he_stands_for() -> None:
    side = side_by_side()
    sample, net = side.life.sample, side.life.net
    full, told = sample.seen(side.seen), sample.system(side.system)
    for i, (pathway, _, _) in enumerate(net.counts):
        assert (full.counts[i] == side.seen.counts[i] * (10 if pathway == "q" else 1)).all()
    books, beds = net.resource("s", "books"), net.resource("s", "bed")
    assert full.area[books] == 10 * side.seen.area[books]
    assert full.area[beds] == side.seen.area[beds]
    assert told["cap"][books] - told["unit"][books] == 10 * (
        side.system["cap"][books] - side.system["unit"][books]
    )
    assert told["unit"][beds] == side.system["unit"][beds]
    gp = len(net.resources) + net.lists.index(("s", "gp"))
    assert told["queued"][gp] == 10 * side.system["queued"][gp]


def test_who_goes_on_to_a_whole_flow_arrives_in_his_full_number() -> None:
    side = side_by_side()
    net, seen = side.life.net, side.seen
    came = sum(int(seen.counts[i].sum()) for i, (_, _, name) in enumerate(net.counts) if name == "came")
    entered = {s.pathway: int(seen.arrived[i].sum()) for i, s in enumerate(net.streams)}
    sent = came - entered["ward"]
    expected = 0.02 * 10 * entered["q"]
    assert abs(sent - expected) < 0.25 * expected  # within three deviations, and some are still to come


def test_a_share_of_one_is_the_whole_county() -> None:
    whole = County(tables(), people=1.0)
    assert (whole.engine, whole.pack) == (ENGINE, bigshire().pack)
    assert not whole.sample.thinned
    first, other = whole.life, bigshire().life
    assert (first.rows == other.rows).all()
    system = first.begin(SEED, Dials(0, dict(first.owner)))
    same = other.begin(SEED, Dials(0, dict(other.owner)))
    assert all(np.array_equal(system[name], same[name]) for name in same)
    assert (first.sample.streams == 1).all()


def test_thinned_are_only_flows_that_compete_for_no_units() -> None:
    sample, net = county().sample, county().net
    assert {"practice", "practice-review", "community"} <= sample.thinned.keys()
    held = {
        net.steps[step][0] for step in range(len(net.steps))
        if net.arrays["op"][step] == SEIZE and (net.arrays["bypay"][step] or net.capacity[net.arrays["arg"][step]] < BOOKS)
    }  # fmt: skip
    assert not held & sample.thinned.keys()
    listed: dict[int, set[int]] = {}
    for step in np.flatnonzero(net.arrays["op"] == LIST).tolist():
        listed.setdefault(int(net.arrays["arg"][step]), set()).add(sample.thinned.get(net.steps[step][0], 1))
    assert all(len(each) == 1 for each in listed.values())
    entries: dict[str, float] = {}
    for (pathway, _), number in county().expected().items():
        entries[pathway] = entries.get(pathway, 0.0) + number / 12
    assert all(
        entries[p] + 1 >= n * LEAST_FOLLOWED for p, n in sample.thinned.items() if p != "practice-review"
    )


def test_a_seed_and_a_share_fix_every_byte() -> None:
    state, found = lived()
    again = County(tables(), people=TENTH)
    other = again.begin(SEED)
    assert State.from_bytes(other.to_bytes()).digest == county().begin(SEED).digest
    for rows in found[:1]:
        other, same = again.live_month(other, ())
        assert same == rows
    assert state.pack == again.pack != bigshire().pack


def test_figures_come_at_full_scale_and_say_that_people_were_sampled() -> None:
    _, found = lived()
    assert {r.provenance for rows in found for r in rows} == {PROVENANCE}
    entries = county().expected()
    practice = sum(n for (pathway, _), n in entries.items() if pathway.startswith("practice")) / 12
    assert 0.9 * practice < mean(found, "practice-consultations") < 1.1 * practice
    assert 93 < mean(found, "ae-within-4h") < 98
    assert 82 < mean(found, "bed-occupancy") < 93
    books = sum(s.capacity for (_, name), s in county().net.services.items() if name == "community-books")
    assert 0.85 * books < mean(found, "community-caseload") < 1.15 * books
    for measure in ("practice-waiting", "community-waiting", "community-caseload"):
        rows = {(r.subject, r.group): r.value for r in found[-1] if r.measure == measure}
        fifths = sum(value for (who, group), value in rows.items() if who == "county" and group != "all")
        assert fifths == pytest.approx(rows["county", "all"], rel=0.002)


def test_a_sampled_month_loses_no_penny() -> None:
    state, _ = lived()
    terms = (lever("block", "x", 1, commissioner="saltmere", provider="bct", pounds=9_000_000),)
    money = county().settlement(state, terms)
    after, rows = county().live_month(state, terms)
    before = Books(state.cash, state.balance, state.ledgers)
    books = Books(after.cash, after.balance, after.ledgers)
    assert carry(before, money) == books
    check(Lived(money, before, books, rows, after.owners))


def test_a_list_with_room_keeps_room_for_the_chance_among_few() -> None:
    life = side_by_side().life
    dials = Dials(1, dict(life.owner))
    whole, followed = life.list_rates(dials)[0], life.wanted(dials, 6, 0, 0)["list_rate"][0]
    part = 0.98 * 0.6
    joined = 300_000 * part * 1000 / 365.25
    assert whole > joined
    assert followed == pytest.approx(joined / 10 + (whole - joined) * (1 - part + part / 10), rel=1e-3)


@pytest.mark.parametrize("share", [0.0, -0.1, 1.1, 0.001, float("nan")])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(UsageError, match="of the people cannot be followed"):
        checked(share)


def test_a_record_says_which_share_was_followed_and_its_county_lives_again_with_it() -> None:
    patch = pack("bigshire")
    store = MemoryStore(about(patch))
    day = new_day(patch, store, SEED, county=(NoCounty(), NoModel()), people=TENTH)
    opened = next(e for e in day.session.events if e.kind == "day-opened")
    assert opened.body["settings"]["people"] == TENTH
    again = county_again(patch, opened)
    assert again is not None
    assert again.engine == f"{ENGINE}, 10% of people followed"
    words = limitations.sampled(cast(Reader, SimpleNamespace(telling=SimpleNamespace(events=[opened]))))
    assert len(words) == 1
    assert "10% of the people were followed" in words[0]


def test_a_report_says_nothing_of_sampling_where_the_county_was_whole_or_none() -> None:
    for settings in ({"seed": 1, "county": True}, {"seed": 1, "county": False, "people": TENTH}):
        opened = SimpleNamespace(kind="day-opened", body={"settings": settings})
        reader = SimpleNamespace(telling=SimpleNamespace(events=[opened]))
        assert limitations.sampled(cast(Reader, reader)) == []
