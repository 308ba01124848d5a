"""The observers' desk: notes in seconds, what any table does, what nobody watches, and the notes that were written."""

from __future__ import annotations

from fastapi import APIRouter

from shirehall.host.house import House
from shirehall.host.observer import desk, notes
from shirehall.host.observer.watching import Watching
from shirehall.host.web import take_in


def routes(house: House) -> APIRouter:
    """The area's routes."""
    router = APIRouter()
    watching = Watching(house)
    take_in(router, desk.routes(house, watching))
    take_in(router, notes.routes(house, watching))
    return router
