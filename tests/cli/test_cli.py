"""The command line as a user meets it: plain help, exit codes 0, 1 and 2, one clear error and never a traceback."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from shirehall.cli import main

FILES = ("record.sqlite", "record.jsonl", "report.html", "indicators.json", "timeline.csv")


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def run(*words: str) -> Ran:
    """Run the command in this process."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(list(words))
        except SystemExit as stop:
            code = stop.code
    return Ran(int(str(code or 0)), out.getvalue(), err.getvalue())


def apart(*words: str, **environment: str) -> Ran:
    """Run the command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "shirehall", *words],
        capture_output=True,
        text=True,
        timeout=110,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "120", **environment},
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a new pack in it, and a year played on that pack."""
    folder = tmp_path_factory.mktemp("day")
    assert run("new", "testshire", "--in", str(folder)).returncode == 0
    played = run("play", str(folder / "testshire"), "--seed", "7", "--out", str(folder / "seven"))
    assert played.returncode == 0, played.stderr
    return folder


def on_pack(place: Path) -> tuple[str, str]:
    """Where the pack of the played year is."""
    return "--pack", str(place / "testshire")


def one_error(result: Ran, code: int) -> str:
    """The one error that a command gave, which is no traceback and says how to mend it."""
    assert result.returncode == code, (result.stdout, result.stderr)
    assert "Traceback" not in result.stderr + result.stdout
    assert "Mend" in result.stderr
    return result.stderr


def test_help_names_every_command_in_plain_words():
    result = run("--help")
    assert result.returncode == 0
    for command in ("play", "check", "new", "packs", "timeline", "report", "replay", "export"):
        assert command in result.stdout
    assert "training simulation" in result.stdout


def test_play_writes_five_files_and_tells_each_month(place: Path):
    assert sorted(f.name for f in (place / "seven").iterdir() if f.name in FILES) == sorted(FILES)
    again = run("play", str(place / "testshire"), "--seed", "7", "--out", str(place / "told"))
    assert "June 2013" in again.stdout or "April" in again.stdout
    assert str(place / "told" / "report.html") in again.stdout.replace("\n", "")


def test_play_never_writes_over_a_day(place: Path):
    before = (place / "seven" / "record.jsonl").read_bytes()
    error = one_error(run("play", str(place / "testshire"), "--out", str(place / "seven")), 2)
    assert "nothing was overwritten" in error
    assert (place / "seven" / "record.jsonl").read_bytes() == before


def test_two_plays_with_one_seed_are_the_same_to_the_byte_whatever_the_hash_seed(place: Path):
    for name, hashes in (("a", "0"), ("b", "4242")):
        result = apart(
            "play", str(place / "testshire"), "--seed", "7", "--out", str(place / name), PYTHONHASHSEED=hashes
        )
        assert result.returncode == 0, result.stderr
    first, second = ((place / name / "record.jsonl").read_bytes() for name in ("a", "b"))
    assert first == second == (place / "seven" / "record.jsonl").read_bytes()


def test_another_seed_gives_another_story(place: Path):
    assert run("play", str(place / "testshire"), "--seed", "8", "--out", str(place / "eight")).returncode == 0
    seven, eight = ((place / n / "timeline.csv").read_text() for n in ("seven", "eight"))
    assert seven != eight


def test_replay_proves_that_the_folded_record_is_the_live_day(place: Path):
    for name in ("record.sqlite", "record.jsonl"):
        result = run("replay", str(place / "seven" / name), "--json")
        assert result.returncode == 0, result.stderr
        proof = json.loads(result.stdout)
        assert proof["months"] >= 6 and len(proof["world"]) == 64


def test_check_prints_the_shares_and_exits_0_or_1(place: Path):
    sound = run("check", "bigshire", "--json")
    assert sound.returncode == 0 and json.loads(sound.stdout)
    broken = place / "broken"
    shutil.copytree(place / "testshire", broken)
    path = broken / "organisations.yaml"
    path.write_text(path.read_text().replace("kind: commissioner", "kind: comissioner", 1))
    result = run("check", str(broken))
    assert result.returncode == 1 and "organisations.yaml:" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def test_a_broken_pack_is_not_played(place: Path):
    broken = place / "broken2"
    shutil.copytree(place / "testshire", broken)
    (broken / "seats.yaml").unlink()
    result = run("play", str(broken), "--out", str(place / "none"))
    assert "seats.yaml" in one_error(result, 1) and not (place / "none").exists()


def test_an_unknown_pack_is_named_with_those_that_exist():
    assert "bigshire" in one_error(run("play", "bigshier"), 2)


@pytest.mark.parametrize(
    "words",
    [("play",), ("play", "bigshire", "--seed", "-1"), ("frolic",), ("play", "bigshire", "--who", "ghosts")],
)
def test_wrong_use_exits_with_2(words: tuple[str, ...], tmp_path: Path):
    out = ("--out", str(tmp_path / "day")) if len(words) > 1 else ()
    result = run(*words, *out)
    assert result.returncode == 2 and "Traceback" not in result.stderr


def test_a_cut_record_is_told_and_left_alone(place: Path, tmp_path: Path):
    cut = tmp_path / "record.jsonl"
    whole = (place / "seven" / "record.jsonl").read_bytes()
    cut.write_bytes(whole[: len(whole) * 2 // 3])
    error = one_error(run("replay", str(cut)), 1)
    assert "record.jsonl:" in error
    assert cut.read_bytes() == whole[: len(whole) * 2 // 3]


def test_everything_before_the_damage_can_still_be_taken_out(place: Path, tmp_path: Path):
    cut, saved = tmp_path / "record.jsonl", tmp_path / "saved.json"
    whole = (place / "seven" / "record.jsonl").read_bytes()
    cut.write_bytes(whole[: len(whole) * 2 // 3])
    result = run("export", str(cut), "--salvage", "--format", "json", "--out", str(saved), *on_pack(place))
    error = one_error(result, 1)
    assert "record.jsonl:" in error and "before the damage" in result.stdout
    assert saved.stat().st_size > 1000
    assert cut.read_bytes() == whole[: len(whole) * 2 // 3]


def test_an_edit_that_is_still_valid_json_is_found(place: Path, tmp_path: Path):
    edited = tmp_path / "record.jsonl"
    text = (place / "seven" / "record.jsonl").read_text()
    line = next(row for row in text.splitlines() if '"month-closed"' in row)
    edited.write_text(text.replace(line, line.replace('"of_month":1', '"of_month":2', 1), 1))
    assert "record.jsonl:" in one_error(run("replay", str(edited)), 1)


def test_a_record_of_somebodys_own_pack_asks_where_that_pack_is(place: Path, tmp_path: Path):
    result = run("report", str(place / "seven" / "record.jsonl"), "--out", str(tmp_path / "report.html"))
    assert "--pack" in one_error(result, 2)


def test_the_county_lived_again_is_the_county_of_the_record(place: Path):
    result = run("replay", str(place / "seven" / "record.jsonl"), "--county", *on_pack(place), "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["county_months"] >= 6


def test_what_is_no_record_is_refused(tmp_path: Path):
    stray = tmp_path / "notes.txt"
    stray.write_text("dear diary")
    for command in ("replay", "timeline", "report", "export"):
        one_error(run(command, str(stray)), 1)
    one_error(run("replay", str(tmp_path / "nowhere.sqlite")), 1)


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_export_writes_each_form_and_never_over_a_file(place: Path, tmp_path: Path, form: str):
    out = tmp_path / f"out.{form}"
    assert (
        run(
            "export",
            str(place / "seven" / "record.sqlite"),
            *on_pack(place),
            "--format",
            form,
            "--out",
            str(out),
        ).returncode
        == 0
    )
    assert out.stat().st_size > 1000
    result = run(
        "export", str(place / "seven" / "record.sqlite"), *on_pack(place), "--format", form, "--out", str(out)
    )
    assert result.returncode in (1, 2) and "Traceback" not in result.stderr


def test_an_unknown_form_of_export_is_refused_with_those_that_exist(place: Path, tmp_path: Path):
    result = run(
        "export",
        str(place / "seven" / "record.sqlite"),
        *on_pack(place),
        "--format",
        "pdf",
        "--out",
        str(tmp_path / "x"),
    )
    assert "json" in one_error(result, 2)


def test_the_timeline_names_the_events_it_rests_on(place: Path):
    result = run("timeline", str(place / "seven" / "record.jsonl"), *on_pack(place), "--json")
    rows = json.loads(result.stdout)
    assert result.returncode == 0 and rows and all("phase" in row for row in rows)


def test_report_writes_one_file_that_calls_nobody(place: Path, tmp_path: Path):
    out = tmp_path / "report.html"
    assert (
        run("report", str(place / "seven" / "record.jsonl"), *on_pack(place), "--out", str(out)).returncode
        == 0
    )
    page = out.read_text()
    assert (
        "<html" in page and "http://" not in page.replace("http://www.w3.org", "") and "<script" not in page
    )


def test_a_folder_stands_for_the_record_in_it(place: Path, tmp_path: Path):
    pack = str(place / "testshire")
    of_folder = run("timeline", str(place / "seven"), "--pack", pack)
    of_file = run("timeline", str(place / "seven" / "record.sqlite"), "--pack", pack)
    assert of_folder.returncode == 0 and of_folder.stdout == of_file.stdout
    for command in ("replay", "timeline", "report", "export"):
        assert "record.sqlite" in one_error(run(command, str(tmp_path)), 2)


def test_a_record_is_not_told_with_another_pack(place: Path, tmp_path: Path):
    record = str(place / "seven" / "record.jsonl")
    for words in (("timeline", record), ("report", record, "--out", str(tmp_path / "report.html"))):
        error = one_error(run(*words, "--pack", "bigshire"), 2)
        assert "testshire" in error and "bigshire" in error
    assert not (tmp_path / "report.html").exists()


def test_a_seed_or_a_dial_out_of_bounds_is_wrong_use(place: Path, tmp_path: Path):
    for words in (("--seed", str(2**63)), ("--injects", "inf"), ("--inject-size", "1e308")):
        result = run("play", str(place / "testshire"), *words, "--out", str(tmp_path / "day"))
        assert result.returncode == 2 and "Traceback" not in result.stderr
        assert not (tmp_path / "day").exists()


def test_an_effect_on_which_the_county_cannot_act_is_told_before_play(place: Path, tmp_path: Path):
    wrong = tmp_path / "wrong"
    shutil.copytree(place / "testshire", wrong)
    path = wrong / "assumptions.yaml"
    path.write_text(path.read_text().replace("percent: 3", "percent: three"))
    for words in (("check", str(wrong)), ("play", str(wrong), "--out", str(tmp_path / "day"))):
        result = run(*words)
        assert result.returncode == 1 and "percent should be a number" in result.stdout + result.stderr
    assert not (tmp_path / "day").exists()


def test_a_path_that_cannot_be_is_told(place: Path):
    one_error(run("play", str(place / "testshire"), "--no-county", "--out", "a" * 300), 1)


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), SystemError("a kernel")])
def test_ctrl_c_is_told_in_words(place: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException):
    def interrupted(*_words: object, **_options: object) -> None:
        raise stop from KeyboardInterrupt()

    monkeypatch.setattr("shirehall.assemble.play_into", interrupted)
    result = run("play", str(place / "testshire"), "--out", str(place / "never"))
    assert result.returncode == 130 and "Stopped" in result.stderr
