"""The live day in figures: pages and posts with much on the record, memory, coming back, and the way back from the second copy.

    python bench/live.py [EVENTS ...] [--out PAGE.md]     at so many events each (10,000 when left out)

Each figure is printed, and written into the page, as soon as it is measured. Give it a machine with nothing else to do: bots and host
share it.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

from shirehall.host.rehearse.bots import Act, Bot
from shirehall.host.rehearse.crowd import Crowd
from shirehall.host.rehearse.day import Rehearsal
from shirehall.host.rehearse.plan import Plan, part
from shirehall.patch.read import read_pack
from shirehall.play.catalogue import gathered
from shirehall.play.fields import SeatRef, Text
from shirehall.play.months import Umpire
from shirehall.play.moves.message import Message
from shirehall.play.record.mirror import restore
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.runners import NoCounty
from shirehall.play.session import Session

USUAL = 10_000
PAGES = ("/desk", "/desk/threads", "/api/view?after=999999")
LOAD = 34.0
SECONDS = 12.0
TOGETHER = 500
MONTHS = 13
KILLS, COLD = 5, 2
SETTLED = 6.0
"""Seconds without a new or newer file of the cache, after which all is kept that is to be kept of the record."""
LONGEST = 1800.0
Row = Callable[[str, str], None]


class Table:
    """Rows that are printed and written as they come."""

    def __init__(self, page: Path | None) -> None:
        self._page = page
        self._words = "Measured by `python bench/live.py`.\n"
        self._write("")

    def heading(self, words: str) -> None:
        """Begin another table."""
        self._write(f"\n### {words}\n\n| | measured |\n|---|---|\n")

    def row(self, what: str, figure: str) -> None:
        """One more figure."""
        print(f"{what}: {figure}", flush=True)
        self._write(f"| {what} | {figure} |\n")

    def _write(self, words: str) -> None:
        self._words += words
        if self._page is not None:
            self._page.write_text(self._words, encoding="utf-8")


def fill(data: Path, events: int) -> float:
    """Bring a day's record up to so many events, with messages among its seats month after month: the seconds that took."""
    began = time.monotonic()
    umpire = Umpire(read_pack("bigshire"), 1)
    store = SQLiteStore(data / "record.sqlite", create=False)
    session, chance = Session(store, gathered()), Random(3)
    seats = [
        seat
        for seat, chair in session.world.seats.items()
        if session.world.organisations[chair.organisation].kind != "control"
    ]
    first = len(session.events)
    while len(session.events) < events:
        if len(session.events) * MONTHS > events * session.world.clock.month:
            umpire.close_month(session, NoCounty())
        with session.together():
            for number in range(len(session.events), min(len(session.events) + TOGETHER, events)):
                seat, *to = chance.sample(seats, 1 + chance.choice((1, 1, 2, 4)))
                words = Text(
                    f"r0n{number} we looked at the figures again and would rather move the ward in March"
                )
                ask = Message(to=tuple(SeatRef(each) for each in to), text=words)
                session.submit(seat, ask, at=session.world.at, key=f"fill-{first}-{number}")
    session.close()
    return time.monotonic() - began


async def at_events(events: int, row: Row) -> None:
    """Figures with so many events on the record."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        plan = Plan("bigshire", Path(folder) / "day", months=MONTHS, month_seconds=3600, county=False)
        rehearsal = Rehearsal(plan, read_pack("bigshire"))
        crowd, host = rehearsal.crowd, rehearsal.host
        crowd.invite()
        try:
            await host.start()
            await crowd.come_in()
            await crowd.still(quiet=0.3)
            await host.stand_down()
            await asyncio.to_thread(fill, plan.data, events)
            await begun(rehearsal, row)
            await looked_at(crowd, row)
            await acted(crowd, row)
            await settled(plan.data)
            row("kill -9 of the host", await killed(rehearsal, host.kill, KILLS))
            row("kill -9 of its keeper too", await killed(rehearsal, host.kill_all, COLD))
            row("memory of the host", f"{host.memory():.0f} MB")
            row("SIGTERM to its end", f"{await host.end():.1f} s")
        except BaseException:
            await host.abandon()
            raise
        finally:
            await crowd.leave()
        copied(plan.data, row)


async def begun(rehearsal: Rehearsal, row: Row) -> None:
    """Start the host on the long record, of which nothing is kept beside it yet."""
    began = time.monotonic()
    await rehearsal.host.start()
    up = time.monotonic() - began
    await rehearsal.crowd.still(patience=300.0, quiet=0.5)
    row("first start on it, all of it folded anew; every stream open again",
        f"{up:.1f} s; {time.monotonic() - began:.1f} s")  # fmt: skip


async def looked_at(crowd: Crowd, row: Row) -> None:
    """Pages, one after another."""
    for path in PAGES:
        took = []
        for bot in (crowd.players * 2)[:80]:
            sent = time.monotonic()
            await crowd.door.ask("GET", path, bot.cookie, patience=60.0)
            took.append(time.monotonic() - sent)
        row(f"`GET {path.partition('?')[0]}`", f"p50 {ms(took, 0.5)}, p95 {ms(took, 0.95)}")


async def acted(crowd: Crowd, row: Row) -> None:
    """Posts of programs and of browsers, on a clock."""
    for way, words in (("api", "a program's post"), ("form", "a browser's form")):
        await crowd.load(way, LOAD / 2, over(SECONDS), by_form if way == "form" else by_program)
        await crowd.answered()
        took = [
            act.acked - act.sent
            for act in crowd.histories.acts
            if act.spell == way and act.fate in ("made", "refused")
        ]
        row(f"{words}, {LOAD / 2:.0f}/s, {len(crowd.ears)} streams",
            f"p50 {ms(took, 0.5)}, p95 {ms(took, 0.95)}, p99 {ms(took, 0.99)}")  # fmt: skip


async def settled(data: Path) -> None:
    """Wait until the host has kept beside the record what makes its next start quick, as it has in a day that grew by itself."""
    end, files, since = time.monotonic() + LONGEST, -1, time.monotonic()
    while time.monotonic() < min(end, since + SETTLED):
        now = sum(file.stat().st_mtime_ns for file in (data / "cache").glob("*.cache"))
        if now != files:
            files, since = now, time.monotonic()
        await asyncio.sleep(0.5)


async def killed(rehearsal: Rehearsal, kill: Callable[[], Awaitable[None]], times: int) -> str:
    """Kill under the usual load: until a new act was acknowledged, and until every stream was open again."""
    crowd, acked, streams = rehearsal.crowd, [], []
    going = True
    load = asyncio.create_task(crowd.load("killed", LOAD, lambda: not going))
    try:
        for _ in range(times):
            await asyncio.sleep(3.0)
            began = time.monotonic()
            await kill()
            act, stream = await rehearsal.troubles.recovered(began)
            acked.append(act)
            streams.append(stream)
    finally:
        going = False
        await load
    await crowd.answered()
    return (f"act {part(acked, 0.5):.1f} s (worst {max(acked):.1f}), streams {part(streams, 0.5):.1f} s "
            f"(worst {max(streams):.1f}), {times} times")  # fmt: skip


def copied(data: Path, row: Row) -> None:
    """Make a record from the second copy, as when the folder of the day is lost."""
    began = time.monotonic()
    events = restore(data.with_name(f"{data.name}-copy") / "record.jsonl", data / "restored.sqlite")
    row(
        "a record made from the second copy, its chain checked",
        f"{time.monotonic() - began:.1f} s, {events:,} events",
    )


def over(seconds: float) -> Callable[[], bool]:
    """Whether so many seconds are over."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def by_program(bot: Bot) -> Act:
    """The usual day's act, as a program sends it."""
    return bot.next_act("api", way="api")


def by_form(bot: Bot) -> Act:
    """A message as a browser sends it."""
    to = bot.known.seats[:1] if bot.known is not None else []
    return bot.next_act("form", way="form", fixed=("message", {"text": "about the ward", "to": to}))


def ms(took: list[float], share: float) -> str:
    """A part of some times, in milliseconds."""
    return f"{part(took, share) * 1000:.0f} ms"


def main(words: list[str]) -> int:
    """Measure, and print and write."""
    page = Path(words[words.index("--out") + 1]) if "--out" in words else None
    table = Table(page)
    for events in [int(word) for word in words if word.isdecimal()] or [USUAL]:
        table.heading(f"{events:,} events on the record")
        asyncio.run(at_events(events, table.row))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
