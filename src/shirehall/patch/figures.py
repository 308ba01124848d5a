"""A figure and where it came from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-.][a-z0-9]+)*$")]
Month = Annotated[int, Field(ge=1, le=120)]
Share = Annotated[float, Field(strict=False, ge=0, le=1)]


class Provenance(StrEnum):
    """Where a figure came from.

    reported: stated in the published exercise; sourced: a public document; derived: worked out from those by a named
    rule; assumed: chosen by the pack's author, and to be listed as such wherever results are shown.
    """

    REPORTED = "reported"
    SOURCED = "sourced"
    DERIVED = "derived"
    ASSUMED = "assumed"


class Strict(BaseModel):
    """The base of every model of a pack: unknown keys are faults, nothing is coerced, nothing can be altered."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class TableRow(Strict):
    """The base of every row of a CSV table: it knows its line, which is no part of what it says."""

    _line: int = PrivateAttr(default=0)

    @property
    def line(self) -> int:
        """The line of the file on which the row stands, counted from 1 (0 when it was not read from one)."""
        return self._line

    def on_line(self, line: int) -> None:
        """Note where the row was read."""
        self._line = line

    def __eq__(self, other: object) -> bool:
        """Whether two rows say the same, wherever they stand."""
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))


class Figure(Strict):
    """A number with its unit and provenance.

    In YAML: `{value: 700, unit: £m, from: reported, source: bs-f06}`.
    """

    value: Annotated[float, Field(strict=False, allow_inf_nan=False)]
    unit: str
    origin: Annotated[Provenance, Field(alias="from", strict=False)]
    source: str = ""
    note: str = ""
