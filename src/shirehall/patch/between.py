"""What changes between two rounds, and why: the shape of `between.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shirehall.patch.figures import Figure, Id, Strict
from shirehall.patch.model import Assumption, Deadline, Inject, Power, Rule, Timing
from shirehall.patch.rewards import Reward


class RemovedRule(Strict):
    """A rule that no longer holds, and what in the real world, or in the hypothesis of the round, took it away."""

    rule: Id
    why: str
    source: str


class ChangedRule(Strict):
    """A rule that goes on under other words, another clarity, other rewards, or others who may rule on it. What is left out stays."""

    rule: Id
    text: str | None = None
    clarity: Literal["clear", "unclear", "silent"] | None = None
    who_may_rule: list[Id] | None = None
    timing: Timing | None = None
    limit: Figure | None = None
    rewards: list[Reward] | None = None
    why: str
    source: str


class RuleChanges(Strict):
    """The difference between the rules of one round and those of the round before."""

    added: list[Rule] = []
    removed: list[RemovedRule] = []
    changed: list[ChangedRule] = []


class Part(Strict):
    """What passes to an heir `to` of a body that is split, apart from the first one: seats and sites by id, posts beside those of the
    sites, a share of its contracts in per cent, and pounds that the first heir pays it to begin with."""

    to: Id
    seats: list[Id] = []
    sites: list[Id] = []
    posts: Annotated[int, Field(ge=0)] = 0
    contract_percent: Annotated[float, Field(ge=0, le=100, strict=False)] = 0
    pounds: Annotated[int, Field(ge=0)] = 0


class ChangedPowers(Strict):
    """Powers that a body has from the new round on and had not before, or has no more."""

    body: Id
    gains: list[Power] = []
    loses: list[Power] = []
    why: str


class Succession(Strict):
    """What became of organisations: which (`of`), what they `become`, and what goes with them.

    Of a body that is `split` the first heir takes all but what `parts` gives to the others.

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
    parts: list[Part] = []


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


class Modelling(Strict):
    """The step between two rounds in which the county is modelled, and its results go to one body as one source of evidence.

    Agreements at least as specific as the parameter named in `enough` (a share, 0 to 1) are modelled as they stand; for the others
    that are about one of the topics of `stands_in_for` (about anything, if it is empty), the assumption set `falls_back_on` stands
    in, looked at as if each share of `along` (per cent) of its way had been gone when the round opens. `months`, `futures` and
    `people` (per cent of people followed) say how far and how closely the model looks. `to` gets the results as the round opens, and
    `letter` names the round's inject that goes with them: without results it does not come, and a round without that inject has no
    such step. `change` is the number, in the notice, of the change that tells of the step; `otherwise` is what is read out there
    when the county is not modelled.
    """

    to: Id
    falls_back_on: Id
    enough: str
    stands_in_for: list[Id] = []
    along: Annotated[list[Figure], Field(min_length=1)]
    months: Figure
    futures: Figure
    people: Figure
    letter: Id | None = None
    change: Annotated[int, Field(ge=1)] | None = None
    otherwise: str = ""
    why: str


class Between(Strict):
    """One item of `between.yaml`: how the round named in `opens` differs from the one before it.

    `carried` lists what came out of play in the round before; `hypotheses` what its authors put in besides; `notice` is the
    list that is read out when the round opens, and `rests_on` says of its items what they rest on. `injects` and `calendar` are
    the new round's own, by its own months. With `modelling`, what the round before agreed is modelled before the new one opens.
    """

    opens: Id
    why: str
    rules: RuleChanges = RuleChanges()
    organisations: list[Succession] = []
    powers: list[ChangedPowers] = []
    parameters: list[ChangedParameter] = []
    assumptions: list[Assumption] = []
    drops_assumptions: list[Id] = []
    carried: list[str] = []
    hypotheses: list[str] = []
    notice: list[str]
    rests_on: list[RestsOn] = []
    injects: list[Inject] = []
    calendar: list[Deadline] = []
    modelling: Modelling | None = None
