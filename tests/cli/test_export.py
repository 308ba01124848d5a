"""Exports and imports from the command line: every form, names hidden, codings taken in, and plain words for what went wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shirehall.assemble import NOTEBOOK, entries_beside, study_of
from shirehall.host.register import Register
from shirehall.study.exports import exports
from shirehall.study.notebook.entry import Writing
from shirehall.study.notebook.note import body_of, note_from, vocabulary
from shirehall.study.notebook.store import notebook_file
from shirehall.study.refi.project import project_of
from shirehall.study.refi.writer import qdpx
from tests.cli.test_cli import on_pack, one_error, run
from tests.study.exported import words_of

NOW = "2013-06-04T16:10:00Z"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack, a year played on it, a register and a notebook with a name in a note."""
    folder = tmp_path_factory.mktemp("day")
    assert run("new", "testshire", "--in", str(folder)).returncode == 0
    played = run(
        "play", str(folder / "testshire"), "--seed", "7", "--no-county", "--out", str(folder / "seven")
    )
    assert played.returncode == 0, played.stderr
    study = study_of(folder / "seven" / "record.sqlite", str(folder / "testshire"))
    body = body_of(
        note_from(
            {"said": "Ask Zqanna Zqberg", "codes": ["leads"], "bodies": ["east"]},
            vocabulary(study.telling.patch),
        )
    )
    with notebook_file(folder / "seven" / NOTEBOOK) as book:
        book.write(
            Writing(kind="note", author="observer.1", origin="observer", key="k", body=body, month=1), NOW
        )
    register = Register.in_folder(folder / "seven")
    register.add_person("east.chair", "Zqanna Zqberg")
    register.close()
    return folder


@pytest.mark.parametrize("form", sorted(exports()))
def test_every_form_is_written_with_the_notebook_and_without_names(place: Path, tmp_path: Path, form: str):
    out = tmp_path / f"out{exports()[form].suffix or '.zip'}"
    result = run("export", str(place / "seven"), *on_pack(place), "--format", form, "--out", str(out))
    assert result.returncode == 0, result.stderr
    words = words_of(form if form != "rocrate" else "zip", out.read_bytes())
    assert words.strip() and "zqanna" not in words.casefold() and "zqberg" not in words.casefold()
    if form in ("json", "full", "xlsx", "qdpx", "rocrate", "parquet"):
        assert "Ask [" in words
    again = run("export", str(place / "seven"), *on_pack(place), "--format", form, "--out", str(out))
    assert "nothing was overwritten" in one_error(again, 2)


def test_the_research_object_holds_the_report(place: Path, tmp_path: Path):
    out = tmp_path / "crate"
    assert (
        run(
            "export", str(place / "seven"), *on_pack(place), "--format", "rocrate", "--out", str(out)
        ).returncode
        == 0
    )
    assert "</html>" in (out / "report" / "report.html").read_text(encoding="utf-8")
    parts = json.loads((out / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    assert any(part["@id"] == "report/report.html" for part in parts)


def test_a_full_export_becomes_a_day_again(place: Path, tmp_path: Path):
    out = tmp_path / "a.study.jsonl"
    run("export", str(place / "seven"), *on_pack(place), "--format", "full", "--out", str(out))
    result = run("import", str(out), str(tmp_path / "again"), *on_pack(place))
    assert result.returncode == 0, result.stderr
    again = study_of(tmp_path / "again" / "record.sqlite", str(place / "testshire"))
    whole = study_of(place / "seven" / "record.sqlite", str(place / "testshire"))
    assert again.telling.events == whole.telling.events and len(again.entries) == len(whole.entries)
    assert run("replay", str(tmp_path / "again"), *on_pack(place)).returncode == 0
    one_error(run("import", str(out), str(tmp_path / "again"), *on_pack(place)), 2)


def test_codes_of_another_program_come_into_the_notebook_and_the_rest_is_laid_beside(
    place: Path, tmp_path: Path
):
    day = tmp_path / "day"
    run(
        "export",
        str(place / "seven"),
        *on_pack(place),
        "--format",
        "full",
        "--out",
        str(tmp_path / "a.study.jsonl"),
    )
    run("import", str(tmp_path / "a.study.jsonl"), str(day), *on_pack(place))
    codes = tmp_path / "codes.qdc"
    codes.write_text(
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="a" name="New code" color="#f00"/></Codes></CodeBook>'
    )
    result = run("import", str(codes), str(day), *on_pack(place))
    assert result.returncode == 0 and "1 new codes" in result.stdout and "codes-left.json" in result.stdout
    assert [
        entry.body["code"] for entry in entries_beside(day / "record.sqlite") if entry.kind == "codebook"
    ] == ["new-code"]
    (left,) = json.loads((day / "codes-left.json").read_text(encoding="utf-8"))
    assert left["what"] == "colour" and left["why"]
    project = tmp_path / "back.qdpx"
    project.write_bytes(qdpx(project_of(study_of(day / "record.sqlite", str(place / "testshire")))))
    assert "Took 0 codings" in run("import", str(project), str(day), *on_pack(place)).stdout


def test_what_cannot_be_read_in_is_refused(place: Path, tmp_path: Path):
    stray = tmp_path / "stray.jsonl"
    stray.write_text("dear diary\n")
    one_error(run("import", str(stray), str(tmp_path / "x")), 1)
    stray.write_bytes(b"\xff\xfe")
    one_error(run("import", str(stray), str(tmp_path / "x")), 2)
    one_error(run("import", str(tmp_path / "nowhere.jsonl"), str(tmp_path / "x")), 2)
    bad = tmp_path / "bad.qdpx"
    bad.write_bytes(b"PK no")
    one_error(run("import", str(bad), str(place / "seven"), *on_pack(place)), 2)
    assert not (tmp_path / "x").exists()
    one_error(
        run("export", str(place / "seven"), *on_pack(place), "--register", str(tmp_path / "none.sqlite")), 2
    )
