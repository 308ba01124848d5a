"""Nearness: minutes to urgent care by commissioner, fifth and place, and who lives where."""

from __future__ import annotations

import numpy as np

from shirehall.economy.report.layout import COUNTY, Floats
from shirehall.economy.report.month import FIFTH, Month

URGENT = ("urgent", "minor")
EMERGENCY = ("urgent", "gp-emergency", "ambulance", "care-home", "flare")
FAR = 30.0
"""Minutes beyond which urgent care is far (reference list of tipping points)."""


def travel(month: Month) -> None:
    """What was travelled by those who came; then, by place, what the flows of people imply (a patient carries no place)."""
    _travelled(month)
    if month.engine.people.rows:
        _places(month)


def _travelled(month: Month) -> None:
    """Mean minutes to A&E of those who came, by commissioner and fifth."""
    layout, seen = month.layout, month.seen
    urgent = [i for i, s in enumerate(layout.net.streams) if s.pathway in URGENT]
    number = seen.arrived[urgent].sum(axis=0).astype(float)
    minutes = (seen.arrived[urgent] * seen.travel[urgent]).sum(axis=0)
    month.say_ratio("travel-minutes", minutes, number)


def _places(month: Month) -> None:
    people, dials = month.engine.people, month.dials
    names = [row.place for row in people.rows]
    places = sorted(set(names))
    at = np.array([places.index(name) for name in names])
    fifth = np.array([row.fifth - 1 for row in people.rows])
    heads = people.population.at(month.number).sum(axis=1)
    came, minutes, far = (np.zeros(len(names)) for _ in range(3))
    for pathway in URGENT:
        if pathway not in people.streams or not len(people.streams[pathway]):
            continue
        going = people.site_shares(pathway, dials) * people.entries(pathway, dials).sum(axis=1)[:, None]
        came += going.sum(axis=1)
        minutes += (going * people.minutes[pathway]).sum(axis=1)
        far += (going * (people.minutes[pathway] > FAR)).sum(axis=1)
    need = np.sum(
        [people.entries(p, dials).sum(axis=1) for p in sorted(people.rate) if p.startswith(EMERGENCY)], axis=0
    )
    cuts: list[tuple[str, str, Floats]] = [(COUNTY, "all", np.ones(len(names), bool))]
    cuts += [(COUNTY, FIFTH[f], fifth == f) for f in range(len(FIFTH))]
    cuts += [(payer, "all", people.payer == p) for p, payer in month.layout.payers]
    cuts += [(COUNTY, f"place:{name}", at == k) for k, name in enumerate(places)]
    for subject, group, mine in cuts:
        _cut(month, subject, group, (heads[mine].sum(), came[mine].sum(), minutes[mine].sum(), far[mine].sum()),
             float(np.asarray(need)[mine].sum()) if np.ndim(need) else 0.0)  # fmt: skip


def _cut(
    month: Month, subject: str, group: str, sums: tuple[float, float, float, float], need: float
) -> None:
    """One group of people: how many, their expected urgent need, and how far they go."""
    heads, came, minutes, far = sums
    if heads <= 0:
        return
    month.say("people", subject, heads, group)
    month.say("urgent-need", subject, 1000 * need / heads, group)
    if came > 0:
        month.say("far-from-urgent-care", subject, 100 * far / came, group)
        if group.startswith("place:"):
            month.say("travel-minutes", subject, minutes / came, group)
