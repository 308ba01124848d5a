"""The reporter: a month's figures of care and people from every family, then those of money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shirehall.economy.dials import Dials
from shirehall.economy.engine import Engine, Seen
from shirehall.economy.figures import Figures, Row, tidy
from shirehall.economy.money import Accounts, Settlement
from shirehall.economy.money.figures import rows as money_rows
from shirehall.economy.network import Network
from shirehall.economy.report import beds, lists, people, primary, teams, urgent
from shirehall.economy.report.activity import Activity
from shirehall.economy.report.layout import Layout
from shirehall.economy.report.month import Month
from shirehall.economy.report.needs import NeedFigures
from shirehall.economy.report.quality import GAPS, Quality
from shirehall.economy.report.settings import Settings
from shirehall.economy.report.standing import Standing
from shirehall.economy.report.travel import travel
from shirehall.economy.state import State

RESTING = frozenset(("experience", "readmission-share", "small-volume", "safety", "unmet-need", *GAPS))
"""Measures of quality, which are made of figures of other families."""
RESTED_ON = frozenset({"carer-hours"})
"""What a family looks up among the figures of those before it."""


class Reporter:
    """Makes the figures of a patch. What does not change from month to month is worked out when it is made."""

    def __init__(self, engine: Engine, accounts: Accounts) -> None:
        self.engine, self.accounts, self.net = engine, accounts, engine.net
        self.layout = Layout(engine.net)
        self.activity = Activity(self.layout)
        self.settings = Settings(self.layout, accounts, engine.owner)
        self.needs = NeedFigures(self.layout, engine.people)
        self.standing = Standing(self.layout, engine.sample.steps)
        self.quality = Quality(self.layout, accounts)

    def care(
        self,
        month: int,
        days: int,
        new: State,
        seen: Seen,
        dials: Dials,
        wanted: frozenset[str] | None = None,
    ) -> list[Row]:
        """The month's figures of care and people: everything but money, which some of it is paid by.

        Where some measures are `wanted`, those of the others may be left out: all of them are made only where figures of quality,
        which rest on many, are wanted or paid for.
        """
        if dials.bargains.quality or (wanted is not None and wanted & RESTING):
            wanted = None
        some = None if wanted is None else wanted | RESTED_ON
        this = Month(month, days, new, seen, dials, self.layout, self.engine, self.accounts, wanted=some)
        self.activity.say(this)
        urgent.say(this)
        beds.say(this)
        lists.say(this)
        teams.say(this)
        primary.say(this)
        travel(this)
        self.settings.say(this)
        people.say(this)
        self.standing.say(this)
        self.needs.say(this)
        if wanted is None:
            self.quality.say(this)
        return this.rows

    def figures(self, month: int, care: Sequence[Row], new: State, settlement: Settlement) -> Figures:
        """All figures of one month, those of care and those of money, in their one order."""
        return tidy([*care, *money_rows(month, settlement, new, self.accounts)])

    def remember(self, system: Mapping[str, Any], seen: Seen, dials: Dials) -> dict[str, float]:
        """What next month's figures must know of this one: the size of each list and how many join it."""
        return lists.remember(self.layout, system, seen, dials)


def beds_by_site(net: Network, system: Mapping[str, Any]) -> dict[str, int]:
    """Open beds of every kind by site."""
    beds: dict[str, int] = {}
    for i, (site, name) in enumerate(net.resources):
        if name.endswith("-beds"):
            beds[site] = beds.get(site, 0) + int(system["cap"][i])
    return beds
