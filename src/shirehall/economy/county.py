"""The county, month by month.

`begin` opens it after a warm-up, `live_month` lives one month under the terms in force, `ask` explores what might come.
Each is a pure function of what it is given: a draw is a hash of (seed, patient, step), so the same state and terms give
the same bytes in any process.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from shirehall.economy import levers
from shirehall.economy.ask import Count, Range, Ranges, ask, outlook
from shirehall.economy.dials import Dials
from shirehall.economy.engine import Engine
from shirehall.economy.figures import Figures, Row, tidy
from shirehall.economy.followed import for_people
from shirehall.economy.futures import quantile
from shirehall.economy.hashes import hashed
from shirehall.economy.money import Accounts, Books, Settlement, carry
from shirehall.economy.network import MS_DAY, build
from shirehall.economy.report import Reporter, beds_by_site
from shirehall.economy.sampled import PROVENANCE
from shirehall.economy.state import State
from shirehall.economy.stretches import Stretch, Stretches
from shirehall.economy.terms import Lever, Terms, from_json, to_json
from shirehall.economy.trends import Change, altered
from shirehall.errors import UsageError
from shirehall.patch.county import CountyTables

__all__ = ["ENGINE", "County", "Range", "Ranges", "month_days", "quantile", "shift_month"]

WARM_MONTHS = 6
WARM = "warm-months"
"""The setting of money.yaml that makes the warm-up longer, for lists that reach back more than half a year."""
ENGINE = "table-kernel 2"
"""Which engine lives the months; it changes when the same state and terms would give other figures."""


def shift_month(year: int, month: int, by: int) -> tuple[int, int]:
    """The calendar month `by` months on."""
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def month_days(year: int, month: int) -> int:
    """Days of a calendar month."""
    after = shift_month(year, month, 1)
    return (date(*after, 1) - date(year, month, 1)).days


class County:
    """A patch's county. `patch` is a read pack (its `county` tables are used) or the tables themselves; `changes` are figures
    that stand otherwise from a round's start, and are to be shown as assumed with whatever the county gives. `people` is the share of
    its people who are followed (0.01 to 1; `sampled.py`): figures and money come at full scale all the same, and say so in their
    provenance."""

    def __init__(self, patch: Any, changes: Sequence[Change] = (), people: float = 1.0) -> None:
        tables = altered(patch if isinstance(patch, CountyTables) else patch.county, changes)
        self.tables: CountyTables = tables
        self.changes = tuple(changes)
        self.net = build(tables)
        self.people = people
        self.life = Engine(tables, self.net, people)
        self.sample = self.life.sample
        self.engine = ENGINE if people == 1 else f"{ENGINE}, {100 * people:g}% of people followed"
        self.accounts = Accounts(tables, self.net, self.life.people)
        self.reporter = Reporter(self.life, self.accounts)
        self.looked = Stretches()
        year, month = (int(part) for part in tables.money.start.split("-"))
        self.start = (year, month)
        self.warm = int(tables.money.settings[WARM].value) if WARM in tables.money.settings else WARM_MONTHS
        warm = shift_month(year, month, -self.warm)
        self.weekday0 = date(*warm, 1).weekday()
        self.pack = hashlib.sha256(self._made_of().encode()).hexdigest()

    def _made_of(self) -> str:
        """What a state of this county rests on: its tables, and the share of its people who are followed."""
        tables = self.tables.model_dump_json(by_alias=True)
        return tables if self.people == 1 else f"{tables} people {self.people!r}"

    def calendar(self, month: int) -> tuple[int, int]:
        """(year, calendar month) of a month of play, counted from 1."""
        return shift_month(*self.start, month - 1)

    def begin(self, seed: int) -> State:
        """The county at the opening: a warm-up of six months, after which lists, beds and books are as the pack means.

        Raises UsageError for a negative seed.
        """
        if seed < 0:
            raise UsageError(f"a seed is 0 or more, not {seed}.", mend="choose another seed.")
        owners = dict(sorted(self.life.owner.items()))
        dials = Dials(0, dict(owners))
        system, t = self.life.begin(seed, dials), 0
        memory: dict[str, float] = {}
        for month in range(1 - self.warm, 1):
            year, calendar = self.calendar(month)
            length = month_days(year, calendar) * MS_DAY
            system, seen = self.life.live(system, dials, calendar, t, length, self.weekday0)
            t += length
            if month > -3:
                memory = self.life.remember(
                    system, self.sample.seen(seen), Dials(month, dict(owners), memory)
                )
        books = self.accounts.opening()
        return State(
            seed, 0, t, system, books.cash, books.balance, books.ledgers, owners, "[]", self.pack, memory
        )

    def live_month(self, state: State, terms: Terms) -> tuple[State, Figures]:
        """The next month under `terms`: the state after it and its figures. The given state is left as it was."""
        after, figures, _ = self._month(state, terms, 0)
        return after, figures

    def settlement(self, state: State, terms: Terms) -> Settlement:
        """The money of the next month, movement by movement, as `live_month` would have it."""
        return self._month(state, terms, 0)[2]

    def look_on(
        self, state: State, terms: Terms, salt: int = 0, *, told: bool = False,
        wanted: frozenset[str] | None = None,
    ) -> tuple[State, Figures]:  # fmt: skip
        """The next month for whoever looks ahead: as `live_salted`, with no figures unless they are to be told.

        Of figures, those of the measures `wanted` are told at least.

        What means the same to people and places is lived once, however often it is looked at (`stretches.py`).
        """
        after, figures, _ = self._month(state, terms, salt, kept=self.looked, told=told, wanted=wanted)
        return after, figures

    def _month(
        self,
        state: State,
        terms: Terms,
        salt: int,
        *,
        kept: Stretches | None = None,
        told: bool = True,
        wanted: frozenset[str] | None = None,
    ) -> tuple[State, Figures, Settlement]:
        month = state.month + 1
        year, calendar = self.calendar(month)
        days = month_days(year, calendar)
        dials = Dials(month, dict(state.owners), state.memory)
        levers.apply(for_people(terms, month, self.tables), dials)
        length = days * MS_DAY

        def live() -> Stretch:
            return self._lived(state, dials, calendar, length, salt)

        lived = kept.lived(state.system, dials, salt, live) if kept is not None else live()
        seen = lived.seen
        weight = (
            float(self.life.people.month["gp-emergency"][calendar - 1])
            if "gp-emergency" in self.life.people.month
            else 1.0
        )
        now = replace(state, system=lived.whole, t=state.t + length, _cache={})
        to_be_made = told or bool(dials.bargains.quality)
        care = self.reporter.care(month, days, now, seen, dials, wanted) if to_be_made else []
        before = Books(state.cash, state.balance, state.ledgers)
        settlement = self.accounts.settle(
            seen,
            dials,
            beds_by_site(self.net, lived.whole),
            days,
            weight,
            before,
            hashed(state.seed, salt),
            care,
        )
        books = carry(before, settlement)
        after = State(
            state.seed, month, now.t, lived.after, books.cash, books.balance, books.ledgers,
            dict(sorted(dials.owners.items())), to_json(terms), state.pack,
            {**lived.memory, **self.accounts.remember(settlement, dials),
             **self.reporter.remember(lived.whole, seen, dials)},
        )  # fmt: skip
        figures = self._marked(self.reporter.figures(month, care, after, settlement)) if told else ()
        return after, figures, settlement

    def _lived(self, state: State, dials: Dials, calendar: int, length: int, salt: int) -> Stretch:
        """A month of people's lives, and what is remembered of it."""
        system, seen = self.life.live(state.system, dials, calendar, state.t, length, self.weekday0, salt)
        seen, whole = self.sample.seen(seen), self.sample.system(system)
        return Stretch(system, whole, seen, self.life.remember(system, seen, dials))

    def _marked(self, figures: Figures) -> Figures:
        """Figures that say whether they rest on sampled people."""
        if self.people == 1:
            return figures
        return tuple(Row._make((*each[:-1], PROVENANCE)) for each in figures)

    def live_salted(self, state: State, terms: Terms, salt: int) -> tuple[State, Figures]:
        """The next month in another future: as `live_month`, with the chance that a salt (not nought) gives."""
        after, figures, _ = self._month(state, terms, salt)
        return after, figures

    def supposing(self, values: Mapping[str, float], care: Mapping[str, float] | None = None) -> County:
        """This county under other assumptions: parameters of `money.yaml` by name, and the effect of care on flare-ups by need.

        States go from one to the other.
        """
        if not values and not care:
            return self
        settings = dict(self.tables.money.settings)
        settings |= {
            name: settings[name].model_copy(update={"value": value}) for name, value in values.items()
        }
        money = self.tables.money.model_copy(update={"settings": settings})
        needs = [
            row.model_copy(update={"effect": care[row.need]}) if care and row.need in care else row
            for row in self.tables.needs
        ]
        other = copy.copy(self)
        other.tables = self.tables.model_copy(update={"money": money, "needs": needs})
        other.life = Engine(other.tables, self.net, self.people)
        other.accounts = Accounts(other.tables, self.net, other.life.people)
        other.reporter = Reporter(other.life, other.accounts)
        other.looked = Stretches()
        return other

    def ask(
        self,
        state: State,
        terms: Terms,
        months: int,
        replications: Count,
        against: Terms | None = None,
        assumptions: bool = False,
    ) -> Ranges:
        """What might come in the next `months` under `terms`, and how it differs from `against`, month by month.

        `against` are the terms the state was last lived under, unless given. Each replication has futures of its own,
        paired between the two sets of terms by common random numbers; none is the future that `live_month` will give.
        `replications` may be "auto" (see `ask.ask_all`, which also looks at several options at once); with `assumptions`
        what is uncertain is drawn too. Raises UsageError unless both numbers are 1 or more.
        """
        base = from_json(state.terms) if against is None else against
        return ask(self, state, terms, months, replications, base, assumptions=assumptions)

    def outlook(
        self, state: State, terms: Terms, months: int, futures: int, against: Terms, measures: Sequence[str]
    ) -> Ranges:
        """What `ask` tells of the last of the next `months` for everybody together, of some measures: cheaper by far."""
        return outlook(self, state, terms, months, futures, against, frozenset(measures))

    def run(self, months: int = 12, levers: Iterable[Lever] = (), seed: int = 1) -> Figures:
        """The figures of `months` from the opening, under the same terms throughout."""
        terms = tuple(levers)
        state = self.begin(seed)
        rows: list[Row] = []
        for _ in range(months):
            state, figures = self.live_month(state, terms)
            rows.extend(figures)
        return tidy(rows)

    def expected(self, dials: Dials | None = None) -> Mapping[tuple[str, str], float]:
        """Entries a year by (pathway, site) that the tables imply, before chance."""
        use = dials or Dials(1, dict(self.life.owner))
        classes, _ = self.life.people.stream_classes(use)
        return {(s.pathway, s.site): float(classes[i].sum()) for i, s in enumerate(self.net.streams)}
