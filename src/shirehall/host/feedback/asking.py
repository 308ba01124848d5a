"""What is asked of whom, what they have said so far, and from when to when it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shirehall.errors import UsageError
from shirehall.host.house import House
from shirehall.host.web import Who
from shirehall.patch.model import FeedbackQuestion
from shirehall.study.notebook.entry import LONGEST_KEY, Entry, Writing
from shirehall.study.notebook.feedback import (
    MODERATORS,
    Form,
    Window,
    answer_from,
    form_of,
    moderators_form,
    opening,
    question_of,
    window,
    window_from,
)
from shirehall.study.notebook.note import keepable, wording
from shirehall.study.notebook.patterns import Pattern, patterns
from shirehall.study.notebook.standing import standing

OVER = ("feedback", "closed")
"""The stages of the day in which play is over."""


def utc_now() -> str:
    """The present moment as a UTC label."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Writer:
    """Who answers: a pseudonym, and whose words they are."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody has said to one question so far: the entries in order, the first of them an answer, the rest added to it."""

    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        """The answer itself."""
        return self.entries[0]


def writer_of(house: House, who: Who) -> Writer:
    """Under which mark somebody answers, and whose words they are: players', moderators' or observers'."""
    if who.kind == "observer":
        sessions = {each.session: each.invitation for each in house.register.sessions()}
        return Writer(f"observer.{sessions.get(who.token, who.token)}", "observer")
    return Writer(who.seat, "moderator" if who.facilitator else "player")


def window_of(house: House, now: str) -> Window:
    """From when to when feedback is taken. When play is over and nobody has noted it yet, it is taken from now."""
    found = window(house.notebook.of_kind("feedback-opened"))
    return window_from(now) if not found.opened and house.stage in OVER else found


def forms_for(house: House, writer: Writer) -> tuple[Form, ...]:
    """The forms that somebody is asked to fill in: moderators have two questions of their own besides."""
    forms = [form_of(house.patch, when) for when in ("same-day", "week-after")]
    own = [moderators_form()] if writer.origin == "moderator" else []
    return tuple(form for form in (*own, *forms) if form.parts)


def asked(house: House, name: str, writer: Writer) -> FeedbackQuestion:
    """The question of that id, if it is asked of them. Raises UsageError when it is not."""
    own = {question.id: question for question in MODERATORS} if writer.origin == "moderator" else {}
    return own.get(name) or question_of(house.patch, name)


def why_asked(house: House, writer: Writer) -> tuple[Pattern, ...]:
    """What a player's own record shows, to be asked why. Nothing for others, and nothing without a record."""
    if writer.origin != "player" or house.day is None:
        return ()
    return patterns(house.day.view(writer.id))


def said_by(house: House, writer: Writer) -> dict[str, Said]:
    """What somebody has said so far, by question or pattern; corrected as it stands, without what was taken back."""
    found: dict[str, list[Entry]] = {}
    for each in standing(house.notebook.by(writer.id), "answer", "reason"):
        name = each.entry.body.get("question") or each.entry.body["pattern"]
        found.setdefault(name, []).append(each.entry)
    return {name: Said(tuple(entries)) for name, entries in found.items()}


def names_in(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """A form's fields by question: `words:f-rules`, `scale:f-real`, `morning:f-feelings` ..."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in data.items():
        field, colon, question = name.partition(":")
        if colon and question and field in ("words", "scale", "morning", "end", "morning_own", "end_own"):
            found.setdefault(question, {})[field] = value
    return found


def writings(
    house: House, writer: Writer, data: Mapping[str, Any], key: str
) -> tuple[list[Writing], dict[str, str]]:
    """What is to be kept of a form that was sent, and the faults in it by question. Questions left blank are passed over."""
    found: list[Writing] = []
    faults: dict[str, str] = {}
    so_far = said_by(house, writer)
    why = {pattern.id: pattern for pattern in why_asked(house, writer)}
    for name, given in names_in(data).items():
        try:
            body = body_for(house, writer, name, given, so_far.get(name), why.get(name))
        except UsageError as fault:
            faults[name] = (
                f"{fault.what[:1].upper()}{fault.what[1:]} {fault.mend[:1].upper()}{fault.mend[1:]}"
            )
            continue
        if body is not None:
            kind = "reason" if name in why else "answer"
            found.append(
                Writing(
                    kind=kind,
                    author=writer.id,
                    origin=writer.origin,
                    key=key_for(name, key, so_far.get(name)),
                    body=body,
                )
            )
    return found, faults


def body_for(
    house: House, writer: Writer, name: str, given: Mapping[str, Any], said: Said | None, pattern: Pattern | None
) -> dict[str, Any] | None:  # fmt: skip
    """The body of one answer or reason; none for what was left blank or said in just these words before."""
    if not any(
        keepable(one) for value in given.values() for one in (value if isinstance(value, list) else [value])
    ):
        return None
    if pattern is not None:
        words = wording(given.get("words"), "words", [])
        body: dict[str, Any] = {
            "pattern": pattern.id, "asked": pattern.asks, "shown": pattern.shown, "events": pattern.events, "words": words
        }  # fmt: skip
    else:
        body = answer_from(asked(house, name, writer), given, said.first.number if said else None)
    same = ("words", "scale", "feelings")
    before = said.entries if said else ()
    if any(all(entry.body.get(part) == body.get(part) for part in same) for entry in before):
        return None
    return body


def key_for(name: str, key: str, said: Said | None) -> str:
    """The key of one answer of a form; other words sent by the same form later are added under another.

    Raises UsageError for a form without a key.
    """
    if not key:
        raise UsageError("the form has no key.", mend="open the page again.", who="whoever answers")
    return f"{key[:40]}:{len(said.entries) if said else 0}:{name}"[:LONGEST_KEY]


def keep(house: House, found: list[Writing], now: str) -> None:
    """Keep answers, all or none; the first of the day notes that feedback is open. Raises UsageError when the week is over."""
    if not window_of(house, now).takes(now):
        raise UsageError(
            "feedback for this day is closed.", mend="tell the facilitator in person.", who="the facilitator"
        )
    if not window(house.notebook.of_kind("feedback-opened")).opened:
        house.notebook.write(opening(control_seat(house)), now)
    house.notebook.write_all(found, now)


def control_seat(house: House) -> str:
    """The first of the facilitators' seats, for what the house notes by itself."""
    return next(seat.id for seat in house.patch.active_seats if house.sessions.is_control(seat.id))


def day_of(label: str) -> str:
    """A label's day as people write it: 4 June 2013; empty for no label."""
    if not label:
        return ""
    moment = datetime.fromisoformat(label)
    return f"{moment.day} {moment.strftime('%B %Y')}"
