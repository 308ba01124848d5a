"""In how many runs a theme held: what an ensemble hands in, read from its file and kept with the theme."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shirehall.errors import Place, UsageError
from shirehall.play.record.event import Json


@dataclass(frozen=True, slots=True)
class Spread:
    """A theme held in `held` of `runs` runs of an ensemble, by a test stated in words. It is a count of plays, no likelihood."""

    held: int
    runs: int
    ensemble: str
    test: str = ""

    @property
    def row(self) -> tuple[int, int, str, str]:
        """As the notebook keeps it."""
        return self.held, self.runs, self.ensemble, self.test

    @property
    def said(self) -> str:
        """In words."""
        return f"held in {self.held} of {self.runs} runs of the ensemble {self.ensemble}"


def spread_in(row: Json) -> Spread | None:
    """The spread that a theme's body keeps, if it keeps one."""
    if not isinstance(row, tuple | list) or len(row) < 3:
        return None
    return Spread(int(row[0]), int(row[1]), str(row[2]), str(row[3]) if len(row) > 3 else "")


def spreads_from(text: str, file: str = "the ensemble's file") -> Mapping[str, Spread]:
    """The spreads of an ensemble by theme, from JSON text such as

        {"ensemble": "a name", "runs": 40, "themes": {"looks-up": {"held": 31, "test": "share of contacts above 0.3"}}}

    Raises UsageError that names what is wrong with it.
    """
    try:
        data: Any = json.loads(text)
        name, runs, themes = str(data["ensemble"]), data["runs"], dict(data["themes"])
        found = {
            str(k): Spread(v["held"], runs, name, str(v.get("test", ""))) for k, v in sorted(themes.items())
        }
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise UsageError(
            f"this is no file of an ensemble: {fault}.",
            where=Place(file),
            mend="give `ensemble`, `runs` and `themes`.",
        ) from fault
    for theme, spread in found.items():
        whole = type(spread.held) is int and type(spread.runs) is int
        if not whole or not 0 <= spread.held <= spread.runs or spread.runs < 1:
            raise UsageError(
                f"the theme {theme} is said to have held in {spread.held} of {spread.runs} runs.",
                where=Place(file),
                mend="give whole numbers, of which the first is no more than the second.",
            )
    return found
