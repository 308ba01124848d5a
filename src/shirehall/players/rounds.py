"""Who plays on in a later round: the same players with all that they remember, in whatever body they now sit for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shirehall.patch.pack import Patch
from shirehall.players.cast import Setting, filled, opened_in_play
from shirehall.players.contract import Player
from shirehall.players.driver import Driver
from shirehall.players.minds.character import Roster, character_of, roster_of
from shirehall.players.minds.mind import ScriptedMind


@dataclass(frozen=True, slots=True)
class Casting:
    """What the seats of a later round are cast from: the pack as it stands in it, and who opened each seat that it does not have."""

    driver: Driver
    patch: Patch
    roster: Roster
    setting: Setting
    opened: Mapping[str, str]

    def player_of(self, seat: str, old: Player[Any]) -> Player[Any]:
        """A player as it sits there in the new round; only scripts have a character that must follow their body."""
        if not isinstance(old, ScriptedMind):
            return old
        world = self.driver.session.world
        known = {each: holder for each, holder in self.driver.holders.items() if each not in self.opened}
        found = filled(
            world.seats[seat], world, self.opened, known, lambda like: self.as_now(like, known[like].player)
        )
        return found or old

    def as_now(self, seat: str, old: Player[Any]) -> Player[Any]:
        """The player of a seat of the pack, a script with the character that the pack has for it now."""
        if not isinstance(old, ScriptedMind):
            return old
        off = old.character.off
        return ScriptedMind(
            character_of(self.patch, seat, self.roster, self.setting.attention, off), old.origin
        )


def play_on(driver: Driver, patch: Patch, setting: Setting | None = None) -> None:
    """Seat everybody for a round that has just been opened; `patch` is the pack as it stands in that round.

    Memory stays as it is. A script whose body another follows, or that has other papers and places by now, is given the character
    that the pack has for its seat now. Everybody looks up in the round's first minute.
    """
    opened = opened_in_play(driver.session.events)
    casting = Casting(driver, patch, roster_of(patch), setting or Setting(), opened)
    players = {seat: casting.player_of(seat, holder.player) for seat, holder in driver.holders.items()}
    now = driver.session.world.at
    for seat, holder in driver.holders.items():
        holder.player = players[seat]
        holder.free_at = holder.wakes_at = now
