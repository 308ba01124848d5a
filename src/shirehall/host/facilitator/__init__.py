"""Facilitators' pages: the board, seats, the run sheet, the moderator's desk, people, and the day as any seat sees it."""

from __future__ import annotations

from fastapi import APIRouter

from shirehall.host.facilitator import (
    between,
    board,
    cards,
    eventlist,
    looking,
    moderator,
    packs,
    people,
    seats,
    sheet,
)
from shirehall.host.house import House
from shirehall.host.web import take_in

PARTS = (board, between, seats, cards, sheet, eventlist, moderator, looking, people, packs)


def routes(house: House) -> APIRouter:
    """The area's routes."""
    router = APIRouter()
    for part in PARTS:
        take_in(router, part.routes(house))
    return router
