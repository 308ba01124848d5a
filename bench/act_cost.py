"""What an act costs the host: processor milliseconds for each act through the front door, beside the room's own submit.

    python bench/act_cost.py [ACTS]         so many acts of each sort (600 when left out), every seat in with its stream open

The processor's time is the host's own, whichever else the machine does, so that two runs can be compared; the room's submit is
measured in the same run, with the same record, and the ratio compares machines too. Where the system does not tell a process's
time (no /proc), the host is not measured.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shirehall.host.rehearse.bots import Act, Bot
from shirehall.host.rehearse.day import Rehearsal
from shirehall.host.rehearse.plan import Plan, part
from shirehall.patch.read import read_pack
from shirehall.play.catalogue import gathered
from shirehall.play.moves.message import Message
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.session import Session

ACTS = 600
PACED = 40.0
"""Acts a second in the paced rows: a little more than a busy room's 34."""
AT_ONCE = 24
"""Acts under way at any time in the row of the head room."""


def spent(pid: int) -> float:
    """Seconds of processor time that a process has used, all its threads together."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def usual(way: str) -> Callable[[Bot], Act]:
    """The usual day's mix, as programs send it; or a message, as a browser's form sends it."""
    if way == "api":
        return lambda bot: bot.next_act("api", way="api")
    return lambda bot: bot.next_act("form", way="form", fixed=("message", {
        "text": "about the ward", "to": bot.known.seats[:1] if bot.known is not None else []}))  # fmt: skip


async def paced(rehearsal: Rehearsal, way: str, acts: int) -> list[Act]:
    """So many acts on a clock; as they ended."""
    made, crowd = usual(way), rehearsal.crowd
    under_way = []
    due = time.monotonic()
    for _ in range(acts):
        due += 1 / PACED
        await asyncio.sleep(max(due - time.monotonic(), 0.0))
        bot = crowd.next_player()
        under_way.append(crowd.begin(bot, made(bot)))
    return [await task for task in under_way]


async def flat_out(rehearsal: Rehearsal, way: str, acts: int) -> list[Act]:
    """So many acts as fast as they go, some at once; as they ended."""
    made, crowd = usual(way), rehearsal.crowd
    ended: list[Act] = []
    left = acts

    async def one_after_another() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            bot = crowd.next_player()
            ended.append(await bot.make(made(bot)))

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    return ended


async def through_the_door(plan: Plan, acts: int) -> list[str]:
    """Rows of the host's own cost, the day's record being left behind."""
    rehearsal = Rehearsal(plan, read_pack(plan.pack))
    crowd, host = rehearsal.crowd, rehearsal.host
    crowd.invite()
    rows = []
    try:
        await host.start()
        await crowd.come_in()
        await crowd.still(quiet=0.5)
        began = spent(host.pid)
        await asyncio.sleep(4.0)
        idle = (spent(host.pid) - began) / 4.0
        rows.append(f"| nothing but {len(crowd.ears)} open streams | {idle * 1000:.1f} ms a second | | |")
        for words, how, way in (
            (f"programs' posts, {PACED:.0f} a second", paced, "api"),
            (f"browsers' forms, {PACED:.0f} a second", paced, "form"),
            (f"programs' posts, {AT_ONCE} at once", flat_out, "api"),
        ):
            before, heard, clock = spent(host.pid), told_to(rehearsal), time.monotonic()
            ended = await how(rehearsal, way, acts)
            took = time.monotonic() - clock
            await asyncio.sleep(0.5)
            cost = (spent(host.pid) - before - idle * (took + 0.5)) / acts
            acks = [act.acked - act.sent for act in ended if act.fate in ("made", "refused")]
            told = (told_to(rehearsal) - heard) / acts
            rows.append(f"| {words} | **{cost * 1000:.2f} ms** | {told:.1f} | {len(acks)} of {acts} answered, {acts / took:.0f} a second, "
                        f"p50 {part(acks, 0.5) * 1000:.0f} ms, p99 {part(acks, 0.99) * 1000:.0f} ms |")  # fmt: skip
        await host.end()
    except BaseException:
        await host.abandon()
        raise
    finally:
        await crowd.leave()
    return rows


def told_to(rehearsal: Rehearsal) -> int:
    """How many pieces of news all streams have heard."""
    return sum(len(ear.heard) for ear in rehearsal.crowd.ears)


def by_the_room(data: Path, acts: int) -> float:
    """Seconds of processor time for a message that the session decides and keeps, one transaction each, nobody listening."""
    session = Session(SQLiteStore(data / "record.sqlite", create=False), gathered())
    world = session.world
    seats = [
        seat
        for seat, chair in world.seats.items()
        if world.organisations[chair.organisation].kind != "control"
    ]
    for seat in seats:
        session.view(seat)
    began = time.process_time()
    for number in range(acts):
        seat, to = seats[number % len(seats)], seats[(number + 1) % len(seats)]
        session.submit(
            seat, Message(to=(to,), text=f"b0n{number} about the ward"), at=world.at, key=f"bench-{number}"
        )
    cost = (time.process_time() - began) / acts
    session.close()
    return cost


def main(words: list[str]) -> int:
    """Measure, and print."""
    acts = int(words[0]) if words else ACTS
    if not Path("/proc/self/stat").exists():
        print("this system does not tell what a process has used")
        return 0
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        plan = Plan("bigshire", Path(folder) / "day", months=1, month_seconds=3600, county=False)
        rows = asyncio.run(through_the_door(plan, acts))
        own = by_the_room(plan.data, acts)
    print("| | the host's processor time for an act | news told for it | answers |\n|---|---|---|---|")
    print("\n".join(rows))
    print(f"| the room's own submit, for comparison | {own * 1000:.2f} ms | | |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
