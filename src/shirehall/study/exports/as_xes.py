"""The record as an event log in XES, IEEE 1849: one trace a thread. Extensions: concept, time, org, lifecycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree

from shirehall.play.record.event import Event
from shirehall.study.exports import Export
from shirehall.study.exports.rows import printable
from shirehall.study.exports.times import moments, stamp
from shirehall.study.reading import Telling
from shirehall.study.study import Study

EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
)
OUTSIDE = "outside any thread"
"""The trace of what belongs to no exchange: months, figures, announcements by the engine."""


def text(study: Study) -> str:
    """The log as XML. Events of a trace stand in the record's order; a trace that is an agreement's says which."""
    telling, when = study.telling, moments(study.telling)
    log = ElementTree.Element(
        "log",
        {
            "xes.version": "1849-2016",
            "xes.features": "nested-attributes",
            "xmlns": "http://www.xes-standard.org/",
        },
    )
    for name, prefix, uri in EXTENSIONS:
        ElementTree.SubElement(log, "extension", {"name": name, "prefix": prefix, "uri": uri})
    declare(log)
    attribute(log, "concept:name", telling.patch.head.title)
    attribute(log, "lifecycle:model", "standard")
    attribute(log, "shirehall:notice", telling.patch.head.notice)
    for name, events in cases(telling).items():
        trace = ElementTree.SubElement(log, "trace")
        attribute(trace, "concept:name", name)
        case_attributes(trace, telling, events)
        for event in events:
            one_event(trace, telling, event, when[event.seq])
    ElementTree.indent(log, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(log, encoding="unicode") + "\n"


def declare(log: ElementTree.Element) -> None:
    """What every trace and event has, and by what events are told apart."""
    traces = ElementTree.SubElement(log, "global", {"scope": "trace"})
    attribute(traces, "concept:name", "")
    events = ElementTree.SubElement(log, "global", {"scope": "event"})
    attribute(events, "concept:name", "")
    ElementTree.SubElement(events, "date", {"key": "time:timestamp", "value": "1970-01-01T00:00:00.000Z"})
    attribute(events, "lifecycle:transition", "complete")
    attribute(events, "shirehall:number", 0)
    ElementTree.SubElement(log, "classifier", {"name": "Kind of event", "keys": "concept:name"})
    ElementTree.SubElement(log, "classifier", {"name": "Kind and body", "keys": "concept:name org:group"})


def cases(telling: Telling) -> dict[str, list[Event]]:
    """The events by thread, in the order in which the threads were begun; those in no thread come last."""
    found: dict[str, list[Event]] = defaultdict(list)
    outside: list[Event] = []
    for event in telling.events:
        (found[f"thread {event.thread}"] if event.thread is not None else outside).append(event)
    return {**found, **({OUTSIDE: outside} if outside else {})}


def case_attributes(trace: ElementTree.Element, telling: Telling, events: Iterable[Event]) -> None:
    """The agreement that a trace is about, if it is about one, with how far it came."""
    subjects = dict.fromkeys(e.subject for e in events if e.subject in telling.world.agreements)
    for subject in list(subjects)[:1]:
        agreement = telling.world.agreements[subject or 0]
        attribute(trace, "shirehall:agreement", agreement.id)
        attribute(trace, "shirehall:title", agreement.title)
        attribute(trace, "shirehall:phase", agreement.phase)


def one_event(trace: ElementTree.Element, telling: Telling, event: Event, moment: datetime) -> None:
    """One event. Every event is an instant, so its transition is complete."""
    node = ElementTree.SubElement(trace, "event")
    attribute(node, "concept:name", event.kind)
    attribute(node, "concept:instance", f"event:{event.seq}")
    ElementTree.SubElement(node, "date", {"key": "time:timestamp", "value": stamp(moment)})
    attribute(node, "lifecycle:transition", "complete")
    chair = telling.world.seats.get(event.seat)
    for key, value in (
        ("org:resource", event.seat or None),
        ("org:role", chair.role if chair else None),
        ("org:group", event.organisation or None),
        ("shirehall:number", event.seq),
        ("shirehall:play_minute", event.at),
        ("shirehall:month", event.month),
        ("shirehall:nature", telling.nature(event)),
        ("shirehall:origin", event.origin),
        ("shirehall:begun", event.begun),
        ("shirehall:in_reply_to", event.in_reply_to),
        ("shirehall:subject", event.subject),
        ("shirehall:to", "; ".join(event.addressees) or None),
        ("shirehall:about", "; ".join(event.about) or None),
        ("shirehall:sentence", telling.sentence(event.seq)),
    ):
        if value is not None:
            attribute(node, key, value)


def attribute(parent: ElementTree.Element, key: str, value: str | int | bool) -> None:
    """An attribute in XES's own type for the value."""
    sort = "boolean" if isinstance(value, bool) else "int" if isinstance(value, int) else "string"
    written = str(value).lower() if isinstance(value, bool) else printable(str(value))
    ElementTree.SubElement(parent, sort, {"key": key, "value": written})


EXPORT = Export(
    "xes",
    "application/xml",
    ".xes",
    "An event log in XES (IEEE 1849): one trace a thread or agreement.",
    text,
)
