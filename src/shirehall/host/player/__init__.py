"""The player's desk: talk, deals, moves, figures and what is one's own, each page drawn from the seat's own view."""

from __future__ import annotations

from fastapi import APIRouter

from shirehall.host.house import House
from shirehall.host.player import county, deals, desk, moving, own, rounds, talk

AREAS = (desk, talk, deals, county, moving, own, rounds)


def routes(house: House) -> APIRouter:
    """The area's routes."""
    router = APIRouter()
    for area in AREAS:
        router.include_router(area.routes(house), include_in_schema=False)
    return router
