"""Stretches of life that were lived already, kept for whoever looks at what might come more than once.

Terms that mean the same to people and places are lived once, whatever they mean for money, and so is a future that is asked
for again. A stretch is known by the very system it began from and by everything that the kernel is given beside it, so that
keeping it changes no figure.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shirehall.economy.engine import Seen

MOST_BYTES = 120_000_000
"""The most memory that kept stretches take: some thirty months of Bigshire at a tenth of its people."""

System = Mapping[str, Any]
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The system that a stretch began from, the one it came to, what it showed, and the memory that all of it takes."""

    before: System
    after: dict[str, Any]
    seen: Seen
    size: int


@dataclass
class Stretches:
    """The last stretches that were wanted, within `most` bytes. Any number of threads may ask."""

    most: int = MOST_BYTES
    _kept: OrderedDict[Key, Stretch] = field(default_factory=OrderedDict, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __len__(self) -> int:
        return len(self._kept)

    def lived(
        self, before: System, under: str, live: Callable[[], tuple[dict[str, Any], Seen]]
    ) -> tuple[dict[str, Any], Seen]:
        """The stretch from a system under what `under` is the digest of: kept, or lived now by `live`."""
        key = (id(before), under)
        with self._turn:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
        if found is None:
            after, seen = live()
            found = Stretch(before, after, seen, sum(each.nbytes for each in after.values()))
            with self._turn:
                self._kept[key] = found
                while sum(each.size for each in self._kept.values()) > self.most and len(self._kept) > 1:
                    self._kept.popitem(last=False)
        return found.after, found.seen


def digest_of(wants: Mapping[str, Any], *others: Any) -> str:
    """A digest of arrays by name, and of other values by how they are written."""
    found = hashlib.blake2b(repr(others).encode(), digest_size=16)
    for name, array in sorted(wants.items()):
        found.update(f"{name} {array.dtype} {array.shape} ".encode())
        found.update(array.tobytes())
    return found.hexdigest()
