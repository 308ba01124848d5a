"""What purchasers and others are scored and praised for: the shape of `rewards` of a rule."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shirehall.patch.figures import Figure, Id, Strict

Concern = Literal[
    "money", "quality", "access", "patients", "prevention", "growth", "independence", "rules", "relationships"
]
"""What a body may be praised for: the concerns that its traits weigh as well."""


class Reward(Strict):
    """A line of a scorecard: bodies of some kinds are scored on a concern, which weighs so much more with them for it.

    `weight` adds to how much they mind the concern, on the scale of traits (0 to 1).
    """

    kinds: Annotated[list[Id], Field(min_length=1)]
    concern: Concern
    weight: Figure
