"""Notes that were written on paper and typed into a sheet: read once, kept whole, and marked where they are not understood."""

from __future__ import annotations

import csv
import io
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.errors import UsageError
from shirehall.study.notebook.note import Vocabulary, note_of, vocabulary
from shirehall.study.notebook.sheet import Sheet, notes_of
from tests.study.day import told
from tests.study.notes import NOW, in_memory


@cache
def words() -> Vocabulary:
    return vocabulary(told().patch)


def read(text: str) -> Sheet:
    return notes_of(text, words(), "observer.paper", 6)


@pytest.mark.requirement("OBS-01", "OBS-03")
def test_a_row_becomes_a_note_with_what_was_done_felt_and_left_undone() -> None:
    sheet = read(
        "Month,Bodies,Action,Feeling,Omission,Author\n2,east; west,They met.,uneasy,Nobody asked the patients.,observer.4\n"
    )
    (writing,) = sheet.writings
    note = note_of(dict(writing.body))
    assert (writing.month, writing.author, note.bodies) == (2, "observer.4", ("east", "west"))
    assert note.parts == ("action", "feeling", "omission") and not note.marks and not sheet.remarks


def test_the_same_sheet_read_twice_is_kept_once_and_two_equal_rows_twice() -> None:
    text = "action,bodies\nThey met.,east\nThey met.,east\n"
    book = in_memory()
    first = book.write_all(read(text).writings, NOW)
    again = book.write_all(read(text).writings, NOW)
    assert first == again and len(book.entries()) == 2


def test_what_is_not_understood_is_kept_and_said() -> None:
    sheet = read("action,bodies,month,weather,author\nThey met.,narnia,July,rain,Ada Able!\n,,,,\n,,3,,\n")
    first, second = sheet.writings
    marks = note_of(dict(first.body)).marks
    assert {
        "unknown body: narnia",
        "no month: July",
        "column weather: rain",
        "no time",
        "its author was no pseudonym",
    } <= {*marks}
    assert first.author == "observer.paper" and first.month is None
    assert note_of(dict(second.body)).action == "month: 3"
    assert any("weather" in each for each in sheet.remarks) and any(
        each.startswith("line 2: ") for each in sheet.remarks
    )


def test_cells_beyond_the_last_column_are_kept() -> None:
    (writing,) = read("action,bodies\nThey met.,east,and more,still more\n").writings
    assert "beyond the columns: and more; still more" in note_of(dict(writing.body)).marks


def test_a_sheet_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="no column of a note"):
        read("hello\nworld\n")


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["action", "feeling", "bodies", "month", "minute", "codes", "odd"]),
            st.text(max_size=30),
        )
    )
)
def test_no_row_with_words_is_dropped_and_every_note_can_be_kept(rows: list[dict[str, str]]) -> None:
    out = io.StringIO()
    columns = ["action", "feeling", "bodies", "month", "minute", "codes", "odd"]
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    clean = [
        {name: cell.replace("\r", " ").replace("\x00", "") for name, cell in row.items()} for row in rows
    ]
    writer.writerows(clean)
    sheet = read(out.getvalue())
    wanted = sum(1 for row in clean if any(cell.strip() for cell in row.values()))
    assert len(sheet.writings) == wanted
    assert len(in_memory().write_all(sheet.writings, NOW)) == wanted
