"""What can go wrong, said so that the right person can mend it.

Every error of Shirehall carries four things: what happened, where (file, line, column, value), who can mend it and how.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault lies: a file, a line and column counted from 1 (0 when unknown), and the value found there."""

    file: str
    line: int = 0
    column: int = 0
    value: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


class ShirehallError(Exception):
    """The root of every error Shirehall raises on purpose.

    `what` is one sentence, `where` a place, `who` the person who can mend it, `mend` what to do.
    """

    who = "the person running Shirehall"

    def __init__(self, what: str, *, where: Place | None = None, mend: str = "", who: str = "") -> None:
        self.what = what
        self.where = where
        self.mend = mend
        if who:
            self.who = who
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        if self.where and self.where.value:
            head += f" (found: {self.where.value})"
        return f"{head} Mend ({self.who}): {self.mend}" if self.mend else head


class PackFault(ShirehallError):
    """One fault in a pack, located; the pack's author can mend it."""

    who = "the pack's author"


class PackFaults(ShirehallError):
    """All the faults found in a pack at once."""

    who = "the pack's author"

    def __init__(self, faults: Sequence[PackFault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        super().__init__(f"the pack has {count} fault{'s' if count != 1 else ''}.", mend="see each fault.")


class RecordError(ShirehallError):
    """A record that cannot be read, was cut short, or was changed after it was written."""

    who = "whoever keeps the record"


class CommitConflict(ShirehallError):
    """Somebody else committed first; nothing was written."""

    who = "the caller; read the record again and ask again"


class UsageError(ShirehallError):
    """Shirehall was asked for something that cannot be, such as an unknown pack or a negative seed."""

    who = "the person giving the command"
