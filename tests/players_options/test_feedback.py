"""Scripted seats answer the pack's feedback form from what they lived through; their answers are kept apart and marked."""

from __future__ import annotations

import pathlib
from collections import Counter

import pytest

from shirehall.assemble import Day, entries_beside, keep_feedback
from shirehall.players.contract import recall, stream
from shirehall.players.feedback import Answered, feedback_of
from shirehall.players.minds.mind import ScriptedMind
from shirehall.study.notebook.feedback import apart, counts
from tests.players.helpers import Played, county


def answers_of(played: Played, seat: str) -> tuple[Answered, ...]:
    holder = played.driver.holders[seat]
    assert isinstance(holder.player, ScriptedMind)
    view = played.session.view(seat, played.session.world.at)
    deeds = [trace.move for trace in played.traces if trace.seat == seat and trace.move]
    memory = recall(holder.player, seat, view.events)
    random = stream(2, holder.position, played.session.world.at)
    return feedback_of(holder.player, memory, view, played.patch.feedback, random, deeds)


def test_every_question_is_answered_in_its_own_way(with_figures: Played) -> None:
    asked = {q.id: q.answer for q in with_figures.patch.feedback}
    for seat in ("saltmere.chair", "buft.finance", "nhscb.regional", "healthwatch.chair"):
        answers = answers_of(with_figures, seat)
        assert [a.question for a in answers] == list(asked)
        for each in answers:
            if asked[each.question] == "scale":
                assert each.scale in (1, 2, 3, 4, 5) and not each.words
            elif asked[each.question] == "feelings":
                assert each.morning and each.end
            else:
                assert len(each.words) > 10 and "{" not in each.words and "[" not in each.words


def test_answers_come_from_the_seats_own_memory(with_figures: Played) -> None:
    """What a seat says it agreed is what its body is party to, and the same again when its memory is rebuilt."""
    question = next(q.id for q in with_figures.patch.feedback if "agreed" in q.text)
    for seat in ("lindenvale.chair", "bct.chief"):
        body = with_figures.session.world.organisation_of(seat)
        mine = [a for a in with_figures.session.world.agreements.values() if body in a.parties]
        words = next(a.words for a in answers_of(with_figures, seat) if a.question == question)
        for title in (part.split("”")[0] for part in words.split("“")[1:]):
            assert any(a.title.startswith(title.rstrip("…")) for a in mine), title
        assert answers_of(with_figures, seat) == answers_of(with_figures, seat)


def test_marks_differ_between_seats(with_figures: Played) -> None:
    question = next(q.id for q in with_figures.patch.feedback if "handle" in q.text)
    seats = [seat for seat, h in with_figures.driver.holders.items() if isinstance(h.player, ScriptedMind)][
        ::4
    ]
    marks = Counter(
        next(a.scale for a in answers_of(with_figures, seat) if a.question == question) for seat in seats
    )
    assert len(marks) > 2, marks


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, with_figures: Played) -> pathlib.Path:
    made = tmp_path_factory.mktemp("scripted")
    keep_feedback(
        Day(with_figures.patch, with_figures.session, with_figures.driver), with_figures.traces, made
    )
    return made


def test_a_scripted_year_keeps_its_seats_answers_marked_as_scripts_and_apart_from_peoples(
    folder: pathlib.Path,
) -> None:
    entries = entries_beside(folder / "record.sqlite")
    own = apart(entries, "answer")
    assert own["script"] and not own["player"] and not own["moderator"]
    assert {e.author for e in own["script"]} >= {
        s.id for s in county().active_seats if s.profession != "control"
    }
    assert all(
        answered.same_day == 0 and not any(answered.marks) for answered in counts(entries, county(), "player")
    )
