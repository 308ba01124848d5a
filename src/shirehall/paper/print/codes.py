"""Codes of seats from a file, JSON or CSV, as cards to join by."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shirehall.errors import Place, UsageError
from shirehall.paper.print.cards import JoinCard, join_card_for
from shirehall.patch.pack import Patch

SCHEMES = ("http://", "https://")
WHO = "whoever made the file of codes"
SHAPE = "give a list of objects with seat, code and link, or a map from seat to code; in CSV, the columns seat, code, link."


def read_codes(path: Path, patch: Patch, url: str = "") -> tuple[JoinCard, ...]:
    """The cards of a file, in its order. A row without a link gets `url`/in/`code`.

    Raises UsageError, with the line, for a file of another shape, a seat that the pack has not, a code given twice, or a
    link that cannot be made.
    """
    raw = path.read_text(encoding="utf-8-sig")
    rows = json_rows(path, raw) if path.suffix.casefold() == ".json" else csv_rows(path, raw)
    cards, seen = [], set()
    for line, row in rows:
        card = card_of(
            row, patch, url, Place(str(path), line, 0, ", ".join(str(v) for v in row.values())[:80])
        )
        if card.code and card.code in seen:
            raise UsageError("a code is given twice.", where=Place(str(path), line, 0, card.seat), who=WHO,
                             mend="give each seat a code of its own.")  # fmt: skip
        seen.add(card.code)
        cards.append(card)
    if not cards:
        raise UsageError("the file holds no codes.", where=Place(str(path)), mend=SHAPE, who=WHO)
    return tuple(cards)


def json_rows(path: Path, raw: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows of a JSON file: a list of objects, or a map from seat to code. Their line is not known."""
    try:
        data = json.loads(raw)
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        raise UsageError("this is not JSON.", where=Place(str(path), line), mend=SHAPE, who=WHO) from None
    if isinstance(data, dict):
        data = [{"seat": seat, "code": code} for seat, code in data.items()]
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise UsageError("the file has another shape.", where=Place(str(path)), mend=SHAPE, who=WHO)
    yield from ((0, row) for row in data)


def csv_rows(path: Path, raw: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows of a CSV file by its headings."""
    reader = csv.DictReader(io.StringIO(raw))
    if "seat" not in (reader.fieldnames or ()):
        raise UsageError(
            "the first line names no column `seat`.", where=Place(str(path), 1), mend=SHAPE, who=WHO
        )
    for row in reader:
        yield reader.line_num, {key: value for key, value in row.items() if key}


def card_of(row: Mapping[str, Any], patch: Patch, url: str, where: Place) -> JoinCard:
    """One row as a card, its seat told in words."""
    values = [row.get(name, "") for name in ("seat", "code", "link")]
    if not all(isinstance(value, str) for value in values):
        raise UsageError("seat, code and link have to be text.", where=where, mend=SHAPE, who=WHO)
    name, code, link = (str(value).strip() for value in values)
    link = link or (f"{url.rstrip('/')}/in/{code}" if url and code else "")
    if not link.startswith(SCHEMES):
        raise UsageError("there is no link to join by.", where=where, who=WHO,
                         mend="give the link in the file, or the address of the day by --url http://...")  # fmt: skip
    try:
        return join_card_for(patch, name, link, code, url)
    except UsageError as error:
        raise UsageError(error.what, where=where, who=WHO, mend=error.mend) from None
