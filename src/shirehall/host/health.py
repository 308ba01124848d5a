"""How the machine and the stores stand: room on the disk, the second copy, the writer, the county."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shirehall.host.house import House
from shirehall.play.record.disk import REFUSE_BELOW, WARN_BELOW, free_bytes

Mark = Literal["well", "look", "bad"]
GETTING_READY = "It is getting ready; a month that closes meanwhile is lived as soon as it is."
ANOTHER_DISK = "Name a folder on another disk with --copy."


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of health: what, how it stands, in words; and what to do when it does not stand well."""

    what: str
    mark: Mark
    words: str
    mend: str = ""


def signs(house: House) -> tuple[Sign, ...]:
    """Every sign, the same order always."""
    return (disk(house), copy(house), writer(house), county(house))


def disk(house: House) -> Sign:
    """Room on the disk that the day is kept on."""
    try:
        free = free_bytes(house.settings.data)
    except OSError as fault:
        return Sign(
            "Disk",
            "bad",
            f"It cannot be looked at: {fault.strerror}.",
            "Look whether the disk is still there.",
        )
    told = f"{free / 1024**3:.1f} GB free."
    if free < REFUSE_BELOW:
        return Sign("Disk", "bad", told, "Pause, and make room now: without any, nothing more can be kept.")
    if free < WARN_BELOW:
        return Sign("Disk", "look", told, "Make room before play, or in the next break.")
    return Sign("Disk", "well", told)


def copy(house: House) -> Sign:
    """The second copy of the record, if the host keeps one."""
    mirror = house.stores.mirror
    if mirror is None:
        return copy_to_come(house)
    stands = mirror.standing()
    notes = house.stores.notes_copy
    fault = stands.fault or (notes.fault if notes is not None else "")
    if fault:
        return Sign(
            "Second copy",
            "bad",
            f"It cannot be kept: {fault}",
            "Look whether its disk is there and has room.",
        )
    told = f"{stands.events} events on {mirror.path.parent}, checked; level {stands.behind:.0f} s ago."
    if stands.good and same_disk(mirror.path.parent, house.settings.data):
        return Sign("Second copy", "look", f"{told} It lies on the same disk as the day.", ANOTHER_DISK)
    return Sign(
        "Second copy",
        "well" if stands.good else "look",
        told,
        "" if stands.good else "It is late; look at its disk.",
    )


def copy_to_come(house: House) -> Sign:
    """The second copy while none is begun: whether one is to be, and on which disk."""
    to = house.settings.copy
    if to is None or house.day is not None:
        return Sign(
            "Second copy", "look", "None is kept.", "Start the host with --copy and a folder on another disk."
        )
    if same_disk(to, house.settings.data):
        return Sign(
            "Second copy", "look", "It begins when the doors open, on the same disk as the day.", ANOTHER_DISK
        )
    return Sign("Second copy", "well", "It begins when the doors open.")


def same_disk(one: Path, other: Path) -> bool:
    """Whether two folders lie on one disk, or will once they are made, as far as the system tells."""
    try:
        return there(one).stat().st_dev == there(other).stat().st_dev
    except OSError:
        return False


def there(folder: Path) -> Path:
    """A folder, or its nearest parent that there is."""
    whole = folder.absolute()
    return next((each for each in (whole, *whole.parents) if each.exists()), whole)


def writer(house: House) -> Sign:
    """The writer of the record."""
    room = house.day
    if room is None:
        return Sign("Record", "well", "It begins when the doors open.")
    if room.fault is not None:
        return Sign("Record", "bad", f"The writer stopped: {room.fault.what}",
                    room.fault.mend or "Start the host again; everything acknowledged is kept.")  # fmt: skip
    return Sign("Record", "well", f"{room.last_seq()} events, each kept before it was acknowledged.")


def county(house: House) -> Sign:
    """The county's months."""
    if not house.settings.county:
        return Sign("County", "look", "None is lived beside this day: no figures are published.")
    if house.day is None or house.stage == "practice":
        return Sign("County", "well", "It starts when the doors open.")
    live = house.live
    if live.failed is not None:
        return Sign("County", "bad", f"A month could not be lived: {live.failed.what}",
                    "Have it lived again; play goes on meanwhile.")  # fmt: skip
    if not live.county_stands:
        return Sign("County", "look", GETTING_READY)
    moment = house.room.moment()
    if moment.computing:
        return Sign("County", "look", "A month is being lived; its figures come by themselves.")
    return Sign("County", "well", "Every month that was closed is lived.")
