"""Who plays on in a later round: the same players with all that they remember, in whatever body they now sit for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shirehall.patch.pack import Patch
from shirehall.players.cast import Setting, colleague
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
    opened_by: Mapping[str, str]

    def player_of(self, seat: str, old: Player[Any]) -> Player[Any]:
        """A player as it sits there in the new round; only scripts have a character that must follow their body.

        A script in a seat that was added in play is again the colleague of whoever added it, and as it was when a facilitator did.
        """
        if not isinstance(old, ScriptedMind):
            return old
        if seat not in self.opened_by:
            off = old.character.off
            return ScriptedMind(
                character_of(self.patch, seat, self.roster, self.setting.attention, off), old.origin
            )
        hirer = self.driver.holders.get(self.opened_by[seat])
        if hirer is None:
            return old
        chair = self.driver.session.world.seats[seat]
        return colleague(self.player_of(hirer.seat, hirer.player), chair)


def play_on(driver: Driver, patch: Patch, setting: Setting | None = None) -> None:
    """Seat everybody for a round that has just been opened; `patch` is the pack as it stands in that round.

    Memory stays as it is. A script whose body another follows, or that has other papers and places by now, is given the character
    that the pack has for its seat now. Everybody looks up in the round's first minute.
    """
    added = {e.body["seat"]: e.seat for e in driver.session.events if e.kind == "seat-added"}
    casting = Casting(driver, patch, roster_of(patch), setting or Setting(), added)
    players = {seat: casting.player_of(seat, holder.player) for seat, holder in driver.holders.items()}
    now = driver.session.world.at
    for seat, holder in driver.holders.items():
        holder.player = players[seat]
        holder.free_at = holder.wakes_at = now
