"""What people changed in the report, laid over the draft. A draft never writes over an edit, and no edit is dropped.

Whoever edits asks for `blocks_told(draft, entries)`, shows each block's `shown` words under its `key`, and keeps what `edit`
makes of a change. `laid_over` puts the edits into the document that is printed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from shirehall.errors import UsageError
from shirehall.paper.keys import PLAIN, Keyed, called, keyed, keyed_in, slug
from shirehall.paper.markup import REWORDED, blocks_from, digest, numbers_in, tidy, words_of
from shirehall.paper.notes import who_wrote, written
from shirehall.paper.prose import count, say
from shirehall.paper.reader import Reader
from shirehall.paper.reader import words_of as words_in_event
from shirehall.paper.tree import (
    Block,
    Column,
    Document,
    Edited,
    Fold,
    ListBlock,
    Paragraph,
    Quote,
    Row,
    Section,
    Sentence,
    Table,
    sentences_in,
)
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.study import versions

Do = Literal["reworded", "put aside", "restored", "added"]
State = Literal["as drafted", "reworded", "put aside", "added"]
KIND = "report-edit"
JOIN = "+"
"""Between the key of the block after which a block was added, and the added block's own name."""
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class BlockTold:
    """A block as it may be edited.

    `sort` is its sort in a word, `section` and `title` those of its section. `draft` are the words as drafted now (empty for
    an added block), `digest` what tells that draft from another. `words` are those of the standing edit, `standing` its
    number (0: none) and `state` what it made of the block. `changed` tells that the draft under the edit is another now;
    `crossed` are wordings that were written without having seen the one before them. `wordings` are all, oldest
    first; `name` is the block's lead, caption or title.
    """

    key: str
    sort: str
    section: str
    title: str
    draft: str
    digest: str
    words: str
    state: State
    standing: int
    changed: bool
    may_reword: bool
    wordings: tuple[Entry, ...] = ()
    crossed: tuple[int, ...] = ()
    name: str = ""

    @property
    def shown(self) -> str:
        """The words as they stand: those of the edit where it reworded the block, else the draft's."""
        return self.words or self.draft


@dataclass(frozen=True, slots=True)
class Stood:
    """What the edits of one block amount to."""

    state: State
    words: str
    entry: Entry
    drafted: str
    crossed: tuple[int, ...]


def stood(wordings: tuple[Entry, ...]) -> Stood:
    """What the edits of one block amount to, taken in the order they came; the last stands."""
    state: State = "as drafted"
    words, own, crossed, before = "", "", [], 0
    for entry in wordings:
        if entry.body.get("after", 0) != before:
            crossed.append(entry.number)
        before = entry.number
        do = str(entry.body["do"])
        if do in ("reworded", "added"):
            words = str(entry.body["words"])
            own = own or (words if do == "added" else "")
            state = "added" if own else "reworded"
        elif do == "put aside":
            state = "put aside"
        else:
            state, words = ("added", words) if own else ("as drafted", "")
    last = wordings[-1]
    return Stood(state, words, last, str(last.body.get("drafted", "")), tuple(crossed))


def edits_of(entries: Iterable[Entry]) -> Mapping[str, tuple[Entry, ...]]:
    """The wordings of each block that anybody edited, by its key, oldest first."""
    return versions(entries, KIND, "block")


def blocks_told(draft: Document, entries: Iterable[Entry]) -> tuple[BlockTold, ...]:
    """Every block of a draft, and every added one after its neighbour, as it may be edited. The draft is one without edits."""
    edits = edits_of(entries)
    added = added_after(edits)
    found: list[BlockTold] = []
    for each in keyed(draft):
        found.append(told(each, edits.get(each.key, ())))
        found += added_told(each, each.key, added, edits)
    first_in = {}
    for section in {each.section.id: each.section for each in keyed(draft)}.values():
        first_in[section.id] = added_told(Keyed("", section, Paragraph(())), section.id, added, edits)
    seen: set[str] = set()
    ordered: list[BlockTold] = []
    for one in found:
        if one.section not in seen:
            seen.add(one.section)
            ordered += first_in[one.section]
        ordered.append(one)
    return tuple(ordered)


def told(each: Keyed, wordings: tuple[Entry, ...]) -> BlockTold:
    """A drafted block as it may be edited."""
    now, words = digest(each.block), words_of(each.block)
    sort = type(each.block).__name__.removesuffix("Block").lower()
    base = BlockTold(
        each.key, sort, each.section.id, each.section.title, words, now, "", "as drafted", 0, False,
        isinstance(each.block, REWORDED), wordings, (), called(each.block),
    )  # fmt: skip
    if not wordings:
        return base
    last = stood(wordings)
    changed = last.state != "as drafted" and bool(last.drafted) and last.drafted != now
    return replace(
        base, words=last.words, state=last.state, standing=last.entry.number, changed=changed, crossed=last.crossed
    )  # fmt: skip


def added_told(
    near: Keyed, key: str, added: Mapping[str, list[str]], edits: Mapping[str, tuple[Entry, ...]]
) -> list[BlockTold]:
    """The blocks that were added after a key, and those after them."""
    found = []
    for name in added.get(key, ()):
        last = stood(edits[name])
        found.append(
            BlockTold(
                name,
                "paragraph",
                near.section.id,
                near.section.title,
                "",
                "",
                last.words,
                last.state,
                last.entry.number,
                False,
                True,
                edits[name],
                last.crossed,
            )
        )
        found += added_told(near, name, added, edits)
    return found


def added_after(edits: Mapping[str, tuple[Entry, ...]]) -> Mapping[str, list[str]]:
    """The keys of added blocks by the key after which they stand, in the order they were added."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, wordings in edits.items():
        if wordings[0].body["do"] == "added" and JOIN in key:
            found[key.rsplit(JOIN, 1)[0]].append(key)
    return found


def edit(
    block: BlockTold, do: Do, words: str = "", *, by: str, key: str, reader: Reader, why: str = "", origin: str = "observer",
    upon: int | None = None, drafted: str | None = None,
) -> Writing:  # fmt: skip
    """What is to be kept in the notebook of a change to a block. `key` is made where it is written.

    For `added`, `block` is the one after which the words stand. `upon` and `drafted` are the number of the wording and the
    digest of the draft that the editor saw, where those were not the latest. Raises UsageError that says what is wrong with
    the words: a citation that leads nowhere, a quotation that nobody said, a block whose words are the record's own.
    """
    words = tidy(words)
    if do in ("reworded", "added"):
        if do == "reworded" and not block.may_reword:
            raise UsageError(
                f"the {block.sort} {block.key!r} holds figures of the record and is not reworded.",
                mend="put it aside, or add words of your own after it.",
                who="whoever edits the report",
            )
        check_words(words, block, reader)
    name = f"{block.key}{JOIN}{slug(key) or 'added'}" if do == "added" else block.key
    seen = block.standing if upon is None else upon
    body = {
        "block": name,
        "do": do,
        "words": words if do in ("reworded", "added") else "",
        "drafted": "" if do == "added" else block.digest if drafted is None else drafted,
        "after": 0 if do == "added" else seen,
        "why": " ".join(why.split()),
    }
    return Writing(kind=KIND, author=by, origin=origin, key=key, body=body)


def check_words(words: str, block: BlockTold, reader: Reader) -> None:
    """See that edited words say something, cite what there is and quote what was said. Raises UsageError."""

    def refused(what: str, mend: str) -> UsageError:
        return UsageError(f"{block.key}: {what}", mend=mend, who="whoever edits the report")

    if not words.strip():
        raise refused("there are no words.", "write some, or put the block aside.")
    if len(words) > LONGEST:
        raise refused(f"the block has {len(words)} characters.", f"write two: the longest has {LONGEST}.")
    events, notes = numbers_in(words)
    last, entries = len(reader.telling.events), len(reader.entries)
    gone = [f"e{seq}" for seq in events if not 1 <= seq <= last]
    gone += [f"n{number}" for number in notes if reader.study.entry(number) is None]
    if gone:
        raise refused(
            f"it cites {', '.join(gone)}, and there is no such event or entry.",
            f"the record has events 1 to {last}, the notebook {count(entries, 'entry', 'entries')}.",
        )
    drafted = {each.text for each in blocks_from(block.draft) if isinstance(each, Quote)}
    for each in blocks_from(words):
        if isinstance(each, Quote) and each.text not in drafted and not said_there(each, reader):
            raise refused(
                f"nobody said “{each.text[:80]}” in what is cited.",
                "quote the words as they stand in the event or entry, and cite it behind the source.",
            )


def said_there(quote: Quote, reader: Reader) -> bool:
    """Whether the quoted words stand in an event or an entry that the quotation cites; what was left out is marked with dots."""
    texts = [words_in_event(reader.telling.event(seq)) for seq in quote.evidence]
    texts += [
        str(value)
        for entry in map(reader.study.entry, quote.notes)
        if entry is not None
        for value in entry.body.values()
    ]
    said = [flat(text) for text in texts]
    pieces = [flat(piece) for piece in re.split(r"…|\.\.\.|\[[^\]]*\]", quote.text) if flat(piece)]
    return bool(pieces) and any(all(piece in text for piece in pieces) for text in said)


def named(each: Keyed) -> str:
    """A block by its lead, caption or title, else by what it is."""
    return called(each.block).rstrip(".:") or PLAIN[type(each.block)]


def flat(text: str) -> str:
    """Letters and figures alone, for holding words against words."""
    return re.sub(r"[^\w]+", " ", text).strip().lower()


def laid_over(document: Document, reader: Reader) -> Document:
    """A draft with what people changed, and a last section that lists every edit. The draft itself when nobody changed anything."""
    edits = edits_of(reader.entries)
    if not edits:
        return document
    laying = Laying(reader, edits, added_after(edits))
    sections = tuple(laying.section(section) for section in document.sections)
    return replace(document, sections=(*sections, laying.listed(document)))


@dataclass
class Laying:
    """One laying of edits over a draft."""

    reader: Reader
    edits: Mapping[str, tuple[Entry, ...]]
    added: Mapping[str, list[str]]

    def section(self, section: Section) -> Section:
        """A section and its parts, with the edits of their blocks."""
        own = [*self.new_after(section.id), *self.blocks(section, section.blocks, section.id)]
        return replace(section, blocks=tuple(own), parts=tuple(self.section(part) for part in section.parts))

    def blocks(self, section: Section, blocks: tuple[Block, ...], under: str) -> Iterator[Block]:
        """Neighbouring blocks as they stand."""
        for each in keyed_in(section, blocks, under):
            if each.inside and each.inside != under:
                continue
            yield from self.stands(each)
            yield from self.new_after(each.key)

    def stands(self, each: Keyed) -> Iterator[Block]:
        """A drafted block as it stands: itself, reworded, or not at all."""
        last = stood(self.edits[each.key]) if each.key in self.edits else None
        if last is not None and last.state == "put aside":
            yield Edited((), self.said(last), key=each.key)
            return
        if last is not None and last.state == "reworded":
            changed = bool(last.drafted) and last.drafted != digest(each.block)
            now = (each.block,) if changed else ()
            yield Edited(blocks_from(last.words, each.block), self.said(last), now, each.key)
        elif isinstance(each.block, Fold):
            yield replace(each.block, blocks=tuple(self.blocks(each.section, each.block.blocks, each.key)))
        else:
            yield each.block

    def new_after(self, key: str) -> Iterator[Block]:
        """The blocks that were added after a key, and those after them."""
        for name in self.added.get(key, ()):
            last = stood(self.edits[name])
            if last.state == "added":
                yield Edited(blocks_from(last.words), self.said(last), key=name)
            yield from self.new_after(name)

    def said(self, last: Stood) -> str:
        """Who worded a block, when and why."""
        why = str(last.entry.body.get("why", "")).rstrip(".")
        done = "Added" if last.entry.body["do"] == "added" else "Edited"
        return f"{done} by {who_wrote(self.reader, last.entry)}, {written(last.entry)}{f': {why}' if why else ''}."

    def listed(self, document: Document) -> Section:
        """All edits, the drafts that changed under an edit, and edits whose block is gone."""
        blocks = {each.key: each for each in keyed(document)}
        ids = {each.section.id for each in blocks.values()} | {s.id for s in document.sections}
        rows = [self.row(key, blocks, ids) for key in self.edits]
        titles = ("Block", "What was done", "By", "When", "Why", "The draft since")
        table = Table("Edits of this report by people", tuple(Column(title) for title in titles), tuple(rows))
        intro = say(
            "The report is drafted by rule from the record and the notebook, and edited by people. A new draft never writes over "
            "an edit; where the draft has changed under one, the new draft stands beside it.",
            basis="method",
        )
        parts = [
            p for p in (self.changed(blocks), self.gone(blocks, ids), self.uncited(blocks)) if p is not None
        ]
        return Section("edits", "Edited by people", (Paragraph((intro,)), table), tuple(parts))

    def row(self, key: str, blocks: Mapping[str, Keyed], ids: set[str]) -> Row:
        """One edited block in a line."""
        last = stood(self.edits[key])
        each = blocks.get(key)
        base = key.split(JOIN)[0]
        since = "–" if each is None else "changed" if self.has_changed(last, each) else "the same"
        if each is None and JOIN not in key:
            since = "holds it no longer"
        elif JOIN in key and base not in blocks and base not in ids:
            since = "no longer holds the block that it followed"
        many = len(self.edits[key])
        done = f"{last.entry.body['do']}{f', {many} wordings' if many > 1 else ''}"
        done += f"; {len(last.crossed)} written without having seen the one before" if last.crossed else ""
        place = blocks.get(base)
        after = "after " if JOIN in key else ""
        where = f"{place.section.title}: {after}{named(place)}" if place else key
        cells = (
            where, done, who_wrote(self.reader, last.entry), written(last.entry),
            str(last.entry.body.get("why", "")) or "–", since,
        )  # fmt: skip
        return Row(cells, notes=tuple(entry.number for entry in self.edits[key]))

    def has_changed(self, last: Stood, each: Keyed) -> bool:
        """Whether the draft under an edit is another than it was."""
        return (
            last.state in ("reworded", "put aside")
            and bool(last.drafted)
            and last.drafted != digest(each.block)
        )

    def changed(self, blocks: Mapping[str, Keyed]) -> Section | None:
        """The drafts that changed under an edit."""
        found: list[Block] = []
        for key, wordings in self.edits.items():
            last, each = stood(wordings), blocks.get(key)
            if each is not None and self.has_changed(last, each):
                found.append(Fold(f"{each.section.title}: {named(each)}", (each.block,)))
        return Section("edits-changed", "Drafts that changed under an edit", tuple(found)) if found else None

    def gone(self, blocks: Mapping[str, Keyed], ids: set[str]) -> Section | None:
        """Edits whose block the draft no longer holds, with their words."""
        found: list[Block] = []
        for key, wordings in self.edits.items():
            base = key.split(JOIN)[0]
            last = stood(wordings)
            if base in blocks or (JOIN in key and base in ids) or last.state == "as drafted":
                continue
            inner = blocks_from(last.words) if last.words else ()
            lead = (
                Paragraph((say("It was put aside.", basis="edited"),))
                if not inner
                else Edited(inner, self.said(last))
            )
            found.append(Fold(key, (lead,)))
        return (
            Section("edits-gone", "Edits whose block the draft no longer holds", tuple(found))
            if found
            else None
        )

    def uncited(self, blocks: Mapping[str, Keyed]) -> Section | None:
        """Sentences that people worded with figures and without citing anything."""
        found: list[Sentence] = []
        for key, wordings in self.edits.items():
            last = stood(wordings)
            if last.state in ("reworded", "added"):
                under = blocks[key].block if key in blocks else None
                found += [
                    s for each in blocks_from(last.words, under) for s in sentences_in(each) if s.uncited
                ]
        items = ListBlock(tuple(found))
        return (
            Section("edits-uncited", "Figures that people stated without citing evidence", (items,))
            if found
            else None
        )
