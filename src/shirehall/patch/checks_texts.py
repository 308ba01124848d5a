"""Checks of the texts that players read, of the vocabulary of traits, and of where figures say they come from."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from shirehall.errors import PackFault, Place
from shirehall.patch.draft import FACTS, Draft
from shirehall.patch.faults import mend_unknown
from shirehall.patch.figures import Provenance
from shirehall.patch.real_names import MOVES, REAL_NAMES
from shirehall.patch.yamls import shorten, texts_of

MOST_WORDS = {"position": 450, "common": 1500, "detail": 1500}
"""Words that a reader can take in: a position statement is one page."""
MOST_TRAITS = 25
LEAST_USERS = 3

_REAL = re.compile(
    r"(?<![\w-])("
    + "|".join(re.escape(name) for name in sorted(REAL_NAMES, key=len, reverse=True))
    + r")(?![\w])"
)
_PLAYER_FILES = (
    "film.yaml",
    "injects.yaml",
    "organisations.yaml",
    "calendar.yaml",
    "feedback.yaml",
    "rules.yaml",
    "assets.yaml",
    "between.yaml",
)
_PRIVATE_KEYS = frozenset({"source", "note", "why", "basis", "analogue", "from"})
_NAME_COLUMNS = (("sites.csv", "name"), ("places.csv", "name"), ("practices.csv", "name"))


def no_real_names(draft: Draft) -> Iterator[PackFault]:
    """No real place, trust, firm or person stands in a text that players read."""
    for where, text in _player_texts(draft):
        for match in _REAL.finditer(text):
            before = text[: match.start()]
            if where.value == "prose":
                line = where.line + before.count("\n")
                column = match.start() - (before.rfind("\n") + 1) + 1
            else:
                line, column = where.line, where.column
            yield _real_name(match.group(1), Place(where.file, line, column, match.group(1)))


def _player_texts(draft: Draft) -> Iterator[tuple[Place, str]]:
    """Every text that players read, with where it begins; `prose` marks briefings, whose lines are the file's."""
    for file in draft.briefings:
        if file.briefing is not None:
            yield Place(file.file, 2, 1), file.briefing.title
        yield Place(file.file, file.first_line, 1, "prose"), file.body
    for name in _PLAYER_FILES:
        source = draft.yamls.get(name)
        if source is None or source.broken:
            continue
        for path, text in texts_of(source.data):
            if not _PRIVATE_KEYS & set(path) and _REAL.search(text):
                place = source.place(path)
                yield Place(name, place.line, place.column), text
    for name, column in _NAME_COLUMNS:
        table = draft.tables.get(name)
        if table is not None:
            for row in table.rows:
                place = table.place(row, column)
                yield Place(name, place.line, place.column), row.cells.get(column, "")


def _real_name(name: str, where: Place) -> PackFault:
    return PackFault(
        f"the real name {name} stands in a text that players read.",
        where=where,
        mend="invent a name; a real one may stand only in `analogue`, `source`, `basis`, `note` or `why`.",
    )


def briefings_are_short(draft: Draft) -> Iterator[PackFault]:
    """A briefing keeps to its budget of words (a warning)."""
    for file in draft.briefings:
        if file.briefing is None:
            continue
        words, most = len(file.body.split()), MOST_WORDS[file.briefing.kind]
        if words > most:
            yield PackFault(
                f"the briefing has {words} words; a {file.briefing.kind} briefing has room for {most}.",
                where=Place(file.file, file.first_line, 1),
                mend="shorten it, or move what is not strategic to a `detail` briefing.",
            )


def traits_are_one_vocabulary(draft: Draft) -> Iterator[PackFault]:
    """At most 25 traits, none of them named for an organisation, a month or a kind of move."""
    months = {name.lower() for name in calendar.month_name if name}
    bodies = {one.id for one in draft.organisations().values() if one.seated in ("yes", "part")}
    for number, (path, trait) in enumerate(draft.each("traits.yaml")):
        where = draft.place("traits.yaml", (*path, "id"))
        if number == MOST_TRAITS:
            yield PackFault(
                f"there are more than {MOST_TRAITS} traits.",
                where=where,
                mend="merge traits that mean nearly the same.",
            )
        for names, what in ((bodies, "an organisation"), (months, "a month"), (MOVES, "a kind of move")):
            if trait.id in names or (what != "a kind of move" and set(trait.id.split("-")) & names):
                yield PackFault(
                    f"the trait `{trait.id}` is named for {what}.", where=where,
                    mend="name the disposition behind it; a trait may not foretell who does what, or when.",
                )  # fmt: skip


def traits_are_shared(draft: Draft) -> Iterator[PackFault]:
    """Each trait is used by at least three organisations."""
    used: dict[str, int] = {}
    for body in draft.organisations().values():
        for name in body.traits:
            used[name] = used.get(name, 0) + 1
    for path, trait in draft.each("traits.yaml"):
        if used.get(trait.id, 0) < LEAST_USERS:
            yield PackFault(
                f"the trait `{trait.id}` is used by {used.get(trait.id, 0)} "
                f"organisations; at least {LEAST_USERS} must use it.",
                where=draft.place("traits.yaml", (*path, "id")),
                mend="give it to more organisations, or take it away: one body's trait is a plot, not a trait.",
            )


def origins_are_known(draft: Draft) -> Iterator[PackFault]:
    """Where `from` stands as a plain word (facts, effects, assumptions) it is one of the four origins."""
    known = [one.value for one in Provenance]
    table = draft.tables.get(FACTS)
    for row in table.rows if table is not None else []:
        if table is not None and row.model is not None and row.model.origin not in known:
            yield _origin(row.model.origin, table.place(row, "from"), known)
    for path, inject in draft.each("injects.yaml"):
        if inject.effect is not None and inject.effect.origin not in known:
            yield _origin(inject.effect.origin, draft.place("injects.yaml", (*path, "effect", "from")), known)
    for path, one in draft.each("assumptions.yaml"):
        if one.origin not in known:
            yield _origin(one.origin, draft.place("assumptions.yaml", (*path, "from")), known)


def _origin(word: str, where: Place, known: list[str]) -> PackFault:
    return PackFault(
        f"`{shorten(word)}` does not say where a figure is from.", where=where, mend=mend_unknown(word, known)
    )


def the_film_is_here(draft: Draft) -> Iterator[PackFault]:
    """A film that is named lies in the pack's folder."""
    film = draft.sections.get("film.yaml")
    if film is not None and film.video and not (draft.path / film.video).is_file():
        yield PackFault(
            f"the film {film.video} is not in the pack's folder.",
            where=draft.place("film.yaml", ("video",)),
            mend="put the file there, or take the line away: then the script is shown, page by page.",
        )
