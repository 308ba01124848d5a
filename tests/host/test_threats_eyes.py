"""Threats to what is private (T8, T16 to T18, T20 to T22): twins of a day that differ only in what a viewer may not see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from shirehall.host.hub import Hub
from shirehall.host.player.desk import Desk
from shirehall.host.room import Room
from shirehall.host.telling import Teller
from shirehall.play.record.event import Event
from tests.host.eyes import busy_month, everything, hosting, signed_in, standing_still, told
from tests.host.helpers import Running
from tests.play.county import catalogue
from tests.play.plays import record
from tests.play.test_noninterference import closed_up, hidden, other_content, other_hidden_fields

SEAT = "saltmere.chair"
WALL = "*wall"
WORDS = ("otherwise", "beds", "offer", "the", "zzz")
NUMBERS = (7, 5000)
Twin = Callable[[tuple[Event, ...], str, Random], tuple[Event, ...]]


def otherwise(events: tuple[Event, ...], seat: str, random: Random) -> tuple[Event, ...]:
    """Hidden events say something else, and so do the hidden fields of visible ones."""
    other = other_hidden_fields(other_content(events, seat, random), seat, random)
    return tuple(
        replace(new, key=old.key and f"other-{old.key}") for new, old in zip(other, events, strict=True)
    )


def fewer(events: tuple[Event, ...], seat: str, random: Random) -> tuple[Event, ...]:
    """Hidden events to which nothing visible refers never happened; the others say something else."""
    kept = {event.seq for event in events if not hidden(event, seat)}
    for event in reversed(events):
        if event.seq in kept:
            kept |= named_by(event)
    return closed_up([event for event in otherwise(events, seat, random) if event.seq in kept])


def named_by(event: Event) -> set[int]:
    """The numbers of the events to which one refers."""
    places = [event.thread, event.in_reply_to, event.cause, event.subject]
    for name in (*catalogue().kind(event.kind).numbers, "evidence"):
        value = event.body.get(name)
        places += value if isinstance(value, tuple | list) else [value]
    return {number for number in places if isinstance(number, int) and number}


@pytest.fixture(scope="module")
def base() -> tuple[Event, ...]:
    return standing_still(record(busy_month(5, 220)))


@pytest.fixture(scope="module")
def seen(
    base: tuple[Event, ...], tmp_path_factory: pytest.TempPathFactory
) -> tuple[int, dict[str, dict[str, str]]]:
    """What the viewers get of the day as it was, and the port at which they got it."""
    with hosting(tmp_path_factory.mktemp("base"), base) as host:
        return host_port(host), {
            viewer: everything(host, viewer, words=WORDS, numbers=NUMBERS) for viewer in (SEAT, WALL)
        }


def host_port(host: Running) -> int:
    return int(host.url.rpartition(":")[2])


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]


@pytest.mark.parametrize(("viewer", "twin"), [(SEAT, otherwise), (SEAT, fewer), (WALL, fewer)])
def test_t16_t17_t20_t21_t22_what_a_viewer_may_not_see_changes_no_byte_that_it_gets(
    base: tuple[Event, ...],
    seen: tuple[int, dict[str, dict[str, str]]],
    tmp_path: Path,
    viewer: str,
    twin: Twin,
) -> None:
    """Pages, fragments, searches, forms and their choices, counts, tables, JSON, refusals, headers and the stream's bytes."""
    port, before = seen
    other = twin(base, viewer, Random(7))
    assert other != base and any(hidden(event, viewer) for event in base)
    with hosting(tmp_path / "twin", other, port=port) as host:
        after = everything(host, viewer, words=WORDS, numbers=NUMBERS)
    assert differences(before[viewer], after) == []
    assert len(after) > (50 if viewer == SEAT else 15) and after["stream"].count("event: news") > 3


# ---- the test finds leaks -----------------------------------------------------------------------------------


def a_view_that_forgets_whose_it_is(patch: pytest.MonkeyPatch) -> str:
    own = Room.view
    patch.setattr(Room, "view", lambda self, viewer: own(self, "buft.chief"))
    return "/desk/record.json"


def numbers_of_the_whole_record(patch: pytest.MonkeyPatch) -> str:
    own = Hub.told

    def leaky(self: Hub, room: str, viewer: str, world: Any, events: Any) -> list[str]:
        return [
            text.replace("id: ", f"id: {len(world.seats)}{self._teller.total}.")
            for text in own(self, room, viewer, world, events)
        ]  # type: ignore[attr-defined]

    patch.setattr(Hub, "told", leaky)
    return "stream"


def how_many_saw_it(patch: pytest.MonkeyPatch) -> str:
    own = Teller.news

    def leaky(self: Teller, viewer: str, world: Any, event: Event) -> dict[str, Any]:
        return {**own(self, viewer, world, event), "seen": self.total}  # type: ignore[attr-defined]

    patch.setattr(Teller, "news", leaky)
    return "/poll?after=day.1"


def what_is_hidden_is_refused_and_what_is_not_there_is_not_found(patch: pytest.MonkeyPatch) -> str:
    from fastapi import HTTPException

    own = Desk.event

    def leaky(self: Desk, number: int) -> Event:
        if len(self.view.events) < number <= self.house.room.last_seq():
            raise HTTPException(403, "That is not for you.")
        return own(self, number)

    patch.setattr(Desk, "event", leaky)
    return "/desk/event/{beyond}"


def a_count_over_all(patch: pytest.MonkeyPatch) -> str:
    import shirehall.host.app as app

    own = app.answer
    patch.setattr(
        app,
        "answer",
        lambda request, status, words, headers=None: own(
            request, status, words, {"x-count": str(request.app.state.house.room.last_seq())}
        ),
    )
    return "/desk/nothing"


LEAKS = (
    a_view_that_forgets_whose_it_is,
    numbers_of_the_whole_record,
    how_many_saw_it,
    what_is_hidden_is_refused_and_what_is_not_there_is_not_found,
    a_count_over_all,
)


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_planted_in_the_host_is_found_by_the_twins(
    base: tuple[Event, ...],
    tmp_path: Path,
    leak: Callable[[pytest.MonkeyPatch], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tests.host.eyes import stream

    twin = fewer(base, SEAT, Random(7))
    beyond = len(twin) + 1  # there in the one record, beyond its end in the other, and seen in neither
    got: list[str] = []
    port = 0
    for number, events in enumerate((base, twin)):
        with hosting(tmp_path / str(number), events, port=port) as host, monkeypatch.context() as patch:
            port = host_port(host)
            patch.setattr(Teller, "total", len(events), raising=False)
            address = leak(patch).replace("{beyond}", str(beyond))
            browser = signed_in(host, SEAT)
            got.append(
                stream(host, browser.token) if address == "stream" else told(browser.client.get(address))
            )
    assert got[0] != got[1]
