"""Plain events for the record's tests, for programs that must start quickly: nothing of hypothesis is loaded here."""

from typing import Any

from shirehall.play.record.chain import About
from shirehall.play.record.event import EVERYONE, Event

ABOUT = About(pack="fenshire", pack_digest="ab" * 32)
AWKWARD = (
    "Dear all,\u2028we can\u2029not \x85 \x00 pay £5m: \U0001f3e5 \ufeff 'so' \"it\" \\ is\r\n\x1c\t\x7f"
)


def message(seq: int, key: str = "", **changed: Any) -> Event:
    """A message, or what `changed` makes of it."""
    values: dict[str, Any] = {
        "seq": seq,
        "kind": "message-sent",
        "version": 1,
        "at": 3 * seq,
        "month": 1 + seq // 7,
        "seat": "north-chair",
        "organisation": "north-consortium",
        "addressees": ("trust-finance", "council-lead"),
        "audience": ("council-lead", "north-chair", "trust-finance") if seq % 2 else (EVERYONE,),
        "thread": 1,
        "in_reply_to": seq - 1 if seq % 3 == 0 else None,
        "cause": None,
        "subject": 1 if seq % 4 == 0 else None,
        "about": ("money",),
        "origin": "script",
        "key": key,
        "body": {
            "text": f"Letter {seq}",
            "beds": seq,
            "share": 0.5,
            "firm": None,
            "terms": ({"pence": 100},),
        },
    }
    return Event(**{**values, **changed})


def letters(count: int, after: int = 0, key: str = "") -> tuple[Event, ...]:
    """Some messages in a row, each under its own key unless one is given."""
    return tuple(message(seq, key or f"move-{seq}") for seq in range(after + 1, after + count + 1))
