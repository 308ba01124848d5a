"""Months of life that were lived already, kept for whoever looks at what might come more than once.

Terms that mean the same to people and places are lived once, whatever they mean for money, and so is a future that is asked
for again. A month is known by the very system it began from, by its chance and by every dial but those of money, so that keeping it
changes no figure.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shirehall.economy.dials import Dials, without_money

if TYPE_CHECKING:
    from shirehall.economy.engine import Seen

MOST_BYTES = 120_000_000
"""The most memory that kept months take: some thirty months of Bigshire at a tenth of its people."""

System = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The system that a month of life came to, its queues and books at full scale, what it showed, and what is remembered of it."""

    after: dict[str, Any]
    whole: dict[str, Any]
    seen: Seen
    memory: dict[str, float]

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return sum(int(each.nbytes) for each in self.after.values())


@dataclass(frozen=True, slots=True)
class Kept:
    """A stretch, and what it was lived from."""

    before: System
    salt: int
    under: dict[str, object]
    stretch: Stretch


@dataclass
class Stretches:
    """The last stretches that were wanted, within `most` bytes. Any number of threads may ask."""

    most: int = MOST_BYTES
    _kept: list[Kept] = field(default_factory=list, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __len__(self) -> int:
        return len(self._kept)

    def lived(self, before: System, dials: Dials, salt: int, live: Callable[[], Stretch]) -> Stretch:
        """The month from a system under some dials with the chance of a salt: kept, or lived now by `live`."""
        under = without_money(dials)
        with self._turn:
            for place, each in enumerate(self._kept):
                if each.before is before and each.salt == salt and each.under == under:
                    self._kept.append(self._kept.pop(place))
                    return each.stretch
        stretch = live()
        with self._turn:
            self._kept.append(Kept(before, salt, under, stretch))
            while len(self._kept) > 1 and sum(each.stretch.size for each in self._kept) > self.most:
                del self._kept[0]
        return stretch
