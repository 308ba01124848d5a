"""The Typst printer: every text comes out as itself, and every PDF can be read aloud, searched and printed anywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shirehall.errors import ShirehallError, UsageError
from shirehall.paper.draw import visible
from shirehall.paper.print.look import SIZES, Look
from shirehall.paper.print.markdown import section_of
from shirehall.paper.print.press import pdf_of, pictures_of
from shirehall.paper.print.typst import Manner, literal, print_typst, sheet_source
from shirehall.paper.report import build
from shirehall.paper.tree import (
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
from tests.paper.played import PAYLOAD, told
from tests.paper.printed import POINTS_A_MILLIMETRE, fonts, letters, read, solid, tags, text_of

HOSTILE = (
    '#import "@preview/x:1.0.0": * #panic("no")',
    '#{ while true {} } $ sum_(i=0)^n x $ \\ \\u{41} \\" \\n',
    '"); #read("/etc/passwd"); #("',
    '*strong* _emph_ `raw` ```typ #eval("1")``` = heading\n== two\n- item\n+ item\n/ term: means',
    "<label> @label [content] {code} // comment /* comment */ https://example.org ~ -- --- ... ' \"",
    "a & b < c > d %percent ^caret |pipe| £5 −3 €7 ½ é ŵ",
    PAYLOAD,
)
SHOWN = Table("", (Column("one"),), (Row(("x",)),))
SPEC = {
    "mark": "bar",
    "data": {"values": [{"a": "#x", "b": 1}]},
    "encoding": {"x": {"field": "a"}, "y": {"field": "b", "type": "quantitative"}},
}


def whole(text: str) -> Document:
    """A document with one text in every place that holds one."""
    say = (Sentence(text),)
    blocks = (
        Paragraph(say, text),
        Quote(text, text),
        Table(text, (Column(text, text), Column(text)), (Row((text, text)),), text),
        Table(text, tuple(Column(text) for _ in range(9)), (Row((text,) * 9),), text),
        Figure(text, text, text, text, SPEC, SHOWN),
        Note(text, say),
        ListBlock(say, text),
        ListBlock(say, ordered=True),
        Terms(((text, text),)),
        Fold(text, (Paragraph(say),)),
    )
    return Document(
        text, text, text, (Section("a", text, blocks, (Section("b", text),)),), about=((text, text),)
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_as_itself_wherever_it_stands(text: str) -> None:
    pdf = pdf_of(print_typst(whole(text), manner=Manner(numbers=True)))
    came = solid(text_of(pdf))
    assert came.count(solid(visible(text))) >= 30
    assert " ".join(str(read(pdf).metadata.title).split()) == " ".join(visible(text).split())


@settings(max_examples=25)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60))
def test_any_text_of_a_keyboard_comes_out_as_itself(text: str) -> None:
    document = Document("t", "", "", (Section("s", "s", (Paragraph((Sentence(text),)),)),))
    assert solid(text) in solid(text_of(pdf_of(print_typst(document))))


def test_a_literal_holds_nothing_that_ends_it() -> None:
    assert literal('a"b\\c\nd\te') == '"a\\"b\\\\c\\nd e"'
    assert literal("in\u202evisible\u0000") == '"invisible"'
    assert literal("Welsh w\u0302") == '"Welsh \u0175"'


def test_what_our_letters_cannot_show_is_told_by_its_name() -> None:
    document = Document(
        "Signs 🙂", "", "", (Section("s", "漢", (Paragraph((Sentence("Ωmega, Жук, 🙂."),)),)),)
    )
    came = text_of(pdf_of(print_typst(document)))
    assert "Ωmega, Жук, [slightly smiling face]." in came
    assert "[cjk unified ideograph-6f22]" in came


def test_source_that_is_wrong_is_refused_in_our_words() -> None:
    with pytest.raises(ShirehallError, match="Typst refuses"):
        pdf_of("#nonsense()")
    with pytest.raises(ShirehallError, match="Typst refuses"):
        pdf_of('#image("/etc/passwd")')


def test_it_fetches_no_package() -> None:
    with pytest.raises(ShirehallError, match="Typst refuses"):
        pictures_of('#import "@preview/cetz:0.3.0": *')


def test_without_the_typesetter_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(UsageError, match=r"shirehall\[report\]"):
        pdf_of("x")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("large", [False, True])
def test_a_pdf_is_tagged_titled_in_english_of_its_size_with_its_letters(size: str, large: bool) -> None:
    look = Look(next(each for each in SIZES if each == size), large)
    pdf = pdf_of(print_typst(whole("Plain words"), look, Manner(contents=2)))
    found = read(pdf)
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value and root["/Lang"] == "en-GB"
    assert found.metadata.title == "Plain words" and root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert "pdfuaid:part" in found.xmp_metadata.stream.get_data().decode()
    for page in found.pages:
        assert float(page.mediabox.width) == pytest.approx(look.width * POINTS_A_MILLIMETRE, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(look.height * POINTS_A_MILLIMETRE, abs=0.1)
    assert fonts(pdf) and all(fonts(pdf).values())
    assert all("AtkinsonHyperlegibleNext" in name for name in fonts(pdf))
    written = [points for points, _ in letters(pdf)]
    assert len(written) > 20 and min(written) >= (17.99 if large else 7.99)


def test_the_tags_say_what_everything_is() -> None:
    pdf = pdf_of(print_typst(whole("Words"), manner=Manner(numbers=True)))
    found = list(tags(pdf))
    names = [name for name, _ in found]
    assert names.index("/Title") < names.index("/H1") < names.index("/H2")
    for wanted in ("/P", "/BlockQuote", "/Table", "/TH", "/TD", "/L", "/LI", "/Figure"):
        assert wanted in names, wanted
    assert all(tag.get("/Alt") for name, tag in found if name == "/Figure")


def test_the_same_source_gives_the_same_bytes() -> None:
    source = print_typst(whole("Words"))
    assert pdf_of(source) == pdf_of(source)


def test_a_whole_report_can_be_printed_with_its_events() -> None:
    document = build(told())
    document = replace(document, sections=document.sections[:3])
    pdf = pdf_of(print_typst(document, manner=Manner(contents=1)))
    came = solid(text_of(pdf))
    assert all(solid(visible(section.title)) in came for section in document.sections)
    links = [a.get_object() for page in read(pdf).pages for a in page.get("/Annots", [])]
    assert len(links) > 50 and "Theeventscited" in came
    plain = pdf_of(print_typst(document, manner=Manner(evidence=False)))
    assert "Theeventscited" not in solid(text_of(plain)) and len(read(plain).pages) < len(read(pdf).pages)


MARKDOWN = """\
First words, **strong** and *slanted* and `code`, [a figure](fact:x.y) and [a page](https://example.org/a).
<script>alert(1)</script> <b>bold</b> ![a picture](https://example.org/p.png) &amp; \\*stars\\*

#### Deep heading

1. one
   - inner
2. two

> said by nobody

| left | right |
|---|--:|
| a | 1 |

```
line one
# line two
```

## Shallower heading

<div onclick="x()">block</div>
"""


def test_markdown_becomes_the_tree_and_html_in_it_is_words() -> None:
    section = section_of(MARKDOWN, "T", "t")
    first = section.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.sentences[0].text == (
        "First words, strong and slanted and code, a figure and a page (https://example.org/a). "
        "<script>alert(1)</script> <b>bold</b> a picture & *stars*"
    )
    assert [part.title for part in section.parts] == ["Deep heading", "Shallower heading"]
    listed, quote, table, *code = section.parts[0].blocks
    assert isinstance(listed, ListBlock) and listed.ordered
    assert [each.text for each in listed.items] == ["one", "– inner", "two"]
    assert isinstance(quote, Quote) and quote.text == "said by nobody"
    assert isinstance(table, Table) and [c.numeric for c in table.columns] == [False, True]
    assert table.rows[0].cells == ("a", "1") and len(code) == 2
    came = text_of(pdf_of(print_typst(Document("d", "", "", (section,)))))
    assert "<script>alert(1)</script>" in came and '<div onclick="x()">block</div>' in came
    bold = [
        name for name in fonts(pdf_of(print_typst(Document("d", "", "", (section,))))) if "Italic" in name
    ]
    assert bold


def test_a_table_too_wide_for_the_page_is_told_row_by_row() -> None:
    columns = tuple(Column(f"Heading{n}", "£m", numeric=True) for n in range(5))
    table = Table("", columns, (Row(tuple(f"{n},000" for n in range(5))),))
    document = Document("d", "", "", (Section("s", "s", (table,)),))
    wide, narrow = (pdf_of(print_typst(document, Look(*size))) for size in (("a4", False), ("a6", True)))
    assert "/Table" in [name for name, _ in tags(wide)]
    assert "/Table" not in [name for name, _ in tags(narrow)]
    assert "Heading3 (£m): 3,000" in text_of(narrow)


def test_a_sheet_can_do_without_a_footer() -> None:
    body = '#("words")'
    assert "Page 1 of 1" in text_of(pdf_of(sheet_source("t", Look(), body)))
    assert "Page 1 of 1" not in text_of(pdf_of(sheet_source("t", Look(), body, footer=False)))
