"""The report on the web: its blocks as they stand, each to be edited beside its draft; versions; and the three forms to take away."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.study.material import Material
from shirehall.host.study.said import key_of, pieces
from shirehall.host.study.told import parts_of
from shirehall.host.web import Observer, Who, page, take_in
from shirehall.paper.edits import BlockTold, blocks_told, edit
from shirehall.paper.reader import Reader
from shirehall.paper.report import build, draft
from shirehall.paper.shapes import SHAPES
from shirehall.paper.tree import Document
from shirehall.paper.versions import keep, versions_kept
from shirehall.paper.writing import FORMS, as_annex
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.reading import Telling
from shirehall.study.study import Study

MEDIA = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "annex": "application/pdf",
}
PRINTERS: Mapping[str, Callable[..., bytes]] = {**FORMS, "annex": as_annex}
"""What prints each file that is taken away."""
LAID_OVER = ("report-edit", "report-version")
"""Kinds of entry that do not change the draft itself."""
DOES = (("reworded", "Keep these words"), ("put aside", "Put the block aside"), ("restored", "Take back what was edited"),
        ("added", "Add these words after the block"))  # fmt: skip


@dataclass(frozen=True)
class Drafted:
    """A draft of the report, with the telling and the entries that it was drawn from."""

    telling: Telling
    entries: tuple[Entry, ...]
    document: Document


class Drafts:
    """The draft of the report, kept until somebody asks for another: what is written meanwhile is counted, and a page says so.

    Edits are laid over whichever draft there is, and none is lost. Safe to use from any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Drafted | None = None
        self._told: tuple[Document, tuple[Entry, ...], tuple[BlockTold, ...]] | None = None

    def draft(self, study: Study) -> tuple[Document, int]:
        """The report without what people edited, and how many entries were written since it was drawn."""
        drawn_from = without_edits(study)
        with self._lock:
            kept = self._kept
            if kept is None or kept.telling.patch is not study.telling.patch:
                kept = self._draw(study, drawn_from)
            same = kept.telling is study.telling and kept.entries == drawn_from
            return kept.document, 0 if same else max(1, len(drawn_from) - len(kept.entries))

    def anew(self, study: Study) -> None:
        """Draw it anew, unless nothing was written since."""
        _, since = self.draft(study)
        if since:
            with self._lock:
                self._draw(study, without_edits(study))

    def told(self, study: Study) -> tuple[tuple[BlockTold, ...], int]:
        """The draft's blocks with what was edited laid over them, and how many entries were written since it was drawn."""
        document, since = self.draft(study)
        edits = tuple(entry for entry in study.entries if entry.kind in (*LAID_OVER, "withdrawal"))
        told = self._told
        if told is None or told[0] is not document or told[1] != edits:
            told = (document, edits, blocks_told(document, study.entries))
            self._told = told
        return told[2], since

    def _draw(self, study: Study, drawn_from: tuple[Entry, ...]) -> Drafted:
        self._kept = Drafted(study.telling, drawn_from, draft(study.telling, study.entries))
        return self._kept


def without_edits(study: Study) -> tuple[Entry, ...]:
    """The entries that a draft is drawn from: all but those that are laid over it."""
    return study.once(
        "drawn from", lambda whole: tuple(each for each in whole.entries if each.kind not in LAID_OVER)
    )


def routes(_house: House, material: Material) -> APIRouter:
    """The routes of the report."""
    router = APIRouter()
    drafts = Drafts()
    take_in(router, editing(material, drafts))
    take_in(router, giving_out(material))
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
        told, since = drafts.told(study)
        sections = list({each.section: each.title for each in told}.items())
        here = section if section in dict(sections) else sections[0][0]
        return page(
            request, "study/report.html", who, title="Report", section="study", at="report", sections=sections, here=here,
            blocks=[each for each in told if each.section == here], edited=[each for each in told if each.standing],
            changed=[each for each in told if each.changed], forms_of=tuple(PRINTERS), versions=versions_kept(study)[::-1],
            parts_of=parts_of, since=since,
        )  # fmt: skip

    @router.post("/study/report/draft")
    async def anew(who: Observer) -> Response:
        """Draw the report anew, from all that was written so far."""
        await asyncio.to_thread(lambda: drafts.anew(material.study(who)))
        return RedirectResponse("/study/report", 303)

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
    told, _ = drafts.told(study)
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
    def taken_away(who: Observer, form: str, shape: Annotated[str, Query(max_length=20)] = "") -> Response:
        """The report as a file: HTML, Word or PDF; or the annex of the PDF."""
        study = material.study(who)
        printer = PRINTERS.get(form)
        if printer is None or shape not in ("", *SHAPES):
            raise HTTPException(404, "The report has no such form.")
        whole = printer(build(study.telling, study.entries, shape), None)
        name = f"report.{form}" if form in FORMS else f"report-{form}.pdf"
        return Response(
            whole, media_type=MEDIA[form], headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    @router.post("/study/report/version")
    async def version(request: Request, who: Observer) -> Response:
        """Keep the report as it stands as a version that is given out."""
        data = pieces(await request.form())

        def keeping() -> Response:
            study, author = material.study(who), material.author(who)
            document = build(study.telling, study.entries)
            material.keep(
                keep(study, document, by=author.id, key=key_of(data), title=data.get("title") or "As it stood", shape="",
                     why=data.get("why", ""), origin=author.origin)
            )  # fmt: skip
            return RedirectResponse("/study/report#versions", 303)

        return await asyncio.to_thread(keeping)

    return router
