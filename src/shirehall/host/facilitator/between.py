"""Between two rounds: how the round stands, its close confirmed, what goes over into the next one, who sits where, and its opening."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from shirehall.host.dayplan import FILLINGS
from shirehall.host.facilitator.seats import FILLED
from shirehall.host.forms import posted
from shirehall.host.house import House
from shirehall.host.moving import done, make, needs_room, refused, told_done
from shirehall.host.rounds import (
    given_between,
    has_next,
    is_between,
    judged,
    number_of,
    open_next,
    opening_of,
)
from shirehall.host.telling import Told
from shirehall.host.web import Facilitator, Who, page
from shirehall.patch.rounds import round_plans
from shirehall.play.differences import difference
from shirehall.play.names import WorldNames, listed
from shirehall.play.record.event import EVERYONE
from shirehall.play.rounds import judgement, notice
from shirehall.play.successions import lineage_of
from shirehall.play.view import WALL, View
from shirehall.play.world import World

PARTS = (
    ("carried", "Carried over", "What came out of play and goes on."),
    ("dropped", "Dropped", "What does not reach the next round."),
    ("assumed", "Assumed", "What nobody played and the designers laid down."),
)
"""The parts of the difference, how each is called, and what it holds."""
PATIENCE = 60.0
"""Seconds that a month may take to close when the months that are left are ended one after another."""
LOOK = 0.05


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat over the interval: its body in the round before and in the next, who fills it now, who is to, and its person's name.

    `closed` when its body ends, so that nobody sits there any more.
    """

    id: str
    role: str
    before: str
    after: str
    moves: bool
    closed: bool
    filled: str
    chosen: str
    name: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What some seats alone were given between the rounds: as it was told, and who they are."""

    told: Told
    to: str


def routes(house: House) -> APIRouter:
    """The pages between two rounds."""
    router = APIRouter(include_in_schema=False)

    @router.get("/run/round")
    def close(request: Request, who: Facilitator) -> Response:
        """How the present round stands, as its judgement would put it; and the button that confirms its close."""
        several(house)
        return page(request, "facilitator/round.html", who, title=house.patch.round.title, section="board", said=told_done(request),
                    **close_context(house, house.room.view(who.seat)))  # fmt: skip

    @router.post("/run/round/end")
    async def end(request: Request, who: Facilitator, key: Annotated[str, Form(max_length=90)]) -> Response:
        """End the months that are left, one after another: each is closed and lived as any other."""
        several(house)
        if house.stage != "play":
            return refused(request, who, "Months are ended in play.", "/run/round")
        why = await ended(house, who, key)
        return refused(request, who, why, "/run/round") if why else done("/run/round", "months-ended")

    @router.get("/run/interval")
    def interval(request: Request, who: Facilitator) -> Response:
        """The interval: what goes over as a difference, the notice of changes, who sits where, what some were given alone."""
        several(house)
        view = house.room.view(who.seat)
        return page(request, "facilitator/interval.html", who, title="Between two rounds", section="board", said=told_done(request),
                    **interval_context(house, view))  # fmt: skip

    @router.get("/run/interval/_begin")
    def begins(request: Request, who: Facilitator) -> Response:
        """Whether the round that is open can begin."""
        several(house)
        return page(request, "facilitator/_begin.html", who)

    @router.post("/run/interval/seats")
    async def choose(request: Request, who: Facilitator) -> Response:
        """Choose who is to fill seats in the next round; at once, when it is open."""
        several(house)
        data = posted(await request.form())
        world = (await asyncio.to_thread(house.room.view, who.seat)).world
        chosen = {seat: data[seat][0] for seat in world.seats if data.get(seat, ("",))[0]}
        await asyncio.to_thread(house.plan.fill_next, chosen)
        if not is_between(house):
            await hand_on(house, who)
        return done("/run/interval", "kept")

    @router.post("/run/interval/open")
    async def open_round(request: Request, who: Facilitator) -> Response:
        """Open the next round on the same record. Of two facilitators who press, the second finds it done."""
        several(house)
        if house.stage != "interval":
            return refused(request, who, "The next round is opened in the interval.", "/run/round")
        await open_next(house)
        await hand_on(house, who)
        return done("/run/interval", "opened-round")

    return router


def several(house: House) -> None:
    """Answer 404 where the pack has one round, and 409 before there is a room."""
    if len(house.whole.head.rounds) == 1:
        raise HTTPException(404)
    needs_room(house)
    if house.stage == "practice":
        raise HTTPException(409, "A practice runs. End it first.")


async def ended(house: House, who: Who, key: str) -> str:
    """End every month that is left; why not, where that fails."""
    if house.room.moment().paused:
        await make(house, who, "resume", {}, f"{key}-resume")
    while not (now := house.room.moment()).closed:
        told = await make(house, who, "skip-month", {}, f"{key}-{now.month}")
        if told is not None:
            return "The month could not be ended. Is the clock running?"
        for _ in range(round(PATIENCE / LOOK)):
            later = house.room.moment()
            if later.closed or later.month != now.month:
                break
            await asyncio.sleep(LOOK)
        else:
            return f"{now.label} does not close. Look at the board."
    return ""


async def hand_on(house: House, who: Who) -> None:
    """Give seats to whoever was chosen for the round that is open, and an invitation to those that are a person's now."""
    world = (await asyncio.to_thread(house.room.view, who.seat)).world
    chosen = {
        seat: to for seat, to in house.plan.next_round.items()
        if seat in world.seats and not world.seats[seat].left and world.seats[seat].filled_by != to
    }  # fmt: skip
    for seat, to in sorted(chosen.items()):
        await make(
            house, who, "give-seat", {"seat": seat, "to": to}, f"{world.round}-{seat}-{to}-{world.seq}"
        )
        if to == "person":
            await asyncio.to_thread(house.register.invite, "seat", seat)
    await asyncio.to_thread(house.plan.fill_next, {})


# ---- what the pages show ----------------------------------------------------------------------------------------


def close_context(house: House, view: View) -> dict[str, Any]:
    """The judgement as it stands now: the whole beside what everybody may know."""
    moment = house.room.moment()
    event = judged(view.events, house.patch.round.id)
    whole = event.body["whole"] if event else judgement(view.world)
    known = event.body["known"] if event else judgement(house.room.view(WALL).world)
    ahead = moment.months_of_round - moment.month_of_round + (0 if moment.closed else 1)
    return {
        "rows": [(label, words, other) for (label, words), (_, other) in zip(in_words(whole), in_words(known), strict=True)],
        "ahead": 0 if moment.closed else ahead, "confirmed": event is not None, "next": has_next(house),
    }  # fmt: skip


def in_words(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A judgement line by line."""

    def states(name: str) -> str:
        return listed([f"{number} {state}" for state, number in found[name].items()]) or "none"

    return [
        ("Agreements", states("agreements")),
        ("Signed or in force", "; ".join(found["in_force"]) or "none"),
        ("Left unsigned", "; ".join(found["unsigned"]) or "none"),
        ("Levers acting on the county", str(found["levers"])),
        ("Plans", states("plans")),
        ("Tenders", states("tenders")),
        ("Matters", states("matters")),
        ("Deadlines", f"{found['deadlines']['met']} met by all who owed them, {found['deadlines']['missed']} missed by some"),
        ("Rules", states("rules")),
        ("Questions about the rules", states("questions")),
        ("Organisations", states("bodies")),
    ]  # fmt: skip


def interval_context(house: House, view: View) -> dict[str, Any]:
    """The difference and the notice as they would be now, or as the opening put them on the record; seats; evidence."""
    world, opened = view.world, opening_of(view.events, view.world.round)
    context: dict[str, Any] = {
        "between": is_between(house), "confirmed": house.stage == "interval", "parts": PARTS, "fillings": FILLINGS,
        "evidence": evidence(house, view),
    }  # fmt: skip
    if is_between(house):
        number = number_of(house) + 1
        plan = round_plans(house.whole)[number]
        lineage = lineage_of(world, plan.successions)
        month = house.whole.first_month(number)
        return {
            **context, "round": plan.round, "month": house.whole.month_name(month), "why": plan.change.why if plan.change else "",
            "lines": difference(world, house.whole, plan, lineage, month, house.settings.county), "notice": notice(plan),
            "hypotheses": list(plan.change.hypotheses) if plan.change else [],
            "seats": seat_lines(house, world, lineage.heirs, lineage.ended), "unplayed": plan.round.transition_months,
        }  # fmt: skip
    body = opened.body if opened else {}
    return {
        **context, "round": house.patch.round, "month": house.patch.month_name(body.get("month", 1)), "why": body.get("why", ""),
        "lines": body.get("designers", {}), "notice": body.get("notice", ()), "unplayed": body.get("unplayed", 0),
        "hypotheses": body.get("designers", {}).get("hypotheses", ()), "seats": seat_lines(house, world, {}, ()),
    }  # fmt: skip


def seat_lines(house: House, world: World, heirs: Mapping[str, str], ended: Sequence[str]) -> list[SeatLine]:
    """Every seat in play but facilitators', with what becomes of it; of those in a round that is open, where they come from."""
    names = {one.seat: one.name for one in house.register.names() if not one.left}
    chosen, short = house.plan.next_round, WorldNames(world).body
    was = {seat.id: seat.organisation for seat in house.whole.active_seats}
    lines = []
    for chair in sorted(world.seats.values(), key=lambda chair: chair.position):
        if world.organisations[chair.organisation].kind == "control" or (
            chair.left and chair.organisation not in ended
        ):
            continue
        here = chair.organisation
        before, after = (here, heirs.get(here, here)) if heirs or ended else (was.get(chair.id, here), here)
        lines.append(
            SeatLine(
                chair.id, chair.role, short(before), short(after), before != after, here in ended,
                FILLED.get(chair.filled_by, chair.filled_by), chosen.get(chair.id, ""), names.get(chair.id, ""),
            )
        )  # fmt: skip
    return lines


def evidence(house: House, view: View) -> list[Evidence]:
    """What some seats alone, and not all, were given by nobody in play between the close and the opening."""
    names = WorldNames(view.world)
    return [
        Evidence(
            house.teller.told(view.seat, view.world, event),
            listed([names.seat(seat) for seat in event.audience]),
        )
        for event in given_between(view)
        if event.audience and EVERYONE not in event.audience
    ]
