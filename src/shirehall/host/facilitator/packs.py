"""The pack of the day: what it is, its check, and another one sent as a zip file before the doors open."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import Response

from shirehall.errors import PackFaults
from shirehall.host.house import House
from shirehall.host.moving import refused
from shirehall.host.uploads import CAPS, take_pack
from shirehall.host.web import Facilitator, Who, page
from shirehall.patch.check import check_pack


def routes(house: House) -> APIRouter:
    """The pack's routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/run/pack")
    def pack(request: Request, who: Facilitator) -> Response:
        """The pack and its check."""
        return shown(request, house, who)

    @router.post("/run/pack")
    async def send(request: Request, who: Facilitator, file: Annotated[UploadFile, File()]) -> Response:
        """Take in another pack. It is read apart, checked, and kept beside the day; a day in play is never touched."""
        if house.day is not None:
            return refused(request, who, "The doors are open: this day is played with its pack.", "/run/pack")
        raw = await file.read(CAPS.archive + 1)
        try:
            taken = await asyncio.to_thread(take_pack, raw, house.settings.data / "packs")
        except PackFaults as faults:
            return await asyncio.to_thread(shown, request, house, who, 422, faults=faults.faults)
        return await asyncio.to_thread(shown, request, house, who, 200, taken=taken)

    return router


def shown(request: Request, house: House, who: Who, status: int = 200, **more: Any) -> Response:
    """The page of the pack."""
    report = check_pack(house.patch.path)
    return page(request, "facilitator/pack.html", who, status, title="The pack", section="plan", warnings=report.warnings,
                wrong=report.faults, **{"faults": (), "taken": None, **more})  # fmt: skip
