"""A record that does not hold together: where it first goes wrong, and the last good copy of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shirehall.errors import Place, RecordError
from shirehall.play.record.faults import DamagedRecord
from shirehall.play.record.jsonl import JsonlStore
from shirehall.play.record.opening import open_record
from shirehall.play.record.sqlite import is_sqlite


def good_events(path: Path) -> tuple[int, RecordError | None]:
    """How many events of a record, or of a copy that was still being written, hold together; and what is wrong after them."""
    seq = 0
    try:
        with open_record(path) if is_sqlite(path) else JsonlStore(path, growing=True) as store:
            for event in store.read():
                seq = event.seq
    except RecordError as fault:
        return seq, fault
    return seq, None


def last_good(copies: Sequence[Path]) -> tuple[Path, int] | None:
    """The copy with the most events that hold together, and their number; None when no copy holds any."""
    found = [(good_events(path)[0], path) for path in copies if path.exists()]
    best = max(found, key=lambda each: each[0], default=(0, Path()))
    return (best[1], best[0]) if best[0] else None


def check_whole(path: Path, copies: Sequence[Path] = ()) -> int:
    """The number of events of a record that is whole. Nothing is altered, nothing cut off.

    Raises DamagedRecord, which names the first bad event and offers the last good copy, when it is not.
    """
    seq, fault = good_events(path)
    if fault is not None:
        raise damaged(path, seq + 1, fault, copies)
    return seq


def damaged(path: Path, first_bad: int, fault: RecordError, copies: Sequence[Path]) -> DamagedRecord:
    """What to say of a record that is damaged from event `first_bad` on, with the copies that there are."""
    best = last_good(copies)
    offer = (
        f"restore it from {best[0]}, which holds events 1 to {best[1]}"
        if best
        else "look for a copy of it; none was found where copies are kept"
    )
    return DamagedRecord(
        f"the record is damaged at event {first_bad}: {fault.what}",
        where=fault.where or Place(str(path)),
        who="whoever keeps the record",
        mend=f"{offer}; the {first_bad - 1} events before can still be read.",
        first_bad=first_bad,
        copy=str(best[0]) if best else "",
    )
