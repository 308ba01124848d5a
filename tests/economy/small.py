"""A small county for tests, and ways to run kernel and twin side by side over the same tables."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import shirehall
from shirehall.economy import kernel
from shirehall.economy.county import County
from shirehall.economy.dials import Dials
from shirehall.economy.engine import TABLES, Engine
from shirehall.economy.network import BINS, FIFTHS, build
from shirehall.economy.twin import Twin
from shirehall.patch.county import CountyTables, read_county

BIGSHIRE = Path(shirehall.__file__).parent / "packs" / "bigshire"
DAY = 86_400_000


@cache
def tables() -> CountyTables:
    """Bigshire's county tables."""
    return read_county(BIGSHIRE)


@cache
def bigshire() -> County:
    """Bigshire's county."""
    return County(tables())


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
    services = [
        s.model_copy(update={"capacity": max(1.0, round(s.capacity / by, 1))}) for s in whole.services
    ]
    pathways = [
        p.model_copy(update={"spread": str(int(float(p.spread)) // by)})
        if p.spread and p.does in ("spill", "try", "turn-away") else p
        for p in whole.pathways
    ]  # fmt: skip
    return whole.model_copy(update={"places": places, "services": services, "pathways": pathways})


def side_by_side(
    county: CountyTables, days: int, seed: int, dials: Dials | None = None
) -> tuple[dict[str, Any], Twin]:
    """Live some days from time nought in the kernel and in the twin; what each counted."""
    net = build(county)
    life = Engine(county, net)
    use = dials or Dials(1, dict(life.owner))
    system = life.begin(seed, Dials(1, dict(life.owner)))
    keep = [i for i in range(len(system["pending"])) if i < len(net.streams) + len(net.lists)]
    wants = life.parameters(use, 6)
    system["pending"] = system["pending"][keep]
    system["P"] = system["P"][: len(keep)]
    system["cap"] = wants["cap"].copy()
    system["unit"] = wants["cap"].copy()
    wants["list_open"] = np.zeros_like(wants["list_open"])
    n = {
        **net.arrays,
        **wants,
        **{k: system[k].copy() for k in ("unit", "acc", "th", "live", "ss", "pending")},
    }
    n["counts"] = np.zeros((len(net.counts), len(net.payers) * FIFTHS), np.int64)
    room = 60_000
    patients = np.zeros(room, kernel.PATIENT)
    waits = np.zeros((len(net.arrays["op"]), 4), np.int64)
    hist = np.zeros((len(net.clocks), FIFTHS, BINS), np.int64)
    area = np.zeros(len(wants["cap"]), np.int64)
    arrived = np.zeros((len(net.streams), len(net.payers) * FIFTHS), np.int64)
    counts = np.zeros_like(n["counts"])
    _, nfree, fresh, events = kernel.run(
        0, days * DAY, np.uint64(9), 5, *(net.arrays[name] for name in TABLES), wants["sub"], wants["factor"],
        wants["src_pc"], wants["rate"], wants["cum"], wants["list_rate"], wants["list_days"], wants["list_open"],
        patients, system["unit"], system["cap"], system["first"], system["last"], system["queued"], system["acc"],
        system["th"], system["live"], system["ss"], system["pending"], np.zeros(room, np.int32), 0, len(keep), counts,
        waits, hist, area, arrived,
    )  # fmt: skip
    twin = Twin(n, 9, 5)
    twin.run(days * DAY)
    seen = {"counts": counts, "waits": waits, "hist": hist, "area": area, "events": events, "unit": system["unit"],
            "queued": system["queued"], "nfree": nfree, "fresh": fresh}  # fmt: skip
    return seen, twin
