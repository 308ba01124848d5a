"""A meeting about a month later: who came, what they made of each theme, and what became of the text."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from shirehall.play.record.event import Json
from shirehall.study.notebook.entry import Entry, Writing
from shirehall.study.notebook.feedback import window
from shirehall.study.notebook.note import keepable
from shirehall.study.study import Study
from shirehall.study.themes.around import date_in, known_themes, names_of
from shirehall.study.themes.theme import sentences_in
from shirehall.study.themes.words import By, identity, needed, one_of, refused, wordings

MARKS: Mapping[str, str] = {
    "resonates": "it rings true",
    "disputed": "they dispute it",
    "new": "it is new to them",
    "question": "they ask a question",
    "addition": "they add something",
}
"""What somebody may make of a theme; the last two want words."""
WORDY = ("disputed", "question", "addition")
ROLE_SAID = {
    "gp": "GP",
    "lay": "lay person",
    "public-health": "public health",
    "consultant-firm": "consulting firm",
    "finance": "finance",
}
"""Roles that are written otherwise than the seat plan names them."""
MOSTLY = 0.5
"""The share of those who came from which on one role is said to be most of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting that tests the reading: its day, its place, how many came in each role, the themes put to it, what was said of it."""

    id: str
    date: str
    place: str
    attended: tuple[tuple[str, int], ...]
    asked: tuple[str, ...]
    words: str = ""
    number: int = 0

    @property
    def came(self) -> int:
        """How many came."""
        return sum(many for _, many in self.attended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one person made of one theme, in their role."""

    validation: str
    theme: str
    mark: str
    role: str
    words: str = ""
    may_quote: bool = False
    number: int = 0
    origin: str = "player"
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was made of the marks on a theme: whether its text was changed, by which wording, and why."""

    validation: str
    theme: str
    changed: bool
    why: str
    version: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A theme's text before and after a meeting: sentences added, sentences gone, and the difference word by word.

    `decided` is the decision that tells why; none for a wording that nobody accounted for.
    """

    theme: str
    before: Entry
    after: Entry
    added: tuple[str, ...]
    gone: tuple[str, ...]
    difference: tuple[tuple[str, str], ...]
    decided: Decision | None

    @property
    def additive(self) -> bool:
        """Whether nothing that stood was taken out."""
        return not self.gone


@dataclass(frozen=True, slots=True)
class Result:
    """What a meeting made of one theme: its marks, counted by mark and role, and what was decided."""

    theme: str
    marks: tuple[Mark, ...]
    decision: Decision | None

    def many(self, mark: str, role: str = "") -> int:
        """How many people marked it so, all or of one role. Somebody who marks twice counts once."""
        return len({m.author for m in self.marks if m.mark == mark and role in ("", m.role)})

    @property
    def dissent(self) -> tuple[Mark, ...]:
        """The marks that dispute it. They are kept whatever was decided."""
        return tuple(m for m in self.marks if m.mark == "disputed")


@dataclass(frozen=True)
class Validation:
    """The validation of a study, read from its notebook."""

    study: Study

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """The meetings as they stand: the last wording of each."""
        return tuple(meeting_in(found.standing) for found in wordings(self.study, "validation").values())

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark that stands."""
        return tuple(mark_in(each.entry) for each in self.study.standing("validation-mark"))

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Every decision that stands."""
        return tuple(decision_in(each.entry) for each in self.study.standing("validation-decision"))

    def results(self, meeting: Meeting) -> tuple[Result, ...]:
        """What a meeting made of each theme that was put to it or that somebody marked."""
        marks = [m for m in self.marks if m.validation == meeting.id]
        themes = dict.fromkeys((*meeting.asked, *(m.theme for m in marks)))
        decided = {d.theme: d for d in self.decisions if d.validation == meeting.id}
        return tuple(Result(t, tuple(m for m in marks if m.theme == t), decided.get(t)) for t in themes)

    def partiality(self, meeting: Meeting) -> tuple[str, ...]:
        """In what way a meeting was partial, sentence by sentence: who made up most of it, and who was not there."""
        return partial(meeting, seats_by_role(self.study))

    def days_after(self, meeting: Meeting) -> int | None:
        """How many days after the end of play a meeting was held; none where nobody opened feedback, which marks the end."""
        opened = window(self.study.entries).opened
        return (date.fromisoformat(meeting.date) - date.fromisoformat(opened[:10])).days if opened else None

    def changes(self) -> tuple[Change, ...]:
        """Every wording of a theme that came after a meeting marked it, beside the wording that the meeting had before it."""
        first: dict[str, int] = {}
        for mark in self.marks:
            first[mark.theme] = min(mark.number, first.get(mark.theme, mark.number))
        found = []
        for name, every in wordings(self.study, "theme").items():
            since = [e for e in every.entries if name in first and e.number > first[name]]
            before = next(
                (e for e in reversed(every.entries) if name in first and e.number < first[name]), None
            )
            for after in since:
                if before is not None and before.body["statement"] != after.body["statement"]:
                    found.append(change_of(name, before, after, self.decisions))
                before = after
        return tuple(found)


def validation(study: Study) -> Validation:
    """The validation of a study; worked out once a study."""
    return study.once("validation", Validation)


def change_of(name: str, before: Entry, after: Entry, decisions: Iterable[Decision]) -> Change:
    """The change from one wording to another, with the decision that accounts for it."""
    was, now = (sentences_in(str(e.body["statement"])) for e in (before, after))
    return Change(
        name, before, after,
        tuple(s for s in now if s not in was), tuple(s for s in was if s not in now),
        difference(str(before.body["statement"]), str(after.body["statement"])),
        next((d for d in decisions if d.theme == name and d.version == after.number), None),
    )  # fmt: skip


def difference(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """The difference of two texts by words: runs that are the same (" "), were taken out ("-") or put in ("+"), in order."""
    old, new = before.split(), after.split()
    runs: list[tuple[str, str]] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            runs.append((" ", " ".join(old[a:b])))
            continue
        if b > a:
            runs.append(("-", " ".join(old[a:b])))
        if d > c:
            runs.append(("+", " ".join(new[c:d])))
    return tuple(runs)


def seats_by_role(study: Study) -> tuple[tuple[str, int], ...]:
    """How many seats of the day each role held; a role is the profession that the seat plan names, facilitators left aside."""
    patch = study.telling.patch
    counted = Counter(seat.profession for seat in patch.active_seats if seat.profession != "control")
    return tuple(sorted(counted.items()))


def partial(meeting: Meeting, day: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    """In what way a meeting was partial beside who sat on the day."""
    if not meeting.came:
        return ("Nobody came, so nothing was tested.",)
    on_the_day, seats = dict(day), sum(many for _, many in day)
    said = []
    role, most = max(meeting.attended, key=lambda pair: (pair[1], pair[0]))
    if most > meeting.came * MOSTLY:
        held = on_the_day.get(role, 0)
        beside = f", who held {held} of {seats} seats on the day" if held else ""
        said.append(
            f"Of {meeting.came} who came, {most} were {roles_said(role)}{beside}: what rang true there rang true to them above all."
        )
    came = {name for name, many in meeting.attended if many}
    absent = [name for name, _ in day if name not in came]
    if absent:
        said.append(f"There were no {either([roles_said(name) for name in absent])}.")
    if meeting.came < seats:
        said.append(f"{meeting.came} came, where {seats} seats were set out on the day.")
    return tuple(said)


def meeting_in(entry: Entry) -> Meeting:
    """The meeting that an entry keeps."""
    body = entry.body
    rows = body.get("attended")
    attended = tuple((str(row[0]), int(row[1])) for row in rows) if isinstance(rows, tuple | list) else ()
    return Meeting(
        id=str(body["id"]), date=str(body["date"]), place=str(body.get("place") or ""), attended=attended,
        asked=names_of(body.get("asked")), words=str(body.get("words") or ""), number=entry.number,
    )  # fmt: skip


def mark_in(entry: Entry) -> Mark:
    """The mark that an entry keeps."""
    body = entry.body
    return Mark(
        validation=str(body["validation"]), theme=str(body["theme"]), mark=str(body["mark"]), role=str(body.get("role") or ""),
        words=str(body.get("words") or ""), may_quote=body.get("may_quote") is True, number=entry.number, origin=entry.origin,
        author=entry.author,
    )  # fmt: skip


def decision_in(entry: Entry) -> Decision:
    """The decision that an entry keeps."""
    body = entry.body
    return Decision(
        validation=str(body["validation"]), theme=str(body["theme"]), changed=bool(body["changed"]), why=str(body["why"]),
        version=int(body.get("version") or 0), number=entry.number,
    )  # fmt: skip


def meeting_writing(study: Study, by: By, meeting: Meeting) -> Writing:
    """The writing of a meeting, or of its next wording. Raises UsageError without a date, a place, who came by role, or themes."""
    attended: list[tuple[str, Json]] = []
    for role, many in meeting.attended:
        if many < 0:
            raise refused(f"{many} people cannot have come as {role}.", "count those who came.")
        attended.append((needed(role, "role of those who came"), many))
    if not attended:
        raise refused(
            "the meeting does not say who came.", "give how many came in each role, nought included."
        )
    day = date_in(meeting.date)
    opened = window(study.entries).opened
    if opened and date.fromisoformat(day) < date.fromisoformat(opened[:10]):
        raise refused(
            f"the meeting is said to have been on {day}, before the end of play.",
            "give the day of the meeting.",
        )
    body = {
        "id": identity(meeting.id, "meeting"),
        "date": day,
        "place": needed(meeting.place, "place"),
        "attended": tuple(attended),
        "asked": known_themes(study, meeting.asked),
        "words": keepable(meeting.words),
    }
    if not meeting.asked:
        raise refused("no theme is put to the meeting.", "name the themes on which you ask.")
    return by.writes("validation", body)


def mark_writing(study: Study, by: By, mark: Mark) -> Writing:
    """The writing of what one person made of one theme, signed with their own seat or the mark of the link they came by.

    Raises UsageError for a meeting or a theme that is not there, and for a dispute, a question or an addition without words.
    """
    known_meeting(study, mark.validation)
    known_themes(study, (mark.theme,))
    one_of(mark.mark, MARKS, "mark")
    words = needed(mark.words, "reason or the question") if mark.mark in WORDY else keepable(mark.words)
    body = {
        "validation": mark.validation,
        "theme": mark.theme,
        "mark": mark.mark,
        "role": needed(mark.role, "role"),
        "words": words,
        "may_quote": mark.may_quote,
    }
    return by.writes("validation-mark", body)


def decision_writing(study: Study, by: By, decision: Decision) -> Writing:
    """The writing of what was made of the marks on a theme.

    Raises UsageError without a reason; where the text was changed, when `version` is no wording of the theme written since the
    meeting's first mark on it; where it was not, when a version is named.
    """
    known_meeting(study, decision.validation)
    known_themes(study, (decision.theme,))
    marks = [
        m.number
        for m in validation(study).marks
        if (m.validation, m.theme) == (decision.validation, decision.theme)
    ]
    if not marks:
        raise refused(
            f"nobody marked the theme {decision.theme!r} there.", "decide on themes that were marked."
        )
    wordings_since = [
        e.number for e in wordings(study, "theme")[decision.theme].entries if e.number > marks[0]
    ]
    if decision.changed and decision.version not in wordings_since:
        raise refused(
            f"entry {decision.version} is no wording of {decision.theme!r} written since it was marked.",
            "write the theme's new wording first, and name its number.",
        )
    if not decision.changed and decision.version:
        raise refused(
            "the text is said not to have changed, and a version is named.", "leave the version out."
        )
    body = {
        "validation": decision.validation,
        "theme": decision.theme,
        "changed": decision.changed,
        "version": decision.version,
        "why": needed(decision.why, "reason"),
    }
    return by.writes("validation-decision", body)


def known_meeting(study: Study, name: str) -> None:
    """See that a meeting was written. Raises UsageError when it was not."""
    there = wordings(study, "validation")
    if name not in there:
        raise refused(
            f"there is no meeting {name!r}.", f"name one of {', '.join(there) or 'those written first'}."
        )


MANY = {"gp": "GPs", "lay": "lay people", "public-health": "people from public health", "finance": "people from finance",
        "consultant-firm": "people from consulting firms"}  # fmt: skip
"""Roles of which several are not told by adding an s."""


def roles_said(role: str) -> str:
    """A role as it is written of several, or of none."""
    return MANY.get(role, f"{role_said(role)}s")


def either(names: list[str]) -> str:
    """Names of which none is meant: "nurses, therapists or doctors"."""
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def role_said(role: str) -> str:
    """A role as it is written."""
    return ROLE_SAID.get(role, role.replace("-", " "))
