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
    "coding", 1, "Codes given afterwards to a note or to an event of the record, or to some of its words.", ("observer", "moderator"),
    ("note", "event", "codes", "topics", "nothing", "part", "start", "end", "memo", "marks"),
)  # fmt: skip
MACHINE = EntryKind(
    "machine-coding", 1, "Codes that a program gave. They are shown apart and never counted with those of people.", ("script",),
    ("note", "event", "codes", "topics", "by", "shown"),
)  # fmt: skip
CODEBOOK = EntryKind(
    "codebook", 1, "A change to the codebook: a code added, renamed, merged into another, split into several or put aside.",
    ("observer", "moderator"), ("do", "code", "into", "title", "group", "means", "why"),
)  # fmt: skip
THEME = EntryKind(
    "theme", 1, "A theme as it is worded now, whole: what it says, the evidence for it and against it, and who sees it otherwise.",
    ("observer", "moderator"),
    ("id", "title", "statement", "subject", "question", "origin", "strength", "supports", "against", "mechanisms", "contradicts",
     "quotes", "literature", "artefact", "barrier", "dissent", "without", "spread", "put_aside", "after", "why"),
)  # fmt: skip
LEARNING = EntryKind(
    "learning-point", 1, "What is to be learnt from a theme, whom it addresses, who owns it and what is to be done.",
    ("observer", "moderator"),
    ("id", "theme", "sort", "statement", "addressee", "owner", "skill_gap", "action", "origin", "supports", "quotes", "put_aside",
     "after", "why"),
)  # fmt: skip
VALIDATION = EntryKind(
    "validation", 1, "A meeting, about a month later, in which those who took part say whether the reading rings true.",
    ("observer", "moderator"), ("id", "date", "place", "attended", "asked", "words"),
)  # fmt: skip
MARK = EntryKind(
    "validation-mark", 1, "What one person made of one theme: it resonates, is disputed, or is new; or a question, or an addition.",
    ("player", "observer", "moderator", "script", "outside"), ("validation", "theme", "mark", "role", "words", "may_quote"),
)  # fmt: skip
DECISION = EntryKind(
    "validation-decision", 1, "What was made of the marks on a theme: the text changed or not, and why.", ("observer", "moderator"),
    ("validation", "theme", "changed", "version", "why"),
)  # fmt: skip
PANEL = EntryKind(
    "panel-talk", 1, "A talk after the day with people who did not play: a separate voice.", ("outside", "observer", "moderator"),
    ("id", "date", "panel", "roles", "words", "themes", "next_steps", "may_quote"),
)  # fmt: skip
LITERATURE = EntryKind(
    "literature", 1, "A publication or a statement from outside that a theme is set beside.", ("observer", "moderator"),
    ("id", "citation", "address", "relation", "themes", "put_aside", "after"),
)  # fmt: skip
SCOPE = EntryKind(
    "scope", 1, "How far something was explored: explored, touched, or not explored, and why.", ("observer", "moderator"),
    ("id", "matter", "how_far", "why", "put_aside", "after"),
)  # fmt: skip
TIMELINE = EntryKind(
    "timeline-edit", 1, "An entry of the timeline reworded, put aside, joined with others or added, with its evidence.",
    ("observer", "moderator"), ("line", "do", "words", "organisation", "phase", "joins", "supports", "after", "why"),
)  # fmt: skip
EDIT = EntryKind(
    "report-edit", 1, "A block of the report reworded, put aside, restored or added by a person. A new draft never writes over it.",
    ("observer", "moderator"), ("block", "do", "words", "drafted", "after", "why"),
)  # fmt: skip
VERSION = EntryKind(
    "report-version", 1, "The report as it was given out: its digest, for whom, and what had changed.", ("observer", "moderator"),
    ("id", "digest", "upto", "title", "shape", "why"),
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
    kind.name: kind
    for kind in (
        NOTE, CODING, MACHINE, CODEBOOK, ANSWER, REASON, OPENED, WITHDRAWAL, THEME, LEARNING, VALIDATION, MARK, DECISION,
        PANEL, LITERATURE, SCOPE, TIMELINE, EDIT, VERSION,
    )
}  # fmt: skip
"""Every kind by name.

`supports` and `against` hold evidence as (sort, number, what it says): sort is event, note, answer, mark, panel or measure.
`after` is the number of the wording that a new wording was written upon, nought for a first one.
"""


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
