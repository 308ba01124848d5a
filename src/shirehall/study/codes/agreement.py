"""How far people who coded the same things agree: the figures, what they bear, and how they are told. They are reckoned in `reckoned`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Coded = Mapping[Any, frozenset[str]]
"""What one coder made of each thing that they coded."""
Ratings = Mapping[str, Coded]
"""What each coder made of the things, by coder."""

OVERALL = ""
"""In place of a code: all codes together."""
DRAWS = 1000
LOWEST, HIGHEST = 0.025, 0.975
"""The percentiles between which an interval lies."""
FEWEST_UNITS = 3
"""With fewer units than this there is no interval (ours)."""

SOLID, TENTATIVE = 0.8, 0.667
"""Krippendorff's marks: rely on data from 0.800; draw tentative conclusions only from 0.667 (Content Analysis, 2004, p. 241)."""


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement of two. `code` is empty for all codes together, when the counts are summed over the codes.

    `units` were coded by both; `both`, `one`, `other` and `neither` count yes and no. `observed` is the share on which they agree,
    `value` kappa (none when chance alone would give all agreement), `low` and `high` its 95 per cent interval by resampling.
    """

    code: str
    coders: tuple[str, str]
    units: int
    both: int
    one: int
    other: int
    neither: int
    observed: float | None
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha for one code, or for all together when `code` is empty.

    `units` were coded by two or more, and `single` by one only, which says nothing of agreement. `given` is how often the code was
    given in those units, `ratings` out of how many times it might have been. `value` is none when nothing varied.
    """

    code: str
    coders: int
    units: int
    single: int
    ratings: int
    given: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def said(self) -> str:
        """The figure in words."""
        return in_words(self)


def weight(value: float | None) -> str:
    """What an alpha bears, by Krippendorff's marks."""
    if value is None:
        return "cannot be told"
    if value >= SOLID:
        return "enough to build on"
    return "enough for tentative conclusions" if value >= TENTATIVE else "too little to rest a claim on"


def bears(alpha: Alpha) -> str:
    """What an alpha bears, and whether its interval bears as much."""
    said = weight(alpha.value)
    if alpha.value is None or alpha.value < TENTATIVE:
        return said
    if alpha.low is None:
        return f"{said} by the figure alone"
    return said if weight(alpha.low) == said else f"{said}, though the interval reaches lower"


def in_words(alpha: Alpha) -> str:
    """An alpha as it stands beside a share: the figure, its interval, the units and coders, and what it bears."""
    if not alpha.units:
        return "no two people coded the same material, so that agreement cannot be told"
    on = f"{alpha.units} coded by two or more"
    if alpha.value is None:
        return f"agreement cannot be told: nothing varied ({on})"
    between = ", no interval"
    if alpha.low is not None and alpha.high is not None:
        between = f", {alpha.low:.2f} to {alpha.high:.2f}"
    return f"Krippendorff's alpha {alpha.value:.2f}{between} ({on}): {bears(alpha)}"
