"""Meet: call, join or decline, and minute. A meeting occupies all who joined it."""

from __future__ import annotations

from dataclasses import dataclass

from shirehall.play.altered import altered
from shirehall.play.drafting import spoken
from shirehall.play.fields import Ask, EventRef, MeetingRef, Minutes, SeatRef, Text
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import clip
from shirehall.play.record.event import OWN, Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.world import Meeting, World, put


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMeeting(Ask):
    """Call a meeting with some seats, to start after `notice` minutes and to last `minutes`."""

    invite: tuple[SeatRef, ...]
    title: Text
    notice: Minutes = Minutes(4)
    minutes: Minutes = Minutes(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Join(Ask):
    """Say that you come. From its start to its end you can do nothing else."""

    meeting: MeetingRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline(Ask):
    """Say that you do not come."""

    meeting: MeetingRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute(Ask):
    """Write down what a meeting said and settled, in words, for those who came."""

    meeting: MeetingRef
    decisions: tuple[Text, ...] = ()


def can_call(seen: World, seat: str, ask: CallMeeting) -> Refusal | None:
    if not ask.invite or seat in ask.invite:
        return not_possible("a meeting needs at least one other seat.")
    if not ask.title.strip():
        return not_possible("a meeting needs a title.")
    if ask.minutes < 1:
        return not_possible("a meeting lasts at least one minute.")
    return None


def called(world: World, seat: str, ask: CallMeeting) -> list[Draft]:
    body = {"title": ask.title, "starts": world.at + ask.notice, "minutes": ask.minutes}
    return [spoken("meeting-called", world, seat, ask, body, to=tuple(ask.invite), subject=OWN)]


def meeting_called(world: World, event: Event) -> World:
    """The caller counts as joined."""
    meeting = Meeting(
        id=event.subject or event.seq,
        caller=event.seat,
        invited=event.addressees,
        title=event.body["title"],
        starts=event.body["starts"],
        minutes=event.body["minutes"],
        month=event.month,
        joined=(event.seat,),
    )
    return put(world, "meetings", meeting.id, meeting)


def can_answer_call(seen: World, seat: str, ask: Join | Decline) -> Refusal | None:
    meeting = seen.meetings[ask.meeting]
    if seat not in meeting.invited:
        return not_possible("you were not invited to that meeting.")
    if seat in meeting.joined or seat in meeting.declined:
        return not_possible("you have answered that call already.")
    if seen.at >= meeting.ends:
        return not_possible("that meeting is over.")
    return None


def joined(world: World, seat: str, ask: Join) -> list[Draft]:
    return [answer_to_call("meeting-joined", world, seat, ask, world.meetings[ask.meeting])]


def declined(world: World, seat: str, ask: Decline) -> list[Draft]:
    return [answer_to_call("meeting-declined", world, seat, ask, world.meetings[ask.meeting])]


def answer_to_call(kind: str, world: World, seat: str, ask: Join | Decline, meeting: Meeting) -> Draft:
    """The answer goes to everyone who was called."""
    others = tuple(s for s in (meeting.caller, *meeting.invited) if s != seat)
    answered = altered(ask, in_reply_to=ask.in_reply_to or EventRef(ask.meeting))
    return spoken(kind, world, seat, answered, {}, to=(meeting.caller,), also=others, subject=ask.meeting)


def has_joined(world: World, event: Event) -> World:
    meeting = world.meetings.get(event.subject or 0)
    if meeting is None:
        return world
    return put(world, "meetings", meeting.id, altered(meeting, joined=(*meeting.joined, event.seat)))


def has_declined(world: World, event: Event) -> World:
    meeting = world.meetings.get(event.subject or 0)
    if meeting is None:
        return world
    return put(world, "meetings", meeting.id, altered(meeting, declined=(*meeting.declined, event.seat)))


def can_minute(seen: World, seat: str, ask: Minute) -> Refusal | None:
    meeting = seen.meetings[ask.meeting]
    if seat not in meeting.joined:
        return not_possible("only somebody who was there can minute a meeting.")
    if seen.at < meeting.starts:
        return not_possible("the meeting has not begun.")
    if meeting.minuted:
        return not_possible("the meeting has its minute.")
    return None


def minuted(world: World, seat: str, ask: Minute) -> list[Draft]:
    meeting = world.meetings[ask.meeting]
    others = tuple(s for s in meeting.joined if s != seat)
    absent = tuple(s for s in meeting.invited if s not in meeting.joined)
    body = {"decisions": tuple(ask.decisions), "present": meeting.joined, "absent": absent}
    return [spoken("meeting-minuted", world, seat, ask, body, to=others, subject=ask.meeting)]


def has_minute(world: World, event: Event) -> World:
    meeting = world.meetings.get(event.subject or 0)
    return world if meeting is None else put(world, "meetings", meeting.id, altered(meeting, minuted=True))


def says_called(event: Event, names: Names) -> str:
    return f"{names.body(event.organisation)} called a meeting with {names.bodies_of(event.addressees)}: “{clip(event.body['title'])}”."


def says_minuted(event: Event, names: Names) -> str:
    there = names.bodies_of(event.body["present"])
    away = f"; {names.bodies_of(event.body['absent'])} did not all come" if event.body["absent"] else ""
    settled = (
        f" Settled: {'; '.join(clip(d) for d in event.body['decisions'])}."
        if event.body["decisions"]
        else " Nothing was settled."
    )
    return f"{there} met on {names.thing(event.subject)}{away}.{settled}"


CALLED = Kind("meeting-called", "talk", says_called, meeting_called)
JOINED = Kind(
    "meeting-joined",
    "talk",
    lambda event, names: f"{names.seat(event.seat)} joined {names.thing(event.subject)}.",
    has_joined,
)
DECLINED = Kind(
    "meeting-declined",
    "talk",
    lambda event, names: f"{names.seat(event.seat)} declined {names.thing(event.subject)}.",
    has_declined,
)
MINUTED = Kind("meeting-minuted", "talk", says_minuted, has_minute)


def some_call_open(seen: World, seat: str) -> bool:
    """Whether the seat has an unanswered call to a meeting that is not over."""
    return any(
        seat in m.invited and seat not in m.joined and seat not in m.declined and seen.at < m.ends
        for m in seen.meetings.values()
    )


MOVES = (
    Move("call-meeting", CallMeeting, "Call a meeting.", 2, can_call, called, (CALLED,)),
    Move(
        "join",
        Join,
        "Join a meeting you were called to.",
        0,
        can_answer_call,
        joined,
        (JOINED,),
        some_call_open,
    ),
    Move("decline", Decline, "Decline a meeting.", 0, can_answer_call, declined, (DECLINED,), some_call_open),
    Move(
        "minute", Minute, "Minute a meeting you were at.", 2, can_minute, minuted, (MINUTED,), in_meeting=True
    ),
)
