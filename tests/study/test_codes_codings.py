"""Codings of notes and events: several coders, stretches of words, what is amiss, and what stands beside them uncounted."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.errors import UsageError
from shirehall.play.record.event import freeze
from shirehall.study.codes.codings import Given, codings_of
from shirehall.study.codes.stretches import segments
from shirehall.study.codes.suggestions import suggestions
from shirehall.study.codes.topics import basis, telling_by
from shirehall.study.codes.units import Unit, unit_at, units_of
from shirehall.study.measures import compute, noted_measures
from shirehall.study.measures.topics import suggested
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.study import Study
from tests.study.coded import LETTERS, Desk, two_coders
from tests.study.day import number, told
from tests.study.notes import NOW, ONE, TWO

THREE = "observer.3"


def test_what_coders_agree_on_what_one_gave_and_what_they_dispute_are_told_apart():
    desk = Desk()
    note = desk.note(ONE, codes=["leads"])
    desk.change("add", "waits")
    desk.change("add", "bold")
    desk.code(TWO, "leads", "waits", note=note)
    alone = desk.note(TWO, month=2)
    desk.code(TWO, "bold", note=alone)
    found = codings_of(desk.study)
    states = {
        (unit.unit.number, v.code): (v.state, v.by, v.not_by, v.by_most)
        for unit in found.units
        for v in unit.verdicts
    }
    assert states == {
        (note, "leads"): ("agreed", (ONE, TWO), (), True),
        (note, "waits"): ("disputed", (TWO,), (ONE,), False),
        (alone, "bold"): ("one coder", (TWO,), (), True),
    }
    desk.code(THREE, "waits", note=note)
    waits = {v.code: v for v in codings_of(desk.study).units[0].verdicts}["waits"]
    assert (waits.state, waits.by, waits.by_most) == ("disputed", (TWO, THREE), True)


def test_an_event_is_coded_by_the_records_number_and_a_note_by_any_of_its_wordings():
    desk = Desk()
    note = desk.note(ONE, action="East spoke.")
    again = desk.book.entries()[0]
    reworded = Writing(
        kind="note", author=ONE, origin="observer", key="again", body={**again.body, "action": "East spoke first."},
        month=1, corrects=note,
    )  # fmt: skip
    second = desk.book.write(reworded, NOW).number
    desk.code(TWO, "leads", note=second)
    desk.code(TWO, topics=["money"], event=number("letter-1"))
    assert [each.unit.id for each in codings_of(desk.study).units] == [
        ("note", note),
        ("event", number("letter-1")),
    ]


@pytest.mark.requirement("OBS-03")
def test_words_of_what_was_done_felt_and_left_undone_are_coded_apart():
    desk = Desk()
    note = desk.note(
        ONE, action="East pressed on.", feeling="West was tired.", omission="Nobody named a patient."
    )
    parts = {
        part: unit_at(desk.study, ("note", note)).texts[part] for part in ("action", "feeling", "omission")
    }
    for part, words in parts.items():
        desk.change("add", f"by-{part}")
        desk.code(TWO, f"by-{part}", note=note, part=part, start=0, end=4, memo=f"On {part}.")
        assert codings_of(desk.study).given[-1].words == words[:4]
    given = codings_of(desk.study).given
    assert [(g.part, g.words, g.code, g.memo) for g in given] == [
        ("action", "East", "by-action", "On action."), ("feeling", "West", "by-feeling", "On feeling."),
        ("omission", "Nobo", "by-omission", "On omission."),
    ]  # fmt: skip
    assert len(codings_of(desk.study).units) == 1


def test_a_stretch_of_an_event_is_coded_in_the_part_that_holds_it():
    desk = Desk()
    unit = unit_at(desk.study, ("event", number("minute")))
    assert unit is not None and unit.texts["decision 1"] == "East leads."
    desk.code(ONE, "leads", event=number("minute"), part="decision 1", start=5, end=10)
    assert codings_of(desk.study).given[0].words == "leads"
    deal = unit_at(desk.study, ("event", number("deal")))
    assert deal is not None and deal.texts == {
        "title": "Main contract",
        "clause 1": "Fewer beds, more nurses",
    }


def test_a_coding_of_words_that_were_reworded_since_keeps_the_words_and_is_marked():
    desk = Desk()
    note = desk.note(ONE, action="East spoke first.")
    desk.code(TWO, "leads", note=note, part="action", start=0, end=4)
    body = {**desk.book.entries()[0].body, "action": "West spoke first."}
    desk.book.write(
        Writing(kind="note", author=ONE, origin="observer", key="again", body=body, month=1, corrects=note),
        NOW,
    )
    (coding,) = codings_of(desk.study).given
    assert (coding.words, coding.marks) == ("East", ("the note was reworded after it was coded",))


def test_to_have_looked_and_found_nothing_is_a_coding_and_to_have_said_nothing_is_none():
    desk = Desk()
    first, second = desk.note(ONE), desk.note(ONE)
    desk.code(TWO, note=first, nothing=("code",))
    units = codings_of(desk.study).units
    assert [
        (each.unit.number, each.coders["code"], each.coders["topic"], each.verdicts) for each in units
    ] == [(first, (TWO,), (), ())]
    assert codings_of(desk.study).of(("note", second)) is None


def test_a_coding_taken_back_counts_no_more_and_the_others_stand():
    desk = Desk()
    note = desk.note(ONE)
    mine = desk.code(ONE, "leads", note=note)
    desk.code(TWO, "leads", note=note)
    desk.back(ONE, mine.number)
    assert [g.coder for g in codings_of(desk.study).given] == [TWO]
    with pytest.raises(UsageError, match="taken back already"):
        desk.back(ONE, mine.number)


def test_codings_of_what_is_not_there_are_kept_and_explained_and_in_no_count():
    desk = Desk()
    gone = desk.note(ONE)
    desk.code(TWO, "leads", note=gone)
    desk.book.write(
        Writing(kind="withdrawal", author=ONE, origin="observer", key="w", body={"why": ""}, withdraws=gone),
        NOW,
    )
    desk.code(TWO, "leads", event=9999, strict=False)
    desk.code(TWO, "leads", note=777, strict=False)
    found = codings_of(desk.study)
    assert found.given == () and found.units == ()
    assert [each.marks for each in found.unplaced] == [
        (f"note {gone} was taken back by its author",), ("the record has no event 9999",), ("the notebook has no note 777",),
    ]  # fmt: skip
    assert found.marked == found.unplaced


def test_what_another_tool_coded_amiss_is_kept_with_the_whole_in_place_of_words_that_are_not_there():
    desk = Desk()
    note = desk.note(ONE, action="Short.")
    made = desk.code(TWO, "never-heard-of", note=note, part="action", start=3, end=400, strict=False)
    assert made.body["marks"] == (
        "the codebook has no code 'never-heard-of'", "there are no characters 3 to 400 in 'action', which has 6",
    )  # fmt: skip
    (coding,) = codings_of(desk.study).given
    assert (coding.part, coding.start, coding.words) == ("action", None, "Short.")
    assert coding.marks == (
        "there are no characters 3 to 400 in 'action'; the whole part is taken", "the codebook has no code 'never-heard-of'",
    )  # fmt: skip


def test_a_note_without_a_time_or_without_anybody_named_is_coded_like_any_other():
    desk = Desk()
    note = desk.note(ONE, month=None, at=None)
    desk.code(TWO, "leads", note=note)
    unit = codings_of(desk.study).units[0].unit
    assert (unit.month, unit.bodies) == (None, ()) and {"no time", "nobody named"} <= set(unit.marks)
    assert unit.phase(told().patch) == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"codes": ["leads"]}, "one note or one event"),
        ({"codes": ["leads"], "note": 1, "event": 1}, "one note or one event"),
        ({"codes": ["leads"], "note": 50}, "no note 50"),
        ({"codes": ["leads"], "event": 9999}, "no event 9999"),
        ({"note": 1}, "no code was chosen"),
        ({"note": 1, "codes": ["leads"], "nothing": ("code",)}, "none is said to apply"),
        ({"note": 1, "codes": ["gone"]}, "no code 'gone'"),
        ({"note": 1, "topics": ["weather"]}, "no topic 'weather'"),
        ({"note": 1, "codes": ["leads"], "part": "feeling"}, "no part 'feeling' with words; it has action"),
        ({"note": 1, "codes": ["leads"], "part": "action", "start": 5, "end": 5}, "no characters 5 to 5"),
        ({"note": 1, "codes": ["leads"], "part": "action", "start": 5}, "no characters 5 to None"),
        ({"note": 1, "codes": ["leads"], "start": 0, "end": 3}, "names no part"),
        ({"note": 1, "codes": [f"c{i}" for i in range(41)]}, "41 codes were chosen"),
    ],
)  # fmt: skip
def test_a_coding_that_cannot_be_kept_is_refused_with_what_to_do(data: dict[str, Any], said: str):
    desk = Desk()
    desk.note(ONE)
    with pytest.raises(UsageError, match=said) as fault:
        desk.code(TWO, *data.pop("codes", ()), **data)
    assert fault.value.mend and fault.value.who == "whoever codes"


def test_codes_of_programs_stand_apart_and_count_for_nothing():
    desk = Desk()
    note = desk.note(ONE, codes=["leads"])
    before = codings_of(desk.study)
    desk.machine("leads", note=note, topics=["money"])
    desk.machine("leads", note=desk.note(ONE))
    after = codings_of(desk.study)
    assert after.given == before.given and after.coders == before.coders
    assert [(g.coder, g.origin, g.sort, g.code) for g in after.of(("note", note)).machine] == [
        ("reader 1.0", "script", "code", "leads"), ("reader 1.0", "script", "topic", "money"),
    ]  # fmt: skip
    assert [each.unit.number for each in after.coded("code")] == [note]
    with pytest.raises(UsageError, match="which program"):
        from shirehall.study.codes.writing import machine_coding

        machine_coding(desk.study, author="program", key="k", by="", shown="all", note=note, codes=["leads"])


def test_suggestions_show_the_words_that_matched_and_where_they_stand():
    desk = Desk()
    note = desk.note(
        ONE, action="The Deficit grows; overdeficit is no word. Safety and savings.", said="Budgets!"
    )
    unit = unit_at(desk.study, ("note", note))
    assert unit is not None
    found = {s.topic: s for s in suggestions(told().patch.codebook.topics, unit)}
    assert found["money"].words == ("deficit", "savings", "budgets")
    assert [(m.part, unit.texts[m.part][m.start : m.end], m.stem) for m in found["money"].matches] == [
        ("action", "Deficit", "deficit"), ("action", "savings", "saving"), ("said", "Budgets", "budget"),
    ]  # fmt: skip
    assert found["quality"].words == ("safety",)
    assert codings_of(desk.study).given == () and codings_of(desk.study).units == ()


def test_suggestions_for_an_act_are_those_of_the_measure_of_talk():
    study = Study(told())
    topics = told().patch.codebook.topics
    for unit in units_of(study).values():
        same = suggested(topics, told().event(unit.number))
        assert [s.topic for s in suggestions(topics, unit)] == list(same)


def test_the_record_is_read_by_coded_topics_as_most_coders_gave_them():
    study = two_coders().study
    coded = telling_by(study, "coded")
    given = {name: coded.event(number(name)).about for name in LETTERS}
    assert given == {
        "letter-1": (), "letter-2": ("money",), "reply": ("quality",), "ask": ("money",), "ask-2": ("money",), "answer": (),
    }  # fmt: skip
    assert {c.seq: c.topics for c in coded.contacts}[number("reply")] == ("quality",)
    assert coded.event(number("deal")).about == () and told().event(number("deal")).about == ("money",)
    assert telling_by(study, "declared") is told()
    listed = telling_by(study, "word-list")
    assert (listed.event(number("letter-1")).about, listed.event(number("letter-2")).about) == (
        ("quality",),
        ("money",),
    )


def test_on_how_much_a_reading_by_coded_topics_rests_is_told():
    rests = basis(two_coders().study, {"event": ["message-sent"], "topic": "money"})
    assert (rests.coded, rests.whole, rests.coders, rests.complete) == (3, 3, 2, True)
    assert "3 of 3 acts" in rests.said and "Krippendorff" in rests.said
    assert not basis(two_coders().study, {}).complete


def test_how_far_two_coders_marked_the_same_words_is_told():
    desk = Desk()
    note = desk.note(ONE, action="East spoke first.", omission="No patient.")
    desk.code(ONE, "leads", note=note, part="action", start=0, end=10)
    desk.code(TWO, "leads", note=note, part="action", start=5, end=16)
    table = compute("same-words", desk.study)
    assert table.rows == ((ONE, TWO, "leads", "Takes the lead", 1, 5, 16, 0.3125),)
    desk.code(ONE, "leads", note=note)
    assert compute("same-words", desk.study).column("by_either") == (28,)


def test_a_part_is_cut_where_codings_and_matched_words_begin_and_end():
    desk = Desk()
    note = desk.note(ONE, action="East has a deficit.")
    desk.code(TWO, "leads", note=note, part="action", start=5, end=12)
    unit = unit_at(desk.study, ("note", note))
    assert unit is not None
    found = segments(
        unit, "action", codings_of(desk.study).given, suggestions(told().patch.codebook.topics, unit)
    )
    assert [(s.text, [g.code for g in s.given], [t for t, _ in s.matches]) for s in found] == [
        ("East ", [], []), ("has a ", ["leads"], []), ("d", ["leads"], ["money"]), ("eficit", [], ["money"]), (".", [], []),
    ]  # fmt: skip


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 30)).map(lambda s: (s[0], s[0] + s[1])), max_size=8
)


@given(st.text(max_size=30), SPANS)
def test_segments_joined_are_the_part_and_each_coding_covers_its_own_words(
    text: str, spans: list[tuple[int, int]]
):
    unit = Unit(("note", 1), text, 1, (), {"action": text})
    codings = [
        Given("code", f"c{i}", f"c{i}", ONE, "observer", unit.id, i, "action", start, end)
        for i, (start, end) in enumerate(spans)
    ]
    found = segments(unit, "action", codings)
    assert "".join(segment.text for segment in found) == text
    for coding in codings:
        covered = "".join(segment.text for segment in found if coding in segment.given)
        assert covered == text[coding.start : coding.end]


ANYTHING = st.one_of(st.none(), st.integers(-3, 60), st.text(max_size=3), st.booleans())
FOREIGN = st.fixed_dictionaries(
    {},
    optional={
        "note": ANYTHING, "event": ANYTHING, "part": st.one_of(ANYTHING, st.just("action")), "start": ANYTHING, "end": ANYTHING,
        "codes": st.one_of(st.just("leads"), st.lists(st.sampled_from(["leads", "waits", ""]), max_size=3)),
        "topics": st.lists(st.sampled_from(["money", "weather"]), max_size=2), "nothing": st.lists(st.just("topic"), max_size=1),
    },
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(["coding", "machine-coding"]), FOREIGN), max_size=6))
def test_whatever_another_program_wrote_is_read_and_nothing_of_it_is_dropped(
    bodies: list[tuple[str, dict[str, Any]]],
):
    note = Entry(
        1,
        "note",
        1,
        ONE,
        "observer",
        1,
        1,
        "",
        NOW,
        "n",
        None,
        None,
        {"action": "East spoke.", "codes": ("leads",)},
    )
    entries = [
        dataclasses.replace(
            note, number=n, kind=kind, author=TWO, key=f"k{n}", month=None, at=None, body=freeze(body)
        )
        for n, (kind, body) in enumerate(bodies, start=2)
    ]
    study = Study(told(), (note, *entries))
    found = codings_of(study)
    kept = [(each.entry, each.sort, each.given) for each in (*found.given, *found.machine, *found.unplaced)]
    sent = [(1, "code", "leads")]
    for entry in entries:
        codes = entry.body.get("codes", ())
        for code in dict.fromkeys((codes,) if isinstance(codes, str) else codes):
            sent += [(entry.number, "code", code)] if code else []
        sent += [(entry.number, "topic", topic) for topic in dict.fromkeys(entry.body.get("topics", ()))]
    assert sorted(kept) == sorted(sent)
    assert all(each.marks for each in found.unplaced)
    for name in noted_measures():
        compute(name, study)
