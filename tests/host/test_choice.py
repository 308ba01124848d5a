"""Another pack for the day, chosen on a facilitators' page before the doors are open: what stays, what goes, who comes back how."""

from __future__ import annotations

import io
import json
import re
import shutil
import signal
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from shirehall.errors import UsageError
from shirehall.host.choice import (
    CHOICE,
    changed,
    choice_in,
    choose,
    chosen,
    kept_pack,
    kept_packs,
    seats_of,
    suited,
)
from shirehall.host.facilitator.packs import DOORS_OPEN, NOBODY_LEADS, PRACTISING
from shirehall.host.house import Settings
from shirehall.host.register import Joined
from shirehall.host.serve import Prepared, listening
from shirehall.host.uploads import take_pack
from shirehall.patch.pack import Patch
from shirehall.patch.read import read_pack
from shirehall.patch.scaffold import new_pack
from tests.host.browser import browsing
from tests.host.helpers import Browser, Listener, Running, running, until
from tests.host.hosted import Hosted
from tests.play.county import bigshire

LEAD = "control.moderator"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a pack with seats and bodies of its own."""
    return new_pack("little-county", tmp_path_factory.mktemp("author"))


@pytest.fixture(scope="session")
def taken(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of packs of a host to which the small pack was sent."""
    folder = tmp_path_factory.mktemp("taken") / "packs"
    take_pack(zipped(small), folder)
    return folder


def zipped(folder: Path, **changed_files: str) -> bytes:
    """A pack's folder as a zip file, some of its files exchanged."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not name.startswith("."):
                archive.writestr(name, changed_files.get(name, path.read_text(encoding="utf-8")))
    return made.getvalue()


def altered(folder: Path, **how: tuple[str, str]) -> bytes:
    """A pack's folder as a zip file, with some words of some files exchanged for others."""
    texts = {}
    for name, (old, new) in how.items():
        file = f"{name}.yaml"
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, (file, old)
        texts[file] = text.replace(old, new)
    return zipped(folder, **texts)


class Reopening(Running):
    """A host that runs as the command runs it: it opens its house again when another pack is chosen."""

    def __init__(self, prepared: Prepared, url: str) -> None:
        self.prepared = prepared
        self.url = url
        self.clients: list[httpx2.Client] = []

    @property
    def house(self):  # type: ignore[no-untyped-def,override]
        """The present house."""
        return self.prepared.house

    def choose(self, lead: Browser, folder: str) -> httpx2.Response:
        """Choose a pack, and wait until the house is open with it."""
        rounds = self.prepared.rounds
        answer = lead.post(f"/run/pack/{folder}", {})
        assert (answer.status_code, answer.headers["location"]) == (303, "/run/pack?done=pack-chosen"), (
            answer.text
        )
        until(lambda: self.prepared.rounds == rounds + 1 and self.house.reopen is not None)
        return answer


@contextmanager
def host(data: Path, named: Patch | None = None, **settings: object) -> Iterator[Reopening]:
    """A host in a thread, as `shirehall host` has it, ended when the block is left."""
    at = listening(0, "127.0.0.1")
    url = f"http://127.0.0.1:{at.getsockname()[1]}"
    given = Settings(data=data, public_url=url, county=False)
    prepared = Prepared(named or bigshire(), replace(given, **settings))  # type: ignore[arg-type]
    served = threading.Event()
    thread = threading.Thread(target=lambda: prepared.serve(at, served.set), name="host", daemon=True)
    thread.start()
    assert served.wait(20)
    made = Reopening(prepared, url)
    try:
        yield made
    finally:
        until(lambda: prepared.house.reopen is not None)
        assert prepared.house.reopen is not None
        prepared.house.reopen()
        prepared.house.hub.end_all()
        thread.join(20)
        for client in made.clients:
            client.close()
        assert not thread.is_alive()


def sent(lead: Browser, raw: bytes) -> str:
    """Send a pack; the folder in which it is kept."""
    answer = lead.client.post(
        "/run/pack",
        data={"csrf": lead.mark("/run")},
        files={"file": ("pack.zip", raw, "application/zip")},
        headers={"origin": lead.running.url, "sec-fetch-site": "same-origin"},
    )
    found = re.search(r'href="/run/pack/([a-z0-9-]+-[0-9a-f]{12})"', answer.text)
    assert answer.status_code == 200 and found, answer.text[-2000:]
    return found[1]


# ---- the whole way -----------------------------------------------------------------------------------------------


def test_a_pack_that_was_sent_is_played_without_starting_the_host_anew(tmp_path: Path) -> None:
    raw = altered(Path(bigshire().path), pack=("title: Bigshire 2013/14", "title: Bigshire, our own"))
    with host(tmp_path) as day:
        lead, chief = day.browser("seat", LEAD), day.browser("seat", "buft.chief")
        observer, before = day.browser("observer"), day.house
        folder = sent(lead, raw)
        assert (
            "Bigshire, our own" in lead.get("/run/pack").text
            and day.house.patch.head.title == "Bigshire 2013/14"
        )
        asked = lead.get(f"/run/pack/{folder}").text
        assert f"{len(before.patch.active_seats)} seats that both packs have" in asked
        day.house.plan.tick("printed", True)
        day.house.plan.settle("2027-03-01")
        stream = Listener(day, chief.token)
        until(lambda: before.hub.online.get("buft.chief"))
        day.choose(lead, folder)
        assert stream.ended.wait(5) and stream.events[-1][0] == "moved"
        # The same browsers go on in the same seats, at the same address, with the other pack.
        assert day.house is not before and day.house.patch.head.title == "Bigshire, our own"
        page = lead.get("/run/pack?done=pack-chosen").text
        assert "The day is played with this pack now." in page
        assert chief.get("/pack").status_code == 200 and observer.get("/observe").status_code == 200
        assert (day.house.plan.ticks, day.house.plan.date) == ({}, "2027-03-01")
        clock = chief.client.get("/api/clock").json()
        assert clock["pack"] == day.house.patch.digest[:12] != before.patch.digest[:12]
        # The doors open on it, and its record is the chosen pack's.
        assert lead.post("/run/stage/doors", {"knowingly": "yes"}).headers["location"] == "/run?done=stage"
        assert "Bigshire, our own" in lead.get("/run/pack").text
        assert (
            day.house.day is not None
            and day.house.room.view(LEAD).events[0].body["digest"] == day.house.patch.digest
        )
        late = lead.post("/run/pack/named", {})
        assert late.status_code == 409 and DOORS_OPEN in late.text
        assert DOORS_OPEN in lead.get("/run/pack/named").text
        assert lead.get("/run/pack").text.count("could be played instead") == 0
    with host(tmp_path) as again:  # the same command
        assert (again.house.stage, again.house.patch.head.title) == ("doors", "Bigshire, our own")
        assert again.house.sessions.who(chief.token) is not None


def test_seats_that_the_other_pack_lacks_are_out_and_their_invitations_open_nothing(
    tmp_path: Path, small: Path
) -> None:
    with host(tmp_path, who={"cqc": "script", "*": "person"}, months=3) as day:
        lead, chief = day.browser("seat", LEAD), day.browser("seat", "buft.chief")
        register = day.house.register
        unused = register.invite("seat", "saltmere.chair")
        register.add_person("buft.chief", "Robin Example")
        register.note_reading("buft.chief", "common", read=True)
        day.house.plan.fill({"buft.chief": "script", "saltmere.chair": "nobody"})
        day.house.plan.tested("buft.chief", streamed=True, answered=True, kept=True, milliseconds=9)
        folder = sent(lead, zipped(small))
        change = changed(seats_of(day.house.patch), seats_of(read_pack(small)))
        assert change.lost and change.new and "buft.chief" in change.lost
        asked = lead.get(f"/run/pack/{folder}").text
        assert f"{len(change.lost)} seat" in asked and "Seats that are new" in asked
        if LEAD not in change.kept:
            assert "Your own seat is not in that pack" in asked
        day.choose(lead, folder)
        register = day.house.register
        assert day.house.sessions.who(chief.token) is None
        assert chief.client.get("/api/me").status_code == 401
        assert not isinstance(register.redeem(unused.link), Joined)
        assert {one.seat for one in register.invitations()} <= {"", *change.kept}
        assert day.house.plan.who == {} and day.house.plan.devices == {} and register.readings() == ()
        assert [one.name for one in register.names()] == ["Robin Example"]
        assert (
            set(day.house.settings.who) <= {"*"} and day.house.settings.months <= day.house.patch.round.months
        )
        leader = next(seat for seat, (_, leads) in seats_of(day.house.patch).items() if leads)
        new_lead = day.browser("seat", leader)
        for path in (
            "/run",
            "/run/seats",
            "/run/plan",
            "/run/plan/people",
            "/run/people",
            "/run/pack",
            "/run/cards",
            "/run/sheet",
        ):
            assert new_lead.get(path).status_code == 200, path
        # And back to the pack that the command names, whose seats are all there, and empty.
        day.choose(new_lead, "named")
        assert day.house.patch.id == "bigshire" and day.house.settings.who == {"cqc": "script", "*": "person"}
        assert day.house.settings.months == 3
        assert day.house.sessions.who(chief.token) is None
        assert choice_in(tmp_path).folder == ""  # type: ignore[union-attr]


def test_a_host_that_was_killed_goes_on_with_the_chosen_pack(tmp_path: Path) -> None:
    raw = altered(Path(bigshire().path), pack=("title: Bigshire 2013/14", "title: Bigshire, our own"))
    taken = take_pack(raw, tmp_path / "packs")
    choose(tmp_path, taken.folder.name, "bigshire", bigshire())
    process = Hosted(tmp_path)
    try:
        for _ in range(2):
            process.start()
            page = httpx2.get(f"{process.url}/health", timeout=10)
            assert page.json()["stage"] == "before"
            assert choice_in(tmp_path).carried  # type: ignore[union-attr]
            process.end(signal.SIGKILL)
    finally:
        process.stop()
    assert chosen(tmp_path, bigshire()).head.title == "Bigshire, our own"


# ---- when it cannot be ---------------------------------------------------------------------------------------------


def test_what_stands_against_it_is_told_and_changes_nothing(tmp_path: Path, small: Path) -> None:
    with running(tmp_path) as day:
        lead, player = day.browser("seat", LEAD), day.browser("seat", "buft.chief")
        folder = sent(lead, zipped(small))
        for path in (f"/run/pack/{folder}", "/run/pack/named"):
            assert player.get(path).status_code == 403 and player.post(path, {}).status_code == 403
        for nothing in ("bigshire-000000000000", "..", "%2e%2e", "pack.json", f"{folder}0"):
            assert lead.post(f"/run/pack/{nothing}", {}).status_code in (404, 405), nothing
        same = lead.post("/run/pack/named", {})
        assert (same.status_code, same.headers["location"]) == (303, "/run/pack?done=pack-chosen"), (
            "it is played already"
        )
        assert "The day is played with this pack now." in lead.get("/run/pack/named").text
        day.to("practice")
        assert PRACTISING in lead.post(f"/run/pack/{folder}", {}).text
        day.to("before")
        day.house.reopening = True
        assert "being taken up" in lead.post(f"/run/pack/{folder}", {}).text
        assert (
            lead.post("/run/stage/doors", {"knowingly": "yes"}).status_code == 409 and day.house.day is None
        )
        day.house.reopening = False
        assert not (tmp_path / CHOICE).exists()
        # A host that nobody opens again keeps the choice for its next start, and says so.
        day.house.reopen = None
        assert "started again" in lead.post(f"/run/pack/{folder}", {}, follow_redirects=True).text
        assert chosen(tmp_path, day.house.patch).id == read_pack(small).id
        assert day.house.patch.id == "bigshire" and not day.house.reopening


def test_a_pack_without_facilitators_is_not_taken_up(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(data) as day:
        lead = day.browser("seat", LEAD)
        folder = kept_packs(data)[0].path.name
        monkeypatch.setattr(
            "shirehall.host.facilitator.packs.seats_of",
            lambda patch: dict.fromkeys(seats_of(patch), ("body", False)),
        )
        assert NOBODY_LEADS in lead.post(f"/run/pack/{folder}", {}).text
        assert not (data / CHOICE).exists()


def test_a_choice_is_not_kept_on_a_full_disk_and_the_doors_can_open(data: Path) -> None:
    with running(data) as day:
        lead = day.browser("seat", LEAD)
        folder = kept_packs(data)[0].path.name
        (data / f"{CHOICE}.new").mkdir()
        day.house.reopen = lambda: pytest.fail("nothing was chosen")
        answer = lead.post(f"/run/pack/{folder}", {})
        assert answer.status_code == 409 and "cannot be kept" in answer.text
        assert not day.house.reopening
        day.to("doors")


# ---- the file, and what is read of it --------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path, taken: Path) -> Path:
    shutil.copytree(taken, tmp_path / "packs", dirs_exist_ok=True)
    return tmp_path


def test_the_choice_holds_for_the_command_it_was_made_under_and_no_other(data: Path) -> None:
    named, (sent_one,) = bigshire(), kept_packs(data)
    assert chosen(data, named) is named
    choose(data, sent_one.path.name, "bigshire", named)
    assert chosen(data, named).digest == sent_one.digest
    assert chosen(data, sent_one) is sent_one, "whoever names another pack plays what they name"
    choose(data, "", "bigshire", sent_one)
    assert chosen(data, named) is named


def test_a_pack_that_was_altered_since_it_was_checked_is_not_played(data: Path) -> None:
    named, (sent_one,) = bigshire(), kept_packs(data)
    choose(data, sent_one.path.name, "bigshire", named)
    file = sent_one.path / "pack.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("title: ", "title: Not "), encoding="utf-8")
    assert kept_pack(data, sent_one.path.name) is None
    with pytest.raises(UsageError, match="is not there as it was"):
        chosen(data, named)
    shutil.rmtree(sent_one.path)
    with pytest.raises(UsageError, match="is not there as it was"):
        chosen(data, named)
    (data / CHOICE).unlink()
    assert chosen(data, named) is named


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"folder": "a"}', '{"folder": "", "instead_of": "b", "seats": [], "carried": false}'],
)
def test_a_damaged_choice_is_told_with_what_mends_it(data: Path, text: str) -> None:
    (data / CHOICE).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be read") as told:
        chosen(data, bigshire())
    assert "remove the file" in told.value.mend


@pytest.mark.parametrize(
    "name", ["../packs", "..", "", "/etc", "seesaw", "Seesaw-000000000000", "a-00000000000g"]
)
def test_nothing_outside_the_folder_of_packs_is_ever_read(data: Path, name: str) -> None:
    assert kept_pack(data, name) is None
    (data / CHOICE).write_text(
        json.dumps({"folder": name, "instead_of": "bigshire", "seats": {}, "carried": True}), encoding="utf-8"
    )
    if name:
        with pytest.raises(UsageError, match="is not there as it was"):
            chosen(data, bigshire())


def test_a_seat_of_the_same_name_at_another_body_or_in_control_is_another_seat() -> None:
    before = {"a.chief": ("a", False), "b.chair": ("b", False), "c.lead": ("c", True), "d.one": ("d", False)}
    after = {
        "a.chief": ("a", False),
        "b.chair": ("b", True),
        "c.lead": ("other", True),
        "e.one": ("e", False),
    }
    change = changed(before, after)
    assert change.kept == ("a.chief",)
    assert change.lost == ("b.chair", "c.lead", "d.one")
    assert change.new == ("b.chair", "c.lead", "e.one")


def test_the_commands_settings_are_suited_to_the_other_pack(data: Path) -> None:
    named, (sent_one,) = bigshire(), kept_packs(data)
    own = Settings(
        data=data,
        seconds_a_month=60.0 * named.round.minutes_a_month,
        who={"*": "script", "buft": "person"},
    )
    assert suited(own, named, sent_one).seconds_a_month == 60.0 * sent_one.round.minutes_a_month
    assert suited(own, named, sent_one).who == {"*": "script"}
    given = replace(own, seconds_a_month=7.5, months=99)
    assert suited(given, named, sent_one).seconds_a_month == 7.5
    assert suited(given, named, sent_one).months == sent_one.round.months


def test_a_page_of_the_pack_before_is_drawn_anew_also_when_its_stream_was_cut(tmp_path: Path) -> None:
    with running(tmp_path) as day, browsing() as chromium, chromium.new_context() as context:
        context.add_cookies([{"name": "shirehall", "value": day.token("seat", "buft.chief"), "url": day.url}])
        page = context.new_page()
        page.goto(day.url + "/pack")
        page.evaluate("window.isOld = true")
        tells = "pack => document.dispatchEvent(new CustomEvent('shirehall:clock', {detail: {stage: 'before', pack}}))"
        page.evaluate(tells, day.house.patch.digest[:12])
        page.wait_for_timeout(200)
        assert page.evaluate("window.isOld === true"), "the same pack draws nothing anew"
        with page.expect_navigation():
            page.evaluate(tells, "0123456789ab")
        assert page.evaluate("window.isOld === undefined")
