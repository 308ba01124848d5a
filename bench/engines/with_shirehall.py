"""The product itself: both reference models as county tables, lived through `Engine.live`, in one stretch or month by month.

All its bookkeeping is on: waits by step (number, time, over 4 and 12 hours), the four-hour histogram by deprivation fifth,
busy time of every resource, counts and arrivals by group, patients of five fifths and eight age bands, and the copy of the
state that lets a month be lived again. `begin` and the month's parameters are inside the time; the tables are made once.
"""

import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The folder itself: other wheels bring a `tests` of their own.
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "economy")]

import spec  # noqa: E402
from queues import END, SITE, Line, at, chance, free, priority, queues, stay, take  # noqa: E402

import shirehall  # noqa: E402
from shirehall.economy.dials import Dials  # noqa: E402
from shirehall.economy.engine import Engine  # noqa: E402
from shirehall.economy.network import MS_HOUR, build  # noqa: E402

VERSION = shirehall.__version__
YEAR = 365 * 24


def count(what):
    return Line("count", what)


def year(life, dials, seed, months):
    """A year from time nought in so many equal stretches: what each showed."""
    system, seen, length = life.begin(seed, dials), [], YEAR * MS_HOUR // months
    for month in range(months):
        system, found = life.live(system, dials, month + 1, month * length, length, 0)
        seen.append(found)
    return seen


@cache
def mmc_life():
    """A year in which about a million customers come; time is scaled so that they do, and the wait scaled back."""
    mean = spec.MMC_RHO * spec.MMC_C * YEAR / spec.MMC_N
    rows = [count("came"), take("server"), stay(mean), free("server"), END]
    tables = queues({"queue": rows}, {"server": spec.MMC_C}, {"queue": spec.MMC_N / YEAR})
    net = build(tables)
    life = Engine(tables, net)
    return life, Dials(1, dict(life.owner)), mean


def mmc(seed, months=1):
    life, dials, mean = mmc_life()
    seen = year(life, dials, seed, months)
    served, waited = (sum(int(s.waits[:, k].sum()) for s in seen) for k in (0, 1))
    return waited / served / MS_HOUR / mean / spec.MMC_MU, sum(s.events for s in seen)


def acute_tables():
    """Model (b) in the verbs of pathways.csv."""
    emergency = [
        count("attendance"), priority(0, spec.P_MAJOR),
        at("triage", take("nurse")), stay(spec.TRIAGE_MEAN), free("nurse"),
        at("cubicle", take("cubicle")), stay(spec.TREAT_MEAN), chance(1 - spec.P_ADMIT, "home"),
        priority(0), at("boarding", take("bed")), Line("time", "4h"), free("cubicle"), count("admission"),
        stay(4.5 * 24, 1.2), chance(1 - spec.P_DELAY, "out"),
        at("delay", take("package")), free("bed"), stay(spec.PACKAGE_MEAN), free("package"), count("package"), END,
        at("home", Line("time", "4h")), free("cubicle"), END,
        at("out", free("bed")), count("discharge"), END,
    ]  # fmt: skip
    elective = [
        priority(0, spec.P_URGENT), at("list", Line("list", "slots")), priority(1), at("bed", take("bed")),
        count("elective"), stay(0.8 * 24, 0.8), free("bed"), END,
    ]  # fmt: skip
    return queues(
        {"emergency": emergency, "elective": elective},
        {"nurse": spec.TRIAGE, "cubicle": spec.CUBICLES, "bed": spec.BEDS, "package": spec.PACKAGES},
        {"emergency": spec.AE_PER_YEAR / YEAR, "elective": 1 / spec.REFERRAL_MEAN},
        lists={"slots": (5 * spec.SLOTS, 5)},
        hours={"emergency": [24 * rate / sum(spec.HOURLY) for rate in spec.HOURLY]},
    )


@cache
def acute_life():
    tables = acute_tables()
    net = build(tables)
    life = Engine(tables, net)
    return life, net, Dials(1, dict(life.owner))


def acute(seed, months=1):
    life, net, dials = acute_life()
    seen = year(life, dials, seed, months)
    waits = sum(s.waits for s in seen)
    hist = sum(s.hist for s in seen)[net.clocks.index((SITE, "4h"))].sum(axis=0)
    arrived = sum(s.arrived for s in seen).sum(axis=1)
    steps = {(pathway, step): i for i, (pathway, _, step) in enumerate(net.steps)}

    def mean(pathway, step):
        row = waits[steps[pathway, step]]
        return row[1] / max(row[0], 1) / MS_HOUR

    def number(pathway, step):
        return int(waits[steps[pathway, step]][0])

    return spec.results(
        ae_arrivals=int(sum(arrived[s] for s in net.where("emergency"))), admitted=number("emergency", "boarding"),
        electives_in=number("elective", "bed"), triage_wait_h=mean("emergency", "triage"),
        cubicle_wait_h=mean("emergency", "cubicle"), boarding_h=mean("emergency", "boarding"),
        delay_h=mean("emergency", "delay"), list_wait_h=mean("elective", "list") + mean("elective", "bed"),
        within_4h=hist[:24].sum() / hist.sum(), model_events=sum(s.events for s in seen),
    )  # fmt: skip
