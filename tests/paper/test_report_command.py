"""The command that writes a report: forms by suffix, texts there and back, versions; nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from shirehall.assemble import new_day, study_of
from shirehall.cli import app, main
from shirehall.play.record.sqlite import SQLiteStore
from tests.packs import pack


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("day")
    with SQLiteStore(folder / "record.sqlite", create=True) as store:
        new_day(pack("bigshire"), store, 2, county=False).driver.play_month()
    return folder


def report(*words: object) -> Result:
    return CliRunner().invoke(app, ["report", *map(str, words)])


def refused(*words: object, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(["report", *map(str, words)])
    assert stopped.value.code == 2
    return capsys.readouterr().err


def test_the_form_is_that_of_the_suffix_or_the_one_named(recorded: Path, tmp_path: Path) -> None:
    for name, head in (("a.html", b"<!doctype html>"), ("a.docx", b"PK"), ("a.pdf", b"%PDF")):
        done = report(recorded, "--out", tmp_path / name)
        assert done.exit_code == 0, done.output
        assert (tmp_path / name).read_bytes().startswith(head)
    assert "--annex" in done.output, "whoever prints a PDF is told of its annex"
    done = report(recorded, "--format", "pdf", "--annex", "--out", tmp_path / "b")
    assert done.exit_code == 0 and (tmp_path / "b").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "b").read_bytes() != (tmp_path / "a.pdf").read_bytes()
    rounds = report(recorded, "--shape", "rounds", "--out", tmp_path / "rounds.html")
    assert rounds.exit_code == 0 and "Closing observations" in (tmp_path / "rounds.html").read_text()


def test_nothing_is_overwritten_and_what_is_wrong_is_said(
    recorded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.html").write_text("mine")
    assert "nothing was overwritten" in refused(recorded, "--out", tmp_path / "mine.html", capsys=capsys)
    assert (tmp_path / "mine.html").read_text() == "mine"
    assert "does not tell the form" in refused(recorded, "--out", tmp_path / "x.odt", capsys=capsys)
    assert "has no annex" in refused(recorded, "--out", tmp_path / "x.html", "--annex", capsys=capsys)
    assert "has no shape" in refused(recorded, "--out", tmp_path / "x.html", "--shape", "x", capsys=capsys)
    assert "nothing was overwritten" in refused(recorded, "--text", tmp_path, capsys=capsys)
    assert "who writes" in refused(recorded, "--read", tmp_path, capsys=capsys)
    assert "no Markdown file" in refused(recorded, "--read", tmp_path, "--by", "o-1", capsys=capsys)
    assert "no version 3" in refused(recorded, "--version", "3", "--out", tmp_path / "x.html", capsys=capsys)


def test_texts_are_edited_read_back_and_printed_and_versions_are_kept(recorded: Path, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    assert report(recorded, "--text", texts).exit_code == 0
    assert (texts / "00-how-to-edit.md").is_file()
    untouched = report(recorded, "--read", texts, "--by", "observer-1")
    assert (
        untouched.exit_code == 0
        and untouched.output.startswith("0 edits")
        and not (recorded / "notebook.sqlite").exists()
    )
    summary = next(texts.glob("*-executive-summary.md"))
    summary.write_text(
        summary.read_text().replace("**What happened.**", "**What came of it.** The host's word. [e3]", 1)
    )
    read = report(recorded, "--read", texts, "--by", "observer-1")
    assert read.exit_code == 0 and read.output.startswith("1 edit kept")
    assert report(recorded, "--read", texts, "--by", "observer-1").output.startswith("0 edits")
    kept = report(recorded, "--out", tmp_path / "first.html", "--keep", "For the board", "--by", "observer-1")
    assert kept.exit_code == 0 and "kept as version 1" in kept.output
    page = (tmp_path / "first.html").read_text()
    assert "The host&#x27;s word." in page and "Edited by" in page and "1, “For the board”" in page
    again = report(recorded, "--version", "1", "--out", tmp_path / "again.pdf")
    assert again.exit_code == 0 and "It says what it said." in again.output
    assert [e.kind for e in study_of(recorded / "record.sqlite").entries] == ["report-edit", "report-version"]


def test_what_was_not_read_is_said_and_the_exit_code_tells(recorded: Path, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    assert report(recorded, "--text", texts).exit_code == 0
    next(texts.glob("*-glossary.md")).unlink()
    done = report(recorded, "--read", texts, "--by", "observer-2")
    assert done.exit_code == 1 and "The section glossary" in done.output
