"""An event list kept in a spreadsheet becomes injects, and whatever is missing, doubtful or unread is told with its place."""

from __future__ import annotations

import datetime
import io
import zipfile
from functools import cache
from random import Random

import pytest
from openpyxl import Workbook

from shirehall.errors import PackFault, UsageError
from shirehall.patch.eventlist import EventList, guess_columns, read_event_list
from shirehall.patch.model import Inject
from shirehall.patch.pack import Patch
from shirehall.patch.read import read_pack
from shirehall.patch.spreadsheet import MOST_BYTES, MOST_ROWS


@cache
def bigshire() -> Patch:
    """The pack, read once."""
    return read_pack("bigshire")


def csv_list(*rows: str) -> bytes:
    """A CSV with these lines."""
    return ("\r\n".join(rows) + "\r\n").encode()


def workbook(*rows: tuple[object, ...]) -> bytes:
    """An XLSX with these rows on its first sheet."""
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def read(raw: bytes, **how: object) -> EventList:
    """The list as read for Bigshire."""
    return read_event_list("events.csv", raw, bigshire(), **how)


def told(found: EventList) -> list[str]:
    """The notes in words, places first."""
    return [str(note) for note in found.notes]


def test_a_list_in_the_usual_words_of_exercise_planners_is_read_without_help():
    found = read(csv_list(
        "Inject No.,Time of inject,Sent by,Target audience,Inject title,Inject description,Type,Expected player actions",
        "A1,+5,Department,BUFT; Saltmere,Strike called,The porters walk out.,protest,Somebody talks to them",
        "A2,+45,,All players,Budget cut,Two million goes.,finance,",
    ))  # fmt: skip
    first, second = found.injects
    assert (first.id, first.when.month, first.when.minute, first.to) == ("a1", 1, 5, ["buft", "saltmere"])
    assert (first.kind, first.expects) == ("unrest", "Somebody talks to them")
    assert first.text == "From Department:\n\nThe porters walk out."
    assert (second.when.month, second.when.minute, second.to, second.kind) == (3, 5, "all", "finance")
    assert all(isinstance(each, Inject) for each in found.injects)
    assert told(found) == []


def test_a_workbook_with_a_title_above_its_headings_and_times_of_day_is_read():
    raw = workbook(
        ("Winter exercise: master events list",),
        (),
        ("Time", "To", "Headline", "Text"),
        (datetime.time(10, 25), "commissioner", "Flu", "Wards are full."),
        ("10.45 am", "GP consortia", "Snow", "The roads are shut."),
    )
    found = read_event_list("list.xlsx", raw, bigshire(), starts="10:00")
    assert [(i.when.month, i.when.minute) for i in found.injects] == [(2, 5)]
    assert found.injects[0].to == ["commissioner"] and found.heading_row == 3
    assert any(
        note.startswith("list.xlsx:1: unread: the row stands above the headings.") for note in told(found)
    )
    assert any(note.startswith("list.xlsx:5:2: unread: nobody it is for is known") for note in told(found))
    assert any("GP consortia" in note and note.startswith("list.xlsx:5:2: doubtful") for note in told(found))


def test_months_are_known_by_number_by_name_and_by_date():
    rows = [("Month", "Minute", "Title", "Text")]
    rows += [
        (given, 3, f"Event {n}", "x")
        for n, given in enumerate((2, "Month 4", "July 2013", "Sep", datetime.date(2014, 1, 1)))
    ]
    found = read_event_list("m.xlsx", workbook(*rows), bigshire())
    assert [i.when.month for i in found.injects] == [2, 4, 2, 4, 8]
    again = read(csv_list("month,title,text", "June,Twice,x"))
    assert again.injects[0].when.month == 1
    assert any("2 times" in note and ":2:1:" in note for note in told(again))


def test_what_cannot_be_placed_in_time_is_kept_to_be_published_by_hand_and_told():
    found = read(csv_list("month,title,text", "soon,A,x", "40,B,y", ",C,z"))
    assert [i.when.by_hand for i in found.injects] == [True, True, True]
    assert [(n.where.line, n.grade) for n in found.notes if n.where.column == 1] == [
        (2, "doubtful"),
        (3, "doubtful"),
        (4, "missing"),
    ]
    assert read(csv_list("time,title,text", "10:40,A,x")).injects[0].when.by_hand


def test_a_column_can_be_named_by_the_reader_and_one_that_is_not_read_is_told_with_its_count():
    raw = csv_list("Ding,Dong,Room", "Flood,The river is up.,Hall 2", "Fire,The mill burns.,")
    assert read(raw).injects == () and len(read(raw).graded("unread")) >= 2
    found = read(raw, mapping={"title": "Ding", "text": 2})
    assert [(i.title, i.text) for i in found.injects] == [
        ("Flood", "The river is up."),
        ("Fire", "The mill burns."),
    ]
    assert "events.csv:1:3: unread: the column “Room” is not read; it holds 1 cells." in told(found)
    with pytest.raises(UsageError, match="no heading"):
        read(raw, mapping={"title": "Dang"})
    with pytest.raises(UsageError, match="no field called"):
        read(raw, mapping={"colour": 1})


def test_doubtful_names_kinds_and_ids_are_told_and_near_ones_suggested():
    film = bigshire().injects[0].id
    found = read(csv_list(
        "id,month,to,title,text,type,reply within",
        f"{film},1,Saltmeer and BUFT,One,x,semaphore,soon",
        "b,1,buft.chief,Two,x,phone call from a patient,15 min",
    ))  # fmt: skip
    one, two = found.injects
    assert one.id == f"{film}-2" and one.to == ["buft"] and one.kind == "news" and one.reply_within == 40
    assert (two.to, two.kind, two.reply_within) == (["buft"], "voice", 15)
    words = " ".join(told(found))
    assert "Did you mean Saltmere?" in words, words
    assert "Saltmeer" in words and "semaphore" in words and "called film-2" in words
    assert {1, 3, 6, 7} <= {note.where.column for note in found.notes if note.where.line == 2}


def test_every_row_becomes_an_inject_or_is_told_to_be_unread_whatever_it_holds():
    random = Random(7)
    cells = (
        "",
        "x",
        "all",
        "buft",
        "3",
        "+5",
        "10:00",
        "ü€",
        "=1+1",
        "nobody",
        "film",
        " ",
        "Month 99",
        "-1",
        "a" * 200,
        "June",
    )
    headings = (
        "id",
        "month",
        "minute",
        "time",
        "to",
        "from",
        "title",
        "text",
        "kind",
        "expected response",
        "zzz",
        "respond within",
    )
    for _ in range(150):
        chosen = random.sample(headings, random.randint(1, 9))
        rows = [[random.choice(cells) for _ in chosen] for _ in range(random.randint(0, 8))]
        found = read(csv_list(",".join(chosen), *(",".join(row) for row in rows)))
        unread = {note.where.line for note in found.graded("unread") if note.where.line > found.heading_row}
        assert len(found.injects) + len(unread) == found.rows
        ids = [inject.id for inject in found.injects]
        assert len(set(ids)) == len(ids)
        for inject in found.injects:
            assert Inject.model_validate(inject.model_dump(by_alias=True)) == inject


def test_files_that_would_harm_are_refused_in_words():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 1024 * 1024))
    entities = io.BytesIO()
    with zipfile.ZipFile(entities, "w") as packed:
        packed.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>')
    refused = {
        b"x" * (MOST_BYTES + 1): "at most",
        bomb.getvalue(): "unpack to more",
        entities.getvalue(): "words of its own",
        b"\xd0\xcf\x11\xe0" + b"0" * 100: "old kind",
        b"PK\x03\x04 broken": "damaged",
        b"\x7fELF\x00\x00": "neither CSV nor XLSX",
    }
    for raw, why in refused.items():
        with pytest.raises(PackFault, match=why):
            read(raw)


def test_a_list_that_is_too_long_is_cut_where_it_says():
    rows = [f"{n},Event {n},words" for n in range(MOST_ROWS + 50)]
    found = read(csv_list("month,title,text", *rows))
    assert len(found.injects) == MOST_ROWS - 1
    assert any(f"rows from {MOST_ROWS + 1} on are not read" in note for note in told(found))


def test_windows_letters_semicolons_and_other_sheets_are_read_or_told():
    found = read("Month;Title;Text\r\n1;Caf\xe9;Costs \xa35\r\n".encode("cp1252"))
    assert found.injects[0].title == "Café" and "not UTF-8" in told(found)[0]
    book, out = Workbook(), io.BytesIO()
    for row in (("Month", "Title", "Text"), (1, "One", "x"), (1, "=A2", "y")):
        book.active.append(row)
    book.create_sheet("Spare").append(("Title",))
    book.save(out)
    found = read_event_list("b.xlsx", out.getvalue(), bigshire())
    assert len(found.injects) == 2
    assert any("Spare" in note and "not read" in note for note in told(found))
    assert any(note.startswith("b.xlsx:3:2: unread: the cell holds a formula") for note in told(found))


def test_exact_headings_win_over_near_ones_and_no_column_is_read_twice():
    columns = guess_columns(("Event type", "Event", "Event description", "Time", "Time allowed", "To"))
    assert columns == {"time": 4, "to": 6, "title": 2, "text": 3, "kind": 1, "reply_within": 5}


def test_a_newcomers_list_with_dates_of_the_story_and_everyday_names_is_read_or_answered_with_the_bodies_meant():
    found = read(csv_list(
        "Date,Who gets it,What happens",
        "13 October 2013,BUFT,Wards are full.",
        "October 13,Saltmere,Wards are full.",
        "31/10/2013,everyone,Snow.",
        "1st Oct,the Council,Rain.",
        "13 October 1999,BUFT,Long ago.",
        "13 October 2013,the hospital,Hail.",
        "13 October 2013,the commissioning groups,Sun.",
    ))  # fmt: skip
    assert [(i.when.month, i.when.minute) for i in found.injects[:4]] == [(5, 8), (5, 8), (5, 19), (5, 0)]
    assert [i.to for i in found.injects[:4]] == [["buft"], ["saltmere"], "all", ["council"]]
    assert found.injects[4].when.by_hand and len(found.injects) == 5
    words = " ".join(told(found))
    assert "Did you mean BUFT, the acute provider?" in words
    assert "Did you mean “commissioner”, which is Saltmere, Holmewold, Marlbridge, Lindenvale?" in words
    assert "`" not in words and "by hand" not in words


def test_a_date_stands_in_a_column_of_times_too():
    rows = [("When", "To", "Title", "Text"), (datetime.date(2013, 10, 13), "BUFT", "One", "x"),
            ("20 June", "BUFT", "Two", "y")]  # fmt: skip
    found = read_event_list("d.xlsx", workbook(*rows), bigshire())
    assert [(i.when.month, i.when.minute) for i in found.injects] == [(5, 8), (1, 13)]
    assert any("2 times" in note and ":3:1:" in note for note in told(found))
