"""Feedback: the pack's questions at the end and in the week after, reasons asked, and moderators' own words kept apart."""

from __future__ import annotations

from fastapi import APIRouter

from shirehall.host.feedback import form, overview
from shirehall.host.house import House
from shirehall.host.web import take_in


def routes(house: House) -> APIRouter:
    """The area's routes."""
    router = APIRouter()
    for part in (form, overview):
        take_in(router, part.routes(house))
    return router
