"""What changes between two rounds, and why: the shape of `between.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shirehall.patch.figures import Figure, Id, Strict
from shirehall.patch.model import Assumption, Deadline, Inject, Rule


class RemovedRule(Strict):
    """A rule that no longer holds, and what in the real world, or in the hypothesis of the round, took it away."""

    rule: Id
    why: str
    source: str


class ChangedRule(Strict):
    """A rule that goes on under other words, another clarity, or others who may rule on it. What is left out stays."""

    rule: Id
    text: str | None = None
    clarity: Literal["clear", "unclear", "silent"] | None = None
    who_may_rule: list[Id] | None = None
    why: str
    source: str


class RuleChanges(Strict):
    """The difference between the rules of one round and those of the round before."""

    added: list[Rule] = []
    removed: list[RemovedRule] = []
    changed: list[ChangedRule] = []


class Succession(Strict):
    """What became of organisations: which (`of`), what they `become`, and what goes with them.

    With `only_if_allied` it is so only when play bound all of them to one another by the end of the round: one follows the others,
    all belong to a body founded in play that stands, or one agreement that is signed or in force binds them all. Otherwise the
    line is struck out, and each goes on as it is.
    """

    of: Annotated[list[Id], Field(min_length=1)]
    becomes: list[Id]
    how: Literal["merged", "split", "externalised", "renamed", "became", "taken-over", "ended"]
    takes: str
    why: str
    only_if_allied: bool = False


class ChangedParameter(Strict):
    """A figure of the county that stands otherwise in the new round."""

    name: str
    was: Figure | None = None
    value: Figure
    why: str


class RestsOn(Strict):
    """On what one change of the notice rests: `change` is its number there, from 1; the rest are names of what is other than it was."""

    change: Annotated[int, Field(ge=1)]
    rules: list[Id] = []
    parameters: list[str] = []
    organisations: list[Id] = []
    injects: list[Id] = []


class Between(Strict):
    """One item of `between.yaml`: how the round named in `opens` differs from the one before it.

    `carried` lists what came out of play in the round before; `hypotheses` what its authors put in besides; `notice` is the
    list that is read out when the round opens, and `rests_on` says of its items what they rest on. `injects` and `calendar` are
    the new round's own, by its own months.
    """

    opens: Id
    why: str
    rules: RuleChanges = RuleChanges()
    organisations: list[Succession] = []
    parameters: list[ChangedParameter] = []
    assumptions: list[Assumption] = []
    drops_assumptions: list[Id] = []
    carried: list[str] = []
    hypotheses: list[str] = []
    notice: list[str]
    rests_on: list[RestsOn] = []
    injects: list[Inject] = []
    calendar: list[Deadline] = []
