"""A frozen record with some attributes changed, several times faster than the standard library's `replace`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

Record = TypeVar("Record")


def altered(record: Record, **changes: Any) -> Record:
    """A copy of a frozen dataclass with some attributes changed. Raises KeyError for an attribute it does not have.

    One without slots is copied as a whole, however many attributes it has.
    """
    kind = type(record)
    held = getattr(record, "__dict__", None)
    if held is not None:
        if not changes.keys() <= held.keys():
            raise KeyError(*sorted(changes.keys() - held.keys()))
        copy = object.__new__(kind)
        copy.__dict__.update(held, **changes)
        return copy
    places, read, by_place = layout(cast(Hashable, kind))
    values = list(read(record))
    for name, value in changes.items():
        values[places[name]] = value
    return kind(*values) if by_place else kind(**dict(zip(places, values, strict=True)))


@cache
def layout(kind: Hashable) -> tuple[Mapping[str, int], Callable[[Any], tuple[Any, ...]], bool]:
    """Where each attribute of a dataclass stands, a reader of them all at once, and whether it is made of them by place."""
    names, read = attributes(kind)
    by_place = not any(field.kw_only for field in fields(kind))  # type: ignore[arg-type]
    return {name: place for place, name in enumerate(names)}, read, by_place


@cache
def attributes(kind: Hashable) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of a dataclass's attributes, and a reader of them all at once."""
    names = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
    if len(names) == 1:
        return names, lambda record: (getattr(record, names[0]),)
    return names, attrgetter(*names)
