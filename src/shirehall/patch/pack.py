"""A patch, read and whole: what the play, the county and the paper are handed."""

from __future__ import annotations

import calendar
import dataclasses
from dataclasses import dataclass
from pathlib import Path

from shirehall.errors import UsageError
from shirehall.patch.assumption_sets import AssumptionSet
from shirehall.patch.between import Between
from shirehall.patch.county import CountyTables
from shirehall.patch.estate import Asset
from shirehall.patch.model import (
    Assumption,
    Briefing,
    Charter,
    Codebook,
    Contract,
    Deadline,
    Fact,
    FeedbackQuestion,
    Film,
    Finding,
    Inject,
    Organisation,
    PackHead,
    Phase,
    Round,
    Rules,
    Seat,
    Seats,
    Trait,
)
from shirehall.patch.views import Canvassed


@dataclass(frozen=True)
class Patch:
    """A fictional county and the day that is played in it, as one pack states them.

    `digest` is the SHA-256, in hex, of the pack's files taken in the order of their names; a setting such as
    `with_managers` does not alter it. `spares` are injects held back until more of them are wanted.
    """

    id: str
    path: Path
    head: PackHead
    charter: Charter
    organisations: tuple[Organisation, ...]
    seats: Seats
    contracts: tuple[Contract, ...]
    rules: Rules
    injects: tuple[Inject, ...]
    film: Film
    calendar: tuple[Deadline, ...]
    codebook: Codebook
    feedback: tuple[FeedbackQuestion, ...]
    findings: tuple[Finding, ...]
    traits: tuple[Trait, ...]
    assumptions: tuple[Assumption, ...]
    facts: tuple[Fact, ...]
    briefings: tuple[Briefing, ...]
    county: CountyTables
    digest: str
    assets: tuple[Asset, ...] = ()
    between: tuple[Between, ...] = ()
    spares: tuple[Inject, ...] = ()
    assumption_sets: tuple[AssumptionSet, ...] = ()
    views: tuple[Canvassed, ...] = ()

    def organisation(self, name: str) -> Organisation:
        """The organisation with this id. Raises UsageError when there is none."""
        for organisation in self.organisations:
            if organisation.id == name:
                return organisation
        raise UsageError(
            f"the pack {self.id} has no organisation `{name}`.", mend="use an id of organisations.yaml."
        )

    @property
    def active_seats(self) -> tuple[Seat, ...]:
        """The seats at the table, in pack order: those that come only with a switch are dropped when it is off."""
        return tuple(seat for seat in self.seats.seats if seat.only_with is None or self.head.managers)

    def seats_of(self, organisation: str) -> tuple[Seat, ...]:
        """The active seats of one organisation, in pack order."""
        return tuple(seat for seat in self.active_seats if seat.organisation == organisation)

    def facts_known_to(self, organisation: str, month: int = 1) -> tuple[Fact, ...]:
        """The facts that a body may know in a month: those for all or for it, once they have come to light."""
        return tuple(
            fact
            for fact in self.facts
            if fact.revealed_month <= month and ("all" in fact.known_to or organisation in fact.known_to)
        )

    @property
    def round(self) -> Round:
        """The first round of play."""
        return self.head.rounds[0]

    def month_name(self, month: int) -> str:
        """The name of a play month counted from 1, such as "June 2013"."""
        year, first = (int(part) for part in self.round.start.split("-"))
        count = year * 12 + first - 1 + month - 1
        return f"{calendar.month_name[count % 12 + 1]} {count // 12}"

    def phase_of(self, month: int) -> Phase:
        """The phase that holds a play month. Raises UsageError when the month is not in the first round."""
        for phase in self.round.phases:
            if month in phase.months:
                return phase
        raise UsageError(
            f"month {month} is in no phase of the first round.", mend=f"use 1 to {self.round.months}."
        )

    def with_managers(self, managers: bool) -> Patch:
        """The same patch with the seats of managers switched on or off."""
        return dataclasses.replace(self, head=self.head.model_copy(update={"managers": managers}))
