"""The pages of this area."""

from __future__ import annotations

from fastapi import APIRouter

from shirehall.host.house import House


def routes(_house: House) -> APIRouter:
    """The area's routes."""
    return APIRouter()
