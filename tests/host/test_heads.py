"""Requests as they come over the wire: whatever is no body has a cap, however it is cut into pieces; all that is in order is taken."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import uvicorn

from shirehall.host.heads import LONGEST_HEAD, CappedHeads
from shirehall.host.serve import listening
from tests.host.helpers import until

MEGABYTE = 1024 * 1024


async def count(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the length of the body."""
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message.get("body", b"")), message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"8")]})
    await send({"type": "http.response.body", "body": b"%08d" % length})


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    at = listening(0, "127.0.0.1")
    server = uvicorn.Server(
        uvicorn.Config(count, http=CappedHeads, interface="asgi3", log_level="error", lifespan="off")
    )
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[at])), daemon=True)
    thread.start()
    until(lambda: server.started)
    yield at.getsockname()
    server.should_exit = True
    thread.join(10)


def said(address: tuple[str, int], *pieces: bytes) -> bytes:
    """What is answered to some pieces, until the other side hangs up or says nothing more."""
    with closing(socket.create_connection(address, timeout=10)) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
            line.shutdown(socket.SHUT_WR)
        except OSError:
            assert pieces, "hung up on while it was sent"
        told = b""
        try:
            while more := line.recv(65536):
                told += more
        except ConnectionResetError:
            return told
        return told


def in_pieces(data: bytes, size: int = 8192) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


HEAD = b"POST /x HTTP/1.1\r\nhost: here\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        HEAD + b"x-long: " + b"a" * MEGABYTE,
        HEAD + b"".join(b"x-%d: b\r\n" % number for number in range(MEGABYTE // 8)),
        b"GET /" + b"a" * MEGABYTE,
        CHUNKED + b"0\r\nx-trailer: " + b"a" * MEGABYTE,
        CHUNKED + b"1\r\na\r\n" * (MEGABYTE // 6),
        CHUNKED + b"1;" + b"e" * MEGABYTE,
    ],
    ids=["one header", "many headers", "the address", "a trailer", "tiny pieces", "an extension"],
)
def test_what_is_no_body_is_not_taken_without_end(address: tuple[str, int], sent: bytes) -> None:
    told = said(address, *in_pieces(sent))
    assert b" 200 " not in told
    assert told == b"" or told.startswith(b"HTTP/1.1 400 ")


def test_bodies_of_any_length_are_taken(address: tuple[str, int]) -> None:
    whole = b"content-length: %d\r\n\r\n" % (3 * MEGABYTE)
    assert said(address, *in_pieces(HEAD + whole + b"a" * 3 * MEGABYTE, 100_000)).endswith(b"03145728")
    chunk = b"%x\r\n" % 4096 + b"a" * 4096 + b"\r\n"
    assert said(address, *in_pieces(CHUNKED + chunk * 256 + b"0\r\n\r\n", 70_001)).endswith(b"01048576")


def test_a_kept_connection_is_not_worn_out(address: tuple[str, int]) -> None:
    one = HEAD + b"x-some: " + b"a" * 8000 + b"\r\ncontent-length: 2\r\n\r\nhi"
    assert len(one) * 40 > 4 * LONGEST_HEAD
    with closing(socket.create_connection(address, timeout=10)) as line:
        for _ in range(40):
            line.sendall(one)
            told = b""
            while not told.endswith(b"00000002"):
                more = line.recv(4096)
                assert more, told
                told += more


def test_a_long_head_within_the_cap_is_taken(address: tuple[str, int]) -> None:
    long = HEAD + b"x-long: " + b"a" * 40_000 + b"\r\ncontent-length: 0\r\n\r\n"
    assert said(address, *in_pieces(long)).endswith(b"00000000")


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /x HTTP/1.1\r\nhost: here\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /x HTTP/1.1\r\nhost: here\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
        b"POST /x HTTP/1.1\r\nhost: here\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n",
        b"POST /x HTTP/1.1\r\nhost: here\r\ncontent-length: +3\r\n\r\nabc",
        b"POST /x HTTP/1.1\nhost: here\n\n",
        b"nonsense\r\n\r\n",
    ],
    ids=[
        "two lengths of two kinds",
        "two lengths",
        "a gap before the colon",
        "a signed length",
        "bare ends of lines",
        "nonsense",
    ],
)
def test_what_two_servers_could_read_in_two_ways_is_refused(address: tuple[str, int], sent: bytes) -> None:
    assert said(address, sent).startswith(b"HTTP/1.1 400 ")
