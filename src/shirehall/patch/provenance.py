"""How many figures a pack holds, and how many say where they came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from shirehall.patch.draft import Draft
from shirehall.patch.figures import Figure, Provenance
from shirehall.patch.model import Finding, Trigger

_DIGITS = re.compile(r"\s*[-+]?[0-9.][0-9.;|/\s+-]*\Z")
_LABELS = frozenset({"fifth", "days", "revealed_month", "id", "key"})


@dataclass(slots=True)
class Tally:
    """Figures counted: in all, by origin, by file; and those whose origin and source are both given."""

    figures: int = 0
    told: int = 0
    by_origin: dict[str, int] = field(default_factory=lambda: {one.value: 0 for one in Provenance})
    by_file: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The share of figures that say where they came from and name the source, 0 to 1."""
        return self.told / self.figures if self.figures else 1.0

    def shares(self) -> dict[str, float]:
        """The share of all figures by origin."""
        return {name: count / self.figures if self.figures else 0.0 for name, count in self.by_origin.items()}


def tally(draft: Draft) -> Tally:
    """Count the figures of every file that could be read."""
    total = Tally()
    sections = [(name, section) for name, section in draft.sections.items()]
    sections += [(name, table.models) for name, table in draft.tables.items()]
    for name, section in sorted(sections, key=lambda pair: pair[0]):
        figures = told = 0
        for origin, source, count in _figures(section):
            figures += count
            if origin in total.by_origin:
                total.by_origin[origin] += count
                told += count if source.strip() else 0
        if figures:
            total.by_file[name] = (figures, told)
            total.figures += figures
            total.told += told
    return total


def _figures(value: Any) -> Iterator[tuple[str, str, int]]:
    """(origin, source, how many numbers) for every figure and every row or line that carries its origin."""
    if isinstance(value, Figure):
        yield str(value.origin), value.source or value.note, 1
    elif isinstance(value, (Finding, Trigger)):
        return  # a finding's mark is a comparison and a trigger's a setting, not figures of the county
    elif isinstance(value, BaseModel):
        if hasattr(value, "origin"):
            numbers = sum(_numbers(name, getattr(value, name)) for name in type(value).model_fields)
            source = getattr(value, "source", "") or getattr(value, "note", "")
            yield str(value.origin), source, numbers
        for name in type(value).model_fields:
            yield from _figures(getattr(value, name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _figures(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _figures(item)


def _numbers(name: str, value: Any) -> int:
    """How many figures a field of a row holds itself; nested models count their own."""
    if name in _LABELS or isinstance(value, bool):
        return 0
    if isinstance(value, (int, float)):
        return 1
    if isinstance(value, str):
        return 1 if name in ("mean", "spread", "share") and value and _DIGITS.match(value) else 0
    if isinstance(value, dict):
        return sum(_numbers("", item) for item in value.values() if not isinstance(item, str))
    return 0
