"""What purchasers and others are scored and praised for: the shape of `rewards` of a rule."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from shirehall.patch.figures import Figure, Strict
from shirehall.patch.vocabulary import Kind

Concern = Literal[
    "money", "quality", "access", "patients", "prevention", "growth", "independence", "rules", "relationships"
]
"""What a body may be praised for: the concerns that its traits weigh as well."""


class Reward(Strict):
    """A line of a scorecard: bodies of some kinds are scored on a concern, which weighs so much more with them for it.

    `weight` adds to how much they mind the concern, on the scale of traits: above 0, and 1 at most.
    """

    kinds: Annotated[list[Kind], Field(min_length=1)]
    concern: Concern
    weight: Figure

    @field_validator("weight")
    @classmethod
    def _on_the_scale(cls, weight: Figure) -> Figure:
        if not 0 < weight.value <= 1:
            raise ValueError("a weight stands on the scale of traits, above 0 and 1 at most")
        return weight
