"""What a page about the county model is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from shirehall.economy.ask import Asked, Range
from shirehall.economy.figures import MEASURES
from shirehall.economy.futures import Floats
from shirehall.economy.restore import Restored
from shirehall.economy.tipping import Fall
from shirehall.paper.prose import amount, figure, pounds
from shirehall.patch.proposals import Attached


@dataclass(frozen=True, slots=True)
class Believed:
    """One lever's belief beside its effect: what its parties believe, and what acts in the model, both in words."""

    lever: str
    believed: str
    acts: str


@dataclass(frozen=True)
class Told:
    """One answer, ready to be put into words.

    `shown` are the names of the options on the page, without the baseline; `as_believed` maps an option to the one in which its
    parties' beliefs act; `falls` and `restored` are by option; `assumed` holds (what, value, origin, source); `worked` says how the
    answer was made, a sentence each; `proposals` maps the options that are proposals to what these say.
    """

    asked: Asked
    place: str
    names: Mapping[str, str]
    months: tuple[str, ...]
    shown: tuple[str, ...]
    falls: Mapping[str, tuple[Fall, ...]]
    restored: Mapping[str, tuple[Restored, ...]] = field(default_factory=dict)
    beliefs: Mapping[str, tuple[Believed, ...]] = field(default_factory=dict)
    as_believed: Mapping[str, str] = field(default_factory=dict)
    assumed: tuple[tuple[str, str, str, str], ...] = ()
    worked: tuple[str, ...] = ()
    proposals: Mapping[str, Attached] = field(default_factory=dict)

    @property
    def told_of(self) -> tuple[str, ...]:
        """The options a reader is told of: those asked for, or the baseline when there is none."""
        return self.shown or (self.asked.options[0].name,)

    def name(self, subject: str) -> str:
        """Who a subject is."""
        return self.names.get(subject, subject)

    def month(self, number: float) -> str:
        """The name of a month of the run."""
        place = self.asked.months.index(round(number)) if round(number) in self.asked.months else 0
        return self.months[place]

    def changes(self, option: str, measure: str, subject: str = "county", group: str = "all") -> Floats:
        """The difference from the baseline over the run, replication by replication."""
        mine = self.asked.futures[option].whole(measure, subject, group)
        return np.asarray(mine - self.asked.baseline.whole(measure, subject, group))


TENTHS = 10
Z = 1.2816
"""The normal quantile of an 80% interval, the same share of futures as the 10-90% ranges."""


def tenths(part: int, whole: int) -> tuple[int, int]:
    """Between how many tenths a share might lie when `part` of `whole` futures showed it: Wilson's 80% interval, to the nearest."""
    share = part / whole
    middle = (share + Z**2 / (2 * whole)) / (1 + Z**2 / whole)
    half = Z / (1 + Z**2 / whole) * float(np.sqrt(share * (1 - share) / whole + Z**2 / (4 * whole**2)))
    return round(TENTHS * max(0.0, middle - half)), round(TENTHS * min(1.0, middle + half))


def in_tenths(part: int, whole: int) -> str:
    """A share of futures in words and numbers: "between 7 and 10 in 10"."""
    low, high = tenths(part, whole)
    return f"{low} in 10" if low == high else f"between {low} and {high} in 10"


def likely(part: int, whole: int) -> str:
    """How likely something might be, from the share of futures that showed it."""
    share = part / whole
    if share >= 0.9:
        return "very likely"
    if share >= 2 / 3:
        return "likely"
    if share > 1 / 3:
        return "an even chance"
    return "unlikely" if share > 0.1 else "very unlikely"


VOLUMES = frozenset(
    (
        "emergency-admissions",
        "avoidable-admissions",
        "readmissions",
        "carer-hours",
        "delayed-days",
        "care-clients",
        "ae-attendances",
    )
)
"""Measures whose fall is no gain in itself: less need, or people who went without."""

PHRASES = {
    "left-unseen": "The number who leave A&E before they are seen",
    "ae-within-4h": "The share seen in A&E within four hours",
    "cancelled-electives": "Planned operations put off",
    "ambulance-8min": "The share of category A calls reached in eight minutes",
    "experience": "Patients’ experience, as the model scores it,",
    "elective-waiting": "The waiting list for planned treatment",
    "rtt-within-18w": "The share waiting under 18 weeks",
}
"""How a measure is said at the head of a sentence, where its title would not do."""


def phrase(measure: str) -> str:
    """A measure at the head of a sentence."""
    return PHRASES.get(measure, MEASURES[measure].title)


def sureness(changes: Floats, measure: str) -> str:
    """Which way a measure goes and in how many futures, in words."""
    known = changes[~np.isnan(changes)]
    small = 10 ** -MEASURES[measure].decimals / 2
    up, down = int((known > small).sum()), int((known < -small).sum())
    if not len(known) or up + down == 0:
        return "no change in any run"
    part = max(up, down)
    better = MEASURES[measure].better
    way = "more" if up >= down else "less"
    if better != "neither" and measure not in VOLUMES:
        way = "better" if (up >= down) == (better == "up") else "worse"
    if part < 0.65 * len(known):
        return f"could go either way ({way} in {part} of {len(known)} runs)"
    return f"{way} in {part} of {len(known)} runs"


def value(measure: str, number: float) -> str:
    """A value of a measure with its unit, short enough for a table."""
    what = MEASURES[measure]
    if what.unit == "£":
        return pounds(round(number, -3) if abs(number) >= 10_000 else number)
    return amount(number, what.unit, what.decimals)


def cell(measure: str, found: Range) -> str:
    """A median with its range, for a table whose row names the unit."""
    return ranged(measure, found.median, found.low, found.high)


def ranged(measure: str, middle: float, low: float, high: float, *, signed: bool = False) -> str:
    """Median (low to high), in millions for large sums."""
    write = bare(measure, max(abs(middle), abs(low), abs(high)), signed)
    if write(low) == write(high):
        return write(middle)
    return f"{write(middle)} ({write(low)} to {write(high)})"


def bare(measure: str, largest: float, signed: bool) -> Callable[[float], str]:
    """How to write numbers of a measure without its unit: pounds in millions or thousands, the rest with their decimals."""
    what = MEASURES[measure]

    def write(number: float) -> str:
        if what.unit == "£":
            scale, letter = (
                (1e6, "m") if largest >= 999_500 else (1e3, "k") if largest >= 10_000 else (1.0, "")
            )
            text = f"£{abs(number) / scale:,.{1 if letter == 'm' else 0}f}{letter}"
            nought = not any(c in "123456789" for c in text)
            return ("" if nought else "−" if number < 0 else "+" if signed else "") + text
        text = figure(number, what.decimals)
        nought = not any(c in "123456789" for c in text)
        return text.lstrip("−") if nought else f"+{text}" if signed and number > 0 else text

    return write
