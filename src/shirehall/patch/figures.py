"""A figure and where it came from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

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


class Figure(Strict):
    """A number with its unit and provenance.

    In YAML: `{value: 700, unit: £m, from: reported, source: bs-f06}`.
    """

    value: Annotated[float, Field(strict=False, allow_inf_nan=False)]
    unit: str
    origin: Annotated[Provenance, Field(alias="from", strict=False)]
    source: str = ""
    note: str = ""
