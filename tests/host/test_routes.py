"""Deny by default (G12): every route says for whom it is, and answers everybody else with a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shirehall.host import web
from tests.host.helpers import Running, running
from tests.host.routes import all_routes, asked

OPEN = {"/", "/in/{link}", "/in", "/health", "/api/openapi.json"}
"""What anybody may ask for without a session."""
FOR = {
    web.anyone: "anyone",
    web.player: "player",
    web.facilitator: "facilitator",
    web.observer: "observer",
    web.wall: "wall",
    web.person: "person",
}
MAY = {
    "anyone": {"player", "facilitator", "observer", "wall"},
    "player": {"player", "facilitator"},
    "facilitator": {"facilitator"},
    "observer": {"observer", "facilitator"},
    "wall": {"wall", "facilitator"},
    "person": {"player", "facilitator", "observer"},
}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day")) as host:
        host.to("doors")
        host.to("play")
        yield host


def guards(dependant: Dependant) -> set[str]:
    """Whom a route is for, by the strictest of the guards that it names."""
    found = {FOR[dependant.call]} if dependant.call in FOR else set()
    for each in dependant.dependencies:
        found |= guards(each)
    return found


def guard(route: APIRoute) -> str:
    named = guards(route.dependant)
    return next(
        (name for name in ("facilitator", "observer", "wall", "player", "person", "anyone") if name in named),
        "",
    )


def test_every_route_names_whom_it_is_for(day: Running) -> None:
    routes = all_routes(day.house)
    assert len(routes) > 10
    nameless = [route.path for route in routes if route.path not in OPEN and not guard(route)]
    assert nameless == []


def test_nobody_without_a_session_and_nobody_of_another_role_gets_in(day: Running) -> None:
    browsers = {
        "player": day.browser("seat", "hwb.chair"),
        "facilitator": day.browser("seat", "control.moderator"),
        "observer": day.browser("observer"),
        "wall": day.browser("wall"),
    }
    marks = {role: browser.mark() for role, browser in browsers.items()}
    wrong = []
    for route in all_routes(day.house):
        if route.path in OPEN or route.path in ("/stream", "/leave"):
            continue
        path = asked(route)
        for role, browser in browsers.items():
            allowed = role in MAY[guard(route)]
            for method in sorted(route.methods or ()):
                if method in ("GET", "HEAD"):
                    status = browser.client.request(method, path).status_code
                elif allowed:
                    continue
                else:
                    status = browser.post(path, {}, marks[role]).status_code
                if (status in (401, 403)) == allowed or status >= 500:
                    wrong.append((role, method, path, status))
    assert wrong == []


def test_without_a_session_everything_but_the_door_is_refused(day: Running) -> None:
    client = day.client()
    wrong = []
    for route in all_routes(day.house):
        path = asked(route)
        if route.path in OPEN:
            continue
        for method in sorted(route.methods or ()):
            answer = client.request(method, path)
            if answer.status_code not in (303, 401, 403) or answer.headers.get("location", "/") != "/":
                wrong.append((method, path, answer.status_code))
    assert wrong == []


def test_what_is_not_seen_is_answered_as_what_is_not_there(day: Running, tmp_path: Path) -> None:
    browser = day.browser("seat", "hwb.adults")
    answers = [browser.get(f"/desk/{what}") for what in ("agreements/999999", "agreements/999998")]
    changing = r'nonce="[^"]+"|(content|value)="[0-9a-f]{64,}"|data-seconds-left="[^"]+"|>\d+:\d\d<'
    texts = {re.sub(changing, "", each.text) for each in answers}
    assert len({each.status_code for each in answers}) == 1
    assert len(texts) == 1
