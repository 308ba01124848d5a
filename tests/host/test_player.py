"""The player's desk over HTTP: what awaits an answer, moves as forms, drafts, what others never see."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shirehall.host.drafts import Drafts
from shirehall.host.limits import Acts
from shirehall.play.catalogue import gathered
from shirehall.play.months import figures_event
from tests.host.helpers import Browser, Running, running, until

MOVES = sorted(name for name, move in gathered().moves.items() if not move.control)
NONCE = re.compile(
    r'nonce="[^"]*"|name="key" value="[^"]*"|(?:content|value)="[0-9a-f]{60,}"|data-seconds-left="[^"]*"|>\d+:\d\d<'
)
"""What differs between any two answers: marks of forms and scripts, and the seconds."""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A day in play on which nobody acts but the tests, each seat as often as it likes (how often it may: `test_limits.py`)."""
    with running(tmp_path_factory.mktemp("day"), seconds_a_month=3600.0) as host:
        host.house.acts = Acts(time.monotonic, a_second=1000.0, burst=1000.0)
        host.to("doors")
        host.to("play")
        yield host


@pytest.fixture(scope="module")
def chief(day: Running) -> Browser:
    return day.browser("seat", "buft.chief")


@pytest.fixture(scope="module")
def chair(day: Running) -> Browser:
    return day.browser("seat", "saltmere.chair")


def marks(page: str) -> dict[str, str]:
    """The marks that a form on a page carries."""
    found = dict(re.findall(r'<input type="hidden" name="(key|seen|draft|back)" value="([^"]*)"', page))
    return {name: html.unescape(value) for name, value in found.items()}


def sends(browser: Browser, move: str, data: dict[str, Any], path: str = "", **more: Any) -> Any:
    """Open a move's form and send it, filled in."""
    shown = browser.get(path or f"/desk/do/{move}")
    assert shown.status_code == 200, shown.text
    return posts(browser, f"/desk/do/{move}", {**marks(shown.text), **data}, **more)


def posts(browser: Browser, path: str, form: dict[str, Any], **more: Any) -> Any:
    """Send a form."""
    return browser.post(path, form, **more)


def made(browser: Browser, move: str, data: dict[str, Any]) -> int:
    """Make a move that must be made, confirmed where it asks; the number of its event for the seat."""
    answer = sends(browser, move, data)
    if answer.status_code == 200 and 'name="confirm"' in answer.text:
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text)
        again = {name: html.unescape(value) for name, value in hidden}
        answer = posts(browser, f"/desk/do/{move}", {**again, **data, "confirm": "yes"})
    assert answer.status_code == 303, answer.text[-3000:]
    return int(re.search(r"/desk/event/(\d+)", answer.headers["location"])[1])  # type: ignore[index]


def events(day: Running, seat: str, *kinds: str) -> list[Any]:
    """What a seat has seen of some kinds."""
    return [e for e in day.house.room.view(seat).events if not kinds or e.kind in kinds]


def agreement(day: Running, chief: Browser, title: str, to: str = "saltmere") -> int:
    """Propose an agreement; the proposer's own number of it."""
    made(
        chief, "propose", {"to": to, "title": title, "clauses.0.words": f"{title}: as we said", "start": "2"}
    )
    return next(a.id for a in day.house.room.view("buft.chief").world.agreements.values() if a.title == title)


def known_as(day: Running, seat: str, title: str) -> int:
    """A seat's own number of an agreement."""
    return next(a.id for a in day.house.room.view(seat).world.agreements.values() if a.title == title)


# ---- pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("move", MOVES)
def test_every_move_has_its_form_and_an_empty_one_is_answered_in_words(chief: Browser, move: str) -> None:
    answer = sends(chief, move, {})
    assert answer.status_code in (200, 303, 409, 422), (answer.status_code, answer.text)
    if answer.status_code == 422:
        summary = re.search(r'nhsuk-error-summary__list">(.*?)</ul>', answer.text, re.S)
        assert summary
        for target in re.findall(r'href="#([^"]+)"', summary[1]):
            assert f'id="{target}"' in answer.text, target
    strange = {
        "to": ["nobody", "\u202e"],
        "start": "9" * 30,
        "clauses.0.mechanism": "loan",
        "lines.5.pence": "½",
        "sum": "£",
    }
    assert sends(chief, move, strange).status_code in (200, 303, 409, 422)


@pytest.mark.parametrize("path", ["event", "thread", "paper", "agreement", "plan", "tender", "matter"])
def test_what_is_not_there_and_what_is_not_seen_are_answered_alike(
    day: Running, chief: Browser, chair: Browser, path: str
) -> None:
    made(
        chair,
        "propose",
        {"to": "marlbridge", "title": "A quiet word", "clauses.0.words": "Hush", "start": "2"},
    )
    hidden = len(events(day, "saltmere.chair")) + 400
    told = [NONCE.sub("", chief.get(f"/desk/{path}/{number}").text) for number in (hidden, 99_999_999)]
    assert told[0] == told[1]
    assert chief.get(f"/desk/{path}/{hidden}").status_code == 404
    assert "A quiet word" not in told[0]


def test_facilitators_moves_are_not_there_for_players(chief: Browser) -> None:
    assert chief.get("/desk/do/skip-month").status_code == 404
    assert chief.post("/desk/do/skip-month", {}).status_code == 404
    assert chief.get("/desk/do/no-such-move").status_code == 404
    assert "skip-month" not in chief.get("/desk/do").text


# ---- moves ------------------------------------------------------------------------------------------------------


def test_a_double_tap_counts_once_and_is_answered_alike(day: Running, chief: Browser) -> None:
    shown = chief.get("/desk/do/message")
    form = {**marks(shown.text), "to": "saltmere.chair", "text": "Once is enough"}
    first, second = (posts(chief, "/desk/do/message", form) for _ in range(2))
    assert (first.status_code, first.headers["location"]) == (second.status_code, second.headers["location"])
    assert (
        len([e for e in events(day, "saltmere.chair", "message-sent") if e.body["text"] == "Once is enough"])
        == 1
    )
    other = posts(chief, "/desk/do/message", {**form, "text": "Something else"})
    assert other.status_code == 409
    assert "Something else" in other.text


def test_a_refused_move_says_why_and_who_could_change_it_and_keeps_the_words(
    day: Running, chief: Browser
) -> None:
    nurse = day.browser("seat", "bct.nursing")
    answer = sends(nurse, "message", {"to": "bct.nursing", "text": "We speak for all"})
    assert answer.status_code == 409
    assert "Who could change that" in answer.text
    assert "We speak for all" in answer.text
    assert len(events(day, "bct.nursing", "move-refused")) == 1
    kept = nurse.get("/desk/do/message").text
    assert "We speak for all" in kept
    assert "Write a message" in nurse.get("/desk/do").text.split("Begun and not sent")[1]
    assert marks(answer.text)["key"] != marks(kept).get("key")


def test_all_that_is_wrong_is_told_at_once_and_the_words_are_kept(chief: Browser) -> None:
    answer = sends(
        chief,
        "propose",
        {"title": "", "clauses.0.mechanism": "loan", "clauses.0.term.pounds": "lots", "text": "kept words"},
    )
    assert answer.status_code == 422
    for said in ("Choose: to whom.", "Fill in: title.", "Enter a sum in pounds", "Lender is missing"):
        assert said in answer.text, said
    assert "kept words" in answer.text
    again = chief.get("/desk/do/propose").text
    assert "kept words" in again
    assert 'value="lots"' in again


def test_another_row_and_the_terms_of_a_mechanism_come_without_scripts(chief: Browser) -> None:
    shown = chief.get("/desk/do/propose")
    answer = chief.post(
        "/desk/do/propose", {**marks(shown.text), "clauses.0.mechanism": "loan", "more": "clauses"}
    )
    assert answer.status_code == 200
    assert 'name="clauses.0.term.lender"' in answer.text
    assert 'name="clauses.1.words"' in answer.text


def test_signing_asks_to_confirm_and_asks_again_when_the_text_changed(day: Running, chief: Browser) -> None:
    agreement(day, chief, "Winter beds", to="bigment")
    seat = "bigment.chief"
    other = day.browser("seat", seat)
    number = known_as(day, seat, "Winter beds")
    first = sends(other, "sign", {"agreement": str(number)}, path=f"/desk/do/sign?agreement={number}")
    assert first.status_code == 200
    assert "You are about to sign" in first.text
    assert "as we said" in first.text
    assert not events(day, seat, "signed")
    confirm = {**marks(first.text), "agreement": str(number), "confirm": "yes"}
    mine = known_as(day, "buft.chief", "Winter beds")
    made(chief, "counter", {"agreement": str(mine), "clauses.0.words": "Only six beds", "start": "2"})
    second = other.post("/desk/do/sign", confirm)
    assert second.status_code == 409
    assert "It changed while you were here" in second.text
    assert "Only six beds" in second.text
    assert not events(day, seat, "signed")
    third = other.post("/desk/do/sign", {**marks(second.text), "agreement": str(number), "confirm": "yes"})
    assert third.status_code == 303, third.text
    assert len(events(day, seat, "signed")) == 1


def test_what_awaits_an_answer_is_on_the_desk_until_it_is_answered(
    day: Running, chief: Browser, chair: Browser
) -> None:
    made(chief, "ask", {"to": "saltmere.chair", "text": "How many beds do you need?", "wants": "information"})
    desk = chair.get("/desk").text
    assert "How many beds do you need?" in desk
    link = re.search(r'href="(/desk/do/answer\?request=\d+)"', desk)
    assert link
    answer = sends(
        chair, "answer", {**dict([link[1].split("?")[1].split("=")]), "text": "Thirty."}, path=link[1]
    )
    assert answer.status_code == 303
    assert "How many beds do you need?" not in chair.get("/desk/_waiting").text
    assert "Thirty." in chief.get(f"/desk/event/{events(day, 'buft.chief', 'answered')[-1].seq}").text


def test_replies_are_sent_in_place_and_stand_in_their_exchange(
    day: Running, chief: Browser, chair: Browser
) -> None:
    made(chief, "message", {"to": "saltmere.chair", "text": "Shall we meet?"})
    number = events(day, "saltmere.chair", "message-sent")[-1].seq
    page = chair.get(f"/desk/thread/{number}").text
    form = {**marks(page), "to": "buft.chief", "in_reply_to": str(number), "text": "Gladly."}
    answer = chair.post("/desk/do/message", form)
    assert answer.headers["location"].startswith(f"/desk/thread/{number}?sent=")
    after = chair.get(answer.headers["location"]).text
    assert "Gladly." in after
    assert '<meta name="sent"' in after
    theirs = events(day, "buft.chief", "message-sent")[-1]
    assert "Gladly." in chief.get(f"/desk/thread/{theirs.seq}").text


def test_undo_is_a_withdrawal_that_whoever_heard_it_sees(
    day: Running, chief: Browser, chair: Browser
) -> None:
    made(chief, "message", {"to": "saltmere.chair", "text": "I take this back soon"})
    acts = chief.get("/desk/acts").text
    link = re.search(r'href="(/desk/do/withdraw-words\?words=(\d+))"', acts)
    assert link
    answer = sends(chief, "withdraw-words", {"words": link[2]}, path=link[1])
    assert answer.status_code == 303
    theirs = next(
        e.seq
        for e in events(day, "saltmere.chair", "message-sent")
        if e.body["text"] == "I take this back soon"
    )
    shown = chair.get(f"/desk/thread/{theirs}").text
    assert "Withdrawn" in shown
    assert "I take this back soon" in shown
    assert f"words={link[2]}" not in chief.get("/desk/acts").text


@pytest.mark.requirement("NEG-04")
def test_each_partys_own_account_stands_beside_the_others(
    day: Running, chief: Browser, chair: Browser
) -> None:
    made(chief, "claim", {"parties": "saltmere", "title": "The lift home", "text": "You said yes"})
    number = known_as(day, "saltmere.chair", "The lift home")
    made(chair, "deny", {"agreement": str(number)})
    for browser, seat in ((chief, "buft.chief"), (chair, "saltmere.chair")):
        page = browser.get(f"/desk/agreement/{known_as(day, seat, 'The lift home')}").text
        assert "says that it was agreed" in page
        assert "denies having agreed" in page
        assert "different accounts" in page
    posts(
        chief,
        f"/desk/account/{known_as(day, 'buft.chief', 'The lift home')}",
        {"text": "We shook hands on it"},
    )
    assert (
        "We shook hands" in chief.get(f"/desk/agreement/{known_as(day, 'buft.chief', 'The lift home')}").text
    )
    assert "We shook hands" not in chair.get(f"/desk/agreement/{number}").text


# ---- what is one's own ------------------------------------------------------------------------------------------


def test_drafts_stay_with_the_seat_on_another_device_and_nobody_else_sees_them(day: Running) -> None:
    first = day.browser("seat", "bct.chief")
    kept = first.post(
        "/desk/drafts",
        {"form": "day:propose", "text": json.dumps({"title": ["Canary draft"], "clauses.0.words": ["aa"]})},
    )
    assert kept.json() == {"kept": True, "version": 1}
    second = day.browser("seat", "bct.chief")
    assert first.get("/desk/do/propose").status_code in (200, 401)
    assert "Canary draft" in second.get("/desk/do/propose").text
    for other in ("hwb.chair", "control.figures"):
        browser = day.browser("seat", other)
        for path in ("/desk/do/propose", "/desk/do", "/desk/acts", "/desk/record.json"):
            assert "Canary draft" not in browser.get(path).text
    assert second.post("/desk/drafts", {"form": "../x", "text": "{}"}).status_code == 413
    assert second.post("/desk/drafts", {"form": "notes", "text": "[[[" * 900}).json()["kept"]


def test_notes_are_seen_by_their_own_seat_alone_facilitators_included(day: Running, chair: Browser) -> None:
    chair.post("/desk/notes", {"text": "Canary note: they are bluffing"})
    assert "Canary note" in chair.get("/desk/notes").text
    moderator = day.browser("seat", "control.moderator")
    paths = (
        "/desk/notes",
        "/desk",
        "/desk/acts",
        "/desk/search?q=bluffing",
        "/desk/record.csv",
        "/run",
        "/api/view",
    )
    assert not any("Canary note: they" in moderator.get(path).text for path in paths)
    assert all(
        "Canary" not in json.dumps(dict(e.body), default=str)
        for e in day.house.room.view("control.moderator").events
    )


def test_search_finds_what_was_seen_and_nothing_else(day: Running, chief: Browser, chair: Browser) -> None:
    made(chair, "message", {"to": "marlbridge.chair", "text": "The zebra crossing plan is ours alone"})
    made(chair, "message", {"to": "buft.chief", "text": "A word about giraffes"})
    assert "giraffes" in chief.get("/desk/search?q=GIRAFFES").text
    missing, never = chief.get("/desk/search?q=zebra").text, chief.get("/desk/search?q=qqqqq").text
    assert NONCE.sub("", missing).replace("zebra", "") == NONCE.sub("", never).replace("qqqqq", "")


def test_ones_record_is_taken_home_as_a_table_that_runs_no_formula(
    day: Running, chief: Browser, chair: Browser
) -> None:
    made(chair, "message", {"to": "buft.chief", "text": "=HYPERLINK(1)"})
    answer = chief.get("/desk/record.csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == len(events(day, "buft.chief"))
    assert [row["words"] for row in rows if "HYPERLINK" in row["words"]] == ["'=HYPERLINK(1)"]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())
    told = chief.get("/desk/record.json").json()
    assert [e["seq"] for e in told["events"]] == list(range(1, len(rows) + 1))


def test_every_word_is_escaped_on_every_page(day: Running, chief: Browser, chair: Browser) -> None:
    nasty = '<img src=x onerror=alert(1)>"><script>alert(2)</script>'
    made(chair, "message", {"to": "buft.chief", "text": nasty})
    made(chair, "propose", {"to": "buft", "title": nasty, "clauses.0.words": nasty, "start": "2"})
    made(chair, "call-meeting", {"invite": "buft.chief", "title": nasty})
    number = events(day, "buft.chief", "message-sent")[-1].seq
    deal = known_as(day, "buft.chief", nasty)
    for path in ("/desk", "/desk/threads", f"/desk/thread/{number}", f"/desk/event/{number}", "/desk/agreements", "/desk/meetings",
                 f"/desk/agreement/{deal}", f"/desk/do/sign?agreement={deal}", f"/desk/do/counter?agreement={deal}",
                 "/desk/search?q=" + nasty, "/desk/people?q=" + nasty, "/desk/do?q=" + nasty, "/desk/do/message"):  # fmt: skip
        page = chief.get(path)
        assert page.status_code == 200
        assert "<img src=x" not in page.text, path
        assert "<script>alert" not in page.text, path


def test_who_is_a_script_and_who_is_a_person_is_shown(tmp_path: Path) -> None:
    with running(tmp_path, who={"*": "person", "bct.chief": "silent", "csi": "nobody"}) as host:
        host.to("doors")
        page = host.browser("seat", "buft.chief").get("/desk/people").text
        assert "scripted" in page
        assert "nobody sits here" in page
        assert 'href="/desk/do/message?to=bct.chief"' in page


def test_figures_published_to_a_seat_are_drawn_and_told_in_numbers_and_others_are_not_there(
    day: Running, chief: Browser
) -> None:
    head = next(p for p in day.house.patch.head.publications if p.id == "waiting-times")
    for month, value in ((1, 94.02), (2, 91.5)):
        rows = [("ae-within-4h", "county", "all", value), ("ae-within-4h", "buft", "all", value - 1)]
        secret = [("bed-occupancy", "county", "all", 88.8)]
        drafts = [
            figures_event(head, month, rows, ("*",), ""),
            figures_event(head, month, secret, ("nhscb.regional",), ""),
        ]
        day.house.room.later(lambda session, at, drafts=drafts: session.commit(drafts, at=at)).result()
    page = chief.get("/desk/figures").text
    assert (
        '<svg class="sh-spark" role="img" aria-label="A&amp;E within four hours: from 93.0 in June 2013'
        in page
    )
    assert "Show the numbers" in page
    assert "90.5" in page
    assert "88.8" not in page
    assert "Bed occupancy" not in page
    assert "94.0" in chief.get("/desk/figures?of=county").text


def test_what_if_is_for_those_who_can_and_its_answer_says_what_it_is(tmp_path: Path) -> None:
    with running(tmp_path, seconds_a_month=8.0) as host:
        host.to("doors")
        host.to("play")
        view = host.house.room.view("control.moderator")
        able = next(c.id for c in view.world.seats.values() if c.analyst and not c.id.startswith("control"))
        seat = host.browser("seat", able)
        data = {
            "clauses.0.mechanism": "top-slice",
            "clauses.0.term.percent": "2",
            "months": "3",
            "text": "A top slice",
        }
        assert "Ask what might follow" in seat.get("/desk/model").text
        assert sends(seat, "ask-model", data).status_code == 303
        assert "Asked: “A top slice”" in seat.get("/desk/model").text
        until(lambda: events(host, able, "model-answered"))
        assert "There is no model of the county today." in seat.get("/desk/model").text
        unable = next(
            c.id
            for c in view.world.seats.values()
            if not c.analyst and c.organisation != view.world.seats[able].organisation
        )
        assert "takes an analyst" in host.browser("seat", unable).get("/desk/model").text


def test_drafts_count_their_versions_and_keep_within_bounds(tmp_path: Path) -> None:
    drafts = Drafts(sa.create_engine(f"sqlite:///{tmp_path / 'drafts.sqlite'}"))
    assert [drafts.keep("buft.chief", "day:message", {"text": [word]}) for word in ("a", "ab")] == [1, 2]
    kept = drafts.get("buft.chief", "day:message")
    assert kept is not None
    assert (kept.data, kept.version) == ({"text": ("ab",)}, 2)
    assert drafts.keep("buft.chief", "day:message", {"text": ["x" * 70_000]}) is None
    assert drafts.keep("buft.chief", "no good name!", {}) is None
    assert drafts.get("bct.chief", "day:message") is None
    assert all(drafts.keep("bct.chief", f"day:x{n}", {"text": ["\ud800\x00"]}) == 1 for n in range(300))
    assert drafts.keep("bct.chief", "day:more", {}) is None
    drafts.drop("buft.chief", "day:message")
    assert drafts.all("buft.chief") == []
