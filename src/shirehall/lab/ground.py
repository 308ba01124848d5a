"""What a worker keeps warm between runs: packs as arms have them, their counties, and the openings of the last seeds.

All of it follows from names and digests alone, so that keeping it changes no byte of any run.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shirehall.economy.terms import Terms
from shirehall.lab.arms import Arm
from shirehall.lab.overlay import patch_with
from shirehall.patch.pack import Patch
from shirehall.patch.read import read_pack
from shirehall.play.analyst import ANALYST_SEED, PEOPLE, Analyst, Answers
from shirehall.play.runners import InProcess

if TYPE_CHECKING:
    from shirehall.economy.county import County
    from shirehall.economy.figures import Figures
    from shirehall.economy.state import State

MOST_GROUNDS = 24
"""Arms that a worker keeps warm: more than anybody sets side by side, and few enough for any machine's memory."""
MOST_OPENINGS = 3
"""Openings of seeds that are kept of one county beside the analysts' own; runs come in the order of their seeds, arm by arm."""
ROOMS = ("economy", "patch", "play", "players", "study", "lab", "assemble.py", "errors.py")
"""What a run depends on."""
LEAVES_RUNS_ALONE = (
    "lab/kept.py", "lab/ensemble.py", "lab/engines.py", "lab/tables.py", "lab/pairs.py", "lab/held.py", "lab/typical.py",
    "lab/asking.py", "lab/starts.py", "lab/levers_file.py", "lab/arms_file.py", "lab/page", "study/exports", "study/notebook",
)  # fmt: skip
"""Files of those rooms that only carry, keep or show what was run."""


@dataclass
class Warmed:
    """A county whose last openings are kept: their warm-up is half a run's work, and arms of one seed share it."""

    county: County
    engine: str
    tables: Any = field(repr=False)
    openings: OrderedDict[int, State] = field(default_factory=OrderedDict, repr=False)

    def begin(self, seed: int) -> State:
        """The opening of a seed."""
        if seed not in self.openings:
            self.openings[seed] = self.county.begin(seed)
        self.openings.move_to_end(seed)
        seeds = [each for each in self.openings if each != ANALYST_SEED]
        for each in seeds[:-MOST_OPENINGS]:
            del self.openings[each]
        return self.openings[seed]

    def live_month(self, state: State, terms: Terms) -> tuple[State, Figures]:
        """One month more."""
        return self.county.live_month(state, terms)

    def look_on(self, state: State, terms: Terms) -> tuple[State, Figures]:
        """One month more for whoever looks ahead, without its figures."""
        return self.county.look_on(state, terms)

    def outlook(
        self, state: State, terms: Terms, months: int, futures: int, against: Terms, measures: Sequence[str]
    ) -> Any:
        """What might come."""
        return self.county.outlook(state, terms, months, futures, against, measures)


@lru_cache(maxsize=1)
def turn() -> threading.RLock:
    """Whose turn it is in this process: one run at a time, whatever an engine does with threads."""
    return threading.RLock()


@dataclass
class Ground:
    """A pack as an arm has it, ready to be played on in this process.

    `pack_digest` is that of the pack's own files, before the arm's changes. The county is built when it is first wanted.
    """

    patch: Patch
    pack_digest: str
    people: float = 1.0
    _warmed: Warmed | None = field(default=None, repr=False)

    @property
    def warmed(self) -> Warmed:
        """The county, with openings kept."""
        if self._warmed is None:
            self._warmed = county_for(self._keyed, self.people)
        return self._warmed

    @cached_property
    def _keyed(self) -> Keyed:
        return Keyed(self.patch.county.model_dump_json(by_alias=True), self.patch)

    def living(self, seed: int) -> tuple[InProcess, Answers]:
        """The county that lives a run's months, and the analyst who works its model."""
        return InProcess(self.warmed, seed), self.analyst()

    def analyst(self) -> Analyst:
        """The analyst who works its model, on a sample of its people."""
        return Analyst(county_for(self._keyed, min(self.people, PEOPLE)))


@dataclass(frozen=True)
class Keyed:
    """A patch by its county's tables: patches of the same tables share one county."""

    tables: str
    patch: Patch = field(compare=False, hash=False, repr=False)


@lru_cache(maxsize=MOST_GROUNDS)
def county_for(keyed: Keyed, people: float) -> Warmed:
    """The county of a patch, with a share of its people simulated."""
    from shirehall.economy.county import County

    county = County(keyed.patch, people=people)
    return Warmed(county, county.engine, county.tables)


def ground_for(pack: str, arm: Arm, people: float) -> Ground:
    """The ground of an arm: kept by what it changes in the pack, so that arms that differ in players alone share one.

    Raises UsageError or PackFaults when the pack cannot be read or does not hold with the changes.
    """
    return _ground(
        pack, replace(arm, name="", about="", who=(), without=(), jitter=0.0, people=None), arm.name, people
    )


@lru_cache(maxsize=MOST_GROUNDS)
def _ground(pack: str, changes: Arm, name: str, people: float) -> Ground:
    named = replace(changes, name=name)
    if not changes.changes:
        patch = patch_with(pack, named)
        return Ground(patch, patch.digest, people)
    return Ground(patch_with(pack, named), digest_of(pack), people)


@lru_cache(maxsize=8)
def digest_of(pack: str) -> str:
    """The digest of a pack's own files."""
    return read_pack(pack).digest


@lru_cache(maxsize=1)
def source_digest() -> str:
    """A digest of the source that a run depends on: two runs are set side by side only when it is the same."""
    found = hashlib.sha256()
    home = Path(__file__).parents[1]
    for room in ROOMS:
        place = home / room
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            name = path.relative_to(home).as_posix()
            if not name.startswith(LEAVES_RUNS_ALONE):
                found.update(f"{name}\n".encode())
                found.update(path.read_bytes())
    return found.hexdigest()
