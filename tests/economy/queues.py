"""Queues of the textbooks as county tables: one place, one site, and the pathways and services that a test names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shirehall.economy.dials import Dials
from shirehall.economy.engine import Engine, Seen
from shirehall.economy.network import MS_HOUR, Network, build
from shirehall.patch.county import BANDS, CountyTables, PathwayRow, PlaceRow, ServiceRow
from shirehall.patch.county_money import Money
from shirehall.patch.county_rows import DemandRow, MarketRow, SiteRow

A = {"from": "assumed", "source": "test"}
YEAR_HOURS = 8766.0
MONTH = 365 * 24 * MS_HOUR // 12
SITE = "s"
FIFTHS = (1, 2, 3, 4, 5)
COLUMNS = tuple(f"age_{band.replace('-', '_').replace('+', '_plus')}" for band in BANDS)


@dataclass(frozen=True)
class Line:
    """A line of a pathway, in the order in which most lines are said: what it does, to what, with which numbers."""

    does: str
    what: str = ""
    mean: float | str = ""
    spread: float | str = ""
    share: float | str = ""
    to: str = ""
    step: str = ""


def take(what: str) -> Line:
    """Take a unit."""
    return Line("take", what)


def free(what: str) -> Line:
    """Give a unit back."""
    return Line("free", what)


def stay(mean: float, spread: float = 1.0) -> Line:
    """Stay (hours; spread 1 is exponential, 0 always the same, anything else lognormal)."""
    return Line("stay", mean=mean, spread=spread)


def priority(number: int, share: float = 1.0) -> Line:
    """Be served before higher numbers, with a chance."""
    return Line("first", str(number), share=share)


def chance(share: float, to: str) -> Line:
    """Go to a step with a chance."""
    return Line("chance", share=share, to=to)


END = Line("end")


def at(step: str, line: Line) -> Line:
    """The same line under a name that others lead to."""
    return Line(line.does, line.what, line.mean, line.spread, line.share, line.to, step)


NO_MONEY = {
    "start": "2013-06",
    "tariffs": [],
    "commissioners": [],
    "deals": [],
    "providers": [],
    "settings": {},
}


def queues(
    pathways: Mapping[str, Sequence[Line]],
    services: Mapping[str, float],
    hourly: Mapping[str, float],
    *,
    lists: Mapping[str, tuple[float, int]] | None = None,
    hours: Mapping[str, Sequence[float]] | None = None,
) -> CountyTables:
    """Tables of one site: steps by pathway, units by resource, arrivals an hour by pathway, lists (a week, days), day shapes.

    People of every fifth and age band come, so that every group is counted.
    """
    people = dict.fromkeys(COLUMNS, 1000)
    units = [(name, "units", capacity, 7) for name, capacity in services.items()]
    units += [(name, "a-week", week, days) for name, (week, days) in (lists or {}).items()]
    everybody = len(FIFTHS) * len(BANDS)
    rates = [
        {"pathway": p, "what": "rate", "key": b, "value": rate * YEAR_HOURS / everybody}
        for p, rate in hourly.items() for b in BANDS
    ]  # fmt: skip
    shapes = [
        {"pathway": p, "what": "hour", "key": str(h), "value": v}
        for p, day in (hours or {}).items() for h, v in enumerate(day)
    ]  # fmt: skip
    return CountyTables(
        places=[
            PlaceRow.model_validate(
                {"place": "p", "name": "P", "consortium": "none", "in_county": "yes", "fifth": f, **people, **A}
            )
            for f in FIFTHS
        ],
        practices=[],
        sites=[SiteRow.model_validate({"site": SITE, "name": "S", "owner": "o", "kind": "hospital", "place": "p", **A})],
        services=[
            ServiceRow.model_validate(
                {"site": SITE, "service": n, "resource": n, "measure": m, "capacity": c, "days": d, **A}
            )
            for n, m, c, d in units
        ],
        pathways=[
            PathwayRow.model_validate(
                {"pathway": p, "step": line.step or f"{line.does}-{i}", "does": line.does, "what": line.what,
                 "mean": str(line.mean), "spread": str(line.spread), "share": str(line.share), "to": line.to, **A}
            )
            for p, lines in pathways.items() for i, line in enumerate(lines)
        ],
        demand=[DemandRow.model_validate({**row, **A}) for row in (*rates, *shapes)],
        flows=[],
        market=[
            MarketRow.model_validate({"commissioner": "none", "pathway": p, "site": SITE, "share": 1.0, **A})
            for p in pathways if p in hourly
        ],
        money=Money.model_validate(NO_MONEY),
    )  # fmt: skip


@dataclass
class Sums:
    """What a stretch of life showed, by step: how many went on and what they waited (hours); busy hours by resource."""

    net: Network
    served: np.ndarray
    waited: np.ndarray
    busy: np.ndarray
    counts: np.ndarray
    hours: float

    def step(self, pathway: str, step: str) -> int:
        """The number of a step."""
        return next(i for i, s in enumerate(self.net.steps) if s[0] == pathway and s[2] == step)

    def wait(self, pathway: str, step: str) -> float:
        """Mean wait at a step (hours), those included who did not have to wait."""
        i = self.step(pathway, step)
        return float(self.waited[i] / self.served[i])

    def through(self, pathway: str, step: str) -> int:
        """How many went on from a step at which one may wait."""
        return int(self.served[self.step(pathway, step)])

    def in_use(self, resource: str) -> float:
        """Mean units in use."""
        return float(self.busy[self.net.resource(SITE, resource)] / self.hours)

    def counted(self, name: str) -> int:
        """How often a count was passed."""
        return int(sum(self.counts[i].sum() for i, key in enumerate(self.net.counts) if key[2] == name))


def stretches(
    tables: CountyTables, seed: int, years: float, warm: float, pieces: int = 1
) -> Iterator[tuple[Seen, Network]]:
    """Live a warm-up, then so many years in equal pieces; each piece as it was seen."""
    net = build(tables)
    life = Engine(tables, net)
    dials = Dials(1, dict(life.owner))
    system = life.begin(seed, dials)
    t, size = int(warm * YEAR_HOURS) * MS_HOUR, int(years * YEAR_HOURS / pieces) * MS_HOUR
    if t:
        system, _ = life.live(system, dials, 6, 0, t, 0)
    for _ in range(pieces):
        system, seen = life.live(system, dials, 6, t, size, 0)
        t += size
        yield seen, net


def lived(tables: CountyTables, seed: int, years: float, warm: float = 0.05) -> Sums:
    """What so many years showed after a warm-up."""
    (seen, net), = stretches(tables, seed, years, warm)  # fmt: skip
    return Sums(
        net,
        seen.waits[:, 0],
        seen.waits[:, 1] / MS_HOUR,
        seen.area / MS_HOUR,
        seen.counts,
        seen.length / MS_HOUR,
    )


def many(tables: CountyTables, seeds: int, years: float, warm: float = 0.05) -> list[Sums]:
    """The same for several seeds: replications of which means and standard errors are taken."""
    return [lived(tables, seed, years, warm) for seed in range(1, seeds + 1)]


def ward_with_held_beds(
    beds: int, packages: int, hourly: float, stay: float, delayed: float, package: float, most: int = 140
) -> tuple[float, float]:
    """Mean waits for a bed and for a package, exactly: a share of patients keep the bed after an exponential stay until one
    of the packages is free, and the package is held for an exponential time.

    A Markov chain of (patients waiting or cared for, patients blocking a bed, packages in use), solved for its long-run shares;
    waits by Little's law. `most` patients at once are thought of; more have to be unlikely.
    """
    kinds = [(0, p) for p in range(packages + 1)] + [(b, packages) for b in range(1, beds + 1)]
    states = [(n, b, p) for n in range(most + 1) for b, p in kinds]
    number = {state: i for i, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for n, b, p in states:
        here = rates[number[n, b, p]]
        cared = min(n, beds - b) / stay
        if n < most:
            here[number[n + 1, b, p]] += hourly
        if cared:
            here[number[n - 1, b, p]] += cared * (1 - delayed)
            here[number[(n - 1, b, p + 1) if p < packages else (n - 1, b + 1, p)]] += cared * delayed
        if p:
            here[number[(n, b - 1, p) if b else (n, b, p - 1)]] += p / package
    balance = rates.T - np.diag(rates.sum(axis=1))
    balance[0] = 1.0
    shares = np.linalg.solve(balance, np.eye(len(states))[0])
    waiting = sum(x * max(0, n - (beds - b)) for x, (n, b, _) in zip(shares, states, strict=True))
    blocked = sum(x * b for x, (_, b, _) in zip(shares, states, strict=True))
    return float(waiting / hourly), float(blocked / hourly / delayed)
