"""Versions of the report: what was given out, what has changed since, and how an earlier one is printed again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from shirehall.errors import UsageError
from shirehall.paper.keys import keyed
from shirehall.paper.markup import digest
from shirehall.paper.prose import count
from shirehall.paper.shapes import shape_of
from shirehall.paper.tree import Document, sections_of
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.notebook.standing import standing
from shirehall.study.study import Study

KIND = "report-version"


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was kept: its number, what it was called and for whom it was made, and up to which event and entry it went.

    `shape` is the order of its sections. `digest` is that of its words.
    """

    number: int
    title: str
    why: str
    digest: str
    events: int
    entries: int
    shape: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two drawings of the report, block by block, each named by its key."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    other: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.new) + len(self.gone) + len(self.other)

    def said(self) -> str:
        """The changes in a few words: "three blocks are new, one is gone and two read otherwise"."""
        parts = []
        for keys, one, many in ((self.new, "is new", "are new"), (self.gone, "is gone", "are gone"),
                                (self.other, "reads otherwise", "read otherwise")):  # fmt: skip
            if keys:
                parts.append(f"{count(len(keys), 'block')} {one if len(keys) == 1 else many}")
        return (
            " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
            or "nothing has changed"
        )


def versions_kept(study: Study) -> tuple[Version, ...]:
    """The versions that were kept, oldest first."""
    found = []
    for place, each in enumerate(standing(study.entries, KIND), 1):
        body = each.entry.body
        upto: Mapping[str, int] = body.get("upto", {})
        found.append(
            Version(
                place, str(body.get("title", "")), str(body.get("why", "")), str(body["digest"]),
                int(upto.get("event", 0)), int(upto.get("entry", 0)), str(body.get("shape", "")), each.entry,
            )
        )  # fmt: skip
    return tuple(found)


def version_of(study: Study, number: int) -> Version:
    """A version by its number. Raises UsageError when there is none."""
    kept = versions_kept(study)
    if not 1 <= number <= len(kept):
        raise UsageError(
            f"there is no version {number} of the report.",
            mend=f"{count(len(kept), 'version')} {'is' if len(kept) == 1 else 'are'} in the notebook; keep one first."
            if not kept
            else f"name one from 1 to {len(kept)}.",
        )
    return kept[number - 1]


def words_digest(document: Document) -> str:
    """The digest of all that a document says: its title, headings and blocks; its own account of versions is left aside."""
    parts = [document.title, document.notice]
    parts += [
        f"{section.id} {section.title}" for section in sections_of(document) if section.id != "versions"
    ]
    parts += [f"{each.key} {digest(each.block)}" for each in keyed(document) if each.section.id != "versions"]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def changes(before: Document, now: Document) -> Changes:
    """What differs between two documents, block by block, in the order of the later one."""
    old, new = blocks_by_key(before), blocks_by_key(now)
    return Changes(
        tuple(key for key in new if key not in old),
        tuple(key for key in old if key not in new),
        tuple(key for key in new if key in old and old[key] != new[key]),
    )


def blocks_by_key(document: Document) -> dict[str, str]:
    """The digest of each block by its key; the lists of edits and of versions are left aside."""
    own = ("versions", "edits")
    return {e.key: digest(e.block) for e in keyed(document) if not e.section.id.startswith(own)}


def keep(
    study: Study, document: Document, *, by: str, key: str, title: str, shape: str, why: str = "", origin: str = "observer"
) -> Writing:  # fmt: skip
    """What is to be kept in the notebook of a version that is given out: its digest, and up to where the record and the notebook go."""
    body = {
        "id": f"version-{len(versions_kept(study)) + 1}",
        "digest": words_digest(document),
        "upto": {"event": len(study.telling.events), "entry": len(study.entries)},
        "title": " ".join(title.split()),
        "shape": shape_of(study.telling.patch, shape),
        "why": " ".join(why.split()),
    }
    return Writing(kind=KIND, author=by, origin=origin, key=key, body=body)
