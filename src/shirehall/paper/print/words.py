"""Words with emphasis, as one sentence of the document tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shirehall.paper.tree import Sentence

Stress = Literal["", "strong", "emph", "code"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one emphasis."""

    text: str
    stress: Stress = ""


@dataclass(frozen=True, slots=True)
class Marked(Sentence):
    """A sentence whose emphasis is kept. Printers that know no emphasis print its `text`."""

    runs: tuple[Run, ...] = ()


def marked(runs: list[Run]) -> Marked:
    """The runs as a sentence that the pack gives: neighbours of one emphasis joined, white space at the ends dropped."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1].stress == run.stress:
            joined[-1] = Run(joined[-1].text + run.text, run.stress)
        elif run.text:
            joined.append(run)
    text = "".join(run.text for run in joined)
    return Marked(text.strip(), basis="given", runs=tuple(joined))


def given(text: str) -> Sentence:
    """Plain words that the pack or Shirehall gives, and that claim nothing of a play."""
    return Sentence(" ".join(text.split()), basis="given")
