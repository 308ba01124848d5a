"""Papers that were given: Markdown drawn with nothing live in it: no HTML of its own, no pictures, no links out."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

DEEPEST = 6


def papers() -> MarkdownIt:
    """The reader of papers: tables, lists and headings; what looks like HTML stays words."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.disable(["html_inline", "html_block", "autolink", "image"], ignoreInvalid=True)
    return made


@lru_cache(maxsize=256)
def drawn(text: str, level: int = 1) -> Markup:
    """A paper as HTML. Its headings stand below `level`; links are left as their words, for nothing leads out of the play."""
    reader = papers()
    tokens = reader.parse(text)
    kept = [shifted(token, level) for token in tokens]
    return Markup(reader.renderer.render(kept, reader.options, {}))


def shifted(token: Token, level: int) -> Token:
    """A token with its heading pushed down, its links taken out, and the classes of the pages put on."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = (
            f"h{min(int(token.tag[1:]) + level - 1 if level > 1 else max(int(token.tag[1:]), 2), DEEPEST)}"
        )
    if token.type == "table_open":
        token.attrSet("class", "nhsuk-table")
    if token.attrs and "style" in token.attrs:
        align = str(token.attrs.pop("style"))
        if "right" in align:
            token.attrSet("class", "sh-nums")
    if token.children:
        token.children = [shifted(child, level) for child in token.children if not is_link(child)]
    return token


def is_link(token: Token) -> bool:
    """Whether a token begins or ends a link."""
    return token.type in ("link_open", "link_close")


def words(value: Any) -> str:
    """A paper's text, whatever the event's body holds."""
    return str(value or "")
