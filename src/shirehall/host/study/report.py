"""The report on the web: its blocks as they stand, each to be edited beside its draft; versions; and the three forms to take away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.study.material import Material
from shirehall.host.study.said import key_of, pieces
from shirehall.host.study.told import parts_of
from shirehall.host.web import Observer, Who, page
from shirehall.paper.edits import BlockTold, blocks_told, edit
from shirehall.paper.reader import Reader
from shirehall.paper.report import build, draft
from shirehall.paper.shapes import SHAPES, THEMES
from shirehall.paper.tree import Document
from shirehall.paper.versions import keep, versions_kept
from shirehall.paper.writing import FORMS
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.study import Study

MEDIA = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
LAID_OVER = ("report-edit", "report-version")
"""Kinds of entry that do not change the draft itself."""
DOES = (("reworded", "Keep these words"), ("put aside", "Put the block aside"), ("restored", "Take back what was edited"),
        ("added", "Add these words after the block"))  # fmt: skip


class Drafts:
    """The draft of the report, made once for each state of what it is drawn from."""

    def __init__(self) -> None:
        self._kept: tuple[object, tuple[Entry, ...], Document] | None = None

    def draft(self, study: Study) -> Document:
        """The report without what people edited. Edits of the report do not change its draft, so it is not drawn anew for them."""
        drawn_from = tuple(entry for entry in study.entries if entry.kind not in LAID_OVER)
        kept = self._kept
        if kept is None or kept[0] is not study.telling or kept[1] != drawn_from:
            kept = (study.telling, drawn_from, draft(study.telling, study.entries))
            self._kept = kept
        return kept[2]


def routes(_house: House, material: Material) -> APIRouter:
    """The routes of the report."""
    router = APIRouter()
    drafts = Drafts()
    router.include_router(editing(material, drafts))
    router.include_router(giving_out(material))
    return router


def editing(material: Material, drafts: Drafts) -> APIRouter:
    """The routes on which the report is read and edited, block by block."""
    router = APIRouter()

    @router.get("/study/report", response_class=HTMLResponse)
    def whole(
        request: Request, who: Observer, section: Annotated[str, Query(max_length=120)] = ""
    ) -> HTMLResponse:
        """The report a section at a time, with what was edited marked."""
        study = material.study(who)
        told = blocks_told(drafts.draft(study), study.entries)
        sections = list({each.section: each.title for each in told}.items())
        here = section if section in dict(sections) else sections[0][0]
        return page(
            request, "study/report.html", who, title="Report", section="study", at="report", sections=sections, here=here,
            blocks=[each for each in told if each.section == here], edited=[each for each in told if each.standing],
            changed=[each for each in told if each.changed], forms_of=tuple(FORMS), versions=versions_kept(study)[::-1],
            parts_of=parts_of,
        )  # fmt: skip

    @router.get("/study/report/block", response_class=HTMLResponse)
    def block(
        request: Request, who: Observer, key: Annotated[str, Query(max_length=400)] = ""
    ) -> HTMLResponse:
        """One block beside its draft, with the form that edits it."""
        return drawn(request, who, key, {})

    @router.post("/study/report/block", response_class=HTMLResponse)
    async def change(request: Request, who: Observer) -> Response:
        """Edit a block."""
        data = pieces(await request.form())

        def changing() -> Response:
            study, author = material.study(who), material.author(who)
            one = found(drafts, study, data.get("block", ""))
            try:
                material.keep(changed(study, one, author.id, author.origin, data))
            except UsageError as fault:
                return drawn(request, who, one.key, data, fault)
            return RedirectResponse(f"/study/report?section={one.section}", 303)

        return await asyncio.to_thread(changing)

    def drawn(
        request: Request, who: Who, key: str, values: dict[str, str], fault: UsageError | None = None
    ) -> HTMLResponse:
        one = found(drafts, material.study(who), key)
        return page(
            request, "study/block.html", who, 422 if fault else 200, title=one.name or one.title, section="study", at="report",
            block=one, values=values, fault=fault, does=[do for do in DOES if do[0] != "reworded" or one.may_reword],
        )  # fmt: skip

    return router


def found(drafts: Drafts, study: Study, key: str) -> BlockTold:
    """The block of a key; 404 when the report has none."""
    told = blocks_told(drafts.draft(study), study.entries)
    one = next((each for each in told if each.key == key), None)
    if one is None:
        raise HTTPException(404, "The report has no such block.")
    return one


def changed(study: Study, block: BlockTold, author: str, origin: str, data: dict[str, str]) -> Writing:
    """The entry that a form asks for. Raises UsageError for words that cannot be kept."""
    do: Any = data.get("do", "reworded")
    if do not in dict(DOES):
        raise UsageError(
            "nothing was chosen.", mend="choose what to do with the block.", who="whoever edits the report"
        )
    upon = data.get("after", "")
    return edit(
        block, do, data.get("words", ""), by=author, key=key_of(data), reader=Reader(study.telling, study.entries),
        why=data.get("why", ""), origin=origin, upon=int(upon) if upon.isdigit() else None, drafted=data.get("drafted") or None,
    )  # fmt: skip


def giving_out(material: Material) -> APIRouter:
    """The routes by which the report leaves: its forms, and the versions that are kept of it."""
    router = APIRouter()

    @router.get("/study/report/as/{form}")
    def taken_away(
        who: Observer, form: str, shape: Annotated[str, Query(max_length=20)] = THEMES
    ) -> Response:
        """The report as a file: HTML, Word or PDF."""
        study = material.study(who)
        printer: Callable[..., bytes] | None = FORMS.get(form)
        if printer is None or shape not in SHAPES:
            raise HTTPException(404, "The report has no such form.")
        whole = printer(build(study.telling, study.entries, shape), None)
        headers = {"Content-Disposition": f'attachment; filename="report.{form}"'}
        return Response(whole, media_type=MEDIA[form], headers=headers)

    @router.post("/study/report/version")
    async def version(request: Request, who: Observer) -> Response:
        """Keep the report as it stands as a version that is given out."""
        data = pieces(await request.form())

        def keeping() -> Response:
            study, author = material.study(who), material.author(who)
            document = build(study.telling, study.entries)
            material.keep(
                keep(study, document, by=author.id, key=key_of(data), title=data.get("title") or "As it stood", shape=THEMES,
                     why=data.get("why", ""), origin=author.origin)
            )  # fmt: skip
            return RedirectResponse("/study/report#versions", 303)

        return await asyncio.to_thread(keeping)

    return router
