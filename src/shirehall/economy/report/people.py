"""Those who care: families, and staff by skill."""

from __future__ import annotations

from shirehall.economy import home
from shirehall.economy.network import MS_DAY
from shirehall.economy.report.layout import COUNTY
from shirehall.economy.report.month import Month

AT_HOME = (*home.IN_PLACE_OF_A_BED, "hospice-places")
"""Resources whose people lean on family as those do who would be in hospital."""


def say(month: Month) -> None:
    """Carers' hours, what care at home takes besides, and staff."""
    net, dials, setting = month.layout.net, month.dials, month.accounts.setting
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
