"""Room on the disk: enough to begin a day, enough to go on with it."""

from __future__ import annotations

import shutil
from pathlib import Path

from shirehall.errors import Place
from shirehall.play.record.faults import DiskFull

WARN_BELOW = 1_000_000_000
"""Bytes free below which the facilitator is warned. A day of 50,000 events takes about 60 MB."""
REFUSE_BELOW = 200_000_000
"""Bytes free below which no day is begun or gone on with."""


def free_bytes(path: Path) -> int:
    """How many bytes are free where `path` is, or will be."""
    place = path.resolve()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def room_to_start(path: Path, free: int | None = None) -> str:
    """A warning when room is short, else an empty text. `free` is counted on the disk unless given.

    Raises DiskFull when there is too little to start with.
    """
    have = free_bytes(path) if free is None else free
    said = f"{have // 1_000_000} MB are free on the disk of {path}"
    if have < REFUSE_BELOW:
        raise DiskFull(
            f"{said}: too little to run a day.",
            where=Place(str(path)),
            who="whoever runs the day",
            mend=f"free at least {WARN_BELOW // 1_000_000} MB, or name a folder on another disk.",
        )
    return f"{said}; free some before the day is long." if have < WARN_BELOW else ""
