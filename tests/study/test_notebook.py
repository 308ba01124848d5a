"""The notebook keeps what was written: in order, once, never erased, and shows when it was tampered with."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.errors import RecordError, UsageError
from shirehall.study.notebook.entry import Writing, utc_label
from shirehall.study.notebook.kinds import KINDS
from shirehall.study.notebook.note import Note, body_of, note_from, note_of, vocabulary
from shirehall.study.notebook.standing import history, standing
from shirehall.study.notebook.store import KeyTaken, notebook_file
from shirehall.study.notebook.tables import answers_csv, entries_jsonl, notes_csv
from tests.study.day import small_county
from tests.study.notes import NOW, ONE, TWO, answer, in_memory, note

FIRST = Writing(
    kind="note", author=ONE, origin="observer", key="k1", at=7, month=1, written_at="2013-06-04T10:00:00Z",
    body=body_of(Note(action="They waited.", tables=("east",))),
)  # fmt: skip


@pytest.mark.requirement("OBS-01")
def test_a_note_carries_its_month_its_table_its_author_and_both_times() -> None:
    book = in_memory()
    book.write(FIRST, "2013-06-04T11:00:03+01:00")
    (kept,) = book.entries()
    assert (kept.number, kept.month, kept.at, kept.author) == (1, 1, 7, ONE)
    assert (kept.written_at, kept.received_at) == ("2013-06-04T10:00:00Z", "2013-06-04T10:00:03Z")
    assert note_of(kept.body).tables == ("east",)


@pytest.mark.requirement("OBS-02", "OBS-03")
def test_a_note_tells_cues_and_stance_and_what_was_done_felt_and_left_undone() -> None:
    note = note_from(
        {"cues": ["posture", "power"], "stance": "deferring", "action": "Stood up when the Board came.",
         "feeling": "Uneasy.", "omission": "Nobody asked about patients.", "seats": ["east.chair"]},
        vocabulary(small_county()),
    )  # fmt: skip
    assert (note.cues, note.stance) == (("posture", "power"), "deferring")
    assert note.parts == ("action", "feeling", "omission")
    assert note.marks == ()
    assert note_of(body_of(note)) == note


def test_what_is_sent_twice_counts_once_and_a_key_used_for_other_words_is_refused() -> None:
    book = in_memory()
    first = book.write(FIRST, NOW)
    assert book.write(FIRST, "2013-06-04T19:00:00Z") == first
    with pytest.raises(KeyTaken):
        book.write(replace(FIRST, body=body_of(Note(action="Something else."))), NOW)
    assert book.write(replace(FIRST, author=TWO), NOW).number == 2
    assert len(book.entries()) == 2


def test_a_batch_is_kept_whole_or_not_at_all() -> None:
    book = in_memory()
    with pytest.raises(UsageError):
        book.write_all((FIRST, replace(FIRST, key="k2", kind="gossip")), NOW)
    assert book.entries() == ()
    twice = book.write_all((FIRST, replace(FIRST, key="k2"), FIRST), NOW)
    assert [entry.number for entry in twice] == [1, 2, 1]


def test_corrections_and_withdrawals_leave_the_earlier_words() -> None:
    book = in_memory()
    book.write(FIRST, NOW)
    book.write(replace(FIRST, key="k2", corrects=1, body=body_of(Note(action="They waited an hour."))), NOW)
    book.write(replace(FIRST, key="k3", author=TWO), NOW)
    back = Writing(
        kind="withdrawal", author=TWO, origin="observer", key="k4", body={"why": "Wrong table."}, withdraws=3
    )
    book.write(back, NOW)
    stands = standing(book.entries(), "note")
    assert [note_of(each.entry.body).action for each in stands] == ["They waited an hour."]
    assert [each.versions for each in history(book.entries())] == [(1, 2), (3,)]
    assert [note_of(e.body).action for e in book.of_kind("note")] == [
        "They waited.",
        "They waited an hour.",
        "They waited.",
    ]
    assert "They waited an hour." in notes_csv(book.entries())
    assert notes_csv(book.entries()).count("yes") == 1


@pytest.mark.parametrize("earlier", [0, 2, 9])
def test_nobody_corrects_anothers_note_and_the_refusal_does_not_tell_whether_it_exists(earlier: int) -> None:
    book = in_memory()
    book.write(FIRST, NOW)
    book.write(replace(FIRST, author=TWO, key="k2"), NOW)
    with pytest.raises(UsageError, match=f"you have no entry {earlier} to correct"):
        book.write(replace(FIRST, key="k3", corrects=earlier), NOW)


def test_codes_are_added_afterwards_by_anybody_who_observes_and_keep_whose_they_are() -> None:
    book = in_memory()
    kept = note(book, codes=["leads"])
    coding = Writing(
        kind="coding", author=TWO, origin="observer", key="c1",
        body={"note": kept.number, "event": None, "codes": ("new-code",), "topics": (), "marks": ("unknown code: new-code",)},
    )  # fmt: skip
    book.write(coding, NOW)
    (stands,) = standing(book.entries(), "note")
    assert stands.all_codes == ("leads", "new-code")
    assert stands.codes == (("new-code", TWO),)
    assert stands.entry == kept


BAD = {
    "a name for an author": replace(FIRST, author="Mrs Jane Doe"),
    "no key": replace(FIRST, key=""),
    "a player's note": replace(FIRST, origin="player"),
    "a kind that nobody knows": replace(FIRST, kind="gossip"),
    "a field that a note has not": replace(FIRST, body={"name": "Jane"}),
    "a withdrawal of nothing": replace(FIRST, kind="withdrawal", body={"why": ""}),
    "a negative minute": replace(FIRST, at=-1),
    "local time": replace(FIRST, written_at="2013-06-04 10:00"),
    "not a number": replace(FIRST, body={**FIRST.body, "subject": float("nan")}),
    "half a character": replace(FIRST, body={**FIRST.body, "action": "\ud800"}),
    "a null": replace(FIRST, body={**FIRST.body, "action": "a\x00b"}),
    "a flood": replace(FIRST, body={**FIRST.body, "action": "x" * 70_000}),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_kept_is_refused_with_a_reason_and_nothing_is_written(bad: str) -> None:
    book = in_memory()
    with pytest.raises(UsageError) as told:
        book.write(BAD[bad], NOW)
    assert told.value.mend
    assert book.entries() == ()


def test_a_backslash_and_figures_are_words_like_any_other() -> None:
    book = in_memory()
    entry = book.write(replace(FIRST, body=body_of(Note(action="Type \\u0000 to see."))), NOW)
    assert note_of(entry.body).action == "Type \\u0000 to see."


def test_bad_input_is_kept_and_marked() -> None:
    note = note_from(
        {"tables": ["east", "moon"], "codes": ["leads", "made-up"], "seats": "nobody.here", "cues": ["smell"],
         "subject": "seven", "action": "x" * 9000, "topics": [None, "", "money"]},
        vocabulary(small_county()), timed=False,
    )  # fmt: skip
    assert note.tables == ("east", "moon")
    assert note.codes == ("leads", "made-up")
    assert note.topics == ("money",)
    assert set(note.marks) == {
        "no time", "unknown table: moon", "unknown code: made-up", "unknown seat: nobody.here", "unknown cue: smell",
        "subject: no number of an event: seven", "action was cut at 8000 characters of 9000",
    }  # fmt: skip
    with pytest.raises(UsageError, match="says nothing yet"):
        note_from({"tables": ["east"], "action": " \n"}, vocabulary(small_county()))


@given(
    st.dictionaries(
        st.sampled_from([*body_of(Note())]), st.none() | st.text() | st.lists(st.text()) | st.integers()
    )
)
def test_any_form_at_all_becomes_a_note_that_can_be_kept_or_is_empty(data: dict[str, object]) -> None:
    book = in_memory()
    try:
        found = note_from(data, vocabulary(small_county()))
    except UsageError:
        return
    entry = book.write(replace(FIRST, body=body_of(found)), NOW)
    assert note_of(entry.body) == found


def test_a_file_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    with notebook_file(tmp_path / "notebook.sqlite") as book:
        note(book, action="Straße 🏥 \u2028 ok")
        answer(book, "east.chair", "surprised", words="All of it.")
        entries, digest = book.entries(), book.digest()
    with notebook_file(tmp_path / "notebook.sqlite") as again:
        assert (again.entries(), again.digest()) == (entries, digest)
        assert again.number_of(ONE, entries[0].key) == 1
        assert note(again).number == 3


@pytest.mark.parametrize(
    "harm",
    ["UPDATE notebook_entry SET body=replace(body,'talked','fought') WHERE number=1", "DELETE FROM notebook_entry WHERE number=1",
     "UPDATE notebook_entry SET author='observer.9' WHERE number=2", "UPDATE notebook_entry SET body='{' WHERE number=2",
     "UPDATE notebook_entry SET received_at='2013-06-04T16:10:01Z' WHERE number=2"],
)  # fmt: skip
def test_a_notebook_that_was_changed_is_not_opened(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "notebook.sqlite"
    with notebook_file(path) as book:
        note(book)
        note(book)
        note(book)
    with sqlite3.connect(path) as file:
        with pytest.raises(sqlite3.IntegrityError, match="final"):
            file.execute(harm)
        file.execute("DROP TRIGGER no_update_of_entries")
        file.execute("DROP TRIGGER no_delete_of_entries")
        file.execute(harm)
    file.close()
    with pytest.raises(RecordError):
        notebook_file(path)


def test_a_file_that_is_something_else_is_told_plainly(tmp_path: Path) -> None:
    path = tmp_path / "notebook.sqlite"
    path.write_text("Dear diary, this is not a database at all. " * 40)
    with pytest.raises(RecordError, match="notebook cannot be opened"):
        notebook_file(path)


def test_many_hands_write_at_once_and_every_note_has_its_own_number(tmp_path: Path) -> None:
    with notebook_file(tmp_path / "notebook.sqlite") as book:

        def writes(who: int) -> None:
            for turn in range(12):
                book.write(replace(FIRST, author=f"observer.{who}", key=f"k{turn}"), NOW)
                book.write(replace(FIRST, author=f"observer.{who}", key=f"k{turn}"), NOW)

        hands = [threading.Thread(target=writes, args=(who,)) for who in range(4)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        assert [entry.number for entry in book.entries()] == list(range(1, 49))
        kept = book.entries()
    with notebook_file(tmp_path / "notebook.sqlite") as again:
        assert again.entries() == kept


def test_tables_cannot_be_run_by_a_spreadsheet_and_hide_what_they_are_asked_to_hide() -> None:
    book = in_memory()
    note(book, action='=HYPERLINK("http://x")', said="+1", feeling="Jane was cross.")
    answer(book, "east.chair", "surprised", words="@SUM(A1)")
    table = notes_csv(book.entries(), hide=lambda words: words.replace("Jane", "the chair"))
    assert "\"'=HYPERLINK(" in table
    assert "'+1" in table
    assert "Jane" not in table
    assert "'@SUM(A1)" in answers_csv(book.entries())
    assert len(entries_jsonl(book.entries()).splitlines()) == 2


def test_every_kind_says_what_it_is_and_a_label_without_a_zone_is_utc() -> None:
    assert all(kind.meaning.endswith(".") and kind.origins for kind in KINDS.values())
    assert utc_label("2013-06-04T10:00:00") == "2013-06-04T10:00:00Z"
    assert utc_label("tea time") == ""
