"""A day with people in three seats, taken from its record to a report in three forms; each form is opened again by a reader not ours."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import docx
import krippendorff as by_others
import numpy as np
import pytest
from lxml import etree
from lxml import html as lxml_html

from shirehall.paper.annex import ANNEX, parted
from shirehall.paper.edits import blocks_told
from shirehall.paper.html import print_html
from shirehall.paper.pdf import pdf_source, print_pdf
from shirehall.paper.reader import Reader
from shirehall.paper.report import build, draft, printed_again
from shirehall.paper.tree import (
    Document,
    Figure,
    Paragraph,
    Table,
    blocks_of,
    notes_cited_by,
    sections_of,
    sentences_of,
)
from shirehall.paper.versions import versions_kept, words_digest
from shirehall.paper.word.printer import print_docx
from shirehall.study.codes.codebook import book_of
from shirehall.study.codes.codings import codings_of
from shirehall.study.codes.raters import agreement, pairs
from shirehall.study.codes.units import UnitId
from shirehall.study.measures import compute
from shirehall.study.study import Study
from shirehall.study.themes import read_themes
from shirehall.study.timeline_edit import edited
from shirehall.study.validation import validation
from tests.paper.printed import read, solid, tags, text_of
from tests.study import people_day as day

pytestmark = pytest.mark.timeout(300)  # a report drawn in three forms
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@cache
def study() -> Study:
    return day.all_the_way().study


@cache
def report() -> Document:
    return build(study().telling, study().entries)


@cache
def page() -> str:
    return print_html(report())


@cache
def tree() -> Any:
    return lxml_html.fromstring(page())


@cache
def word() -> bytes:
    return print_docx(report())


@cache
def pdf() -> bytes:
    return print_pdf(report())


@cache
def annex() -> str:
    """What the annex is set from; that a PDF of it holds what it should is shown in `test_printers.py`."""
    return pdf_source(report(), part=ANNEX)


@cache
def pdf_text() -> str:
    return text_of(pdf())


# ---- the day as it was kept ---------------------------------------------------------------------------------


def test_people_sat_in_three_seats_and_scripts_in_the_others() -> None:
    by = {
        e.origin: {o.seat for o in day.telling().events if o.origin == e.origin and o.seat}
        for e in day.telling().events
    }
    assert by["person"] >= {day.CHAIR, day.CHIEF, day.VOICE}
    assert len(by["script"]) > 20 and not by["script"] & {day.CHAIR, day.CHIEF, day.VOICE}
    lived = [e.body["of_month"] for e in day.telling().events if e.kind == "month-lived"]
    assert lived == [1, 2, 3, 4, 5, 6]


def test_what_people_wrote_in_their_browsers_is_in_the_notebook_by_whose_words_it_is() -> None:
    kinds = Counter((e.kind, e.origin) for e in day.entries())
    assert kinds["note", "observer"] == 10 and len({e.author for e in day.entries() if e.kind == "note"}) == 2
    answers = [e for e in day.entries() if e.kind == "answer"]
    assert {e.author for e in answers if e.origin == "player"} == {day.CHAIR, day.CHIEF, day.VOICE}
    assert {"observer", "moderator"} <= {e.origin for e in answers}
    assert any(e.body["feelings"] for e in answers) and any(e.body["scale"] for e in answers)


# ---- coders -------------------------------------------------------------------------------------------------


def rated(sort: Any) -> dict[str, dict[UnitId, frozenset[str]]]:
    """What each coder said of each note or event, read from the entries alone."""
    found: dict[str, dict[UnitId, frozenset[str]]] = {}
    merged = {"overlooked": "not-invited"}
    name = "codes" if sort == "code" else "topics"
    for entry in study().entries:
        body = entry.body
        if entry.kind == "note" and sort == "code" and body["codes"]:
            unit, given = ("note", entry.number), body["codes"]
        elif entry.kind == "coding" and (body[name] or sort in body["nothing"]):
            unit, given = ("note", body["note"]) if body["note"] else ("event", body["event"]), body[name]
        elif entry.kind == "note" and sort == "topic" and body["topics"]:
            unit, given = ("note", entry.number), body["topics"]
        else:
            continue
        before = found.setdefault(entry.author, {}).get(unit, frozenset())  # type: ignore[arg-type]
        found[entry.author][unit] = before | {merged.get(c, c) for c in given}  # type: ignore[index]
    return found


@pytest.mark.parametrize("sort", ["code", "topic"])
def test_agreement_of_the_coders_is_what_another_program_works_out(sort: Any) -> None:
    given = rated(sort)
    found = agreement(study(), sort)
    assert found.by_code and found.overall.value is not None
    units = sorted({unit for each in given.values() for unit in each})
    for name, alpha in found.by_code.items():
        rows = [[float(name in each[u]) if u in each else np.nan for u in units] for each in given.values()]
        kept = np.array(rows)
        if alpha.value is None:
            assert len(set(kept[:, (~np.isnan(kept)).sum(axis=0) > 1].ravel().tolist()) - {np.nan}) <= 2
            continue
        theirs = by_others.alpha(kept, level_of_measurement="nominal")
        assert alpha.value == pytest.approx(theirs, abs=1e-4), name
    assert any(found.by_code[name].value not in (None, 1.0) for name in found.by_code)
    assert any(each.coders == (day.ONE, day.TWO) and each.value is not None for each in pairs(study(), sort))


def test_the_codebook_was_changed_and_what_was_coded_before_follows_it() -> None:
    book = book_of(study())
    assert book.codes["two-accounts"].offered and not book.codes["overlooked"].offered
    assert {m for each in codings_of(study()).marked for m in each.marks} == {
        "'overlooked' was merged into 'not-invited'"
    }
    told = {row["code"] for row in compute("coding-agreement", study(), {}).dicts()}
    assert {"two-accounts", "not-invited"} <= told and "overlooked" not in told


# ---- what was made of it ------------------------------------------------------------------------------------


def test_themes_answers_the_meeting_and_edits_stand_as_they_were_written() -> None:
    themes = read_themes(study())
    assert [each.theme.id for each in themes.standing] == ["leave-first", "two-accounts", "patients-late"]
    assert len(themes.points_of("leave-first")) == 2
    meeting = validation(study())
    (december,) = meeting.meetings
    results = {r.theme: r for r in meeting.results(december)}
    assert [m.words for m in results["two-accounts"].dissent] == [
        "We said until Christmas in the room, before anybody wrote."
    ]
    assert meeting.days_after(december) == 28
    (change,) = meeting.changes()
    assert change.additive and change.decided is not None
    lines = edited(study())
    assert len(lines.put_aside) == 1 and lines.line("carer") is not None


def test_the_version_that_was_given_out_is_printed_again_word_by_word() -> None:
    (version,) = versions_kept(study())
    again = printed_again(Reader(study().telling, study().entries), version)
    assert words_digest(again) == version.digest


# ---- three forms, one report --------------------------------------------------------------------------------


def titles() -> list[str]:
    return [s.title for s in report().sections]


class Outline(HTMLParser):
    """The headings of a page, by the standard library's own reader."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: list[tuple[int, str]] = []
        self._open = 0
        self._words = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if re.fullmatch(r"h[1-6]", tag):
            self._open, self._words = int(tag[1]), ""

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == f"h{self._open}":
            self.heads.append((self._open, " ".join(self._words.split())))
            self._open = 0

    def handle_data(self, data: str) -> None:
        self._words += data if self._open else ""


def test_every_section_is_there_in_the_same_order_in_all_three_forms() -> None:
    reader = Outline()
    reader.feed(page())
    levels = [level for level, _ in reader.heads]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))
    in_html = [words for level, words in reader.heads if level == 2]
    in_word = [p.text for p in docx.Document(io.BytesIO(word())).paragraphs if p.style.name == "Heading 1"]
    in_pdf = [str(item.title) for item in read(pdf()).outline if not isinstance(item, list)]
    for found in (in_html, in_word, in_pdf):
        assert [words for words in found if words in titles()] == titles()
    everything = {s.title for s in sections_of(report())}
    assert everything <= {words for _, words in reader.heads}
    assert {"edits", "versions", "found", "validation", "panel", "views"} <= {s.id for s in report().sections}


def test_every_picture_says_in_words_what_it_shows_in_all_three_forms() -> None:
    figures = [b for b in blocks_of(report()) if isinstance(b, Figure)]
    drawn = tree().xpath("//*[local-name()='svg'][@role='img']") or tree().xpath(
        "//figure//*[local-name()='svg']"
    )
    assert len(drawn) >= len(figures) > 5
    told = {" ".join("".join(e.itertext()).split()) for e in tree().iter() if isinstance(e.tag, str)}
    for figure in figures:
        assert any(
            figure.alt in " ".join(each.attrib.values())
            for each in tree().iter()
            if isinstance(each.tag, str)
        ) or any(figure.alt in words for words in told), figure.title
    with zipfile.ZipFile(io.BytesIO(word())) as whole:
        body = etree.fromstring(whole.read("word/document.xml"))
    assert Counter(p.get("descr") for p in body.iter(f"{WP}docPr")) >= Counter(f.alt for f in figures)
    in_pdf = [str(node["/Alt"]) for name, node in tags(pdf()) if name == "/Figure" and "/Alt" in node]
    assert Counter(in_pdf) >= Counter(f.alt for f in figures)


def test_every_table_has_its_caption_in_all_three_forms() -> None:
    tables = [b for b in blocks_of(report()) if isinstance(b, Table)]
    captions = {" ".join(t.caption.split()) for t in tables}
    in_html = {" ".join("".join(c.itertext()).split()) for c in tree().iter("caption")}
    in_word = {p.text for p in docx.Document(io.BytesIO(word())).paragraphs if p.style.name == "Caption"}
    assert sum(name == "/Table" for name, _ in tags(pdf())) >= 20
    told, closed = parted(report())
    in_report = {" ".join(b.caption.split()) for b in told if isinstance(b, Table)}
    in_annex = {" ".join(b.caption.split()) for b in closed if isinstance(b, Table)}
    assert captions == in_report | in_annex
    in_pdf = solid(pdf_text())
    for caption in sorted(captions):
        assert any(caption in each for each in in_html), caption
        assert any(caption in " ".join(each.split()) for each in in_word), caption
        assert caption not in in_report or solid(caption) in in_pdf, caption
        assert caption not in in_annex or f". {caption}" in annex(), caption


def test_every_citation_leads_to_evidence_that_is_there_in_all_three_forms() -> None:
    ids = set(tree().xpath("//@id"))
    links = [link[1:] for link in tree().xpath("//a/@href") if link.startswith("#")]
    assert len(links) > 300 and set(links) <= ids
    assert {f"e{seq}" for seq in report().events} <= ids
    with zipfile.ZipFile(io.BytesIO(word())) as whole:
        body = etree.fromstring(whole.read("word/document.xml"))
    marks = {m.get(f"{W}name") for m in body.iter(f"{W}bookmarkStart")}
    anchors = {h.get(f"{W}anchor") for h in body.iter(f"{W}hyperlink")} - {None}
    assert anchors <= marks and {f"e{seq}" for seq in report().events} <= marks
    assert {f"b{number}" for number in report().notes} <= marks
    reader = read(pdf())
    jumps = [a.get_object() for p in reader.pages for a in p.get("/Annots", [])]
    assert sum("/Dest" in a or a.get("/A", {}).get("/S") == "/GoTo" for a in jumps) > 300
    shown = set(range(1, len(study().telling.events) + 1))
    flat = solid(pdf_text())
    told = {seq for seq in shown if solid(f"{seq} {when_of(seq)}.") in flat}
    assert len(told & set(report().events)) > 300
    assert all(f'"Event {seq}."' in annex() for seq in report().events)
    last = len(study().telling.events)
    assert all(1 <= seq <= last for seq in report().events)
    assert all(study().entry(number) is not None for number in notes_cited_by(report()))


def when_of(seq: int) -> str:
    """When an event was, as the report says it."""
    return report().events[seq].when if seq in report().events else "never"


def test_a_block_that_people_reworded_reads_so_in_all_three_forms_and_its_draft_is_gone() -> None:
    for name, words in three().items():
        flat = solid(words)
        assert solid(day.HELD) in flat, name
        assert solid("this place is kept for their own words") not in flat, name
        assert solid("Edited by observer coder.one") in flat and solid("The board's own words.") in flat, name
    shown = next(
        b
        for b in blocks_told(draft(day.telling(), study().entries), study().entries)
        if b.state == "reworded"
    )
    assert shown.shown == day.HELD and not shown.changed


def three() -> dict[str, str]:
    """The words of each form, as its own reader gives them."""
    words = docx.Document(io.BytesIO(word()))
    with zipfile.ZipFile(io.BytesIO(word())) as whole:
        parts = "\n".join(
            "".join(etree.fromstring(whole.read(n)).itertext())
            for n in whole.namelist()
            if n.endswith(".xml")
        )
    assert len(words.paragraphs) > 300
    return {"html": " ".join(tree().text_content().split()), "docx": parts, "pdf": pdf_text()}


def test_scripted_seats_are_shown_as_scripted_and_peoples_as_peoples() -> None:
    scripted = {c.played_by for c in report().events.values()}
    assert {"played by a person", "played by a script"} <= scripted
    for name, words in three().items():
        assert "played by a script" in words and "played by a person" in words, name
        assert "by scripts" in " ".join(words.split()), name
    people = {e.seq for e in study().telling.events if e.origin == "person"}
    assert {seq for seq, card in report().events.items() if card.played_by == "played by a person"} <= people


def test_the_names_that_people_typed_at_the_door_are_nowhere() -> None:
    held = {
        **three(),
        "raw html": page(),
        "docx names": str(zipfile.ZipFile(io.BytesIO(word())).namelist()),
        "pdf about": str(read(pdf()).metadata),
    }
    held["record"] = str(study().telling.events)
    held["notebook"] = str(study().entries)
    for what, words in held.items():
        assert not [name for name in day.NAMES if re.search(rf"\b{name}\b", words)], what


def test_who_sees_it_otherwise_is_kept_in_all_three_forms() -> None:
    for name, words in three().items():
        flat = solid(words)
        for voice in (
            "We said until Christmas in the room, before anybody wrote.",
            "There was one account, and the chair misheard it.",
        ):
            assert solid(voice) in flat, (name, voice)


def test_it_suggests_and_never_promises() -> None:
    given = {s.text for s in sentences_of(report()) if s.basis == "given"}
    own = [s for s in sentences_of(report()) if s.text not in given and s.basis != "edited"]
    said = [re.sub(r"“[^”]*”|‘[^’]*’", "", s.text) for s in own]
    ours = [text for text in said if re.search(r"\b(will|shall) (?!not be shown)", text.lower())]
    assert ours == []
    assert sum(" might " in text for text in said) >= 5
    for name, words in three().items():
        assert "not a forecast" in " ".join(words.split()) and " might " in words, name


def part_words(name: str) -> str:
    """All sentences of a section of the report."""
    section = next(s for s in sections_of(report()) if s.id == name)
    return "\n".join(s.text for s in sentences_of(Document("", "", "", (section,))))


def test_the_summary_begins_with_what_people_made_of_the_day() -> None:
    first = next(
        b for b in next(s for s in report().sections if s.id == "summary").blocks if isinstance(b, Paragraph)
    )
    assert first.lead == "What people made of it."
    assert [s.text.split(".")[0] for s in first.sentences] == [
        "The consortium asked the national board for leave before it spoke to its neighbours",
        "Consortium and hospital gave two accounts of how long their risk share holds",
        "A patient was spoken of first when the patients' own body wrote about a carer",
    ]
    assert ["disputes" in s.text for s in first.sentences] == [False, True, False]
    assert all(s.notes for s in first.sentences)


def test_who_was_asked_and_who_dissents_is_told_as_it_is() -> None:
    whose = part_words("stance")
    assert (
        "three players answered the feedback form and one meeting with those who took part tested it" in whose
    )
    apart = part_words("differing")
    assert "nobody has been asked" not in apart and "Two voices dissented." in apart
    assert "The observer's account: the hospital agreed to try it until Christmas." in apart
    assert "observers noted such accounts once" in part_words("summary")


def test_no_month_is_told_that_was_not_lived() -> None:
    lanes = next(
        b for b in blocks_of(report()) if isinstance(b, Figure) and b.title.startswith("Notable events")
    )
    assert len(lanes.table.columns) == 5
    assert "this play went to November 2013" in part_words("context")
    assert not re.search(
        r"over the year|ended the year", " ".join(s.text for s in sentences_of(report()) if s.claims)
    )
