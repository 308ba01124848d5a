"""What a measure gives: a tidy table whose rows rest on events, or one number with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from shirehall.errors import UsageError
from shirehall.study.reading import Telling

Cell = str | int | float | None
Filters = Mapping[str, str | int | list[str]]

NO_FILTERS: Filters = {}
STRETCH = ("from_month", "to_month", "phase")
"""The filters by which any measure of events is kept to a stretch of the year."""


@dataclass(frozen=True, slots=True)
class Table:
    """Tidy rows. `evidence` gives, row by row, the numbers of the events that the row rests on (empty when there are none).

    `noted` gives the numbers of the notebook's entries likewise, and is empty for a table that rests on the record alone.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    evidence: tuple[tuple[int, ...], ...]
    notes: tuple[str, ...] = ()
    noted: tuple[tuple[int, ...], ...] = ()

    def column(self, name: str) -> tuple[Cell, ...]:
        """The cells of one column, from the top. Raises UsageError for a column that is not there."""
        if name not in self.columns:
            raise UsageError(
                f"the table has no column {name!r}.", mend=f"name one of {', '.join(self.columns)}."
            )
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)

    def dicts(self) -> tuple[dict[str, Cell], ...]:
        """Each row as a mapping of column to cell."""
        return tuple(dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def where(self, **cells: Cell) -> Table:
        """The rows in which each named column holds the given cell."""
        kept = [
            i for i, row in enumerate(self.dicts()) if all(row[name] == cell for name, cell in cells.items())
        ]
        rows, evidence = tuple(self.rows[i] for i in kept), tuple(self.evidence[i] for i in kept)
        noted = tuple(self.noted[i] for i in kept) if self.noted else ()
        return Table(self.columns, rows, evidence, self.notes, noted)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a measure comes down to: a number (none when there was nothing to measure), its evidence, and how it came about.

    `noted` are the notebook's entries that it rests on.
    """

    value: float | None
    evidence: tuple[int, ...] = ()
    why: str = ""
    noted: tuple[int, ...] = ()


Compute = Callable[[Telling, Filters], Table]
Read = Callable[[Telling, Filters], Reading]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its name, title, unit and meaning, the filters it knows, its table, and its one number if it has one."""

    name: str
    title: str
    unit: str
    meaning: str
    compute: Compute
    filters: tuple[str, ...] = ()
    read: Read | None = None


def table(
    columns: tuple[str, ...], rows: Iterable[tuple[tuple[Cell, ...], Iterable[int]]], *notes: str
) -> Table:
    """A table from pairs of a row and the events it rests on, in the order given."""
    pairs = [(cells, tuple(sorted(set(evidence)))) for cells, evidence in rows]
    return Table(columns, tuple(cells for cells, _ in pairs), tuple(evidence for _, evidence in pairs), notes)


def reading(value: float | None, evidence: Iterable[int] = (), why: str = "") -> Reading:
    """A reading with its value held to four decimals and its evidence sorted, each event once."""
    return Reading(None if value is None else round(value, 4) + 0.0, tuple(sorted(set(evidence))), why)


def share(part: int | float, whole: int | float) -> float | None:
    """A share held to four decimals; none of nothing."""
    return round(part / whole, 4) if whole else None


def number_table(read: Read) -> Compute:
    """The table of a measure that is one number."""

    def compute(telling: Telling, filters: Filters) -> Table:
        found = read(telling, filters)
        return table(("value", "how"), [((found.value, found.why), found.evidence)])

    return compute


def number_measure(
    name: str, title: str, unit: str, meaning: str, read: Read, filters: tuple[str, ...]
) -> Measure:
    """A measure that is one number."""
    return Measure(name, title, unit, meaning, number_table(read), filters, read)
