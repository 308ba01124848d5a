"""A frozen record with some attributes changed, several times faster than the standard library's `replace`."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

Record = TypeVar("Record")


def altered(record: Record, **changes: Any) -> Record:
    """A copy of a frozen dataclass with some attributes changed. Raises TypeError for an attribute it does not have."""
    names, values = attributes(cast(Hashable, type(record)))
    return type(record)(**{**dict(zip(names, values(record), strict=True)), **changes})


@cache
def attributes(kind: Hashable) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The names of a dataclass's attributes, and a reader of them all at once."""
    names = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
    return names, attrgetter(*names)
