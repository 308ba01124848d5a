"""What exports share: events as rows, and CSV that no spreadsheet will run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from shirehall.play.record.event import canonical, to_json
from shirehall.study.reading import Telling

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula, at its beginning."""


def event_rows(telling: Telling) -> Iterable[dict[str, Any]]:
    """Every event with all its fields, its nature, and its sentence."""
    for event in telling.events:
        yield {**to_json(event), "nature": telling.nature(event), "sentence": telling.sentence(event.seq)}


def safe(cell: object) -> str:
    """A cell as text; one that a spreadsheet would run as a formula is made plain by an apostrophe before it.

    A number is left a number, a minus sign before it included. A carriage return becomes a line break, which stands in
    quotation marks; alone it would end the row, and what follows it would begin a cell.
    """
    text = "" if cell is None else str(cell).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return text
    return f"'{text}" if text.startswith(RUNS) else text


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV with a heading, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([safe(column) for column in columns])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def packed(value: object) -> object:
    """A field of an event as one cell: lists joined by semicolons, objects as canonical JSON."""
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return canonical(value) if isinstance(value, tuple | list | dict) else value


UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, in whatever spelling."""


def printable(words: str) -> str:
    """Words as XML can hold them: a sign that it cannot hold becomes the sign for an unknown one."""
    return UNFIT.sub("\ufffd", words)
