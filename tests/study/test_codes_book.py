"""The codebook as it stands: what people do to codes, and what becomes of the codings that used them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shirehall.errors import UsageError
from shirehall.patch.model import Code, Codebook
from shirehall.study.codes.codebook import CHANGES, MERGED, STANDING, STATES, book_of, codebook
from shirehall.study.codes.codings import codings_of
from shirehall.study.codes.writing import codebook_change, codebook_split, take_back
from shirehall.study.notebook.entry import Entry, Writing
from tests.study.coded import Desk
from tests.study.notes import NOW, ONE, TWO


def desk(*codes: str) -> Desk:
    """A desk whose codebook holds some codes besides the pack's `leads`."""
    made = Desk()
    for code in codes:
        made.change("add", code)
    return made


def test_the_codebook_begins_as_the_packs():
    book = book_of(Desk().study)
    assert [(code.id, code.title, code.source, code.state) for code in book.codes.values()] == [
        ("leads", "Takes the lead", "pack", STANDING)
    ]
    assert list(book.topics) == ["money", "quality", "governance"] and book.not_done == ()


def test_a_code_keeps_what_was_done_to_it_with_who_and_why():
    made = desk("waits")
    made.change("rename", "waits", by=TWO, title="Made to wait", why="Clearer.")
    made.change("memo", "waits", why="Two of us mean different waits.")
    code = book_of(made.study).codes["waits"]
    assert (code.title, code.means, code.state) == ("Made to wait", "What waits means.", STANDING)
    assert [(c.number, c.author, c.do, c.why, c.at) for c in code.history] == [
        (1, ONE, "add", "They overlap.", NOW), (2, TWO, "rename", "Clearer.", NOW),
        (3, ONE, "memo", "Two of us mean different waits.", NOW),
    ]  # fmt: skip


def test_codings_under_a_merged_code_count_under_the_one_it_went_into():
    made = desk("waits", "queues", "delays")
    note = made.note()
    made.code(ONE, "waits", note=note)
    made.code(TWO, "delays", note=note)
    made.change("merge", "waits", into="queues")
    made.change("merge", "queues", into="delays")
    codings = codings_of(made.study)
    (verdict,) = codings.units[0].of("code")
    assert (verdict.code, verdict.by, verdict.state) == ("delays", (ONE, TWO), "agreed")
    mine, theirs = codings.given
    assert (mine.given, mine.code, mine.again) == ("waits", "delays", False)
    assert mine.marks == ("'waits' was merged into 'queues'", "'queues' was merged into 'delays'")
    assert theirs.marks == ()
    assert [change.do for change in book_of(made.study).codes["delays"].history] == ["add", "merge"]


def test_codings_under_a_split_code_stay_there_marked_to_be_coded_again():
    made = desk("waits")
    note = made.note()
    old = made.code(ONE, "waits", note=note)
    parts = [
        ("waits-patients", "Patients wait", "A patient waits."),
        ("waits-bodies", "Bodies wait", "A body waits."),
    ]
    split = codebook_split(made.study, author=TWO, key="split", code="waits", parts=parts, why="Two things.")
    made.book.write_all(split, NOW)
    book, codings = book_of(made.study), codings_of(made.study)
    assert (book.codes["waits"].state, book.codes["waits"].into) == (
        "split",
        ("waits-patients", "waits-bodies"),
    )
    assert {c.id for c in book.offered} == {"leads", "waits-patients", "waits-bodies"}
    assert [(g.entry, g.code, g.again) for g in codings.again] == [(old.number, "waits", True)]
    assert "to be coded again" in codings.again[0].marks[0]
    made.code(ONE, "waits-patients", note=note, corrects=old.number)
    assert codings_of(made.study).again == ()


def test_what_was_put_aside_is_offered_no_more_and_comes_back_when_restored():
    made = desk("waits")
    note = made.note()
    made.code(ONE, "waits", note=note)
    made.change("put-aside", "waits")
    assert [g.marks for g in codings_of(made.study).given] == [("'waits' was put aside",)]
    with pytest.raises(UsageError, match="'waits' was put aside"):
        made.code(TWO, "waits", note=note)
    made.change("restore", "waits")
    assert [g.marks for g in codings_of(made.study).given] == [()]
    assert made.code(TWO, "waits", note=note).body["codes"] == ("waits",)


def test_a_merge_that_is_restored_gives_the_code_its_codings_back():
    made = desk("waits", "queues")
    made.code(ONE, "waits", note=made.note())
    made.change("merge", "waits", into="queues")
    made.change("restore", "waits")
    assert [given.code for given in codings_of(made.study).given] == ["waits"]


def test_codings_with_a_code_that_is_gone_are_kept_marked_and_explained():
    made = Desk()
    added = made.change("add", "waits")
    coding = made.code(TWO, "waits", note=made.note(codes=["nobody-knows-it"]))
    made.back(ONE, added.number)
    book, codings = book_of(made.study), codings_of(made.study)
    assert "waits" not in book.codes
    marks = {given.given: given.marks for given in codings.given}
    assert marks == {
        "nobody-knows-it": ("the codebook has no code 'nobody-knows-it'",),
        "waits": (f"the code 'waits' was added in entry {added.number}, which was taken back",),
    }
    assert [g.entry for g in codings.marked] == [coding.number - 1, coding.number]
    assert {v.code for v in codings.units[0].verdicts} == {"waits", "nobody-knows-it"}


def entry(number: int, **body: Any) -> Entry:
    """A change as it might come from anywhere, unchecked."""
    return Entry(number, "codebook", 1, ONE, "observer", None, None, "", NOW, f"k{number}", None, None, body)


def test_a_change_that_cannot_be_made_is_kept_with_the_reason():
    """Two people merge two codes into one another at the same moment: the first stands, the second is told."""
    pack = Codebook(
        topics=[], themes=[], cues=[], codes=[Code(id=i, title=i, group="", means="") for i in "ab"]
    )
    book = codebook(pack, [
        entry(1, do="merge", code="a", into=["b"]), entry(2, do="merge", code="b", into=["a"]), entry(3, do="burn", code="a"),
        entry(4, do="put-aside", code="z"), entry(5),
    ])  # fmt: skip
    assert (book.codes["a"].state, book.codes["b"].state) == (MERGED, STANDING)
    assert [(n.change.number, n.why_not) for n in book.not_done] == [
        (2, "no code 'a' stands for it to go into"),
        (3, f"nothing called 'burn' can be done to a code; it is one of {', '.join(CHANGES)}"),
        (4, "the codebook has no code 'z'"),
        (5, f"nothing called None can be done to a code; it is one of {', '.join(CHANGES)}"),
    ]


def change(**data: Any) -> Callable[[Desk], object]:
    return lambda made: codebook_change(made.study, author=ONE, key="k", **data)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (change(do="add", code="leads", means="x"), "there is a code 'leads' already"),
        (change(do="add", code="new"), "'new' has no meaning yet"),
        (change(do="add", code=""), "no code is named"),
        (change(do="rename", code="leads"), "no new title, group or meaning"),
        (change(do="rename", code="gone", title="x"), "no code 'gone'"),
        (change(do="merge", code="leads", into="gone", why="x"), "no code 'gone' stands"),
        (change(do="merge", code="leads", into="leads", why="x"), "cannot go into itself"),
        (change(do="merge", code="leads", into="waits"), "no reason is given"),
        (change(do="merge", code="leads", into=("waits", "queues"), why="x"), "merged into one other"),
        (change(do="split", code="leads", into=("waits",), why="x"), "split into two or more"),
        (change(do="restore", code="leads"), "stands already"),
        (change(do="memo", code="leads"), "no reason is given"),
        (lambda made: codebook_split(made.study, author=ONE, key="k", code="gone", parts=[], why="x"), "no code 'gone'"),
        (lambda made: codebook_split(made.study, author=ONE, key="k", code="leads", parts=[("waits", "", "")], why="x"), "two or more"),
        (lambda made: take_back(made.study, author=TWO, key="k", number=1), "numbered 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_to_a_codebook_is_said_plainly(wrong: Callable[[Desk], object], said: str):
    with pytest.raises(UsageError, match=said) as fault:
        wrong(desk("waits", "queues"))
    assert fault.value.mend


NAMES = st.sampled_from(["a", "b", "c", "d"])
BODIES = st.fixed_dictionaries(
    {
        "do": st.sampled_from(CHANGES),
        "code": NAMES,
        "into": st.lists(NAMES, max_size=3),
        "title": st.sampled_from(["", "T"]),
    }
)


@given(st.lists(BODIES, max_size=25))
def test_whatever_is_done_to_a_codebook_every_coding_counts_somewhere(bodies: list[dict[str, Any]]):
    pack = Codebook(
        topics=[], themes=[], cues=[], codes=[Code(id=i, title=i, group="", means="") for i in "ab"]
    )
    book = codebook(pack, [entry(number, **body) for number, body in enumerate(bodies, start=1)])
    told = [change for code in book.codes.values() for change in code.history]
    assert {change.number for change in told} | {n.change.number for n in book.not_done} == set(
        range(1, len(bodies) + 1)
    )
    for code in book.codes.values():
        assert code.state in STATES
        counted = book.counted(code.id)
        assert book.codes[counted.code].state != MERGED
        assert bool(counted.marks) == (code.state != STANDING or counted.code != code.id or counted.again)
    for code in "abcd":
        assert book.counted(code).code in book.codes or book.counted(code).marks


def test_a_change_is_written_once_under_its_key():
    made = Desk()
    writing = codebook_change(
        made.study, author=ONE, key="same", do="add", code="waits", means="Somebody waits."
    )
    assert isinstance(writing, Writing)
    assert made.book.write(writing, NOW) == made.book.write(writing, NOW)
