"""Measures: one file each, or a family that belongs together, gathered in sorted order."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import MappingProxyType

from shirehall.errors import UsageError
from shirehall.study.reading import Telling
from shirehall.study.tables import NO_FILTERS, Filters, Measure, Reading, Table


@cache
def measures() -> MappingProxyType[str, Measure]:
    """Every measure by name, in the order of their names. Raises UsageError when two claim one name."""
    found: dict[str, Measure] = {}
    for name in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        module = importlib.import_module(f"{__name__}.{name}")
        for measure in getattr(module, "MEASURES", ()):
            if measure.name in found:
                raise UsageError(
                    f"the measure {measure.name} is claimed twice, the second time in {module.__name__}.",
                    mend="give one of the two another name.",
                    who="whoever wrote the measure",
                )
            found[measure.name] = measure
    return MappingProxyType(dict(sorted(found.items())))


def measure_called(name: str, filters: Filters) -> Measure:
    """The measure of that name, if it knows the filters. Raises UsageError when there is none or a filter is unknown to it."""
    known = measures()
    if name not in known:
        raise UsageError(f"there is no measure called {name!r}.", mend=f"name one of {', '.join(known)}.")
    measure = known[name]
    strange = sorted(set(filters) - set(measure.filters))
    if strange:
        knows = ", ".join(measure.filters) or "none"
        raise UsageError(f"the measure {name} has no filter {strange[0]!r}.", mend=f"it knows {knows}.")
    return measure


def compute(name: str, telling: Telling, filters: Filters = NO_FILTERS) -> Table:
    """The table of a measure. Raises UsageError for a measure or filter that does not exist."""
    return measure_called(name, filters).compute(telling, filters)


def reading(name: str, telling: Telling, filters: Filters = NO_FILTERS) -> Reading:
    """The one number of a measure. Raises UsageError for a measure or filter that does not exist, or that is a table only."""
    measure = measure_called(name, filters)
    if measure.read is None:
        raise UsageError(f"the measure {name} is a table and no single number.", mend="use `compute`.")
    return measure.read(telling, filters)
