"""Why the figures move together: the chains by which one change in the county brings another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from shirehall.paper.model.told import Told
from shirehall.paper.prose import listed

Move = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain of cause: when it shows (from the relative change of measures of the county), and how it is told."""

    shows: Callable[[Move], bool]
    words: str


CHAINS = (
    Chain(lambda m: m("beds-open") < -0.005 and m("bed-occupancy") > 0.005,
          "Fewer beds serve about as many patients, so beds are fuller, and people who are to be admitted wait longer for one."),
    Chain(lambda m: m("beds-open") > 0.005 and m("bed-occupancy") < -0.005,
          "More beds serve about as many patients, so one is free sooner."),
    Chain(lambda m: m("boarding-hours") > 0.05 and m("ae-within-4h") < -0.003,
          "While they wait for a bed they take up room in A&E, so others wait longer there too."),
    Chain(lambda m: m("left-unseen") > 0.5 and m("emergency-admissions") < -0.002,
          "Some give up and leave A&E unseen, so fewer are admitted: that is care not given, and not less need."),
    Chain(lambda m: m("boarding-hours") < -0.05 and m("ae-within-4h") > 0.003,
          "With shorter waits for a bed, A&E has room again and sees people sooner."),
    Chain(lambda m: m("cancelled-electives") > 0.05 and m("elective-waiting") > 0.005,
          "Planned operations are put off for want of a bed, so the waiting list grows."),
    Chain(lambda m: m("delayed-days") < -0.03 and m("bed-occupancy") < -0.002,
          "People who are ready to leave get away sooner, which frees beds without opening any."),
    Chain(lambda m: m("delayed-days") > 0.03,
          "More people wait in a hospital bed for care elsewhere, which takes beds from others."),
    Chain(lambda m: m("admissions-avoided") > 0.2 and m("emergency-admissions") < -0.002,
          "Some people who would have been admitted are looked after outside hospital while a place is free."),
    Chain(lambda m: m("referrals") < -0.01 and m("elective-waiting") < -0.005,
          "Fewer people are referred, so the list shortens; their need stays with their GP."),
    Chain(lambda m: m("referrals") > 0.01 and m("elective-waiting") > 0.005,
          "More people are referred than there are slots for, so the list grows."),
    Chain(lambda m: m("emergency-admissions") > 0.005 and m("beds-open") > -0.005,
          "More people come as emergencies than before."),
    Chain(lambda m: m("carer-hours") > 0.03,
          "More care is given at home, and families carry part of it."),
)  # fmt: skip


def reasons(told: Told, option: str) -> Iterator[str]:
    """The chains that show under an option, in the order of cause."""
    asked = told.asked

    def move(measure: str) -> float:
        if (measure, "county", "all") not in asked.futures[option].lines:
            return 0.0
        before = float(np.nanmedian(asked.baseline.whole(measure)))
        change = float(np.nanmedian(told.changes(option, measure)))
        return change / abs(before) if abs(before) > 1e-9 else float(np.sign(change))

    return (chain.words for chain in CHAINS if chain.shows(move))


LEAST_LOSS = 50_000.0
"""Pounds that a provider must lose over the run before its loss is explained."""


def loss(told: Told, option: str, body: str) -> float:
    """How much margin a provider loses under an option; nought when it gains."""
    if ("provider-margin", body, "all") not in told.asked.futures[option].lines:
        return 0.0
    return max(0.0, -float(np.nanmedian(told.changes(option, "provider-margin", body))))


def money_reasons(told: Told, option: str) -> Iterator[str]:
    """Why bodies' money moves: cost that stays when work goes, and cost that income does not follow."""
    asked, stays, unpaid = told.asked, list[str](), list[str]()
    least = 0.25 * max((loss(told, option, b) for b in asked.county.accounts.providers), default=0.0)
    for body in sorted(asked.county.accounts.providers):
        if ("provider-income", body, "all") not in asked.futures[option].lines:
            continue
        income = float(np.nanmedian(told.changes(option, "provider-income", body)))
        cost = float(np.nanmedian(told.changes(option, "provider-cost", body)))
        if loss(told, option, body) < max(least, LEAST_LOSS):
            continue
        if income < 0 and cost > 0.8 * income:
            stays.append(told.name(body))
        elif cost > 0 and income < 0.8 * cost:
            unpaid.append(told.name(body))
    if stays:
        yield (
            f"At {listed(stays)}, income falls by more than cost does: buildings and staff cost much the same for a long while after"
            " beds or work have gone."
        )
    if unpaid:
        yield f"At {listed(unpaid)}, cost rises by more than income does."
