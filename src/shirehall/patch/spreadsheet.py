"""A spreadsheet sent by somebody else, read as rows of words: CSV or XLSX, of bounded size, with nothing in it run."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from shirehall.errors import PackFault, Place

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS = 2000
MOST_COLUMNS = 60
LONGEST_CELL = 4000
WHO = "whoever sent the spreadsheet"

Value = str | int | float | datetime.datetime | datetime.date | datetime.time | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row that holds anything: its number as a spreadsheet counts it, and its cells."""

    row: int
    cells: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A spreadsheet's first sheet with anything on it. `remarks` tells what was not read, each with its place."""

    file: str
    lines: tuple[Line, ...]
    remarks: tuple[tuple[Place, str], ...] = ()


def read_spreadsheet(file: str, raw: bytes) -> Grid:
    """The rows of a spreadsheet, told apart by what its bytes are and not by its name.

    Raises PackFault when it is too large, packed to burst, or neither CSV nor XLSX.
    """
    if len(raw) > MOST_BYTES:
        raise fault(
            file,
            f"the file has {len(raw):,} bytes; at most {MOST_BYTES:,} are read.",
            "send the event list alone.",
        )
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise fault(file, "that is a workbook of an old kind.", "save it as .xlsx or as CSV UTF-8.")
    if raw.startswith(b"PK"):
        return from_workbook(file, raw)
    return from_csv(file, raw)


def fault(file: str, what: str, mend: str, row: int = 0) -> PackFault:
    """A fault of the whole file."""
    return PackFault(what, where=Place(file, row), mend=mend, who=WHO)


def cut(value: Any) -> Value:
    """A cell's value as it is read: words without spaces around them and of bounded length, numbers, dates and times."""
    if value is None or isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    words = str(value).replace("\x00", "").encode("utf-8", "replace").decode().strip()
    return words[:LONGEST_CELL] or None


def bounded(file: str, rows: list[tuple[int, tuple[Any, ...]]]) -> Grid:
    """The rows that hold anything, and remarks on whatever lies beyond the bounds."""
    remarks, lines = [], []
    for number, cells in rows:
        if number > MOST_ROWS:
            remarks.append(
                (Place(file, number), f"rows from {number} on are not read; the list may have {MOST_ROWS}.")
            )
            break
        for column, value in enumerate(cells, start=1):
            if isinstance(value, str) and len(value.strip()) > LONGEST_CELL:
                remarks.append(
                    (Place(file, number, column), f"the cell is cut at {LONGEST_CELL} characters.")
                )
        if any(value is not None for value in cells[MOST_COLUMNS:]):
            remarks.append(
                (Place(file, number, MOST_COLUMNS + 1), f"columns beyond {MOST_COLUMNS} are not read.")
            )
        kept = tuple(cut(value) for value in cells[:MOST_COLUMNS])
        if any(value is not None for value in kept):
            lines.append(Line(number, kept))
    return Grid(file, tuple(lines), tuple(remarks))


def from_csv(file: str, raw: bytes) -> Grid:
    """A text with separated cells; the separator is the one that parts the first lines into most cells."""
    if b"\x00" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise fault(file, "that is neither CSV nor XLSX.", "save the event list as .xlsx or as CSV UTF-8.")
    text, remarks = decoded(file, raw)
    head = "\n".join(text.splitlines()[:20])
    separator = max((",", ";", "\t"), key=head.count)
    rows, reader = [], csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    try:
        for cells in reader:
            rows.append((start, tuple(cell if cell.strip() else None for cell in cells)))
            start = reader.line_num + 1
            if start > MOST_ROWS + 1:
                break
    except csv.Error as error:
        raise fault(
            file, f"the CSV cannot be read from here: {error}.", "save it anew from the spreadsheet.", start
        ) from error
    grid = bounded(file, rows)
    return Grid(file, grid.lines, (*remarks, *grid.remarks))


def decoded(file: str, raw: bytes) -> tuple[str, tuple[tuple[Place, str], ...]]:
    """The text, and a remark when it had to be read as Windows wrote it."""
    try:
        return raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    words = (
        "the text is not UTF-8 and was read as Windows writes it; look at accents, dashes and pound signs."
    )
    return raw.decode("cp1252", "replace"), ((Place(file, 1), words),)


def from_workbook(file: str, raw: bytes) -> Grid:
    """The first sheet with anything on it. Formulas are not worked out: their last result is read, where there is one."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    safe_to_unpack(file, raw)
    remarks: list[tuple[Place, str]] = []
    try:
        shown = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        written = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        found: Grid | None = None
        for name in shown.sheetnames:
            rows = cells_of(shown[name])
            if found is not None or not any(value is not None for _, cells in rows for value in cells):
                if any(value is not None for _, cells in rows for value in cells):
                    remarks.append(
                        (Place(f"{file}, sheet {name}"), "this sheet is not read; only the first one is.")
                    )
                continue
            found = bounded(file, rows)
            full = held(found)
            remarks += [
                (
                    Place(file, number, column),
                    "the cell holds a formula that was never worked out; it is read as empty.",
                )
                for number, cells in cells_of(written[name])
                for column, value in enumerate(cells, start=1)
                if isinstance(value, str) and value.startswith("=") and (number, column) not in full
            ]
    except (
        KeyError,
        ValueError,
        TypeError,
        OSError,
        AttributeError,
        IndexError,
        SyntaxError,
        zipfile.BadZipFile,
    ) as error:
        raise fault(
            file, "the workbook cannot be read.", "open it in a spreadsheet and save it as .xlsx anew."
        ) from error
    lines = found.lines if found else ()
    return Grid(file, lines, (*(found.remarks if found else ()), *remarks))


def cells_of(sheet: Any) -> list[tuple[int, tuple[Any, ...]]]:
    """The rows of a sheet with their numbers, one row and one column beyond the bounds at most."""
    rows = sheet.iter_rows(
        min_row=1, max_row=MOST_ROWS + 1, min_col=1, max_col=MOST_COLUMNS + 1, values_only=True
    )
    return [
        (number, tuple(cells))
        for number, cells in enumerate(rows, start=1)
        if any(c is not None for c in cells)
    ]


def held(grid: Grid) -> set[tuple[int, int]]:
    """The places, as row and column, at which a grid holds a value."""
    return {
        (line.row, n)
        for line in grid.lines
        for n, value in enumerate(line.cells, start=1)
        if value is not None
    }


def safe_to_unpack(file: str, raw: bytes) -> None:
    """Refuse a workbook that would unpack to more than any event list, or that defines entities of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise fault(
                    file,
                    "the workbook would unpack to more than is read.",
                    "send the event list alone, without pictures.",
                )
            if "xl/workbook.xml" not in packed.namelist():
                raise fault(
                    file,
                    "that is a package of files, but no .xlsx workbook.",
                    "save the event list as .xlsx or as CSV UTF-8.",
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in packed.read(part)[:100_000]:
                    raise fault(
                        file,
                        "the workbook defines words of its own, which no spreadsheet does.",
                        "save it anew as .xlsx.",
                    )
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, NotImplementedError, zlib.error) as error:
        raise fault(
            file, "the workbook is damaged.", "open it in a spreadsheet and save it as .xlsx anew."
        ) from error
