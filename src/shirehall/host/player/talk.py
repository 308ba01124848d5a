"""Exchanges, people, meetings and search: who said what, who is there, and where something was said."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from shirehall.host.forms import FormModel, form_of, undo_of
from shirehall.host.forms.choices import by_body, site_name
from shirehall.host.house import House
from shirehall.host.player.desk import ABSENT, Desk, desk_of
from shirehall.host.player.threads import Thread, thread, threads
from shirehall.host.player.waiting import MESSAGE, waiting, withdrawn
from shirehall.host.telling import Told
from shirehall.host.web import Player
from shirehall.play.names import clip
from shirehall.play.record.event import Event
from shirehall.play.view import View

A_PAGE = 25
FOUND = 50
LONGEST_QUERY = 120


def routes(house: House) -> APIRouter:
    """The pages of talk."""
    router = APIRouter(include_in_schema=False)

    @router.get("/desk/threads")
    def all_threads(
        request: Request, who: Player, start: Annotated[int, Query(ge=0, le=10**6, alias="from")] = 0
    ) -> Response:
        """The exchanges, newest word first."""
        desk = desk_of(house, who)
        found, total = threads(desk.view, start, A_PAGE)
        shown = [(each, desk.told((each.first,))[0], desk.told((each.last,))[0]) for each in found]
        return desk.show(
            request,
            "threads.html",
            "threads",
            title="Messages",
            shown=shown,
            start=start,
            size=A_PAGE,
            total=total,
        )

    @router.get("/desk/thread/{number}")
    def one_thread(request: Request, who: Player, number: int) -> Response:
        """One exchange whole, with ways to answer in place."""
        desk = desk_of(house, who)
        found = thread(desk.view, number)
        if found is None:
            raise HTTPException(404, ABSENT)
        reply = reply_form(desk, found)
        return desk.show(request, "thread.html", "threads", title=clip(desk.told((found.first,))[0].sentence, 80), thread=found,
                         lines=list(zip(desk.told(found.events), found.events, strict=True)), gone=withdrawn(desk.view),
                         waits=[w for w in waiting(desk.view) if w.sort != MESSAGE and about(w.href, found)], reply=reply,
                         to_names=names_of(desk, addressees(reply)) if reply else "", undo=undo_of)  # fmt: skip

    @router.get("/desk/event/{number}")
    def one_event(request: Request, who: Player, number: int) -> Response:
        """One event, with its words whole and what can be done about it."""
        desk = desk_of(house, who)
        event = desk.event(number)
        found = thread(desk.view, number)
        return desk.show(request, "event.html", "threads", title="What happened", told=desk.told((event,))[0], event=event,
                         undo=undo_of(desk.view, event), thread=found, gone=number in withdrawn(desk.view),
                         site_name=site_name)  # fmt: skip

    @router.get("/desk/people")
    def people(
        request: Request, who: Player, q: Annotated[str, Query(max_length=LONGEST_QUERY)] = ""
    ) -> Response:
        """Who is there, body by body, and whether a person or a script sits in each seat."""
        desk = desk_of(house, who)
        return desk.show(request, "people.html", "people", title="People", bodies=directory(desk, q), q=q,
                         tables={table.id: table.title for table in house.patch.seats.tables})  # fmt: skip

    @router.get("/desk/meetings")
    def meetings(request: Request, who: Player) -> Response:
        """The meetings this seat knows of, latest first."""
        desk = desk_of(house, who)
        known = sorted(desk.view.world.meetings.values(), key=lambda meeting: -meeting.starts)
        minutes = {e.subject: e for e in desk.view.events if e.kind == "meeting-minuted"}
        return desk.show(request, "meetings.html", "more", title="Meetings", meetings=known, minutes=minutes)

    @router.get("/desk/search")
    def search(request: Request, who: Player, q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
               before: Annotated[int, Query(ge=0, le=10**9)] = 0) -> Response:  # fmt: skip
        """Search in what this seat has seen, and in nothing else."""
        desk = desk_of(house, who)
        found, more = search_in(desk, q, before)
        return desk.show(request, "search.html", "more", title="Search", q=q, found=found, more=more)

    return router


def about(href: str, found: Thread) -> bool:
    """Whether what waits belongs to an exchange."""
    return href.startswith(f"/desk/thread/{found.number}#") or any(
        href.endswith(f"#e{event.seq}") for event in found.events
    )


def reply_form(desk: Desk, found: Thread) -> FormModel | None:
    """The form that answers the exchange's last word with a message to all who take part; none when nobody else does."""
    others = [seat for seat in found.seats if seat != desk.view.seat and seat in desk.view.world.seats]
    if not others or "message" not in desk.open_moves():
        return None
    kept = desk.house.drafts.get(desk.who.seat, f"{desk.house.room.name}:message.{found.number}")
    begun = {name: values for name, values in kept.data.items() if name != "in_reply_to"} if kept else {}
    return form_of(desk.view, "message", {"to": others[:100], **begun, "in_reply_to": str(found.last.seq)})


def addressees(form: FormModel) -> tuple[str, ...]:
    """The seats that a form would send to as it stands."""
    return next((tuple(each.values) for each in form.inputs if each.name == "to"), ())


def names_of(desk: Desk, others: tuple[str, ...]) -> str:
    """Whom something goes to, by role and body."""
    return "; ".join(desk.names.seat(seat) for seat in others[:4]) + (
        f"; and {len(others) - 4} more" if len(others) > 4 else ""
    )


def directory(desk: Desk, query: str) -> list[tuple[object, list[tuple[object, str]]]]:
    """The bodies with their seats, those that a query names; a seat with who sits in it."""
    view, wanted = desk.view, query.lower().split()
    rows: dict[str, list[tuple[object, str]]] = {}
    for chair in by_body(view.world):
        body = view.world.organisations.get(chair.organisation)
        words = f"{chair.role} {body.name if body else ''} {body.short if body else ''} {desk.sitter(chair)}".lower()
        if not chair.left and all(word in words for word in wanted):
            rows.setdefault(chair.organisation, []).append((chair, desk.sitter(chair)))
    return [(view.world.organisations[body], seats) for body, seats in rows.items()]


def search_in(desk: Desk, query: str, before: int) -> tuple[list[tuple[Told, Event]], int]:
    """The newest events whose sentence or words hold every word of a query, and from where to look on (0: nothing is left)."""
    wanted = query.lower().split()
    if not wanted:
        return [], 0
    view = desk.view
    found: list[tuple[Told, Event]] = []
    last = min(before or len(view.events) + 1, len(view.events) + 1)
    for event in reversed(view.events[: last - 1]):
        if all(word in searched(view, event, desk) for word in wanted):
            found.append((desk.told((event,))[0], event))
            if len(found) == FOUND:
                return found, event.seq
    return found, 0


def searched(view: View, event: Event, desk: Desk) -> str:
    """What a search looks through: an event's sentence, its words, its topics and places."""
    said = view.catalogue.kind(event.kind).says(event, desk.names)
    topics = " ".join(view.world.topics.get(topic, topic) for topic in event.about)
    return (
        f"{said} {event.body.get('text', '')} {topics} {site_name(str(event.body.get('site', '')))}".lower()
    )
