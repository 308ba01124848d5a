"""Themes say no more than their evidence carries, keep their rivals and their dissent, and are written upon one another."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from shirehall.errors import UsageError
from shirehall.patch.model import Theme as PackTheme
from shirehall.study.exports.learning import text as learning_csv
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.study import Study
from shirehall.study.themes import (
    ADDRESSEES,
    SETS,
    Dissent,
    Evidence,
    LearningPoint,
    Mechanism,
    Quotation,
    Spread,
    Talk,
    Theme,
    candidates,
    learning_writing,
    put_aside,
    read_themes,
    reading_of,
    spreads_from,
    subjects,
    talk_writing,
    theme_writing,
    upon,
)
from shirehall.study.themes.evidence import known_measure
from tests.paper.played import bigshire, told
from tests.study.themed import ONE, PLAIN, TWO, Book, opened, themed, validated, whole


@pytest.fixture
def book() -> Book:
    return opened()


def theme(book: Book, **fields: Any) -> Theme:
    """A theme that could be kept, with some fields of it otherwise."""
    return Theme(**{**PLAIN, "supports": (Evidence("event", book.event("asked")),), **fields})


def refusal(book: Book, **fields: Any) -> str:
    """Why a theme is not kept."""
    with pytest.raises(UsageError) as said:
        theme_writing(book.study, book.by(), theme(book, **fields))
    assert said.value.mend
    return str(said.value)


@pytest.mark.requirement("ANA-01")
def test_a_theme_cites_notes_and_feedback_both_or_says_why_not(book: Book) -> None:
    both = (Evidence("note", 1), Evidence("answer", 5))
    assert "cites no note and no feedback" in refusal(book, without=" ")
    assert "cites no feedback, and" in refusal(book, without="", supports=both[:1])
    assert "cites no note, and" in refusal(book, without="", supports=both[1:], origin="feedback")
    kept = book.theme(supports=both, without="")
    assert {row[0] for row in kept.body["supports"]} == {"note", "answer"}
    assert book.theme(id="bare", supports=both[:1], without="Nobody wrote of it.").body["without"]


@pytest.mark.requirement("ANA-05", "ANA-06")
def test_two_sets_of_subjects_stand_at_the_beginning_with_room_for_more() -> None:
    assert [s.id for s in SETS["bodies"]] == ["commissioners", "centre", "providers", "local-voice"]
    assert [s.id for s in SETS["matters"]] == [
        "rationale", "technology", "primary-care", "commissioning", "integration", "supply-chains", "incentives", "workforce",
    ]  # fmt: skip
    there = subjects(bigshire(), ["care outside hospital"])
    assert {s.id for each in SETS.values() for s in each} <= {s.id for s in there}
    assert (there[-1].id, there[-1].title) == ("care outside hospital", "Care outside hospital")
    more = bigshire().codebook.model_copy(
        update={
            "themes": [
                *bigshire().codebook.themes,
                PackTheme(id="night", title="At night", kinds=["ambulance"]),
            ]
        }
    )
    assert "night" in {s.id for s in subjects(replace(bigshire(), codebook=more))}
    kinds = {body.kind for body in bigshire().organisations if body.kind != "control"}
    assert kinds <= {kind for s in SETS["bodies"] for kind in s.kinds}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"supports": (Evidence("event", 10**6),)}, "no event 1000000"),
        ({"supports": (Evidence("event", 0),)}, "no event 0"),
        ({"supports": (Evidence("note", 5),)}, "it is a answer"),
        ({"supports": (Evidence("note", 99),)}, "is no note"),
        ({"supports": (Evidence("rumour", 1),)}, "sort of evidence"),
        ({"supports": (Evidence("measure", 0, "gossip-share"),)}, "no measure called 'gossip-share'"),
        ({"question": "q-moon"}, "question of the charter"),
        ({"origin": "dream"}, "no origin"),
        ({"origin": "panel"}, "of panel"),
        ({"id": "Two Words"}, "no id"),
        ({"title": " "}, "the title is empty"),
        ({"contradicts": ("nothing",)}, "no other theme"),
        ({"literature": ("nothing",)}, "publication"),
        ({"after": 3}, "no wording"),
        ({"dissent": (Dissent("a nurse", "No.", 99),)}, "no entry 99"),
        ({"mechanisms": (Mechanism("One.", "So.", "started-share"),)}, "no rival"),
    ],
)
def test_what_is_not_so_is_refused_in_plain_words(book: Book, fields: dict[str, Any], why: str) -> None:
    assert why in refusal(book, **fields)


def test_evidence_that_was_taken_back_is_refused_and_counts_for_nothing_afterwards(book: Book) -> None:
    kept = book.theme(supports=(Evidence("note", 1), Evidence("note", 2)))
    assert read_themes(book.study).standing[0].strength == "explicit"
    back = Writing(
        kind="withdrawal", author=ONE, origin="observer", key="back", body={"why": "Wrong."}, withdraws=1
    )
    book.keep(back)
    assert "taken back" in refusal(book, id="other", supports=(Evidence("note", 1),))
    now = read_themes(book.study).standing[0]
    assert now.number == kept.number and [e.number for e in now.lost] == [1]
    assert now.strength == "single"


@pytest.mark.requirement("LIM-05")
def test_strength_is_graded_by_the_evidence_linked_and_no_more_can_be_claimed(book: Book) -> None:
    asked = Evidence("event", book.event("asked"))
    agreed = Evidence("event", book.event("agreed"))
    graded = {
        "inferred": (Evidence("measure", 0, "started-share: consortia began most"),),
        "single": (asked, agreed),
        "several sources": (asked, Evidence("note", 2)),
        "explicit": (asked, Evidence("note", 1)),
    }
    for name, supports in graded.items():
        book.theme(id=name.replace(" ", "-"), supports=supports)
    assert {w.theme.id.replace("-", " "): w.strength for w in read_themes(book.study).standing} == {
        n: n for n in graded
    }
    assert "does not carry the strength 'explicit'" in refusal(book, strength="explicit")
    book.theme(id="modest", supports=graded["explicit"], strength="single")
    assert read_themes(book.study).standing[-1].strength == "single"


@pytest.mark.requirement("LIM-05")
def test_the_spread_of_an_ensemble_is_read_from_its_file_and_kept_with_the_theme(book: Book) -> None:
    text = '{"ensemble": "forty", "runs": 40, "themes": {"looks-up": {"held": 31, "test": "above a third"}}}'
    spread = spreads_from(text)["looks-up"]
    assert (
        spread == Spread(31, 40, "forty", "above a third")
        and spread.said == "held in 31 of 40 runs of the ensemble forty"
    )
    book.theme(supports=(Evidence("event", 1),), spread=spread)
    assert read_themes(book.study).standing[0].theme.spread == spread
    for wrong in (
        "{",
        '{"runs": 3}',
        text.replace("31", "41"),
        text.replace("31", '"many"'),
        "[]",
        text.replace("40", "0"),
    ):
        with pytest.raises(UsageError):
            spreads_from(wrong, "lab.json")


@pytest.mark.requirement("ANA-10")
def test_a_theme_keeps_rival_explanations_each_with_a_test_and_a_measure_read_on_this_record(
    book: Book,
) -> None:
    centre = Mechanism("The centre asks.", "The board begins most.", "started-share from_kind=national-board")
    locals_ = Mechanism("Local bodies push.", "Consortia begin most.", "started-share from_kind=commissioner")
    book.theme(supports=(Evidence("event", 1),), mechanisms=(centre, locals_))
    kept = read_themes(book.study).standing[0].theme.mechanisms
    assert kept == (centre, locals_)
    readings = [reading_of(book.study, each.measure) for each in kept]
    assert (
        readings[0].value is not None
        and readings[1].value is not None
        and readings[0].value < readings[1].value
    )
    assert readings[1].evidence
    assert "the test of an explanation is empty" in refusal(
        book, mechanisms=(replace(centre, test=""), locals_)
    )
    assert "no measure called 'luck'" in refusal(book, mechanisms=(centre, replace(locals_, measure="luck")))
    assert "no filter 'by'" in refusal(
        book, mechanisms=(centre, replace(locals_, measure="started-share by=moon"))
    )
    figure = reading_of(book.study, "rtt-within-18w")
    assert figure.value is None and figure.evidence and known_measure("rtt-within-18w")
    beds = reading_of(book.study, "bed-occupancy")
    assert beds.evidence == figure.evidence and "Marlbridge General" in beds.why


@pytest.mark.requirement("ANA-07")
def test_themes_may_contradict_one_another_and_both_stay() -> None:
    themes = read_themes(themed().study)
    ((one, other),) = themes.contradictions
    assert {one.theme.id, other.theme.id} == {"looks-up", "own-way"}
    assert {w.theme.id for w in themes.standing} == {"looks-up", "own-way"}


@pytest.mark.requirement("ANA-08")
def test_barriers_are_drawn_from_all_themes_with_their_evidence() -> None:
    book = themed()
    book.theme(id="third", title="Third", supports=(Evidence("note", 3),), barrier="Money follows beds")
    barriers = read_themes(book.study).barriers
    assert [(b.title, b.themes) for b in barriers] == [
        ("Nobody is sure who may decide", ("looks-up", "own-way")),
        ("Money follows beds", ("third",)),
    ]
    assert {(e.sort, e.number) for e in barriers[0].evidence} == {
        ("event", book.event("asked")), ("note", 1), ("note", 2), ("answer", 5), ("event", book.event("agreed")),
    }  # fmt: skip
    assert barriers[0].sources == 4


@pytest.mark.requirement("LRN-01", "LRN-02")
def test_a_learning_point_belongs_to_a_theme_has_an_owner_and_asks_something_of_somebody(book: Book) -> None:
    book.theme(supports=(Evidence("note", 1),))
    plain = LearningPoint(
        id="say-it", theme="looks-up", sort="to do", statement="Say it in one page.", addressee="ministry", owner="nhscb",
        supports=(Evidence("note", 1),),
    )  # fmt: skip
    assert set(ADDRESSEES) == {
        "ministry", "ministers", "regional body", "purchaser", "GP group", "provider", "professional body", "supplier", "council",
        "housing developer",
    }  # fmt: skip

    def why(**fields: Any) -> str:
        with pytest.raises(UsageError) as said:
            learning_writing(book.study, book.by(), replace(plain, **fields))
        return str(said.value)

    assert "no theme 'other'" in why(theme="other")
    assert "no owner" in why(owner="") and "no owner" in why(owner="Dr Smith")
    assert "no addressee" in why(addressee="") and "no addressee" in why(addressee="everybody")
    assert "no sort" in why(sort="wish") and "statement is empty" in why(statement="")
    assert "of panel" in why(origin="panel")
    book.keep(learning_writing(book.study, book.by(), plain))
    book.keep(learning_writing(book.study, book.by(), replace(plain, id="who", sort="issue", addressee="")))
    themes = read_themes(book.study)
    assert [p.point.id for p in themes.points_of("looks-up", "issue")] == ["who"]
    assert [p.point.owner for p in themes.points_of("looks-up", "to do")] == ["nhscb"]


@pytest.mark.requirement("LRN-03")
def test_only_words_given_leave_are_quoted_and_word_for_word(book: Book) -> None:
    leave, none = (
        Quotation("note", 1, "we had better ask  first."),
        Quotation("note", 3, "There is no other hospital."),
    )
    assert "did not allow it" in refusal(book, quotes=(none,))
    moderator = book.keep(book.by("control.lead", "moderator").writes("answer", book.study.entries[4].body))
    assert "did not allow it" in refusal(
        book, quotes=(Quotation("answer", moderator.number, "The board was in charge"),)
    )
    assert "does not hold these words" in refusal(book, quotes=(replace(leave, words="We never ask."),))
    assert "only words of the notebook" in refusal(book, quotes=(Quotation("event", 1, "x"),))
    own = Quotation("answer", 5, "The board was in charge")
    book.theme(supports=(Evidence("note", 1),), quotes=(leave, own))
    assert read_themes(book.study).standing[0].theme.quotes == (leave, own)


@pytest.mark.requirement("LIM-07", "FBK-05")
def test_points_raised_only_afterwards_are_told_from_those_seen_in_play() -> None:
    themes = read_themes(whole())
    later = {w.theme.id: (w.only_later, w.theme.origin) for w in themes.standing}
    assert later == {"looks-up": (False, "play"), "own-way": (False, "play"), "care-homes": (True, "panel")}
    origins = {p.point.id: (p.only_later, p.point.origin) for p in themes.points}
    assert origins == {"who-decides": (False, "play"), "say-it": (True, "feedback"), "homes": (True, "panel")}


@pytest.mark.requirement("LIM-06")
def test_a_theme_may_be_marked_as_one_that_may_be_owed_to_the_design() -> None:
    flagged = {w.theme.id: w.theme.artefact for w in read_themes(themed().study).standing}
    assert flagged["looks-up"].startswith("One day stands for a year") and flagged["own-way"] == ""


@pytest.mark.requirement("FBK-04")
def test_a_panel_is_of_people_who_did_not_play_and_is_kept_apart(book: Book) -> None:
    talk = Talk(
        id="t", date="2013-07-16", panel="of chiefs", roles=("chief",), words="They would begin with homes."
    )
    with pytest.raises(UsageError, match="has a seat in this day"):
        talk_writing(book.study, book.by("buft.chief", "outside"), talk)
    for wrong in (
        replace(talk, date="soon"),
        replace(talk, roles=()),
        replace(talk, words=""),
        replace(talk, themes=("x",)),
    ):
        with pytest.raises(UsageError):
            talk_writing(book.study, book.by(), wrong)
    book.keep(talk_writing(book.study, book.by(), talk))
    assert [t.id for t in read_themes(book.study).talks] == ["t"]
    assert not [e for e in book.study.standing("answer") if "homes" in e.entry.body["words"]]


def test_a_theme_written_upon_an_older_wording_keeps_both_and_the_next_settles_it(book: Book) -> None:
    first = book.theme(supports=(Evidence("note", 1),))
    assert upon(book.study, "theme", "looks-up") == first.number and upon(book.study, "theme", "none") == 0
    second = book.theme(ONE, supports=(Evidence("note", 1),), statement="One.", after=first.number)
    third = book.theme(TWO, supports=(Evidence("note", 1),), statement="Two.", after=first.number)
    now = read_themes(book.study).standing[0]
    assert now.theme.statement == "Two." and [e.number for e in now.beside] == [second.number]
    book.theme(ONE, supports=(Evidence("note", 1),), statement="Both.", after=third.number)
    settled = read_themes(book.study).standing[0]
    assert settled.theme.statement == "Both." and not settled.beside
    assert [e.body["statement"] for e in settled.wordings] == [PLAIN["statement"], "One.", "Two.", "Both."]


def test_a_theme_is_put_aside_with_a_reason_and_not_lost(book: Book) -> None:
    book.theme(supports=(Evidence("note", 1),))
    with pytest.raises(UsageError, match="reason"):
        put_aside(book.study, book.by(), "looks-up", " ")
    with pytest.raises(UsageError, match="no theme"):
        put_aside(book.study, book.by(), "nothing", "Why not.")
    book.keep(put_aside(book.study, book.by(), "looks-up", "It is two themes."))
    themes = read_themes(book.study)
    assert not themes.standing and [w.theme.why for w in themes.aside] == ["It is two themes."]


def test_candidates_gather_what_people_coded_and_are_no_themes(book: Book) -> None:
    program = {"note": 3, "event": None, "codes": ("uses-size",), "topics": (), "by": "a list", "shown": ()}
    book.keep(
        Writing(
            kind="machine-coding",
            author="script.1",
            origin="script",
            key="m",
            body={k: v for k, v in program.items() if v is not None},
        )
    )
    found = {(c.subject, c.code): c for c in candidates(book.study)}
    own = found["commissioners", "looks-up"]
    assert [e.number for e in own.notes] == [1, 2] and [e.number for e in own.events] == [book.event("asked")]
    assert [e.number for e in own.answers] == [5] and own.title == "Looks up for the answer"
    assert not any(code == "uses-size" for _, code in found)
    assert not read_themes(book.study).standing


@pytest.mark.requirement("LRN-01")
def test_learning_points_leave_as_a_table_with_owner_skill_action_and_evidence() -> None:
    rows = list(csv.DictReader(io.StringIO(learning_csv(whole()))))
    assert [row["id"] for row in rows] == ["who-decides", "say-it", "homes"]
    assert (rows[1]["addressee"], rows[1]["owner"], rows[1]["skill_gap"]) == ("ministry", "nhscb", "rules")
    assert rows[1]["action"].startswith("Write the page") and rows[1]["other_evidence"] == "answer 5"
    assert rows[0]["notes"] == "1" and rows[2]["raised_only_afterwards"] == "yes"
    assert len(learning_csv(Study(told())).splitlines()) == 1


def test_reading_a_study_twice_gives_the_same_and_writes_nothing() -> None:
    one, other = validated().study, validated().study
    assert [w.theme for w in read_themes(one).every] == [w.theme for w in read_themes(other).every]
    assert read_themes(one) is read_themes(one)


STRANGE: tuple[Callable[[Entry], Any], ...] = (
    lambda e: {"id": "odd", "title": "Odd", "statement": "Odd."},
    lambda e: {
        **e.body,
        "supports": "none",
        "mechanisms": 3,
        "quotes": [["note"]],
        "spread": 4,
        "dissent": [1],
    },
    lambda e: {**e.body, "supports": [["note", 10**6, "x"], ["event", "two", "x"], ["gossip", 1, "x"]]},
)


@pytest.mark.parametrize("make", STRANGE)
def test_a_strange_theme_in_a_notebook_is_read_as_far_as_it_can_be(
    book: Book, make: Callable[[Entry], Any]
) -> None:
    kept = book.theme(supports=(Evidence("note", 1),))
    book.keep(book.by(TWO).writes("theme", make(kept)))
    themes = read_themes(book.study)
    assert themes.standing and themes.standing[-1].strength == "inferred"
