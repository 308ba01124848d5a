"""The lab's page and its folder: what is written, what is claimed, and that it stands on nothing from elsewhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from shirehall.errors import UsageError
from shirehall.lab.arms import PLAIN, Arm, Change
from shirehall.lab.held import standings
from shirehall.lab.kept import Folder
from shirehall.lab.page import results_of, write_results
from shirehall.lab.page.document import page
from shirehall.lab.page.sheets import compared_tables
from shirehall.lab.page.words import arm_words, change_within, number, percent
from shirehall.lab.pairs import difference
from shirehall.lab.tables import Named, tables
from shirehall.lab.typical import command
from shirehall.paper.tree import Figure, Fold, Table, blocks_of, sections_of, sentences_of
from tests.lab_results.made import a_lab, a_run, bigshire, kept, results


@pytest.fixture(scope="module")
def lab():
    return a_lab(16)


@pytest.fixture(scope="module")
def folder(lab, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = kept(tmp_path_factory.mktemp("lab"), lab)
    write_results(where, bigshire())
    return where


def words_of(document) -> str:
    return " ".join(sentence.text for sentence in sentences_of(document))


def test_the_folder_holds_page_findings_and_tables(folder: Path, lab):
    assert (folder / "index.html").is_file()
    told = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in told["findings"]] == [finding.id for finding in bigshire().findings]
    names = {path.name for path in (folder / "tables").iterdir()}
    assert {"runs.csv", "measures.csv", "measures.parquet", "summary.csv", "standings.parquet"} <= names
    assert (folder / "tables" / "measures" / "deed-share.csv").is_file()


def test_parquet_holds_what_csv_holds(folder: Path):
    import polars

    frame = polars.read_parquet(folder / "tables" / "summary.parquet")
    lines = (folder / "tables" / "summary.csv").read_text(encoding="utf-8").splitlines()
    assert frame.height == len(lines) - 1 and frame.schema["mean"] == polars.Float64


def test_what_was_kept_and_read_again_gives_the_same_page_and_tables(folder: Path, lab):
    read = results_of(folder, bigshire())
    assert read.runs == lab.runs and page(read, "x") == page(lab, "x")
    for sheet in (*tables(read), *compared_tables(read)):
        assert (folder / "tables" / f"{sheet.name}.csv").read_bytes() == sheet.as_csv().encode()


def test_the_page_fetches_nothing_and_runs_nothing(folder: Path):
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert "<script" not in html and "default-src 'none'" in html
    assert not re.search(r'(?:src|href)="https?:', html)
    assert html.count("<svg ") >= 7


def test_the_page_says_who_played_and_never_what_will_be(folder: Path, lab):
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert "Nobody took part in these runs" in html and "No person took part" in html
    said = words_of(page(lab)).casefold()
    assert "predict" not in said and not re.search(r"\bwill\b", said)
    assert "might" in html and "no forecast" in html


def test_every_finding_of_the_pack_stands_on_the_page_once_in_its_tables(lab):
    document = page(lab)
    held = next(section for section in document.sections if section.id == "held")
    rows = [row.cells[0] for part in held.parts if part.id != "held-stricter"
            for block in part.blocks if isinstance(block, Table) for row in block.rows]  # fmt: skip
    assert sorted(rows) == sorted(finding.id for finding in bigshire().findings)


def test_the_page_counts_as_the_table_does(lab):
    many = sum(each.counts for each in standings(lab))
    of = sum(each.computable and not each.designed_in for each in standings(lab))
    assert f"Of the {of} findings" in words_of(page(lab)) and f"{many} count" in words_of(page(lab))


def test_every_anchor_is_there_once_and_every_table_is_straight(lab):
    document = page(lab)
    anchors = [section.id for section in sections_of(document)]
    assert len(anchors) == len(set(anchors))
    tables = [block for block in blocks_of(document) if isinstance(block, Table)]
    tables += [block.table for block in blocks_of(document) if isinstance(block, Figure)]
    assert len(tables) > 10
    assert all(len(row.cells) == len(table.columns) for table in tables for row in table.rows)


def test_a_mechanism_that_is_switched_off_has_its_line(lab):
    section = next(each for each in page(lab).sections if each.id == "knocked-out")
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    (row,) = table.rows
    assert row.cells[0] == "Habit" and int(row.cells[2]) > 0 and "(" in row.cells[4]


def test_without_other_arms_nothing_is_compared():
    document = page(a_lab(6, arms=(PLAIN,), months=False))
    ids = [section.id for section in document.sections]
    assert "arms" not in ids and "knocked-out" not in ids and "months" not in ids
    assert "none can count" in words_of(document)
    assert any(isinstance(block, Figure) for block in blocks_of(document))


def test_a_single_run_is_told_too():
    document = page(results(a_run("pack", 1, deed_share=0.1), arms=(PLAIN,)))
    assert document.title.endswith("1 run of a lab")
    assert "read" not in [section.id for section in document.sections]


def test_arms_that_have_no_seed_in_common_say_so():
    document = page(
        results(a_run("pack", 1, deed_share=0.1), a_run("late", 2), arms=(PLAIN, Arm("late", jitter=0.2)))
    )
    assert "No seed has been run in both arms yet." in words_of(document)


def test_a_lab_that_is_not_finished_says_how_far_it_is():
    half = results(a_run("pack", 1), a_run("pack", 2), a_run("silent", 1))
    assert ("Runs", "3 of 8 asked for") in page(half).about


def test_a_lab_without_runs_or_of_another_pack_is_refused(tmp_path: Path):
    empty = results(arms=(PLAIN,))
    Folder(tmp_path / "empty").begin(empty.plan)
    with pytest.raises(UsageError, match="no finished run"):
        write_results(tmp_path / "empty", bigshire())
    other = kept(tmp_path / "other", a_lab(2))
    with pytest.raises(UsageError, match="has changed"):
        results_of(other, replace(bigshire(), digest="0" * 64))
    assert not (other / "index.html").exists()


def test_all_that_is_folded_away_is_still_on_the_page(lab):
    folds = [block for block in blocks_of(page(lab)) if isinstance(block, Fold)]
    assert any("Every number" in fold.title for fold in folds)


def test_numbers_are_shown_as_fine_as_they_bear():
    share, count, money = (
        Named("k", "K", unit, places) for unit, places in (("share", 2), ("events", 0), ("£", 2))
    )
    assert [number(v, share) for v in (0.0546, 1.25)] == ["0.055", "1.25"]
    assert [number(v, count) for v in (49.0, 49.5, 2338.4)] == ["49", "49.5", "2,338"]
    assert number(-1234567.4, money) == "−1,234,567"
    assert (
        change_within(difference({1: 3.0, 2: 5.5, 3: 4.0}, {1: 1.0, 2: 2.0, 3: 1.5}), count)
        == "+2.7 (+0.8 to +4.6)"
    )
    assert change_within(difference({1: 3.0}, {1: 1.0}), count) == "+2.0"
    assert (percent(0.001), percent(0.999), percent(0.0), percent(1.0)) == ("<1%", ">99%", "0%", "100%")


def test_each_change_of_an_arm_is_said():
    changes = (
        Change("set", "organisations.yaml", '"council"', ("traits", "trust"), "0.9"),
        Change("times", "injects.yaml", '"flood"', ("month",), "2"),
        Change("add", "rules.yaml", value='{"id": "x"}'),
        Change("remove", "injects.yaml", '"flood"'),
        Change("replace", "", '"north"', value='"south"'),
        Change("forget", "", '"north"'),
    )
    said = arm_words(Arm("all", changes=changes, without=("habit",), jitter=0.2, managers=True, people=0.1))
    for words in ("council traits.trust set to 0.9", "flood month times 2", "rules.yaml added", "flood removed", "throughout",
                  "without the mechanism habit", "by up to 20%", "have their managers", "10% of the county"):  # fmt: skip
        assert words in said
    assert arm_words(PLAIN) == "the pack as it is"


def test_the_strangest_runs_are_never_the_most_typical_one():
    few = results(*(a_run("pack", seed, deed_share=float(seed)) for seed in (1, 2, 4)), arms=(PLAIN,))
    section = next(each for each in page(few).sections if each.id == "read")
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    assert [row.cells[2] for row in table.rows] == ["2", "4", "1"]


def test_a_day_that_was_branched_is_not_said_to_be_scripts_alone():
    lab = results(a_run("pack", 1), a_run("pack", 2), arms=(PLAIN,))
    branch = replace(lab, plan=replace(lab.plan, record="f" * 64, month=6, seats=("council",)))
    document = page(branch)
    assert "Nobody took part" not in document.notice and "Up to month 6" in document.notice
    assert "council, while the others stay empty" in document.notice
    assert "No person took part" not in words_of(document) and "whoever played it" in words_of(document)
    assert "--from RECORD" in command(branch, "pack", 1, "lab")
