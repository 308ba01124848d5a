"""Who plays on in a later round: the same players with all that they remember, in whatever body they now sit for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shirehall.patch.pack import Patch
from shirehall.players.cast import Setting
from shirehall.players.contract import Player
from shirehall.players.driver import Driver
from shirehall.players.minds.character import Character, Roster, character_of, roster_of
from shirehall.players.minds.mind import ScriptedMind


def play_on(driver: Driver, patch: Patch, setting: Setting | None = None) -> None:
    """Seat everybody for a round that has just been opened; `patch` is the pack as it stands in that round.

    Memory stays as it is. A script whose body another follows, or that has other papers and places by now, is given the character
    that the pack has for its seat now. Everybody looks up in the round's first minute.
    """
    roster, now = roster_of(patch), driver.session.world.at
    known = {seat.id for seat in patch.active_seats}
    for holder in driver.holders.values():
        holder.player = in_its_body(
            holder.player, holder.seat, driver, patch, roster, known, setting or Setting()
        )
        holder.free_at = holder.wakes_at = now


def in_its_body(
    player: Player[Any],
    seat: str,
    driver: Driver,
    patch: Patch,
    roster: Roster,
    known: set[str],
    setting: Setting,
) -> Player[Any]:
    """A player as it sits there in the new round; only scripts have a character that must follow their body."""
    if not isinstance(player, ScriptedMind):
        return player
    if seat in known:
        character = character_of(patch, seat, roster, setting.attention, player.character.off)
    else:
        character = beside_a_colleague(player.character, driver, patch, roster, setting)
    return ScriptedMind(character, player.origin)


def beside_a_colleague(
    old: Character, driver: Driver, patch: Patch, roster: Roster, setting: Setting
) -> Character:
    """The character of a seat that was added in play: its body's, with its own post, skills and ties."""
    world = driver.session.world
    body = world.organisation_of(old.seat)
    mates = patch.seats_of(body) if any(each.id == body for each in patch.organisations) else ()
    if not mates:
        return replace(old, roster=roster)
    mate = character_of(patch, mates[0].id, roster, setting.attention, old.off)
    return replace(
        mate, seat=old.seat, role=old.role, profession=old.profession, topics=old.topics, may_commit=old.may_commit,
        attention=old.attention, skills=old.skills, believed=old.believed, ties=old.ties,
    )  # fmt: skip
