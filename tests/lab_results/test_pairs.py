"""Intervals and paired differences: against published figures, and against what SciPy and statsmodels give."""

from __future__ import annotations

import math
import random

import pytest

from shirehall.lab.pairs import difference, holm, mcnemar, newcombe, share_difference, t_quantile, wilson

# Newcombe (1998), Statistics in Medicine 17:2635-2650, Table III, method 10, to the four decimals printed there.
TABLE_III = [
    ((36, 12, 2, 0), (0.0569, 0.3404)), ((20, 12, 2, 16), (0.0562, 0.3292)), ((18, 12, 2, 18), (0.0562, 0.3290)),
    ((36, 14, 0, 0), (0.1528, 0.4167)), ((35, 14, 0, 1), (0.1461, 0.4175)), ((18, 14, 0, 18), (0.1441, 0.3963)),
    ((2, 97, 1, 0), (0.8721, 0.9854)), ((1, 97, 1, 1), (0.8736, 0.9850)), ((0, 29, 1, 0), (0.6666, 0.9882)),
    ((2, 98, 0, 0), (0.9178, 0.9945)), ((1, 98, 0, 1), (0.9171, 0.9916)), ((0, 30, 0, 0), (0.8395, 1.0)),
    ((54, 0, 0, 0), (-0.0664, 0.0664)), ((53, 0, 0, 1), (-0.0729, 0.0729)), ((30, 0, 0, 24), (-0.0358, 0.0358)),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "ends"), TABLE_III)
def test_a_paired_difference_of_shares_has_the_published_interval(cells, ends):
    assert newcombe(*cells) == pytest.approx(ends, abs=1e-4)


@pytest.mark.parametrize(("cells", "ends"), TABLE_III)
def test_the_interval_the_other_way_round_is_its_mirror(cells, ends):
    both, first, second, neither = cells
    assert newcombe(both, second, first, neither) == pytest.approx((-ends[1], -ends[0]), abs=1e-4)


def test_the_interval_of_a_share_is_scipys():
    assert wilson(15, 148) == pytest.approx((0.06238639953073629, 0.16048724172330803), abs=1e-12)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 40)[0] == 0 and wilson(40, 40)[1] == 1
    assert wilson(40, 40)[0] == pytest.approx(1 - wilson(0, 40)[1])
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)


@pytest.mark.parametrize(
    ("chance", "freedom", "point"),
    [
        (0.975, 1, 12.706204736),
        (0.975, 9, 2.262157163),
        (0.975, 199, 1.971956545),
        (0.995, 4, 4.604094871),
    ],
)
def test_the_quantile_of_t_is_scipys(chance, freedom, point):
    assert t_quantile(chance, freedom) == pytest.approx(point, rel=1e-9)
    assert t_quantile(1 - chance, freedom) == pytest.approx(-point, rel=1e-9)


def test_there_is_no_quantile_outside_a_probability():
    with pytest.raises(ValueError, match="no quantile"):
        t_quantile(1.0, 3)


def test_a_paired_difference_of_numbers_is_scipys():
    here = dict(enumerate([3.1, 4.7, 5.2, 2.9, 6.0]))
    there = dict(enumerate([2.5, 4.9, 4.1, 2.0, 4.4]))
    found = difference(here, there)
    assert (found.pairs, found.mean) == (5, pytest.approx(0.8))
    assert (found.low, found.high) == pytest.approx((-0.02829319722772916, 1.6282931972277292), abs=1e-9)
    assert not found.clear
    assert difference({**here, 9: 100.0}, there) == found, "a seed that one arm alone has run says nothing"


def test_pairing_takes_out_what_the_seeds_have_in_common():
    chance = random.Random(4)
    there = {seed: chance.gauss(0, 50) for seed in range(30)}
    here = {seed: value + 2 + chance.gauss(0, 1) for seed, value in there.items()}
    found = difference(here, there)
    assert found.clear and found.low is not None and found.high is not None
    assert found.low < 2 < found.high and found.high - found.low < 2


def test_one_pair_or_none_has_no_interval():
    assert difference({1: 5.0}, {1: 3.0}).mean == 2
    assert difference({1: 5.0}, {1: 3.0}).low is None
    assert difference({1: 5.0}, {2: 3.0}).pairs == 0
    assert math.isnan(difference({}, {}).mean)
    assert not difference({}, {}).clear


def test_the_exact_split_of_pairs_is_scipys_binomial_test():
    assert mcnemar(2, 10) == pytest.approx(0.03857421875)
    assert mcnemar(10, 2) == mcnemar(2, 10)
    assert mcnemar(0, 8) == pytest.approx(0.0078125)
    assert mcnemar(0, 0) == 1


def test_many_comparisons_are_held_down_as_statsmodels_does():
    assert holm([0.01, 0.04, 0.03, 0.005, 0.5]) == pytest.approx([0.04, 0.09, 0.09, 0.025, 0.5])
    assert holm([]) == []


def test_shares_are_compared_over_the_seeds_of_both():
    here = {seed: seed % 4 == 0 for seed in range(40)}
    there = {seed: seed % 2 == 0 for seed in range(10, 50)}
    found = share_difference(here, there)
    assert found is not None
    assert (found.pairs, found.gained, found.lost) == (30, 0, 8)
    assert found.change == pytest.approx(-8 / 30)
    assert found.clear and found.p == pytest.approx(2 / 2**8)
    assert share_difference({1: True}, {2: True}) is None


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    """Two correlated outcomes of known chances, drawn many times: about nineteen of twenty intervals hold the difference."""
    chance, held, trials = random.Random(11), 0, 600
    for _ in range(trials):
        here, there = dict[int, bool](), dict[int, bool]()
        for seed in range(40):
            common = chance.random()
            there[seed] = common < 0.5
            here[seed] = common < 0.7 if chance.random() < 0.7 else chance.random() < 0.7
        found = share_difference(here, there)
        assert found is not None
        held += found.low <= 0.2 <= found.high
    assert 0.92 < held / trials < 0.99


def test_of_a_few_pairs_nothing_is_clear_however_one_sided():
    every, none = dict.fromkeys(range(5), True), dict.fromkeys(range(5), False)
    few = share_difference(every, none)
    assert few is not None and few.low > 0 and few.p == 0.0625 and not few.clear
    more = share_difference(dict.fromkeys(range(6), True), dict.fromkeys(range(6), False))
    assert more is not None and more.clear
