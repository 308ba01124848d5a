"""The report as text files that people edit, one a section, and those files read back as edits. Nothing in them is dropped unsaid.

Each block stands under a comment with its key. Words that are changed become an edit; `put aside` or `as drafted` in the comment
does what it says; words under `<!-- add -->` are added after the block above them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shirehall.errors import Place, UsageError
from shirehall.paper.edits import BlockTold, Do, blocks_told, edit
from shirehall.paper.keys import slug
from shirehall.paper.markup import digest_of, tidy
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Document, Section
from shirehall.study.notebook.entry import Writing

COMMENT = re.compile(r"<!-- (?P<what>block|section|add)(?:: (?P<key>\S+?))?(?P<rest>;[^>]*)? -->\s*\Z")
DRAFT = re.compile(r"\bdraft ([0-9a-f]+)")
EDIT = re.compile(r"\bedit (\d+)")
ASIDE, BACK = "put aside", "as drafted"
FIXED = "figures of the record, not reworded"
GUIDE = "00-how-to-edit.md"
HOW = """# How to edit this report

Each file is one section. Each block stands under a comment that bears its key; leave the comments as they are.

- Change the words of a block, one sentence a line. Keep `[e12]` (event 12) and `[n5]` (entry 5 of the notebook) behind the
  sentences that rest on them. A sentence that states figures and cites nothing is marked in the report.
- To leave a block out, write `; put aside` at the end of its comment, before the arrow. To have it back, take that away.
- To undo an edit, write `; as drafted` in the comment.
- To add words, write them under a line `<!-- add -->` after the block that they follow.
- Tables and charts hold figures of the record: they can be put aside, and words can be added after them.
- A quotation has to stand, word for word, in the event or entry that it cites.

Read the files back with `shirehall report RECORD --read FOLDER --by WHO`. Blocks stay in the order of the report, wherever
their words stand in the files.
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file under one comment. `what` is block, section or add; `line` counts from one."""

    what: str
    key: str
    rest: str
    words: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class TextsRead:
    """What files come to: the edits to keep, and what was not made of them, each with its place and why."""

    writings: tuple[Writing, ...]
    said: tuple[str, ...]


def texts(draft: Document, reader: Reader) -> Mapping[str, str]:
    """The files by their names: how to edit, then one a section, with the words of every block as they stand."""
    told: dict[str, list[BlockTold]] = {}
    for block in blocks_told(draft, reader.entries):
        told.setdefault(block.section, []).append(block)
    files = {GUIDE: HOW}
    for place, section in enumerate(draft.sections, 1):
        lines = list(section_lines(section, told, 1))
        files[f"{place:02}-{slug(section.title) or section.id}.md"] = "\n".join(lines).rstrip() + "\n"
    return files


def section_lines(section: Section, told: Mapping[str, list[BlockTold]], level: int) -> Iterator[str]:
    """A section's lines: its heading, its blocks, its parts."""
    yield from (f"<!-- section: {section.id} -->", heading(section.title, level), "")
    for block in told.get(section.id, ()):
        yield from (comment_on(block), shielded(printed(block)), "")
    for part in section.parts:
        yield from section_lines(part, told, level + 1)


def heading(title: str, level: int) -> str:
    """A heading's line."""
    return f"{'#' * min(level, 6)} {' '.join(title.split())}"


def comment_on(block: BlockTold) -> str:
    """The comment over a block: its key, the digest of its draft, the number of its edit, and whether it is put aside."""
    parts = [f"block: {block.key}"]
    parts += [f"draft {block.digest}"] if block.digest else []
    parts += [f"edit {block.standing}"] if block.standing else []
    parts += [ASIDE] if block.state == ASIDE else []
    parts += [FIXED] if not block.may_reword else []
    return f"<!-- {'; '.join(parts)} -->"


def printed(block: BlockTold) -> str:
    """A block's words as they stand in a file; the blocks within a fold follow it under comments of their own."""
    return f"Kept closed until it is opened: {block.name}" if block.sort == "fold" else block.shown


def shielded(words: str) -> str:
    """Words in which no line reads as a comment of ours."""
    return re.sub(r"^(?=\s*<!--)", " ", words, flags=re.MULTILINE)


def unshielded(words: str) -> str:
    """The words as they were before they were shielded."""
    return re.sub(r"^ (?=\s*<!--)", "", words, flags=re.MULTILINE)


def pieces_of(name: str, text: str) -> Iterator[Piece]:
    """The stretches of a file, each under its comment; what stands above the first is one without a key."""
    what, key, rest, begun = "", "", "", 1
    held: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        found = COMMENT.match(line)
        if found is None:
            held.append(line)
            continue
        yield Piece(what, key, rest, tidy("\n".join(held)), name, begun)
        what, key, rest, begun, held = found["what"], found["key"] or "", found["rest"] or "", number, []
    yield Piece(what, key, rest, tidy("\n".join(held)), name, begun)


def read_texts(
    files: Mapping[str, str], draft: Document, reader: Reader, *, by: str, origin: str = "observer"
) -> TextsRead:
    """What edited files come to: one edit a block that was changed, and in words whatever nothing was made of."""
    reading = Reading(reader, by, origin, {b.key: b for b in blocks_told(draft, reader.entries)})
    headings = {section.id: section.title for section in all_of(draft.sections)}
    for name in sorted(files):
        if name == GUIDE:
            continue
        above = ""
        for piece in pieces_of(name, files[name]):
            if piece.what == "section":
                reading.heading(piece, headings)
                above = piece.key
            elif piece.what == "block":
                reading.block(piece)
                above = piece.key
            elif piece.what == "add":
                reading.add(piece, above)
            elif piece.words:
                reading.tell(
                    piece, "these words stand under no comment; put them under `<!-- add -->` to add them."
                )
    reading.missing()
    return TextsRead(tuple(reading.writings), tuple(reading.said))


def all_of(sections: Iterable[Section]) -> Iterator[Section]:
    """Sections and their parts."""
    for section in sections:
        yield section
        yield from all_of(section.parts)


class Reading:
    """One reading of a folder: what it makes of each stretch, and what it has to say."""

    def __init__(self, reader: Reader, by: str, origin: str, known: Mapping[str, BlockTold]) -> None:
        self.reader, self.by, self.origin, self.known = reader, by, origin, known
        self.order = {key: place for place, key in enumerate(known)}
        self.seen: dict[str, Piece] = {}
        self.writings: list[Writing] = []
        self.said: list[str] = []

    def tell(self, piece: Piece, why: str) -> None:
        """Say what was not made of a stretch, and where it stands."""
        self.said.append(f"{piece.file}, line {piece.line}: {why}")

    def heading(self, piece: Piece, headings: Mapping[str, str]) -> None:
        """A section's heading, which is not edited here, and words under it that belong to no block."""
        lines = piece.words.split("\n")
        if piece.key not in headings:
            self.tell(piece, f"the report has no section {piece.key!r}; its heading was left aside.")
            return
        if " ".join(lines[0].lstrip("#").split()) != " ".join(headings[piece.key].split()):
            self.tell(
                piece, f"the heading of {piece.key} stays “{headings[piece.key]}”: headings are not edited."
            )
        if any(line.strip() for line in lines[1:]):
            self.tell(
                piece,
                "words stand between the heading and the first block; put them under `<!-- add -->` to add them.",
            )

    def block(self, piece: Piece) -> None:
        """A block: unchanged, reworded, put aside, or back as drafted."""
        block = self.known.get(piece.key)
        if block is None:
            self.tell(
                piece,
                f"the report has no block {piece.key!r} now; its words were left in the file and not read.",
            )
            return
        if piece.key in self.seen:
            first = self.seen[piece.key]
            self.tell(
                piece,
                f"{piece.key} stands in {first.file}, line {first.line}, already; the second was not read.",
            )
            return
        last = next(reversed(self.seen), "")
        if last and self.seen[last].file == piece.file and self.order[piece.key] < self.order[last]:
            self.tell(piece, f"{piece.key} was moved; its words are read, and its place stays as drafted.")
        self.seen[piece.key] = piece
        words = unshielded(piece.words)
        wants_aside, is_aside = ASIDE in piece.rest, block.state == ASIDE
        if BACK in piece.rest:
            if block.state in ("reworded", ASIDE):
                self.keep(piece, block, "restored")
        elif wants_aside and not is_aside:
            self.keep(piece, block, "put aside")
        elif untouched(piece, words, block):
            if is_aside and not wants_aside:
                self.keep(piece, block, "restored")
        elif not block.may_reword:
            self.tell(piece, f"{piece.key} holds figures of the record; what was changed in it was not read.")
        elif not words.strip():
            self.tell(
                piece,
                f"{piece.key} has no words left; it stays. To leave it out, write `; put aside` in its comment.",
            )
        elif not is_aside or not wants_aside:
            self.keep(piece, block, "reworded", words)
        else:
            self.tell(
                piece,
                f"{piece.key} is put aside; its new words were not read. Take `put aside` away to have it back.",
            )

    def add(self, piece: Piece, above: str) -> None:
        """Words to be added after the block or the heading above them."""
        if not piece.words:
            self.tell(piece, "nothing stands under `<!-- add -->`.")
            return
        block = self.known.get(above)
        if block is None:
            first = next((b for b in self.known.values() if b.section == above), None)
            if first is None:
                self.tell(piece, "the words stand after no block that the report has; they were not read.")
                return
            block = BlockTold(above, "section", above, first.title, "", "", "", "as drafted", 0, False, True)
        self.keep(piece, block, "added", unshielded(piece.words))

    def keep(self, piece: Piece, block: BlockTold, do: Do, words: str = "") -> None:
        """Make an edit of a stretch, or say why it cannot be one. The same stretch read twice makes one edit."""
        upon, drafted = EDIT.search(piece.rest), DRAFT.search(piece.rest)
        seen = int(upon[1]) if upon else 0
        # What an added block stands on is its words alone, so that the same file read again adds nothing.
        standing = 0 if do == "added" else block.standing
        key = f"text-{digest_of(f'{block.key}|{do}|{standing}|{words}')}"
        try:
            made = edit(
                block, do, words, by=self.by, key=key, reader=self.reader, origin=self.origin, upon=seen,
                drafted=drafted[1] if drafted else None,
            )  # fmt: skip
        except UsageError as error:
            self.tell(piece, str(error))
            return
        if do == "added" and made.body["block"] in self.known:
            self.tell(piece, "these words were added before; they were not added again.")
            return
        self.writings.append(made)

    def missing(self) -> None:
        """Say which blocks stand in no file, when any file was read at all."""
        gone = [key for key in self.known if key not in self.seen]
        whole = {self.known[key].section for key in gone} - {self.known[key].section for key in self.seen}
        for section in dict.fromkeys(self.known[key].section for key in gone):
            keys = [key for key in gone if self.known[key].section == section]
            title = self.known[keys[0]].title
            if section in whole:
                self.said.append(f"The section {section} (“{title}”) stands in no file; it stays as it is.")
            else:
                self.said += [
                    f"{key} stands in no file; it stays. To leave it out, write `; put aside` in its comment."
                    for key in keys
                ]


def untouched(piece: Piece, words: str, block: BlockTold) -> bool:
    """Whether a block's words are those that the file was written with: of an edit, or of a draft."""
    if words == tidy(printed(block)):
        return True
    drafted, upon = DRAFT.search(piece.rest), EDIT.search(piece.rest)
    if drafted and not upon and block.sort != "fold" and digest_of(words) == drafted[1]:
        return True
    if upon:
        before = next((e for e in block.wordings if e.number == int(upon[1])), None)
        return before is not None and tidy(str(before.body.get("words", ""))) == words
    return False


def write_texts(draft: Document, reader: Reader, folder: Path) -> tuple[Path, ...]:
    """Write the files into a folder that holds none yet. Raises UsageError when it holds something, or cannot be written."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            "there is something of that name already; nothing was overwritten.",
            where=Place(str(folder)),
            mend="name a new folder.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for name, text in texts(draft, reader).items():
            path = folder / name
            path.write_text(text, encoding="utf-8", newline="\n")
            written.append(path)
    except OSError as error:
        raise UsageError(
            f"the texts cannot be written: {error.strerror}.",
            where=Place(str(folder)),
            mend="name a folder that can be written to.",
        ) from None
    return tuple(written)


def read_folder(folder: Path) -> Mapping[str, str]:
    """The Markdown files of a folder by name. Raises UsageError when there are none, or one is no text in UTF-8."""
    paths = sorted(folder.glob("*.md")) if folder.is_dir() else []
    if not paths:
        raise UsageError(
            "there is no Markdown file to read.",
            where=Place(str(folder)),
            mend="name the folder that `--text` wrote.",
        )
    found = {}
    for path in paths:
        try:
            found[path.name] = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as fault:
            raise UsageError(
                f"the file cannot be read as text: {fault}.", where=Place(str(path)), mend="save it as UTF-8."
            ) from None
    return found
