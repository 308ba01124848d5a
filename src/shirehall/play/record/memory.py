"""The record in memory: the specification that every other store is held to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shirehall.errors import Place
from shirehall.play.record.chain import About, event_text
from shirehall.play.record.entry import Entry, Tail, checked, conflict, entries, key_used
from shirehall.play.record.event import Event

FILE = "the record in memory"


class MemoryStore:
    """A record that lives as long as the program: for ensembles, tests and what-ifs."""

    def __init__(self, about: About | None = None) -> None:
        self.about = about or About()
        self._entries: list[Entry] = []
        self._keys: dict[str, tuple[int, ...]] = {}

    def append(self, events: Sequence[Event], *, expected_seq: int) -> None:
        """Keep the events, all or none; see `Store.append`."""
        tail = self._tail()
        if expected_seq != tail.seq:
            raise conflict(expected_seq, tail.seq, FILE)
        ready = entries(events, tail, FILE)
        for entry in ready:
            if entry.event.key in self._keys:
                raise key_used(entry.event.key, FILE)
        self._entries.extend(ready)
        for entry in ready:
            if entry.event.key:
                known = self._keys.get(entry.event.key, ())
                self._keys[entry.event.key] = (*known, entry.event.seq)

    def read(self, after: int = 0) -> Iterator[Event]:
        """The events numbered above `after`, each checked against the chain; see `Store.read`."""
        after = max(after, 0)
        tail = self._entries[after - 1].tail if 0 < after <= len(self._entries) else Tail()
        while after < len(self._entries):
            entry = self._entries[after]
            where = Place(FILE, value=f"event {after + 1}")
            tail = checked(tail, entry.event, event_text(entry.event), entry.chain, where).tail
            yield entry.event
            after += 1

    def last_seq(self) -> int:
        """The number of the last event, 0 when empty."""
        return len(self._entries)

    def digest(self) -> str:
        """The hash chain's head."""
        return self._tail().head

    def head_at(self, seq: int) -> str:
        """The chain's head after event `seq`; empty when the record has not come so far."""
        if seq > len(self._entries):
            return ""
        return self._entries[seq - 1].chain if seq > 0 else Tail().head

    def has_key(self, key: str) -> tuple[int, ...]:
        """The numbers of the events committed under a key; empty when it is new, and for the empty key."""
        return self._keys.get(key, ())

    def close(self) -> None:
        """Nothing to let go of: the record stays readable."""

    def _tail(self) -> Tail:
        return self._entries[-1].tail if self._entries else Tail()
