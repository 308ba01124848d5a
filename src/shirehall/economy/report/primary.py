"""General practice and out of hours: work that is counted in bulk, and the wait for an appointment from practice to practice."""

from __future__ import annotations

import numpy as np

from shirehall.economy.network import MS_HOUR
from shirehall.economy.report.activity import MORE
from shirehall.economy.report.layout import COUNTY
from shirehall.economy.report.month import Month

TENTHS = (("lowest-tenth", 0.1), ("highest-tenth", 0.9))


def say(month: Month) -> None:
    """Flows, then waits for an appointment."""
    _flows(month)
    _waits(month)


def _flows(month: Month) -> None:
    """Work that a pack does not follow patient by patient: what is expected of the people, by commissioner."""
    people, layout = month.engine.people, month.layout
    for flow in layout.net.flows:
        if layout.counted & set(MORE.get(flow.what, ())):
            continue
        entries = people.entries(flow.pathway, month.dials).sum(axis=1) * month.days / 365.25
        month.say(flow.what, COUNTY, float(entries.sum()))
        for p, payer in layout.payers:
            month.say(flow.what, payer, float(entries[people.payer == p].sum()))


def _waits(month: Month) -> None:
    """Mean hours from asking to an appointment with a doctor, and those of the best and worst tenth of practices."""
    layout, steps = month.layout, month.layout.appointments
    if not len(steps):
        return
    site = layout.step_site[steps]
    number = np.bincount(site, weights=month.seen.waits[steps, 0], minlength=len(layout.net.sites))
    hours = np.bincount(site, weights=month.seen.waits[steps, 1], minlength=len(layout.net.sites)) / MS_HOUR
    owners = np.array([month.dials.owners[site] for site in layout.net.sites])
    for subject in (COUNTY, *sorted(set(owners[number > 0].tolist()))):
        mine = (number > 0) & ((owners == subject) if subject != COUNTY else True)
        if not mine.any():
            continue
        month.say("practice-wait", subject, hours[mine].sum() / number[mine].sum())
        each = np.sort(hours[mine] / number[mine])
        for group, part in TENTHS:
            month.say("practice-wait", subject, float(each[round(part * (len(each) - 1))]), group)
