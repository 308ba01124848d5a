"""A meeting a month later: attendance by role beside what was marked, text that grows and is not rewritten, dissent kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.errors import UsageError
from shirehall.study.study import Study
from shirehall.study.themes import Evidence, read_themes
from shirehall.study.themes.theme import theme_in, theme_writing
from shirehall.study.validation import (
    MARKS,
    Decision,
    Mark,
    Meeting,
    decision_writing,
    difference,
    mark_writing,
    meeting_writing,
    partial,
    seats_by_role,
    validation,
)
from tests.paper.played import told
from tests.study.themed import LATER, ONE, PLAIN, Book, themed, whole

JULY = Meeting(
    id="july", date="2013-07-02", place="Town hall", attended=(("gp", 6), ("manager", 1)), asked=("looks-up",)
)


@pytest.fixture
def book() -> Book:
    """Themes, and a meeting called over them."""
    made = themed()
    made.now = LATER
    made.keep(meeting_writing(made.study, made.by(), JULY))
    return made


@pytest.mark.requirement("VAL-01")
def test_a_meeting_has_a_date_who_came_and_agreement_or_difference_theme_by_theme() -> None:
    read = validation(whole())
    (meeting,) = read.meetings
    assert (meeting.date, meeting.place, meeting.came) == ("2013-07-02", "Marlbridge town hall", 7)
    assert read.days_after(meeting) == 28
    results = {r.theme: r for r in read.results(meeting)}
    assert set(results) == {"looks-up", "own-way"}
    assert [results["looks-up"].many(mark) for mark in MARKS] == [2, 1, 0, 0, 0]
    assert [results["own-way"].many(mark) for mark in MARKS] == [0, 0, 0, 1, 1]
    assert (
        results["looks-up"].many("resonates", "gp") == 2
        and results["looks-up"].many("resonates", "manager") == 0
    )


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"date": "in July"}, "no date"),
        ({"date": "2013-06-01"}, "before the end of play"),
        ({"place": ""}, "place is empty"),
        ({"attended": ()}, "who came"),
        ({"attended": (("gp", -1),)}, "cannot have come"),
        ({"asked": ()}, "no theme"),
        ({"asked": ("nothing",)}, "no theme 'nothing'"),
        ({"id": "The July"}, "no id"),
    ],
)
def test_a_meeting_without_its_facts_is_refused(book: Book, fields: dict[str, Any], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        meeting_writing(book.study, book.by(), replace(JULY, **fields))


def test_a_mark_names_a_meeting_and_a_theme_and_says_why_it_disputes(book: Book) -> None:
    mark = Mark(validation="july", theme="looks-up", mark="resonates", role="gp")

    def why(**fields: Any) -> str:
        with pytest.raises(UsageError) as said:
            mark_writing(book.study, book.by("saltmere.chair", "player"), replace(mark, **fields))
        return str(said.value)

    assert (
        "no meeting 'may'" in why(validation="may")
        and "no theme" in why(theme="x")
        and "no mark" in why(mark="nice")
    )
    assert "role is empty" in why(role="")
    for wordy in ("disputed", "question", "addition"):
        assert "is empty" in why(mark=wordy)
    book.mark("saltmere.chair", "looks-up", "resonates", "gp")
    book.mark("saltmere.chair", "looks-up", "resonates", "gp", "Yes.")
    (result,) = validation(book.study).results(validation(book.study).meetings[0])
    assert result.many("resonates") == 1 and len(result.marks) == 2


@pytest.mark.requirement("VAL-02")
def test_a_meeting_enlarges_the_text_and_does_not_rewrite_it_and_the_change_is_tracked(book: Book) -> None:
    book.mark("buft.chief", "looks-up", "disputed", "manager", "It was merely polite.")
    standing = read_themes(book.study).theme("looks-up")
    assert standing is not None
    rewritten = replace(standing.theme, statement="The board answered late.", after=standing.number)
    with pytest.raises(UsageError, match="was met over and is no longer there"):
        theme_writing(book.study, book.by(), rewritten)
    added = "The trust's chief sees it otherwise."
    wider = book.keep(
        theme_writing(
            book.study, book.by(), replace(rewritten, statement=f"{standing.theme.statement} {added}")
        )
    )
    (change,) = validation(book.study).changes()
    assert change.decided is None and change.additive
    decided = Decision(
        validation="july", theme="looks-up", changed=True, version=wider.number, why="One disputed it."
    )
    book.keep(decision_writing(book.study, book.by(), decided))
    (change,) = validation(book.study).changes()
    assert change.decided is not None and change.decided.why == "One disputed it."
    assert (change.before.number, change.after.number, change.added, change.gone) == (
        standing.number,
        wider.number,
        (added,),
        (),
    )
    assert change.difference == ((" ", standing.theme.statement), ("+", added))
    assert [m.words for m in validation(book.study).results(JULY)[0].dissent] == ["It was merely polite."]
    assert theme_in(change.before).statement == PLAIN["statement"]


def test_a_decision_rests_on_marks_and_names_the_wording_that_it_made(book: Book) -> None:
    decision = Decision(validation="july", theme="looks-up", changed=False, why="It stands.")

    def why(**fields: Any) -> str:
        with pytest.raises(UsageError) as said:
            decision_writing(book.study, book.by(), replace(decision, **fields))
        return str(said.value)

    assert "nobody marked" in why()
    book.mark("saltmere.chair", "looks-up", "resonates", "gp")
    assert "reason is empty" in why(why=" ") and "version is named" in why(version=3)
    first = read_themes(book.study).theme("looks-up")
    assert first is not None
    assert "no wording" in why(changed=True) and "no wording" in why(changed=True, version=first.number)
    book.keep(decision_writing(book.study, book.by(), decision))
    (result,) = validation(book.study).results(validation(book.study).meetings[0])
    assert result.decision is not None and not result.decision.changed


@pytest.mark.requirement("VAL-03")
def test_attendance_by_role_stands_beside_the_day_and_its_partiality_is_said() -> None:
    study = whole()
    read = validation(study)
    assert read.meetings[0].attended == (("gp", 6), ("manager", 1), ("lay", 0))
    said = read.partiality(read.meetings[0])
    seats = dict(seats_by_role(study))
    assert f"Of 7 who came, 6 were GPs, who held {seats['gp']} of {sum(seats.values())} seats" in said[0]
    assert "There were no" in said[1] and "regulators" in said[1] and "lay people" in said[1]
    even = partial(replace(JULY, attended=tuple(seats.items())), tuple(seats.items()))
    assert even == ()
    assert partial(replace(JULY, attended=(("gp", 0),)), tuple(seats.items())) == (
        "Nobody came, so nothing was tested.",
    )


def test_a_theme_that_nobody_met_over_may_still_be_rewritten(book: Book) -> None:
    first = read_themes(book.study).theme("own-way")
    assert first is not None
    book.theme(
        id="own-way", statement="Quite another reading.", supports=(Evidence("note", 3),), after=first.number
    )
    assert validation(book.study).changes() == ()


def test_a_change_that_takes_words_out_is_shown_as_one(book: Book) -> None:
    book.mark("saltmere.chair", "looks-up", "resonates", "gp")
    standing = read_themes(book.study).theme("looks-up")
    assert standing is not None
    entry = book.study.entries[standing.number - 1]
    book.keep(
        book.by(ONE).writes(
            "theme", {**entry.body, "statement": "The board answered late.", "after": standing.number}
        )
    )
    (change,) = validation(book.study).changes()
    assert not change.additive and change.gone == (
        "Consortia asked the national board before they asked one another.",
    )


def test_a_study_without_a_meeting_has_nothing_to_tell() -> None:
    read = validation(Study(told()))
    assert (read.meetings, read.marks, read.decisions, read.changes()) == ((), (), (), ())


WORDS = st.lists(st.sampled_from(("the", "board", "waited", "late", "and", "asked")), max_size=12).map(
    " ".join
)


@given(WORDS, WORDS)
def test_a_difference_holds_both_texts(before: str, after: str) -> None:
    runs = difference(before, after)
    assert " ".join(words for what, words in runs if what != "+") == before
    assert " ".join(words for what, words in runs if what != "-") == after
