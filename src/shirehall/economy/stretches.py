"""Months of life that were lived already, kept for whoever looks at what might come more than once.

Terms that mean the same to people and places are lived once, whatever they mean for money, and so is a future that is asked
for again. A month is known by the very system it began from, by its chance and by every dial but those of money, so that keeping it
changes no figure.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from shirehall.economy.dials import Dials, without_money

if TYPE_CHECKING:
    from shirehall.economy.engine import Seen

MOST_BYTES = 120_000_000
"""The most memory that kept months of what was take: some thirty months of Bigshire at a tenth of its people."""
AHEAD = 0.5
"""The part of that which months of what might come take besides: they are wanted again at once or hardly ever, whereas every question
of a run, and of the next, begins from what was."""
MOST_TOLD = 500
"""Futures of which is kept what they told: a few kilobytes each, and the same questions are asked in one run after another."""

System = Mapping[str, Any]
Found = TypeVar("Found")


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
    """The last stretches that were wanted: within `most` bytes of what was (salt 0), and within a part of that of what might come.

    Any number of threads may ask.
    """

    most: int = MOST_BYTES
    _kept: list[Kept] = field(default_factory=list, repr=False)
    _told: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __len__(self) -> int:
        return len(self._kept)

    def told(self, what: Hashable, tell: Callable[[], Found]) -> Found:
        """What a future told that is known by everything it follows from: kept, or told now by `tell`."""
        with self._turn:
            if what in self._told:
                self._told.move_to_end(what)
                return cast(Found, self._told[what])
        found = tell()
        with self._turn:
            self._told[what] = found
            while len(self._told) > MOST_TOLD:
                self._told.popitem(last=False)
        return found

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
            self._let_go(ahead=salt != 0)
        return stretch

    def _let_go(self, *, ahead: bool) -> None:
        """Forget what was not wanted for longest, of what was or of what might come; the last is kept whatever its size."""
        most = self.most * (AHEAD if ahead else 1.0)
        alike = [each for each in self._kept if (each.salt != 0) == ahead]
        size = sum(each.stretch.size for each in alike)
        for oldest in alike[:-1]:
            if size <= most:
                break
            size -= oldest.stretch.size
            self._kept = [each for each in self._kept if each is not oldest]
