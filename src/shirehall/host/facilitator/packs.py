"""The pack of the day: what it is, its check, another one sent as a zip file, and choosing one of those before the doors open."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, File, HTTPException, Request, UploadFile
from fastapi.responses import Response

from shirehall.errors import PackFaults
from shirehall.host.choice import KEPT, changed, choose, kept_pack, kept_packs, seats_of
from shirehall.host.house import House
from shirehall.host.moving import done, refused, told_done
from shirehall.host.uploads import CAPS, take_pack
from shirehall.host.web import Facilitator, Who, page
from shirehall.patch.check import check_pack
from shirehall.patch.pack import Patch

NAMED = "named"
"""Stands for the pack that the host's command names, where the others are called by their folders."""
DOORS_OPEN = "The doors are open: this day is played with its pack. For another pack, start a host with a fresh folder."
PRACTISING = "A practice runs. End it first."
TAKING_UP = "Another pack is being taken up at this moment."
NOBODY_LEADS = "That pack has no seat for facilitators: nobody could open its doors."


def routes(house: House) -> APIRouter:
    """The pack's routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/run/pack")
    def pack(request: Request, who: Facilitator) -> Response:
        """The pack and its check, and those that could be played instead."""
        return shown(request, house, who)

    @router.post("/run/pack")
    async def send(request: Request, who: Facilitator, file: Annotated[UploadFile, File()]) -> Response:
        """Take in another pack. It is read apart, checked, and kept beside the day; a day in play is never touched."""
        if house.day is not None:
            return refused(request, who, DOORS_OPEN, "/run/pack")
        raw = await file.read(CAPS.archive + 1)
        try:
            taken = await asyncio.to_thread(take_pack, raw, house.settings.data / KEPT)
        except PackFaults as faults:
            return await asyncio.to_thread(shown, request, house, who, 422, faults=faults.faults)
        return await asyncio.to_thread(shown, request, house, who, 200, taken=taken)

    @router.get("/run/pack/{folder}")
    def ask(request: Request, who: Facilitator, folder: str) -> Response:
        """What choosing a pack does: which seats stay, which are lost, which are new, and what else goes."""
        patch = other(house, folder)
        why = hindrance(house, patch)
        if why:
            return refused(request, who, why, "/run/pack")
        if patch.digest == house.patch.digest:
            return done("/run/pack", "pack-chosen")
        change = changed(seats_of(house.patch), seats_of(patch))
        return page(request, "facilitator/choose.html", who, title=f"Play {patch.head.title}?", section="plan", patch=patch, folder=folder,
                    change=change, report=check_pack(patch.path), lost=roles(house.patch, change.lost), new=roles(patch, change.new),
                    own_stays=who.seat in change.kept, invited=sum(bool(one.seat) and one.seat in change.lost
                                                                   for one in house.register.invitations()))  # fmt: skip

    @router.post("/run/pack/{folder}")
    async def take_up(request: Request, who: Facilitator, folder: str) -> Response:
        """Have the day played with a pack: the house is closed and opened anew with it, and every browser comes back."""
        patch = await asyncio.to_thread(other, house, folder)
        why = hindrance(house, patch)
        if why:
            return refused(request, who, why, "/run/pack")
        if patch.digest == house.patch.digest:  # of two who choose the same, the second finds it done
            return done("/run/pack", "pack-chosen")
        house.reopening = True  # on the loop, with no wait since the last look: no door opens from here on
        try:
            await asyncio.to_thread(
                choose, house.settings.data, "" if folder == NAMED else folder, house.named.id, house.patch
            )
        except BaseException:
            house.reopening = False
            raise
        if house.reopen is None:
            house.reopening = False
            return done("/run/pack", "pack-next")
        house.reopen()
        return done("/run/pack", "pack-chosen")

    return router


def other(house: House, folder: str) -> Patch:
    """A pack that may be chosen: one that was sent, or the one that the command names. Answers 404 where there is none."""
    patch = house.named if folder == NAMED else kept_pack(house.settings.data, folder)
    if patch is None:
        raise HTTPException(404)
    return patch


def hindrance(house: House, patch: Patch) -> str:
    """Why a pack cannot be taken up now, in a sentence; empty when it can."""
    if house.day is not None:
        return DOORS_OPEN
    if house.stage != "before":
        return PRACTISING
    if house.reopening:
        return TAKING_UP
    return "" if any(leads for _, leads in seats_of(patch).values()) else NOBODY_LEADS


def roles(patch: Patch, seats: tuple[str, ...]) -> list[str]:
    """Seats in words: the body and the role."""
    known = {seat.id: seat for seat in patch.active_seats}
    return [f"{patch.organisation(known[seat].organisation).short}: {known[seat].role}" for seat in seats]


def others(house: House) -> list[tuple[str, Patch]]:
    """The packs that could be played instead, each with what it is called in addresses; the command's own first."""
    if house.day is not None:
        return []
    found = [(NAMED, house.named), *((patch.path.name, patch) for patch in kept_packs(house.settings.data))]
    return [(name, patch) for name, patch in found if patch.digest != house.patch.digest]


def shown(request: Request, house: House, who: Who, status: int = 200, **more: Any) -> Response:
    """The page of the pack."""
    report = check_pack(house.patch.path)
    return page(request, "facilitator/pack.html", who, status, title="The pack", section="plan", warnings=report.warnings,
                wrong=report.faults, others=others(house), **{"faults": (), "taken": None, "said": told_done(request), **more})  # fmt: skip
