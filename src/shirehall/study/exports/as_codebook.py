"""The codebook as CSV in the columns from which Taguette takes tags: path and description."""

from __future__ import annotations

from shirehall.study.exports import Export
from shirehall.study.exports.rows import csv_text
from shirehall.study.refi.project import codes_of
from shirehall.study.study import Study

COLUMNS = ("path", "description")


def text(study: Study) -> str:
    """One code or topic a row; its group stands before its title, parted by a full stop as Taguette parts them."""
    codes = codes_of(study)
    groups = {code.guid: code.name for code in codes if not code.codable}
    rows = (
        (path(groups.get(code.parent, ""), code.name), code.description) for code in codes if code.codable
    )
    return csv_text(COLUMNS, rows)


def path(group: str, name: str) -> str:
    """A tag's path. Full stops within a name would part it."""
    return ".".join(part.replace(".", " ").strip() for part in (group, name) if part)


EXPORT = Export(
    "codebook", "text/csv", ".csv", "The codebook as CSV, for Taguette and for a spreadsheet.", text
)
