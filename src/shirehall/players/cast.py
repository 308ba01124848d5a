"""Who plays what: a player for each seat, and the label that the record and the report show for it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shirehall.errors import UsageError
from shirehall.patch.pack import Patch
from shirehall.play.catalogue import Catalogue
from shirehall.play.record.event import Event
from shirehall.play.world import Chair, World
from shirehall.players.baselines import RandomPlayer, SilentPlayer
from shirehall.players.contract import Player
from shirehall.players.minds.character import Roster, character_of, roster_of
from shirehall.players.minds.mechanisms import checked
from shirehall.players.minds.mind import ScriptedMind
from shirehall.players.replay import ReplayPlayer, replayed


@dataclass(frozen=True, slots=True)
class Setting:
    """What players may be told of the setting.

    `attention` is minutes a month (the pack's own when none), `record` one to replay, `without` the mechanisms of minds that
    are switched off in every script. Raises UsageError for a name that is no mechanism's.
    """

    attention: float | None = None
    record: tuple[Event, ...] = ()
    catalogue: Catalogue | None = None
    without: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        checked(self.without)


Made = Callable[[Patch, str, Roster, Setting], Player[Any]]


def scripted(patch: Patch, seat: str, roster: Roster, setting: Setting) -> Player[Any]:
    """A scripted mind."""
    return ScriptedMind(character_of(patch, seat, roster, setting.attention, setting.without))


def replaying(_patch: Patch, seat: str, _roster: Roster, setting: Setting) -> Player[Any]:
    """A seat's recorded moves, made again. Raises UsageError when the setting has no record."""
    if setting.catalogue is None or not setting.record:
        raise UsageError(
            "there is no record to replay.", mend="give the setting a record and the catalogue that reads it."
        )
    return replayed(setting.record, seat, setting.catalogue)


KINDS: Mapping[str, Made] = {
    "script": scripted,
    "random": lambda _p, _s, _r, _g: RandomPlayer(),
    "silent": lambda _p, _s, _r, _g: SilentPlayer(),
    "replay": replaying,
}
"""The kinds of player by name. A person, a model or a program outside is seated by the host and has no line here."""


def cast(
    patch: Patch, who: Mapping[str, str] | str = "script", setting: Setting | None = None
) -> tuple[dict[str, Player[Any]], dict[str, str]]:
    """The players by seat, and what the record says of who fills each seat.

    `who` is one kind for everybody, or maps a seat or a body to a kind; a seat's own line wins over its body's, and `*` stands
    for all others. The seats of control are filled by nobody. Raises UsageError for a kind, seat or body that is not there.
    """
    setting = setting or Setting()
    wanted = {"*": who} if isinstance(who, str) else dict(who)
    known = {"*", *(s.id for s in patch.active_seats), *(o.id for o in patch.organisations)}
    check(wanted, known)
    roster = roster_of(patch)
    players: dict[str, Player[Any]] = {}
    labels: dict[str, str] = {}
    for seat in patch.active_seats:
        kind = wanted.get(seat.id) or wanted.get(seat.organisation) or wanted.get("*", "")
        if not kind or patch.organisation(seat.organisation).kind == "control":
            labels[seat.id] = "nobody"
            continue
        players[seat.id] = KINDS[kind](patch, seat.id, roster, setting)
        labels[seat.id] = kind
    return players, labels


def script_of(patch: Patch, seat: str, without: frozenset[str] = frozenset()) -> Player[Any]:
    """The script that sits in one seat of a pack, with some mechanisms switched off."""
    return scripted(patch, seat, roster_of(patch), Setting(without=without))


def opened_in_play(events: Iterable[Event]) -> dict[str, str]:
    """The seats that were added in play, each with the seat that added it: one of a body, or a facilitator's."""
    return {event.body["seat"]: event.seat for event in events if event.kind == "seat-added" and event.seat}


def filled(
    chair: Chair,
    world: World,
    opened: Mapping[str, str],
    known: Container[str],
    player_of: Callable[[str], Player[Any]],
) -> Player[Any] | None:
    """Who fills a seat: its own player, or in one that was added in play a colleague of whoever added it.

    `known` are the seats that have a player of their own, given by `player_of`. Where whoever added the seat is none of them, as a
    facilitator is not, it is a colleague of the first at its table; nobody where none of them is known.
    """
    like = chair.id
    while like not in known and like in opened:
        like = opened[like]
    if like not in known:
        like = next((seat for seat in world.seats_of(chair.organisation) if seat in known), "")
    if not like:
        return None
    return player_of(like) if like == chair.id else colleague(player_of(like), chair)


def colleague(player: Player[Any], chair: Chair) -> Player[Any]:
    """Who fills a seat that a player's body added in play: a player of the same kind, in the new post.

    A scripted newcomer shares its body's character, knows what its colleague can do, and brings no old ties of its own.
    """
    if isinstance(player, ReplayPlayer):
        return player.opened.get(chair.id, player)
    if not isinstance(player, ScriptedMind):
        return player
    character = replace(
        player.character, seat=chair.id, role=chair.role, may_commit=chair.may_commit, ties={}
    )
    return ScriptedMind(character, player.origin)


def check(wanted: Mapping[str, str], known: Iterable[str]) -> None:
    """Refuse names that nothing in the patch bears, and kinds that nobody made."""
    for name, kind in wanted.items():
        if name not in known:
            raise UsageError(
                f"the patch has no seat or body `{name}`.",
                mend="use an id of its seats or organisations, or *.",
            )
        if kind not in KINDS:
            raise UsageError(f"there is no kind of player `{kind}`.", mend=f"name one of {', '.join(KINDS)}.")
