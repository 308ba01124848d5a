"""What every answer says to the browser, and which requests are let in at all: the outermost layers of the server.

From the outside in: `Headers` (every answer, errors too), `TrustedHost` (against DNS rebinding), `SameOrigin` and, behind
`limits.Bodies`, `FormMarks` (both against forged requests). `protected` puts them on in this order.
"""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from python_multipart import create_form_parser
from python_multipart.exceptions import FormParserError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shirehall.host.access import FORM_FIELD, FORM_HEADER, Cookies, Header, carried, csrf_holds
from shirehall.host.codes import Secret
from shirehall.host.limits import LONGEST_BODY, Bodies, plain, told_again

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PUBLIC = "/static/"
"""Answers under this path hold nothing of a day and may be kept by browsers."""
MOST_FIELDS = 1000
IN_MEMORY: dict[str, Any] = {"MAX_MEMORY_FILE_SIZE": 2 * LONGEST_BODY}
"""No file of a form is written anywhere while its mark is looked for."""
ALWAYS: tuple[tuple[str, str], ...] = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Origin-Agent-Cluster", "?1"),
    ("X-Robots-Tag", "noindex, nofollow"),
    (
        "Permissions-Policy",
        "accelerometer=(), autoplay=(self), browsing-topics=(), camera=(), display-capture=(), fullscreen=(self), "
        "geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        "publickey-credentials-get=(), screen-wake-lock=(self), serial=(), usb=(), xr-spatial-tracking=()",
    ),
)
HSTS = "max-age=31536000"
FIXED = tuple((name.lower().encode(), value.encode()) for name, value in ALWAYS)
OURS = frozenset(name for name, _ in FIXED) | {
    b"content-security-policy", b"cache-control", b"strict-transport-security", b"server", b"x-powered-by"}  # fmt: skip
"""Headers that no answer says for itself: they are set here, or not said at all."""


def policy(nonce: str) -> str:
    """The content security policy of one answer. Nothing inline but scripts with this nonce, nothing from elsewhere."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; media-src 'self'; object-src 'none'; frame-src 'none'; worker-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )


def nonce_of(scope: Scope) -> str:
    """The nonce for the scripts of this answer, as templates need it. Raises KeyError outside `Headers`."""
    return str(scope["state"]["nonce"])


class Headers:
    """ASGI middleware: the security headers of every answer, and a nonce of 128 bits for each (in `scope["state"]`)."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app, self._https = app, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope = {**scope, "state": {**scope.get("state", {}), "nonce": nonce}}

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = scope["path"].startswith(PUBLIC) and message["status"] < 400
                message["headers"] = [*self._added(message["headers"], nonce, kept)]
            await send(message)

        await self._app(scope, receive, answered)

    def _added(self, headers: Iterable[Header], nonce: str, kept: bool) -> Iterator[Header]:
        """An answer's own headers but those that are said here, and then these."""
        for name, value in headers:
            if name.lower() not in OURS or (kept and name.lower() == b"cache-control"):
                yield name, value
        yield from FIXED
        yield b"content-security-policy", policy(nonce).encode()
        if not kept:
            yield b"cache-control", b"no-store"
        if self._https:
            yield b"strict-transport-security", HSTS.encode()


# ---- which host, which origin -------------------------------------------------------------------------------


def own_names(public_url: str, *, lan: bool) -> frozenset[str]:
    """The names by which this server may be called: the public URL's; on a local network also this machine's own."""
    names = {"localhost"}
    host = urlsplit(public_url).hostname if public_url else None
    if host:
        names.add(host.lower())
    if lan:
        machine = socket.gethostname().lower()
        names |= {machine, f"{machine.partition('.')[0]}.local"}
    return frozenset(names)


def _header(scope: Scope, wanted: bytes) -> str:
    found = [value.decode("latin-1") for name, value in scope["headers"] if name == wanted]
    return found[0].strip() if len(found) == 1 else ""


@lru_cache(maxsize=64)
def _host_name(host: str) -> str:
    """The name in a Host header without its port, in small letters; empty when it is not one."""
    try:
        parts = urlsplit(f"//{host}")
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return ""
    if (
        parts.username is not None
        or parts.path
        or parts.query
        or parts.fragment
        or "#" in host
        or "?" in host
    ):
        return ""
    return (parts.hostname or "").lower().rstrip(".")


@lru_cache(maxsize=64)
def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class TrustedHost:
    """ASGI middleware against DNS rebinding: a request must call the server by a name that is its own.

    Addresses in figures are let through on a local network, for a page that rebinds a name always sends that name. On
    a server with a public URL only loopback addresses are, for whoever keeps the machine.
    """

    def __init__(self, app: ASGIApp, *, names: Iterable[str], lan: bool) -> None:
        self._app, self._names, self._lan = app, frozenset(names), lan

    def trusts(self, host: str) -> bool:
        """Whether a Host header may be answered."""
        name = _host_name(host)
        if _is_address(name):
            return self._lan or ipaddress.ip_address(name).is_loopback
        return bool(name) and name in self._names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "http" and not self.trusts(_header(scope, b"host")):
            words = "This server is not called by that name. Use the address on the wall or on your card."
            await plain(send, 421, words)
            return
        await self._app(scope, receive, send)


class SameOrigin:
    """ASGI middleware: what changes anything must come from a page of this very server (ASVS 5.0, 3.5.1 and 3.5.3).

    A browser says where a request comes from by Sec-Fetch-Site, Origin or Referer; each that is there must agree. A
    request with none of them is let through only with a bearer token and without a cookie: a program's.
    """

    def __init__(self, app: ASGIApp, *, public_url: str, cookies: Cookies) -> None:
        self._app, self._cookies = app, cookies
        self._public = urlsplit(public_url).netloc.lower() if public_url else ""

    def holds(self, scope: Scope) -> bool:
        """Whether a request may change anything, as far as its origin goes."""
        site = _header(scope, b"sec-fetch-site")
        told = [_header(scope, name) for name in (b"origin", b"referer")]
        if site and site != "same-origin":
            return False
        said = [value for value in told if value]
        if not site and not said:
            names = {name for name, _ in scope["headers"]}
            return carried(scope["headers"], self._cookies).by == "bearer" and b"cookie" not in names
        own = {_header(scope, b"host").lower(), self._public} - {""}
        return all(_netloc(value) in own for value in said)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "websocket" or (
            scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not self.holds(scope)
        ):
            await self._refuse(scope, send)
            return
        await self._app(scope, receive, send)

    async def _refuse(self, scope: Scope, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        await plain(send, 403, "This was sent from a page that is not of this server. Nothing was changed.")


def _netloc(url: str) -> str:
    """Host and port of an origin or of a page's address; "null" and whatever else is not http stay what they are."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "?"
    return parts.netloc.lower() if parts.scheme in ("http", "https") else "?"


# ---- the mark in every form ---------------------------------------------------------------------------------


class FormMarks:
    """ASGI middleware: every request that changes anything carries the mark of its session (`access.csrf_token`).

    In the field `csrf` of a form, or in the header X-CSRF. Requests by bearer token need none. It reads the body, so it
    stands behind `limits.Bodies`, which has taken it in. Before joining, the mark is that of the empty token.
    """

    def __init__(self, app: ASGIApp, *, secret: Secret, cookies: Cookies) -> None:
        self._app, self._secret, self._cookies = app, secret, cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self._app(scope, receive, send)
            return
        token = carried(scope["headers"], self._cookies)
        if token.by == "bearer":
            await self._app(scope, receive, send)
            return
        message = await receive()
        if message["type"] != "http.request":
            return
        body = message.get("body", b"")
        given = _header(scope, FORM_HEADER) or mark_in(body, _header(scope, b"content-type"))
        if message.get("more_body") or not csrf_holds(self._secret, token.token, given):
            words = "This form is out of date, or was not made for you. Nothing was changed: open the page anew and send it again."
            await plain(send, 403, words)
            return
        await self._app(scope, told_again(body, receive), send)


def mark_in(body: bytes, content_type: str) -> str:
    """The field `csrf` of a form's body, whichever of the two encodings it has; empty when it has none, or two.

    In a form with files the field stands before them: only the first 256 KiB are looked through.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        try:
            pairs = parse_qsl(body.decode("utf-8"), max_num_fields=MOST_FIELDS)
        except (ValueError, UnicodeDecodeError):
            return ""
        found = [value for name, value in pairs if name == FORM_FIELD]
    elif kind == "multipart/form-data":
        found = _fields(body, content_type)
    else:
        return ""
    return found[0] if len(found) == 1 else ""


def _fields(body: bytes, content_type: str) -> list[str]:
    found: list[str] = []

    def on_field(field: Any) -> None:
        if field.field_name == FORM_FIELD.encode() and field.value is not None and len(found) < 2:
            found.append(field.value.decode("latin-1"))

    try:
        parser = create_form_parser(
            {"Content-Type": content_type.encode("latin-1")}, on_field, None, config=IN_MEMORY
        )
        parser.write(body[:LONGEST_BODY])
    except (FormParserError, ValueError):
        return []
    return found


def protected(
    app: ASGIApp,
    *,
    secret: Secret,
    cookies: Cookies,
    public_url: str,
    lan: bool,
    wider: dict[str, int] | None = None,
) -> ASGIApp:
    """An application behind all the outer layers. `wider` gives longer bodies to some paths; see `limits.Bodies`."""
    inner: ASGIApp = FormMarks(app, secret=secret, cookies=cookies)
    inner = Bodies(inner, wider=wider)
    inner = SameOrigin(inner, public_url=public_url, cookies=cookies)
    inner = TrustedHost(inner, names=own_names(public_url, lan=lan), lan=lan)
    return Headers(inner, https=cookies.https)
