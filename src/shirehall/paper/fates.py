"""What came of news: whoever it reached acted on it, answered in words, only took up a like subject, or did nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from shirehall.paper.prose import count, listed

ACTED, ANSWERED, LIKE, NOTHING = "acted", "answered", "like", "nothing"


def fate(grade: str, link: str) -> str:
    """What one addressee did. Acts that share no more than a topic with the news are kept apart: they may have had another cause."""
    if grade == "none":
        return NOTHING
    if link != "reply":
        return LIKE
    return ACTED if grade == "deed" else ANSWERED


def fates(pairs: Iterable[tuple[str, str]]) -> Counter[str]:
    """How many addressees did what, from their (grade, link) pairs."""
    return Counter(fate(grade, link) for grade, link in pairs)


def fates_said(found: Counter[str]) -> str:
    """What addressees did, from "of" on: "of nine addressees, two acted on it, four answered in words alone; ..."."""
    whole = sum(found.values())
    if found[NOTHING] == whole:
        return "the record shows nothing that anybody reached did about it in the time there was"
    words = {
        ACTED: "acted on it",
        ANSWERED: "answered in words alone",
        LIKE: "only took up a like subject soon after",
    }
    parts = [count(found[each], verb, verb) for each, verb in words.items() if found[each]]
    if len(parts) == 1 and not found[NOTHING]:
        verb = next(words[each] for each in words if found[each])
        who = {1: "the one addressee", 2: "both addressees"}.get(whole, f"all {whole} addressees")
        return f"{who} {verb}"
    rest = "; of the rest the record shows nothing" if found[NOTHING] else ""
    return f"of {count(whole, 'addressee')}, {listed(parts)}{rest}"
