"""What stands around the themes, on the web: learning points, publications, how far matters were explored, and talks with a panel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.study.lines import evidence_in, evidence_lines, lines_in, quote_lines, quotes_in, shown
from shirehall.host.study.material import Material
from shirehall.host.study.said import key_of, pieces
from shirehall.host.study.theme_form import whole_number
from shirehall.host.web import Observer, Who, page, take_in
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.study import Study
from shirehall.study.themes import (
    ADDRESSEES,
    ORIGINS,
    By,
    LearningPoint,
    Literature,
    Talk,
    learning_writing,
    literature_writing,
    owner_called,
    read_themes,
    scope_writing,
    talk_writing,
)
from shirehall.study.themes import scope as scope_of
from shirehall.study.themes.around import HOW_FAR, RELATIONS, literature_in
from shirehall.study.themes.learning import SORTS, owners, point_in
from shirehall.study.themes.scope import coverage, skill_mix, slug, unseated
from shirehall.study.themes.words import upon, wordings

NEW = "new"
Data = Mapping[str, str]
Written = Callable[[Study, By, str, Data], Writing]


def routes(_house: House, material: Material) -> APIRouter:
    """The routes of what stands around the themes."""
    router = APIRouter()
    for area in (of_points, of_literature, of_scope, of_talks):
        take_in(router, area(material))
    return router


def of_points(material: Material) -> APIRouter:
    """The routes of learning points."""
    router = APIRouter()

    @router.get("/study/points/{name}", response_class=HTMLResponse)
    def one(
        request: Request, who: Observer, name: str, theme: Annotated[str, Query(max_length=80)] = ""
    ) -> HTMLResponse:
        """A learning point with its form; `new` is one that is not there yet."""
        return drawn(request, who, name, {"theme": theme} if name == NEW else None)

    @router.post("/study/points/{name}", response_class=HTMLResponse)
    async def write(request: Request, who: Observer, name: str) -> Response:
        """Write a learning point, whole, as it is worded now."""
        data = pieces(await request.form())

        def writing() -> Response:
            if name != NEW:
                known(material.study(who), "learning-point", name)
            try:
                entry = written(material, who, "learning-point", name, data, "statement", point_writing)
            except UsageError as fault:
                return drawn(request, who, name, data, fault)
            return RedirectResponse(f"/study/points/{entry.body['id']}", 303)

        return await asyncio.to_thread(writing)

    def drawn(
        request: Request, who: Who, name: str, values: Data | None, fault: UsageError | None = None
    ) -> HTMLResponse:
        study = material.study(who)
        entries = () if name == NEW else known(study, "learning-point", name)
        standing = point_in(entries[-1]) if entries else None
        themes = read_themes(study)
        return page(
            request, "study/point.html", who, 422 if fault else 200, title="A learning point" if entries else "A new learning point",
            section="study", at="themes", name=name, fault=fault, standing=standing, entries=entries[::-1],
            values=values if values is not None else point_values(standing) if standing else {},
            numbers=entries[-1].number if entries else 0,
            themes=[(t.theme.id, t.theme.title) for t in themes.standing], sorts=list(SORTS.items()),
            addressees=[(each, called[:1].upper() + called[1:]) for each, called in ADDRESSEES.items()],
            owners=[(each, owner_called(study, each)) for each in owners(study)], origins=[(each, each.capitalize()) for each in ORIGINS],
            owner=lambda each: owner_called(study, each), supports=shown(themes.ground, standing.supports) if standing else [],
        )  # fmt: skip

    return router


def known(study: Study, kind: str, name: str) -> tuple[Entry, ...]:
    """All wordings of a thing, oldest first; 404 when there is none."""
    found = wordings(study, kind).get(name)
    if found is None:
        raise HTTPException(404, "The notebook has nothing of that name.")
    return found.entries


def written(
    material: Material,
    who: Who,
    kind: str,
    name: str,
    data: Data,
    titled: str,
    writes: Written,
    outside: bool = False,
) -> Entry:
    """Keep what a form gives, under its own id or, for a new thing, the words that title it. What was sent twice is kept once.

    `outside` is for words of people who did not play: they are kept as theirs, beside the mark of whoever wrote them down.
    Raises UsageError for what cannot be kept.
    """
    study, author = material.study(who), material.author(who)
    by = By(author=author.id, key=key_of(dict(data)), origin=author.origin)
    if outside:
        by = By(author=f"outside.{author.id}"[:80], key=by.key, origin="outside")
    before = material.had(by.author, by.key)
    chosen = str(before.body["id"]) if before else name
    if before is None and name == NEW:
        chosen = free(slug(data.get(titled, "")) or kind, {*wordings(study, kind), NEW})
    return material.keep(writes(study, by, chosen, data))


def free(wanted: str, taken: set[str]) -> str:
    """A name that nothing else bears: the one wanted, or it with a number behind."""
    names = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(taken) + 3))
    return next(each for each in names if each not in taken)


def point_writing(study: Study, by: By, name: str, data: Data) -> Writing:
    """The writing of the learning point that a form gives."""
    point = LearningPoint(
        id=name, theme=data.get("theme", ""), sort=data.get("sort", ""), statement=data.get("statement", ""),
        owner=data.get("owner", ""), addressee=data.get("addressee", ""), skill_gap=data.get("skill_gap", ""),
        action=data.get("action", ""), origin=data.get("origin", "play"), supports=evidence_in(data.get("supports", "")),
        quotes=quotes_in(data.get("quotes", "")), put_aside=bool(data.get("put_aside")),
        after=whole_number(data.get("after", ""), "a wording"), why=data.get("why", ""),
    )  # fmt: skip
    return learning_writing(study, by, point)


def point_values(point: LearningPoint) -> dict[str, str]:
    """The fields of the form that shows a learning point."""
    names = ("theme", "sort", "statement", "owner", "addressee", "skill_gap", "action", "origin")
    return {
        **{name: str(getattr(point, name)) for name in names},
        "supports": evidence_lines(point.supports), "quotes": quote_lines(point.quotes), "put_aside": "yes" if point.put_aside else "",
    }  # fmt: skip


def of_literature(material: Material) -> APIRouter:
    """The routes of publications beside themes."""
    router = APIRouter()

    @router.get("/study/literature", response_class=HTMLResponse)
    def listed(
        request: Request, who: Observer, name: Annotated[str, Query(max_length=80)] = NEW
    ) -> HTMLResponse:
        """All publications, and the form that adds or rewords one."""
        return drawn(request, who, name, None)

    @router.post("/study/literature", response_class=HTMLResponse)
    async def write(request: Request, who: Observer) -> Response:
        """Write a publication beside themes."""
        data = pieces(await request.form())

        def writing() -> Response:
            name = data.get("name", NEW)
            if name != NEW:
                known(material.study(who), "literature", name)
            try:
                written(material, who, "literature", name, data, "citation", book_writing)
            except UsageError as fault:
                return drawn(request, who, name, data, fault)
            return RedirectResponse("/study/literature", 303)

        return await asyncio.to_thread(writing)

    def drawn(
        request: Request, who: Who, name: str, values: Data | None, fault: UsageError | None = None
    ) -> HTMLResponse:
        study = material.study(who)
        entries = () if name == NEW else known(study, "literature", name)
        book = literature_in(entries[-1]) if entries else None
        own = {"citation": book.citation, "address": book.address, "relation": book.relation} if book else {}
        themes = read_themes(study)
        return page(
            request, "study/literature.html", who, 422 if fault else 200, title="Publications beside the themes", section="study",
            at="themes", name=name, fault=fault, books=themes.literature, book=book, entries=entries[::-1],
            values=values if values is not None else {**own, "themes": " ".join(book.themes) if book else ""},
            after=entries[-1].number if entries else 0, relations=[(k, v[:1].upper() + v[1:]) for k, v in RELATIONS.items()],
            titles={t.theme.id: t.theme.title for t in themes.every}, themes=[(t.theme.id, t.theme.title) for t in themes.standing],
        )  # fmt: skip

    return router


def book_writing(study: Study, by: By, name: str, data: Data) -> Writing:
    """The writing of the publication that a form gives."""
    book = Literature(
        id=name, citation=data.get("citation", ""), relation=data.get("relation", "adds"), address=data.get("address", ""),
        themes=tuple(data.get("themes", "").split()), put_aside=bool(data.get("put_aside")),
        after=whole_number(data.get("after", ""), "a wording"),
    )  # fmt: skip
    return literature_writing(study, by, book)


def of_scope(material: Material) -> APIRouter:
    """The routes of the scope table."""
    router = APIRouter()

    @router.get("/study/scope", response_class=HTMLResponse)
    def table(
        request: Request, who: Observer, name: Annotated[str, Query(max_length=80)] = ""
    ) -> HTMLResponse:
        """How far each matter was explored, who had no seat, which skills sat there, and what the county model holds."""
        return drawn(request, who, {"name": name})

    @router.post("/study/scope", response_class=HTMLResponse)
    async def write(request: Request, who: Observer) -> Response:
        """Say how far a matter was explored."""
        data = pieces(await request.form())

        def writing() -> Response:
            try:
                written(material, who, "scope", data.get("name", "") or NEW, data, "matter", row_writing)
            except UsageError as fault:
                return drawn(request, who, data, fault)
            return RedirectResponse("/study/scope", 303)

        return await asyncio.to_thread(writing)

    def drawn(request: Request, who: Who, values: Data, fault: UsageError | None = None) -> HTMLResponse:
        study = material.study(who)
        rows = study.once("scope", scope_of)
        here = next((row for row in rows if row.id == values.get("name")), None)
        own = {"matter": here.matter, "how_far": here.how_far} if here else {}
        return page(
            request, "study/scope.html", who, 422 if fault else 200, title="How far it was explored", section="study", at="themes",
            rows=rows, values={**own, **values}, fault=fault, how_far=[(each, each.capitalize()) for each in HOW_FAR],
            matters=[(row.id, row.matter) for row in rows], after=upon(study, "scope", values.get("name", "")), here=here,
            unseated=study.telling.once("unseated", unseated),
            mixes=study.telling.once("skill mix", skill_mix), covered=study.telling.once("coverage", coverage),
        )  # fmt: skip

    return router


def row_writing(study: Study, by: By, name: str, data: Data) -> Writing:
    """The writing of one row of the scope table."""
    there = {row.id: row.matter for row in study.once("scope", scope_of)}
    return scope_writing(
        study, by, name=name, matter=data.get("matter", "") or there.get(name, ""), how_far=data.get("how_far", ""),
        why=data.get("why", ""), after=whole_number(data.get("after", ""), "a wording"), put_aside=bool(data.get("put_aside")),
    )  # fmt: skip


def of_talks(material: Material) -> APIRouter:
    """The routes of talks with people who did not play."""
    router = APIRouter()

    @router.get("/study/panel", response_class=HTMLResponse)
    def listed(request: Request, who: Observer) -> HTMLResponse:
        """The talks so far, and the form that keeps one."""
        return drawn(request, who, {})

    @router.post("/study/panel", response_class=HTMLResponse)
    async def write(request: Request, who: Observer) -> Response:
        """Keep a talk."""
        data = pieces(await request.form())

        def writing() -> Response:
            try:
                written(material, who, "panel-talk", NEW, data, "panel", talk_kept, outside=True)
            except UsageError as fault:
                return drawn(request, who, data, fault)
            return RedirectResponse("/study/panel", 303)

        return await asyncio.to_thread(writing)

    def drawn(
        request: Request, who: Who, values: dict[str, Any], fault: UsageError | None = None
    ) -> HTMLResponse:
        themes = read_themes(material.study(who))
        return page(
            request, "study/panel.html", who, 422 if fault else 200, title="Talks with a panel", section="study", at="themes",
            talks=themes.talks, values=values, fault=fault, themes=[(t.theme.id, t.theme.title) for t in themes.standing],
            titles={t.theme.id: t.theme.title for t in themes.every},
        )  # fmt: skip

    return router


def talk_kept(study: Study, by: By, name: str, data: Data) -> Writing:
    """The writing of the talk that a form gives."""
    talk = Talk(
        id=name, date=data.get("date", ""), panel=data.get("panel", ""), roles=lines_in(data.get("roles", "")),
        words=data.get("words", ""), themes=tuple(data.get("themes", "").split()), next_steps=lines_in(data.get("next_steps", "")),
        may_quote=bool(data.get("may_quote")),
    )  # fmt: skip
    return talk_writing(study, by, talk)
