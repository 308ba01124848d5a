"""The words of the report's blocks as a page shows them: leads in bold, tables as tables, and citations as links."""

from __future__ import annotations

import re
from dataclasses import dataclass

CITED = re.compile(r"(?<!\\)\[([en]\d+(?:\s*,\s*[en]\d+)*)\]")
LEAD = re.compile(r"\*\*([^*\n]+)\*\* ?")
RULE = re.compile(r"\|(?:\s*-+:?\s*\|)+")
ESCAPE = re.compile(r"\\(?=[-*>#|\\\[\d<—–])")
MOST = 8
"""How many citations of a line are links before the rest is only counted."""
OPENS = {"e": "/study/event/", "n": "/study/entry/"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block: its bold lead if it has one, its words, and (mark, page) of each citation; `more` are those left out."""

    lead: str
    words: str
    cites: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True, slots=True)
class Part:
    """Lines one under the other, or a table: its head, and its rows with their citations."""

    lines: tuple[Line, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, ...], Line], ...] = ()


def parts_of(words: str) -> tuple[Part, ...]:
    """A block's words, part by part."""
    found: list[Part] = []
    run: list[str] = []
    table = False
    for text in [*words.split("\n"), None]:
        is_row = text is not None and text.startswith("|")
        if run and (text is None or is_row != table):
            found.append(as_table(run) if table else Part(tuple(line_of(each) for each in run)))
            run = []
        table = is_row
        if text:
            run.append(text)
    return tuple(found)


def line_of(text: str) -> Line:
    """One line, its citations taken out of its words and put behind them."""
    marks = [mark.strip() for each in CITED.findall(text) for mark in each.split(",")]
    lead = LEAD.match(text)
    words = CITED.sub("", text[lead.end() :] if lead else text)
    words = ESCAPE.sub("", re.sub(r"\s+([.?!,;])", r"\1", re.sub(r" {2,}", " ", words))).strip()
    links = tuple((mark, OPENS[mark[0]] + mark[1:]) for mark in marks[:MOST])
    return Line(lead[1] if lead else "", words, links, max(0, len(marks) - MOST))


def as_table(run: list[str]) -> Part:
    """Rows between bars as a table."""
    rows = [(cells_of(text), line_of(text)) for text in run if not RULE.fullmatch(text)]
    return Part(head=rows[0][0] if rows else (), rows=tuple(rows[1:]))


def cells_of(text: str) -> tuple[str, ...]:
    """The cells of a row, whose citations stand behind its last bar."""
    return (
        tuple(cell.strip() for cell in text[1 : text.rindex("|")].split("|"))
        if text.count("|") > 1
        else (text[1:],)
    )
