"""A block of the report as plain words that people edit, and those words as blocks again: a little Markdown with citations.

One sentence a line. `[e12]` after a sentence cites event 12, `[n5]` entry 5 of the notebook. `**So.**` at the start is a run-in
heading, `- ` or `1. ` an item of a list, `> ` somebody's words with their source after a dash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from shirehall.paper.tree import (
    Block,
    Edited,
    Figure,
    Fold,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Section,
    Sentence,
    Table,
    Terms,
    sentences_in,
)

CITED = re.compile(r"(?<!\\)\[([en]\d+(?:\s*,\s*[en]\d+)*)\]")
CITES_AT_END = re.compile(r"((?:\s*(?<!\\)\[[en]\d+(?:\s*,\s*[en]\d+)*\])+)")
LEAD = re.compile(r"\*\*(?P<lead>[^*\n]+)\*\*[ \n]?")
ITEM = re.compile(r"(?:[-*]|\d{1,3}[.)]) ")
ORDERED = re.compile(r"\d{1,3}[.)] ")
SOURCE = re.compile(r"\n?\s*[—–] (?P<source>.+)\Z", re.DOTALL)
STOP = re.compile(r"(?:(?<=[.?!])|(?<=[.?!][”’)]))\s+(?=[A-Z“‘£\d])")
BEFORE_STOP = re.compile(r"((?:\s*(?<!\\)\[[en]\d+(?:\s*,\s*[en]\d+)*\])+)([.?!])(?=\s|$)")
STARTS = re.compile(r"^(?=[-*>#|\\]|\d{1,3}[.)] |<!--|[—–] )")
DIGEST = 16
REWORDED = (Paragraph, Note, ListBlock, Quote)
"""The sorts of block whose words people may change; tables and charts hold figures of the record and are put aside or kept."""


def words_of(block: Block) -> str:
    """A block as words."""
    if isinstance(block, Paragraph | Note):
        lead = block.lead if isinstance(block, Paragraph) else block.title
        said = "\n".join(sentence_words(each) for each in block.sentences)
        return f"**{plain(lead)}** {said}" if lead else said
    if isinstance(block, ListBlock):
        marks = [f"{place}. " if block.ordered else "- " for place in range(1, len(block.items) + 1)]
        items = [mark + sentence_words(each) for mark, each in zip(marks, block.items, strict=True)]
        return "\n".join([escaped(block.title), *items] if block.title else items)
    if isinstance(block, Quote):
        lines = [f"> {line}" for line in block.text.splitlines()] or ["> "]
        return "\n".join(
            [*lines, f"> — {' '.join(block.source.split())}{cites(block.evidence, block.notes)}"]
        )
    if isinstance(block, Table):
        return table_words(block)
    if isinstance(block, Figure):
        return f"Figure: {block.title}. {block.alt} Unit: {block.unit}. Source: {block.source}.\n\n{table_words(block.table)}"
    if isinstance(block, Terms):
        return "\n".join(f"{term}: {meaning}" for term, meaning in block.pairs)
    inner = block.blocks if isinstance(block, Fold | Edited) else ()
    return "\n\n".join(words_of(each) for each in inner)


def table_words(table: Table) -> str:
    """A table with its figures, to be read and not reworded."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(" ".join(cell.replace("|", "/").split()) for cell in cells) + " |"

    heads = [f"{c.title} ({c.unit})" if c.unit else c.title for c in table.columns]
    rule = "|" + "|".join(" ---: " if c.numeric else " --- " for c in table.columns) + "|"
    rows = [line(row.cells) + cites(row.evidence, row.notes) for row in table.rows]
    note = [f"\n{table.note}"] if table.note else []
    return "\n".join([f"Table: {table.caption}", "", line(heads), rule, *rows, *note])


def sentence_words(sentence: Sentence) -> str:
    """A sentence on one line with its citations."""
    return escaped(sentence.text) + cites(sentence.evidence, sentence.notes)


def cites(evidence: Iterable[int], notes: Iterable[int]) -> str:
    """Citations as they stand behind a sentence."""
    return "".join(f" [e{seq}]" for seq in evidence) + "".join(f" [n{number}]" for number in notes)


def escaped(text: str) -> str:
    """A text on one line in which nothing reads as markup."""
    return STARTS.sub(r"\\", CITED.sub(lambda m: "\\" + m[0], " ".join(text.split())))


def plain(text: str) -> str:
    """A run-in heading without stars."""
    return " ".join(text.replace("*", "").split())


def digest(block: Block) -> str:
    """What tells one draft of a block from another: the digest of its words."""
    return digest_of(words_of(block))


def digest_of(words: str) -> str:
    """The digest of some words, white space at line ends and around left aside."""
    return hashlib.sha256(tidy(words).encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST]


def tidy(words: str) -> str:
    """Words without white space at the ends of lines or around all."""
    return "\n".join(line.rstrip() for line in words.replace("\r\n", "\n").strip().split("\n"))


def blocks_from(words: str, draft: Block | None = None) -> tuple[Block, ...]:
    """Edited words as blocks. Sentences that are just those of the draft keep what they rest on."""
    known = known_in(draft)
    parts = re.split(r"\n\s*\n", tidy(words))
    found = tuple(block_from(part, known) for part in parts if part.strip())
    if isinstance(draft, Note) and found and isinstance(found[0], Paragraph):
        return (Note(found[0].lead, found[0].sentences), *found[1:])
    return found


def known_in(block: Block | None) -> Mapping[str, Sentence]:
    """The sentences of a draft by their words."""
    return {} if block is None else {sentence_words(each): each for each in sentences_in(block)}


def block_from(part: str, known: Mapping[str, Sentence]) -> Block:
    """One block of edited words."""
    lines = part.split("\n")
    if all(line.startswith(">") for line in lines):
        return quote_from([line[1:].removeprefix(" ") for line in lines])
    first = next((place for place, line in enumerate(lines) if ITEM.match(line)), len(lines))
    if first < len(lines) and first <= 1:
        return list_from(lines[:first], lines[first:], known)
    lead = LEAD.match(part)
    rest = part[lead.end() :] if lead else part
    return Paragraph(tuple(sentences_from(rest, known)), lead["lead"].strip() if lead else "")


def list_from(above: list[str], lines: list[str], known: Mapping[str, Sentence]) -> ListBlock:
    """A list. A line that begins no item belongs to the item before it."""
    items: list[str] = []
    for line in lines:
        found = ITEM.match(line)
        if found:
            items.append(line[found.end() :])
        else:
            items[-1] += f"\n{line}"
    said = tuple(one(tuple(sentences_from(item, known))) for item in items)
    return ListBlock(said, unescaped(" ".join(above)), bool(ORDERED.match(lines[0])))


def one(sentences: tuple[Sentence, ...]) -> Sentence:
    """The sentences of an item as one."""
    if len(sentences) == 1:
        return sentences[0]
    text = " ".join(each.text for each in sentences)
    evidence = tuple(sorted({seq for each in sentences for seq in each.evidence}))
    notes = tuple(sorted({number for each in sentences for number in each.notes}))
    return Sentence(text, evidence, "edited", len(evidence), notes, evidence)


def quote_from(lines: list[str]) -> Quote:
    """Somebody's words with their source and what they stand in."""
    whole = "\n".join(lines)
    found = SOURCE.search(whole)
    source, text = (found["source"], whole[: found.start()]) if found else ("", whole)
    evidence, notes = numbers_in(whole)
    return Quote(
        unescaped(CITED.sub("", text)).strip(), unescaped(CITED.sub("", source)).strip(), evidence, notes
    )


def sentences_from(words: str, known: Mapping[str, Sentence]) -> Iterable[Sentence]:
    """The sentences of edited words. A citation belongs to the sentence before it."""
    for line in words.split("\n"):
        if line.strip() in known:
            yield known[line.strip()]
            continue
        pieces = CITES_AT_END.split(BEFORE_STOP.sub(r"\2\1", line))
        for text, cited in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
            yield from cited_from(text, cited, known)


def cited_from(text: str, cited: str, known: Mapping[str, Sentence]) -> Iterable[Sentence]:
    """The sentences before a group of citations, of which the last has them."""
    each = [part for part in STOP.split(" ".join(text.split())) if part]
    for place, part in enumerate(each):
        evidence, notes = numbers_in(cited) if place == len(each) - 1 else ((), ())
        written = part + cites(evidence, notes)
        if written in known:
            yield known[written]
        else:
            yield Sentence(unescaped(part), evidence, "edited", len(evidence), notes, evidence)


def numbers_in(words: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The numbers of events and of entries that some words cite, each once."""
    every = [name.strip() for group in CITED.findall(words) for name in group.split(",")]
    events = dict.fromkeys(int(name[1:]) for name in every if name[0] == "e")
    return tuple(events), tuple(dict.fromkeys(int(name[1:]) for name in every if name[0] == "n"))


def unescaped(text: str) -> str:
    """Words without the strokes that kept them from being read as markup."""
    return re.sub(r"\\(?=\[[en]\d)", "", re.sub(r"^\\", "", text)).strip()


def section_words(section: Section) -> str:
    """All words of a section and its parts, for a digest of the whole."""
    own = "\n\n".join(words_of(block) for block in section.blocks)
    return "\n\n".join([section.title, own, *(section_words(part) for part in section.parts)])
