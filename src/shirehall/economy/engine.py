"""One stretch of patient-level life: the month's dials become the kernel's arrays, and what it saw comes back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from shirehall.economy import kernel
from shirehall.economy.choice import Waits
from shirehall.economy.dials import RESOURCES, Dials, steps_meant
from shirehall.economy.durations import drawn_mean
from shirehall.economy.hashes import FIRST, hashed, hashed_each, hashed_on
from shirehall.economy.hours import WEEK
from shirehall.economy.network import BINS, BOOKS, FIFTHS, MS_HOUR, SEIZE, Network
from shirehall.economy.people import YEAR_HOURS, People
from shirehall.economy.sampled import Joins, joins_of, sampled
from shirehall.economy.workforce import Workforce
from shirehall.errors import UsageError
from shirehall.patch.county import BANDS, CountyTables

BAND_COUNT = len(BANDS)
KEPT = ("acc", "th", "live", "ss")
"""Arrays of the state that the kernel alters as they are."""


@dataclass(slots=True)
class Seen:
    """What one stretch showed: counts by (count, group), waits by step (number, ms, over 4 h, over 12 h), times by clock,
    fifth and bin, busy milliseconds by resource, arrivals by (stream, group), events, and `offered`: capacity times milliseconds."""

    counts: npt.NDArray[np.int64]
    waits: npt.NDArray[np.int64]
    hist: npt.NDArray[np.int64]
    area: npt.NDArray[np.int64]
    arrived: npt.NDArray[np.int64]
    travel: npt.NDArray[np.float64]
    events: int
    length: int
    offered: npt.NDArray[np.int64]


def guided(classes: npt.NDArray[np.float64]) -> dict[str, npt.NDArray[Any]]:
    """The classes of each stream to which anybody belongs, with their cumulated shares (those of a stream from `first_class` on),
    and how many of them to pass over at once for each 64th (`guide`).

    At the last class of a stream the shares are beyond 1, so that a search always ends.
    """
    steps = np.arange(kernel.GUIDES + 1) / kernel.GUIDES
    kinds, edges, guides = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)], []
    for row in classes:
        there = row.nonzero()[0] if row.any() else np.zeros(1, np.int64)
        cum = row[there].cumsum()
        edge = (cum / (cum[-1] or 1.0)).astype(np.float32)
        guides.append(edge[:-1].searchsorted(steps, side="right"))
        edge[-1] = 2.0
        kinds.append(there)
        edges.append(edge)
    found = np.zeros(sum(map(len, kinds)), kernel.CLASS)
    found["kind"], found["edge"] = np.concatenate(kinds), np.concatenate(edges)
    first = np.cumsum([len(each) for each in kinds])[:-1]
    return {
        "first_class": first.astype(np.uint32), "classes": found,
        "guide": np.array(guides, np.uint16).reshape(len(classes), kernel.GUIDES + 1),
    }  # fmt: skip


def longer(array: npt.NDArray[Any], room: int) -> npt.NDArray[Any]:
    """A copy with room for more, which is not cleared: whoever comes into it is written whole."""
    new = np.empty(room, array.dtype)
    new.view(np.uint8)[: array.nbytes] = array.view(
        np.uint8
    )  # a byte is a byte: records are copied one by one otherwise
    return new


def shorter(array: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """A copy of what stands first."""
    return array.view(np.uint8)[: size * array.itemsize].copy().view(array.dtype)


def matches(what: str, pathway: str, step: str) -> bool:
    """Whether a name to vary (`pathway`, `pathway.step`, either with * at its end) means this step."""
    full = f"{pathway}.{step}"
    return full.startswith(what[:-1]) if what.endswith("*") else what in (pathway, full)


def change(tables: dict[str, Any], kind: str, at: Sequence[int], factor: float) -> None:
    """Multiply the pace of some steps (kind "stay") or their chance ("share", kept between 0 and 1), in copies of the tables."""
    if not at:
        return
    tables["rows"] = rows = tables["rows"].copy()
    if kind == "stay":
        rows["pace"][at] *= factor
        return
    old = rows["prob"][at]
    kinds = np.unique(old)
    rows["prob"][at] = len(tables["probs"]) + np.searchsorted(kinds, old)
    tables["probs"] = np.concatenate([tables["probs"], np.clip(tables["probs"][kinds] * factor, 0, 1)])


class Engine:
    """A patch's network with its people, ready to live."""

    def __init__(self, tables: CountyTables, net: Network, share: float = 1.0) -> None:
        """`share` of the people is followed (`sampled.py`). Raises UsageError for one that is none."""
        self.tables, self.net = tables, net
        self.people = People(tables, net)
        self.waits = Waits(net, self.people.choice, self.people.reach("community"))
        self.owner = {site.site: site.owner for site in tables.sites}
        self._kept: tuple[npt.NDArray[np.float64], dict[str, npt.NDArray[Any]]] = (np.zeros(0), {})
        self._rates: tuple[object, npt.NDArray[np.int64]] = (None, np.zeros(0, np.int64))
        self.owner |= {practice.practice: practice.consortium for practice in tables.practices}
        self.workforce = Workforce(tables)
        self.weeks = np.array([self.people.week[s.pathway] for s in net.streams]).reshape(-1, WEEK)
        self.list_sizes = [net.services[key].capacity for key in net.lists]
        self.list_days = np.array([net.services[key].days for key in net.lists], np.int64)
        self.list_open = np.array([round(net.services[key].wait_weeks * 7) for key in net.lists], np.int64)
        self.sample = sampled(net, self._opening_entries(), share)
        self.rows = self.sample.rows(net.arrays["rows"])
        self._joins: dict[tuple[tuple[tuple[str, str], float], ...], Joins] = {(): self.sample.joins}

    def _opening_entries(self) -> npt.NDArray[np.float64]:
        """Entries a year by stream that the tables imply at the opening."""
        entries: npt.NDArray[np.float64] = self.people.stream_classes(Dials(1, dict(self.owner)))[0].sum(
            axis=1
        )
        return entries

    def begin(self, seed: int, dials: Dials) -> dict[str, Any]:
        """The arrays of a county at time nought: nobody waits, community and mental health teams have their books."""
        net = self.net
        streams, lists = len(net.streams), len(net.lists)
        for_ever = streams + lists + len(net.calendars)
        cap = self.capacity(dials)
        queues = 4 * (len(cap) + lists)
        system: dict[str, Any] = {
            "P": np.zeros(for_ever, kernel.PATIENT), "due": np.zeros(for_ever, np.uint32),
            "behind": np.zeros(for_ever, np.uint32), "cap": cap, "unit": cap.copy(),
            "first": np.zeros(queues, np.uint32), "last": np.zeros(queues, np.uint32),
            "queued": np.zeros(len(cap) + lists, np.int64), "acc": np.zeros(lists, np.int64),
            "th": np.zeros(streams), "live": np.zeros(streams, np.int64),
            "ss": np.array([hashed(seed, s + 1) for s in range(streams)], np.uint64),
            "free": np.zeros(0, np.uint32),
        }  # fmt: skip
        stamps = np.arange(for_ever, dtype=np.int64)
        stamps[streams : streams + lists] |= kernel.SLOT_HOUR << kernel.BITS
        system["pending"] = stamps
        self._open_books(seed, system, dials)
        return system

    def _open_books(self, seed: int, system: dict[str, Any], dials: Dials) -> None:
        """Put people on the books of teams that have them at the opening, with what is left of their stay (exponential)."""
        arrays = self.net.arrays
        classes, _ = self.people.stream_classes(dials)
        rows, events = [system["P"]], [system["pending"]]
        size, books = len(system["P"]), self._books()
        for s, stream in enumerate(self.net.streams):
            for name, step in books.get((stream.pathway, stream.site), ()):
                number = int(self.net.services[stream.site, name].capacity) // int(self.sample.streams[s])
                if number <= 0 or classes[s].sum() <= 0:
                    continue
                new = np.zeros(number, kernel.PATIENT)
                mean = drawn_mean(arrays["tab"][arrays["arg"][step + 1]])
                cum = np.cumsum(classes[s]) / classes[s].sum()
                keys = hashed_each(seed, 7_000_000 + s, number)
                parts = (keys >> np.uint64(11)) / 2**53
                kinds = np.minimum(np.searchsorted(cum, parts, side="right"), len(cum) - 1)
                new["rs"] = hashed_on(FIRST, keys)
                new["pc"] = step + 2
                new["a"] = 1 | ((kinds % BAND_COUNT) << 2)
                new["b"] = kinds // BAND_COUNT
                lucks = (hashed_on(hashed_on(FIRST, keys), np.uint64(1)) >> np.uint64(11)) / 2**53 + 1e-16
                left = np.array([-mean * math.log(luck) for luck in lucks.tolist()])
                ends = left.astype(np.int64) + 1
                events.append((ends << kernel.BITS) | (size + np.arange(number)))
                rows.append(new)
                size += number
                resource = self.net.resource(stream.site, name)
                system["unit"][resource] -= number
        system["P"] = np.concatenate(rows)
        system["due"], system["behind"] = np.zeros(size, np.uint32), np.zeros(size, np.uint32)
        system["pending"] = np.concatenate(events).astype(np.int64)

    def _books(self) -> dict[tuple[str, str], list[tuple[str, int]]]:
        """(book, step that takes it) by (pathway, site), of steps that book somebody in at their own site."""
        arrays, found = self.net.arrays, dict[tuple[str, str], list[tuple[str, int]]]()
        for step in np.flatnonzero(arrays["op"] == SEIZE).tolist():
            pathway, site, _ = self.net.steps[step]
            where, name = self.net.resources[arrays["arg"][step]]
            service = self.net.services.get((where, name))
            if service is not None and service.measure == "books" and where == site:
                found.setdefault((pathway, site), []).append((name, step))
        return found

    def capacity(
        self, dials: Dials, staffed: Mapping[tuple[str, str], float] | None = None
    ) -> npt.NDArray[np.int64]:
        """Units of each resource under the dials, as far as filled posts can staff them and the site is not shut.

        `staffed` is what `staffed` says of the dials, where that is known.
        """
        cap = self._meant(dials)
        staffed = self.staffed(dials) if staffed is None else staffed
        if staffed or dials.shut:
            for i, key in enumerate(self.net.resources):
                if cap[i] < BOOKS:
                    cap[i] = int(cap[i] * staffed.get(key, 1.0) * dials.shut.get(key[0], 1.0) + 1e-6)
        return cap

    def opened(self, dials: Dials) -> dict[tuple[str, str], float]:
        """Capacity by (site, resource) that a body's own staff have to staff: what is meant to be open, less what brings its own."""
        cap = self._meant(dials)
        found = {key: float(size) for key, size in zip(self.net.resources, cap, strict=True) if size < BOOKS}
        for (site, name), week in zip(self.net.lists, self._weeks(dials), strict=True):
            found[site, name] = week * dials.rates.get((name, dials.owners[site]), 1.0)
        for (where, name), brought in sorted(dials.brought.items()):
            for index, part in self.spread(where, name, brought, dials):
                found[self.net.resources[index]] -= part
            if (where, name) in self.net.lists:
                found[where, name] -= brought
        return found

    def _meant(self, dials: Dials) -> npt.NDArray[np.int64]:
        """Units of each resource that the dials mean to be open."""
        cap = np.array(self.net.capacity, np.int64)
        for (where, name), change in sorted(dials.units.items()):
            for index, part in self.spread(where, name, change, dials):
                if cap[index] < BOOKS:
                    cap[index] = max(0, cap[index] + part)
        for payer, places in dials.avoid_places.items():
            if payer in self.net.payers:
                cap[self.net.avoid + self.net.payers.index(payer)] = places
        cap[self.net.early] = dials.early[0]
        return cap

    def spread(self, where: str, name: str, change: int, dials: Dials) -> list[tuple[int, int]]:
        """A change over the resources meant (one site's, or all of a body's), by their size, in whole units."""
        names = RESOURCES.get(name, (name,))
        found = [
            (i, self.net.capacity[i])
            for i, (site, resource) in enumerate(self.net.resources)
            if resource in names and where in (site, dials.owners.get(site))
        ]
        total = sum(size for _, size in found)
        if not total:
            return []
        parts, given, seen = [], 0, 0
        for index, size in found:
            seen += size
            part = round(change * seen / total) - given
            given += part
            parts.append((index, part))
        return parts

    def staffed(self, dials: Dials) -> dict[tuple[str, str], float]:
        """The share of each (site, resource) that filled posts can staff, where that is not all of it."""
        return self.workforce.shares(self.opened(dials), dials) if self.workforce.skills else {}

    def list_rates(
        self, dials: Dials, staffed: Mapping[tuple[str, str], float] | None = None
    ) -> npt.NDArray[np.int64]:
        """Thousandths of a slot a working day of each list under the dials; what the month before wanted is kept.

        `staffed` is what `staffed` says of the dials, where that is known.
        """
        staffed = self.staffed(dials) if staffed is None else staffed
        turned = (dials.owners, dials.staff, dials.rates, dials.units, dials.shut, dials.overtime, staffed)
        before, rates = self._rates
        if turned != before:
            rates = self._list_rates(dials, staffed)
            self._rates = (tuple(dict(each) for each in turned), rates)
        return rates.copy()

    def _list_rates(self, dials: Dials, staffed: Mapping[tuple[str, str], float]) -> npt.NDArray[np.int64]:
        rates = np.zeros(len(self.net.lists), np.int64)
        for k, ((site, name), week) in enumerate(zip(self.net.lists, self._weeks(dials), strict=True)):
            owner = dials.owners[site]
            factor = dials.staff.get(owner, 1.0) * dials.rates.get((name, owner), 1.0)
            factor *= staffed.get((site, name), 1.0) * dials.shut.get(site, 1.0)
            factor *= dials.overtime.get((name, owner), 1.0)
            rates[k] = max(0, round(week * factor * 1000 / self.list_days[k]))
        return rates

    def _weeks(self, dials: Dials) -> list[float]:
        """Slots a week of each list after changes of capacity."""
        weeks = list(self.list_sizes)
        for (where, meant), change in sorted(dials.units.items()):
            names, whole = RESOURCES.get(meant, (meant,)), self._listed(where, meant, dials)
            for k, (site, name) in enumerate(self.net.lists):
                if name in names and where in (site, dials.owners[site]):
                    weeks[k] += change * self.list_sizes[k] / whole
        return weeks

    def _listed(self, where: str, wanted: str, dials: Dials) -> float:
        """Slots a week of all the lists that a change of capacity is spread over."""
        names = RESOURCES.get(wanted, (wanted,))
        total = sum(
            self.net.services[site, name].capacity
            for site, name in self.net.lists
            if name in names and where in (site, dials.owners[site])
        )
        return total or 1.0

    def parameters(self, dials: Dials, calendar_month: int) -> dict[str, Any]:
        """The arrays that depend on the month: rates, classes, lists, shares."""
        classes, travel = self.people.stream_classes(dials)
        yearly = classes.sum(axis=1)
        weight = np.array([self.people.month[s.pathway][calendar_month - 1] for s in self.net.streams])
        rate = (yearly * weight / YEAR_HOURS)[:, None] * self.weeks
        factor = np.array([dials.avoid_effect.get(payer, 0.0) for payer in self.net.payers])
        staffed = self.staffed(dials)
        cap = self.capacity(dials, staffed)
        shares = np.array(self.net.hour_shares, np.float64).reshape(-1, WEEK)
        calendars = np.array(self.net.calendars, np.int64)
        return {
            "rate": rate, **self._guided(classes), "travel": travel, "factor": factor,
            "list_rate": self._followed_rates(dials, classes, weight, staffed), "every": self.sample.streams,
            "list_days": self.list_days, "list_open": self.list_open, "cap": cap, "yearly": yearly,
            "cal_res": calendars, "cal_share": shares,
            "cal_cap": np.rint(cap[calendars][:, None] * shares).astype(np.int64),
            "sub": np.array([round(dials.early[1] * 24 * MS_HOUR)], np.int64),
            "src_pc": np.array([s.entry for s in self.net.streams], np.int64),
        }  # fmt: skip

    def _followed_rates(
        self, dials: Dials, classes: npt.NDArray[np.float64], weight: npt.NDArray[np.float64],
        staffed: Mapping[tuple[str, str], float],
    ) -> npt.NDArray[np.int64]:  # fmt: skip
        """Thousandths of a slot a working day at which lists call, of those who are followed."""
        rates = self.list_rates(dials, staffed)
        if not self.sample.thinned:
            return rates
        entries = classes.reshape(len(classes), -1, BAND_COUNT).sum(axis=1) * weight[:, None]
        joins = self._turned_joins(dials) if dials.branches else self.sample.joins
        return self.sample.list_rates(rates, self.list_days, entries, joins)

    def _turned_joins(self, dials: Dials) -> Joins:
        """Where people of thinned flows come to lists once the dials have turned chances of their pathways."""
        turned = tuple(
            (at, factor) for at, factor in sorted(dials.branches.items()) if at[0] in self.sample.thinned
        )
        if turned not in self._joins:
            tables = {"rows": self.rows, "probs": self.net.arrays["probs"]}
            for (pathway, step), factor in turned:
                change(tables, "share", steps_meant(self.net.steps, pathway, step), factor)
            found = joins_of(self.net, tables["rows"], tables["probs"], self.sample.thinned)
            self._joins = {(): self.sample.joins, turned: found}
        return self._joins[turned]

    def _guided(self, classes: npt.NDArray[np.float64]) -> dict[str, npt.NDArray[Any]]:
        """The same as `guided`; most months want what the month before wanted, which is kept."""
        before, found = self._kept
        if not np.array_equal(before, classes):
            found = guided(classes)
            self._kept = (classes, found)
        return found

    def live(
        self,
        system: Mapping[str, Any],
        dials: Dials,
        calendar_month: int,
        t: int,
        length: int,
        weekday0: int,
        salt: int = 0,
        vary: Mapping[str, float] | None = None,
    ) -> tuple[dict[str, Any], Seen]:
        """Live `length` milliseconds from t; the given system is left as it was. Raises UsageError if it overflows.

        `vary` multiplies what is uncertain, without another compilation: `demand:<pathway>` entries, `stay:<pathway>` or
        `stay:<pathway>.<step>` means of stays, `share:<pathway>.<step>` chances (never beyond 1); a name that ends in * stands for
        all that begin so.
        """
        net, wants = self.net, self.wanted(dials, calendar_month, t, weekday0)
        tables = self.varied(vary or {}, wants)
        for kind, turned in (("share", dials.branches), ("stay", dials.stays)):
            for (pathway, step), factor in sorted(turned.items()):
                change(tables, kind, steps_meant(net.steps, pathway, step), factor)
        fresh = len(system["P"])
        room = fresh + int(wants["yearly"].sum() * length / (YEAR_HOURS * MS_HOUR) * 1.5) + 20_000
        room = min(room, kernel.TIMER)
        new, seen = {name: system[name].copy() for name in KEPT}, self._blank(wants, length)
        patients, behind, due, free = (longer(system[name], room) for name in ("P", "behind", "due", "free"))
        res, queue = self._packed(system, wants)
        edges = np.ceil(tables["probs"] * 2.0**53 - 0.5).astype(np.uint64)
        pending, nfree, fresh, events = kernel.run(
            t, t + length, np.uint64(salt), weekday0, tables["rows"], tables["probs"], edges, net.arrays["tab"].reshape(-1),
            wants["sub"], wants["factor"], wants["src_pc"], wants["every"], wants["rate"], wants["first_class"], wants["classes"],
            wants["guide"], wants["list_rate"], wants["list_days"], wants["list_open"], wants["cal_res"],
            wants["cal_share"], wants["cal_cap"], patients, behind, due, res, queue, new["acc"], new["th"], new["live"], new["ss"],
            system["pending"], free, len(system["free"]), fresh, seen.counts, seen.waits, seen.hist, seen.arrived,
        )  # fmt: skip
        if events < 0:
            raise UsageError(
                "more patients came than the county has room for.", mend="lower the demand of the levers."
            )
        seen.counts, seen.hist, seen.arrived = (
            a.astype(np.int64) for a in (seen.counts, seen.hist, seen.arrived)
        )
        seen.events, seen.area = int(events), res[: len(wants["cap"]), kernel.AREA].copy()
        seen.offered = self._offered(wants, t, length, weekday0)
        new["P"], new["free"] = shorter(patients, fresh), shorter(free, nfree)
        new["behind"], new["due"] = shorter(behind, fresh), shorter(due, fresh)
        new["pending"] = np.sort(pending)
        self._unpacked(new, res, queue)
        return new, seen

    def wanted(self, dials: Dials, calendar_month: int, t: int, weekday0: int) -> dict[str, Any]:
        """The month's parameters, with the capacity of the hour at which it begins."""
        wants = self.parameters(dials, calendar_month)
        hour = (t // MS_HOUR + 24 * weekday0) % WEEK
        wants["cap"][wants["cal_res"]] = wants["cal_cap"][:, hour]
        return wants

    def _blank(self, wants: Mapping[str, Any], length: int) -> Seen:
        """Nothing seen yet."""
        net, groups, nothing = self.net, len(self.net.payers) * FIFTHS, np.zeros(0, np.int64)
        return Seen(
            np.zeros((len(net.counts), groups), np.int32), np.zeros((len(net.steps), 4), np.int64),
            np.zeros((max(1, len(net.clocks)), FIFTHS, BINS), np.int32), nothing,
            np.zeros((len(net.streams), groups), np.int32), wants["travel"], 0, length, nothing,
        )  # fmt: skip

    def _packed(self, system: Mapping[str, Any], wants: Mapping[str, Any]) -> tuple[Any, Any]:
        """Units, capacity and queues as the kernel has them: a line of the cache each for a resource and its queue."""
        number, resources = len(system["queued"]), len(wants["cap"])
        res, queue = np.zeros((number, 8), np.int64), np.zeros((number, 8), np.uint32)
        res[:resources, kernel.UNIT] = system["unit"] + wants["cap"] - system["cap"]
        res[:resources, kernel.CAP] = wants["cap"]
        res[:, kernel.QUEUED] = system["queued"]
        queue[:, :4] = system["first"].reshape(-1, 4)
        queue[:, 4:] = system["last"].reshape(-1, 4)
        return res, queue

    def _unpacked(self, new: dict[str, Any], res: Any, queue: Any) -> None:
        resources = len(self.net.resources)
        new["unit"], new["cap"] = res[:resources, kernel.UNIT].copy(), res[:resources, kernel.CAP].copy()
        new["queued"] = res[:, kernel.QUEUED].copy()
        new["first"], new["last"] = queue[:, :4].reshape(-1).copy(), queue[:, 4:].reshape(-1).copy()

    def _offered(self, wants: Mapping[str, Any], t: int, length: int, weekday0: int) -> npt.NDArray[np.int64]:
        """Capacity times milliseconds that each resource offered."""
        offered: npt.NDArray[np.int64] = wants["cap"] * length
        hours = np.bincount(
            (np.arange(t // MS_HOUR, (t + length) // MS_HOUR) + 24 * weekday0) % WEEK, minlength=WEEK
        )
        offered[wants["cal_res"]] = (wants["cal_cap"] * hours).sum(axis=1) * MS_HOUR
        return offered

    def varied(self, vary: Mapping[str, float], wants: dict[str, Any]) -> dict[str, Any]:
        """The rows and chances with what is varied multiplied; rates in `wants` are multiplied where they stand."""
        tables = {"rows": self.rows, "probs": self.net.arrays["probs"]}
        for name, factor in sorted(vary.items()):
            kind, _, what = name.partition(":")
            if kind == "demand":
                wants["rate"][
                    [i for i, s in enumerate(self.net.streams) if matches(what, s.pathway, "")]
                ] *= factor
                continue
            at = [i for i, (pathway, _, step) in enumerate(self.net.steps) if matches(what, pathway, step)]
            if kind not in ("stay", "share"):
                raise UsageError(
                    f"{name} is nothing that can be varied.", mend="name a `demand:`, `stay:` or `share:`."
                )
            change(tables, kind, at, factor)
        return tables

    def remember(self, system: Mapping[str, Any], seen: Seen, dials: Dials) -> dict[str, float]:  # noqa: ARG002
        """What the next month must know of this one: waits by which patients choose, care of long-term conditions."""
        waits = self.waits.remember(seen, dials)
        posts = self.workforce.remember(self.opened(dials), dials)
        return {**waits, **self.people.needs.remember(waits, dials), **posts}
