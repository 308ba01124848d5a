"""A small county for tests, and ways to run kernel and twin side by side over the same tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import shirehall
from shirehall.economy import kernel
from shirehall.economy.county import County
from shirehall.economy.dials import Dials
from shirehall.economy.engine import Engine
from shirehall.economy.network import BINS, FIFTHS, build
from shirehall.economy.twin import Twin
from shirehall.patch.county import CountyTables, ServiceRow, read_county

BIGSHIRE = Path(shirehall.__file__).parent / "packs" / "bigshire"
DAY = 86_400_000
SALT, WEEKDAY = 9, 5


@cache
def tables() -> CountyTables:
    """Bigshire's county tables."""
    return read_county(BIGSHIRE)


@cache
def bigshire() -> County:
    """Bigshire's county."""
    return County(tables())


def fewer(service: ServiceRow, by: int) -> float:
    """A fraction of a capacity: never nothing of what there is, and of a few units as many more as chance needs (a root)."""
    part = service.capacity / by
    if service.measure == "units" and part < 10:
        return float(math.ceil(part + math.sqrt(part)))
    return max(1.0, round(part, 1))


def shrunk(by: int) -> CountyTables:
    """Bigshire with a fraction of its people and of everything it has."""
    whole = tables()
    bands = (
        "age_0_4",
        "age_5_14",
        "age_15_24",
        "age_25_44",
        "age_45_64",
        "age_65_74",
        "age_75_84",
        "age_85_plus",
    )
    places = [p.model_copy(update={b: max(1, getattr(p, b) // by) for b in bands}) for p in whole.places]
    services = [s.model_copy(update={"capacity": fewer(s, by)}) for s in whole.services]
    pathways = [
        p.model_copy(update={"spread": str(int(float(p.spread)) // by)})
        if p.spread and p.does in ("spill", "try", "turn-away") else p
        for p in whole.pathways
    ]  # fmt: skip
    return whole.model_copy(update={"places": places, "services": services, "pathways": pathways})


def here_no_more(system: dict[str, Any]) -> int:
    """Slots kept for those who have left while a timer of theirs is still to come."""
    gone = (system["P"]["a"] & kernel.GONE) > 0
    return int(gone.sum()) - int(gone[system["free"]].sum())


@dataclass
class Both:
    """What kernel and twin saw over the same stretches; `system` is the kernel's at the end."""

    county: CountyTables
    life: Engine
    system: dict[str, Any]
    twin: Twin
    sums: dict[str, Any]

    def agree(self) -> None:
        """Counts, waits, times, busy milliseconds, units, queues, slots and events are the same, to the last."""
        twin, sums, system = self.twin, self.sums, self.system
        assert twin.events == sums["events"]
        assert sums["counts"].tolist() == twin.counts
        assert sums["waits"].tolist() == twin.waits
        assert sums["hist"].tolist() == twin.hist
        assert sums["area"].tolist() == twin.area
        assert system["unit"].tolist() == twin.unit
        assert system["cap"].tolist() == twin.cap
        assert system["queued"].tolist() == [len(lane) for lane in twin.queues]
        assert (len(system["free"]), len(system["P"])) == (len(twin.free), twin.fresh)
        assert int(sums["arrived"].sum()) == twin.came

    def patients_are_conserved(self, opened: int) -> None:
        """Everybody who came has ended or is still there, in a queue or before an event; units held are those not free."""
        net, system = self.life.net, self.system
        for_ever = len(net.streams) + len(net.lists) + len(net.calendars)
        slots = len(system["P"]) - for_ever - len(system["free"])
        here = slots - here_no_more(system)
        timers = int(system["P"]["timers"].sum())
        assert opened + self.twin.came == self.twin.left + here
        assert here == int(system["queued"].sum()) + len(system["pending"]) - for_ever - timers


def side_by_side(
    county: CountyTables,
    days: int,
    seed: int,
    dials: Dials | None = None,
    months: Sequence[tuple[int, Dials]] = (),
) -> Both:
    """Live some days under dials, then `months` more of so many days under others, in the kernel and in the twin."""
    life = Engine(county, build(county))
    plain = Dials(1, dict(life.owner))
    stretches = [(days, dials or plain), *months]
    system = life.begin(seed, plain)
    opened = {name: value.copy() for name, value in system.items()}
    first = life.wanted(stretches[0][1], 6, 0, WEEKDAY)
    blank = {"counts": np.zeros((len(life.net.counts), len(life.net.payers) * FIFTHS)),
             "hist": np.zeros((max(1, len(life.net.clocks)), FIFTHS, BINS))}  # fmt: skip
    twin = Twin({**life.net.arrays, **first, **opened, **blank}, SALT, WEEKDAY)
    sums: dict[str, Any] = {}
    t = 0
    for length, use in stretches:
        twin.month(life.wanted(use, 6, t, WEEKDAY))
        system, seen = life.live(system, use, 6, t, length * DAY, WEEKDAY, SALT)
        t += length * DAY
        twin.run(t)
        for name in ("counts", "waits", "hist", "area", "arrived", "events"):
            sums[name] = sums.get(name, 0) + getattr(seen, name)
    return Both(county, life, system, twin, sums)
