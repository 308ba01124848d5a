"""The engine against the published answers of queueing theory, and lists against the rules of thumb for them.

Each case is lived in several replications; theory must lie within four standard errors of their mean (about one false alarm in a
thousand), and the standard error must be small beside it, so that a wrong engine cannot hide behind a wide range.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from shirehall.economy.dials import Dials
from shirehall.economy.engine import Engine
from shirehall.economy.lists import (
    WEEKS_A_MONTH,
    growth_if_overloaded,
    growth_of_queue,
    pressure,
    queue_load,
    relief_capacity,
    target_capacity,
    target_capacity_of_variation,
    target_mean_wait,
    target_queue_size,
)
from shirehall.economy.network import MS_HOUR, build
from shirehall.errors import UsageError
from shirehall.patch.county import CountyTables
from tests.economy.queues import (
    END,
    SITE,
    Line,
    Sums,
    at,
    chance,
    free,
    many,
    priority,
    queues,
    stay,
    stretches,
    take,
    ward_with_held_beds,
)

LIMIT = 4.0
REPLICATIONS = 12
WEEK = 168 * MS_HOUR


def within(found: Sequence[float], theory: float, sharp: float = 0.03) -> None:
    """Theory lies within the confidence limits of the replications, and these are sharp (a share of theory)."""
    mean, error = statistics.fmean(found), statistics.stdev(found) / len(found) ** 0.5
    assert error < sharp * theory, f"too blunt to tell: {mean:.5g} +- {error:.2g} beside {theory:.5g}"
    assert abs(mean - theory) < LIMIT * error, f"{mean:.5g} +- {error:.2g} is not {theory:.5g}"


def alike(ours: Sequence[float], theirs: Sequence[float], sharp: float = 0.13) -> None:
    """Two engines' replications have one mean within confidence limits, and these are sharp."""
    a, b = statistics.fmean(ours), statistics.fmean(theirs)
    error = math.hypot(
        statistics.stdev(ours) / len(ours) ** 0.5, statistics.stdev(theirs) / len(theirs) ** 0.5
    )
    assert error < sharp * b, f"too blunt to tell: {a:.5g} and {b:.5g}, +- {error:.2g}"
    assert abs(a - b) < LIMIT * error, f"{a:.5g} is not {b:.5g}, +- {error:.2g}"


def busy_chance(servers: int, offered: float) -> float:
    """Erlang C: the chance that all servers are busy, `offered` being arrivals over a server's rate."""
    blocked = loss(servers, offered)
    return servers * blocked / (servers - offered * (1 - blocked))


def loss(servers: int, offered: float) -> float:
    """Erlang B, by its recursion: the chance that a queue without waiting room is full."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = offered * blocked / (n + offered * blocked)
    return blocked


def mmc_wait(servers: int, hourly: float, mean: float) -> float:
    """Mean wait in M/M/c."""
    return busy_chance(servers, hourly * mean) * mean / (servers - hourly * mean)


def served(servers: int, mean: float, spread: float = 1.0, before: Sequence[Line] = ()) -> list[Line]:
    """Rows of the simplest queue."""
    return [*before, take("server"), stay(mean, spread), free("server"), END]


def waits(results: Sequence[Sums], pathway: str, step: str) -> list[float]:
    """The mean wait at a step in each replication."""
    return [sums.wait(pathway, step) for sums in results]


# -- one queue


@pytest.mark.parametrize(("servers", "load"), [(1, 0.6), (3, 0.8), (10, 0.9)])
def test_one_queue_waits_as_erlang_c_says(servers: int, load: float) -> None:
    hourly = 20.0
    mean = load * servers / hourly
    results = many(
        queues({"q": served(servers, mean)}, {"server": servers}, {"q": hourly}), REPLICATIONS, 1.0
    )
    within(waits(results, "q", "take-0"), mmc_wait(servers, hourly, mean))
    within([sums.in_use("server") for sums in results], hourly * mean, 0.01)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.8), (4, 0.9)])
def test_those_who_come_first_by_priority_wait_as_cobham_says(servers: int, load: float) -> None:
    """Without pre-emption: W = P(all busy) x mean / c / ((1 - load before) (1 - load before and own))."""
    shares = {"urgent": 0.2, "soon": 0.3, "routine": 0.5}
    hourly = 20.0
    mean = load * servers / hourly
    rows = {name: served(servers, mean, before=[priority(i)]) for i, name in enumerate(shares)}
    tables = queues(rows, {"server": servers}, {name: share * hourly for name, share in shares.items()})
    results = many(tables, REPLICATIONS, 1.0)
    left = busy_chance(servers, hourly * mean) * mean / servers
    above = 0.0
    for name, share in shares.items():
        own = above + share * load
        within(waits(results, name, "take-1"), left / (1 - above) / (1 - own), 0.04)
        above = own


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.5])
def test_waits_grow_with_the_spread_of_stays_as_pollaczek_and_khinchine_say(spread: float) -> None:
    hourly, load = 20.0, 0.7
    mean = load / hourly
    results = many(queues({"q": served(1, mean, spread)}, {"server": 1}, {"q": hourly}), REPLICATIONS, 1.0)
    within(waits(results, "q", "take-0"), load * mean / (1 - load) * (1 + spread**2) / 2)


@pytest.mark.parametrize("room", [1, 5])
def test_a_queue_with_little_room_turns_away_as_theory_says(room: int) -> None:
    """M/M/c with `room` places to wait: the share that finds them full."""
    servers, hourly, mean = 3, 10.0, 0.33
    door = Line("turn-away", "server", spread=room, to="lost")
    rows = [Line("count", "came"), door, take("server"), stay(mean), free("server"), END, at("lost", Line("count", "lost")),
            END]  # fmt: skip
    results = many(queues({"q": rows}, {"server": servers}, {"q": hourly}), REPLICATIONS, 0.5)
    a = hourly * mean
    weights = [a**n / math.factorial(n) for n in range(servers + 1)]
    weights += [weights[servers] * (a / servers) ** n for n in range(1, room + 1)]
    within([sums.counted("lost") / sums.counted("came") for sums in results], weights[-1] / sum(weights))


@pytest.mark.parametrize("spread", [1.0, 1.5])
def test_those_who_find_no_bed_go_elsewhere_as_erlang_b_says_whatever_the_spread_of_stays(
    spread: float,
) -> None:
    beds, hourly, mean = 12, 2.0, 5.0
    rows = [Line("count", "came"), Line("try", "bed", spread=0, share=1, to="in"), Line("count", "lost"), END,
            at("in", stay(mean, spread)), free("bed"), END]  # fmt: skip
    results = many(queues({"q": rows}, {"bed": beds}, {"q": hourly}), REPLICATIONS, 2.0)
    within([sums.counted("lost") / sums.counted("came") for sums in results], loss(beds, hourly * mean))


@pytest.mark.parametrize("load", [0.9, 1.3])
def test_those_who_give_up_waiting_leave_as_erlang_a_says_even_from_an_overloaded_queue(load: float) -> None:
    """M/M/c+M: arrivals, stays and patience exponential; a birth and death chain whose deaths are served or give up."""
    servers, hourly, patience = 4, 20.0, 0.3
    mean = load * servers / hourly
    rows = [Line("count", "came"), Line("patience", mean=patience, spread=1, share=1, to="gone"), at("see", take("server")),
            stay(mean), free("server"), END, at("gone", Line("count", "gone")), END]  # fmt: skip
    results = many(queues({"q": rows}, {"server": servers}, {"q": hourly}), REPLICATIONS, 1.0)
    chain = [1.0]
    for n in range(1, 200):
        chain.append(chain[-1] * hourly / (min(n, servers) / mean + max(0, n - servers) / patience))
    waiting = sum(max(0, n - servers) * x for n, x in enumerate(chain)) / sum(chain)
    within([sums.counted("gone") / sums.counted("came") for sums in results], waiting / patience / hourly)
    within(
        [sums.in_use("server") for sums in results], hourly * mean * (1 - waiting / patience / hourly), 0.01
    )


# -- networks


def test_a_network_of_queues_has_its_product_form() -> None:
    """Jackson: with visits in balance each queue waits as if it stood alone."""
    came, on, back = 10.0, 0.5, 0.3
    visits = came / (1 - on * back)
    rows = [
        at("door", Line("again")), at("see", take("doctor")), stay(0.25), free("doctor"), chance(on, "scan"),
        chance(0.6, "nurse"), END,
        at("scan", take("scanner")), stay(0.3), free("scanner"), chance(back, "door"), END,
        at("nurse", take("nurse")), stay(0.35), free("nurse"), END,
    ]  # fmt: skip
    tables = queues({"q": rows}, {"doctor": 4, "scanner": 2, "nurse": 2}, {"q": came})
    results = many(tables, REPLICATIONS, 1.0)
    within(waits(results, "q", "see"), mmc_wait(4, visits, 0.25))
    within(waits(results, "q", "scan"), mmc_wait(2, visits * on, 0.3))
    within(waits(results, "q", "nurse"), mmc_wait(2, visits * (1 - on) * 0.6, 0.35), 0.05)
    within([sums.through("q", "see") / sums.hours for sums in results], visits, 0.01)


BEDS, PACKAGES = 6, 4
WARD = {"hourly": 0.75, "delayed": 0.4, "stay": 4.0, "package": 9.0, "urgent": 0.6}


def held_beds(spread: float, urgent: float) -> CountyTables:
    """A bed is held after the stay until one of a few care packages is free; urgent patients go first to the bed."""
    w = WARD
    rows = [
        priority(0, urgent), at("bed", take("bed")), stay(w["stay"], spread), chance(1 - w["delayed"], "out"),
        priority(1), at("package", take("package")), free("bed"), stay(w["package"]), free("package"), END,
        at("out", free("bed")), END,
    ]  # fmt: skip
    return queues({"q": rows}, {"bed": BEDS, "package": PACKAGES}, {"q": w["hourly"]})


def held_beds_in_simpy(seed: int, hours: float) -> tuple[float, float]:
    """The same ward in SimPy's textbook form: mean waits for a bed and for a package."""
    import simpy

    w, draws, env = WARD, np.random.default_rng(seed), simpy.Environment()
    beds, packages = simpy.PriorityResource(env, BEDS), simpy.Resource(env, PACKAGES)
    sigma = math.sqrt(math.log1p(0.8**2))
    for_bed: list[float] = []
    for_package: list[float] = []

    def patient():
        came = env.now
        bed = beds.request(0 if draws.random() < w["urgent"] else 1)
        yield bed
        for_bed.append(env.now - came)
        yield env.timeout(draws.lognormal(math.log(w["stay"]) - sigma**2 / 2, sigma))
        if draws.random() < w["delayed"]:
            since, package = env.now, packages.request()
            yield package
            for_package.append(env.now - since)
            beds.release(bed)
            yield env.timeout(draws.exponential(w["package"]))
            packages.release(package)
        else:
            beds.release(bed)

    def door():
        while True:
            yield env.timeout(draws.exponential(1 / w["hourly"]))
            env.process(patient())

    env.process(door())
    env.run(until=hours)
    return statistics.fmean(for_bed), statistics.fmean(for_package)


def test_beds_held_for_want_of_a_package_block_as_their_markov_chain_says() -> None:
    w = WARD
    bed, package = ward_with_held_beds(BEDS, PACKAGES, w["hourly"], w["stay"], w["delayed"], w["package"])
    results = many(held_beds(1.0, 0.0), REPLICATIONS, 16.0)
    within(waits(results, "q", "bed"), bed, 0.06)
    within(waits(results, "q", "package"), package)
    assert bed > 2 * mmc_wait(BEDS, w["hourly"], w["stay"]), (
        "the case must be one in which holding beds matters"
    )


def test_beds_held_for_want_of_a_package_block_as_in_simpy() -> None:
    theirs = [held_beds_in_simpy(seed, 1.5 * 8766) for seed in range(9)]
    ours = many(held_beds(0.8, WARD["urgent"]), REPLICATIONS, 12.0)
    alike(waits(ours, "q", "bed"), [bed for bed, _ in theirs])
    alike(waits(ours, "q", "package"), [package for _, package in theirs])
    unheld = mmc_wait(BEDS, WARD["hourly"], WARD["stay"])
    assert statistics.fmean(waits(ours, "q", "bed")) > 2 * unheld, (
        "the case must be one in which holding beds matters"
    )


# -- beds and occupancy


def ward(occupancy: float, beds: int = 200, days: float = 6.0) -> CountyTables:
    """An emergency ward with stays of about a week and arrivals that follow the day, loaded to a mean occupancy."""
    shape = [0.6] * 8 + [1.3] * 12 + [0.9] * 4
    rows = [take("bed"), stay(24 * days, 1.2), free("bed"), END]
    return queues({"q": rows}, {"bed": beds}, {"q": occupancy * beds / (24 * days)}, hours={"q": shape})


def short_days(occupancy: float, seed: int, years: int = 2) -> tuple[float, float]:
    """The share of days on which somebody had to wait for a bed, and mean occupancy."""
    days = 365 * years
    seen = [found for found, _ in stretches(ward(occupancy), seed, days * 24 / 8766, 0.25, days)]
    short = [bool(found.waits[0, 1] > 0) for found in seen]
    used = sum(int(found.area[0]) for found in seen) / sum(found.length for found in seen)
    return sum(short) / days, used / 200


def test_beds_run_short_seldom_at_85_per_cent_and_regularly_at_90() -> None:
    """Bagust, Place and Posnett, BMJ 1999;319:155. Seldom: under one day in twenty; regularly: over one in ten."""
    share = {}
    for occupancy, seeds in ((0.85, 6), (0.90, 2)):
        both = [short_days(occupancy, seed) for seed in range(1, seeds + 1)]
        share[occupancy] = statistics.fmean(short for short, _ in both)
        assert statistics.fmean(used for _, used in both) == pytest.approx(occupancy, abs=0.015)
    assert share[0.85] < 1 / 20
    assert share[0.90] > 1 / 10
    assert share[0.90] > 3 * share[0.85]


# -- lists


def test_the_rules_for_lists_give_the_published_worked_numbers() -> None:
    """The worked example of the white paper (ear, nose and throat) and the package's own examples."""
    assert queue_load(30, 27) == pytest.approx(1.111, abs=5e-4)
    assert target_mean_wait(52) == 13
    assert target_queue_size(30, 52) == 390
    assert relief_capacity(30, 1200, 390, 26) == pytest.approx(61.15, abs=5e-3)
    assert [target_capacity(*given) for given in ((30, 52, 3), (42, 65, 2), (35, 50, 1))] == pytest.approx(
        [30.5, 42.276923, 35.2]
    )
    assert target_capacity_of_variation(30, 52, 1.1, 1.2, 3) == pytest.approx(30.076442)
    assert [pressure(*given) for given in ((63, 52), (42, 24), (55, 50))] == pytest.approx(
        [2.42307692, 3.5, 2.2]
    )
    assert queue_load(0, 0) == 0 and queue_load(3, 0) == math.inf


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: queue_load(-1, 2),
        lambda: target_queue_size(30, 0),
        lambda: target_capacity(30, 0),
        lambda: relief_capacity(30, 10, 5, 0),
        lambda: pressure(3, 0),
        lambda: growth_if_overloaded([1.0], [1.0, 2.0]),
        lambda: growth_if_overloaded([], []),
        lambda: growth_of_queue([1.0, 2.0]),
    ],
)
def test_a_rule_for_lists_refuses_what_makes_no_sense(wrong: Callable[[], object]) -> None:
    with pytest.raises(UsageError, match="Mend"):
        wrong()


def test_a_list_at_its_target_capacity_waits_a_quarter_of_its_target_and_few_miss_it() -> None:
    """Twelve hours stand for the target, since the engine counts who waited longer; a week is three hours."""
    week, target, demand = 3.0, 4.0, 10.0
    capacity = target_capacity_of_variation(demand, target)
    tables = queues({"q": served(1, week / capacity)}, {"server": 1}, {"q": demand / week})
    net = build(tables)
    take_step = next(i for i, step in enumerate(net.steps) if step[2] == "take-0")
    found = [seen.waits[take_step] for seed in range(16) for seen, _ in stretches(tables, seed, 8.0, 0.2)]
    load = queue_load(demand, capacity)
    within([row[1] / row[0] / MS_HOUR for row in found], load * week * target_mean_wait(target), 0.06)
    within([row[3] / row[0] for row in found], load * math.exp(-4), 0.15)


def slots(a_week: float, demand: float) -> CountyTables:
    """A list from which so many are called each day of the week, and people who join it, a week."""
    rows = [at("list", Line("list", "slots")), END]
    return queues({"q": rows}, {}, {"q": demand / 168}, lists={"slots": (a_week, 7)})


def list_sizes(tables: CountyTables, seed: int, weeks: Sequence[int], extra: Sequence[int]) -> list[int]:
    """The list's size after each stretch of so many weeks, lived with so many slots a week more."""
    net = build(tables)
    life = Engine(tables, net)
    owners = dict(life.owner)
    system, t, sizes, size = life.begin(seed, Dials(1, owners)), 0, [], 0
    for length, more in zip(weeks, extra, strict=True):
        dials = Dials(1, owners, units={(SITE, "slots"): more})
        system, seen = life.live(system, dials, 6, t, length * WEEK, 0)
        t += length * WEEK
        size += int(seen.arrived.sum()) - int(seen.waits[:, 0].sum())
        sizes.append(size)
    return sizes


def test_relief_capacity_brings_a_long_list_to_its_target_size_in_time() -> None:
    demand, capacity, target, weeks = 30.0, 25.0, 26.0, 26
    goal = target_queue_size(demand, target)
    ends = []
    for seed in range(20):
        before = list_sizes(slots(capacity, demand), seed, [200], [0])[0]
        relief = relief_capacity(demand, before, goal, weeks)
        ends.append(list_sizes(slots(capacity, demand), seed, [200, weeks], [0, round(relief - capacity)])[1])
    assert before > 2 * goal
    spread = math.sqrt(demand * weeks) + weeks / 2
    assert statistics.fmean(ends) == pytest.approx(goal, abs=LIMIT * spread / len(ends) ** 0.5)


def test_an_overloaded_list_is_told_by_its_growth_for_its_mean_wait_only_says_how_long_one_looked() -> None:
    demand, capacity = 30.0, 27.0
    found = []
    for seed in range(12):
        sizes = list_sizes(slots(capacity, demand), seed, [4] * 26, [0] * 26)
        found.append(growth_of_queue(sizes) / 4)
    within(found, demand - capacity, 0.08)
    growth = growth_if_overloaded([demand * WEEKS_A_MONTH] * 24, [capacity * WEEKS_A_MONTH] * 24)
    assert growth is not None
    assert growth.a_month == pytest.approx(3 * WEEKS_A_MONTH) and growth.load == pytest.approx(30 / 27)
    assert growth_if_overloaded([27.0, 26.0], [30.0, 30.0]) is None
    seen = [s.waits[0] for s, _ in stretches(slots(capacity, demand), 1, 4.0, 0.0, 4)]
    means = [row[1] / row[0] for row in seen]
    assert means == sorted(means) and means[-1] > 3 * means[0]
