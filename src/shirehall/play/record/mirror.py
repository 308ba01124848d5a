"""A second copy of the record, kept all day on another path: a JSON Lines twin, a few seconds behind and always checked."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from shirehall.errors import Place, RecordError
from shirehall.play.record.chain import About
from shirehall.play.record.entry import Tail
from shirehall.play.record.jsonl import JsonlStore, closing, entry_line, line_of, unreadable
from shirehall.play.record.sqlite import SQLiteStore
from shirehall.play.record.tables import TableStore

EVERY = 1.0
"""Seconds between two looks at the record."""
AT_ONCE = 500
"""Events written before the disk is waited for, and others get their turn."""
LATE = 5.0
"""Seconds that the copy may be behind before it is called late (goal G16)."""
BLOCK = 65536


@dataclass(frozen=True, slots=True)
class Standing:
    """How the second copy stands: its events, its chain's head, the seconds since it was level, and what is wrong, if anything."""

    events: int
    head: str
    behind: float
    fault: str

    @property
    def good(self) -> bool:
        """Whether the copy is level, or nearly so, and nothing is wrong."""
        return not self.fault and self.behind <= LATE


class Mirror:
    """Keeps the twin of a record at `path`, on a thread and over a reading connection of its own.

    `source` opens the record for reading; `clock` tells seconds. Each event is checked against the chain when it is read,
    and the chain's head of the copy against the record's. A twin that is there already is gone on with, if it is of this
    record; one of another record is moved aside. A twin that holds more than the record is not touched: then the record
    has lost its end. Whatever is wrong shows in `standing` and is told once to `tell`; the day goes on meanwhile.
    """

    def __init__(
        self,
        source: Callable[[], TableStore],
        path: Path,
        *,
        clock: Callable[[], float],
        tell: Callable[[str], None] = lambda _words: None,
        every: float = EVERY,
    ) -> None:
        self.path = path
        self._source = source
        self._clock = clock
        self._tell = tell
        self._every = every
        self._tail = Tail()
        self._fault = ""
        self._level = clock()
        self._ending = threading.Event()
        self._asked = threading.Event()
        self._thread = threading.Thread(target=self._run, name="second copy", daemon=True)

    def start(self) -> None:
        """Begin to copy, and go on until `stop`."""
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """Bring the copy level, close it with its closing line, and end."""
        self._ending.set()
        self._asked.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def standing(self) -> Standing:
        """How the copy stands now."""
        tail = self._tail
        return Standing(tail.seq, tail.head, max(0.0, self._clock() - self._level), self._fault)

    def _run(self) -> None:
        ended = False
        while not ended:
            ended = self._ending.is_set()
            try:
                with self._source() as store, _Twin(self.path, store) as twin:
                    ended = self._follow(store, twin)
            except (RecordError, OSError) as fault:
                self._say(str(fault))
            if not ended:
                self._asked.wait(self._every)

    def _follow(self, store: TableStore, twin: _Twin) -> bool:
        """Copy what is new, again and again, until the end is asked for. Raises RecordError or OSError at the first fault."""
        while True:
            ending = self._ending.is_set()
            twin.catch_up(store, self._went_on)
            self._tail = twin.tail
            self._level = self._clock()
            self._say("")
            if ending:
                twin.close_over()
                return True
            self._asked.wait(self._every)

    def _went_on(self, tail: Tail) -> None:
        self._tail = tail

    def _say(self, fault: str) -> None:
        if fault and fault != self._fault:
            self._tell(fault)
        self._fault = fault


class _Twin:
    """The open file of the copy, at the place from which it goes on."""

    def __init__(self, path: Path, store: TableStore) -> None:
        self.path = path
        self._about = store.about
        self.tail = Tail()
        self._good = 0
        if path.exists():
            self._go_on(store)
        self._file: BinaryIO = path.open("r+b" if path.exists() else "xb")
        if not self._good:
            self._write(line_of(self._about.header()))
        self._file.truncate(self._good)
        self._file.seek(self._good)

    def __enter__(self) -> _Twin:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def catch_up(self, store: TableStore, went_on: Callable[[Tail], None]) -> None:
        """Write every event that the record has beyond ours, then hold our chain's head against the record's."""
        lines: list[bytes] = []
        last = self.tail
        for entry in store.entries(after=self.tail.seq):
            lines.append(entry_line(entry.event, entry.chain))
            last = entry.tail
            if len(lines) == AT_ONCE:
                self._keep(lines, last)
                went_on(last)
                lines = []
        if lines:
            self._keep(lines, last)
        if store.head_at(self.tail.seq) != self.tail.head:
            raise _other(self.path, self.tail.seq)

    def close_over(self) -> None:
        """Write the closing line: from now on the twin is a finished record."""
        self._write(line_of(closing(self.tail, self._about)))

    def _keep(self, lines: list[bytes], last: Tail) -> None:
        self._write(b"".join(lines))
        self.tail = last

    def _write(self, text: bytes) -> None:
        try:
            self._file.write(text)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as fault:
            raise unreadable(self.path, fault, "written") from fault
        self._good += len(text)

    def _go_on(self, store: TableStore) -> None:
        """Find the last whole line of a twin that is there; move it aside when it is of another record."""
        found = last_entry(self.path)
        with self.path.open("rb") as file:
            first = file.readline()
        if first != line_of(self._about.header()):
            self._set_aside()
            return
        self._good = len(first)
        if found is None:
            return
        tail, self._good = found
        head = store.head_at(tail.seq)
        if not head:
            raise RecordError(
                f"the second copy holds {tail.seq} events, the record only {store.last_seq()}: the record has lost its end.",
                where=Place(str(self.path)),
                who="whoever keeps the record",
                mend="stop the day and restore the record from the copy; the copy was not touched.",
            )
        if head != tail.head:
            self._good = 0
            self._set_aside()
            return
        self.tail = tail

    def _set_aside(self) -> None:
        number = 1
        while (aside := self.path.with_name(f"{self.path.name}.{number}")).exists():
            number += 1
        self.path.rename(aside)


def last_entry(path: Path) -> tuple[Tail, int] | None:
    """The last event that stands whole in a twin, and the byte after its line; None when there is none."""
    end = path.stat().st_size
    with path.open("rb") as file:
        text, start = b"", end
        while start > 0:
            step = min(BLOCK, start)
            start -= step
            file.seek(start)
            text = file.read(step) + text
            lines = text.split(b"\n")
            place = end - len(lines[-1])
            for line in reversed(lines[1:-1] if start else lines[:-1]):
                tail = _tail_of(line)
                if tail:
                    return tail, place
                place -= len(line) + 1
    return None


def _tail_of(line: bytes) -> Tail | None:
    try:
        data = json.loads(line)
        return Tail(data["seq"], data["chain"]) if "seq" in data else None
    except (ValueError, TypeError, KeyError):
        return None


def _other(path: Path, seq: int) -> RecordError:
    return RecordError(
        f"the second copy and the record differ at event {seq}.",
        where=Place(str(path), value=f"event {seq}"),
        who="whoever keeps the record",
        mend="check both with `shirehall check`; keep the one that is whole.",
    )


def restore(copy: Path, record: Path) -> int:
    """Make the SQLite record `record` anew from a second copy; the number of its events.

    The copy may have been cut off in the middle of a line, as by the loss of the machine. Everything is checked against the
    chain on the way. Raises RecordError when the copy is damaged before its end, or a record stands at the path already;
    nothing is then left there.
    """
    source = JsonlStore(copy, growing=True)
    about: About = source.about
    unfinished = record.with_name(record.name + ".restoring")
    unfinished.unlink(missing_ok=True)
    if record.exists():
        raise unreadable(record, FileExistsError("there is a record already; move it aside first"), "written")
    try:
        with SQLiteStore(unfinished, create=True, about=about) as store:
            store.copy_from(source)
            events = store.last_seq()
    except RecordError:
        unfinished.unlink(missing_ok=True)
        raise
    unfinished.rename(record)
    return events
