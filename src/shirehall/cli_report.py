"""The command that writes a report, its texts and its versions: words only. It parses, calls and prints."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shirehall.cli_paths import PackFolder, RecordPath
from shirehall.errors import UsageError

if TYPE_CHECKING:
    from shirehall.paper.reader import Reader

Form = Annotated[
    str,
    typer.Option("--format", help="html, docx or pdf; when it is left out, the suffix of --out says which."),
]
Out = Annotated[
    Path | None, typer.Option(help="The file to write; it must not be there yet. report.html when left out.")
]
Reference = Annotated[
    Path | None, typer.Option(metavar="STYLES.docx", help="A Word file of your own whose styles are used.")
]
Shape = Annotated[
    str,
    typer.Option(
        help="themes: by theme, as an analyst's report; rounds: by round and bid, as a debriefing; own: as the pack's report.yaml"
        " has it. Without this, the pack's own, else by themes."
    ),
]
Text = Annotated[
    Path | None,
    typer.Option("--text", metavar="FOLDER", help="Write it as text files to edit, one a section."),
]
Read = Annotated[
    Path | None,
    typer.Option("--read", metavar="FOLDER", help="Read edited text files back into the notebook."),
]
By = Annotated[str, typer.Option("--by", help="Who edited or keeps a version: a pseudonym, never a name.")]
Keep = Annotated[
    str,
    typer.Option(
        "--keep", metavar="TITLE", help="Keep this as a version of that title, and say who with --by."
    ),
]
Why = Annotated[str, typer.Option("--why", help="For whom the version is, or why it was kept.")]
Again = Annotated[
    int, typer.Option("--version", metavar="NUMBER", min=0, help="Print a version that was kept, as it was.")
]
Annex = Annotated[
    bool,
    typer.Option(
        "--annex", help="The PDF's annex: long tables, the numbers behind figures, every event in full."
    ),
]
EXAMPLE = "such as --by observer-1."


def report(
    record: RecordPath,
    form: Form = "",
    out: Out = None,
    reference: Reference = None,
    shape: Shape = "",
    text: Text = None,
    read: Read = None,
    by: By = "",
    keep: Keep = "",
    why: Why = "",
    version: Again = 0,
    annex: Annex = False,
    pack: PackFolder = "",
) -> None:
    """Write the report of a record and its notebook: HTML, Word or PDF; or its texts to edit, and those read back."""
    from shirehall import assemble
    from shirehall.paper.reader import Reader
    from shirehall.paper.writing import form_of, free

    if (read or keep) and not by:
        raise UsageError("it is not said who writes.", mend=f"add --by with a pseudonym, {EXAMPLE}")
    if text is None and read is None:
        where = file_of(out, form)
        form_of(where, form)
        free(where)
    study = assemble.study_of(record, pack)
    reader = Reader(study.telling, study.entries)
    if text is not None:
        write_as_text(reader, text, shape)
    elif read is not None:
        read_back(record, reader, read, by, shape)
    else:
        write_file(
            record,
            reader,
            form,
            out,
            reference,
            shape,
            keep=keep,
            by=by,
            why=why,
            version=version,
            annex=annex,
        )


def file_of(out: Path | None, form: str) -> Path:
    """The file to write: the one that is named, else `report` with the suffix of the form."""
    from shirehall.paper.writing import FORMS

    return out or Path(f"report.{form if form in FORMS else 'html'}")


def write_as_text(reader: Reader, folder: Path, shape: str) -> None:
    """Write the texts."""
    from shirehall.paper.report import draft
    from shirehall.paper.texts import write_texts

    written = write_texts(draft(reader.telling, reader.entries, shape), reader, folder)
    print(f"Wrote {len(written)} files into {folder}; {written[0].name} says how to edit them.")


def read_back(record: Path, reader: Reader, folder: Path, by: str, shape: str) -> None:
    """Read texts back, keep what was changed, and say what nothing was made of."""
    from shirehall import assemble
    from shirehall.paper.report import draft
    from shirehall.paper.texts import read_folder, read_texts

    found = read_texts(read_folder(folder), draft(reader.telling, reader.entries, shape), reader, by=by)
    if found.writings:
        with assemble.notebook_beside(record) as notebook:
            notebook.write_all(found.writings, now())
    lines = [f"{each.body['block']}: {each.body['do']}" for each in found.writings]
    kept = f"{len(found.writings)} edit{'' if len(found.writings) == 1 else 's'} kept in the notebook beside the record."
    print("\n".join([kept, *lines, *found.said]))
    if found.said:
        raise typer.Exit(1)


def write_file(
    record: Path, reader: Reader, form: str, out: Path | None, reference: Path | None, shape: str, *, keep: str, by: str, why: str,
    version: int, annex: bool,
) -> None:  # fmt: skip
    """Write the report as one file; keep it as a version, or print one again, where that is asked."""
    from shirehall import assemble
    from shirehall.paper import versions
    from shirehall.paper.report import build, printed_again
    from shirehall.paper.writing import form_of, write_document

    where = file_of(out, form)
    form = form_of(where, form)
    if version:
        chosen = versions.version_of(reader.study, version)
        document = printed_again(reader, chosen)
        write_document(document, where, form, reference, annex=annex)
        same = versions.words_digest(document) == chosen.digest
        told = (
            "It says what it said."
            if same
            else "Its words are not those that were kept: another Shirehall drafts them now."
        )
        print(f"Wrote {where}: version {version}, “{chosen.title}”. {told}")
        return
    if keep:
        document = build(reader.telling, reader.entries, shape)
        key = f"version-{len(reader.entries)}-{len(reader.telling.events)}"
        writing = versions.keep(reader.study, document, by=by, key=key, title=keep, shape=shape, why=why)
        with assemble.notebook_beside(record) as notebook:
            notebook.write(writing, now())
            reader = type(reader)(reader.telling, notebook.entries())
    write_document(build(reader.telling, reader.entries, shape), where, form, reference, annex=annex)
    print(f"Wrote {where}{f', kept as version {len(versions.versions_kept(reader.study))}' if keep else ''}")
    if form == "pdf" and not annex:
        print(
            "Its long tables and every event in full are its annex: give the command again with --annex and another file."
        )


def now() -> str:
    """The moment, as the notebook labels it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
