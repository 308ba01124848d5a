"""Flat tables of a lab's runs, and which of them are typical and strange."""

from __future__ import annotations

import csv
import io
import math

import pytest

from shirehall.lab.arms import PLAIN, Arm
from shirehall.lab.page.sheets import compared_tables
from shirehall.lab.run import Run
from shirehall.lab.tables import a_measure_each, key_of, named, numbers, spread, tables
from shirehall.lab.typical import command, distances
from tests.lab_results.made import WITHOUT, a_lab, a_run, bigshire, results


def read(sheet) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.as_csv())))


def test_every_measure_of_every_run_has_one_row():
    lab = a_lab(5)
    found = {each.name: each for each in tables(lab)}
    rows = read(found["measures"])
    assert len(rows) == sum(len(run.measures) for run in lab.runs)
    assert len({(row["measure"], row["arm"], row["seed"]) for row in rows}) == len(rows)
    one = next(
        row for row in rows if (row["measure"], row["arm"], row["seed"]) == ("deed-share", "silent", "3")
    )
    run = next(run for run in lab.runs if run.key == ("silent", 3))
    assert float(one["value"]) == run.measures["deed-share"]
    assert len(read(found["runs"])) == len(lab.runs) == 20
    assert len(read(found["findings"])) == sum(len(run.findings) for run in lab.runs)
    assert len(read(found["months"])) == sum(len(run.months) for run in lab.runs)
    assert len(read(found["events"])) == 2 * len(lab.runs)


def test_every_number_has_a_table_of_its_own():
    lab = a_lab(4)
    each = {sheet.name: sheet for sheet in a_measure_each(lab)}
    assert {"deed-share", "events", "month.ae-within-4h.county"} <= set(each)
    assert all(len(sheet.rows) == len(lab.runs) for sheet in each.values())


def test_the_summary_tells_how_a_number_is_spread():
    lab = results(*(a_run("pack", seed, deed_share=value) for seed, value in enumerate([1.0, 2.0, 3.0, 4.0])))
    summary = next(sheet for sheet in tables(lab) if sheet.name == "summary")
    row = next(row for row in read(summary) if row["measure"] == "deed-share")
    assert (row["runs"], row["mean"], row["median"], row["p25"]) == ("4", "2.5", "2.5", "1.75")
    assert float(row["sd"]) == pytest.approx(math.sqrt(5 / 3))


def test_the_spread_of_one_value_has_no_deviation_and_none_has_no_spread():
    assert spread([3.0]).sd is None and spread([3.0]).p95 == 3.0
    with pytest.raises(ValueError, match="no values"):
        spread([])


def test_a_figure_of_the_county_is_its_mean_over_the_months():
    run = Run("pack", 1, 1.0, "h", 5, {}, {}, {}, ((1, "beds-open", "county", 10.0), (2, "beds-open", "county", 20.0),
                                                    (1, "beds-open", "shire-general", 4.0)))  # fmt: skip
    found = numbers(run)
    assert found[key_of("beds-open", "county")] == 15.0 and found[key_of("beds-open", "shire-general")] == 4.0
    assert named(key_of("beds-open", "county"), {}).title == "Beds open"
    assert named(key_of("beds-open", "x"), {"x": "The Infirmary"}).title == "Beds open, The Infirmary"
    assert named("no-such-measure", {}).title == "no-such-measure"


def test_differences_between_arms_stand_in_tables():
    found = {each.name: each for each in compared_tables(a_lab(12))}
    changes = read(found["measure_changes"])
    assert {row["arm"] for row in changes} == {"random", "silent", "without-habit"}
    assert all(row["base"] == "pack" and row["pairs"] == "12" for row in changes)
    events = next(row for row in changes if (row["arm"], row["measure"]) == ("silent", "events"))
    assert float(events["high"].lstrip("'")) < -500
    assert len(read(found["standings"])) == len(bigshire().findings)
    assert len(read(found["finding_changes"])) % 3 == 0


def test_the_run_in_the_middle_is_typical_and_the_one_far_out_strange():
    values = [10.0, 11.0, 12.0, 13.0, 40.0]
    lab = results(
        *(
            a_run("pack", seed, deed_share=value, team_growth=value / 2, always=7.0)
            for seed, value in enumerate(values)
        )
    )
    ranked = distances(lab, "pack")
    assert (ranked[0].seed, ranked[-1].seed) == (3, 4)
    assert ranked[-1].odd[0].key == "deed-share" and ranked[-1].odd[0].away > 1.7
    assert all(odd.key not in ("always", "events") for each in ranked for odd in each.odd), (
        "what never varies says nothing"
    )


def test_a_number_that_some_runs_lack_counts_only_where_it_is():
    lab = results(
        *(
            a_run("pack", seed, deed_share=float(seed), **({"team_growth": 5.0 * seed} if seed > 2 else {}))
            for seed in range(6)
        )
    )
    assert len(distances(lab, "pack")) == 6
    assert all(each.distance < 2 for each in distances(lab, "pack"))


def test_runs_alike_are_all_typical():
    lab = results(*(a_run("pack", seed, deed_share=1.0) for seed in (3, 1, 2)))
    assert [(each.seed, each.distance) for each in distances(lab, "pack")] == [(1, 0.0), (2, 0.0), (3, 0.0)]
    assert distances(lab, "random") == ()


def test_the_command_plays_that_very_run():
    lab = a_lab(2)
    assert command(lab, "pack", 2, "out") == "shirehall play bigshire --seed 2 --out pack-2"
    assert (
        command(lab, "random", 2, "out")
        == "shirehall play bigshire --seed 2 --out random-2 --who random"
    )  # fmt: skip
    assert command(lab, WITHOUT.name, 1, "an out") == (
        "shirehall rerun 'an out' --arm without-habit --seed 1 --out without-habit-1"
    )
    some = results(
        a_run("mixed", 1), arms=(PLAIN, Arm("mixed", who=(("*", "script"), ("council", "silent"))))
    )
    assert command(some, "mixed", 1, "out").startswith("shirehall rerun out --arm mixed")
