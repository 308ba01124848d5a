"""What is asked of a host in the name of one viewer: every page that links lead to, programs' addresses, and moves at random."""

from __future__ import annotations

import json
import re
import zlib
from random import Random
from typing import Any

from shirehall.host.forms import data_of
from shirehall.host.room import Room
from shirehall.play.fields import plain
from shirehall.play.session import HIDDEN_REASON
from shirehall.play.view import OBSERVER, WALL
from tests.host.twins import Answer, Inside, Probe
from tests.play.asks import random_ask
from tests.play.county import catalogue

LAST = 2
"""How many addresses of one shape, such as single events, are followed from the pages of one viewer."""
STARTS = {
    "seat": ("/desk", "/desk/_waiting", "/desk/papers", "/desk/threads", "/desk/agreements", "/desk/business", "/desk/do", "/desk/more",
             "/desk/people", "/desk/meetings", "/desk/figures", "/desk/model", "/desk/rules", "/desk/calendar", "/desk/acts",
             "/desk/notes", "/desk/people?q=chair", "/desk/do?q=message",
             "/desk/record.json", "/desk/record.csv", "/feedback"),
    OBSERVER: ("/observe", "/observe/_watch", "/observe/record", "/observe/notes", "/observe/notes?whose=all", "/observe/notes.csv",
               "/observe/coverage", "/observe?event=9", "/feedback"),
    WALL: ("/wall", "/wall/news", "/wall/figures", "/wall/stage"),
}  # fmt: skip
WORDS = ("otherwise", "beds", "talk", "=1+1", "late", "month", "agreement", "canary")
PROGRAMS = ("/api/me", "/api/clock", "/api/view", "/api/view?after=30&most=5", "/api/moves", "/poll?after=day.0", "/poll",
            "/poll?after=day.99999", "/poll?after=other.3")  # fmt: skip
ABSENT = (
    "desk/event",
    "desk/thread",
    "desk/agreement",
    "desk/plan",
    "desk/tender",
    "desk/matter",
    "desk/paper",
    "desk/do",
)
"""Pages of one thing by its number, asked for with numbers that the viewer has no thing of."""
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
ELSEWHERE = ("/static/", "/leave", "/wall/film")


TABLES = {"agreement": "agreements", "plan": "plans", "tender": "tenders", "matter": "matters"}


def numbers(room: Room) -> list[str]:
    """Addresses by the record's own numbers of things, which are other numbers, or none, to a viewer."""
    session = room._session
    assert session is not None
    return [
        f"/desk/{page}/{number}"
        for page, table in TABLES.items()
        for number in list(getattr(session.world, table))[-3:]
    ]


def starts(viewer: str) -> list[Probe]:
    """Where a viewer begins to look."""
    kind = viewer if viewer in STARTS else "seat"
    searches = {"seat": "/desk/search?q=", OBSERVER: "/observe/record?q=", WALL: ""}[kind]
    found = [
        *STARTS[kind],
        *PROGRAMS,
        *(f"{searches}{word}".replace("=1+1", "%3D1%2B1") for word in WORDS if searches),
    ]
    if kind == "seat":
        found += [f"/{page}/{number}" for page in ABSENT for number in (97, 10_301, 999_999)]
    after = (
        []
        if kind == WALL
        else [Probe("GET", "/feedback", stage="feedback"), Probe("GET", "/", stage="feedback")]
    )
    film = [Probe("GET", STARTS[kind][0], stage=stage) for stage in ("doors", "film", "closed")]
    return [*(Probe("GET", path) for path in found), *after, *film]


def shape(path: str) -> str:
    """What an address has in common with others of its kind."""
    return re.sub(r"=[^&]*", "=", re.sub(r"\d+", "#", path))


def followed(
    inside: Inside, room: Room, viewer: str, last: int = LAST, share: int = 1
) -> dict[Probe, Answer]:
    """Every page that a viewer can reach by links, from where it begins; of each shape the first few, and every move's form.

    With a `share` above 1 only each so manieth of the moves' forms.
    """
    answers: dict[Probe, Answer] = {}
    waiting = starts(viewer)
    if viewer not in STARTS:
        waiting += [Probe("GET", path) for path in numbers(room)]
    shapes: dict[str, int] = {}
    while waiting:
        probe = waiting.pop(0)
        if probe in answers:
            continue
        answer = answers[probe] = inside.asked(room, viewer, probe)
        if probe.stage != "play" or not answer.body.lstrip().startswith("<"):
            continue
        for path in dict.fromkeys(LINK.findall(answer.body)):
            path = path.replace("&amp;", "&")
            kind = shape(path)
            form = kind.startswith("/desk/do/") and zlib.crc32(kind.encode()) % share
            if (
                path.startswith(ELSEWHERE)
                or form
                or shapes.get(kind, 0) >= last
                or Probe("GET", path) in answers
            ):
                continue
            shapes[kind] = shapes.get(kind, 0) + 1
            waiting.append(Probe("GET", path))
    return answers


# ---- moves ------------------------------------------------------------------------------------------------------


def moves(inside: Inside, room: Room, viewer: str, how_many: int, seed: int) -> list[Probe]:
    """Moves of a seat at random, as forms and as JSON, from what it sees: permitted ones and others, well made and not."""
    random, view = Random(seed), room.view(viewer)
    names = [name for name, move in catalogue().moves.items() if not move.control]
    permitted = [name for name in view.permitted() if name in names]
    found = []
    for number in range(how_many):
        move = catalogue().moves[random.choice(permitted if permitted and random.random() < 0.8 else names)]
        ask = random_ask(view, move, random)
        if number % 3:
            found.append(Probe("POST", f"/api/moves/{move.name}", json=json.dumps(as_sent(plain(ask)))))
        else:
            rows = tuple((name, value) for name, values in data_of(ask).items() for value in values)
            marks = (("key", "a-key-of-a-form"), ("seen", str(len(view.events))), ("confirm", "yes"))
            found.append(Probe("POST", f"/desk/do/{move.name}", (*rows, *marks)))
    return found


def as_sent(value: Any) -> Any:
    """A plain ask as a program writes it: what is left out is not sent, and the terms of a clause are an object."""
    if isinstance(value, dict):
        kept = {name: as_sent(each) for name, each in value.items() if each is not None and each != ()}
        if "terms" in kept and not isinstance(kept["terms"], dict):
            kept["terms"] = dict(kept["terms"])
        return kept
    return [as_sent(each) for each in value] if isinstance(value, list | tuple) else value


HIDDEN = HIDDEN_REASON.why.rstrip(".")


def tells_no_more(one: Answer, other: Answer) -> bool:
    """Whether two answers to a move are the same, or one of them says that it is not possible now and not why.

    The play itself lets that much through: a move that only something hidden stands in the way of is refused in just these words.
    """
    return one == other or any(each.status == 409 and HIDDEN in each.body.lower() for each in (one, other))
