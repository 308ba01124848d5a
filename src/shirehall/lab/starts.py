"""Openings warmed once and kept: the county at the start of each replication, by what it was made from."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from shirehall.economy.ask import opening_seed
from shirehall.economy.county import ENGINE, County
from shirehall.economy.state import State
from shirehall.errors import ShirehallError
from shirehall.play.record.small import put_in_place

MAGIC = b"SHSTART1\n"
MOST_BYTES = 600_000_000
"""What the folder of openings may grow to; beyond it those longest unused go."""


def cache_folder() -> Path:
    """Where this user's programs keep what can be made again: LOCALAPPDATA, ~/Library/Caches or XDG_CACHE_HOME."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "shirehall"


def engine_digest() -> str:
    """A digest of the engine: its name, and the source of everything that lives a month."""
    found = hashlib.sha256(ENGINE.encode())
    folder = Path(__file__).parents[1]
    for path in sorted([*folder.glob("economy/**/*.py"), *folder.glob("patch/county*.py")]):
        found.update(path.read_bytes())
    return found.hexdigest()


@dataclass
class Openings:
    """Gives each replication its opening: from the folder when it is there and whole, else warmed now and kept.

    `folder` None keeps nothing. `warmed` and `found` count, `seconds` is what warming took; `said` holds what was wrong with
    kept openings, one sentence each.
    """

    seed: int
    folder: Path | None
    engine: str = field(default_factory=engine_digest)
    warmed: int = 0
    found: int = 0
    seconds: float = 0.0
    said: list[str] = field(default_factory=list)
    clock: Callable[[], float] = time.perf_counter
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _ready: dict[tuple[str, int], State] = field(default_factory=dict, repr=False)

    def __call__(self, county: County, replication: int) -> State:
        """The opening of a replication of a county."""
        key = (county.pack, replication)
        with self._lock:
            if key in self._ready:
                return self._ready[key]
        state = self.kept(county, replication) or self.warm(county, replication)
        with self._lock:
            if len(self._ready) < 12:
                self._ready[key] = state
        return state

    def path(self, county: County, replication: int) -> Path | None:
        """Where an opening is kept."""
        if self.folder is None:
            return None
        name = hashlib.sha256(f"{county.pack} {self.seed} {replication} {self.engine}".encode()).hexdigest()
        return self.folder / f"{name[:40]}.start"

    def kept(self, county: County, replication: int) -> State | None:
        """A kept opening; None when there is none or it is damaged, which is said."""
        path = self.path(county, replication)
        if path is None or not path.is_file():
            return None
        try:
            raw = path.read_bytes()
            head, body = raw[: len(MAGIC)], raw[len(MAGIC) + 64 :]
            if (
                head != MAGIC
                or raw[len(MAGIC) : len(MAGIC) + 64] != hashlib.sha256(body).hexdigest().encode()
            ):
                raise ValueError("its bytes are not those that were written")
            state = State.from_bytes(body)
        except (OSError, ValueError, KeyError, ShirehallError) as error:
            with self._lock:
                self.said.append(
                    f"The kept opening of replication {replication + 1} cannot be used ({error}); it is warmed again."
                )
            return None
        with self._lock:
            self.found += 1
        return state

    def warm(self, county: County, replication: int) -> State:
        """Warm an opening, and keep it."""
        began = self.clock()
        state = county.begin(opening_seed(self.seed, replication))
        with self._lock:
            self.warmed += 1
            self.seconds += self.clock() - began
        path = self.path(county, replication)
        if path is not None:
            self.keep(path, state)
        return state

    def keep(self, path: Path, state: State) -> None:
        """Write an opening whole or not at all; a folder that cannot be written to is said once and done without."""
        body = state.to_bytes()
        part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(MAGIC + hashlib.sha256(body).hexdigest().encode() + body)
            put_in_place(part, path, lasting=False)
        except OSError as error:
            with self._lock:
                self.folder = None
                self.said.append(
                    f"Openings are not kept: {path.parent} cannot be written to ({error.strerror})."
                )

    def tidy(self) -> None:
        """Let the openings longest unused go when the folder has grown too large."""
        if self.folder is None or not self.folder.is_dir():
            return
        files = sorted(self.folder.glob("*.start"), key=lambda p: (p.stat().st_mtime, p.name), reverse=True)
        total = 0
        for path in files:
            total += path.stat().st_size
            if total > MOST_BYTES:
                path.unlink(missing_ok=True)

    def cost(self) -> str:
        """What the openings cost, in a sentence."""
        if not self.warmed:
            return f"All {self.found} openings were kept from an earlier run."
        kept = f" {self.found} were kept from an earlier run." if self.found else ""
        return f"Warming {self.warmed} opening{'s' if self.warmed > 1 else ''} took {self.seconds:.1f} s of work.{kept}"
