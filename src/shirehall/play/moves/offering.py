"""What offers have in common: the event that makes one, and the sentence that reports it."""

from __future__ import annotations

from shirehall.play.kinds import Names
from shirehall.play.matters import matter_kind, told
from shirehall.play.names import clip
from shirehall.play.record.event import Event


def says_made(event: Event, names: Names) -> str:
    row = event.body["matter"]
    to = names.seat(row["detail"]["seat"]) if row["kind"] == "job" else told(row, names)
    return f"{names.body(event.organisation)} made {to} an offer: “{clip(row['title'])}”."


MADE = matter_kind("offer-made", "commitment", says_made)
