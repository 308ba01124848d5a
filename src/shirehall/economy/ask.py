"""Asking what might come: the same futures lived under several sets of terms, and what differs between them.

Each replication has chance of its own (a salt) and, when wanted, assumptions of its own; both are shared by the baseline and
every option, so that a difference between two options is theirs and not chance's (common random numbers). Replications run
on several threads, since the kernel lets Python's lock go; the answer does not depend on how many.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from shirehall.economy.figures import MEASURES
from shirehall.economy.futures import Floats, Futures, Key, Lived, quantile
from shirehall.economy.hashes import hashed
from shirehall.economy.state import State
from shirehall.economy.stopping import LEAST, LOOK_AHEAD, MOST, Stopped, verdict
from shirehall.economy.terms import Terms, digest
from shirehall.economy.uncertain import Draw, Uncertain, declared, drawn
from shirehall.errors import UsageError

if TYPE_CHECKING:
    from shirehall.economy.county import County

LOW, HIGH = 0.1, 0.9
BASELINE = "baseline"
WORKERS = 2
STEP = 2
"""Replications added at a time; the same for any number of threads, so that the answer is too."""
Count = int | Literal["auto"]
Starts = Callable[["County", int], State]
"""From a county and a replication's number to the state it starts from."""


@dataclass(frozen=True, slots=True)
class Range:
    """One figure over the replications: median and 10-90% range, and the same of its difference, replication by
    replication, from the baseline. `month` 0 stands for the whole run."""

    month: int
    measure: str
    subject: str
    group: str
    median: float
    low: float
    high: float
    change: float
    change_low: float
    change_high: float
    unit: str


Ranges = tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One course to be looked at: a name, the terms it means, and the county it is lived in where its tables differ (a
    variant of a pathway)."""

    name: str
    terms: Terms
    county: County | None = None


@dataclass(frozen=True)
class Asked:
    """What was asked and what came of it. The first option is the baseline that the others are compared with."""

    county: County
    options: tuple[Option, ...]
    months: tuple[int, ...]
    futures: Mapping[str, Futures]
    stopped: Stopped
    uncertain: tuple[Uncertain, ...]
    draws: tuple[Draw, ...]
    starts: Starts = field(repr=False)
    seed: int = 0

    @property
    def replications(self) -> int:
        """How many futures were lived under each option."""
        return len(self.draws)

    @property
    def baseline(self) -> Futures:
        """The futures that options are compared with."""
        return self.futures[self.options[0].name]

    def by_month(self, name: str) -> Ranges:
        """Every figure of an option by month, with its difference from the baseline."""
        return compared(self.futures[name], self.baseline)

    def whole(self, name: str) -> Ranges:
        """Every figure of an option over the whole run (month 0), with its difference from the baseline."""
        mine, base = self.futures[name], self.baseline
        return tuple(
            told(
                (0, *line),
                mine.whole(*line),
                base.whole(*line) if line in base.lines else np.zeros(self.replications),
            )
            for line in sorted(mine.lines)
        )

    def range(self, name: str, measure: str, subject: str = "county", group: str = "all") -> Range | None:
        """One figure of an option over the whole run; None when it is not told."""
        mine, base = self.futures[name], self.baseline
        if (measure, subject, group) not in mine.lines:
            return None
        return told(
            (0, measure, subject, group),
            mine.whole(measure, subject, group),
            base.whole(measure, subject, group),
        )


def compared(mine: Futures, base: Futures) -> Ranges:
    """Every figure of some futures, with its difference from the same futures under other terms."""
    column = {key: i for i, key in enumerate(base.keys)}
    nothing = np.zeros(len(mine))
    return tuple(
        told(key, mine.values[:, i], base.values[:, column[key]] if key in column else nothing)
        for i, key in enumerate(mine.keys)
    )


def told(key: Key, values: Floats, others: Floats) -> Range:
    """Median and range of some values, and of their differences from others, in the measure's decimals."""
    what = MEASURES[key[1]]

    def tell(numbers: Floats) -> tuple[float, float, float]:
        kept = [float(x) for x in numbers if not np.isnan(x)] or [0.0]
        found = (statistics.median(kept), quantile(kept, LOW), quantile(kept, HIGH))
        low, middle, high = found[1], found[0], found[2]
        return (
            round(middle, what.decimals) + 0.0,
            round(low, what.decimals) + 0.0,
            round(high, what.decimals) + 0.0,
        )

    return Range(*key, *tell(values), *tell(values - np.nan_to_num(others)), what.unit)


def from_state(state: State) -> Starts:
    """Every replication starts from one state."""
    return lambda _county, _replication: state


def from_opening(seed: int) -> Starts:
    """Every replication starts from an opening of its own, warmed with a seed of its own; the first with `seed` itself."""
    return lambda county, replication: county.begin(opening_seed(seed, replication))


def opening_seed(seed: int, replication: int) -> int:
    """The seed with which a replication's opening is warmed."""
    return seed if replication == 0 else hashed(seed, 0x57A7, replication) >> 1


def future(county: County, state: State, terms: Terms, months: int, salt: int, draw: Draw) -> Lived:
    """One replication under one set of terms: every figure of every month."""
    under = draw.terms(terms, state.month + 1, state.month + months)
    keys: list[Key] = []
    values: list[float] = []
    for _ in range(months):
        state, figures = county.live_salted(state, under, salt)
        keys += [(r.month, r.measure, r.subject, r.group) for r in figures]
        values += [r.value for r in figures]
    return tuple(keys), np.array(values)


@dataclass
class Asking:
    """The running of a question: replications in order, a few at a time, until they are enough."""

    county: County
    options: tuple[Option, ...]
    starts: Starts
    months: int
    uncertain: tuple[Uncertain, ...]
    seed: int
    lived: dict[str, list[Lived]]

    def replication(self, number: int) -> list[Lived]:
        """One replication under every option, from the same start, with the same chance and assumptions."""
        draw = drawn(self.uncertain, self.seed, number)
        values: list[Lived] = []
        opened: dict[int, tuple[State, County]] = {}
        done: dict[tuple[Terms, int], Lived] = {}
        for option in self.options:
            county = option.county or self.county
            if id(county) not in opened:
                opened[id(county)] = (
                    self.starts(county, number),
                    county.supposing(draw.settings(county.tables), draw.care()),
                )
            what = (option.terms, id(county))
            if what not in done:
                state, lived = opened[id(county)]
                salt = future_salt(state, number)
                done[what] = future(lived, state, option.terms, self.months, salt, draw)
            values.append(done[what])
        return values

    def run(self, first: int, last: int, pool: ThreadPoolExecutor, heard: Callable[[int], None]) -> None:
        """Live replications `first` to `last` - 1 and keep them in their order."""
        for number, values in zip(
            range(first, last), pool.map(self.replication, range(first, last)), strict=True
        ):
            for option, each in zip(self.options, values, strict=True):
                self.lived[option.name].append(each)
            heard(number + 1)

    def futures(self) -> dict[str, Futures]:
        """What was lived so far."""
        months = sorted({key[0] for key in self.lived[self.options[0].name][0][0]})
        return {option.name: Futures.of(self.lived[option.name], months) for option in self.options}


def ask_all(
    county: County,
    options: Sequence[Option],
    months: int,
    replications: Count = "auto",
    *,
    starts: Starts,
    seed: int = 1,
    assumptions: bool = True,
    workers: int = WORKERS,
    heard: Callable[[int], None] = lambda _number: None,
) -> Asked:
    """Look at several options at once; the first is the baseline.

    `replications` is a number, or "auto": as many as the confidence-interval method wants, at least 3 and at most 40 (see
    `stopping`). With `assumptions`, each replication also draws what is uncertain; without, only chance differs. The answer is
    the same for any number of `workers`. Raises UsageError for no months, no replications, no options, or two of one name.
    """
    names = [option.name for option in options]
    if months < 1 or (replications != "auto" and replications < 1):
        raise UsageError("ask for one month and one replication or more.", mend="raise the number.")
    if not options or len(set(names)) != len(names):
        raise UsageError(
            "options need names of their own, one at least.", mend="give each option its own name."
        )
    uncertain = declared(county.tables, [option.terms for option in options]) if assumptions else ()
    asking = Asking(county, tuple(options), starts, months, uncertain, seed, {name: [] for name in names})
    automatic = replications == "auto"
    with ThreadPoolExecutor(max(1, workers)) as pool:
        asking.run(0, LEAST + LOOK_AHEAD if replications == "auto" else replications, pool, heard)
        stopped = verdict(asking.futures(), automatic)
        while automatic and stopped.needed is None and stopped.replications < MOST:
            asking.run(stopped.replications, stopped.replications + STEP, pool, heard)
            stopped = verdict(asking.futures(), automatic)
    futures = asking.futures()
    return Asked(
        county, asking.options, next(iter(futures.values())).months, futures, stopped, uncertain,
        tuple(drawn(uncertain, seed, number) for number in range(stopped.replications)), starts, seed,
    )  # fmt: skip


def ask(
    county: County,
    state: State,
    terms: Terms,
    months: int,
    replications: Count,
    against: Terms,
    *,
    assumptions: bool = False,
    workers: int = WORKERS,
) -> Ranges:
    """What might come in the next `months` from a state under `terms`, and how it differs from `against`, month by month."""
    asked = ask_all(
        county, (Option(BASELINE, against), Option("option", terms)), months, replications, starts=from_state(state),
        seed=state.seed, assumptions=assumptions, workers=workers,
    )  # fmt: skip
    return asked.by_month("option")


def outlook(
    county: County,
    state: State,
    terms: Terms,
    months: int,
    futures: int,
    against: Terms,
    measures: frozenset[str],
) -> Ranges:
    """What some measures might come to for everybody together in the last of the next `months`, as `ask` tells it.

    Figures are made of that month alone; futures are those of `ask`, one after another. What terms leave as it is in people's
    lives is lived once, and what a future told before is not lived again. Raises UsageError unless both numbers are 1 or more.
    """
    if months < 1 or futures < 1:
        raise UsageError("ask for one month and one future or more.", mend="raise the number.")
    lived: dict[Terms, list[Lived]] = {against: [], terms: []}
    for number in range(futures):
        salt = future_salt(state, number)
        for each, so_far in lived.items():
            what = (state.digest, digest(each), months, salt, measures)
            tell = partial(last_month, county, state, each, months, salt, measures)
            so_far.append(county.looked.told(what, tell))
    mine, base = (Futures.of(lived[each], (state.month + months,)) for each in (terms, against))
    return compared(mine, base)


def last_month(
    county: County, state: State, terms: Terms, months: int, salt: int, measures: frozenset[str]
) -> Lived:
    """One future's figures of some measures in the last of some months, for everybody together."""
    for _ in range(months - 1):
        state, _nothing = county.look_on(state, terms, salt)
    _, figures = county.look_on(state, terms, salt, told=True, wanted=measures)
    rows = [row for row in figures if row.measure in measures and row.group == "all"]
    return tuple((r.month, r.measure, r.subject, r.group) for r in rows), np.array([r.value for r in rows])


def future_salt(state: State, replication: int) -> int:
    """The chance of a replication from a state."""
    return hashed(state.seed, 0x5A17, state.month, replication)
