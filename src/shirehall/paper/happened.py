"""What happened, phase by phase, in a few paragraphs each."""

from __future__ import annotations

import re
from collections import Counter

from shirehall.economy.figures import MEASURES
from shirehall.paper.families import told
from shirehall.paper.fates import ACTED, fate, fates, fates_said
from shirehall.paper.figures import swim_lanes
from shirehall.paper.prose import a_share, amount, capital, clip, count, listed, more, say
from shirehall.paper.reader import Reader
from shirehall.paper.rounds import round_by_round, several
from shirehall.paper.tree import Block, Paragraph, Quote, Section, Sentence
from shirehall.patch.model import Phase
from shirehall.play.record.event import Event
from shirehall.study.reading import Contact

FEW = 20
"""Counts below this move by chance, and make no sentence."""

WATCHED = ("ae-within-4h", "bed-occupancy", "trolley-waits-12h", "rtt-within-18w", "delayed-days")
QUOTED = (
    "agreement-denied",
    "complained",
    "challenged",
    "proposal-refused",
    "plan-reviewed",
    "withheld",
    "pressed",
    "answered",
    "ruled",
    "message-sent",
    "announced",
)
LIGHT = ("message-sent", "announced")
"""Kinds of which only people's words are quoted: a script's say little that its figures do not."""


def happened(reader: Reader) -> Section:
    """The story by phases; of a record with several rounds, round by round, with what lay between them."""
    played = [
        phase for phase in reader.telling.patch.round.phases if phase.months[0] in reader.telling.months
    ]
    used: list[str] = []
    figures: list[str] = []
    stories = [(phase, phase_told(reader, phase, used, figures)) for phase in played]
    rounds = several(reader)
    parts = round_by_round(reader, rounds, stories) if rounds else tuple(part for _, part in stories)
    lanes = swim_lanes(reader)
    intro = say(
        "The play is told in phases: what arrived, what was settled or promised, who talked with whom, and"
        " what the county lived through meanwhile. Several acts of one sort are told in one sentence; the"
        " timeline at the end has them one by one.",
        basis="method",
    )
    blocks: tuple[Block, ...] = (Paragraph((intro,)), *([lanes] if lanes else []))
    return Section("happened", "What happened", blocks, parts)


def phase_told(reader: Reader, phase: Phase, used: list[str], figures: list[str]) -> Section:
    """One phase. `used` gathers what has been quoted, so that no words are quoted twice, and `figures` the measures told."""
    events = [e for e in reader.telling.events if e.month in phase.months]
    acts = [e for e in reader.telling.acts if e.month in phase.months]
    blocks: list[Block] = []
    arrived = arrivals(reader, [e for e in events if e.kind == "inject-published"])
    if arrived:
        blocks.append(Paragraph(tuple(arrived)))
    story = told(reader, acts, 6, used)
    for start in range(0, len(story), 3):
        blocks.append(Paragraph(tuple(story[start : start + 3])))
    used.extend(sentence.text for sentence in story)
    quoted = quotation(reader, acts, used)
    if quoted is not None:
        blocks.append(quoted)
    rest = [*talk(reader, phase, acts), *due(reader, events), *county(reader, phase, figures)]
    blocks.append(
        Paragraph(
            tuple(rest)
            or (say("Nothing more is on the record for these months.", [events[-1].seq], "derived"),)
        )
    )
    return Section(f"phase-{phase.id}", phase.title, tuple(blocks))


def arrivals(reader: Reader, injects: list[Event]) -> list[Sentence]:
    """What arrived, to whom, and what was done about it."""
    if not injects:
        return []
    each = []
    for event in injects[:4]:
        to = event.body["to"]
        whom = "everyone" if len(to) >= len(reader.bodies) else reader.names(to, 3)
        each.append(f"“{event.body['title']}” (to {whom})")
    if len(injects) > 4:
        each.append(more(len(injects) - 4))
    heads = (
        "One piece of news arrived"
        if len(injects) == 1
        else f"{capital(count(len(injects), 'piece'))} of news arrived"
    )
    said = [say(f"{heads}: {listed(each)}.", [e.seq for e in injects])]
    numbers = {event.subject or event.seq for event in injects}
    mine = [r for r in reader.reactions if r.inject.id in numbers]
    evidence = [seq for r in mine for seq in r.evidence] or [e.seq for e in injects]
    if mine:
        words = fates_said(fates((r.grade, r.link) for r in mine))
        doers = list(dict.fromkeys(r.body for r in mine if fate(r.grade, r.link) == ACTED))
        who = (
            f" Those who acted were {reader.names(doers)}."
            if len(doers) > 1
            else f" The one that acted was {reader.name(doers[0])}."
            if doers
            else ""
        )
        said.append(say(f"{words}.{who}", evidence, "derived"))
    return said


def talk(reader: Reader, phase: Phase, acts: list[Event]) -> list[Sentence]:
    """Who turned to whom, what they spoke of, and how often they met."""
    contacts = [c for c in reader.telling.contacts if c.month in phase.months]
    said = []
    if contacts:
        said.append(busiest(reader, contacts))
    topics = reader.topics(acts)
    if len(topics) > 1:
        first, second = topics[0][0], topics[1][0]
        evidence = [e.seq for e in acts if first in e.about or second in e.about]
        said.append(
            say(
                f"The commonest topics were {lower(reader, first)}, and {lower(reader, second)}.",
                evidence,
                "derived",
            )
        )
    met = [e for e in acts if e.kind == "meeting-minuted"]
    called = [e for e in acts if e.kind == "meeting-called"]
    if called:
        settled = [e for e in met if e.body["decisions"]]
        kept = f"{count(len(met), 'minute')} {'was' if len(met) < 2 else 'were'} kept"
        words = f"{capital(count(len(called), 'meeting'))} {'was' if len(called) == 1 else 'were'} called, and {kept}"
        minute = "it" if len(met) == 1 else "one"
        outcome = (
            f"; {minute} says: “{clip(settled[0].body['decisions'][0], 120).rstrip('.')}”" if settled else ""
        )
        said.append(say(f"{words}{outcome}.", [e.seq for e in (*called, *met)], "derived"))
    return said


def lower(reader: Reader, topic: str) -> str:
    """A topic's title within a sentence."""
    title = reader.topic(topic)
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def busiest(reader: Reader, contacts: list[Contact]) -> Sentence:
    """The pair of bodies that were in touch most, and who began."""
    pairs = Counter(tuple(sorted((c.sender, c.hearer))) for c in contacts)
    (one, other), most = sorted(pairs.items(), key=lambda p: (-p[1], p[0]))[0]
    found = [c for c in contacts if {c.sender, c.hearer} == {one, other}]
    begun = [c for c in found if c.started]
    by_one = sum(c.sender == one for c in begun)
    who = one if by_one * 2 >= len(begun) else other
    share = max(by_one, len(begun) - by_one)
    begins = (
        f"; {reader.name(who)} began {a_share(share, len(begun))} of their exchanges"
        if len(begun) > 1
        else ""
    )
    return say(
        f"No two organisations were in touch more than {reader.name(one)} and {reader.name(other)}"
        f" ({most:,} of {count(len(contacts), 'contact')}){begins}.",
        [c.seq for c in found],
        "derived",
    )


def due(reader: Reader, events: list[Event]) -> list[Sentence]:
    """Deadlines that passed in the phase."""
    passed = [e for e in events if e.kind == "deadline-passed"]
    parts = []
    for event in passed[:3]:
        met, missed = event.body["met"], event.body["missed"]
        title = f"“{event.body['title']}”"
        if missed and met:
            parts.append(f"{reader.names(met)} met {title} and {reader.names(missed, 3)} did not")
        elif missed:
            parts.append(f"{reader.names(missed, 3)} missed {title}")
        else:
            parts.append(f"{reader.names(met)} met {title}")
    others = f"; {more(len(passed) - 3)} passed as well" if len(passed) > 3 else ""
    due_ = (
        "One deadline fell due" if len(passed) == 1 else f"{capital(count(len(passed), 'deadline'))} fell due"
    )
    return [say(f"{due_}: {'; '.join(parts)}{others}.", [e.seq for e in passed])] if passed else []


def county(reader: Reader, phase: Phase, told: list[str]) -> list[Sentence]:
    """Where the county stood at the end of the phase: the watched measure that moved most. `told` gathers what was told before."""
    month = max((m for m in phase.months if m in reader.lived), default=0)
    before = max((m for m in reader.lived if m < min(phase.months)), default=0)
    if not month:
        return []
    moved = most_moved(reader, before, month, told)
    if moved is None:
        return []
    measure, subject, then, now = moved
    told.append(measure)
    what = MEASURES[measure]
    evidence = [reader.lived[m] for m in (before, month) if m]
    place = "in the county" if subject == "county" else f"at {reader.subject(subject)}"
    title = (
        what.title if what.title[:3].upper() == what.title[:3] else what.title[:1].lower() + what.title[1:]
    )
    if not before or now == then:
        return [
            say(
                f"In the county model, {title} {place} stood at {amount(now, what.unit, what.decimals)} in"
                f" {reader.month(month)}.",
                evidence,
                "derived",
            )
        ]
    verb = "rose" if now > then else "fell"
    return [
        say(
            f"Meanwhile, in the county model, {title} {place} {verb} from"
            f" {amount(then, what.unit, what.decimals)} to {amount(now, what.unit, what.decimals)} by"
            f" {reader.month(month)}.",
            evidence,
            "derived",
        )
    ]


def most_moved(
    reader: Reader, before: int, month: int, told: list[str]
) -> tuple[str, str, float, float] | None:
    """The measure, subject, value before and value now of what moved most, as a share of how far it ranged over the year; one not
    told before is taken when it moved more than half as much."""
    found = []
    for measure in WATCHED:
        for subject in reader.large(measure, reader.subjects(measure)) or ["county"]:
            series = reader.series.get((measure, subject), {})
            values = [row.value for row in series.values()]
            if (
                not values
                or month not in series
                or (before or month) not in series
                or not wide_enough(measure, values)
            ):
                continue
            now, then = series[month].value, series[before or month].value
            if MEASURES[measure].unit == "%" or max(now, then) >= FEW:
                wide = max(values) - min(values)
                found.append((abs(now - then) / wide, wide, measure, subject, then, now))
    if not found:
        return None
    best = max(found)
    fresh = [each for each in found if each[2] not in told and each[0] * 2 > best[0]]
    _, _, measure, subject, then, now = max(fresh, default=best)
    return measure, subject, then, now


def wide_enough(measure: str, values: list[float]) -> bool:
    """Whether a figure moved enough over the year to be worth a sentence: two points, or a count that passes `FEW`."""
    least, most = min(values), max(values)
    return most - least >= 2 if MEASURES[measure].unit == "%" else most >= FEW and most > least


def bare(text: str) -> str:
    """A text without its figures and quotation marks, by which two uses of one turn of phrase are known."""
    return re.sub(r"[“”‘’\d.,%£]+", "", text)


def quotation(reader: Reader, acts: list[Event], used: list[str]) -> Quote | None:
    """Words that show what was said: of the kinds that carry most, the first not yet quoted that is long enough and not too long."""
    for kind in QUOTED:
        for event in acts:
            text = " ".join(str(event.body.get("text", "")).split())
            core = bare(text)
            heads = (core[:24], core[-24:])
            if (
                event.kind == kind
                and (event.kind not in LIGHT or event.origin == "person")
                and 50 <= len(text) <= 320
                and not any(h in bare(u) for u in used for h in heads)
            ):
                used.append(text)
                card = reader.card(event.seq)
                return Quote(
                    text, f"{card.who}, {reader.month(event.month)} ({card.played_by})", (event.seq,)
                )
    return None
