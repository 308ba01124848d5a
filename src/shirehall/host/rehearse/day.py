"""The course of a rehearsal: everybody comes in, figures are taken, a year is lived at speed while things go wrong, and all is judged."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import os
import platform
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from random import Random
from typing import Any

from shirehall.host.rehearse.bots import Act, Bot
from shirehall.host.rehearse.checker import Judgement, events_of, judge
from shirehall.host.rehearse.crowd import Crowd
from shirehall.host.rehearse.plan import Measures, Plan
from shirehall.host.rehearse.supervisor import Supervisor, free_port
from shirehall.host.rehearse.troubles import Troubles
from shirehall.host.rehearse.wire import Door, Ear
from shirehall.patch.pack import Patch
from shirehall.play.record.mirror import restore
from shirehall.play.record.opening import salvage

COUNTY_PATIENCE = 120.0
"""Seconds that the county may take to get ready before the figures are measured."""
CALM = 12.0
FAN = 8.0
HEAD = 6.0
HEAD_A_SECOND = 325.0
FAN_A_SECOND = 20.0
REST = 3.0
"""Seconds of quiet before the head room is measured: hundreds of screens have just left."""
GAP = 0.6
"""Seconds at most between two troubles that follow each other."""
LAST, HOLD = 30.0, 60.0
"""Seconds before the year's end at which its last month is extended while troubles are to come, and by how many."""
LONGEST = 540.0
"""Seconds after which a year is ended as it stands, so that the whole stays under ten minutes."""
Say = Callable[[str], None]


class Rehearsal:
    """One rehearsal. After `run`, `crowd` has the histories and `measures` the figures."""

    def __init__(self, plan: Plan, patch: Patch, say: Say = lambda _words: None) -> None:
        self.plan, self.say = plan, say
        self.measures = Measures(machine=machine())
        port = free_port()
        self.crowd = Crowd(plan, patch, Door(port))
        self.host = Supervisor(self._words(port), port, plan.data / "host.log", plan.program)
        self.troubles = Troubles(self.crowd, self.host, self.measures, Random(plan.seed + 1))
        self._told: dict[str, float] = {}
        self._year_began = 0.0
        self._troubled = False
        self._held_at = 0.0

    def _words(self, port: int) -> list[str]:
        plan = self.plan
        words = [
            plan.pack,
            "--port",
            str(port),
            "--address",
            "127.0.0.1",
            "--public-url",
            f"http://127.0.0.1:{port}",
        ]
        words += [
            "--data",
            str(plan.data),
            "--month-seconds",
            str(plan.month_seconds),
            "--months",
            str(plan.months),
        ]
        words += ["--seed", str(plan.seed), "--county" if plan.county else "--no-county"]
        return [*words, "--database", plan.database] if plan.database else words

    async def run(self) -> Judgement:
        """Rehearse, and judge."""
        began = time.monotonic()
        self.crowd.invite()
        try:
            return await self._run(began)
        except BaseException:
            await self.host.abandon()
            raise
        finally:
            self.troubles.thaw()

    async def _run(self, began: float) -> Judgement:
        measures, crowd = self.measures, self.crowd
        await self.host.start()
        measures.started = time.monotonic() - began
        self.say(f"the host is up after {measures.started:.1f} s; everybody comes in")
        coming = time.monotonic()
        await crowd.come_in()
        measures.joined = time.monotonic() - coming
        measures.clients = len(crowd.ears)
        watching = [asyncio.create_task(self._watch_memory()), asyncio.create_task(self._watch_copy())]
        try:
            if self.plan.measured:
                self.say("waiting until the county is ready, as it is when people come in")
                await self._while_held(self._ready())
                await self._while_held(self._measure())
            await self._year()
            await self._drain()
        finally:
            for task in watching:
                task.cancel()
        measures.stopped = await self.host.end()
        measures.unasked_deaths = self.host.unasked
        await crowd.leave()
        judging = time.monotonic()
        self.say("judging what everybody was told against the record")
        events = await asyncio.to_thread(events_of, self.plan.data, self.plan.database)
        measures.months = sum(event.kind == "month-closed" for event in events)
        self._judge_copy(len(events))
        told = await asyncio.to_thread(judge, events, crowd.histories, [*crowd.ears, *crowd.left])
        told.unknown += measures.duplicates_wrong
        measures.judged = time.monotonic() - judging
        measures.whole = time.monotonic() - began
        return told

    # ---- figures -----------------------------------------------------------------------------------------------

    @property
    def a_second(self) -> float:
        """Acts a second of all seats together."""
        return len(self.crowd.players) * self.plan.acts_a_minute / 60

    async def _measure(self) -> None:
        """The spells without faults: the usual load, a month forced, everybody at once, news to all, head room."""
        await asyncio.sleep(1.0)
        self.say(
            f"calm: {self.a_second:.0f} acts a second from {len(self.crowd.players)} seats, {self.measures.clients} streams"
        )
        await self._spell("calm", self.a_second, CALM)
        if self.plan.county:
            await self.troubles.skip()
            await self._spell("county", self.a_second, CALM)
        for _ in range(3):
            await self.troubles.burst()
            await asyncio.sleep(0.5)
        self.say(f"news to all: {FAN_A_SECOND:.0f} a second")
        await self._fan(0, FAN_A_SECOND)
        if self.plan.fan_out:
            for clients, a_second in ((500, 20.0), (2000, 5.0)):
                self.say(f"news to {clients} streams: {a_second:.0f} a second")
                await self._fan(clients, a_second)
        await self.crowd.still(quiet=REST)
        self.say(f"head room: {HEAD_A_SECOND:.0f} acts a second")
        await self._spell("head", HEAD_A_SECOND, HEAD, lambda bot: bot.next_act("head", way="api"))

    async def _ready(self) -> None:
        """Wait for the county's processes: they begin with the host, long before people do."""
        if not await self.crowd.county_ready(COUNTY_PATIENCE):
            self.say("the county is not ready yet; what is measured now, is measured beside its start")

    async def _hold(self, seconds: float) -> None:
        """Have the facilitator extend the month, so that the months that follow are left for the troubles."""
        boss = self.crowd.facilitators[0]
        minutes = min(round(seconds / self.plan.month_seconds * 20), 600)
        more = ("extend-month", {"text": "a little more", "minutes": minutes})
        await boss.make(boss.next_act("clock", way="api", fixed=more))

    async def _spell(
        self, name: str, a_second: float, seconds: float, made: Callable[[Bot], Act] | None = None
    ) -> None:
        end = time.monotonic() + seconds
        self.measures.spells[name] = await self.crowd.load(
            name, a_second, lambda: time.monotonic() > end, made
        )
        await self.crowd.answered()
        await asyncio.sleep(0.5)

    async def _fan(self, clients: int, a_second: float) -> None:
        """News that everybody may see; more clients than there are seats are observers and walls with several screens."""
        crowd = self.crowd
        bots = [*crowd.watchers, *crowd.players]
        extra: list[Ear] = []
        while len(crowd.ears) + len(extra) < clients:
            bot = bots[len(extra) % len(bots)]
            begins = bot.ear.last if bot.ear is not None else 0
            ear = Ear(crowd.door, bot.seat, bot.bearer, bot.chance, begins=begins, to_the_end=False)
            ear.start()
            extra.append(ear)
            if len(extra) % 50 == 0:
                await asyncio.sleep(0.2)
        crowd.extra += extra
        await crowd.still(patience=30.0, quiet=0.5)
        name = f"fan {clients or len(crowd.ears)}"
        await self._spell(
            name,
            a_second,
            FAN,
            lambda bot: bot.next_act(name, way="api", fixed=("announce", {"text": "To everybody."})),
        )
        await asyncio.sleep(1.0)
        self.measures.fan[clients] = (a_second, len(crowd.ears))
        sent = {act.tag: act.sent for act in crowd.histories.acts if act.spell == name}
        delays = [
            heard.at - sent[tag]
            for ear in crowd.ears
            for heard in ear.heard
            for tag in heard.tags
            if tag in sent
        ]
        self.measures.fan_delays[clients] = delays
        await asyncio.gather(*(ear.stop() for ear in extra))
        crowd.extra.clear()
        crowd.left += extra

    # ---- the year ----------------------------------------------------------------------------------------------

    @property
    def longest(self) -> float:
        """Seconds after which a year is ended as it stands: tests that end by a count have their own limits."""
        return math.inf if self.plan.stop_after_troubles or self.plan.most_acts else LONGEST

    def closed(self) -> bool:
        """Whether the round is over, or has lasted too long."""
        over = any(b'"closed":true' in bot.ear.clock for bot in self.crowd.facilitators if bot.ear)
        many = bool(self.plan.most_acts) and len(self.crowd.histories.acts) >= self.plan.most_acts
        done = self._troubled and self.plan.stop_after_troubles
        return over or many or done or time.monotonic() - self._year_began > self.longest

    async def _year(self) -> None:
        self._year_began = time.monotonic()
        load = asyncio.create_task(self.crowd.load("year", self.a_second, self.closed))
        if self.plan.faults:
            self.troubles.freeze()
            if self.plan.measured:
                self.say("waiting until those who do not read are cut off")
                await self._while_held(self.troubles.watch_frozen())
            await self._trouble()
            self._troubled = True
        self.measures.spells["year"] = await load

    async def _while_held(self, measuring: Coroutine[Any, Any, None]) -> None:
        """Measure something, and hold the month open meanwhile, so that the year that follows is whole."""
        task = asyncio.create_task(measuring)
        while not task.done():
            await self._hold_open(any_month=True)
            await asyncio.wait([task], timeout=0.5)
        await task

    async def _trouble(self) -> None:
        """One trouble after another, each when it is due in what is left of the year; the last month is held open until all were made."""
        every = self.troubles.all_of(self.plan.kills, self.plan.months)
        clock, began = self._clock(), time.monotonic()
        left = (
            clock.get("seconds_left", 0.0)
            + (self.plan.months - clock.get("number", 1)) * self.plan.month_seconds
        )
        for number, (share, trouble) in enumerate(every, start=1):
            soon = time.monotonic() + GAP * self.troubles.chance.random()
            if not await self._until(soon if self.plan.stop_after_troubles else began + share * left):
                self.measures.not_made = len(every) - number + 1
                self.say(
                    f"the run was too short: it was over before {self.measures.not_made} of {len(every)} troubles"
                )
                return
            await trouble()
            if number % 10 == 0:
                self.say(
                    f"{number} of {len(every)} troubles; {len(self.crowd.histories.acts)} acts; {self.measures.kills} kills"
                )

    async def _until(self, due: float) -> bool:
        """Wait for a moment of the year, holding its last month open meanwhile; whether the year still goes on."""
        while not self.closed():
            await self._hold_open()
            if time.monotonic() >= due:
                return True
            await asyncio.sleep(min(0.25, max(due - time.monotonic(), 0.0)))
        return False

    def _clock(self) -> dict[str, Any]:
        """What a facilitator was last told of the clock."""
        ear = self.crowd.facilitators[0].ear
        told: dict[str, Any] = json.loads(ear.clock) if ear is not None and ear.clock else {}
        return told

    async def _hold_open(self, *, any_month: bool = False) -> None:
        """Have the facilitator extend the last month (or any) when it is about to end, and what was to happen has not."""
        clock = self._clock()
        if time.monotonic() - self._held_at < HOLD / 4 or "number" not in clock or clock["closed"]:
            return
        if (any_month or clock["number"] == self.plan.months) and clock["seconds_left"] < LAST:
            self._held_at = time.monotonic()
            await self._hold(HOLD)

    async def _drain(self) -> None:
        """Nobody acts any more; whatever is under way comes to its end."""
        began = time.monotonic()
        self.troubles.thaw()
        boss = self.crowd.facilitators[0]
        await self.crowd.answered()
        await boss.make(boss.next_act("clock", way="api", fixed=("pause", {"text": "That is all."})))
        await self.crowd.still()
        self.measures.drained = time.monotonic() - began

    # ---- what is watched all the time ---------------------------------------------------------------------------

    async def _watch_memory(self) -> None:
        while True:
            self.measures.memory = max(self.measures.memory, self.host.memory())
            await asyncio.sleep(1.0)

    async def _watch_copy(self) -> None:
        """How far behind the second copy is: the age of the first event that a facilitator was told and the copy lacks."""
        ear = self.crowd.facilitators[0].ear
        copy = self._copy()
        at, lines = 0, -1
        while ear is not None:
            await asyncio.sleep(1.0)
            with contextlib.suppress(OSError):
                size = copy.stat().st_size
                if size < at:
                    at, lines = 0, -1
                with copy.open("rb") as file:
                    file.seek(at)
                    more = file.read()
                at, lines = at + len(more), lines + more.count(b"\n")
                lacking = next((heard.at for heard in reversed(ear.heard) if heard.n == lines + 1), None)
                if lacking is not None:
                    self.measures.copy_behind = max(self.measures.copy_behind, time.monotonic() - lacking)
                elif lines >= 0:
                    self.measures.copy_behind = max(self.measures.copy_behind, 0.0)

    def _copy(self) -> Path:
        return self.plan.data.with_name(f"{self.plan.data.name}-copy") / "record.jsonl"

    def _judge_copy(self, events: int) -> None:
        """Whether the second copy holds the whole record, its chain checked, and how long a record is in the making from it."""
        if self._copy().is_file():
            kept, damage = salvage(self._copy())
            self.measures.copy_good = damage is None and len(kept) == events
            began = time.monotonic()
            self.measures.copy_good &= restore(self._copy(), self.plan.data / "restored.sqlite") == events
            self.measures.restored = time.monotonic() - began


def machine() -> dict[str, str]:
    """What a machine is, for the head of a table: no names, no addresses."""
    memory = ""
    with contextlib.suppress(OSError):
        told = Path("/proc/meminfo").read_text(encoding="ascii").split()
        memory = f"{int(told[1]) / 1024**2:.0f} GB"
    return {"cores": str(os.cpu_count()), "memory": memory, "system": platform.system(), "python": platform.python_version(),
            "processor": platform.machine()}  # fmt: skip
