"""One page that a person who builds no models can read: what might happen, to whom, how sure that is, and why."""

from __future__ import annotations

from collections.abc import Iterator

from shirehall.economy import levers
from shirehall.economy.ask import Range
from shirehall.economy.figures import MEASURES
from shirehall.economy.readings import COUNTY
from shirehall.economy.terms import Lever
from shirehall.economy.tipping import Fall, by_body
from shirehall.paper.model.families import fairness, patients, payers, providers
from shirehall.paper.model.pictures import pictures
from shirehall.paper.model.told import Told, in_tenths, likely, ranged, sureness, tenths, value
from shirehall.paper.model.why import money_reasons, reasons
from shirehall.paper.prose import capital, count, figure, listed, say
from shirehall.paper.tree import (
    Column,
    Document,
    Fold,
    ListBlock,
    Note,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
)

EVIDENCE = (
    "This is evidence from a model, one source among others. It shows what might happen and never what will; whoever asked for it"
    " judges what it is worth, and nothing in play depends on accepting it."
)
TALKED_OF: tuple[tuple[str, float], ...] = (
    ("ae-within-4h", 1.0), ("trolley-waits-12h", 0.25), ("bed-occupancy", 1.0), ("delayed-days", 0.1), ("rtt-within-18w", 1.0),
    ("elective-waiting", 0.03), ("emergency-admissions", 0.02), ("cancelled-electives", 0.25), ("community-waiting", 0.2),
    ("carer-hours", 0.05), ("elective-treated", 0.02), ("referrals", 0.02),
)  # fmt: skip
"""Measures of the county worth a sentence, and the change that is: in points for shares, else as a part of the baseline."""
MOST_SAID = 5
CLEARLY = 0.3
"""The share of runs by which an option must pass a mark more often than the baseline to be said to bring it about."""


def page(told: Told) -> Document:
    """The whole page."""
    asked = told.asked
    many = listed([f"“{name}”" for name in told.shown])
    title = f"{told.place}: what might happen" + (f" under {many}" if told.shown else " if nothing is agreed")
    sections = (
        short(told), asked_of(told), pictures(told), patients(told), fairness(told), providers(told), payers(told),
        falls(told), assumed(told), worked(told),
    )  # fmt: skip
    return Document(
        title=title,
        subtitle=f"{capital(count(len(asked.months), 'month'))} of the county model, {told.months[0]} to {told.months[-1]},"
        f" lived {asked.replications} times over" + (" for each option." if told.shown else "."),
        notice=EVIDENCE,
        sections=tuple(s for s in sections if s.blocks or s.parts),
        about=(
            ("Options", ", ".join((asked.options[0].name, *told.shown))),
            ("Months", str(len(asked.months))),
            ("Runs of each", str(asked.replications)),
            ("Varied", "chance and assumptions" if asked.uncertain else "chance only"),
            ("Seed", str(asked.seed)),
        ),
    )


def short(told: Told) -> Section:
    """The page in a few sentences an option, and its line for the news."""
    blocks: list[ListBlock | Note | Paragraph] = []
    for option in told.told_of:
        items = [*told_changes(told, option), *told_money(told, option), *told_falls(told, option)]
        blocks.append(ListBlock(tuple(items), f"Under “{option}”" if told.shown else "If nothing is agreed"))
        why = [*reasons(told, option), *money_reasons(told, option)] if told.shown else []
        if why:
            blocks.append(Paragraph(tuple(say(words, basis="method") for words in why), "Why."))
    news = tuple(say(news_line(told, option), basis="method") for option in told.told_of)
    blocks.append(Note("For the news", news))
    return Section("short", "In short", tuple(blocks))


def biggest(told: Told, option: str) -> list[tuple[str, Range]]:
    """The county's changes worth a sentence, the largest first; only those that more than half of the runs show."""
    found = []
    for measure, least in TALKED_OF:
        after = told.asked.range(option, measure)
        before = told.asked.range(told.asked.options[0].name, measure)
        if after is None or before is None:
            continue
        scale = least if MEASURES[measure].unit == "%" else least * max(abs(before.median), 1.0)
        size = abs(after.change) / scale
        if size >= 1 and "either way" not in sureness(told.changes(option, measure), measure):
            found.append((size, measure, after))
    return [(measure, after) for _, measure, after in sorted(found, key=lambda each: (-each[0], each[1]))]


def told_changes(told: Told, option: str) -> Iterator[Sentence]:
    """What might change for patients, the largest first; without options, how things might stand."""
    if not told.shown:
        for measure, _ in TALKED_OF[:6]:
            found = told.asked.range(option, measure)
            if found is not None:
                yield say(f"{MEASURES[measure].title} might be {value(measure, found.median)}, between"
                          f" {value(measure, found.low)} and {value(measure, found.high)}.", basis="method")  # fmt: skip
        return
    changes = biggest(told, option)[:MOST_SAID]
    for measure, after in changes:
        yield say(change_words(told, option, measure, after), basis="method")
    if not changes:
        yield say(
            "For patients, no difference shows that is larger than what chance alone might bring.",
            basis="method",
        )


def change_words(told: Told, option: str, measure: str, after: Range) -> str:
    """One change in words: from what to what, how much more or less, and how sure that is."""
    what = MEASURES[measure]
    before = told.asked.range(told.asked.options[0].name, measure)
    start = before.median if before else 0.0
    way = "rise" if after.change > 0 else "fall"
    return (
        f"{what.title} might {way} from about {value(measure, start)} to about {value(measure, after.median)}"
        f" ({how_much(measure, after)}): {sureness(told.changes(option, measure), measure)}."
    )


def how_much(measure: str, after: Range) -> str:
    """The range of a difference in words: "4.0 to 5.2 points more"."""
    what = MEASURES[measure]
    unit = " points" if what.unit == "%" else ""
    low, high = sorted((after.change_low, after.change_high), key=abs)
    if low * high < 0:
        return f"between {value_of(measure, abs(after.change_low))} less and {value_of(measure, abs(after.change_high))} more"
    span = f"{value_of(measure, abs(low))} to {value_of(measure, abs(high))}"
    span = (
        value_of(measure, abs(high)) if value_of(measure, abs(low)) == value_of(measure, abs(high)) else span
    )
    return f"{span}{unit} {'more' if high > 0 else 'less'}"


def value_of(measure: str, number: float) -> str:
    """A number of a measure without its unit (pounds keep their sign)."""
    what = MEASURES[measure]
    return value(measure, number) if what.unit == "£" else figure(number, what.decimals)


def told_money(told: Told, option: str) -> Iterator[Sentence]:
    """The largest change in a provider's and in a commissioner's money."""
    if not told.shown:
        return
    for measure, one in (("provider-margin", "margin"), ("commissioner-balance", "balance at the end")):
        best: tuple[float, str, Range] | None = None
        for body in told.asked.futures[option].subjects(measure):
            found = told.asked.range(option, measure, body)
            if found is not None and (best is None or abs(found.change) > best[0]):
                best = (abs(found.change), body, found)
        if best is not None and best[0] > 50_000:
            _, body, found = best
            way = "better" if found.change > 0 else "worse"
            low, high = sorted((abs(found.change_low), abs(found.change_high)))
            reach = (
                f" (between {value(measure, low)} and {value(measure, high)})"
                if found.change_low * found.change_high > 0
                else ""
            )
            yield say(
                f"{told.name(body)}’s {one} might be {value(measure, abs(found.change))} {way}{reach};"
                f" {sureness(told.changes(option, measure, body), measure)}.", basis="method",
            )  # fmt: skip


def told_falls(told: Told, option: str) -> Iterator[Sentence]:
    """Who falls first that would not have fallen without the option, or that nobody does."""
    new = fresh(told, option)
    if not new:
        words = (
            "Nobody passes a tipping point that would not be passed anyway."
            if told.shown
            else "Nobody passes a tipping point."
        )
        held = [f for f in told.falls[option] if f.falls]
        if held and not told.shown:
            words = f"{capital(told.name(held[0].subject))} is the first to pass a tipping point: {small(held[0].threshold.title)}."
        yield say(words, basis="method")
        return
    first = new[0]
    yield say(
        f"First to fall: {fall_words(told, first)}. {restored_words(told, option, first)}", basis="method"
    )
    bodies = list(dict.fromkeys(told.name(f.body) for f in new if f.body not in (first.body, COUNTY)))[:4]
    if any(f.body == COUNTY for f in new) and first.body != COUNTY:
        bodies.append("the county as a whole")
    if bodies:
        yield say(
            f"Tipping points are also passed by {listed(bodies)}; see “What falls first”.", basis="method"
        )


def small(title: str) -> str:
    """A title within a sentence."""
    return title[:1].lower() + title[1:]


def fresh(told: Told, option: str) -> list[Fall]:
    """Falls that an option brings: in half of the runs or more, and in clearly more than in the baseline (all falls when the option
    is the baseline itself)."""
    base = {(f.threshold.id, f.subject): f.runs for f in told.falls[told.asked.options[0].name]}
    found = [f for f in told.falls[option] if f.falls]
    if not told.shown:
        return found
    return [
        f
        for f in found
        if f.runs - base.get((f.threshold.id, f.subject), 0) >= max(min(2, f.of), CLEARLY * f.of)
    ]


def fall_words(told: Told, fall: Fall) -> str:
    """A fall in words: who, what, when, how likely."""
    when = f", by {told.month(fall.first[0])}" if fall.first else ""
    often = f"in {fall.runs} of {fall.of} runs ({in_tenths(fall.runs, fall.of)})"
    return f"{told.name(fall.subject)}, {small(fall.threshold.title)}{when}; {likely(fall.runs, fall.of)}, {often}"


def restored_words(told: Told, option: str, fall: Fall) -> str:
    """What single change would restore a fall, in a sentence; empty when none was looked for."""
    tried = [
        r
        for r in told.restored.get(option, ())
        if (r.fall.threshold.id, r.fall.subject) == (fall.threshold.id, fall.subject)
    ]
    works = [r for r in tried if r.size is not None]
    if works:
        best = works[0]
        return f"About {best.words} might restore it (in {best.runs} of {best.of} runs tried)."
    if tried:
        return f"No single change that was tried restores it; even {tried[0].words} would not do."
    return ""


def news_line(told: Told, option: str) -> str:
    """One line for the news film."""
    new = fresh(told, option)
    changes = biggest(told, option) if told.shown else []
    if told.shown and new and new[0].threshold.kind in ("provider", "commissioner"):
        by = told.month(new[0].first[0] if new[0].first else 1)
        return f"{told.name(new[0].subject)} might be in trouble by {by} under “{option}”, a model suggests."
    if changes:
        measure, after = changes[0]
        better = MEASURES[measure].better
        way = "rise" if after.change > 0 else "fall"
        tone = (
            ""
            if better == "neither"
            else ", and not for the better"
            if (after.change > 0) != (better == "up")
            else ", for the better"
        )
        return f"{MEASURES[measure].title} might {way} under “{option}”{tone}, a model suggests."
    if told.shown:
        return f"A model finds little that “{option}” might change for patients within {count(len(told.months), 'month')}."
    many, long = count(len({f.body for f in new}), "organisation"), count(len(told.months), "month")
    return f"With nothing agreed, {many} in {told.place} might be past a tipping point within {long}."


def asked_of(told: Told) -> Section:
    """The levers of each option; belief beside effect."""
    blocks: list[Table | Paragraph] = []
    for option in told.asked.options:
        if option.name not in told.shown:
            continue
        rows = [lever_row(told, one) for one in option.terms if one.basis != "assumed"]
        if option.county is not None:
            blocks.append(
                Paragraph(
                    (
                        say(
                            f"“{option.name}” is lived in a county whose tables differ (a variant of its pathways).",
                            basis="method",
                        ),
                    )
                )
            )
        columns = (Column("From"), Column("What"), Column("Terms"), Column("When"))
        if rows:
            blocks.append(Table(capital(option.name), columns, tuple(rows)))
        beliefs = told.beliefs.get(option.name, ())
        if beliefs:
            blocks.append(belief_table(told, option.name))
    if not told.shown:
        blocks.append(
            Paragraph(
                (
                    say(
                        "Nothing was asked but how the county might go on under the terms in force.",
                        basis="method",
                    ),
                )
            )
        )
    return Section("asked", "What was asked", tuple(blocks))


def lever_row(told: Told, one: Lever) -> Row:
    """A lever in a row."""
    mechanism = levers.catalogue()[one.mechanism]
    terms = "; ".join(
        f"{name.replace('_', ' ')}: {told.name(str(v)) if isinstance(v, str) else f'{v:,g}'.replace('-', '−')}" for name, v in one.terms
        if not name.startswith("believed")
    )  # fmt: skip
    until = (
        f" to {told.month(one.until)}"
        if one.until is not None and one.until <= told.asked.months[-1]
        else " on"
    )
    return Row((one.source, mechanism.title, terms, f"{told.month(one.start)}{until}"))


def belief_table(told: Told, option: str) -> Table:
    """Belief and effect of each lever side by side, and what the county gave under each."""
    rows = [Row((b.lever, b.believed, b.acts)) for b in told.beliefs[option]]
    other = told.as_believed.get(option)
    note = "What parties believe never acts on the county: it is shown beside the effect that does."
    if other is not None:
        for measure in ("emergency-admissions", "bed-occupancy", "elective-treated"):
            acting, hoped = told.asked.range(option, measure), told.asked.range(other, measure)
            if acting is not None and hoped is not None and (acting.change or hoped.change):
                rows.append(Row((
                    f"So, {MEASURES[measure].title[:1].lower()}{MEASURES[measure].title[1:]}",
                    f"if the belief were true: {ranged(measure, hoped.change, hoped.change_low, hoped.change_high, signed=True)}",
                    f"{ranged(measure, acting.change, acting.change_low, acting.change_high, signed=True)}",
                )))  # fmt: skip
    return Table(
        f"Belief and effect: “{option}”",
        (Column(""), Column("What its parties believe"), Column("What acts in the model")),
        tuple(rows),
        note,
    )


def falls(told: Told) -> Section:
    """Who falls first, how far each is from falling, and the single change that would restore it."""
    parts = []
    for option in told.told_of:
        rows, lost = [], {(f.threshold.id, f.subject) for f in fresh(told, option)}
        for body, found in by_body(told.falls[option]).items():
            fallen = [f for f in found if f.falls]
            nearest = sorted((f for f in found if not f.falls), key=lambda f: f.steps)[:1]
            fallen = sorted(fallen, key=lambda f: (f.first[0] if f.first else 0, f.steps))
            for fall in [*fallen[:3], *nearest]:
                rows.append(fall_row(told, option, body, fall, (fall.threshold.id, fall.subject) in lost))
        heads = (
            "Who",
            "Tipping point",
            "When, in how many runs",
            "Room left at the tightest",
            "What might restore it",
        )
        columns = tuple(Column(head) for head in heads)
        note = (
            "Room is in the unit of the mark; a minus means it was passed. For each body: up to three marks passed, and the"
            " nearest not passed."
        )
        parts.append(Table(f"Tipping points under “{option}”", columns, tuple(rows), note))
    return Section("falls", "What falls first, and what might restore it", tuple(parts))


def fall_row(told: Told, option: str, body: str, fall: Fall, new: bool) -> Row:
    """One mark of one body in a row."""
    who = capital(told.name(body)) + ("" if fall.subject == body else f" ({told.name(fall.subject)})")
    if fall.falls:
        already = (
            "already at the start" if fall.start else f"by {told.month(fall.first[0])}" if fall.first else ""
        )
        passed = f"{already}; {fall.runs} of {fall.of} runs" + (
            "" if not told.shown else "; only under this option" if new else "; in the baseline too"
        )
        if fall.at_end * 2 < fall.of:
            passed += "; over again by the end"
    else:
        low, high = tenths(fall.runs, fall.of)
        passed = (
            f"in {fall.runs} of {fall.of} runs ({low} to {high} in 10)"
            if fall.runs
            else "not passed in any run"
        )
    middle, least, most = fall.room
    room = f"{middle:,.1f} ({least:,.1f} to {most:,.1f}) {fall.threshold.unit}".replace("-", "−")
    return Row(
        (who, fall.threshold.title, passed, room, restored_words(told, option, fall) if fall.falls else "")
    )


def assumed(told: Told) -> Section:
    """Everything that the answer assumes, with where it came from."""
    rows = tuple(Row(each) for each in told.assumed)
    columns = (Column("What is assumed"), Column("Value"), Column("Grounds"), Column("Source"))
    marks: dict[str, Row] = {}
    for fall in told.falls[told.told_of[0]]:
        t = fall.threshold
        marks.setdefault(t.id, Row((t.title, t.means, t.origin, t.source)))
    mark_columns = (Column("Tipping point"), Column("What it means"), Column("Grounds"), Column("Source"))
    drawn = (
        Table("Drawn anew for each run, or set", columns, rows)
        if rows
        else said("Nothing beyond the pack’s own tables.")
    )
    doubt = "Everything below was put in, not found out. If you doubt one of these, doubt what rests on it."
    looked_for = Table("Tipping points", mark_columns, tuple(marks.values()))
    return Section(
        "assumed",
        "What is assumed",
        (said(doubt), drawn, Fold("The tipping points that were looked for", (looked_for,))),
    )


def said(words: str) -> Paragraph:
    """One sentence as a paragraph."""
    return Paragraph((say(words, basis="method"),))


def worked(told: Told) -> Section:
    """How the answer was made, and how to read it."""
    read = (
        "“Middle (range)” is the median over the runs, and the 10-90% range: in eight runs of ten the figure lay inside it.",
        "The baseline and every option were lived with the same patients, the same chance and the same draws of what is assumed, so a"
        " difference is the option’s own.",
        "A share of runs such as 6 of 8 is itself uncertain; the tenths beside it say how far.",
    )
    items = tuple(say(words, basis="method") for words in (*told.worked, *read))
    return Section("worked", "How this was worked out", (ListBlock(items),))
