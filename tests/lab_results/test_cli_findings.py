"""`shirehall findings` and `shirehall rerun`: of a play, of a lab, in words and as JSON, and what is said when it cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shirehall.cli import main
from shirehall.lab.arms import PLAIN, RANDOM, Arm
from shirehall.lab.kept import Folder, Plan
from shirehall.lab.run import Task, run
from shirehall.patch.read import read_pack
from shirehall.patch.scaffold import new_pack
from tests.lab_results.made import a_lab, kept

KEYS = ["id", "computable", "designed_in", "value", "holds", "share", "random", "silent"]
FINDINGS = """
- id: T-1
  statement: Somebody said something.
  measure: count
  filters: {event: [said, asked, told, announced, information-shared]}
  compare: {op: ">=", value: 1}
  strength: explicit
  origin: a page
- id: T-2
  statement: The mood was low.
  measure: none
  cannot: no record holds a mood
  strength: inferred
  origin: a page
"""
CHANGED = Arm("jittered", jitter=0.3)


def said(*words: object) -> int:
    """Run a command in this process; its exit code."""
    try:
        main([str(word) for word in words])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab of one seed in three arms, on a small pack with two findings, without the county."""
    home = tmp_path_factory.mktemp("small")
    pack = new_pack("testshire", home, taken=())
    (pack / "findings.yaml").write_text(FINDINGS, encoding="utf-8")
    arms = (PLAIN, RANDOM, CHANGED)
    folder = Folder(home / "lab")
    folder.begin(Plan(str(pack), read_pack(str(pack)).digest, arms, (4,), county=False))
    for arm in arms:
        folder.append(run(Task(str(pack), arm, 4, county=False)))
    folder.end()
    return home / "lab"


@pytest.fixture(scope="module")
def played(lab: Path) -> Path:
    """The jittered run, played again into a folder."""
    out = lab.parent / "again"
    assert said("rerun", lab, "--arm", "jittered", "--seed", 4, "--out", out) == 0
    return out


def test_a_run_played_again_has_the_head_that_was_kept(lab: Path, played: Path):
    from shirehall.play.record.opening import open_record

    (kept_run,) = Folder(lab).runs("jittered")
    with open_record(played / "record.sqlite") as store:
        assert store.digest() == kept_run.head
    assert "testshire" in (played / "record.jsonl").read_text(encoding="utf-8")
    assert "<h1>" in (played / "report.html").read_text(encoding="utf-8")
    assert (played / "timeline.csv").stat().st_size > 100


def test_a_run_is_not_played_over_a_day_nor_in_an_arm_that_is_not_there(lab: Path, played: Path, capsys):
    assert said("rerun", lab, "--arm", "jittered", "--seed", 4, "--out", played) == 2
    assert said("rerun", lab, "--arm", "nobody", "--seed", 4, "--out", lab.parent / "n") == 2
    assert "no arm called nobody" in capsys.readouterr().err


def test_a_run_that_comes_out_otherwise_is_refused(lab: Path, tmp_path: Path, capsys):
    (tmp_path / "lab").mkdir()
    for name in ("plan.json", "runs.jsonl"):
        words = (lab / name).read_text(encoding="utf-8")
        (tmp_path / "lab" / name).write_text(
            words.replace(Folder(lab).runs("pack")[0].head, "0" * 64), encoding="utf-8"
        )
    assert said("rerun", tmp_path / "lab", "--arm", "pack", "--seed", 4, "--out", tmp_path / "out") == 1
    assert "came out otherwise" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_findings_of_one_play(lab: Path, played: Path, capsys):
    pack = Folder(lab).plan.pack
    assert said("findings", played, "--pack", pack, "--json") == 0
    rows = json.loads(capsys.readouterr().out)["findings"]
    assert [list(row) for row in rows] == [KEYS, KEYS]
    assert [row["id"] for row in rows] == ["T-1", "T-2"]
    assert rows[0]["computable"] and rows[0]["holds"] == (rows[0]["value"] >= 1)
    assert rows[1] == {"id": "T-2", "computable": False, "designed_in": False, "value": None, "holds": None, "share": None,
                       "random": None, "silent": None}  # fmt: skip
    assert said("findings", played / "record.jsonl", "--pack", pack) == 0
    printed = capsys.readouterr().out
    assert "T-1" in printed and "Somebody" in printed and "No record holds a mood" in printed


def test_the_findings_of_a_lab(lab: Path, capsys):
    assert said("findings", lab, "--json") == 0
    first, second = json.loads(capsys.readouterr().out)["findings"]
    assert list(first) == KEYS
    assert first["share"] in (0.0, 1.0) and first["random"] in (0.0, 1.0) and first["silent"] is None
    assert second["share"] is None and not second["computable"]


def test_a_table_of_a_large_lab_is_printed_and_written(tmp_path: Path, capsys):
    folder = kept(tmp_path / "lab", a_lab(8))
    for name in ("table.json", "table.txt", "table.html"):
        assert said("findings", folder, "--out", tmp_path / name) == 0
    printed = capsys.readouterr().out
    assert "The rule of counting." in printed and "F-B-001" in printed
    rows = json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))["findings"]
    assert any(row["share"] not in (0.0, 1.0, None) for row in rows)
    assert "F-B-001" in (tmp_path / "table.txt").read_text(encoding="utf-8")
    assert "<table>" in (tmp_path / "table.html").read_text(encoding="utf-8")
    assert said("findings", folder, "--out", tmp_path / "table.json") == 2
    assert said("findings", folder, "--out", tmp_path / "table.docx") == 2
    err = capsys.readouterr().err
    assert "already" in err and ".docx" in err


def test_a_folder_that_holds_neither_is_said_plainly(tmp_path: Path, capsys):
    assert said("findings", tmp_path) == 2
    assert "without a record" in capsys.readouterr().err
