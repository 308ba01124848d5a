"""A live day in Bigshire for tests of what facilitators do: its run sheet is laid, its clock stands until it is resumed."""

from __future__ import annotations

from shirehall.patch.pack import Patch
from shirehall.play.fields import Ask
from shirehall.play.months import Umpire
from shirehall.play.moves.clock import Resume
from shirehall.play.notices.opening import doors_open
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.runsheet import Row, run_sheet
from shirehall.play.session import Session
from tests.play.county import OpenDay, bigshire, catalogue

MODERATOR, CHAIR, TRUST = "control.moderator", "saltmere.chair", "buft.chief"


class LiveDay(OpenDay):
    """A day whose doors are open; `begun` lets its clock run."""

    def __init__(
        self,
        *,
        begun: bool = True,
        patch: Patch | None = None,
        store: MemoryStore | None = None,
        **settings: object,
    ) -> None:
        self.patch, self.store = patch or bigshire(), store or MemoryStore()
        self.session = Session(self.store, catalogue())
        self.session.commit(doors_open(self.patch, {}, {"seed": 1, **settings}), at=0)
        self.umpire, self.at = Umpire(self.patch, 1), 0
        if begun:
            self.by_facilitator(Resume(), at=0)

    def by_facilitator(self, ask: Ask, *, at: int | None = None) -> tuple[Event, ...]:
        """What a facilitator's move puts on the record; it must be permitted."""
        outcome = self.do(MODERATOR, ask, at=self.at if at is None else at)
        assert outcome.refusal is None, outcome.refusal
        return outcome.events

    def row(self, inject: str) -> Row:
        """One row of the run sheet as it stands."""
        return next(row for row in run_sheet(self.patch, self.session.world) if row.id == inject)

    def arrived(self, inject: str) -> list[Event]:
        """The events by which an inject arrived."""
        return [e for e in self.session.events if e.kind == "inject-published" and e.body["inject"] == inject]
