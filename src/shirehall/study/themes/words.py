"""What every writing of a study has: an author, words kept as every store can keep them, plain refusals, and which wording stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shirehall.errors import UsageError
from shirehall.play.record.event import Json
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.notebook.note import LONGEST, keepable
from shirehall.study.study import Study, versions

IDENTITY = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}\Z")
WHO = "whoever writes the study"


def refused(what: str, mend: str) -> UsageError:
    """The error of a writing that cannot be kept."""
    return UsageError(what, mend=mend, who=WHO)


def needed(value: str, name: str) -> str:
    """Words that have to be there. Raises UsageError when there are none, or far too many."""
    text = keepable(value)
    if not text:
        raise refused(f"the {name} is empty.", f"write the {name}.")
    if len(text) > LONGEST:
        raise refused(f"the {name} has {len(text)} characters.", f"the longest has {LONGEST}.")
    return text


def identity(value: str, what: str) -> str:
    """An id. Raises UsageError for one that is not made of small letters, digits, hyphens and stops."""
    if not IDENTITY.match(value):
        raise refused(
            f"{value[:40]!r} is no id for a {what}.", "use small letters, digits, hyphens and full stops."
        )
    return value


def one_of(value: str, known: Iterable[str], what: str) -> str:
    """A word of a closed list. Raises UsageError that names the list."""
    every = tuple(known)
    if value not in every:
        raise refused(f"{value[:40]!r} is no {what}.", f"use one of {', '.join(every)}.")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who writes, as whom, and under which key, so that what is sent twice counts once."""

    author: str
    key: str
    origin: str = "observer"
    written_at: str = ""

    def writes(self, kind: str, body: Mapping[str, Json]) -> Writing:
        """The writing of an entry of a kind."""
        return Writing(
            kind=kind, author=self.author, origin=self.origin, key=self.key, body=body, written_at=self.written_at
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wordings:
    """All wordings of one thing, oldest first; the last stands. `beside` are those that it was written without having seen."""

    entries: tuple[Entry, ...]

    @property
    def standing(self) -> Entry:
        """The wording that stands."""
        return self.entries[-1]

    @property
    def beside(self) -> tuple[Entry, ...]:
        """Wordings that came after the one that the standing one was written upon: they are to be read beside it."""
        upon = int(self.standing.body.get("after", 0) or 0)
        return tuple(entry for entry in self.entries[:-1] if entry.number > upon)


def wordings(study: Study, kind: str) -> dict[str, Wordings]:
    """Everything of a kind by its id, in the order in which it was begun."""
    return {name: Wordings(found) for name, found in versions(study.entries, kind).items()}


def upon(study: Study, kind: str, name: str) -> int:
    """The number of the wording that stands, for whoever writes the next one; nought when there is none yet."""
    found = versions(study.entries, kind).get(name)
    return found[-1].number if found else 0


def known_wording(study: Study, kind: str, name: str, after: int) -> int:
    """See that `after` is nought or a wording of this very thing. Raises UsageError when it is neither."""
    own = [entry.number for entry in versions(study.entries, kind).get(name, ())]
    if after and after not in own:
        raise refused(
            f"entry {after} is no wording of {name!r}.",
            f"give the number of the wording you had before you: {', '.join(map(str, own)) or '0, there is none yet'}.",
        )
    return after
