"""What goes wrong in a rehearsal on purpose: kills, restarts, lost connections, frozen clients, double posts, floods, guesses."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from operator import itemgetter
from random import Random
from urllib.parse import urlencode

from shirehall.host.hub import MOST_AT_ONCE
from shirehall.host.rehearse.bots import FORM, Act, Bot, mark_of
from shirehall.host.rehearse.crowd import Crowd
from shirehall.host.rehearse.plan import Measures
from shirehall.host.rehearse.supervisor import Supervisor
from shirehall.host.rehearse.wire import Broken, Frozen

BURST = 70
GUESSES = 25
FROZEN = 10
CUT = 30.0
"""Seconds within which a client that does not read is to be cut off."""
FLOOD_A_SECOND = 50.0
FLOOD_SECONDS = 5.0
RECOVERY = 60.0
"""Seconds after which a recovery is given up as failed."""


class Troubles:
    """The troubles of one rehearsal, each a method; `all_of` gives them with when in the year each is due."""

    def __init__(self, crowd: Crowd, host: Supervisor, measures: Measures, chance: Random) -> None:
        self.crowd, self.host, self.measures, self.chance = crowd, host, measures, chance
        self.frozen: list[Frozen] = []

    def note(self, what: str) -> None:
        """Note what happened, and when."""
        self.measures.happened.append((time.monotonic(), what))

    def all_of(self, kills: int, months: int) -> list[tuple[float, Callable[[], Awaitable[None]]]]:
        """The troubles of a year, each with its due share of it: the kills evenly, the others between them in an order of chance.

        Every tenth kill is of the keeper too.
        """
        others: list[Callable[[], Awaitable[None]]] = [
            self.restart, self.drops, self.doubles, self.other_words, self.burst, self.flood, self.guess,
            self.drops, self.doubles, self.burst, self.restart,
        ]  # fmt: skip
        self.chance.shuffle(others)
        killed = [((n + 0.5) / kills, self.kill_all if n % 10 == 1 else self.kill) for n in range(kills)]
        between = [((n + 0.5) / len(others), each) for n, each in enumerate(others)]
        return sorted([*killed, *between, *([(0.3, self.skip)] if months > 1 else [])], key=itemgetter(0))

    # ---- the host ----------------------------------------------------------------------------------------------

    async def kill(self) -> None:
        """kill -9 in mid-move; then until a new act is acknowledged and every stream is open again."""
        self.note("kill -9")
        self.measures.kills += 1
        began = time.monotonic()
        await self.host.kill()
        acked, streams = await self.recovered(began)
        self.measures.restarts_to_ack.append(acked)
        self.measures.restarts_to_streams.append(streams)

    async def kill_all(self) -> None:
        """kill -9 of the keeper and the host in mid-move: the program is read anew before anything is served."""
        self.note("kill -9 of all")
        self.measures.kills += 1
        began = time.monotonic()
        await self.host.kill_all()
        acked, streams = await self.recovered(began)
        self.measures.cold_to_ack.append(acked)
        self.measures.cold_to_streams.append(streams)

    async def restart(self) -> None:
        """A planned restart: SIGTERM with every stream open."""
        self.note("SIGTERM")
        began = time.monotonic()
        self.measures.planned.append(await self.host.ask_to_stop())
        await self.recovered(began)

    async def recovered(self, began: float) -> tuple[float, float]:
        """Wait until a new act is acknowledged and every stream is open again: the seconds to both since it began."""
        dead = time.monotonic()
        acked = open_again = 0.0
        while time.monotonic() - dead < RECOVERY and not (acked and open_again):
            await asyncio.sleep(0.02)
            if not acked:
                recent = [act.acked for act in self.crowd.histories.acts[-2000:] if act.acked > dead + 0.03]
                acked = min(recent, default=0.0)
            if all(ear.gone or ear.opened_at > dead for ear in self.crowd.ears):
                open_again = max(ear.opened_at for ear in self.crowd.ears)
        return (acked or time.monotonic()) - began, (open_again or time.monotonic()) - began

    # ---- connections -------------------------------------------------------------------------------------------

    async def drops(self) -> None:
        """A third of the streams lose their connection at once."""
        self.note("a third of the streams dropped")
        ears = [ear for ear in self.crowd.ears if self.chance.random() < 0.33]
        before = {id(ear): len(ear.back) for ear in ears}
        for ear in ears:
            ear.drop()
        await asyncio.sleep(1.0)
        self.measures.resumed += [took for ear in ears for took in ear.back[before[id(ear)] :]]

    def freeze(self) -> None:
        """Some clients open a stream with a backlog as long as is sent at once, and never read it: those who are told the most."""
        self.note(f"{FROZEN} clients frozen")
        told = sorted(self.crowd.everybody, key=lambda bot: bot.ear.last if bot.ear else 0, reverse=True)
        for bot in told[:FROZEN]:
            last = bot.ear.last if bot.ear else 0
            with suppress(OSError):
                self.frozen.append(Frozen(self.crowd.door, bot.bearer, max(0, last - MOST_AT_ONCE // 2)))

    async def watch_frozen(self) -> None:
        """Wait until the host has hung up on those who do not read, twice as long as the goal allows at most."""
        began, before = time.monotonic(), self.host.memory()
        self.measures.frozen = len(self.frozen)
        left = [each for each in self.frozen if each.cut() is not None]
        while left and time.monotonic() - began < 2 * CUT:
            await asyncio.sleep(0.5)
            self.measures.memory_frozen = max(self.measures.memory_frozen, self.host.memory() - before)
            gone = [each for each in left if each.cut()]
            self.measures.frozen_cut += [time.monotonic() - began for _ in gone]
            left = [each for each in left if each not in gone]
        self.measures.frozen_cut += [time.monotonic() - began for _ in left]

    def thaw(self) -> None:
        """Let the frozen clients go."""
        for each in self.frozen:
            each.close()

    # ---- acts --------------------------------------------------------------------------------------------------

    async def doubles(self) -> None:
        """Acts that were answered are sent again, and new ones twice at the same moment: the same answer, one event."""
        self.note("acts sent twice")
        answered = [act for act in self.crowd.histories.acts if act.fate in ("made", "refused")]
        by_seat = {bot.seat: bot for bot in [*self.crowd.players, *self.crowd.facilitators]}
        for act in self.chance.sample(answered, min(6, len(answered))):
            await self._again(by_seat[act.seat], act, act.fate)
        for bot in self.chance.sample(self.crowd.players, min(4, len(self.crowd.players))):
            act = bot.next_act("double", way="api", fixed=("sit-on", {"text": "kept, twice"}))
            with suppress(Broken):
                await asyncio.gather(bot.send(act), bot.send(act))
            await bot.make(act)
            self.measures.duplicates += 1

    async def _again(self, bot: Bot, act: Act, fate: str) -> None:
        try:
            answer = await bot.send(act)
        except Broken:
            return
        if answer.status in (429, 502, 503, 507):
            return
        self.measures.duplicates += 1
        if answer.status != act.status:
            self.measures.duplicates_wrong.append(
                f"{act.tag} {act.move}: {fate} with {act.status}, and {answer.status} when sent again"
            )

    async def other_words(self) -> None:
        """A key that was used comes again with other words: 422, and nothing happens."""
        self.note("a used key with other words")
        made = [
            act
            for act in self.crowd.histories.acts
            if act.fate == "made" and act.way == "api" and act.move == "message"
        ]
        by_seat = {bot.seat: bot for bot in self.crowd.players}
        for act in self.chance.sample(made, min(3, len(made))):
            try:
                answer = await by_seat[act.seat].send(act, {**act.body, "text": "quite other words"})
            except Broken:
                continue
            if answer.status not in (422, 429, 502, 503):
                self.measures.duplicates_wrong.append(
                    f"{act.tag}: other words under its key were answered {answer.status}"
                )

    async def burst(self) -> None:
        """Seventy acts in the same moment."""
        self.note(f"{BURST} acts at once")
        acts = []
        for _ in range(BURST):
            bot = self.crowd.next_player()
            to = bot.known.seats[:1] if bot.known is not None else []
            acts.append(
                (bot, bot.next_act("burst", way="api", fixed=("message", {"text": "all at once", "to": to})))
            )
        began = time.monotonic()
        for _, act in acts:
            act.sent = began
        deaths = len(self.host.deaths)
        await asyncio.gather(*(bot.make(act) for bot, act in acts))
        if len(self.host.deaths) == deaths:
            self.measures.bursts.append(max(act.acked for _, act in acts) - began)

    async def flood(self) -> None:
        """One seat floods (T27): it is throttled, the others are not."""
        self.note("one seat floods")
        bot, end = self.crowd.players[0], time.monotonic() + FLOOD_SECONDS
        acts = []
        while time.monotonic() < end:
            act = bot.next_act("flood", way="api", fixed=("sit-on", {"text": "again and again"}))
            acts.append(act)
            self.crowd.begin(bot, act)
            await asyncio.sleep(1 / FLOOD_A_SECOND)
        await asyncio.sleep(0.5)
        self.measures.throttled += sum(act.fate == "throttled" for act in acts)

    async def guess(self) -> None:
        """Somebody tries codes at the door (T1)."""
        self.note("codes guessed")
        door = self.crowd.door

        async def one() -> None:
            code = "".join(self.chance.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(8))
            with suppress(Broken):
                form = urlencode({"csrf": mark_of(await door.ask("GET", "/", {})), "code": code}).encode()
                answer = await door.ask("POST", "/in", FORM, form, patience=3.0)
                self.measures.guesses += 1
                self.measures.guesses_let_in += answer.status == 303

        await asyncio.gather(*(one() for _ in range(GUESSES)))

    async def skip(self) -> None:
        """The facilitator ends the month now; the county lives it while everybody acts."""
        self.note("a month forced")
        boss = self.crowd.facilitators[0]
        await boss.make(boss.next_act("clock", way="api", fixed=("skip-month", {"text": "on we go"})))
