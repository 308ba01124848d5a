"""The report in Word and PDF, read back by readers that are not ours: headings in order, alternative text, links that lead somewhere."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import docx
import pytest
from lxml import etree

from shirehall.errors import UsageError
from shirehall.paper.annex import ANNEX, REPORT, goes_apart, parted
from shirehall.paper.html import print_html
from shirehall.paper.pdf import ReportPrinter, pdf_source, print_pdf
from shirehall.paper.report import build, write_report
from shirehall.paper.tree import (
    CitedNote,
    Document,
    Edited,
    Fold,
    ListBlock,
    Paragraph,
    Quote,
    Remark,
    Row,
    Section,
    Sentence,
    Table,
    blocks_of,
    cited_by,
    sections_of,
)
from shirehall.paper.word.printer import print_docx
from shirehall.paper.writing import FORMS, form_of
from shirehall.study.study import Study
from tests.paper.drawings import drawn_anew
from tests.paper.played import told
from tests.paper.printed import fonts, read, solid, tags, text_of
from tests.paper.test_html import hostile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


KEPT = (
    "stance",
    "summary",
    "introduction",
    "happened",
    "themes",
    "county",
    "ledgers",
    "conclusions",
    "references",
)


@cache
def report() -> Document:
    """The report of a day, with the chapters that hold every sort of block; the whole of one is printed in `test_all_the_way.py`."""
    whole = build(told())
    chosen = replace(whole, sections=tuple(s for s in whole.sections if s.id in KEPT))
    return replace(chosen, events={seq: whole.events[seq] for seq in cited_by(chosen)})


def noted(document: Document) -> Document:
    """A document with a note cited, a remark on its first section and a block that somebody edited."""
    note = CitedNote(
        7, "Observer's note", "June 2013; written 4 June 2013", "observer 3", "They did not look up."
    )
    said = Paragraph((Sentence("Two of them left.", notes=(7,)), Sentence("Nine stayed.", basis="edited")))
    rows = Table("Who left", document_columns(), (Row(("One", "x"), notes=(7,)),))
    edited = Edited(
        (said, Quote("They did not look up.", "an observer", notes=(7,)), rows),
        "Edited by observer 3.",
        (said,),
    )
    first = replace(document.sections[0], blocks=(edited, *document.sections[0].blocks))
    remark = Remark("A chair", "2013-07-09T10:00:00Z", "Disputed: we did look up.")
    return replace(
        document,
        sections=(first, *document.sections[1:]),
        notes={7: note},
        remarks={first.id: (remark,)},
        dated="2013-07-10T12:00:00Z",
    )


def document_columns() -> tuple[Any, ...]:
    from shirehall.paper.tree import Column

    return (Column("Who"), Column("What"))


@cache
def word() -> bytes:
    return print_docx(noted(report()))


@cache
def pdf() -> bytes:
    return print_pdf(noted(report()))


def part(name: str, data: bytes | None = None) -> Any:
    with zipfile.ZipFile(io.BytesIO(data or word())) as whole:
        return etree.fromstring(whole.read(name))


def opened(data: bytes | None = None) -> Any:
    return docx.Document(io.BytesIO(data or word()))


# ---- Word ---------------------------------------------------------------------------------------------------


def test_headings_of_a_word_report_are_real_and_come_in_order() -> None:
    names = [p.style.name for p in opened().paragraphs]
    levels = [int(name[-1]) for name in names if name.startswith("Heading ")]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))
    assert levels.count(1) >= len(report().sections) and names[0] == "Title"
    titles = [p.text for p in opened().paragraphs if p.style.name == "Heading 1"]
    assert titles[: len(report().sections)] == [s.title for s in report().sections]


def test_every_picture_of_a_word_report_has_alternative_text_and_a_caption() -> None:
    body = part("word/document.xml")
    pictures = list(body.iter(f"{WP}docPr"))
    assert len(pictures) >= 8 and all(p.get("descr", "").endswith(".") for p in pictures)
    captions = [
        "".join(t.text or "" for t in p._p.iter(f"{W}t"))
        for p in opened().paragraphs
        if p.style.name == "Caption"
    ]
    drawn = [c for c in captions if re.match(r"Figure \d+\. ", c)]
    assert [int(c.split()[1].rstrip(".")) for c in drawn] == list(range(1, len(pictures) + 1))


def test_every_table_of_a_word_report_has_a_caption_a_description_and_headings_that_repeat() -> None:
    body = part("word/document.xml")
    found = list(body.iter(f"{W}tbl"))
    assert len(found) > 20
    for table in found:
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val")
        assert table.find(f"{W}tblPr/{W}tblDescription").get(f"{W}val")
        before = table.getprevious()
        assert before.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Caption"
        wide = sum(int(c.get(f"{W}w")) for c in table.find(f"{W}tblGrid"))
        assert abs(wide - 9071) < 40


def test_every_link_of_a_word_report_leads_to_a_bookmark_and_each_claim_has_one() -> None:
    body = part("word/document.xml")
    marks = [m.get(f"{W}name") for m in body.iter(f"{W}bookmarkStart")]
    links = [h.get(f"{W}anchor") for h in body.iter(f"{W}hyperlink")]
    assert len(marks) == len(set(marks)) and set(links) <= set(marks)
    assert len({m.get(f"{W}id") for m in body.iter(f"{W}bookmarkStart")}) == len(marks)
    numbered = [m for m in marks if re.fullmatch(r"n\d+", m)]
    assert numbered and {f"s{m[1:]}" for m in numbered} <= set(marks) and set(numbered) <= set(links)
    assert {"b7", *(f"e{seq}" for seq in report().events)} <= set(marks)


def test_a_word_report_has_a_contents_field_and_says_its_language_title_and_date() -> None:
    body = part("word/document.xml")
    assert any("TOC \\o" in (i.text or "") for i in body.iter(f"{W}instrText"))
    kinds = [f.get(f"{W}fldCharType") for f in body.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]
    about = opened().core_properties
    assert about.title == report().title and about.language == "en-GB" and about.author == "Shirehall"
    assert about.created.isoformat() == about.modified.isoformat() == "2013-07-10T12:00:00+00:00"
    styles = part("word/styles.xml")
    assert styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang").get(f"{W}val") == "en-GB"
    assert {lang.get(f"{W}val") for lang in styles.iter(f"{W}lang")} == {"en-GB"}


def test_what_was_said_against_a_section_is_a_comment_on_its_heading() -> None:
    comments = list(opened().comments)
    assert [(c.author, c.text) for c in comments] == [("A chair", "Disputed: we did look up.")]
    assert comments[0].timestamp.isoformat() == "2013-07-09T10:00:00+00:00"
    heading = next(p for p in opened().paragraphs if p.style.name == "Heading 1")
    assert heading._p.findall(f".//{W}commentReference") or heading._p.findall(f"{W}commentRangeStart")


def test_ordered_lists_of_a_word_report_begin_at_one_each() -> None:
    body = part("word/document.xml")
    numbers = [n.get(f"{W}val") for n in body.iter(f"{W}numId")]
    lists = [b for b in every_block(report()) if isinstance(b, ListBlock) and b.ordered]
    assert len(set(numbers)) == len(lists) > 1


def every_block(document: Document) -> list[Any]:
    from shirehall.paper.tree import blocks_of

    return list(blocks_of(document))


def test_the_same_report_gives_the_same_word_file_and_no_clock_is_read() -> None:
    with drawn_anew():
        assert print_docx(noted(report())) == word()
    with zipfile.ZipFile(io.BytesIO(word())) as whole:
        assert {info.date_time for info in whole.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_organisations_own_styles_are_used_and_its_words_are_not(tmp_path) -> None:
    own = docx.Document()
    own.add_paragraph("Our template's own words.")
    own.styles["Heading 1"].font.name = "Georgia"
    own.styles.add_style("Report note", 1).font.name = "Georgia"
    own.sections[0].header.paragraphs[0].text = "The Institute"
    own.save(tmp_path / "styles.docx")
    made = opened(print_docx(report(), tmp_path / "styles.docx"))
    assert made.styles["Heading 1"].font.name == "Georgia" == made.styles["Report note"].font.name
    assert made.sections[0].header.paragraphs[0].text == "The Institute"
    assert not any("template's own words" in p.text for p in made.paragraphs)
    assert made.paragraphs[0].text == report().title


def test_a_file_of_styles_that_is_no_word_file_is_refused(tmp_path) -> None:
    bad = tmp_path / "styles.docx"
    bad.write_text("not a zip")
    with pytest.raises(UsageError, match="cannot be read as a Word document"):
        print_docx(report(), bad)


def test_hostile_words_stay_words_in_word() -> None:
    made = opened(print_docx(hostile()))
    assert "<script>alert" in "\n".join(p.text for p in made.paragraphs)
    assert "\u202e" not in part("word/document.xml", print_docx(hostile())).xpath("string(.)")


# ---- PDF ----------------------------------------------------------------------------------------------------


def test_a_pdf_report_is_tagged_titled_in_a_stated_language_and_has_bookmarks() -> None:
    root = read(pdf()).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and str(root["/Lang"]).startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert str(read(pdf()).metadata.title) == report().title
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    titles = [str(item.title) for item in read(pdf()).outline if not isinstance(item, list)]
    assert [s.title for s in report().sections] == titles[: len(report().sections)]
    assert all(held for held in fonts(pdf()).values())


def test_a_pdf_report_tags_headings_tables_and_figures_with_alternative_text() -> None:
    found = list(tags(pdf()))
    names = [name for name, _ in found]
    levels = [int(name[2:]) for name in names if re.fullmatch(r"/H\d", name)]
    assert levels and all(b - a <= 1 for a, b in pairwise(levels))
    assert names.count("/Table") > 6 and "/TH" in names and "/Caption" in names
    figures = [node for name, node in found if name == "/Figure" and "/Alt" in node]
    assert len(figures) >= 8 and all(str(node["/Alt"]).endswith(".") for node in figures)


def test_citations_of_a_pdf_report_lead_into_the_appendix_of_evidence() -> None:
    reader = read(pdf())
    links = [a.get_object() for page in reader.pages for a in page.get("/Annots", [])]
    inner = [a for a in links if "/Dest" in a or a.get("/A", {}).get("/S") == "/GoTo"]
    assert len(inner) > 300 and not [a for a in links if a.get("/A", {}).get("/S") == "/URI"]
    text = solid(text_of(pdf()))
    printer = ReportPrinter(noted(report()), *arguments())
    printer.body()
    assert solid(f"[{len(printer.notes)}]") in text
    assert solid("Note 7. Observer's note. observer 3") in text and solid("They did not look up.") in text
    assert len(printer.shows) > 50
    for seq in sorted(printer.shows):
        assert solid(f"{seq} {report().events[seq].when}.") in text


@cache
def ledgers() -> Document:
    """The summary and the ledgers alone: some of what they hold is told, and most is long."""
    chosen = tuple(s for s in report().sections if s.id in ("summary", "ledgers"))
    return replace(noted(report()), sections=chosen, remarks={})


def test_what_a_page_keeps_closed_stands_in_the_annex_under_the_same_headings_and_numbers() -> None:
    document = ledgers()
    told, closed = parted(document)
    here, apart = (text_of(print_pdf(document, part=each)) for each in (REPORT, ANNEX))
    long = [b.caption for b in closed if isinstance(b, Table)]
    short = [b.caption for b in told if isinstance(b, Table)]
    assert len(long) >= 3 and len(short) >= 3
    numbers = {
        b.caption: n for n, b in enumerate((b for b in blocks_of(document) if isinstance(b, Table)), 1)
    }
    for captions, text, other in ((long, apart, here), (short, here, apart)):
        for caption in captions:
            said = solid(f"Table {numbers[caption]}. {caption}")
            assert said in solid(text) and said not in solid(other), caption
    heads = {s.title for s in sections_of(document)}
    assert {title for title in heads if title in apart} < heads
    assert re.search(r"\d+ lines more: see the annex, under this heading", here)
    for seq in cited_by(document):
        assert solid(f"Event {seq}. {document.events[seq].when}.") in solid(apart), seq


def test_what_a_section_keeps_closed_stays_where_it_is_when_it_is_short() -> None:
    def one(many: int) -> Section:
        rows = tuple(Row((f"line {n}", "x")) for n in range(many))
        return Section("s", "Some", (Fold("Closed", (Table("Few", document_columns(), rows),)),))

    assert goes_apart(one(12)) == 0 and goes_apart(one(13)) == 13


def test_a_caption_stands_on_the_page_of_its_table() -> None:
    row = Row(("A row that is tall: " + "and taller " * 300, "x"))
    for filling in range(30, 46, 3):
        lines = tuple(Paragraph((Sentence(f"Line {n}."),)) for n in range(filling))
        table = Table("Opportunities beside risks", document_columns(), (row, row))
        document = Document("Some", "", "", (Section("s", "Some", (*lines, table)),))
        pages = [page.extract_text() for page in read(print_pdf(document)).pages]
        (captioned,) = [n for n, words in enumerate(pages) if "Opportunities beside" in words]
        assert min(n for n, words in enumerate(pages) if "A row that is" in words) == captioned


def arguments() -> tuple[Any, Any]:
    from shirehall.paper.pdf import ReportLook
    from shirehall.paper.print.typst import Manner

    return ReportLook(), Manner()


def test_the_same_report_gives_the_same_pdf() -> None:
    small = replace(noted(report()), sections=noted(report()).sections[:2])
    assert print_pdf(small) == print_pdf(small)


def test_hostile_words_stay_words_in_a_pdf_report() -> None:
    assert solid("<script>alert('x')</script>") in solid(text_of(print_pdf(hostile())))


# ---- all three ----------------------------------------------------------------------------------------------


def test_sentences_have_the_same_numbers_in_all_three_forms() -> None:
    document = noted(report())
    page = print_html(document)
    html = [re.sub(r"<[^>]+>", "", t) for t in re.findall(r'<span id="s\d+">(.*?)</span>', page)]
    body = part("word/document.xml")
    starts = [m for m in body.iter(f"{W}bookmarkStart") if re.fullmatch(r"s\d+", m.get(f"{W}name"))]
    in_word = ["".join(m.getnext().itertext()) for m in starts]
    printer = ReportPrinter(document, *arguments())
    printer.body()
    in_pdf = [sentence.text for _, sentence in printer.notes]
    assert in_word == in_pdf and len(html) == len(in_pdf) > 100
    assert "[1]" in pdf_source(document)


def test_what_people_edited_and_what_cites_nothing_says_so_in_all_three_forms() -> None:
    words = "\n".join(p.text for p in opened().paragraphs)
    for form in (print_html(noted(report())), words, " ".join(text_of(pdf()).split())):
        assert "Edited by observer 3." in form
        assert "(no evidence is cited)" in form
        assert "draft has changed since this edit" in form


def test_a_file_is_written_in_the_form_that_its_name_tells_and_never_over_another(tmp_path) -> None:
    small = Study(told())
    for form in FORMS:
        assert form_of(tmp_path / f"x.{form}") == form
    write_report(small, tmp_path / "out" / "report.docx")
    assert opened((tmp_path / "out" / "report.docx").read_bytes()).paragraphs[0].text == report().title
    with pytest.raises(UsageError, match="nothing was overwritten"):
        write_report(small, tmp_path / "out" / "report.docx")
    with pytest.raises(UsageError, match="does not tell the form"):
        form_of(tmp_path / "report.odt")
    with pytest.raises(UsageError, match="html, docx, pdf"):
        form_of(tmp_path / "report.html", "odt")


def test_without_words_package_the_error_names_the_mend(monkeypatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UsageError, match=re.escape("pip install shirehall[report]")):
        print_docx(Document("t", "", "", (Section("a", "A", (Fold("f", ()),)),)))
