"""Beds: open, occupied, held by people ready to leave, waited for."""

from __future__ import annotations

import numpy as np

from shirehall.economy.network import MS_DAY
from shirehall.economy.report.layout import BEDS, CRITICAL
from shirehall.economy.report.month import Month

OTHER = {"critical-care-occupancy": CRITICAL, "community-bed-occupancy": "community-beds",
         "mental-health-bed-occupancy": "mh-beds", "maternity-occupancy": "maternity-beds",
         "home-places-occupancy": "home-places"}  # fmt: skip


def say(month: Month) -> None:
    """Wards first, then beds of other kinds."""
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
    payers = {payer for _, payer in month.layout.payers}
    for subject, (opened, occupied, delayed, now, waiting) in month.summed(parts).items():
        if opened == 0:
            continue
        month.say("beds-open", subject, opened)
        month.say("bed-occupancy", subject, 100 * occupied / opened)
        month.say("delayed-days", subject, delayed)
        if subject not in payers:
            month.say("delayed-patients", subject, now)
            month.say("trolley-patients", subject, waiting)
