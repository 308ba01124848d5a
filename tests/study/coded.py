"""The half-year coded by two people, and ways to write what coders write."""

from __future__ import annotations

from typing import Any

from shirehall.study.codes.writing import codebook_change, coding_writing, machine_coding, take_back
from shirehall.study.notebook.entry import Entry
from shirehall.study.notebook.store import Notebook
from shirehall.study.study import Study
from tests.study.day import number, told
from tests.study.notes import NOW, ONE, TWO, in_memory, note


class Desk:
    """A notebook at which people code; every writing gets a key of its own."""

    def __init__(self) -> None:
        self.book: Notebook = in_memory()

    @property
    def study(self) -> Study:
        return Study(told(), self.book.entries())

    @property
    def key(self) -> str:
        return f"k{len(self.book.entries())}"

    def note(self, by: str = ONE, **data: Any) -> int:
        return note(self.book, by, **data).number

    def code(self, by: str, *codes: str, **data: Any) -> Entry:
        writing = coding_writing(self.study, author=by, key=self.key, codes=codes, **data)
        return self.book.write(writing, NOW)

    def change(self, do: str, code: str, by: str = ONE, **data: Any) -> Entry:
        told_why = {
            "why": "They overlap.",
            **({"means": f"What {code} means."} if do == "add" else {}),
            **data,
        }
        return self.book.write(
            codebook_change(self.study, author=by, key=self.key, do=do, code=code, **told_why), NOW
        )

    def machine(self, *codes: str, **data: Any) -> Entry:
        writing = machine_coding(
            self.study, author="program", key=self.key, by="reader 1.0", shown="the note", codes=codes, **data
        )
        return self.book.write(writing, NOW)

    def back(self, by: str, entry: int) -> Entry:
        return self.book.write(take_back(self.study, author=by, key=self.key, number=entry), NOW)


LETTERS = ("letter-1", "letter-2", "reply", "ask", "ask-2", "answer")


def two_coders() -> Desk:
    """Six acts coded for topics by two, alike on four of them; two notes coded with codes, one of them by one person only.

    ONE and TWO both find money in letter-2, ask and ask-2, and quality in the reply. Of letter-1 ONE says money and TWO says
    quality; in the answer ONE finds nothing and TWO finds money.
    """
    desk = Desk()
    mine = ("money", "money", "quality", "money", "money", None)
    theirs = ("quality", "money", "quality", "money", "money", "money")
    for by, topics in ((ONE, mine), (TWO, theirs)):
        for name, topic in zip(LETTERS, topics, strict=True):
            given = {"topics": (topic,)} if topic else {"nothing": ("topic",)}
            desk.code(by, event=number(name), **given)
    desk.change("add", "waits", title="Waits")
    first = desk.note(ONE, action="East spoke first.", bodies=["east"], codes=["leads"])
    second = desk.note(TWO, action="West waited for the hospital.", bodies=["west"], month=2)
    desk.code(TWO, "leads", note=first)
    desk.code(TWO, "waits", note=second)
    return desk
