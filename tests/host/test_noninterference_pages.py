"""G11 at the host: whatever differs only where a viewer may not see, the viewer is answered the same bytes, everywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from shirehall.host.house import House
from shirehall.host.live import LiveDay
from shirehall.host.room import Room
from shirehall.play.record.event import Event
from shirehall.play.session import Session
from shirehall.play.view import OBSERVER, WALL
from shirehall.study.notebook.entry import Writing
from shirehall.study.notebook.feedback import answer_from
from shirehall.study.notebook.note import Note, body_of
from tests.host.leaks import BESIDE, LEAKS, STREAM, Leak, surfaces
from tests.host.probes import HIDDEN, STARTS, followed, moves, tells_no_more
from tests.host.twins import Answer, Inside, Probe, hidden, masked, played
from tests.play.test_noninterference import TWINS, nothing_hidden, other_content, other_hidden_fields
from tests.record.programs import SOAK

MANY = "buft.chief"
"""The seat that is asked for every move's form; of the others each fifth form is asked for."""
VIEWERS = (MANY, "saltmere.chair", "healthwatch.chair", "wrenby.matron", OBSERVER, WALL)
"""Seats of different bodies, one that never did anything, an observer, the wall."""
TELLING = 5
"""The day on which every planted leak has something to tell."""
SEEDS = range(3, 9) if SOAK else (TELLING,)
APART = 11
"""A leak is looked for on questions that stand so far apart first: those that stand together are alike."""
MOVES = {MANY: 240 if SOAK else 50}
KINDS = {
    "changed": other_content,
    "dropped": nothing_hidden,
    **({t.__name__: t for t in TWINS} if SOAK else {}),
}


@dataclass
class Days:
    """A played day behind a host, its twins for each viewer, and what each viewer is answered of it."""

    inside: Inside
    events: tuple[Event, ...]
    day: Room
    twins: dict[tuple[str, str], tuple[tuple[Event, ...], Room]] = field(default_factory=dict)
    usual: dict[str, dict[Probe, Answer]] = field(default_factory=dict)

    def twin(self, viewer: str, kind: str) -> tuple[tuple[Event, ...], Room]:
        """A twin: what is hidden changed or dropped, and hidden fields of what is seen varied besides."""
        if (viewer, kind) not in self.twins:
            made = other_hidden_fields(KINDS[kind](self.events, viewer, Random(1)), viewer, Random(2))
            self.twins[viewer, kind] = made, self.inside.room(made)
        return self.twins[viewer, kind]

    def asked(self, viewer: str) -> dict[Probe, Answer]:
        """All that a viewer asks, and what the day answers."""
        if viewer not in self.usual:
            found = followed(self.inside, self.day, viewer, share=1 if viewer == MANY or SOAK else 5)
            for probe in (
                [] if viewer in STARTS else moves(self.inside, self.day, viewer, MOVES.get(viewer, 20), 5)
            ):
                found[probe] = self.inside.asked(self.day, viewer, probe)
            self.usual[viewer] = found
        return self.usual[viewer]

    def told_apart(self, viewer: str, kind: str, asked: dict[Probe, Answer]) -> list[str]:
        """The questions that a twin answers otherwise."""
        _, room = self.twin(viewer, kind)
        return [
            probe.path
            for probe, answer in asked.items()
            if differs(probe, answer, self.inside.asked(room, viewer, probe))
        ]


def differs(probe: Probe, one: Answer, other: Answer) -> bool:
    """Whether two answers to a question tell more than they may."""
    return not tells_no_more(one, other) if probe.method == "POST" else one != other


def days_of(folder: Path, seed: int) -> Days:
    events = played(seed, 160)
    inside = Inside(folder, events[-1].at + 1)
    return Days(inside, events, inside.room(events))


@pytest.fixture(scope="module", params=SEEDS)
def days(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    made = days_of(tmp_path_factory.mktemp("twins"), request.param)
    yield made
    made.inside.close()


def test_the_played_day_is_one_on_which_there_is_something_to_hide(days: Days) -> None:
    kinds = {event.kind for event in days.events if event.origin in ("person", "facilitator")}
    assert len(kinds) > 25
    for viewer in VIEWERS:
        unseen = sum(hidden(event, viewer) for event in days.events)
        assert unseen > (5 if viewer == OBSERVER else 100), viewer


def test_what_is_asked_reaches_every_part_of_the_desk(days: Days) -> None:
    asked = days.asked(MANY)
    parts = {re.sub(r"[^/]*\d+$", "#", probe.path.split("?")[0]) for probe in asked}
    wanted = {"/desk", "/desk/threads", "/desk/thread/#", "/desk/event/#", "/desk/agreement/#", "/desk/tender/#", "/desk/papers",
              "/desk/paper/#", "/desk/search", "/desk/figures", "/desk/model", "/desk/people", "/desk/rules", "/desk/calendar",
              "/desk/acts", "/desk/record.json", "/desk/record.csv", "/api/view", "/api/moves", "/poll", "/feedback"}  # fmt: skip
    assert wanted <= parts, wanted - parts
    assert sum(probe.path.startswith("/desk/do/") and probe.method == "GET" for probe in asked) > 50
    statuses = Counter(answer.status for probe, answer in asked.items() if probe.method == "POST")
    assert statuses[200] + statuses[303] > 5, "some moves are made"
    assert statuses[409] > 5, "some are refused"


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_page_list_search_count_export_and_error_is_the_same(
    days: Days, viewer: str, kind: str
) -> None:
    assert days.told_apart(viewer, kind, days.asked(viewer)) == []


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_stream_brings_the_same_bytes(days: Days, viewer: str) -> None:
    usual = days.inside.streamed(days.events, viewer)
    assert usual.count("event: news") > 20 or viewer == WALL
    for kind in KINDS:
        twin, _ = days.twin(viewer, kind)
        assert days.inside.streamed(twin, viewer) == usual, kind


def test_what_is_not_there_and_what_cannot_be_seen_are_answered_alike(days: Days) -> None:
    answers: dict[str, set[tuple[int, str]]] = {}
    for probe, answer in days.asked(MANY).items():
        found = re.fullmatch(r"/desk/(agreement|tender|plan|matter)/(\d+)", probe.path)
        if found and answer.status == 404:
            answers.setdefault(found[1], set()).add((answer.status, answer.body))
    assert len(answers) == 4
    assert all(len(each) == 1 for each in answers.values())


def test_the_model_is_asked_with_what_the_seat_sees_and_nothing_else(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = asked_of_the_model(days, monkeypatch)
    assert orders[0] == orders[1] == orders[2]
    assert len(orders[0][3]) == len(days.day.view(MANY).events)


def asked_of_the_model(days: Days, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What goes to the analyst's process when a seat asks, on the day and on its twins."""

    class Question:
        id = 1
        detail = {"seat": MANY}

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Question)

    class Heard:
        def __init__(self) -> None:
            self.orders: list[tuple[object, ...]] = []

        def answer(self, order: tuple[object, ...], *_told: object) -> None:
            self.orders.append(order)

    heard = Heard()
    for room in (days.day, *(days.twin(MANY, kind)[1] for kind in ("changed", "dropped"))):
        live = room._beats
        assert isinstance(live, LiveDay)
        monkeypatch.setattr(live, "analyst", heard)
        session = room._session
        assert session is not None
        live._have_answered(session, Question(), days.inside.at)  # type: ignore[arg-type]
    return heard.orders


# ---- the leaks --------------------------------------------------------------------------------------------------


def found(days: Days, leak: Leak) -> bool:
    """Whether the test finds a leak: on the same questions as above, those first that are asked on its surfaces."""
    if STREAM in leak.where:
        usual = days.inside.streamed(days.events, leak.viewer)
        if any(days.inside.streamed(twin, leak.viewer) != usual
               for twin in (days.twin(leak.viewer, kind)[0] for kind in ("changed", "dropped"))):  # fmt: skip
            return True
    probes = surfaces(list(days.asked(leak.viewer)), leak.where)
    for probe in (probe for start in range(APART) for probe in probes[start::APART]):
        usual_answer = days.inside.asked(days.day, leak.viewer, probe)
        for kind in ("changed", "dropped"):
            _, room = days.twin(leak.viewer, kind)
            if differs(probe, usual_answer, days.inside.asked(room, leak.viewer, probe)):
                return True
    return False


def test_at_least_twenty_five_leaks_are_planted() -> None:
    assert len(LEAKS) >= 25
    assert len({leak.plant for leak in LEAKS}) == len(LEAKS)


@pytest.mark.parametrize("days", [TELLING], indirect=True, scope="module")
@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_each_planted_leak_is_found(days: Days, leak: Leak, monkeypatch: pytest.MonkeyPatch) -> None:
    days.asked(leak.viewer)
    for kind in ("changed", "dropped"):
        days.twin(leak.viewer, kind)
    days.inside.enter(days.day)
    leak.plant(monkeypatch, days.inside)
    assert found(days, leak)


def test_a_leak_to_the_model_is_found(days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Session.view
    monkeypatch.setattr(Session, "view", lambda self, _seat, at=None: seen(self, "control.moderator", at))
    orders = asked_of_the_model(days, monkeypatch)
    assert not orders[0] == orders[1] == orders[2]


# ---- what is kept beside the record -----------------------------------------------------------------------------


@dataclass
class Beside:
    """Two hosts of one day: in the loud one others have names, drafts, private notes, observers' notes, answers."""

    quiet: Inside
    loud: Inside
    rooms: tuple[Room, Room]
    usual: dict[str, list[Probe]] = field(default_factory=dict)

    def asked(self, viewer: str) -> list[Probe]:
        """All that a viewer asks."""
        if viewer not in self.usual:
            self.usual[viewer] = list(followed(self.quiet, self.rooms[0], viewer, share=8))
        return self.usual[viewer]

    def told_apart(self, viewer: str, asked: Sequence[Probe]) -> list[str]:
        """The questions that the loud host answers otherwise."""
        pairs = (
            (p.path, self.quiet.asked(self.rooms[0], viewer, p), self.loud.asked(self.rooms[1], viewer, p))
            for p in asked
        )
        return [path for path, one, other in pairs if one != other]


def make_loud(inside: Inside) -> None:
    """What others keep for themselves: names without consent, drafts, notes, answers; an observer's notes come last."""
    house = inside.house
    for seat in ("saltmere.chair", "healthwatch.chair"):
        person = house.register.add_person(seat, f"Canary {seat}")
        house.register.agree(person.number, False, "1")
        for form in ("notes", "feedback", "day:message", "day:asked.17", "day:free-move"):
            house.drafts.keep(seat, form, {"text": ["canary in a draft"], "words:f-rules": ["canary"]})
    said = Writing(
        kind="answer", author="saltmere.chair", origin="player", key="an-answer:0", body=answered(house)
    )
    house.notebook.write(said, LABEL)


LABEL = "2030-01-01T00:00:00Z"


def answered(house: House) -> dict[str, Any]:
    """Another's answer to the pack's first question."""
    question = next(each for each in house.patch.feedback if each.answer != "scale")
    return answer_from(question, {"words": "canary in an answer"}, None)


def note(inside: Inside) -> None:
    """A note of another observer's; written once, however often this is called."""
    body = body_of(Note(action="canary in a note", tables=("buft",)))
    inside.house.notebook.write(
        Writing(kind="note", author="observer.99", origin="observer", key="a-note", body=body), LABEL
    )


@pytest.fixture(scope="module")
def two_hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    events = played(11, 60)
    quiet, loud = (Inside(tmp_path_factory.mktemp("beside"), events[-1].at + 1) for _ in range(2))
    for viewer in VIEWERS:
        assert quiet.token(viewer) != loud.token(viewer)
    make_loud(loud)
    yield Beside(quiet, loud, (quiet.room(events), loud.room(events)))
    quiet.close()
    loud.close()


def test_what_others_keep_beside_the_record_is_seen_by_nobody(two_hosts: Beside) -> None:
    assert two_hosts.told_apart(OBSERVER, two_hosts.asked(OBSERVER)) == [], (
        "observers see notes of other observers, and nothing else"
    )
    note(two_hosts.loud)
    for viewer in (MANY, "wrenby.matron", WALL):
        assert two_hosts.told_apart(viewer, two_hosts.asked(viewer)) == [], viewer


@pytest.mark.parametrize("leak", BESIDE, ids=lambda leak: leak.name)
def test_each_leak_from_beside_the_record_is_found(
    two_hosts: Beside, leak: Leak, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(two_hosts.loud)
    asked = surfaces(two_hosts.asked(leak.viewer), leak.where)
    for inside in (two_hosts.quiet, two_hosts.loud):
        with monkeypatch.context() as patch:
            leak.plant(patch, inside)
            answers = [
                inside.asked(two_hosts.rooms[inside is two_hosts.loud], leak.viewer, probe) for probe in asked
            ]
        if inside is two_hosts.quiet:
            usual = answers
    assert usual != answers


# ---- what is masked ---------------------------------------------------------------------------------------------


def test_only_marks_made_anew_for_each_answer_are_masked() -> None:
    nonce, mark, key = "A" * 22, "0f" * 40, "k" * 24
    text = f'<script nonce="{nonce}"></script><input name="csrf" value="{mark}"><input name="key" value="{key}">\'nonce-{nonce}\''
    assert not any(each in masked(text) for each in (nonce, mark, key))
    kept = (
        f'{nonce} {mark} {key} {HIDDEN} name="seen" value="{key}" data-nonce="{nonce}" id: day.17 minute 112'
    )
    assert masked(kept) == kept
