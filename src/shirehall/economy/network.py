"""The pack's pathways, services and demand as the integer tables that the kernel walks.

A pathway is rows of small integers, instantiated for every site that runs it. Names are resolved here, once; nothing of
the tables depends on a seed, a month or a lever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from shirehall.economy import circles, hours
from shirehall.economy.kernel import BINS, LIST, SEIZE
from shirehall.economy.parts import PART, Line, fault, unfreed, unreached, written
from shirehall.economy.verbs import OPS, Rows
from shirehall.errors import PackFault, Place
from shirehall.patch.county import NOBODY, CountyTables, PathwayRow, ServiceRow

FIFTHS = 5
MS_HOUR = 3_600_000
MS_DAY = 24 * MS_HOUR
MS_WEEK = 7 * MS_DAY
BOOKS = 1 << 30
PRACTICE = "practice"
PRACTICES = "practices"

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stream:
    """Arrivals of one pathway at one site; `entry` is its first step."""

    pathway: str
    site: str
    entry: int


@dataclass(slots=True)
class Network:
    """The tables. Steps are numbered; resources, lists, counts and clocks too; see `kernel.run` for their use.

    `sites` are the sites of the pack, sorted, then its practices, sorted. `settings` says in which setting each of `counts` is
    a contact ("" for none), `widths` how many seconds a bin of each clock holds. `calendars` are the resources whose capacity
    changes by the hour, `hour_shares` their shares of it in the 168 hours from Monday. `warnings` are faults that do not stop a run.
    """

    payers: tuple[str, ...]
    sites: tuple[str, ...]
    practices: tuple[str, ...] = ()
    resources: list[tuple[str, str]] = field(default_factory=list)
    capacity: list[int] = field(default_factory=list)
    lists: list[tuple[str, str]] = field(default_factory=list)
    services: dict[tuple[str, str], ServiceRow] = field(default_factory=dict)
    calendars: list[int] = field(default_factory=list)
    hour_shares: list[tuple[float, ...]] = field(default_factory=list)
    counts: list[tuple[str, str, str]] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    clocks: list[tuple[str, str]] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)
    steps: list[tuple[str, str, str]] = field(default_factory=list)
    flows: list[PathwayRow] = field(default_factory=list)
    arrays: dict[str, Any] = field(default_factory=dict)
    warnings: list[PackFault] = field(default_factory=list)
    avoid: int = 0
    early: int = 0
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def resource(self, site: str, name: str) -> int:
        """The number of a resource; -1 when the site has none."""
        return self.numbers.get((site, name), -1)

    def where(self, pathway: str) -> list[int]:
        """The streams of a pathway."""
        return [i for i, s in enumerate(self.streams) if s.pathway == pathway]


def build(tables: CountyTables) -> Network:
    """The network of a patch. Raises PackFault where a step names something that is not there."""
    payers = (*sorted(c.id for c in tables.money.commissioners), NOBODY)
    practices = tuple(sorted(p.practice for p in tables.practices))
    net = Network(payers, (*sorted(s.site for s in tables.sites), *practices), practices)
    _resources(net, tables)
    rows: dict[str, list[PathwayRow]] = {}
    for row in tables.pathways:
        rows.setdefault(row.pathway, []).append(row)
    parts = {name: rows[name] for name in sorted(rows) if name.startswith(PART)}
    net.flows = [rows[name][0] for name in sorted(rows) if rows[name][0].does == "flow"]
    lines = {
        name: written(name, rows[name], parts)
        for name in sorted(rows) if name not in parts and rows[name][0].does != "flow"
    }  # fmt: skip
    joined = _joined_steps(lines)
    net.warnings = [
        warning
        for name in sorted(lines)
        for warning in (*unreached(lines[name], joined.get(name, ())), *unfreed(lines[name]))
    ]
    _write(net, tables, lines)
    return net


def walked(tables: CountyTables) -> tuple[list[PackFault], list[PackFault]]:
    """The fault that keeps a county's pathways from being walked, if there is one, and the warnings."""
    try:
        return [], build(tables).warnings
    except PackFault as found:
        return [found], []


def _joined_steps(lines: Mapping[str, list[Line]]) -> dict[str, set[str]]:
    """By pathway, the steps of it that rows of any pathway join."""
    found: dict[str, set[str]] = {}
    for line in (line for name in sorted(lines) for line in lines[name] if line.row.does == "join"):
        for name in line.row.what.split("|"):
            pathway, _, step = name.partition("@")[0].strip().partition(".")
            found.setdefault(pathway, set()).add(step)
    return found


def _write(net: Network, tables: CountyTables, lines: Mapping[str, list[Line]]) -> None:
    """Write each pathway at each site that runs it, then those that are only joined to, then the joins."""
    writer, entries = Rows(net), {}
    entered = {row.pathway for row in tables.demand} | {need.pathway for need in tables.needs}
    for pathway in sorted(entered & lines.keys()):
        for site in sites_of(tables, pathway):
            entries[pathway, site] = writer.write(pathway, site, lines[pathway])
            net.streams.append(Stream(pathway, site, entries[pathway, site]))
    for at, row, site in writer.joins:  # grows while what is joined to is written
        writer.rows[at]["tgt"] = _joined(row, (site, *_nearest(tables, site)), writer, lines, entries)
    reached = {pathway for pathway, _ in entries}
    for pathway in sorted(lines.keys() - reached):
        net.warnings.append(
            fault(lines[pathway][0].row, "begins a pathway that nobody enters", "give it demand, or join it")
        )
    _refuse_circles(net, writer)
    net.arrays = writer.arrays()


def _refuse_circles(net: Network, writer: Rows) -> None:
    steps = [
        circles.Step(line, min(i + 1, len(writer.rows) - 1), numbered["tgt"])
        for i, (line, numbered) in enumerate(zip(writer.written, writer.rows, strict=True))
    ]
    circles.refuse(steps, [stream.entry for stream in net.streams])


def _joined(
    row: PathwayRow,
    near: tuple[str, ...],
    writer: Rows,
    lines: Mapping[str, list[Line]],
    entries: dict[tuple[str, str], int],
) -> int:
    """The step that a join goes to: `PATHWAY`, `PATHWAY.step`, `PATHWAY@site`; of several with | between, the first that is run.

    A pathway that is not run at the patient's own site (the first of `near`) is joined at the next of them that runs it. One
    that nobody enters otherwise is run wherever it is joined.
    """
    names = [name.strip() for name in row.what.split("|")]
    for last in (False, True):
        for name in names:
            way, _, other = name.partition("@")
            pathway, _, step = way.partition(".")
            if pathway not in lines:
                raise fault(
                    row, f"joins {pathway or 'nothing'}, which is no pathway", "name a pathway of the table"
                )
            key = (pathway, other or near[0])
            if not other:
                key = next(((pathway, site) for site in near if (pathway, site) in entries), key)
            if key not in entries and last and all(s.pathway != pathway for s in writer.net.streams):
                entries[key] = writer.write(*key, lines[pathway])
            if key in entries:
                steps = [line.step for line in lines[pathway]]
                if step and step not in steps:
                    raise fault(
                        row, f"joins {way}, but {pathway} has no step {step}", "name a step of it, or none"
                    )
                return entries[key] + (steps.index(step) if step else 0)
    raise fault(
        row,
        f"joins {row.what} at {near[0]}, where it is not run",
        "name a site (`pathway@site`), or run the pathway there",
    )


def _nearest(tables: CountyTables, site: str) -> list[str]:
    """The sites that people of a site's or practice's place use for urgent and minor care, the most used first."""
    places = {s.site: s.place for s in tables.sites} | {p.practice: p.place for p in tables.practices}
    flows = [row for row in tables.flows if row.place == places.get(site) and max(row.urgent, row.minor) > 0]
    return [row.site for row in sorted(flows, key=lambda r: (-max(r.urgent, r.minor), r.site))]


def sites_of(tables: CountyTables, pathway: str) -> list[str]:
    """The sites that run a pathway, in sorted order: every practice; or those of `market.csv`, or of `flows.csv` for urgent
    and minor care."""
    if pathway.startswith(PRACTICE):
        return sorted(p.practice for p in tables.practices)
    found = {row.site for row in tables.market if row.pathway == pathway}
    if not found:
        kind = flow_kind(pathway)
        found = {row.site for row in tables.flows if getattr(row, kind) > 0}
    return sorted(found)


def flow_kind(pathway: str) -> str:
    """Which share of `flows.csv` a pathway follows."""
    return "minor" if pathway == "minor" else "urgent"


def _services(tables: CountyTables) -> list[ServiceRow]:
    """The rows of services.csv, those of `practices` once for each practice, so much for every 1,000 people on its list."""
    found = []
    for row in tables.services:
        if row.site != PRACTICES:
            found.append(row)
            continue
        for practice in tables.practices:
            size = row.capacity * practice.list_size / 1000
            if row.measure == "units" and row.capacity > 0:
                size = max(1.0, round(size))
            found.append(row.model_copy(update={"site": practice.practice, "capacity": size}))
    return sorted(found, key=lambda s: (s.site, s.resource))


def _resources(net: Network, tables: CountyTables) -> None:
    for row in _services(tables):
        key = (row.site, row.resource)
        if key in net.services:
            raise PackFault(
                f"{row.resource} stands twice at {row.site}.",
                where=Place("services.csv", row.line, value=row.resource),
                mend="keep one.",
            )
        net.services[key] = row
        if row.hours.strip():
            _calendar(net, row)
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
    for site in net.sites[: len(net.sites) - len(net.practices)]:
        net.resources.append((site, "delayed"))
        net.capacity.append(BOOKS)
    net.numbers = {key: i for i, key in enumerate(net.resources)}


def _calendar(net: Network, row: ServiceRow) -> None:
    if row.measure != "units":
        raise PackFault(
            f"{row.resource} at {row.site} has hours, but is measured `{row.measure}`.",
            where=Place("services.csv", row.line, value=row.hours), mend="only units change by the hour: take the hours away.",
        )  # fmt: skip
    net.calendars.append(len(net.resources))
    net.hour_shares.append(hours.shares(row.hours, row.line))


__all__ = [
    "BINS", "BOOKS", "FIFTHS", "LIST", "MS_DAY", "MS_HOUR", "MS_WEEK", "OPS", "PRACTICE", "SEIZE", "Network", "Stream",
    "build", "flow_kind", "sites_of", "walked",
]  # fmt: skip
