"""Time and memory of the county, as ratios taken inside one run where engines are compared.

python bench/economy.py            a year of Bigshire; kernel against twin and a textbook SimPy queue; first run
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
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from shirehall.economy.dials import Dials
from shirehall.economy.engine import Engine
from shirehall.economy.network import MS_HOUR, build
from tests.economy.small import BIGSHIRE, DAY, bigshire, shrunk, side_by_side
from tests.economy.test_engine import queue

ROUNDS = 3


def timed(what: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def a_year() -> dict[str, float]:
    """Seconds of begin, of a year with its figures, and of the engine alone; events; nanoseconds an event."""
    county = bigshire()
    opening = county.begin(1)
    county.live_month(opening, ())

    def year() -> None:
        state = opening
        for _ in range(12):
            state, _ = county.live_month(state, ())

    events = 0

    def engine() -> None:
        nonlocal events
        system, now, events = opening.system, opening.t, 0
        dials = Dials(1, dict(county.life.owner))
        for _ in range(12):
            system, seen = county.life.live(system, dials, 6, now, 30 * DAY, county.weekday0)
            now += 30 * DAY
            events += seen.events

    found = {
        "begin_s": statistics.median(timed(lambda: county.begin(1)) for _ in range(ROUNDS)),
        "year_s": statistics.median(timed(year) for _ in range(ROUNDS)),
        "engine_year_s": statistics.median(timed(engine) for _ in range(ROUNDS)),
        "state_mb": len(opening.to_bytes()) / 1e6,
    }
    return found | {"events": events, "ns_an_event": found["engine_year_s"] / events * 1e9}


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
    """Seconds from nothing (no compiled code kept) to the opening, then the same again; peak memory of each."""
    code = (
        "import time, json, resource; t = time.perf_counter()\n"
        "from pathlib import Path\n"
        "from shirehall.patch.county import read_county\n"
        "from shirehall.economy.county import County\n"
        f"c = County(read_county(Path({str(BIGSHIRE)!r}))); c.begin(1)\n"
        "print(json.dumps([time.perf_counter() - t, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))"
    )
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            json.loads(
                subprocess.run(
                    [sys.executable, "-c", code], env={**os.environ, "NUMBA_CACHE_DIR": folder}, capture_output=True,
                    text=True, check=True,
                ).stdout
            )
            for _ in range(2)
        ]  # fmt: skip
    return {"first_s": runs[0][0], "first_mb": runs[0][1], "again_s": runs[1][0], "again_mb": runs[1][1]}


def main() -> None:
    """Print every figure on a line of its own."""
    for part in (a_year, against_twin, against_simpy, first_run):
        for name, figure in part().items():
            print(f"{name:>18}  {figure:,.3f}")


if __name__ == "__main__":
    assert MS_HOUR == 3_600_000
    main()
