"""SeeSaw's own report: the shape that its pack chooses, round by round with what lay between, by subject, bid by bid; all recounted."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from shirehall.paper import limitations, panel
from shirehall.paper.keys import keyed
from shirehall.paper.progress import COUNTS
from shirehall.paper.prose import capital
from shirehall.paper.reader import Reader
from shirehall.paper.tree import (
    ListBlock,
    Paragraph,
    Quote,
    Row,
    sections_of,
    sentences_in,
    sentences_of,
    unfolded,
)
from shirehall.patch.report_shape import Part
from shirehall.play.rules import may_commit
from shirehall.study.reading import tell
from shirehall.study.themes import Talk, talk_writing
from shirehall.study.themes.subjects import SETS
from tests.packs import pack
from tests.paper.recounted import number
from tests.paper.recounted_seesaw import (
    ROUNDS,
    SORTS,
    counted_sentences,
    happened,
    opening,
    said,
    section,
    tables,
)
from tests.paper.seesaw import BUYER, played, reader, report, told
from tests.study.themed import TWO, Book

# ---- the shape ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("REP-02")
def test_the_pack_chooses_the_shape_of_its_report_by_what_stands_in_it() -> None:
    chapters = pack("seesaw").chapters
    shown = [each.id for each in report().sections]
    asked = [chapter.parts[0] if chapter.alone else chapter.id for chapter in chapters]
    assert shown == [*asked, "timeline", "glossary", "references"]
    for chapter, drawn in zip(chapters, report().sections, strict=False):
        assert drawn.title == chapter.title
        assert chapter.alone or [part.id for part in drawn.parts] == list(chapter.parts)


def test_every_part_that_a_chapter_may_take_is_a_part_of_the_report_and_every_part_may_be_taken() -> None:
    parts = set(Part.__args__)  # type: ignore[attr-defined]
    chapters = {chapter.id for chapter in pack("seesaw").chapters if not chapter.alone}
    there = {p.id for c in report().sections for p in ((c, *c.parts) if c.id in chapters else (c,))}
    assert there - chapters - {"timeline", "glossary", "references"} == parts


def test_every_claim_opens_its_evidence_and_every_block_has_a_key_of_its_own() -> None:
    assert all(s.evidence for s in sentences_of(report()) if s.claims)
    names = [each.id for each in sections_of(report())]
    keys = [each.key for each in keyed(report())]
    assert len(set(names)) == len(names) and len(set(keys)) == len(keys)


# ---- the story, round by round ------------------------------------------------------------------------------


def test_the_story_goes_round_by_round_with_what_lay_between_and_how_each_closed() -> None:
    story = section("happened")
    assert [part.id for part in story.parts] == ["round-r1", "between-r2", "round-r2"]
    for name, months in ROUNDS.items():
        part = next(p for p in story.parts if p.id == f"round-{name}")
        phases = [p.id for p in part.parts if p.id.startswith("phase-")]
        planned = next(one for one in pack("seesaw").head.rounds if one.id == name)
        assert phases == [f"phase-{phase.id}" for phase in planned.phases]
        assert part.parts[-1].id == f"round-{name}-close" and part.parts[-2].id == f"round-{name}-undone"
        told_of = [
            s for p in part.parts[:-2] for b in unfolded(p.blocks) for s in sentences_in(b) if s.evidence
        ]
        assert {told().event(s.evidence[0]).month for s in told_of} <= set(months)


def test_between_the_rounds_stand_the_notice_and_the_difference_line_by_line() -> None:
    body = opening().body
    notice = tables(section("between-r2-notice"))[0]
    assert [row.cells[1] for row in notice.rows] == [line["text"] for line in body["notice"]]
    assert len(notice.rows) == 13 and all(
        row.evidence == (opening().seq,) and row.cells[2] != "–" for row in notice.rows
    )
    for name in ("carried", "dropped", "assumed"):
        rows = tables(section(f"between-r2-{name}"))[0].rows
        lines = body["designers"][name]
        assert [row.cells[0].lower() for row in rows] == [line["what"] for line in lines]
        began = {
            line["which"]
            for line in lines
            if line["what"] in ("agreement", "plan", "question", "matter", "tender")
        }
        assert began <= {seq for row in rows for seq in row.evidence}
        assert "in-force" not in " ".join(cell for row in rows for cell in row.cells)
    texts = next(b for b in section("between-r2-hypotheses").blocks if isinstance(b, ListBlock))
    assert len(texts.items) == len(body["designers"]["hypotheses"])
    heirs = {each["heir"] for each in body["followed"]}
    followed = next(b for b in section("between-r2").blocks if isinstance(b, ListBlock))
    assert len(followed.items) == len(heirs) and all("followed by" in s.text for s in followed.items)


def test_how_specific_each_agreement_was_stands_there_with_the_set_that_stands_in() -> None:
    (event,) = happened("agreements-scored")
    of = section("between-r2-modelled")
    one, given = tables(of)
    assert [row.cells[0] for row in one.rows] == [row["title"] for row in event.body["rows"]]
    assert all(event.seq in row.evidence for row in (*one.rows, *given.rows))
    assert len(given.rows) == len(event.body["set"]["entries"]) and event.body["set"]["name"] in given.note
    assert "there was no model to put it to" in said(of), "no county is lived here, and the report says so"


def test_what_is_carried_changes_with_what_round_one_left() -> None:
    titles = {
        a.title for a in tell(told().events[: opening().seq - 1], told().patch).world.agreements.values()
    }
    rows = tables(section("between-r2-carried"))[0].rows
    assert {row.cells[1] for row in rows if row.cells[0] == "Agreement"} <= titles


def test_seats_are_named_with_the_body_that_they_sat_for_then() -> None:
    cards = report().events
    early = [
        cards[e.seq] for e in told().events if e.seat == BUYER and e.month in ROUNDS["r1"] and e.seq in cards
    ]
    late = [
        cards[e.seq] for e in told().events if e.seat == BUYER and e.month in ROUNDS["r2"] and e.seq in cards
    ]
    assert early and all(card.who.startswith("Taitshire PCT") for card in early)
    assert late and all("merged PCT" in card.who for card in late)


# ---- every count again --------------------------------------------------------------------------------------


def test_every_count_of_the_subjects_and_of_the_rounds_is_counted_again() -> None:
    read: Counter[str] = Counter()
    wrong, lost = [], []
    for of, sentence in counted_sentences():
        for pattern, check in SORTS:
            found = re.fullmatch(pattern, sentence.text, re.IGNORECASE)
            if found is not None:
                read[pattern] += 1
                if not check(of, found):
                    wrong.append((of.id, sentence.text))
                break
        else:
            lost.append((of.id, sentence.text))
    assert wrong == [] and lost == []
    assert read.total() > 25 and len(read) > 10


@pytest.mark.parametrize(("name", "text"), [
    ("message-commissioning", "Of 12 acts, eleven spoke to it, the most by the SHA (3)."),
    ("round-r1-close", "When round one closed, 999 agreements were signed or in force, and none was talked of and unsigned."),
    ("between-r2-notice", "Twelve changes were read out to everybody as the round opened."),
    ("round-r2-undone", "500 asks had no answer from somebody asked."),
])  # fmt: skip
def test_another_count_is_found_out(name: str, text: str) -> None:
    found, check = next(
        (found, check) for pattern, check in SORTS if (found := re.fullmatch(pattern, text, re.IGNORECASE))
    )
    assert not check(section(name), found)


def test_the_rounds_stand_side_by_side_with_counts_of_each() -> None:
    rows = {row.cells[0]: row for row in tables(section("progress"))[0].rows}
    acts = {e.seq for e in told().acts}
    assert set(rows) <= set(COUNTS) and len(rows) > 6
    for title, wanted in (
        ("Acts", lambda e: e.seq in acts),
        ("Plans handed in", lambda e: e.kind == "plan-submitted"),
        ("Plans signed off", lambda e: e.kind == "plan-signed-off"),
        ("Questions about the rules", lambda e: e.kind == "ruling-asked"),
    ):
        every = [sum(wanted(e) and e.month in months for e in told().events) for months in ROUNDS.values()]
        shown = [number(cell) for cell in rows[title].cells[1:]] if title in rows else [0, 0]
        assert shown == every, title
    signed = [
        sum(
            any(s == "signed" and m in months for s, m, _ in a.history)
            for a in told().world.agreements.values()
        )
        for months in ROUNDS.values()
    ]
    assert [number(cell) for cell in rows["Agreements signed"].cells[1:]] == signed
    assert all(row.evidence for row in rows.values())
    assert "The rounds side by side." in [
        b.lead for b in section("summary").blocks if isinstance(b, Paragraph)
    ]


# ---- subjects, bids, voices ---------------------------------------------------------------------------------


def test_each_of_eight_subjects_has_its_issues_and_what_is_left_to_be_done_by_addressee() -> None:
    parts = section("subjects").parts
    assert [part.id for part in parts] == [f"message-{subject.id}" for subject in SETS["matters"]]
    rows: list[Row] = []
    for part in parts:
        assert isinstance(part.blocks[0], Paragraph)
        rows += [row for table in tables(part) for row in table.rows]
    kinds = {reader().kind(told().kind_of(body)) for body in told().bodies}
    assert rows and {row.cells[0].lower() for row in rows} <= kinds
    assert all(row.evidence and row.cells[1].startswith(("Answer ", "Sign or decline ")) for row in rows)


@pytest.mark.requirement("REP-05")
def test_each_bid_has_its_partners_concept_contents_difference_and_the_purchasers_comment() -> None:
    tenders = told().world.tenders
    parts = {part.id: part for part in section("bids").parts}
    assert set(parts) == {f"tender-{number}" for number in tenders}
    for number_, tender in tenders.items():
        part = parts[f"tender-{number_}"]
        assert [bid.id for bid in part.parts] == [f"bid-{bid.id}" for bid in tender.bids]
        for bid, told_of in zip(tender.bids, part.parts, strict=True):
            leads = [block.lead for block in told_of.blocks if isinstance(block, Paragraph)]
            assert leads == [
                "Partners.",
                "Concept.",
                "What it holds.",
                "What sets it apart.",
                "What the purchaser said.",
            ]
            words = said(told_of)
            assert all(
                reader().name(body).lower() in words.lower() for body in told().event(bid.id).body["bidders"]
            )
            assert f"{bid.completeness}% finished" in words
            assert f"“{bid.summary}”" in words
            assert all(comment in words for _, _, comment in bid.marks)
    steered = next(t for t in tenders.values() if t.title == "Resource centres")
    chain, hubs = parts[f"tender-{steered.id}"].parts[:2]
    lead = capital(reader().name(told().event(steered.bids[0].id).body["bidders"][0]))
    assert f"bid together; {lead} led." in said(chain) and "bid alone." in said(hubs)
    assert "Bids were to be judged by reach (60%) and price (40%)." in said(parts[f"tender-{steered.id}"])
    assert "covers reach and price" in said(chain) and "covers reach." in said(hubs)
    assert any(comment for tender in tenders.values() for bid in tender.bids for _, _, comment in bid.marks)


def test_the_panel_speaks_in_its_own_voice_under_a_chapter_of_its_own() -> None:
    book = Book(telling=told())
    talk = Talk(
        id="leaders",
        date="2013-07-16",
        panel="of leaders",
        roles=("hospital chief",),
        words="Homes count.",
        may_quote=True,
    )
    book.keep(talk_writing(book.study, book.by(TWO, "outside"), talk))
    outside = panel.section(Reader(told(), book.study.entries))
    assert "did not play" in said(outside) and [
        b.text for p in outside.parts for b in p.blocks if isinstance(b, Quote)
    ] == ["Homes count."]
    chapter = next(each for each in report().sections if each.id == "panel")
    assert chapter.title == "Voices from outside the room" and said(chapter).startswith("No talk was held")


# ---- requirements on SeeSaw's own pack ----------------------------------------------------------------------


@pytest.mark.requirement("BRF-10")
def test_players_of_round_two_keep_round_ones_papers_and_are_shown_what_has_changed() -> None:
    view = played().session.view(BUYER)
    seen = {e.kind: e for e in view.events if e.kind == "round-opened"}["round-opened"]
    whole = opening().body
    assert (
        seen.body["notice"] == whole["notice"]
        and seen.body["rules"] == whole["rules"]
        and not seen.body["designers"]
    )
    rules = seen.body["rules"]
    assert rules["removed"] and rules["changed"] and rules["added"]
    stand = {name: rule.status for name, rule in view.world.rules.items()}
    assert all(stand[name] == "removed" for name in rules["removed"])
    assert all(view.world.rules[row["id"]].text == row["text"] for row in rules["added"])
    papers = [e for e in view.events if e.kind == "briefing-given"]
    first = [e for e in papers if e.seq < seen.seq]
    second = [e for e in papers if e.seq > seen.seq]
    assert {e.body["kind"] for e in first} >= {"position"} and {e.body["kind"] for e in second} >= {
        "position"
    }
    assert not {e.body["paper"] for e in first} & {e.body["paper"] for e in second if e.organisation}
    assert any(e.month in ROUNDS["r1"] and e.seat == BUYER for e in view.events), (
        "what was done before is still there"
    )
    facts = {f.key for f in played().patch.facts_known_to("taitshire-pct", 12)}
    assert facts <= {f.key for f in played().patch.facts_known_to("taitshire-pct", 24)}


@pytest.mark.requirement("SEA-13")
def test_patients_sit_for_both_areas_and_the_council_speaks_with_two_voices_of_unlike_power() -> None:
    world = told().world
    panel = [c for c in world.seats.values() if c.organisation == "patients-panel"]
    assert {"patients-panel.georgetown", "patients-panel.taitshire"} <= {c.id for c in panel} and len(
        panel
    ) < 6
    assert may_commit(world, "county-council.adults", "money") is None
    assert may_commit(world, "county-council.scrutiny", "money") is not None
    council, panels = (set(world.organisations[body].powers) for body in ("county-council", "patients-panel"))
    assert "speak-for-patients" in panels - council and council - panels
    shown = {each.id for each in sections_of(report())}
    assert {"body-patients-panel", "body-county-council"} <= shown


@pytest.mark.requirement("SEA-14")
def test_the_local_member_acts_in_round_two_by_a_voice_that_control_lends() -> None:
    voiced = next(e for e in happened("voiced") if e.body["speaking_for"] == "mp")
    assert voiced.month in ROUNDS["r2"] and not told().world.seats_of("mp")
    asked = next(e for e in happened("inject-published") if e.body["title"] == "The member asks how")
    assert asked.month in ROUNDS["r2"]
    assert reader().card(voiced.seq).who.lower().startswith("the mp, voiced by control")
    assert "“The member asks how”" in said(section("round-r2"))


@pytest.mark.requirement("LIM-08")
def test_seesaws_limits_name_the_large_groups_and_their_talks_with_the_public() -> None:
    listed = next(p for p in limitations.section(reader()).parts if p.id == "limits-artefacts")
    words = said(listed)
    assert "Practice groups far larger than in life" in words
    assert (
        "Practice groups that meet the public themselves, which purchasers would do for them in life" in words
    )
    assert "The interval of the model is a lunch, where in life it would be a year" in words


@pytest.mark.requirement("PUR-09")
def test_each_round_has_its_framing_question_and_every_finding_speaks_to_a_question() -> None:
    given = pack("seesaw")
    framing = {question.id: question.round for question in given.charter.questions[:2]}
    assert framing == {"q-now": "r1", "q-changes": "r2"}
    lists = [b for b in section("introduction").blocks if isinstance(b, ListBlock)]
    assert [block.items[0].text for block in lists] == [q.text for q in given.charter.questions[:2]]
    cited = [name for question in given.charter.questions for name in question.findings]
    assert set(cited) == {finding.id for finding in given.findings}
