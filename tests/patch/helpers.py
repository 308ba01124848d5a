"""Planting faults in a scaffolded pack, and finding the lines on which they should be reported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shirehall.errors import PackFault


@dataclass(frozen=True)
class Planted:
    """One fault: in `file`, `old` is replaced by `new`; it is to be reported at `at` (in `reported`, or in `file`)."""

    name: str
    file: str
    old: str
    new: str
    at: str
    what: str
    mend: str
    reported: str = ""

    def plant(self, folder: Path) -> None:
        """Write the fault into the pack."""
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        assert text.count(self.old) >= 1, f"{self.file} no longer holds {self.old!r}"
        path.write_text(text.replace(self.old, self.new, 1), encoding="utf-8", newline="\n")

    def line(self, folder: Path) -> int:
        """The line on which the fault is to be reported."""
        text = (folder / (self.reported or self.file)).read_text(encoding="utf-8")
        assert self.at in text, f"{self.reported or self.file} does not hold {self.at!r}"
        return text[: text.index(self.at)].count("\n") + 1

    def is_told_by(self, fault: PackFault, folder: Path) -> bool:
        """Whether a reported fault is this one: its file, its line, what it says, and how to mend it."""
        where = fault.where
        return (
            where is not None
            and where.file == (self.reported or self.file)
            and where.line == self.line(folder)
            and self.what in fault.what
            and self.mend in fault.mend
        )
