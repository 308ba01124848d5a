"""A long list that only grows, kept in chunks: those of an earlier life are brought back when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableSequence
from typing import Any, Generic, Protocol, TypeVar, cast, overload

Item = TypeVar("Item")
CHUNK = 1000
"""Items in a chunk. A full one never changes."""
MADE = None
"""What stands for what was kept of an item that is made."""


class Growing(MutableSequence[Item], Generic[Item]):
    """A list that grows at its end, where items may be taken off too; nothing else changes."""

    def __setitem__(self, index: object, value: object) -> None:
        raise TypeError("nothing in the list changes")

    def insert(self, index: int, value: Item) -> None:
        """Only at the end. Raises TypeError elsewhere."""
        if index != len(self):
            raise TypeError("the list grows at its end alone")
        self.append(value)


class Chunks(Growing[Item]):
    """A list in chunks of CHUNK items, of which the first `known` were there in an earlier life.

    `bring(number)` brings back the items of a chunk of then, counted from 0, when somebody asks for one of them. Items are
    appended at the end, and may be taken off the end; nothing else changes.
    """

    def __init__(
        self, known: int = 0, bring: Callable[[int], MutableSequence[Item]] = lambda _number: []
    ) -> None:
        self._bring = bring
        full, self._waiting = divmod(known, CHUNK)
        self._chunks: list[MutableSequence[Item] | None] = [None] * full
        self._chunks.append(None if self._waiting else [])
        self._beyond: list[Item] = []

    def chunk(self, number: int) -> MutableSequence[Item]:
        """A chunk by its number from 0; the last one may not be full."""
        found = self._chunks[number]
        if found is None:
            found = self._chunks[number] = self._bring(number)
            if number == len(self._chunks) - 1:
                found.extend(self._beyond)
                self._waiting, self._beyond = 0, []
        return found

    def here(self) -> None:
        """Bring back every chunk, so that whoever reads goes to no store."""
        for number in range(len(self._chunks)):
            self.chunk(number)

    def append(self, value: Item) -> None:
        """Add an item at the end."""
        if self._chunks[-1] is None and self._waiting + len(self._beyond) + 1 < CHUNK:
            self._beyond.append(value)
            return
        last = self.chunk(len(self._chunks) - 1)
        last.append(value)
        if len(last) == CHUNK:
            self._chunks.append([])

    def __len__(self) -> int:
        last = self._chunks[-1]
        within = self._waiting + len(self._beyond) if last is None else len(last)
        return (len(self._chunks) - 1) * CHUNK + within

    def __iter__(self) -> Iterator[Item]:
        number = 0
        while number < len(self._chunks):
            yield from self.chunk(number)
            number += 1

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        if isinstance(index, slice):
            return self._part(*index.indices(len(self)))
        number, within = divmod(index + len(self) if index < 0 else index, CHUNK)
        if number < 0:
            raise IndexError(index)
        return (self._chunks[number] or self.chunk(number))[within]

    def _part(self, start: int, stop: int, step: int) -> list[Item]:
        if step != 1:
            return [self[place] for place in range(start, stop, step)]
        found: list[Item] = []
        while start < stop:
            number, within = divmod(start, CHUNK)
            part = self.chunk(number)[within : within + stop - start]
            found.extend(part)
            start += len(part)
        return found

    def __delitem__(self, index: int | slice) -> None:
        if not isinstance(index, slice) or index.indices(len(self))[1:] != (len(self), 1):
            raise TypeError("only the end of the list may be taken off")
        keep = index.indices(len(self))[0]
        if keep < len(self):
            number = keep // CHUNK
            del self.chunk(number)[keep % CHUNK :]
            del self._chunks[number + 1 :]


class Lines(Protocol):
    """What was kept of some items, a line each."""

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> Any: ...


class Later(Growing[Item]):
    """A list of items that are made again when somebody asks for them: `again(place, line)` makes one from what was kept of it.

    A list of lines is let go of line by line, as the items are made.

    Any thread may ask: two that ask at once may each make the item, and one of the two stays.
    """

    def __init__(self, kept: Lines, again: Callable[[int, Any], Item]) -> None:
        self._again = again
        self._kept = kept
        self._items: list[Item | None] = [None] * len(kept)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        for place, found in enumerate(self._items):
            yield self._item(place) if found is None else found

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        places = range(len(self))[index]
        return self._item(places) if isinstance(places, int) else [self._item(place) for place in places]

    def _item(self, place: int) -> Item:
        found, kept = self._items[place], self._kept[place] if place < len(self._kept) else MADE
        if found is None and kept is not MADE:
            found = self._items[place] = self._again(place, kept)
            if isinstance(self._kept, list):
                self._kept[place] = MADE
        return cast(Item, self._items[place] if found is None else found)

    def append(self, value: Item) -> None:
        """Add an item at the end."""
        self._items.append(value)

    def __delitem__(self, index: int | slice) -> None:
        places = range(len(self))[index]
        if not isinstance(places, range) or (places and places != range(places[0], len(self))):
            raise TypeError("only the end of the list may be taken off")
        if places:
            del self._items[places[0] :]
