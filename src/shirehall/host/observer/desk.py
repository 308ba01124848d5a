"""The desk itself: one page to write on, with what happens at the tables one follows, and a search of the day."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.observer.cards import as_lists, card_of, cards, form_values
from shirehall.host.observer.choices import choices
from shirehall.host.observer.watching import Author, Watching, bodies_at, tables_of
from shirehall.host.observer.writing import fields_of, kept, taken_in, writing_of
from shirehall.host.web import Observer, Who, page
from shirehall.study.notebook.standing import history

LATEST = 5


def routes(house: House, watching: Watching) -> APIRouter:
    """The routes of the desk."""
    router = APIRouter()

    @router.get("/observe", response_class=HTMLResponse)
    def desk(
        request: Request,
        who: Observer,
        event: Annotated[int, Query(ge=0, le=10**9)] = 0,
        kept: Annotated[str, Query(max_length=12)] = "",
    ) -> HTMLResponse:
        """The page to write on; `event` is one that the note is to be about, `kept` the number of the note just kept."""
        values = about_event(watching, event) if event else {}
        return drawn(request, who, values=values, done=kept if kept.isdigit() else "")

    @router.post("/observe", response_class=HTMLResponse)
    async def keep(request: Request, who: Observer) -> Response:
        """Keep a note from the plain form."""
        form = await request.form()
        data = fields_of(form)

        def keeping() -> Response:
            author = watching.author(who)
            try:
                entry = kept(house, writing_of(house, author, watching.view(), data, data))
            except UsageError as fault:
                return drawn(request, who, values=data, fault=fault, status=422)
            return RedirectResponse(f"/observe?kept={entry.number}", 303)

        return await asyncio.to_thread(keeping)

    @router.post("/observe/send")
    def send(who: Observer, body: dict[str, Any]) -> JSONResponse:
        """Keep the notes that a browser held back: each is answered by its key with its number, or with why it was not kept."""
        return JSONResponse({"notes": taken_in(house, watching.author(who), body.get("notes"))})

    @router.post("/observe/follow")
    async def follow(request: Request, who: Observer) -> Response:
        """Follow the chosen tables."""
        form = await request.form()
        tables = [value for value in form.getlist("table") if isinstance(value, str)]
        await asyncio.to_thread(lambda: watching.follow(watching.author(who), tables))
        return RedirectResponse("/observe#watch", 303)

    @router.get("/observe/_watch", response_class=HTMLResponse)
    def watch(request: Request, who: Observer) -> HTMLResponse:
        """Who follows what, and what happens at the tables one follows, as a piece of page."""
        return page(request, "observer/_watch.html", who, **watched(watching.author(who)))

    @router.get("/observe/record", response_class=HTMLResponse)
    def record(
        request: Request,
        who: Observer,
        q: Annotated[str, Query(max_length=200)] = "",
        table: Annotated[str, Query(max_length=120)] = "",
        before: Annotated[int, Query(ge=0, le=10**9)] = 0,
    ) -> HTMLResponse:
        """Search what happened, and the notes."""
        view = watching.view()
        known = table if table in dict(watching.tables) else ""
        found, further = watching.search(view, q, known, before) if view else ([], 0)
        texts = [
            each
            for each in cards(house, history(house.notebook.entries()))
            if q and q.casefold() in each.text.casefold()
        ]
        return page(
            request, "observer/record.html", who, title="What happened", section="record", q=q, table=known, found=found,
            further=further, notes=texts[::-1][:20], tables=watching.tables,
        )  # fmt: skip

    def drawn(
        request: Request,
        who: Who,
        *,
        values: dict[str, Any],
        fault: UsageError | None = None,
        done: str = "",
        status: int = 200,
    ) -> HTMLResponse:
        author = watching.author(who)
        mine = [
            each
            for each in history(house.notebook.entries())
            if each.first.author == author.id and each.entry.kind == "note"
        ]
        return page(
            request, "observer/desk.html", who, status, title="Observe", section="observe", author=author, values=values,
            fault=fault, done=done, notes=[card_of(house, each) for each in mine[::-1][:LATEST]],
            worded={each.first.number: as_lists(form_values(each)) for each in mine[::-1][:LATEST]}, mine=len(mine),
            number=now_number(), minute=now_minute(), pace=house.patch.round.minutes_a_month / house.settings.seconds_a_month,
            **choices(house, watching), **watched(author),
        )  # fmt: skip

    def watched(author: Author) -> dict[str, Any]:
        view = watching.view()
        followed = watching.followed(author)
        return {
            "followed": followed,
            "now": watching.now(now_number()),
            "feed": watching.happened(view, followed) if view and followed else [],
            "mark": author.id,
        }

    def now_number() -> int | None:
        return None if house.stage in ("before", "practice") else house.room.moment().month

    def now_minute() -> int | None:
        return None if house.stage in ("before", "practice") else house.room.moment().minute

    return router


def about_event(watching: Watching, number: int) -> dict[str, Any]:
    """What the form holds at first when a note is to be about an event; nothing for one that observers do not see."""
    view = watching.view()
    if view is None or not 0 < number <= len(view.events):
        return {}
    event = view.events[number - 1]
    subject = event.subject if event.subject in view.world.agreements else None
    return {
        "events": [str(number)],
        "tables": sorted(tables_of(view.world, event)),
        "bodies": list(bodies_at(view.world, event)),
        "subject": str(subject) if subject else "",
        "topics": list(event.about),
    }
