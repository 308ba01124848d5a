"""The player's desk: what every page of it shares, the desk itself, and the papers that were given."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from shirehall.host.feedback.asking import OVER
from shirehall.host.house import House
from shirehall.host.player.texts import drawn
from shirehall.host.player.threads import thread_of_event
from shirehall.host.player.waiting import MESSAGE, Waits, waiting
from shirehall.host.room import NotKept
from shirehall.host.rounds import is_between, month_called, number_of
from shirehall.host.telling import Told
from shirehall.host.web import Player, Who, page
from shirehall.play.altered import altered
from shirehall.play.names import WorldNames
from shirehall.play.record.event import Event
from shirehall.play.view import View
from shirehall.play.world import Chair

LATEST = 40
SCRIPTS_SHOWN = 6
"""What scripts brought and is shown at once; the rest is folded."""
PEOPLE_SHOWN = 30
"""What people brought and is shown."""
ASIDE = "aside"
"""The sidecar's name for the messages that need no answer."""
SEEN = "desk-seen"
"""The sidecar's name for the last event that the seat's desk has shown."""
POSITION = "position"
"""A position statement's mark in the register of what was read; that of a later round bears the round's id besides."""
ABSENT = "There is nothing here, or nothing that you can see."
PAPERS = {"position": 0, "common": 1, "detail": 2}
"""The order in which papers are read: one's own position first, the detail behind it last."""
SITS = {"model": "model", "nobody": "nobody sits here"}
"""How a seat is told that no person fills; any other player is a script."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One seat's desk at one moment: its view, and ways to tell what is in it."""

    house: House
    who: Who
    view: View

    @property
    def names(self) -> WorldNames:
        """How bodies and seats are called."""
        return WorldNames(self.view.world)

    def told(self, events: Iterable[Event]) -> list[Told]:
        """Events as this seat is told of them."""
        return [self.house.teller.told(self.view.seat, self.view.world, event) for event in events]

    @property
    def played_by(self) -> str:
        """What plays this seat in place of a person: "script" or "model"; empty while it is a person's, or nobody's."""
        chair = self.view.world.seats.get(self.who.seat)
        if chair is None or self.who.facilitator or chair.filled_by in ("person", "nobody"):
            return ""
        return SITS.get(chair.filled_by, "script")

    def things(self) -> list[Waits]:
        """What awaits an answer, without the messages that were set aside."""
        aside = set(kept_numbers(self.house, self.who.seat, ASIDE))
        return [one for one in waiting(self.view) if one.sort != MESSAGE or str(one.number) not in aside]

    @property
    def between(self) -> bool:
        """Whether a round is over, and another is to come."""
        return is_between(self.house)

    @property
    def halted(self) -> bool:
        """Whether what is written has to wait until the clock, or the next round, runs."""
        return not self.who.facilitator and (self.view.world.clock.paused or self.between)

    def open_moves(self) -> tuple[str, ...]:
        """The moves that the seat may try, or may try once the clock or the next round runs: they can be written meanwhile."""
        if self.played_by:
            return ()
        world = self.view.world
        closed = world.clock.closed and not self.between
        running = altered(world, clock=altered(world.clock, paused=False, closed=closed))
        return altered(self.view, world=running).permitted()

    def month(self, number: int, said_in: int = 0) -> str:
        """A month by name, as it is meant in the present month, or in the one in which it was said."""
        return month_called(self.house.whole, number, said_in or self.view.month)

    def event(self, number: int) -> Event:
        """An event by the seat's own number; 404, with the same words, for what it has not seen and for what is not there."""
        if not 0 < number <= len(self.view.events):
            raise HTTPException(404, ABSENT)
        return self.view.events[number - 1]

    def thing(self, table: str, number: int) -> Any:
        """A thing of the play by the seat's own number; 404 for what it does not know."""
        found = getattr(self.view.world, table).get(number)
        if found is None:
            raise HTTPException(404, ABSENT)
        return found

    def sitter(self, chair: Chair) -> str:
        """Who sits in a seat: the name on the badge, or that a script or nobody does."""
        if chair.filled_by != "person":
            return SITS.get(chair.filled_by, "script")
        return self.house.sessions.badges.get(chair.id, "")

    def show(
        self, request: Request, template: str, section: str, status: int = 200, **context: Any
    ) -> Response:
        """A page of the desk."""
        if self.played_by and "ways" in context:
            context["ways"] = ()
        context.setdefault("sent", request.query_params.get("sent", "")[:120])
        return page(
            request,
            f"player/{template}",
            self.who,
            status,
            desk=self,
            view=self.view,
            names=self.names,
            section=section,
            mine=self.view.organisation,
            waiting_count=len(context["things"] if "things" in context else self.things()),
            played_by=self.played_by,
            seen=len(self.view.events),
            permitted=self.open_moves(),
            paused=self.halted,
            at_mark=f"{self.house.room.name}.{len(self.view.events)}",
            thread_of=thread_of_event,
            **context,
        )


def kept_numbers(house: House, seat: str, name: str) -> tuple[str, ...]:
    """The numbers that the sidecar holds for a seat under a name, in the room in use."""
    kept = house.drafts.get(seat, f"{house.room.name}:{name}")
    return kept.data.get("n", ()) if kept else ()


def keep_numbers(house: House, seat: str, name: str, numbers: tuple[str, ...]) -> None:
    """Keep numbers for a seat; a full disk loses the marks and nothing else."""
    with suppress(NotKept):
        house.drafts.keep(seat, f"{house.room.name}:{name}", {"n": numbers})


def since_last(house: House, desk: Desk) -> int:
    """The last event that the seat's desk had shown when it was opened before; now it has shown all. Its own length the first time."""
    now = len(desk.view.events)
    before = kept_numbers(house, desk.who.seat, SEEN)
    if before != (str(now),):
        keep_numbers(house, desk.who.seat, SEEN, (str(now),))
    return int(before[0]) if before and before[0].isascii() and before[0].isdigit() else now


def heaps(things: list[Waits]) -> dict[str, list[Waits]]:
    """What awaits in the order in which it is shown: what people brought, what scripts did, and what of theirs is folded."""
    people = [one for one in things if not one.script]
    scripts = [one for one in things if one.script]
    return {
        "people": people[:PEOPLE_SHOWN],
        "scripts": scripts[:SCRIPTS_SHOWN],
        "folded": scripts[SCRIPTS_SHOWN:],
        "more": people[PEOPLE_SHOWN:],
    }


def desk_of(house: House, who: Who) -> Desk:
    """The desk of whoever asks, now. Raises UsageError before the doors are open."""
    return Desk(house, who, house.room.view(who.viewer))


def given(view: View) -> list[Event]:
    """The papers that were given to the seat: those of the present round before earlier ones, its own position first."""
    papers = [event for event in view.events if event.kind == "briefing-given"]
    begins = max((event.seq for event in view.events if event.kind == "round-opened"), default=0)
    return sorted(
        papers, key=lambda event: (event.seq < begins, PAPERS.get(event.body["kind"], 3), event.seq)
    )


def position_of(papers: list[Event]) -> Event | None:
    """The position that holds now, the newest: a body that was given none for a later round keeps the one before."""
    return next((paper for paper in papers if paper.body["kind"] == "position"), None)


def position_mark(house: House) -> str:
    """The mark of the present round's position statement."""
    return f"{POSITION}-{house.patch.round.id}" if number_of(house) else POSITION


def detail_waits(house: House, view: View) -> bool:
    """Whether there is detail behind the position that the seat's body can ask for and has not."""
    mine = view.organisation
    held = {
        paper.id
        for paper in house.patch.briefings
        if paper.organisation == mine
        and paper.kind == "detail"
        and paper.round in (None, house.patch.round.id)
    }
    return bool(held - {event.body["paper"] for event in given(view)})


def deadlines_of(view: View, most: int = 6) -> list[Any]:
    """The deadlines that have not passed and that one's body owes or is owed, soonest first."""
    mine = view.organisation
    ahead = [d for d in view.world.deadlines.values() if not d.passed and mine in (*d.owes, *d.to)]
    return sorted(ahead, key=lambda d: d.at)[:most]


def position_read(house: House, who: Who, opened: bool) -> bool:
    """Whether whoever sits there now has marked the position statement as read; that the seat `opened` it is noted the first time."""
    if who.facilitator:
        return True
    mark = position_mark(house)
    read = sitter_mark(who) in kept_numbers(house, who.seat, f"{mark}-read")
    if opened and not read and all(one.paper != mark for one in house.register.readings(who.seat)):
        house.register.note_reading(who.seat, mark)
    return read


def mark_read(house: House, who: Who) -> None:
    """Mark the position statement as read: by the seat in the register, and by whoever sits there now."""
    mark = position_mark(house)
    house.register.note_reading(who.seat, mark, read=True)
    readers = kept_numbers(house, who.seat, f"{mark}-read")
    if sitter_mark(who) not in readers:
        keep_numbers(house, who.seat, f"{mark}-read", (*readers, sitter_mark(who)))


def sitter_mark(who: Who) -> str:
    """A short mark of a device that holds a seat: another one after the seat was released."""
    return who.token[:12]


def routes(house: House) -> APIRouter:
    """The desk and the papers."""
    router = APIRouter(include_in_schema=False)

    @router.get("/desk")
    def front(request: Request, who: Player, look: str = "", later: str = "") -> Response:
        """The desk: what awaits an answer, what is new, what is due. When play is over it leads to the feedback, unless one looks."""
        if house.stage in OVER and not (who.facilitator or look):
            return RedirectResponse("/feedback", 303)
        if house.stage == "before":
            return page(
                request,
                "player/wait.html",
                who,
                title="Your desk",
                section="desk",
                tried=house.plan.devices.get(who.seat),
            )
        desk = desk_of(house, who)
        papers = given(desk.view)
        position = position_of(papers)
        noted = position_read(house, who, opened=position is not None and house.stage not in OVER)
        opening = house.stage in ("doors", "film") or (house.stage == "interval" and not desk.between)
        reading = opening or not (noted or desk.between or house.stage in OVER)
        return desk.show(
            request,
            "desk.html",
            "desk",
            title="Your desk",
            things=desk.things(),
            heaps=heaps,
            since=since_last(house, desk),
            later=bool(later) and house.stage not in OVER,
            news=desk.told(reversed(desk.view.events[-LATEST:])),
            position=position,
            position_text=drawn(position.body["text"], 2) if position else "",
            reading=reading,
            film=house.patch.film if house.stage == "film" else None,
            read=noted,
            deadlines=deadlines_of(desk.view),
            meeting=desk.view.world.in_meeting(who.seat),
        )

    @router.get("/desk/_waiting")
    def fragment(request: Request, who: Player) -> Response:
        """What awaits an answer, to be put in the place of what was shown before."""
        desk = desk_of(house, who)
        return desk.show(request, "_waiting.html", "desk", things=desk.things(), heaps=heaps)

    @router.post("/desk/aside/{number}")
    async def aside(who: Player, number: int) -> Response:
        """Set a message aside: it needs no answer. It stays in its exchange, and nobody is told."""
        house.acts.check(who.seat)
        await asyncio.to_thread(lambda: desk_of(house, who).event(number))
        kept = await asyncio.to_thread(kept_numbers, house, who.seat, ASIDE)
        if str(number) not in kept:
            await asyncio.to_thread(keep_numbers, house, who.seat, ASIDE, (*kept, str(number)))
        return RedirectResponse("/desk", 303)

    @router.get("/desk/papers")
    def papers(request: Request, who: Player) -> Response:
        """The papers that were given to this seat."""
        desk = desk_of(house, who)
        films = [
            e for e in desk.view.events if e.kind == "inject-published" and e.body["inject_kind"] == "film"
        ]
        return desk.show(request, "papers.html", "more", title="Your papers", papers=given(desk.view), films=films,
                         more=detail_waits(house, desk.view))  # fmt: skip

    @router.get("/desk/paper/{number}")
    def paper(request: Request, who: Player, number: int) -> Response:
        """One paper, whole."""
        desk = desk_of(house, who)
        event = desk.event(number)
        if event.kind != "briefing-given":
            raise HTTPException(404, ABSENT)
        position_read(house, who, opened=event.body["kind"] == POSITION)
        return desk.show(
            request,
            "paper.html",
            "more",
            title=event.body["title"],
            paper=event,
            text=drawn(event.body["text"], 1),
        )

    @router.post("/desk/papers/read")
    async def read(who: Player) -> Response:
        """Mark one's position statement as read."""
        house.acts.check(who.seat)
        await asyncio.to_thread(mark_read, house, who)
        return RedirectResponse("/desk", 303)

    @router.post("/desk/papers/detail")
    async def detail(who: Player) -> Response:
        """Ask for the detail behind one's own position; it is given to one's body."""
        house.acts.check(who.seat)
        umpire = house.live.umpire
        organisation = house.room.view(who.viewer).organisation
        await house.room.do(lambda session, at: umpire.hand_over(session, organisation, at))
        return RedirectResponse("/desk/papers", 303)

    return router
