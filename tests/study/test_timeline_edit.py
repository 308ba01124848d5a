"""The timeline edited by people: words may change, evidence stays, and a new drawing overwrites nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.errors import UsageError
from shirehall.study.reading import tell
from shirehall.study.study import Study
from shirehall.study.timeline_edit import EditedTimeline, drawn_lines, edit, edited
from tests.study.day import number, played, told
from tests.study.notes import NOW, ONE, TWO, in_memory, note

LINES = drawn_lines(told())


def after_edits(*edits: dict[str, Any]) -> EditedTimeline:
    """The timeline after these edits, each given as `edit` takes it."""
    book = in_memory()
    note(book)
    for n, each in enumerate(edits):
        study = Study(told(), book.entries())
        given = {"author": ONE, "key": f"edit-{n}", **each}
        book.write(edit(study, **given), NOW)
    return edited(Study(told(), book.entries()))


def test_every_line_has_an_id_of_its_own_that_rests_on_its_evidence_and_not_on_its_place() -> None:
    names = [each.id for each in LINES]
    assert len(names) == len(set(names)) > 20
    half = tell(told().events[: len(told().events) // 2], told().patch)
    earlier = {each.id for each in drawn_lines(half) if each.part == "happened"}
    assert len(earlier & set(names)) > 0.7 * len(earlier)


def test_without_edits_the_timeline_stands_as_drawn() -> None:
    found = edited(Study(told()))
    assert sorted(each.id for each in found.lines) == sorted(each.id for each in LINES)
    assert not found.put_aside and not found.lost and not any(each.edited for each in found.lines)


@pytest.mark.requirement("ANA-02", "ANA-03")
def test_a_reworded_line_keeps_its_evidence_and_shows_what_was_drawn() -> None:
    first = LINES[3]
    found = after_edits(
        {
            "line": first.id,
            "do": "reword",
            "words": "They never met again.",
            "supports": (("note", 1, "seen"),),
        }
    )
    line = found.line(first.id)
    assert line is not None and line.edited and line.by == ONE
    assert line.line.sentence == "They never met again." and line.drawn == first.line.sentence
    assert set(first.line.seq) <= set(line.line.seq) and line.notes == (1,)
    places = [(each.part, each.phase, each.body) for each in found.lines if each.part == "happened"]
    assert places == sorted(places, key=places.index) and len(set(places)) == len(
        [p for n, p in enumerate(places) if n == 0 or places[n - 1] != p]
    )


def test_lines_that_are_joined_stand_as_one_with_the_evidence_of_all() -> None:
    one, two, three = LINES[2], LINES[4], LINES[6]
    found = after_edits(
        {"line": one.id, "do": "join", "joins": (two.id, three.id), "words": "All of this at once."}
    )
    line = found.line(one.id)
    assert line is not None and line.joined == (two.id, three.id)
    assert {*one.line.seq, *two.line.seq, *three.line.seq} == set(line.line.seq)
    assert len(found.lines) == len(LINES) - 2


def test_a_line_that_was_joined_is_edited_where_it_went_and_may_stand_alone_again() -> None:
    one, two = LINES[2], LINES[4]
    join = {"line": one.id, "do": "join", "joins": (two.id,)}
    by_two = after_edits(join, {"line": two.id, "do": "reword", "words": "Both."})
    line = by_two.line(one.id)
    assert line is not None and line.line.sentence == "Both." and by_two.line(two.id) == line
    circle = after_edits(join, {"line": two.id, "do": "join", "joins": (one.id,)})
    assert len(circle.lines) == len(LINES) - 1
    alone = after_edits(join, {"line": two.id, "do": "restore"})
    again = alone.line(two.id)
    assert again is not None and again.id == two.id and len(alone.lines) == len(LINES)


def test_a_line_put_aside_is_kept_and_comes_back() -> None:
    name = LINES[1].id
    away = after_edits({"line": name, "do": "put aside", "why": "Told twice."})
    assert [(each.id, each.why) for each in away.put_aside] == [(name, "Told twice.")]
    back = after_edits({"line": name, "do": "put aside"}, {"line": name, "do": "restore", "after": 2})
    assert not back.put_aside and back.line(name) is not None and len(back.lines) == len(LINES)


def test_what_only_an_observer_saw_is_added_in_its_phase_with_its_note() -> None:
    found = after_edits(
        {"line": "seen-1", "do": "add", "words": "The voice left the room.", "organisation": "voice", "month": 2,
         "supports": (("note", 1, "they left"),)}
    )  # fmt: skip
    line = found.line("seen-1")
    assert line is not None and line.drawn == "" and line.notes == (1,) and line.body == "voice"
    assert line.phase == told().phase_of(2).id


def test_two_people_who_edit_one_line_at_once_lose_nothing() -> None:
    name = LINES[0].id
    found = after_edits(
        {"line": name, "do": "reword", "words": "By the first."},
        {"line": name, "do": "reword", "words": "By the second.", "author": TWO, "after": 0},
    )
    line = found.line(name)
    assert (
        line is not None and line.line.sentence == "By the second." and line.conflicts == ("By the first.",)
    )


def test_an_edit_whose_line_is_no_longer_drawn_is_kept_and_told() -> None:
    late = next(each for each in reversed(LINES) if each.part == "happened")
    book = in_memory()
    book.write(edit(Study(told()), late.id, "reword", ONE, "edit-0", words="The end."), NOW)
    earlier = tell(told().events[: late.line.seq[0] - 1], told().patch)
    found = edited(Study(earlier, book.entries()))
    assert [entry.body["words"] for entry in found.lost] == ["The end."]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"line": "none-such", "do": "reword", "words": "x"}, "no line"),
        ({"line": LINES[0].id, "do": "reword", "words": " "}, "no words"),
        ({"line": LINES[0].id, "do": "erase"}, "cannot be told"),
        ({"line": LINES[0].id, "do": "join"}, "nothing to join"),
        ({"line": "new", "do": "add", "words": "x"}, "rests on nothing"),
        ({"line": LINES[0].id, "do": "add", "words": "x", "supports": (("note", 1, ""),)}, "already"),
        ({"line": LINES[0].id, "do": "reword", "words": "x", "supports": (("event", 99999, ""),)}, "no event 99999"),
        ({"line": LINES[0].id, "do": "reword", "words": "x", "supports": (("note", 7, ""),)}, "no entry of the notebook 7"),
        ({"line": LINES[0].id, "do": "reword", "words": "x" * 2001}, "2001 characters"),
        ({"line": "new", "do": "add", "words": "x", "supports": (("note", 1, ""),), "organisation": "nobody"}, "no body"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_made_is_refused_with_what_to_do(given: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        after_edits(given)


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(LINES) - 1), st.sampled_from(["reword", "put aside", "restore", "join"])
        ),
        max_size=8,
    )
)
def test_no_edit_takes_evidence_away_or_loses_a_line(edits: list[tuple[int, str]]) -> None:
    made = []
    for n, do in edits:
        other = LINES[(n + 1) % len(LINES)].id
        made.append(
            {
                "line": LINES[n].id,
                "do": do,
                "words": "Other words.",
                "joins": (other,) if do == "join" else (),
            }
        )
    found = after_edits(*made)
    every = [*found.lines, *found.put_aside]
    kept = {each.id for each in every} | {name for each in every for name in each.joined}
    assert {each.id for each in LINES} <= kept
    for each in LINES:
        now = found.line(each.id)
        assert now is not None and set(each.line.seq) <= set(now.line.seq)
    assert {seq for each in every for seq in each.line.seq} >= {
        seq for each in LINES for seq in each.line.seq
    }
    assert number("ask") <= len(played()[0].events)
