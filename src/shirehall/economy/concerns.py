"""Sites of which bad things are said more than of others: what a quality regulator might look into."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from shirehall.economy.speech import BAD

COUNTY = "county"
"""The site of a comment that means no one site."""


class Said(Protocol):
    """A comment, as far as it counts here."""

    @property
    def site(self) -> str:
        """Where it was."""

    @property
    def tone(self) -> str:
        """How it was: good, fair or bad."""

    @property
    def about(self) -> str:
        """What it is about."""


@dataclass(frozen=True, slots=True)
class Concern:
    """A site for review: how many wrote of it, how many of them badly, and about what."""

    site: str
    bad: int
    of: int
    about: tuple[str, ...]


def for_review(written: Iterable[Said], least: int = 5, share: float = 0.3) -> tuple[Concern, ...]:
    """Sites that a quality regulator might look into, the worst first.

    A site is one of which at least `least` comments were written and whose share of bad ones is likely beyond `share`: the lower
    end of Wilson's interval of one standard error is. So a few bad words of a small practice do not outrank many of a hospital.
    """
    found: dict[str, list[Said]] = {}
    for each in written:
        found.setdefault(each.site, []).append(each)
    ranked = []
    for site, here in sorted(found.items()):
        bad = [each for each in here if each.tone == BAD]
        low = likely(len(bad), len(here))
        if site != COUNTY and len(here) >= least and low > share:
            about = tuple(sorted({each.about for each in bad}))
            ranked.append((-low, site, Concern(site, len(bad), len(here), about)))
    return tuple(concern for _, _, concern in sorted(ranked, key=lambda r: r[:2]))


def likely(bad: int, of: int) -> float:
    """The lower end of Wilson's interval of one standard error for a share (Wilson 1927)."""
    share = bad / of
    spread = math.sqrt(share * (1 - share) / of + 1 / (4 * of * of))
    return (share + 1 / (2 * of) - spread) / (1 + 1 / of)
