"""The shape of `targets.yaml`: what a county's model is held against, and which multiplier, if any, is fitted to it.

The file is optional. A target is either *fitted* (a multiplier of the tables is moved until the model meets it, so that
meeting it proves nothing) or *predicted* (nothing is moved for its sake, so that meeting it tells something).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from shirehall.errors import PackFault, PackFaults, Place
from shirehall.patch.county_rows import BANDS, Name, Number, Origin
from shirehall.patch.faults import shape_faults
from shirehall.patch.figures import Strict
from shirehall.patch.yamls import read_yaml

TARGETS = "targets.yaml"
_NUMBER = re.compile(r"\d+(\.\d+)?\Z")


class Fit(Strict):
    """The multiplier that is moved to meet a target.

    `volume` multiplies the rates of pathways (of some `ages` or all), `stay` the mean times and `share` the shares of steps
    named `pathway.step`, `capacity` the capacity of resources, `opening` the weeks at which lists open. `of` holds names
    with spaces between; `*` stands for any letters. `bends` tells which way the measure goes when the multiplier rises.
    """

    knob: Literal["volume", "stay", "share", "capacity", "opening"]
    of: Name
    ages: str = ""
    bends: Literal["up", "down"] = "up"

    @model_validator(mode="after")
    def _ages_are_bands(self) -> Fit:
        strange = [age for age in self.ages.split() if age not in BANDS]
        if strange:
            raise ValueError(f"{strange[0]} is no age band; there are {', '.join(BANDS)}")
        return self


class Target(Strict):
    """One figure to be met.

    `measure` is a measure of the county's figures, or `count NAME` (passages of a pathway's `count` rows), or `clock NAME LOW HIGH`
    (per cent of the passages of a clock between two times in minutes; `NAME@SITE` those of a site, `*` for any letters), or
    `emergency-stay ELECTIVE` (days in a general bed an emergency admission, ELECTIVE days being what an overnight elective stay
    takes). `how`: `sum` over the months and `mean` of them; `a-thousand` the sum as a year's figure per 1,000 people; `ratio` per
    cent of what `over` measures; `month` the value of one month and `month-a-thousand` the same per 1,000 people, `month` being
    counted from 1 (0: the last).
    """

    target: Name
    measure: Name
    subject: str = "county"
    group: str = "all"
    how: Literal["sum", "mean", "a-thousand", "ratio", "month", "month-a-thousand"] = "mean"
    over: str = ""
    month: Annotated[int, Field(ge=0, le=120)] = 0
    value: Number
    low: Number
    high: Number
    unit: str
    kind: Literal["fitted", "predicted"]
    fit: Fit | None = None
    origin: Origin
    source: str

    @model_validator(mode="after")
    def _whole(self) -> Target:
        if not self.low <= self.value <= self.high:
            raise ValueError("low, value and high do not rise")
        if (self.kind == "fitted") != (self.fit is not None):
            raise ValueError("a fitted target, and no other, says what is fitted to it under `fit`")
        if (self.how == "ratio") != bool(self.over):
            raise ValueError("a ratio, and nothing else, says under `over` what it is a share of")
        if self.kind == "fitted" and self.value <= 0:
            raise ValueError("a fitted value is above 0, as a multiplier can make nothing of nothing")
        words = self.measure.split()
        if words[0] == "clock" and (len(words) != 4 or not all(word.isdecimal() for word in words[2:])):
            raise ValueError("a clock is written `clock NAME LOW HIGH`, with whole minutes")
        if words[0] == "emergency-stay" and (len(words) != 2 or not _NUMBER.match(words[1])):
            raise ValueError("a stay is written `emergency-stay ELECTIVE`, with days as a number")
        return self


def read_targets(folder: Path) -> list[Target]:
    """The targets of a patch's folder; none when it has no `targets.yaml`. Raises PackFaults with every fault found."""
    path = folder / TARGETS
    if not path.is_file():
        return []
    source = read_yaml(TARGETS, path.read_bytes())
    faults: list[PackFault] = list(source.faults)
    found: list[Target] = []
    items: Any = source.data
    if not faults and not isinstance(items, list):
        faults.append(
            PackFault(
                "a list is expected in this file.",
                where=Place(TARGETS),
                mend="begin each item with a hyphen.",
            )
        )
    if not faults:
        for number, item in enumerate(items):
            try:
                found.append(TypeAdapter(Target).validate_python(item))
            except ValidationError as error:
                faults.extend(fault for _, fault in shape_faults(error, source, Target, (number,)))
    if faults:
        raise PackFaults(faults)
    return found
