"""Sentences of SeeSaw's report read word by word, and each of their figures worked out again from the bare events of its record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from shirehall.paper.tree import (
    Section,
    Sentence,
    Table,
    sections_of,
    sentences_in,
    states_figures,
    unfolded,
)
from shirehall.play.agreements import Agreement
from shirehall.play.record.event import Event
from shirehall.play.world import World
from shirehall.study.demands import demands
from shirehall.study.measures.unanswered import asks
from shirehall.study.reactions import NONE, reactions
from shirehall.study.reading import actor, tell
from shirehall.study.tables import NO_FILTERS
from shirehall.study.themes.subjects import SETS
from tests.paper.recounted import QUOTED, SHARE, N, number, share
from tests.paper.seesaw import report, told

ROUNDS = {"r1": range(1, 13), "r2": range(13, 25)}


def section(name: str) -> Section:
    return next(each for each in sections_of(report()) if each.id == name)


def said(of: Section) -> str:
    """All sentences of a section and its parts."""
    parts = [of, *(p for part in of.parts for p in (part, *part.parts))]
    return " ".join(s.text for part in parts for block in unfolded(part.blocks) for s in sentences_in(block))


def tables(of: Section) -> list[Table]:
    return [block for block in unfolded(of.blocks) if isinstance(block, Table)]


def happened(kind: str) -> list[Event]:
    return [e for e in told().events if e.kind == kind]


def opening() -> Event:
    return happened("round-opened")[0]


def subject_acts(of: Section) -> list[Event]:
    topics = next(set(s.topics) for s in SETS["matters"] if of.id == f"message-{s.id}")
    return [e for e in told().acts if topics & set(e.about)]


def spoke(of: Section, found: re.Match[str]) -> bool:
    acts = subject_acts(of)
    most = max(Counter(actor(e) for e in acts).values())
    return [number(found[n]) for n in (1, 2)] == [len(told().acts), len(acts)] and (
        not found[3] or number(found[3]) == most
    )


def came(of: Section, found: re.Match[str]) -> bool:
    for place, months in ((1, ROUNDS["r1"]), (3, ROUNDS["r2"])):
        acts = [e for e in subject_acts(of) if e.month in months]
        settled = share(sum(told().settles(e) for e in acts), len(acts))
        if number(found[place]) != len(acts) or (found[place + 1] and found[place + 1] != settled):
            return False
    return True


def deals_on(of: Section) -> list[Agreement]:
    numbers = {e.seq for e in subject_acts(of)}
    return [a for a in told().world.agreements.values() if a.id in numbers]


def deals_signed(of: Section, found: re.Match[str]) -> bool:
    deals = deals_on(of)
    signed = sum(any(state == "signed" for state, _, _ in a.history) for a in deals)
    return number(found[1]) == len(deals) and signed == (number(found[2]) if found[2] else len(deals))


def asked_about(of: Section, found: re.Match[str]) -> bool:
    asked = [q for n, q in told().world.questions.items() if n in {e.seq for e in subject_acts(of)}]
    return [number(found[1]), number(found[2])] == [len(asked), sum(q.status == "open" for q in asked)]


def waiting_on(of: Section, found: re.Match[str]) -> bool:
    mine = [d for d in demands(told()) if d.seq in {e.seq for e in subject_acts(of)}]
    bare = Counter(d.body for d in mine if d.answer is None)
    most = found[3] if found.re.groups > 2 else None
    return [number(found[1]), number(found[2])] == [len(mine), bare.total()] and (
        not most or number(most) == max(bare.values())
    )


def all_answered(of: Section, found: re.Match[str]) -> bool:
    mine = [d for d in demands(told()) if d.seq in {e.seq for e in subject_acts(of)}]
    return all(d.answer for d in mine) and len(mine) == (
        2 if found[1].lower() == "both" else number(found[1].split()[-1])
    )


def round_of(of: Section) -> str:
    return of.id.split("-")[1]


@cache
def world_before(seq: int) -> World:
    """The world as an event found it, from the record read up to it."""
    return tell(told().events[: seq - 1], told().patch).world


def closing_world(of: Section) -> Counter[str]:
    """The agreements by phase, plans by state and deadlines when a round closed, from the record read up to its judgement."""
    world = world_before(next(e for e in happened("round-judged") if e.body["round"] == round_of(of)).seq)
    counted = Counter(f"agreement {a.phase}" for a in world.agreements.values())
    counted += Counter(f"plan {p.status}" for p in world.plans.values() if p.status != "superseded")
    counted += Counter(f"tender {t.status}" for t in world.tenders.values())
    passed = [d for d in world.deadlines.values() if d.passed]
    counted += Counter({"deadlines": len(passed), "met": sum(not set(d.owes) - set(d.met) for d in passed)})
    counted["levers"] = sum(t.until is None or t.until >= world.clock.month for t in world.terms)
    return counted


def numbers_in(text: str) -> list[int]:
    return [
        number(word)
        for word in re.findall(rf"\b{N}\b", QUOTED.sub("", text), re.IGNORECASE)
        if number(word) >= 0
    ]


def closed_with(of: Section, found: re.Match[str]) -> bool:
    tally = closing_world(of)
    phases = {k.split()[1]: n for k, n in tally.items() if k.startswith("agreement")}
    bound, loose = (
        sum(phases.get(p, 0) for p in ps) for ps in (("signed", "in-force"), ("idea", "proposed", "agreed"))
    )
    rest = [
        n for p, n in sorted(phases.items()) if p not in ("signed", "in-force", "idea", "proposed", "agreed")
    ]
    stated = numbers_in(found[0].partition(" closed, ")[2])
    return stated == [bound, loose, *rest]


def plans_stood(of: Section, found: re.Match[str]) -> bool:
    plans = {k.removeprefix("plan "): n for k, n in closing_world(of).items() if k.startswith("plan ")}
    rest = [n for state, n in sorted(plans.items()) if state != "signed off"]
    return numbers_in(found[0]) == [sum(plans.values()), plans.get("signed off", 0), *rest]


def tenders_called(of: Section, found: re.Match[str]) -> bool:
    return number(found[1]) == sum(n for k, n in closing_world(of).items() if k.startswith("tender "))


def deadlines_met(of: Section, found: re.Match[str]) -> bool:
    tally = closing_world(of)
    stated = numbers_in(found[0])
    return stated in (
        [tally["deadlines"], tally["met"]],
        [tally["met"]] if tally["met"] == tally["deadlines"] else [],
    )


def levers_acted(of: Section, found: re.Match[str]) -> bool:
    return number(found[1]) == closing_world(of)["levers"]


def missed_in(of: Section, found: re.Match[str]) -> bool:
    return number(found[1]) == sum(
        bool(e.body["missed"]) and e.month in ROUNDS[round_of(of)] for e in happened("deadline-passed")
    )


def bare_asks_in(of: Section, found: re.Match[str]) -> bool:
    bare = {a.demand.seq for a in asks(told(), NO_FILTERS) if a.outcome == "open"}
    return number(found[1]) == sum(told().event(seq).month in ROUNDS[round_of(of)] for seq in bare)


def idle_news_in(of: Section, found: re.Match[str]) -> bool:
    idle = {r.inject.id for r in reactions(told()) if r.grade == NONE}
    return number(found[1]) == sum(told().event(seq).month in ROUNDS[round_of(of)] for seq in idle)


def open_questions_in(of: Section, found: re.Match[str]) -> bool:
    asked = (q for n, q in told().world.questions.items() if told().event(n).month in ROUNDS[round_of(of)])
    return number(found[1]) == sum(q.status == "open" for q in asked)


def unplayed(_of: Section, found: re.Match[str]) -> bool:
    return number(found[1]) == opening().body["unplayed"]


def read_out(_of: Section, found: re.Match[str]) -> bool:
    return number(found[1]) == len(opening().body["notice"])


def scored(_of: Section, found: re.Match[str]) -> bool:
    (event,) = happened("agreements-scored")
    taken = Counter(row["taken"] for row in event.body["rows"])
    every = world_before(opening().seq).agreements
    stated = sorted(numbers_in(re.sub("of the round before|about nothing", "", found[0]))[1:])
    return number(found[1]) == len(every) and stated == sorted(taken.values())


def difference(of: Section, found: re.Match[str]) -> bool:
    lines = opening().body["designers"][of.id.rsplit("-", 1)[1]]
    counted = Counter(
        line["what"] for line in lines if line["what"] not in ("levers", "memory", "unplayed", "county")
    )
    return numbers_in(found[0]) == list(counted.values())


SORTS: tuple[tuple[str, Callable[[Section, re.Match[str]], bool]], ...] = (
    (rf"Of {N} acts, {N} spoke to it, (?:the most by .* \({N}\)|all by .*)\.", spoke),
    (rf"Of these, {N} came in round one(?: \((?:{SHARE} settled something|none settled anything)\))? and {N} came in round two"
     rf"(?: \((?:{SHARE} settled something|none settled anything)\))?\.", came),
    (rf"{N} agreements? began with an act about it, (?:and (?:all of them were|it was) signed|of which {N} (?:was|were) signed)\.",
     deals_signed),
    (rf"{N} questions about the rules bore on it, of which {N} (?:was|were) never answered\.", asked_about),
    (rf"Of {N} matters about it that called for an answer, {N} (?:was|were) left without one(?:, most often by .* \({N}\)"
     r"|, (?:all )?by .*)\.", waiting_on),
    (r"(Both|All \S+) matters about it that called for an answer had one\.", all_answered),
    (r"When round \w+ closed, .* signed or in force, .* talked of and unsigned.*\.", closed_with),
    (r"Of .* plans? that stood, .* signed off.*\.", plans_stood),
    (rf"{N} tenders? had been called.*\.", tenders_called),
    (r"(?:Up to then all .* deadlines were met by all who owed them|Of .* deadlines? up to then, .* met by all who owed them)\.",
     deadlines_met),
    (rf"{N} levers? acted on the county by then\.", levers_acted),
    (rf"{N} deadlines? (?:was|were) missed by one body or more\.", missed_in),
    (rf"{N} asks? had no answer from somebody asked\.", bare_asks_in),
    (rf"{N} pieces? of news met no reaction from somebody whom (?:it|they) reached\.", idle_news_in),
    (rf"{N} questions? about the rules asked in this round (?:was|were) never answered, the first being .*", open_questions_in),
    (rf"{N} months lie before this round and were not played: .*", unplayed),
    (rf"{N} changes were read out to everybody as the round opened\.", read_out),
    (rf"Of {N} agreements? of the round before, known to the body that is told or not, .*\.", scored),
    (r".*(?:agreement|plan|rule|figure|successions? of bodies|arrival)s?.*\.", difference),
)  # fmt: skip


def counted_sentences() -> Iterator[tuple[Section, Sentence]]:
    """Every sentence of the subjects, of a round's close and of what lay between that claims something and states a figure."""
    for each in sections_of(report()):
        if each.id.startswith(("message-", "between-")) or each.id.endswith(("-undone", "-close")):
            for block in each.blocks:
                for sentence in sentences_in(block):
                    if sentence.claims and states_figures(QUOTED.sub("", sentence.text)):
                        yield each, sentence
