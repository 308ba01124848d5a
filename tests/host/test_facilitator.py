"""Facilitators' pages on a host that runs: stages, clock, seats, run sheet, moderator's desk, looks, people; and who may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shirehall.host.facilitator.stages import steps
from shirehall.play.interventions import CLASSES, interventions
from shirehall.play.runsheet import run_sheet
from shirehall.players.driver import PACES
from tests.host.helpers import Browser, Running, running, until

LEAD = "control.moderator"


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("day"), seconds_a_month=3600.0, who={"cqc": "script"}) as host:
        host.to("doors")
        host.to("play")
        yield host


@pytest.fixture(scope="module")
def lead(day: Running) -> Browser:
    return day.browser("seat", LEAD)


def key(browser: Browser, path: str) -> str:
    """A key of a form on a page."""
    found = re.search(r'name="key" value="([^"]+)"', browser.get(path).text)
    assert found
    return found.group(1)


def words(text: str) -> str:
    """A page's words, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def kinds(day: Running) -> list[str]:
    return [event.kind for event in day.house.room.view(LEAD).events]


@pytest.mark.requirement("FAC-01", "CLK-02")
def test_control_has_a_run_sheet_a_clock_and_a_log_of_what_it_did(day: Running, lead: Browser) -> None:
    board = words(lead.get("/run").text)
    assert "Stage: Play" in board and "Pause the clock" in board
    assert "left" in lead.get("/run").text and "Month 1 of 13" in board
    assert "A costly new drug" in words(lead.get("/run/sheet").text)
    answer = lead.post("/run/clock/pause", {"key": key(lead, "/run")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/run?done=pause")
    assert day.house.room.moment().paused
    assert "Let the clock run" in words(lead.get("/run").text)
    lead.post("/run/clock/resume", {"key": key(lead, "/run")})
    until(lambda: day.house.room.moment().running)
    log = words(lead.get("/run/log").text)
    assert "The facilitator paused the clock." in log and "The facilitator let the clock run on." in log
    assert [each.cls for each in interventions(day.house.room.view(LEAD).events)][:1] == ["clock"]


@pytest.mark.requirement("CLK-02")
def test_a_month_is_extended_by_the_minutes_asked_and_never_goes_back(day: Running, lead: Browser) -> None:
    before = day.house.room.moment()
    lead.post("/run/clock/extend", {"key": key(lead, "/run"), "minutes": "3"})
    after = day.house.room.moment()
    assert after.ends == before.ends + 3
    refused = lead.post("/run/clock/extend", {"key": key(lead, "/run"), "minutes": "-3"})
    assert refused.status_code in (409, 422) and "Nothing was changed" in refused.text
    assert lead.post("/run/clock/back", {"key": "whatever-key"}).status_code == 404
    assert day.house.room.moment().ends == after.ends


def test_the_pace_of_scripts_is_set_on_the_board_and_kept_on_the_record(day: Running, lead: Browser) -> None:
    """The driver keeps it at once, the board shows it, the log tells it, a restart finds it, and players see nothing of it."""
    page = lead.get("/run").text
    assert '<option value="usual" selected>' in page
    answer = lead.post("/run/pace", {"key": key(lead, "/run"), "pace": "slow"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/run?done=set-pace")
    until(lambda: day.house.live.pace == "slow")
    assert day.house.live.driver.pace == PACES["slow"]
    assert '<option value="slow" selected>' in lead.get("/run").text
    assert "The facilitator had scripts act slowly." in words(lead.get("/run/log").text)
    assert (day.house.settings.data / "pace").read_text("ascii") == "slow\n"
    assert "pace-set" not in [event.kind for event in day.house.room.view("buft.chief").events]
    assert lead.post("/run/pace", {"key": key(lead, "/run"), "pace": "headlong"}).status_code in (409, 422)
    assert day.house.live.pace == "slow"
    assert day.browser("seat", "buft.chief").post(
        "/run/pace", {"key": "a-key", "pace": "brisk"}
    ).status_code in (303, 403, 404)
    assert day.house.live.pace == "slow"


def test_a_button_pressed_twice_counts_once(day: Running, lead: Browser) -> None:
    one = key(lead, "/run")
    ends = day.house.room.moment().ends
    for _ in range(2):
        lead.post("/run/clock/extend", {"key": one, "minutes": "2"})
    assert day.house.room.moment().ends == ends + 2


@pytest.mark.requirement("FAC-04")
def test_every_act_of_control_has_a_class_and_none_is_advice(day: Running, lead: Browser) -> None:
    form = lead.get("/run/do/notify").text
    for sort in ("timing", "place", "technical", "procedure", "safety", "correction"):
        assert f'value="{sort}"' in form
    assert "advice" not in CLASSES and 'value="advice"' not in form
    refused = lead.post(
        "/run/do/notify", {"key": "notice-of-advice", "sort": "advice", "text": "Talk to HealthWatch."}
    )
    assert refused.status_code == 422
    assert lead.get("/run/do/advise").status_code == 404
    assert lead.get("/run/do/message").status_code == 404
    done = lead.post(
        "/run/do/notify", {"key": "notice-of-timing", "sort": "timing", "text": "Lunch at half past twelve."}
    )
    assert done.status_code == 303
    last = interventions(day.house.room.view(LEAD).events)[-1]
    assert (last.cls, last.text) == ("notice", "Lunch at half past twelve.")
    assert {each.cls for each in interventions(day.house.room.view(LEAD).events)} <= set(CLASSES)


@pytest.mark.requirement("SEA-11")
def test_a_body_gets_one_more_seat_in_mid_run_and_everybody_learns_of_it(day: Running, lead: Browser) -> None:
    before = len(day.house.room.view(LEAD).world.seats_of("buft"))
    form = {"key": "one-seat-more", "body": "buft", "role": "Director of nursing", "to": "person", "text": ""}
    assert lead.post("/run/do/open-seat", form).status_code == 303
    world = day.house.room.view("saltmere.chair").world
    assert len(world.seats_of("buft")) == before + 1
    assert kinds(day).count("seat-added") == 1
    assert "Director of nursing" in words(lead.get("/run/seats").text)
    seat = world.seats_of("buft")[-1]
    silent = lead.get("/run/_board").text.partition(">Silent<")[2].partition("</ul>")[0]
    assert f'href="/run/seats/{seat}"' not in silent
    assert lead.post(f"/run/seats/{seat}/invite", {}).status_code == 303
    assert day.house.register.invitation(seat) is not None
    assert 'class="run-qr"' in lead.get(f"/run/seats/{seat}").text


def test_a_seat_is_handed_to_a_script_and_back_as_an_event(day: Running, lead: Browser) -> None:
    for to in ("script", "person"):
        path = "/run/seats/wrenby.chair"
        assert lead.post(f"{path}/give", {"key": key(lead, path), "to": to}).status_code == 303
        assert day.house.room.view("buft.chief").world.seats["wrenby.chair"].filled_by == to
    given = [
        e
        for e in day.house.room.view(LEAD).events
        if e.kind == "seat-taken" and e.body["seat"] == "wrenby.chair"
    ]
    assert [event.body["filled_by"] for event in given][-2:] == ["script", "person"]


def test_a_released_seat_has_a_new_code_and_the_old_device_is_out(day: Running, lead: Browser) -> None:
    old = day.browser("seat", "bct.chief")
    assert old.get("/pack").status_code == 200
    code = day.house.register.invitation("bct.chief")
    assert lead.post("/run/seats/bct.chief/release", {}).status_code == 303
    now = day.house.register.invitation("bct.chief")
    assert code is not None and now is not None and code.code != now.code
    assert old.client.get("/pack").status_code == 303  # to the door
    assert now.shown in lead.get("/run/seats/bct.chief").text


def test_an_inject_is_tried_without_a_trace_then_held_changed_and_fired(day: Running, lead: Browser) -> None:
    path = "/run/sheet/costly-drug"
    known = len(day.house.room.view(LEAD).events)
    tried = words(lead.get(path).text)
    assert "seats would see it" in tried and "Nothing is published by looking" in tried
    assert len(day.house.room.view(LEAD).events) == known
    lead.post(f"{path}/hold", {"key": key(lead, path)})
    assert "held" in words(lead.get(path).text)
    edited = {
        "key": "change-of-drug",
        "inject": "costly-drug",
        "title": "A costlier drug",
        "to": ["buft"],
        "text": "It costs more.",
    }
    assert lead.post("/run/do/edit-inject", edited).status_code == 303
    lead.post(f"{path}/publish", {"key": key(lead, path)})
    out = [
        e
        for e in day.house.room.view("buft.chief").events
        if e.kind == "inject-published" and e.body["title"] == "A costlier drug"
    ]
    assert len(out) == 1
    assert "A costlier drug" not in str(day.house.room.view("holmewold.chair").events)
    again = lead.post(f"{path}/publish", {"key": "once-more-please"})
    assert again.status_code == 409 and "It is out already, since minute" in again.text
    assert "was not done" not in again.text


def test_an_inject_that_is_held_is_named_and_stays_in_sight(day: Running, lead: Browser) -> None:
    def order() -> list[str]:
        coming = lead.get("/run/sheet").text.split("<caption")[1]
        return re.findall(r'<th scope="row"[^>]*><a href="/run/sheet/([^"]+)"', coming)

    before = order()
    far = before[10]
    answer = lead.post(f"/run/sheet/{far}/hold", {"key": "hold-one-far-down"})
    page = lead.get(answer.headers["location"]).text
    title = next(
        row.title for row in run_sheet(day.house.patch, day.house.room.view(LEAD).world) if row.id == far
    )
    assert f"“{title}” is held back." in words(page.split('class="run-said"')[1][:400])
    assert order()[:2] == [before[0], far]
    assert lead.post(f"/run/sheet/{far}/release", {"key": "let-it-go-far-down"}).status_code == 303
    assert order() == before
    assert "inject held back" in words(lead.get("/run").text)


def test_the_page_of_an_inject_renews_itself_only_when_something_of_it_changed(
    day: Running, lead: Browser
) -> None:
    path = "/run/sheet/council-threshold"
    page = lead.get(path).text
    mark = re.search(r"_now\?was=([0-9a-f]+)", page)
    assert mark and "Care packages:" in words(page) and "change −8%, the Council." in words(page)
    again = f"{path}/_now?was={mark[1]}"
    assert lead.get(again).status_code == 204
    lead.post(f"{path}/hold", {"key": "hold-the-council"})
    changed = lead.get(again)
    assert changed.status_code == 200 and "Let it go" in changed.text and "<h1" not in changed.text
    lead.post(f"{path}/release", {"key": "let-the-council-go"})


def test_an_inject_is_added_to_a_month_that_is_played_for_a_question_of_the_charter(lead: Browser) -> None:
    form = lead.get("/run/do/add-inject").text
    assert "June 2014 (month 13)" in form and "(month 14)" not in form
    assert '<option value="q-money"' in form


@pytest.mark.requirement("INJ-02")
def test_an_inject_is_added_on_the_spot_to_one_kind_of_body(day: Running, lead: Browser) -> None:
    form = {
        "key": "on-the-spot-1",
        "title": "A question in the House",
        "text": "What do you say?",
        "to": ["commissioner"],
        "kind": "news",
    }
    assert lead.post("/run/do/add-inject", form).status_code == 303

    def sees(seat: str) -> bool:
        return "A question in the House" in str(day.house.room.view(seat).events)

    assert all(
        sees(seat) for seat in ("saltmere.chair", "holmewold.chair", "marlbridge.chair", "lindenvale.chair")
    )
    assert not sees("buft.chief") and not sees("monitor.case")


def test_an_event_list_is_read_with_a_report_and_only_chosen_rows_are_added(
    day: Running, lead: Browser
) -> None:
    csv = "Title,Text,Month,To,Weather\nPorters strike,They walk out.,4,all,wet\nA letter,A carer writes.,5,BUFT,dry\n,,6,all,\n"
    headers = {"origin": day.url, "sec-fetch-site": "same-origin"}
    sent = lead.client.post(
        "/run/import",
        data={"csrf": lead.mark()},
        files={"file": ("e.csv", csv.encode(), "text/csv")},
        headers=headers,
    )
    assert sent.status_code == 303
    report = words(lead.get("/run/import").text)
    assert "2 of 3 rows can be read" in report
    assert "“Weather” is not read" in report and "neither a title nor a text" in report
    assert (
        lead.post("/run/import/add", {"key": "import-one-row", "row": ["porters-strike"]}).status_code == 303
    )
    sheet = words(lead.get("/run/sheet").text)
    assert "Porters strike" in sheet and "A letter" not in sheet
    other = Browser(day, day.token("seat", "control.figures"))
    assert "rows can be read" not in other.get("/run/import").text


def test_a_free_move_is_turned_into_terms_or_left_open_at_the_moderators_desk(
    day: Running, lead: Browser
) -> None:
    chief = day.program("buft.chief")
    for said in ("We close a ward to visitors.", "We send every GP a cake."):
        assert chief.move("free-move", {"text": said}).status_code == 200
    desk = lead.get("/run/moderator").text
    waits = re.findall(r"/run/do/rule-terms\?of=(\d+)", desk)
    assert len(waits) == 2
    form = lead.get(f"/run/do/leave-open?of={waits[0]}").text
    assert f'value="{waits[0]}"' in form
    done = lead.post(
        "/run/do/leave-open", {"key": "leave-it-open", "of": waits[0], "text": "A cake changes nothing."}
    )
    assert done.status_code == 303
    assert len(re.findall(r"/run/do/rule-terms\?of=(\d+)", lead.get("/run/moderator").text)) == 1
    assert "A cake changes nothing." in lead.get("/run/moderator").text
    assert "A cake changes nothing." not in str(chief.view())


@pytest.mark.requirement("INJ-08")
def test_control_speaks_for_a_body_that_nobody_sits_for_and_it_is_marked(day: Running, lead: Browser) -> None:
    desk = lead.get("/run/moderator").text
    body = re.search(r"/run/do/voice\?speaking_for=([a-z0-9-]+)", desk)
    assert body
    form = {"key": "voice-of-them", "speaking_for": body.group(1), "to": ["buft.chief"], "text": "Hands off."}
    assert lead.post("/run/do/voice", form).status_code == 303
    assert "voiced by the facilitator" in words(lead.get("/run/as/buft.chief").text)
    assert interventions(day.house.room.view(LEAD).events)[-1].cls == "voice"


def test_each_look_at_a_seat_is_kept_and_shows_what_it_sees_and_no_more(day: Running, lead: Browser) -> None:
    day.program("monitor.case").move("message", {"to": ["monitor.competition"], "text": "Between us two."})
    looks = len(day.house.register.looks())
    assert "Between us two." in lead.get("/run/as/monitor.competition").text
    assert "Between us two." not in lead.get("/run/as/saltmere.chair").text
    assert [(one.by, one.whose) for one in day.house.register.looks()[looks:]] == [
        (LEAD, "monitor.competition"),
        (LEAD, "saltmere.chair"),
    ]
    assert lead.get("/run/as/nobody.here").status_code == 404


def test_people_are_entered_confirmed_and_erased_and_only_facilitators_see_them(
    day: Running, lead: Browser
) -> None:
    form = {"seat": "csi.director", "name": "Wilhelmina Ottoline", "comes_from": "Elsewhere"}
    assert lead.post("/run/people", form).status_code == 303
    person = next(one for one in day.house.register.names() if one.name == "Wilhelmina Ottoline")
    lead.post(f"/run/people/{person.number}", {"act": "confirmed"})
    assert "confirmed" in words(lead.get("/run/plan/people").text)
    assert "Wilhelmina" not in day.browser("seat", "saltmere.chair").get("/pack").text
    assert lead.post("/run/people/erase", {"person": str(person.number), "why": "asked"}).status_code == 303
    assert "Wilhelmina" not in lead.get("/run/people").text
    assert day.house.register.deletions()[-1].people == 1


def test_nobody_but_facilitators_opens_any_of_it(day: Running) -> None:
    player, observer = day.browser("seat", "holmewold.money"), day.browser("observer")
    paths = ["/run", "/run/_board", "/run/seats", "/run/cards", "/run/sheet", "/run/import", "/run/moderator", "/run/as/buft.chief",
             "/run/people", "/run/pack", "/run/plan", "/run/plan/people", "/run/log", "/run/contacts", "/run/do/notify"]  # fmt: skip
    for path in paths:
        assert player.get(path).status_code == 403, path
        assert observer.get(path).status_code == 403, path
    paused = day.house.room.moment().paused
    assert player.post("/run/clock/pause", {"key": "not-mine-to-press"}).status_code == 403
    assert player.post("/run/seats/buft.chief/release", {}).status_code == 403
    assert day.house.room.moment().paused == paused


def test_a_word_of_a_player_is_never_markup_on_a_facilitators_page(day: Running, lead: Browser) -> None:
    day.program("buft.finance").move("free-move", {"text": "<script>alert(1)</script><b>bold</b>"})
    page = lead.get("/run/moderator").text
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_going_to_a_stage_there_is_no_way_to_changes_nothing(day: Running, lead: Browser) -> None:
    assert lead.post("/run/stage/practice", {}).status_code == 409
    assert lead.get("/run/stage/nonsense").status_code == 409
    assert day.house.stage == "play"


def test_where_a_button_leads_back_to_is_a_page_of_facilitators(day: Running, lead: Browser) -> None:
    for there in ("https://elsewhere.example/", "//elsewhere.example", "/run/\\elsewhere", "/leave"):
        answer = lead.post("/run/clock/extend", {"key": f"back-{hash(there)}", "minutes": "1", "back": there})
        assert answer.headers["location"].startswith("/run?")


def test_of_two_facilitators_who_press_the_same_the_second_finds_it_done(day: Running, lead: Browser) -> None:
    other = day.browser("seat", "control.figures")
    known = kinds(day).count("clock-paused")
    assert [
        one.post("/run/clock/pause", {"key": f"pause-of-{name}"}).status_code
        for name, one in (("first", lead), ("second", other))
    ] == [303, 303]
    assert kinds(day).count("clock-paused") == known + 1
    lead.post("/run/clock/resume", {"key": "and-on-it-goes"})


def test_a_month_is_skipped_once_though_two_facilitators_skip_it(day: Running, lead: Browser) -> None:
    month = day.house.room.moment().month
    other = day.browser("seat", "control.figures")
    assert lead.post("/run/clock/skip", {"key": "skip-of-first", "month": str(month)}).status_code == 303
    until(lambda: day.house.room.moment().month == month + 1)
    late = other.post("/run/clock/skip", {"key": "skip-of-second", "month": str(month)})
    assert late.status_code == 409 and "ended already" in late.text
    assert day.house.room.moment().month == month + 1
    assert kinds(day).count("month-skipped") == 1


def test_a_film_in_mid_play_leaves_the_clock_in_hand_and_leads_back_to_play(tmp_path: Path) -> None:
    with running(tmp_path, seconds_a_month=60.0) as host:
        host.to("doors")
        host.to("film")
        assert [one.button for one in steps(host.house)][:2] == ["Begin play", "Open the doors"]
        host.to("play")
        until(lambda: host.house.clock()["running"])
        host.to("film")
        assert [one.button for one in steps(host.house)] == ["Back to play", "Practise for five minutes"]
        assert "Pause the clock" in host.browser("seat", "control.moderator").get("/run").text
