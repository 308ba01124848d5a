"""How a browser or a program shows who it is: the cookie, the bearer token, and the mark in every form.

A request carries a session token either in the cookie (browsers) or in `Authorization: Bearer` (programs). Forms carry a
mark bound to the session, which a page of another origin cannot read; programs need none, since no browser adds their
header by itself (OWASP ASVS 5.0, 3.5.1).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Literal, TypedDict

from shirehall.host.codes import Secret, token_hash

SECURE_COOKIE = "__Host-shirehall"
LAN_COOKIE = "shirehall"
COOKIE_DAYS = 14
"""A browser keeps its seat over the week of feedback; the register may end it sooner."""
FORM_FIELD = "csrf"
FORM_HEADER = b"x-csrf"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{0,128}")
_SALT = 16

Header = tuple[bytes, bytes]


class CookieSettings(TypedDict):
    """Keyword arguments for Starlette's `Response.set_cookie` and `delete_cookie`."""

    key: str
    path: str
    secure: bool
    httponly: bool
    samesite: Literal["lax"]


@dataclass(frozen=True, slots=True)
class Cookies:
    """The one cookie of a day: `__Host-` and Secure, except on a local network without https, which pages then say."""

    https: bool

    @property
    def name(self) -> str:
        """The cookie's name."""
        return SECURE_COOKIE if self.https else LAN_COOKIE

    @property
    def warns(self) -> bool:
        """Whether pages show the line that this day runs without https, on a local network only."""
        return not self.https

    @property
    def settings(self) -> CookieSettings:
        """What `set_cookie` and `delete_cookie` are called with."""
        return CookieSettings(key=self.name, path="/", secure=self.https, httponly=True, samesite="lax")

    @property
    def max_age(self) -> int:
        """Seconds for `set_cookie(max_age=...)`."""
        return COOKIE_DAYS * 24 * 3600


@dataclass(frozen=True, slots=True)
class Carried:
    """The token a request carries, empty when none, and how: by `cookie` or as a `bearer` header."""

    token: str
    by: Literal["cookie", "bearer", "nothing"]


def carried(headers: Iterable[Header], cookies: Cookies) -> Carried:
    """The token of a request, from its raw headers. A bearer header goes before the cookie."""
    cookie = ""
    for name, value in headers:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            token = _plain(value[7:].decode("latin-1").strip())
            return Carried(token, "bearer" if token else "nothing")
        if name == b"cookie" and not cookie:
            cookie = _cookie(value.decode("latin-1"), cookies.name)
    return Carried(cookie, "cookie" if cookie else "nothing")


def _cookie(header: str, name: str) -> str:
    if len(header) > 8192:
        return ""
    try:
        jar = SimpleCookie(header)
    except CookieError:
        return ""
    return _plain(jar[name].value) if name in jar else ""


def _plain(token: str) -> str:
    return token if _TOKEN.fullmatch(token) else ""


def csrf_token(secret: Secret, token: str) -> str:
    """The mark for a form of this session: a salt and its HMAC with the session's hash. `token` is "" before joining."""
    return _marked(secret, token, secrets.token_hex(_SALT // 2))


def csrf_holds(secret: Secret, token: str, given: str) -> bool:
    """Whether a form's mark was made for this session, compared in even time."""
    salt = given[:_SALT]
    if not given.isascii() or len(salt) < _SALT:
        return False
    return hmac.compare_digest(_marked(secret, token, salt), given)


def _marked(secret: Secret, token: str, salt: str) -> str:
    bound = f"{salt}:{token_hash(token) if token else 'before joining'}"
    return salt + hmac.new(secret.key("form"), bound.encode(), "sha256").hexdigest()
