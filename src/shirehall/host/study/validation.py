"""The validation on the web, for observers and facilitators: meetings, marks noted for people, results, and what became of the text."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.study.around import free
from shirehall.host.study.material import Material
from shirehall.host.study.said import key_of, pieces
from shirehall.host.study.theme_form import whole_number
from shirehall.host.web import Observer, Who, page, take_in
from shirehall.study.notebook.entry import Writing
from shirehall.study.study import Study
from shirehall.study.themes import By, read_themes
from shirehall.study.themes.words import wordings
from shirehall.study.validation import (
    MARKS,
    Decision,
    Mark,
    Meeting,
    Result,
    decision_writing,
    mark_writing,
    meeting_writing,
    role_said,
    seats_by_role,
    validation,
)

NEW = "new"
Data = Mapping[str, str]


def routes(_house: House, material: Material) -> APIRouter:
    """The routes of the validation."""
    router = APIRouter()
    take_in(router, of_meetings(material))
    take_in(router, of_marks(material))
    return router


def of_meetings(material: Material) -> APIRouter:
    """The routes on which meetings are read and written."""
    router = APIRouter()

    @router.get("/study/validation", response_class=HTMLResponse)
    def whole(request: Request, who: Observer) -> HTMLResponse:
        """All meetings, and what became of the themes they marked."""
        study = material.study(who)
        known = validation(study)
        return page(
            request, "study/validation.html", who, title="Validation", section="study", at="validation",
            meetings=[(each, known.days_after(each), len(known.results(each))) for each in known.meetings], changes=known.changes(),
            titles=titles_of(study),
        )  # fmt: skip

    @router.get("/study/validation/{name}", response_class=HTMLResponse)
    def one(request: Request, who: Observer, name: str) -> HTMLResponse:
        """One meeting: who came, what they made of each theme, and what was decided; `new` is one that is not there yet."""
        return drawn(material, request, who, name)

    @router.post("/study/validation/{name}", response_class=HTMLResponse)
    async def write(request: Request, who: Observer, name: str) -> Response:
        """Write a meeting, or its next wording."""
        data = pieces(await request.form())

        def writing() -> Response:
            study = material.study(who)
            if name != NEW:
                found(study, name)
            try:
                by = signed(material, who, data)
                before = material.had(by.author, by.key)
                chosen = str(before.body["id"]) if before else name
                if before is None and name == NEW:
                    chosen = free(
                        f"meeting-{data.get('date', '')}".lower(), {*wordings(study, "validation"), NEW}
                    )
                material.keep(meeting_writing(study, by, meeting_from(study, chosen, data)))
            except UsageError as fault:
                return drawn(material, request, who, name, data, fault, "meeting")
            return RedirectResponse(f"/study/validation/{chosen}", 303)

        return await asyncio.to_thread(writing)

    return router


def of_marks(material: Material) -> APIRouter:
    """The routes on which marks are noted for people, and decisions kept."""
    router = APIRouter()

    @router.post("/study/validation/{name}/mark", response_class=HTMLResponse)
    async def mark(request: Request, who: Observer, name: str) -> Response:
        """Note what somebody at the meeting made of a theme."""
        data = pieces(await request.form())
        return await asyncio.to_thread(kept, request, who, name, data, "mark")

    @router.post("/study/validation/{name}/decision", response_class=HTMLResponse)
    async def decide(request: Request, who: Observer, name: str) -> Response:
        """Keep what was made of the marks on a theme."""
        data = pieces(await request.form())
        return await asyncio.to_thread(kept, request, who, name, data, "decision")

    def kept(request: Request, who: Who, name: str, data: Data, part: str) -> Response:
        study = material.study(who)
        found(study, name)
        try:
            by = signed(material, who, data)
            material.keep(noted(study, by, name, data) if part == "mark" else decided(study, by, name, data))
        except UsageError as fault:
            return drawn(material, request, who, name, data, fault, part)
        theme = data.get("theme", "")
        return RedirectResponse(
            f"/study/validation/{name}" + (f"#theme-{theme}" if part == "decision" else "#mark"), 303
        )

    return router


def signed(material: Material, who: Who, data: Data) -> By:
    """Under whose mark a form is kept."""
    author = material.author(who)
    return By(author=author.id, key=key_of(dict(data)), origin=author.origin)


def found(study: Study, name: str) -> Meeting:
    """The meeting of an id; 404 when there is none."""
    meeting = next((each for each in validation(study).meetings if each.id == name), None)
    if meeting is None:
        raise HTTPException(404, "There is no such meeting.")
    return meeting


def meeting_from(study: Study, name: str, data: Data) -> Meeting:
    """The meeting that a form gives. Raises UsageError for a number of people that is none."""
    attended = [
        (role, whole_number(data[f"came-{role}"], "people"))
        for role, _ in seats_by_role(study)
        if data.get(f"came-{role}")
    ]
    if data.get("other-role") or data.get("came-other"):
        attended.append((data.get("other-role", ""), whole_number(data.get("came-other", ""), "people")))
    return Meeting(
        id=name, date=data.get("date", ""), place=data.get("place", ""), attended=tuple(attended),
        asked=tuple(data.get("asked", "").split()), words=data.get("words", ""),
    )  # fmt: skip


def meeting_values(study: Study, meeting: Meeting) -> dict[str, str]:
    """The fields of the form that shows a meeting."""
    known = {role for role, _ in seats_by_role(study)}
    other = next(((role, many) for role, many in meeting.attended if role not in known), None)
    return {
        "date": meeting.date, "place": meeting.place, "words": meeting.words, "asked": " ".join(meeting.asked),
        **{f"came-{role}": str(many) for role, many in meeting.attended if role in known},
        **({"other-role": other[0], "came-other": str(other[1])} if other else {}),
    }  # fmt: skip


def noted(study: Study, by: By, name: str, data: Data) -> Writing:
    """A mark that somebody else notes for a person at the meeting: kept as that person's words, beside the mark of who wrote it down.

    People are told apart by a number, so that somebody who is noted twice counts once, and nobody is named. Raises UsageError
    without a number.
    """
    person = data.get("person", "")
    if not (person.isascii() and person.isdigit() and 0 < len(person) < 4):
        raise UsageError(
            "the mark does not say whose it is.", mend="number those who came from 1, and give this person's number.",
            who="whoever notes it",
        )  # fmt: skip
    own = By(
        author=f"{name}.{int(person)}.{by.author}"[:80], key=by.key,
        origin="player" if data.get("played") else "outside",
    )  # fmt: skip
    mark = Mark(
        validation=name, theme=data.get("theme", ""), mark=data.get("mark", ""), role=data.get("role", ""),
        words=data.get("said", ""), may_quote=bool(data.get("may_quote")),
    )  # fmt: skip
    return mark_writing(study, own, mark)


def decided(study: Study, by: By, name: str, data: Data) -> Writing:
    """The decision that a form gives."""
    changed = data.get("changed", "")
    if changed not in ("yes", "no"):
        raise UsageError(
            "it is not said whether the text was changed.",
            mend="choose one of the two.",
            who="whoever writes the study",
        )
    version = whole_number(data.get("version", ""), "a wording") if changed == "yes" else 0
    decision = Decision(
        validation=name,
        theme=data.get("theme", ""),
        changed=changed == "yes",
        why=data.get("why", ""),
        version=version,
    )
    return decision_writing(study, by, decision)


def titles_of(study: Study) -> dict[str, str]:
    """The titles of all themes by id."""
    return {each.theme.id: each.theme.title for each in read_themes(study).every}


def drawn(
    material: Material, request: Request, who: Who, name: str, values: Data | None = None, fault: UsageError | None = None,
    part: str = "",
) -> HTMLResponse:  # fmt: skip
    """The page of one meeting. `part` is the form to which values and fault belong."""
    study = material.study(who)
    meeting = None if name == NEW else found(study, name)
    given = dict(values or {})
    own = given if part == "meeting" else meeting_values(study, meeting) if meeting else {}
    themes = read_themes(study)
    known = validation(study)
    return page(
        request, "study/meeting.html", who, 422 if fault else 200, title="A meeting" if meeting else "A new meeting", section="study",
        at="validation", name=name, meeting=meeting, own=own, values=given if part != "meeting" else {}, fault=fault, part=part,
        roles=[(role, role_said(role), seats) for role, seats in seats_by_role(study)],
        themes=[(t.theme.id, t.theme.title) for t in themes.standing], titles=titles_of(study), marks=MARKS, role_said=role_said,
        asked=[(each, titles_of(study).get(each, each)) for each in (meeting.asked if meeting else ())],
        role_choices=[(role, role_said(role)) for role in dict.fromkeys(roles_of(study, meeting))],
        mark_choices=[(mark, said[:1].upper() + said[1:]) for mark, said in MARKS.items()],
        results=[told_of(study, each) for each in (known.results(meeting) if meeting else ())],
        partiality=known.partiality(meeting) if meeting else (), days=known.days_after(meeting) if meeting else None,
    )  # fmt: skip


def roles_of(study: Study, meeting: Meeting | None) -> list[str]:
    """The roles that a mark may be noted for: those of the seat plan, and others who came."""
    return [
        *(role for role, _ in seats_by_role(study)),
        *(role for role, _ in (meeting.attended if meeting else ())),
    ]


def told_of(study: Study, result: Result) -> dict[str, Any]:
    """What a meeting made of one theme, as its page shows it: counts by role and mark, words, wordings since, and their difference."""
    roles = list(dict.fromkeys(mark.role for mark in result.marks))
    first = min((mark.number for mark in result.marks), default=0)
    every = wordings(study, "theme")
    since = (
        [e.number for e in every[result.theme].entries if first and e.number > first]
        if result.theme in every
        else []
    )
    return {
        "result": result, "rows": [(role_said(role), [result.many(mark, role) for mark in MARKS]) for role in roles],
        "all": [result.many(mark) for mark in MARKS], "said": [mark for mark in result.marks if mark.words],
        "since": [(str(number), f"Wording {number}") for number in since],
        "changes": [each for each in validation(study).changes() if each.theme == result.theme],
    }  # fmt: skip
