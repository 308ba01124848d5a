"""The crowd of a rehearsal: everybody who comes in, and the acts that they put in on a clock."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from shirehall.errors import UsageError
from shirehall.host.health import GETTING_READY
from shirehall.host.register import Register
from shirehall.host.rehearse.bots import FORM, Act, Bot, Histories, mark_of
from shirehall.host.rehearse.plan import Plan, Spell
from shirehall.host.rehearse.wire import TAG, Answer, Broken, Door, Ear
from shirehall.host.stores import beside_in
from shirehall.patch.pack import Patch
from shirehall.play.view import OBSERVER, WALL

TOGETHER = 8
LOOKS_A_SECOND = 1.7
"""Pages of desks that are looked at by all together, however many acts they make: one for each 20 acts of a busy room."""
"""Who come in at the same time: a queue at the door, not a stampede."""


class Crowd:
    """The bots in their seats, observers and walls, and whatever they have under way."""

    def __init__(self, plan: Plan, patch: Patch, door: Door) -> None:
        self.plan, self.patch, self.door = plan, patch, door
        self.chance = Random(plan.seed)
        self.histories = Histories()
        self.players: list[Bot] = []
        self.facilitators: list[Bot] = []
        self.watchers: list[Bot] = []
        self.extra: list[Ear] = []
        self.left: list[Ear] = []
        self.links: dict[str, str] = {}
        self._under_way: set[asyncio.Task[Any]] = set()
        self._turn = 0
        self._numbers = 0

    # ---- before the host starts ---------------------------------------------------------------------------------

    def invite(self) -> None:
        """Write everybody's invitation into the register, as `shirehall print` does for the cards."""
        plan = self.plan
        control = {body.id for body in self.patch.organisations if body.kind == "control"}
        register = self._register()
        try:
            for seat in self.patch.active_seats:
                issue = (
                    register.invite_staff(seat.id)
                    if seat.organisation in control
                    else register.invite("seat", seat.id)
                )
                self.links[seat.id] = issue.link
                (self.facilitators if seat.organisation in control else self.players).append(
                    self._bot(seat.id)
                )
            for viewer, kind, many in ((OBSERVER, "observer", plan.observers), (WALL, "wall", plan.walls)):
                if many:
                    self.links[viewer] = register.invite(kind, label="rehearsal", places=many).link  # type: ignore[arg-type]
                    self.watchers += [self._bot(viewer) for _ in range(many)]
        finally:
            register.close()
        if plan.seats:
            self.players = self.players[: max(plan.seats - len(self.facilitators), 1)]

    def _register(self) -> Register:
        self.plan.data.mkdir(parents=True, exist_ok=True)
        return Register.in_folder(
            self.plan.data, beside_in(self.plan.database) if self.plan.database else None
        )

    def _bot(self, seat: str) -> Bot:
        self._numbers += 1
        return Bot(self._numbers, seat, self.door, self.histories, Random(self.chance.getrandbits(64)))

    # ---- coming in ----------------------------------------------------------------------------------------------

    @property
    def everybody(self) -> list[Bot]:
        """All who come in."""
        return [*self.facilitators, *self.players, *self.watchers]

    @property
    def ears(self) -> list[Ear]:
        """All streams."""
        return [bot.ear for bot in self.everybody if bot.ear is not None] + self.extra

    async def come_in(self) -> None:
        """Everybody takes a seat by link; then the doors open, the film is shown, and play begins."""
        await in_turns([lambda bot=bot: bot.join(self.links[bot.seat]) for bot in self.everybody])  # type: ignore[misc]
        for stage in ("doors", "film", "play"):
            await self.to(stage)
        await self._settle([*self.players, *self.facilitators])
        await self._open_more()
        for bot in self.everybody:
            bot.listen()

    async def _settle(self, bots: Sequence[Bot]) -> None:
        await in_turns([bot.settle for bot in bots])

    async def to(self, stage: str) -> None:
        """Have the facilitator go on to another stage, with the form of the board."""
        who = self.facilitators[0]
        page = await who.still(lambda: self.door.ask("GET", f"/run/stage/{stage}", who.cookie))
        form = f"csrf={mark_of(page)}&knowingly=yes".encode()
        answer: Answer = await who.still(
            lambda: self.door.ask("POST", f"/run/stage/{stage}", {**who.cookie, **FORM}, form, patience=60.0)
        )
        stands = json.loads((await who.read("/api/me")).body)["stage"]
        if stands != stage:
            raise UsageError(
                f"the day could not go to “{stage}”: {answer.status}, and it stands at “{stands}”.",
                mend="see the host's log.",
            )

    async def _open_more(self) -> None:
        """Open seats in play until there are as many as the plan wants, and have them taken."""
        missing = self.plan.seats - len(self.players) - len(self.facilitators)
        if missing <= 0:
            return
        boss, bodies = (
            self.facilitators[0],
            sorted({bot.known.organisation for bot in self.players if bot.known}),
        )
        for number in range(missing):
            act = boss.next_act("opening", way="api", fixed=(
                "open-seat", {"text": "one more", "body": bodies[number % len(bodies)], "role": f"Colleague {number + 1}"}))  # fmt: skip
            await boss.make(act)
            if act.fate != "made":
                raise UsageError(
                    f"no more than {number} seats could be opened in play.", mend="rehearse with fewer seats."
                )
        view = await boss.read("/api/view?after=0&most=500")
        opened = [
            event["body"]["seat"]
            for event in json.loads(view.body)["events"]
            if event["kind"] == "seat-added"
        ]
        register = self._register()
        try:
            for seat in opened:
                self.links[seat] = register.invite("seat", seat).link
        finally:
            register.close()
        more = [self._bot_numbered(seat) for seat in opened]
        await in_turns([lambda bot=bot: bot.join(self.links[bot.seat]) for bot in more])  # type: ignore[misc]
        await self._settle(more)

    def _bot_numbered(self, seat: str) -> Bot:
        bot = self._bot(seat)
        self.players.append(bot)
        return bot

    # ---- acting -------------------------------------------------------------------------------------------------

    def next_player(self) -> Bot:
        """Whose turn it is: everybody's as often, in an order of chance."""
        if self._turn % len(self.players) == 0:
            self.chance.shuffle(self.players)
        self._turn += 1
        return self.players[self._turn % len(self.players)]

    def begin(self, bot: Bot, act: Act) -> asyncio.Task[Act]:
        """Have an act made while everything goes on."""
        task = asyncio.create_task(bot.make(act))
        self._keep(task)
        return task

    def look(self, bot: Bot) -> None:
        """Have a page of the desk fetched, and note whose words it shows."""
        self._keep(asyncio.create_task(self._look(bot)))

    async def _look(self, bot: Bot) -> None:
        try:
            page = await self.door.ask("GET", "/desk", bot.cookie)
        except Broken:
            return
        if page.status == 200:
            self.histories.pages.append((bot.seat, frozenset(tag.decode() for tag in TAG.findall(page.body))))

    async def county_ready(self, patience: float) -> bool:
        """Wait until the facilitators' board no longer says that the county is getting ready; false when it says so too long."""
        boss, end = self.facilitators[0], time.monotonic() + patience
        while time.monotonic() < end:
            board = await self.door.ask("GET", "/run", boss.cookie)
            if board.status == 200 and GETTING_READY.encode() not in board.body:
                return True
            await asyncio.sleep(1.0)
        return False

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def load(
        self,
        name: str,
        a_second: float,
        until: Callable[[], bool],
        made: Callable[[Bot], Act] | None = None,
    ) -> Spell:
        """Put acts in on a clock, at random moments, until `until` says so: whether or not those before were answered."""
        began = due = look_due = time.monotonic()
        spell = Spell(name, a_second, 0.0)
        while not until():
            due += self.chance.expovariate(a_second)
            wait = due - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            else:
                spell.late = max(spell.late, -wait)
                await asyncio.sleep(0)
            bot = self.next_player()
            self.begin(bot, made(bot) if made else bot.next_act(name))
            spell.offered += 1
            if due > look_due:
                look_due = due + 1 / LOOKS_A_SECOND
                self.look(bot)
        spell.seconds = time.monotonic() - began
        return spell

    async def answered(self, patience: float = 60.0) -> None:
        """Wait until everything under way was answered."""
        if self._under_way:
            await asyncio.wait([*self._under_way], timeout=patience)
        for task in [*self._under_way]:
            task.cancel()

    async def still(self, patience: float = 60.0, quiet: float = 1.5) -> None:
        """Wait until every stream is open, none has been told anything for a moment, and no month is being lived."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            latest = max((ear.heard[-1].at for ear in self.ears if ear.heard), default=0.0)
            lost = any(ear.lost_at or not ear.opened for ear in self.ears)
            busy = any(b'"computing":true' in ear.clock for ear in self.ears[:1])
            if not lost and not busy and time.monotonic() - latest > quiet:
                return
            await asyncio.sleep(0.1)

    async def leave(self) -> None:
        """End every stream."""
        await asyncio.gather(*(ear.stop() for ear in self.ears))
        self.door.close()


async def in_turns(steps: Sequence[Callable[[], Any]]) -> None:
    """Do steps a few at a time."""
    turn = asyncio.Semaphore(TOGETHER)

    async def one(step: Callable[[], Any]) -> None:
        async with turn:
            await step()

    await asyncio.gather(*(one(step) for step in steps))
