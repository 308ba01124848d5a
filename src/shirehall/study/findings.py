"""What a published exercise reported, held against this play: held, not held, or not to be told from this record."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from shirehall.patch.reported import Condition, Finding
from shirehall.study.codes.topics import Basis, basis, telling_by
from shirehall.study.filters import wanted
from shirehall.study.measures import Told, measure_called, reading, study_of
from shirehall.study.noted import NotedMeasure
from shirehall.study.reading import Telling
from shirehall.study.study import Study
from shirehall.study.tables import Filters

Outcome = Literal["held", "not held", "cannot tell"]

COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, "==": operator.eq, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip

COMPARED = {"<": "less than", "<=": "at most", "==": "exactly", ">=": "at least", ">": "more than"}
"""Comparisons in words."""

NEEDED = {
    "observers": "it rests on what observers saw and noted, which no record holds",
    "participants": "it rests on what those who played said of it afterwards, which no record holds",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of a finding held against a play: what it came to, its number and evidence, and how it came about."""

    condition: Condition
    outcome: Outcome
    value: float | None
    evidence: tuple[int, ...]
    why: str
    noted: tuple[int, ...] = ()

    @property
    def mark(self) -> str:
        """What the value was compared with, such as ">= 3"."""
        return f"{self.condition.compare.op} {self.condition.compare.value:g}"

    @property
    def told(self) -> str:
        """The condition in one line: what is measured, what is asked of it, what it came to, and how."""
        compare = self.condition.compare
        title = measure_called(self.condition.measure, self.condition.filters).title.lower()
        came = "nothing to measure" if self.value is None else f"it was {self.value:g}"
        why = f" ({self.why})" if self.why else ""
        return f"{title}, {COMPARED[compare.op]} {compare.value:g}: {came}{why}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A finding held against a play: the outcome, the value that its measure took, its evidence, and how it came about.

    `parts` are its conditions in their order, its own first, and `given` what it presupposes, if it does. `noted` are the
    notebook's entries that it rests on, where its topics are those that people coded.
    """

    finding: Finding
    outcome: Outcome
    value: float | None
    evidence: tuple[int, ...]
    why: str
    noted: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    given: Part | None = None

    @property
    def mark(self) -> str:
        """What the value was compared with, such as ">= 3"; a dash when it has no measure."""
        compare = self.finding.compare
        return f"{compare.op} {compare.value:g}" if compare else "–"


def judge(finding: Finding, told: Told) -> Judgement:
    """Hold one finding against a play, its topics told as the finding asks: by senders, by coders or by the word list.

    All its conditions must hold. Where what it presupposes is absent it does not hold, whatever they come to. Raises UsageError for a
    measure or filter that does not exist. One play is one play: that a finding held says that it came about here, not that it must.
    """
    study = study_of(told)
    if not finding.computable:
        reasons = [NEEDED[each] for each in finding.needs] + [finding.cannot] * bool(finding.cannot)
        return Judgement(finding, "cannot tell", None, (), "; ".join(reasons))
    parts = tuple(held_against(each, finding, study) for each in finding.conditions)
    given = held_against(finding.given, finding, study) if finding.given else None
    return joined(finding, parts, given)


def joined(finding: Finding, parts: tuple[Part, ...], given: Part | None) -> Judgement:
    """What the parts of a finding come to together."""
    first = parts[0]
    outcomes = [each.outcome for each in parts]
    why = first.why
    if given is not None and given.outcome == "not held":
        outcome: Outcome = "not held"
        why = f"what it presupposes did not come about: {given.told}"
    elif "not held" in outcomes:
        outcome = "not held"
    elif "cannot tell" in outcomes or (given is not None and given.outcome == "cannot tell"):
        outcome = "cannot tell"
    else:
        outcome = "held"
    if given is None or given.outcome != "not held":
        rest = [given] if given is not None and given.outcome == "cannot tell" else []
        why = "; ".join(part for part in (why, *(each.told for each in (*parts[1:], *rest))) if part)
    whole = (*parts, *([given] if given else []))
    evidence = tuple(sorted({seq for each in whole for seq in each.evidence}))
    noted = tuple(sorted({number for each in whole for number in each.noted}))
    return Judgement(finding, outcome, first.value, evidence, why, noted, parts, given)


def held_against(condition: Condition, finding: Finding, study: Study) -> Part:
    """One condition held against a play."""
    cause = why_not(condition.filters, study.telling)
    if cause:
        return Part(condition, "cannot tell", None, (), cause)
    rests = basis(study, condition.filters) if finding.topics_by == "coded" else None
    cause = too_little(condition, rests) if rests else ""
    if cause:
        return Part(condition, "cannot tell", None, (), cause, rests.entries if rests else ())
    found = reading(condition.measure, by_topics(condition, finding, study), condition.filters)
    noted = tuple(sorted({*found.noted, *(rests.entries if rests else ())}))
    why = "; ".join(part for part in (found.why, rests.said if rests else "") if part)
    if found.value is None:
        return Part(
            condition, "cannot tell", None, found.evidence, why or "there was nothing to measure", noted
        )
    held = COMPARE[condition.compare.op](found.value, condition.compare.value)
    return Part(condition, "held" if held else "not held", found.value, found.evidence, why, noted)


def judge_all(told: Told) -> tuple[Judgement, ...]:
    """Every finding of the pack, in its order."""
    study = study_of(told)
    return tuple(judge(finding, study) for finding in study.telling.patch.findings)


def by_topics(condition: Condition, finding: Finding, study: Study) -> Told:
    """The play with its topics as the finding wants them told. Measures of the notebook tell them apart by themselves."""
    if isinstance(measure_called(condition.measure, condition.filters), NotedMeasure):
        return study
    return telling_by(study, finding.topics_by)


def too_little(condition: Condition, rests: Basis) -> str:
    """Why what people coded does not bear a judgement; empty when it does. A share can be taken of a part, a count cannot."""
    if not rests.coded:
        return "its topics are those that people code, and nobody has coded the acts that it is about"
    a_share = measure_called(condition.measure, condition.filters).unit == "share"
    if not rests.complete and not a_share:
        return f"only {rests.coded} of {rests.whole} acts that it is about are coded, and no share of them is asked for"
    return ""


def why_not(filters: Filters, telling: Telling) -> str:
    """Why a condition cannot be judged from a record at all; empty when it can."""
    events = wanted(filters, "event")
    if events and not any(kind in telling.catalogue.kinds for kind in events):
        return f"the play has no event called {' or '.join(events)}"
    if not telling.events:
        return "the record is empty"
    return ""
