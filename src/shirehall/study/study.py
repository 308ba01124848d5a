"""What is studied: a record as it can be told, and beside it everything that the notebook holds of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from shirehall.study.notebook.entry import Entry
from shirehall.study.notebook.standing import Standing, history
from shirehall.study.reading import Telling

Found = TypeVar("Found")


@dataclass(frozen=True)
class Study:
    """A telling and the notebook's entries. Everything that is said of either follows from the two."""

    telling: Telling
    entries: tuple[Entry, ...] = ()
    kept: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, work_out: Callable[[Study], Found]) -> Found:
        """What a function works out from this study alone, worked out the first time it is asked for."""
        if name not in self.kept:
            self.kept[name] = work_out(self)
        return cast(Found, self.kept[name])

    @cached_property
    def history(self) -> tuple[Standing, ...]:
        """What became of everything written, withdrawn or not, in the order it was begun."""
        return history(self.entries)

    def standing(self, *kinds: str) -> tuple[Standing, ...]:
        """What stands of some kinds, or of all."""
        return tuple(
            each for each in self.history if not each.withdrawn and (not kinds or each.entry.kind in kinds)
        )

    def entry(self, number: int) -> Entry | None:
        """The entry of a number, if there is one. Numbers are dense and begin at 1."""
        return self.entries[number - 1] if 0 < number <= len(self.entries) else None


def versions(entries: Iterable[Entry], kind: str, name: str = "id") -> Mapping[str, tuple[Entry, ...]]:
    """All wordings of each thing of a kind that several people write together, by its id, oldest first.

    Such a thing (a theme, a learning point, a sentence of the report) is written again whole; the last wording stands, and
    the earlier ones are kept. `name` is the field of the body that holds the id. Wordings that were withdrawn are left out.
    """
    whole = tuple(entries)
    gone = {entry.withdraws for entry in whole if entry.withdraws is not None}
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in whole:
        if entry.kind == kind and entry.number not in gone:
            told = str(entry.body[name])
            found[told] = (*found.get(told, ()), entry)
    return found
