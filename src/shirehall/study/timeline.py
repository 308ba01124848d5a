"""The timeline: what happened, told by phase and organisation, and what did not happen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shirehall.patch.model import Phase
from shirehall.play.names import sentence_case
from shirehall.play.record.event import Event
from shirehall.play.world import Meeting
from shirehall.study.entries import Entry, line, times
from shirehall.study.measures.attendance import answers, held, meetings
from shirehall.study.measures.unanswered import asks
from shirehall.study.reactions import DEED, NONE, TOKEN, Reaction, reactions
from shirehall.study.reading import TELLING_ONLY, Telling, actor
from shirehall.study.tables import NO_FILTERS
from shirehall.study.undone import not_done, open_items

__all__ = [
    "BodyStory", "Entry", "PhaseStory", "Timeline", "as_lines", "as_rows", "not_done", "open_items", "timeline",
]  # fmt: skip

ALWAYS = (
    "agreement-claimed", "agreement-denied", "challenged", "complained", "funds-bid-for", "mediation-asked", "plan-reviewed",
    "proposed", "registration-requested", "rule-change-proposed", "ruling-asked", "voiced", "withheld",
)  # fmt: skip
"""Talk that is told one by one. Commitments and settled deeds always are."""

NOTICES = (
    "deadline-passed", "consultation-closed", "round-judged", "round-opened", "terms-assumed", "terms-ruled",
)  # fmt: skip

WEIGHTS = {"agreement-claimed": 3, "agreement-denied": 3, "plan-reviewed": 3}

REACTED = {
    (DEED, "reply"): "acted on it",
    (TOKEN, "reply"): "answered in words",
    (DEED, "topic"): "acted on a like subject soon after",
    (TOKEN, "topic"): "spoke of a like subject soon after",
    (NONE, ""): "did nothing about it that the record shows",
}

VERBS = {
    "advised": "advised", "announced": "made announcements", "answered": "answered", "asked": "asked things of",
    "countered": "put other texts to", "deferred": "put off", "help-offered": "offered help to",
    "information-kept": "kept things to itself", "information-shared": "shared information with", "lobbied": "lobbied",
    "message-sent": "wrote to", "nothing-done": "chose to do nothing", "pressed": "pressed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BodyStory:
    """What one body did in a phase; `organisation` is empty for what came to the whole county."""

    organisation: str
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class PhaseStory:
    """A phase of the year, told body by body in the order of the pack."""

    id: str
    title: str
    months: tuple[int, ...]
    organisations: tuple[BodyStory, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The year as it is told, and beside it what was not done and what was left open."""

    phases: tuple[PhaseStory, ...]
    not_done: tuple[Entry, ...]
    open_items: tuple[Entry, ...]


def timeline(telling: Telling) -> Timeline:
    """The timeline of a record by the pack's phases. Deterministic: same record, same lines."""
    phases = []
    for phase in telling.patch.round.phases:
        entries = entries_of(telling, phase)
        if entries or any(month in telling.months for month in phase.months):
            phases.append(PhaseStory(phase.id, phase.title, tuple(phase.months), stories(telling, entries)))
    return Timeline(tuple(phases), not_done(telling), open_items(telling))


def stories(telling: Telling, entries: Sequence[Entry]) -> tuple[BodyStory, ...]:
    """Entries gathered by body: the county first, then bodies in the order of the pack."""
    told = []
    for body in ("", *telling.world.organisations):
        own = sorted((e for e in entries if e.organisation == body), key=lambda e: (e.month, e.seq, e.kind))
        if own:
            told.append(
                BodyStory(body, sentence_case(telling.name(body)) if body else "The whole county", tuple(own))
            )
    return tuple(told)


def entries_of(telling: Telling, phase: Phase) -> list[Entry]:
    """Everything worth a line in one phase."""
    events = [event for event in telling.events if event.month in phase.months]
    calls = [m for m in meetings(telling) if m.month in phase.months]
    bare = unanswered(telling, events)
    taken = {seq for m in calls for seq in answers(telling, m.id)} | {seq for e in bare for seq in e.seq}
    entries = [met(telling, meeting) for meeting in calls] + bare
    entries += injects(telling, events) + first_contacts(telling, events) + refusals(telling, events)
    rest: list[Event] = []
    for event in events:
        if event.seq in taken or event.kind.startswith("meeting-"):
            continue
        if told_alone(telling, event):
            entries.append(alone(telling, event))
        elif telling.act(event):
            rest.append(event)
    return entries + runs(telling, rest)


def told_alone(telling: Telling, event: Event) -> bool:
    """Whether an event has a line of its own: commitments, settled deeds, and talk and notices that the story turns on."""
    if event.kind in NOTICES or event.kind == "agreement-disputed":
        return True
    if not telling.act(event):
        return False
    return telling.nature(event) == "commitment" or telling.settles(event) or event.kind in ALWAYS


def alone(telling: Telling, event: Event) -> Entry:
    """An event with a line of its own."""
    settled = telling.nature(event) == "commitment" or telling.settles(event)
    weight = WEIGHTS.get(event.kind, 3 if settled else 2)
    return line(event.month, (event.seq,), telling.sentence(event.seq), event.kind, weight, actor(event))


def met(telling: Telling, meeting: Meeting) -> Entry:
    """A call to a meeting, and who came."""
    names = telling.names
    caller = telling.world.organisation_of(meeting.caller)
    silent = tuple(s for s in meeting.invited if s not in meeting.joined and s not in meeting.declined)
    came = tuple(s for s in meeting.invited if s in meeting.joined)
    said = [f"{names.bodies_of(came)} came"] if came else ["nobody came"]
    said += [f"{names.bodies_of(meeting.declined)} declined"] if meeting.declined else []
    said += [f"{names.bodies_of(silent)} did not answer"] if silent else []
    sentence = f"{names.body(caller)} called a meeting, “{meeting.title}”: {'; '.join(said)}."
    seqs = answers(telling, meeting.id)
    minutes = [seq for seq in seqs if telling.event(seq).kind == "meeting-minuted"]
    for seq in minutes:
        decisions = telling.event(seq).body["decisions"]
        sentence += (
            f" Settled: {'; '.join(decisions)}."
            if decisions
            else " Its minute says that nothing was settled."
        )
    summit = telling.settles(telling.event(meeting.id))
    return line(
        meeting.month, tuple(seqs), sentence, "meeting", 3 if summit else 2 if held(meeting) else 1, caller
    )


def unanswered(telling: Telling, events: Iterable[Event]) -> list[Entry]:
    """Asks that ran out without an answer from anybody asked, told where they were asked."""
    months = {event.month for event in events}
    open_: dict[int, list[str]] = defaultdict(list)
    answered = set()
    for each in asks(telling, NO_FILTERS):
        past = each.request is None or each.request.due <= telling.world.at or telling.closed
        if each.outcome == "open" and past and each.demand.month in months:
            open_[each.demand.seq].append(each.demand.body)
        elif each.outcome != "open":
            answered.add(each.demand.seq)
    entries = []
    for seq, bodies in sorted(open_.items()):
        if seq not in answered:
            event = telling.event(seq)
            sentence = f"{telling.sentence(seq)} No answer came from {telling.names.bodies(tuple(bodies))}."
            entries.append(line(event.month, (seq,), sentence, "unanswered", 2, actor(event)))
    return entries


def injects(telling: Telling, events: Iterable[Event]) -> list[Entry]:
    """What arrived, and how those it was sent to reacted."""
    by_inject: dict[int, list[Reaction]] = defaultdict(list)
    for reaction in reactions(telling):
        by_inject[reaction.inject.id].append(reaction)
    entries = []
    for event in events:
        if event.kind == "inject-published":
            found = by_inject[event.subject or event.seq]
            said = []
            for (grade, link), verb in REACTED.items():
                bodies = tuple(
                    r.body for r in found if r.grade == grade and (r.link == link or grade == NONE)
                )
                said += [f"{telling.names.bodies(bodies)} {verb}"] if bodies else []
            sentence = (
                f"{telling.sentence(event.seq)} {sentence_case('; '.join(said))}."
                if said
                else telling.sentence(event.seq)
            )
            to = event.body["to"]
            seqs = (event.seq, *sorted({seq for r in found for seq in r.evidence}))
            entries.append(line(event.month, seqs, sentence, "inject", 2, to[0] if len(to) == 1 else ""))
    return entries


def first_contacts(telling: Telling, events: Iterable[Event]) -> list[Entry]:
    """Whom each body turned to for the first time; one line for each body."""
    numbers = {event.seq for event in events}
    seen: set[tuple[str, str]] = set()
    first: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for contact in telling.contacts:
        pair = (contact.sender, contact.hearer)
        if pair not in seen:
            seen.add(pair)
            if contact.seq in numbers:
                first[contact.sender].append((contact.hearer, contact.seq))
    entries = []
    for body, found in sorted(first.items()):
        hearers = tuple(hearer for hearer, _ in found)
        seqs = tuple(sorted({seq for _, seq in found}))
        sentence = f"{telling.name(body)} turned to {telling.names.bodies(hearers)} for the first time."
        entries.append(line(telling.event(seqs[0]).month, seqs, sentence, "first contact", 1, body))
    return entries


def refusals(telling: Telling, events: Iterable[Event]) -> list[Entry]:
    """Moves that were refused; like ones of one seat in one line."""
    found: dict[tuple[str, str, str], list[Event]] = defaultdict(list)
    for event in events:
        if event.kind == "move-refused":
            found[event.seat, event.body["move"], event.body["rule"] or event.body["why"]].append(event)
    entries = []
    for _, same in sorted(found.items()):
        first = same[0]
        again = f" (tried {times(len(same))})" if len(same) > 1 else ""
        seqs = tuple(e.seq for e in same)
        entries.append(
            line(first.month, seqs, f"{telling.sentence(first.seq)}{again}", "refusal", 1, first.organisation)
        )
    return entries


def runs(telling: Telling, events: Iterable[Event]) -> list[Entry]:
    """The rest of the talk: acts of one kind towards the same bodies in one line, with all their numbers."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[Event]] = defaultdict(list)
    for event in events:
        groups[actor(event), event.kind, telling.counterparts(event)].append(event)
    once: dict[tuple[str, str], list[Event]] = defaultdict(list)
    entries = []
    for (body, kind, hearers), same in sorted(groups.items()):
        first, seqs = same[0], tuple(event.seq for event in same)
        if len(same) == 1:
            once[body, kind].append(first)
            continue
        sentence = (
            f"{telling.name(body)} {did(telling, kind, hearers)} {times(len(same))}{mostly(telling, same)}."
        )
        entries.append(line(first.month, seqs, sentence, kind, 1, body))
    return entries + [
        each for (body, kind), single in sorted(once.items()) for each in singles(telling, body, kind, single)
    ]


def singles(telling: Telling, body: str, kind: str, events: list[Event]) -> list[Entry]:
    """Acts of one kind, each towards other bodies: told one by one when they are few, and in one line from three on."""
    events = sorted(events, key=lambda event: event.seq)
    if len(events) < 3 or kind in TELLING_ONLY:
        weight = 2 if kind in TELLING_ONLY else 0
        return [line(e.month, (e.seq,), telling.sentence(e.seq), kind, weight, body) for e in events]
    heard = {hearer for event in events for hearer in telling.counterparts(event)}
    hearers = tuple(hearer for hearer in telling.world.organisations if hearer in heard)
    sentence = f"{telling.name(body)} {did(telling, kind, hearers)}, {times(len(events))} in all{mostly(telling, events)}."
    return [line(events[0].month, tuple(e.seq for e in events), sentence, kind, 1, body)]


def did(telling: Telling, kind: str, hearers: tuple[str, ...]) -> str:
    """What was done to whom, in words."""
    whom = telling.names.bodies(hearers) or ("" if kind in TELLING_ONLY else "its own people")
    if kind in VERBS:
        return f"{VERBS[kind]} {whom}".rstrip()
    return f"turned to {whom} ({kind.replace('-', ' ')})" if whom else f"acted ({kind.replace('-', ' ')})"


def mostly(telling: Telling, events: Sequence[Event]) -> str:
    """The topic that more than half of some acts declare, if one does."""
    topics = Counter(topic for event in events for topic in event.about)
    if not topics:
        return ""
    topic, most = min(topics.items(), key=lambda pair: (-pair[1], pair[0]))
    title = telling.world.topics.get(topic, topic)
    word = "all" if most == len(events) else "mostly"
    return f", {word} about {title[:1].lower() + title[1:]}" if most * 2 > len(events) else ""


def as_rows(told: Timeline) -> list[dict[str, Any]]:
    """The timeline as plain rows: part, phase, month, organisation, kind, weight, sentence and the events it rests on."""
    rows = []
    for phase in told.phases:
        for story in phase.organisations:
            rows += [row_of("happened", phase.title, story.name, each) for each in story.entries]
    rows += [row_of("not done", "", each.organisation, each) for each in told.not_done]
    return rows + [row_of("open", "", each.organisation, each) for each in told.open_items]


def row_of(part: str, phase: str, organisation: str, entry: Entry) -> dict[str, Any]:
    """One line as a plain row."""
    return {
        "part": part,
        "phase": phase,
        "month": entry.month,
        "organisation": organisation,
        "kind": entry.kind,
        "weight": entry.weight,
        "sentence": entry.sentence,
        "events": list(entry.seq),
    }


def as_lines(told: Timeline) -> list[str]:
    """The timeline as lines of text; the numbers in brackets are those of the events."""
    lines: list[str] = []
    for phase in told.phases:
        lines += ["", phase.title, "=" * len(phase.title)]
        for story in phase.organisations:
            lines += ["", story.name, *(f"  {text_of(each)}" for each in story.entries)]
    for title, entries in (("What was not done", told.not_done), ("What was left open", told.open_items)):
        if entries:
            lines += ["", title, "=" * len(title), *(f"  {text_of(each)}" for each in entries)]
    return lines[1:]


def text_of(entry: Entry) -> str:
    """One line with the numbers of its events, the first few when there are many."""
    shown = [str(seq) for seq in entry.seq[:6]]
    more = f" and {len(entry.seq) - 6} more" if len(entry.seq) > 6 else ""
    return f"Month {entry.month}. {entry.sentence}" + (f" [{', '.join(shown)}{more}]" if shown else "")
