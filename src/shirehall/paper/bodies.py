"""A section for each organisation: where it stood, what it did, with whom, and what its figures were."""

from __future__ import annotations

from collections import Counter

from shirehall.economy.figures import MEASURES
from shirehall.paper.chronicle import deals_told, ending_told, often_told, year_told
from shirehall.paper.filled import NOBODY, by_whom, seats
from shirehall.paper.prose import (
    a_share,
    capital,
    count,
    figure,
    in_words,
    listed,
    lower_first,
    pounds,
    replied,
    say,
    sentence_case,
    times,
    were,
)
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, Column, Paragraph, Row, Section, Sentence, Table

SHOWN = (
    "commissioner-balance",
    "commissioner-reserve",
    "provider-margin",
    "reserves",
    "ae-within-4h",
    "bed-occupancy",
    "trolley-waits-12h",
    "delayed-days",
    "rtt-within-18w",
    "elective-waiting",
    "emergency-admissions",
    "community-waiting",
    "community-contacts",
    "mental-health-contacts",
    "care-clients",
    "staff",
)
"""The measures shown for a body or its sites where the county gives them, at most `MOST`."""

MOST = 9


def bodies(reader: Reader) -> Section:
    """The sections of all organisations with a seat, in the order of the pack."""
    parts = tuple(body_told(reader, body) for body in reader.bodies)
    intro = say(
        "Each organisation with a seat is taken in turn. What is said of its position comes from the pack;"
        " the rest is counted from the record.",
        basis="method",
    )
    return Section("organisations", "Organisation by organisation", (Paragraph((intro,)),), parts)


def body_told(reader: Reader, body: str) -> Section:
    """One organisation."""
    given = (
        next(o for o in reader.telling.patch.organisations if o.id == body)
        if any(o.id == body for o in reader.telling.patch.organisations)
        else None
    )
    blocks: list[Block] = []
    if given is not None:
        stance = (
            say(sentence_case(given.character.position), basis="given"),
            say(f"Its trouble was this: {lowered(reader, given.character.problem)}", basis="given"),
        )
        blocks.append(Paragraph(stance, "Position."))
    story = year_told(reader, body)
    often = often_told(reader, body, "it" if story else reader.name(body))
    ending = ending_told(reader, body)
    for lead, said in (
        ("What it did.", [*story, *([often] if often else [])]),
        ("How it ended.", [*deals_told(reader, body), *([ending] if ending else [])]),
    ):
        if said:
            blocks.append(Paragraph(tuple(said), lead))
    blocks.append(Paragraph(tuple(doing(reader, body)), "Its dealings."))
    blocks.append(Paragraph(tuple(owed(reader, body)), "What was asked of it."))
    table = own_figures(reader, body)
    if table is not None:
        blocks.append(table)
    whose = filled(reader, body)
    if whose:
        blocks.append(Paragraph((say(whose, basis="method"),), "Who played it."))
    name = reader.telling.world.organisations[body].name
    return Section(f"body-{body}", name, tuple(blocks))


def lowered(reader: Reader, words: str) -> str:
    """Words as they follow a colon: with a small letter first, unless they open with a name."""
    first = words.split(" ", 1)[0].strip(".,;:")
    names = {
        part
        for o in reader.telling.patch.organisations
        for part in (*o.name.split(), *o.short.split())
        if len(part) > 3
    }
    return words if first in names else lower_first(words)


def filled(reader: Reader, body: str) -> str:
    """Who filled the seats, one sentence."""
    chairs = seats(reader, body)
    said = listed(
        [
            f"{count(number, 'seat')} {'empty' if who == NOBODY else f'by {who}'}"
            for number, who in by_whom(chairs)
        ]
    )
    return f"{said}: {'; '.join(c.role for c in chairs)}." if chairs else ""


def doing(reader: Reader, body: str) -> list[Sentence]:
    """How much it did, whom it turned to and who turned to it."""
    acts = reader.by_body.get(body, [])
    name = reader.name(body)
    if not acts:
        return [say(f"{name} did nothing that the record shows.", [reader.end], "derived")]
    settled = [e for e in acts if reader.telling.settles(e)]
    outcome = (
        f"{a_share(len(settled), len(acts))} of its acts settled something, and the rest were talk or offers"
        if settled
        else "none of its acts settled anything by itself"
    )
    said = [
        say(
            f"{name} acted {times(len(acts))};"
            f" {outcome if len(acts) > 1 else 'that settled something' if settled else 'that settled nothing'}.",
            [e.seq for e in settled or acts],
            "derived",
        )
    ]
    sent, heard = reader.contacts([body]), reader.contacts([body], to=True)
    if sent:
        top = ranked(Counter(c.hearer for c in sent))
        begun = sum(c.started for c in sent)
        whom = (
            f"It turned most to {reader.names(top[:3])}"
            if len(top) > 1
            else f"It turned to {reader.name(top[0])} alone"
        )
        said.append(
            say(
                f"{whom}; {a_share(begun, len(sent))} of its {count(len(sent), 'contact')} began an exchange{replied(begun, len(sent))}.",
                [c.seq for c in sent],
                "derived",
            )
        )
    if heard:
        top = ranked(Counter(c.sender for c in heard))
        said.append(
            say(
                f"{'Those who turned to it most were' if len(top) > 1 else 'Only one turned to it:'}"
                f" {reader.names(top[:3])}.",
                [c.seq for c in heard if c.sender == top[0]],
                "derived",
            )
        )
    topics = reader.topics(acts)
    if topics:
        said.append(
            say(
                f"Its commonest topic was “{reader.topic(topics[0][0])}”, declared in"
                f" {a_share(topics[0][1], len(acts))} of what it did.",
                [e.seq for e in acts if topics[0][0] in e.about],
                "derived",
            )
        )
    return said


def ranked(counted: Counter[str]) -> list[str]:
    """The keys, the heaviest first."""
    return sorted(counted, key=lambda key: (-counted[key], key))


def owed(reader: Reader, body: str) -> list[Sentence]:
    """What was put to it and what had an answer; deadlines; refusals."""
    found = [d for d in reader.demands if d.body == body]
    bare = [d for d in found if d.answer is None]
    said = []
    if found:
        fate = (
            "all were answered"
            if not bare
            else f"{were(len(bare))} never answered"
            if len(bare) < len(found)
            else "none was ever answered"
        )
        matters = (
            "One matter that called for an answer was"
            if len(found) == 1
            else f"{capital(count(len(found), 'matter'))} that called for an answer were"
        )
        said.append(
            say(
                f"{matters} put to it, and"
                f" {fate if len(found) > 1 else 'it was never answered' if bare else 'it was answered'}.",
                [d.seq for d in bare or found],
                "derived",
            )
        )
    else:
        said.append(say("Nothing that calls for an answer was put to it.", [reader.end], "derived"))
    passed = reader.of_kind("deadline-passed")
    missed = [e for e in passed if body in e.body["missed"]]
    met = [e for e in passed if body in e.body["met"]]
    if missed or met:
        said.append(
            say(
                f"{kept_said(len(met), len(missed))}.",
                [e.seq for e in (*missed, *met)],
                "derived",
            )
        )
    refused = [e for e in reader.of_kind("move-refused") if e.organisation == body]
    if refused:
        said.append(
            say(
                f"{capital(count(len(refused), 'move'))} of its own {'was' if len(refused) == 1 else 'were'}"
                f" refused, the first for this reason: {reader.dated(refused[0].body['why'])}",
                [e.seq for e in refused],
            )
        )
    return said


def alone(reader: Reader, measure: str, body: str) -> tuple[str, ...]:
    """The one site that gives a measure for a body which gives it as well, and says the same."""
    sites = tuple(s for m, s in reader.series if m == measure and reader.telling.world.sites.get(s) == body)
    return sites if len(sites) == 1 and (measure, body) in reader.series else ()


def kept_said(met: int, missed: int) -> str:
    """How many of the deadlines that it owed a body met."""
    if met + missed == 1:
        return f"It {'met' if met else 'missed'} the one deadline that it owed"
    if not met or not missed:
        every = "both" if met + missed == 2 else f"all {in_words(met + missed)}"
        return f"It {'met' if met else 'missed'} {every} deadlines that it owed"
    return f"Of {count(met + missed, 'deadline')} that it owed, it met {in_words(met)}"


def own_figures(reader: Reader, body: str) -> Table | None:
    """Its own figures and those of its sites: the first month, the last, and the change."""
    rows = []
    for measure in SHOWN:
        for (name, subject), series in sorted(reader.series.items()):
            mine = subject == body or (
                reader.telling.world.sites.get(subject) == body
                and subject not in alone(reader, measure, body)
            )
            if name == measure and mine and len(series) > 1:
                what = MEASURES[measure]
                first, last = min(series), max(series)
                then, now = series[first].value, series[last].value
                place = "" if subject == body else f", {reader.subject(subject)}"
                values = [
                    pounds(v) if what.unit == "£" else figure(v, what.decimals)
                    for v in (then, now, now - then)
                ]
                cells = (f"{what.title}{place}", what.unit, *values)
                rows.append(Row(cells, (reader.lived[first], reader.lived[last])))
    if not rows:
        return None
    months = sorted(reader.lived)
    columns = (
        Column("Figure"),
        Column("Unit"),
        Column(reader.month(months[0]), "", True),
        Column(reader.month(months[-1]), "", True),
        Column("Change", "", True),
    )
    return Table(
        f"Figures of {reader.name(body)} in the county model",
        columns,
        tuple(rows[:MOST]),
        "True figures of the model, one realisation; the players saw them late or not at all.",
    )
