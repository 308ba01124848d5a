"""A year played for the tests: a session in memory, an umpire, players by seat, and no county or a plain one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from shirehall.economy.figures import Figures, row, tidy
from shirehall.economy.terms import Terms
from shirehall.patch.pack import Patch
from shirehall.play.catalogue import gathered
from shirehall.play.months import CountyRunner, Umpire
from shirehall.play.notices.opening import opening
from shirehall.play.record.event import Event
from shirehall.play.record.memory import MemoryStore
from shirehall.play.runners import NoCounty
from shirehall.play.session import Session
from shirehall.play.world import Chair
from shirehall.players.cast import Setting, cast, colleague
from shirehall.players.contract import Player
from shirehall.players.driver import Driver, Trace
from tests.packs import pack


@dataclass
class Played:
    """A year as it was played."""

    patch: Patch
    session: Session
    driver: Driver
    traces: list[Trace] = field(default_factory=list)

    @property
    def events(self) -> list[Event]:
        return self.session.events


@cache
def county(name: str = "bigshire", managers: bool = False) -> Patch:
    return pack(name).with_managers(managers)


def year(
    seed: int = 1,
    who: Mapping[str, str] | str = "script",
    *,
    patch: Patch | None = None,
    setting: Setting | None = None,
    runner: CountyRunner | None = None,
    players: Mapping[str, Player[Any]] | None = None,
    newcomer: Callable[[Player[Any], Chair], Player[Any]] = colleague,
    months: int | None = None,
) -> Played:
    """A whole round, or its first months."""
    patch = patch or county()
    made, labels = cast(patch, who, setting)
    session = Session(MemoryStore(), gathered())
    for draft in opening(patch, labels, {"seed": seed}):
        session.commit([draft], at=0)
    driver = Driver(session, Umpire(patch, seed), runner or NoCounty(), players or made, newcomer=newcomer)
    played = Played(patch, session, driver)
    driver.trace = played.traces.append
    if months is None:
        driver.play()
        return played
    driver.seat_everyone()
    for _ in range(months):
        driver.play_month()
        driver.umpire.close_month(session, driver.runner)
    return played


class PlainCounty:
    """A runner with figures of the right shape and no county behind them, so that minds meet good figures and bad."""

    engine = "plain"

    def __init__(self, patch: Patch) -> None:
        self.month = 0
        self.buyers = [o.id for o in patch.organisations if o.kind == "commissioner"]
        self.givers = [o.id for o in patch.organisations if o.kind.endswith("provider")]
        self.sites = [row.site for row in patch.county.sites]

    def live(self, terms: Terms) -> tuple[str, Figures]:
        self.month += 1
        rows = []
        for place, body in enumerate(self.buyers):
            rows.append(
                row(self.month, "commissioner-balance", body, (150_000 - 170_000 * place) * self.month)
            )
            rows.append(row(self.month, "emergency-admissions", body, 1500 + 20 * self.month))
        for place, body in enumerate(self.givers):
            rows.append(
                row(self.month, "provider-margin", body, 90_000 - 120_000 * place - 2_000 * len(terms))
            )
            rows.append(row(self.month, "ae-within-4h", body, 96.5 - 0.6 * self.month))
            rows.append(
                row(self.month, "trolley-waits-12h", body, self.month - 4.0 if self.month > 4 else 0.0)
            )
        rows.extend(row(self.month, "bed-occupancy", site, 88 + self.month) for site in self.sites)
        return f"{self.month:064d}", tidy(rows)


@cache
def usual_year(seed: int = 3) -> Played:
    """A year of scripts with figures published, played once for all tests that only look at it."""
    return year(seed, runner=PlainCounty(county()))


@cache
def plain_year(seed: int) -> Played:
    """A year of scripts of which no figure is published, played once."""
    return year(seed)
