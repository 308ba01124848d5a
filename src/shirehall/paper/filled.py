"""Who filled the seats. Whatever is neither a person nor a language model is a script, and is shown as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from shirehall.paper.prose import listed
from shirehall.paper.reader import Reader
from shirehall.play.world import Chair

FILLED: Mapping[str, tuple[str, str]] = {
    "person": ("a person", "people"),
    "script": ("a script", "scripts"),
    "model": ("a language model", "language models"),
    "random": ("a script that moves at random", "scripts that move at random"),
    "silent": ("a script that does nothing", "scripts that do nothing"),
    "replay": ("a script that repeats a record's moves", "scripts that repeat a record's moves"),
    "nobody": ("nobody", "nobody"),
}
"""What fills a seat, one and many."""

NOBODY = "nobody"
"""What fills a seat that stood empty."""

UNSCRIPTED = ("person", "model", "nobody")


def seats(reader: Reader, body: str = "") -> list[Chair]:
    """The seats at the table, or those of one body; facilitators' left aside. Of a body that others followed, the seats that it had."""
    chairs = reader.telling.world.seats
    every = [c for c in chairs.values() if reader.telling.kind_of(c.organisation) != "control"]
    if not body:
        return every
    own = [c for c in every if c.organisation == body]
    return own or [chairs[seat.id] for seat in reader.telling.patch.seats_of(body) if seat.id in chairs]


def scripted(chairs: Iterable[Chair]) -> int:
    """How many seats are filled by a script of whatever sort."""
    return sum(chair.filled_by not in UNSCRIPTED for chair in chairs)


def by_whom(chairs: Iterable[Chair]) -> list[tuple[int, str]]:
    """How many seats are filled by what, in words."""
    counted = Counter(chair.filled_by for chair in chairs)
    return [
        (n, FILLED.get(who, (f"a script ({who})", f"scripts ({who})"))[n > 1])
        for who, n in sorted(counted.items())
    ]


def filled_said(reader: Reader) -> str:
    """Who sat in the seats, in a sentence."""
    parts = by_whom(seats(reader))
    whole = sum(number for number, _ in parts)
    if len(parts) == 1:
        return f"All {whole} seats were played by {parts[0][1]}."
    (number, who), *rest = [part for part in parts if part[1] != NOBODY]
    first = f"{number} {'was' if number == 1 else 'were'} played by {who}"
    empty = sum(number for number, other in parts if other == NOBODY)
    stood = f", and {empty} stood empty" if empty else ""
    return f"Of {whole} seats, {listed([first, *(f'{n} by {other}' for n, other in rest)])}{stood}."
