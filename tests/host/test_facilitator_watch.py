"""What the board tells: missing, silent, waiting, overloaded, never approached, and who wrote to whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shirehall.host.facilitator import watch
from shirehall.play.moves.asking import Answer, AskFor, Defer
from shirehall.play.moves.message import Message
from shirehall.play.moves.steering_seats import GiveSeat
from tests.play.county import OpenDay

LEAD = "control.moderator"


def look(
    day: OpenDay,
    at: int = 0,
    online: tuple[str, ...] = (),
    joined: tuple[str, ...] = (),
    attention: float = 20,
) -> watch.Board:
    view = day.session.view(LEAD, max(at, day.session.world.at))
    return watch.board(view, dict.fromkeys(online, 1), joined, attention)


def seat(board: watch.Board, name: str) -> watch.SeatNow:
    return next(one for one in board.seats if one.id == name)


def test_what_was_asked_waits_until_the_body_answers_and_to_put_off_is_no_answer() -> None:
    day = OpenDay()
    asked = day.done(
        "saltmere.chair",
        AskFor(to=("buft.chief",), wants="information", text="How many beds are empty?"),
        at=2,
    )
    assert [(one.body, one.asker, one.minutes) for one in look(day, 9).waiting] == [("buft", "saltmere", 7)]
    day.done("buft.chief", Defer(request=day.local("buft.chief", asked), text="Later."), at=10)
    assert len(look(day).waiting) == 1
    day.done("buft.chief", Answer(request=day.local("buft.chief", asked), text="None."), at=12)
    board = look(day)
    assert board.waiting == ()
    assert (seat(board, "buft.chief").unanswered, seat(board, "buft.chief").delay) == (0, 10.0)


@pytest.mark.requirement("PAC-02")
def test_backlog_unanswered_share_and_delay_stand_by_seat_and_overload_is_seen() -> None:
    day = OpenDay()
    numbers = [
        day.done(asker, AskFor(to=("nhscb.regional",), wants="advice", text=f"Question {n}?"), at=n)
        for n, asker in enumerate(
            ("saltmere.chair", "holmewold.chair", "marlbridge.chair", "lindenvale.chair"), 1
        )
    ]
    day.done("nhscb.regional", Answer(request=day.local("nhscb.regional", numbers[0]), text="Yes."), at=7)
    board = look(day, attention=10)
    one = seat(board, "nhscb.regional")
    assert (one.received, one.open, one.unanswered, one.delay) == (4, 3, 75, 6.0)
    assert one.asked_minutes == 4 * day.session.catalogue.moves["answer"].minutes
    assert one.overloaded and one in board.those("overloaded")
    assert not seat(look(day, attention=20), "nhscb.regional").overloaded
    assert not seat(board, "saltmere.chair").overloaded


def filled(day: OpenDay, name: str) -> None:
    from shirehall.play.moves.steering_seats import GiveSeat

    day.done(LEAD, GiveSeat(seat=name, to="person"), at=day.at)


def test_a_person_who_never_came_is_missing_and_one_whose_browser_is_gone_is_offline() -> None:
    day = OpenDay()
    for name in ("buft.chief", "buft.finance", "buft.medical"):
        filled(day, name)
    board = look(day, online=("buft.chief",), joined=("buft.chief", "buft.finance"))
    assert [one.id for one in board.those("missing")] == ["buft.medical"]
    assert [one.id for one in board.those("offline")] == ["buft.finance"]
    assert not seat(board, "bct.chief").missing, "nobody is to sit there"


def test_silence_is_counted_in_minutes_of_play_from_the_last_act() -> None:
    day = OpenDay()
    filled(day, "buft.chief")
    day.done("buft.chief", Message(to=("bct.chief",), text="Shall we talk?"), at=3)
    came = ("buft.chief",)
    assert not seat(look(day, 12, joined=came), "buft.chief").silent
    assert seat(look(day, 13, joined=came), "buft.chief").quiet == watch.SILENT_AFTER
    assert seat(look(day, 13, joined=came), "buft.chief").silent
    missing = seat(look(day, 13), "buft.chief")
    assert missing.missing and not missing.silent, "nobody came: nobody is silent"
    assert not seat(look(day, 13), "bct.chief").silent, "no person sits there"


def test_whom_nobody_addressed_by_name_was_never_approached() -> None:
    day = OpenDay()
    before = look(day).never
    assert "healthwatch" in before and "control" not in before and "public" not in before
    day.done("saltmere.chair", Message(to=("healthwatch.chair",), text="Good morning."), at=1)
    day.done("saltmere.chair", Message(to=("saltmere.finance",), text="Only us."), at=2)
    assert set(before) - set(look(day).never) == {"healthwatch"}


def test_the_matrix_counts_each_act_once_for_each_body_and_puts_the_busiest_first() -> None:
    day = OpenDay()
    say: Callable[..., int] = lambda who, *to: day.done(who, Message(to=to, text="Word."))  # noqa: E731
    say("saltmere.chair", "buft.chief", "buft.finance", "bct.chief")
    say("saltmere.finance", "buft.chief")
    say("buft.chief", "saltmere.chair")
    found = watch.matrix(day.session.view(LEAD))
    assert dict(found.counts) == {("saltmere", "buft"): 2, ("saltmere", "bct"): 1, ("buft", "saltmere"): 1}
    assert [body for body, _ in found.bodies][:3] == ["saltmere", "buft", "bct"]
    assert (found.sent["saltmere"], found.received["buft"]) == (3, 2)


def test_a_seat_that_was_just_given_to_a_person_is_not_silent_for_the_whole_day() -> None:
    day = OpenDay()
    day.done(LEAD, GiveSeat(seat="buft.chief", to="person"), at=75)
    came = ("buft.chief",)
    assert seat(look(day, 76, joined=came), "buft.chief").quiet == 1
    assert not seat(look(day, 84, joined=came), "buft.chief").silent
    assert seat(look(day, 85, joined=came), "buft.chief").silent


def test_what_lies_with_a_body_in_the_same_words_stands_once_with_how_often() -> None:
    day = OpenDay()
    ask = AskFor(to=("buft.chief",), wants="information", text="How many beds are empty?")
    day.done("saltmere.chair", ask, at=2)
    day.done("saltmere.chair", ask, at=4)
    [(one, times)] = look(day, 9).longest(6)
    assert (one.minutes, times) == (7, 2)
