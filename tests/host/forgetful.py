"""A host that acknowledges before it keeps: each move is written only when the next one comes. `python forgetful.py host ...`.

It is there to be found out: a rehearsal that kills it must find acknowledged acts lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from shirehall.cli import main
from shirehall.play.record.event import Event
from shirehall.play.record.sqlite import SQLiteStore

KEEP = SQLiteStore.append


def forget(store: SQLiteStore, events: Sequence[Event], *, expected_seq: int) -> None:
    """Keep what came before, and say that these are kept too."""
    held: list[Event] = store.__dict__.setdefault("held", [])
    if held:
        KEEP(store, tuple(held), expected_seq=expected_seq - len(held))
    held[:] = events


if __name__ == "__main__":
    SQLiteStore.append = forget  # type: ignore[method-assign,assignment]
    main()
