"""The notes that were written: listed, corrected, withdrawn, coded afterwards, taken away as a table; and what nobody saw."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.names import without_names
from shirehall.host.observer.cards import card_of, cards, form_values
from shirehall.host.observer.choices import choices
from shirehall.host.observer.watching import Author, Watching, dealings
from shirehall.host.observer.writing import (
    book_now,
    coding_of,
    correction_of,
    fields_of,
    kept,
    utc_now,
    writing_of,
)
from shirehall.host.web import Observer, Who, page, take_in
from shirehall.study.notebook.coverage import coverage, room_of
from shirehall.study.notebook.entry import LONGEST_KEY, Writing
from shirehall.study.notebook.note import PARTS, keepable, note_of
from shirehall.study.notebook.standing import Standing, history
from shirehall.study.notebook.tables import notes_csv

A_PAGE = 25
NO_NOTE = "There is no such note."


def routes(house: House, watching: Watching) -> APIRouter:
    """The routes of the notes."""
    router = APIRouter()
    take_in(router, listing(house, watching))
    take_in(router, changing(house, watching))
    return router


def listing(house: House, watching: Watching) -> APIRouter:
    """The routes that only read."""
    router = APIRouter()

    @router.get("/observe/notes", response_class=HTMLResponse)
    def notes(
        request: Request,
        who: Observer,
        whose: Annotated[str, Query(max_length=10)] = "mine",
        q: Annotated[str, Query(max_length=200)] = "",
        at: Annotated[int, Query(ge=0, le=10**6)] = 0,
    ) -> HTMLResponse:
        """The notes, newest first: one's own, or those of all observers."""
        author = watching.author(who)
        found = cards(house, history(house.notebook.entries()))[::-1]
        if whose != "all":
            found = [each for each in found if each.author == author.id]
        if q:
            found = [each for each in found if q.casefold() in each.text.casefold()]
        return page(
            request, "observer/notes.html", who, title="Notes", section="notes", notes=found[at : at + A_PAGE], whose=whose, q=q,
            at=at, total=len(found), a_page=A_PAGE, mark=author.id,
        )  # fmt: skip

    @router.get("/observe/notes.csv")
    def as_table(who: Observer) -> Response:  # noqa: ARG001
        """All notes as a table for a spreadsheet; roles stand where somebody typed a participant's name."""
        headers = {"Content-Disposition": 'attachment; filename="notes.csv"'}
        hide = without_names(house.register, house.patch)
        text = notes_csv(house.notebook.entries(), hide)
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/observe/coverage", response_class=HTMLResponse)
    def covered(request: Request, who: Observer) -> HTMLResponse:
        """Which tables were observed in which months, which were not, and which pairs of bodies dealt unobserved."""
        view = watching.view()
        last = view.month if view and house.stage != "practice" else 0
        met = dealings(view) if view and last else []
        found = coverage(
            house.notebook.entries(),
            range(1, last + 1),
            [t for t, _ in watching.tables],
            room_of(house.patch),
            met,
        )
        rows = [
            (title, [spot for spot in found.spots if spot.table == table]) for table, title in watching.tables
        ]
        names = {body.id: body.short for body in house.patch.organisations}
        return page(
            request, "observer/coverage.html", who, title="What was seen, and what was not", section="coverage", found=found,
            rows=rows, months=[house.patch.month_name(month) for month in range(1, last + 1)], names=names,
            month_name=house.patch.month_name,
        )  # fmt: skip

    @router.get("/observe/notes/{number}", response_class=HTMLResponse)
    def note(request: Request, who: Observer, number: int) -> HTMLResponse:
        """One note, whole, with its earlier wordings and all that can be done with it."""
        return drawn_note(request, house, watching, who, found_note(house, number))

    return router


def changing(house: House, watching: Watching) -> APIRouter:
    """The routes that write."""
    router = APIRouter()

    @router.post("/observe/notes/{number}/correct")
    async def correct(request: Request, who: Observer, number: int) -> Response:
        """Say it otherwise; the earlier words stay in the notebook."""
        data = fields_of(await request.form())

        def keeping() -> Response:
            author, each = watching.author(who), found_note(house, number)
            own_note(author, each)
            try:
                writing = writing_of(house, author, watching.view(), data, data)
                kept(house, correction_of(house, author, writing, each.entry.number))
            except UsageError as fault:
                return drawn_note(request, house, watching, who, each, values=data, fault=fault)
            return RedirectResponse(f"/observe/notes/{each.first.number}", 303)

        return await asyncio.to_thread(keeping)

    @router.post("/observe/notes/{number}/withdraw")
    async def withdraw(request: Request, who: Observer, number: int) -> Response:
        """Take a note back; it stays in the notebook as withdrawn."""
        data = fields_of(await request.form())

        def keeping() -> Response:
            author, each = watching.author(who), found_note(house, number)
            own_note(author, each)
            why = keepable(data.get("why"))[:500]
            key = keepable(data.get("key"))[:LONGEST_KEY]
            writing = Writing(
                kind="withdrawal",
                author=author.id,
                origin=author.origin,
                key=key,
                body={"why": why},
                withdraws=each.first.number,
            )
            house.notebook.write(writing, utc_now())
            return RedirectResponse(f"/observe/notes/{each.first.number}", 303)

        return await asyncio.to_thread(keeping)

    @router.post("/observe/notes/{number}/codes")
    async def code(request: Request, who: Observer, number: int) -> Response:
        """Add codes to anybody's note."""
        data = fields_of(await request.form())

        def keeping() -> Response:
            author, each = watching.author(who), found_note(house, number)
            try:
                key = keepable(data.get("key"))[:LONGEST_KEY]
                house.notebook.write(
                    coding_of(author, each.first.number, key, data, book_now(house)),
                    utc_now(),
                )
            except UsageError as fault:
                return drawn_note(request, house, watching, who, each, fault=fault)
            return RedirectResponse(f"/observe/notes/{each.first.number}", 303)

        return await asyncio.to_thread(keeping)

    return router


def found_note(house: House, number: int) -> Standing:
    """The note of that number, in whichever wording it was first kept. 404 when there is none."""
    for each in history(house.notebook.entries()):
        if number in each.versions and each.entry.kind == "note":
            return each
    raise HTTPException(404, NO_NOTE)


def own_note(author: Author, each: Standing) -> None:
    """Only its author rewords or withdraws a note."""
    if each.first.author != author.id:
        raise HTTPException(403, "Only its author corrects or withdraws a note. You may add codes to it.")


def drawn_note(
    request: Request, house: House, watching: Watching, who: Who, each: Standing,
    values: dict[str, Any] | None = None, fault: UsageError | None = None,
) -> HTMLResponse:  # fmt: skip
    """The page of one note."""
    author = watching.author(who)
    entries = house.notebook.entries()
    earlier = [(entries[number - 1], note_of(entries[number - 1].body)) for number in each.versions[:-1]]
    return page(
        request, "observer/note.html", who, 422 if fault else 200, title=f"Note {each.first.number}", section="notes",
        author=author, card=card_of(house, each), own=each.first.author == author.id, earlier=earlier, values=values or form_values(each),
        fault=fault, parts=PARTS, **choices(house, watching),
    )  # fmt: skip
