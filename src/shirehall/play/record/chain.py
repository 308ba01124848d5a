"""The chain that ties every event to all those before it, and what a record says about itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from shirehall import __version__
from shirehall.play.record.event import Event, Json, canonical, to_json

GENESIS = "0" * 64
"""The chain's fixed beginning: the head of a record that holds no event."""

FORMAT = "shirehall-record"
FORMAT_VERSION = 1


def link(previous: str, event_text: str) -> str:
    """The chain's next head: SHA-256, as hexadecimal text, of the head before and the event's canonical JSON text."""
    return hashlib.sha256((previous + event_text).encode("utf-8")).hexdigest()


def event_text(event: Event) -> str:
    """The text that the chain is made over: the canonical JSON text of all fields of the event."""
    return canonical(to_json(event))


@dataclass(frozen=True, slots=True)
class About:
    """What a record says about itself: the pack it was played with and the Shirehall that began it.

    `pack` is the pack's id and `pack_digest` the digest of its files; both are empty when nobody said.
    """

    pack: str = ""
    pack_digest: str = ""
    shirehall: str = __version__

    def header(self) -> dict[str, Json]:
        """The record's first words as a JSON object, the format and its version among them."""
        return {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "pack": self.pack,
            "pack_digest": self.pack_digest,
            "shirehall": self.shirehall,
        }


def seal(head: str, header: dict[str, Json]) -> str:
    """What closes a record over: the chain's head linked with the canonical text of the header.

    The chain itself covers the events only; the seal makes an edit of the header show too.
    """
    return link(head, canonical(header))
