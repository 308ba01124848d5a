"""The report's sections that rest on the notebook: themes with learning points, conclusions, validation, panel, literature, limits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shirehall.errors import UsageError
from shirehall.paper import bids, conclusions, found, limitations, literature, panel, validated, views
from shirehall.paper.html import print_html
from shirehall.paper.reader import Reader
from shirehall.paper.report import build
from shirehall.paper.tree import (
    CLAIMS,
    Document,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Section,
    Table,
    blocks_of,
    notes_cited_by,
    sections_of,
    sentences_of,
)
from shirehall.play.fields import Minutes, Pence, Percent
from shirehall.play.moves.awarding import Award, Evaluate
from shirehall.play.moves.tendering import BidInTender, PutToTender
from shirehall.study.notebook.kinds import KINDS
from shirehall.study.study import Study
from shirehall.study.themes import Evidence, put_aside, read_themes
from tests.paper.played import HandPlayed, bigshire, told
from tests.study.themed import TWO, Book, opened, themed, whole
from tests.study.themed import validated as validated_book


def reader(study: Study) -> Reader:
    return Reader(study.telling, study.entries)


def document(*sections: Section) -> Document:
    return Document("", "", "", sections)


def tables(section: Section) -> list[Table]:
    return [block for block in blocks_of(document(section)) if isinstance(block, Table)]


def table(section: Section, caption: str) -> Table:
    return next(each for each in tables(section) if each.caption.startswith(caption))


def said(section: Section) -> str:
    """All the words of a section."""
    lines = [s.text for s in sentences_of(document(section))]
    lines += [cell for each in tables(section) for row in each.rows for cell in row.cells]
    lines += [b.text for b in blocks_of(document(section)) if isinstance(b, Quote)]
    return "\n".join(lines)


def part(section: Section, name: str) -> Section:
    return next(each for each in sections_of(document(section)) if each.id == name)


def many_words(section: Section) -> int:
    return len(said(section).split())


@pytest.mark.requirement("ANA-04")
def test_the_reports_sections_are_the_themes_each_with_its_evidence() -> None:
    study = whole()
    section = found.section(reader(study))
    titles = {w.theme.title: w for w in read_themes(study).standing}
    parts = [
        each
        for each in sections_of(document(section))
        if each.id.startswith("found-") and each.title in titles
    ]
    assert {each.title for each in parts} == set(titles)
    for each in parts:
        first = next(sentences_of(document(each)))
        assert first.text.startswith(titles[each.title].theme.statement[:30]) and (
            first.evidence or first.notes
        )
    asked = part(section, "found-looks-up")
    rows = table(asked, "What speaks for it").rows
    assert [row.cells[0] for row in rows] == ["Event", "Observer's note", "Observer's note", "Feedback"]
    assert [(bool(row.evidence), row.notes) for row in rows] == [
        (True, ()),
        (False, (1,)),
        (False, (2,)),
        (False, (5,)),
    ]


@pytest.mark.requirement("LRN-01", "LRN-02")
def test_each_subject_states_issues_then_what_needs_to_be_done_and_by_whom_apart_from_the_story() -> None:
    section = found.section(reader(whole()))
    boxes = [
        b
        for b in blocks_of(document(part(section, "found-looks-up")))
        if isinstance(b, Note) and b.title.startswith("Learning")
    ]
    assert [box.title for box in boxes] == [
        "Learning points: issues",
        "Learning points: what needs to be done",
    ]
    assert "Owner: Saltmere" in boxes[0].sentences[0].text and boxes[0].sentences[0].notes
    assert boxes[1].sentences[0].text.startswith("For the ministry: say in one page")
    (row,) = table(part(section, "subject-commissioners"), "What needs to be done").rows
    assert row.cells == (
        "The ministry", "Say in one page what a consortium may settle alone.", "The Board", "rules",
        "Write the page with two consortia in the room.", "Raised by players in feedback",
    )  # fmt: skip
    assert "No learning point has been drawn from it yet." in said(part(section, "found-own-way"))


@pytest.mark.requirement("LRN-03")
def test_quotations_stand_by_leave_and_without_a_name_or_a_seat() -> None:
    study = whole()
    section = found.section(reader(study))
    quotes = [b for b in blocks_of(document(section)) if isinstance(b, Quote)]
    assert [(q.text, q.source, q.notes) for q in quotes] == [
        ("We had better ask first.", "Somebody of a commissioner, quoted by leave", (1,))
    ]
    words = said(section)
    assert "There is no other hospital" not in words
    assert not any(seat in words for seat in study.telling.world.seats)


def test_words_given_without_leave_are_not_repeated_as_evidence() -> None:
    book = validated_book()
    read = [Evidence("note", 3), Evidence("answer", 5), Evidence("mark", 19), Evidence("mark", 17)]
    book.theme(id="said", supports=tuple(read), without="")
    words = said(part(found.section(reader(book.study)), "found-said"))
    assert "The trust named a figure." in words and "There is no other hospital" not in words
    assert "we waited for it" in words and "The board never said so." in words
    assert "It was given without leave to be quoted." in words and "Who paid for it?" not in words


@pytest.mark.requirement("ANA-10", "ANA-07", "LIM-06")
def test_rivals_contradictions_dissent_and_what_may_be_owed_to_the_design_are_shown() -> None:
    section = found.section(reader(whole()))
    rivals = table(section, "Rival explanations of “Looking up”")
    assert [row.cells[2] for row in rivals.rows] == [
        "Share started (from kind national-board)", "Share started (from kind commissioner)",
    ]  # fmt: skip
    assert "73%: 8 of 11 acts began an exchange" in rivals.rows[1].cells[3] and rivals.rows[1].evidence
    assert "contradict one another" in said(part(section, "found-contradictions"))
    one = part(section, "found-looks-up")
    assert any(isinstance(b, Note) and b.title == "It may be owed to the design" for b in one.blocks)
    assert "The board was merely polite." in said(one) and "One went to the regulator instead." in said(one)


@pytest.mark.requirement("LIM-05")
def test_strength_and_the_spread_of_runs_are_said_beside_a_theme() -> None:
    section = found.section(reader(whole()))
    assert "Explicit: several sources" in said(part(section, "found-looks-up"))
    assert "It held in 31 of 40 runs of the ensemble ensemble-one" in said(part(section, "found-own-way"))
    assert "firm conclusion" in said(conclusions.section(reader(whole())))
    assert "The report tells one play." in said(limitations.section(reader(whole())))


@pytest.mark.requirement("LIM-07", "FBK-05")
def test_what_was_raised_only_afterwards_stands_apart_and_every_recommendation_says_where_it_was_raised() -> (
    None
):
    section = found.section(reader(whole()))
    later = part(section, "found-later")
    assert [each.title for each in later.parts] == ["Care homes", "What needs to be done"]
    assert "Care homes" not in [
        p.title for s in section.parts if s.id.startswith("subject-") for p in s.parts
    ]
    origins = [
        row.cells[-1]
        for each in tables(section)
        if each.caption.startswith("What needs to be done")
        for row in each.rows
    ]
    assert origins == ["Raised by players in feedback", "Raised by a panel of people who did not play"]
    points = [s.text for s in sentences_of(document(section)) if "(Owner: " in s.text]
    assert len(points) == 3 and all(
        any(word in p for word in ("seen in play", "in feedback", "did not play")) for p in points
    )


@pytest.mark.requirement("FBK-04", "FBK-05")
def test_the_panel_is_a_voice_of_its_own_with_next_steps() -> None:
    section = panel.section(reader(whole()))
    words = said(section)
    assert "did not play" in words and "hospital chief and finance director" in words
    (steps,) = [b for b in blocks_of(document(section)) if isinstance(b, ListBlock)]
    assert [s.text for s in steps.items] == ["Support for care homes (raised by the panel)."]
    assert "in charge" not in words
    silent = panel.section(reader(themed().study))
    assert said(silent) == panel.NONE


@pytest.mark.requirement("PUR-09")
def test_questions_of_the_charter_belong_to_rounds_and_every_theme_speaks_to_one_of_them() -> None:
    patch = bigshire()
    rounds = [patch.round, patch.round.model_copy(update={"id": "r2", "title": "Round two"})]
    first, second = patch.charter.questions[:2]
    asked = [
        first.model_copy(
            update={"id": "q-scale", "text": "What can be done at scale with means available today?"}
        ),
        second.model_copy(
            update={
                "id": "q-help",
                "text": "Which alterations in policy, reward or data would help?",
                "round": "r2",
            }
        ),
    ]
    two = replace(
        patch,
        head=patch.head.model_copy(update={"rounds": rounds}),
        charter=patch.charter.model_copy(update={"questions": asked}),
    )
    book = Book(telling=replace(told(), patch=two))
    book.note(bodies=["saltmere"])
    one = (Evidence("note", 1),)
    book.theme(question="q-scale", supports=one)
    book.theme(id="data", title="Data", question="q-help", supports=one)
    with pytest.raises(UsageError, match="question of the charter"):
        book.theme(id="lost", question="", supports=one)
    rows = table(found.section(reader(book.study)), "Which theme speaks").rows
    assert [row.cells for row in rows] == [
        ("What can be done at scale with means available today?", rounds[0].title, "Looking up"),
        ("Which alterations in policy, reward or data would help?", "Round two", "Data"),
    ]
    cited = [name for q in patch.charter.questions for name in q.findings]
    assert {f.id for f in patch.findings} == set(cited) and {q.round for q in patch.charter.questions} == {
        patch.round.id
    }


@pytest.mark.requirement("PUR-13")
def test_learning_outweighs_the_story_and_each_stage_of_the_debriefing_has_its_own_place() -> None:
    study = whole()
    report = build(study.telling, study.entries)
    sections = {section.id: section for section in report.sections}
    learning = (
        "themes",
        "found",
        "conclusions",
        "charter",
        "reactions",
        "validation",
        "panel",
        "literature",
        "limitations",
    )
    narrative = ("happened", "timeline")
    order = [section.id for section in report.sections]
    assert set(learning) | set(narrative) <= set(order)
    assert order.index("found") < order.index("validation") < order.index("panel") < order.index("timeline")
    assert sum(many_words(sections[name]) for name in learning) > sum(
        many_words(sections[name]) for name in narrative
    )
    assert sum(len(sections[name].parts) for name in learning) > sum(
        len(sections[name].parts) for name in narrative
    )
    stages = {
        "answer",
        "coding",
        "theme",
        "learning-point",
        "validation",
        "validation-mark",
        "validation-decision",
        "panel-talk",
    }
    assert stages <= set(KINDS)


@pytest.mark.requirement("ANA-08")
def test_barriers_are_a_short_list_with_links_beside_opportunities_and_risks() -> None:
    section = conclusions.section(reader(whole()))
    (barrier,) = next(
        b for b in part(section, "conclusions-barriers").blocks if isinstance(b, ListBlock)
    ).items
    assert barrier.text.startswith(
        "Nobody is sure who may decide: drawn from “Looking up” and “Their own way”"
    )
    assert barrier.evidence and barrier.notes
    beside = table(section, "Opportunities beside risks")
    assert len(beside.rows) == 4 and all(row.evidence for row in beside.rows)
    assert "None that a rule could find." not in beside.rows[0].cells


@pytest.mark.requirement("VAL-01", "VAL-03")
def test_attendance_by_role_is_reported_with_the_results_and_the_test_is_called_partial() -> None:
    section = validated.section(reader(whole()))
    meeting = part(section, "validated-july")
    assert meeting.title == "The meeting of 2 July 2013"
    assert [row.cells[:2] for row in table(meeting, "Attendance by role").rows][:3] == [
        ("GP", "6"),
        ("Manager", "1"),
        ("Lay person", "0"),
    ]
    assert any(isinstance(b, Note) and b.title == "This test is partial" for b in meeting.blocks)
    assert [row.cells for row in table(meeting, "What those who came made").rows] == [
        ("Looking up", "2", "1", "0", "0", "0"),
        ("Their own way", "0", "0", "0", "1", "1"),
    ]
    words = said(meeting)
    assert "“The board never said so.”" in words and "Who paid for it?" not in words


@pytest.mark.requirement("VAL-02")
def test_what_was_changed_stands_beside_what_stood_with_the_reason() -> None:
    section = part(validated.section(reader(whole())), "validated-changes")
    (row,) = table(section, "Texts before and after").rows
    assert (
        row.cells[1] in row.cells[2]
        and "[+ Those who met in July" in row.cells[2]
        and "[−" not in row.cells[2]
    )
    assert row.cells[3] == "They added why it was so." and len(row.notes) == 3
    assert "every sentence that stood still stands" in said(section)


@pytest.mark.requirement("REP-06")
def test_publications_are_cited_beside_the_themes() -> None:
    (row,) = tables(literature.section(reader(whole())))[0].rows
    assert row.cells == (
        "A white paper on commissioning (2010)",
        "Looking up",
        "Says otherwise",
        "https://example.org/paper",
    )
    assert "A white paper on commissioning (2010): says otherwise." in said(
        part(found.section(reader(whole())), "found-looks-up")
    )
    assert said(literature.section(reader(opened().study))) == literature.NONE


@pytest.mark.requirement("LIM-01", "LIM-02", "LIM-03")
def test_limitations_name_absent_parts_the_mix_of_skills_and_what_was_not_explored() -> None:
    section = limitations.section(reader(whole()))
    absent = said(part(section, "limits-absent"))
    assert all(left.who in absent for left in bigshire().seats.left_out)
    skills = said(part(section, "limits-skills"))
    assert "All 16 seats of commissioners were of one profession (GP)" in skills
    assert "It taught this of rules: nobody knew what they might settle alone." in skills
    rows = table(section, "What was explored").rows
    assert {row.cells[1] for row in rows} == {"explored", "touched", "not explored"}
    assert [row.cells[3] for row in rows].count("people") == 1


@pytest.mark.requirement("LIM-04", "LIM-08", "LIM-06")
def test_limitations_say_what_the_model_covers_in_part_and_what_the_design_makes_unlike_life() -> None:
    unlike = [
        "Groups of GPs are far larger here than in life.",
        "Groups of GPs carry talks with the public that purchasers normally shoulder.",
    ]
    charter = bigshire().charter.model_copy(update={"artefacts": unlike})
    day = replace(told(), patch=replace(bigshire(), charter=charter))
    section = limitations.section(Reader(day, themed().study.entries))
    money = next(
        row
        for row in table(section, "What the county model covers").rows
        if row.cells[0] == "Financial management"
    )
    assert money.cells[1] == "in part" and "tested only in part" in money.cells[3]
    listed = said(part(section, "limits-artefacts"))
    assert all(line in listed for line in unlike) and "“Looking up”: One day stands for a year" in listed


def leads(section: Section) -> list[str]:
    """The run-in headings of a section."""
    return [block.lead for block in section.blocks if isinstance(block, Paragraph)]


@pytest.mark.requirement("REP-05")
def test_the_digest_of_bids_has_partners_concept_contents_difference_and_the_purchasers_comment() -> None:
    played = HandPlayed(bigshire())

    def do(seat: str, ask: Any) -> int:
        tender = getattr(ask, "tender", None)
        if tender is not None:
            ask = replace(ask, tender=played.session._fold(seat).local(tender))
        return played.do(seat, ask)

    tender = do("saltmere.chair", PutToTender(
        title="Clinics", intention="Care nearer home", specification="Ten lists a week", criteria=("quality", "price"),
        weights=(Percent(60), Percent(40)), minutes=Minutes(5)))  # fmt: skip
    two = BidInTender(tender=tender, sum=Pence(90_000_00), completeness=Percent(80), covers=("quality",), together_with=("bct",),
                      text="Lists in two town halls.")  # fmt: skip
    alone = BidInTender(
        tender=tender,
        sum=Pence(70_000_00),
        completeness=Percent(40),
        covers=("price",),
        text="Lists at the hospital.",
    )
    first, second = do("bigment.chief", two), do("buft.chief", alone)
    played.at = 6
    do(
        "saltmere.chair",
        Evaluate(tender=tender, bidder="bigment", scores=(Percent(80), Percent(50)), text="Near, and dear."),
    )
    do("saltmere.chair", Award(tender=tender, bidder="bigment", text="Because it is near."))
    section = bids.bids(Reader(played.telling()))
    rows = table(section, "Bids for “Clinics”").rows
    assert [row.cells for row in rows] == [
        ("BIGMENT and BCT", "£90,000", "80", "in time", "65", "awarded"),
        ("BUFT", "£70,000", "40", "in time", "–", "not awarded"),
    ]
    assert first in rows[0].evidence and second in rows[1].evidence
    joint, other = section.parts[0].parts
    assert leads(joint) == leads(other) == [
        "Partners.", "Concept.", "What it holds.", "What sets it apart.", "What the purchaser said.",
    ]  # fmt: skip
    words, few = said(joint), said(other)
    assert "BIGMENT and BCT bid together; BIGMENT led." in words and "BUFT bid alone." in few
    assert (
        "Lists in two town halls." in words
        and "It asks for £90,000, was 80% finished" in words
        and "covers quality" in words
    )
    assert (
        "The dearest, the most finished, alone in covering quality and the widest partnership, of two bodies."
        in words
    )
    assert "“Near, and dear.”" in words and "It scored, out of a hundred, quality 80 and price 50." in words
    assert (
        "The cheapest, the least finished and alone in covering price." in few
        and "Nothing was said of it." in few
    )
    assert "It was awarded to BIGMENT and BCT, with these words: “Because it is near.”" in said(section)
    assert said(bids.bids(Reader(told()))) == bids.NONE


@pytest.mark.requirement("PUR-14")
def test_the_views_canvassed_before_the_design_are_shown_with_their_spread_and_where_they_come_from() -> None:
    section = views.section(Reader(told()))
    shown = tables(section)
    assert len(shown) == len(bigshire().views) >= 3
    assert all(len({row.cells[1] for row in each.rows}) > 1 for each in shown)
    assert all(": " in row.cells[2] for each in shown for row in each.rows)
    none = replace(told(), patch=replace(bigshire(), views=()))
    assert said(views.section(Reader(none))) == views.NONE


def test_sections_without_material_say_that_it_is_missing_and_why() -> None:
    bare = Reader(told())
    for section, words in (
        (found.section(bare), found.NOTHING),
        (validated.section(bare), validated.UNTESTED),
        (panel.section(bare), panel.NONE),
        (literature.section(bare), literature.NONE),
    ):
        assert said(section) == words and len(list(blocks_of(document(section)))) == 1
    assert conclusions.NO_BARRIER in said(conclusions.section(bare))


def test_every_claim_of_these_sections_cites_an_event_or_an_entry_and_both_are_there() -> None:
    study = whole()
    one = reader(study)
    whole_document = document(
        *(m.section(one) for m in (found, conclusions, validated, panel, literature, limitations, views)),
        bids.bids(one),
    )
    assert not [
        s.text for s in sentences_of(whole_document) if s.basis in CLAIMS and not (s.evidence or s.notes)
    ]
    assert set(notes_cited_by(whole_document)) <= {entry.number for entry in study.entries}
    names = [section.id for section in sections_of(whole_document)]
    assert len(names) == len(set(names))


def test_another_wording_stands_beside_and_a_theme_put_aside_says_why() -> None:
    book = opened()
    first = book.theme(supports=(Evidence("note", 1),))
    for author, words in ((TWO, "One."), (TWO, "Two.")):
        book.theme(author, supports=(Evidence("note", 1),), statement=words, after=first.number)
    assert "Observer.2 wrote: One." in said(found.section(reader(book.study)))
    book.theme(id="other", supports=(Evidence("note", 3),))
    book.keep(put_aside(book.study, book.by(), "other", "It is said elsewhere."))
    section = found.section(reader(book.study))
    assert said(part(section, "found-aside")) == "“Looking up”: It is said elsewhere."
    assert "found-other" not in [each.id for each in sections_of(document(section))]


def test_hostile_words_are_printed_as_words() -> None:
    from tests.paper.played import PAYLOAD

    book = opened()
    book.theme(title=PAYLOAD, statement=PAYLOAD, supports=(Evidence("note", 1, PAYLOAD),), subject=PAYLOAD, barrier=PAYLOAD,
               artefact=PAYLOAD, without=PAYLOAD)  # fmt: skip
    page = print_html(build(book.telling, book.study.entries))
    assert "<script" not in page and "<img" not in page and "\u202e" not in page
