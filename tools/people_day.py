#!/usr/bin/env python3
"""Play a short day in Bigshire with people at three seats, in real browsers, and keep its record and its notebook.

    python tools/people_day.py [FOLDER]       tests/data/people_day when no folder is named

Six months are lived. A host runs for real; the facilitator, three players and two observers each come in by their own code and do
everything on the pages: they write, ask, answer, propose, agree, note and give feedback. Scripts sit in the other seats. The
facilitator pauses the clock while forms are filled in. What is kept is `record.jsonl.gz` and `entries.jsonl.gz`; the names that
people type at the door are in neither. It needs what the tests need: `make setup` and a Chromium.
"""

from __future__ import annotations

import gzip
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402
from playwright.sync_api import Browser, Locator, Page  # noqa: E402

from shirehall.assemble import entries_beside  # noqa: E402
from shirehall.play.record.event import canonical  # noqa: E402
from shirehall.play.record.jsonl import write_jsonl  # noqa: E402
from shirehall.play.record.opening import open_record  # noqa: E402
from shirehall.study.notebook.entry import Entry  # noqa: E402
from tests.host.browser import SIZES, browsing, screen  # noqa: E402
from tests.host.helpers import Running, running, until  # noqa: E402

KEPT = ROOT / "tests" / "data" / "people_day"
CHAIR, CHIEF, VOICE = "saltmere.chair", "buft.chief", "healthwatch.chair"
NAMES = {CHAIR: "Ada Able", CHIEF: "Benedict Quarrel", VOICE: "Cressida Thorne"}
"""The names typed at the door. They must be found nowhere in what is kept."""
WHO = {"*": "script", "saltmere": "nobody", **dict.fromkeys(NAMES, "person")}
MONTH, MONTHS = 14.0, 6
DEAL = "A risk share on emergency admissions"


class Day:
    """The browsers of the day, and what people do in them."""

    def __init__(self, stack: ExitStack, browser: Browser, host: Running) -> None:
        self._stack, self._browser, self.host = stack, browser, host
        self.boss = self.come("seat", "control.moderator")
        self.at: dict[str, Page] = {}

    def come(self, kind: str, seat: str = "", size: str = "laptop") -> Page:
        """Type a code at the door and take the seat."""
        register = self.host.house.register
        staff = bool(seat) and self.host.house.sessions.is_control(seat)
        invitation = register.invite_staff(seat) if staff else register.invite(kind, seat, label=seat or kind)  # type: ignore[arg-type]
        made = self._stack.enter_context(screen(self._browser, self.host, size=SIZES[size]))
        page = made.go("/")
        page.get_by_label("Your code").fill(invitation.shown)
        if seat in NAMES:
            page.get_by_label("Your name").fill(NAMES[seat])
        page.get_by_role("button", name="Take the seat").click()
        page.wait_for_load_state()
        return page

    def stage(self, to: str, button: str) -> None:
        """The facilitator takes the day to another stage."""
        self.boss.goto(f"{self.host.url}/run/stage/{to}")
        gap = self.boss.get_by_label("Go on although not everything is ready")
        if gap.count():
            gap.check()
        self.boss.get_by_role("button", name=button).click()
        until(lambda: self.host.house.stage == to)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """The clock stands for everybody while forms are filled in."""
        self._turn("Pause the clock", True)
        yield
        self._turn("Let the clock run", False)

    def _turn(self, button: str, paused: bool) -> None:
        self.boss.goto(f"{self.host.url}/run")
        self.boss.get_by_role("button", name=button).click()
        until(lambda: self.host.house.room.moment().paused is paused)

    def month(self, month: int) -> None:
        """Wait for a month to begin."""
        until(lambda: self.host.house.room.moment().month >= month, MONTH * MONTHS + 60)

    def act(self, *acts: tuple[str, str, Mapping[str, str | Sequence[str]]]) -> None:
        """Each of some players makes a move: all forms are filled in a pause, and sent when the clock runs."""
        with self.paused():
            for seat, path, filled in acts:
                page = self.at[seat]
                page.goto(f"{self.host.url}/desk/do/{path}")
                for name, value in filled.items():
                    fill(page.locator("#move-form"), name, value)
        for seat, path, _ in acts:
            self.sent(self.at[seat], f"{seat}: {path}")

    def sent(self, page: Page, what: str) -> None:
        """Send a form, look once more where that is asked for, and see that it stands."""
        page.locator("#move-form .nhsuk-button-group button").first.click()
        page.wait_for_load_state()
        again = page.locator("button[name=confirm]")
        if again.count():
            again.first.click()
            page.wait_for_load_state()
        if not re.search(r"/desk/(event|thread|agreement)", page.url):
            raise SystemExit(f"{what} was not taken: {page.locator('main').inner_text()[:600]}")
        print(f"  {what}", flush=True)

    def deal(self) -> int:
        """The number of the agreement that was proposed."""
        world = self.host.house.room.view("control.moderator").world
        return next(a.id for a in world.agreements.values() if a.title == DEAL)

    def open_deal(self) -> bool:
        """Whether the chief may still agree to what was proposed."""
        page = self.at[CHIEF]
        page.goto(f"{self.host.url}/desk/do/agree")
        return (
            page.locator(
                f"#move-form [name=agreement] option[value='{self.deal()}'], input[name=agreement][value='{self.deal()}']"
            ).count()
            > 0
        )

    def asked_of(self, seat: str) -> bool:
        """Whether something waits for an answer of a seat."""
        page = self.at[seat]
        page.goto(f"{self.host.url}/desk/do/answer")
        return (
            page.locator(
                "#move-form [name=request] option[value]:not([value='']), #move-form input[name=request]"
            ).count()
            > 0
        )


def fill(form: Locator, name: str, value: str | Sequence[str]) -> None:
    """Fill in a field: words, a choice, or ticks."""
    if not isinstance(value, str):
        for each in value:
            box = form.locator(f"input[name='{name}'][value='{each}']").first
            box.evaluate(
                "one => { for (let d = one.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; }"
            )
            box.check(force=True)
        return
    field = form.locator(f"[name='{name}']").first
    kind = field.evaluate("one => one.tagName + '.' + (one.type || '')")
    field.evaluate(
        "one => { for (let d = one.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; }"
    )
    if kind.startswith("SELECT"):
        option = (
            field.locator("option").filter(has_text=value).first
            if value
            else field.locator("option:not([value=''])").first
        )
        field.select_option(option.get_attribute("value"))
    elif kind.endswith((".radio", ".checkbox")):
        chosen = (
            form.locator(f"[name='{name}'][value='{value}']") if value else form.locator(f"[name='{name}']")
        )
        chosen.first.check(force=True)
    else:
        field.fill(value)


def note(day: Day, page: Page, action: str, **more: str | Sequence[str]) -> None:
    """An observer writes a note and keeps it."""
    before = len(day.host.house.notebook.of_kind("note"))
    page.goto(f"{day.host.url}/observe")
    form = page.locator("main form").filter(has=page.locator("[name=action]")).first
    fill(form, "action", action)
    for name, value in more.items():
        fill(form, name, value)
    form.get_by_role("button", name="Keep this note").first.click()
    until(lambda: len(day.host.house.notebook.of_kind("note")) > before)
    print(f"  note: {action[:50]}", flush=True)


def lived(day: Day, steps: Sequence[Mapping[str, Any]], observers: Mapping[str, Page]) -> None:
    """What people do in one month, step by step."""
    for step in steps:
        if "note" in step:
            more = {name: value for name, value in step.items() if name not in ("note", "action")}
            note(day, observers[step["note"]], step["action"], **more)
        elif "only" not in step or all(day.asked_of(act["seat"]) for act in step["acts"]):
            day.act(*(chosen(day, act) for act in step["acts"]))


def chosen(day: Day, act: Mapping[str, Any]) -> tuple[str, str, Mapping[str, str | Sequence[str]]]:
    """A move as it is made: what was proposed is agreed to, or where nothing is left to agree to, what the course has instead."""
    if act["move"] != "agree":
        return act["seat"], act["move"], act["fill"]
    if day.open_deal():
        return act["seat"], f"agree?agreement={day.deal()}", act["fill"]
    return act["seat"], act["or"]["move"], act["or"]["fill"]


def afterwards(day: Day, answers: Mapping[str, Mapping[str, str | Sequence[str]]], east: Page) -> None:
    """Feedback: three players, an observer and the facilitator answer the form."""
    observer: Mapping[str, str | Sequence[str]] = {
        "words:f-whydid": "Nobody knew what they might settle alone, so they asked upwards."
    }
    staff: Mapping[str, str | Sequence[str]] = {
        "words:moderators-saw": "Nobody opened the rules until the third month."
    }
    for page, given in (
        *((day.at[seat], answers[seat]) for seat in NAMES),
        (east, observer),
        (day.boss, staff),
    ):
        page.goto(f"{day.host.url}/feedback")
        form = page.locator("form[data-draft=feedback]")
        for name, value in given.items():
            fill(form, name, value)
        form.get_by_role("button", name="Send my answers").click()
        page.get_by_text("Thank you").first.wait_for()


def play(folder: Path) -> None:
    """The whole day, from doors open to feedback, into a folder."""
    course = yaml.safe_load((KEPT / "course.yaml").read_text(encoding="utf-8"))
    with ExitStack() as stack:
        browser = stack.enter_context(browsing())
        host = stack.enter_context(
            running(folder, seconds_a_month=MONTH, months=MONTHS, who=WHO, county=True, seed=2013)
        )
        day = Day(stack, browser, host)
        day.stage("doors", "Open the doors")
        for seat, size in zip(NAMES, SIZES, strict=True):
            day.at[seat] = day.come("seat", seat, size if size != "phone" else "laptop")
        east, west = day.come("observer", size="tablet"), day.come("observer")
        day.stage("play", "Begin play")
        for month, steps in course["months"].items():
            day.month(month)
            print(f"month {month}", flush=True)
            lived(day, steps, {"east": east, "west": west})
        until(lambda: host.house.room.moment().closed, MONTH * MONTHS + 60)
        until(
            lambda: (
                sum(e.kind == "month-lived" for e in host.house.room.view("control.moderator").events)
                == MONTHS
            ),
            120,
        )
        day.stage("feedback", "feedback")
        afterwards(day, course["answers"], east)


def entries_text(entries: Sequence[Entry]) -> str:
    """The entries of a notebook, one JSON object a line."""
    return "".join(
        canonical({f.name: getattr(entry, f.name) for f in fields(Entry)}) + "\n" for entry in entries
    )


def keep(folder: Path, where: Path) -> None:
    """Keep a day's record and entries, packed, without the moment of packing."""
    where.mkdir(parents=True, exist_ok=True)
    record = folder / "record.sqlite"
    with tempfile.TemporaryDirectory() as apart, open_record(record) as store:
        write_jsonl(store, Path(apart) / "record.jsonl")
        text = (Path(apart) / "record.jsonl").read_text(encoding="utf-8")
    told = {"record.jsonl.gz": text, "entries.jsonl.gz": entries_text(entries_beside(record))}
    for name, words in told.items():
        named = [
            one for full in NAMES.values() for one in (full, *full.split()) if re.search(rf"\b{one}\b", words)
        ]
        if named:
            raise SystemExit(f"{name} holds a person's name: {', '.join(named)}; nothing was kept.")
    for name, words in told.items():
        (where / name).write_bytes(gzip.compress(words.encode("utf-8"), mtime=0))
        print(f"{name}: {len(words.splitlines()):,} lines, {(where / name).stat().st_size:,} bytes")


def main() -> None:
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else KEPT
    with tempfile.TemporaryDirectory() as folder:
        play(Path(folder))
        keep(Path(folder), where)


if __name__ == "__main__":
    main()
