"""What answers held: evidence, another topic than was asked for; and what was said at meetings called in public."""

from __future__ import annotations

from shirehall.play.record.event import Event
from shirehall.play.world import Meeting
from shirehall.study.demands import Demand, demands
from shirehall.study.filters import allows, in_stretch, wanted
from shirehall.study.measures.attendance import meetings
from shirehall.study.reading import Telling, actor
from shirehall.study.tables import STRETCH, Filters, Reading, number_measure, reading, share

EVIDENCE = ("information-shared", "model-shared")


def put(telling: Telling, filters: Filters) -> list[Demand]:
    """What was put to bodies of `askee_kind` by those of `asker_kind`, of the kinds of event and topics that the filters name."""
    return [
        d for d in demands(telling)
        if allows(filters, "event", d.event) and allows(filters, "asker_kind", telling.kind_of(d.asker))
        and allows(filters, "askee_kind", telling.kind_of(d.body)) and allows(filters, "topic", *d.topics)
        and in_stretch(telling, filters, d.month)
    ]  # fmt: skip


def answers_with_evidence(telling: Telling, filters: Filters) -> Reading:
    """How many of the matters put to some bodies were answered by an act that cites evidence or shares information."""
    whole = put(telling, filters)
    answered = [telling.event(d.answer) for d in whole if d.answer is not None]
    shown = [e.seq for e in answered if e.body.get("evidence") or e.kind in EVIDENCE]
    return reading(len(shown), [d.seq for d in whole] + shown, f"{len(shown)} of {len(whole)} put to them")


def answers_about(telling: Telling, filters: Filters) -> Reading:
    """Of the answers to matters on a topic, the share that speaks of `with_topic` and of none of `without_topic`."""
    answers = {d.answer: telling.event(d.answer) for d in put(telling, filters) if d.answer is not None}
    instead, missing = set(wanted(filters, "with_topic")), set(wanted(filters, "without_topic"))
    found = [seq for seq, e in answers.items() if instead & set(e.about) and not missing & set(e.about)]
    return reading(share(len(found), len(answers)), found, f"{len(found)} of {len(answers)} answers")


def called(telling: Telling, filters: Filters) -> list[Meeting]:
    """The meetings begun by the kinds of event named, by bodies of the kinds named."""
    return [
        m for m in meetings(telling)
        if allows(filters, "event", telling.event(m.id).kind)
        and allows(filters, "from_kind", telling.kind_of(telling.world.organisation_of(m.caller)))
        and in_stretch(telling, filters, m.month)
    ]  # fmt: skip


def meeting_attendance(telling: Telling, filters: Filters) -> Reading:
    """Of the bodies of a kind invited to meetings, the share that came with any seat, over all such meetings."""
    invited, came, evidence = 0, 0, []
    for m in called(telling, filters):
        bodies = {telling.world.organisation_of(seat) for seat in m.invited}
        mine = {body for body in bodies if allows(filters, "of_kind", telling.kind_of(body))}
        there = {telling.world.organisation_of(seat) for seat in m.joined}
        invited, came = invited + len(mine), came + len(mine & there)
        evidence += [m.id] * bool(mine)
    return reading(share(came, invited), evidence, f"{came} of {invited} invitations of bodies taken up")


def meeting_talk_share(telling: Telling, filters: Filters) -> Reading:
    """Of the topics named at meetings by bodies of a kind, the share of those of `topic`.

    At a meeting is what is about it, stands in its thread or replies to its call, and what those who joined say while it lasts.
    """
    topics = wanted(filters, "topic")
    if not topics:
        return reading(None, (), "no topic is named")
    held = called(telling, filters)
    part, whole, evidence = 0, 0, []
    for event in telling.acts:
        if (
            event.about
            and allows(filters, "of_kind", telling.kind_of(actor(event)))
            and any(at(m, event) for m in held)
        ):
            named = sum(topic in topics for topic in event.about)
            part, whole = part + named, whole + len(event.about)
            evidence.append(event.seq)
    return reading(share(part, whole), evidence, f"{part} of {whole} mentions")


def at(meeting: Meeting, event: Event) -> bool:
    """Whether an act belongs to a meeting."""
    tied = meeting.id in (event.seq, event.subject, event.thread, event.in_reply_to)
    return tied or (event.seat in meeting.joined and meeting.starts <= event.at < meeting.ends)


PUT = ("event", "asker_kind", "askee_kind", "topic", *STRETCH)
CALLED = ("event", "from_kind", "of_kind", *STRETCH)

MEASURES = (
    number_measure("answers-with-evidence", "Answers with evidence", "answers", "How often some bodies answered with evidence.",
                   answers_with_evidence, PUT),
    number_measure("answers-about", "Answers on something else", "share", "How many answers spoke of one topic and not of another.",
                   answers_about, (*PUT, "with_topic", "without_topic")),
    number_measure("meeting-attendance", "Came when called", "share", "How many of the bodies called to meetings came.",
                   meeting_attendance, CALLED),
    number_measure("meeting-talk-share", "Share of talk at meetings", "share", "How much of the talk at meetings was of some topics.",
                   meeting_talk_share, (*CALLED, "topic")),
)  # fmt: skip
