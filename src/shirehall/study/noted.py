"""Measures that need the notebook beside the record: the same tables and numbers, whose rows rest on entries as well as events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from shirehall.study.study import Study
from shirehall.study.tables import Cell, Filters, Reading, Table, table

NotedCompute = Callable[[Study, Filters], Table]
NotedRead = Callable[[Study, Filters], Reading]

NotedRow = tuple[tuple[Cell, ...], Iterable[int], Iterable[int]]
"""Cells, the events they rest on, and the entries of the notebook they rest on."""


@dataclass(frozen=True, slots=True)
class NotedMeasure:
    """A measure of a study: like `tables.Measure`, with the notebook at hand. A study without entries gives it nothing to count."""

    name: str
    title: str
    unit: str
    meaning: str
    compute: NotedCompute
    filters: tuple[str, ...] = ()
    read: NotedRead | None = None


def noted_table(columns: tuple[str, ...], rows: Iterable[NotedRow], *notes: str) -> Table:
    """A table from rows with the events and entries they rest on, in the order given."""
    whole = [(cells, tuple(events), tuple(sorted(set(entries)))) for cells, events, entries in rows]
    plain = table(columns, ((cells, events) for cells, events, _ in whole), *notes)
    return Table(
        plain.columns, plain.rows, plain.evidence, plain.notes, tuple(entries for *_, entries in whole)
    )


def noted_number(
    name: str, title: str, unit: str, meaning: str, read: NotedRead, filters: tuple[str, ...]
) -> NotedMeasure:
    """A measure of a study that is one number."""

    def compute(study: Study, kept: Filters) -> Table:
        found = read(study, kept)
        return noted_table(("value", "how"), [((found.value, found.why), found.evidence, found.noted)])

    return NotedMeasure(name, title, unit, meaning, compute, filters, read)
