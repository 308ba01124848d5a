"""A run is a pure function of (pack, arm, seed): in this process, in another, and whatever was run before."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from shirehall import assemble
from shirehall.errors import ShirehallError, UsageError
from shirehall.lab.arms import PLAIN, SILENT
from shirehall.lab.engines import Failed, Local
from shirehall.lab.ground import source_digest
from shirehall.lab.run import Run, Task, run, run_from_json
from shirehall.patch.read import read_pack
from shirehall.study.findings import judge_all
from shirehall.study.measures import reading

JITTERED = replace(PLAIN, name="jittered", jitter=0.3)


def bare(done: Run) -> str:
    """Everything of a run but its seconds, as bytes would hold it."""
    return json.dumps(replace(done, seconds=0).as_json(), sort_keys=True)


@pytest.fixture(scope="module")
def tasks(tiny: Path) -> tuple[Task, ...]:
    return tuple(
        Task(str(tiny), arm, seed) for arm, seed in ((PLAIN, 5), (JITTERED, 5), (SILENT, 5), (PLAIN, 6))
    )


@pytest.fixture(scope="module")
def here(tasks: tuple[Task, ...]) -> dict[tuple[str, int], str]:
    return {done.key: bare(done) for done in map(run, tasks)}


def test_a_run_is_the_same_again_whatever_was_run_in_between(
    tasks: tuple[Task, ...], here: dict[tuple[str, int], str]
) -> None:
    for task in reversed(tasks):
        assert bare(run(task)) == here[task.arm.name, task.seed]


def test_a_run_is_the_same_in_workers_that_are_spawned(
    tasks: tuple[Task, ...], here: dict[tuple[str, int], str]
) -> None:
    done = list(Local(2).each(tasks))
    assert {each.key: bare(each) for each in done if isinstance(each, Run)} == here


def test_a_run_is_the_same_under_another_hash_seed(tiny: Path, here: dict[tuple[str, int], str]) -> None:
    program = (
        "import json, sys; from dataclasses import replace\n"
        "from shirehall.lab.run import Task, run; from shirehall.lab.arms import PLAIN\n"
        f"done = run(Task({str(tiny)!r}, PLAIN, 5))\n"
        "print(json.dumps(replace(done, seconds=0).as_json(), sort_keys=True))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "4242"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == here["pack", 5]


def test_seeds_and_arms_differ(here: dict[tuple[str, int], str]) -> None:
    heads = {key: json.loads(words)["head"] for key, words in here.items()}
    assert len({heads["pack", 5], heads["pack", 6], heads["jittered", 5], heads["silent", 5]}) == 4


def test_a_run_comes_back_from_its_json(here: dict[tuple[str, int], str]) -> None:
    for words in here.values():
        assert bare(run_from_json(json.loads(words))) == words


def test_a_run_is_the_play_of_the_same_seed(tiny: Path, tmp_path: Path) -> None:
    told = assemble.play_into(read_pack(tiny), 5, tmp_path / "day")
    done = run(Task(str(tiny), PLAIN, 5))
    assert (done.head, done.events) == (told["head"], told["events"])
    telling = assemble.telling_of(tmp_path / "day" / "record.sqlite", str(tiny))
    assert {j.finding.id: (j.outcome, j.value) for j in judge_all(telling)} == {
        name: (each.outcome, each.value) for name, each in done.findings.items()
    }
    assert len(done.measures) > 10
    for name, value in done.measures.items():
        assert reading(name, telling).value == value
    figures = {(f.month, f.measure, f.subject): f.value for f in telling.figures if f.group == "all"}
    assert done.months and all(figures[month, m, who] == value for month, m, who, value in done.months)
    assert sum(done.kinds.values()) == done.events


def test_a_run_writes_nothing(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = sorted(str(path) for path in tiny.rglob("*"))
    run(Task(str(tiny), replace(PLAIN, name="fresh", managers=True), 9))
    assert not list(tmp_path.iterdir())
    assert sorted(str(path) for path in tiny.rglob("*")) == before


def test_a_worker_with_another_pack_or_another_shirehall_refuses(tiny: Path) -> None:
    with pytest.raises(UsageError, match="another pack"):
        run(Task(str(tiny), PLAIN, 5, digest="0" * 64))
    with pytest.raises(UsageError, match="another Shirehall"):
        run(Task(str(tiny), PLAIN, 5, engine="0" * 64))
    run(Task(str(tiny), SILENT, 5, county=False, digest=read_pack(tiny).digest, engine=source_digest()))


def test_a_run_that_fails_is_told_and_the_others_go_on(tiny: Path, tmp_path: Path) -> None:
    tasks = (Task(str(tmp_path / "nowhere"), PLAIN, 1), Task(str(tiny), SILENT, 1, county=False))
    failed, done = sorted(Local(1).each(tasks), key=lambda each: isinstance(each, Run))
    assert (
        isinstance(failed, Failed) and "there is no pack" in failed.why and "shirehall packs" in failed.mend
    )
    assert isinstance(done, Run) and done.arm == "silent"
    with pytest.raises(ShirehallError):
        run(tasks[0])


def test_a_run_plays_every_round_of_its_pack() -> None:
    kinds = run(Task("seesaw", SILENT, 3, county=False)).kinds
    assert (kinds["round-judged"], kinds["round-opened"]) == (2, 1)
