"""The player's desk: talk, deals, moves, figures and what is one's own, each page drawn from the seat's own view."""

from __future__ import annotations

from fastapi import APIRouter

from shirehall.host.house import House
from shirehall.host.player import county, deals, desk, moving, own, rounds, talk
from shirehall.host.web import take_in

AREAS = (desk, talk, deals, county, moving, own, rounds)


def routes(house: House) -> APIRouter:
    """The area's routes."""
    router = APIRouter()
    for area in AREAS:
        take_in(router, area.routes(house))
    return router
