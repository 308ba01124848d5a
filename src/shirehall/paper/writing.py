"""Writing the report: the three forms, and the one file that is never written over another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from shirehall.errors import Place, UsageError
from shirehall.paper.annex import ANNEX, REPORT, Part
from shirehall.paper.html import print_html
from shirehall.paper.tree import Document
from shirehall.study.reading import Telling
from shirehall.study.study import Study

SUFFIXES: Mapping[str, str] = {".html": "html", ".htm": "html", ".docx": "docx", ".pdf": "pdf"}
"""The form that a file's suffix stands for."""


def as_html(document: Document, _reference: Path | None = None) -> bytes:
    """The document as one HTML page."""
    return print_html(document).encode("utf-8")


def as_docx(document: Document, reference: Path | None = None) -> bytes:
    """The document as a Word file, in the styles of another if one is handed in."""
    from shirehall.paper.word.printer import print_docx

    return print_docx(document, reference)


def as_pdf(document: Document, _reference: Path | None = None, part: Part = REPORT) -> bytes:
    """The document as a tagged PDF, or its annex."""
    from shirehall.paper.pdf import print_pdf

    return print_pdf(document, part=part)


def as_annex(document: Document, _reference: Path | None = None) -> bytes:
    """The annex of the document as a tagged PDF: its long tables, the numbers behind its figures, every event in full."""
    return as_pdf(document, part=ANNEX)


FORMS: Mapping[str, Callable[[Document, Path | None], bytes]] = {
    "html": as_html,
    "docx": as_docx,
    "pdf": as_pdf,
}
"""The printers by the name of their form."""


def form_of(path: Path, form: str = "") -> str:
    """The form to write: the one that is named, else the one that the file's suffix stands for.

    Raises UsageError for a form that is not known, and for a file whose suffix stands for none.
    """
    known = form or SUFFIXES.get(path.suffix.lower(), "")
    if known not in FORMS:
        what = (
            f"a report has no form {form!r}."
            if form
            else f"{path.name} does not tell the form of the report."
        )
        raise UsageError(what, mend=f"use one of {', '.join(FORMS)}, or name a file that ends so.")
    return known


def write_report(
    told: Study | Telling, path: Path, form: str = "", *, shape: str = "", reference: Path | None = None
) -> None:  # fmt: skip
    """Write the report of a study, or of a record alone, as one file: HTML, Word or PDF, by its suffix when no form is named.

    `reference` is a Word file whose styles are used. Raises UsageError when the file is there already or cannot be written,
    when the form or the shape is not known, and when a printer's package is not installed; RecordError when the record holds
    no day.
    """
    from shirehall.paper.report import build

    chosen = form_of(path, form)
    free(path)
    study = told if isinstance(told, Study) else Study(told)
    write_document(build(study.telling, study.entries, shape), path, chosen, reference)


def write_document(
    document: Document, path: Path, form: str = "", reference: Path | None = None, *, annex: bool = False
) -> None:
    """Write a document as one file, or the annex of its PDF. Raises as `write_report` does, and UsageError for the annex of a form
    that has none."""
    chosen = form_of(path, form)
    if annex and chosen != "pdf":
        raise UsageError(
            f"a report in {chosen} has no annex: it is whole.", mend="leave --annex out, or name a PDF file."
        )
    free(path)
    written = as_annex(document) if annex else FORMS[chosen](document, reference)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            out.write(written)
    except OSError as error:
        raise UsageError(
            f"the report cannot be written: {error.strerror}.",
            where=Place(str(path)),
            mend="name a file in a folder that can be written to.",
        ) from None


def free(path: Path) -> None:
    """See that there is no file of that name. Raises UsageError."""
    if path.exists():
        raise UsageError(
            "there is a file of that name already; nothing was overwritten.",
            where=Place(str(path)),
            mend="name another file.",
        )
