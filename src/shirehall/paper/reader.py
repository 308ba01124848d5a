"""What the report reads a record with: names, dates, tables of measures, and how an event is shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shirehall.economy.figures import MEASURES, Row
from shirehall.paper.prose import WORDS, clip, listed
from shirehall.paper.tree import Cited
from shirehall.play.record.event import Event
from shirehall.study.demands import Demand, demands
from shirehall.study.findings import Judgement, judge_all
from shirehall.study.measures import compute
from shirehall.study.notebook.entry import Entry
from shirehall.study.reactions import Reaction, reactions
from shirehall.study.reading import Contact, Telling, actor
from shirehall.study.study import Study

KINDS: Mapping[str, tuple[str, str]] = {
    "commissioner": ("commissioner", "commissioners"),
    "acute-provider": ("acute trust", "acute trusts"),
    "community-provider": ("community trust", "community trusts"),
    "mental-health-provider": ("mental health trust", "mental health trusts"),
    "private-provider": ("private provider", "private providers"),
    "gp-provider": ("doctor-owned provider", "doctor-owned providers"),
    "social-enterprise": ("social enterprise", "social enterprises"),
    "ambulance": ("ambulance service", "ambulance services"),
    "support-unit": ("support unit", "support units"),
    "private-support": ("private support firm", "private support firms"),
    "national-board": ("national board", "national boards"),
    "economic-regulator": ("economic regulator", "economic regulators"),
    "quality-regulator": ("quality regulator", "quality regulators"),
    "regional-authority": ("regional authority", "regional authorities"),
    "health-board": ("health and wellbeing board", "health and wellbeing boards"),
    "council": ("council", "councils"),
    "patient-voice": ("patients' body", "patients' bodies"),
    "politician": ("politician", "politicians"),
    "national-government": ("government department", "government departments"),
    "public": ("public", "public"),
    "practices": ("practices", "practices"),
    "predecessor": ("predecessor body", "predecessor bodies"),
}
"""What kinds of body are called, one and many."""

PLAYED: Mapping[str, str] = {
    "person": "played by a person",
    "script": "played by a script",
    "model": "played by a language model",
    "facilitator": "the facilitator",
    "engine": "the simulation itself",
    "nobody": "nobody",
}
"""How it is shown who filled a seat or caused an event."""

CUT = re.compile(r"“([^“”]+?)…”")
"""A quotation that was cut short."""

BEHIND: Mapping[str, str] = {
    "ae-within-4h": "ae-attendances",
    "bed-occupancy": "beds-open",
    "rtt-within-18w": "elective-waiting",
}
"""For a share, the count of what it is a share of."""

PAPER = 400
"""How many letters of a pack's paper an event is shown with."""

SPOKEN = ("text", "wording", "answer", "reasons", "why", "question")


@dataclass(frozen=True)
class Reader:
    """One record and its notebook, read for one report. Everything here follows from the two."""

    telling: Telling
    entries: tuple[Entry, ...] = ()

    @cached_property
    def study(self) -> Study:
        """The record with what people wrote of it."""
        return Study(self.telling, self.entries)

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The bodies with a seat, in the order of the pack."""
        return self.telling.bodies

    @cached_property
    def end(self) -> int:
        """The number of the last event: what a sentence about absence rests on, the record read to its end."""
        return self.telling.events[-1].seq

    @cached_property
    def lived(self) -> dict[int, int]:
        """The event that holds each lived month's true figures."""
        return {e.body["of_month"]: e.seq for e in self.telling.events if e.kind == "month-lived"}

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """All that was asked of anybody."""
        return demands(self.telling)

    @cached_property
    def series(self) -> dict[tuple[str, str], dict[int, Row]]:
        """The county's figures for everybody, by measure and subject, then month; sums of a body that another followed, up to then."""
        found: dict[tuple[str, str], dict[int, Row]] = {}
        gone = {
            b: e.month
            for e in self.of_kind("bodies-succeeded")
            for b in e.body["parents"]
            if b != e.body["successor"]
        }
        for row in self.telling.figures:
            money = MEASURES[row.measure].unit == "£" if row.measure in MEASURES else False
            if row.group == "all" and not (money and row.month >= gone.get(row.subject, row.month + 1)):
                found.setdefault((row.measure, row.subject), {})[row.month] = row
        return found

    def subjects(self, measure: str) -> list[str]:
        """Whom a measure is about, none counted twice: sites where there are sites, else bodies; the county apart."""
        every = [s for m, s in self.series if m == measure and s != "county"]
        owners = {self.telling.world.sites[s] for s in every if s in self.telling.world.sites}
        return [s for s in every if s not in owners]

    def large(self, measure: str, subjects: list[str]) -> list[str]:
        """Those of some subjects of a share that have a fifth or more of the largest one's beds, patients or visits: a share of few
        moves by chance. All of them where their size is not known."""
        size = {
            s: max(
                (row.value for row in self.series.get((BEHIND.get(measure, ""), s), {}).values()), default=0.0
            )
            for s in subjects
        }
        most = max(size.values(), default=0.0)
        return [s for s in subjects if size[s] * 5 >= most]

    def name(self, body: str) -> str:
        """A body's short name."""
        return self.telling.name(body)

    def names(self, bodies: Iterable[str], most: int = 5) -> str:
        """Bodies by their short names; beyond `most`, the rest as a number."""
        every = [self.name(body) for body in bodies]
        if len(every) <= most + 1:
            return listed(every)
        return (
            f"{', '.join(every[:most])} and"
            f" {WORDS[len(every) - most] if len(every) - most <= 12 else len(every) - most} others"
        )

    def kind(self, kind: str, many: bool = True) -> str:
        """What a kind of body is called."""
        one, more = KINDS.get(kind, (kind.replace("-", " "), f"{kind.replace('-', ' ')} bodies"))
        return more if many else one

    def subject(self, subject: str) -> str:
        """What a figure is about: a body, a site or the county."""
        if subject == "county":
            return "the county"
        for site in self.telling.patch.county.sites:
            if site.site == subject:
                return site.name
        return self.name(subject)

    def topic(self, topic: str) -> str:
        """A topic's title."""
        return self.telling.world.topics.get(topic, topic)

    def month(self, month: int) -> str:
        """A month's name, such as "June 2013"."""
        return self.telling.patch.month_name(month)

    def short(self, month: int) -> str:
        """A month's name for an axis, such as "Jun 13"."""
        name, year = self.month(month).split()
        return f"{name[:3]} {year[2:]}"

    @cached_property
    def axis(self) -> list[str]:
        """The round's months for an axis."""
        return [self.short(m) for m in range(1, self.telling.last_month + 1)]

    def when(self, event: Event) -> str:
        """A month, and the play minute within it."""
        minute = event.at - self.telling.began.get(event.month, 0)
        return f"{self.month(event.month)}, minute {max(minute, 0)}"

    def rows(self, measure: str, **filters: str) -> list[tuple[dict[str, Any], tuple[int, ...]]]:
        """A measure's table: each row as a mapping, with the events it rests on. Worked out once for each set of filters."""
        key = (measure, *sorted(filters.items()))
        if key not in self._kept:
            table = compute(measure, self.study, filters)
            self._kept[key] = list(zip(table.dicts(), table.evidence, strict=True))
        return self._kept[key]

    @cached_property
    def _kept(self) -> dict[tuple[Any, ...], list[tuple[dict[str, Any], tuple[int, ...]]]]:
        return {}

    @cached_property
    def judged(self) -> tuple[Judgement, ...]:
        """The published findings held against this play."""
        return judge_all(self.study)

    @cached_property
    def reactions(self) -> tuple[Reaction, ...]:
        """What each addressee did about each inject."""
        return reactions(self.telling)

    def dated(self, words: str) -> str:
        """The words with months by name instead of number, sites by name instead of id, and organisations for bodies."""
        named = "".join(
            self.months_named(part, part.startswith("“")) for part in re.split(r"(“[^“”]*”)", words)
        )
        for site in self.telling.patch.county.sites:
            named = named.replace(site.site, site.name)
        named = self.without_ids(named)
        named = re.sub(r"([.?!…]”)\.(?= |$)", r"\1", named)
        return re.sub(r"\b1 bodies\b", "one organisation", named).replace(" bodies:", " organisations:")

    def whole(self, event: Event) -> str:
        """An event's sentence with its words quoted as far as they make sense: a quotation that the play cut short is cut at the
        end of a sentence where it can be."""
        said = self.dated(self.telling.sentence(event.seq))
        rule = next((r.text for r in self.telling.patch.rules.rules if r.id == event.body.get("rule")), "")
        for found in CUT.findall(said):
            for text in (*words_of(event).split("\n"), rule):
                flat = clip(text, len(text) + 1)
                if len(found) > 12 and flat.startswith(found):
                    said = said.replace(f"“{found}…”", f"“{clip(text, 200)}”")
        return self.dated(said)

    def months_named(self, words: str, quoted: bool) -> str:
        """The words with months by name instead of number, in square brackets where the words are somebody's own."""

        def name(found: re.Match[str]) -> str:
            if not 1 <= int(found[1]) <= self.telling.last_month:
                return found[0]
            return f"[{self.month(int(found[1]))}]" if quoted else self.month(int(found[1]))

        return re.sub(r"\b[Mm]onth (\d+)\b", name, words)

    def without_ids(self, words: str) -> str:
        """The words with seats and bodies by name where they stand by id: bodies when the id is their name in small letters, or
        beside one of their seats."""
        seats = [seat for seat in self.telling.world.seats if seat in words]
        beside = {self.telling.world.seats[seat].organisation for seat in seats}
        named = {seat: self.telling.names.seat(seat) for seat in sorted(seats, key=len, reverse=True)}
        named |= {
            b: self.name(b) for b in self.bodies if b in words and (b in beside or b == self.name(b).lower())
        }
        for known, name in named.items():
            words = re.sub(rf"(?<![\w.-]){re.escape(known)}(?![\w-]|\.\w)", name, words)
        return words

    @cached_property
    def by_body(self) -> dict[str, list[Event]]:
        """The acts of each body with a seat."""
        found: dict[str, list[Event]] = {body: [] for body in self.bodies}
        for event in self.telling.acts:
            found.setdefault(actor(event), []).append(event)
        return found

    def contacts(self, bodies: Iterable[str], *, to: bool = False) -> list[Contact]:
        """The contacts that some bodies made, or that were made to them."""
        chosen = set(bodies)
        return [c for c in self.telling.contacts if (c.hearer if to else c.sender) in chosen]

    def topics(self, events: Iterable[Event]) -> list[tuple[str, int]]:
        """The topics that some events declare, the most frequent first."""
        counted = Counter(topic for event in events for topic in event.about)
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))

    def of_kind(self, *kinds: str) -> list[Event]:
        """The events of some kinds."""
        return [event for event in self.telling.events if event.kind in kinds]

    def decimals(self, measure: str) -> int:
        """How many decimals a measure is given with."""
        return MEASURES[measure].decimals

    def card(self, seq: int) -> Cited:
        """How an event is shown among the evidence."""
        event = self.telling.event(seq)
        chair = self.telling.world.seats.get(event.seat)
        who = (
            self.seat_then(event)
            if chair
            else (self.name(event.organisation) if event.organisation else "The simulation")
        )
        spoken_for = actor(event)
        if spoken_for != event.organisation:
            who = f"{self.name(spoken_for)}, voiced by {who}"
        topics = "; ".join(self.topic(topic) for topic in event.about)
        return Cited(
            seq,
            self.when(event),
            who[:1].upper() + who[1:],
            PLAYED.get(event.origin, event.origin),
            self.dated(self.quoted_title(seq, self.telling.sentence(seq))),
            given(words_of(event)) if event.kind == "briefing-given" else words_of(event),
            topics,
        )

    def seat_then(self, event: Event) -> str:
        """The seat of an act by its role and the body it sat for then, which may be followed by another now."""
        now = self.telling.world.seats[event.seat].organisation
        said = self.telling.names.seat(event.seat)
        moved = event.organisation and event.organisation != now
        return f"{self.name(event.organisation)}{said.removeprefix(self.name(now))}" if moved else said

    def quoted_title(self, seq: int, words: str) -> str:
        """The words on an event, with the title in quotation marks where they only give it, as they do of what arrived."""
        title = str(self.telling.event(seq).body.get("title", ""))
        return f"“{title}”{words[len(title) :]}" if title and words.startswith(title) else words


def words_of(event: Event) -> str:
    """Everything in an event that somebody wrote, whole."""
    body = event.body
    found = [str(body[name]) for name in SPOKEN if isinstance(body.get(name), str) and body[name].strip()]
    found += [str(line) for line in body.get("decisions", ()) if str(line).strip()]
    for clause in body.get("clauses", ()):
        terms = ", ".join(f"{name} {value}" for name, value in clause.get("terms", ()))
        found.append(f"Clause: {clause.get('words', '')}{f' [{terms}]' if terms else ''}")
    for line in body.get("lines", ()):
        found.append(f"Line: {line['sector']}, £{line['pence'] // 100:,} a year, by {line['means']}.")
    return "\n".join(dict.fromkeys(found))


def given(paper: str) -> str:
    """How a paper of the pack begins, without its marks of layout. The pack and the folder of printed papers hold it whole."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", paper)
    kept = [line.lstrip("#-* ") for line in words.replace("**", "").split("\n") if not line.startswith("|")]
    flat = " ".join(" ".join(kept).split())
    return (
        flat if len(flat) <= PAPER else f"{clip(flat, PAPER, quoted=False)} (The pack holds the whole paper.)"
    )
