"""What a lever mechanism is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shirehall.economy.dials import Dials
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

Kind = Literal[
    "organisation", "site", "service", "resource", "percent", "count", "pounds", "days", "months", "text"
]


@dataclass(frozen=True, slots=True)
class Term:
    """One typed term: its kind, the bounds of a number, whether it may be left out, and what it means.

    `role` narrows an organisation to a commissioner or a provider ("" for either).
    """

    name: str
    kind: Kind
    low: float = 0.0
    high: float = 1e9
    optional: bool = False
    meaning: str = ""
    role: str = ""


def _nothing(_terms: Mapping[str, Value], _tables: CountyTables) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A way of acting on the county.

    `means` says in a sentence what it does; `apply` turns the month's dials; `check` finds what the single terms cannot
    show (a provider that does not run the service). A `lasting` mechanism is applied in every month from its start, even
    after its end, because its trace remains (closed beds, moved owners).
    """

    name: str
    title: str
    means: str
    terms: tuple[Term, ...]
    apply: Callable[[Lever, Dials], None]
    check: Callable[[Mapping[str, Value], CountyTables], Sequence[str]] = _nothing
    lasting: bool = False


def commissioner() -> Term:
    """The term that names a commissioner."""
    return Term(
        "commissioner",
        "organisation",
        meaning="the commissioner whose people or money it is",
        role="commissioner",
    )


def provider(meaning: str = "the provider that does or receives it") -> Term:
    """The term that names a provider."""
    return Term("provider", "organisation", meaning=meaning, role="provider")


def month_pence(pounds_a_year: float) -> int:
    """A twelfth of a yearly sum, in whole pence."""
    return round(pounds_a_year * 100 / 12)
