"""The run sheet: each inject by time, on a condition or by hand; try one first, change it, hold it, let it go, fire it, add one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from shirehall.errors import UsageError
from shirehall.host.forms import NO_FAULTS
from shirehall.host.house import House
from shirehall.host.moving import form_page, in_play, press, told_done
from shirehall.host.web import Facilitator, page
from shirehall.play.names import WorldNames
from shirehall.play.runsheet import preview, run_sheet
from shirehall.play.sheet import line_of

ACTS = {"publish": "publish-inject", "hold": "hold-inject", "release": "release-inject"}


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
        return page(request, "facilitator/sheet.html", who, title=title, section="sheet", said=told_done(request),
                    rows=run_sheet(house.patch, view.world), at=view.at)  # fmt: skip

    @router.get("/run/sheet/{inject}")
    def one(request: Request, who: Facilitator, inject: str) -> Response:
        """One inject: what each addressee would see, and what can be done with it."""
        if not in_play(house):
            raise HTTPException(409, "Injects can be tried when the doors are open, or in a practice.")
        world = house.room.view(who.seat).world
        try:
            tried = preview(house.patch, world, inject)
        except UsageError as fault:
            raise HTTPException(404) from fault
        row = next(row for row in run_sheet(house.patch, world) if row.id == inject)
        names = WorldNames(world)
        seen = [(seat, names.seat(seat), shown) for seat, shown in tried.seen_by.items()]
        return page(request, "facilitator/inject.html", who, title=row.title, section="sheet", row=row, tried=tried, seen=seen,
                    alike=len({str(shown) for _, _, shown in seen}) <= 1)  # fmt: skip

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
        """Fire an inject, hold it back, or let it go."""
        if act not in ACTS:
            raise HTTPException(404)
        return await press(request, house, who, ACTS[act], {"inject": inject}, key, "/run/sheet")

    return router
