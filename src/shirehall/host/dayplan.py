"""What facilitators settle beside the record: who is to fill each seat, ticks of the checklist, devices tried, what was gone past.

A small file that is replaced whole, beside the record and never part of it. It holds no names of people.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from shirehall.errors import Place, UsageError
from shirehall.play.record.small import write_whole

Filling = Literal["person", "script", "nobody"]
FILLINGS: tuple[Filling, ...] = ("person", "script", "nobody")
MOST_KEPT = 200
"""Lines of the log of readiness that are kept, newest last."""


@dataclass(frozen=True, slots=True)
class Device:
    """What a browser's own test told: whether news streamed to it, its words came back and drafts are kept, in how many milliseconds."""

    seat: str
    at: str
    streamed: bool
    answered: bool
    kept: bool
    milliseconds: int

    @property
    def well(self) -> bool:
        """Whether a day can be played on it."""
        return self.streamed and self.answered and self.kept


@dataclass(frozen=True, slots=True)
class GoneOn:
    """That a facilitator opened the doors while something was not ready, knowing it."""

    at: str
    by: str
    stage: str
    lacking: tuple[str, ...]


class DayPlan:
    """The plan of one day in its file. Safe to use from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._held: dict[str, Any] = self._read()

    # ---- who fills which seat --------------------------------------------------------------------------------

    @property
    def who(self) -> dict[str, str]:
        """Who is to fill the seats that a facilitator chose for, when the doors open."""
        return dict(self._held.get("who", {}))

    def fill(self, choices: Mapping[str, str]) -> None:
        """Choose who is to fill some seats. Raises UsageError for a filling there is not."""
        for seat, filling in choices.items():
            a_filling(seat, filling)
        self._change("who", {**self.who, **choices})

    @property
    def next_round(self) -> dict[str, str]:
        """Who is to fill the seats that a facilitator chose for, from the next round on."""
        return dict(self._held.get("next_round", {}))

    def fill_next(self, choices: Mapping[str, str]) -> None:
        """Choose who is to fill seats from the next round on, in place of what was chosen before. Raises UsageError as `fill` does."""
        for seat, filling in choices.items():
            a_filling(seat, filling)
        self._change("next_round", dict(choices))

    # ---- ticks, devices, what was gone past ------------------------------------------------------------------

    @property
    def ticks(self) -> dict[str, str]:
        """What was ticked, and when, by its mark."""
        return dict(self._held.get("ticks", {}))

    def tick(self, mark: str, done: bool) -> None:
        """Tick something, or take the tick back."""
        ticks = {name: at for name, at in self.ticks.items() if name != mark}
        self._change("ticks", {**ticks, mark: now()} if done else ticks)

    @property
    def date(self) -> str:
        """The date of the day as YYYY-MM-DD, empty until it is settled."""
        return str(self._held.get("date", ""))

    def settle(self, day: str) -> None:
        """Settle the date of the day, or unsettle it with an empty one."""
        self._change("date", day)

    @property
    def devices(self) -> dict[str, Device]:
        """The last test of a browser at each seat."""
        return {seat: Device(**told) for seat, told in self._held.get("devices", {}).items()}

    def tested(self, seat: str, *, streamed: bool, answered: bool, kept: bool, milliseconds: int) -> Device:
        """Keep what a browser's test told."""
        device = Device(seat, now(), streamed, answered, kept, milliseconds)
        told = {name: getattr(device, name) for name in Device.__slots__}
        self._change("devices", {**self._held.get("devices", {}), seat: told})
        return device

    @property
    def gone_on(self) -> tuple[GoneOn, ...]:
        """When the doors were opened although something was lacking, by whom, and what."""
        return tuple(
            GoneOn(one["at"], one["by"], one["stage"], tuple(one["lacking"]))
            for one in self._held.get("gone_on", [])
        )

    def go_on(self, by: str, stage: str, lacking: tuple[str, ...]) -> None:
        """Keep that a facilitator goes on knowingly."""
        line = {"at": now(), "by": by, "stage": stage, "lacking": list(lacking)}
        self._change("gone_on", [*self._held.get("gone_on", []), line][-MOST_KEPT:])

    def suit(self, seats: Collection[str]) -> None:
        """Go on with another pack that has these seats in common: fillings and devices of others go, and every tick goes."""
        with self._lock:
            held = dict(self._held)
            for name in ("who", "devices"):
                held[name] = {seat: told for seat, told in held.get(name, {}).items() if seat in seats}
            held["ticks"] = {}
            self._write(held)
            self._held = held

    # ---- the file --------------------------------------------------------------------------------------------

    def _change(self, name: str, value: Any) -> None:
        with self._lock:
            held = {**self._held, name: value}
            self._write(held)
            self._held = held

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as fault:
            raise UsageError(
                "the plan of the day cannot be read.",
                where=Place(str(self._path)),
                mend="put the file aside; the record and the register do not depend on it.",
                who="whoever keeps the machine",
            ) from fault
        return found if isinstance(found, dict) else {}

    def _write(self, held: dict[str, Any]) -> None:
        try:
            write_whole(self._path, json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True))
        except OSError as fault:
            raise UsageError(
                f"the plan of the day cannot be kept: {fault.strerror}.",
                where=Place(str(self._path)),
                mend="make room on the disk and do it again.",
                who="whoever keeps the machine",
            ) from fault


def a_filling(seat: str, filling: str) -> None:
    """Refuse whatever fills no seat. Raises UsageError."""
    if filling not in FILLINGS:
        raise UsageError(
            f"a seat is filled by {', '.join(FILLINGS)}, not by “{filling}”.",
            where=Place(seat),
            mend="choose one of them.",
            who="the facilitator",
        )


def now() -> str:
    """This moment in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
