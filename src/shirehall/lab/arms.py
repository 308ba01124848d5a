"""Arms: a name, and what stands otherwise in them than in the pack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Doing = Literal["set", "times", "add", "remove", "replace", "forget"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a pack's file, or of all its files where `file` is empty (replace and forget alone).

    `value` and `item` are kept as JSON text, so that a change can be told from every other. `line` is where it stands in the arms'
    file (0 when it came from elsewhere); it takes no part in what a run is.
    """

    doing: Doing
    file: str
    item: str = "null"
    path: tuple[str, ...] = ()
    value: str = "null"
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Arm:
    """An arm of a lab: the pack with some changes, played by some players.

    `who` names the kind of player for all (`*`), or for seats or bodies by id. `without` are the minds' mechanisms that are
    switched off. `jitter` is the share by which every trait is moved at random, up or down at most. `managers` and `people`
    override the pack's switch and the lab's share of the county's people when they are not none.
    """

    name: str
    about: str = ""
    changes: tuple[Change, ...] = ()
    who: tuple[tuple[str, str], ...] = (("*", "script"),)
    without: tuple[str, ...] = ()
    jitter: float = 0.0
    managers: bool | None = None
    people: float | None = None

    @property
    def baseline(self) -> str:
        """The kind of player that fills every seat, when it is random or silent; empty for arms that scripts play."""
        kinds = {kind for _, kind in self.who}
        return kinds.pop() if len(kinds) == 1 and kinds <= {"random", "silent"} else ""

    def as_json(self) -> dict[str, Any]:
        """The arm as a JSON object: what the plan of an out folder holds, and what is compared when the lab goes on."""
        found = asdict(self)
        for change in found["changes"]:
            del change["line"]
        return dict(json.loads(json.dumps(found)))


def arm_from_json(data: Mapping[str, Any]) -> Arm:
    """An arm as a plan holds it. Raises KeyError or TypeError for an object that is none."""
    changes = tuple(Change(**{**each, "path": tuple(each["path"])}) for each in data["changes"])
    who = tuple((str(seat), str(kind)) for seat, kind in data["who"])
    return Arm(**{**data, "changes": changes, "who": who, "without": tuple(data["without"])})


PLAIN = Arm("pack", "The pack as it is, every seat played by scripted minds.")
RANDOM = Arm("random", "The pack as it is, every seat making random legal moves.", who=(("*", "random"),))
SILENT = Arm("silent", "The pack as it is, every seat silent.", who=(("*", "silent"),))
