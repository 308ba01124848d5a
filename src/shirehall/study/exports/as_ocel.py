"""The record as an object-centric event log, OCEL 2.0 in JSON: https://www.ocel-standard.org/ (specification of October 2023)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shirehall.play.record.event import EVERYONE, Event, canonical
from shirehall.study.exports import Export
from shirehall.study.exports.times import moments, month_start, stamp
from shirehall.study.reading import Telling
from shirehall.study.study import Study

ATTRIBUTES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "body": (("name", "string"), ("kind", "string"), ("status", "string")),
    "seat": (("role", "string"), ("filled_by", "string")),
    "agreement": (
        ("title", "string"),
        ("tier", "string"),
        ("phase", "string"),
        ("accounts_differ", "boolean"),
    ),
    "plan": (("title", "string"), ("status", "string"), ("gap_pence", "integer")),
    "tender": (("title", "string"), ("status", "string")),
    "meeting": (("title", "string"), ("minuted", "boolean")),
    "request": (("wants", "string"), ("status", "string")),
    "question": (("text", "string"), ("status", "string")),
    "consultation": (("question", "string"), ("status", "string")),
    "matter": (("title", "string"), ("kind", "string"), ("status", "string")),
    "inject": (("title", "string"), ("kind", "string")),
    "rule": (("text", "string"), ("clarity", "string"), ("status", "string")),
    "thread": (),
    "month": (("name", "string"),),
    "topic": (("title", "string"),),
}
"""The types of object and their attributes, with OCEL's names of types. Values are as they stood at the record's end."""

EVENT_ATTRIBUTES = (
    ("number", "integer"), ("play_minute", "integer"), ("month", "integer"), ("nature", "string"), ("origin", "string"),
    ("begun", "boolean"), ("to_everyone", "boolean"),
    ("in_reply_to", "string"), ("cause", "string"), ("sentence", "string"), ("body", "string"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of the log: its type, the id it has in the record, its attributes, and (object, qualifier) it is tied to."""

    sort: str
    id: str
    values: Mapping[str, object]
    ties: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Its id in the log."""
        return f"{self.sort}:{self.id}"


def text(study: Study) -> str:
    """The log as canonical JSON."""
    return canonical(log(study.telling)) + "\n"


def log(telling: Telling) -> dict[str, Any]:
    """The log as a mapping: types, objects with their ties, and events with the objects they concern and how."""
    things = {thing.name: thing for thing in objects(telling)}
    start = stamp(month_start(telling, 1))
    kinds = sorted({event.kind for event in telling.events})
    when = moments(telling)
    return {
        "objectTypes": [typed(sort, attributes) for sort, attributes in ATTRIBUTES.items()],
        "eventTypes": [typed(kind, EVENT_ATTRIBUTES) for kind in kinds],
        "objects": [
            {
                "id": thing.name,
                "type": thing.sort,
                "attributes": [
                    {"name": name, "time": start, "value": thing.values[name]}
                    for name, _ in ATTRIBUTES[thing.sort]
                ],
                "relationships": related(thing.ties, things),
            }
            for thing in things.values()
        ],
        "events": [
            {
                "id": f"event:{event.seq}",
                "type": event.kind,
                "time": stamp(when[event.seq]),
                "attributes": event_values(telling, event),
                "relationships": related(concerns(event), things),
            }
            for event in telling.events
        ],
    }


def typed(name: str, attributes: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A type with its attributes."""
    return {"name": name, "attributes": [{"name": each, "type": sort} for each, sort in attributes]}


def related(ties: Iterable[tuple[str, str]], things: Mapping[str, Thing]) -> list[dict[str, str]]:
    """Ties to objects that are in the log, each once."""
    return [{"objectId": name, "qualifier": how} for name, how in dict.fromkeys(ties) if name in things]


def event_values(telling: Telling, event: Event) -> list[dict[str, object]]:
    """An event's attributes; one that it does not have is left out."""
    values: dict[str, object] = {
        "number": event.seq,
        "play_minute": event.at,
        "month": event.month,
        "nature": telling.nature(event),
        "origin": event.origin,
        "begun": event.begun,
        "to_everyone": EVERYONE in event.addressees,
        "in_reply_to": f"event:{event.in_reply_to}" if event.in_reply_to is not None else "",
        "cause": f"event:{event.cause}" if event.cause is not None else "",
        "sentence": telling.sentence(event.seq),
        "body": canonical(event.body),
    }
    return [{"name": name, "value": value} for name, value in values.items() if value != ""]


def objects(telling: Telling) -> Iterator[Thing]:
    """Everything that events are about: bodies and seats, what was begun in play, rules, threads and topics."""
    world = telling.world
    for body in world.organisations.values():
        ties = (
            *((f"body:{each}", "formed from") for each in body.parents),
            *((f"body:{each}", "has as member") for each in body.members),
        )
        yield Thing("body", body.id, {"name": body.name, "kind": body.kind, "status": body.status}, ties)
    for seat in world.seats.values():
        ties = tuple((f"body:{each}", "sits for") for each in (seat.organisation, *seat.also_for))
        yield Thing("seat", seat.id, {"role": seat.role, "filled_by": seat.filled_by}, ties)
    for rule in world.rules.values():
        yield Thing("rule", rule.id, {"text": rule.text, "clarity": rule.clarity, "status": rule.status})
    for topic, title in world.topics.items():
        yield Thing("topic", topic, {"title": title})
    yield from begun(telling)
    for month in sorted({event.month for event in telling.events}):
        yield Thing("month", str(month), {"name": telling.patch.month_name(month)})
    for thread in sorted({event.thread for event in telling.events if event.thread is not None}):
        yield Thing("thread", str(thread), {})


def begun(telling: Telling) -> Iterator[Thing]:
    """What was begun in play, each under the number of the event that began it."""
    world = telling.world
    for number, deal in sorted(world.agreements.items()):
        ties = (
            *((f"body:{each}", "party") for each in deal.parties),
            *((f"body:{each}", "informed") for each in deal.informed),
        )
        values = {
            "title": deal.title,
            "tier": deal.tier,
            "phase": deal.phase,
            "accounts_differ": deal.accounts_differ,
        }
        yield Thing("agreement", str(number), values, ties)
    for number, plan in sorted(world.plans.items()):
        values = {"title": plan.title, "status": plan.status, "gap_pence": plan.gap_pence}
        yield Thing("plan", str(number), values, ((f"body:{plan.owner}", "owner"),))
    for number, tender in sorted(world.tenders.items()):
        bidders = tuple((f"body:{each}", "bidder") for bid in tender.bids for each in bid.bidders)
        yield Thing("tender", str(number), {"title": tender.title, "status": tender.status},
                    ((f"body:{tender.by}", "buyer"), *bidders))  # fmt: skip
    for number, meeting in sorted(world.meetings.items()):
        ties = tuple((f"seat:{each}", "invited") for each in meeting.invited)
        yield Thing("meeting", str(number), {"title": meeting.title, "minuted": meeting.minuted}, ties)
    for number, request in sorted(world.requests.items()):
        ties = ((f"seat:{request.asker}", "asker"), *((f"seat:{each}", "asked") for each in request.askees))
        yield Thing("request", str(number), {"wants": request.wants, "status": request.status}, ties)
    for number, asked in sorted(world.questions.items()):
        yield Thing(
            "question",
            str(number),
            {"text": asked.text, "status": asked.status},
            ((f"rule:{asked.rule}", "on"),),
        )
    for number, held in sorted(world.consultations.items()):
        yield Thing("consultation", str(number), {"question": held.question, "status": held.status},
                    ((f"body:{held.organisation}", "holder"),))  # fmt: skip
    for number, matter in sorted(world.matters.items()):
        ties = ((f"body:{matter.by}", "by"), *((f"body:{each}", "against") for each in matter.against))
        yield Thing(
            "matter", str(number), {"title": matter.title, "kind": matter.kind, "status": matter.status}, ties
        )
    for number, inject in sorted(world.injects.items()):
        yield Thing("inject", str(number), {"title": inject.title, "kind": inject.kind})


SUBJECTS = (
    "agreement",
    "plan",
    "tender",
    "meeting",
    "request",
    "question",
    "consultation",
    "matter",
    "inject",
)


def concerns(event: Event) -> Iterator[tuple[str, str]]:
    """The objects that an event concerns, and how; every event has its month, for some programs drop those without any object."""
    yield f"month:{event.month}", "during"
    if event.seat:
        yield f"seat:{event.seat}", "by"
    if event.organisation:
        yield f"body:{event.organisation}", "of"
    for seat in event.addressees:
        if seat != EVERYONE:
            yield f"seat:{seat}", "to"
    for topic in event.about:
        yield f"topic:{topic}", "about"
    if event.thread is not None:
        yield f"thread:{event.thread}", "in"
    if event.subject is not None:
        for sort in SUBJECTS:
            yield f"{sort}:{event.subject}", "on"
    if isinstance(event.body.get("rule"), str):
        yield f"rule:{event.body['rule']}", "on"


EXPORT = Export(
    "ocel",
    "application/json",
    ".json",
    "An object-centric event log, OCEL 2.0: events, and the bodies, seats, agreements and other things they concern.",
    text,
)
