"""Wording: templates filled from the situation, varied by the draw, and figures as people say them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from shirehall.play.fields import Text
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.trade import PLAIN_MEASURE

SENTENCE = re.compile(r"(?:^|[.?!] )[a-z]")

COUNTED_IN_POUNDS = (
    "commissioner-balance",
    "commissioner-spend",
    "provider-margin",
    "provider-income",
    "provider-cost",
    "reserves",
)
SHARES = ("ae-within-4h", "rtt-within-18w", "bed-occupancy")


def say(random: Random, templates: Sequence[str], **values: object) -> Text:
    """One of the templates, filled."""
    words = templates[int(random.random() * len(templates))].format(**values)
    return Text(SENTENCE.sub(lambda found: found.group(0).upper(), words))


def pounds(amount: float) -> str:
    """An amount of pounds as people say it: £4.2m, £350,000."""
    sign = "minus " if amount < 0 else ""
    size = abs(amount)
    if size >= 1_000_000:
        return f"{sign}£{size / 1e6:.1f}m".replace(".0m", "m")
    return f"{sign}£{round(size / 1000) * 1000 if size >= 10_000 else round(size):,}"


def figure_words(measure: str, value: float) -> str:
    """A measure with its value as people say it."""
    name = PLAIN_MEASURE.get(measure, measure.replace("-", " "))
    if measure in COUNTED_IN_POUNDS:
        return f"{name} at {pounds(value)}"
    if measure in SHARES:
        return f"{name} at {value:.1f}%"
    return f"{name} at {value:,.0f}"


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


def listed(names: Sequence[str]) -> str:
    """Names joined as English joins them."""
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)


def lower_first(text: str) -> str:
    """A clause with a small first letter, for the middle of a sentence; abbreviations keep theirs."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
