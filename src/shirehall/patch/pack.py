"""A patch, read and whole: what the play, the county and the paper are handed."""

from __future__ import annotations

import calendar
import dataclasses
from collections.abc import Sequence
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
from shirehall.patch.report_shape import Chapter
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
    chapters: tuple[Chapter, ...] = ()
    played: tuple[int, int] = (0, 1)
    """Which of the pack's rounds are meant by `round`: from the first of these places to before the second."""
    whole: Patch | None = dataclasses.field(default=None, repr=False, compare=False)
    """For a patch that was set to a later round, or to several: the pack as it was read."""

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
        """The first round of play; for a patch that was set to a later round or to several, that one, or those as one."""
        first, end = self.played
        return self.head.rounds[0] if (first, end) == (0, 1) else joined(self.head.rounds, first, end)

    def first_month(self, number: int) -> int:
        """The first month of a round, by its place from 0: months run on from round to round."""
        return 1 + sum(one.months for one in self.head.rounds[:number])

    def month_name(self, month: int) -> str:
        """The name of a play month counted from 1, such as "June 2013". Months after a round are those of the next, if there is one."""
        rounds = self.head.rounds
        number = max(n for n in range(len(rounds)) if n == 0 or self.first_month(n) <= month)
        year, first = (int(part) for part in rounds[number].start.split("-"))
        count = year * 12 + first - 1 + month - self.first_month(number)
        return f"{calendar.month_name[count % 12 + 1]} {count // 12}"

    def phase_of(self, month: int) -> Phase:
        """The phase that holds a play month. Raises UsageError when the month is not in the round."""
        for phase in self.round.phases:
            if month in phase.months:
                return phase
        raise UsageError(
            f"month {month} is in no phase of the round.",
            mend=f"use one of its months, 1 to {self.round.months}.",
        )

    def with_managers(self, managers: bool) -> Patch:
        """The same patch with the seats of managers switched on or off."""
        return dataclasses.replace(self, head=self.head.model_copy(update={"managers": managers}))


def joined(rounds: Sequence[Round], first: int, end: int) -> Round:
    """Some rounds of a pack as one, their months running on from the pack's first round; the minutes of a month are the first one's."""
    chosen, phases, before = rounds[first:end], [], sum(one.months for one in rounds[:first])
    months = 0
    for one in chosen:
        shift = before + months
        phases += [
            each.model_copy(update={"months": [month + shift for month in each.months]})
            for each in one.phases
        ]
        months += one.months
    title = "; ".join(one.title for one in chosen)
    return chosen[0].model_copy(update={"title": title, "months": months, "phases": phases})
