"""How many replications are enough: the confidence-interval method on several measures at once.

A measure is known well enough when the half-width of the 95% confidence interval of its mean lies within a tenth of that
mean (or within an absolute floor, for shares and for sums near nought), and stays so over the next five replications: the
replications algorithm of Hoad, Robinson and Davies (2010), as in sim-tools, with its look-ahead. The number needed is the
largest over all measures and options.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from shirehall.economy.futures import Floats, Futures

PRECISION = 0.10
LOOK_AHEAD = 5
LEAST, MOST = 3, 40
_T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
      2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042)  # fmt: skip
"""Student's t for a 95% interval with 1 to 30 degrees of freedom, from the standard table."""


def student(freedom: int) -> float:
    """Student's t, two-sided 95%; beyond 30 degrees of freedom by Cornish and Fisher's first two terms."""
    if freedom <= len(_T):
        return _T[freedom - 1]
    z = 1.959964
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


@dataclass(frozen=True, slots=True)
class Watch:
    """A measure that must be known well enough: to `precision` of its mean, or to `floor` in its own unit, whichever is wider.

    With `of`, `floor` is a share of the mean of that measure of the same subject (a margin as a share of income).
    """

    measure: str
    subject: str = "county"
    precision: float = PRECISION
    floor: float = 0.0
    of: str = ""


COUNTY_WATCHES = (
    Watch("ae-within-4h", floor=1.0),
    Watch("bed-occupancy", floor=1.0),
    Watch("emergency-admissions"),
    Watch("elective-waiting"),
    Watch("rtt-within-18w", floor=1.0),
    Watch("delayed-days", precision=0.25),
)
BODY_WATCHES = (
    Watch("provider-margin", floor=0.01, of="provider-income"),
    Watch("commissioner-balance", floor=0.005, of="commissioner-allocation"),
)
"""What is watched unless told otherwise: the county's main figures, and the money of every body. Delayed days hang on a few people
who wait long, so a quarter of their mean is thought narrow enough."""


def usual(futures: Futures) -> tuple[Watch, ...]:
    """The watches that a county's figures allow."""
    found = [watch for watch in COUNTY_WATCHES if (watch.measure, watch.subject, "all") in futures.lines]
    for watch in BODY_WATCHES:
        found += [
            Watch(watch.measure, body, watch.precision, watch.floor, watch.of)
            for body in futures.subjects(watch.measure)
            if not watch.of or np.nanmean(futures.whole(watch.of, body)) > 0
        ]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Known:
    """How well one watched measure is known: its mean, the half-width of its interval, the half-width wanted, and from how
    many replications on it was narrow enough (None: not yet)."""

    watch: Watch
    option: str
    mean: float
    half: float
    wanted: float
    needed: int | None


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why the asking stopped where it did. `needed` is the number that the widest measure called for."""

    replications: int
    needed: int | None
    automatic: bool
    known: tuple[Known, ...]

    @property
    def widest(self) -> Known | None:
        """The measure that called for most replications."""
        return max(
            self.known,
            key=lambda k: (math.inf if k.needed is None else k.needed, k.half / (k.wanted or 1)),
            default=None,
        )

    @property
    def unmet(self) -> tuple[Known, ...]:
        """What is not known to the precision wanted."""
        return tuple(k for k in self.known if k.needed is None)


def half_widths(values: Floats) -> Floats:
    """Half-width of the 95% interval of the mean of the first n values, for n = 1, 2, ... (infinite at 1)."""
    halves = np.full(len(values), math.inf)
    for n in range(2, len(values) + 1):
        halves[n - 1] = student(n - 1) * float(np.std(values[:n], ddof=1)) / math.sqrt(n)
    return halves


def first_narrow(
    values: Floats, scale: Floats, watch: Watch, least: int, ahead: int
) -> tuple[int | None, float, float]:
    """(replications from which the interval is narrow and stays so over the look-ahead, half-width now, half-width wanted)."""
    halves = half_widths(values)
    count = np.arange(1, len(values) + 1)
    floor = watch.floor * np.abs(np.cumsum(scale) / count) if watch.of else np.full(len(values), watch.floor)
    wanted = np.maximum(watch.precision * np.abs(np.cumsum(values) / count), floor)
    narrow = halves <= wanted + 1e-12
    needed = next(
        (n for n in range(least, len(values) - ahead + 1) if narrow[n - 1 : n + ahead].all()),
        None,
    )
    return needed, float(halves[-1]), float(wanted[-1])


def known(
    futures: Mapping[str, Futures], watches: tuple[Watch, ...], least: int = LEAST, ahead: int = LOOK_AHEAD
) -> Iterator[Known]:
    """How well each measure is known under each option."""
    for option, each in futures.items():
        for watch in watches:
            values = each.whole(watch.measure, watch.subject)
            if np.isnan(values).any():
                continue
            scale = each.whole(watch.of, watch.subject) if watch.of else values
            needed, half, wanted = first_narrow(values, scale, watch, least, ahead)
            yield Known(watch, option, float(values.mean()), half, wanted, needed)


def verdict(futures: Mapping[str, Futures], automatic: bool, ahead: int = LOOK_AHEAD) -> Stopped:
    """How well everything watched is known by now. Without `automatic` there is no look-ahead: the number was given."""
    first = next(iter(futures.values()))
    found = tuple(known(futures, usual(first), ahead=ahead if automatic else 0))
    unmet = any(k.needed is None for k in found)
    needed = None if unmet else max((k.needed or 0 for k in found), default=LEAST)
    return Stopped(len(first), needed, automatic, found)
