"""The bots: one in each seat, through the front door. Each keeps a history of what it called, what was answered, what it heard."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal
from urllib.parse import urlencode

from shirehall.host.rehearse.content import Known, act_for, known_from
from shirehall.host.rehearse.wire import Answer, Broken, Door, Ear, Heard

MARK = re.compile(r'name="csrf" (?:content|value)="([^"]+)"')
PATIENCE = 60.0
"""Seconds for which a bot sends an act again before it gives up."""
Way = Literal["api", "form"]
Fate = Literal["made", "refused", "faulty", "throttled", "given up", "open"]


@dataclass(slots=True)
class Act:
    """One act as its bot knows it: what was sent under which key, when first, when it was acknowledged, what became of it."""

    tag: str
    seat: str
    move: str
    body: Mapping[str, Any]
    key: str
    way: Way
    sent: float
    acked: float = 0.0
    fate: Fate = "open"
    tries: int = 0
    status: int = 0
    spell: str = ""
    computing: bool = False


@dataclass(slots=True)
class Histories:
    """What all bots know together: every act, and when each mark was first sent."""

    acts: list[Act] = field(default_factory=list)
    sent: dict[str, Act] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    pages: list[tuple[str, frozenset[str]]] = field(default_factory=list)


class Bot:
    """A seat's holder: signed in by cookie and by token, with a stream of its own."""

    def __init__(self, number: int, seat: str, door: Door, histories: Histories, chance: Random) -> None:
        self.number, self.seat, self.door, self.histories, self.chance = number, seat, door, histories, chance
        self.token = ""
        self.mark = ""
        self.known: Known | None = None
        self.ear: Ear | None = None
        self._made = 0
        self.computing = False

    # ---- in -----------------------------------------------------------------------------------------------------

    async def join(self, link: str) -> None:
        """Take the seat by its link, as a browser does."""
        shown = await self.still(lambda: self.door.ask("GET", f"/in/{link}", {}))
        form = urlencode({"csrf": mark_of(shown), "code": link}).encode()
        taken = await self.still(lambda: self.door.ask("POST", "/in", FORM, form))
        cookie = taken.headers.get("set-cookie", "")
        if taken.status != 303 or "=" not in cookie:
            raise Broken(f"{self.seat or 'a watcher'} could not come in: {taken.status}")
        self.token = cookie.partition("=")[2].partition(";")[0]

    async def settle(self) -> None:
        """Read the view and the moves, and get the mark for forms."""
        view = await self.read("/api/view")
        moves = await self.read("/api/moves")
        self.known = known_from(json.loads(view.body), json.loads(moves.body))
        page = await self.still(lambda: self.door.ask("GET", "/desk", self.cookie))
        self.mark = mark_of(page)

    def listen(self) -> None:
        """Open the stream from the viewer's first event on."""
        self.ear = Ear(self.door, self.seat, self.bearer, self.chance, self._heard)
        self.ear.start()

    def _heard(self, _ear: Ear, heard: Heard) -> None:
        if self.known is not None:
            self.known.by_kind.setdefault(heard.kind, []).append(heard.n)

    @property
    def bearer(self) -> dict[str, str]:
        """As a program shows who it is."""
        return {"authorization": f"Bearer {self.token}", "accept": "application/json"}

    @property
    def cookie(self) -> dict[str, str]:
        """As a browser shows who it is."""
        return {"cookie": f"shirehall={self.token}"}

    async def read(self, path: str) -> Answer:
        """Get something, however often it takes."""
        return await self.still(lambda: self.door.ask("GET", path, self.bearer))

    async def still(self, asked: Any) -> Answer:
        """Ask until there is an answer. Raises Broken when there was none for PATIENCE seconds."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                answer: Answer = await asked()
                if answer.status not in AGAIN:
                    return answer
            except Broken:
                if time.monotonic() > end:
                    raise
            if time.monotonic() > end:
                raise Broken(f"{self.seat}: no answer for {PATIENCE:.0f} s")
            await asyncio.sleep(0.05 + 0.2 * self.chance.random())

    # ---- acts ---------------------------------------------------------------------------------------------------

    def next_act(
        self, spell: str, *, way: Way | None = None, fixed: tuple[str, dict[str, Any]] | None = None
    ) -> Act:
        """The next act, from the seat's own view; `fixed` gives its move and what is sent, the words being put in."""
        assert self.known is not None
        self._made += 1
        tag = f"r{self.number}n{self._made}"
        move, body = (
            act_for(self.known, tag, self.chance)
            if fixed is None
            else (fixed[0], {**fixed[1], "text": f"{tag} {fixed[1]['text']}"})
        )
        plain = all(
            isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value))
            for value in body.values()
        )
        chosen: Way = way or (
            "form"
            if plain and move in ("message", "ask", "share", "announce") and self.chance.random() < 0.3
            else "api"
        )
        act = Act(
            tag,
            self.seat,
            move,
            body,
            f"{tag}-{self.chance.getrandbits(64):016x}",
            chosen,
            time.monotonic(),
            spell=spell,
        )
        act.computing = b'"computing":true' in self.ear.clock if self.ear is not None else False
        self.histories.acts.append(act)
        self.histories.sent[tag] = act
        return act

    async def make(self, act: Act, *, patience: float = PATIENCE) -> Act:
        """Send an act until it is answered, always under its key."""
        end = time.monotonic() + patience
        while act.fate == "open":
            act.tries += 1
            told = 0.0
            try:
                answer = await self.send(act)
            except Broken:
                pass
            else:
                self._note(act, answer)
                told = float(answer.headers.get("retry-after", "0"))
            if act.fate == "open":
                if time.monotonic() > end:
                    act.fate = "given up"
                    break
                await self._until_again(act, told)
        return act

    async def _until_again(self, act: Act, told: float) -> None:
        """A program tries again soon, or when it is told to; a browser when its stream is open again, and now and then."""
        await asyncio.sleep(max(told, 0.03 + 0.15 * self.chance.random()))
        end = time.monotonic() + 1.0
        while act.way == "form" and self.ear is not None and self.ear.lost_at and time.monotonic() < end:
            await asyncio.sleep(0.02)

    async def send(self, act: Act, body: Mapping[str, Any] | None = None) -> Answer:
        """Send an act once. Raises Broken when it is not known whether it was heard."""
        told = dict(body if body is not None else act.body)
        if act.way == "api":
            headers = {**self.bearer, "content-type": "application/json", "idempotency-key": act.key}
            return await self.door.ask("POST", f"/api/moves/{act.move}", headers, json.dumps(told).encode())
        fields = {**told, "csrf": self.mark, "key": act.key, "seen": "999999999", "confirm": "yes"}
        return await self.door.ask(
            "POST", f"/desk/do/{act.move}", {**self.cookie, **FORM}, urlencode(fields, doseq=True).encode()
        )

    def _note(self, act: Act, answer: Answer) -> None:
        act.status = answer.status
        if answer.status in AGAIN:
            return
        act.acked = time.monotonic()
        if (
            answer.status in (200, 303)
            and (act.way == "form" or b'"made":true' in answer.body)
            and not (act.way == "form" and answer.status == 200)
        ):
            act.fate = "made"
        elif answer.status == 409 and (act.way == "form" or b'"made":false' in answer.body):
            act.fate = "refused"
        elif answer.status == 429:
            act.fate = "throttled"
        else:
            act.fate = "faulty"
            if answer.status not in (409, 422) or act.way == "form":
                self.histories.strange.append(
                    f"{act.seat} {act.way} {act.move}: {answer.status} {answer.body[:160]!r}"
                )


FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
AGAIN = (502, 503, 504, 507)
"""Answers after which an act is sent again."""


def mark_of(page: Answer) -> str:
    """The mark that a page's forms carry. Raises Broken for a page without one."""
    found = MARK.search(page.body.decode(errors="replace"))
    if found is None:
        raise Broken(f"a page without the mark of forms: {page.status}")
    return found.group(1)
