"""Whoever works the model for a seat: it knows the pack's county and what that seat can see, and nothing else."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shirehall.economy import levers
from shirehall.economy.figures import MEASURES
from shirehall.economy.terms import Lever, Terms, Value, digest
from shirehall.play.altered import altered
from shirehall.play.drafting import engine, in_order
from shirehall.play.fields import Clause
from shirehall.play.matters import row_of
from shirehall.play.moves.modelling import MODEL, clauses_of
from shirehall.play.record.event import Draft
from shirehall.play.terms import levers_for
from shirehall.play.view import View
from shirehall.play.world import Matter, World

ANALYST_SEED = 7_301
"""The seed of the analysts' own county: never the day's, so that no answer shows what chance will bring in play."""
FUTURES = 3
"""Futures of an answer: with the same chance under both sets of terms, three tell nearly always which way a figure moves (docs/lab.md)."""
PEOPLE = 0.1
"""The share of the people whom analysts follow at most: an answer takes a third of the time, and docs/sampling.md has its error."""
MOST_LIVED = 36
"""Months lived under the terms of one seat or another that an analyst keeps to go on from."""
MEASURES_TOLD = (
    "ae-within-4h", "emergency-admissions", "bed-occupancy", "trolley-waits-12h", "delayed-days", "rtt-within-18w",
    "elective-waiting", "community-waiting", "commissioner-spend", "commissioner-balance", "provider-income", "provider-cost",
    "provider-margin", "carer-hours",
)  # fmt: skip
"""What an answer tells, where the seat is entitled to it (its own body, its sites, the county, and what was published to it)."""


class AskedCounty(Protocol):
    """The economy's interface, as far as an analyst needs it."""

    tables: Any

    @property
    def engine(self) -> str:
        """What lives it, and with what share of its people."""

    def begin(self, seed: int) -> Any:
        """The state with which play opens."""

    def look_on(self, state: Any, terms: Terms) -> tuple[Any, Any]:
        """One month more, without its figures."""

    def outlook(
        self, state: Any, terms: Terms, months: int, futures: int, against: Terms, measures: Sequence[str]
    ) -> Sequence[Any]:
        """What might stand in the last of some months, of some measures, and how it differs."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of an answer: a figure in the last month looked at, without and with the terms, and the range of the change."""

    measure: str
    subject: str
    baseline: float
    option: float
    low: float
    high: float
    last_seen: float | None


class Answers(Protocol):
    """Whoever answers questions to the model."""

    def answer(self, view: View, matter: Matter) -> Draft:
        """The answer, as an event."""


class NoModel:
    """Nobody to ask: for days that are played without the county."""

    def answer(self, view: View, matter: Matter) -> Draft:
        """That there is no answer."""
        sentence = "There is no model of the county today."
        return said(view.world, altered(matter, status="answered", outcome=sentence), (), sentence, ())


class Analyst:
    """Answers questions to the model from what a seat can see: the pack's county and the terms known to the seat.

    What others agreed without the seat, true effects and the day's own chance are unknown to it, and it says so.
    """

    def __init__(self, county: AskedCounty) -> None:
        self._county = county
        self._lived: OrderedDict[tuple[str, ...], Any] = OrderedDict()

    def answer(self, view: View, matter: Matter) -> Draft:
        """The answer to a question, as the event that tells it to the asker's body and those it named."""
        asked, months = clauses_of(matter), int(matter.detail["months"])
        now = levers_for(view.world, view.month)
        wanted = tuple(asked_lever(clause, view.month) for clause in asked)
        faults = [fault for lever in wanted for fault in self._faults(lever, view.world)]
        rows: list[Told] = []
        if not faults:
            state = self._opening(view.world, view.month)
            ranges = self._county.outlook(state, (*now, *wanted), months, FUTURES, now, MEASURES_TOLD)
            rows = told(view, view.month + months - 1, ranges)
        sentence = summed_up(rows, matter.title, months) if rows else not_answered(faults)
        answered = altered(matter, status="answered", outcome=sentence)
        return said(view.world, answered, rows, sentence, assumed(view, months, faults, self._county.engine))

    def _faults(self, lever: Lever, seen: World) -> list[str]:
        named = tuple((name, of_the_tables(seen, value)) for name, value in lever.terms)
        return list(levers.problems(lever.mechanism, named, self._county.tables))

    def _opening(self, seen: World, month: int) -> Any:
        """The analysts' county at the end of last month, lived under the terms the seat knows.

        Months that were lived for an earlier question under the same terms are taken from there.
        """
        terms = [levers_for(seen, each) for each in range(1, month)]
        keys = tuple(digest(each) for each in terms)
        same = next((n for n in range(len(keys), 0, -1) if keys[:n] in self._lived), 0)
        state = self._lived[keys[:same]] if same else self._begun()
        for place in range(same, len(keys)):
            state, _ = self._county.look_on(state, terms[place])
            self._lived[keys[: place + 1]] = state
        while len(self._lived) > MOST_LIVED:
            self._lived.popitem(last=False)
        return state

    def _begun(self) -> Any:
        """The analysts' county as play opens."""
        if () not in self._lived:
            self._lived[()] = self._county.begin(ANALYST_SEED)
        self._lived.move_to_end(())
        return self._lived[()]


def of_the_tables(seen: World, value: Value) -> Value:
    """The name that the county's tables may know a body by: that of the first body it follows, and of the first that one follows."""
    while (body := seen.organisations.get(str(value))) is not None:
        before = next((each for each in body.parents if seen.organisations[each].successor == value), None)
        if before is None:
            break
        value = before
    return value


def asked_lever(clause: Clause, month: int) -> Lever:
    """A clause asked about, as if it acted from this month on."""
    return Lever(clause.mechanism, clause.terms, "asked", month, None, "what-if")


def told(view: View, month: int, ranges: Sequence[Any]) -> list[Told]:
    """The lines that the seat is entitled to, of the last month looked at."""
    mine = {
        "county",
        view.organisation,
        *(s for s, owner in view.world.sites.items() if owner == view.organisation),
    }
    lines = []
    for each in ranges:
        known = view.world.figures.get(f"{each.measure}|{each.subject}|{each.group}")
        entitled = each.subject in mine or known is not None
        if each.month == month and each.group == "all" and each.measure in MEASURES_TOLD and entitled:
            lines.append(
                Told(each.measure, each.subject, round(each.median - each.change, 2) + 0.0, each.median,
                     each.change_low, each.change_high, known[1] if known else None)
            )  # fmt: skip
    order = {name: place for place, name in enumerate(MEASURES_TOLD)}
    return sorted(lines, key=lambda line: (line.subject != view.organisation, line.subject != "county", line.subject,
                                           order[line.measure]))  # fmt: skip


def summed_up(rows: Sequence[Told], title: str, months: int) -> str:
    """One sentence: what would move most surely, and which way; or that nothing stands out from chance."""
    sure = [row for row in rows if row.low > 0 or row.high < 0]
    if not sure:
        return f"Over {months} months, “{title}” might change nothing that stands out from chance."
    said = []
    for row in sure[:3]:
        what = MEASURES[row.measure]
        said.append(
            f"{what.title.lower()} ({row.subject}) by {row.low:,.{what.decimals}f} to {row.high:,.{what.decimals}f} {what.unit}"
        )
    return f"After {months} months, “{title}” might change {'; '.join(said)}."


def not_answered(faults: Sequence[str]) -> str:
    """Why there is no answer."""
    return (
        "The model cannot work with these terms: " + " ".join(faults)
        if faults
        else "There is nothing to tell."
    )


def assumed(view: View, months: int, faults: Sequence[str], engine: str) -> list[str]:
    """What an answer rests on, line by line."""
    if faults:
        return list(faults)
    terms = len(levers_for(view.world, view.month))
    return [
        f"The county as the pack's tables have it ({engine}), with chance of its own.",
        f"The {terms} term{'' if terms == 1 else 's'} in force that your body knows of; what others agreed without you is not in it.",
        "Effects as the terms state them; where they state none, none. What anybody believes a scheme will save is not in it.",
        f"{FUTURES} futures of {months} month{'' if months == 1 else 's'}, each lived with these terms and without; the range holds the "
        "middle eight tenths of them, and more futures would show a wider one.",
    ]


def said(world: World, matter: Matter, rows: Sequence[Told], sentence: str, basis: Sequence[str]) -> Draft:
    """The answer as an event, seen by the asker's body and by those the asker named."""
    lines = [[r.measure, r.subject, r.baseline, r.option, r.low, r.high, r.last_seen] for r in rows]
    body = {
        "matter": row_of(matter), "on": None, "text": sentence, "sentence": sentence, "label": "evidence", "rows": lines,
        "assumed": list(basis),
    }  # fmt: skip
    asker = str(matter.detail["seat"])
    heard = {asker, *world.seats_of(matter.by), *matter.detail["share_with"]}
    to = (asker, *(seat for seat in matter.detail["share_with"]))
    return engine("model-answered", body, to=to, audience=in_order(world, heard), subject=matter.id, cause=matter.id,
                  organisation=matter.by)  # fmt: skip


def questions_due(world: World, at: int) -> list[Matter]:
    """The questions to the model whose answer is due by a play minute, oldest first."""
    return [
        m for _, m in sorted(world.matters.items())
        if m.kind == MODEL and m.status == "asked" and m.detail["due"] <= at
    ]  # fmt: skip
