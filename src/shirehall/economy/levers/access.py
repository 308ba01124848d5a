"""Access to urgent care: one place to ring, and ambulance crews who treat at the scene."""

from __future__ import annotations

from collections.abc import Mapping

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.levers.shape import Mechanism, Term, bear, missing_steps, reach, scheme, staff_problems
from shirehall.economy.terms import Lever, Value
from shirehall.patch.county import CountyTables

STEPS = {
    "scene_percent": ("ambulance", "convey-low"),
    "calls_percent": ("out-of-hours", "to-ae"),
    "practice_percent": ("practice", "to-ae"),
}
"""The steps of pathways whose share falls, by term."""


def _apply(lever: Lever, dials: Dials) -> None:
    size = reach(lever, dials)
    for term, (pathway, step) in STEPS.items():
        if lever.number(term):
            dials.scale_branch(pathway, step, 1 - lever.number(term) / 100 * size)
    rung = lever.number("walk_in_percent") / 100 * size
    if rung:
        dials.scale_demand("minor", lever.text("commissioner") or EVERYBODY, 1 - rung)
        dials.scale_demand("out-of-hours", lever.text("commissioner") or EVERYBODY, 1 + rung)
    bear(lever, dials)


def _check(terms: Mapping[str, Value], tables: CountyTables) -> list[str]:
    told = staff_problems(terms, tables)
    for term, step in STEPS.items():
        if float(terms.get(term) or 0):
            told += missing_steps(tables, [step], term)
    return told


MECHANISM = Mechanism(
    name="access",
    title="Single access point and treatment at the scene",
    means="Changes how people find urgent care: crews treat more low-priority callers where they are, one "
    "access point or the practice sends fewer on to A&E, and some of those who would walk in ring first. "
    "Nothing changes unless a share is stated.",
    terms=(
        Term("scene_percent", "percent", -50, 100, True, "how far the share of low-priority calls taken to A&E falls"),
        Term("calls_percent", "percent", -50, 100, True, "how far the share of calls sent on to A&E falls"),
        Term("practice_percent", "percent", -50, 100, True, "how far the share that practices send on to A&E falls"),
        Term("walk_in_percent", "percent", 0, 60, True, "share of people with minor problems who ring first and need not come"),
        Term("commissioner", "organisation", optional=True, meaning="whose walk-in patients (all when left out)", role="commissioner"),
        Term("believed_percent", "percent", -100, 100, True, "what the parties believe of it: told, and never acted on"),
        *scheme(),
    ),
    apply=_apply,
    check=_check,
)  # fmt: skip
