"""Days on other packs than Bigshire, counties that are told what to count, and a small pack with two rounds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shirehall.economy.figures import Figures
from shirehall.patch.pack import Patch
from shirehall.play.months import Umpire
from shirehall.play.notices.opening import opening
from shirehall.play.record.memory import MemoryStore
from shirehall.play.runners import NoCounty
from shirehall.play.session import Session
from tests.packs import fresh_pack
from tests.play.county import OpenDay, catalogue


class Told:
    """A county that counts what the test says."""

    engine = "told"

    def __init__(self, figures: Callable[[int], Figures]) -> None:
        self.figures = figures
        self.month = 0

    def live(self, terms):
        self.month += 1
        return f"state {self.month}", self.figures(self.month)


class DayOf(OpenDay):
    """A day of any patch, with a county of the test's choice (none, unless given)."""

    def __init__(self, patch: Patch, county: Told | None = None, seed: int = 1) -> None:
        self.patch = patch
        self.store = MemoryStore()
        self.session = Session(self.store, catalogue())
        self.session.commit(opening(patch, {}, {"seed": seed}), at=0)
        self.umpire = Umpire(patch, seed)
        self.county = county or NoCounty()
        self.at = 0

    def pass_to(self, at: int) -> None:
        while self.session.world.clock.ends <= at and not self.session.world.clock.closed:
            self.umpire.tick(self.session, self.session.world.clock.ends)
            self.umpire.close_month(self.session, self.county)
        self.umpire.tick(self.session, at)
        self.at = at


def alter(folder: Path, file: str, *pairs: tuple[str, str]) -> None:
    """Write other words into a file of a pack; each must be there."""
    text = (folder / file).read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, f"{file} does not hold {old!r}"
        text = text.replace(old, new)
    (folder / file).write_text(text, encoding="utf-8", newline="\n")


def small_pack(parent: Path) -> Path:
    """The scaffold's pack."""
    return fresh_pack("two-vales", parent)


def block(folder: Path, file: str, name: str) -> str:
    """The lines of one item of a list, from `- id: name` to the next item."""
    text = (folder / file).read_text(encoding="utf-8")
    start = text.index(f"- id: {name}\n")
    end = text.find("\n- id: ", start)
    return text[start : end + 1 if end > 0 else None].rstrip("\n") + "\n"


RULE = """  - id: ask-first
    text: Whoever closes a service asks its patients first.
    basis: the pack author's reading of the rules of the time
    clarity: clear
    who_may_rule: [regulator, control]
    checked_by: people
    renegotiable: true
    topic: quality
questions:"""

SECOND_ROUND = """      - {id: p3, title: The reckoning, months: [5, 6]}
  - id: r2
    title: Four years on
    start: "2017-04"
    months: 3
    minutes_a_month: 20
    phases:
      - {id: p4, title: The new rules, months: [1, 2]}
      - {id: p5, title: How it ends, months: [3]}
"""

BETWEEN = """- opens: r2
  why: The first round left the deficit where it was, and the law has changed.
  rules:
    removed:
      - {rule: balance, why: Balances may now be carried over several years., source: "the Finance Order of 2016"}
    changed:
      - {rule: ask-first, text: Whoever closes a service asks the county first., who_may_rule: [board, control],
         why: Closure became a matter for the board., source: "the Closure Order of 2016"}
    added:
      - id: register-first
        text: A partnership registers with the regulator before it bids.
        basis: the Registration Order of 2016
        clarity: unclear
        who_may_rule: [regulator]
        checked_by: people
        renegotiable: false
        topic: quality
  organisations:
    - {of: [community], becomes: [acute], how: taken-over, takes: "its staff, its bases and its debts", why: It ran out of money.}
  parameters:
    - {name: growth, was: {value: 2, unit: "% a year", from: assumed, source: pack author},
       value: {value: 3.5, unit: "% a year", from: assumed, source: "pack author: four years older"}, why: People are four years older.}
  assumptions:
    - {id: telecare-published, when_about: [quality], when_words: [telecare], mechanism: demand,
       terms: {pathway: urgent, percent: -1}, from: assumed, source: a published review, text: What the review found.}
  carried: ["Nobody closed the ward that everybody wanted closed."]
  hypotheses: ["A government of another colour."]
  notice: ["Balances may be carried over.", "Partnerships register before they bid."]
"""


def two_rounds(parent: Path) -> Path:
    """The scaffold's pack with a second round, four years on, under other rules."""
    folder = small_pack(parent)
    alter(
        folder,
        "pack.yaml",
        ("      - {id: p3, title: The reckoning, months: [5, 6]}\n", SECOND_ROUND),
        (
            '  - {time: "13:00", what: "What happened, and what it meant", kind: feedback, minutes: 60}\n'
            '  - {time: "14:00", what: Close, kind: close, minutes: 10}\n',
            '  - {time: "13:00", what: The second round, kind: play, minutes: 60}\n'
            '  - {time: "14:00", what: "What happened, and what it meant", kind: feedback, minutes: 60}\n'
            '  - {time: "15:00", what: Close, kind: close, minutes: 10}\n',
        ),
    )
    alter(folder, "rules.yaml", ("questions:", RULE))
    (folder / "between.yaml").write_text(BETWEEN, encoding="utf-8", newline="\n")
    common = (folder / "briefings" / "common.md").read_text(encoding="utf-8")
    later = common.replace("id: common", "id: common-r2\nround: r2", 1)
    (folder / "briefings" / "common-r2.md").write_text(later, encoding="utf-8", newline="\n")
    return folder
