"""What was assumed: figures of the pack, terms that nobody stated, and what acted on the county."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from shirehall.paper.prose import capital, clip, listed, say, sentence_case
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, Column, Fold, Paragraph, Row, Section, Table
from shirehall.patch.figures import Figure

LISTED = 24
"""How many assumed figures of each sort are listed; the rest stand in the pack's files, each with its source."""


def assumed(reader: Reader) -> Section:
    """Everything that is assumed: figures of the pack, terms that nobody stated, settings."""
    figures = list(assumed_figures(reader))
    by_sort = Counter(sort for sort, _, _, _ in figures)
    counted = say(
        f"{len(figures):,} single figures of the pack are assumed by its authors:"
        f" {listed([f'{n:,} of {s}' for s, n in sorted(by_sort.items())])}. County tables carry the source of"
        " each row.",
        basis="method",
    )
    tables: list[Block] = [Paragraph((counted,)), levers(reader)]
    for sort in sorted(by_sort):
        rows = tuple(
            Row((what, value, clip(source, 200) or "pack author"))
            for s, what, value, source in figures
            if s == sort
        )
        left = f" The first {LISTED} of {len(rows)} are listed." if len(rows) > LISTED else ""
        tables.append(
            Fold(
                f"Assumed figures of {sort} ({len(rows)})",
                (
                    Table(
                        f"Assumed figures of {sort}",
                        (Column("Figure"), Column("Value"), Column("Source")),
                        rows[:LISTED],
                        f"All stand in the pack.{left}",
                    ),
                ),
            )
        )
    standing = [(a.text, str(a.origin), a.source) for a in reader.telling.patch.assumptions]
    rows = tuple(Row((sentence_case(text), origin, clip(source, 200))) for text, origin, source in standing)
    if rows:
        tables.append(
            Fold(
                f"What worded agreements are taken to amount to when nobody rules ({len(rows)})",
                (
                    Table(
                        "Declared assumptions about worded agreements",
                        (Column("What is taken"), Column("From"), Column("Source")),
                        rows,
                    ),
                ),
            )
        )
    return Section("assumed", "What was assumed", tuple(tables))


def levers(reader: Reader) -> Block:
    """The terms that acted on the county, with what they rest on."""
    rows = []
    for row, evidence in reader.rows("assumed-terms"):
        until = (
            reader.month(row["until"])
            if isinstance(row["until"], int) and 1 <= row["until"] <= reader.telling.last_month
            else "the end"
        )
        start = reader.month(max(1, min(int(row["start"]), reader.telling.last_month)))
        rows.append(
            Row(
                (
                    str(row["label"]) or str(row["mechanism"]),
                    str(row["basis"]),
                    str(row["mechanism"]).replace("-", " "),
                    str(row["terms"]) or "–",
                    start,
                    until,
                ),
                evidence,
            )
        )
    if not rows:
        return Paragraph(
            (say("No term acted on the county beyond what stood at the start.", [reader.end], "derived"),)
        )
    columns = (
        Column("Term"),
        Column("Rests on"),
        Column("Mechanism"),
        Column("Terms"),
        Column("From"),
        Column("Until"),
    )
    table = Table(
        "What acted on the county beyond the standing contracts",
        columns,
        tuple(rows),
        "“Assumed” marks worded agreements that nobody put in terms: a declared assumption stood in for"
        " them.",
    )
    return Fold(f"{table.caption} ({len(rows)} lines)", (table,)) if len(rows) > 12 else table


def assumed_figures(reader: Reader) -> Iterator[tuple[str, str, str, str]]:
    """(sort, what, value, source) of every single figure of the pack whose provenance is assumed."""
    patch = reader.telling.patch
    for fact in patch.facts:
        if str(fact.origin) == "assumed":
            yield (
                "facts",
                capital(fact.note or fact.key.replace(".", ", ").replace("-", " "))
                + f" ({fact.key.split('.')[0]})",
                f"{fact.value:,g} {fact.unit}",
                fact.source,
            )
    for body in patch.organisations:
        for name, figure in walked(body, ""):
            yield (
                "organisations",
                f"{body.short}: {name}",
                f"{figure.value:,g} {figure.unit}",
                figure.source or figure.note,
            )
    for contract in patch.contracts:
        for _, figure in walked(contract, ""):
            yield (
                "contracts",
                contract.title,
                f"{figure.value:,g} {figure.unit}",
                figure.source or figure.note,
            )
    for name, figure in walked(patch.head, ""):
        yield "settings", name, f"{figure.value:,g} {figure.unit}", figure.source or figure.note


def walked(value: Any, path: str) -> Iterator[tuple[str, Figure]]:
    """Every assumed figure within a model, with the path to it in words."""
    if isinstance(value, Figure):
        if str(value.origin) == "assumed":
            yield path.replace("_", " ").replace("-", " "), value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from walked(getattr(value, name), f"{path}, {name}" if path else name)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from walked(item, f"{path}, {name}" if path else str(name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from walked(item, path)
