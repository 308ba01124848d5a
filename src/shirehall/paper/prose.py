"""Words and numbers as a careful author writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from shirehall.paper.tree import SHOWN, Basis, Sentence
from shirehall.play.names import NUMBER_WORDS as WORDS
from shirehall.play.names import listed

__all__ = ["WORDS", "clip", "listed"]

TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def say(text: str, evidence: Iterable[int] = (), basis: Basis = "seen") -> Sentence:
    """A sentence that begins with a capital, cites at most `SHOWN` of its events, spread over all, and keeps their number."""
    every = sorted(set(evidence))
    return Sentence(
        opened(" ".join(text.split())), spread(every, SHOWN), basis, len(every), rests=tuple(every)
    )


def opened(text: str) -> str:
    """The text as a sentence may open: with a capital, and with a number below a hundred in words."""
    first, _, rest = text.partition(" ")
    if rest and first.isdigit() and int(first) < 100:
        return f"{in_words(int(first)).capitalize()} {rest}"
    return text[:1].upper() + text[1:]


def in_words(number: int) -> str:
    """A whole number below a hundred in words: "twelve", "twenty-two"."""
    if number < len(WORDS):
        return WORDS[number]
    tens, ones = divmod(number, 10)
    return f"{TENS[tens]}-{WORDS[ones]}" if ones else TENS[tens]


def clip(text: str, longest: int = 90, *, quoted: bool = True) -> str:
    """The text on one line, fit to stand between quotation marks when it is `quoted`. When it is long it ends with its last whole
    sentence that fits, else after a word, with dots."""
    flat = " ".join(text.split())
    flat = flat.replace("“", "‘").replace("”", "’") if quoted else flat
    if len(flat) <= longest:
        return flat
    ends = [m.end() for m in re.finditer(r"[.?!]’?(?= )", flat[: longest + 1])]
    if ends and ends[-1] * 3 >= longest:
        return flat[: ends[-1]]
    return flat[:longest].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


def points(value: float) -> str:
    """A difference of shares: "24 points less", "3 points more"."""
    size = round(abs(100 * value))
    return f"{size} point{'' if size == 1 else 's'} {'less' if value < 0 else 'more'}"


def more(number: int) -> str:
    """So many more: "one more", "14 more"."""
    return f"{WORDS[number] if number <= 12 else number} more"


def spread(numbers: Sequence[int], most: int) -> tuple[int, ...]:
    """At most so many of the numbers, spread evenly from the first to the last."""
    if len(numbers) <= most:
        return tuple(numbers)
    return tuple(numbers[round(i * (len(numbers) - 1) / (most - 1))] for i in range(most))


def count(number: int, one: str, many: str = "") -> str:
    """A number of things: "three plans", "14 meetings", "no contract"."""
    few = WORDS[number] if 0 <= number <= 12 else f"{number:,}"
    if number == 0:
        return f"no {many or one + 's'}"
    return f"{few} {one if number == 1 else many or one + 's'}"


def a_share(part: int | float, whole: int | float) -> str:
    """A share to be followed by "of the ...": "none", "67%", "all"."""
    if not part or not whole:
        return "none"
    return "all" if part == whole else f"{min(max(round(100 * part / whole), 1), 99)}%"


def replied(begun: int, whole: int) -> str:
    """What the rest of some contacts were, behind the share that began an exchange."""
    if begun == whole:
        return ""
    return ", and the rest were replies" if begun else ": all were replies"


def were(number: int) -> str:
    """How many of them were: "none was", "one was", "three were"."""
    return "none was" if not number else f"{count(number, 'was', 'were')}"


def times(number: int) -> str:
    """How often: "once", "twice", "three times"."""
    return {1: "once", 2: "twice"}.get(number, count(number, "time"))


def pounds(amount: float) -> str:
    """Pounds in words: "£7.0 million", "£350,000", with a minus in front when owed."""
    sign = "−" if round(amount) < 0 else ""
    size = abs(amount)
    return f"{sign}£{size / 1e6:.1f} million" if size >= 999_500 else f"{sign}£{round(size):,}"


def amount(value: float, unit: str, decimals: int) -> str:
    """A figure with its unit."""
    if unit == "£":
        return pounds(value)
    figure = f"{value:z,.{decimals}f}".replace("-", "−")
    named = unit[:-1] if figure == "1" and unit.endswith("s") else unit
    return f"{figure}%" if unit == "%" else f"{figure} {named}"


def figure(value: float, decimals: int) -> str:
    """A figure without its unit, for a cell whose column names it. What rounds to nought has no sign."""
    return f"{value:z,.{decimals}f}".replace("-", "−")


def capital(text: str) -> str:
    """The text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def sentence_case(text: str) -> str:
    """The text ending in a stop."""
    flat = " ".join(text.split())
    return flat if flat.endswith((".", "?", "!", "”", "…")) else f"{flat}."


def lower_first(text: str) -> str:
    """The text with its first letter small, unless its first word is a name in capitals or an "I". An "A" alone is no name."""
    first = text.split(" ", 1)[0]
    named = len(first) > 1 and first[:2].isupper()
    return text if named or first == "I" else text[:1].lower() + text[1:]
