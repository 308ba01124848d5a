"""Messages by subject, as far as rules can tell: for each subject its issues, then what is left to be done, and by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from shirehall.paper.noting import row
from shirehall.paper.prose import a_share, capital, clip, count, in_words, listed, more, say, were
from shirehall.paper.reader import Reader, words_of
from shirehall.paper.rounds import name_of, several
from shirehall.paper.tree import Column, Paragraph, Row, Section, Sentence, Table
from shirehall.play.agreements import Agreement
from shirehall.play.record.event import Event
from shirehall.study.demands import Demand
from shirehall.study.reading import actor
from shirehall.study.themes.subjects import SETS, Subject

OPEN = ("idea", "proposed", "agreed", "disputed")
"""Phases in which an agreement waits for somebody."""
INTRO = (
    "What people found stands under the same subjects further down; this is what rules can gather from the record. An act speaks to"
    " a subject when its sender declared one of the subject's topics. An act with topics of two subjects counts under both."
)
SILENT = "Nothing on the record speaks to it."
MOST_TITLES = 2


@dataclass(frozen=True)
class Matter:
    """One subject in one record, with what was done and what was asked about it."""

    reader: Reader
    subject: Subject

    def on(self, topics: Iterable[str]) -> bool:
        """Whether some topics touch the subject."""
        return bool(set(topics) & set(self.subject.topics))

    @cached_property
    def acts(self) -> list[Event]:
        """What was said and done about it; for a subject that is a group of bodies, what they said and did."""
        if self.subject.topics:
            return [e for e in self.reader.telling.acts if self.on(e.about)]
        return [
            e for e in self.reader.telling.acts if self.reader.telling.kind_of(actor(e)) in self.subject.kinds
        ]

    @cached_property
    def asked(self) -> list[Demand]:
        """What called for an answer about it."""
        numbers = {e.seq for e in self.acts}
        return [d for d in self.reader.demands if d.seq in numbers]

    @cached_property
    def agreements(self) -> list[Agreement]:
        """Agreements that began with an act about it."""
        numbers = {e.seq for e in self.acts}
        return [a for _, a in sorted(self.reader.telling.world.agreements.items()) if a.id in numbers]


def section(reader: Reader) -> Section:
    """The subjects of the set that the pack's report names, each with its issues and what is left to be done."""
    name = next((chapter.subjects for chapter in reader.telling.patch.chapters if chapter.subjects), None)
    parts = tuple(told(Matter(reader, subject)) for subject in SETS[name or "matters"])
    return Section("subjects", "Messages by subject", (Paragraph((say(INTRO, basis="method"),)),), parts)


def told(matter: Matter) -> Section:
    """One subject."""
    name = f"message-{matter.subject.id}"
    if not matter.acts:
        silent = Paragraph((say(SILENT, [matter.reader.end], "derived"),))
        return Section(name, matter.subject.title, (silent,))
    return Section(
        name, matter.subject.title, (Paragraph(tuple(issues(matter)), "The issues."), to_do(matter))
    )


def issues(matter: Matter) -> list[Sentence]:
    """How much was said of it, by whom, in which round, what was settled and what was left."""
    found = (spoken(matter), by_round(matter), dealt(matter), wondered(matter), left(matter))
    return [said for said in found if said is not None]


def spoken(matter: Matter) -> Sentence:
    """How many acts spoke to it, and who spoke most."""
    reader, acts = matter.reader, matter.acts
    by = Counter(actor(e) for e in acts)
    (first, most), *rest = sorted(by.items(), key=lambda pair: (-pair[1], pair[0]))
    who = f"the most by {reader.name(first)} ({most:,})" if rest else f"all by {reader.name(first)}"
    whole = len(reader.telling.acts)
    return say(
        f"Of {whole:,} acts, {count(len(acts), 'spoke', 'spoke')} to it, {who}.",
        [e.seq for e in acts],
        "derived",
    )


def by_round(matter: Matter) -> Sentence | None:
    """How the acts are shared over the rounds, where there are several."""
    rounds = several(matter.reader)
    if not rounds:
        return None
    parts = []
    for one in rounds:
        acts = [e for e in matter.acts if one.months[0] <= e.month <= one.months[1]]
        deeds = sum(matter.reader.telling.settles(e) for e in acts)
        settled = f"{a_share(deeds, len(acts))} settled something" if deeds else "none settled anything"
        many = count(len(acts), "came", "came") if acts else "none came"
        parts.append(f"{many} in {name_of(one)}{f' ({settled})' if acts else ''}")
    return say(f"Of these, {listed(parts)}.", [e.seq for e in matter.acts], "derived")


def dealt(matter: Matter) -> Sentence | None:
    """What became of agreements about it."""
    deals = matter.agreements
    if not deals:
        return None
    signed = [a for a in deals if any(state == "signed" for state, _, _ in a.history)]
    heads = f"{count(len(deals), 'agreement')} began with an act about it"
    if len(signed) == len(deals):
        fate = "and it was signed" if len(deals) == 1 else "and all of them were signed"
    else:
        fate = "and it was not signed" if len(deals) == 1 else f"of which {were(len(signed))} signed"
    return say(f"{capital(heads)}, {fate}.", [a.id for a in deals], "derived")


def wondered(matter: Matter) -> Sentence | None:
    """Questions about the rules that touch it."""
    world, numbers = matter.reader.telling.world, {e.seq for e in matter.acts}
    asked = [q for number, q in sorted(world.questions.items()) if number in numbers]
    if not asked:
        return None
    still = [q for q in asked if q.status == "open"]
    heads = f"{capital(count(len(asked), 'question'))} about the rules bore on it"
    if len(asked) == 1:
        return say(f"{heads} and was {'never ' if still else ''}answered.", [q.id for q in asked], "derived")
    return say(f"{heads}, of which {were(len(still))} never answered.", [q.id for q in asked], "derived")


def left(matter: Matter) -> Sentence | None:
    """What called for an answer and had none."""
    bare = [d for d in matter.asked if d.answer is None]
    if not matter.asked:
        return None
    waited = Counter(d.body for d in bare)
    many = len(matter.asked)
    one = "The one matter about it that called for an answer"
    if not bare:
        said = (
            f"{one} had one"
            if many == 1
            else f"{'Both' if many == 2 else f'All {in_words(many)}'} matters about it that called for an answer had one"
        )
        return say(f"{said}.", [d.seq for d in matter.asked], "derived")
    (body, most), *_ = sorted(waited.items(), key=lambda pair: (-pair[1], pair[0]))
    name = matter.reader.name(body)
    tail = (
        f", most often by {name} ({most:,})"
        if len(waited) > 1
        else f", {'all ' if len(bare) > 1 else ''}by {name}"
    )
    heads = (
        one
        if many == 1
        else f"Of {many:,} matters about it that called for an answer, {count(len(bare), 'was', 'were')}"
    )
    return say(
        f"{heads}{' was' if many == 1 else ''} left without one{tail}.", [d.seq for d in bare], "derived"
    )


def to_do(matter: Matter) -> Table | Paragraph:
    """What is left to be done about it, by kind of body: what waits for an answer, and what waits for a signature."""
    reader = matter.reader
    waiting: dict[str, list[Demand]] = {}
    for each in matter.asked:
        if each.answer is None:
            waiting.setdefault(reader.telling.kind_of(each.body), []).append(each)
    unsigned: dict[str, list[Agreement]] = {}
    for deal in matter.agreements:
        if deal.phase in OPEN:
            for kind in dict.fromkeys(
                reader.telling.kind_of(b) for b in deal.parties if deal.stance_of(b) != "signed"
            ):
                unsigned.setdefault(kind, []).append(deal)
    kinds = sorted(
        {*waiting, *unsigned}, key=lambda k: (-len(waiting.get(k, [])) - len(unsigned.get(k, [])), k)
    )
    if not kinds:
        return Paragraph((say("Nothing about it was left waiting for anybody.", [reader.end], "derived"),))
    rows = tuple(addressed(reader, kind, waiting.get(kind, []), unsigned.get(kind, [])) for kind in kinds)
    columns = (Column("Addressed to"), Column("What needs to be done"))
    return Table(f"{matter.subject.title}: what is left to be done, and by whom", columns, rows)


def addressed(reader: Reader, kind: str, waiting: list[Demand], unsigned: list[Agreement]) -> Row:
    """What is left to one kind of body."""
    parts = []
    if waiting:
        askers = reader.names(dict.fromkeys(d.asker for d in waiting), 3)
        plans = [clip(p.title) for d in waiting if (p := reader.telling.world.plans.get(d.seq)) is not None]
        named = [f"“{title}”" for title in dict.fromkeys(plans)][:MOST_TITLES]
        these = (
            f": {named[0]}"
            if len(waiting) == 1 and named
            else f", {listed(named)} among them"
            if named
            else ""
        )
        parts.append(
            f"answer {count(len(waiting), 'matter')} put by {askers}{these or oldest(reader, waiting)}"
        )
    if unsigned:
        titles = list(dict.fromkeys(f"“{clip(a.title)}”" for a in unsigned))
        left = len(titles) - MOST_TITLES
        shown = titles[:MOST_TITLES] + (
            [f"{more(left)} like {'it' if left == 1 else 'them'}"] if left > 0 else []
        )
        parts.append(f"sign or decline {count(len(unsigned), 'agreement')}: {listed(shown)}")
    seqs = [*(d.seq for d in waiting), *(a.id for a in unsigned)]
    return row((capital(reader.kind(kind)), f"{capital('; '.join(parts))}."), seqs)


def oldest(reader: Reader, waiting: list[Demand]) -> str:
    """The words of the oldest thing that waits, as far as they make sense."""
    words = words_of(reader.telling.event(waiting[0].seq)).split("\n")[0]
    if not words:
        return ""
    return f"{':' if len(waiting) == 1 else ', the oldest being'} “{clip(words, 110).rstrip('.')}”"
