"""Which of the packs of a day's folder is played: the one that the command names, or one that was sent and chosen in its stead.

The choice is a small file in the day's folder, so that the same command goes on with the chosen pack. What belonged to the pack
before it (invitations to seats that the new one does not have, ticks, what was read) is let go by whoever opens the day with the
new pack, once, before anybody is served: a host that dies in between leaves nothing half done.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from shirehall.errors import PackFaults, Place, UsageError
from shirehall.patch.pack import Patch
from shirehall.patch.read import read_pack
from shirehall.play.record.small import write_whole

if TYPE_CHECKING:
    from shirehall.host.house import House, Settings

CHOICE = "pack.json"
KEPT = "packs"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}-[0-9a-f]{12}\Z")
Seats = Mapping[str, tuple[str, bool]]
"""Each seat of a pack with its body, and whether it is a facilitators' one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A pack chosen instead of another: its folder under `packs` ("" for the pack that the command names), the id of the pack
    instead of which it is played, the seats of the pack before it, and whether what was that pack's has been let go."""

    folder: str
    instead_of: str
    seats: Seats
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What another pack does to the seats: those that both have, those that are lost, and those that are new, in their order."""

    kept: tuple[str, ...]
    lost: tuple[str, ...]
    new: tuple[str, ...]


# ---- the packs that were sent -----------------------------------------------------------------------------------


def kept_packs(data: Path) -> tuple[Patch, ...]:
    """The packs that were sent and checked clean, by title. A folder that cannot be read any more is not among them."""
    folder = data / KEPT
    names = sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []
    found = [patch for name in names if (patch := _read_once(folder / name)) is not None]
    return tuple(sorted(found, key=lambda patch: (patch.head.title, patch.digest)))


def kept_pack(data: Path, name: str) -> Patch | None:
    """One of the packs that were sent, read anew; none when there is none, or it is not as it was when it was checked."""
    if not _NAME.match(name) or not (data / KEPT / name).is_dir():
        return None
    try:
        patch = read_pack(data / KEPT / name)
    except (PackFaults, UsageError):
        return None
    return patch if patch.digest[:12] == name[-12:] else None


@lru_cache(maxsize=64)
def _read_once(folder: Path) -> Patch | None:
    return kept_pack(folder.parent.parent, folder.name)


# ---- the choice -------------------------------------------------------------------------------------------------


def choose(data: Path, folder: str, instead_of: str, before: Patch) -> None:
    """Keep that a pack is to be played from the next opening on. Raises UsageError when it cannot be kept."""
    write(data, Choice(folder, instead_of, seats_of(before)))


def choice_in(data: Path) -> Choice | None:
    """The choice of a day's folder, none when the command's pack was never left. Raises UsageError for a file that is damaged."""
    path = data / CHOICE
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        seats = {str(seat): (str(body), bool(leads)) for seat, (body, leads) in told["seats"].items()}
        return Choice(str(told["folder"]), str(told["instead_of"]), seats, bool(told["carried"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise UsageError("which pack was chosen for this day cannot be read.", where=Place(str(path)), who="whoever keeps the machine",
                         mend="remove the file to play the pack that the command names, and choose again.") from fault  # fmt: skip


def chosen(data: Path, named: Patch) -> Patch:
    """The pack that a day is played with, when the command names `named`.

    Raises UsageError when another one was chosen and is not there any more, or is not as it was.
    """
    choice = choice_in(data)
    if choice is None or not choice.folder or choice.instead_of != named.id:
        return named
    patch = kept_pack(data, choice.folder)
    if patch is None:
        raise UsageError(f"the pack that was chosen for this day, {choice.folder}, is not there as it was.",
                         where=Place(str(data / KEPT)), who="whoever keeps the machine",
                         mend=f"put its folder back; or remove {data / CHOICE} to play the pack that the command names.")  # fmt: skip
    return patch


def write(data: Path, choice: Choice) -> None:
    """Keep a choice. Raises UsageError when the disk is full."""
    try:
        write_whole(data / CHOICE, json.dumps(asdict(choice), indent=1, sort_keys=True))
    except OSError as fault:
        raise UsageError(f"the choice of the pack cannot be kept: {fault.strerror}.", who="whoever keeps the machine",
                         mend="make room on the disk and choose again.") from fault  # fmt: skip


# ---- what it does to the day ------------------------------------------------------------------------------------


def seats_of(patch: Patch) -> dict[str, tuple[str, bool]]:
    """The seats of a pack, each with its body and whether it is a facilitators' one."""
    control = {body.id for body in patch.organisations if body.kind == "control"}
    return {seat.id: (seat.organisation, seat.organisation in control) for seat in patch.active_seats}


def changed(before: Seats, after: Seats) -> Change:
    """What becomes of the seats. One with the same name at another body, or on the other side of control, is another seat."""
    kept = tuple(seat for seat in before if after.get(seat) == before[seat])
    return Change(
        kept,
        tuple(seat for seat in before if seat not in kept),
        tuple(seat for seat in after if seat not in kept),
    )


def suited(settings: Settings, named: Patch, patch: Patch) -> Settings:
    """The command's settings for another pack: its own pace where the first had its own, fillings only of names that it has, and
    seeds of rounds only for another version of the same pack."""
    names = {"*", *(seat.id for seat in patch.active_seats), *(body.id for body in patch.organisations)}
    own = settings.seconds_a_month == 60.0 * named.round.minutes_a_month
    return replace(
        settings,
        seconds_a_month=60.0 * patch.round.minutes_a_month if own else settings.seconds_a_month,
        months=min(settings.months, patch.round.months),
        who={name: kind for name, kind in settings.who.items() if name in names},
        rounds=min(settings.rounds, len(patch.head.rounds)),
        round_seeds=settings.round_seeds if patch.id == named.id else {},
    )


def carry_over(house: House) -> None:
    """Let go what was the pack's before the present one, once: called when the stores are open and nobody is served yet."""
    data = house.settings.data
    choice = choice_in(data)
    if choice is None or choice.carried:
        return
    change = changed(choice.seats, seats_of(house.patch))
    for invitation in house.register.invitations():
        if invitation.seat and invitation.seat not in change.kept:
            sitter = house.register.sitter(invitation.seat)
            house.register.withdraw(invitation.number)
            if sitter is not None and sitter.present:
                house.register.attend(sitter.number, "left")
    house.register.forget_readings()
    house.plan.suit(change.kept)
    write(data, replace(choice, carried=True))
