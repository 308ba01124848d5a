"""A lab's folder: nothing that was kept is lost, a torn line is dropped and said, and another lab is refused."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from shirehall.errors import RecordError, UsageError
from shirehall.lab.arms import PLAIN, RANDOM, SILENT
from shirehall.lab.kept import PLAN, RUNS, Folder, Plan
from shirehall.lab.run import Reading1, Run

THE_PLAN = Plan("tiny", "d" * 64, (PLAIN, SILENT), (1, 2, 3), 0.5, True, "0.1", "e" * 64)


def a_run(seed: int, arm: str = "pack") -> Run:
    return Run(
        arm, seed, 1.5, "ab" * 32, 7, {"signed": 2, "asked": 5}, {"F-1": Reading1("held", 0.25, "a quarter – “so”")},
        {"deeds": 3.0}, ((1, "ae-within-4h", "county", 93.5),), 0.5,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    found = Folder(tmp_path / "lab")
    found.begin(THE_PLAN)
    return found


def test_what_is_kept_is_read_again_in_the_order_of_arm_and_seed(folder: Folder) -> None:
    runs = [a_run(3), a_run(1), a_run(2, "silent"), a_run(1, "silent")]
    for run in runs:
        folder.append(run)
    again = Folder(folder.path)
    assert again.runs() == tuple(sorted(runs, key=lambda r: r.key))
    assert again.runs("silent") == (runs[3], runs[2])
    assert again.plan == THE_PLAN and not again.said
    assert again.has("pack", 3) and not again.has("pack", 2)


def test_a_run_is_kept_once(folder: Folder) -> None:
    folder.append(a_run(1))
    folder.append(replace(a_run(1), seconds=9.0))
    assert Folder(folder.path).runs() == (a_run(1),)


@pytest.mark.parametrize("cut", [1, 40, -1])
def test_a_torn_last_line_is_dropped_and_said_and_taken_away_with_the_next_run(
    folder: Folder, cut: int
) -> None:
    folder.append(a_run(1))
    folder.append(a_run(2))
    file = folder.path / RUNS
    whole = file.read_bytes()
    first = whole.index(b"\n") + 1
    torn = whole[: first + cut] if cut > 0 else whole[:-1]
    file.write_bytes(torn)
    again = Folder(folder.path)
    assert again.runs() == (a_run(1),)
    assert len(again.said) == 1 and "cut short" in again.said[0]
    assert file.read_bytes() == torn, "reading changes nothing"
    again.append(a_run(2))
    assert file.read_bytes() == whole


def test_a_damaged_line_in_the_middle_is_refused_with_its_number(folder: Folder) -> None:
    folder.append(a_run(1))
    folder.append(a_run(2))
    file = folder.path / RUNS
    file.write_bytes(b'{"arm": 3}\n' + file.read_bytes())
    with pytest.raises(RecordError, match=rf"{RUNS}:1: the run on this line cannot be read"):
        Folder(folder.path).runs()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (replace(THE_PLAN, digest="c" * 64), "another pack"),
        (replace(THE_PLAN, people=1.0), "another share"),
        (replace(THE_PLAN, county=False), "whether the county lives"),
        (replace(THE_PLAN, engine="c" * 64), "another Shirehall"),
        (replace(THE_PLAN, record="c" * 64, month=3), "another day"),
        (replace(THE_PLAN, arms=(PLAIN,)), "an arm `silent` that is not asked for now"),
        (replace(THE_PLAN, arms=(PLAIN, replace(SILENT, jitter=0.1))), "another arm called `silent`"),
    ],
)
def test_a_folder_of_another_lab_is_refused_and_left_alone(folder: Folder, other: Plan, words: str) -> None:
    folder.append(a_run(1))
    folder.end()
    before = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    with pytest.raises(UsageError, match=words):
        Folder(folder.path).begin(other)
    assert {path.name: path.read_bytes() for path in folder.path.iterdir()} == before


def test_more_seeds_more_arms_and_other_words_are_welcome(folder: Folder) -> None:
    folder.end()
    more = replace(THE_PLAN, arms=(replace(PLAIN, about="Otherwise said."), SILENT, RANDOM), seeds=(3, 4))
    assert Folder(folder.path).begin(more).seeds == (1, 2, 3, 4)
    assert [arm.name for arm in Folder(folder.path).plan.arms] == ["pack", "silent", "random"]


def test_two_labs_do_not_write_into_one_folder(folder: Folder) -> None:
    with pytest.raises(UsageError, match="another lab is writing"):
        Folder(folder.path).begin(THE_PLAN)
    folder.end()
    Folder(folder.path).begin(THE_PLAN)


def test_a_folder_without_a_plan_or_with_a_broken_one_says_so(tmp_path: Path, folder: Folder) -> None:
    with pytest.raises(UsageError, match="holds no lab"):
        _ = Folder(tmp_path).plan
    (folder.path / PLAN).write_text(json.dumps({"pack": "tiny"}), encoding="utf-8")
    with pytest.raises(RecordError, match="plan cannot be read"):
        _ = Folder(folder.path).plan
