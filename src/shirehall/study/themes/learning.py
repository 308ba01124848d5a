"""Learning points: an issue or what needs to be done, whom it addresses, who owns it, and which skill is short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from shirehall.play.record.event import Json
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.notebook.note import keepable
from shirehall.study.study import Study
from shirehall.study.themes.evidence import Evidence, Sources, evidence_of
from shirehall.study.themes.theme import Quotation, check_origin, checked_quotation
from shirehall.study.themes.words import By, identity, known_wording, needed, one_of, refused, wordings

ADDRESSEES: Mapping[str, str] = {
    "ministry": "the ministry",
    "ministers": "ministers",
    "regional body": "the regional body",
    "purchaser": "purchasers",
    "GP group": "groups of GPs",
    "provider": "providers",
    "professional body": "professional bodies",
    "supplier": "suppliers",
    "council": "councils",
    "housing developer": "housing developers",
}
"""Whom a learning point may be addressed to: a closed list, each with what the report calls them."""
ISSUE, TO_DO = "issue", "to do"
SORTS: Mapping[str, str] = {ISSUE: "Issues", TO_DO: "What needs to be done"}
PROGRAMME = "programme"
"""The owner where a point belongs to those who run the simulations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningPoint:
    """A learning point: short, apart from the story, and linked to the theme that it comes from.

    `sort` is an issue or a thing to do; what is to be done is addressed to somebody. `owner` is a body of the pack, an
    addressee or the programme: whoever takes it on. `action` says what they might try, `skill_gap` which skill is short.
    """

    id: str
    theme: str
    sort: str
    statement: str
    owner: str
    addressee: str = ""
    skill_gap: str = ""
    action: str = ""
    origin: str = "play"
    supports: tuple[Evidence, ...] = ()
    quotes: tuple[Quotation, ...] = ()
    put_aside: bool = False
    after: int = 0
    why: str = ""


WORDED = ("id", "theme", "sort", "statement", "owner", "addressee", "skill_gap", "action", "why")


def point_in(entry: Entry) -> LearningPoint:
    """The learning point that an entry keeps."""
    body = entry.body
    quotes = body.get("quotes")
    listed = quotes if isinstance(quotes, tuple | list) else ()
    return LearningPoint(
        **{name: str(body.get(name) or "") for name in WORDED},
        origin=str(body.get("origin") or "play"),
        supports=evidence_of(body.get("supports")),
        quotes=tuple(Quotation(str(q[0]), int(q[1]), str(q[2])) for q in listed),
        put_aside=bool(body.get("put_aside")),
        after=int(body.get("after") or 0),
    )


def body_of(point: LearningPoint) -> dict[str, Json]:
    """A learning point as the body of an entry."""
    return {
        **{name: getattr(point, name) for name in WORDED},
        "origin": point.origin,
        "supports": tuple(e.row for e in point.supports),
        "quotes": tuple((q.sort, q.number, q.words) for q in point.quotes),
        "put_aside": point.put_aside,
        "after": point.after,
    }


def learning_writing(study: Study, by: By, point: LearningPoint) -> Writing:
    """The writing of a learning point, whole. Raises UsageError when it belongs to no theme, has no owner, or asks something of
    nobody; and for evidence and quotations as `theme_writing` does."""
    ground = Sources(study)
    identity(point.id, "learning point")
    one_of(point.sort, SORTS, "sort of learning point")
    if point.theme not in wordings(study, "theme"):
        raise refused(
            f"there is no theme {point.theme!r}.", "write the theme first: a learning point comes from one."
        )
    if point.addressee or point.sort == TO_DO:
        one_of(point.addressee, ADDRESSEES, "addressee")
    one_of(point.owner, owners(study), "owner")
    whole = replace(
        point,
        statement=needed(point.statement, "statement"),
        skill_gap=keepable(point.skill_gap),
        action=keepable(point.action),
        supports=ground.check(point.supports),
        quotes=tuple(checked_quotation(ground, quote) for quote in point.quotes),
        after=known_wording(study, "learning-point", point.id, point.after),
    )
    check_origin(whole.origin, whole.supports)
    return by.writes("learning-point", body_of(whole))


def owners(study: Study) -> tuple[str, ...]:
    """Who may own a learning point: the bodies of the record, those whom points are addressed to, and the programme."""
    bodies = tuple(b for b in study.telling.world.organisations if study.telling.kind_of(b) != "control")
    return (*bodies, *ADDRESSEES, PROGRAMME)


def owner_called(study: Study, owner: str) -> str:
    """What an owner is called."""
    if owner in study.telling.world.organisations:
        return study.telling.name(owner)
    return ADDRESSEES.get(owner, f"the {owner}" if owner else "nobody yet")
