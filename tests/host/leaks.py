"""Leaks, each planted into the host by hand: the test of non-interference is worth as much as the leaks that it finds.

A leak names the viewer to whom it tells something and the surfaces on which it does; it is planted with pytest's monkeypatch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import HTTPException
from fastapi.responses import HTMLResponse
from pytest import MonkeyPatch

from shirehall.host import api, wall, web
from shirehall.host.drafts import Drafts
from shirehall.host.feedback import form as feedback
from shirehall.host.forms import build, choices
from shirehall.host.house import House
from shirehall.host.hub import Hub
from shirehall.host.observer import watching
from shirehall.host.player import county, deals, desk, moving, own, talk
from shirehall.host.room import Room
from shirehall.host.sessions import Sessions
from shirehall.host.telling import Teller, Told
from shirehall.play import session as sessions
from shirehall.play.kinds import Refusal
from shirehall.play.session import Session
from shirehall.play.view import OBSERVER, WALL, View
from tests.host.twins import Inside

CHIEF = "buft.chief"
STREAM = "/stream"


@dataclass(frozen=True)
class Leak:
    """A leak: what it tells, to whom, on which surfaces, and how it is planted."""

    name: str
    viewer: str
    where: tuple[str, ...]
    plant: Callable[[Any, Inside], None]


LEAKS: list[Leak] = []
Planter = Callable[[Any, Inside], None]


def leak(viewer: str, *where: str) -> Callable[[Planter], Planter]:
    """Note a leak under its planter's name."""

    def noted(plant: Planter) -> Planter:
        LEAKS.append(Leak(plant.__name__, viewer, where, plant))
        return plant

    return noted


def all_seen(inside: Inside) -> View:
    """The whole day, as facilitators see it."""
    return inside.house.room.view("control.moderator")


def world_behind(inside: Inside, view: View) -> View:
    """A view with the whole world behind it."""
    return replace(view, world=all_seen(inside).world)


def events_behind(inside: Inside, view: View) -> View:
    """A view with everybody's events."""
    return replace(view, events=all_seen(inside).events)


def session_of(inside: Inside) -> Session:
    """The session of the room in use."""
    found = inside.house.room._session
    assert found is not None
    return found


# ---- streams and polls ------------------------------------------------------------------------------------------


@leak(CHIEF, STREAM, "/poll")
def streams_what_another_sees(patch: MonkeyPatch, _inside: Inside) -> None:
    news = Session.news
    patch.setattr(Session, "news", lambda self, _seat, after: news(self, "control.moderator", after))


@leak(CHIEF, STREAM)
def numbers_messages_by_the_record(patch: MonkeyPatch, inside: Inside) -> None:
    told = Hub.told

    def leaking(self: Hub, room: str, viewer: str, world: Any, events: Any) -> list[str]:
        mark = f"{room}.{len(session_of(inside).events)}"
        return [
            text.replace(f"id: {room}.", f"id: {mark}.") for text in told(self, room, viewer, world, events)
        ]

    patch.setattr(Hub, "told", leaking)


@leak(CHIEF, STREAM)
def sends_a_tick_for_what_is_hidden(patch: MonkeyPatch, inside: Inside) -> None:
    shown = Hub.shown

    def leaking(self: Hub, room: str, session: Session) -> None:
        shown(self, room, session)
        tick = [f'event: tick\ndata: {{"at":{len(session.events)}}}\n\n']
        for viewer in list(self._sent):
            assert self._loop is not None
            self._loop.call_soon_threadsafe(self._deliver, viewer, tick)

    patch.setattr(Hub, "shown", leaking)


@leak(CHIEF, "/poll")
def marks_the_present_by_the_record(patch: MonkeyPatch, inside: Inside) -> None:
    patch.setattr(api, "here", lambda house, _who: f"{house.room.name}.{house.room.last_seq()}")


@leak(WALL, "/api/clock", "/poll")
def counts_events_beside_the_clock(patch: MonkeyPatch, inside: Inside) -> None:
    clock = House.clock
    patch.setattr(House, "clock", lambda self: {**clock(self), "acts": self.room.last_seq()})


# ---- how an event is told ---------------------------------------------------------------------------------------


def telling(patch: MonkeyPatch, inside: Inside, changed: Callable[[Told, Any, Any], dict[str, Any]]) -> None:
    """Tell events with something of the record's own event, and of the one before it."""
    told = Teller.told

    def leaking(self: Teller, viewer: str, world: Any, event: Any) -> Told:
        session = session_of(inside)
        number = session.fold(viewer).record_event(event.seq)
        fair = told(self, viewer, world, event)
        return replace(fair, **changed(fair, session.events[number - 1], session.events[max(number - 2, 0)]))

    patch.setattr(Teller, "told", leaking)


@leak(CHIEF, "/desk/threads", "/desk", "/desk/event/")
def tells_who_else_heard(patch: MonkeyPatch, inside: Inside) -> None:
    telling(patch, inside, lambda fair, event, _before: {"sentence": f"{fair.sentence} {event.audience}"})


@leak(CHIEF, "/desk/threads", "/desk", "/desk/event/")
def tells_when_anything_last_happened(patch: MonkeyPatch, inside: Inside) -> None:
    telling(patch, inside, lambda fair, _event, before: {"when": f"{fair.when} ({before.at}, {before.kind})"})


@leak(OBSERVER, "/observe/record", "/observe/_watch")
def tells_observers_what_an_inject_is_to_test(patch: MonkeyPatch, inside: Inside) -> None:
    telling(
        patch, inside, lambda fair, event, _b: {"sentence": f"{fair.sentence} {event.body.get('tests', '')}"}
    )


@leak(OBSERVER, "/observe/record", "/observe")
def lets_observers_see_the_engine(patch: MonkeyPatch, _inside: Inside) -> None:
    patch.setattr(watching, "OBSERVER", "control.moderator")


# ---- searches, lists, counts ------------------------------------------------------------------------------------


@leak(CHIEF, "/desk/search")
def searches_everything(patch: MonkeyPatch, inside: Inside) -> None:
    search = talk.search_in
    patch.setattr(talk, "search_in", lambda at, q, b: search(replace(at, view=all_seen(inside)), q, b))


@leak(CHIEF, "/desk/search")
def counts_everything_found(patch: MonkeyPatch, inside: Inside) -> None:
    search = talk.search_in

    def leaking(at: Any, q: str, before: int) -> Any:
        return search(at, q, before)[0], len(search(replace(at, view=all_seen(inside)), q, before)[0])

    patch.setattr(talk, "search_in", leaking)


@leak(CHIEF, "/desk/threads")
def counts_messages_between_others(patch: MonkeyPatch, inside: Inside) -> None:
    threads = talk.threads

    def leaking(view: View, *part: int) -> tuple[list[Any], int]:
        found, total = threads(view, *part)
        return found, total + len(session_of(inside).events) - len(view.events)

    patch.setattr(talk, "threads", leaking)


@leak(CHIEF, "/desk/people")
def counts_what_each_seat_did(patch: MonkeyPatch, inside: Inside) -> None:
    def leaking(self: desk.Desk, chair: Any) -> str:
        return f"{sum(event.seat == chair.id for event in session_of(inside).events)} acts"

    patch.setattr(desk.Desk, "sitter", leaking)


@leak(CHIEF, "/desk")
def lists_what_awaits_others(patch: MonkeyPatch, inside: Inside) -> None:
    waiting = desk.waiting
    patch.setattr(
        desk, "waiting", lambda view: [*waiting(view), *waiting(inside.house.room.view("bct.chief"))]
    )


@leak(CHIEF, "/desk")
def counts_everything_seen(patch: MonkeyPatch, inside: Inside) -> None:
    show = desk.Desk.show

    def leaking(self: desk.Desk, *given: Any, **more: Any) -> Any:
        return show(self, *given, **{**more, "sent": f"{len(session_of(inside).events)}"})

    patch.setattr(desk.Desk, "show", leaking)


@leak(CHIEF, "/desk/papers")
def hands_out_everybodys_papers(patch: MonkeyPatch, inside: Inside) -> None:
    given = desk.given
    patch.setattr(desk, "given", lambda view: given(events_behind(inside, view)))


@leak(CHIEF, "/desk/agreements", "/desk/business")
def lists_agreements_of_others(patch: MonkeyPatch, inside: Inside) -> None:
    room_desk = deals.desk_of
    patch.setattr(
        deals, "desk_of", lambda house, who: replace(room_desk(house, who), view=world_behind(inside, house.room.view(who.viewer)))
    )  # fmt: skip


# ---- exports and programs ---------------------------------------------------------------------------------------


@leak(CHIEF, "/desk/record.csv")
def takes_home_everybodys_record(patch: MonkeyPatch, inside: Inside) -> None:
    table = own.table
    patch.setattr(own, "table", lambda at: table(replace(at, view=all_seen(inside))))


@leak(CHIEF, "/desk/record.json")
def takes_home_everybodys_events(patch: MonkeyPatch, inside: Inside) -> None:
    told = own.as_json
    patch.setattr(own, "as_json", lambda _view: told(all_seen(inside)))


@leak(CHIEF, "/api/view")
def shows_programs_everything(patch: MonkeyPatch, inside: Inside) -> None:
    told = api.as_json
    patch.setattr(api, "as_json", lambda view: {**told(view), "at_event": session_of(inside).world.seq})


@leak(CHIEF, "/api/moves")
def gives_programs_hidden_examples(patch: MonkeyPatch, inside: Inside) -> None:
    schema = api.schema_of

    def leaking(move: Any) -> dict[str, Any]:
        return {**schema(move), "examples": [each.title for each in session_of(inside).world.plans.values()]}

    patch.setattr(api, "schema_of", leaking)


# ---- forms ------------------------------------------------------------------------------------------------------


@leak(CHIEF, "/desk/do/")
def offers_things_of_the_world_behind(patch: MonkeyPatch, inside: Inside) -> None:
    things = choices.things
    patch.setattr(
        choices, "things", lambda view, move, field: things(world_behind(inside, view), move, field)
    )


@leak(CHIEF, "/desk/do/")
def offers_events_of_others(patch: MonkeyPatch, inside: Inside) -> None:
    events = choices.events
    patch.setattr(choices, "events", lambda view, most: events(events_behind(inside, view), most))


@leak(CHIEF, "/desk/do/")
def completes_words_with_hidden_titles(patch: MonkeyPatch, inside: Inside) -> None:
    def leaking(_view: View) -> tuple[str, ...]:
        return tuple(each.title for each in session_of(inside).world.agreements.values())

    patch.setattr(build, "areas", leaking)
    patch.setattr(build, "suggestions", lambda _kind: leaking(all_seen(inside)))


# ---- figures ----------------------------------------------------------------------------------------------------


@leak(CHIEF, "/desk/figures")
def shows_figures_of_other_bodies(patch: MonkeyPatch, inside: Inside) -> None:
    subjects = county.by_subject
    patch.setattr(county, "by_subject", lambda view: subjects(events_behind(inside, view)))


@leak(WALL, "/wall/figures", "/wall")
def shows_bodies_figures_on_the_wall(patch: MonkeyPatch, inside: Inside) -> None:
    figures = wall.figures_of
    patch.setattr(wall, "figures_of", lambda _view, name: figures(all_seen(inside), name, 99))


@leak(WALL, "/wall/news", "/wall")
def shows_notices_to_some_on_the_wall(patch: MonkeyPatch, inside: Inside) -> None:
    headlines = wall.headlines_of
    patch.setattr(
        wall, "headlines_of", lambda _view, teller, film="": headlines(all_seen(inside), teller, film)
    )


# ---- errors and answers -----------------------------------------------------------------------------------------


def behind(inside: Inside, table: str, number: int) -> Any:
    """A thing of the world behind, by the record's number."""
    return getattr(session_of(inside).world, table).get(number)


def absent(patch: MonkeyPatch, inside: Inside, answer: Callable[[Any], HTTPException]) -> None:
    """Answer otherwise where a thing is there and cannot be seen."""
    thing = desk.Desk.thing

    def leaking(self: desk.Desk, table: str, number: int) -> Any:
        try:
            return thing(self, table, number)
        except HTTPException:
            found = behind(inside, table, number)
            if found is None:
                raise
            raise answer(found) from None

    patch.setattr(desk.Desk, "thing", leaking)


@leak(CHIEF, "/desk/agreement/", "/desk/tender/", "/desk/plan/", "/desk/matter/")
def names_what_cannot_be_seen(patch: MonkeyPatch, inside: Inside) -> None:
    absent(patch, inside, lambda found: HTTPException(404, f"“{found.title}” is not yours to see."))


@leak(CHIEF, "/desk/agreement/", "/desk/tender/", "/desk/plan/", "/desk/matter/")
def forbids_what_cannot_be_seen(patch: MonkeyPatch, inside: Inside) -> None:
    absent(patch, inside, lambda _found: HTTPException(403, desk.ABSENT))


@leak(CHIEF, "/api/moves/", "/desk/do/")
def refuses_with_what_is_hidden(patch: MonkeyPatch, _inside: Inside) -> None:
    decide = sessions.decide

    def leaking(world: Any, fold: Any, ask: Any, catalogue: Any) -> Any:
        decided = decide(world, fold, ask, catalogue)
        counted = f" There are {len(world.matters)} matters."
        return replace(decided, why=decided.why + counted) if isinstance(decided, Refusal) else decided

    patch.setattr(sessions, "decide", leaking)


@leak(CHIEF, "/api/moves/")
def refuses_by_the_world_behind(patch: MonkeyPatch, inside: Inside) -> None:
    ask_from = api.ask_from_json
    patch.setattr(
        api, "ask_from_json", lambda view, move, body: ask_from(world_behind(inside, view), move, body)
    )


@leak(CHIEF, "/desk/do/")
def leads_to_the_records_number(patch: MonkeyPatch, inside: Inside) -> None:
    patch.setattr(moving, "own_last", lambda _now, _move: session_of(inside).world.seq)


# ---- headers and caches -----------------------------------------------------------------------------------------


@leak(CHIEF, "/desk")
def tags_pages_by_the_record(patch: MonkeyPatch, inside: Inside) -> None:
    class Tagged(HTMLResponse):
        def init_headers(self, headers: Any = None) -> None:
            super().init_headers({**(headers or {}), "etag": f'"{len(session_of(inside).events)}"'})

    patch.setattr(web, "HTMLResponse", Tagged)


@leak(WALL, "/wall")
def pads_pages_by_the_record(patch: MonkeyPatch, inside: Inside) -> None:
    class Padded(HTMLResponse):
        def render(self, content: Any) -> bytes:
            return super().render(content) + b" " * len(session_of(inside).events)

    patch.setattr(web, "HTMLResponse", Padded)


@leak(CHIEF, "/desk/threads", "/desk/search")
def keeps_one_view_for_all(patch: MonkeyPatch, _inside: Inside) -> None:
    view = Room.view
    kept: dict[int, View] = {}

    def leaking(self: Room, viewer: str) -> View:
        if id(self) not in kept:
            kept[id(self)] = view(self, "monitor.case")
        return kept[id(self)] if viewer == CHIEF else view(self, viewer)

    patch.setattr(Room, "view", leaking)


@leak(CHIEF, "/feedback")
def asks_why_about_what_others_did(patch: MonkeyPatch, inside: Inside) -> None:
    why = feedback.why_asked
    patch.setattr(
        feedback, "why_asked",
        lambda house, writer: tuple(replace(p, shown=f"{p.shown} ({len(session_of(inside).events)})") for p in why(house, writer)),
    )  # fmt: skip


# ---- what is kept beside the record -----------------------------------------------------------------------------

BESIDE: list[Leak] = []


def beside(viewer: str, *where: str) -> Callable[[Planter], Planter]:
    """Note a leak out of the register, the drafts or the notebook."""

    def noted(plant: Planter) -> Planter:
        BESIDE.append(Leak(plant.__name__, viewer, where, plant))
        return plant

    return noted


@beside(CHIEF, "/desk/notes", "/desk/do/", "/feedback")
def keeps_drafts_without_their_seat(patch: MonkeyPatch, inside: Inside) -> None:
    get = Drafts.get
    others = ("saltmere.chair", "healthwatch.chair")
    patch.setattr(
        Drafts, "get", lambda self, seat, form: get(self, seat, form) or next((k for o in others if (k := get(self, o, form))), None)
    )  # fmt: skip


@beside(CHIEF, "/desk/do")
def lists_what_others_began(patch: MonkeyPatch, _inside: Inside) -> None:
    every = Drafts.all
    patch.setattr(Drafts, "all", lambda self, _seat: every(self, "saltmere.chair"))


@beside(CHIEF, "/desk/people")
def shows_names_without_consent(patch: MonkeyPatch, inside: Inside) -> None:
    register = inside.house.register
    patch.setattr(Sessions, "badges", property(lambda _self: {p.seat: p.name for p in register.names()}))


@beside(CHIEF, "/desk/search")
def searches_the_observers_notes(patch: MonkeyPatch, inside: Inside) -> None:
    searched = talk.searched
    notebook = inside.house.notebook
    patch.setattr(
        talk, "searched", lambda *given: searched(*given) + str([e.body for e in notebook.entries()]).lower()
    )


@beside(CHIEF, "/feedback")
def shows_what_others_answered(patch: MonkeyPatch, _inside: Inside) -> None:
    said = feedback.said_by
    patch.setattr(
        feedback, "said_by", lambda house, writer: said(house, replace(writer, id="saltmere.chair")) or said(house, writer)
    )  # fmt: skip


@beside(WALL, "/wall")
def counts_notes_on_the_wall(patch: MonkeyPatch, inside: Inside) -> None:
    headlines = wall.headlines_of
    patch.setattr(
        wall, "headlines_of", lambda *given: headlines(*given)[: len(inside.house.notebook.entries())]
    )


@beside(OBSERVER, "/observe")
def shows_observers_private_notes(patch: MonkeyPatch, inside: Inside) -> None:
    search = watching.Watching.search

    def leaking(self: Any, view: View, words: str, table: str, before: int) -> Any:
        found, further = search(self, view, words, table, before)
        return found, further + len(inside.house.drafts.all("saltmere.chair"))

    patch.setattr(watching.Watching, "search", leaking)


def surfaces(found: Sequence[Any], where: Sequence[str]) -> list[Any]:
    """The probes of a full run on some surfaces."""
    return [probe for probe in found if any(probe.path.startswith(each) for each in where)]
