"""The story by rounds: each round with its phases, what it left undone and how it closed; between two rounds, what was changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shirehall.paper.modelled import modelled
from shirehall.paper.noting import row
from shirehall.paper.prose import capital, clip, count, in_words, listed, say, sentence_case, were
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, Column, Fold, ListBlock, Paragraph, Section, Sentence, Table
from shirehall.patch.model import Phase
from shirehall.study.between_rounds import Line, RoundTold, rounds_told
from shirehall.study.undone import not_done

BOUND = ("signed", "in-force")
"""Phases in which an agreement binds its parties."""
UNSIGNED = ("idea", "proposed", "agreed")
"""Phases in which an agreement may yet be signed or let lie."""

AGREED = {"lapsed": ("had lapsed", "had lapsed"), "ended": ("had ended", "had ended")}
PLAN = {"submitted": "waiting to be judged", "reviewed": "judged and not signed off"}
TENDER = {"no award": "closed without an award", "open": "open", "awarded": "awarded"}
TENDER_ONE = {"no award": "closed without an award", "open": "was open", "awarded": "was awarded"}

LEFT: Mapping[str, tuple[str, str]] = {
    "deadline missed": (
        "deadline was missed by one body or more",
        "deadlines were missed by one body or more",
    ),
    "ask unanswered": ("ask had no answer from somebody asked", "asks had no answer from somebody asked"),
    "inject without reaction": (
        "piece of news met no reaction from somebody whom it reached",
        "pieces of news met no reaction from somebody whom they reached",
    ),
}
"""What is told of each sort of thing left undone, of one and of many. Sorts that are not here are left to the appendix."""

CALLED: Mapping[str, tuple[str, str]] = {
    "agreement": ("agreement", "agreements"),
    "plan": ("plan", "plans"),
    "rule": ("rule", "rules"),
    "question": ("open question about the rules", "open questions about the rules"),
    "matter": ("open matter", "open matters"),
    "tender": ("tender", "tenders"),
    "body": ("body founded in play", "bodies founded in play"),
    "lineage": ("succession of bodies", "successions of bodies"),
    "site": ("site under another owner", "sites under other owners"),
    "inject": ("arrival that never came", "arrivals that never came"),
    "ruling": ("ruling that a change overtakes", "rulings that a change overtakes"),
    "succession": ("succession that was struck out", "successions that were struck out"),
    "assumption": ("assumption", "assumptions"),
    "figure": ("figure", "figures"),
}
"""What the lines of a difference are called, one and many."""

NUMBERED = ("agreement", "plan", "question", "matter", "tender")
"""Sorts of line whose `which` is the number of the event with which the thing began."""

STATED = "stated;"
"""How the record says of a figure that nothing in the county reads it."""
IDLE = "Where nothing is said of what a figure does, it is stated, and nothing in the county of this play reads it."

HEADS = {
    "carried": "What was carried over",
    "dropped": "What was dropped",
    "assumed": "What was assumed",
}


def round_by_round(
    reader: Reader, told: Sequence[RoundTold], phases: Sequence[tuple[Phase, Section]]
) -> tuple[Section, ...]:
    """Each round with its phases and its close, and before each later one what was changed."""
    parts: list[Section] = []
    for place, one in enumerate(told):
        if place:
            parts.append(between(reader, one))
        own = tuple(part for phase, part in phases if one.months[0] <= phase.months[0] <= one.months[1])
        end = tuple(part for part in (undone(reader, one), close(one)) if part is not None)
        parts.append(Section(f"round-{one.id}", one.title, (), (*own, *end)))
    return tuple(parts)


def name_of(one: RoundTold) -> str:
    """What a round is called in a sentence: its title up to a colon, with a small letter."""
    name = one.title.partition(":")[0]
    return name[:1].lower() + name[1:]


def undone(reader: Reader, one: RoundTold) -> Section | None:
    """What a round left undone, by sort, and what nobody had answered when it closed."""
    first, last = one.months
    found: dict[str, list[int]] = {}
    for entry in not_done(reader.telling):
        if first <= entry.month <= last and entry.kind in LEFT:
            found.setdefault(entry.kind, []).extend(entry.seq)
    said = [
        say(f"{capital(count(len(set(seqs)), *LEFT[kind]))}.", seqs, "derived")
        for kind, seqs in sorted(found.items(), key=lambda pair: (-len(set(pair[1])), pair[0]))
    ]
    asked = [
        q
        for q in reader.telling.world.questions.values()
        if first <= reader.telling.event(q.id).month <= last
    ]
    still = [q for q in asked if q.status == "open"]
    if still:
        heads = f"{capital(count(len(still), 'question'))} about the rules asked in this round {'was' if len(still) == 1 else 'were'}"
        oldest = clip(still[0].text, 140).rstrip(".")
        said.append(
            say(f"{heads} never answered, the first being “{oldest}”.", [q.id for q in still], "derived")
        )
    return (
        Section(f"round-{one.id}-undone", "What was left undone", (Paragraph(tuple(said)),)) if said else None
    )


def close(one: RoundTold) -> Section | None:
    """How a round stood when it closed, from the judgement that the record keeps of it; none of one that did not close."""
    if not one.judged:
        return None
    whole, at = one.close, [one.judged]
    said = [
        agreements_said(one, whole),
        plans_said(whole, at),
        tenders_said(whole, at),
        deadlines_said(whole, at),
        levers_said(whole, at),
    ]
    blocks: list[Block] = [Paragraph(tuple(s for s in said if s is not None))]
    loose = list(dict.fromkeys(whole.get("unsigned", ())))
    if loose:
        lines = tuple(say(f"“{title}”", at, "seen") for title in loose)
        blocks.append(Fold(f"Talked of and not signed ({count(len(lines), 'title')})", (ListBlock(lines),)))
    return Section(f"round-{one.id}-close", f"How {name_of(one)} closed", tuple(blocks))


def agreements_said(one: RoundTold, whole: Mapping[str, Any]) -> Sentence:
    """Agreements by where they stood."""
    tally: Mapping[str, int] = whole.get("agreements", {})
    bound, loose = (sum(tally.get(name, 0) for name in names) for names in (BOUND, UNSIGNED))
    rest = [
        f"{count(n, *AGREED.get(state, (f'was {state}', f'were {state}')))}"
        for state, n in sorted(tally.items())
        if state not in (*BOUND, *UNSIGNED)
    ]
    heads = f"When {name_of(one)} closed, {count(bound, 'agreement')} {'was' if bound == 1 else 'were'} signed or in force"
    left = f"{count(loose, 'was', 'were') if loose else 'none was'} talked of and unsigned"
    return say(f"{heads}, {listed([left, *rest])}.", [one.judged], "derived")


def plans_said(whole: Mapping[str, Any], at: Iterable[int]) -> Sentence:
    """Plans by how they were judged."""
    tally: Mapping[str, int] = whole.get("plans", {})
    every = sum(tally.values())
    if not every:
        return say("No plan had been handed in.", at, "derived")
    rest = [
        f"{count(n, 'was', 'were')} {PLAN.get(state, state)}"
        for state, n in sorted(tally.items())
        if state != "signed off"
    ]
    parts = [f"{were(tally.get('signed off', 0))} signed off", *rest]
    return say(f"Of {count(every, 'plan')} that stood, {listed(parts)}.", at, "derived")


def tenders_said(whole: Mapping[str, Any], at: Iterable[int]) -> Sentence | None:
    """Tenders by where they stood; nothing where there was none."""
    tally: Mapping[str, int] = whole.get("tenders", {})
    if not tally:
        return None
    parts = [f"{count(n, 'was', 'were')} {TENDER.get(state, state)}" for state, n in sorted(tally.items())]
    every = sum(tally.values())
    heads = f"{count(every, 'tender')} had been called"
    return say(
        f"{heads}, and it {TENDER_ONE.get(next(iter(tally)), parts[0])}."
        if every == 1
        else f"{heads}: {listed(parts)}.",
        at,
        "derived",
    )


def deadlines_said(whole: Mapping[str, Any], at: Iterable[int]) -> Sentence | None:
    """Deadlines met and missed."""
    met, missed = (int(whole.get("deadlines", {}).get(name, 0)) for name in ("met", "missed"))
    if not met + missed:
        return None
    if met and not missed:
        every = f"all {in_words(met)} deadlines were met" if met > 1 else "the one deadline was met"
        return say(f"Up to then {every} by all who owed {'it' if met == 1 else 'them'}.", at, "derived")
    return say(
        f"Of {count(met + missed, 'deadline')} up to then, {were(met)} met by all who owed them.",
        at,
        "derived",
    )


def levers_said(whole: Mapping[str, Any], at: Iterable[int]) -> Sentence:
    """How many levers acted on the county."""
    acting = int(whole.get("levers", 0))
    verb = "lever" if acting == 1 else "levers"
    which = f"{count(acting, verb, verb)} acted" if acting else "No lever acted"
    return say(f"{capital(which)} on the county by then.", at, "derived")


# ---- between two rounds -------------------------------------------------------------------------------------


def between(reader: Reader, one: RoundTold) -> Section:
    """What lay between a round and the one before: months not played, the notice of changes, and the difference line by line."""
    step = modelled(reader, one.id)
    parts = [notice(reader, one), *([step] if step is not None else [])]
    for name, title in HEADS.items():
        lines = [line for line in one.difference if line.part == name]
        if lines:
            parts.append(
                Section(f"between-{one.id}-{name}", title, tuple(part_told(reader, one, name, lines)))
            )
    if one.hypotheses:
        heads = "Besides what came out of play, the authors put these hypotheses in:"
        items = tuple(say(sentence_case(text), basis="given") for text in one.hypotheses)
        parts.append(
            Section(f"between-{one.id}-hypotheses", "What was put in besides", (ListBlock(items, heads),))
        )
    return Section(
        f"between-{one.id}",
        f"Between the rounds: before {name_of(one)}",
        tuple(leap(reader, one)),
        tuple(parts),
    )


def leap(reader: Reader, one: RoundTold) -> list[Block]:
    """The months that were not played, why the round asks what it asks, and which bodies others followed."""
    body = reader.telling.event(one.opened).body
    at = [one.opened]
    said = []
    if one.unplayed:
        taken = sentence_case(str(body.get("unplayed_are", ""))).strip()
        said.append(
            say(
                f"{capital(count(one.unplayed, 'month'))} lie before this round and were not played: {taken}",
                at,
            )
        )
    if one.why:
        said.append(say(one.why, basis="given"))
    blocks: list[Block] = [Paragraph(tuple(said))] if said else []
    followed = [
        say(f"{capital(reader.names(each['parents']))} {'is' if len(each['parents']) == 1 else 'are'} followed by"
            f" {reader.telling.world.organisations[each['heir']].name}.", at)
        for each in body.get("followed", ())
    ]  # fmt: skip
    if followed:
        blocks.append(ListBlock(tuple(followed), "Bodies that others followed:"))
    return blocks


def notice(reader: Reader, one: RoundTold) -> Section:
    """The notice of changes as everybody heard it, and on what each change rests."""
    rows = tuple(
        row((str(line["number"]), str(line["text"]), rests_on(reader, line)), [one.opened])
        for line in one.notice
    )
    columns = (Column("No", "number", True), Column("What was read out"), Column("What it rests on"))
    said = say(
        f"{capital(count(len(rows), 'change'))} {'was' if len(rows) == 1 else 'were'} read out to everybody as the round opened.",
        [one.opened],
        "derived",
    )
    if not rows:
        silent = Paragraph((say("Nothing was announced before this round.", [one.opened], "derived"),))
        return Section(f"between-{one.id}-notice", "The notice of changes", (silent,))
    table = Table(f"The changes announced before {name_of(one)}", columns, rows)
    return Section(f"between-{one.id}-notice", "The notice of changes", (Paragraph((said,)), table))


def rests_on(reader: Reader, line: Mapping[str, Any]) -> str:
    """The rules, figures, bodies and arrivals on which a change rests, in words."""
    titles = {inject.id: f"“{inject.title}”" for inject in reader.telling.patch.injects}
    groups = (
        ("rule", [spoken(name) for name in line.get("rules", ())]),
        ("figure", [spoken(name) for name in line.get("parameters", ())]),
        ("body", [reader.name(name) for name in line.get("organisations", ())]),
        ("arrival", [titles.get(name, spoken(name)) for name in line.get("injects", ())]),
    )
    many = {"body": "bodies"}
    parts = [
        f"{one if len(names) == 1 else many.get(one, one + 's')}: {', '.join(names)}"
        for one, names in groups
        if names
    ]
    return capital("; ".join(parts)) if parts else "–"


def spoken(name: str) -> str:
    """An id as words."""
    name, _, of = name.replace("-", " ").partition(":")
    return f"{name} ({of})" if of else name


def part_told(reader: Reader, one: RoundTold, name: str, lines: Sequence[Line]) -> list[Block]:
    """One part of the difference: how many of each sort, in a sentence; then line by line, folded when there are many."""
    counted = Counter(line.what for line in lines)
    sorts = [count(n, *CALLED[what]) for what, n in counted.items() if what in CALLED]
    seqs = [seq for line in lines for seq in began(reader, one, line)]
    said = say(f"{capital(listed(sorts))}.", seqs, "derived") if sorts else None
    rows = tuple(
        row(
            (capital(spoken(line.what)), *(reader.dated(words) for words in worded(reader, line))),
            began(reader, one, line),
        )
        for line in lines
    )
    columns = (Column("Sort"), Column("What"), Column("Why"))
    idle = any(line.acts.startswith(STATED) for line in lines)
    table = Table(f"{HEADS[name]} before {name_of(one)}", columns, rows, IDLE if idle else "")
    return [
        *([Paragraph((said,))] if said else []),
        Fold(f"{HEADS[name]}, line by line ({len(rows)} lines)", (table,)),
    ]


def began(reader: Reader, one: RoundTold, line: Line) -> list[int]:
    """The events that a line of the difference rests on: the opening, and that with which its thing began."""
    known = (
        line.what in NUMBERED
        and isinstance(line.which, int)
        and 1 <= line.which <= len(reader.telling.events)
    )
    return [one.opened, *([int(line.which)] if known else [])]


def worded(reader: Reader, line: Line) -> tuple[str, str]:
    """What a line says, and why it stands where it does: a figure's name as words with what it does, a rule that went with its text."""
    if line.what == "figure":
        name, _, rest = line.words.partition(": ")
        does = "" if line.acts.startswith(STATED) else f" {sentence_case(capital(line.acts))}"
        return f"{capital(spoken(name))}: {rest}", sentence_case(line.why) + does
    if line.what == "rule" and line.part == "dropped":
        whole = (reader.telling.patch.whole or reader.telling.patch).rules.rules
        return next(
            (rule.text for rule in whole if rule.id == line.which), spoken(str(line.which))
        ), sentence_case(line.words)
    return line.words, sentence_case(capital(line.why.replace("in-force", "in force")))


def several(reader: Reader) -> tuple[RoundTold, ...]:
    """The rounds of a record that has more than one; nothing of another."""
    told = rounds_told(reader.telling)
    return told if len(told) > 1 else ()
