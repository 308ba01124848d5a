"""Every route, drawn from the router and from the OpenAPI description, is sent garbage in every role: no answer is a 500.

The record afterwards holds what the host acknowledged, and nothing else.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shirehall.play.fields import plain
from tests.host.helpers import Running, running
from tests.host.probes import as_sent
from tests.host.routes import SAMPLE, all_routes
from tests.play.asks import random_ask
from tests.record.programs import SOAK

ROLES = ("player", "facilitator", "observer", "wall", "nobody")
PLAYER, LEAD = "saltmere.chair", "control.moderator"
ENDS = ("/stream", "/leave", "/run/erase", "/run/people/erase", "/run/stage")
"""Routes that end the session with which they are asked, or the day itself: asked for by one test of their own."""
ROUNDS = 40 if SOAK else 2
"""How often each route is sent something in each role."""
FIELDS = (
    "key",
    "seen",
    "more",
    "confirm",
    "back",
    "draft",
    "text",
    "to",
    "agreement",
    "clauses.0.words",
    "scores.99999",
    "about",
)
CONTENT = (
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "",
)
TRACE = re.compile(r'Traceback \(most recent|File "/|sqlalchemy|site-packages|\.py", line')
NASTY = (
    "", " ", "0", "-1", "1", "2", "999999999", "9" * 30, "1e309", "NaN", "null", "true", "[]", "{}", "[[]]", '{"a":', "\x00", "\ud800", "é",
    "\u202e", "<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd", "%2e%2e%2f", "%00", "a" * 300, "=1+1", "١٢", "day:message",
    "buft", "buft.chief", "control.moderator", "message", "2013-06-01", "day.5", "*", "all",
)  # fmt: skip


@dataclass
class Day:
    """A host in play, whoever asks it, and what it acknowledged."""

    host: Running
    clients: dict[str, httpx2.Client]
    marks: dict[str, str]
    routes: list[APIRoute]
    before: int
    fields: dict[str, list[str]] = field(default_factory=dict)
    kept: Counter[str] = field(default_factory=Counter)


def client_of(host: Running, token: str = "") -> httpx2.Client:
    headers = {"origin": host.url, "sec-fetch-site": "same-origin"}
    return host.client(cookies={"shirehall": token} if token else {}, headers=headers, timeout=20)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    with in_play(tmp_path_factory.mktemp("day")) as made:
        yield made


@pytest.fixture(scope="module")
def quiet_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """A day of which no route was asked at random: who gives seats away at random soon has none."""
    with in_play(tmp_path_factory.mktemp("quiet")) as made:
        yield made


@contextmanager
def in_play(folder: Path) -> Iterator[Day]:
    with running(folder, seconds_a_month=60_000.0) as host:
        host.to("doors")
        host.to("play")
        host.house.acts.check = lambda _seat: None  # type: ignore[method-assign]
        tokens = {"player": host.token("seat", PLAYER), "facilitator": host.token("seat", LEAD),
                  "observer": host.token("observer"), "wall": host.token("wall"), "nobody": ""}  # fmt: skip
        clients = {role: client_of(host, token) for role, token in tokens.items()}
        marks = {role: mark_of(client) for role, client in clients.items()}
        yield Day(host, clients, marks, all_routes(host.house), host.house.room.last_seq())


def mark_of(client: httpx2.Client) -> str:
    found = re.search(r'name="csrf" content="([^"]+)"', client.get("/", follow_redirects=True).text)
    assert found
    return found[1]


def ill(answer: httpx2.Response) -> bool:
    """A 500, or a trace."""
    return answer.status_code >= 500 or TRACE.search(answer.text) is not None


def well(answer: httpx2.Response, asked: str) -> None:
    """No 500, no trace."""
    assert not ill(answer), (answer.status_code, asked, answer.text[:300])


# ---- what is drawn ----------------------------------------------------------------------------------------------


def nasty(random: Random) -> str:
    """A word that pages are not made for, or one that they are."""
    if random.random() < 0.2:
        return "".join(
            chr(random.choice((random.randrange(32, 127), random.randrange(1, 0xD7FF))))
            for _ in range(random.randrange(12))
        )
    return random.choice(NASTY)


def written(text: str) -> str:
    """A text as a URL carries it, however bad."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def address(route: APIRoute, random: Random) -> str:
    """An address of a route with drawn or plausible places, and a query."""

    def place(found: re.Match[str]) -> str:
        plain = SAMPLE.get(found[1], "1") if random.random() < 0.5 else nasty(random)
        return written(plain) or "x"

    path = re.sub(r"{(\w+)(?::\w+)?}", place, route.path)
    names = [param.alias for param in route.dependant.query_params] + ["q", "before", "after", "done", "sent"]
    query = "&".join(f"{random.choice(names)}={written(nasty(random))}" for _ in range(random.randrange(3)))
    return f"{path}?{query}" if query else path


def names_of(day: Day, route: APIRoute) -> list[str]:
    """The fields that a route's form may have."""
    known = [param.alias for param in route.dependant.body_params]
    if route.path.startswith(("/desk/do", "/run/do", "/run/move")):
        move = day.host.house.catalogue.moves[random_move(day)]
        known += [*getattr(move.ask, "__dataclass_fields__", {})]
    return [
        *known,
        "key",
        "seen",
        "more",
        "confirm",
        "back",
        "draft",
        "text",
        "to",
        "agreement",
        "clauses.0.words",
        "scores.99999",
        "about",
    ]


def random_move(day: Day) -> str:
    moves = list(day.host.house.catalogue.moves)
    return moves[len(day.kept) % len(moves)]


def sendings(day: Day, route: APIRoute, role: str, random: Random) -> dict[str, Any]:
    """A body of some kind: a form with its mark, files, JSON, or bytes that are none of them."""
    mark = {"csrf": day.marks[role]}
    kind = random.randrange(5)
    names = names_of(day, route)
    drawn = {
        random.choice(names): nasty(random).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        for _ in range(random.randrange(8))
    }
    headers = {
        "x-csrf": day.marks[role],
        "idempotency-key": random.choice(("short", "k" * 30, "k" * 101, "a key", "gut-genug-9")),
    }
    if kind <= 1:
        return {"data": {**drawn, **mark}}
    if kind == 2:
        return {
            "data": {**drawn, **mark},
            "files": {random.choice(names): ("x.zip", random.randbytes(60), "application/zip")},
        }
    if kind == 3:
        return {
            "content": json.dumps(jsons(random, 3)),
            "headers": {**headers, "content-type": "application/json"},
        }
    kinds = (
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "",
    )
    return {
        "content": random.randbytes(random.randrange(80)),
        "headers": {**headers, "content-type": random.choice(kinds)},
    }


def sendable(text: str) -> str:
    """A text that can be written as UTF-8."""
    return text.encode("utf-8", "replace").decode()


def jsons(random: Random, depth: int) -> Any:
    """A JSON value of any shape."""
    flat = [None, True, -1, 10**40, 1.5, nasty(random).encode("utf-8", "replace").decode(), []]
    if not depth or random.random() < 0.4:
        return random.choice(flat)
    if random.random() < 0.5:
        return [jsons(random, depth - 1) for _ in range(random.randrange(4))]
    return {
        random.choice(("text", "to", "notes", "clauses", "about", "x")): jsons(random, depth - 1)
        for _ in range(random.randrange(4))
    }


# ---- every route ------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # files that came with a form for none
def test_every_route_of_the_router_takes_anything_from_anybody_without_a_500(day: Day) -> None:
    asked, statuses, wrong = set(), Counter[int](), []
    random = Random(4)
    for route in day.routes:
        if route.path.startswith(ENDS):
            continue
        for method in sorted((route.methods or set()) - {"HEAD"}):
            for role in ROLES:
                for _ in range(ROUNDS if role in ("player", "facilitator") else max(ROUNDS // 3, 1)):
                    path = address(route, random)
                    more = {} if method == "GET" else sendings(day, route, role, random)
                    answer = day.clients[role].request(method, path, **more)
                    if ill(answer):
                        wrong.append((answer.status_code, role, method, path, str(more)[:300]))
                    statuses[answer.status_code] += 1
                    asked.add((method, route.path))
    assert wrong == []
    assert len(asked) > 90
    assert statuses[200] > 100, statuses
    assert statuses[404] > 20
    assert statuses[422] > 20


def test_what_ends_a_session_or_moves_the_day_takes_anything_too(day: Day) -> None:
    random = Random(6)
    for route in day.routes:
        if not route.path.startswith(ENDS) or route.path == "/stream":
            continue
        for role in ("observer", "wall", "nobody"):
            token = "" if role == "nobody" else day.host.token(role)
            client = client_of(day.host, token)
            mark = mark_of(client)
            for method in sorted((route.methods or set()) - {"HEAD"}):
                more = (
                    {}
                    if method == "GET"
                    else {"data": {"csrf": mark, "to": nasty(random).encode("utf-8", "replace").decode()}}
                )
                well(client.request(method, address(route, random), **more), f"{role} {method} {route.path}")
    for after in NASTY:
        told = day.clients["nobody"].get(f"/stream?after={written(after)}", headers={"last-event-id": "x"})
        well(told, f"/stream after {after!r}")


@pytest.mark.parametrize(
    "what", ["x" * 70_000, "a=b; shirehall=" + "%" * 500, 'shirehall="', "shirehall=\xff\xfe", "=;=;"]
)
def test_headers_of_any_shape_are_answered(day: Day, what: str) -> None:
    client = day.host.client(timeout=20)
    for name in (
        "cookie",
        "authorization",
        "accept",
        "last-event-id",
        "content-type",
        "idempotency-key",
        "accept-language",
        "range",
    ):
        try:
            answer = client.get("/desk", headers={name: what.encode("latin-1", "replace")})
        except httpx2.HTTPError:
            continue
        well(answer, f"{name}: {what[:40]}")


# ---- moves by the description -----------------------------------------------------------------------------------


def by_schema(schema: dict[str, Any], random: Random) -> Any:
    """A value that fits a schema, roughly, or one that does not."""
    if random.random() < 0.15:
        return jsons(random, 2)
    if "enum" in schema:
        return random.choice(schema["enum"])
    kind = schema.get("type")
    kind = random.choice(kind) if isinstance(kind, list) else kind
    if kind == "object":
        needed, named = schema.get("required", ()), schema.get("properties", {})
        return {
            name: by_schema(each, random)
            for name, each in named.items()
            if name in needed or random.random() < 0.4
        }
    if kind == "array":
        return [by_schema(schema.get("items", {}), random) for _ in range(random.randrange(4))]
    if kind in ("integer", "number"):
        return random.choice(
            (0, 1, 2, 7, 50, -1, 10**6, 10**18, 2**63, schema.get("minimum", 1), schema.get("maximum", 9))
        )
    if kind == "boolean":
        return random.random() < 0.5
    return (
        random.choice((*NASTY[:24], "saltmere", "buft.chief", "saltmere.chair", "beds", "loan", "x" * 5000))
        .encode("utf-8", "replace")
        .decode()
    )


@pytest.mark.parametrize("role", ["player", "facilitator"])
def test_every_move_of_the_description_takes_anything_and_the_record_holds_what_was_acknowledged(
    quiet_day: Day, role: str
) -> None:
    day, seat = quiet_day, {"player": PLAYER, "facilitator": LEAD}[role]
    random, client = Random(8), day.clients[role]
    told = client.get("/api/moves").json()
    assert len(told) > 30
    view = day.host.house.room.view(LEAD)
    known, made, refused = len(view.events), 0, 0
    for name, each in told.items():
        if name in ("pause", "skip-month", "close-seat", "give-seat", "extend-month"):
            continue
        for number in range(ROUNDS + 2):
            key, body = f"key-{role}-{name}-{number}", by_schema(each["schema"], random)
            if number % 2:
                now = day.host.house.room.view(seat)
                body = as_sent(plain(random_ask(now, now.catalogue.moves[name], random)))
            sent = json.dumps(body).encode("utf-8", "replace")
            headers = {"idempotency-key": key, "content-type": "application/json", "x-csrf": day.marks[role]}
            answer = client.post(f"/api/moves/{name}", content=sent, headers=headers)
            well(answer, f"{role} {name} {body}")
            assert answer.status_code in (200, 409, 422), (answer.status_code, answer.text[:200])
            made += answer.status_code == 200
            refused += answer.status_code == 409
            keys = {
                e.key
                for e in day.host.house.room.view(LEAD).events
                if e.seat == seat and e.key.endswith(f":{key}")
            }
            assert bool(keys) == (answer.status_code != 422), (name, answer.status_code)
    own = [e for e in day.host.house.room.view(LEAD).events[known:] if e.seat == seat]
    assert made > 5
    assert refused > 5
    assert sum(e.kind == "move-refused" for e in own) == refused
    assert len({e.key for e in own if e.key and e.kind != "move-refused"}) == made


def test_the_description_names_every_route_of_programs(day: Day) -> None:
    told = day.clients["nobody"].get("/api/openapi.json").json()
    assert {"/api/me", "/api/clock", "/api/view", "/api/moves", "/api/moves/{move}"} <= set(told["paths"])


# ---- anything at all --------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
FORMS = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), st.text(max_size=40), max_size=6)
MOVES = ("message", "propose", "tender", "submit-plan", "ask-model", "publish-inject")


@settings(max_examples=400 if SOAK else 40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    body=JSON,
    move=st.sampled_from(("message", "propose", "tender", "submit-plan", "ask-model", "publish-inject")),
    key=st.text(max_size=20),
)
def test_any_json_is_answered(day: Day, body: Any, move: str, key: str) -> None:
    headers = {"content-type": "application/json", "x-csrf": day.marks["player"],
               "idempotency-key": key.encode("utf-8", "replace").replace(b"\n", b"").replace(b"\r", b"").replace(b"\x00", b"")}  # fmt: skip
    try:
        answer = day.clients["player"].post(
            f"/api/moves/{move}", content=json.dumps(body).encode(), headers=headers
        )
    except (httpx2.LocalProtocolError, httpx2.RemoteProtocolError):
        return
    well(answer, f"{move} {body!r} {key!r}")


@settings(max_examples=400 if SOAK else 40, deadline=None, suppress_health_check=list(HealthCheck))
@given(form=FORMS, path=st.sampled_from(("/desk/do/message", "/desk/do/propose", "/desk/drafts", "/desk/notes", "/feedback", "/in",
                                         "/desk/account/1", "/desk/papers/detail")))  # fmt: skip
def test_any_form_is_answered(day: Day, form: dict[str, str], path: str) -> None:
    data = {
        k.encode("utf-8", "replace").decode(): v.encode("utf-8", "replace").decode() for k, v in form.items()
    }
    well(day.clients["player"].post(path, data={**data, "csrf": day.marks["player"]}), f"{path} {form!r}")


def test_after_all_of_it_the_day_stands_and_its_record_is_whole(day: Day) -> None:
    assert day.host.house.room.fault is None
    events = day.host.house.room.view(LEAD).events
    assert [e.seq for e in events] == list(range(1, len(events) + 1))
    chair = day.host.program("marlbridge.chair")
    assert chair.move("message", {"to": [PLAYER], "text": "Still here."}).status_code in (200, 409)
    assert day.clients["nobody"].get("/health").json()["well"] is True
