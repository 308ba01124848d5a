"""A table that only grows, in blocks: one entry more costs the same whether it holds ten or ten thousand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

Value = TypeVar("Value")
BLOCK = 64
"""Entries of a block. Full blocks are shared by every later table and never copied."""


class Blocks(Mapping[int, Value]):
    """A mapping that is never changed: `with_one` gives another, which has one entry more. Entries keep the order they came in."""

    __slots__ = ("_full", "_last")

    def __init__(
        self, full: tuple[Mapping[int, Value], ...] = (), last: Mapping[int, Value] | None = None
    ) -> None:
        self._full = full
        self._last = {} if last is None else last

    def with_one(self, key: int, value: Value) -> Blocks[Value]:
        """The table with one entry more. The key is not in it yet."""
        if len(self._last) < BLOCK:
            return Blocks(self._full, {**self._last, key: value})
        return Blocks((*self._full, self._last), {key: value})

    def __getitem__(self, key: int) -> Value:
        for block in (self._last, *reversed(self._full)):
            if key in block:
                return block[key]
        raise KeyError(key)

    def __iter__(self) -> Iterator[int]:
        for block in self._full:
            yield from block
        yield from self._last

    def __len__(self) -> int:
        return len(self._full) * BLOCK + len(self._last)


def one_more(table: Mapping[int, Value], key: int, value: Value) -> Blocks[Value]:
    """A table, of whatever kind, with one entry more."""
    if isinstance(table, Blocks):
        return table.with_one(key, value)
    whole: Blocks[Value] = Blocks()
    for known, kept in table.items():
        whole = whole.with_one(known, kept)
    return whole.with_one(key, value)
