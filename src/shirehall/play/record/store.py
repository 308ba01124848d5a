"""What every store of the record must do. The memory store is the specification; all stores sit one exam."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from shirehall.play.record.event import Event


class Store(Protocol):
    """An append-only list of events, numbered from 1 without gaps, hash-chained, each key used once."""

    def append(self, events: Sequence[Event], *, expected_seq: int) -> None:
        """Keep the events durably, all or none.

        `expected_seq` is the number of the last event the caller knows (0 for an empty record). Raises CommitConflict
        when the record has moved on, and RecordError when the events do not follow on or cannot be kept.
        """

    def read(self, after: int = 0) -> Iterator[Event]:
        """The events numbered above `after`, in order, each checked against the chain.

        Raises RecordError at the first event that was altered or is missing; those before it have been yielded.
        """

    def last_seq(self) -> int:
        """The number of the last event, 0 when empty."""

    def digest(self) -> str:
        """The hash chain's head, as hexadecimal text; of an empty record, the chain's fixed beginning."""

    def has_key(self, key: str) -> tuple[int, ...]:
        """The numbers of the events that were committed under an idempotency key; empty when it is new."""

    def close(self) -> None:
        """Let go of files."""
