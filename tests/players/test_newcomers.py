"""A seat that a body adds in play is filled by somebody, and plays on its own account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from shirehall.play.catalogue import gathered
from shirehall.play.moves.people import HireStaff
from shirehall.play.notices.opening import opening
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.session import Session
from shirehall.play.view import View
from shirehall.players.cast import cast, colleague, filled
from shirehall.players.contract import Act, Decision, recall
from shirehall.players.minds.mind import ScriptedMind
from tests.players.helpers import county, year

NEW = "nhscb.second-manager"


@dataclass(frozen=True)
class Hirer:
    """The scripted head of the Board, who on the first day also hires one more manager."""

    mind: ScriptedMind
    origin: str = "script"

    def begin(self, seat: str) -> object:
        return self.mind.begin(seat)

    def remember(self, memory: object, event: Event) -> object:
        return self.mind.remember(memory, event)

    def decide(self, memory: object, view: View, random: Random) -> Decision:
        if NEW not in view.world.seats:
            ask = HireStaff(
                identity=NEW, role="Second account manager", text="Two of us cannot follow four consortia."
            )
            return Decision((Act(ask, 2),), 2)
        return self.mind.decide(memory, view, random)


def test_a_hired_manager_takes_the_seat_makes_moves_and_remembers_only_what_it_saw():
    players, _ = cast(county())
    boss = players["nhscb.regional"]
    assert isinstance(boss, ScriptedMind)
    hiring = {**players, "nhscb.regional": Hirer(boss)}
    played = year(seed=2, players=hiring, newcomer=lambda _player, chair: colleague(boss, chair), months=6)
    moves = [e for e in played.events if e.seat == NEW]
    assert len(moves) > 5 and {e.organisation for e in moves} == {"nhscb"}
    assert all(e.origin == "script" for e in moves)
    holder = played.driver.holders[NEW]
    seen = played.session.view(NEW).events[: holder.read]
    assert recall(holder.player, NEW, seen) == holder.memory
    assert holder.player.character.ties == {} and holder.player.character.role == "Second account manager"


def test_a_seat_added_in_play_is_a_colleague_of_whoever_added_it_else_of_the_first_at_its_table():
    patch = county()
    session = Session(MemoryStore(), gathered())
    for draft in opening(patch, {}, {"seed": 1}):
        session.commit([draft], at=0)
    players, _ = cast(patch)
    world = session.world
    board = world.seats_of("nhscb")

    def who(seat: str, added_by: str, body: str = "nhscb") -> object:
        """The believed skills of whoever fills it: what tells colleagues apart."""
        chair = replace(world.seats[board[0]], id=seat, organisation=body, role="Second manager")
        opened = {"first": added_by, "second": "first"}
        found = filled(chair, world, opened, players, players.__getitem__)
        assert found is None or (isinstance(found, ScriptedMind) and found.character.role == "Second manager")
        return found and believed(found)

    def believed(player: object) -> object:
        assert isinstance(player, ScriptedMind)
        return player.character.believed

    assert believed(players[board[0]]) != believed(players[board[2]])
    assert who("first", board[2]) == believed(players[board[2]])
    assert who("second", board[2]) == who("first", board[2])
    assert who("first", "control.lead") == believed(players[board[0]])
    assert who("first", "control.lead", "nowhere") is None
    assert filled(world.seats[board[1]], world, {}, players, players.__getitem__) is players[board[1]]
