"""The codebook as it stands: the pack's, and every change that people made to it, each code with its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from shirehall.patch.model import Codebook, Topic
from shirehall.study.notebook.entry import Entry
from shirehall.study.notebook.standing import history
from shirehall.study.study import Study

STANDING, MERGED, SPLIT, ASIDE = "standing", "merged", "split", "put aside"
STATES = (STANDING, MERGED, SPLIT, ASIDE)

CHANGES = ("add", "rename", "merge", "split", "put-aside", "restore", "memo")
"""What can be done to a code. The `why` of a change is kept with it; a memo is a `why` that changes nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change to a code: the entry that made it, who made it and when (a UTC label), what was done, and why."""

    number: int
    author: str
    origin: str
    at: str
    do: str
    says: str
    why: str


@dataclass(frozen=True, slots=True)
class BookCode:
    """A code as it stands. `into` are the codes that it was merged or split into; `source` is the pack or the notebook."""

    id: str
    title: str
    group: str
    means: str
    source: str
    state: str = STANDING
    into: tuple[str, ...] = ()
    history: tuple[Change, ...] = ()

    @property
    def offered(self) -> bool:
        """Whether new codings may use it."""
        return self.state == STANDING


@dataclass(frozen=True, slots=True)
class NotDone:
    """A change that could not be made as the codebook then stood. It is kept, with the reason."""

    change: Change
    code: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Under which code a coding counts, what has to be said of it, and whether it has to be coded again."""

    code: str
    marks: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True)
class Book:
    """The codebook as it stands: all codes, those merged, split and put aside among them, in the order they came.

    Topics are the pack's and do not change: senders declared them in play. `not_done` holds changes that could not be made.
    """

    codes: Mapping[str, BookCode]
    topics: Mapping[str, Topic]
    not_done: tuple[NotDone, ...] = ()
    taken_back: Mapping[str, int] = field(default_factory=dict)

    @property
    def offered(self) -> tuple[BookCode, ...]:
        """The codes that new codings may use, group by group as the groups first came."""
        groups = list(dict.fromkeys(code.group for code in self.codes.values()))
        return tuple(
            sorted((c for c in self.codes.values() if c.offered), key=lambda code: groups.index(code.group))
        )

    def title(self, code: str, sort: str = "code") -> str:
        """The title of a code, or of a topic; its id when the codebook does not know it."""
        known = self.topics.get(code) if sort == "topic" else self.codes.get(code)
        return known.title if known else code

    def counted(self, code: str, sort: str = "code") -> Counted:
        """Under which code (or topic) a coding is counted now.

        What was merged counts under the code it went into. What was split stays where it is and waits to be coded again. What
        was put aside stays and is marked, and so is a code that the codebook does not hold.
        """
        if sort == "topic":
            return (
                Counted(code) if code in self.topics else Counted(code, (f"the pack has no topic {code!r}",))
            )
        now, marks = self.codes.get(code), []
        while now is not None and now.state == MERGED:
            marks.append(f"{now.id!r} was merged into {now.into[0]!r}")
            now = self.codes[now.into[0]]
        if now is None:
            return Counted(code, (self.gone(code),))
        if now.state == SPLIT:
            marks.append(f"{now.id!r} was split into {', '.join(map(repr, now.into))}: to be coded again")
        if now.state == ASIDE:
            marks.append(f"{now.id!r} was put aside")
        return Counted(now.id, tuple(marks), now.state == SPLIT)

    def gone(self, code: str) -> str:
        """Why the codebook does not hold a code."""
        if code in self.taken_back:
            return f"the code {code!r} was added in entry {self.taken_back[code]}, which was taken back"
        return f"the codebook has no code {code!r}"


def book_of(study: Study) -> Book:
    """The codebook as it stands in a study."""
    return study.once("codebook", lambda s: codebook(s.telling.patch.codebook, s.entries))


def codebook(pack: Codebook, entries: Iterable[Entry]) -> Book:
    """The pack's codebook with the notebook's changes made in their order; a change that was withdrawn is left aside."""
    codes = {code.id: BookCode(code.id, code.title, code.group, code.means, "pack") for code in pack.codes}
    not_done: list[NotDone] = []
    taken_back: dict[str, int] = {}
    for each in history(entries):
        entry = each.entry
        if entry.kind != "codebook":
            continue
        if each.withdrawn:
            if entry.body.get("do") == "add":
                taken_back[str(entry.body.get("code", ""))] = each.first.number
            continue
        why_not = cannot(codes, entry.body)
        if why_not:
            not_done.append(NotDone(change_of(entry), str(entry.body.get("code", "")), why_not))
        else:
            made(codes, entry)
    left = {code: number for code, number in taken_back.items() if code not in codes}
    return Book(codes, {topic.id: topic for topic in pack.topics}, tuple(not_done), left)


def ids_of(value: object) -> tuple[str, ...]:
    """One id or several, each once."""
    given = value if isinstance(value, list | tuple) else (value,)
    return tuple(dict.fromkeys(str(each) for each in given if each not in (None, "")))


def cannot(codes: Mapping[str, BookCode], body: Mapping[str, object]) -> str:
    """Why a change cannot be made to the codes as they stand; empty when it can."""
    do, code, into = body.get("do"), str(body.get("code", "")), ids_of(body.get("into"))
    if do not in CHANGES:
        return f"nothing called {do!r} can be done to a code; it is one of {', '.join(CHANGES)}"
    if not code:
        return "no code is named"
    if do == "add":
        return f"there is a code {code!r} already" if code in codes else ""
    if code not in codes:
        return f"the codebook has no code {code!r}"
    known = codes[code]
    if do == "restore":
        return "" if known.state != STANDING else f"{code!r} stands already"
    if do in ("merge", "split", "put-aside") and known.state != STANDING:
        return f"{code!r} stands no longer: it was {known.state}"
    if do in ("merge", "split"):
        return cannot_go_into(codes, str(do), code, into)
    if do == "rename" and not any(body.get(name) for name in ("title", "group", "means")):
        return "no new title, group or meaning is given"
    return ""


def cannot_go_into(codes: Mapping[str, BookCode], do: str, code: str, into: tuple[str, ...]) -> str:
    """Why a code cannot be merged or split into others; empty when it can."""
    if do == "merge" and len(into) != 1:
        return "a code is merged into one other"
    if do == "split" and len(into) < 2:
        return "a code is split into two or more"
    if code in into:
        return f"{code!r} cannot go into itself"
    missing = [each for each in into if each not in codes or codes[each].state != STANDING]
    return f"no code {missing[0]!r} stands for it to go into" if missing else ""


def made(codes: dict[str, BookCode], entry: Entry) -> None:
    """Make one change that can be made."""
    body, change = entry.body, change_of(entry)
    do, code = str(body["do"]), str(body["code"])
    told = {name: str(body[name]) for name in ("title", "group", "means") if body.get(name)}
    if do == "add":
        codes[code] = BookCode(
            code,
            told.get("title", code),
            told.get("group", ""),
            told.get("means", ""),
            "notebook",
            history=(change,),
        )
        return
    now = replace(codes[code], history=(*codes[code].history, change))
    if do == "rename":
        now = replace(
            now,
            title=told.get("title", now.title),
            group=told.get("group", now.group),
            means=told.get("means", now.means),
        )
    elif do != "memo":
        state = {"merge": MERGED, "split": SPLIT, "put-aside": ASIDE, "restore": STANDING}[do]
        now = replace(now, state=state, into=ids_of(body.get("into")) if do in ("merge", "split") else ())
    codes[code] = now
    for other in now.into if do in ("merge", "split") else ():
        codes[other] = replace(codes[other], history=(*codes[other].history, change))


def change_of(entry: Entry) -> Change:
    """A change as an entry tells it."""
    body = entry.body
    code, into = str(body.get("code", "")), ", ".join(map(repr, ids_of(body.get("into"))))
    title = str(body.get("title") or "")
    says = {
        "add": f"{code!r} added" + (f" as “{title}”" if title else ""),
        "rename": f"{code!r} reworded" + (f" as “{title}”" if title else ""),
        "merge": f"{code!r} merged into {into}",
        "split": f"{code!r} split into {into}",
        "put-aside": f"{code!r} put aside",
        "restore": f"{code!r} restored",
        "memo": f"a memo on {code!r}",
    }
    do = str(body.get("do", ""))
    return Change(
        entry.number,
        entry.author,
        entry.origin,
        entry.received_at,
        do,
        says.get(do, f"{do!r} of {code!r}"),
        str(body.get("why") or ""),
    )
