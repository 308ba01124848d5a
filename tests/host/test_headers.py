"""What every answer says, and which requests are let in."""

import re
import socket
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from shirehall.host.access import Cookies, csrf_token
from shirehall.host.codes import Secret, new_token
from shirehall.host.headers import (
    FormMarks,
    Headers,
    SameOrigin,
    TrustedHost,
    mark_in,
    nonce_of,
    own_names,
    protected,
)
from tests.host.asgi import Answer, call

SECRET = Secret(b"s" * 32)
LAN = Cookies(https=False)
HTTPS = Cookies(https=True)
HOST = "192.0.2.1:8000"


class Inner:
    """An application that counts what reaches it."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.nonces: list[str] = []

    async def page(self, request: Request) -> PlainTextResponse:
        self.reached.append(request.method)
        self.nonces.append(nonce_of(request.scope))
        words = ""
        if request.method == "POST":
            async with request.form() as form:
                words = str(form.get("words", ""))
        return PlainTextResponse(words, headers={"server": "x", "cache-control": "public"})

    async def fails(self, request: Request) -> PlainTextResponse:
        raise RuntimeError("told to")

    @property
    def app(self) -> Starlette:
        methods = ["GET", "POST", "PUT", "DELETE"]
        return Starlette(routes=[Route("/static/x", self.page), Route("/{any}", self.page, methods=methods)])


@pytest.fixture
def inner() -> Inner:
    return Inner()


def lan(inner: Inner) -> Any:
    return protected(inner.app, secret=SECRET, cookies=LAN, public_url="", lan=True)


def public(inner: Inner) -> Any:
    return protected(
        inner.app, secret=SECRET, cookies=HTTPS, public_url="https://play.example.org", lan=False
    )


def post(app: Any, headers: dict[str, str], fields: str = "") -> Answer:
    all_headers = {"host": HOST, "content-type": "application/x-www-form-urlencoded", **headers}
    return call(
        app, "POST", "/act", {name: value for name, value in all_headers.items() if value}, (fields.encode(),)
    )


# ---- headers ------------------------------------------------------------------------------------------------


def test_every_answer_carries_the_headers_refusals_too(inner: Inner) -> None:
    app = lan(inner)
    answers = [
        call(app, "GET", "/page", {"host": HOST}),
        call(app, "GET", "/no/such/page", {"host": HOST}),
        call(app, "GET", "/page", {"host": "evil.example"}),
        post(app, {"origin": "http://evil.example"}),
        call(
            app, "POST", "/act", {"host": HOST, "origin": f"http://{HOST}", "content-length": "999999999"}, ()
        ),
        call(app, "PUT", "/act", {"host": HOST, "origin": f"http://{HOST}"}),
    ]
    assert [answer.status for answer in answers] == [200, 404, 421, 403, 413, 403]
    for answer in answers:
        told = answer.headers
        assert "frame-ancestors 'none'" in told["content-security-policy"]
        assert told["x-frame-options"] == "DENY"
        assert told["x-content-type-options"] == "nosniff"
        assert told["referrer-policy"] == "same-origin"
        assert told["cross-origin-opener-policy"] == told["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in told["permissions-policy"]
        assert told["cache-control"] == "no-store"
        assert "server" not in told and "strict-transport-security" not in told


def test_the_policy_lets_nothing_inline_and_nothing_from_elsewhere(inner: Inner) -> None:
    told = call(lan(inner), "GET", "/page", {"host": HOST}).headers["content-security-policy"]
    for word in ("unsafe", "*", "http:", "https:", "blob:", "eval"):
        assert word not in told
    rules = dict(rule.strip().split(" ", 1) for rule in told.split(";"))
    assert rules["default-src"] == "'self'" and rules["style-src"] == "'self'"
    assert rules["base-uri"] == rules["object-src"] == rules["frame-ancestors"] == "'none'"
    assert rules["form-action"] == "'self'" and rules["img-src"] == "'self' data:"
    assert re.fullmatch(r"'self' 'nonce-[A-Za-z0-9_-]{22}'", rules["script-src"])


def test_a_nonce_is_new_for_every_answer_and_is_the_one_that_pages_see(inner: Inner) -> None:
    app = lan(inner)
    told = [call(app, "GET", "/page", {"host": HOST}).headers["content-security-policy"] for _ in range(20)]
    assert len(set(inner.nonces)) == 20
    assert all(nonce in policy for nonce, policy in zip(inner.nonces, told, strict=True))


def test_only_assets_may_be_kept(inner: Inner) -> None:
    assert call(lan(inner), "GET", "/static/x", {"host": HOST}).headers["cache-control"] == "public"
    assert call(lan(inner), "GET", "/static/none", {"host": HOST}).headers["cache-control"] == "no-store"


def test_over_https_browsers_are_told_to_stay_there(inner: Inner) -> None:
    told = call(public(inner), "GET", "/page", {"host": "play.example.org"}).headers
    assert told["strict-transport-security"].startswith("max-age=31536000")


def test_a_page_that_fails_carries_the_headers_too(inner: Inner) -> None:
    app = Starlette(routes=[Route("/", inner.fails)])
    with pytest.raises(RuntimeError):
        call(Headers(app, https=False), "GET", "/")
    seen: list[Answer] = []

    async def told(scope: Any, receive: Any, send: Any) -> None:
        async def kept(message: Any) -> None:
            if message["type"] == "http.response.start":
                seen.append(
                    Answer(
                        message["status"],
                        {name.decode(): value.decode() for name, value in message["headers"]},
                        b"",
                    )
                )
            await send(message)

        await Headers(app, https=False)(scope, receive, kept)

    with pytest.raises(RuntimeError):
        call(told, "GET", "/")
    assert seen[0].status == 500 and "frame-ancestors 'none'" in seen[0].headers["content-security-policy"]


# ---- hosts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "on_lan", "on_server"),
    [
        ("192.0.2.1:8000", True, False),
        ("[2001:db8::1]:8000", True, False),
        ("localhost:8000", True, True),
        ("127.0.0.1:8000", True, True),
        (socket.gethostname().lower(), True, False),
        ("play.example.org", False, True),
        ("PLAY.example.org.:443", False, True),
        ("evil.example", False, False),
        ("localhost.evil.example", False, False),
        ("127.0.0.1.evil.example:8000", False, False),
        ("play.example.org@evil.example", False, False),
        ("evil.example#play.example.org", False, False),
        ("play.example.org/", False, False),
        ("", False, False),
        ("localhost:x", False, False),
    ],
)
def test_a_server_answers_only_to_its_own_names(host: str, on_lan: bool, on_server: bool) -> None:
    inner = Inner()
    local = TrustedHost(inner.app, names=own_names("", lan=True), lan=True)
    server = TrustedHost(inner.app, names=own_names("https://play.example.org", lan=False), lan=False)
    assert (local.trusts(host), server.trusts(host)) == (on_lan, on_server)


def test_a_rebound_name_reaches_nothing(inner: Inner) -> None:
    assert call(lan(inner), "GET", "/page", {"host": "rebound.evil.example:8000"}).status == 421
    assert call(lan(inner), "GET", "/page", {}).status == 421
    assert inner.reached == []


# ---- origins ------------------------------------------------------------------------------------------------

TOKEN = new_token()
MINE = {"cookie": f"shirehall={TOKEN}"}


def mark() -> str:
    return f"csrf={csrf_token(SECRET, TOKEN)}&words=hello"


@pytest.mark.parametrize(
    "where",
    [
        {"origin": f"http://{HOST}"},
        {"referer": f"http://{HOST}/desk"},
        {"sec-fetch-site": "same-origin", "origin": f"http://{HOST}"},
        {"sec-fetch-site": "same-origin"},
    ],
)
def test_a_form_of_this_server_is_taken(inner: Inner, where: dict[str, str]) -> None:
    answer = post(lan(inner), {**MINE, **where}, mark())
    assert answer.status == 200 and answer.text == "hello"


FOREIGN = [
    {},
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": f"http://{HOST}", "sec-fetch-site": "cross-site"},
    {"origin": f"http://{HOST}", "sec-fetch-site": "same-site"},
    {"origin": f"http://{HOST}", "sec-fetch-site": "none"},
    {"origin": "http://192.0.2.1:9000"},
    {"origin": "http://192.0.2.1"},
    {"origin": f"http://{HOST}.evil.example"},
    {"origin": f"http://evil.example/{HOST}"},
    {"origin": f"http://{HOST}", "referer": "http://evil.example/"},
    {"referer": "http://evil.example/"},
    {"referer": f"http://evil.example/?http://{HOST}"},
    {"origin": f"http://{HOST}@evil.example"},
    {"origin": f"ftp://{HOST}"},
]


@pytest.mark.parametrize("where", FOREIGN)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_what_comes_from_elsewhere_changes_nothing_even_with_the_right_mark(
    inner: Inner, where: dict[str, str], method: str
) -> None:
    headers = {"host": HOST, "content-type": "application/x-www-form-urlencoded", **MINE, **where}
    assert call(lan(inner), method, "/act", headers, (mark().encode(),)).status == 403
    assert inner.reached == []


def test_without_the_check_of_origins_they_would_reach_it(inner: Inner) -> None:
    """The seeded mutant: marks alone, for a mark that leaked."""
    bare = Headers(FormMarks(inner.app, secret=SECRET, cookies=LAN), https=False)
    assert sum(post(bare, {**MINE, **where}, mark()).status == 200 for where in FOREIGN) == len(FOREIGN)


def test_behind_a_proxy_the_public_name_is_this_servers_own(inner: Inner) -> None:
    token = new_token()
    headers = {
        "host": "play.example.org",
        "origin": "https://play.example.org",
        "cookie": f"__Host-shirehall={token}",
    }
    assert post(public(inner), headers, f"csrf={csrf_token(SECRET, token)}").status == 200


def test_a_program_needs_no_mark_for_no_browser_adds_its_header(inner: Inner) -> None:
    assert post(lan(inner), {"authorization": f"Bearer {TOKEN}"}, "words=hello").status == 200
    assert (
        post(lan(inner), {"authorization": f"Bearer {TOKEN}", "origin": "http://evil.example"}).status == 403
    )
    assert post(lan(inner), {"authorization": f"Bearer {TOKEN}", **MINE}).status == 403


def test_sockets_are_closed() -> None:
    import asyncio

    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def play() -> None:
        scope = {"type": "websocket", "path": "/", "headers": []}
        await SameOrigin(Inner().app, public_url="", cookies=LAN)(scope, None, send)  # type: ignore[arg-type]

    asyncio.run(play())
    assert sent == [{"type": "websocket.close", "code": 1008}]


# ---- marks --------------------------------------------------------------------------------------------------

HERE = {"origin": f"http://{HOST}"}


@pytest.mark.parametrize(
    "fields",
    [
        "",
        "csrf=",
        "words=x",
        "csrf=x",
        f"csrf={'0' * 80}",
        "csrf=%FF",
        "csrf=" + csrf_token(SECRET, ""),
        "csrf=" + csrf_token(SECRET, "other"),
    ],
    ids=["no form", "no mark", "other words", "short", "noughts", "no text", "of nobody", "of another"],
)
def test_a_form_without_its_sessions_mark_changes_nothing(inner: Inner, fields: str) -> None:
    assert post(lan(inner), {**MINE, **HERE}, fields).status == 403
    assert inner.reached == []


def test_two_marks_are_none(inner: Inner) -> None:
    right = csrf_token(SECRET, TOKEN)
    assert post(lan(inner), {**MINE, **HERE}, f"csrf={right}&csrf={right}").status == 403


def test_the_mark_may_stand_in_a_header(inner: Inner) -> None:
    headers = {**MINE, **HERE, "x-csrf": csrf_token(SECRET, TOKEN), "content-type": "application/json"}
    assert post(lan(inner), headers, "{}").status == 200
    assert post(lan(inner), {**headers, "x-csrf": "wrong"}, mark()).status == 403


def test_before_joining_the_mark_is_that_of_nobody(inner: Inner) -> None:
    assert post(lan(inner), HERE, f"csrf={csrf_token(SECRET, '')}").status == 200
    assert post(lan(inner), {**HERE, **MINE}, f"csrf={csrf_token(SECRET, '')}").status == 403


def part(name: str, value: bytes, file: str = "") -> bytes:
    named = f'; filename="{file}"' if file else ""
    return (
        b'--edge\r\nContent-Disposition: form-data; name="'
        + name.encode()
        + b'"'
        + named.encode()
        + b"\r\n\r\n"
        + value
        + b"\r\n"
    )


def test_the_mark_of_a_form_with_files_stands_before_them(inner: Inner) -> None:
    right = csrf_token(SECRET, TOKEN).encode()
    kind = "multipart/form-data; boundary=edge"
    first = part("csrf", right) + part("pack", b"\x00" * 100_000, "p.zip") + b"--edge--\r\n"
    assert mark_in(first, kind) == right.decode()
    answer = call(lan(inner), "POST", "/act", {"host": HOST, "content-type": kind, **MINE, **HERE}, (first,))
    assert answer.status == 200
    late = part("pack", b"\x00" * 400_000, "p.zip") + part("csrf", right) + b"--edge--\r\n"
    assert mark_in(late, kind) == ""
    assert mark_in(part("csrf", right) * 2 + b"--edge--\r\n", kind) == ""
    assert mark_in(part("csrf", right, "a file is no field") + b"--edge--\r\n", kind) == ""
    assert (
        mark_in(b"not a form", kind)
        == ""
        == mark_in(first, "multipart/form-data")
        == mark_in(first, "text/plain")
    )


def test_reading_changes_nothing_and_needs_no_mark(inner: Inner) -> None:
    assert (
        call(lan(inner), "GET", "/act", {"host": HOST, **MINE, "origin": "http://evil.example"}).status == 200
    )
    assert inner.reached == ["GET"]
