"""The papers of a day: what each holds, what none of them may hold, and how they look in the hand."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import segno

from shirehall.errors import UsageError
from shirehall.paper.print import desk
from shirehall.paper.print.cards import (
    JoinCard,
    join_card_for,
    qr_cards,
    qr_source,
    role_cards_source,
    square,
    tents_source,
)
from shirehall.paper.print.forms import forms_source, moves_list, notes_source
from shirehall.paper.print.look import Look
from shirehall.paper.print.order import Order, sheets
from shirehall.paper.print.packs import briefed, detail_document, pack_document, position_document
from shirehall.paper.print.press import pdf_of, pictures_of
from shirehall.paper.print.timetable import timetable_document
from shirehall.paper.print.typst import literal, print_typst, sheet_source
from shirehall.paper.print.words import given
from shirehall.paper.tree import Document
from shirehall.play.catalogue import gathered
from tests.paper.printed import (
    SECRET,
    bigshire,
    dark,
    letters,
    read,
    solid,
    tags,
    text_of,
    without_what_others_know,
)

BODIES = tuple(body.id for body in briefed(bigshire()))
CARDS = (
    JoinCard(
        "saltmere.chair", "https://day.example.org/in/" + "k7" * 16, "7K3D-9QXR", "Chair", "Saltmere", "One"
    ),
    JoinCard("", "https://day.example.org", role="Join here"),
)


def words(document: Document) -> str:
    """Everything a document says, on one line."""
    return " ".join(str(document).replace("\\n", " ").split())


def page_of(document: Document, look: Look | None = None) -> str:
    return text_of(pdf_of(print_typst(document, look)))


# ---- packs ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("BRF-02")
@pytest.mark.parametrize("body", BODIES)
def test_a_pack_is_made_of_what_is_for_all_and_the_bodys_own_and_of_nothing_else(body: str) -> None:
    patch = bigshire()
    other = without_what_others_know(patch, body)
    assert SECRET in words(pack_document(other, next(each for each in BODIES if each != body)))
    assert pack_document(patch, body) == pack_document(other, body)
    own = pack_document(patch, body).sections
    assert any(section.id == "yours" and section.parts for section in own)


def test_on_paper_a_bodys_pack_lacks_what_others_were_told() -> None:
    patch = bigshire()
    came = solid(text_of(pdf_of(print_typst(pack_document(patch, "saltmere")))))
    ours, others = set(), set()
    for paper in patch.briefings:
        own = paper.organisation in (None, "saltmere") and paper.kind != "position"
        for line in re.split(r"\n\n+", paper.text):
            if len(line) > 80 and "](" not in line and "|" not in line:
                (ours if own else others).add(solid(line.replace("**", "")))
    assert len(ours) > 5 and len(others - ours) > 40
    assert [line for line in ours if line not in came] == []
    assert [line for line in others - ours if line in came] == []
    for body in patch.organisations:
        assert (solid(body.character.problem) in came) is (body.id == "saltmere"), body.id
        assert solid(body.interests.personal) not in came
    assert not any(solid(inject.text) in came for inject in (*patch.injects, *patch.spares))


@pytest.mark.requirement("BRF-01")
def test_every_pack_holds_the_same_common_background() -> None:
    patch = bigshire()
    common = next(each for each in patch.briefings if each.kind == "common")
    held = [
        next(section for section in pack_document(patch, body).sections if section.id == common.id)
        for body in BODIES
    ]
    assert len(BODIES) == 18 and all(section == held[0] for section in held)
    assert [part.title for part in held[0].parts] == re.findall(r"^## (.+)$", common.text, re.MULTILINE)


@pytest.mark.requirement("BRF-08", "BRF-11", "BRF-12")
def test_the_own_sheet_says_who_they_are_what_they_hold_and_what_is_left_unclear() -> None:
    patch = bigshire()
    for body in briefed(patch):
        own = next(s for s in pack_document(patch, body.id).sections if s.id == "yours")
        said = " ".join(str(own).split())
        note = body.character
        for text in (note.position, note.problem, note.ambition, body.mandate, body.remit):
            assert repr(" ".join(text.split()))[1:-1] in said
        told = {
            item.text for part in own.parts for block in part.blocks for item in getattr(block, "items", ())
        }
        for text in (*body.resources, *body.sanctions, *body.known_unknowns):
            assert given(text[:1].upper() + text[1:]).text in told
        assert bool(body.remit) is (body.kind == "commissioner")


def test_a_position_statement_is_a_page_of_its_own_and_not_in_the_pack() -> None:
    patch = bigshire()
    for body in BODIES:
        document = position_document(patch, body)
        assert document is not None
        (paper,) = [b for b in patch.briefings if b.organisation == body and b.kind == "position"]
        assert document.title == paper.title and paper.title not in words(pack_document(patch, body))
    pdf = pdf_of(print_typst(position_document(patch, "saltmere") or pytest.fail("none")))
    assert len(read(pdf).pages) == 1 and "What threatens you" in text_of(pdf)


def test_the_detail_comes_last_in_the_pack_or_on_a_sheet_of_its_own() -> None:
    patch = bigshire()
    whole, without = pack_document(patch, "buft"), pack_document(patch, "buft", detail=False)
    assert whole.sections[:-1] == without.sections and whole.sections[-1].id == "detail"
    apart = detail_document(patch, "buft")
    assert apart is not None and apart.title == whole.sections[-1].title
    names = {sheet.path for sheet in sheets(patch, Order(("packs",), bodies=("buft",), detail=False))}
    assert names == {"send-ahead/pack-buft-a4.pdf", "on-the-day/details/detail-buft-a4.pdf"}


def test_a_body_without_a_seat_has_no_pack() -> None:
    with pytest.raises(UsageError, match="no body with a seat"):
        pack_document(bigshire(), "dh")
    with pytest.raises(UsageError, match="no body with a seat"):
        position_document(bigshire(), "control")


# ---- sheets for everybody ------------------------------------------------------------------------------------


def test_nothing_that_only_some_may_know_is_on_a_sheet_for_all() -> None:
    patch = bigshire()
    other = without_what_others_know(patch, "nobody")
    look = Look()
    makers = (
        lambda p: print_typst(timetable_document(p), look),
        lambda p: tents_source(p, p.active_seats, look),
        lambda p: forms_source(p, look),
        lambda p: notes_source(p, look),
        lambda p: role_cards_source(p, p.active_seats, look, "http://here"),
    )
    for maker in makers:
        assert maker(patch) == maker(other)
    assert SECRET in print_typst(desk.run_sheet_document(other), look)


@pytest.mark.requirement("LOG-02")
def test_checklist_and_timetable_have_breaks_lunch_and_the_room() -> None:
    patch = bigshire()
    table = page_of(timetable_document(patch))
    check = page_of(desk.checklist_document(patch))
    for slot in patch.head.timetable:
        assert f"{slot.time} {slot.what} {slot.minutes}" in table
    assert "12:40 Lunch, sitting down, and no business 40" in table
    for wanted in (
        "Coffee at 11:05",
        "Lunch, sitting down, and no business at 12:40",
        "drinks and lunch ordered",
        "The room",
    ):
        assert wanted in check
    assert all(solid(line) in solid(check) for line in patch.seats.checklist)
    assert "June 2013 09:45" in table and "October 2013 11:20" in table
    assert "Main contracts signed for the year" in table


@pytest.mark.requirement("LOG-01")
def test_the_checklist_counts_equipment_and_every_printout_it_names_can_be_printed() -> None:
    patch = bigshire()
    check = page_of(desk.checklist_document(patch))
    tables = {seat.table for seat in patch.active_seats}
    assert f"Laptops: one for each of {len(tables)} tables" in check
    assert (
        "Two printers" in check
        and "A projector and screen" in check
        and "second screen or projector" in check
    )
    seats = len(patch.active_seats) - 2
    assert f"Briefing packs: {seats}, one a seat, of {len(BODIES)} kinds" in check
    made = " ".join(sheet.path for sheet in sheets(patch, Order(codes=CARDS)))
    for name in ("pack-", "position-", "role-cards", "join-sheets", "table-tents", "timetable", "paper-forms", "run-sheet",
                 "observers", "checklist"):  # fmt: skip
        assert name in made
    boxes = pictures_of(print_typst(desk.checklist_document(patch)))
    assert len(boxes) == 2


def test_the_run_sheet_has_everything_that_arrives_with_its_time_and_addressees() -> None:
    patch = bigshire()
    document = desk.run_sheet_document(patch)
    came = solid(page_of(document))
    for inject in (*patch.injects, *patch.spares):
        assert solid(inject.title) in came and solid(inject.text) in came and solid(inject.expects) in came
    for each in patch.calendar:
        assert solid(each.title) in came
    assert solid("10:11: A day and a night on a trolley") in came
    assert solid("when the published figure ae-within-4h of BUFT is below 92") in came
    assert (
        solid("May the price of any willing provider be set below tariff? May answer: The Board and Monitor.")
        in came
    )
    assert all(solid(voice.words) in came for voice in patch.film.interviews)
    assert "Forfacilitatorsonly" in came


def test_observers_have_cues_codes_and_tables_and_room_to_write() -> None:
    patch = bigshire()
    came = solid(page_of(desk.observers_document(patch)))
    assert all(solid(cue) in came for cue in patch.codebook.cues)
    assert all(solid(code.title + code.means) in came for code in patch.codebook.codes)
    notes = text_of(pdf_of(notes_source(patch, Look())))
    assert notes.count("What was said or done") == 4 and notes.count("What was left undone") == 4


def test_forms_stand_in_for_every_move_of_a_player() -> None:
    came = text_of(pdf_of(forms_source(bigshire(), Look())))
    for heading in ("A message", "An agreement", "A plan", "Any other move", "The moves"):
        assert heading in came
    listed = " ".join(moves_list(Look()))
    for move in gathered().moves.values():
        assert (literal(move.summary) in listed) is not move.control
    assert literal("to, title, clauses, start") in listed or "title" in listed


# ---- cards, tents, join sheets --------------------------------------------------------------------------------


def test_a_role_card_says_seat_body_authority_table_and_how_to_join() -> None:
    patch = bigshire()
    chair = patch.active_seats[0]
    came = text_of(pdf_of(role_cards_source(patch, [chair], Look("a6"), "http://10.0.0.2:8000")))
    for wanted in ("Chair, GP in Saltmere town", "Saltmere Coast Consortium", "Table: Saltmere", "sign agreements", "commit money",
                   "It takes 25 minutes of play", "open http://10.0.0.2:8000", "in your own post"):  # fmt: skip
        assert wanted in came
    assert "http" not in text_of(pdf_of(role_cards_source(patch, [chair], Look("a6"))))
    assert chair.why not in came
    silent = chair.model_copy(update={"may_commit": []})
    assert "others bind your body" in text_of(pdf_of(role_cards_source(patch, [silent], Look())))


def test_cards_stand_four_to_a_sheet_of_a4_and_one_to_a_page_otherwise() -> None:
    patch = bigshire()
    seats = patch.active_seats[:6]

    def pages(look: Look) -> int:
        return len(read(pdf_of(role_cards_source(patch, seats, look))).pages)

    assert [pages(Look("a4")), pages(Look("a5")), pages(Look("a6")), pages(Look("a4", True))] == [2, 6, 6, 6]


def test_a_tent_reads_from_both_sides_and_is_told_once_to_those_who_listen() -> None:
    patch = bigshire()
    seat = patch.active_seats[0]
    pdf = pdf_of(tents_source(patch, [seat], Look(), tables=False))
    (page,) = read(pdf).pages
    assert page.extract_text().count("Saltmere Coast Consortium") == 2
    rows = dark(pictures_of(tents_source(patch, [seat], Look(), tables=False), 40)[0])
    half = len(rows) // 2
    upper = [row[::-1] for row in rows[: half - 3]][::-1]
    lower = rows[len(rows) - len(upper) :]
    ink = sum(map(sum, lower))
    unlike = sum(a != b for top, low in zip(upper, lower, strict=True) for a, b in zip(top, low, strict=True))
    assert ink > 500 and unlike < 0.35 * ink
    assert max(size for size, text in letters(pdf) if "Saltmere" in text) > 60
    held = [name for name, _ in tags(pdf)]
    assert len(held) <= 8


def test_a_join_sheet_has_square_code_and_address_and_says_whose_it_is() -> None:
    pdf = qr_cards(CARDS)
    came = text_of(pdf)
    assert "7K3D-9QXR" in came and "https://day.example.org Scan" in came and "k7k7" not in came
    assert "The code is yours alone" in came and came.count("The code is yours alone") == 1
    alts = [str(tag["/Alt"]) for name, tag in tags(pdf) if name == "/Figure"]
    assert alts == [f"QR code of {card.link}" for card in CARDS]
    assert read(pdf).metadata.title == "Join sheets"
    assert len(read(qr_cards(CARDS, size="a6")).pages) == 2
    assert qr_cards(CARDS) == pdf_of(qr_source(CARDS, "Join sheets", Look()))


def test_the_square_on_paper_is_the_code_of_the_link_dot_for_dot() -> None:
    link = CARDS[0].link
    wanted = [list(map(bool, row)) for row in segno.make_qr(link, error="Q").matrix]
    body = f'#image(bytes({literal(square(link))}), format: "svg", alt: "square", width: 60mm)'
    rows = dark(pictures_of(sheet_source("t", Look("a6"), body, footer=False), 120)[0])
    held = [n for n, row in enumerate(rows) if any(row)]
    columns = [n for n in range(len(rows[0])) if any(row[n] for row in rows)]
    step = (held[-1] + 1 - held[0]) / len(wanted)
    assert (columns[-1] + 1 - columns[0]) / len(wanted) == pytest.approx(step, rel=0.02)
    came = [
        [
            rows[int(held[0] + (y + 0.5) * step)][int(columns[0] + (x + 0.5) * step)]
            for x in range(len(wanted))
        ]
        for y in range(len(wanted))
    ]
    assert came == wanted


def test_cards_for_seats_are_told_in_words() -> None:
    patch = bigshire()
    card = join_card_for(patch, "buft.chief", "http://x/in/abc", "C-1", "http://x")
    assert (card.role, card.organisation, card.table) == (
        "Chief executive",
        "Bigshire United Hospitals Foundation Trust",
        "Bigshire United Hospitals",
    )
    assert join_card_for(patch, "*observer", "http://x").role == "Observer"
    with pytest.raises(UsageError, match="no seat `nobody`"):
        join_card_for(patch, "nobody", "http://x")


# ---- large print ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["a4", "a5", "a6"])
def test_large_print_is_large_on_every_paper(size: str) -> None:
    patch = bigshire()
    look = Look(next(each for each in ("a4", "a5", "a6") if each == size), large=True)  # type: ignore[arg-type]
    order = Order(look=look, seats=("saltmere.chair",), codes=CARDS[:1],
                  what=("all", "timetable", "forms", "observers", "checklist"))  # fmt: skip
    found = list(sheets(patch, order))
    assert len(found) == 10 and all(sheet.path.endswith(f"-{size}-large.pdf") for sheet in found)
    for sheet in found:
        pdf = pdf_of(sheet.source)
        assert min(points for points, _ in letters(pdf)) >= 17.99, sheet.path
        wide = float(read(pdf).pages[0].mediabox.width)
        assert wide == pytest.approx(look.width * 72 / 25.4, abs=0.1)


def test_nothing_of_a_hostile_pack_breaks_a_paper() -> None:
    patch = bigshire()
    evil = '#panic("x") $ \\ "); * _ ` @a <b> [c] {d} //'
    seats = patch.seats.model_copy(
        update={
            "seats": [s.model_copy(update={"role": evil}) for s in patch.seats.seats[:3]],
            "checklist": [evil],
        }
    )
    bodies = tuple(
        body.model_copy(update={"name": evil, "short": evil, "mandate": evil, "remit": evil})
        for body in patch.organisations
    )
    papers = tuple(paper.model_copy(update={"title": evil}) for paper in patch.briefings)
    hostile = replace(patch, seats=seats, organisations=bodies, briefings=papers)
    found = list(sheets(hostile, Order(url="http://x", what=("all",))))
    assert len(found) > 8
    named = (
        "pack-",
        "position-",
        "role-cards",
        "table-tents",
        "timetable",
        "checklist",
        "run-sheet",
        "observers-a4",
    )
    for sheet in found:
        came = solid(text_of(pdf_of(sheet.source)))
        assert solid(evil) in came or not any(name in sheet.path for name in named), sheet.path
