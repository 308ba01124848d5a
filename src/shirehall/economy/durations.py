"""Durations as inverse-distribution tables: any curve costs the same to draw from."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from shirehall.economy.kernel import POINTS

_HOUR = 3_600_000.0


def lognormal_terms(mean: float, spread: float) -> tuple[float, float]:
    """The mu and sigma of the lognormal with this mean and coefficient of variation."""
    s2 = float(np.log1p(spread * spread))
    return float(np.log(mean)) - s2 / 2, s2**0.5


def _grid() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Normal quantiles on the coarse grid, and on the fine grid of its last cell."""
    normal = NormalDist()
    coarse = np.arange(POINTS) / (POINTS - 1)
    fine = (POINTS - 2 + coarse) / (POINTS - 1)
    low, high = 0.25 / (POINTS - 1), 1 - 0.25 / (POINTS - 1) ** 2
    return tuple(np.array([normal.inv_cdf(min(max(float(p), low), high)) for p in g]) for g in (coarse, fine))  # type: ignore[return-value]


def quantile_tables(kinds: Sequence[tuple[float, float]]) -> npt.NDArray[np.float64]:
    """Tables [kind, 2, POINTS] in milliseconds for (mean hours, spread): row 1 refines the last cell of row 0.

    Spread 1 exactly is the exponential, 0 a constant, anything else a lognormal. The mean of what is drawn equals the
    mean asked for.
    """
    coarse, fine = _grid()
    unit = np.arange(POINTS) / (POINTS - 1)
    tables = np.zeros((max(len(kinds), 1), 2, POINTS))
    for i, (mean, spread) in enumerate(kinds):
        if mean <= 0:
            continue
        if spread == 0:
            tables[i] = mean
        elif spread == 1:
            tail = np.minimum((POINTS - 2 + unit) / (POINTS - 1), 1 - 0.25 / (POINTS - 1) ** 2)
            tables[i, 0] = -mean * np.log1p(-np.minimum(unit, 1 - 0.5 / (POINTS - 1)))
            tables[i, 1] = -mean * np.log1p(-tail)
        else:
            mu, sigma = lognormal_terms(mean, spread)
            tables[i, 0], tables[i, 1] = np.exp(mu + sigma * coarse), np.exp(mu + sigma * fine)
        tables[i] *= mean / drawn_mean(tables[i])
    return np.rint(tables * _HOUR)


def drawn_mean(table: npt.NDArray[np.float64]) -> float:
    """The mean of what `draw` gives from one table."""
    body, tail = table[0][: POINTS - 1], table[1]
    cells = (body[:-1] + body[1:]) / 2
    inside = float(((tail[:-1] + tail[1:]) / 2).mean())
    return (float(cells.sum()) + inside) / (POINTS - 1)
