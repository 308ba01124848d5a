"""What a published exercise reported, restated as measures that can be held against any play."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from shirehall.patch.figures import Strict

NO_MEASURE = "none"
"""The measure of a finding that no measure can tell from a record."""

Op = Literal["<", "<=", "==", ">=", ">"]


class Comparison(Strict):
    """How a finding's measure is judged."""

    op: Op
    value: Annotated[float, Field(strict=False)]


class Condition(Strict):
    """A measure with filters, and what its number is compared with. Topics are told as the finding says."""

    measure: str
    filters: dict[str, str | int | list[str]] = {}
    compare: Comparison


class DesignedIn(Strict):
    """What of the pack brings a finding about by itself: in words, and the items to take away to see what is left.

    `without` maps a sort of item (inject, fact, deadline, rule, organisation, publication) to ids; an arm of a lab removes them.
    """

    by: str
    without: dict[Literal["inject", "fact", "deadline", "rule", "organisation", "publication"], list[str]]


class Finding(Strict):
    """What the published exercise reported, as a general measure with filters and a comparison. Minds never see it.

    It holds when its own condition and all those of `also` hold. `given` says what must have come about for it to be a finding at
    all: where that is absent, what did not happen is no finding and does not hold. `digest_mark` is the mark that was first put to
    the report, where the one used is stricter; `reads` says where the measure stands in for something that a record does not hold.
    `needs` names whose notes it rests on; `cannot` says why no measure can tell it. Such a finding has the measure `none`.
    """

    id: str
    statement: str
    measure: str
    filters: dict[str, str | int | list[str]] = {}
    compare: Comparison | None = None
    also: list[Condition] = []
    given: Condition | None = None
    topics_by: Literal["declared", "coded", "word-list", "none"] = "none"
    strength: Literal["explicit", "inferred"]
    origin: str
    artefact_risk: str = ""
    digest_mark: Comparison | None = None
    reads: str = ""
    designed_in: DesignedIn | None = None
    needs: list[Literal["observers", "participants"]] = []
    cannot: str = ""

    @model_validator(mode="after")
    def measured_or_said_why_not(self) -> Finding:
        """A measure comes with a comparison; without a measure there is a reason."""
        if self.measure == NO_MEASURE and not (self.needs or self.cannot):
            raise ValueError(
                "a finding whose measure is none says what it needs, or under `cannot` why nothing can tell it"
            )
        if self.measure == NO_MEASURE and (self.compare or self.also or self.given):
            raise ValueError("a finding whose measure is none has nothing to compare")
        if self.measure != NO_MEASURE and self.compare is None:
            raise ValueError("a finding with a measure says under `compare` what its number is compared with")
        return self

    @property
    def computable(self) -> bool:
        """Whether a record alone can tell it, without anybody's notes."""
        return self.measure != NO_MEASURE and not self.needs

    @property
    def counts(self) -> bool:
        """Whether it belongs to those that emerge or do not: computable, and not designed in."""
        return self.computable and self.designed_in is None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Its own condition and those of `also`, all of which must hold; none when it has no measure."""
        if self.measure == NO_MEASURE or self.compare is None:
            return ()
        return (Condition(measure=self.measure, filters=self.filters, compare=self.compare), *self.also)
