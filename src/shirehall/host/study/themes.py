"""Themes on the web: all of them by subject, what might become one, and each with its evidence, its wordings and its form."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.study.lines import evidence_lines, measure_page, shown
from shirehall.host.study.material import Material
from shirehall.host.study.said import key_of, pieces
from shirehall.host.study.theme_form import EXPLAINS, OTHERWISE, shown_values, theme_from, values_of
from shirehall.host.web import Observer, Who, page
from shirehall.study.notebook.entry import Entry
from shirehall.study.study import Study
from shirehall.study.themes import (
    ORIGINS,
    STRENGTHS,
    By,
    Candidate,
    Theme,
    Themes,
    Written,
    candidates,
    owner_called,
    put_aside,
    read_themes,
    reading_of,
    theme_writing,
)
from shirehall.study.themes.scope import slug
from shirehall.study.themes.theme import Mechanism, theme_in
from shirehall.study.validation import difference

NEW = "new"
MOST = 12
"""How many candidates of a subject are shown before the rest is only counted."""
ALSO = ("title", "subject", "question", "origin", "strength", "supports", "against", "mechanisms", "contradicts", "quotes",
        "literature", "artefact", "barrier", "dissent", "without", "spread", "put_aside")  # fmt: skip
"""The fields of a theme of which a page says only that a wording changed them."""


def routes(_house: House, material: Material) -> APIRouter:
    """The routes of the themes."""
    router = APIRouter()

    @router.get("/study/themes", response_class=HTMLResponse)
    def whole(request: Request, who: Observer) -> HTMLResponse:
        """All themes by subject, those put aside, and what might become one."""
        study = material.study(who)
        return page(
            request, "study/themes.html", who, title="Themes", section="study", at="themes", **gathered(study)
        )

    @router.get("/study/themes/{name}", response_class=HTMLResponse)
    def one(
        request: Request,
        who: Observer,
        name: str,
        subject: Annotated[str, Query(max_length=80)] = "",
        code: Annotated[str, Query(max_length=120)] = "",
    ) -> HTMLResponse:
        """One theme with its form; `new` is one that is not there yet, begun from what was coded when a subject and a code are given."""
        return drawn(request, who, name, begun(material.study(who), subject, code) if name == NEW else None)

    @router.post("/study/themes/{name}", response_class=HTMLResponse)
    async def write(request: Request, who: Observer, name: str) -> Response:
        """Write a theme, whole, as it is worded now."""
        data = pieces(await request.form())

        def writing() -> Response:
            study, author = material.study(who), material.author(who)
            if name != NEW:
                found(study, name)
            try:
                key = key_of(data)
                own = material.had(author.id, key)
                chosen = str(own.body["id"]) if own else id_for(study, name, data)
                by = By(author=author.id, key=key, origin=author.origin)
                material.keep(theme_writing(study, by, theme_from(chosen, data)))
            except UsageError as fault:
                return drawn(request, who, name, data, fault)
            return RedirectResponse(f"/study/themes/{chosen}", 303)

        return await asyncio.to_thread(writing)

    @router.post("/study/themes/{name}/aside", response_class=HTMLResponse)
    async def aside(request: Request, who: Observer, name: str) -> Response:
        """Put a theme aside, with the reason."""
        data = pieces(await request.form())

        def writing() -> Response:
            study, author = material.study(who), material.author(who)
            found(study, name)
            try:
                by = By(author=author.id, key=key_of(data), origin=author.origin)
                if material.had(author.id, by.key) is None:
                    material.keep(put_aside(study, by, name, data.get("aside-why", "")))
            except UsageError as fault:
                return drawn(request, who, name, None, fault)
            return RedirectResponse(f"/study/themes/{name}", 303)

        return await asyncio.to_thread(writing)

    def drawn(
        request: Request,
        who: Who,
        name: str,
        values: Mapping[str, str] | None,
        fault: UsageError | None = None,
    ) -> HTMLResponse:
        study = material.study(who)
        themes = read_themes(study)
        written = None if name == NEW else found(study, name)
        given = dict(values) if values else values_of(written.theme) if written else {}
        return page(
            request, "study/theme.html", who, 422 if fault else 200, title=written.theme.title if written else "A new theme",
            section="study", at="themes", name=name, written=written, fault=fault, values=shown_values(given), new=written is None,
            after=given.get("after", "") or (written.number if written else 0),
            **choices(study, themes, name), **(told_of(study, themes, written) if written else {}),
        )  # fmt: skip

    return router


def found(study: Study, name: str) -> Written:
    """The theme of an id; 404 when there is none."""
    written = read_themes(study).theme(name)
    if written is None:
        raise HTTPException(404, "There is no such theme.")
    return written


def id_for(study: Study, name: str, data: dict[str, str]) -> str:
    """The id under which a form writes: the theme's own, or for a new one its title as an id.

    Raises UsageError when another theme bears it already: nobody rewords a theme without having seen it.
    """
    if name != NEW:
        return name
    wanted = slug(data.get("title", ""))
    if wanted == NEW or any(each.theme.id == wanted for each in read_themes(study).every):
        raise UsageError(
            f"there is a theme {wanted!r} already.", mend="open that one and add to it, or give this one another title.",
            who="whoever writes the study",
        )  # fmt: skip
    if not wanted:
        raise UsageError("the title is empty.", mend="write the title.", who="whoever writes the study")
    return wanted


def begun(study: Study, subject: str, code: str) -> dict[str, str]:
    """The fields of a new theme begun from what was coded alike; nothing when there is no such candidate."""
    one = next((each for each in offered(study) if (each.subject, each.code) == (subject, code)), None)
    if one is None:
        return {"subject": subject} if subject else {}
    return {"subject": subject, "supports": evidence_lines((*one.notes, *one.events)), "origin": "play"}


def offered(study: Study) -> tuple[Candidate, ...]:
    """What might become a theme; worked out once a study."""
    return study.once("candidates", candidates)


def gathered(study: Study) -> dict[str, Any]:
    """What the page of all themes shows."""
    themes = read_themes(study)
    by_subject = [
        (subject, themes.under(subject.id), [each for each in offered(study) if each.subject == subject.id])
        for subject in themes.subjects
    ]
    return {
        "subjects": [row for row in by_subject if row[1] or row[2]], "themes": themes, "most": MOST, "strengths": STRENGTHS,
        "many": len(themes.standing), "owner": lambda name: owner_called(study, name),
        "of_barrier": lambda barrier: shown(themes.ground, barrier.evidence),
    }  # fmt: skip


def choices(study: Study, themes: Themes, name: str) -> dict[str, Any]:
    """What a theme's form lets one choose from."""
    return {
        "subjects": [(each.id, each.title) for each in themes.subjects],
        "questions": [(each.id, each.text) for each in study.telling.patch.charter.questions],
        "origins": [(each, each.capitalize()) for each in ORIGINS],
        "strengths": [(each, each.capitalize(), rule) for each, rule in STRENGTHS.items()],
        "others": [(each.theme.id, each.theme.title) for each in themes.standing if each.theme.id != name],
        "books": [(each.id, each.citation) for each in themes.literature],
        "explains": EXPLAINS, "otherwise": OTHERWISE,
    }  # fmt: skip


def told_of(study: Study, themes: Themes, written: Written) -> dict[str, Any]:
    """What the page of one theme shows of it."""
    theme, ground = written.theme, themes.ground
    asked = {question.id: question.text for question in study.telling.patch.charter.questions}
    titles = {each.theme.id: each.theme.title for each in themes.every}
    against = dict.fromkeys(
        (
            *theme.contradicts,
            *(each.theme.id for each in themes.standing if theme.id in each.theme.contradicts),
        )
    )
    return {
        "theme": theme, "asked": asked.get(theme.question, ""), "supports": shown(ground, theme.supports),
        "against": shown(ground, theme.against), "mechanisms": [(each, *comes_to(study, each)) for each in theme.mechanisms],
        "contradicts": [(each, titles[each]) for each in against if each in titles], "beside_it": themes.beside(theme.id),
        "points": themes.points_of(theme.id), "owner": lambda name: owner_called(study, name),
        "subject_title": next((s.title for s in themes.subjects if s.id == theme.subject), theme.subject),
        "wordings": wordings_told(written.wordings)[::-1], "beside": [(e, *side(written, e)) for e in written.beside],
    }  # fmt: skip


def comes_to(study: Study, each: Mechanism) -> tuple[str, str]:
    """What the measure of an explanation comes down to now, and the page that shows it."""
    try:
        told = study.once(f"reading of {each.measure}", lambda whole: reading_of(whole, each.measure))
    except UsageError as fault:
        return f"It cannot be read: {fault.what}", ""
    value = (
        "nothing to count"
        if told.value is None and not told.why
        else ""
        if told.value is None
        else f"{told.value:g}"
    )
    return ": ".join(part for part in (value, told.why) if part), measure_page(each.measure)


def side(written: Written, entry: Entry) -> tuple[Theme, tuple[tuple[str, str], ...]]:
    """A wording written by somebody who had not seen the one that stands, with the difference between the two."""
    other = theme_in(entry)
    return other, difference(other.statement, written.theme.statement)


def wordings_told(entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """Every wording, oldest first: its author and time, its statement beside the one before it, and what else it changed."""
    told = []
    before: Theme | None = None
    for entry in entries:
        now = theme_in(entry)
        changed = [
            name.replace("_", " ") for name in ALSO if before and getattr(before, name) != getattr(now, name)
        ]
        runs = difference(before.statement, now.statement) if before else ((" ", now.statement),)
        told.append({"entry": entry, "theme": now, "runs": runs, "changed": changed})
        before = replace(now)
    return told
