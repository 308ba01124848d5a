"""Where findings stand and how arms differ, as flat tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shirehall.lab.held import Against, Share, against_base, standings
from shirehall.lab.tables import Results, sheet
from shirehall.study.exports.sheets import Sheet


def compared_tables(results: Results) -> tuple[Sheet, ...]:
    """One row a finding: where it stands. One row an arm and finding, and one an arm and number: the paired difference from the base."""
    others = against_base(results)
    return (
        sheet(
            "standings", "One row a finding: its share of runs under the base, beside the random and the silent player's.",
            "finding statement verdict computable:bool designed_in:bool why value:float share:float low:float high:float held:int runs:int"
            " random:float silent:float",
            standing_rows(results),
        ),
        sheet(
            "finding_changes", "One row an arm and finding: how its share of runs differs from the base's, paired by seed.",
            "arm base finding pairs:int share:float base_share:float change:float low:float high:float gained:int lost:int mcnemar:float"
            " holm:float",
            (row for each in others for row in change_rows(each, results.base.name)),
        ),
        sheet(
            "measure_changes", "One row an arm and number: how its mean differs from the base's, paired by seed.",
            "arm base measure pairs:int mean:float base_mean:float change:float low:float high:float sd:float",
            (row for each in others for row in number_rows(each, results.base.name)),
        ),
    )  # fmt: skip


def standing_rows(results: Results) -> Iterator[tuple[Any, ...]]:
    """One row a finding."""
    for s in standings(results):
        here = (
            (None,) * 5
            if s.here is None
            else (s.here.share, s.here.low, s.here.high, s.here.held, s.here.runs)
        )
        yield (
            s.finding.id, s.finding.statement, s.verdict, s.computable, s.designed_in, s.why or None, s.value, *here,
            share_cell(s.random), share_cell(s.silent),
        )  # fmt: skip


def share_cell(share: Share | None) -> float | None:
    """A share in a cell."""
    return None if share is None else share.share


def change_rows(each: Against, base: str) -> Iterator[tuple[Any, ...]]:
    """One row a finding of an arm."""
    for fall in each.findings:
        c = fall.change
        yield (
            each.arm.name, base, fall.finding.id, c.pairs, c.here, c.there, c.change, c.low, c.high, c.gained, c.lost, c.p, fall.p,
        )  # fmt: skip


def number_rows(each: Against, base: str) -> Iterator[tuple[Any, ...]]:
    """One row a number of an arm."""
    for moved in each.numbers:
        c = moved.change
        yield each.arm.name, base, moved.key, c.pairs, c.here, c.there, c.mean, c.low, c.high, c.sd
