"""The pack's pathways, services and demand as the integer tables that the kernel walks.

A pathway is rows of small integers, instantiated for every site that runs it. Names are resolved here, once; nothing of
the tables depends on a seed, a month or a lever.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from shirehall.economy.durations import quantile_tables
from shirehall.errors import PackFault, Place
from shirehall.patch.county import BANDS, NOBODY, CountyTables, PathwayRow, ServiceRow

DELAY, SHORTER, ROUND, BRANCH, PRIO, TRY, SPILL, SEIZE, LIST = range(9)
RELEASE, COUNT, GOTO, TIME, CLOCK, BALK, AGAIN, END = range(9, 17)
OPS = {
    "stay": DELAY, "shorter-stay": SHORTER, "take": SEIZE, "free": RELEASE, "chance": BRANCH, "go": GOTO, "list": LIST,
    "first": PRIO, "count": COUNT, "time": TIME, "clock": CLOCK, "spill": SPILL, "try": TRY, "turn-away": BALK,
    "leave-hour": ROUND, "again": AGAIN, "end": END,
}  # fmt: skip
FIFTHS = 5
BINS = 160
MS_HOUR = 3_600_000
MS_DAY = 24 * MS_HOUR
MS_WEEK = 7 * MS_DAY
BOOKS = 1 << 30
WIDTHS = {"4h": MS_HOUR // 6, "rtt-admitted": MS_WEEK, "rtt-other": MS_WEEK}

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stream:
    """Arrivals of one pathway at one site; `weights` are people a year by class (payer, fifth, band)."""

    pathway: str
    site: str
    entry: int


@dataclass(slots=True)
class Network:
    """The tables. Steps are numbered; resources, lists, counts and clocks too; see `kernel.run` for their use."""

    payers: tuple[str, ...]
    sites: tuple[str, ...]
    resources: list[tuple[str, str]] = field(default_factory=list)
    capacity: list[int] = field(default_factory=list)
    lists: list[tuple[str, str]] = field(default_factory=list)
    services: dict[tuple[str, str], ServiceRow] = field(default_factory=dict)
    counts: list[tuple[str, str, str]] = field(default_factory=list)
    clocks: list[tuple[str, str]] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)
    steps: list[tuple[str, str, str]] = field(default_factory=list)
    flows: list[PathwayRow] = field(default_factory=list)
    arrays: dict[str, Any] = field(default_factory=dict)
    avoid: int = 0
    early: int = 0

    def resource(self, site: str, name: str) -> int:
        """The number of a resource; -1 when the site has none."""
        return self.resources.index((site, name)) if (site, name) in self.resources else -1

    def where(self, pathway: str) -> list[int]:
        """The streams of a pathway."""
        return [i for i, s in enumerate(self.streams) if s.pathway == pathway]


def numbers(text: str, default: float = 0.0) -> list[float]:
    """One number, or eight with spaces between, as eight by age band."""
    parts = [float(p) for p in text.split()] if text.strip() else [default]
    if len(parts) not in (1, len(BANDS)):
        raise PackFault(
            f"{text!r} holds {len(parts)} numbers.",
            where=Place("pathways.csv", value=text),
            mend=f"write one number, or {len(BANDS)}, one for each age band.",
        )
    return parts * len(BANDS) if len(parts) == 1 else parts


def build(tables: CountyTables) -> Network:
    """The network of a patch. Raises PackFault where a step names something that is not there."""
    payers = (*sorted(c.id for c in tables.money.commissioners), NOBODY)
    net = Network(payers, tuple(sorted(s.site for s in tables.sites)))
    _resources(net, tables)
    by_pathway: dict[str, list[PathwayRow]] = {}
    for row in tables.pathways:
        by_pathway.setdefault(row.pathway, []).append(row)
    writer = _Writer(net)
    for pathway in sorted(by_pathway):
        rows = by_pathway[pathway]
        if rows[0].does == "flow":
            net.flows.append(rows[0])
            continue
        for site in sites_of(tables, pathway):
            writer.write(pathway, site, rows)
    net.arrays = writer.arrays()
    return net


def sites_of(tables: CountyTables, pathway: str) -> list[str]:
    """The sites that run a pathway, in sorted order: of `market.csv`, or of `flows.csv` for urgent and minor care."""
    found = {row.site for row in tables.market if row.pathway == pathway}
    if not found:
        kind = flow_kind(pathway)
        found = {row.site for row in tables.flows if getattr(row, kind) > 0}
    return sorted(found)


def flow_kind(pathway: str) -> str:
    """Which share of `flows.csv` a pathway follows."""
    return "minor" if pathway == "minor" else "urgent"


def _resources(net: Network, tables: CountyTables) -> None:
    for row in sorted(tables.services, key=lambda s: (s.site, s.resource)):
        key = (row.site, row.resource)
        if key in net.services:
            raise PackFault(
                f"{row.resource} stands twice at {row.site}.",
                where=Place("services.csv", value=row.resource),
                mend="keep one.",
            )
        net.services[key] = row
        if row.measure == "a-week":
            net.lists.append(key)
        else:
            net.resources.append(key)
            net.capacity.append(BOOKS if row.measure == "books" else int(row.capacity))
    net.avoid = len(net.resources)
    for payer in net.payers:
        net.resources.append((payer, "avoid"))
        net.capacity.append(0)
    net.early = len(net.resources)
    net.resources.append(("county", "early"))
    net.capacity.append(0)
    for site in net.sites:
        net.resources.append((site, "delayed"))
        net.capacity.append(BOOKS)


class _Writer:
    """Writes pathways into rows of integers."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.op: list[int] = []
        self.arg: list[int] = []
        self.arg2: list[int] = []
        self.tgt: list[int] = []
        self.lim: list[int] = []
        self.bypay: list[int] = []
        self.luck: list[int] = []
        self.prob: list[list[float]] = []
        self.tables: list[tuple[float, float]] = []
        self.band_table: list[int] = []
        self.known: dict[tuple[tuple[float, float], ...], int] = {}

    def write(self, pathway: str, site: str, rows: Sequence[PathwayRow]) -> None:
        """Append one pathway at one site, and its stream of arrivals."""
        base = len(self.op)
        at = {row.step: base + i for i, row in enumerate(rows)}
        self.net.streams.append(Stream(pathway, site, base))
        for row in rows:
            self.net.steps.append((pathway, site, row.step))
            self.op.append(OPS[row.does])
            self.luck.append(
                zlib.crc32(f"{pathway}/{row.what if row.does == 'shorter-stay' else row.step}".encode())
            )
            self.prob.append(numbers(row.share, 1.0))
            self.tgt.append(self._target(row, at))
            self.arg.append(0)
            self.arg2.append(0)
            self.lim.append(0)
            self.bypay.append(0)
            self.band_table.append(0)
            self._arguments(row, site)

    def _target(self, row: PathwayRow, at: dict[str, int]) -> int:
        if not row.to:
            if row.does in ("chance", "go", "spill", "try", "turn-away"):
                raise self._fault(
                    row, "does not say where it leads", "fill in `to` with a step of the pathway"
                )
            return 0
        if row.to not in at:
            raise self._fault(row, f"leads to {row.to}, which is no step", "name a step of the same pathway")
        return at[row.to]

    def _fault(self, row: PathwayRow, what: str, mend: str) -> PackFault:
        return PackFault(
            f"step {row.step} of {row.pathway} {what}.",
            where=Place("pathways.csv", value=row.step),
            mend=f"{mend}.",
        )

    def _arguments(self, row: PathwayRow, site: str) -> None:
        here = len(self.op) - 1
        if row.does in ("stay", "shorter-stay"):
            means = numbers(row.mean)
            spread = float(row.spread or 1.0)
            same = len(set(means)) == 1
            self.band_table[here] = 0 if same else 1
            self.arg[here] = self._table([(mean, spread) for mean in (means[:1] if same else means)])
        elif row.does in ("take", "free", "try", "turn-away", "spill"):
            names = row.what.split(">")
            self.arg[here], self.bypay[here] = self._resource(row, names[0].strip(), site)
            if row.does == "spill":
                self.arg2[here], _ = self._resource(row, names[1].strip(), site)
            self.lim[here] = int(float(row.spread or 0))
        elif row.does == "list":
            self.arg[here] = self._list(row, site)
        elif row.does == "count":
            self.arg[here] = self._number(self.net.counts, (row.pathway, site, row.what))
        elif row.does == "time":
            self.arg[here] = self._number(self.net.clocks, (site, row.what))
        elif row.does == "clock":
            self.arg[here] = 1 if row.what == "start" else 0
        elif row.does == "first":
            self.arg[here] = int(row.what or 0)
        elif row.does == "leave-hour":
            self.arg[here] = self._table([(float(row.mean or 14), float(row.spread or 0.15))])

    def _table(self, kinds: list[tuple[float, float]]) -> int:
        """The first of the duration tables for these kinds; equal rows of tables are kept once, to stay in the cache."""
        key = tuple(kinds)
        if key not in self.known:
            self.known[key] = len(self.tables)
            self.tables.extend(kinds)
        return self.known[key]

    def _number(self, pool: list[Any], key: tuple[str, ...]) -> int:
        if key not in pool:
            pool.append(key)
        return pool.index(key)

    def _places(self, name: str, site: str) -> Iterable[tuple[str, str]]:
        for part in name.split("|"):
            resource, _, where = part.strip().partition("@")
            yield where or site, resource

    def _resource(self, row: PathwayRow, name: str, site: str) -> tuple[int, int]:
        if name == "avoid@payer":
            return self.net.avoid, 1
        for where, resource in self._places(name, site):
            found = self.net.resource(where, resource)
            if found >= 0:
                return found, 0
        raise self._fault(
            row, f"needs {name} at {site}, which is not in services.csv", "add the resource or mend `what`"
        )

    def _list(self, row: PathwayRow, site: str) -> int:
        for key in self._places(row.what, site):
            if key in self.net.lists:
                return self.net.lists.index(key)
        raise self._fault(
            row, f"joins {row.what} at {site}, which is no list", "add it to services.csv as `a-week`"
        )

    def arrays(self) -> dict[str, Any]:
        """The rows as arrays, and the duration tables (milliseconds)."""
        return {
            "op": np.array(self.op, np.int64),
            "arg": np.array(self.arg, np.int64),
            "arg2": np.array(self.arg2, np.int64),
            "tgt": np.array(self.tgt, np.int64),
            "lim": np.array(self.lim, np.int64),
            "bypay": np.array(self.bypay, np.int64),
            "luck": np.array(self.luck, np.uint64),
            "prob": np.array(self.prob, np.float64),
            "byband": np.array(self.band_table, np.int64),
            "tab": quantile_tables(self.tables),
            "width": np.array([WIDTHS[name] for _, name in self.net.clocks] or [1], np.int64),
        }
