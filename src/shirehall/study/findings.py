"""What a published exercise reported, held against this play: held, not held, or not to be told from this record."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from shirehall.patch.model import Finding
from shirehall.study.codes.topics import Basis, basis, telling_by
from shirehall.study.filters import wanted
from shirehall.study.measures import Told, measure_called, reading, study_of
from shirehall.study.noted import NotedMeasure
from shirehall.study.reading import Telling
from shirehall.study.study import Study

Outcome = Literal["held", "not held", "cannot tell"]

COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, "==": operator.eq, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """A finding held against a play: the outcome, the value that the measure took, its evidence, and how it came about.

    `noted` are the notebook's entries that it rests on, where its topics are those that people coded.
    """

    finding: Finding
    outcome: Outcome
    value: float | None
    evidence: tuple[int, ...]
    why: str
    noted: tuple[int, ...] = ()

    @property
    def mark(self) -> str:
        """What the value was compared with, such as ">= 3"."""
        return f"{self.finding.compare.op} {self.finding.compare.value:g}"


def judge(finding: Finding, told: Told) -> Judgement:
    """Hold one finding against a play, its topics told as the finding asks: by senders, by coders or by the word list.

    Raises UsageError for a measure or filter that does not exist. One play is one play: that a finding held says that it came
    about here, not that it must.
    """
    study = study_of(told)
    cause = why_not(finding, study.telling)
    if cause:
        return Judgement(finding, "cannot tell", None, (), cause)
    rests = basis(study, finding.filters) if finding.topics_by == "coded" else None
    cause = too_little(finding, rests) if rests else ""
    if cause:
        return Judgement(finding, "cannot tell", None, (), cause, rests.entries if rests else ())
    found = reading(finding.measure, by_topics(finding, study), finding.filters)
    noted = tuple(sorted({*found.noted, *(rests.entries if rests else ())}))
    why = "; ".join(part for part in (found.why, rests.said if rests else "") if part)
    if found.value is None:
        return Judgement(
            finding, "cannot tell", None, found.evidence, why or "there was nothing to measure", noted
        )
    held = COMPARE[finding.compare.op](found.value, finding.compare.value)
    return Judgement(finding, "held" if held else "not held", found.value, found.evidence, why, noted)


def judge_all(told: Told) -> tuple[Judgement, ...]:
    """Every finding of the pack, in its order."""
    study = study_of(told)
    return tuple(judge(finding, study) for finding in study.telling.patch.findings)


def by_topics(finding: Finding, study: Study) -> Told:
    """The play with its topics as the finding wants them told. Measures of the notebook tell them apart by themselves."""
    if isinstance(measure_called(finding.measure, finding.filters), NotedMeasure):
        return study
    return telling_by(study, finding.topics_by)


def too_little(finding: Finding, rests: Basis) -> str:
    """Why what people coded does not bear a judgement; empty when it does. A share can be taken of a part, a count cannot."""
    if not rests.coded:
        return "its topics are those that people code, and nobody has coded the acts that it is about"
    a_share = measure_called(finding.measure, finding.filters).unit == "share"
    if not rests.complete and not a_share:
        return f"only {rests.coded} of {rests.whole} acts that it is about are coded, and no share of them is asked for"
    return ""


def why_not(finding: Finding, telling: Telling) -> str:
    """Why a finding cannot be judged from a record at all; empty when it can."""
    events = wanted(finding.filters, "event")
    if events and not any(kind in telling.catalogue.kinds for kind in events):
        return f"the play has no event called {' or '.join(events)}"
    if not telling.events:
        return "the record is empty"
    return ""
