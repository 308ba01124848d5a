"""The observers' desk: notes in seconds, what any table does, what nobody watches, and the notes that were written."""

from __future__ import annotations

from fastapi import APIRouter

from shirehall.host.house import House
from shirehall.host.observer import desk, notes
from shirehall.host.observer.watching import Watching


def routes(house: House) -> APIRouter:
    """The area's routes."""
    router = APIRouter()
    watching = Watching(house)
    router.include_router(desk.routes(house, watching))
    router.include_router(notes.routes(house, watching))
    return router
