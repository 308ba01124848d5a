"""The printed page stands alone, reads in order, opens its evidence, and lets no text become markup."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from shirehall.errors import UsageError
from shirehall.paper.draw import svg
from shirehall.paper.html import print_html, safe
from shirehall.paper.report import build
from shirehall.paper.tree import (
    Cited,
    Column,
    Document,
    Figure,
    Fold,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Row,
    Section,
    Sentence,
    Table,
    Terms,
)
from tests.paper.played import PAYLOAD, day, told

VOID = {"meta", "br", "hr", "img", "input", "link"}
KNOWN = {
    "html", "head", "meta", "title", "style", "body", "a", "div", "p", "b", "header", "h1", "h2", "h3", "h4", "dl", "dt", "dd",
    "nav", "ol", "ul", "li", "main", "section", "span", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure",
    "figcaption", "details", "summary", "aside", "blockquote", "footer", "svg", "g", "path", "rect", "text", "line", "defs",
    "clippath", "symbol", "use", "tspan",
}  # fmt: skip


class Page(HTMLParser):
    """A page taken apart: its tags with their attributes, what is open, headings in order, ids and links."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.unclosed: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unclosed.append(tag)

    def all(self, name: str) -> list[str]:
        return [str(attrs[name]) for _, attrs in self.tags if name in attrs]


@pytest.fixture(scope="module")
def html() -> str:
    return print_html(build(told()))


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_the_page_is_whole_and_well_nested(html: str, page: Page) -> None:
    assert html.startswith('<!doctype html>\n<html lang="en-GB">')
    assert page.open == [] and page.unclosed == []
    assert {tag for tag, _ in page.tags} <= KNOWN


def test_nothing_is_fetched_and_nothing_can_run(html: str, page: Page) -> None:
    assert not re.search(
        r"<script|javascript:|<iframe|<link|<img|<object|<form|url\(|@import|https?://(?!www\.w3\.org/)",
        html,
        re.I,
    )
    names = {name for _, attrs in page.tags for name in attrs}
    assert not [name for name in names if name.startswith("on") or name in ("style", "src", "action")]
    assert all(link.startswith("#") for link in page.all("href"))
    policy = next(
        str(a["content"])
        for t, a in page.tags
        if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    css = html.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert "default-src 'none'" in policy and f"'sha256-{digest}'" in policy and "unsafe" not in policy


def test_headings_come_in_order_and_ids_are_used_once(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert [i for i, n in Counter(page.all("id")).items() if n > 1] == []


def test_every_link_of_the_page_leads_somewhere(page: Page) -> None:
    ids = set(page.all("id"))
    assert [link for link in page.all("href") if link[1:] not in ids] == []
    assert any(link.startswith("#n") for link in page.all("href")) and any(
        link.startswith("#e") for link in page.all("href")
    )


@pytest.mark.requirement("PUR-02")
def test_tables_have_captions_and_scopes_and_charts_have_labels(html: str, page: Page) -> None:
    assert html.count("<table>") == html.count("<caption>") > 10
    assert all(attrs.get("scope") in ("row", "col") for tag, attrs in page.tags if tag == "th")
    charts = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert len(charts) >= 8
    assert all(
        attrs.get("role") == "img" and str(attrs.get("aria-label", "")).endswith(".") for attrs in charts
    )
    assert html.count("Show the numbers:") == len(charts) == html.count("and is not a forecast.</p>")


def test_a_reader_can_skip_and_knows_what_this_is(html: str, page: Page) -> None:
    assert page.tags[[t for t, _ in page.tags].index("a")][1] == {"class": "skip", "href": "#main"}
    assert "a training simulation, not a real NHS service" in html
    assert "Frutiger" not in html


def test_a_page_of_a_whole_day_stays_below_three_megabytes(html: str) -> None:
    assert len(html.encode()) < 3_000_000


def test_hostile_words_in_the_play_stay_words() -> None:
    html = print_html(build(day(words=PAYLOAD, months=6).telling()))
    page = Page(html)
    assert page.open == [] and page.unclosed == []
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe"}
    assert "&lt;script&gt;alert" in html and "<script" not in html and "\u202e" not in html
    assert html.count("</style>") == 1


def hostile() -> Document:
    """A document in which every text is hostile."""
    x = PAYLOAD
    sentence = Sentence(x, (1,), "seen", 3)
    table = Table(x, (Column(x, x), Column(x, x, True)), (Row((x, x), (1,)),), x)
    spec = {"data": {"values": [{"a": x, "b": 1}]}, "mark": "bar",
            "encoding": {"x": {"field": "a", "type": "nominal", "title": x}, "y": {"field": "b", "type": "quantitative"}}}  # fmt: skip
    blocks = (
        Paragraph((sentence, Sentence(x, (), "assumed")), x), Quote(x, x, (1,)), table,
        Figure(x, f"{x}.", x, x, spec, table), Note(x, (sentence,)),
        ListBlock((sentence,), x, True), ListBlock((sentence,), x, direct=True), Terms(((x, x),)), Fold(x, (table,)),
    )  # fmt: skip
    cited = Cited(1, x, x, x, x, x, x)
    return Document(x, x, x, (Section("one", x, blocks),), {1: cited}, ((x, x),))


def test_hostile_words_in_every_place_of_a_document_stay_words() -> None:
    html = print_html(hostile())
    page = Page(html)
    assert page.open == [] and page.unclosed == []
    assert {tag for tag, _ in page.tags} <= KNOWN
    assert not {name for _, attrs in page.tags for name in attrs if name.startswith("on")}
    assert html.count("</style>") == 1 and "\u202e" not in html


def test_characters_that_hide_or_turn_text_are_dropped() -> None:
    assert safe("a\u202eb\x00c\u2066d\ufeff<") == "abcd&lt;"


def test_an_assumption_is_marked_in_words() -> None:
    assert ">(assumed)<" in print_html(hostile())


def test_without_the_drawing_package_the_error_names_the_mend(monkeypatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(UsageError, match=re.escape("pip install shirehall[report]")):
        svg({"mark": "bar"}, "A chart.")


def test_a_chart_carries_its_label_and_no_size_that_the_page_cannot_shrink() -> None:
    drawn = svg(
        {
            "data": {"values": [{"a": 1}]},
            "mark": "point",
            "encoding": {"x": {"field": "a", "type": "quantitative"}},
        },
        'A "chart".',
    )
    assert drawn.startswith('<svg role="img" aria-label="A &quot;chart&quot;." class="chart"')
    assert "viewBox" in drawn and "aria-roledescription" not in drawn
