"""What was reported, held against many runs: in what share of them it came about, how random and silent players do, and what falls
when an arm takes something away.

The rule of counting: a finding *counts* when it holds in at least half of the base arm's runs, and in at least 25 points more of them
than of the random player's and of the silent player's. What an input of the pack produces by itself (designed in) and what no record
of an unattended run can tell (not computable) is left out of the count and listed. A run that cannot tell a finding that others can
tell is a run in which it did not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from shirehall.lab.arms import Arm
from shirehall.lab.pairs import Change, ShareChange, difference, holm, share_difference, wilson
from shirehall.lab.run import Run
from shirehall.lab.tables import Results, unchanged
from shirehall.patch.reported import Finding
from shirehall.study.findings import COMPARE, NEEDED, Judgement

HALF = 0.5
AHEAD = 0.25
"""In what share of runs a finding must hold to count, and by how much it must beat the random and the silent player each."""
Verdict = Literal[
    "counts", "no better than chance", "does not hold", "no baseline", "designed in", "not computable"
]
VERDICTS: Mapping[Verdict, str] = {
    "counts": "It holds in at least half the runs, and in at least 25 points more of them than of the random and the silent player’s.",
    "no better than chance": "It holds in at least half the runs, but a player that moves at random, or one that never moves, does "
    "nearly as well: no sign that anybody’s reasons are behind it.",
    "does not hold": "It holds in fewer than half the runs.",
    "no baseline": "It holds in at least half the runs; whether it beats a random and a silent player was not run.",
    "designed in": "An input of the pack produces it by itself, so that it says nothing of the players; it is left out of the count.",
    "not computable": "The record of a run that nobody watched cannot tell it; it is left out of the count.",
}  # fmt: skip
"""The verdicts in the order in which they are shown, each with what it means."""


@dataclass(frozen=True, slots=True)
class Share:
    """In how many runs something held: of how many, the share, and the ends of Wilson's interval."""

    held: int
    runs: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a finding stands after many runs, or after one (`here` is none then, and `outcome` says how that one came out).

    `value` is what its measure came to: the median over the base's runs that could tell, or that of the one record. `first` is the
    share under the mark that was first put to the report, where the one used is stricter. `why` says why it cannot be computed, or
    what designs it in, or how the one record came to its value.
    """

    finding: Finding
    computable: bool
    designed_in: bool
    why: str = ""
    value: float | None = None
    here: Share | None = None
    random: Share | None = None
    silent: Share | None = None
    first: Share | None = None
    outcome: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether it holds: in the one record, or in at least half the runs; none when it is not computable."""
        if not self.computable:
            return None
        if self.here is None:
            return self.outcome == "held"
        return self.here.share >= HALF

    @property
    def verdict(self) -> Verdict:
        """Where it stands under the rule of counting."""
        if not self.computable:
            return "not computable"
        if self.designed_in:
            return "designed in"
        if not self.holds:
            return "does not hold"
        if self.here is None or self.random is None or self.silent is None:
            return "no baseline"
        best = max(self.random.share, self.silent.share)
        return "counts" if round(self.here.share - best, 9) >= AHEAD else "no better than chance"

    @property
    def counts(self) -> bool:
        """Whether it counts."""
        return self.verdict == "counts"

    def as_json(self) -> dict[str, Any]:
        """The finding as a row of findings.json; shares are of runs, from 0 to 1, and null where there were none."""
        shares = {
            name: None if share is None else round(share.share, 4)
            for name, share in (("share", self.here), ("random", self.random), ("silent", self.silent))
        }
        value = None if self.value is None else round(self.value, 4)
        return {
            "id": self.finding.id, "computable": self.computable, "designed_in": self.designed_in, "value": value,
            "holds": self.holds, **shares,
        }  # fmt: skip


def cannot_be_told(finding: Finding) -> str:
    """Why the record of a run that nobody watched cannot tell a finding; empty when it can."""
    if not finding.computable:
        return "; ".join(
            [*(NEEDED[each] for each in finding.needs), *([finding.cannot] if finding.cannot else [])]
        )
    if finding.topics_by == "coded":
        return "its topics are those that people code, and nobody codes such a run"
    return ""


def designed(finding: Finding) -> str:
    """What input of the pack produces a finding by itself, in words; empty when none does."""
    return finding.designed_in.by if finding.designed_in else ""


def standings(results: Results, arm: str = "") -> tuple[Standing, ...]:
    """Every finding of the pack after the runs of an arm, the base when none is named, in the pack's order.

    An arm whose seats are all random or all silent stands beside the others and never for itself: it gives no shares of its own.
    """
    name = arm or results.base.name
    runs = () if results.plan.arm(name).baseline else results.by_arm.get(name, ())
    others = {kind: results.baseline(kind) for kind in ("random", "silent")}
    return tuple(standing(finding, runs, others) for finding in results.patch.findings)


def counting(told: Iterable[Standing]) -> tuple[int, int]:
    """How many findings count, and of how many: those that are computable and not designed in."""
    asked = [each for each in told if each.computable and not each.designed_in]
    return sum(each.counts for each in asked), len(asked)


def standing(finding: Finding, base: Sequence[Run], others: Mapping[str, Sequence[Run]]) -> Standing:
    """One finding after the runs of the base and of the two baselines."""
    why = cannot_be_told(finding)
    by = designed(finding)
    if why:
        return Standing(finding, False, bool(by), why)
    told = [run.findings[finding.id].value for run in base if finding.id in run.findings]
    values = [value for value in told if value is not None]
    return Standing(
        finding, True, bool(by), by, median(values) if values else None, share_of(finding.id, base),
        share_of(finding.id, others.get("random", ())), share_of(finding.id, others.get("silent", ())), under_first_mark(finding, base),
    )  # fmt: skip


def under_first_mark(finding: Finding, runs: Sequence[Run]) -> Share | None:
    """In what share of runs the value met the mark that was first put to the report, and that alone; none where there is no such."""
    mark = finding.digest_mark
    if mark is None or not runs:
        return None
    values = [run.findings[finding.id].value for run in runs if finding.id in run.findings]
    return a_share(
        sum(value is not None and COMPARE[mark.op](value, mark.value) for value in values), len(runs)
    )


def share_of(name: str, runs: Sequence[Run]) -> Share | None:
    """In what share of runs a finding held; none of no runs."""
    if not runs:
        return None
    return a_share(sum(outcomes(name, runs).values()), len(runs))


def a_share(held: int, runs: int) -> Share:
    """So many of so many runs, with Wilson's interval."""
    return Share(held, runs, held / runs, *wilson(held, runs))


def outcomes(name: str, runs: Iterable[Run]) -> dict[int, bool]:
    """Whether a finding held, by the seed of the run. A run that could not tell is one in which it did not."""
    return {run.seed: name in run.findings and run.findings[name].outcome == "held" for run in runs}


def of_record(judgements: Iterable[Judgement]) -> tuple[Standing, ...]:
    """Every finding held against one record: there are no shares. What the record cannot tell, unless it only lacked what was to
    be measured, is not computable here."""
    found = []
    for each in judgements:
        why = "" if each.outcome != "cannot tell" else cannot_be_told(each.finding)
        by = designed(each.finding)
        said = why or "; ".join(part for part in (by and f"designed in: {by}", each.why) if part)
        found.append(
            Standing(each.finding, not why, bool(by), said, each.value, outcome=each.outcome)
        )  # fmt: skip
    return tuple(found)


def findings_json(told: Iterable[Standing]) -> dict[str, Any]:
    """The table as JSON."""
    return {"findings": [each.as_json() for each in told]}


# ---- what falls when something is taken away ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fall:
    """How a finding's share of runs changes in an arm, paired by seed. `p` is held down for all the findings of the arm (Holm)."""

    finding: Finding
    change: ShareChange
    p: float

    @property
    def falls(self) -> bool:
        """Whether its share falls clearly: with an interval that leaves nought out, and a split of the pairs that chance seldom makes."""
        return self.change.clear and self.change.change < 0

    @property
    def rises(self) -> bool:
        """Whether its share rises clearly."""
        return self.change.clear and self.change.change > 0


@dataclass(frozen=True, slots=True)
class Against:
    """An arm set against the base: how many seeds both have run, every computable finding's change, and every number's, the
    clearest first."""

    arm: Arm
    pairs: int
    findings: tuple[Fall, ...]
    numbers: tuple[Moved, ...]

    @property
    def falls(self) -> tuple[Fall, ...]:
        """The findings whose share falls, the deepest first."""
        return tuple(
            sorted(
                (f for f in self.findings if f.falls),
                key=lambda f: (f.change.change, f.change.p, f.finding.id),
            )
        )

    @property
    def rises(self) -> tuple[Fall, ...]:
        """The findings whose share rises, the highest first."""
        return tuple(
            sorted(
                (f for f in self.findings if f.rises),
                key=lambda f: (-f.change.change, f.change.p, f.finding.id),
            )
        )


@dataclass(frozen=True, slots=True)
class Moved:
    """A number of an arm against the base's: its key, and the paired difference."""

    key: str
    change: Change


def against_base(results: Results) -> tuple[Against, ...]:
    """Every arm against the base, in the order of the plan."""
    return tuple(against(results, name) for name in results.compared)


def against(results: Results, name: str) -> Against:
    """An arm against the base, over the seeds that both have run."""
    here, there = results.by_arm.get(name, ()), results.by_arm.get(results.base.name, ())
    told = [finding for finding in results.patch.findings if not cannot_be_told(finding)]
    changes = [
        (finding, change)
        for finding in told
        if (change := share_difference(outcomes(finding.id, here), outcomes(finding.id, there)))
    ]
    chances = holm([change.p for _, change in changes])
    falls = tuple(Fall(finding, change, p) for (finding, change), p in zip(changes, chances, strict=True))
    pairs = len({run.seed for run in here} & {run.seed for run in there})
    return Against(results.plan.arm(name), pairs, falls, moved(results, name))


def moved(results: Results, name: str) -> tuple[Moved, ...]:
    """How every number of an arm differs from the base's: the clear differences first, the largest for their spread before others."""
    found = []
    for key, arms in results.numbers.items():
        change = difference(arms.get(name, {}), arms.get(results.base.name, {}))
        if change.pairs:
            found.append(Moved(key, change))
    return tuple(sorted(found, key=lambda each: (not each.change.clear, -abs(each.change.size), each.key)))


def takes_away(arm: Arm, finding: Finding) -> bool:
    """Whether an arm takes away what a finding is designed in by, or some of it."""
    ids = {
        each
        for found in (finding.designed_in.without.values() if finding.designed_in else ())
        for each in found
    }
    return any(
        f'"{each}"' in f"{change.item} {change.value}" or each in change.path
        for change in arm.changes
        if change.doing in ("remove", "forget")
        for each in sorted(ids)
    )


def knocked_out(arm: Arm) -> str:
    """The mechanisms that an arm switches off, when that is all it does; empty for any other arm."""
    only = unchanged(
        Arm(
            arm.name,
            who=arm.who,
            changes=arm.changes,
            jitter=arm.jitter,
            managers=arm.managers,
            people=arm.people,
        )
    )
    return ", ".join(arm.without) if only and arm.without and not arm.baseline else ""
