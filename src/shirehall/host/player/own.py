"""What is one's own: notes, drafts, acts and their undoing, the rules and the calendar as one knows them, and one's record."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from shirehall.host.drafts import held
from shirehall.host.forms import undo_of
from shirehall.host.house import House
from shirehall.host.player.desk import Desk, desk_of
from shirehall.host.player.waiting import withdrawn
from shirehall.host.web import Player
from shirehall.play.view import as_json
from shirehall.study.exports.rows import csv_text

NOTES = "notes"
COLUMNS = ("number", "month", "minute", "kind", "who", "what", "words", "mine")
A_PAGE = 50


def routes(house: House) -> APIRouter:
    """The pages of what is one's own."""
    router = APIRouter(include_in_schema=False)

    @router.get("/desk/more")
    def more(request: Request, who: Player) -> Response:
        """Everything else there is."""
        return desk_of(house, who).show(request, "more.html", "more", title="More")

    @router.get("/desk/notes")
    def notes(request: Request, who: Player) -> Response:
        """Private notes, which nobody else sees, facilitators included."""
        kept = house.drafts.get(who.seat, NOTES)
        text = kept.data.get("text", ("",))[0] if kept else ""
        return desk_of(house, who).show(request, "notes.html", "more", title="Your notes", text=text,
                                         kept="kept" in request.query_params)  # fmt: skip

    @router.post("/desk/notes")
    async def keep_notes(who: Player, text: Annotated[str, Form(max_length=60_000)] = "") -> Response:
        """Keep the notes."""
        house.acts.check(who.seat)
        kept = await asyncio.to_thread(
            house.drafts.keep, who.seat, NOTES, {"text": [text.replace("\r\n", "\n")]}
        )
        if kept is None:
            raise HTTPException(413, "Your notes are too long to be kept: at most 64,000 characters.")
        return RedirectResponse("/desk/notes?kept=1", 303)

    @router.post("/desk/account/{number}")
    async def keep_account(
        who: Player, number: int, text: Annotated[str, Form(max_length=20_000)] = ""
    ) -> Response:
        """Keep what one takes an agreement to mean: a private note beside it."""
        house.acts.check(who.seat)
        desk = await asyncio.to_thread(desk_of, house, who)
        desk.thing("agreements", number)
        await asyncio.to_thread(
            house.drafts.keep,
            who.seat,
            f"{house.room.name}:account.{number}",
            {"text": [text.replace("\r\n", "\n")]},
        )
        return RedirectResponse(f"/desk/agreement/{number}#account", 303)

    @router.post("/desk/drafts")
    async def keep(
        who: Player, form: Annotated[str, Form(max_length=100)], text: Annotated[str, Form(max_length=80_000)]
    ) -> JSONResponse:
        """Keep what a form holds while it is written."""
        house.acts.check(who.seat)
        version = await asyncio.to_thread(house.drafts.keep, who.seat, form, held(text))
        if version is None:
            return JSONResponse(
                {"kept": False, "what": "This cannot be kept: it is too long, or too much is kept already."},
                413,
            )
        return JSONResponse({"kept": True, "version": version})

    @router.post("/desk/drafts/drop")
    async def drop(who: Player, form: Annotated[str, Form(max_length=100)]) -> Response:
        """Throw a draft away."""
        house.acts.check(who.seat)
        await asyncio.to_thread(house.drafts.drop, who.seat, form)
        return RedirectResponse("/desk/do", 303)

    @router.get("/desk/acts")
    def acts(request: Request, who: Player, before: Annotated[int, Query(ge=0, le=10**9)] = 0) -> Response:
        """This seat's own acts, newest first, each with what withdraws it, if anything does."""
        desk = desk_of(house, who)
        mine = [
            e for e in reversed(desk.view.events) if e.seat == who.seat and (not before or e.seq < before)
        ]
        rows = [
            (told, event, undo_of(desk.view, event))
            for told, event in zip(desk.told(mine[:A_PAGE]), mine, strict=False)
        ]
        return desk.show(request, "acts.html", "more", title="Your own acts", rows=rows, gone=withdrawn(desk.view),
                         older=mine[A_PAGE - 1].seq if len(mine) > A_PAGE else 0)  # fmt: skip

    @router.get("/desk/rules")
    def rules(request: Request, who: Player) -> Response:
        """The rules as this seat knows them, and the questions that are open."""
        desk = desk_of(house, who)
        world = desk.view.world
        return desk.show(request, "rules.html", "more", title="Rules and open questions", rules=list(world.rules.values()),
                         questions=sorted(world.questions.values(), key=lambda q: (q.status != "open", -q.id)))  # fmt: skip

    @router.get("/desk/calendar")
    def calendar(request: Request, who: Player) -> Response:
        """The deadlines by month, one's own marked."""
        desk = desk_of(house, who)
        world = desk.view.world
        months: dict[int, list[Any]] = {}
        for deadline in sorted(world.deadlines.values(), key=lambda d: (d.at, d.id)):
            months.setdefault(deadline.month, []).append(deadline)
        return desk.show(request, "calendar.html", "more", title="Calendar",
                         months=[(desk.month(m), m, each) for m, each in months.items()])  # fmt: skip

    @router.get("/desk/record.json")
    def record_json(who: Player) -> Response:
        """This seat's own record as JSON: what it has seen, under its own numbers. Roles stand for people."""
        told = json.dumps(as_json(house.room.view(who.viewer)), ensure_ascii=False, indent=1)
        return download(told, "application/json", "record.json")

    @router.get("/desk/record.csv")
    def record_csv(who: Player) -> Response:
        """This seat's own record as a table, safe to open in a spreadsheet."""
        return download(
            csv_text(COLUMNS, table(desk_of(house, who))), "text/csv; charset=utf-8", "record.csv"
        )

    return router


def table(desk: Desk) -> list[tuple[object, ...]]:
    """The rows of one's own record."""
    return [
        (t.n, t.month, t.at, t.kind, t.who, t.sentence, t.words, "yes" if t.mine else "no")
        for t in desk.told(desk.view.events)
    ]


def download(text: str, kind: str, name: str) -> Response:
    """A file to keep."""
    head = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(text, media_type=kind, headers=head)
