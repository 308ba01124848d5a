"""The plan of a day: lead times, attendance and reading, the timetable, the load, what is left out, who answers, readiness."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import Response

from shirehall.host.before.ahead import PAPERS
from shirehall.host.before.leads import leads
from shirehall.host.before.load import planned
from shirehall.host.before.ready import TICKS, gate
from shirehall.host.house import House
from shirehall.host.moving import done, refused, told_done
from shirehall.host.register_people import Person
from shirehall.host.web import Facilitator, page
from shirehall.patch.timetable import begins, label

PARTIES = {
    "sponsor": "Sponsor",
    "designers": "Designers",
    "partner": "Outside partner",
    "model_owner": "Owner of the county model",
}


def routes(house: House) -> APIRouter:
    """The plan's routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/run/plan")
    def plan(request: Request, who: Facilitator) -> Response:
        """The checklist with its lead times, and the gate."""
        return page(request, "before/plan.html", who, title="Before the day", section="plan", said=told_done(request),
                    leads=leads(house.patch, house.plan.date), ticks=house.plan.ticks, own=TICKS, gate=gate(house),
                    date=house.plan.date, gone_on=house.plan.gone_on, counts=counts(house))  # fmt: skip

    @router.get("/run/plan/people")
    def people(request: Request, who: Facilitator) -> Response:
        """Who is invited, who confirmed, who was sent a pack and read it, whose device was tried."""
        return page(request, "before/people.html", who, title="Attendance and reading", section="plan", rows=attendance(house),
                    counts=counts(house), said=told_done(request), papers=PAPERS)  # fmt: skip

    @router.get("/run/plan/day")
    def day(request: Request, who: Facilitator) -> Response:
        """The timetable, the load of each month, what is left out and who answers for what."""
        charter = house.patch.charter
        return page(
            request, "before/day.html", who, title="The day as it is planned", section="plan", timetable=timetable(house),
            lacks=lacks(house), load=planned(house.patch, house.settings.months), charter=charter,
            parties=[(title, getattr(charter, name)) for name, title in PARTIES.items()],
        )  # fmt: skip

    @router.post("/run/plan/tick")
    async def tick(request: Request, who: Facilitator, mark: Annotated[str, Form(max_length=120)],
                   undo: Annotated[str, Form(max_length=8)] = "") -> Response:  # fmt: skip
        """Tick a line, or take the tick back."""
        known = (
            {line.mark for lead in leads(house.patch) for line in lead.lines} | set(TICKS) | sent_marks(house)
        )
        if mark not in known:
            return refused(request, who, "There is no such line on the checklist.", "/run/plan", 404)
        await asyncio.to_thread(house.plan.tick, mark, undo != "yes")
        return done("/run/plan/people" if mark.startswith("sent-") else "/run/plan", "ticked")

    @router.post("/run/plan/sent")
    async def sent(who: Facilitator) -> Response:  # noqa: ARG001
        """Note that every seat of people was sent its pack."""
        for mark in sorted(sent_marks(house) - set(house.plan.ticks)):
            await asyncio.to_thread(house.plan.tick, mark, True)
        return done("/run/plan/people", "ticked")

    @router.post("/run/plan/date")
    async def settle(
        request: Request, who: Facilitator, day: Annotated[str, Form(max_length=10)]
    ) -> Response:
        """Settle the date of the day."""
        try:
            settled = date.fromisoformat(day).isoformat() if day else ""
        except ValueError:
            return refused(request, who, "That is no date.", "/run/plan", 422)
        await asyncio.to_thread(house.plan.settle, settled)
        return done("/run/plan", "kept")

    @router.post("/run/plan/warm")
    async def warm(who: Facilitator) -> Response:  # noqa: ARG001
        """Warm the county."""
        if not house.settings.county:
            raise HTTPException(409, "This day is played without the county.")
        house.warming.begin()
        return done("/run/plan", "kept")

    return router


def sent_marks(house: House) -> set[str]:
    """The marks of packs that were sent."""
    return {f"sent-{seat.id}" for seat in house.patch.active_seats if not house.sessions.is_control(seat.id)}


def attendance(house: House) -> list[dict[str, Any]]:
    """Each seat of players: who, how far their coming has come, their pack and its reading, their device."""
    people = house.register.attendance()
    read = {(one.seat, one.paper): one for one in house.register.readings()}
    sent, devices = house.plan.ticks, house.plan.devices
    rows = []
    for seat in house.patch.active_seats:
        if house.sessions.is_control(seat.id):
            continue
        here = [one for one in people.get(seat.id, ()) if not one.left]
        person: Person | None = here[-1] if here else None
        opened = [paper for paper in PAPERS if (seat.id, paper) in read]
        finished = [paper for paper in PAPERS if (seat.id, paper) in read and read[seat.id, paper].read]
        rows.append({
            "seat": seat.id, "body": house.patch.organisation(seat.organisation).short, "role": seat.role,
            "filled_by": house.to_be_filled(seat.id), "person": person, "sent": sent.get(f"sent-{seat.id}", ""),
            "opened": opened, "finished": finished, "device": devices.get(seat.id),
        })  # fmt: skip
    return rows


def counts(house: House) -> dict[str, int]:
    """How many seats of people are invited, confirmed, here, sent their packs, and have read them."""
    rows = [row for row in attendance(house) if row["filled_by"] == "person"]
    people = [row["person"] for row in rows if row["person"] is not None]
    invited = {one.seat for one in house.register.invitations() if one.seat}
    return {
        "seats": len(rows),
        "invited": sum(
            row["seat"] in invited or (row["person"] is not None and bool(row["person"].invited))
            for row in rows
        ),
        "confirmed": sum(bool(one.confirmed or one.present) for one in people),
        "present": sum(bool(one.present) for one in people),
        "sent": sum(bool(row["sent"]) for row in rows),
        "opened": sum(bool(row["opened"]) for row in rows),
        "read": sum(len(row["finished"]) == len(PAPERS) for row in rows),
    }


def timetable(house: House) -> list[dict[str, Any]]:
    """The timetable with the end of each slot."""
    return [
        {
            "from": slot.time,
            "to": label(begins(slot) + slot.minutes),
            "what": slot.what,
            "kind": slot.kind,
            "minutes": slot.minutes,
        }
        for slot in house.patch.head.timetable
    ]


def lacks(house: House) -> list[str]:
    """What a timetable lacks that a day needs: a break, lunch, feedback after the last of play, minutes enough for its months."""
    slots = house.patch.head.timetable
    kinds = [slot.kind for slot in slots]
    last = max((n for n, kind in enumerate(kinds) if kind == "play"), default=-1)
    played = house.whole.head.rounds[: len(house.seeds)]
    short = house.settings.months
    needed = sum((min(short, one.months) if short else one.months) * one.minutes_a_month for one in played)
    planned_minutes = sum(slot.minutes for slot in slots if slot.kind == "play")
    told = []
    if "break" not in kinds:
        told.append("There is no break: the pace is tiring.")
    if "lunch" not in kinds:
        told.append("There is no lunch.")
    if "feedback" not in kinds[last + 1 :]:
        told.append("There is no feedback after the last of play: lengthen the day rather than leave it out.")
    if needed > planned_minutes:
        told.append(f"Play needs {needed} minutes and the timetable gives it {planned_minutes}.")
    return told
