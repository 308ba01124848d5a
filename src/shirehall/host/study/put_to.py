"""For those who played: the themes that were put to a meeting, each to be marked, asked about and added to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shirehall.errors import UsageError
from shirehall.host.feedback.asking import control_seat
from shirehall.host.house import House
from shirehall.host.study.material import AFTER, Material
from shirehall.host.study.said import key_of, pieces
from shirehall.host.web import Player, Who, page
from shirehall.study.notebook.entry import Writing
from shirehall.study.study import Study
from shirehall.study.themes import By, Written, read_themes
from shirehall.study.validation import Mark, Meeting, mark_writing, validation

STANCES = (("resonates", "It rings true"), ("disputed", "I dispute it"), ("new", "It is new to me"))
MORE = ("question", "addition")


@dataclass(frozen=True, slots=True)
class Put:
    """A theme that was put to a meeting, with its learning points, and the marks that one seat gave it."""

    theme: str
    title: str
    statement: str
    points: tuple[tuple[str, str], ...]
    stance: Mark | None
    more: tuple[Mark, ...]


def routes(house: House, material: Material) -> APIRouter:
    """The routes of the page for those who played."""
    router = APIRouter()

    @router.get("/feedback/themes", response_class=HTMLResponse)
    def whole(request: Request, who: Player) -> HTMLResponse:
        """The themes put to the latest meeting, with one's own marks."""
        return drawn(request, who)

    @router.post("/feedback/themes", response_class=HTMLResponse)
    async def mark(request: Request, who: Player) -> Response:
        """Mark a theme."""
        data = pieces(await request.form())

        def marking() -> Response:
            study, meeting = put(who)
            if who.facilitator:
                raise HTTPException(
                    403, "Marks are given by those who played. Note them for people at Validation."
                )
            theme = data.get("theme", "")
            if meeting is None or all(each.theme.id != theme for each in shown(study, meeting)):
                raise HTTPException(404, "That theme was not put to those who played.")
            try:
                for writing in writings(house, study, meeting, who.seat, data):
                    material.keep(writing)
            except UsageError as fault:
                return drawn(request, who, data, fault)
            return RedirectResponse(f"/feedback/themes?kept={theme}#theme-{theme}", 303)

        return await asyncio.to_thread(marking)

    def put(who: Who) -> tuple[Study, Meeting | None]:
        """The study with the meeting that was written last."""
        if house.stage not in AFTER:
            raise HTTPException(409, "Themes are put to you when play is over.")
        study = material.study(who)
        return study, max(validation(study).meetings, key=lambda each: each.number, default=None)

    def drawn(
        request: Request, who: Who, values: Mapping[str, str] | None = None, fault: UsageError | None = None
    ) -> HTMLResponse:
        study, meeting = put(who)
        kept = request.query_params.get("kept", "")
        return page(
            request, "study/put_to.html", who, 422 if fault else 200, title="What was made of the day", section="made",
            meeting=meeting, put=[of(study, meeting, each, who.seat) for each in shown(study, meeting)] if meeting else [],
            stances=STANCES, values=dict(values or {}), fault=fault, kept=kept,
        )  # fmt: skip

    return router


def shown(study: Study, meeting: Meeting) -> list[Written]:
    """The standing themes that were put to a meeting, in the order in which it was asked."""
    known = {each.theme.id: each for each in read_themes(study).standing}
    return [known[name] for name in meeting.asked if name in known]


def own_marks(study: Study, meeting: Meeting, theme: str, seat: str) -> tuple[Mark, ...]:
    """The marks that a seat gave a theme at a meeting, as they stand."""
    return tuple(
        mark
        for mark in validation(study).marks
        if (mark.author, mark.validation, mark.theme) == (seat, meeting.id, theme)
    )


def of(study: Study, meeting: Meeting, written: Written, seat: str) -> Put:
    """A theme as one seat is shown it: its statement and its learning points, never what it rests on or what others marked."""
    theme = written.theme
    marks = own_marks(study, meeting, theme.id, seat)
    points = tuple((each.point.sort, each.point.statement) for each in read_themes(study).points_of(theme.id))
    stance = next((mark for mark in reversed(marks) if mark.mark not in MORE), None)
    return Put(
        theme.id, theme.title, theme.statement, points, stance, tuple(m for m in marks if m.mark in MORE)
    )


def seated(house: House, seat: str) -> str:
    """Whose words a seat's are: a player's, or a script's where one played it."""
    chair = house.day.view(control_seat(house)).world.seats.get(seat) if house.day is not None else None
    return "player" if chair is None or chair.filled_by in ("person", "nobody", "") else "script"


def writings(
    house: House, study: Study, meeting: Meeting, seat: str, data: Mapping[str, str]
) -> list[Writing]:
    """What a seat's form comes to: a mark, which takes the place of an earlier one, and a question and an addition of their own.

    Raises UsageError when the form says nothing, or disputes without a reason.
    """
    key, theme = key_of(dict(data)), data.get("theme", "")
    role = next(each.profession for each in house.patch.active_seats if each.id == seat)
    mine = own_marks(study, meeting, theme, seat)
    origin = seated(house, seat)
    fields: dict[str, Any] = {
        "validation": meeting.id, "theme": theme, "role": role, "may_quote": bool(data.get("may_quote"))
    }  # fmt: skip
    found = []
    if data.get("mark"):
        mark = Mark(mark=data["mark"], words=data.get("words", ""), **fields)
        before = next((each for each in mine if each.mark not in MORE), None)
        writing = mark_writing(study, By(author=seat, key=f"{key[:100]}:mark", origin=origin), mark)
        found.append(replace(writing, corrects=before.number) if before else writing)
    for name in MORE:
        if data.get(name):
            more = Mark(mark=name, words=data[name], **fields)
            found.append(mark_writing(study, By(author=seat, key=f"{key[:100]}:{name}", origin=origin), more))
    if not found:
        raise UsageError(
            "nothing was marked.", mend="choose a mark, ask something or add something.", who="whoever marks"
        )
    return found
