"""How the forms of themes write evidence and other lists: a line each, in words that people can type and read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from shirehall.errors import UsageError
from shirehall.study.measures import every_measure
from shirehall.study.themes.evidence import SORTS, Evidence, Sources
from shirehall.study.themes.theme import Quotation

WRITER = "whoever writes the study"
AS = "write lines such as: event 12, note 5, answer 7, or measure contacts-by-body."


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence as a page shows it: its name, where it opens (nowhere for a county figure), what it says, whether it stands."""

    name: str
    href: str
    says: str
    stands: bool


def lines_in(words: str) -> tuple[str, ...]:
    """The lines of some words that are not blank."""
    return tuple(line for each in words.splitlines() if (line := each.strip()))


def evidence_in(words: str) -> tuple[Evidence, ...]:
    """Evidence as people write it, a piece a line. Raises UsageError that names the first line which is none."""
    return tuple(piece_in(line) for line in lines_in(words))


def piece_in(line: str) -> Evidence:
    """One piece: `event 12`, `note 5 and what it shows`, or `measure name filter=value`."""
    sort, _, rest = line.partition(" ")
    if sort.casefold() == "measure" and rest.strip():
        return Evidence("measure", 0, rest.strip())
    number, _, words = rest.strip().partition(" ")
    number = number.rstrip(":,.;")
    if sort.casefold() not in SORTS or not (number.isascii() and number.isdigit() and len(number) < 10):
        raise UsageError(f"{line[:60]!r} names no evidence.", mend=AS, who=WRITER)
    return Evidence(sort.casefold(), int(number), words.strip())


def evidence_lines(pieces: Iterable[Evidence]) -> str:
    """Evidence as a form shows it, a piece a line."""
    return "\n".join(
        f"measure {each.words}"
        if each.sort == "measure"
        else f"{each.sort} {each.number} {each.words}".strip()
        for each in pieces
    )


def quotes_in(words: str) -> tuple[Quotation, ...]:
    """Quotations as people write them: the entry, then its words. Raises UsageError for a line without either."""
    found = []
    for piece in evidence_in(words):
        if not piece.words or piece.sort == "measure":
            raise UsageError(
                f"the line of {piece.sort} {piece.number or ''} quotes no words.".replace(" .", "."),
                mend="write the entry, then its words: note 5 We cannot wait.",
                who=WRITER,
            )
        found.append(Quotation(piece.sort, piece.number, piece.words.strip('“”"')))
    return tuple(found)


def quote_lines(quotes: Iterable[Quotation]) -> str:
    """Quotations as a form shows them."""
    return "\n".join(f"{each.sort} {each.number} {each.words}" for each in quotes)


def shown(ground: Sources, pieces: Iterable[Evidence]) -> list[Shown]:
    """Evidence as a page shows it, each piece with where it opens."""
    return [
        Shown(
            f"measure {each.measure}" if each.sort == "measure" else f"{each.sort} {each.number}",
            opens(each), told(ground, each), ground.stands(each),
        )
        for each in pieces
    ]  # fmt: skip


def told(ground: Sources, piece: Evidence) -> str:
    """What a piece says, where that adds to its name."""
    if piece.sort == "measure":
        return piece.words.partition(" ")[2]
    return ground.says(piece) if ground.stands(piece) else ""


def opens(piece: Evidence) -> str:
    """The page on which a piece can be read; empty for a figure of the county, which no page shows by itself."""
    if piece.sort == "event":
        return f"/study/event/{piece.number}"
    if piece.sort != "measure":
        return f"/study/entry/{piece.number}"
    return measure_page(piece.words)


def measure_page(words: str) -> str:
    """The page of a measure with its filters; empty when the study has no measure of that name."""
    name, *rest = words.split() or [""]
    if name not in every_measure():
        return ""
    keep = [("keep", each) for each in rest if "=" in each]
    return f"/study/measures/{name}" + (f"?{urlencode(keep)}" if keep else "")


def numbered(data: dict[str, str], names: tuple[str, ...], most: int = 30) -> list[tuple[str, ...]]:
    """The rows of a form whose fields are numbered from 1, such as `text-1`; rows in which nothing stands are left out."""
    rows = [tuple(data.get(f"{name}-{n}", "") for name in names) for n in range(1, most + 1)]
    return [row for row in rows if any(row)]


def as_numbered(rows: Iterable[Iterable[object]], names: tuple[str, ...]) -> dict[str, str]:
    """Rows as the numbered fields of a form."""
    return {
        f"{name}-{n}": "" if cell in (None, 0) else str(cell)
        for n, row in enumerate(rows, start=1)
        for name, cell in zip(names, row, strict=True)
    }
