"""The small county of two rounds with a modelling step before the second, and agreements of every sort made in the first."""

from __future__ import annotations

import copy
import dataclasses
from pathlib import Path
from typing import Any

from shirehall import assemble
from shirehall.patch.assumption_sets import AssumptionSet
from shirehall.patch.between import Between
from shirehall.patch.pack import Patch
from shirehall.play.fields import AgreementRef, Clause, Month, OrganisationRef, Text, TopicRef
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.sign import Sign
from tests.play_rounds.small import BETWEEN, FIGURE, SOURCE, do, two_rounds

BUYER = ("east.chair", "west.chair")
"""The seats of the body that is told the results."""


def figure(value: float, unit: str) -> dict[str, Any]:
    """An assumed figure."""
    return {"value": value, "unit": unit, **FIGURE}


LETTER = {
    "id": "results", "title": "What the model shows", "kind": "performance", "when": {"month": 1, "minute": 1}, "to": ["commissioner"],
    "text": "The results are with you.", "about": ["quality"], "expects": "It is read.", "reply_within": 10, "invented_by": "ours",
    "tests": "q-money",
}  # fmt: skip
STEP = {
    "to": "shire", "falls_back_on": "elsewhere", "enough": "specific", "stands_in_for": ["quality"], "change": 3, "letter": "results",
    "along": [figure(100, "% of the way"), figure(20, "% of the way")], "months": figure(4, "months"), "futures": figure(3, "futures"),
    "people": figure(100, "% of people"), "otherwise": "The county was not modelled.", "why": "To see what agreements might do.",
}  # fmt: skip
SET = {
    "id": "elsewhere", "name": "Care elsewhere", "version": "1", "citation": "A report (2007)", "adapted": "Shares are ours.",
    "text": "Most of urgent care leaves hospital.", **FIGURE,
    "entries": [
        {"id": "attendances", "activity": "urgent", "setting": "polyclinic", "share_percent": 70, "low": 10, "high": 80, "months": 10,
         **FIGURE},
    ],
}  # fmt: skip
CARE, MEETINGS = "quality", "governance"
LESS = Clause("A tenth fewer come to A&E.", "demand", (("pathway", "urgent"), ("percent", -10)))
WORDS = Clause("We look after people together, somehow.")


def with_step(folder: Path, **changed: Any) -> Patch:
    """The pack of two rounds with the step; `changed` are lines of it that are other than usual."""
    patch = two_rounds(folder)
    between = copy.deepcopy(BETWEEN)
    between["injects"].append(LETTER)
    between["parameters"].append({"name": "specific", "value": figure(0.6, "share"), "why": SOURCE})
    between["modelling"] = {**STEP, **changed}
    given = AssumptionSet.model_validate(SET)
    return dataclasses.replace(patch, between=(Between.model_validate(between),), assumption_sets=(given,))


def made(
    day: assemble.Day,
    one: str,
    other: str,
    title: str,
    clause: Clause,
    about: str = CARE,
    *,
    signed: bool = True,
) -> int:
    """Two seats agree on a clause from the first month on; its number."""
    body = day.session.world.organisation_of(other)
    number = do(
        day, one,
        Propose(to=(OrganisationRef(body),), title=Text(title), clauses=(clause,), start=Month(1), about=(TopicRef(about),)),
    )  # fmt: skip
    for seat in (one, other) if signed else ():
        local = day.session.fold(seat).local(number)
        do(day, seat, Sign(agreement=AgreementRef(local)))
    return number


def agreements(day: assemble.Day, *, secret: bool = True) -> dict[str, int]:
    """One agreement of every sort, by what becomes of it."""
    numbers = {
        "modelled": made(day, "east.chair", "acute.chief", "Fewer in A&E", LESS),
        "stood in for": made(day, "west.chair", "acute.chief", "Care at home", WORDS),
        "left out": made(day, "east.chair", "community.chief", "A monthly meeting", WORDS, MEETINGS),
        "not agreed": made(day, "east.chair", "community.chief", "Nurses on wards", LESS, signed=False),
    }
    if secret:
        numbers["secret"] = made(day, "acute.chief", "board.chair", "Between ourselves", LESS)
    return numbers
