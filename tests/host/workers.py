"""Counties' workers that stand in for the real one: they answer at once, wait, or hang, as files in their folder say."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from shirehall.economy.figures import Row
from shirehall.host.county_worker import Lived, _die_with


def drawn(month: int, before: str, terms: Any) -> Lived:
    """What a month of this county is: a pure function of the state before it and its terms."""
    digest = hashlib.sha256(f"{month}/{before}/{terms}".encode()).hexdigest()
    value = float(int(digest[:4], 16))
    return Lived(digest, (Row(month + 1, "elective-waiting", "county", "all", value, "people"),), "drawn")


def worker(
    pipe: Connection, parent: int, pack: str, managers: bool, seed: int, keep: str, months_of_a_round: int = 0
) -> None:
    """The loop of a worker. It hangs in a month while a file `hang` lies in its folder, takes its time while `slow` does, and
    fails once for a file `fail`.

    It goes on into later rounds as it is. Asked for the model between two rounds it hangs likewise, and then has none.
    """
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    folder, months, state = Path(keep or "."), 0, ""
    while True:
        try:
            order = pipe.recv()
        except (EOFError, OSError):
            return
        if order[0] == "stand":
            months, state = order[1], order[2]
            pipe.send((True, True))
        elif order[0] == "live":
            (folder / "living").touch()
            waits(folder)
            if (folder / "fail").exists():
                (folder / "fail").unlink()
                pipe.send((False, "a fault of the test"))
                continue
            lived = drawn(months, state, order[2])
            months, state = months + 1, lived.state
            pipe.send((True, lived))
        elif order[0] == "go_on":
            pipe.send((True, months))
        else:
            waits(folder)
            pipe.send((False, "nobody asks this county"))


def waits(folder: Path) -> None:
    """Wait while a file says so."""
    while (folder / "hang").exists():
        time.sleep(0.02)
    if (folder / "slow").exists():
        time.sleep(0.3)


def in_place(patch: Callable[..., Any]) -> None:
    """Put this worker in the real one's place; `patch` is pytest's `monkeypatch.setattr`, or plain `setattr`."""
    from shirehall.host import county_worker

    patch(county_worker, "work", worker)
