"""A day in Bigshire for tests of the play: opened, with nobody at the table but the tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from shirehall.patch.pack import Patch
from shirehall.play.catalogue import Catalogue, gathered
from shirehall.play.fields import Ask, Clause
from shirehall.play.months import Umpire
from shirehall.play.notices.opening import opening
from shirehall.play.record.memory import MemoryStore
from shirehall.play.runners import NoCounty
from shirehall.play.session import Outcome, Session
from tests.packs import pack


@cache
def bigshire() -> Patch:
    """The pack, read once a test run."""
    return pack("bigshire")


@cache
def catalogue() -> Catalogue:
    """The moves and kinds, gathered once a test run."""
    return gathered()


class OpenDay:
    """A session of Bigshire, or of another pack, with its day opened, and short ways to do what tests do most."""

    def __init__(
        self,
        store: MemoryStore | None = None,
        seed: int = 1,
        session: Callable[[MemoryStore], Session] | None = None,
        patch: Patch | None = None,
    ) -> None:
        self.patch = patch or bigshire()
        self.store = store or MemoryStore()
        self.session = session(self.store) if session else Session(self.store, catalogue())
        self.session.commit(opening(self.patch, {}, {"seed": seed}), at=0)
        self.umpire = Umpire(self.patch, seed)
        self.at = 0

    def do(self, seat: str, ask: Ask, *, at: int | None = None, key: str = "") -> Outcome:
        """Make a move a minute later, or at a minute."""
        self.at = self.at + 1 if at is None else at
        return self.session.submit(seat, ask, at=self.at, key=key)

    def done(self, seat: str, ask: Ask, *, at: int | None = None) -> int:
        """Make a move that must be permitted; the number of its event."""
        outcome = self.do(seat, ask, at=at)
        assert outcome.refusal is None, outcome.refusal
        return outcome.events[0].seq

    def refused(self, seat: str, ask: Ask, *, at: int | None = None) -> str:
        """Make a move that must be refused; the reason given."""
        outcome = self.do(seat, ask, at=at)
        assert outcome.refusal is not None
        return outcome.refusal.why

    def local(self, seat: str, number: int) -> int:
        """The number that a seat knows an event of the record by."""
        fold = self.session._fold(seat)
        found = fold.local(number)
        assert found is not None, f"{seat} has not seen {number}"
        return int(found)

    def pass_to(self, at: int) -> None:
        """Let time pass to a minute, with what falls due, closing months on the way."""
        while self.session.world.clock.ends <= at and not self.session.world.clock.closed:
            end = self.session.world.clock.ends
            self.umpire.tick(self.session, end)
            self.umpire.close_month(self.session, NoCounty())
        self.umpire.tick(self.session, at)
        self.at = at


def words(text: str) -> tuple[Clause, ...]:
    """One clause in words alone."""
    return (Clause(text),)
