"""The timeline on the web: every line with its evidence, to be reworded, joined, put aside or added to."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.study.material import Material
from shirehall.host.study.said import key_of, numbers_in, pieces
from shirehall.host.web import Observer, Who, page
from shirehall.study.study import Study, versions
from shirehall.study.timeline_edit import EditedLine, edit, edited

PARTS = (("happened", "What happened"), ("not done", "What was not done"), ("open", "What was left open"))
ADD = "new"


def routes(house: House, material: Material) -> APIRouter:
    """The routes of the timeline."""
    router = APIRouter()

    @router.get("/study/timeline", response_class=HTMLResponse)
    def whole(
        request: Request,
        who: Observer,
        phase: Annotated[str, Query(max_length=80)] = "",
        part: Annotated[str, Query(max_length=20)] = "happened",
    ) -> HTMLResponse:
        """The timeline as it stands: a phase at a time, or what was not done, or what was left open."""
        study = material.study(who)
        found = study.once("edited timeline", edited)
        phases = [(each.id, each.title) for each in study.telling.patch.round.phases]
        here = phase if phase in dict(phases) else phases[0][0] if phases else ""
        lines = [
            each for each in found.lines if each.part == part and (part != "happened" or each.phase == here)
        ]
        return page(
            request, "study/timeline.html", who, title="Timeline", section="study", at="timeline", lines=by_body(study, lines),
            phases=phases, phase=here, part=part, parts=PARTS, put_aside=found.put_aside, lost=found.lost,
        )  # fmt: skip

    @router.get("/study/timeline/line", response_class=HTMLResponse)
    def line(
        request: Request, who: Observer, name: Annotated[str, Query(max_length=200)] = ADD
    ) -> HTMLResponse:
        """One line with its evidence, and the form that changes it; `new` is a line that is not there yet."""
        return drawn(request, who, name, {})

    @router.post("/study/timeline/line", response_class=HTMLResponse)
    async def change(request: Request, who: Observer) -> Response:
        """Change a line, or add one."""
        data = pieces(await request.form())

        def changing() -> Response:
            study, author = material.study(who), material.author(who)
            name = data.get("name", ADD)
            try:
                material.keep(changed(study, author.id, name, data))
            except UsageError as fault:
                return drawn(request, who, name, data, fault)
            return RedirectResponse(f"/study/timeline/line?name={target(name, data)}", 303)

        return await asyncio.to_thread(changing)

    def drawn(
        request: Request, who: Who, name: str, values: dict[str, str], fault: UsageError | None = None
    ) -> HTMLResponse:
        study = material.study(who)
        found = study.once("edited timeline", edited).line(name)
        if found is None and name != ADD:
            raise HTTPException(404, "The timeline has no such line.")
        wordings = versions(study.entries, "timeline-edit", "line").get(name, ())
        months = [(str(month), house.patch.month_name(month)) for month in study.telling.months]
        bodies = [(body, study.telling.name(body)) for body in study.telling.bodies]
        return page(
            request, "study/line.html", who, 422 if fault else 200, title="A line of the timeline" if found else "A new line",
            section="study", at="timeline", line=found, name=name, values=values, fault=fault, wordings=wordings,
            after=wordings[-1].number if wordings else 0, months=months, bodies=bodies,
            joined=[(each, study.once("edited timeline", edited).line(each)) for each in (found.joined if found else ())],
        )  # fmt: skip

    return router


def target(name: str, data: dict[str, str]) -> str:
    """The line that a form was about."""
    return key_of(data) if name == ADD else name


def changed(study: Study, author: str, name: str, data: dict[str, str]) -> Any:
    """The entry that a form asks for. Raises UsageError for what cannot be kept."""
    do = data.get("do", "reword")
    month = data.get("month", "")
    supports = (
        *(("event", number, "") for number in numbers_in(data.get("events", ""))),
        *(("note", number, "") for number in numbers_in(data.get("notes", ""))),
    )
    return edit(
        study, target(name, data), "add" if name == ADD else do, author, key_of(data), words=data.get("words", ""),
        joins=data.get("joins", "").split(), supports=supports, organisation=data.get("organisation", ""),
        month=int(month) if month.isdigit() else None, after=int(data.get("after", "0") or 0), why=data.get("why", ""),
    )  # fmt: skip


def by_body(study: Study, lines: list[EditedLine]) -> list[tuple[str, list[EditedLine]]]:
    """Lines under the bodies that they are told of, in the order they stand."""
    found: dict[str, list[EditedLine]] = {}
    for each in lines:
        found.setdefault(each.body, []).append(each)
    return [(study.telling.name(body) if body else "The whole county", mine) for body, mine in found.items()]
