"""The form that everybody fills in at the end of the day, and may come back to for a week."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shirehall.host.feedback.asking import (
    Writer,
    day_of,
    forms_for,
    keep,
    said_by,
    utc_now,
    why_asked,
    window_of,
    writer_of,
    writings,
)
from shirehall.host.house import House
from shirehall.host.web import Person, Who, page
from shirehall.study.notebook.feedback import FEELINGS, HIGHEST, LOWEST, MOMENTS
from shirehall.study.notebook.note import keepable

DRAFT = "feedback"
"""The name under which the form is kept while it is written."""
MOMENT_WORDS = {"morning": "In the morning", "end": "At the end"}


def routes(house: House) -> APIRouter:
    """The form's routes."""
    router = APIRouter()

    @router.get("/feedback")
    def show(request: Request, who: Person) -> Response:
        """The form, with what was said so far. In play a player is led to the desk, unless feedback is open already."""
        if (
            house.stage in ("play", "interval")
            and who.seat
            and not who.facilitator
            and not window_of(house, utc_now()).opened
        ):
            return RedirectResponse("/desk?later=feedback", 303)
        return drawn(request, house, who, writer_of(house, who), thanks="sent" in request.query_params)

    @router.post("/feedback", response_class=HTMLResponse)
    async def send(request: Request, who: Person) -> Response:
        """Keep what was answered. What was left blank may be answered later, and what was answered may be added to."""
        form = await request.form()
        data: dict[str, Any] = {}
        for name, value in form.multi_items():
            if isinstance(value, str):
                many = name.split(":")[0] in MOMENTS
                data[name] = [*data.get(name, ()), value] if many else value

        def keeping() -> Response:
            writer = writer_of(house, who)
            found, faults = writings(house, writer, data, keepable(data.get("key")))
            if faults:
                return drawn(request, house, who, writer, data=data, faults=faults, status=422)
            keep(house, found, utc_now())
            if who.seat:
                house.drafts.drop(who.seat, DRAFT)
            return RedirectResponse("/feedback?sent=1", 303)

        return await asyncio.to_thread(keeping)

    return router


def drawn(
    request: Request, house: House, who: Who, writer: Writer, *, data: dict[str, Any] | None = None,
    faults: dict[str, str] | None = None, thanks: bool = False, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    """The page."""
    if data is None and who.seat:
        data = begun(house, who.seat)
    now = utc_now()
    open_ = window_of(house, now)
    takes = open_.takes(now)
    return page(
        request, "feedback/form.html", who, status, title="Feedback", section="feedback", writer=writer, takes=takes,
        over=open_.over(now), closes=day_of(open_.closes), occasions=forms_for(house, writer),
        why=why_asked(house, writer) if takes else (), said=said_by(house, writer), data=data or {},
        faults=faults or {}, errors=errors_of(house, faults or {}),
        thanks=thanks, feelings=FEELINGS, moments=[(moment, MOMENT_WORDS[moment]) for moment in MOMENTS],
        marks=range(LOWEST, HIGHEST + 1), day_of=day_of, first_day=open_.same_day(now),
    )  # fmt: skip


def begun(house: House, seat: str) -> dict[str, Any]:
    """What a seat has begun to write, on whichever device."""
    draft = house.drafts.get(seat, DRAFT)
    if draft is None:
        return {}
    kept = {name: values for name, values in draft.data.items() if values}
    return {name: list(v) if name.split(":")[0] in MOMENTS else v[-1] for name, v in kept.items()}


def errors_of(house: House, faults: dict[str, str]) -> list[tuple[str, str]]:
    """The faults with the field each belongs to."""
    scales = {question.id for question in house.patch.feedback if question.answer == "scale"}
    return [(f"scale-{name}-1" if name in scales else f"words-{name}", text) for name, text in faults.items()]
