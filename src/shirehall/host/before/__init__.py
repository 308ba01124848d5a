"""Before the day: the plan, attendance and reading, papers sent ahead, devices tried, the gate of readiness."""

from __future__ import annotations

from fastapi import APIRouter

from shirehall.host.before import ahead, device, plan
from shirehall.host.house import House
from shirehall.host.web import take_in


def routes(house: House) -> APIRouter:
    """The area's routes."""
    router = APIRouter()
    for part in (plan, ahead, device):
        take_in(router, part.routes(house))
    return router
