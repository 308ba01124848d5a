"""The live day in figures: pages and posts with much on the record, memory, coming back; with --table a full rehearsal besides.

    python bench/live.py [EVENTS ...]           a page, a post, memory and coming back at so many events (10,000 when left out)
    python bench/live.py --table [PAGE]         the same at 10,000 and 50,000, a full rehearsal with 500 and 2,000 streams, and all of it
                                                written into docs/rehearsal.md (or PAGE), with the day's date

Give it a machine with nothing else to do: bots and host share it.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from shirehall.host.rehearse.bots import Act, Bot
from shirehall.host.rehearse.crowd import Crowd
from shirehall.host.rehearse.day import Rehearsal
from shirehall.host.rehearse.plan import Plan, part
from shirehall.patch.read import read_pack
from shirehall.play.catalogue import gathered
from shirehall.play.moves.message import Message
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.session import Session

TABLE = Path(__file__).resolve().parents[1] / "docs" / "rehearsal.md"
USUAL, MORE = 10_000, 50_000
PAGES = ("/desk", "/desk/threads", "/api/view?after=999999")
LOAD = 34.0
SECONDS = 12.0


def fill(data: Path, events: int) -> None:
    """Bring a day's record up to so many events, with messages among its seats, month's words as heavy as they get."""
    store = SQLiteStore(data / "record.sqlite", create=False)
    session, chance = Session(store, gathered()), Random(3)
    seats = [
        seat
        for seat, chair in session.world.seats.items()
        if session.world.organisations[chair.organisation].kind != "control"
    ]
    began = len(session.events)
    while len(session.events) < events:
        with session.together():
            for number in range(len(session.events), min(len(session.events) + 500, events)):
                seat, *to = chance.sample(seats, 1 + chance.choice((1, 1, 2, 4)))
                ask = Message(
                    to=tuple(to),
                    text=f"r0n{number} we looked at the figures again and would rather move the ward in March",
                )
                session.submit(seat, ask, at=session.world.at, key=f"fill-{began}-{number}")
    session.close()


async def at_events(events: int) -> list[str]:
    """Rows of the table: figures with so many events on the record."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        plan = Plan("bigshire", Path(folder) / "day", months=1, month_seconds=3600, county=False)
        rehearsal = Rehearsal(plan, read_pack("bigshire"))
        crowd, host = rehearsal.crowd, rehearsal.host
        crowd.invite()
        try:
            await host.start()
            await crowd.come_in()
            await crowd.still(quiet=0.3)
            await host.stand_down()
            await asyncio.to_thread(fill, plan.data, events)
            rows = await measured(rehearsal, crowd, events)
            await host.end()
        except BaseException:
            await host.abandon()
            raise
        finally:
            await crowd.leave()
    return rows


async def measured(rehearsal: Rehearsal, crowd: Crowd, events: int) -> list[str]:
    """Start the host on the long record and look at it."""
    host = rehearsal.host
    began = time.monotonic()
    await host.start()
    up = time.monotonic() - began
    await crowd.still(quiet=0.5)
    caught_up = time.monotonic() - began
    rows = [f"| start of the host, and every stream open again | {up:.1f} s, {caught_up:.1f} s |"]
    for path in PAGES:
        took = []
        for bot in (crowd.players * 2)[:80]:
            sent = time.monotonic()
            await crowd.door.ask("GET", path, bot.cookie)
            took.append(time.monotonic() - sent)
        rows.append(f"| `GET {path.partition('?')[0]}` | p50 {ms(took, 0.5)}, p95 {ms(took, 0.95)} |")
    for way, words in (("api", "a program's post"), ("form", "a browser's form")):
        await crowd.load(way, LOAD / 2, over(SECONDS), by_form if way == "form" else by_program)
        await crowd.answered()
        took = [
            act.acked - act.sent
            for act in crowd.histories.acts
            if act.spell == way and act.fate in ("made", "refused")
        ]
        told = f"p50 {ms(took, 0.5)}, p95 {ms(took, 0.95)}, p99 {ms(took, 0.99)}"
        rows.append(f"| {words}, {LOAD / 2:.0f}/s, {len(crowd.ears)} streams | {told} |")
    took = []
    for _ in range(5):
        began = time.monotonic()
        await host.kill()
        await rehearsal.crowd.still(quiet=0.0, patience=1.0)
        bot = crowd.players[0]
        act = await bot.make(bot.next_act("kill", way="api", fixed=("sit-on", {"text": "after a kill"})))
        took.append(act.acked - began)
        await crowd.still(quiet=0.3)
    rows.append(f"| kill -9 to a new act acknowledged, 5 times | {min(took):.1f} to {max(took):.1f} s |")
    rows.append(f"| memory of the host | {host.memory():.0f} MB |")
    return [f"| **{events:,} events on the record** | |", *rows]


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
    """Measure, and print or write."""
    table = "--table" in words
    wanted = [int(word) for word in words if word.isdecimal()] or ([USUAL, MORE] if table else [USUAL])
    rows = [row for events in wanted for row in asyncio.run(at_events(events))]
    print("\n".join(rows), flush=True)
    if not table:
        return 0
    page = next((Path(word) for word in words if word.endswith(".md")), TABLE)
    fresh = page.with_suffix(".new.md")
    fresh.unlink(missing_ok=True)
    rehearse = ["-m", "shirehall", "rehearse", "bigshire", "--streams", "--out", str(fresh)]
    code = subprocess.run([sys.executable, *rehearse], check=False).returncode
    if fresh.exists():
        more = ["", "## With much on the record", "", "Measured by `python bench/live.py --table`, which writes this page.", "",
                "| | measured |", "|---|---|", *rows]  # fmt: skip
        page.write_text(fresh.read_text(encoding="utf-8") + "\n".join(more) + "\n", encoding="utf-8")
        fresh.unlink()
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
