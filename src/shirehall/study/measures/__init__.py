"""Measures: one file each, or a family that belongs together, gathered in sorted order.

A module gives `MEASURES`, which need the record alone, or `NOTED`, which need the notebook as well, or both.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from shirehall.errors import UsageError
from shirehall.study.filters import ROUND_READS
from shirehall.study.noted import NotedMeasure
from shirehall.study.reading import Telling
from shirehall.study.rounds import by_rounds, in_round
from shirehall.study.study import Study
from shirehall.study.tables import NO_FILTERS, Filters, Measure, Reading, Table

Told = Telling | Study
"""What can be measured: a record, or a record with its notebook."""


@cache
def every_measure() -> MappingProxyType[str, Measure | NotedMeasure]:
    """Every measure by name, those that need the notebook among them, in the order of their names.

    Raises UsageError when two claim one name.
    """
    found: dict[str, Measure | NotedMeasure] = {}
    for name in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        module = importlib.import_module(f"{__name__}.{name}")
        for measure in (*getattr(module, "MEASURES", ()), *getattr(module, "NOTED", ())):
            if measure.name in found:
                raise UsageError(
                    f"the measure {measure.name} is claimed twice, the second time in {module.__name__}.",
                    mend="give one of the two another name.",
                    who="whoever wrote the measure",
                )
            found[measure.name] = measure
    return MappingProxyType(dict(sorted(found.items())))


@cache
def measures() -> Mapping[str, Measure]:
    """Every measure that needs the record alone, by name."""
    return MappingProxyType({name: m for name, m in every_measure().items() if isinstance(m, Measure)})


@cache
def noted_measures() -> Mapping[str, NotedMeasure]:
    """Every measure that needs the notebook, by name."""
    return MappingProxyType({name: m for name, m in every_measure().items() if isinstance(m, NotedMeasure)})


def measure_called(name: str, filters: Filters) -> Measure | NotedMeasure:
    """The measure of that name, if it knows the filters. Raises UsageError when there is none or a filter is unknown to it."""
    known = every_measure()
    if name not in known:
        raise UsageError(f"there is no measure called {name!r}.", mend=f"name one of {', '.join(known)}.")
    measure = known[name]
    strange = sorted(set(filters) - set(measure.filters) - asked_of_rounds(measure, filters))
    if strange:
        knows = ", ".join(measure.filters) or "none"
        raise UsageError(f"the measure {name} has no filter {strange[0]!r}.", mend=f"it knows {knows}.")
    return measure


def asked_of_rounds(measure: Measure | NotedMeasure, filters: Filters) -> set[str]:
    """The filters that have every measure of the record read by round; a measure of the notebook is not."""
    if isinstance(measure, NotedMeasure):
        return set()
    return {"round", *(["read"] if filters.get("read") in ROUND_READS else [])}


def compute(name: str, told: Told, filters: Filters = NO_FILTERS) -> Table:
    """The table of a measure, of a record or of a study; a record alone is a study whose notebook is empty.

    Raises UsageError for a measure or filter that does not exist.
    """
    measure = measure_called(name, filters)
    if isinstance(measure, NotedMeasure):
        return measure.compute(study_of(told), filters)
    telling = telling_of(told)
    if "round" in filters:
        alone = in_round(telling, str(filters["round"]))
        rest = {each: value for each, value in filters.items() if each != "round"}
        return (
            Table((), (), (), ("that round was not played",))
            if alone is None
            else measure.compute(alone, rest)
        )
    return measure.compute(telling, filters)


def reading(name: str, told: Told, filters: Filters = NO_FILTERS) -> Reading:
    """The one number of a measure, of a record or of a study.

    Raises UsageError for a measure or filter that does not exist, or that is a table only.
    """
    measure = measure_called(name, filters)
    if measure.read is None:
        raise UsageError(f"the measure {name} is a table and no single number.", mend="use `compute`.")
    if isinstance(measure, NotedMeasure):
        return measure.read(study_of(told), filters)
    if "round" in filters or filters.get("read") in ROUND_READS:
        return by_rounds(measure.read, telling_of(told), filters)
    return measure.read(telling_of(told), filters)


def study_of(told: Told) -> Study:
    """What is measured as a study."""
    return told if isinstance(told, Study) else Study(told)


def telling_of(told: Told) -> Telling:
    """The record of what is measured."""
    return told.telling if isinstance(told, Study) else told
