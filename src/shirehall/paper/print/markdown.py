"""A briefing's Markdown as sections of the document tree. HTML in it is words like any other; no picture and no link is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from shirehall.paper.print.words import Marked, Run, Stress, given, marked
from shirehall.paper.tree import Block, Column, ListBlock, Paragraph, Quote, Row, Section, Table

ON_PAPER = ("http://", "https://", "mailto:")
"""Links whose address a reader of paper needs; those to facts of the pack are not for readers."""
STRESSES: dict[str, Stress] = {"strong": "strong", "em": "emph", "code_inline": "code"}


@dataclass(slots=True)
class Part:
    """A section in the making."""

    title: str
    depth: int
    blocks: list[Block] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


def section_of(text: str, title: str, name: str) -> Section:
    """A Markdown text under a title. Its headings, of whatever level, become parts nested without gaps.

    `name` is the section's id; its parts get it with their place.
    """
    root = SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).enable("table").parse(text))
    top = Part(title, 0)
    path = [top]
    for node in root.children:
        if node.type == "heading":
            depth = int(node.tag[1:])
            while path[-1].depth >= depth:
                path.pop()
            part = Part(plain(node), depth)
            path[-1].parts.append(part)
            path.append(part)
        else:
            path[-1].blocks.extend(blocks_of(node))
    return finished(top, name)


def finished(part: Part, name: str) -> Section:
    """A section as the tree holds it."""
    parts = tuple(finished(each, f"{name}-{place}") for place, each in enumerate(part.parts, 1))
    return Section(name, part.title, tuple(part.blocks), parts)


def blocks_of(node: SyntaxTreeNode) -> list[Block]:
    """What a block of Markdown becomes."""
    if node.type == "paragraph":
        return [Paragraph((sentence_of(node),))]
    if node.type in ("bullet_list", "ordered_list"):
        return [ListBlock(tuple(items_of(node)), ordered=node.type == "ordered_list")]
    if node.type == "table":
        return [table_of(node)]
    if node.type == "blockquote":
        return [Quote(" ".join(plain(each) for each in node.children), "")]
    if node.type in ("fence", "code_block", "html_block"):
        return [
            Paragraph((marked([Run(line, "code")]),)) for line in node.content.splitlines() if line.strip()
        ]
    return []


def items_of(node: SyntaxTreeNode, depth: int = 0) -> list[Marked]:
    """The items of a list; those of a list inside it follow their own, each after a dash for every step."""
    items = []
    for item in node.children:
        runs: list[Run] = [Run("– " * depth)]
        inner: list[Marked] = []
        for child in item.children:
            if child.type in ("bullet_list", "ordered_list"):
                inner += items_of(child, depth + 1)
            else:
                runs += [*([Run(" ")] if len(runs) > 1 else []), *runs_of(child)]
        items += [marked(runs), *inner]
    return items


def table_of(node: SyntaxTreeNode) -> Table:
    """A table: columns set to the right in Markdown hold figures."""
    lines = [line for part in node.children for line in part.children]
    heads = [
        Column(plain(cell), numeric="right" in str(cell.attrs.get("style", ""))) for cell in lines[0].children
    ]
    rows = [Row(tuple(plain(cell) for cell in line.children)) for line in lines[1:]]
    return Table("", tuple(heads), tuple(rows))


def sentence_of(node: SyntaxTreeNode) -> Marked:
    """The words of a block with their emphasis."""
    return marked(list(runs_of(node)))


def plain(node: SyntaxTreeNode) -> str:
    """The words of a block without emphasis, on one line."""
    return given("".join(run.text for run in runs_of(node))).text


def runs_of(node: SyntaxTreeNode, stress: Stress = "") -> Sequence[Run]:
    """The words in a node, each with its emphasis; the outermost emphasis stands."""
    if node.type in ("softbreak", "hardbreak"):
        return [Run(" ", stress)]
    if node.type == "image":
        return [Run(node.content, stress)]
    if not node.children:
        return [Run(node.content, stress or STRESSES.get(node.type, ""))]
    own = stress or STRESSES.get(node.type, "")
    runs = [run for child in node.children for run in runs_of(child, own)]
    address = str(node.attrs.get("href", "")) if node.type == "link" else ""
    if address.startswith(ON_PAPER) and address != "".join(run.text for run in runs):
        runs.append(Run(f" ({address})", own))
    return runs
