"""One stretch of patient-level life: the month's dials become the kernel's arrays, and what it saw comes back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from shirehall.economy import kernel
from shirehall.economy.choice import Waits
from shirehall.economy.dials import RESOURCES, Dials
from shirehall.economy.network import BINS, BOOKS, FIFTHS, MS_HOUR, SEIZE, Network
from shirehall.economy.people import YEAR_HOURS, People
from shirehall.errors import UsageError
from shirehall.patch.county import BANDS, CountyTables

BAND_COUNT = len(BANDS)
TABLES = ("op", "arg", "arg2", "tgt", "lim", "bypay", "luck", "prob", "byband", "tab", "width")
FIXED = ("first", "last", "queued")


@dataclass(slots=True)
class Seen:
    """What one stretch showed: counts by (count, group), waits by step (number, ms, over 4 h, over 12 h), times by clock,
    fifth and bin, busy milliseconds by resource, arrivals by (stream, group), and events."""

    counts: npt.NDArray[np.int64]
    waits: npt.NDArray[np.int64]
    hist: npt.NDArray[np.int64]
    area: npt.NDArray[np.int64]
    arrived: npt.NDArray[np.int64]
    travel: npt.NDArray[np.float64]
    events: int
    length: int


def hashed(*parts: int) -> int:
    """A 64-bit number from whole numbers, the same everywhere."""
    z = 0x243F6A8885A308D3
    for part in parts:
        z ^= part & 0xFFFFFFFFFFFFFFFF
        z = (z + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        z ^= z >> 31
    return z


class Engine:
    """A patch's network with its people, ready to live."""

    def __init__(self, tables: CountyTables, net: Network) -> None:
        self.tables, self.net = tables, net
        self.people = People(tables, net)
        self.waits = Waits(net, self.people.choice, self.people.reach("community"))
        self.owner = {site.site: site.owner for site in tables.sites}

    def begin(self, seed: int, dials: Dials) -> dict[str, Any]:
        """The arrays of a county at time nought: nobody waits, community and mental health teams have their books."""
        net = self.net
        streams, lists = len(net.streams), len(net.lists)
        cap = self.capacity(dials)
        queues = 4 * (len(cap) + lists)
        system: dict[str, Any] = {
            "P": np.zeros(streams + lists, kernel.PATIENT), "cap": cap, "unit": cap.copy(),
            "first": np.full(queues, -1, np.int32), "last": np.full(queues, -1, np.int32),
            "queued": np.zeros(len(cap) + lists, np.int64), "acc": np.zeros(lists, np.int64),
            "th": np.zeros(streams), "live": np.zeros(streams, np.int64),
            "ss": np.array([hashed(seed, s + 1) for s in range(streams)], np.uint64),
            "free": np.zeros(0, np.int32),
        }  # fmt: skip
        stamps = list(range(streams)) + [
            (kernel.SLOT_HOUR << kernel.BITS) | (streams + k) for k in range(lists)
        ]
        system["pending"] = np.array(stamps, np.int64)
        self._open_books(seed, system, dials)
        return system

    def _open_books(self, seed: int, system: dict[str, Any], dials: Dials) -> None:
        """Put people on the books of teams that have them at the opening, with what is left of their stay (exponential)."""
        arrays = self.net.arrays
        classes, _ = self.people.stream_classes(dials)
        rows, events = [system["P"]], [system["pending"]]
        size = len(system["P"])
        for s, stream in enumerate(self.net.streams):
            for name, step in self._books(s):
                number = int(self.net.services[stream.site, name].capacity)
                if number <= 0 or classes[s].sum() <= 0:
                    continue
                new = np.zeros(number, kernel.PATIENT)
                table = arrays["tab"][arrays["arg"][step + 1]][0]
                mean = float(table[:-1].mean())
                cum = np.cumsum(classes[s]) / classes[s].sum()
                keys = [hashed(seed, 7_000_000 + s, i) for i in range(number)]
                parts = np.array([(k >> 11) / 2**53 for k in keys])
                kinds = np.minimum(np.searchsorted(cum, parts, side="right"), len(cum) - 1)
                new["rs"] = np.array([hashed(k) for k in keys], np.uint64)
                new["pc"] = step + 2
                new["a"] = 1 | ((kinds % BAND_COUNT) << 2)
                new["b"] = kinds // BAND_COUNT
                left = np.array([-mean * math.log((hashed(k, 1) >> 11) / 2**53 + 1e-16) for k in keys])
                ends = left.astype(np.int64) + 1
                events.append((ends << kernel.BITS) | (size + np.arange(number)))
                rows.append(new)
                size += number
                resource = self.net.resource(stream.site, name)
                system["unit"][resource] -= number
        system["P"] = np.concatenate(rows)
        system["pending"] = np.concatenate(events).astype(np.int64)

    def _books(self, s: int) -> list[tuple[str, int]]:
        """(book, step that takes it) of a stream's pathway whose next step is a stay."""
        stream, arrays, found = self.net.streams[s], self.net.arrays, []
        for step, (pathway, site, _) in enumerate(self.net.steps):
            if (pathway, site) != (stream.pathway, stream.site) or arrays["op"][step] != SEIZE:
                continue
            where, name = self.net.resources[arrays["arg"][step]]
            service = self.net.services.get((where, name))
            if service is not None and service.measure == "books" and where == stream.site:
                found.append((name, step))
        return found

    def capacity(self, dials: Dials) -> npt.NDArray[np.int64]:
        """Units of each resource under the dials."""
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

    def list_rates(self, dials: Dials) -> npt.NDArray[np.int64]:
        """Thousandths of a slot a working day of each list under the dials."""
        rates = np.zeros(len(self.net.lists), np.int64)
        for k, (site, name) in enumerate(self.net.lists):
            row = self.net.services[site, name]
            owner = dials.owners[site]
            week = row.capacity + sum(
                change * row.capacity / self._listed(where, wanted, dials)
                for (where, wanted), change in sorted(dials.units.items())
                if name in RESOURCES.get(wanted, (wanted,)) and where in (site, owner)
            )
            factor = dials.staff.get(owner, 1.0) * dials.rates.get((name, owner), 1.0)
            rates[k] = max(0, round(week * factor * 1000 / row.days))
        return rates

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
        rate = np.zeros((len(yearly), 168))
        for s, stream in enumerate(self.net.streams):
            weight = self.people.month[stream.pathway][calendar_month - 1]
            rate[s] = yearly[s] * weight / YEAR_HOURS * self.people.week[stream.pathway]
        cum = np.cumsum(classes, axis=1) / np.where(yearly > 0, yearly, 1)[:, None]
        factor = np.array([dials.avoid_effect.get(payer, 0.0) for payer in self.net.payers])
        days = np.array([self.net.services[key].days for key in self.net.lists], np.int64)
        opened = np.array([round(self.net.services[key].wait_weeks * 7) for key in self.net.lists], np.int64)
        return {
            "rate": rate, "cum": cum, "travel": travel, "factor": factor, "list_rate": self.list_rates(dials),
            "list_days": days, "list_open": opened, "cap": self.capacity(dials), "yearly": yearly,
            "sub": np.array([round(dials.early[1] * 24 * MS_HOUR)], np.int64),
            "src_pc": np.array([s.entry for s in self.net.streams], np.int64),
        }  # fmt: skip

    def live(
        self,
        system: Mapping[str, Any],
        dials: Dials,
        calendar_month: int,
        t: int,
        length: int,
        weekday0: int,
        salt: int = 0,
    ) -> tuple[dict[str, Any], Seen]:
        """Live `length` milliseconds from t; the given system is left as it was. Raises UsageError if it overflows."""
        net, wants = self.net, self.parameters(dials, calendar_month)
        new = {
            name: system[name].copy()
            for name in ("unit", "first", "last", "queued", "acc", "th", "live", "ss")
        }
        new["unit"] += wants["cap"] - system["cap"]
        new["cap"] = wants["cap"]
        fresh = len(system["P"])
        room = fresh + int(wants["yearly"].sum() * length / (YEAR_HOURS * MS_HOUR) * 1.5) + 20_000
        patients = np.zeros(room, kernel.PATIENT)
        patients[:fresh] = system["P"]
        free = np.zeros(room, np.int32)
        free[: len(system["free"])] = system["free"]
        groups = len(net.payers) * FIFTHS
        seen = Seen(
            np.zeros((len(net.counts), groups), np.int64), np.zeros((len(net.arrays["op"]), 4), np.int64),
            np.zeros((max(1, len(net.clocks)), FIFTHS, BINS), np.int64), np.zeros(len(wants["cap"]), np.int64),
            np.zeros((len(net.streams), groups), np.int64), wants["travel"], 0, length,
        )  # fmt: skip
        pending, nfree, fresh, events = kernel.run(
            t, t + length, np.uint64(salt), weekday0, *(net.arrays[name] for name in TABLES), wants["sub"],
            wants["factor"], wants["src_pc"], wants["rate"], wants["cum"], wants["list_rate"], wants["list_days"],
            wants["list_open"], patients, new["unit"], new["cap"], new["first"], new["last"], new["queued"], new["acc"],
            new["th"], new["live"], new["ss"], system["pending"], free, len(system["free"]), fresh, seen.counts,
            seen.waits, seen.hist, seen.area, seen.arrived,
        )  # fmt: skip
        if events < 0:
            raise UsageError(
                "more patients came than the county has room for.", mend="lower the demand of the levers."
            )
        seen.events = int(events)
        new["P"], new["free"], new["pending"] = patients[:fresh].copy(), free[:nfree].copy(), np.sort(pending)
        return new, seen

    def remember(self, system: Mapping[str, Any], seen: Seen, dials: Dials) -> dict[str, float]:  # noqa: ARG002
        """What the next month must know of this one: waits by which patients choose, care of long-term conditions."""
        waits = self.waits.remember(seen, dials)
        return {**waits, **self.people.needs.remember(waits, dials)}
