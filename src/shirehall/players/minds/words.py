"""Wording: sentences with ways to say the same thing, filled from the situation, and figures and dates as people say them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from random import Random

from shirehall.play.fields import Text
from shirehall.play.names import MONTH_NAMES, NUMBER_WORDS
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PLAIN_MEASURE

SENTENCE = re.compile(r"(?:^|[.?!] )[“(]?[a-z]")
LITTLE = ("the", "a", "an", "of", "to", "in", "on", "and", "is", "for", "with")
DOUBLED = re.compile(rf"\b({'|'.join(LITTLE)}) \1\b", re.IGNORECASE)
TWICE = tuple(f"{word} {word}" for word in LITTLE)
"""What stands somewhere in any words that have a little word twice; quickly looked for."""
ODD = re.compile(r" [,.;:?!]|[,;:][,;:.?!]|[.?!…]”?[.,;]")
MENDED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r" ([,.;:?!])"), r"\1"),
    (re.compile(r"([,;:])[,;:]"), r"\1"),
    (re.compile(r"([.?!…])[.,;]"), r"\1"),
    (re.compile(r"([.?!…]”)\."), r"\1"),
    (re.compile(r"[,;:]([.?!])"), r"\1"),
)
COUNTED_IN_POUNDS = (
    "commissioner-balance",
    "commissioner-spend",
    "provider-margin",
    "provider-income",
    "provider-cost",
    "reserves",
    "contract-income",
    "contract-variance",
    "loans-owed",
)
SHARES = ("ae-within-4h", "rtt-within-18w", "bed-occupancy", "ambulance-8min", "readmission-share")


Part = str | tuple["Parts", ...]
Parts = tuple[Part, ...]


@cache
def read(words: str) -> Parts:
    """A sentence as its parts: words that stand, and ways of which one is taken, each again of parts."""
    parts: list[Part] = []
    while words:
        start = words.find("[")
        if start < 0:
            return (*parts, words)
        end, deep, cuts = start, 0, [start]
        for end in range(start, len(words)):
            deep += (words[end] == "[") - (words[end] == "]")
            if deep == 0:
                break
            if deep == 1 and words[end] == "|":
                cuts.append(end)
        ways = (words[a + 1 : b] for a, b in zip(cuts, [*cuts[1:], end], strict=True))
        parts += [words[:start], tuple(read(way) for way in ways)]
        words = words[end + 1 :]
    return tuple(parts)


def spun(random: Random, words: str) -> str:
    """A sentence with one of each `[way|other way]` taken; ways may hold ways."""
    return taken(random, read(words))


def taken(random: Random, parts: Parts) -> str:
    """The parts of a sentence with one way taken of each that has several."""
    return "".join(
        part if isinstance(part, str) else taken(random, part[int(random.random() * len(part))])
        for part in parts
    )


def say(random: Random, templates: Sequence[str], **values: object) -> Text:
    """One of the templates, said in one of its ways, and filled. A value may be something to call, and is called only if it is needed."""
    words = spun(random, templates[int(random.random() * len(templates))])
    needed = {name: value for name, value in values.items() if f"{{{name}}}" in words}
    return tidied(words.format(**{name: v() if callable(v) else v for name, v in needed.items()}))


def tidied(words: str) -> Text:
    """Words as one would send them: single spaces and stops, no small word twice, sentences with capitals."""
    words = " ".join(words.split())
    if ODD.search(words):
        for pattern, instead in MENDED:
            words = pattern.sub(instead, words)
    small = words.lower()
    if any(twice in small for twice in TWICE):
        words = DOUBLED.sub(r"\1", words)
    return Text(SENTENCE.sub(lambda found: found.group(0)[:-1] + found.group(0)[-1].upper(), words))


RUN = "~"
"""Stands at the end of a first word that leads into what follows, and at the start of an afterthought that hangs on what was said."""
SMALL = frozenset(
    "a about an and as at before between but by for from here if in it its more my no nobody not now of on once one our people "
    "please so some somebody that the there these they this those to today two until we what when where who with you your".split()
)
"""Words that begin small in the middle of a sentence, where names and quotations do not."""


def joined(*parts: str) -> Text:
    """Sentences one after another; what is empty is left out, and each ends with a stop or runs into the next."""
    words = ""
    for part in parts:
        if part:
            words = run_on(words, part) if words else part.lstrip(RUN)
    return tidied(stopped(words.rstrip(RUN)))


def run_on(words: str, part: str) -> str:
    """A sentence after others: led into by a first word, hung on to the last of them, or by itself."""
    small = part.lstrip(RUN).partition(" ")[0].rstrip(",:").lower() in SMALL
    if words[-1] == RUN and small:
        return f"{words[:-1]}: {part[:1].lower()}{part[1:]}"
    words = stopped(words.rstrip(RUN))
    if part[0] == RUN and words[-1] == "." and words[-2:] != "..":
        rest = part[1:]
        return f"{words[:-1]}; {rest[:1].lower() + rest[1:] if small else lower_first(rest)}"
    return f"{words} {part.lstrip(RUN)}"


def stopped(words: str) -> str:
    """Words with a stop at the end."""
    return words if words[-1] in ".?!…”" else f"{words}."


def pounds(amount: float) -> str:
    """An amount of pounds as people say it: £4.2m, £350,000."""
    sign = "minus " if amount < 0 else ""
    size = abs(amount)
    if size >= 1_000_000:
        return f"{sign}£{size / 1e6:.1f}m".replace(".0m", "m")
    return f"{sign}£{round(size / 1000) * 1000 if size >= 10_000 else round(size):,}"


def number_words(count: int) -> str:
    """A small number as one writes it in a sentence."""
    return NUMBER_WORDS[count] if 0 <= count <= 12 else f"{count:,}"


def measure_value(measure: str, value: float) -> str:
    """A value as people say it: in pounds, in per cent, or counted."""
    if measure in COUNTED_IN_POUNDS:
        return pounds(value)
    return f"{value:.1f}%" if measure in SHARES else f"{value:,.0f}"


def measure_name(measure: str) -> str:
    """A measure as people call it."""
    return PLAIN_MEASURE.get(measure, measure.replace("-", " "))


def figure_words(measure: str, value: float) -> str:
    """A measure with its value as people say it."""
    return f"{measure_name(measure)} at {measure_value(measure, value)}"


def month_name(situation: Situation, month: int) -> str:
    """The name of a month of the story."""
    first = int(situation.world.clock.start[5:7])
    return MONTH_NAMES[(first + month - 2) % 12]


def month_of_minute(situation: Situation, minute: int) -> str:
    """The name of the month in which a play minute lies."""
    clock = situation.world.clock
    return month_name(situation, 1 + max(minute, 0) // max(clock.minutes_a_month, 1))


def by_when(situation: Situation, random: Random, minutes: int) -> str:
    """When something asked for now is due, as one says it: “by the middle of July”."""
    clock = situation.world.clock
    ahead = max(situation.at, clock.began) + minutes - clock.began
    month = situation.month + ahead // max(clock.minutes_a_month, 1)
    part = 3 * (ahead % max(clock.minutes_a_month, 1)) // max(clock.minutes_a_month, 1)
    name = month_name(situation, month)
    ways = (
        (f"by the first week of {name}", f"by early {name}", f"before {name} is a week old"),
        (f"by the middle of {name}", f"by mid-{name}", f"inside the first half of {name}"),
        (f"by the end of {name}", f"before {name} is out", f"by the last Friday of {name}"),
    )[part]
    return ways[int(random.random() * len(ways))]


def lower_first(text: str) -> str:
    """A clause with a small first letter, for the middle of a sentence; abbreviations and names of one letter keep theirs."""
    return text if text[:2].isupper() or text[1:3].isupper() else text[:1].lower() + text[1:]


def clipped(text: str, length: int = 110) -> str:
    """The first words of a longer text."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def role_words(role: str) -> str:
    """A role in the middle of a sentence: “lead for urgent care”, “director of finance”."""
    return lower_first(role.split(",")[0])


def one_of_ours(situation: Situation, random: Random) -> str:
    """A figure of the own body, in words: a published one if any is known, else one from its own papers; may be empty."""
    mine = situation.who.organisation
    rows = [(k.split("|")[0], v[1]) for k, v in situation.memory.figures.items() if k.endswith(f"|{mine}")]
    rows = [row for row in rows if row[0] in PLAIN_MEASURE]
    if rows:
        measure, value = rows[int(random.random() * len(rows))]
        return figure_words(measure, value)
    if situation.who.gap:
        return f"a gap of {pounds(situation.who.gap)} to close"
    if situation.who.contracts:
        paper = situation.who.contracts[int(random.random() * len(situation.who.contracts))]
        return f"{pounds(paper.pounds)} riding on {situation.name(paper.other)}"
    return "few figures of our own yet"
