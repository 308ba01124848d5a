"""How bodies, seats and things are called in sentences, from a world and the texts its events carried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shirehall.play.world import World

NUMBER_WORDS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
"""Small numbers as they are counted in a sentence."""
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def listed(words: Sequence[str]) -> str:
    """Words joined as English joins them."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


@dataclass(frozen=True, slots=True)
class WorldNames:
    """Names taken from a world. `titles` may add names of things the world does not keep."""

    world: World
    titles: Mapping[int, str] = field(default_factory=dict)

    def body(self, organisation: str) -> str:
        """A body's short name; the id itself when it is not known."""
        known = self.world.organisations.get(organisation)
        return known.short if known else organisation

    def bodies(self, organisations: tuple[str, ...]) -> str:
        """Several bodies' short names."""
        return listed([self.body(each) for each in organisations])

    def seat(self, seat: str) -> str:
        """A seat's role and body, as in "the chief executive of BUFT"."""
        chair = self.world.seats.get(seat)
        if chair is None:
            return seat
        role = chair.role[:1].lower() + chair.role[1:] if not chair.role[:2].isupper() else chair.role
        return f"{self.body(chair.organisation)} ({role})"

    def bodies_of(self, seats: tuple[str, ...]) -> str:
        """The bodies that some seats belong to, each once; "everyone" for the whole room."""
        if seats == ("*",):
            return "everyone"
        chairs = [self.world.seats[seat].organisation for seat in seats if seat in self.world.seats]
        return self.bodies(tuple(dict.fromkeys(chairs)))

    def thing(self, number: int | None) -> str:
        """What a thing of the play is called."""
        if number is None:
            return "an earlier matter"
        if number in self.titles:
            return self.titles[number]
        for table in ("agreements", "plans", "meetings", "matters", "tenders"):
            found = getattr(self.world, table).get(number)
            if found is not None:
                return f"“{found.title}”"
        for table in ("requests", "questions"):
            found = getattr(self.world, table).get(number)
            if found is not None:
                return f"“{clip(found.text)}”"
        consultation = self.world.consultations.get(number)
        return f"“{clip(consultation.question)}”" if consultation else "an earlier matter"

    def rule(self, rule: str) -> str:
        """A rule's words."""
        known = self.world.rules.get(rule)
        return f"“{clip(known.text)}”" if known else rule


def clip(text: str, longest: int = 90) -> str:
    """The text on one line, cut at a word when it is long; quotation marks inside become single, for it is quoted itself."""
    flat = " ".join(text.split()).replace("“", "‘").replace("”", "’")
    if len(flat) <= longest:
        return flat
    return flat[:longest].rsplit(" ", 1)[0] + "…"


def quoted(value: object) -> str:
    """A value as a refusal quotes it: short, of characters that any store can keep, and the same on every run."""
    if isinstance(value, str):
        return repr(clip(value)).encode("utf-8", "replace").decode()
    if isinstance(value, int) and abs(value) > 10**18:
        return "a very large number"
    return repr(value) if value is None or isinstance(value, int | float) else f"a {type(value).__name__}"


def sentence_case(words: str) -> str:
    """The words with their first letter large, as a sentence begins."""
    return words[:1].upper() + words[1:]
