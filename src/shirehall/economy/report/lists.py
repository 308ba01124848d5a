"""Lists: the 18-week clock, stopped and running, by whose people, where and specialty; lists that only grow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from shirehall.economy.dials import Dials
from shirehall.economy.engine import Seen
from shirehall.economy.lists import growth_if_overloaded
from shirehall.economy.network import FIFTHS, MS_WEEK
from shirehall.economy.report.layout import COUNTY, Floats, Layout, share_below
from shirehall.economy.report.month import FIFTH, Month

EIGHTEEN_WEEKS = 18
STOPS = {"rtt-admitted-18w": "rtt-admitted", "rtt-other-18w": "rtt-other"}
REFERRAL = "referral-"
KEPT = 2 / 3
"""Weight of the months before in what is remembered of those who join a list: a mean age of about three months."""


def say(month: Month) -> None:
    """All figures of lists."""
    _waiting(month)
    _stopped(month)
    _growing(month)


def _waiting(month: Month) -> None:
    """The incomplete list at the month's end by site, provider, commissioner, fifth and specialty."""
    layout, people = month.layout, month.new.system["P"]
    on = np.flatnonzero(people["clock"] != 0)
    seconds = month.new.t // 1000 - people["t0"][on].astype(np.int64)
    bits = max(1, len(on)).bit_length()
    keys = np.sort((seconds << bits) | np.arange(len(on)))
    on, weeks = on[keys & ((1 << bits) - 1)], (keys >> bits) * 1000 / MS_WEEK
    group, steps = people["b"][on], people["pc"][on]
    _list(month, COUNTY, "all", weeks)
    for f, mine in _split(weeks, group % FIFTHS, FIFTHS):
        _list(month, COUNTY, FIFTH[f], mine)
    by_payer = dict(_split(weeks, group // FIFTHS, len(layout.net.payers)))
    for p, payer in layout.payers:
        _list(month, payer, "all", by_payer[p])
    site = layout.step_site[steps]
    for index, mine in _split(weeks, site, len(layout.net.sites)):
        if len(mine):
            _list(month, layout.net.sites[index], "all", mine)
    owners = sorted(set(month.dials.owners.values()))
    owner = np.array([owners.index(month.dials.owners[name]) for name in layout.net.sites])
    payers = {payer for _, payer in layout.payers}
    for k, mine in _split(weeks, owner[site], len(owners)):
        if len(mine) and owners[k] not in payers:
            _list(month, owners[k], "all", mine)
    for k, mine in _split(weeks, layout.step_pathway[steps], len(layout.pathways)):
        name = layout.pathways[k]
        if len(mine) and name.startswith(REFERRAL):
            _list(month, COUNTY, f"specialty:{name.removeprefix(REFERRAL)}", mine)


def _split(weeks: Floats, label: npt.NDArray[Any], number: int) -> list[tuple[int, Floats]]:
    """Waits by label (0 up to a number), in the order in which they stood."""
    small = label.astype(np.uint8 if number <= 256 else np.uint16)
    ends = np.cumsum(np.bincount(small, minlength=number))[:-1]
    return list(enumerate(np.split(weeks[np.argsort(small, kind="stable")], ends)))


def _list(month: Month, subject: str, group: str, weeks: Floats) -> None:
    """A list's size, share under 18 weeks and median wait, of waits in rising order."""
    number = len(weeks)
    month.say("elective-waiting", subject, number, group)
    if number:
        within = int(np.searchsorted(weeks, EIGHTEEN_WEEKS))
        month.say("rtt-within-18w", subject, 100 * within / number, group)
        half = (weeks[(number - 1) // 2] + weeks[number // 2]) / 2
        month.say("rtt-median-weeks", subject, float(half), group)


def _stopped(month: Month) -> None:
    """Clocks stopped in the month under 18 weeks, with and without admission."""
    hist = month.seen.hist
    for measure, clock in STOPS.items():
        sums = month.summed((site, hist[i]) for i, site in month.layout.clocks(clock))
        for subject, table in sums.items():
            if table.sum():
                month.say(measure, subject, 100 * share_below(table.sum(axis=0), EIGHTEEN_WEEKS))
        for f in range(FIFTHS):
            if COUNTY in sums and sums[COUNTY][f].sum():
                month.say(measure, COUNTY, 100 * share_below(sums[COUNTY][f], EIGHTEEN_WEEKS), FIFTH[f])


def _named(layout: Layout, k: int, dials: Dials) -> tuple[str, str]:
    """(subject, list) that a list is told under: a practice's under its commissioner."""
    site, name = layout.net.lists[k]
    return (dials.owners[site] if layout.number[site] >= len(layout.real) else site), name


def _flow(
    layout: Layout, system: Mapping[str, Any], seen: Seen, dials: Dials
) -> dict[tuple[str, str], list[float]]:
    """For each list: who waits on it at the month's end, and who was taken from it in the month."""
    first, found = len(layout.net.resources), dict[tuple[str, str], list[float]]()
    taken = np.bincount(
        layout.list_of, weights=seen.waits[layout.list_steps, 0], minlength=len(layout.net.lists)
    )
    for k, (queued, gone) in enumerate(zip(system["queued"][first:].tolist(), taken.tolist(), strict=True)):
        sums = found.setdefault(_named(layout, k, dials), [0.0, 0.0])
        sums[0] += queued
        sums[1] += gone
    return found


def _joined(name: tuple[str, str], now: list[float], memory: Mapping[str, float]) -> float | None:
    """Patients who join a list in a month, less those who give up, smoothed over some three months; None in its first."""
    before = memory.get(f"list:{name[0]}:{name[1]}")
    if before is None:
        return None
    joined = now[0] - before + now[1]
    return KEPT * memory.get(f"joined:{name[0]}:{name[1]}", joined) + (1 - KEPT) * joined


def remember(layout: Layout, system: Mapping[str, Any], seen: Seen, dials: Dials) -> dict[str, float]:
    """The size of each list (`list:`) and how many join it in a month (`joined:`)."""
    kept: dict[str, float] = {}
    for name, now in _flow(layout, system, seen, dials).items():
        kept[f"list:{name[0]}:{name[1]}"] = now[0]
        joined = _joined(name, now, dials.memory)
        if joined is not None:
            kept[f"joined:{name[0]}:{name[1]}"] = round(joined, 9)
    return dict(sorted(kept.items()))


def _growing(month: Month) -> None:
    """Lists that more people join than can be taken on: they have no mean wait, so their growth is told."""
    net, days = month.layout.net, working_days(month.engine.tables.money.start, month.number, month.days)
    slots: dict[tuple[str, str], float] = {}
    for k, rate in enumerate(month.engine.list_rates(month.dials).tolist()):
        name = _named(month.layout, k, month.dials)
        slots[name] = slots.get(name, 0.0) + rate / 1000 * days[net.services[net.lists[k]].days]
    for name, now in _flow(month.layout, month.new.system, month.seen, month.dials).items():
        joined = _joined(name, now, month.dials.memory)
        if joined is None or now[0] <= 0:
            continue
        growth = growth_if_overloaded([joined], [slots[name]])
        if growth is not None:
            month.say("list-growth", name[0], growth.a_month, f"list:{name[1]}")


def working_days(start: str, number: int, days: int) -> dict[int, int]:
    """Days of a month of play on which lists of five and of seven days a week are run; `start` is "YYYY-MM"."""
    year, month = (int(part) for part in start.split("-"))
    index = year * 12 + month - 1 + number - 1
    first = date(index // 12, index % 12 + 1, 1).weekday()
    return {5: sum((first + day) % 7 < 5 for day in range(days)), 7: days}
