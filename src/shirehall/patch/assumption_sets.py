"""The shape of `assumption-sets.yaml`: published assumptions about how care might move, named, versioned, cited and adjustable.

The file is optional. A set stands in for deals that are too vague to be modelled: it says what share of a hospital activity
moves to which kind of place, over how many months.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from shirehall.errors import PackFault, PackFaults, Place
from shirehall.patch.county_rows import Name, Number, Origin
from shirehall.patch.faults import shape_faults
from shirehall.patch.figures import Strict
from shirehall.patch.yamls import read_yaml

ASSUMPTION_SETS = "assumption-sets.yaml"
Percent = Annotated[Number, Field(ge=0, le=100)]
Setting = Literal["polyclinic", "minor-hospital", "home"]


class Entry(Strict):
    """One assumption: `share_percent` of an activity of hospitals moves to a setting, in equal steps over `months`.

    `activity` is a service of the county (a pathway, or a wider name such as outpatients); `low` and `high` are the range it
    might lie in. `leaves` and `joins` name the providers or sites where they are known; left out, care leaves every hospital and
    joins the sites of the setting's kind that run the activity.
    """

    id: Name
    activity: Name
    setting: Setting
    share_percent: Percent
    low: Percent
    high: Percent
    months: Annotated[int, Field(ge=1, le=240)]
    leaves: str = ""
    joins: str = ""
    origin: Origin
    source: str

    @model_validator(mode="after")
    def _rises(self) -> Entry:
        if not self.low <= self.share_percent <= self.high:
            raise ValueError("low, share_percent and high do not rise")
        return self


class AssumptionSet(Strict):
    """A set of assumptions with its name, version and citation; `adapted` says what was changed from what was published."""

    id: Name
    name: str
    version: Name
    citation: Name
    adapted: str
    text: str
    entries: Annotated[list[Entry], Field(min_length=1)]
    origin: Origin
    source: str

    @model_validator(mode="after")
    def _no_twins(self) -> AssumptionSet:
        ids = [entry.id for entry in self.entries]
        twins = sorted({each for each in ids if ids.count(each) > 1})
        if twins:
            raise ValueError(f"two entries are called {twins[0]}")
        return self


def read_assumption_sets(folder: Path) -> tuple[AssumptionSet, ...]:
    """The assumption sets of a patch's folder; none when it has no such file. Raises PackFaults with every fault found."""
    path = folder / ASSUMPTION_SETS
    if not path.is_file():
        return ()
    source = read_yaml(ASSUMPTION_SETS, path.read_bytes())
    faults: list[PackFault] = list(source.faults)
    items: Any = source.data
    if not faults and not isinstance(items, list):
        faults.append(
            PackFault(
                "a list is expected in this file.",
                where=Place(ASSUMPTION_SETS),
                mend="begin each item with a hyphen.",
            )
        )
    found: list[AssumptionSet] = []
    if not faults:
        for number, item in enumerate(items):
            try:
                found.append(TypeAdapter(AssumptionSet).validate_python(item))
            except ValidationError as error:
                faults.extend(fault for _, fault in shape_faults(error, source, AssumptionSet, (number,)))
    if faults:
        raise PackFaults(faults)
    return tuple(found)
