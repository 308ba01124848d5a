"""The same mind beside people: it answers when addressed, waits its turn, never piles on, and keeps the pace that is set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from shirehall.play.catalogue import gathered
from shirehall.play.fields import Ask, Minutes, SeatRef, Text
from shirehall.play.months import Umpire
from shirehall.play.moves.asking import AskFor
from shirehall.play.moves.message import Message
from shirehall.play.notices.opening import opening
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.runners import NoCounty
from shirehall.play.session import Session
from shirehall.players.cast import cast
from shirehall.players.driver import PACES, Driver
from tests.players.helpers import county, usual_year

PERSON = "saltmere.chair"
TEAM = tuple(seat.id for seat in county().active_seats if seat.organisation == "buft")


def a_month(
    pace: str = "usual", asks: Mapping[int, Ask] | None = None, scripts: str = "buft", months: int = 1
) -> list[Event]:
    """What happens in a month or more in which one body's seats are scripts and a person asks something at some minutes."""
    patch = county()
    players, labels = cast(patch, {scripts: "script"})
    session = Session(MemoryStore(), gathered())
    for draft in opening(patch, {**labels, PERSON: "person"}, {"seed": 1}):
        session.commit([draft], at=0)
    driver = Driver(session, Umpire(patch, 1), NoCounty(), players)
    driver.seat_everyone()
    driver.set_pace(PACES[pace], 0)
    for at in range(months * 20 - 1):
        driver.umpire.tick(session, at)
        if asks and at in asks:
            driver.rouse(session.submit(PERSON, asks[at], at=at, origin="person").events, at)
        driver.wake_those_due(at)
        if at == session.world.clock.ends - 1:
            driver.umpire.close_month(session, driver.runner)
    return list(session.events)


def question(*seats: str) -> Ask:
    return AskFor(
        to=tuple(SeatRef(s) for s in seats),
        wants="information",
        within=Minutes(15),
        text=Text("How do you stand?"),
    )


def letter(*seats: str) -> Ask:
    return Message(to=tuple(SeatRef(s) for s in seats), text=Text("We should like to talk about the winter."))


def answers(
    events: list[Event], kinds: tuple[str, ...] = ("answered", "withheld", "deferred")
) -> list[Event]:
    return [e for e in events if e.kind in kinds and PERSON in e.addressees]


def test_a_script_answers_a_person_who_asks_even_when_it_begins_nothing_of_itself() -> None:
    for pace in ("usual", "when-asked"):
        found = answers(a_month(pace, {2: question(TEAM[0])}))
        assert [e.seat for e in found] == [TEAM[0]]
        assert found[0].at > 2, "nobody answers in the minute in which he is asked"


def test_a_script_answers_a_persons_letter_with_one_line() -> None:
    found = answers(a_month("when-asked", {2: letter(TEAM[1])}, months=2), ("message-sent",))
    assert [e.seat for e in found] == [TEAM[1]] and found[0].in_reply_to is not None


def test_colleagues_written_to_together_do_not_all_answer() -> None:
    asked = a_month("usual", {2: question(*TEAM)}, months=2)
    assert len(answers(asked)) == 1
    wrote = a_month("usual", {2: letter(*TEAM)}, months=2)
    assert len([e for e in answers(wrote, ("message-sent",)) if e.in_reply_to is not None]) == 1


def test_in_a_whole_year_no_body_answers_one_question_twice() -> None:
    world = usual_year().session.world
    for request in world.requests.values():
        by_body = Counter(
            world.organisation_of(seat) for seat, (kind, _) in request.replies.items() if kind == "answered"
        )
        assert all(times == 1 for times in by_body.values())


def test_the_pace_that_is_set_is_how_much_scripts_begin() -> None:
    def begun(pace: str) -> int:
        return sum(1 for e in a_month(pace, scripts="*", months=2) if e.seat)

    none, slow, usual, brisk = (begun(pace) for pace in PACES)
    assert none == 0 < slow < usual < brisk


def test_a_pace_taken_up_again_wakes_those_who_rested() -> None:
    patch = county()
    players, labels = cast(patch, {"buft": "script"})
    session = Session(MemoryStore(), gathered())
    for draft in opening(patch, labels, {"seed": 1}):
        session.commit([draft], at=0)
    driver = Driver(session, Umpire(patch, 1), NoCounty(), players)
    driver.seat_everyone()
    driver.set_pace(PACES["when-asked"], 0)
    assert min(h.wakes_at for h in driver.holders.values()) > 10_000
    driver.set_pace(PACES["usual"], 5)
    assert max(h.wakes_at for h in driver.holders.values()) <= 15
