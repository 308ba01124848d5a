"""The full export read in again is the study that was given out; one that was changed or cut short is refused, with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.assemble import bring_back, new_day, play, study_of
from shirehall.errors import RecordError, UsageError
from shirehall.patch.read import read_pack
from shirehall.patch.scaffold import new_pack
from shirehall.play.moves.message import Message
from shirehall.play.record.memory import MemoryStore
from shirehall.study.exports import exports
from shirehall.study.exports.full import EXPORT, study_from
from shirehall.study.exports.hiding import Hiding, anonymised
from shirehall.study.notebook.entry import Writing
from shirehall.study.reading import tell
from shirehall.study.study import Study
from tests.study.day import ACUTE, WEST, Day, told
from tests.study.exported import whole_study
from tests.study.notes import NOW, in_memory

KEPT = Hiding(keep_pseudonyms=True)
WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=60)


def test_the_whole_study_comes_back():
    back = study_from(EXPORT.text(whole_study(), KEPT), told().patch)
    assert back.telling.events == whole_study().telling.events and back.entries == whole_study().entries
    assert EXPORT.text(back, KEPT) == EXPORT.text(whole_study(), KEPT)


@given(st.lists(WORDS, max_size=4), st.lists(st.dictionaries(st.sampled_from(["words", "asked", "scale", "feelings"]), st.one_of(
    WORDS, st.integers(-5, 5), st.none(), st.lists(WORDS, max_size=2))), max_size=4))  # fmt: skip
def test_whatever_was_typed_comes_back(texts, bodies):
    day = Day()
    for place, text in enumerate(texts):
        if text.strip():
            day.session.submit(WEST, Message(to=(ACUTE,), text=text), at=place)
    book = in_memory()
    for place, body in enumerate(bodies):
        book.write(
            Writing(kind="answer", author="east.chair", origin="player", key=str(place), body=body), NOW
        )
    study = Study(tell(day.events, day.patch), book.entries())
    back = study_from(EXPORT.text(study, KEPT), day.patch)
    assert back.telling.events == study.telling.events and back.entries == study.entries


def test_an_anonymised_one_comes_back_as_it_was_given_out():
    hiding = Hiding({"Books Herezq": ""})
    plain = anonymised(whole_study(), hiding)
    back = study_from(EXPORT.text(whole_study(), hiding), told().patch)
    assert back.telling.events == plain.telling.events and back.entries == plain.entries


def lines() -> list[str]:
    return EXPORT.text(whole_study()).splitlines()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda all_: all_[:-1], None),
        (lambda all_: [*all_[:3], *all_[4:]], 4),
        (lambda all_: [all_[0], all_[2], all_[1], *all_[3:]], 2),
        (lambda all_: [*all_[:-1], all_[-1].replace('"events":', '"events":1')], None),
        (lambda all_: [*all_[:5], all_[5].replace("a", "b"), *all_[6:]], None),
        (lambda all_: [*all_[:5], "[1]", *all_[6:]], 6),
        (lambda all_: [*all_[:5], "{", *all_[6:]], 6),
        (lambda all_: [*all_[:5], '{"entry":{}}', *all_[6:]], 6),
        (lambda all_: ['{"format":"other"}', *all_[1:]], 1),
        (lambda all_: [all_[0]], None),
    ],
)
def test_what_was_changed_or_cut_is_refused(change, line):
    with pytest.raises(RecordError) as caught:
        study_from("\n".join(change(lines())) + "\n", told().patch, "a.jsonl")
    assert "Mend" in str(caught.value) and "a.jsonl" in str(caught.value)
    if line is not None:
        assert caught.value.where is not None and caught.value.where.line == line


def test_a_file_cut_in_its_last_line_is_refused():
    with pytest.raises(RecordError, match="cut short"):
        study_from(EXPORT.text(whole_study())[:-1], told().patch)


def test_it_is_laid_down_as_a_day_again(tmp_path: Path):
    pack = new_pack("shorevale", tmp_path)
    day = new_day(read_pack(pack), MemoryStore(), 3, county=False)
    play(day)
    study = Study(tell(day.session.events, day.patch), whole_study().entries)
    back = bring_back(EXPORT.text(study, KEPT), tmp_path / "again", str(pack))
    again = study_of(tmp_path / "again" / "record.sqlite", str(pack))
    assert again.telling.events == back.telling.events == study.telling.events
    assert again.entries == study.entries
    with pytest.raises(UsageError):
        bring_back(EXPORT.text(study, KEPT), tmp_path / "again", str(pack))


def test_each_line_is_one_object_and_the_last_counts_them():
    rows = [json.loads(line) for line in lines()]
    assert rows[0]["format"] == "shirehall-study" and rows[-1]["events"] == len(told().events)
    assert sum("event" in row for row in rows[1:-1]) == len(told().events)
    assert sum("entry" in row for row in rows) == rows[-1]["entries"] == len(whole_study().entries)
    assert exports()["full"].suffix == ".study.jsonl"
