"""The commands that hold findings against a record or a lab, and play a lab's run again: words only. They parse, call and print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from shirehall.cli_paths import PackFolder, record_file
from shirehall.errors import UsageError

if TYPE_CHECKING:
    from shirehall.lab.held import Standing
    from shirehall.paper.tree import Document

WIDEST = 150
FORMS = (".json", ".txt", ".html")
LAB = "plan.json"

What = Annotated[
    Path,
    typer.Argument(
        help="A record: record.sqlite or record.jsonl, or the folder of one; or the folder of a lab.",
        metavar="RECORD|DIR",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write the table too: .json, .txt or .html; never over another file."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


def findings(what: What, out: Out = None, pack: PackFolder = "", as_json: Json = False) -> None:
    """Hold what a published exercise reported against one play, or against the many runs of a lab."""
    from shirehall.lab.held import findings_json
    from shirehall.paper.plain import print_plain

    console = Console(highlight=False)
    if out is not None:
        fit_to_write(out)
    told, document = of_lab(what, pack) if (what / LAB).is_file() else of_record(what, pack)
    words = json.dumps(findings_json(told), ensure_ascii=False, indent=2)
    if out is not None:
        write_table(out, words, document)
    print(
        words if as_json else print_plain(document, min(console.width, WIDEST)), end="\n" if as_json else ""
    )
    if out is not None and not as_json:
        print(f"\nWrote {out}")


def of_lab(folder: Path, pack: str) -> tuple[tuple[Standing, ...], Document]:
    """Where each finding stands after a lab's runs, and the document that says so."""
    from shirehall.lab.held import standings
    from shirehall.lab.kept import Folder
    from shirehall.lab.page import results_of
    from shirehall.lab.page.document import facts
    from shirehall.lab.page.standing import findings_document
    from shirehall.lab.page.words import notice_of
    from shirehall.patch.read import read_pack

    patch = read_pack(pack or Folder(folder).plan.pack)
    results = results_of(folder, patch)
    told = standings(results)
    return told, findings_document(told, patch, facts(results), notice_of(results.plan))


def of_record(path: Path, pack: str) -> tuple[tuple[Standing, ...], Document]:
    """How each finding came out in one play, and the document that says so."""
    from shirehall import assemble
    from shirehall.lab.held import of_record as held
    from shirehall.lab.page.standing import findings_document
    from shirehall.study.findings import judge_all

    study = assemble.study_of(record_file(path), pack)
    told = held(judge_all(study))
    about = (("Pack", study.telling.patch.id), ("Events on the record", f"{len(study.telling.events):,}"))
    return told, findings_document(told, study.telling.patch, about)


def fit_to_write(path: Path) -> None:
    """See that a table can be written there. Raises UsageError for a form that is none, and for a file that is there."""
    from shirehall.paper.writing import free

    if path.suffix not in FORMS:
        raise UsageError(
            f"{path.name} does not tell the form of the table.", mend=f"end its name with one of {', '.join(FORMS)}."
        )  # fmt: skip
    free(path)


def write_table(path: Path, words: str, document: Document) -> None:
    """Write the table of findings in the form that the file's name asks for."""
    from shirehall.paper.html import print_html
    from shirehall.paper.plain import print_plain
    from shirehall.study.exports import write_new

    forms: dict[str, Any] = {
        ".json": lambda: f"{words}\n", ".txt": lambda: print_plain(document, WIDEST), ".html": lambda: print_html(document),
    }  # fmt: skip
    write_new(path, forms[path.suffix]())


Lab = Annotated[Path, typer.Argument(help="The folder of a lab.", metavar="LAB")]
ArmName = Annotated[str, typer.Option("--arm", help="The arm of the run, as the lab's page names it.")]
Seed = Annotated[int, typer.Option(min=0, help="The run's seed.")]
Into = Annotated[Path, typer.Option(metavar="DIR", help="The folder to write into; it must hold no day yet.")]
From = Annotated[
    Path | None, typer.Option("--from", metavar="RECORD", help="The day that was branched, where the lab branches one.")
]  # fmt: skip


def rerun(lab: Lab, arm: ArmName, seed: Seed, out: Into, record: From = None) -> None:
    """Play one run of a lab again, into a folder, to open and read: the same run, to the last byte of its record."""
    from shirehall.lab.rerun import rerun as play_again

    written = play_again(lab, arm, seed, out, record)
    print(f"Report: {next(path for path in written if path.suffix == '.html')}")
