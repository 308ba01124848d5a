"""The kernel against queueing theory and against its plain-Python twin."""

from __future__ import annotations

import math

import numpy as np
import pytest

from shirehall.economy.dials import Dials
from shirehall.economy.durations import drawn_mean, quantile_tables
from shirehall.economy.engine import Engine
from shirehall.economy.network import MS_HOUR, build
from shirehall.patch.county import (
    BANDS,
    CountyTables,
    DemandRow,
    MarketRow,
    Money,
    PathwayRow,
    PlaceRow,
    ServiceRow,
    SiteRow,
)
from tests.economy.small import DAY, here_no_more, shrunk, side_by_side

A = {"from": "assumed", "source": "test"}


def erlang_c_wait(c: int, lam: float, mu: float) -> float:
    """Mean wait in M/M/c."""
    a = lam / mu
    body = sum(a**k / math.factorial(k) for k in range(c))
    top = a**c / math.factorial(c) * c / (c - a)
    return top / (body + top) / (c * mu - lam)


def queue(servers: int, mean_hours: float, yearly: float) -> CountyTables:
    """One place, one site, one queue: Poisson arrivals, exponential service, so many servers."""
    ages = {f"age_{b.replace('-', '_').replace('+', '_plus')}": 1000 for b in BANDS}
    place = PlaceRow.model_validate(
        {"place": "p", "name": "P", "consortium": "none", "in_county": "yes", "fifth": 3, **ages, **A}
    )
    rows = [("take", "take", "servers", ""), ("stay", "stay", "", str(mean_hours)), ("free", "free", "servers", ""),
            ("end", "end", "", "")]  # fmt: skip
    money = {
        "start": "2013-06",
        "tariffs": [],
        "commissioners": [],
        "deals": [],
        "providers": [],
        "settings": {},
    }
    return CountyTables(
        places=[place],
        practices=[],
        sites=[
            SiteRow.model_validate(
                {"site": "s", "name": "S", "owner": "o", "kind": "clinic", "place": "p", **A}
            )
        ],
        services=[
            ServiceRow.model_validate(
                {
                    "site": "s",
                    "service": "q",
                    "resource": "servers",
                    "measure": "units",
                    "capacity": servers,
                    **A,
                }
            )
        ],
        pathways=[
            PathwayRow.model_validate(
                {"pathway": "q", "step": s, "does": d, "what": w, "mean": m, "spread": "1" if m else "", **A}
            )
            for s, d, w, m in rows
        ],
        demand=[
            DemandRow.model_validate({"pathway": "q", "what": "rate", "key": b, "value": yearly / 8, **A})
            for b in BANDS
        ],
        flows=[],
        market=[
            MarketRow.model_validate({"commissioner": "none", "pathway": "q", "site": "s", "share": 1.0, **A})
        ],
        money=Money.model_validate(money),
    )


@pytest.mark.parametrize(("servers", "load"), [(1, 0.7), (4, 0.8), (10, 0.9)])
def test_waits_in_the_simplest_queue_are_those_of_erlang_c(servers: int, load: float) -> None:
    yearly = 400_000.0
    mean = load * servers / (yearly / 8766)
    county = queue(servers, mean, yearly)
    net = build(county)
    life = Engine(county, net)
    dials = Dials(1, dict(life.owner))
    waited = number = 0
    for seed in range(1, 6):
        system = life.begin(seed, dials)
        system, _ = life.live(system, dials, 6, 0, 20 * DAY, 0)
        _, seen = life.live(system, dials, 6, 20 * DAY, 365 * DAY, 0)
        waited += int(seen.waits[:, 1].sum())
        number += int(seen.waits[:, 0].sum())
    found = waited / number / MS_HOUR
    expected = erlang_c_wait(servers, yearly / 8766, 1 / mean)
    assert found == pytest.approx(expected, rel=0.06)
    assert number == pytest.approx(5 * yearly * 365 / 365.25, rel=0.01)


@pytest.mark.parametrize("seed", [1, 2])
def test_kernel_and_twin_agree_to_the_last_event(seed: int) -> None:
    both = side_by_side(shrunk(60), 75, seed)
    assert both.twin.events > 5_000
    both.agree()


def test_kernel_and_twin_agree_under_levers_that_use_every_step() -> None:
    whole = shrunk(60)
    opened = [s.model_copy(update={"wait_weeks": 0.0}) for s in whole.services]
    county = whole.model_copy(update={"services": opened})
    owners = {site.site: site.owner for site in county.sites}
    owners |= {practice.practice: practice.consortium for practice in county.practices}
    dials = Dials(1, owners, early=(6, 2.0))
    dials.avoid_places["saltmere"] = 4
    dials.avoid_effect["saltmere"] = 0.3
    dials.units["buft", "beds"] = -9
    both = side_by_side(county, 60, 3, dials, [(60, dials)])
    both.agree()
    twin = both.twin
    done: dict[str, int] = {}
    for i, (_, _, name) in enumerate(build(county).counts):
        done[name] = done.get(name, 0) + sum(twin.counts[i])
    ways = (
        "avoided",
        "early-discharge",
        "outlier",
        "step-down",
        "package",
        "cancelled",
        "elective-night",
        "diverted",
    )
    assert [way for way in ways if done[way] == 0] == []


def test_what_is_drawn_has_the_mean_asked_for() -> None:
    kinds = [(2.0, 0.5), (50.0, 1.0), (120.0, 1.3), (6.0, 0.0)]
    for (mean, _), table in zip(kinds, quantile_tables(kinds), strict=True):
        assert drawn_mean(table) / MS_HOUR == pytest.approx(mean, rel=1e-3)
        assert np.all(np.diff(table[0][:-1]) >= 0)


def test_nobody_is_lost_or_made() -> None:
    """Everybody who ever came has left (a free slot) or is somewhere: in a queue, or waiting for an event."""
    county = shrunk(20)
    net = build(county)
    life = Engine(county, net)
    dials = Dials(1, dict(life.owner))
    system = life.begin(4, dials)
    permanent = len(net.streams) + len(net.lists) + len(net.calendars)
    opened = len(system["P"]) - permanent
    came = 0
    t = 0
    for _ in range(4):
        system, seen = life.live(system, dials, 6, t, 30 * DAY, 0)
        t += 30 * DAY
        came += int(seen.arrived.sum())
        left = here_no_more(system)
        here = len(system["P"]) - permanent - len(system["free"]) - left
        queued = int(system["queued"].sum())
        waiting = len(system["pending"]) - permanent - int(system["P"]["timers"].sum())
        assert here == queued + waiting
        gone = opened + came - here
        assert gone >= 0
    used = system["cap"] - system["unit"]
    assert np.all(used >= 0) and used.sum() > 0
