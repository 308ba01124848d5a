"""Events told in families: several of a kind become one sentence, so that a story does not read like a log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from shirehall.paper.prose import clip, count, listed, more, pounds, say, times
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Sentence
from shirehall.play.record.event import Event
from shirehall.study.reading import actor

ORDER = (
    "signed",
    "plan-signed-off",
    "ruled",
    "rule-settled",
    "authorised",
    "plan-submitted",
    "plan-reviewed",
    "capacity-changed",
    "invested",
    "agreed",
    "proposed",
    "countered",
    "agreement-claimed",
    "agreement-denied",
    "agreement-disputed",
    "agreement-ended",
    "proposal-refused",
    "proposal-withdrawn",
    "lead-appointed",
    "authority-lent",
    "funds-decided",
    "funds-bid-for",
    "case-opened",
    "case-cleared",
    "case-conditioned",
    "case-blocked",
    "licence-granted",
    "licence-withdrawn",
    "registration-decided",
    "summit-called",
    "investigation-opened",
    "investigation-closed",
    "dispute-mediated",
    "complained",
    "free-move",
    "consultation-opened",
    "announced",
    "conceded",
    "endorsed",
    "ruling-asked",
    "rule-change-proposed",
    "challenged",
    "pressed",
    "help-offered",
    "advised",
    "lobbied",
    "withheld",
    "information-shared",
    "nothing-done",
)
"""The kinds that a phase's story tells, the weightiest first. Messages, asks and meetings are told as numbers."""

PHRASES: Mapping[str, str] = {
    "advised": "gave advice",
    "help-offered": "offered help",
    "challenged": "challenged others",
    "lobbied": "lobbied others",
    "pressed": "pressed others to act",
    "conceded": "gave ground",
    "endorsed": "endorsed what others had put forward",
    "withheld": "declined to give what was asked for",
    "capacity-changed": "changed what their own services run",
    "invested": "put money of their own into schemes",
    "case-opened": "opened cases",
    "case-cleared": "cleared cases",
    "case-conditioned": "cleared cases with conditions",
    "case-blocked": "blocked what was proposed",
    "authorised": "authorised bodies",
    "registration-decided": "decided on registrations",
    "licence-granted": "granted licences",
    "licence-withdrawn": "withdrew licences",
    "consultation-opened": "consulted",
    "free-move": "did things for which the catalogue of moves has no name",
    "nothing-done": "chose, on the record, to do nothing",
    "funds-bid-for": "bid for money held by others",
    "funds-decided": "decided on bids for money",
    "complained": "complained",
    "investigation-opened": "opened investigations",
    "investigation-closed": "closed investigations",
    "summit-called": "called summits",
    "dispute-mediated": "mediated",
    "lead-appointed": "agreed on who should lead",
    "authority-lent": "lent authority",
    "information-shared": "shared information",
    "announced": "made announcements",
    "proposed": "made proposals",
    "countered": "answered a proposal with another text",
    "agreement-claimed": "put on the record, alone, that something had been agreed",
    "agreement-denied": "denied having agreed",
    "agreement-disputed": "disputed what had been signed",
    "agreement-ended": "ended agreements",
    "proposal-refused": "refused proposals",
    "proposal-withdrawn": "withdrew proposals",
    "rule-change-proposed": "proposed to change a rule",
    "rule-settled": "settled rules",
    "plan-signed-off": "signed off plans",
}
"""What several events of a kind amount to, after the names of those who acted."""


def told(reader: Reader, events: Sequence[Event], most: int = 8, used: Sequence[str] = ()) -> list[Sentence]:
    """The story of some events: one sentence a family, at most so many of the weightiest, in the order in which they began. Words
    that stand in `used` are not quoted again where others were used too."""
    families: dict[str, list[Event]] = {}
    for event in events:
        families.setdefault(event.kind, []).append(event)
    weightiest = [kind for kind in ORDER if kind in families][:most]
    chosen = sorted(weightiest, key=lambda kind: families[kind][0].seq)
    return [
        family(reader, kind, fresh_first(families[kind], used) if kind in QUOTES else families[kind])
        for kind in chosen
    ]


QUOTES = ("ruled", "plan-reviewed")
"""Kinds of which one text is quoted for several."""


def fresh_first(events: list[Event], used: Sequence[str]) -> list[Event]:
    """The events, those first whose words have not been quoted yet."""
    return sorted(
        events, key=lambda e: any(clip(str(e.body.get("text", "")), 240) in words for words in used)
    )


def family(reader: Reader, kind: str, events: list[Event]) -> Sentence:
    """Events of one kind as one sentence."""
    special: Mapping[str, Callable[[Reader, list[Event]], Sentence]] = {
        "signed": signings,
        "plan-submitted": plans,
        "plan-reviewed": reviews,
        "agreed": agreeing,
        "ruled": rulings,
        "ruling-asked": questions,
        "proposed": proposals,
        "agreement-claimed": claims,
    }
    if kind in special:
        return special[kind](reader, events)
    seqs = [event.seq for event in events]
    if len(events) == 1:
        return say(one(reader, events[0]), seqs)
    first, whole = reader.name(actor(events[0])), one(reader, events[0])
    phrase = PHRASES.get(kind, kind.replace("-", " "))
    alone = len({actor(event) for event in events}) == 1
    phrase = phrase.replace("their own", "its own") if alone else phrase
    lead = f"{acted(reader, events)} {phrase}{'' if alone else ','} {times(len(events))}{'' if alone else ' in all'}"
    begins = alone and whole.lower().startswith(f"{first.lower()} ")
    return say(
        f"{lead}; the first time it {whole[len(first) + 1 :]}"
        if begins
        else f"{lead}; for example, {within(whole)}",
        seqs,
    )


def one(reader: Reader, event: Event) -> str:
    """An event's own sentence, ended as a sentence."""
    words = reader.whole(event)
    return words if words.endswith((".", "!", "?", ".”", "?”", "!”")) else f"{words}."


def within(words: str) -> str:
    """A sentence as it stands within another."""
    return f"the {words[4:]}" if words.startswith("The ") else words


def acted(reader: Reader, events: Sequence[Event]) -> str:
    """Who acted, the busiest first, as one subject."""
    busiest = Counter(actor(event) for event in events)
    ordered = sorted(busiest, key=lambda body: (-busiest[body], body))
    return reader.names(ordered, 4)


def titled(reader: Reader, events: Sequence[Event], most: int = 2) -> str:
    """The things some events are about, by title, each once."""
    titles = list(dict.fromkeys(reader.telling.names.thing(event.subject) for event in events))
    return listed(titles[:most] + ([more(len(titles) - most)] if len(titles) > most else []))


def signings(reader: Reader, events: list[Event]) -> Sentence:
    """Signatures, by agreement."""
    done: list[list[Event]] = []
    half: list[list[Event]] = []
    for number in dict.fromkeys(event.subject for event in events):
        agreement = reader.telling.world.agreements.get(number or 0)
        signed_now = agreement is not None and any(
            s == "signed" and seq in {e.seq for e in events} for s, _, seq in agreement.history
        )
        (done if signed_now else half).append([e for e in events if e.subject == number])
    parts = []
    if done:
        parts.append(
            f"{titled(reader, [group[0] for group in done])} {'was' if len(done) == 1 else 'were'} signed by all parties"
        )
    if half:
        names = acted(reader, [e for group in half for e in group])
        what = (
            titled(reader, [g[0] for g in half])
            if len(half) < 3 or not done
            else f"{count(len(half), 'other text')}"
        )
        wanting = "another signature" if len(half) == 1 else "other signatures"
        parts.append(f"{names} signed {what}, which still wanted {wanting}")
    return say(f"{'; '.join(parts)}.", [event.seq for event in events])


def agreeing(reader: Reader, events: list[Event]) -> Sentence:
    """Agreement in words."""
    return say(
        f"{acted(reader, events)} agreed in words, without yet signing, to {titled(reader, events)}.",
        [e.seq for e in events],
    )


def proposals(reader: Reader, events: list[Event]) -> Sentence:
    """What was proposed, by whom and to whom."""
    seqs = [event.seq for event in events]
    if len(events) == 1:
        return say(one(reader, events[0]), seqs)
    to = list(dict.fromkeys(party for e in events for party in e.body["parties"] if party != e.organisation))
    words = (
        f"{acted(reader, events)} put {count(len(events), 'proposal')} to {reader.names(to, 4)}"
        f"{examples(reader, events)}."
    )
    return say(words, seqs)


def examples(reader: Reader, events: Sequence[Event]) -> str:
    """The first two titles of several, as what is among them; all of them where there are two."""
    titles = list(dict.fromkeys(reader.telling.names.thing(event.subject) for event in events))
    return f"{': ' if len(titles) < 3 else ', among them '}{listed(titles[:2])}"


def claims(reader: Reader, events: list[Event]) -> Sentence:
    """Agreements that one side alone put on the record."""
    others = list(
        dict.fromkeys(party for e in events for party in e.body["parties"] if party != e.organisation)
    )
    words = (
        f"{acted(reader, events)} put on the record, alone, that {titled(reader, events, 2)} had been agreed"
        f" with {reader.names(others)}."
    )
    return say(words, [e.seq for e in events])


def plans(reader: Reader, events: list[Event]) -> Sentence:
    """Plans with what they claim to find."""
    found = [(e.organisation, sum(line["pence"] for line in e.body["lines"]), e.body["gap"]) for e in events]
    to = list(dict.fromkeys(body for e in events for body in e.body["to"]))
    seqs = [event.seq for event in events]
    if len(found) == 1:
        body, pence, gap = found[0]
        return say(
            f"{reader.name(body)} sent {reader.names(to)} “{clip(events[0].body['title'])}”, a plan that"
            f" claims to find {pounds(pence / 100)} against a gap of {pounds(gap / 100)}.",
            seqs,
        )
    if len({body for body, _, _ in found}) == 1:
        sums = listed([f"{pounds(pence / 100)} against {pounds(gap / 100)}" for _, pence, gap in found[:4]])
        return say(
            f"{reader.name(found[0][0])} sent {reader.names(to)} {count(len(found), 'plan')}, which claim to"
            f" find {sums}.",
            seqs,
        )
    each = [
        f"{reader.name(body)} claimed to find {pounds(pence / 100)} against a gap of {pounds(gap / 100)}"
        for body, pence, gap in found[:4]
    ]
    return say(f"{count(len(found), 'plan')} went to {reader.names(to)}: {listed(each)}.", seqs)


def reviews(reader: Reader, events: list[Event]) -> Sentence:
    """How plans were judged."""
    seqs = [event.seq for event in events]
    if len(events) == 1:
        return say(one(reader, events[0]), seqs)
    verdicts = Counter(event.body["verdict"] for event in events)
    said = listed([f"{verdict} {times(n)}" for verdict, n in sorted(verdicts.items())])
    reason = clip(events[0].body["text"], 240)
    return say(f"{acted(reader, events)} judged plans {said}; one reason given was: “{reason}”", seqs)


def rulings(reader: Reader, events: list[Event]) -> Sentence:
    """Rulings given."""
    seqs = [event.seq for event in events]
    if len(events) == 1:
        return say(one(reader, events[0]), seqs)
    return say(
        f"{acted(reader, events)} gave {count(len(events), 'ruling')}; one was:"
        f" “{clip(events[0].body['text'], 240)}”",
        seqs,
    )


def questions(reader: Reader, events: list[Event]) -> Sentence:
    """Questions about the rules."""
    to = list(dict.fromkeys(body for event in events for body in event.body["to"]))
    words = (
        f"{acted(reader, events)} asked {reader.names(to)} what the rules allow, for example:"
        f" “{clip(events[0].body['text'], 240)}”"
    )
    return say(words, [event.seq for event in events])
