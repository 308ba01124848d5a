"""Wording: sentences with ways to say the same thing, filled from the situation, and figures and dates as people say them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from shirehall.play.fields import Text
from shirehall.play.names import MONTH_NAMES, NUMBER_WORDS
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PLAIN_MEASURE

WAYS = re.compile(r"\[([^\[\]]*)\]")
SENTENCE = re.compile(r"(?:^|[.?!] )[“(]?[a-z]")
DOUBLED = re.compile(r"\b(the|a|an|of|to|in|on|and|is|for|with) \1\b", re.IGNORECASE)
MENDED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s+"), " "),
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


def spun(random: Random, words: str) -> str:
    """A sentence with one of each `[way|other way]` taken, the innermost first."""
    while found := WAYS.search(words):
        ways = found.group(1).split("|")
        words = words[: found.start()] + ways[int(random.random() * len(ways))] + words[found.end() :]
    return words


def say(random: Random, templates: Sequence[str], **values: object) -> Text:
    """One of the templates, said in one of its ways, and filled. A value may be something to call, and is called only if it is needed."""
    words = spun(random, templates[int(random.random() * len(templates))])
    needed = {name: value for name, value in values.items() if f"{{{name}}}" in words}
    return tidied(words.format(**{name: v() if callable(v) else v for name, v in needed.items()}))


def tidied(words: str) -> Text:
    """Words as one would send them: single spaces and stops, no small word twice, sentences with capitals."""
    for pattern, instead in MENDED:
        words = pattern.sub(instead, words)
    words = DOUBLED.sub(r"\1", words.strip())
    return Text(SENTENCE.sub(lambda found: found.group(0)[:-1] + found.group(0)[-1].upper(), words))


def joined(*parts: str) -> Text:
    """Sentences one after another; what is empty is left out, and each ends with a stop."""
    return tidied(" ".join(part if part[-1] in ".?!…”" else f"{part}." for part in parts if part))


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
