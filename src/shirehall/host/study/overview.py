"""What a study holds and lacks, its measures as tables, and each piece of evidence by itself."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.study.material import Material
from shirehall.host.web import Observer, Who, page
from shirehall.study.filters import filters_in
from shirehall.study.measures import compute, every_measure
from shirehall.study.study import Study
from shirehall.study.tables import Table

STEPS = (
    ("note", "Observers' notes", "/observe/notes", "Nobody has written a note."),
    ("answer", "Feedback", "/run/feedback", "Nobody has answered yet."),
    ("coding", "Codings", "/study/code", "Nothing has been coded."),
    ("theme", "Themes", "/study/themes", "No theme has been written."),
    ("learning-point", "Learning points", "/study/themes", "No learning point has been written."),
    ("validation-mark", "Marks of those who took part", "/study/validation", "Nobody has marked a theme."),
    ("timeline-edit", "Edits of the timeline", "/study/timeline", "The timeline stands as it was drawn."),
    ("report-edit", "Edits of the report", "/study/report", "The report stands as it was drafted."),
)
"""The steps from a day to its report: the kind of entry that shows the step, its title, where it is done, and what is said without any."""
A_PAGE = 200


def routes(house: House, material: Material) -> APIRouter:
    """The routes of the overview, the measures and the evidence."""
    router = APIRouter()

    @router.get("/study", response_class=HTMLResponse)
    def overview(request: Request, who: Observer) -> HTMLResponse:
        """What there is, and what is missing."""
        found = material.study(who)
        kinds = Counter(each.entry.kind for each in found.standing())
        steps = [
            (title, kinds[kind], where if opens(who, where) else "", without)
            for kind, title, where, without in STEPS
        ]
        telling = found.telling
        return page(request, "study/overview.html", who, title="Study", section="study", at="overview", steps=steps, closed=telling.closed,
                    events=len(telling.events), months=len(telling.months), planned=telling.world.clock.months)  # fmt: skip

    @router.get("/study/measures", response_class=HTMLResponse)
    def measures(request: Request, who: Observer) -> HTMLResponse:
        """Every measure with its meaning in a line."""
        material.study(who)
        return page(request, "study/measures.html", who, title="Measures", section="study", at="measures",
                    measures=every_measure().values())  # fmt: skip

    @router.get("/study/measures/{name}", response_class=HTMLResponse)
    def measure(
        request: Request,
        who: Observer,
        name: str,
        keep: Annotated[list[str] | None, Query(max_length=20)] = None,
        start: Annotated[int, Query(ge=0, le=10**6)] = 0,
    ) -> HTMLResponse:
        """One measure as a table whose rows open their evidence; `keep` holds filters as name=value."""
        found = material.study(who)
        known = every_measure().get(name)
        if known is None:
            raise HTTPException(404, "There is no such measure.")
        table, fault = measured(name, found, keep or [])
        rows = (
            [
                (cells(row), evidence(table, n))
                for n, row in enumerate(table.rows[start : start + A_PAGE], start)
            ]
            if table
            else []
        )
        return page(
            request, "study/measure.html", who, 200 if table else 422, title=known.title, section="study", at="measures", known=known,
            columns=[title.replace("_", " ") for title in table.columns] if table else [], rows=rows, notes=table.notes if table else (),
            total=len(table.rows) if table else 0, start=start, a_page=A_PAGE, kept=keep or [], fault=fault,
        )  # fmt: skip

    @router.get("/study/event/{seq}", response_class=HTMLResponse)
    def event(request: Request, who: Observer, seq: int) -> HTMLResponse:
        """One event of the record, whole."""
        found = material.study(who)
        if not 1 <= seq <= len(found.telling.events):
            raise HTTPException(404, "There is no such event.")
        return page(
            request,
            "study/event.html",
            who,
            title=f"Event {seq}",
            section="study",
            at="evidence",
            **shown(found, seq),
        )

    @router.get("/study/entry/{number}", response_class=HTMLResponse)
    def entry(request: Request, who: Observer, number: int) -> HTMLResponse:
        """One entry of the notebook, whole."""
        found = material.study(who)
        one = found.entry(number)
        if one is None:
            raise HTTPException(404, "There is no such entry.")
        body = [
            (name.replace("_", " "), value)
            for name, value in one.body.items()
            if value not in ("", (), None, False)
        ]
        return page(request, "study/entry.html", who, title=f"Entry {number} of the notebook", section="study", at="evidence",
                    entry=one, body=body, month=house.patch.month_name(one.month) if one.month else "")  # fmt: skip

    return router


def opens(who: Who, where: str) -> bool:
    """Whether somebody may open a page of the study: facilitators' own pages are for facilitators."""
    return who.facilitator or not where.startswith("/run/")


def measured(name: str, study: Study, keep: list[str]) -> tuple[Table | None, UsageError | None]:
    """A measure's table, or what is wrong with its filters."""
    try:
        return compute(name, study, filters_in(keep)), None
    except UsageError as fault:
        return None, fault


def cells(row: tuple[object, ...]) -> list[object]:
    """Cells as a page shows them: nothing where there is nothing."""
    return ["" if cell is None else cell for cell in row]


def evidence(table: Table, row: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The events and the notebook's entries that a row rests on."""
    return table.evidence[row], table.noted[row] if table.noted else ()


def shown(study: Study, seq: int) -> dict[str, Any]:
    """An event as its page shows it."""
    telling = study.telling
    event = telling.event(seq)
    words = [
        (name, value) for name in ("title", "text", "wording", "reasons") if (value := event.body.get(name))
    ]
    return {
        "event": event,
        "sentence": telling.sentence(seq),
        "when": telling.patch.month_name(event.month),
        "nature": telling.nature(event),
        "words": words,
        "played_by": telling.filled_by(event.seat),
    }
