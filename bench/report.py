"""The report of a large day in figures: seconds of processor time to read, draft and print it in each form.

    python bench/report.py [EVENTS]     a day of so many events (10,000 when left out)

The day is played by scripts, then filled up with messages, asks and answers among its seats. The goal is a draft within 20
seconds; forms are printed from one draft.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TypeVar

from shirehall.assemble import new_day, telling_of
from shirehall.paper.report import build, draft
from shirehall.paper.tree import sentences_of
from shirehall.paper.versions import words_digest
from shirehall.paper.writing import FORMS
from shirehall.patch.read import read_pack
from shirehall.play.moves.asking import Answer, AskFor
from shirehall.play.moves.message import Message
from shirehall.play.record.sqlite import SQLiteStore

GOAL = 20.0
USUAL = 10_000
Done = TypeVar("Done")


def main() -> int:
    """Measure and print; 1 when a draft takes longer than the goal."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    with TemporaryDirectory() as folder:
        record = Path(folder) / "record.sqlite"
        played(record, events)
        telling, read = timed(lambda: telling_of(record))
    document, drafted = timed(lambda: draft(telling))
    again, _ = timed(lambda: build(telling))
    print(
        f"events {len(telling.events):,}; sentences {len(list(sentences_of(document))):,}; events cited {len(document.events):,}"
    )
    print(f"read the record        {read:6.1f} s")
    print(
        f"draft                  {drafted:6.1f} s   goal: within {GOAL:.0f} s{'' if drafted <= GOAL else '   NOT HELD'}"
    )
    print(f"read and draft         {read + drafted:6.1f} s")
    assert words_digest(again) == words_digest(document), "the same record gives another draft"
    for form, printer in FORMS.items():
        page, spent = timed(lambda printer=printer: printer(document, None))  # type: ignore[misc]
        print(f"print {form:<17}{spent:6.1f} s   {len(page) / 1e6:.1f} MB")
    return int(read + drafted > GOAL)


def timed(work: Callable[[], Done]) -> tuple[Done, float]:
    """What some work gives, and the seconds of processor time that it took."""
    began = time.process_time()
    done = work()
    return done, time.process_time() - began


def played(record: Path, events: int) -> None:
    """A day of about so many events: scripts play the year, and in each month its seats talk until the month's share is full."""
    patch, chance = read_pack("bigshire"), Random(3)
    with SQLiteStore(record, create=True) as store:
        months = patch.round.months

        def filled(day, month: int) -> None:  # type: ignore[no-untyped-def]
            seats = [s for s in day.session.world.seats if not s.startswith("control")]
            while len(day.session.events) < events * month / months:
                with day.session.together():
                    talk(day.session, seats, chance, min(400, events))

        day = new_day(patch, store, 3, county=True, month_closed=filled)
        day.driver.play()


def talk(session, seats: list[str], chance: Random, many: int) -> None:  # type: ignore[no-untyped-def]
    """Messages, asks and answers among seats."""
    topics = ("money", "access", "rules", "pathway", "governance", "quality")
    for number in range(many):
        seat, to, other = chance.sample(seats, 3)
        about, key = (chance.choice(topics),), f"fill-{len(session.events)}-{number}"
        text = f"We looked at the figures again ({number}) and would rather move the ward in March."
        if chance.random() < 0.25:
            asked = session.submit(
                seat,
                AskFor(to=(to,), wants="information", text=text, about=about),
                at=session.world.at,
                key=key,
            )
            if asked.refusal is None and chance.random() < 0.5:
                answer = Answer(
                    request=session._fold(to).local(asked.events[0].seq),
                    text="As far as we know.",
                    about=about,
                )
                session.submit(to, answer, at=session.world.at, key=f"{key}-a")
        else:
            session.submit(
                seat, Message(to=(to, other), text=text, about=about), at=session.world.at, key=key
            )


if __name__ == "__main__":
    raise SystemExit(main())
