"""Codes, links, tokens, the cookie and the marks of forms."""

import os
from pathlib import Path

import pytest

from shirehall.errors import UsageError
from shirehall.host import codes
from shirehall.host.access import Carried, Cookies, carried, csrf_holds, csrf_token
from shirehall.host.codes import (
    CODE_BITS,
    SIGNS,
    Secret,
    code_of,
    link_of,
    new_nonce,
    new_token,
    shown,
    typed,
)

SECRET = Secret(b"s" * 32)
LAN, HTTPS = Cookies(https=False), Cookies(https=True)


def test_a_code_has_forty_bits_in_eight_signs_that_are_not_mistaken() -> None:
    assert CODE_BITS == 40 and len(set(SIGNS)) == 32 and not set(SIGNS) & set("OILU")
    made = {code_of(SECRET, new_nonce()) for _ in range(3000)}
    assert len(made) == 3000
    assert all(len(code) == 8 and set(code) <= set(SIGNS) for code in made)
    for place in range(8):  # every sign can stand in every place: nothing is wasted
        assert {code[place] for code in made} == set(SIGNS)


def test_a_code_is_understood_as_people_type_it() -> None:
    code = "1O0LQZ7K".replace("O", "0").replace("L", "1")
    for written in ("lOoIqz7k", "I0oL-QZ7K", " 100l qz7k ", "100I–QZ7K", shown(code)):
        assert typed(written) == code, written
    assert shown("7K3D9QXR") == "7K3D-9QXR"


@pytest.mark.parametrize(
    "text", ["", "7K3D-9QX", "7K3D-9QXRR", "7K3D-9QXU", "é" * 8, "7K3D'9QXR", "x" * 10_000, "\x00" * 8]
)
def test_what_is_no_code_is_no_code(text: str) -> None:
    assert typed(text) == ""


def test_a_link_is_the_same_invitation_with_more_bits_and_tells_nothing_of_the_code() -> None:
    nonce = new_nonce()
    link, code = link_of(SECRET, nonce), code_of(SECRET, nonce)
    assert (
        len(link) * 5 >= 128
        and typed(link.lower()) == link
        and code not in link
        and not link.startswith(code)
    )


def test_cards_can_be_printed_again_with_the_secret_and_only_with_it() -> None:
    nonce = new_nonce()
    assert code_of(Secret(b"s" * 32), nonce) == code_of(SECRET, nonce)
    assert code_of(Secret(b"t" * 32), nonce) != code_of(SECRET, nonce)


def test_a_token_has_at_least_128_bits() -> None:
    assert codes.TOKEN_BYTES * 8 >= 128
    assert len({new_token() for _ in range(1000)}) == 1000


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "host.secret"
    first = Secret.kept_in(path)
    assert Secret.kept_in(path).key("x") == first.key("x") != first.key("y")
    assert repr(first) == "Secret(...)"
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o644)
        with pytest.raises(UsageError, match="others on this machine"):
            Secret.kept_in(path)


def test_a_secret_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "host.secret"
    path.write_bytes(b"short")
    path.chmod(0o600)
    with pytest.raises(UsageError, match="too short"):
        Secret.kept_in(path)


def test_the_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts() -> None:
    assert HTTPS.settings == {
        "key": "__Host-shirehall",
        "path": "/",
        "secure": True,
        "httponly": True,
        "samesite": "lax",
    }
    assert not HTTPS.warns
    assert LAN.name == "shirehall" and LAN.warns and LAN.settings["httponly"] and not LAN.settings["secure"]


def headers(**pairs: str) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in pairs.items()]


def test_a_token_is_read_from_the_cookie_or_from_a_programs_header() -> None:
    token = new_token()
    assert carried(headers(cookie=f"a=b; shirehall={token}; c=d"), LAN) == Carried(token, "cookie")
    assert carried(headers(authorization=f"Bearer {token}"), LAN) == Carried(token, "bearer")
    assert carried(headers(authorization=f"bearer {token}", cookie="shirehall=other"), LAN).token == token
    assert carried([], LAN) == Carried("", "nothing")


@pytest.mark.parametrize(
    "cookie",
    [
        "shirehall=a b",
        "shirehall=" + "x" * 129,
        "shirehall=é",
        'shirehall="<x>"',
        "shirehall",
        "x" * 9000,
        "other=1",
        "shirehall=a/../b",
    ],
)
def test_a_cookie_that_is_none_of_ours_is_nobody(cookie: str) -> None:
    assert carried(headers(cookie=cookie), LAN).token in ("", "a")


def test_over_https_the_cookie_of_the_local_network_counts_for_nothing() -> None:
    assert carried(headers(cookie="shirehall=abc"), HTTPS).token == ""


def test_the_mark_of_a_form_is_its_sessions_alone() -> None:
    mine, theirs = new_token(), new_token()
    mark = csrf_token(SECRET, mine)
    assert csrf_holds(SECRET, mine, mark)
    assert csrf_token(SECRET, mine) != mark  # salted
    for token, given in (
        (theirs, mark),
        ("", mark),
        (mine, csrf_token(SECRET, "")),
        (mine, ""),
        (mine, mark[:-1]),
    ):
        assert not csrf_holds(SECRET, token, given)
    assert not csrf_holds(Secret(b"t" * 32), mine, mark)
    assert not csrf_holds(SECRET, mine, "é" * 80)
    assert not csrf_holds(SECRET, mine, mark + "0")
    assert mine not in mark
