"""Runs set against runs: intervals of shares, and differences between arms whose runs are paired by their seeds.

Everything here is arithmetic on numbers that are handed in; nothing is drawn and nothing is read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

SURE = 0.95
"""How sure the intervals of the lab are meant to be."""
NUMBERS_BY = "paired t"
SHARES_BY = "Newcombe’s method 10, paired"
"""How the intervals of a difference are worked out: of numbers, and of shares of runs."""


@dataclass(frozen=True, slots=True)
class Change:
    """How much higher a number is in one arm than in another, seed by seed.

    `pairs` counts the seeds that both arms ran and could tell; `here` and `there` are the means over those seeds in the arm and in the
    other; `sd` is the standard deviation of the differences; `low` and `high` are the ends of the mean difference's interval. The
    last three are none where a single pair or none leaves nothing to judge a spread by.
    """

    pairs: int
    here: float
    there: float
    sd: float | None
    low: float | None
    high: float | None

    @property
    def mean(self) -> float:
        """The mean difference."""
        return self.here - self.there

    @property
    def size(self) -> float:
        """The mean difference in standard deviations of the differences (Cohen's d of pairs); endless where they do not vary."""
        if not self.sd:
            return math.copysign(math.inf, self.mean) if self.sd == 0 and self.mean else 0.0
        return self.mean / self.sd

    @property
    def clear(self) -> bool:
        """Whether the interval leaves nought out."""
        return leaves_nought_out(self.low, self.high)


@dataclass(frozen=True, slots=True)
class ShareChange:
    """How much more often something held in one arm than in another, seed by seed.

    `here` and `there` are its shares in the arm and in the other over the same seeds, `gained` the seeds in which it held in the arm
    alone, `lost` those in which it held in the other alone; `low` and `high` the ends of the interval of `here` less `there`; `p`
    the exact McNemar probability of so lopsided a split.
    """

    pairs: int
    here: float
    there: float
    gained: int
    lost: int
    low: float
    high: float
    p: float

    @property
    def change(self) -> float:
        """The difference of the shares."""
        return self.here - self.there

    @property
    def clear(self) -> bool:
        """Whether the interval leaves nought out and so lopsided a split is rarer than the interval allows: of few pairs it never is."""
        return leaves_nought_out(self.low, self.high) and self.p < 1 - SURE


def leaves_nought_out(low: float | None, high: float | None) -> bool:
    """Whether an interval lies wholly above nought or wholly below it."""
    return low is not None and high is not None and (low > 0 or high < 0)


def wilson(held: int, whole: int, sure: float = SURE) -> tuple[float, float]:
    """The score interval of a share: the ends between which it might lie. Of nothing it is from 0 to 1.

    Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22:209-212. Raises ValueError for
    counts that are no share.
    """
    if not 0 <= held <= whole:
        raise ValueError(f"{held} of {whole} is no share")
    if not whole:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + sure) / 2)
    share, square = held / whole, z * z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    reach = z / (1 + square / whole) * math.sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    low = 0.0 if held == 0 else max(middle - reach, 0.0)
    high = 1.0 if held == whole else min(middle + reach, 1.0)
    return low, high


def difference(here: Mapping[int, float], there: Mapping[int, float], sure: float = SURE) -> Change:
    """How much higher a number is here than there, over the seeds of both: the mean difference with its paired t interval.

    Each mapping gives the number of a run by its seed. The interval is the mean plus and minus t(n-1) times the differences' standard
    deviation over the root of n ("Student" (1908), The probable error of a mean, Biometrika 6:1-25).
    """
    seeds = sorted(set(here) & set(there))
    if not seeds:
        return Change(0, math.nan, math.nan, None, None, None)
    means = fmean(here[seed] for seed in seeds), fmean(there[seed] for seed in seeds)
    if len(seeds) < 2:
        return Change(1, *means, None, None, None)
    gaps = [here[seed] - there[seed] for seed in seeds]
    mean, sd = fmean(gaps), stdev(gaps)
    reach = t_quantile((1 + sure) / 2, len(gaps) - 1) * sd / math.sqrt(len(gaps))
    return Change(len(gaps), *means, sd, mean - reach, mean + reach)


def share_difference(
    here: Mapping[int, bool], there: Mapping[int, bool], sure: float = SURE
) -> ShareChange | None:
    """How much more often something held here than there, over the seeds of both; none where they share no seed.

    Newcombe (1998), Improved confidence intervals for the difference between binomial proportions based on paired data, Statistics
    in Medicine 17:2635-2650, method 10: Wilson's ends of both shares, squared and added with the pairs' correlation taken off.
    """
    seeds = sorted(set(here) & set(there))
    if not seeds:
        return None
    both = sum(here[s] and there[s] for s in seeds)
    gained = sum(here[s] and not there[s] for s in seeds)
    lost = sum(there[s] and not here[s] for s in seeds)
    low, high = newcombe(both, gained, lost, len(seeds) - both - gained - lost, sure)
    return ShareChange(
        len(seeds), (both + gained) / len(seeds), (both + lost) / len(seeds), gained, lost, low, high, mcnemar(gained, lost)
    )  # fmt: skip


def newcombe(both: int, first: int, second: int, neither: int, sure: float = SURE) -> tuple[float, float]:
    """The interval of the first share less the second, of pairs counted by which of the two held. Source: `share_difference`.

    Raises ZeroDivisionError for no pairs at all.
    """
    whole = both + first + second + neither
    one, other = (both + first) / whole, (both + second) / whole
    low1, high1 = wilson(both + first, whole, sure)
    low2, high2 = wilson(both + second, whole, sure)
    tied = correlation(both, first, second, neither)
    gap = one - other
    below = spread_of(one - low1, high2 - other, tied)
    above = spread_of(high1 - one, other - low2, tied)
    return max(gap - below, -1.0), min(gap + above, 1.0)


def spread_of(one: float, other: float, tied: float) -> float:
    """How far two distances reach together when their errors go together as far as `tied` says."""
    return math.sqrt(max(one * one - 2 * tied * one * other + other * other, 0.0))


def correlation(both: int, first: int, second: int, neither: int) -> float:
    """The correlation of two yes-or-no outcomes over pairs, its numerator drawn in by half the pairs when positive (Newcombe)."""
    under = (both + first) * (second + neither) * (both + second) * (first + neither)
    if not under:
        return 0.0
    over = float(both * neither - first * second)
    if over > 0:
        over = max(over - (both + first + second + neither) / 2, 0.0)
    return over / math.sqrt(under)


def mcnemar(gained: int, lost: int) -> float:
    """The exact two-sided probability of so lopsided a split of the pairs that differ, were both ways alike.

    McNemar (1947), Psychometrika 12:153-157; exact by the binomial, as in Fay (2010), Biostatistics 11:373-374.
    """
    whole, less = gained + lost, min(gained, lost)
    return min(1.0, 2 * sum(math.comb(whole, k) for k in range(less + 1)) / float(1 << whole))


def holm(chances: Sequence[float]) -> list[float]:
    """Probabilities of many comparisons at once, each made as large as its place among them asks for.

    Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6:65-70.
    """
    order = sorted(range(len(chances)), key=lambda i: (chances[i], i))
    made, top = [0.0] * len(chances), 0.0
    for place, i in enumerate(order):
        top = max(top, min(1.0, (len(chances) - place) * chances[i]))
        made[i] = top
    return made


def t_quantile(chance: float, freedom: float) -> float:
    """The quantile of Student's t: the point that a draw stays below with that probability.

    Found by halving on the distribution function, to twelve digits. Raises ValueError for a probability outside 0 to 1 or no
    degree of freedom.
    """
    if not 0 < chance < 1 or freedom <= 0:
        raise ValueError(f"there is no quantile of t at {chance} with {freedom} degrees of freedom")
    if chance < 0.5:
        return -t_quantile(1 - chance, freedom)
    low, high = 0.0, 1.0
    while t_below(high, freedom) < chance:
        low, high = high, 2 * high
    while high - low > 1e-12 * max(high, 1.0):
        middle = (low + high) / 2
        low, high = (middle, high) if t_below(middle, freedom) < chance else (low, middle)
    return (low + high) / 2


def t_below(point: float, freedom: float) -> float:
    """The probability that Student's t stays below a point that is not negative. DLMF 8.17 (https://dlmf.nist.gov/8.17)."""
    return 1 - part_of_beta(freedom / (freedom + point * point), freedom / 2, 0.5) / 2


def part_of_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function by its continued fraction, DLMF 8.17.22, worked out by Lentz's method."""
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - part_of_beta(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    tiny = 1e-300
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or tiny)
    found = d
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        last = found
        for term in (even, odd):
            d = 1 / (1 + term * d or tiny)
            c = 1 + term / c or tiny
            found *= c * d
        if abs(found - last) <= 1e-15 * abs(found):
            break
    return front * found / a
