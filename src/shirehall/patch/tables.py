"""CSV tables of a pack, read into row models with every cell's line and column kept."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from shirehall.errors import PackFault, Place
from shirehall.patch.faults import explain, mend_unknown, model_at
from shirehall.patch.figures import TableRow
from shirehall.patch.yamls import decode, shorten

_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\Z")
_FORMULA = re.compile(r"[=@]|[-+](?![0-9.])")


@dataclass(slots=True)
class Row:
    """One row of a table: its line, its cells by column name, and its model when it is sound."""

    line: int
    cells: dict[str, str]
    model: Any = None


@dataclass(slots=True)
class TableFile:
    """One CSV file: its rows, its faults, and where each cell stands; rows of the wrong length are `torn`."""

    file: str
    lines: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    torn: list[Row] = field(default_factory=list)
    faults: list[PackFault] = field(default_factory=list)
    broken: bool = False

    @property
    def models(self) -> list[Any]:
        """The models of all sound rows, in file order."""
        return [row.model for row in self.rows if row.model is not None]

    def place(self, row: Row, column: str = "") -> Place:
        """Where a cell stands; the row's first cell when no column is named."""
        value = row.cells.get(column, "")
        at = 1
        if column in self.columns and 0 < row.line <= len(self.lines):
            at = _cell_column(self.lines[row.line - 1], self.columns.index(column))
        return Place(self.file, row.line, at, shorten(value))


def _cell_column(line: str, index: int) -> int:
    """The column, counted from 1, at which the nth cell of a line begins."""
    quoted, seen = False, 0
    if index == 0:
        return 1
    for position, sign in enumerate(line):
        if sign == '"':
            quoted = not quoted
        elif sign == "," and not quoted:
            seen += 1
            if seen == index:
                return position + 2
    return 1


def columns_of(model: type[BaseModel]) -> dict[str, tuple[Any, bool]]:
    """Column name to (annotation, whether it must be there) for a row model."""
    return {
        info.alias or name: (info.annotation, info.is_required()) for name, info in model.model_fields.items()
    }


def read_table(file: str, raw: bytes, model: type[BaseModel]) -> TableFile:
    """Read a CSV file into rows of `model`; every fault is kept in `faults`, none is raised."""
    text, faults = decode(file, raw)
    table = TableFile(file=file, lines=text.splitlines(), faults=faults)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    wanted = columns_of(model)
    try:
        header = next(reader, [])
        table.columns = [name.strip() for name in header]
        if not _header_is_sound(table, wanted):
            table.broken = True
            return table
        start = reader.line_num + 1
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not cells or cells[0].startswith("#") or not any(cell.strip() for cell in cells):
                continue
            _read_row(table, line, cells, model, wanted)
    except csv.Error as error:
        table.faults.append(
            PackFault(
                f"the CSV cannot be read here: {error}.",
                where=Place(file, reader.line_num, 1),
                mend="a quotation mark is not closed, or stands inside a cell; double it inside quoted text.",
            )
        )
        table.broken = True
    return table


SEPARATORS = {";": "semicolons", "\t": "tabs"}


def _parted_otherwise(table: TableFile, line: str, wanted: dict[str, tuple[Any, bool]]) -> bool:
    """Whether the cells are parted by something other than commas, as some spreadsheets do; then it is told."""
    for sign, words in SEPARATORS.items():
        if len(table.columns) == 1 and wanted.keys() & {part.strip(' "') for part in line.split(sign)[1:]}:
            table.faults.append(
                PackFault(
                    f"the cells are parted by {words}, not by commas.",
                    where=Place(table.file, 1, line.index(sign) + 1, shorten(line)),
                    mend="save it again with commas: CSV UTF-8 (comma delimited), or choose the comma when you export.",
                )
            )
            return True
    return False


def _header_is_sound(table: TableFile, wanted: dict[str, tuple[Any, bool]]) -> bool:
    line = table.lines[0] if table.lines else ""
    if _parted_otherwise(table, line, wanted):
        return False
    if "" in table.columns and table.columns != [""]:
        at = table.columns.index("")
        table.faults.append(
            PackFault(
                "a column has no name.",
                where=Place(table.file, 1, _cell_column(line, at), shorten(line)),
                mend="take the empty columns away, in the spreadsheet or as commas at the ends of all lines.",
            )
        )
        return False
    seen: set[str] = set()
    sound = True
    for index, name in enumerate(table.columns):
        where = Place(table.file, 1, _cell_column(line, index), name)
        if name in seen:
            table.faults.append(
                PackFault(f"the column `{name}` stands twice.", where=where, mend="keep one of the two.")
            )
            sound = False
        elif name not in wanted:
            mend = mend_unknown(name, set(wanted) - set(table.columns) or wanted, "take the column away")
            table.faults.append(PackFault(f"`{name}` is not a column of this table.", where=where, mend=mend))
            sound = False
        seen.add(name)
    for name, (_, required) in wanted.items():
        if required and name not in seen:
            table.faults.append(
                PackFault(
                    f"the column `{name}` is missing.",
                    where=Place(table.file, 1, 1, shorten(line)),
                    mend=f"add the column `{name}` to the first line and to every row.",
                )
            )
            sound = False
    return sound


def _read_row(
    table: TableFile, line: int, cells: list[str], model: type[BaseModel], wanted: dict[str, tuple[Any, bool]]
) -> None:
    if len(cells) != len(table.columns):
        _uneven(table, line, cells)
        return
    row = Row(line, {name: cell.strip() for name, cell in zip(table.columns, cells, strict=True)})
    table.rows.append(row)
    before = len(table.faults)
    data: dict[str, Any] = {}
    for name, cell in row.cells.items():
        annotation, required = wanted[name]
        if _FORMULA.match(cell):
            table.faults.append(
                PackFault(
                    f"the cell `{name}` looks like a spreadsheet formula.",
                    where=table.place(row, name),
                    mend="write the value itself; a cell may not begin with = + - or @ unless it is a number.",
                )
            )
        elif cell == "" and name in ("id", "key", table.columns[0]) and required:
            table.faults.append(
                PackFault(
                    f"the cell `{name}` is blank.",
                    where=table.place(row, name),
                    mend="every row needs it; take the row away if it is not meant.",
                )
            )
        elif cell != "" or required:
            data[name] = cell_value(annotation, cell)
    if len(table.faults) > before:
        return
    try:
        row.model = model.model_validate(data)
    except ValidationError as error:
        _row_faults(table, row, error, model, data)
    if isinstance(row.model, TableRow):
        row.model.on_line(line)


def _uneven(table: TableFile, line: int, cells: list[str]) -> None:
    have, want = len(cells), len(table.columns)
    table.torn.append(
        Row(line, {name: cell.strip() for name, cell in zip(table.columns, cells, strict=False)})
    )
    if have < want:
        what = f"the row has {have} cells where the table has {want} columns."
        mend = (
            f"add the missing cells, from `{table.columns[have]}` on; leave a cell blank between two commas."
        )
    else:
        what = f"the row has {have} cells where the table has {want} columns."
        mend = (
            "put text that holds a comma in quotation marks; a number may not hold a comma: 1200, not 1,200."
        )
    raw = table.lines[line - 1] if line <= len(table.lines) else ""
    table.faults.append(PackFault(what, where=Place(table.file, line, 1, shorten(raw)), mend=mend))


def _row_faults(
    table: TableFile, row: Row, error: ValidationError, model: type[BaseModel], data: dict[str, Any]
) -> None:
    seen: set[str] = set()
    for item in error.errors(include_url=False):
        column = next((str(step) for step in item["loc"] if step in table.columns), "")
        if not column:
            column = next((str(i.alias or n) for n, i in model.model_fields.items() if n in item["loc"]), "")
        if column in seen:
            continue
        seen.add(column)
        value = data.get(column)
        if item["type"] in ("string_type", "missing") and not value:
            what, mend = "the cell is blank.", "write a value in it."
        else:
            what, mend = explain(item, value, model_at(model, (column,)))
        table.faults.append(
            PackFault(f"{column or 'the row'}: {what}", where=table.place(row, column), mend=mend)
        )


def cell_value(annotation: Any, cell: str) -> Any:
    """A cell's text as the kind of value its column asks for; what does not fit is left for the model to refuse."""
    kinds = _kinds(annotation)
    if cell == "" and type(None) in kinds:
        return None
    if list in kinds or tuple in kinds:
        parts = [part.strip() for part in cell.split(";") if part.strip()]
        return tuple(parts) if tuple in kinds else parts
    if bool in kinds and cell in ("true", "false"):
        return cell == "true"
    if int in kinds and re.fullmatch(r"[-+]?[0-9]+", cell):
        return int(cell)
    if float in kinds and _NUMBER.match(cell):
        return float(cell)
    return cell


def _kinds(annotation: Any) -> set[Any]:
    """The plain kinds (str, int, float, bool, list, None) that an annotation allows."""
    if annotation is None or annotation is type(None):
        return {type(None)}
    origin = get_origin(annotation)
    if origin is Literal:
        return {type(value) for value in get_args(annotation)}
    if origin in (list, tuple):
        return {origin}
    if origin is not None:
        arguments = get_args(annotation)
        if hasattr(annotation, "__metadata__"):
            arguments = arguments[:1]
        return set().union(*(_kinds(part) for part in arguments))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return {str}
    return {annotation}
