"""Agreement of coders: worked examples as they were published, another's reckoning, and what must hold of any ratings."""

from __future__ import annotations

from typing import Any

import krippendorff as by_others
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.errors import UsageError
from shirehall.study.codes.agreement import Alpha, bears, in_words, weight
from shirehall.study.codes.reckoned import alphas, cohen, kappas, krippendorff

NAN = float("nan")

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: parts A, B and C.
BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbccceddd")
FOUR = ("123321412...", "1233224125.3", ".3332342251.", "1233244125" + "1.")


def columns(rows: tuple[str, ...]) -> list[list[str]]:
    """The units of an example: down its columns, dots left out."""
    return [[value for value in column if value != "."] for column in zip(*rows, strict=True)]


def test_alpha_of_two_observers_and_a_yes_or_no_is_as_published():
    assert krippendorff(columns(BINARY)) == pytest.approx(0.095, abs=0.0005)


def test_alpha_of_two_observers_and_five_names_is_as_published():
    assert krippendorff(columns(NOMINAL)) == pytest.approx(0.692, abs=0.0005)


def test_alpha_of_four_observers_with_values_missing_is_as_published():
    assert krippendorff(columns(FOUR)) == pytest.approx(0.743, abs=0.0005)


def test_kappa_of_three_categories_is_as_published():
    """Cohen (1960), table 1: 200 diagnoses by two judges, kappa .492."""
    assert cohen([[88, 14, 18], [10, 40, 10], [2, 6, 12]]) == pytest.approx(0.492, abs=0.0006)


def test_kappa_of_a_square_of_counts_is_worked_out_by_hand():
    """po = 35/50, pe = 0.5: kappa 0.4. Two margins that lean to one side take from kappa what agreement seems to give."""
    assert cohen([[20, 5], [10, 15]]) == 0.4
    assert cohen([[45, 15], [25, 15]]) == 0.1304
    assert cohen([[25, 35], [5, 35]]) == 0.2593


def test_kappa_of_nothing_or_of_no_variation_is_none():
    assert cohen([[0, 0], [0, 0]]) is None
    assert cohen([[7, 0], [0, 0]]) is None
    with pytest.raises(UsageError, match="not square"):
        cohen([[1, 2, 3], [1, 2, 3]])


values = st.one_of(st.none(), st.integers(0, 3))
grids = st.integers(2, 5).flatmap(
    lambda coders: st.lists(st.lists(values, min_size=coders, max_size=coders), min_size=2, max_size=25)
)


@given(grids)
def test_alpha_is_what_another_program_works_out(grid: list[list[int | None]]):
    ours = krippendorff([[value for value in unit if value is not None] for unit in grid])
    if ours is None:
        paired = [v for unit in grid if sum(x is not None for x in unit) > 1 for v in unit if v is not None]
        assert len(set(paired)) < 2
        return
    data = np.array([[NAN if value is None else value for value in unit] for unit in grid], dtype=float).T
    assert ours == pytest.approx(by_others.alpha(data, level_of_measurement="nominal"), abs=1e-4)


sets = st.frozensets(st.sampled_from(["a", "b", "c"]))
ratings = st.dictionaries(
    st.sampled_from(["one", "two", "three"]),
    st.dictionaries(st.integers(1, 12), sets, max_size=12),
    min_size=2,
    max_size=3,
)


def yes_or_no(rated: dict[str, dict[int, frozenset[str]]], code: str) -> list[list[bool]]:
    """Each unit with the yes or no of those who coded it."""
    units = sorted({unit for coded in rated.values() for unit in coded})
    return [[code in coded[unit] for coded in rated.values() if unit in coded] for unit in units]


@given(ratings)
def test_alpha_of_each_code_is_that_of_its_yes_or_no(rated: dict[str, dict[int, frozenset[str]]]):
    for alpha in alphas(rated, seed=1, codes=("a", "b", "c"), draws=0)[1:]:
        assert alpha.value == krippendorff(yes_or_no(rated, alpha.code))


@given(ratings)
def test_alpha_over_all_codes_is_what_another_program_works_out_with_codes_apart_as_distance(rated: Any):
    """The distance of two codings is the number of codes in one and not in the other."""
    ours = alphas(rated, seed=1, codes=("a", "b", "c"), draws=0)[0]
    if ours.value is None:
        return
    units = sorted({unit for coded in rated.values() for unit in coded})
    number = {"a": 1, "b": 2, "c": 4}

    def bits(given: frozenset[str]) -> float:
        return float(sum(number[code] for code in given))

    data = np.array(
        [[bits(coded[u]) if u in coded else NAN for u in units] for coded in rated.values()], dtype=float
    )

    def apart(v1: Any, v2: Any, **_: Any) -> Any:
        both = np.bitwise_xor(np.asarray(v1, dtype=int), np.asarray(v2, dtype=int))
        return np.asarray(((both & 1) > 0) * 1 + ((both & 2) > 0) * 1 + ((both & 4) > 0) * 1, dtype=float)

    theirs = by_others.alpha(data, level_of_measurement=apart, value_domain=[float(v) for v in range(8)])
    assert ours.value == pytest.approx(theirs, abs=1e-4)


@given(ratings)
def test_kappa_of_each_code_is_cohens_and_the_counts_add_up(rated: Any):
    one, other = list(rated.values())[:2]
    whole, *each = kappas(one, other, coders=("one", "two"), seed=1, draws=0)
    shared = set(one) & set(other)
    for kappa in each:
        assert kappa.value == cohen([[kappa.both, kappa.one], [kappa.other, kappa.neither]])
        assert kappa.both + kappa.one + kappa.other + kappa.neither == kappa.units == len(shared)
        assert kappa.both == sum(kappa.code in one[u] and kappa.code in other[u] for u in shared)
    assert whole.both == sum(kappa.both for kappa in each)


@given(ratings, st.integers(0, 2**32))
def test_agreement_lies_within_its_bounds_and_holds_its_interval_in_order(rated: Any, seed: int):
    one, other = list(rated.values())[:2]
    for found in (
        *alphas(rated, seed=seed, draws=40),
        *kappas(one, other, coders=("1", "2"), seed=seed, draws=40),
    ):
        for figure in (found.value, found.low, found.high):
            assert figure is None or -1.0 <= figure <= 1.0
        if found.low is not None and found.high is not None:
            assert found.low <= found.high


@given(ratings)
def test_who_came_first_and_what_codes_are_called_make_no_difference(rated: Any):
    called = {"a": "z", "b": "y", "c": "x"}
    turned = {
        coder: {unit: frozenset(called[code] for code in codes) for unit, codes in reversed(coded.items())}
        for coder, coded in reversed(rated.items())
    }
    first = {a.code: a.value for a in alphas(rated, seed=3, draws=0)}
    again = {a.code: a.value for a in alphas(turned, seed=3, draws=0)}
    assert again == {called.get(code, code): value for code, value in first.items()}
    one, other = list(rated.values())[:2]
    there = [
        (k.code, k.value, k.one, k.other) for k in kappas(one, other, coders=("1", "2"), seed=3, draws=0)
    ]
    back = [(k.code, k.value, k.other, k.one) for k in kappas(other, one, coders=("2", "1"), seed=3, draws=0)]
    assert there == back


@given(st.dictionaries(st.integers(1, 12), sets, min_size=1, max_size=12), st.integers(2, 4))
def test_those_who_agree_on_everything_agree_wholly(coded: dict[int, frozenset[str]], coders: int):
    rated = {f"coder {place}": coded for place in range(coders)}
    found = (*alphas(rated, seed=1, draws=20), *kappas(coded, coded, coders=("1", "2"), seed=1, draws=20))
    for each in found:
        if each.code:
            varies = len({each.code in codes for codes in coded.values()}) > 1
            assert each.value == (1.0 if varies else None)
        assert each.value in (None, 1.0) and each.low in (None, 1.0) and each.high in (None, 1.0)


def test_an_interval_follows_from_its_seed_and_narrows_with_more_units():
    def rated(many: int) -> dict[str, dict[int, frozenset[str]]]:
        one = {u: frozenset("a" if u % 3 else "") for u in range(many)}
        other = {u: frozenset("a" if u % 3 and u % 7 else "") for u in range(many)}
        return {"one": one, "two": other}

    few, same, many = (
        alphas(rated(42), seed=5)[1],
        alphas(rated(42), seed=5)[1],
        alphas(rated(840), seed=5)[1],
    )
    assert few == same
    assert few.low is not None and few.high is not None and many.low is not None and many.high is not None
    assert few.low < few.value < few.high and many.high - many.low < (few.high - few.low) / 3


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    """Two coders of whom each sees a code with chance 0.5 and copies the other with chance 0.6: alpha 0.6, in 19 of 20 intervals."""
    chance = np.random.default_rng(11)
    held = 0
    for trial in range(200):
        one = chance.random(60) < 0.5
        other = np.where(chance.random(60) < 0.6, one, chance.random(60) < 0.5)
        rated = {
            name: {u: frozenset("a" if yes else "") for u, yes in enumerate(given)}
            for name, given in (("one", one), ("two", other))
        }
        alpha = alphas(rated, seed=trial, draws=300)[1]
        assert alpha.low is not None and alpha.high is not None
        held += alpha.low <= 0.6 <= alpha.high
    assert 180 <= held <= 198


def test_what_one_person_coded_says_nothing_of_agreement():
    rated = {"one": {1: frozenset("a"), 2: frozenset()}, "two": {3: frozenset("a")}}
    whole = alphas(rated, seed=1)[0]
    assert (whole.units, whole.single, whole.value, whole.low) == (0, 3, None, None)
    assert in_words(whole) == "no two people coded the same material, so that agreement cannot be told"


def test_what_an_alpha_bears_is_said_by_krippendorffs_marks():
    assert [weight(value) for value in (0.8, 0.799, 0.667, 0.66, -0.2, None)] == [
        "enough to build on", "enough for tentative conclusions", "enough for tentative conclusions",
        "too little to rest a claim on", "too little to rest a claim on", "cannot be told",
    ]  # fmt: skip
    assert Alpha("a", 2, 24, 0, 48, 20, 0.71, 0.52, 0.84).said == (
        "Krippendorff's alpha 0.71, 0.52 to 0.84 (24 coded by two or more): enough for tentative conclusions, though the interval "
        "reaches lower"
    )
    assert bears(Alpha("a", 2, 240, 0, 480, 200, 0.91, 0.84, 0.96)) == "enough to build on"
    assert bears(Alpha("a", 2, 24, 0, 48, 20, 0.31, 0.02, 0.54)) == "too little to rest a claim on"


def test_kappa_over_all_codes_pools_what_is_seen_and_what_chance_would_give():
    """Code a: 20, 5, 10, 15 of 50 (po 0.7, pe 0.5); code b: 25, 0, 0, 25 (po 1, pe 0.5): pooled (0.85 - 0.5) / (1 - 0.5) = 0.7."""
    kinds = [("a", "a"), ("a", ""), ("", "a"), ("", "")]
    drawn = [kind for kind, many in zip(kinds, (20, 5, 10, 15), strict=True) for _ in range(many)]
    one = {u: frozenset([*mine, *("b" if u % 2 else "")]) for u, (mine, _) in enumerate(drawn)}
    other = {u: frozenset([*theirs, *("b" if u % 2 else "")]) for u, (_, theirs) in enumerate(drawn)}
    whole, a, b = kappas(one, other, coders=("one", "two"), seed=1)
    assert (a.value, b.value, whole.value, whole.observed) == (0.4, 1.0, 0.7, 0.85)
    assert (a.both, a.one, a.other, a.neither) == (20, 5, 10, 15)


def test_where_no_two_codings_differ_there_is_no_interval():
    rated = {name: {u: frozenset("a" if u % 2 else "") for u in range(10)} for name in ("one", "two")}
    whole, a = alphas(rated, seed=1)
    assert (a.value, a.low, a.high, whole.low) == (1.0, None, None, None)
    assert (
        in_words(a)
        == "Krippendorff's alpha 1.00, no interval (10 coded by two or more): enough to build on by the figure alone"
    )
