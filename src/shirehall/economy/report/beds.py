"""Beds: open, occupied, held by people ready to leave, waited for."""

from __future__ import annotations

import numpy as np

from shirehall.economy.network import MS_DAY
from shirehall.economy.report.layout import BEDS, COUNTY, CRITICAL, live
from shirehall.economy.report.month import Month

OTHER = {"critical-care-occupancy": CRITICAL, "community-bed-occupancy": "community-beds",
         "mental-health-bed-occupancy": "mh-beds", "maternity-occupancy": "maternity-beds",
         "home-places-occupancy": "home-places"}  # fmt: skip


def say(month: Month) -> None:
    """Wards first, then beds of other kinds, then who is ready to leave."""
    _wards(month)
    net, seen = month.layout.net, month.seen
    for measure, kind in OTHER.items():
        parts = [
            (site, np.array([seen.area[i], seen.offered[i]], np.float64))
            for i, (site, name) in enumerate(net.resources) if name == kind
        ]  # fmt: skip
        for subject, (busy, offered) in month.summed(parts).items():
            if offered:
                month.say(measure, subject, 100 * busy / offered)
    _ready(month)


def _wards(month: Month) -> None:
    """Open and occupied beds, people ready to leave, people waiting for a bed at the month's end."""
    net, seen, system = month.layout.net, month.seen, month.new.system
    parts = []
    for i, (site, name) in enumerate(net.resources):
        if site not in month.dials.owners:
            continue
        if name in BEDS:
            taken = seen.area[i] / seen.length
            parts.append(
                (site, np.array([float(system["cap"][i]), taken, 0.0, 0.0, float(system["queued"][i])]))
            )
        elif name == "delayed":
            now = float(net.capacity[i] - system["unit"][i])
            parts.append((site, np.array([0.0, 0.0, seen.area[i] / MS_DAY, now, 0.0])))
    for subject, (opened, occupied, delayed, now, waiting) in month.summed(parts).items():
        if opened == 0:
            continue
        month.say("beds-open", subject, opened)
        month.say("bed-occupancy", subject, 100 * occupied / opened)
        month.say("delayed-days", subject, delayed)
        month.say("delayed-patients", subject, now)
        month.say("trolley-patients", subject, waiting)


def _ready(month: Month) -> None:
    """Who is ready to leave at the month's end, by fifth and by whose people they are."""
    if not month.layout.delayed.any():
        return
    people = month.new.system["P"]
    steps = np.minimum(people["pc"], len(month.layout.delayed) - 1)
    at = np.flatnonzero(month.layout.delayed[steps] & live(month.new.system, month.layout.net))
    by_group = np.bincount(people["b"][at], minlength=len(month.layout.to_fifths)).astype(np.float64)
    month.say_fifths("delayed-patients", COUNTY, by_group @ month.layout.to_fifths)
    payers = by_group @ month.layout.to_payers
    for p, payer in month.layout.payers:
        month.say("delayed-patients", payer, payers[p])
