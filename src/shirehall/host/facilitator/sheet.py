"""The run sheet: each inject by time, on a condition or by hand; try one first, change it, hold it, let it go, send it out, add one."""

from __future__ import annotations

import zlib
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import Response

from shirehall.economy import levers
from shirehall.errors import UsageError
from shirehall.host.forms import NO_FAULTS
from shirehall.host.house import House
from shirehall.host.moving import form_page, in_play, press, told_done
from shirehall.host.player.deals import terms_told
from shirehall.host.web import Facilitator, Who, page
from shirehall.play.fields import Clause
from shirehall.play.names import WorldNames
from shirehall.play.runsheet import Row, preview, run_sheet
from shirehall.play.sheet import line_of
from shirehall.play.view import View

ACTS = {"publish": "publish-inject", "hold": "hold-inject", "release": "release-inject"}
SAID = {
    "publish-inject": "“{}” is out.",
    "hold-inject": "“{}” is held back. It stands below the next one that is due until you let it go.",
    "release-inject": "“{}” is let go: it comes at its time again.",
}
"""What the sheet says of the inject that was just acted on."""


def routes(house: House) -> APIRouter:
    """The run sheet's routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/run/sheet")
    def sheet(request: Request, who: Facilitator) -> Response:
        """The run sheet: the pack's before doors open, the day's own from then on."""
        title = "Run sheet"
        if not in_play(house):
            lines = tuple(line_of(inject, house.patch.film) for inject in house.patch.injects)
            return page(request, "facilitator/sheet_before.html", who, title=title, section="sheet", lines=lines,
                        said=told_done(request))  # fmt: skip
        view = house.room.view(who.seat)
        rows = run_sheet(house.patch, view.world)
        return page(request, "facilitator/sheet.html", who, title=title, section="sheet", said=said_of(request, rows),
                    rows=rows, ahead=ahead(rows), at=view.at)  # fmt: skip

    @router.get("/run/sheet/{inject}")
    def one(request: Request, who: Facilitator, inject: str) -> Response:
        """One inject: what each addressee would see, and what can be done with it."""
        context = tried_first(house, who, inject)
        return page(request, "facilitator/inject.html", who, title=context["row"].title, section="sheet", said=told_done(request),
                    **context)  # fmt: skip

    @router.get("/run/sheet/{inject}/_now")
    def again(
        request: Request, who: Facilitator, inject: str, was: Annotated[str, Query(max_length=20)] = ""
    ) -> Response:
        """The inject once more, if anything of it changed since the page was drawn; else nothing."""
        context = tried_first(house, who, inject)
        if context["mark"] == was:
            return Response(status_code=204)
        return page(request, "facilitator/_inject.html", who, **context)

    @router.get("/run/sheet/{inject}/edit")
    def edit(request: Request, who: Facilitator, inject: str) -> Response:
        """The form that changes an inject, filled in as it stands."""
        if not in_play(house):
            raise HTTPException(409, "Injects can be changed when the doors are open.")
        world = house.room.view(who.seat).world
        row = next((row for row in run_sheet(house.patch, world) if row.id == inject), None)
        if row is None:
            raise HTTPException(404)
        line = row.line
        filled = {
            "inject": inject, "title": line.title, "text": line.text, "to": list(line.to), "reply_within": str(line.reply_within),
            "month": str(line.month) if line.month else "", "minute": str(line.minute) if line.month else "",
        }  # fmt: skip
        return form_page(request, house, who, "edit-inject", filled, NO_FAULTS)

    @router.post("/run/sheet/{inject}/{act}")
    async def do(
        request: Request, who: Facilitator, inject: str, act: str, key: Annotated[str, Form(max_length=100)]
    ) -> Response:
        """Send an inject out, hold it back, or let it go."""
        if act not in ACTS:
            raise HTTPException(404)
        context = tried_first(house, who, inject)
        out_at = context["row"].out_at
        if out_at is not None:
            told = f"It is out already, since minute {out_at} of play. Nothing was sent twice."
            return page(request, "facilitator/inject.html", who, 409, title=context["row"].title, section="sheet", said=told,
                        **context)  # fmt: skip
        return await press(request, house, who, ACTS[act], {"inject": inject}, key, f"/run/sheet?of={inject}")

    return router


def ahead(rows: tuple[Row, ...]) -> list[Row]:
    """What is still to come: the next one due, then those held back, so that they stay in sight, then the others by their time."""
    coming = [row for row in rows if row.out_at is None]
    due = sorted((row for row in coming if row.due is not None), key=lambda row: row.due or 0)
    held = [row for row in coming if row.status == "held"]
    return [*due[:1], *held, *due[1:], *(row for row in coming if row.due is None and row.status != "held")]


def said_of(request: Request, rows: tuple[Row, ...]) -> str:
    """What the sheet says was done, by the title of the inject it was done to."""
    title = next((row.title for row in rows if row.id == request.query_params.get("of", "")), "")
    named = SAID.get(request.query_params.get("done", ""), "")
    return named.format(title) if named and title else told_done(request)


def tried_first(house: House, who: Who, inject: str) -> dict[str, Any]:
    """What an inject's page shows: its line, what each addressee would see, what it would do. Answers 404 or 409 where there is none."""
    if not in_play(house):
        raise HTTPException(409, "Injects can be tried when the doors are open, or in a practice.")
    view = house.room.view(who.seat)
    try:
        tried = preview(house.patch, view.world, inject)
    except UsageError as fault:
        raise HTTPException(404) from fault
    row = next(row for row in run_sheet(house.patch, view.world) if row.id == inject)
    names = WorldNames(view.world)
    seen = [(seat, names.seat(seat), shown) for seat, shown in tried.seen_by.items()]
    return {
        "row": row, "seen": seen, "alike": len({str(shown) for _, _, shown in seen}) <= 1, "mark": mark_of(row),
        "does": [acts_by(view, clause) for clause in tried.line.clauses] if tried.does else [],
    }  # fmt: skip


def mark_of(row: Row) -> str:
    """A mark of what is told of an inject, which changes when any of it does."""
    told = (row.title, row.text, row.to, row.when, row.status, row.out_at, row.reply_within)
    return f"{zlib.crc32(repr(told).encode()):x}"


def acts_by(view: View, clause: Clause) -> tuple[str, str, str]:
    """What a clause does to the county in words: its title, its terms, and what such a thing means."""
    known = levers.catalogue().get(clause.mechanism)
    terms = [
        value if value.lower().endswith(name) else f"{plain_name(name)}{value.replace('-', '−')}"
        for name, value in terms_told(view, clause)
        if name != "label"
    ]
    return (known.title if known else clause.mechanism, ", ".join(terms), known.means if known else "")


def plain_name(name: str) -> str:
    """A term's name without the unit that its value carries, and a space; nothing for a name that says only the unit."""
    bare = name.removesuffix("percent").removeprefix("pounds").strip()
    return f"{bare} " if bare else ""
