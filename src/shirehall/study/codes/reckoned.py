"""How far people who coded the same things agree: Cohen's kappa of two, Krippendorff's alpha of any number, with intervals.

Pure reckoning on ratings: for each coder, for each thing that they coded, the set of codes they gave. A thing that a coder did not
code is missing, which is not the same as coded with nothing. A code is taken as a yes or no on each thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shirehall.errors import UsageError
from shirehall.study.codes.agreement import (
    DRAWS,
    FEWEST_UNITS,
    HIGHEST,
    LOWEST,
    OVERALL,
    Alpha,
    Coded,
    Kappa,
    Ratings,
)  # fmt: skip

Floats = NDArray[np.float64]


def cohen(table: Sequence[Sequence[int]]) -> float | None:
    """Cohen's kappa of a square table of counts, one rater's categories down and the other's across.

    Kappa = (po - pe) / (1 - pe), po the share on the diagonal and pe that expected of the margins (Cohen 1960, Educational and
    Psychological Measurement 20:37-46). None when the table is empty or pe is 1. Raises UsageError for a table that is not square.
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise UsageError(
            "the table of two raters is not square.", mend="give both raters the same categories."
        )
    whole = counts.sum()
    if not whole:
        return None
    seen = np.trace(counts) / whole
    chance = float(counts.sum(axis=0) @ counts.sum(axis=1)) / whole**2
    return None if chance == 1 else tidy((seen - chance) / (1 - chance))


def krippendorff(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for names of things: each unit with the values its coders gave, missing ones left out.

    Alpha = 1 - Do/De from the matrix of coincidences: every ordered pair of values within a unit of m values weighs 1/(m - 1), and
    units with one value are left aside (Krippendorff 2004, Content Analysis, ch. 11; Hayes and Krippendorff 2007, Communication
    Methods and Measures 1:77-89). None when there is nothing to pair, or all values are the same.
    """
    seen, whole = 0.0, 0
    totals: Counter[Hashable] = Counter()
    for unit in units:
        if len(unit) < 2:
            continue
        found = Counter(unit)
        unlike = len(unit) ** 2 - sum(count * count for count in found.values())
        seen += unlike / (len(unit) - 1)
        whole += len(unit)
        totals.update(found)
    expected = whole * whole - sum(count * count for count in totals.values())
    return tidy(1 - (whole - 1) * seen / expected) if expected else None


def tidy(value: float) -> float:
    """A figure held to four decimals."""
    return round(float(value), 4) + 0.0


def codes_in(*given: Coded) -> tuple[str, ...]:
    """Every code that anybody gave, in the order of their ids."""
    return tuple(sorted({code for coded in given for codes in coded.values() for code in codes}))


def kappas(
    one: Coded,
    other: Coded,
    *,
    coders: tuple[str, str],
    seed: int,
    codes: Sequence[str] | None = None,
    draws: int = DRAWS,
) -> tuple[Kappa, ...]:
    """Cohen's kappa of two coders on what both coded: first over all codes together, then code by code.

    Over all codes it is pooled: the mean of po and the mean of pe are taken over the codes before kappa is worked out (De Vries
    and others 2008, Field Methods 20:272-282). Intervals come from drawing units again with `seed`.
    """
    shared = sorted(set(one) & set(other), key=repr)
    names = (
        codes_in({u: one[u] for u in shared}, {u: other[u] for u in shared})
        if codes is None
        else tuple(codes)
    )
    mine, theirs = said_yes(one, shared, names), said_yes(other, shared, names)
    cells = np.stack([mine & theirs, mine & ~theirs, ~mine & theirs, ~mine & ~theirs], axis=2).astype(float)
    flat = cells.reshape(len(shared), 4 * len(names))

    def worked_out(sums: Floats) -> Floats:
        parts = sums.reshape(len(sums), len(names), 4)
        return kappa_of(parts)

    values, low, high = with_interval(flat, worked_out, seed, draws)
    counts = cells.sum(axis=0).astype(int)
    rows = [(OVERALL, counts.sum(axis=0)), *zip(names, counts, strict=True)]
    found = []
    for place, (code, (both, first, second, neither)) in enumerate(rows):
        cells_in_all = int(both + first + second + neither)
        observed = tidy((both + neither) / cells_in_all) if cells_in_all else None
        found.append(
            Kappa(code, coders, len(shared), int(both), int(first), int(second), int(neither), observed, values[place], low[place],
                  high[place])
        )  # fmt: skip
    return tuple(found)


def said_yes(coded: Coded, units: Sequence[Any], codes: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each code was given to each unit; a unit that was not coded has none."""
    place = {code: column for column, code in enumerate(codes)}
    found = np.zeros((len(units), len(codes)), dtype=bool)
    for row, unit in enumerate(units):
        for code in coded.get(unit, ()):
            if code in place:
                found[row, place[code]] = True
    return found


def kappa_of(parts: Floats) -> Floats:
    """Pooled kappa and each code's kappa, for each draw: from counts (draw, code, [both, one, other, neither])."""
    if not parts.shape[1]:
        return np.full((len(parts), 1), np.nan)
    whole = parts.sum(axis=2)
    whole = np.where(whole > 0, whole, np.nan)
    both, one, other, neither = (parts[:, :, cell] for cell in range(4))
    seen = (both + neither) / whole
    chance = ((both + one) * (both + other) + (other + neither) * (one + neither)) / whole**2
    pooled_seen, pooled_chance = seen.mean(axis=1), chance.mean(axis=1)
    each = np.column_stack([pooled_seen, seen]), np.column_stack([pooled_chance, chance])
    return ratio(each[0] - each[1], 1 - each[1])


def alphas(
    ratings: Ratings, *, seed: int, codes: Sequence[str] | None = None, draws: int = DRAWS
) -> tuple[Alpha, ...]:
    """Krippendorff's alpha of any number of coders, things missing or not: first over all codes together, then code by code.

    A code is a yes or a no, taken as names. Over all codes the distance of two codings of a unit is the number of codes that stand
    in one and not in the other, so that Do and De are sums over the codes (a difference function as in Krippendorff 2004, ch. 11).
    Intervals come from drawing units again with `seed`, the way that Zapf and others (2016, BMC Medical Research Methodology 16:93)
    found to hold.
    """
    many = Counter(unit for coded in ratings.values() for unit in coded)
    paired = sorted((unit for unit, count in many.items() if count > 1), key=repr)
    names = tuple(codes) if codes is not None else codes_in(*ratings.values())
    coders_of = np.array([many[unit] for unit in paired], dtype=float).reshape(-1, 1)
    yes = np.zeros((len(paired), len(names)))
    for coded in ratings.values():
        yes += said_yes(coded, paired, names)
    rows = np.zeros((len(paired), 1 + 2 * len(names)))
    rows[:, :1], rows[:, 1::2] = coders_of, yes
    rows[:, 2::2] = 2 * yes * (coders_of - yes) / (coders_of - 1)
    values, low, high = with_interval(rows, alpha_of, seed, draws)
    whole = int(coders_of.sum())
    given_counts = [int(count) for count in yes.sum(axis=0)]
    coders = sum(1 for coded in ratings.values() if any(many[unit] > 1 for unit in coded))
    single = len(many) - len(paired)
    counted = [(OVERALL, sum(given_counts)), *zip(names, given_counts, strict=True)]
    return tuple(
        Alpha(code, coders, len(paired), single, whole, count, values[place], low[place], high[place])
        for place, (code, count) in enumerate(counted)
    )


def alpha_of(sums: Floats) -> Floats:
    """Alpha over all codes and of each code, for each draw: from sums [ratings, then for each code yes and unlike pairs]."""
    whole = sums[:, :1]
    yes, unlike = sums[:, 1::2], sums[:, 2::2]
    expected = 2 * yes * (whole - yes)
    seen = (whole - 1) * unlike
    seen = np.column_stack([seen.sum(axis=1), seen])
    expected = np.column_stack([expected.sum(axis=1), expected])
    return 1 - ratio(seen, expected)


def ratio(part: Floats, whole: Floats) -> Floats:
    """Part by whole, not a number where the whole is nought."""
    safe = np.abs(whole) > 1e-12
    return np.where(safe, part / np.where(safe, whole, 1.0), np.nan)


Figures = tuple[float | None, ...]


def with_interval(
    rows: Floats, worked_out: Callable[[Floats], Floats], seed: int, draws: int
) -> tuple[Figures, Figures, Figures]:
    """Figures of summed rows, with the percentile interval of as many units drawn again with replacement.

    Units that are alike are drawn together, so that the order in which they come has no bearing. There is no interval for few units,
    where more than half of the draws give no figure, or where all of them give the same: no unit differed, and drawing cannot tell
    how rarely one might.
    """
    values = worked_out(rows.sum(axis=0, keepdims=True))[0]
    if len(rows) < FEWEST_UNITS or draws < 1:
        return figures(values), (None,) * len(values), (None,) * len(values)
    alike, counts = np.unique(rows, axis=0, return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(len(rows), counts / counts.sum(), size=draws)
    again = worked_out(drawn.astype(float) @ alike)
    known = np.isfinite(again).mean(axis=0) > 0.5
    filled = np.where(known, again, 0.0)
    low, high = np.nanquantile(filled, [LOWEST, HIGHEST], axis=0)
    known = known & np.isfinite(values) & (high > low)
    return figures(values), figures(np.where(known, low, np.nan)), figures(np.where(known, high, np.nan))


def figures(values: Floats) -> Figures:
    """Figures held to four decimals; none for what is not a number."""
    return tuple(tidy(value) if np.isfinite(value) else None for value in values)
