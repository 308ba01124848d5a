"""Blocking and networks: the product beside Ciw and SimPy, each answer with its standard error, and how far apart they lie.

python bench/engines/networks.py [replications]

(c) Beds held after the stay until one of a few care packages is free: Ciw's blocking after service, SimPy's resources.
(d) A Jackson network of three queues with return visits: its product form, Ciw, and the product.
(c) is solved exactly as a Markov chain, (d) by its product form. A gap is an engine's mean less theory over the standard error of the mean.
"""

import math
import statistics
import sys
from pathlib import Path

import ciw

ROOT = Path(__file__).resolve().parents[2]
# The folder itself: other wheels bring a `tests` of their own.
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "economy")]

from queues import END, Line, at, chance, free, lived, queues, stay, take, ward_with_held_beds  # noqa: E402

HOURS = 8766.0
BEDS, PACKAGES, HOURLY, STAY, DELAYED, PACKAGE = 6, 4, 0.75, 4.0, 0.4, 9.0
CAME, ON, BACK, NURSE = 4.0, 0.5, 0.15, 0.6
SERVERS, MEANS = {"doctor": 4, "scanner": 2, "nurse": 2}, {"doctor": 0.625, "scanner": 0.75, "nurse": 0.875}


def erlang_c_wait(servers, hourly, mean):
    """Mean wait in M/M/c."""
    a, lost = hourly * mean, 1.0
    for n in range(1, servers + 1):
        lost = a * lost / (n + a * lost)
    return servers * lost / (servers - a * (1 - lost)) * mean / (servers - a)


def held_here(seed):
    rows = [
        at("bed", take("bed")), stay(STAY), chance(1 - DELAYED, "out"), at("package", take("package")), free("bed"),
        stay(PACKAGE), free("package"), END, at("out", free("bed")), END,
    ]  # fmt: skip
    sums = lived(queues({"q": rows}, {"bed": BEDS, "package": PACKAGES}, {"q": HOURLY}), seed, 8.0)
    return sums.wait("q", "bed"), sums.wait("q", "package")


def held_in_ciw(seed):
    ciw.seed(seed)
    expo = ciw.dists.Exponential
    net = ciw.create_network(
        arrival_distributions=[expo(HOURLY), None], service_distributions=[expo(1 / STAY), expo(1 / PACKAGE)],
        routing=[[0.0, DELAYED], [0.0, 0.0]], number_of_servers=[BEDS, PACKAGES], queue_capacities=[math.inf, 0],
    )  # fmt: skip
    sim = ciw.Simulation(net)
    sim.simulate_until_max_time(2 * HOURS)
    records = [r for r in sim.get_all_records(only=["service"]) if r.arrival_date > HOURS / 20]
    bed = statistics.fmean(r.waiting_time for r in records if r.node == 1)
    return bed, statistics.fmean(r.time_blocked for r in records if r.node == 1 and r.destination == 2)


def held_in_simpy(seed):
    import random

    import simpy

    rng, env = random.Random(seed), simpy.Environment()
    beds, packages, for_bed, for_package = simpy.Resource(env, BEDS), simpy.Resource(env, PACKAGES), [], []

    def patient():
        came, bed = env.now, beds.request()
        yield bed
        for_bed.append(env.now - came)
        yield env.timeout(rng.expovariate(1 / STAY))
        if rng.random() < DELAYED:
            since, package = env.now, packages.request()
            yield package
            for_package.append(env.now - since)
            beds.release(bed)
            yield env.timeout(rng.expovariate(1 / PACKAGE))
            packages.release(package)
        else:
            beds.release(bed)

    def door():
        while True:
            yield env.timeout(rng.expovariate(HOURLY))
            env.process(patient())

    env.process(door())
    env.run(until=2 * HOURS)
    return statistics.fmean(for_bed), statistics.fmean(for_package)


def network_here(seed):
    rows = [
        at("door", Line("again")), at("doctor", take("doctor")), stay(MEANS["doctor"]), free("doctor"),
        chance(ON, "to-scan"), chance(NURSE, "to-nurse"), END,
        at("to-scan", Line("count", "scan")), at("scanner", take("scanner")), stay(MEANS["scanner"]), free("scanner"),
        chance(BACK, "door"), END,
        at("to-nurse", Line("count", "nurse")), at("nurse", take("nurse")), stay(MEANS["nurse"]), free("nurse"), END,
    ]  # fmt: skip
    sums = lived(queues({"q": rows}, SERVERS, {"q": CAME}), seed, 2.0)
    return tuple(sums.wait("q", name) for name in SERVERS)


def network_in_ciw(seed):
    ciw.seed(seed)
    expo = ciw.dists.Exponential
    net = ciw.create_network(
        arrival_distributions=[expo(CAME), None, None], service_distributions=[expo(1 / m) for m in MEANS.values()],
        routing=[[0.0, ON, (1 - ON) * NURSE], [BACK, 0.0, 0.0], [0.0, 0.0, 0.0]],
        number_of_servers=list(SERVERS.values()),
    )  # fmt: skip
    sim = ciw.Simulation(net)
    sim.simulate_until_max_time(HOURS / 2)
    records = [r for r in sim.get_all_records(only=["service"]) if r.arrival_date > HOURS / 40]
    return tuple(statistics.fmean(r.waiting_time for r in records if r.node == node) for node in (1, 2, 3))


def product_form():
    visits = CAME / (1 - ON * BACK)
    rates = {"doctor": visits, "scanner": visits * ON, "nurse": visits * (1 - ON) * NURSE}
    return tuple(erlang_c_wait(SERVERS[name], rates[name], MEANS[name]) for name in SERVERS)


def told(title, names, runs, exact):
    """A table of means and standard errors, each with its gap to theory in standard errors."""
    print(f"\n{title}\n| engine | runs | {' | '.join(names)} |\n{'| --- ' * (len(names) + 2)}|")
    print(f"| theory | | {' | '.join(f'{x:.4f}' for x in exact)} |")
    for engine, found in runs.items():
        cells = []
        for values, theory in zip(zip(*found, strict=True), exact, strict=True):
            mean, error = statistics.fmean(values), statistics.stdev(values) / len(values) ** 0.5
            cells.append(f"{mean:.4f} ({error:.2g}, gap {(mean - theory) / error:+.1f})")
        print(f"| {engine} | {len(found)} | {' | '.join(cells)} |")


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    seeds = range(1, number + 1)
    held = {"shirehall": held_here, "Ciw": held_in_ciw, "SimPy": held_in_simpy}
    exact = ward_with_held_beds(BEDS, PACKAGES, HOURLY, STAY, DELAYED, PACKAGE)
    runs = {name: [run(seed) for seed in seeds] for name, run in held.items()}
    told("Beds held for want of a package: mean waits in hours", ["bed", "package"], runs, exact)
    network = {"shirehall": network_here, "Ciw": network_in_ciw}
    runs = {name: [run(seed) for seed in seeds] for name, run in network.items()}
    told("A network with return visits: mean waits in hours", list(SERVERS), runs, product_form())


if __name__ == "__main__":
    main()
