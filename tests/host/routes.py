"""Every route of the application, and an address under which each can be asked for."""

from __future__ import annotations

import re

from fastapi.routing import APIRoute

from shirehall.host.app import create_app
from shirehall.host.house import House

SAMPLE = {
    "seat": "buft.chief", "move": "message", "link": "nothing", "to": "film", "act": "pause", "inject": "none",
    "organisation": "buft", "body": "buft", "table": "buft", "paper": "1", "measure": "waiting",
}  # fmt: skip


def all_routes(house: House) -> list[APIRoute]:
    """The routes of every area, as they are mounted."""
    found: list[APIRoute] = []

    def walk(routes: list[object]) -> None:
        for each in routes:
            if isinstance(each, APIRoute):
                found.append(each)
            elif hasattr(each, "original_router"):
                walk(each.original_router.routes)
            elif hasattr(each, "routes") and each.routes:
                walk(each.routes)

    walk(list(create_app(house).routes))
    return found


def asked(route: APIRoute, **values: str) -> str:
    """An address of a route, its places filled with something that may be there."""
    given = {**SAMPLE, **values}
    return re.sub(r"{(\w+)(:\w+)?}", lambda place: given.get(place.group(1), "1"), route.path)
