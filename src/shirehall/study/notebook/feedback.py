"""Feedback: the pack's questions at the end and in the week after, answers kept apart by whose they are, feelings counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shirehall.errors import UsageError
from shirehall.patch.model import FeedbackQuestion
from shirehall.patch.pack import Patch
from shirehall.study.notebook.entry import ORIGINS, Entry, Writing, days_after, moment_of
from shirehall.study.notebook.note import keepable, listed, wording
from shirehall.study.notebook.standing import standing

DAYS_OPEN = 7
"""For how many days after play reflections are taken."""
LOWEST, HIGHEST = 1, 5
MOMENTS = ("morning", "end")
FEELINGS = (
    "calm", "hopeful", "curious", "confident", "energetic", "proud", "supported", "amused",
    "tired", "swamped", "anxious", "confused", "frustrated", "angry", "powerless", "overlooked", "threatened", "isolated",
)  # fmt: skip
"""Words for feelings that are offered; anybody may add their own. They are counted by word."""
MOST_FEELINGS = 24

MODERATORS = (
    FeedbackQuestion(
        id="moderators-saw", part="interpretation", when="same-day", answer="words",
        text="As moderators: what happened today, and why, as you see it?",
    ),
    FeedbackQuestion(
        id="moderators-did", part="experience", when="same-day", answer="words",
        text="As moderators: where did your own acts or rulings turn the day?",
    ),
)  # fmt: skip
"""What moderators are asked of themselves, in every pack; kept apart from what players say."""

PART_TITLES: Mapping[str, str] = {
    "experience": "What the day was like",
    "perception": "What you saw",
    "feelings": "How you felt",
    "interpretation": "What you make of it",
}
"""The parts of the form in the order in which they are asked."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the form: its questions, in the pack's order."""

    id: str
    title: str
    questions: tuple[FeedbackQuestion, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The form for one occasion: at the end of the day, or in the week after."""

    when: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when feedback is taken, as UTC labels; both empty before the end of play."""

    opened: str
    closes: str

    def takes(self, now: str) -> bool:
        """Whether feedback is taken at a moment."""
        return bool(self.opened) and later(now, self.closes) <= 0

    def over(self, now: str) -> bool:
        """Whether the week is over."""
        return bool(self.opened) and later(now, self.closes) > 0

    def same_day(self, received_at: str) -> bool:
        """Whether something came within a day of the end of play."""
        return bool(self.opened) and later(received_at, days_after(self.opened, 1)) <= 0


def later(one: str, other: str) -> float:
    """By how many seconds one label is later than another. Raises UsageError for labels that tell no moment."""
    a, b = moment_of(one), moment_of(other)
    if a is None or b is None:
        raise UsageError("a time was expected.", mend="give it as 2013-06-04T10:42:07Z.")
    return (a - b).total_seconds()


def form_of(patch: Patch, when: str) -> Form:
    """The pack's questions for an occasion, part by part."""
    asked = [question for question in patch.feedback if question.when == when]
    parts = [
        Part(part, title, tuple(q for q in asked if q.part == part)) for part, title in PART_TITLES.items()
    ]
    return Form(when, tuple(part for part in parts if part.questions))


def moderators_form() -> Form:
    """What moderators are asked of themselves."""
    return Form("same-day", (Part("moderators", "Your own part", MODERATORS),))


def opening(author: str) -> Writing:
    """The entry that opens feedback at the end of play, by a facilitator's seat; written again it counts once."""
    return Writing(kind="feedback-opened", author=author, origin="moderator", key="feedback-opened", body={})


def window_from(opened: str) -> Window:
    """The window that begins at a moment."""
    return Window(opened, days_after(opened, DAYS_OPEN))


def window(entries: Iterable[Entry]) -> Window:
    """The window that the notebook's first opening of feedback began."""
    opened = next((entry.received_at for entry in entries if entry.kind == "feedback-opened"), "")
    return window_from(opened) if opened else Window("", "")


def question_of(patch: Patch, name: str) -> FeedbackQuestion:
    """The pack's question of that id. Raises UsageError when there is none."""
    for question in patch.feedback:
        if question.id == name:
            return question
    raise UsageError(
        f"the form has no question {keepable(name)[:40]!r}.", mend="answer one that is on the form."
    )


def answer_from(
    question: FeedbackQuestion, data: Mapping[str, Any], adds_to: int | None = None
) -> dict[str, Any]:
    """The body of an answer, from `words`, `scale`, and feelings under `morning`, `end` and `own`.

    Words may go with any answer. Raises UsageError when there is no answer, or a scale has none of its five marks.
    """
    marks: list[str] = []
    words = wording(data.get("words"), "words", marks)
    scale = scale_of(data.get("scale"))
    feelings = feelings_of(data)
    if not (words or scale is not None or feelings):
        raise UsageError(
            "there is no answer yet.", mend="write, mark or choose something first.", who="whoever answers"
        )
    return {
        "question": question.id,
        "part": question.part,
        "when": question.when,
        "asked": question.text,
        "words": words,
        "scale": scale,
        "feelings": feelings,
        "adds_to": adds_to,
        "marks": tuple(marks),
    }


def scale_of(value: object) -> int | None:
    """A mark from 1 to 5, or none. Raises UsageError for any other."""
    text = keepable(value)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 1 and LOWEST <= int(text) <= HIGHEST):
        raise UsageError(
            f"{text[:20]!r} is no mark.", mend=f"choose {LOWEST} to {HIGHEST}.", who="whoever answers"
        )
    return int(text)


def feelings_of(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Pairs of a moment of the day and a word for a feeling, each once; own words are taken as they are, in small letters."""
    pairs: list[tuple[str, str]] = []
    for moment in MOMENTS:
        own = keepable(data.get(f"{moment}_own")).replace(";", ",").split(",")
        for word in (*listed(data.get(moment)), *own):
            text = " ".join(keepable(word).casefold().split())[:60]
            if text:
                pairs.append((moment, text))
    return tuple(dict.fromkeys(pairs))[:MOST_FEELINGS]


def apart(entries: Iterable[Entry], *kinds: str) -> dict[str, tuple[Entry, ...]]:
    """Answers and reasons as they stand, by whose words they are: players', moderators', observers', scripts', outsiders'."""
    found = [each.entry for each in standing(entries, *(kinds or ("answer", "reason")))]
    return {origin: tuple(entry for entry in found if entry.origin == origin) for origin in ORIGINS}


def count_feelings(entries: Iterable[Entry]) -> dict[str, dict[tuple[str, str], int]]:
    """How many gave each (moment, word), by whose feelings they are. A person who answers twice is counted once a word."""
    counts: dict[str, dict[tuple[str, str], int]] = {}
    for origin, answers in apart(entries, "answer").items():
        felt = {(entry.author, moment, word) for entry in answers for moment, word in entry.body["feelings"]}
        counts[origin] = dict(sorted(Counter((moment, word) for _, moment, word in sorted(felt)).items()))
    return counts


@dataclass(frozen=True, slots=True)
class Answered:
    """How many gave an answer to one question: at the end of the day, and later in the week; and the marks on its scale."""

    question: str
    origin: str
    same_day: int
    later: int
    marks: tuple[int, ...]


def counts(entries: Iterable[Entry], patch: Patch, origin: str) -> tuple[Answered, ...]:
    """The counts of every question of the pack for those of one origin. `marks` counts the answers 1 to 5, in order."""
    whole = tuple(entries)
    open_ = window(whole)
    answers = apart(whole, "answer")[origin]
    found = []
    for question in patch.feedback:
        mine = [entry for entry in answers if entry.body["question"] == question.id]
        first = {entry.author: entry for entry in reversed(mine)}
        soon = sum(open_.same_day(entry.received_at) for entry in first.values())
        scales = [entry.body["scale"] for entry in mine]
        marks = tuple(scales.count(mark) for mark in range(LOWEST, HIGHEST + 1))
        found.append(Answered(question.id, origin, soon, len(first) - soon, marks))
    return tuple(found)
