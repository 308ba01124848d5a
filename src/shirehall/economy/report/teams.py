"""Teams: caseloads, contacts and waits of community, mental health and talking therapy teams, and the council's clients."""

from __future__ import annotations

import numpy as np

from shirehall.economy.network import MS_WEEK
from shirehall.economy.report.layout import middle
from shirehall.economy.report.month import Month

BOOKS = {
    "community-books": ("community-caseload", "community-contacts", "community-visit"),
    "mh-books": ("mental-health-caseload", "mental-health-contacts", "mh-contact"),
}
"""Books: whose caseload, which contacts, and the count that tells the contacts where a pack has it."""
HELD = {"care-clients": "care-clients", "care-home-clients": "care-home-residents"}
STARTS = {
    "community-starts": "community-waiting", "mh-starts": "mental-health-waiting", "talking-starts": "talking-waiting",
    "imaging": "diagnostics-waiting", "endoscopy": "diagnostics-waiting", "care-packages": "care-waiting",
    "care-home-starts": "care-home-waiting", "equipment-items": "equipment-waiting",
}  # fmt: skip


def say(month: Month) -> None:
    """Caseloads and contacts, then waits."""
    net, system = month.layout.net, month.new.system
    parts: dict[str, list[tuple[str, float]]] = {}
    for i, (site, name) in enumerate(net.resources):
        if name in BOOKS:
            caseload, contacts, count = BOOKS[name]
            parts.setdefault(caseload, []).append((site, float(net.capacity[i] - system["unit"][i])))
            if count not in month.layout.counted:
                weekly = month.accounts.setting(f"{contacts}-a-week")
                parts.setdefault(contacts, []).append((site, month.seen.area[i] / MS_WEEK * weekly))
        elif name in HELD:
            parts.setdefault(HELD[name], []).append((site, float(net.capacity[i] - system["unit"][i])))
    for k, (site, name) in enumerate(net.lists):
        if name in STARTS:
            waiting = float(system["queued"][len(net.resources) + k])
            parts.setdefault(STARTS[name], []).append((site, waiting))
    payers = {payer for _, payer in month.layout.payers}
    for measure, here in parts.items():
        for subject, number in month.summed(here).items():
            if subject not in payers:
                month.say(measure, subject, number)
    _talking(month)


def _talking(month: Month) -> None:
    """Median weeks from referral to the first session of talking therapy, by county, provider and site."""
    hist, widths = month.seen.hist, month.layout.net.widths
    parts = [(site, hist[i].sum(axis=0)) for i, site in month.layout.clocks("talking")]
    weeks = [widths[i] / 604_800 for i, _ in month.layout.clocks("talking")]
    for subject, bins in month.summed(parts).items():
        if np.sum(bins):
            month.say("talking-wait", subject, weeks[0] * middle(bins))
