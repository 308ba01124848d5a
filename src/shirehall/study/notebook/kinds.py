"""The kinds of entry that the notebook keeps, all in this one place. A new kind is a row here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shirehall.errors import UsageError
from shirehall.play.record.event import Json, canonical
from shirehall.study.notebook.entry import LONGEST_KEY, ORIGINS, PSEUDONYM, Writing, utc_label

LARGEST_BODY = 60_000
LAST_MINUTE = 1_000_000


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of entry: its stable name and version, what it means, whose words it may hold, and the fields of its body."""

    name: str
    version: int
    meaning: str
    origins: tuple[str, ...]
    body: tuple[str, ...]


ANYBODY = ORIGINS

NOTE = EntryKind(
    "note", 1, "What an observer saw and heard.", ("observer", "moderator"),
    ("tables", "bodies", "seats", "action", "feeling", "omission", "said", "said_by", "may_quote", "cues", "stance", "codes",
     "topics", "account", "players_account", "differs", "subject", "events", "confidence", "marks"),
)  # fmt: skip
CODING = EntryKind(
    "coding", 1, "Codes given afterwards to a note or to an event of the record.", ("observer", "moderator"),
    ("note", "event", "codes", "topics", "marks"),
)  # fmt: skip
ANSWER = EntryKind(
    "answer", 1, "An answer to a question of the feedback form.", ANYBODY,
    ("question", "part", "when", "asked", "words", "scale", "feelings", "adds_to", "marks"),
)  # fmt: skip
REASON = EntryKind(
    "reason", 1, "Why somebody did what their own record shows.", ANYBODY,
    ("pattern", "asked", "shown", "events", "words"),
)  # fmt: skip
OPENED = EntryKind("feedback-opened", 1, "The end of play: from here feedback is taken.", ("moderator",), ())
WITHDRAWAL = EntryKind("withdrawal", 1, "An earlier entry taken back by its author.", ANYBODY, ("why",))

KINDS: Mapping[str, EntryKind] = {
    kind.name: kind for kind in (NOTE, CODING, ANSWER, REASON, OPENED, WITHDRAWAL)
}
"""Every kind by name. Themes, validation and edits of the report are further rows."""


def refused(what: str, mend: str) -> UsageError:
    """The error of a writing that cannot be kept."""
    return UsageError(what, mend=mend, who="whoever writes in the notebook")


def check(writing: Writing) -> None:
    """See that a writing may be kept at all. Raises UsageError that says what is wrong with it."""
    kind = KINDS.get(writing.kind)
    if kind is None:
        raise refused(f"the notebook keeps no {writing.kind!r}.", f"use one of {', '.join(KINDS)}.")
    if not PSEUDONYM.match(writing.author):
        raise refused(
            "the author is not a pseudonym.", "sign with a seat or an observer's mark, never with a name."
        )
    if writing.origin not in kind.origins:
        raise refused(
            f"a {kind.name} is not a {writing.origin}'s to write.", f"it is for: {', '.join(kind.origins)}."
        )
    if not 0 < len(writing.key) <= LONGEST_KEY or not writing.key.isprintable():
        raise refused(
            "the entry has no key.",
            f"give it one of at most {LONGEST_KEY} characters, made where it is written.",
        )
    strange = sorted(set(writing.body) - set(kind.body))
    if strange:
        raise refused(f"a {kind.name} has no {', '.join(strange)}.", f"it has {', '.join(kind.body)}.")
    for name, number in (("play minute", writing.at), ("month", writing.month)):
        if number is not None and not 0 <= number <= LAST_MINUTE:
            raise refused(f"{number} is no {name}.", "leave it out when it is not known.")
    if writing.written_at and utc_label(writing.written_at) != writing.written_at:
        raise refused("the time of writing is no UTC label.", "write it as 2013-06-04T10:42:07Z.")
    if (writing.kind == WITHDRAWAL.name) != (writing.withdraws is not None):
        raise refused(
            "a withdrawal names what it takes back, and nothing else does.", "name one earlier entry."
        )
    size = len(text_of_body(writing.body))
    if size > LARGEST_BODY:
        raise refused(f"the entry has {size} characters.", f"write two: the longest has {LARGEST_BODY}.")


def text_of_body(body: Mapping[str, Json]) -> str:
    """The body's canonical text. Raises UsageError when no store could keep it."""
    try:
        text = canonical(body)
        text.encode("utf-8")
    except (TypeError, ValueError) as fault:
        raise refused(
            "the entry holds what cannot be kept.", "send words, numbers and lists of them."
        ) from fault
    if holds_null(body):
        raise refused("the entry holds a character that cannot be kept.", "leave the null character out.")
    return text


def holds_null(value: Json) -> bool:
    """Whether any words in a value hold the character of value nought, which not every store keeps."""
    if isinstance(value, Mapping):
        return any(holds_null(name) or holds_null(item) for name, item in value.items())
    if isinstance(value, list | tuple):
        return any(holds_null(item) for item in value)
    return isinstance(value, str) and "\x00" in value
