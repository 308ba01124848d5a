"""Each verb of pathways.csv by what it does to patients; kernel and twin side by side over tables made at random."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shirehall.economy import kernel
from shirehall.economy.dials import Dials
from shirehall.economy.engine import Engine
from shirehall.economy.hours import shares
from shirehall.economy.network import MS_HOUR, build
from shirehall.economy.state import State
from shirehall.errors import PackFault, UsageError
from shirehall.patch.county import (
    BANDS,
    CountyTables,
    DemandRow,
    PathwayRow,
    PlaceRow,
    PracticeRow,
    ServiceRow,
    SiteRow,
)
from shirehall.patch.county_money import Money
from shirehall.patch.county_rows import MarketRow
from tests.economy.small import DAY, side_by_side

A = {"from": "assumed", "source": "test"}
Row = tuple[str, ...]
MONEY = {
    "start": "2013-06",
    "tariffs": [],
    "commissioners": [],
    "deals": [],
    "providers": [],
    "settings": {},
}


def line(
    does: str,
    what: str = "",
    mean: str = "",
    spread: str = "",
    share: str = "",
    to: str = "",
    step: str = "",
) -> Row:
    """A row of a pathway, in the order in which most are said."""
    return does, what, mean, spread, share, to, step


def small(
    pathways: dict[str, Sequence[Row]],
    services: Sequence[Row],
    yearly: dict[str, float],
    practices: Sequence[int] = (),
) -> CountyTables:
    """One place, one site and perhaps practices of these sizes. A service is (resource, measure, capacity, hours, site)."""
    ages = {f"age_{b.replace('-', '_').replace('+', '_plus')}": 1000 for b in BANDS}
    place = {
        "place": "p",
        "name": "P",
        "consortium": "none",
        "in_county": "yes",
        "fifth": 3,
        **ages,
        **A,
    }
    rows = [
        {"pathway": p, "step": step or f"{does}-{i}", "does": does, "what": what, "mean": mean, "spread": spread,
         "share": share, "to": to, **A}
        for p, lines in pathways.items() for i, (does, what, mean, spread, share, to, step) in enumerate(lines)
    ]  # fmt: skip
    return CountyTables(
        places=[PlaceRow.model_validate(place)],
        practices=[
            PracticeRow.model_validate({"practice": f"gp-{i}", "name": "G", "consortium": "none", "place": "p", "list_size": n,
                                        "referral_index": 1, "emergency_index": 1, "prescribing_index": 1, **A})
            for i, n in enumerate(practices)
        ],
        sites=[SiteRow.model_validate({"site": "s", "name": "S", "owner": "o", "kind": "clinic", "place": "p", **A})],
        services=[
            ServiceRow.model_validate({"site": r[4] if len(r) > 4 else "s", "service": "q", "resource": r[0], "measure": r[1],
                                       "capacity": r[2], "hours": r[3] if len(r) > 3 else "", **A})
            for r in services
        ],
        pathways=[PathwayRow.model_validate(row) for row in rows],
        demand=[
            DemandRow.model_validate({"pathway": p, "what": "rate", "key": b, "value": n / 8, **A})
            for p, n in yearly.items() for b in BANDS
        ],
        flows=[],
        market=[
            MarketRow.model_validate({"commissioner": "none", "pathway": p, "site": "s", "share": 1.0, **A})
            for p in pathways if not p.startswith(("part:", "practice"))
        ],
        money=Money.model_validate(MONEY),
    )  # fmt: skip


def lived(county: CountyTables, days: int, seed: int = 1, **more: Any) -> tuple[Engine, dict[str, Any], Any]:
    """The engine, the system and what was seen after some days from a Monday."""
    life = Engine(county, build(county))
    dials = Dials(1, dict(life.owner))
    system, seen = life.live(life.begin(seed, dials), dials, 6, 0, days * DAY, 0, **more)
    return life, system, seen


def counted(life: Engine, seen: Any) -> dict[str, int]:
    """Passages by the name of the count."""
    found: dict[str, int] = {}
    for i, (_, _, name) in enumerate(life.net.counts):
        found[name] = found.get(name, 0) + int(seen.counts[i].sum())
    return found


END = line("end")


def test_those_whose_patience_ends_leave_the_queue_at_that_time() -> None:
    rows = [line("count", "came"), line("patience", "", "2", "0", "0.5", "left"), line("take", "nurse"), line("count", "seen"),
            line("stay", "", "1000", "0"), line("free", "nurse"), END, line("count", "left", step="left"),
            line("time", "hour", "0.5"), END]  # fmt: skip
    county = small({"q": rows}, [("nurse", "units", "1")], {"q": 8766.0})
    life, system, seen = lived(county, 30)
    names = counted(life, seen)
    assert names["seen"] == 1
    assert names["left"] == pytest.approx(0.5 * names["came"], rel=0.1)
    assert np.flatnonzero(seen.hist[0].sum(axis=0)).tolist() == [4]
    queued = int(system["queued"].sum())
    assert names["came"] == names["seen"] + names["left"] + queued


def test_an_old_timer_does_not_call_anybody_away_from_a_later_wait() -> None:
    rows = [line("take", "gate"), line("stay", "", "0.1", "0"), line("free", "gate"),
            line("patience", "", "3", "0", "1", "left"), line("take", "first"), line("stay", "", "1", "0"), line("free", "first"),
            line("take", "second"), line("count", "seen"), line("stay", "", "5000", "0"), line("free", "second"), END,
            line("count", "left", step="left"), END]  # fmt: skip
    services = [
        ("gate", "units", "1"),
        ("first", "units", "1"),
        ("second", "units", "1"),
    ]
    county = small({"q": rows}, services, {"q": 8766.0 * 0.8})
    both = side_by_side(county, 60, 1)
    both.agree()
    names = {name: sum(both.twin.counts[i]) for i, (_, _, name) in enumerate(both.life.net.counts)}
    waiting = both.system["queued"][both.life.net.resource("s", "second")]
    assert names["left"] > 50 and waiting > 500
    assert names["seen"] == 1


def test_ends_past_the_target_come_just_before_it_as_often_as_stated() -> None:
    def shape(share: str) -> Any:
        rows = [
            line("stay", "", "1", "0"),
            line("mark"),
            line("stay-target", "4<6", "4", "0.5", share),
            line("time", "4h"),
            END,
        ]
        _, _, seen = lived(small({"q": rows}, [], {"q": 200_000.0}), 60)
        return seen.hist[0].sum(axis=0)

    plain, bent = shape("0"), shape("0.75")
    assert bent[24:36].sum() == pytest.approx(0.25 * plain[24:36].sum(), rel=0.05)
    assert bent[23] == pytest.approx(plain[23] + plain[24:36].sum() - bent[24:36].sum(), abs=20)
    assert bent[:23].tolist() == plain[:23].tolist() and bent[36:].tolist() == plain[36:].tolist()


def test_capacity_by_the_hour_opens_and_closes() -> None:
    rows = [
        line("take", "nurse"),
        line("time", "hour", "1"),
        line("stay", "", "0.05", "0"),
        line("free", "nurse"),
        END,
    ]
    county = small(
        {"q": rows},
        [("nurse", "units", "4", "20-08 0; sat-sun 08-20 0.5")],
        {"q": 40_000.0},
    )
    life, system, seen = lived(county, 28)
    r = life.net.resource("s", "nurse")
    assert seen.offered[r] == (20 * 12 * 4 + 8 * 12 * 2) * MS_HOUR
    assert system["cap"][r] == 0 and system["unit"][r] == 0 and system["queued"][r] > 5
    hours = seen.hist[0].sum(axis=0)
    assert hours[0] > 0.45 * hours.sum() and hours[1:12].min() > 0 and hours[13:].sum() == 0


@pytest.mark.parametrize("text", ["8", "mon 8-8 1", "fun 08-10 1", "08-25 1", "08-10", "mon-tue-wed 8-9 1"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(PackFault, match=r"services\.csv"):
        shares(text)


def test_hours_past_midnight_belong_to_the_day_on_which_they_begin() -> None:
    week = shares("fri 22-08 0.5; sat 06-09 0.25")
    assert [week[4 * 24 + h] for h in (21, 22, 23)] == [1, 0.5, 0.5]
    assert [week[5 * 24 + h] for h in (0, 5, 6, 8, 9)] == [0.5, 0.5, 0.25, 0.25, 1]


WARD = [line("patience", "", "{hours}", "0", "0.2", "^gone"), line("take", "{bed}", step="in"), line("count", "{bed}"),
        line("stay", "", "{mean}", "1", step="lie"), line("free", "{bed}"), line("chance", "", "", "", "0.1", "worse"),
        line("return"), line("count", "worse", step="worse"), END]  # fmt: skip


def test_a_part_is_written_in_where_it_is_called_and_keeps_its_luck() -> None:
    def way(bed: str) -> list[Row]:
        return [line("part", f"part:ward bed={bed} hours=5", '20 20 20 20 20 20 20 40', step="ward"), line("count", "home"), END,
                line("count", "gone", step="gone"), END]  # fmt: skip

    county = small(
        {"part:ward": WARD, "q": way("beds")},
        [("beds", "units", "3"), ("sofas", "units", "3")],
        {"q": 900.0},
    )
    net = build(county)
    assert [step for _, _, step in net.steps][:3] == [
        "ward.patience-0",
        "ward.in",
        "ward.count-2",
    ]
    both = side_by_side(county, 90, 2)
    both.agree()
    names = {name: sum(both.twin.counts[i]) for i, (_, _, name) in enumerate(both.life.net.counts)}
    assert all(names[name] > 0 for name in ("beds", "home", "gone", "worse"))
    other = build(
        county.model_copy(update={"pathways": small({"part:ward": WARD, "q": way("sofas")}, [], {}).pathways})
    )
    assert (net.arrays["rows"]["luck"] == other.arrays["rows"]["luck"]).all()
    assert net.warnings == []


def test_a_join_goes_on_in_another_pathway_with_new_luck_each_time() -> None:
    county = small(
        {"call": [line("count", "call"), line("join", "visit.second")],
         "visit": [line("count", "first"), line("chance", "", "", "", "0.5", "back", step="second"), line("count", "home"), END,
                   line("stay", "", "0.1", "0", step="back"), line("join", "visit")]},
        [], {"call": 30_000.0, "visit": 10.0},
    )  # fmt: skip
    both = side_by_side(county, 90, 1)
    both.agree()
    names = {name: sum(both.twin.counts[i]) for i, (_, _, name) in enumerate(both.life.net.counts)}
    assert names["first"] == pytest.approx(names["call"], rel=0.05)
    assert int(both.system["P"]["visit"].max()) > 3


def test_practices_are_sites_with_a_share_of_what_there_is_for_a_thousand_people() -> None:
    rows = [
        line("take", "gp"),
        line("count", "seen"),
        line("stay", "", "0.2", "0"),
        line("free", "gp"),
        END,
    ]
    county = small(
        {"practice-visit": rows},
        [("gp", "units", "0.5", "18-08 0", "practices")],
        {"practice-visit": 9000.0},
        [2000, 6000],
    )
    life, system, seen = lived(county, 61)
    net = life.net
    assert net.practices == ("gp-0", "gp-1") and net.sites == ("s", "gp-0", "gp-1")
    assert [net.capacity[net.resource(p, "gp")] for p in net.practices] == [1, 3]
    assert (life.owner["gp-0"], [s.site for s in net.streams]) == (
        "none",
        ["gp-0", "gp-1"],
    )
    first, second = (int(n) for n in seen.arrived.sum(axis=1))
    assert second / first == pytest.approx(3, rel=0.15)
    assert system["cap"][net.resource("gp-1", "gp")] == 0


def test_what_is_uncertain_is_varied_without_another_compilation() -> None:
    rows = [line("take", "bed"), line("chance", "", "", "", "0.5", "short", step="which"), line("stay", "", "10", "1", step="long"),
            line("free", "bed"), END, line("count", "short", step="short"), line("free", "bed"), END]  # fmt: skip
    county = small({"q": rows}, [("bed", "units", "999")], {"q": 60_000.0})
    life, _, plain = lived(county, 100)
    bed = life.net.resource("s", "bed")
    _, _, more = lived(county, 100, vary={"demand:q": 1.2})
    assert more.arrived.sum() == pytest.approx(1.2 * plain.arrived.sum(), rel=0.02)
    _, _, longer = lived(county, 100, vary={"stay:q.long": 1.5})
    assert longer.area[bed] == pytest.approx(1.5 * plain.area[bed], rel=0.02)
    _, _, fewer = lived(county, 100, vary={"share:q.w*": 0.5})
    assert counted(life, fewer)["short"] == pytest.approx(0.5 * counted(life, plain)["short"], rel=0.05)
    with pytest.raises(UsageError):
        lived(county, 1, vary={"colour:q": 2.0})


Q = [("bed", "units", "2")]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ({"q": [line("stay", "", "1")]}, "falls off"),
        ({"q": [line("stay", "", "1", step="a"), line("go", to="a")]}, "can never be left"),
        ({"q": [line("go", to="nowhere")]}, "which is no step"),
        ({"q": [line("chance", share="0.5"), END]}, "where it leads"),
        ({"q": [line("join", "elsewhere")]}, "which is no pathway"),
        ({"q": [line("join", "q.zzz")]}, "has no step"),
        ({"q": [line("part", "part:x"), END]}, "which is no part"),
        ({"q": [line("part", "part:x"), END], "part:x": [line("take", "{bed}"), line("return")]}, "does not give"),
        ({"q": [line("part", "part:x bed=bed"), END], "part:x": [line("return")]}, "makes no use"),
        ({"q": [line("part", "part:x"), END], "part:x": [line("part", "part:y"), line("return")],
          "part:y": [line("part", "part:x"), line("return")]}, "inside itself"),
        ({"q": [line("part", "part:x")], "part:x": [line("return")]}, "no row to go back to"),
        ({"q": [line("return")]}, "outside a part"),
        ({"q": [line("go", to="^x")]}, "nobody called"),
        ({"q": [line("patience", "", "1", "1", "0.5", "e"), line("stay", "", "1"), line("end", step="e")]}, "no wait after"),
        ({"q": [line("take", "sofa"), END]}, "not in services"),
        ({"q": [line("list", "bed"), END]}, "is no list"),
        ({"q": [line("stay-target", "6<4", "1"), END]}, "aims at"),
        ({"q": [line("stay", "", "one"), END]}, "not one number"),
        ({"q": [line("chance", share="1.2", to="e"), line("end", step="e")]}, "between 0 and 1"),
        ({"q": [line("time", "odd"), END]}, "without bins"),
        ({"q": [line("first", "7"), END]}, "priority"),
        ({"q": [line("stay", "", "1", step="a"), line("end", step="a")]}, "stands twice"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_walked_is_refused_where_it_stands(
    rows: dict[str, list[Row]], says: str
) -> None:
    with pytest.raises(PackFault, match=says) as found:
        build(small(rows, Q, {"q": 10.0}))
    assert found.value.where is not None and found.value.where.file == "pathways.csv" and found.value.mend


def test_what_is_odd_but_can_be_walked_is_a_warning() -> None:
    rows = [
        line("take", "bed"),
        line("free", "sofa"),
        line("go", to="e"),
        line("stay", "", "1", step="lost"),
        line("end", step="e"),
    ]
    net = build(small({"q": rows, "z": [END]}, [*Q, ("sofa", "units", "1")], {"q": 10.0}))
    said = " ".join(str(w) for w in net.warnings)
    assert all(
        part in said
        for part in (
            "lost of q is never reached",
            "frees sofa",
            "bed still held",
            "nobody enters",
        )
    )


BLOCKS = {
    "hold": [line("first", "{n}", share="0.5"), line("patience", "", "3", "1", "0.4", "gone"), line("take", "bed"),
             line("stay", "", "5 5 6 6 7 8 9 9", "0.7"), line("free", "bed")],
    "room": [line("turn-away", "room", "", "6", "", "gone"), line("take", "room"), line("stay-target", "4<6", "3", "0.8", "0.7"),
             line("time", "4h"), line("free", "room")],
    "spill": [line("spill", "bed > room", "", "1", "", "in-{i}"), line("take", "bed"), line("stay", "", "4", "1"),
              line("free", "bed"), line("go", to="on-{i}"), line("count", "spilt", step="in-{i}"), line("stay", "", "2", "1"),
              line("free", "room"), line("count", "on", step="on-{i}")],
    "try": [line("try", "room", "", "1", "0.5", "in-{i}"), line("go", to="on-{i}"), line("stay", "", "3", "0", step="in-{i}"),
            line("free", "room"), line("mark", step="on-{i}")],
    "call": [line("clock", "start"), line("patience", "", "60", "1", "0.5", "gone"), line("list", "slots"), line("clock", "stop")],
    "ward": [line("part", "part:ward bed=bed hours=6", "9")],
    "leave": [line("leave-hour", "", "14", "0.2", "0.4"), line("shorter-stay", "x", "5", "0.5")],
    "loop": [line("again", step="top-{i}"), line("stay", "", "1", "0.5"), line("chance", share="0.4", to="top-{i}")],
}  # fmt: skip
PICK = st.lists(st.sampled_from(sorted(BLOCKS)), min_size=1, max_size=5)


def woven(blocks: Sequence[str], last: Row) -> list[Row]:
    """A pathway of these blocks one after another."""
    rows: list[Row] = []
    for i, name in enumerate(blocks):
        for does, what, mean, spread, share, to, step in BLOCKS[name]:
            what = what.replace("{n}", str(i % 4))
            rows.append(
                (
                    does,
                    what,
                    mean,
                    spread,
                    share,
                    to.replace("{i}", str(i)),
                    step.replace("{i}", str(i)),
                )
            )
    return [*rows, line("count", "done"), last, line("count", "gone", step="gone"), END]


@settings(max_examples=25, deadline=None)
@given(
    first=PICK, second=PICK, joins=st.booleans(), busy=st.integers(2, 8), beds=st.integers(1, 5), rooms=st.integers(1, 4),
    change=st.integers(-4, 3), hours=st.sampled_from(["", "22-08 0.5", "sat-sun 08-20 0; 20-08 0.34"]),
    seed=st.integers(0, 2**40),
)  # fmt: skip
def test_kernel_and_twin_agree_over_tables_made_at_random(
    first: list[str],
    second: list[str],
    joins: bool,
    busy: int,
    beds: int,
    rooms: int,
    change: int,
    hours: str,
    seed: int,
) -> None:
    services = [
        ("bed", "units", str(beds), hours),
        ("room", "units", str(rooms)),
        ("slots", "a-week", "40"),
    ]
    pathways = {
        "part:ward": WARD,
        "a": woven(first, line("join", "b") if joins else END),
        "b": woven(second, END),
    }
    county = small(pathways, services, {"a": 900.0 * busy, "b": 400.0 * busy})
    owners = {"s": "o"}
    fewer, plain = Dials(2, dict(owners)), Dials(3, dict(owners))
    fewer.units["s", "bed"] = change
    both = side_by_side(county, 17, seed, None, [(20, fewer), (9, plain)])
    both.agree()
    both.patients_are_conserved(0)
    assert both.twin.came > 50
    held = both.system["cap"] - both.system["unit"]
    assert (held >= 0).all()


def test_a_state_with_timers_and_calendars_goes_through_bytes() -> None:
    county = small(
        {"q": woven(["hold", "call"], END)},
        [("bed", "units", "2", "20-08 0.5"), ("slots", "a-week", "20")],
        {"q": 5000.0},
    )
    life, system, _ = lived(county, 20)
    assert system["due"].any() and system["P"]["timers"].any()
    state = State(1, 1, 20 * DAY, system, {}, {}, {}, {})
    again = State.from_bytes(state.to_bytes())
    assert again.digest == state.digest
    dials = Dials(2, dict(life.owner))
    ends = [life.live(s.system, dials, 7, 20 * DAY, 20 * DAY, 0)[1].waits.tolist() for s in (state, again)]
    assert ends[0] == ends[1]


def test_it_is_known_whether_the_loop_is_compiled() -> None:
    lived(small({"q": [END]}, [], {"q": 10.0}), 1)
    assert kernel.is_compiled()
    code = "from shirehall.economy import kernel; print(kernel.is_compiled())"
    with tempfile.TemporaryDirectory() as folder:
        told = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "NUMBA_CACHE_DIR": folder},
            capture_output=True,
            text=True,
            check=True,
        )
    assert told.stdout.strip() == "False"
