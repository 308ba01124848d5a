"""Feedback: the pack's questions at the end and in the week after, reasons asked, and moderators' own words kept apart."""

from __future__ import annotations

from fastapi import APIRouter

from shirehall.host.feedback import form, overview
from shirehall.host.house import House


def routes(house: House) -> APIRouter:
    """The area's routes."""
    router = APIRouter()
    router.include_router(form.routes(house))
    router.include_router(overview.routes(house))
    return router
