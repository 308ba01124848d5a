"""Smallshire with what the instruments need besides: somebody who lends up to a limit, a clinical panel, a step at which a duty binds."""

from __future__ import annotations

from typing import Any

from shirehall.economy.terms import Lever
from shirehall.play.drafting import engine
from shirehall.play.fields import Clause, MatterRef, Month
from shirehall.play.moves.offers import AcceptOffer
from shirehall.play.moves.propose import Propose
from shirehall.play.moves.sign import Sign
from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Session
from shirehall.play.terms import levers_for
from shirehall.play.world import World, digest
from tests.moves.helpers import CATALOGUE, Play, roster

LIMIT = 3_000_000.0
"""Pounds that one body may be lent."""


class Shire(Play):
    """A day in Smallshire. `timing` is the step at which registration binds, `foundations` whether a rule keeps freedoms for those,
    `powers` what bodies may do besides."""

    def __init__(self, timing: str = "", foundations: bool = False, **powers: str) -> None:
        told = roster()
        more = {"licensor": "lend", "advisers": "advise-independently", **powers}
        for body in told["organisations"]:
            if body["id"] in more:
                body["powers"] = [*body["powers"], more[body["id"]]]
        for rule in told["rules"]:
            if rule["id"] == "registered-first" and timing:
                rule["timing"] = timing
        told["rules"].append({**told["rules"][0], "id": "loans", "text": "The licensor may lend.", "check": "lending-power",
                              "who_may_rule": ["licensor"], "limit": LIMIT})  # fmt: skip
        told["rules"].append({**told["rules"][0], "id": "fair-shares", "text": "Budgets move from past spending to fair shares.",
                              "check": "", "who_may_rule": ["board"]})  # fmt: skip
        if foundations:
            told["rules"].append({**told["rules"][0], "id": "freedoms", "text": "A foundation may borrow and take others over.",
                                  "check": "foundation-rights", "who_may_rule": ["licensor"]})  # fmt: skip
        self.session = Session(MemoryStore(), CATALOGUE)
        self.session.commit([engine("day-opened", told, audience=("*",))], at=0)
        self.at = 0

    def thing(self, seat: str, table: str, title: str) -> Any:
        """What a seat knows of a thing by its title."""
        return getattr(self.session.view(seat).world, table)[self.local(seat, table, title)]

    def accept(self, seat: str, title: str) -> tuple[Any, ...]:
        """Accept an offer."""
        return self.do(seat, AcceptOffer(offer=MatterRef(self.local(seat, "matters", title))))

    def month(self, number: int) -> None:
        """Open a month; minutes run on."""
        self.at = max(self.at, (number - 1) * 20)
        self.session.commit(
            [engine("month-opened", {"month": number, "minutes": 20}, audience=("*",))], at=self.at
        )

    def levers(self, month: int, mechanism: str) -> tuple[Lever, ...]:
        """The levers of one mechanism that are in force in a month."""
        return tuple(each for each in levers_for(self.world, month) if each.mechanism == mechanism)

    def agreed(self, first: str, other: str, title: str, *clauses: Clause, **fields: Any) -> int:
        """An agreement proposed by one seat and signed by it and another; the first one's number for it."""
        body = self.world.organisation_of(other)
        start = fields.pop("start", Month(self.world.clock.month))
        self.do(
            first,
            Propose(to=(body,), title=title, clauses=clauses or (Clause("As said"),), start=start, **fields),
        )
        for seat in (first, other):
            self.do(seat, Sign(agreement=self.local(seat, "agreements", title)))
        return self.local(first, "agreements", title)

    def replayed(self) -> World:
        """The world that the record folds to again, proved equal to the one that was live."""
        world = World()
        for event in self.session.events:
            world = CATALOGUE.evolve(world, event)
        assert digest(world) == digest(self.world)
        return world
