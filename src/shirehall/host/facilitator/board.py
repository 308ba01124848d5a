"""The board: stages and clock, who is missing, waiting, silent, overloaded or away, how the machine stands, what facilitators did."""

from __future__ import annotations

import secrets
import threading
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from shirehall.host.before.ready import gate
from shirehall.host.facilitator import watch
from shirehall.host.facilitator.stages import NAMES, step, steps
from shirehall.host.health import signs
from shirehall.host.house import House
from shirehall.host.moving import done, in_play, make, needs_room, press, refused, told_done
from shirehall.host.web import Facilitator, Who, page
from shirehall.play.interventions import CLASSES, counted, interventions
from shirehall.play.view import View

CLOCK = {"pause": "pause", "resume": "resume", "extend": "extend-month", "skip": "skip-month"}
CALLED = {
    "inject-called": "inject sent out",
    "inject-held": "inject held back",
    "inject-released": "inject let go",
}
"""What kinds of act are called in the list of what facilitators did, where their own name would not be understood."""
MOST_LINES = 12
"""Lines of what waits that the board shows; the rest is a page of its own."""


class Boards:
    """The board as it was worked out last, so that several facilitators' screens cost one reading of the room."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = threading.Lock()
        self._last: tuple[Any, watch.Board] | None = None

    def now(self, seat: str) -> watch.Board:
        """The board as it stands."""
        house = self._house
        view = house.room.view(seat)
        online = house.hub.online
        joined = tuple(one.seat for one in house.register.sessions() if one.seat)
        mark = (house.room.name, len(view.events), view.at, tuple(sorted(online.items())), joined)
        with self._lock:
            if self._last is None or self._last[0] != mark:
                attention = house.patch.head.pressure.attention_minutes.value
                self._last = (mark, watch.board(view, online, joined, attention))
            return self._last[1]


def routes(house: House) -> APIRouter:
    """The board's routes."""
    router = APIRouter(include_in_schema=False)
    boards = Boards(house)

    @router.get("/run")
    def board(request: Request, who: Facilitator) -> Response:
        """The board."""
        return page(request, "facilitator/board.html", who, title="Board", section="board", said=told_done(request),
                    **board_context(house, boards, who))  # fmt: skip

    @router.get("/run/_board")
    def board_again(request: Request, who: Facilitator) -> Response:
        """What changes on the board."""
        return page(request, "facilitator/_board.html", who, **board_context(house, boards, who))

    @router.get("/run/_clock")
    def clock_again(
        request: Request, who: Facilitator, back: Annotated[str, Query(max_length=200)] = "/run"
    ) -> Response:
        """The clock's buttons, on every page of facilitators."""
        return page(request, "facilitator/_clock.html", who, back=safe(back))

    @router.get("/run/load")
    def load(request: Request, who: Facilitator) -> Response:
        """Every seat's load: asked, unanswered, how long answers take."""
        needs_room(house)
        return page(request, "facilitator/load.html", who, title="Load of each seat", section="board",
                    board=boards.now(who.seat), world=house.room.view(who.seat).world)  # fmt: skip

    @router.get("/run/waiting")
    def waiting(request: Request, who: Facilitator) -> Response:
        """Everything that waits for an answer."""
        needs_room(house)
        return page(request, "facilitator/waiting.html", who, title="Waiting for an answer", section="board",
                    board=boards.now(who.seat), world=house.room.view(who.seat).world)  # fmt: skip

    @router.get("/run/contacts")
    def contacts(request: Request, who: Facilitator) -> Response:
        """Who wrote to whom."""
        needs_room(house)
        view = house.room.view(who.seat)
        return page(request, "facilitator/contacts.html", who, title="Who approached whom", section="board",
                    matrix=watch.matrix(view), never=watch.never_approached(view), world=view.world)  # fmt: skip

    @router.get("/run/log")
    def log(request: Request, who: Facilitator) -> Response:
        """What facilitators did, with its class."""
        needs_room(house)
        return page(request, "facilitator/log.html", who, title="What facilitators did", section="board",
                    **log_context(house, house.room.view(who.seat)))  # fmt: skip

    @router.get("/run/stage/{to}")
    def asked_stage(request: Request, who: Facilitator, to: str) -> Response:
        """What going to another stage does, and its button. A stage that is reached already needs none."""
        if to == house.stage:
            return done("/run", "practice" if to == "practice" else "stage")
        if to == "interval":
            return RedirectResponse("/run/round", 303)
        one = step(house, to)
        if one is None:
            return refused(request, who, f"From “{NAMES[house.stage]}” there is no such way.", "/run")
        return page(request, "facilitator/stage.html", who, title=one.button, section="board", step=one,
                    gate=gate(house) if to == "doors" and house.day is None else ())  # fmt: skip

    @router.post("/run/stage/{to}")
    async def change_stage(
        request: Request, who: Facilitator, to: str, knowingly: Annotated[str, Form(max_length=8)] = ""
    ) -> Response:
        """Go to another stage. The doors open on a day that is not ready only knowingly, and that is kept."""
        if to == house.stage:
            return done("/run", "stage")
        one = step(house, to)
        if one is None:
            return refused(request, who, f"From “{NAMES[house.stage]}” there is no such way.", "/run")
        return await went(house, who, to, knowingly == "yes")

    @router.post("/run/practice/prolong")
    async def prolong(request: Request, who: Facilitator) -> Response:
        """Five minutes more for the practice, once. Of two facilitators who press, the second finds it done."""
        if house.practice is None:
            return refused(request, who, "The practice is over.", "/run")
        house.practice.prolong()
        house.tell_clock()
        return done("/run", "prolonged")

    @router.post("/run/clock/{act}")
    async def clock(
        request: Request,
        who: Facilitator,
        act: str,
        key: Annotated[str, Form(max_length=100)],
        minutes: Annotated[str, Form(max_length=8)] = "",
        back: Annotated[str, Form(max_length=200)] = "/run",
        month: Annotated[str, Form(max_length=8)] = "",
    ) -> Response:
        """Pause, resume, extend or skip; never back. Of two facilitators who press the same, the second finds it done."""
        if act not in CLOCK:
            raise HTTPException(404)
        if house.stage == "interval":
            return refused(request, who, "The clock stands until the round begins.", safe(back))
        needs_room(house)
        moment = house.room.moment()
        if act in ("pause", "resume") and moment.paused == (act == "pause"):
            return done(safe(back), CLOCK[act])
        if act == "skip" and month != str(moment.month):
            return refused(request, who, "That month has ended already.", safe(back))
        data = {"minutes": minutes.strip() or "5"} if act == "extend" else {}
        return await press(request, house, who, CLOCK[act], data, key, safe(back))

    @router.post("/run/alerts")
    async def alerts(request: Request, who: Facilitator, key: Annotated[str, Form(max_length=100)],
                     on: Annotated[str, Form(max_length=8)] = "") -> Response:  # fmt: skip
        """Switch early warnings on or off."""
        return await press(request, house, who, "switch-alerts", {"on": on}, key, "/run")

    @router.post("/run/pace")
    async def pace(request: Request, who: Facilitator, key: Annotated[str, Form(max_length=100)],
                   pace: Annotated[str, Form(max_length=12)] = "usual") -> Response:  # fmt: skip
        """Set how often scripts begin something of themselves."""
        return await press(request, house, who, "set-pace", {"pace": pace}, key, "/run")

    @router.post("/run/live-again")
    async def live_again(request: Request, who: Facilitator) -> Response:
        """Have a month that failed lived again."""
        needs_room(house)
        if house.live.failed is None:
            return refused(request, who, "Every month that was closed is lived, or is being lived.", "/run")
        live = house.live
        await house.room.do(lambda _session, _at: live.live_again(), alone=True)
        return done("/run", "lived")

    return router


async def went(house: House, who: Who, to: str, knowingly: bool) -> Response:
    """The day goes on to a stage. A practice starts to run by itself."""
    if to == "doors" and house.day is None:
        lacking = tuple(one.what for one in gate(house) if not one.well)
        if lacking and not knowingly:
            return RedirectResponse("/run/stage/doors?unsure=yes", 303)
        if lacking:
            house.plan.go_on(who.seat, to, lacking)
    await house.change_stage(to, who.seat)
    if to == "interval":
        return done("/run/interval", "closed-round")
    if to == "practice":
        await make(house, who, "resume", {}, f"practice-{secrets.token_hex(8)}")
        return done("/run", "practice")
    return done("/run", "stage")


def safe(back: str) -> str:
    """A page of facilitators to go back to, and nothing else."""
    return back if back.startswith("/run") and "//" not in back and "\\" not in back else "/run"


def board_context(house: House, boards: Boards, who: Who) -> dict[str, Any]:
    """What the board shows."""
    context: dict[str, Any] = {
        "stage_name": NAMES[house.stage], "steps": steps(house), "signs": signs(house), "board": None, "most": MOST_LINES,
        "gate": gate(house) if house.stage == "before" else (),
    }  # fmt: skip
    if not in_play(house):
        return context
    view = house.room.view(who.seat)
    context["board"] = boards.now(who.seat)
    context["world"] = view.world
    context["names"] = {one.seat: one.name for one in house.register.names() if not one.left}
    context["failed"] = house.live.failed
    context["pace"] = house.live.pace
    context["called"] = CALLED
    context["did"] = list(reversed(interventions(view.events)))[:6]
    return context


def log_context(house: House, view: View) -> dict[str, Any]:
    """Every intervention in words, and how many of each class."""
    did = interventions(view.events)
    by_number = {event.seq: event for event in view.events}
    told = [(one, house.teller.told(view.seat, view.world, by_number[one.event])) for one in reversed(did)]
    count = counted(did)
    return {"did": told, "count": [(cls, count[cls]) for cls in CLASSES]}
