"""The sizes of paper, and how large the letters on it are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Size = Literal["a4", "a5", "a6"]
SIZES: tuple[Size, ...] = get_args(Size)

PAGES: Mapping[Size, tuple[int, int]] = {"a4": (210, 297), "a5": (148, 210), "a6": (105, 148)}
"""Width and height in millimetres (ISO 216)."""
POINTS: Mapping[Size, int] = {"a4": 11, "a5": 10, "a6": 9}
MARGINS: Mapping[Size, int] = {"a4": 20, "a5": 14, "a6": 9}
LARGE = 18
"""Large print: no letter is smaller than this many points (large print is asked for in 16 to 18 point)."""
MILLIMETRES_A_POINT = 25.4 / 72
FAMILY = "Atkinson Hyperlegible Next"


@dataclass(frozen=True, slots=True)
class Look:
    """A size of paper, and whether it is printed large."""

    size: Size = "a4"
    large: bool = False

    @property
    def width(self) -> int:
        """Millimetres."""
        return PAGES[self.size][0]

    @property
    def height(self) -> int:
        """Millimetres."""
        return PAGES[self.size][1]

    @property
    def points(self) -> int:
        """The size of running text."""
        return LARGE if self.large else POINTS[self.size]

    @property
    def least(self) -> int:
        """The smallest letters on the page: notes, footers."""
        return LARGE if self.large else POINTS[self.size] - 1

    @property
    def margin(self) -> int:
        """Millimetres on every side."""
        return MARGINS[self.size]

    @property
    def letters(self) -> int:
        """About how many letters of running text a line holds: a letter is about half as wide as it is high."""
        return int((self.width - 2 * self.margin) / MILLIMETRES_A_POINT / (0.52 * self.points))

    @property
    def name(self) -> str:
        """As it stands in the names of files: a4, a4-large."""
        return f"{self.size}-large" if self.large else self.size
