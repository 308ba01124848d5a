"""The shape of `views.yaml`: what people across the system said when they were asked, before the day was designed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shirehall.patch.figures import Id, Strict

VIEWS = "views.yaml"


class View(Strict):
    """One answer: who gave it (a role or a kind of body, never a name), what they say, and where it comes from.

    `from` is reported (somebody is on record as saying so), derived (drawn from such a record) or assumed (put in their mouth by
    the pack's author). `source` names the record, or says why it is assumed.
    """

    who: str
    says: str
    origin: Annotated[Literal["reported", "derived", "assumed"], Field(alias="from")]
    source: Annotated[str, Field(min_length=1)]


class Canvassed(Strict):
    """One question that was put to people across the system, with the spread of their answers."""

    id: Id
    text: str
    answers: list[View]
