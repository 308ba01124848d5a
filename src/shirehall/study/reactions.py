"""What each body did about each inject that was sent to it: a deed, a token, or nothing that the record shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from shirehall.play.record.event import Event
from shirehall.play.world import Inject
from shirehall.study.reading import Telling, actor

DEED, TOKEN, NONE = "deed", "token", "none"
SILENT = ("nothing-done", "information-kept")


@dataclass(frozen=True, slots=True)
class Reaction:
    """One body's reaction to one inject.

    `grade` is deed (a commitment or a settled deed), token (words or an announcement only) or none. `link` says what ties the acts to
    the inject: "reply" when they reply to it, cite it or follow from such an act, "topic" when they only share a topic with it
    (weaker, to be read with care), empty for none. `chose_not` holds acts by which the body said that it would do nothing.
    """

    inject: Inject
    body: str
    grade: str
    link: str
    evidence: tuple[int, ...]
    chose_not: tuple[int, ...]


def reactions(telling: Telling) -> tuple[Reaction, ...]:
    """Every inject and every body it was sent to, in the order in which they came."""
    return telling.once("reactions", found_in)


def found_in(telling: Telling) -> tuple[Reaction, ...]:
    """The reactions, worked out."""
    acts: dict[str, list[Event]] = defaultdict(list)
    for event in telling.acts:
        acts[actor(event)].append(event)
    injects = [telling.world.injects[number] for number in sorted(telling.world.injects)]
    return tuple(
        reaction(telling, inject, body, acts[body])
        for inject in injects
        for body in inject.to
        if telling.kind_of(body) != "control"
    )


def reaction(telling: Telling, inject: Inject, body: str, acts: list[Event]) -> Reaction:
    """What a body did, of all its acts, about an inject within the play minutes that the inject allows."""
    head = telling.event(inject.id)
    own = [e for e in acts if e.seq > inject.id and e.at <= inject.at + inject.reply_within]
    tied = linked(head, own)
    chose_not = tuple(e.seq for e in tied if e.kind in SILENT)
    replies = [e for e in tied if e.kind not in SILENT]
    shared = [e for e in own if e.kind not in SILENT and set(e.about) & set(head.about)]
    for about, link in ((replies, "reply"), (shared, "topic")):
        if about:
            return Reaction(
                inject, body, grade_of(telling, about), link, tuple(e.seq for e in about), chose_not
            )
    return Reaction(inject, body, NONE, "reply" if chose_not else "", (), chose_not)


def linked(head: Event, own: list[Event]) -> list[Event]:
    """A body's acts that reply to the inject, cite it, stand in its thread, or follow from one of these."""
    ties = {head.seq}
    found = []
    for event in own:
        points = {event.in_reply_to, event.cause, event.thread, *event.body.get("evidence", ())} - {
            None,
            event.seq,
        }
        if points & ties:
            ties.update((event.seq, event.subject or event.seq))
            found.append(event)
    return found


def grade_of(telling: Telling, acts: list[Event]) -> str:
    """deed when any act is a commitment or a settled deed; token when all are words or announcements."""
    done = any(telling.nature(e) == "commitment" or telling.settles(e) for e in acts)
    return DEED if done else TOKEN
