"""A REFI-QDA project as plain values. Things point to one another by GUID."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sort = Literal["Text", "Boolean", "Integer", "Float", "Date", "DateTime"]


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who coded or wrote, by a pseudonym."""

    guid: str
    name: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code; `parent` is the code under which it stands. One that is not codable only gathers others."""

    guid: str
    name: str
    parent: str = ""
    codable: bool = True
    colour: str = ""
    description: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coding:
    """A code given to a passage, by whom and when (ISO 8601)."""

    guid: str
    code: str
    user: str = ""
    when: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """A passage of a source: from `start` up to, not including, `end`, counted in signs from nought."""

    guid: str
    start: int
    end: int
    codings: tuple[Coding, ...] = ()
    name: str = ""
    user: str = ""
    when: str = ""
    description: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """What a variable is for a source or a case."""

    variable: str
    value: str
    sort: Sort = "Text"


@dataclass(frozen=True, slots=True)
class Source:
    """A plain text with the passages marked in it; `codings` are given to the whole."""

    guid: str
    name: str
    text: str
    selections: tuple[Selection, ...] = ()
    codings: tuple[Coding, ...] = ()
    values: tuple[Value, ...] = ()
    user: str = ""
    when: str = ""
    description: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memo:
    """A note of a coder's: the standard calls it a Note."""

    guid: str
    name: str
    text: str
    user: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of sources or cases."""

    guid: str
    name: str
    sort: Sort = "Text"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case, with the sources that belong to it."""

    guid: str
    name: str
    sources: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Gathering:
    """Codes, sources and notes that somebody put together: the standard calls it a Set."""

    guid: str
    name: str
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Strange:
    """A part of a file that is not known here: where it stood, what it is, why it was not taken, and itself."""

    where: str
    what: str
    why: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Project:
    """A project: who coded, with which codes, what in which sources; and whatever of the file is not known here."""

    name: str
    origin: str = ""
    users: tuple[User, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[Source, ...] = ()
    memos: tuple[Memo, ...] = ()
    gatherings: tuple[Gathering, ...] = ()
    description: str = ""
    strange: tuple[Strange, ...] = ()
