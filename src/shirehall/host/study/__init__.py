"""The study on the web: what the day and its notebook come to, for observers and facilitators, once play is over."""

from __future__ import annotations

from fastapi import APIRouter

from shirehall.host.house import House
from shirehall.host.study import (
    around,
    codebook,
    coding,
    overview,
    put_to,
    report,
    themes,
    timeline,
    validation,
)
from shirehall.host.study.material import Material
from shirehall.host.web import take_in


def routes(house: House) -> APIRouter:
    """The area's routes."""
    router = APIRouter()
    material = Material(house)
    for area in (overview, timeline, coding, codebook, themes, around, validation, put_to, report):
        take_in(router, area.routes(house, material))
    return router
