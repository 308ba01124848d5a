"""The study as a workbook: a sheet a table, with a first sheet that says what each holds."""

from __future__ import annotations

import io
import re
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from shirehall.study.exports import Export
from shirehall.study.exports.rows import safe
from shirehall.study.exports.sheets import Column, Sheet, sheets
from shirehall.study.exports.zips import packed_zip, unpacked_zip
from shirehall.study.study import Study

LONGEST_CELL = 32_000
"""Signs that a cell is given; a workbook takes 32,767."""
CUT = " [cut here; whole in the other forms]"
WIDE = {
    "sentence": 70,
    "body": 30,
    "statement": 60,
    "words": 50,
    "meaning": 50,
    "what": 60,
    "treated": 50,
    "title": 30,
}
DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def workbook(study: Study) -> bytes:
    """The workbook as the bytes of an .xlsx file; the same study gives the same bytes."""
    book, tables = Workbook(write_only=True), sheets(study)
    readme(book, study, tables)
    for each in tables:
        sheet = book.create_sheet(each.name)
        sheet.freeze_panes = "B2"
        for place, column in enumerate(each.columns, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = WIDE.get(column.name, 14)
        sheet.append(list(each.names))
        for row in each.rows:
            sheet.append([cell(value, column) for value, column in zip(row, each.columns, strict=True)])
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(each.columns))}{len(each.rows) + 1}"
    out = io.BytesIO()
    book.save(out)
    members = unpacked_zip(out.getvalue())
    members["docProps/core.xml"] = DATES.sub(rb"\g<1>2013-06-01T00:00:00Z\g<2>", members["docProps/core.xml"])
    return packed_zip(members, "[Content_Types].xml")


def readme(book: Any, study: Study, tables: tuple[Sheet, ...]) -> None:
    """The first sheet: what this is, and what each sheet holds."""
    head, sheet = study.telling.patch.head, book.create_sheet("README")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 10
    sheet.column_dimensions["C"].width = 100
    title = WriteOnlyCell(sheet, value=safe(head.title))
    title.font = Font(bold=True, size=14)
    sheet.append([title])
    for words in (head.notice, *WORDS):
        line = WriteOnlyCell(sheet, value=safe(words))
        line.alignment = Alignment(wrap_text=False)
        sheet.append([line])
    sheet.append([])
    sheet.append(["sheet", "rows", "what it holds"])
    for each in tables:
        sheet.append([each.name, len(each.rows), each.meaning])


WORDS = (
    "Names of participants are not in here; seats and roles are. Scripted seats have the origin script.",
    "at is the minute of play; county_time the moment in the county's own calendar. Lists in a cell are joined by semicolons.",
    "A cell that would begin a formula has an apostrophe before it.",
)


def cell(value: object, column: Column) -> object:
    """A value as a cell that no spreadsheet runs: numbers and truths as they are, words without signs that no workbook takes."""
    if value is None or isinstance(value, bool | int | float):
        return "" if value is None and column.sort == "text" else value
    words = safe(ILLEGAL_CHARACTERS_RE.sub("\ufffd", str(value)))
    return words if len(words) <= LONGEST_CELL else words[:LONGEST_CELL] + CUT


EXPORT = Export(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsx",
    "Events, contacts, agreements, timeline, notes, codes, measures and gaps, a sheet each.",
    workbook,
)
