"""What falls first: what an option itself pushes over, what falls without it too, who is left near a mark, and what might restore it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shirehall.economy.readings import COUNTY
from shirehall.economy.tipping import Fall, brought_about, by_body
from shirehall.paper.model.told import Told, in_tenths, likely, tenths
from shirehall.paper.prose import capital, count, figure, listed, say
from shirehall.paper.tree import Block, Column, Paragraph, Row, Section, Sentence, Table

MOST_NAMED = 4
MOST_ROWS = 10
NEARER = 0.5
"""How much of a step an option must take from the room of a mark that still stands, to be listed as nearer to it."""


def fresh(told: Told, option: str) -> list[Fall]:
    """Falls that an option itself brings about, what stays over first (all falls when the option is the baseline)."""
    if not told.shown:
        return [f for f in told.falls[option] if f.falls]
    return once(brought_about(told.falls[option]))


def once(found: Sequence[Fall]) -> list[Fall]:
    """Falls without those that say the same of a body and of its only site."""
    kept: dict[tuple[str, str, int, tuple[float, float, float]], Fall] = {}
    for fall in found:
        kept.setdefault((fall.threshold.id, fall.body, fall.runs, fall.room), fall)
    return list(kept.values())


def pushed(told: Told, option: str) -> list[Fall]:
    """Falls of the baseline too that the option takes further, the furthest first."""
    found = once([f for f in told.falls[option] if f.pushed])
    return sorted(found, key=lambda f: (-f.deeper, f.threshold.id, f.subject))


def told_falls(told: Told, option: str) -> Iterator[Sentence]:
    """Who falls first that would not have fallen without the option, or that nobody does; and who is pushed further."""
    new = fresh(told, option)
    if not new:
        words = (
            "Nobody passes a tipping point that would not be passed anyway."
            if told.shown
            else "Nobody passes a tipping point."
        )
        yield say(words, basis="method")
    elif not told.shown:
        yield say(
            f"First to fall: {fall_words(told, new[0])}. {restored_words(told, option, new[0])}".strip(),
            basis="method",
        )
        yield say(
            f"Tipping points are passed by {bodies(told, new)}; see “What falls first”.", basis="method"
        )
    else:
        yield from told_new(told, option, new)
    worse = pushed(told, option) if told.shown else []
    if worse:
        named = [
            f"{told.name(f.subject)} ({small(f.threshold.title)}, by {size(f, f.deeper * f.threshold.step)} more)"
            for f in worse[:MOST_NAMED]
        ]
        yield say(
            f"Past a mark without it too, and might be pushed further: {listed(named)}.", basis="method"
        )


def told_new(told: Told, option: str, new: Sequence[Fall]) -> Iterator[Sentence]:
    """What an option brings about: the first, the others that stay over, and those over for a time."""
    first, stay, back = new[0], [f for f in new[1:] if f.lasts], [f for f in new[1:] if not f.lasts]
    ends = "" if first.lasts else " By the end of the run it might be over again."
    yield say(
        f"First to fall: {fall_words(told, first)}.{ends} {restored_words(told, option, first)}".strip(),
        basis="method",
    )
    if stay:
        yield say(f"Also pushed over, and might stay so: {marks(told, stay)}.", basis="method")
    if back:
        yield say(
            f"Past a mark for a time, and might be back by the end: {marks(told, back)}.",
            basis="method",
        )


def marks(told: Told, found: Sequence[Fall]) -> str:
    """Falls named with their marks, the first few of them."""
    named = [f"{told.name(f.subject)} ({small(f.threshold.title)})" for f in found[:MOST_NAMED]]
    left = len(found) - len(named)
    return listed([*named, f"{left} more"] if left else named)


def bodies(told: Told, found: Sequence[Fall]) -> str:
    """The bodies of some falls, the first few of them, the county last."""
    several = list(dict.fromkeys(f.body for f in found))
    named = [told.name(b) for b in several if b != COUNTY][:MOST_NAMED]
    left = len([b for b in several if b != COUNTY]) - len(named)
    return listed(
        [
            *named,
            *([f"{left} more"] if left else []),
            *(["the county as a whole"] if COUNTY in several else []),
        ]
    )


def small(title: str) -> str:
    """A title within a sentence."""
    return title[:1].lower() + title[1:]


def fall_words(told: Told, fall: Fall) -> str:
    """A fall in words: who, what, when, how likely, and how often without the option."""
    when = f", by {told.month(fall.first[0])}" if fall.first else ""
    without = f", against {base_runs(fall)} in the baseline" if told.shown else ""
    chance = f"{likely(fall.runs, fall.of)}, {in_tenths(fall.runs, fall.of)}"
    return f"{told.name(fall.subject)}, {small(fall.threshold.title)}{when}; in {fall.runs} of {fall.of} runs{without} ({chance})"


def base_runs(fall: Fall) -> int:
    """In how many runs of the baseline the same mark is passed."""
    return fall.runs - fall.brought + fall.spared


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
        kinds = (
            ", shared out over every kind of bed there,"
            if dict(best.remedy.fixed).get("resource") == "beds"
            else ""
        )
        return f"About {best.words}{kinds} might restore it (in {best.runs} of {best.of} runs tried)."
    if tried:
        return f"No single change that was tried restores it; even {tried[0].words} would not do."
    return ""


def falls(told: Told) -> Section:
    """Who falls first, how far each is from falling, and the single change that would restore it."""
    parts: list[Block] = []
    for option in told.told_of:
        parts += with_option(told, option) if told.shown else [by_name(told, option)]
    return Section("falls", "What falls first, and what might restore it", tuple(parts))


def with_option(told: Told, option: str) -> Iterator[Block]:
    """What an option pushes over, what it takes further, what it brings nearer, and what it leaves or spares."""
    new, further = fresh(told, option), pushed(told, option)
    if new:
        yield brought_table(told, option, new)
    else:
        words = f"Under “{option}”, nobody might pass a tipping point that would not be passed anyway."
        yield Paragraph((say(words, basis="method"),))
    if further:
        yield further_table(told, option, further)
    near = sorted(
        once([f for f in told.falls[option] if not f.falls and f.deeper >= NEARER]), key=lambda f: f.steps
    )
    if near:
        yield nearer_table(told, option, near)
    rest = list(rest_words(told, option))
    if rest:
        yield Paragraph(tuple(say(words, basis="method") for words in rest))


def brought_table(told: Told, option: str, new: Sequence[Fall]) -> Table:
    """What the option itself pushes over."""
    heads = (
        "Who",
        "Tipping point",
        "When, in how many runs",
        "How far past at the worst",
        "What might restore it",
    )
    rows = [
        Row(
            (
                who(told, f),
                f.threshold.title,
                passed_words(told, f),
                room_words(f),
                restored_words(told, option, f) or "not looked for",
            )
        )
        for f in new[:MOST_ROWS]
    ]
    note = (
        "In time order, those that stay past the mark before those that come back. A change that might restore is looked for only"
        " for the first few bodies whose fall lasts."
    )
    return Table(f"What “{option}” itself might push over", columns(heads), tuple(rows), more_note(note, new))


def further_table(told: Told, option: str, found: Sequence[Fall]) -> Table:
    """What falls without the option too, and is taken further by it."""
    heads = ("Who", "Tipping point", "How far past at the worst", "Of which the option’s doing")
    rows = [
        Row((who(told, f), f.threshold.title, room_words(f), size(f, f.deeper * f.threshold.step)))
        for f in found[:MOST_ROWS]
    ]
    note = "These would be missed without the option; it might make them worse."
    return Table(
        f"Past already, and pushed further under “{option}”",
        columns(heads),
        tuple(rows),
        more_note(note, found),
    )


def nearer_table(told: Told, option: str, found: Sequence[Fall]) -> Table:
    """What stands in most runs but has less room than without the option."""
    heads = ("Who", "Tipping point", "Room left at the tightest", "Room the option takes", "Passed")
    rows = [
        Row((who(told, f), f.threshold.title, room_words(f), size(f, f.deeper * f.threshold.step),
             f"in {f.runs} of {f.of} runs" if f.runs else "in no run")) for f in found[:MOST_ROWS]
    ]  # fmt: skip
    return Table(
        f"Standing in most runs, but nearer to the mark under “{option}”",
        columns(heads),
        tuple(rows),
        more_note("", found),
    )


def rest_words(told: Told, option: str) -> Iterator[str]:
    """What falls with or without the option alike, and what it spares, in sentences."""
    found = told.falls[option]
    alike = once([f for f in found if f.falls and not f.by_option and not f.pushed])
    if alike:
        several = list(dict.fromkeys(told.name(f.subject) for f in alike))
        yield (
            f"Under “{option}”, {count(len(alike), 'mark')} might be passed much as in the baseline, and "
            f"{'is' if len(alike) == 1 else 'are'} left out above: at {listed(several)}."
        )
    spared = once([f for f in found if f.spared - f.brought >= max(2, 0.3 * f.of)])
    if spared:
        yield f"Passed in the baseline and less often under “{option}”, so that it might spare them: {marks(told, spared)}."


def more_note(note: str, found: Sequence[Fall]) -> str:
    """A note that says how many rows are left out."""
    left = len(found) - MOST_ROWS
    return f"{note} {left} more are in the files beside this page.".strip() if left > 0 else note


def columns(heads: Sequence[str]) -> tuple[Column, ...]:
    """Columns of words."""
    return tuple(Column(head) for head in heads)


def who(told: Told, fall: Fall) -> str:
    """Whom a mark is of: the site with its body, or the body."""
    return capital(told.name(fall.subject)) + (
        "" if fall.subject == fall.body else f" ({told.name(fall.body)})"
    )


def size(fall: Fall, number: float) -> str:
    """A distance from a mark with its unit: "3.1 points", "0.9% of income"."""
    unit, written = fall.threshold.unit, figure(number, 1)
    if unit == "%":
        return f"{written} points"
    return f"{written}{unit}" if unit.startswith("%") else f"{written} {unit}"


def room_words(fall: Fall) -> str:
    """The room at the tightest month in words, with its range."""
    middle, low, high = fall.room
    past = middle < 0
    least, most = sorted((-low, -high) if past else (low, high))
    span = "" if figure(least, 1) == figure(most, 1) else f" ({figure(least, 1)} to {figure(most, 1)})"
    return f"{size(fall, abs(middle))}{span} {'past' if past else 'left'}"


def when_words(told: Told, fall: Fall) -> str:
    """By when a mark is passed in the runs that pass it."""
    if not fall.first:
        return ""
    return (
        "in the first month" if fall.first[0] == told.asked.months[0] else f"by {told.month(fall.first[0])}"
    )


def passed_words(told: Told, fall: Fall) -> str:
    """When a fall comes, in how many runs with and without the option, and whether it is over again."""
    when = when_words(told, fall)
    ends = "" if fall.lasts else "; back by the end"
    return f"{when}; {fall.runs} of {fall.of} runs, {base_runs(fall)} without it{ends}"


def by_name(told: Told, option: str) -> Table:
    """The marks of each body when nothing is asked but the baseline: up to three that are passed, and the nearest that is not."""
    rows = []
    for found in by_body(told.falls[option]).values():
        fallen = sorted((f for f in found if f.falls), key=lambda f: (f.first[0] if f.first else 0, f.steps))
        nearest = sorted((f for f in found if not f.falls), key=lambda f: f.steps)[:1]
        rows += [plain_row(told, option, fall) for fall in [*once(fallen)[:3], *nearest]]
    heads = (
        "Who",
        "Tipping point",
        "When, in how many runs",
        "Room at the tightest",
        "What might restore it",
    )
    note = "For each body: up to three marks passed, and the nearest not passed."
    return Table(f"Tipping points under “{option}”", columns(heads), tuple(rows), note)


def plain_row(told: Told, option: str, fall: Fall) -> Row:
    """One mark of one body in a row."""
    if fall.falls:
        when = when_words(told, fall)
        passed = f"{when}; {fall.runs} of {fall.of} runs" + ("" if fall.lasts else "; back by the end")
    else:
        low, high = tenths(fall.runs, fall.of)
        passed = (
            f"in {fall.runs} of {fall.of} runs ({low} to {high} in 10)"
            if fall.runs
            else "not passed in any run"
        )
    restored = restored_words(told, option, fall) if fall.falls else ""
    return Row((who(told, fall), fall.threshold.title, passed, room_words(fall), restored))
