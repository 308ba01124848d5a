"""A day that people played in browsers, as it was kept, and that day taken all the way: coded, read, met over, edited and given out.

`tools/people_day.py` recorded it. Everything that is added here is written by the study's own functions, as the pages write it.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from shirehall import assemble
from shirehall.paper import edits, versions
from shirehall.paper.reader import Reader
from shirehall.paper.report import build, draft
from shirehall.study import timeline_edit
from shirehall.study.codes.writing import codebook_change, coding_writing
from shirehall.study.notebook.entry import SAME, Entry, Writing, entry_from
from shirehall.study.notebook.feedback import answer_from, question_of
from shirehall.study.reading import Telling, tell
from shirehall.study.themes import (
    Dissent,
    Evidence,
    LearningPoint,
    Literature,
    Mechanism,
    Quotation,
    Talk,
    Theme,
    learning_writing,
    literature_writing,
    scope_writing,
    talk_writing,
    theme_writing,
)
from shirehall.study.themes.theme import theme_in
from shirehall.study.validation import (
    Decision,
    Mark,
    Meeting,
    decision_writing,
    mark_writing,
    meeting_writing,
)
from tests.study.themed import Book

KEPT = Path(__file__).parents[1] / "data" / "people_day"
CHAIR, CHIEF, VOICE = "saltmere.chair", "buft.chief", "healthwatch.chair"
NAMES = ("Ada", "Able", "Benedict", "Quarrel", "Cressida", "Thorne")
"""What people typed at the door when the day was recorded."""
HELD = "Those who held the day wished to see how new buyers of care find their feet, and who helps them."
"""What the host's side wrote in the place that the draft keeps for it."""
ONE, TWO = "coder.one", "coder.two"
DAY, WEEK, MEETING, LATE = "-22T18:00:00Z", "-26T09:00:00Z", "2026-12-20T16:00:00Z", "2027-01-08T10:00:00Z"


@cache
def telling() -> Telling:
    """The record, read as any record is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.jsonl"
        path.write_bytes(gzip.decompress((KEPT / "record.jsonl.gz").read_bytes()))
        events = assemble.events_of(path)
    return tell(events, assemble.pack_of(events))


@cache
def entries() -> tuple[Entry, ...]:
    """The notebook as it was when the day ended."""
    lines = gzip.decompress((KEPT / "entries.jsonl.gz").read_bytes()).decode("utf-8").splitlines()
    return tuple(entry_from(json.loads(line)) for line in lines)


def as_it_ended() -> Book:
    """A desk at which the day's notebook lies, ready to be written in."""
    book = Book(telling())
    for entry in entries():
        kept = book.notebook.write(
            Writing(**{name: getattr(entry, name) for name in SAME}), entry.received_at
        )
        assert kept == entry
    book.now = entries()[-1].received_at[:7] + DAY
    return book


def events_by(seat: str, kind: str) -> list[int]:
    """The events of a kind that somebody made."""
    return [e.seq for e in telling().events if e.seat == seat and e.kind == kind]


def notes(book: Book) -> list[Entry]:
    """The observers' notes."""
    return [each.entry for each in book.study.standing("note")]


def noted(book: Book, words: str) -> int:
    """The number of the note that holds some words."""
    return next(e.number for e in notes(book) if words in str(e.body))


def answered(book: Book, seat: str, question: str) -> int:
    """The number of somebody's answer to a question."""
    return next(
        e.entry.number
        for e in book.study.standing("answer")
        if e.entry.author == seat and e.entry.body["question"] == question
    )


# ---- coding -------------------------------------------------------------------------------------------------

TALK = (
    ("money", "quality"), ("money", "money"), ("quality", "quality"), ("contract", "contract"), ("quality", "quality"),
    ("contract", "relationship"), ("patients-public", "patients-public"), ("contract", "contract"), ("money", "money"),
)  # fmt: skip
"""What each of two coders found in the first acts of those who played, act by act."""


def spoken() -> list[int]:
    """The acts of people that hold words, in the order of the record."""
    return [e.seq for e in telling().events if e.origin == "person" and str(e.body.get("text") or "").strip()]


def code(book: Book, by: str, *codes: str, topics: tuple[str, ...] = (), **what: int | str) -> Entry:
    """A coding, kept."""
    key = f"code-{len(book.notebook.entries())}"
    return book.keep(coding_writing(book.study, author=by, key=key, codes=codes, topics=topics, **what))  # type: ignore[arg-type]


def coded(book: Book) -> None:
    """Two coders read every note and the acts of people, alike in most; a code is added, and one merged into another."""
    for each in notes(book):
        given = tuple(str(c) for c in each.body["codes"])
        code(book, ONE, *given, note=each.number)
        code(book, TWO, *(given if each.number % 3 else (*given[:1], "blind-spot")), note=each.number)
    for seq, (mine, theirs) in zip(spoken(), TALK, strict=False):
        code(book, ONE, topics=(mine,), event=seq)
        code(book, TWO, topics=(theirs,), event=seq)
    book.keep(codebook_change(book.study, author=ONE, key="add", do="add", code="two-accounts", title="Two accounts of one deal",
                              group="action", means="Both sides of an agreement say aloud that it holds something else."))  # fmt: skip
    book.keep(codebook_change(book.study, author=ONE, key="merge", do="merge", code="overlooked", into=("not-invited",),
                              why="Who was not asked was not invited either; coders could not tell the two apart."))  # fmt: skip
    for by in (ONE, TWO):
        code(book, by, "two-accounts", note=noted(book, "two accounts of how long"))
    code(
        book,
        TWO,
        "two-accounts",
        note=noted(book, "announced the risk share"),
        part="action",
        start=0,
        end=9,
        memo="Here it begins.",
    )


# ---- themes -------------------------------------------------------------------------------------------------


def read(book: Book) -> None:
    """Three themes with evidence for and against, rivals, dissent, learning points, a publication and what was not explored."""
    book.keep(literature_writing(book.study, book.by(ONE), Literature(
        id="centre", citation="A study of who decides in devolved health systems (2011)", address="https://example.org/centre",
        relation="agrees", themes=())))  # fmt: skip
    looked = noted(book, "asked the national board for leave")
    theme(
        book, id="leave-first", title="Leave first, then talk", subject="commissioners", question="q-centre", strength="explicit",
        statement="The consortium asked the national board for leave before it spoke to its neighbours. No answer came within the month.",
        supports=(Evidence("event", events_by(CHAIR, "asked")[0]), Evidence("note", looked),
                  Evidence("answer", answered(book, CHAIR, "f-incharge"))),
        against=(Evidence("event", events_by(CHAIR, "agreement-proposed" if events_by(CHAIR, "agreement-proposed") else "proposed")[0],
                          "It offered the hospital a risk share without waiting."),),
        artefact="A month lasted seconds, so waiting for an answer cost more than it might outside.",
        barrier="nobody is sure who may decide", quotes=(Quotation("note", looked, "We had better ask first."),),
        mechanisms=(Mechanism("The centre asks for it.", "The board begins most exchanges.", "started-share from_kind=national-board"),
                    Mechanism("Local bodies take it there.", "Consortia begin most exchanges.", "started-share from_kind=commissioner")),
        literature=("centre",),
    )  # fmt: skip
    theme(
        book, id="two-accounts", title="One deal, two accounts", subject="commissioners", question="q-money", strength="explicit",
        statement="Consortium and hospital gave two accounts of how long their risk share holds. Neither wrote an end into it.",
        supports=(Evidence("event", events_by(CHAIR, "announced")[0]), Evidence("event", events_by(CHIEF, "message-sent")[-2]),
                  Evidence("note", noted(book, "two accounts of how long")), Evidence("answer", answered(book, CHAIR, "f-agreed")),
                  Evidence("answer", answered(book, CHIEF, "f-agreed"))),
        dissent=(Dissent("a director of the hospital", "There was one account, and the chair misheard it.", 0),),
    )  # fmt: skip
    carer = noted(book, "spoke of a carer")
    theme(
        book, id="patients-late", title="Patients late in the talk", subject="local-voice", question="q-voice",
        statement="A patient was spoken of first when the patients' own body wrote about a carer.",
        supports=(Evidence("note", carer), Evidence("answer", answered(book, VOICE, "f-whydid"))),
        quotes=(Quotation("note", carer, "We find out when it is in the paper."),),
    )  # fmt: skip
    for point in POINTS:
        supports = {
            "leave-first": Evidence("note", looked),
            "two-accounts": Evidence("note", noted(book, "two accounts of how long")),
        }
        book.keep(
            learning_writing(book.study, book.by(ONE), replace(point, supports=(supports[point.theme],)))
        )
    book.keep(scope_writing(book.study, book.by(TWO), name="q-private", matter="How private providers find their place",
                            how_far="touched", why="Scripts sat in every private provider's seat."))  # fmt: skip


POINTS = (
    LearningPoint(id="who-may", theme="leave-first", sort="issue", statement="Nobody knew what a consortium might settle alone.",
                  owner="saltmere", skill_gap="rules"),
    LearningPoint(id="one-page", theme="leave-first", sort="to do", statement="Say in one page what a consortium may settle alone.",
                  addressee="ministry", owner="nhscb", skill_gap="rules", action="Write the page with two consortia in the room."),
    LearningPoint(id="read-back", theme="two-accounts", sort="to do", statement="Read an agreement back to one another "
                                                                                "before it is announced.",
                  addressee="GP group", owner="saltmere", action="Put an end date on every side agreement."),
)  # fmt: skip


def theme(book: Book, **fields: object) -> Entry:
    """A theme, kept."""
    return book.keep(theme_writing(book.study, book.by(ONE), Theme(**fields)))  # type: ignore[arg-type]


# ---- after the day ------------------------------------------------------------------------------------------


def met(book: Book) -> None:
    """A week later an answer comes; about a month later people meet, mark the themes and dispute one."""
    book.now = book.now[:7] + WEEK
    late = answer_from(
        question_of(telling().patch, "f-looking-back"), {"words": "That a carer had to write to us at all."}
    )
    book.keep(book.by(CHIEF, "player").writes("answer", late))
    book.now = MEETING
    asked = ("leave-first", "two-accounts", "patients-late")
    book.keep(
        meeting_writing(
            book.study,
            book.by(ONE),
            Meeting(
                id="december",
                date="2026-12-20",
                place="Marlbridge town hall",
                attended=(("gp", 5), ("manager", 2), ("lay", 1)),
                asked=asked,
            ),
        )
    )
    for who, theme_id, mark, role, words in (
        (CHAIR, "leave-first", "resonates", "gp", ""),
        (VOICE, "leave-first", "addition", "lay", "We were never told that leave was asked for."),
        (
            CHIEF,
            "two-accounts",
            "disputed",
            "manager",
            "We said until Christmas in the room, before anybody wrote.",
        ),
        (CHAIR, "two-accounts", "resonates", "gp", ""),
        (VOICE, "patients-late", "resonates", "lay", ""),
    ):
        made = Mark(
            validation="december", theme=theme_id, mark=mark, role=role, words=words, may_quote=bool(words)
        )
        book.keep(mark_writing(book.study, book.by(who, "player"), made))


def decided(book: Book) -> None:
    """What became of the text: one theme is enlarged by what the meeting added, one stands as it was; then a panel is heard."""
    first = next(e.entry for e in book.study.standing("theme") if e.entry.body["id"] == "leave-first")
    grown = replace(
        theme_in(first), after=first.number, why="Added at the meeting.",
        statement=f"{theme_in(first).statement} Patients' own body was not told that leave was asked for.",
    )  # fmt: skip
    wider = book.keep(theme_writing(book.study, book.by(ONE), grown))
    for decision in (
        Decision(
            validation="december",
            theme="leave-first",
            changed=True,
            version=wider.number,
            why="The lay chair added what we had not seen.",
        ),
        Decision(
            validation="december",
            theme="two-accounts",
            changed=False,
            why="The text says that there are two accounts; both are given.",
        ),
    ):
        book.keep(decision_writing(book.study, book.by(ONE), decision))
    book.keep(talk_writing(book.study, book.by(TWO), Talk(
        id="finance", date="2026-12-21", panel="of directors of finance", roles=("finance director",), may_quote=True,
        words="A risk share without an end is a gift.", themes=("two-accounts",), next_steps=("a form for side agreements",))))  # fmt: skip


def edited(book: Book) -> None:
    """People edit the timeline and the report, and a version is given out."""
    book.now = LATE
    lines = [line for line in timeline_edit.edited(book.study).lines if line.part == "happened"]
    carer = noted(book, "spoke of a carer")
    told = (
        (lines[0].id, "reword", {"words": "Reworded: " + lines[0].line.sentence, "why": "Plainer."}),
        (lines[1].id, "put aside", {"why": "Of no weight."}),
        ("carer", "add", {"words": "A carer's nine hours on a trolley were spoken of.", "organisation": "healthwatch", "month": 2,
                          "supports": (("note", carer, ""),)}),
    )  # fmt: skip
    for name, do, more in told:
        key = f"line-{len(book.notebook.entries())}"
        book.keep(timeline_edit.edit(book.study, name, do, ONE, key, **more))  # type: ignore[arg-type]
    seen = {
        each.key: each for each in edits.blocks_told(draft(telling(), book.study.entries), book.study.entries)
    }
    first = next(each for each in seen.values() if each.section == "summary" and each.sort == "paragraph")
    reader = Reader(telling(), book.study.entries)
    book.keep(edits.edit(first, "added", f"People sat in three seats and told us afterwards how it felt. [n{carer}]", by=ONE, key="say",
                         reader=reader, why="For the board."))  # fmt: skip
    held = next(each for each in seen.values() if "kept for their own words" in each.draft)
    book.keep(
        edits.edit(held, "reworded", HELD, by=ONE, key="host", reader=reader, why="The board's own words.")
    )
    study = book.study
    whole = build(telling(), study.entries)
    book.keep(
        versions.keep(
            study,
            whole,
            by=ONE,
            key="version",
            title="For the board",
            shape="themes",
            why="The first one given out.",
        )
    )


@cache
def all_the_way() -> Book:
    """The day with everything: made once a run."""
    book = as_it_ended()
    coded(book)
    read(book)
    met(book)
    decided(book)
    edited(book)
    return book
