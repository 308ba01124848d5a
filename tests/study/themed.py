"""A study of the short day in Bigshire: notes, answers, codings, themes with learning points, a meeting, a panel; all of it made up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import sqlalchemy as sa

from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.notebook.feedback import answer_from, opening, question_of
from shirehall.study.notebook.note import body_of, note_from, vocabulary
from shirehall.study.notebook.store import Notebook
from shirehall.study.reading import Telling
from shirehall.study.study import Study
from shirehall.study.themes import (
    By,
    Dissent,
    Evidence,
    LearningPoint,
    Literature,
    Mechanism,
    Quotation,
    Spread,
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
from tests.paper.played import told

DAY = "2013-06-04T17:10:00Z"
LATER = "2013-07-02T18:00:00Z"
ONE, TWO = "observer.1", "observer.2"


@dataclass
class Book:
    """A notebook in memory beside a told day, with short ways to write in it."""

    telling: Telling = field(default_factory=told)
    now: str = DAY

    def __post_init__(self) -> None:
        self.notebook = Notebook(sa.create_engine("sqlite://", poolclass=sa.StaticPool))

    @property
    def study(self) -> Study:
        """The day with what the notebook holds by now."""
        return Study(self.telling, self.notebook.entries())

    def by(self, author: str = ONE, origin: str = "observer") -> By:
        """Who writes next, under a fresh key."""
        return By(author=author, key=f"key-{len(self.notebook.entries())}", origin=origin)

    def keep(self, writing: Writing) -> Entry:
        """A writing kept."""
        return self.notebook.write(writing, self.now)

    def note(self, author: str = ONE, **data: Any) -> Entry:
        """An observer's note kept."""
        body = body_of(note_from({"action": "They talked.", **data}, vocabulary(self.telling.patch)))
        return self.keep(self.by(author).writes("note", body))

    def answer(self, seat: str, question: str, words: str) -> Entry:
        """A player's answer kept."""
        body = answer_from(question_of(self.telling.patch, question), {"words": words})
        return self.keep(self.by(seat, "player").writes("answer", body))

    def coding(self, author: str, codes: tuple[str, ...], *, note: int = 0, event: int = 0) -> Entry:
        """Codes given afterwards."""
        body = {
            "note": note or None,
            "event": event or None,
            "codes": codes,
            "topics": (),
            "memo": "",
            "marks": (),
        }
        return self.keep(self.by(author).writes("coding", {k: v for k, v in body.items() if v is not None}))

    def theme(self, author: str = ONE, **fields: Any) -> Entry:
        """A theme kept."""
        return self.keep(theme_writing(self.study, self.by(author), Theme(**{**PLAIN, **fields})))

    def point(self, **fields: Any) -> Entry:
        """A learning point kept."""
        return self.keep(learning_writing(self.study, self.by(), LearningPoint(**fields)))

    def mark(
        self, author: str, theme: str, mark: str, role: str, words: str = "", may_quote: bool = False
    ) -> Entry:
        """A mark kept, signed by a seat or a link."""
        made = Mark(validation="july", theme=theme, mark=mark, role=role, words=words, may_quote=may_quote)
        return self.keep(mark_writing(self.study, self.by(author, "player"), made))

    def event(self, kind: str, place: int = 0) -> int:
        """The number of an event of a kind."""
        return [e.seq for e in self.telling.events if e.kind == kind][place]


PLAIN: dict[str, Any] = {
    "id": "looks-up",
    "title": "Looking up",
    "statement": "Consortia asked the national board before they asked one another. The board answered late.",
    "subject": "commissioners",
    "question": "q-centre",
    "origin": "play",
    "without": "Nobody answered on this.",
}


def opened() -> Book:
    """A notebook with three notes, two answers, codings, and feedback opened; no theme yet."""
    book = Book()
    book.note(ONE, bodies=["saltmere"], action="Saltmere waited for the board.", codes=["looks-up"], said="We had better ask first.",
              said_by="saltmere.chair", may_quote=True)  # fmt: skip
    book.note(TWO, bodies=["saltmere", "nhscb"], action="The board's table was not free.", codes=["looks-up"])
    book.note(
        TWO,
        bodies=["buft"],
        action="The trust named a figure.",
        said="There is no other hospital.",
        said_by="buft.chief",
    )
    book.keep(opening("control.lead"))
    book.answer("saltmere.chair", "f-incharge", "The board was in charge; we waited for it.")
    book.answer("buft.chief", "f-rules", "We did not know whether a risk share was allowed.")
    book.coding(TWO, ("looks-up",), event=book.event("asked"))
    return book


def themed() -> Book:
    """The same with two themes that contradict one another, learning points, a publication and what was explored."""
    book = opened()
    asked = book.event("asked")
    book.keep(literature_writing(book.study, book.by(), Literature(
        id="coalition", citation="A white paper on commissioning (2010)", address="https://example.org/paper", relation="differs",
        themes=())))  # fmt: skip
    book.theme(
        supports=(Evidence("event", asked), Evidence("note", 1), Evidence("note", 2), Evidence("answer", 5)),
        against=(Evidence("event", book.event("ruling-asked"), "One went to the regulator instead."),),
        without="", strength="explicit", artefact="One day stands for a year, so asking was quicker than finding out.",
        barrier="Nobody is sure who may decide",
        quotes=(Quotation("note", 1, "We had better ask first."),),
        mechanisms=(
            Mechanism("The centre asks for it.", "The board begins most exchanges.", "started-share from_kind=national-board"),
            Mechanism("Local bodies take it there.", "Consortia begin most exchanges.", "started-share from_kind=commissioner"),
        ),
        dissent=(Dissent("a player of the trust", "The board was merely polite.", 0),),
        literature=("coalition",),
    )  # fmt: skip
    book.theme(
        id="own-way", title="Their own way", statement="The consortia settled what they could among themselves.",
        supports=(Evidence("event", book.event("agreed")),), contradicts=("looks-up",), without="Only the record shows it.",
        barrier="nobody is sure who may decide", spread=Spread(31, 40, "ensemble-one", "share begun by consortia above a half"),
    )  # fmt: skip
    book.point(
        id="who-decides", theme="looks-up", sort="issue", statement="Nobody knew what they might settle alone.", owner="saltmere",
        supports=(Evidence("note", 1),), skill_gap="rules",
    )  # fmt: skip
    book.point(
        id="say-it", theme="looks-up", sort="to do", statement="Say in one page what a consortium may settle alone.",
        addressee="ministry", owner="nhscb", skill_gap="rules", action="Write the page with two consortia in the room.",
        supports=(Evidence("answer", 5),), origin="feedback",
    )  # fmt: skip
    book.keep(scope_writing(book.study, book.by(), name="q-practices", matter="Practices that cannot be carried",
                            how_far="not explored", why="Nobody came to it before the day closed."))  # fmt: skip
    return book


def validated() -> Book:
    """The same a month later: a meeting mostly of doctors, marks, a theme enlarged, decisions, and a panel that did not play."""
    book = themed()
    book.now = LATER
    book.keep(meeting_writing(book.study, book.by(), Meeting(
        id="july", date="2013-07-02", place="Marlbridge town hall", attended=(("gp", 6), ("manager", 1), ("lay", 0)),
        asked=("looks-up", "own-way"))))  # fmt: skip
    book.mark("saltmere.chair", "looks-up", "resonates", "gp")
    book.mark("holmewold.chair", "looks-up", "resonates", "gp")
    book.mark("buft.chief", "looks-up", "disputed", "manager", "The board never said so.", may_quote=True)
    book.mark("link.7", "own-way", "addition", "gp", "We met in the car park.", may_quote=True)
    book.mark("marlbridge.chair", "own-way", "question", "gp", "Who paid for it?")
    first = book.study.standing("theme")[0].entry
    grown = replace(
        theme_in(first),
        statement=f"{PLAIN['statement']} Those who met in July say it was quicker to ask than to find out.",
        after=first.number,
        why="After the meeting.",
    )
    wider = book.keep(theme_writing(book.study, book.by(), grown))
    book.keep(decision_writing(book.study, book.by(), Decision(
        validation="july", theme="looks-up", changed=True, version=wider.number, why="They added why it was so.")))  # fmt: skip
    book.keep(decision_writing(book.study, book.by(), Decision(
        validation="july", theme="own-way", changed=False, why="The question is for another day.")))  # fmt: skip
    book.keep(talk_writing(book.study, book.by(TWO), Talk(
        id="chiefs", date="2013-07-16", panel="of chief executives", roles=("hospital chief", "finance director"),
        words="They would begin with care homes.", themes=("own-way",), next_steps=("support for care homes",))))  # fmt: skip
    talk = book.study.standing("panel-talk")[0].entry.number
    book.theme(
        id="care-homes", title="Care homes", statement="Homes might be helped before patients are sent in.",
        subject="care outside hospital", question="q-integration", origin="panel", supports=(Evidence("panel", talk),),
        without="Nobody saw it in play; a panel raised it.",
    )  # fmt: skip
    book.point(
        id="homes", theme="care-homes", sort="to do", statement="Give homes a number to call at night.", addressee="purchaser",
        owner="programme", supports=(Evidence("panel", talk),), origin="panel",
    )  # fmt: skip
    return book


@cache
def whole() -> Study:
    """The whole study, made once a run."""
    return validated().study
