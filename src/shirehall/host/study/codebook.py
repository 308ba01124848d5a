"""The codebook on the web: every code with its history, and the forms that add, rename, merge, split, put aside and restore."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.study.material import Material
from shirehall.host.study.said import key_of, pieces
from shirehall.host.web import Observer, Who, page
from shirehall.study.codes.codebook import book_of
from shirehall.study.codes.codings import codings_of
from shirehall.study.codes.writing import codebook_change
from shirehall.study.notebook.entry import Writing
from shirehall.study.study import Study

DOES = (
    ("add", "Add a code"), ("rename", "Reword a code"), ("merge", "Merge it into another"), ("split", "Split it into several"),
    ("put-aside", "Put it aside"), ("restore", "Let it stand again"), ("memo", "Only write a memo"),
)  # fmt: skip


def routes(_house: House, material: Material) -> APIRouter:
    """The routes of the codebook."""
    router = APIRouter()

    @router.get("/study/codebook", response_class=HTMLResponse)
    def whole(request: Request, who: Observer) -> HTMLResponse:
        """The codebook as it stands."""
        return drawn(request, who, {})

    @router.post("/study/codebook", response_class=HTMLResponse)
    async def change(request: Request, who: Observer) -> Response:
        """Change it."""
        data = pieces(await request.form())

        def changing() -> Response:
            author = material.author(who)
            try:
                material.keep(change_of(material.study(who), author.id, author.origin, data))
            except UsageError as fault:
                return drawn(request, who, data, fault)
            return RedirectResponse("/study/codebook", 303)

        return await asyncio.to_thread(changing)

    def drawn(
        request: Request, who: Who, values: dict[str, str], fault: UsageError | None = None
    ) -> HTMLResponse:
        study = material.study(who)
        book, counts = book_of(study), counted(study)
        return page(
            request, "study/codebook.html", who, 422 if fault else 200, title="Codebook", section="study", at="code",
            codes=[(code, counts.get(code.id, 0)) for code in book.codes.values()], not_done=book.not_done, does=DOES, values=values,
            fault=fault, choices=[(code.id, f"{code.title} ({code.id})") for code in book.codes.values()],
        )  # fmt: skip

    return router


def change_of(study: Study, author: str, origin: str, data: dict[str, str]) -> Writing:
    """The change that a form asks for. Raises UsageError for one that cannot be made."""
    do = data.get("do", "")
    return codebook_change(
        study, author=author, origin=origin, key=key_of(data), do=do, code=data.get("new" if do == "add" else "code", ""),
        into=tuple(data.get("into", "").replace(",", " ").split()), title=data.get("title", ""), group=data.get("group", ""),
        means=data.get("means", ""), why=data.get("why", ""),
    )  # fmt: skip


def counted(study: Study) -> dict[str, int]:
    """How many notes and events each code counts for, by any coder."""
    found: dict[str, int] = {}
    for each in codings_of(study).units:
        for verdict in each.of("code"):
            found[verdict.code] = found.get(verdict.code, 0) + 1
    return found
