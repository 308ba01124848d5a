"""What has been agreed, ruled, assumed or sent in, as the county model reads it: levers with typed terms."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from shirehall.errors import UsageError

Value = str | int | float

BASES = ("signed", "ruled", "assumed", "inject", "pack", "what-if")


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever in force.

    `mechanism` names a file of `economy/levers/`; `terms` are (name, value) pairs sorted by name; `source` says in words
    where the lever came from ("agreement 57", "inject costly-drug"); `start` and `until` are months counted from 1, both
    included (`until` None: to the end); `basis` says why it acts: signed, ruled, assumed, inject, pack or what-if.
    """

    mechanism: str
    terms: tuple[tuple[str, Value], ...]
    source: str
    start: int
    until: int | None = None
    basis: str = "signed"

    def get(self, name: str, default: Value = "") -> Value:
        """The value of a term, or `default` when the lever does not carry it."""
        for key, value in self.terms:
            if key == name:
                return value
        return default

    def text(self, name: str) -> str:
        """The value of a term as text ("" when absent)."""
        return str(self.get(name, ""))

    def number(self, name: str, default: float = 0.0) -> float:
        """The value of a term as a number (`default` when absent)."""
        value = self.get(name, default)
        return default if value == "" else float(value)

    def holds(self, month: int) -> bool:
        """Whether the lever is in force in `month`."""
        return self.start <= month and (self.until is None or month <= self.until)


Terms = tuple[Lever, ...]


def lever(
    mechanism: str, source: str, start: int, until: int | None = None, basis: str = "signed", **terms: Value
) -> Lever:
    """Make a lever; a term whose name is a Python word is given with a trailing underscore (`from_="buft"`).

    Raises UsageError for a basis that is not one of `BASES`, a start before month 1 or an end before the start.
    """
    if basis not in BASES:
        raise UsageError(
            f"a lever's basis is one of {', '.join(BASES)}, not {basis!r}.", mend="name one of them."
        )
    if start < 1 or (until is not None and until < start):
        raise UsageError(
            f"a lever from month {start} until month {until} never holds.",
            mend="start at 1 or later and end after it.",
        )
    pairs = tuple(sorted((name.rstrip("_"), value) for name, value in terms.items()))
    return Lever(mechanism, pairs, source, start, until, basis)


def to_json(terms: Terms) -> str:
    """The terms as canonical JSON: a list of objects, keys sorted, no spaces."""
    rows: list[dict[str, Any]] = []
    for each in terms:
        row = asdict(each)
        row["terms"] = dict(each.terms)
        rows.append(row)
    return json.dumps(rows, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def from_json(text: str) -> Terms:
    """The inverse of `to_json`. Raises UsageError when the text is not a list of levers."""
    try:
        return tuple(
            Lever(
                str(row["mechanism"]),
                tuple(sorted(row["terms"].items())),
                str(row["source"]),
                int(row["start"]),
                None if row.get("until") is None else int(row["until"]),
                str(row.get("basis", "signed")),
            )
            for row in json.loads(text)
        )
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise UsageError(f"these terms cannot be read: {fault}.", mend="write them with to_json.") from fault


def digest(terms: Terms) -> str:
    """SHA-256 of the terms in their order, as 64 hexadecimal figures."""
    return hashlib.sha256(to_json(terms).encode()).hexdigest()
