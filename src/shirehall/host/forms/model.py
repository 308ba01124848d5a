"""What a form is made of: inputs with labels, hints and choices, and what is wrong with what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Look = Literal["words", "line", "amount", "select", "radios", "ticks", "tick", "rows", "hidden"]
Data = Mapping[str, tuple[str, ...]]
"""What was posted: each name with its values in the order they came."""

MOST_ROWS = 100
"""No list of a move may be longer: the play refuses more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen: the value that is posted, how it is called, the heading it stands under."""

    value: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a form.

    `name` is what is posted; `rows` hold the inputs of each row of a repeated part (a clause, a plan's line); `before` and
    `after` are what stands beside a box (a pound sign, "minutes"); `fault` is what is wrong with what was typed.
    """

    name: str
    look: Look
    label: str
    hint: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    rows: tuple[tuple[Input, ...], ...] = ()
    row_label: str = ""
    before: str = ""
    after: str = ""
    fault: str = ""
    most: int = 0

    @property
    def id(self) -> str:
        """The input's id on the page, of letters, digits and hyphens."""
        return "f-" + re.sub(r"[^A-Za-z0-9]+", "-", self.name)

    @property
    def value(self) -> str:
        """The first value; empty when there is none."""
        return self.values[0] if self.values else ""

    @property
    def groups(self) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
        """The choices under their headings, in order."""
        found: dict[str, list[Choice]] = {}
        for choice in self.choices:
            found.setdefault(choice.group, []).append(choice)
        return tuple((name, tuple(choices)) for name, choices in found.items())

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The choices as (value, label)."""
        return [(choice.value, choice.label) for choice in self.choices]

    @property
    def options(self) -> list[tuple[str, Any]]:
        """The choices as a list has them: (value, label), or (heading, its choices)."""
        found: list[tuple[str, Any]] = []
        for name, choices in self.groups:
            listed = [(choice.value, choice.label) for choice in choices]
            found.extend([(name, listed)] if name else listed)
        return found

    @property
    def asks_again(self) -> bool:
        """Whether what is chosen here changes what else is asked."""
        return self.look == "select" and self.name.rpartition(".")[2] == "mechanism"

    @property
    def nested(self) -> bool:
        """Whether it belongs to a clause within a line."""
        return ".clause." in self.name

    def chosen(self, group: str) -> int:
        """How many choices under a heading are chosen."""
        return sum(choice.value in self.values for choice in self.choices if choice.group == group)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one input: its name, and what to do about it. An empty name is the whole form."""

    field: str
    what: str

    @property
    def id(self) -> str:
        """The id of the input on the page that the fault belongs to."""
        return "f-" + re.sub(r"[^A-Za-z0-9]+", "-", self.field) if self.field else "form"


@dataclass(frozen=True, slots=True)
class Faults:
    """Everything that is wrong with what was typed, in the order of the form."""

    faults: tuple[Fault, ...]

    def of(self, name: str) -> str:
        """What is wrong with one input; empty when nothing is."""
        return next((fault.what for fault in self.faults if fault.field == name), "")


NO_FAULTS = Faults(())


@dataclass(frozen=True, slots=True)
class FormModel:
    """A move as a form.

    `inputs` are what the move needs, `more` what every move may carry (topics, evidence). `minutes` is what the move
    usually costs a person. `confirm` is the question to answer before the move is made; empty when none is asked.
    """

    move: str
    title: str
    summary: str
    meaning: str
    minutes: int
    in_meeting: bool
    inputs: tuple[Input, ...]
    more: tuple[Input, ...]
    confirm: str = ""
    faults: Faults = NO_FAULTS
    button: str = ""
    """What the button says that sends it."""


def posted(data: Any) -> dict[str, tuple[str, ...]]:
    """What was posted as plain strings: from a form with repeated names, or from a mapping of words or lists of words.

    What is no words, such as a file, is left out: no move takes one.
    """
    found: dict[str, list[str]] = {}
    for name, value in pairs(data):
        if isinstance(name, str) and isinstance(value, str):
            found.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\r", "\n"))
    return {name: tuple(values) for name, values in found.items()}


def pairs(data: Any) -> Iterable[tuple[Any, Any]]:
    """Name and value, one pair for each value."""
    if data is None:
        return
    if hasattr(data, "multi_items"):
        yield from data.multi_items()
        return
    for name, value in data.items():
        if isinstance(value, list | tuple):
            for each in value:
                yield name, each
        else:
            yield name, value
