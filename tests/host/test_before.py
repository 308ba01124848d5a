"""Before the day: lead times, attendance, papers sent ahead, the load, the gate, devices tried; who fills the seats when doors open."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shirehall.errors import UsageError
from shirehall.host import health
from shirehall.host.before.ahead import role_of
from shirehall.host.before.leads import leads
from shirehall.host.before.load import planned
from shirehall.host.before.ready import gate
from shirehall.host.dayplan import DayPlan
from shirehall.host.facilitator.stages import steps
from shirehall.host.warming import Warming
from shirehall.patch.checks_time import planned_load
from shirehall.patch.draft import read_draft
from shirehall.patch.pack import Patch
from shirehall.patch.pressure import with_pressure
from shirehall.patch.scaffold import new_pack
from shirehall.play.fields import fields_of
from tests.host.helpers import Browser, Listener, Running, running, until
from tests.host.test_facilitator import LEAD, words
from tests.play.county import bigshire


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "day", who={"cqc": "script"}) as made:
        yield made


@pytest.fixture
def lead(host: Running) -> Browser:
    return host.browser("seat", LEAD)


# ---- the checklist ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("LOG-01", "LOG-02", "SEA-08")
def test_the_checklist_stands_in_order_of_lead_time_with_dates_and_holds_room_and_machines(
    host: Running, lead: Browser
) -> None:
    lead.post("/run/plan/date", {"day": "2027-03-18"})
    page = words(lead.get("/run/plan").text)
    assert "10 weeks before: by 7 January 2027" in page and "1 week before: by 11 March 2027" in page
    assert (
        page.index("10 weeks before")
        < page.index("4 weeks before")
        < page.index("In the room, and on the day")
    )
    for needed in ("laptop a table", "printers", "projector", "One hall for all", "Coffee", "lunch"):
        assert needed in page, needed
    assert "Invited" in page or "invited" in page
    assert lead.post("/run/plan/date", {"day": "soon"}).status_code == 422


def test_a_tick_stays_and_can_be_taken_back(host: Running, lead: Browser) -> None:
    mark = leads(host.house.patch)[0].lines[0].mark
    lead.post("/run/plan/tick", {"mark": mark})
    assert mark in host.house.plan.ticks
    assert 'aria-pressed="true"' in lead.get("/run/plan").text
    assert mark in DayPlan(host.house.settings.data / "plan.json").ticks, "it survives a restart"
    lead.post("/run/plan/tick", {"mark": mark, "undo": "yes"})
    assert mark not in host.house.plan.ticks
    assert lead.post("/run/plan/tick", {"mark": "check-9999"}).status_code == 404


# ---- the day as planned -----------------------------------------------------------------------------------------


@pytest.mark.requirement("LOG-02", "PAC-04")
def test_the_timetable_shows_breaks_lunch_and_feedback_after_play(lead: Browser) -> None:
    page = lead.get("/run/plan/day").text
    slots = re.findall(r"run-slot--(\w+)", page)
    assert "break" in slots and "lunch" in slots
    assert "feedback" in slots[max(n for n, kind in enumerate(slots) if kind == "play") :]
    assert "Look at the timetable" not in page


@pytest.mark.requirement("PAC-01")
def test_the_planned_load_is_the_checks_own_and_a_month_above_the_limit_is_warned_of(lead: Browser) -> None:
    counted = planned_load(read_draft(bigshire().path))
    assert {one.month: one.demands for one in planned(bigshire())} == {
        m: sum(of.values()) for m, of in counted.items()
    }
    assert not any(one.above for one in planned(bigshire()))
    assert "Packed too full" not in lead.get("/run/plan/day").text
    full = [one.name for one in planned(pressed()) if one.above]
    assert full == ["June 2013", "August 2013", "November 2013", "December 2013"]


def pressed() -> Patch:
    """Bigshire with its limit set low."""
    limit = bigshire().head.pressure.load_warning.model_copy(update={"value": 19})
    return with_pressure(bigshire(), load_warning=limit)


def test_a_day_that_is_packed_too_full_says_so_on_its_plan(tmp_path: Path) -> None:
    with running(tmp_path / "full", pressed()) as made:
        page = words(made.browser("seat", LEAD).get("/run/plan/day").text)
        assert "Packed too full" in page and "above the limit" in page


@pytest.mark.requirement("LOG-04", "FAC-03")
def test_what_is_left_out_and_who_answers_stand_on_the_plan(lead: Browser) -> None:
    page = words(lead.get("/run/plan/day").text)
    patch = bigshire()
    for one in patch.seats.left_out:
        assert one.who in page
    for one in patch.charter.out_of_scope:
        assert one in page
    for party in (
        patch.charter.sponsor,
        patch.charter.designers,
        patch.charter.partner,
        patch.charter.model_owner,
    ):
        assert party in page
    assert "The observers belong neither to the sponsor nor to any body played." in page


# ---- attendance and papers --------------------------------------------------------------------------------------


@pytest.mark.requirement("SEA-16", "SEA-08")
def test_invited_confirmed_and_present_are_told_apart(host: Running, lead: Browser) -> None:
    for seat, name in (("saltmere.chair", "One"), ("holmewold.chair", "Two"), ("buft.chief", "Three")):
        lead.post("/run/people", {"seat": seat, "name": name})
    people = {one.name: one.number for one in host.house.register.names()}
    for name in ("Two", "Three"):
        lead.post(f"/run/people/{people[name]}", {"act": "confirmed"})
    host.browser("seat", "buft.chief")
    page = words(lead.get("/run/plan/people").text)
    told = {name: re.search(rf"{name} (\w+)", page) for name in ("One", "Two", "Three")}
    assert [found.group(1) for found in told.values() if found] == ["invited", "confirmed", "present"]
    assert "confirmed 2," in page


def test_papers_sent_ahead_hold_no_position_and_their_reading_is_logged(host: Running, lead: Browser) -> None:
    chief = host.browser("seat", "buft.chief")
    page = chief.get("/pack").text
    positions = [one for one in host.house.patch.briefings if one.kind == "position"]
    assert "750,000 people" in words(page)
    for paper in positions:
        assert paper.title not in page
    assert "£15.5 million" not in page, "what only the body knows comes on the day"
    assert "hospital" in page.lower() and "Chief executive" in page
    [common] = [one for one in host.house.register.readings("buft.chief") if one.paper == "common"]
    assert common.opened and not common.read
    chief.post("/pack/read", {"paper": "common"})
    [common] = [one for one in host.house.register.readings("buft.chief") if one.paper == "common"]
    assert common.read
    assert "opened" in words(lead.get("/run/plan/people").text)
    assert host.house.register.readings("bct.chief") == ()


# ---- devices and the gate ---------------------------------------------------------------------------------------


@pytest.mark.requirement("LOG-03")
def test_the_gate_tells_what_is_not_ready_and_lets_a_facilitator_go_on_only_knowingly(
    host: Running, lead: Browser
) -> None:
    lines = {one.what: one for one in gate(host.house)}
    assert lines["The pack"].well
    for what in ("Seats", "Devices", "Observers", "Paper"):
        assert not lines[what].well and lines[what].mend
    page = words(lead.get("/run/stage/doors").text)
    assert "not ready" in page and "Go on although not everything is ready" in page
    assert lead.post("/run/stage/doors", {}).status_code == 303
    assert host.house.stage == "before"
    assert lead.post("/run/stage/doors", {"knowingly": "yes"}).status_code == 303
    assert host.house.stage == "doors"
    [kept] = host.house.plan.gone_on
    assert (kept.by, kept.stage) == (LEAD, "doors") and {"Seats", "Devices", "Observers", "Paper"} <= set(
        kept.lacking
    )
    assert "Gone on knowingly" in words(lead.get("/run/plan").text)


@pytest.mark.requirement("LOG-03")
def test_the_gate_is_open_when_pack_seats_devices_observers_and_paper_are_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "same_disk", lambda _one, _other: False)  # the copy is on a stick
    with running(tmp_path / "day", copy=tmp_path / "stick") as host:
        lead = host.browser("seat", LEAD)
        lead.post("/run/seats", {"everybody": "script"})
        lead.post("/test", {"streamed": "true", "kept": "true", "milliseconds": "12"})
        lead.post("/run/invite", {"kind": "observer", "label": "First"})
        for mark in ("observers-briefed", "printed", "rehearsed"):
            lead.post("/run/plan/tick", {"mark": mark})
        assert [one.what for one in gate(host.house) if not one.well] == []
        assert "Go on although" not in lead.get("/run/stage/doors").text
        assert lead.post("/run/stage/doors", {}).headers["location"] == "/run?done=stage"
        assert host.house.plan.gone_on == ()


def test_a_second_copy_on_the_days_own_disk_is_told_before_the_doors_open_as_after(tmp_path: Path) -> None:
    with running(tmp_path / "day", copy=tmp_path / "not" / "yet" / "there") as host:
        line = next(one for one in gate(host.house) if one.what == "Second copy")
        assert not line.well and "on the same disk as the day" in line.words and "--copy" in line.mend
        host.to("doors")
        until(lambda: "same disk" in health.copy(host.house).words)
        assert health.copy(host.house).mark == "look" and health.copy(host.house).mend == line.mend


def test_each_device_is_tried_on_the_device_itself_where_it_waits(host: Running, lead: Browser) -> None:
    player = host.browser("seat", "saltmere.chair")
    for page in ("/desk", "/pack"):
        text = player.get(page).text
        assert text.index('href="/test"') < text.index("</h1>") + 400
    line = next(one for one in gate(host.house) if one.what == "Devices")
    assert "on the device itself" in line.mend and line.href == "/run/plan/people"
    assert "not tried" in words(lead.get(line.href).text)
    player.post("/test", {"streamed": "true", "kept": "true", "milliseconds": "12"})
    assert "/test" not in player.get("/desk").text
    assert player.get("/pack").text.index("<h2") < player.get("/pack").text.index('href="/test"')


def test_a_device_that_holds_streams_back_is_told_in_the_gate(host: Running, lead: Browser) -> None:
    player = host.browser("seat", "saltmere.chair")
    answer = player.post("/test", {"streamed": "false", "kept": "true", "milliseconds": "40"})
    assert json.loads(answer.text)["well"] is False
    assert "Not well: saltmere.chair" in next(one.words for one in gate(host.house) if one.what == "Devices")
    stream = player.client.get("/test/stream").text
    assert stream.count("event: beat") == 3
    assert (
        player.post("/test", {"streamed": "perhaps", "kept": "true", "milliseconds": "1"}).status_code == 422
    )


# ---- who fills the seats ----------------------------------------------------------------------------------------


def test_seats_are_given_to_people_scripts_or_nobody_before_the_doors_open(
    host: Running, lead: Browser
) -> None:
    lead.post("/run/seats", {"everybody": "script"})
    lead.post("/run/seats", {"saltmere.chair": "person", "buft.chief": "person", "csi.data": "nobody"})
    host.to("doors")
    seats = host.house.room.view(LEAD).world.seats
    assert (seats["saltmere.chair"].filled_by, seats["buft.chief"].filled_by) == ("person", "person")
    assert (seats["csi.data"].filled_by, seats["holmewold.chair"].filled_by) == ("nobody", "script")
    refused = lead.post("/run/seats", {"everybody": "person"})
    assert refused.status_code == 409
    assert host.house.room.view(LEAD).world.seats["holmewold.chair"].filled_by == "script"


def test_a_filling_that_there_is_not_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    plan = DayPlan(tmp_path / "plan.json")
    with pytest.raises(UsageError, match="not by “robot”"):
        plan.fill({"saltmere.chair": "robot"})
    assert plan.who == {}
    (tmp_path / "plan.json").write_text("{broken", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read"):
        DayPlan(tmp_path / "plan.json")


def test_every_card_opens_its_own_seat_and_facilitators_codes_are_on_no_sheet(
    host: Running, lead: Browser
) -> None:
    sheet = lead.post("/run/cards", {}).text
    codes = re.findall(r'run-code--big">([0-9A-Z-]+)<', sheet)
    people = [
        s
        for s in host.house.patch.active_seats
        if host.house.to_be_filled(s.id) == "person" and not host.house.sessions.is_control(s.id)
    ]
    assert len(codes) == len(set(codes)) == len(people)
    assert sheet.count('class="run-qr"') == len(people) and "style=" not in sheet
    assert sheet.count("viewBox=") >= len(people), "a square that is drawn smaller is whole"
    mine = host.house.register.invitation("buft.chief")
    staff = host.house.register.invitation(LEAD)
    assert mine is not None and mine.shown in codes
    assert staff is not None and staff.shown not in codes
    for seat, code, link in list(csv.reader(io.StringIO(lead.get("/run/codes.csv").text)))[1:]:
        standing = host.house.register.invitation(seat)
        assert (
            standing is not None
            and (code, link) == (standing.shown, standing.address(host.url))
            and code in codes
        )
    assert "cqc" not in [one.seat.split(".")[0] for one in host.house.register.invitations() if one.seat]


# ---- practice ---------------------------------------------------------------------------------------------------


def test_a_practice_runs_by_itself_counts_for_nothing_and_ends_where_it_began(
    host: Running, lead: Browser
) -> None:
    assert lead.post("/run/stage/practice", {}).headers["location"] == "/run?done=practice"
    assert host.house.room.moment().running
    assert (
        host.program("saltmere.chair").move("message", {"to": ["buft.chief"], "text": "Trying."}).status_code
        == 200
    )
    assert [one.to for one in steps(host.house)] == ["before"]
    lead.post("/run/stage/before", {})
    assert host.house.stage == "before" and not host.house.stores.has_record


# ---- the county and the pack ------------------------------------------------------------------------------------


class Slow:
    def __init__(self, well: bool) -> None:
        self.well, self.stopped, self.begun = well, False, 0

    def start(self) -> None:
        self.begun += 1

    def stop(self) -> None:
        self.stopped = True

    def wait_ready(self, seconds: float) -> bool:
        return self.well


@pytest.mark.parametrize("well", [True, False])
def test_warming_the_county_ends_its_worker_and_tells_how_it_went(well: bool) -> None:
    worker = Slow(well)
    warming = Warming(lambda: worker)
    assert warming.state == "cold"
    warming.begin()
    until(lambda: warming.state in ("warm", "failed"))
    until(lambda: worker.stopped)
    assert warming.state == ("warm" if well else "failed") and worker.begun == 1


def zipped(folder: Path, **changed: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                name = file.relative_to(folder).as_posix()
                archive.writestr(name, changed.get(name) or file.read_bytes())
    return made.getvalue()


def test_another_pack_is_checked_and_kept_beside_the_day_and_a_faulty_one_is_not(
    host: Running, lead: Browser, tmp_path: Path
) -> None:
    headers = {"origin": host.url, "sec-fetch-site": "same-origin"}

    def send(raw: bytes) -> str:
        answer = lead.client.post(
            "/run/pack",
            data={"csrf": lead.mark()},
            files={"file": ("p.zip", raw, "application/zip")},
            headers=headers,
        )
        return words(answer.text)

    folder = new_pack("two-vales", tmp_path)
    assert "checks clean and is kept" in send(zipped(folder))
    kept = list((host.house.settings.data / "packs").iterdir())
    assert [one.name.split("-")[0] for one in kept] == ["two"]
    assert "Nothing of it was kept" in send(zipped(folder, **{"charter.yaml": "aims: {"}))
    assert list((host.house.settings.data / "packs").iterdir()) == kept
    assert "is not a zip archive" in send(b"not a zip at all")
    host.to("doors")
    assert "this day is played with its pack" in send(zipped(folder))


def test_pages_wait_at_the_door_with_a_stream_and_hear_when_it_opens(host: Running) -> None:
    token = host.token("seat", "buft.chief")
    stream = Listener(host, token)
    until(lambda: host.house.hub.online.get("buft.chief"))
    host.to("doors")
    assert stream.ended.wait(5)
    assert any(kind == "moved" and data["stage"] == "doors" for kind, _, data in stream.events)


@pytest.mark.requirement("SEA-06")
def test_a_seat_is_told_its_post_and_never_a_character_to_act_and_each_act_can_say_what_it_rests_on(
    host: Running,
) -> None:
    page = words(host.browser("seat", "nhscb.performance").get("/pack").text)
    assert "There is no acting: say and decide what you would in that post" in page
    assert "from what you know and what the papers say" in page
    traits = {trait.id for trait in host.house.patch.traits}
    for seat in host.house.patch.active_seats:
        told = role_of(host.house, seat.id)
        assert told is not None and told["role"] == seat.role and told["body"]
        assert not traits & set(told), "traits are for scripts alone"
    assert all(
        "evidence" in {field.name for field in fields_of(move.ask)}
        for move in host.house.catalogue.moves.values()
    )
