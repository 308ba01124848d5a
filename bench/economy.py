"""Time and memory of the county, as ratios taken inside one run where engines are compared.

python bench/economy.py             everything below, a figure a line
python bench/economy.py features    what each verb costs, in ns an event, the same load without it and with it

An event is a timed event of the model: an arrival, the end of a stay, a list's day, a calendar's hour, or a timer of patience.
Steps that take no time (chances, counts, queues joined) belong to the event at which they happen. Seconds are of the processor
and thread that does the work (other programs may run beside), memory is the most that was resident.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from shirehall.economy.dials import Dials
from shirehall.economy.engine import Engine
from shirehall.economy.network import MS_HOUR, build
from shirehall.patch.county import CountyTables
from tests.economy.small import BIGSHIRE, DAY, bigshire, shrunk, side_by_side
from tests.economy.test_engine import queue
from tests.economy.test_verbs import Row, line, small

ROUNDS = 3


def timed(what: Callable[[], object]) -> float:
    """Seconds of this thread's processor that one call takes."""
    start = time.thread_time()
    what()
    return time.thread_time() - start


def a_year() -> dict[str, float]:
    """Seconds of begin, of a year and of three months with their figures, and of the engine alone; events; nanoseconds an event."""
    county = bigshire()
    opening = county.begin(1)
    county.live_month(opening, ())
    dials = Dials(1, dict(county.life.owner))
    events = 0

    def months(number: int) -> None:
        state = opening
        for _ in range(number):
            state, _ = county.live_month(state, ())

    def engine() -> None:
        nonlocal events
        system, now, events = opening.system, opening.t, 0
        for _ in range(12):
            system, seen = county.life.live(system, dials, 6, now, 30 * DAY, county.weekday0)
            now += 30 * DAY
            events += seen.events

    found = {
        "begin_s": min(timed(lambda: county.begin(1)) for _ in range(2)),
        "year_s": min(timed(lambda: months(12)) for _ in range(ROUNDS)),
        "thirteen_weeks_s": min(timed(lambda: months(3)) for _ in range(ROUNDS)),
        "engine_year_s": min(timed(engine) for _ in range(ROUNDS)),
        "state_mb": len(opening.to_bytes()) / 1e6,
        "steps": len(county.net.steps), "streams": len(county.net.streams),
    }  # fmt: skip
    return found | {"events": events, "ns_an_event": found["engine_year_s"] / events * 1e9}


def two_threads() -> dict[str, float]:
    """How much faster two replications of three months are lived in two threads than one after the other: by the clock, and by
    the processor time of each thread, which is what the clock would say if nothing else ran."""
    county = bigshire()
    opening = county.begin(1)
    dials = Dials(1, dict(county.life.owner))

    def replication(salt: int) -> float:
        start, system, now = time.thread_time(), opening.system, opening.t
        for _ in range(3):
            system, _ = county.life.live(system, dials, 6, now, 30 * DAY, county.weekday0, salt)
            now += 30 * DAY
        return time.thread_time() - start

    clock, worked = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        alone = [replication(salt) for salt in (1, 2)]
        middle = time.perf_counter()
        with ThreadPoolExecutor(2) as pool:
            beside = list(pool.map(replication, (1, 2)))
        clock.append((middle - start) / (time.perf_counter() - middle))
        worked.append(sum(alone) / max(beside))
    return {"two_threads_clock": max(clock), "two_threads_worked": statistics.median(worked)}


def lived(county: CountyTables) -> float:
    """Nanoseconds an event in three years of a small county, after a month of it."""
    life = Engine(county, build(county))
    dials = Dials(1, dict(life.owner))
    system, _ = life.live(life.begin(1, dials), dials, 6, 0, 30 * DAY, 0)
    costs = []
    for _ in range(5):
        events = 0

        def years() -> None:
            nonlocal events
            now, at = system, 30 * DAY
            for _ in range(36):
                now, seen = life.live(now, dials, 6, at, 30 * DAY, 0)
                at += 30 * DAY
                events += seen.events

        costs.append(timed(years) / events * 1e9)
    return min(costs)


def features() -> dict[str, float]:
    """What verbs cost: the same queue (a nurse, six minutes, 200,000 people a year) without and with each, ns an event."""
    plain = [line("take", "nurse"), line("stay", "", "0.1", "0.5"), line("free", "nurse"), line("end")]
    gone = [line("count", "gone", step="gone"), line("end")]
    wait = line("patience", "", "0.3", "1", "0.5", "gone")
    ward = [line("take", "{r}"), line("stay", "", "0.1", "0.5"), line("free", "{r}"), line("return")]
    ways: dict[str, tuple[dict[str, list[Row]], str]] = {
        "plain": ({"q": plain}, ""),
        "count": ({"q": [line("count", "came"), *plain]}, ""),
        "time": ({"q": [*plain[:3], line("time", "4h"), line("end")]}, ""),
        "chance": ({"q": [line("chance", share="0.5", to="in"), (*plain[0][:6], "in"), *plain[1:]]}, ""),
        "five-chances": ({"q": [*(line("chance", share="0.1", to="in") for _ in range(5)), (*plain[0][:6], "in"), *plain[1:]]}, ""),
        "mark": ({"q": [line("mark"), *plain]}, ""),
        "stay-target": ({"q": [plain[0], line("stay-target", "0.1<0.2", "0.1", "0.5", "0.5"), *plain[2:]]}, ""),
        "patience": ({"q": [wait, *plain, *gone]}, ""),
        "part": ({"part:w": ward, "q": [line("part", "part:w r=nurse"), line("end")]}, ""),
        "join": ({"q": [line("join", "z")], "z": plain}, ""),
        "hours": ({"q": plain}, "22-08 0.6; sat-sun 08-22 0.8"),
        "hours-and-patience": ({"q": [wait, *plain, *gone]}, "22-08 0.6; sat-sun 08-22 0.8"),
    }  # fmt: skip
    return {
        f"ns_{name}": lived(small(rows, [("nurse", "units", "4", hours)], {"q": 200_000.0}))
        for name, (rows, hours) in ways.items()
    }


def against_twin() -> dict[str, float]:
    """The plain-Python twin's time over the kernel's, on the same small county and days."""
    county = shrunk(20)
    ratios = []
    side_by_side(county, 20, 1)
    for seed in range(ROUNDS):
        net = build(county)
        life = Engine(county, net)
        dials = Dials(1, dict(life.owner))
        system = life.begin(seed, dials)
        kernel = timed(
            lambda life=life, system=system, dials=dials: life.live(system, dials, 6, 0, 120 * DAY, 5)
        )
        both = timed(lambda seed=seed: side_by_side(county, 120, seed))
        ratios.append((both - kernel) / kernel)
    return {"twin_over_kernel": statistics.median(ratios)}


def simpy_queue(arrivals: int, servers: int, rate: float, mean: float, seed: int) -> float:
    """The mean wait in M/M/c as SimPy's textbook has it."""
    import simpy

    draws = np.random.default_rng(seed)
    env = simpy.Environment()
    pool = simpy.Resource(env, servers)
    waits: list[float] = []

    def customer():
        came = env.now
        with pool.request() as turn:
            yield turn
            waits.append(env.now - came)
            yield env.timeout(draws.exponential(mean))

    def door():
        for _ in range(arrivals):
            yield env.timeout(draws.exponential(1 / rate))
            env.process(customer())

    env.process(door())
    env.run()
    return statistics.fmean(waits)


def against_simpy() -> dict[str, float]:
    """SimPy's time over the kernel's on M/M/10 at 90% load, 100,000 customers; the kernel's includes its arrays."""
    yearly = 100_000.0
    mean = 0.9 * 10 / (yearly / 8766)
    county = queue(10, mean, yearly)
    life = Engine(county, build(county))
    dials = Dials(1, dict(life.owner))
    ratios = []
    for seed in range(1, ROUNDS + 1):
        system = life.begin(seed, dials)
        kernel = timed(lambda system=system: life.live(system, dials, 6, 0, 365 * DAY, 0))
        textbook = timed(lambda seed=seed: simpy_queue(int(yearly), 10, yearly / 8766, mean, seed))
        ratios.append(textbook / kernel)
    return {"simpy_over_kernel": statistics.median(ratios)}


def first_run() -> dict[str, float]:
    """Seconds by the clock from nothing (no compiled code kept) to the opening and a month, the same again, and of the processor;
    peak memory of each, and of a whole year."""
    code = (
        "import time, json, resource, sys; t, p = time.perf_counter(), time.process_time()\n"
        "from pathlib import Path\n"
        "from shirehall.patch.county import read_county\n"
        "from shirehall.economy.county import County\n"
        f"c = County(read_county(Path({str(BIGSHIRE)!r}))); s = c.begin(1)\n"
        "for _ in range(int(sys.argv[1])): s, f = c.live_month(s, ())\n"
        "print(json.dumps([time.perf_counter() - t, time.process_time() - p, "
        "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))"
    )
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            json.loads(
                subprocess.run(
                    [sys.executable, "-c", code, months], env={**os.environ, "NUMBA_CACHE_DIR": folder},
                    capture_output=True, text=True, check=True,
                ).stdout
            )
            for months in ("1", "1", "12")
        ]  # fmt: skip
    first, again, year = runs
    return {"first_s": first[0], "first_cpu_s": first[1], "first_mb": first[2], "again_s": again[0], "again_cpu_s": again[1],
            "again_mb": again[2], "year_mb": year[2]}  # fmt: skip


def main() -> None:
    """Print every figure on a line of its own."""
    parts = (first_run, a_year, two_threads, features, against_twin, against_simpy)
    for part in parts:
        if len(sys.argv) < 2 or part.__name__ in sys.argv[1:]:
            for name, figure in part().items():
                print(f"{name:>22}  {figure:,.3f}", flush=True)


if __name__ == "__main__":
    assert MS_HOUR == 3_600_000
    main()
