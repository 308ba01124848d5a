"""What stands around the themes: publications beside them, how far matters were explored, and talks with people who did not play."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shirehall.play.record.event import Json
from shirehall.study.notebook.entry import Entry, Writing, moment_of
from shirehall.study.notebook.note import keepable
from shirehall.study.study import Study
from shirehall.study.themes.words import By, identity, known_wording, needed, one_of, refused, wordings

RELATIONS: Mapping[str, str] = {
    "agrees": "says the same",
    "differs": "says otherwise",
    "adds": "adds to it",
}
"""How a publication stands to a theme."""
HOW_FAR = ("explored", "touched", "not explored")


@dataclass(frozen=True, slots=True, kw_only=True)
class Literature:
    """A publication or a statement from outside: its citation, its address (if it has one), and the themes it is set beside."""

    id: str
    citation: str
    relation: str
    themes: tuple[str, ...]
    address: str = ""
    put_aside: bool = False
    after: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A talk after the day with people who did not play. `roles` are theirs, `next_steps` what they would have follow."""

    id: str
    date: str
    panel: str
    roles: tuple[str, ...]
    words: str
    themes: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    may_quote: bool = False
    number: int = 0


def known_themes(study: Study, names: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of themes that were written. Raises UsageError for one that was not."""
    there = wordings(study, "theme")
    for name in names:
        if name not in there:
            raise refused(
                f"there is no theme {name!r}.", f"name one of {', '.join(there) or 'those written first'}."
            )
    return tuple(dict.fromkeys(names))


def names_of(value: Json) -> tuple[str, ...]:
    """A list of words in an entry's body."""
    return tuple(str(each) for each in value) if isinstance(value, tuple | list) else ()


def literature_in(entry: Entry) -> Literature:
    """The publication that an entry keeps."""
    body = entry.body
    return Literature(
        id=str(body.get("id") or ""),
        citation=str(body.get("citation") or ""),
        relation=str(body.get("relation") or "adds"),
        themes=names_of(body.get("themes")),
        address=str(body.get("address") or ""),
        put_aside=bool(body.get("put_aside")),
        after=int(body.get("after") or 0),
        number=entry.number,
    )


def literature_writing(study: Study, by: By, book: Literature) -> Writing:
    """The writing of a publication beside themes. Raises UsageError when it names no theme that was written, or its address is none."""
    address = keepable(book.address)
    if address and not address.startswith(("https://", "http://", "doi:")):
        raise refused(
            f"{address[:60]!r} is no address.", "begin it with https://, http:// or doi:, or leave it out."
        )
    body = {
        "id": identity(book.id, "publication"),
        "citation": needed(book.citation, "citation"),
        "address": address,
        "relation": one_of(book.relation, RELATIONS, "relation of a publication to a theme"),
        "themes": known_themes(study, book.themes),
        "put_aside": book.put_aside,
        "after": known_wording(study, "literature", book.id, book.after),
    }
    return by.writes("literature", body)


def date_in(words: str) -> str:
    """A day as YYYY-MM-DD. Raises UsageError for words that name none."""
    text = keepable(words)
    if len(text) != 10 or moment_of(text) is None:
        raise refused(f"{text[:20]!r} is no date.", "give it as 2013-07-02.")
    return text


def talk_in(entry: Entry) -> Talk:
    """The talk that an entry keeps."""
    body = entry.body
    return Talk(
        id=str(body.get("id") or ""),
        date=str(body.get("date") or ""),
        panel=str(body.get("panel") or ""),
        roles=names_of(body.get("roles")),
        words=str(body.get("words") or ""),
        themes=names_of(body.get("themes")),
        next_steps=names_of(body.get("next_steps")),
        may_quote=body.get("may_quote") is True,
        number=entry.number,
    )


def talk_writing(study: Study, by: By, talk: Talk) -> Writing:
    """The writing of a talk with a panel. Raises UsageError for a seat of the day (its holder played), and without date, panel,
    roles or words."""
    if by.author in study.telling.world.seats:
        raise refused(
            f"{by.author} has a seat in this day, and a panel is of people who did not play.",
            "keep it as feedback, or sign as an observer.",
        )
    body = {
        "id": identity(talk.id, "talk"),
        "date": date_in(talk.date),
        "panel": needed(talk.panel, "name of the panel"),
        "roles": tuple(needed(role, "role") for role in talk.roles),
        "words": needed(talk.words, "account of the talk"),
        "themes": known_themes(study, talk.themes),
        "next_steps": tuple(needed(step, "next step") for step in talk.next_steps),
        "may_quote": talk.may_quote,
    }
    if not talk.roles:
        raise refused(
            "the talk does not say whose it was.", "name the roles of those who took part, never their names."
        )
    return by.writes("panel-talk", body)
