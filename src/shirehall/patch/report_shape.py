"""The shape of `report.yaml`: the chapters of a pack's own report, in their order, and what stands in each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shirehall.patch.figures import Id, Strict

REPORT_SHAPE = "report.yaml"

Part = Literal[
    "assumed", "bids", "charter", "conclusions", "context", "county", "differing", "found", "happened", "introduction", "ledgers",
    "limitations", "literature", "method", "organisations", "panel", "progress", "published", "reactions", "stance", "subjects",
    "summary", "themes", "validation", "views",
]  # fmt: skip
"""The parts of a report that a chapter may take. The timeline, the glossary and the references always come last."""


class Chapter(Strict):
    """One chapter: its heading, a line on what stands in it, and the report's parts that it takes, in their order.

    A chapter with one part and no heading of its own (`alone: true`) is that part. `subjects` names the set of subjects by which
    the part `subjects` gathers what was seen: by what it is about, or by whom.
    """

    id: Id
    title: str
    about: str = ""
    parts: Annotated[list[Part], Field(min_length=1)]
    alone: bool = False
    subjects: Literal["matters", "bodies"] | None = None
