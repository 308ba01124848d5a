"""Coding on the web: one note or event after another, by each coder alone first, then beside what others gave."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.study.material import Material
from shirehall.host.study.said import key_of, pieces
from shirehall.host.web import Observer, Who, page
from shirehall.study.codes.codebook import Book, book_of
from shirehall.study.codes.codings import SORTS, Sort, codings_of
from shirehall.study.codes.suggestions import suggestions_of
from shirehall.study.codes.units import Unit, unit_at, units_of
from shirehall.study.codes.writing import coding_writing
from shirehall.study.notebook.entry import Writing
from shirehall.study.study import Study

A_PAGE = 25
ON = (("note", "Notes"), ("event", "Acts of the record"))
NONE_APPLIES: dict[Sort, str] = {"code": "no-code", "topic": "no-topic"}


def routes(house: House, material: Material) -> APIRouter:
    """The routes of coding."""
    router = APIRouter()

    @router.get("/study/code", response_class=HTMLResponse)
    def listing(
        request: Request,
        who: Observer,
        on: Annotated[str, Query(max_length=10)] = "note",
        left: Annotated[bool, Query()] = False,
        q: Annotated[str, Query(max_length=200)] = "",
        start: Annotated[int, Query(ge=0, le=10**6)] = 0,
    ) -> HTMLResponse:
        """What can be coded: all of it, or what one has not coded yet."""
        study, author = material.study(who), material.author(who)
        units = [
            each
            for each in units_of(study).values()
            if each.sort == on and q.casefold() in each.words.casefold()
        ]
        mine = {
            each.unit.id
            for each in codings_of(study).units
            if any(author.id in each.coders[sort] for sort in SORTS)
        }
        wanted = [each for each in units if not (left and each.id in mine)]
        rows = [(each, each.id in mine) for each in wanted[start : start + A_PAGE]]
        return page(
            request, "study/code.html", who, title="Coding", section="study", at="code", rows=rows, on=on, ons=ON, left=left, q=q,
            total=len(wanted), done=sum(each.id in mine for each in units), whole=len(units), start=start, a_page=A_PAGE,
            month_name=house.patch.month_name, coders=codings_of(study).coders,
        )  # fmt: skip

    @router.get("/study/code/{sort}/{number}", response_class=HTMLResponse)
    def one(request: Request, who: Observer, sort: str, number: int) -> HTMLResponse:
        """One note or event, with the form that codes it."""
        return drawn(request, who, sort, number, {})

    @router.post("/study/code/{sort}/{number}", response_class=HTMLResponse)
    async def give(request: Request, who: Observer, sort: str, number: int) -> Response:
        """Keep a coding, and go on to the next that is not coded yet."""
        form = await request.form()

        def giving() -> Response:
            study, author, data = material.study(who), material.author(who), pieces(form)
            try:
                entry = material.keep(coding(study, author.id, author.origin, sort, number, form, data))
            except UsageError as fault:
                return drawn(request, who, sort, number, data, fault)
            if data.get("then") == "stay":
                return RedirectResponse(f"/study/code/{sort}/{number}", 303)
            following = next_left(material.study(who), author.id, sort, number)
            return RedirectResponse(
                f"/study/code/{sort}/{following}?kept={entry.number}"
                if following
                else f"/study/code?on={sort}&left=true",
                303,
            )

        return await asyncio.to_thread(giving)

    def drawn(
        request: Request,
        who: Who,
        sort: str,
        number: int,
        values: dict[str, str],
        fault: UsageError | None = None,
    ) -> HTMLResponse:
        study, author = material.study(who), material.author(who)
        unit = unit_at(study, (sort, number)) if sort in dict(ON) else None
        if unit is None:
            raise HTTPException(404, "There is no such note or event.")
        return page(
            request, "study/unit.html", who, 422 if fault else 200, title="Code a note" if sort == "note" else "Code an event",
            section="study", at="code", unit=unit, values=values, fault=fault, month_name=house.patch.month_name,
            **given_to(study, unit, author.id),
        )  # fmt: skip

    return router


def coding(
    study: Study, author: str, origin: str, sort: str, number: int, form: FormData, data: dict[str, str]
) -> Writing:
    """The coding that a form asks for. Raises UsageError for one that cannot be kept."""
    unit = unit_at(study, ("note" if sort == "note" else "event", number))
    part, start, end = stretch(unit, data.get("words", "")) if unit else ("", None, None)
    return coding_writing(
        study, author=author, origin=origin, key=key_of(data), note=number if sort == "note" else None,
        event=number if sort == "event" else None, codes=chosen(form, "code"), topics=chosen(form, "topic"),
        part=part, start=start, end=end, memo=data.get("memo", ""),
        nothing=tuple(each for each in SORTS if data.get(NONE_APPLIES[each])),
    )  # fmt: skip


def chosen(form: FormData, name: str) -> tuple[str, ...]:
    """All values of a field that were ticked."""
    return tuple(value for value in form.getlist(name) if isinstance(value, str) and value)


def stretch(unit: Unit, words: str) -> tuple[str, int | None, int | None]:
    """Where some words stand in a unit: the part, and from which to which character. Raises UsageError when they stand nowhere."""
    if not words:
        return "", None, None
    for part, text in unit.texts.items():
        place = text.find(words)
        if place >= 0:
            return part, place, place + len(words)
    raise UsageError(
        "those words do not stand in it.", mend="copy them from the text as they are.", who="whoever codes"
    )


def next_left(study: Study, author: str, sort: str, number: int) -> int | None:
    """The next of the same sort that somebody has not coded yet."""
    coded = codings_of(study)
    for each in units_of(study).values():
        if each.sort == sort and each.number > number:
            known = coded.of(each.id)
            if known is None or not any(author in known.coders[one] for one in SORTS):
                return each.number
    return None


def given_to(study: Study, unit: Unit, author: str) -> dict[str, Any]:
    """What a unit's page shows: the codebook, one's own codes, suggestions apart, and what others gave once one has coded it."""
    book, coded = book_of(study), codings_of(study).of(unit.id)
    own = tuple(
        given
        for verdict in (coded.verdicts if coded else ())
        for given in verdict.given
        if given.coder == author
    )
    has_coded = coded is not None and any(author in coded.coders[sort] for sort in SORTS)
    others = [v for v in (coded.verdicts if coded else ()) if has_coded and any(by != author for by in v.by)]
    return {
        "groups": groups(book), "topics": [(topic, book.title(topic, "topic")) for topic in book.topics], "own": own,
        "has_coded": has_coded, "others": others, "hidden": bool(coded and coded.verdicts) and not has_coded,
        "machine": coded.machine if coded and has_coded else (), "suggestions": suggestions_of(study, unit), "title_of": book.title,
    }  # fmt: skip


def groups(book: Book) -> list[tuple[str, list[Any]]]:
    """The codes that may be given, by group in the order of the codebook."""
    found: dict[str, list[Any]] = {}
    for code in offered(book):
        found.setdefault(code.group or "other", []).append(code)
    return list(found.items())


def offered(book: Book) -> Iterable[Any]:
    """The codes that may be given."""
    return (code for code in book.codes.values() if code.offered)
