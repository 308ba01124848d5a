"""What a published exercise reported, held against this play: held, not held, or not to be told from this record."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from shirehall.patch.model import Finding
from shirehall.study.filters import wanted
from shirehall.study.measures import reading
from shirehall.study.reading import Telling

Outcome = Literal["held", "not held", "cannot tell"]

COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, "==": operator.eq, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """A finding held against a play: the outcome, the value that the measure took, its evidence, and how it came about."""

    finding: Finding
    outcome: Outcome
    value: float | None
    evidence: tuple[int, ...]
    why: str

    @property
    def mark(self) -> str:
        """What the value was compared with, such as ">= 3"."""
        return f"{self.finding.compare.op} {self.finding.compare.value:g}"


def judge(finding: Finding, telling: Telling) -> Judgement:
    """Hold one finding against a play. Raises UsageError for a measure or filter that does not exist.

    One play is one play: that a finding held says that it came about here, not that it must.
    """
    cause = why_not(finding, telling)
    if cause:
        return Judgement(finding, "cannot tell", None, (), cause)
    found = reading(finding.measure, telling, finding.filters)
    if found.value is None:
        return Judgement(
            finding, "cannot tell", None, found.evidence, found.why or "there was nothing to measure"
        )
    held = COMPARE[finding.compare.op](found.value, finding.compare.value)
    return Judgement(finding, "held" if held else "not held", found.value, found.evidence, found.why)


def judge_all(telling: Telling) -> tuple[Judgement, ...]:
    """Every finding of the pack, in its order."""
    return tuple(judge(finding, telling) for finding in telling.patch.findings)


def why_not(finding: Finding, telling: Telling) -> str:
    """Why a finding cannot be judged from a record at all; empty when it can."""
    if finding.topics_by == "coded":
        return "its topics are those that observers code, and a record holds only those that senders declared"
    events = wanted(finding.filters, "event")
    if events and not any(kind in telling.catalogue.kinds for kind in events):
        return f"the play has no event called {' or '.join(events)}"
    if not telling.events:
        return "the record is empty"
    return ""
