"""Those who care: families, and staff by skill."""

from __future__ import annotations

from collections.abc import Callable

from shirehall.economy import home
from shirehall.economy.figures import Row
from shirehall.economy.network import MS_DAY
from shirehall.economy.report.layout import COUNTY
from shirehall.economy.report.month import Month

AT_HOME = (*home.IN_PLACE_OF_A_BED, "hospice-places")
"""Resources whose people lean on family as those do who would be in hospital."""

STAFF = frozenset({"staff", "staff-needed", "staff-filled", "staff-short"})
"""Figures of a body's staff, which go with it when it is taken over."""


def say(month: Month) -> None:
    """Carers' hours, what care at home takes besides, and staff."""
    net, dials, setting = month.layout.net, month.dials, month.accounts.setting
    before = len(month.rows)
    busy = [(name, month.seen.area[i] / MS_DAY) for i, (_, name) in enumerate(net.resources)]
    at_home = sum(days for name, days in busy if name in AT_HOME)
    clients = sum(days for name, days in busy if name == "care-clients")
    hours = at_home * setting("carer-hours-a-day-home") + clients * setting("carer-hours-a-day-client")
    month.say("carer-hours", COUNTY, hours)
    for provider, body in month.accounts.providers.items():
        if body.staff:
            month.say("staff", provider, body.staff * dials.staff.get(provider, 1.0))
    month.rows += home.rows(month.number, busy, dials, starts_of_care(month))
    _skills(month)
    month.rows[before:] = passed_on(month.rows[before:], dials.bargains.heir)


def passed_on(rows: list[Row], heir: Callable[[str], str]) -> list[Row]:
    """Figures of staff under the names of those who have them now: what is a body's that was taken over counts with its heir's."""
    after: dict[tuple[str, str, str], Row] = {}
    for each in rows:
        mine = each._replace(subject=heir(each.subject)) if each.measure in STAFF else each
        key = (mine.measure, mine.subject, mine.group)
        held = after.get(key)
        after[key] = mine if held is None else held._replace(value=held.value + mine.value)
    return list(after.values())


def _skills(month: Month) -> None:
    """Posts needed, filled and wanting, by body and skill."""
    workforce, dials = month.engine.workforce, month.dials
    wanted = month.engine.opened(dials)
    month.rows += workforce.rows(month.number, wanted, dials)
    for (body, name), skill in workforce.skills.items():
        need = workforce.need(skill, wanted, dials) + dials.needed.get((body, name), 0.0)
        month.say("staff-needed", body, need, name)
        month.say("staff-filled", body, workforce.filled(skill, dials), name)


def starts_of_care(month: Month) -> dict[str, float]:
    """Starts of care a month that each council could make at the opening."""
    net, starts = month.layout.net, dict[str, float]()
    for site, name in net.lists:
        if name in home.CARE_STARTS:
            body = month.engine.owner[site]
            starts[body] = starts.get(body, 0.0) + net.services[site, name].capacity * 52 / 12
    return starts
