"""Rounds as they stand to be played: each with its period, its rules, its assumptions, its papers, and what changed before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shirehall.errors import UsageError
from shirehall.patch.between import Between, ChangedRule, Succession
from shirehall.patch.figures import Figure
from shirehall.patch.model import Assumption, Briefing, Round, Rule
from shirehall.patch.pack import Patch


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """One round whole. `begins` and `ends` are its first and last months as YYYY-MM; `change` is what opened it, if anything.

    `parameters` are the county's figures that stand otherwise than in the pack's tables.
    """

    round: Round
    begins: str
    ends: str
    rules: tuple[Rule, ...]
    assumptions: tuple[Assumption, ...]
    briefings: tuple[Briefing, ...]
    parameters: tuple[tuple[str, Figure], ...] = ()
    successions: tuple[Succession, ...] = ()
    change: Between | None = None


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """How one rule set differs from another, by rule id; `changed` also names what about the rule is other."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[tuple[str, tuple[str, ...]], ...]


def round_plans(patch: Patch) -> tuple[RoundPlan, ...]:
    """Every round of a pack in order, each one built from the one before by what `between.yaml` says."""
    first = patch.round
    plan = RoundPlan(
        first, first.start, last_month(first), tuple(patch.rules.rules), patch.assumptions, papers(patch, first)
    )  # fmt: skip
    plans = [plan]
    for later in patch.head.rounds[1:]:
        change = next((one for one in patch.between if one.opens == later.id), None)
        plans.append(following(patch, plans[-1], later, change))
    return tuple(plans)


def following(patch: Patch, before: RoundPlan, later: Round, change: Between | None) -> RoundPlan:
    """The round after another. With nothing said between them, rules and assumptions go on as they were."""
    rules, assumptions, parameters = before.rules, before.assumptions, dict(before.parameters)
    successions: tuple[Succession, ...] = ()
    if change is not None:
        rules = rules_after(rules, change)
        dropped = set(change.drops_assumptions)
        assumptions = (*(one for one in assumptions if one.id not in dropped), *change.assumptions)
        parameters |= {one.name: one.value for one in change.parameters}
        successions = tuple(change.organisations)
    return RoundPlan(
        later, later.start, last_month(later), rules, assumptions, papers(patch, later), tuple(parameters.items()),
        successions, change,
    )  # fmt: skip


def papers(patch: Patch, round_: Round) -> tuple[Briefing, ...]:
    """The briefings of a round: those that name it, and for the first round also those that name none."""
    first = round_.id == patch.round.id
    return tuple(p for p in patch.briefings if p.round == round_.id or (first and p.round is None))


def rules_after(rules: Sequence[Rule], change: Between) -> tuple[Rule, ...]:
    """A rule set after the changes between two rounds: rules keep their place, new ones come last."""
    removed = {one.rule for one in change.rules.removed}
    altered = {one.rule: one for one in change.rules.changed}
    kept = [after(rule, altered.get(rule.id)) for rule in rules if rule.id not in removed]
    return (*kept, *change.rules.added)


def after(rule: Rule, changed: ChangedRule | None) -> Rule:
    """A rule under the words of a change; its basis becomes the change's source."""
    if changed is None:
        return rule
    may_change = ("text", "clarity", "who_may_rule", "timing", "limit", "rewards")
    said = {name: getattr(changed, name) for name in may_change}
    new = {name: value for name, value in said.items() if value is not None}
    return rule.model_copy(update={**new, "basis": changed.source})


def rules_of(patch: Patch, round_id: str) -> tuple[Rule, ...]:
    """The rules that hold when a round opens. Raises UsageError when the pack has no such round."""
    for plan in round_plans(patch):
        if plan.round.id == round_id:
            return plan.rules
    raise UsageError(
        f"the pack {patch.id} has no round `{round_id}`.",
        mend=f"name one of {', '.join(one.id for one in patch.head.rounds)}.",
    )


def rule_difference(before: Sequence[Rule], later: Sequence[Rule]) -> RuleDifference:
    """What was added, removed and changed from one rule set to another, each in the order of its own set."""
    old, new = {rule.id: rule for rule in before}, {rule.id: rule for rule in later}
    changed = []
    for name, rule in new.items():
        if name in old and old[name] != rule:
            fields = type(rule).model_fields
            changed.append((name, tuple(f for f in fields if getattr(rule, f) != getattr(old[name], f))))
    return RuleDifference(
        tuple(name for name in new if name not in old), tuple(name for name in old if name not in new), tuple(changed)
    )  # fmt: skip


def last_month(round_: Round) -> str:
    """The last month of a round as YYYY-MM."""
    year, first = (int(part) for part in round_.start.split("-"))
    count = year * 12 + first - 1 + round_.months - 1
    return f"{count // 12:04d}-{count % 12 + 1:02d}"
