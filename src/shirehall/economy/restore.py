"""The single change that would restore who has fallen, and the value of a lever at which somebody falls.

Both live the same futures again with one lever more, paired by common random numbers: the search halves the size of the lever
until the room at the end of the run is just regained; the sweep goes through given values and tells between which of
them each mark is passed.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from shirehall.economy import levers
from shirehall.economy.ask import BASELINE, HIGH, LOW, WORKERS, Asked, Count, Option, Starts, ask_all
from shirehall.economy.dials import RESOURCES
from shirehall.economy.futures import Floats, quantile
from shirehall.economy.readings import Lens
from shirehall.economy.terms import Lever, Terms, Value
from shirehall.economy.tipping import BY_ID, THRESHOLDS, Fall, Threshold, calendar_of, last_known, rooms
from shirehall.errors import UsageError
from shirehall.patch.county import NOBODY

if TYPE_CHECKING:
    from shirehall.economy.county import County

HALVINGS = 4
FUTURES = 2
NEAR = 0.5
"""Halvings and replications of a search, and within how much of a step of its mark it is near enough: it says about how much is
needed, not exactly."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change that might restore: the mechanism, its fixed terms, the term that is sized, the most of it, and what that is in
    words (`{size}` stands for the size). A `monthly` one is made anew every month (payments)."""

    mechanism: str
    term: str
    most: float
    words: str
    fixed: tuple[tuple[str, Value], ...] = ()
    monthly: bool = False

    def levers(self, size: float, months: Sequence[int]) -> Terms:
        """The change at a size, over the months of a run."""
        terms = tuple(sorted({**dict(self.fixed), self.term: round(size)}.items()))
        starts = months if self.monthly else months[:1]
        return tuple(
            Lever(
                self.mechanism,
                terms,
                f"search, month {start}",
                start,
                start if self.monthly else None,
                "what-if",
            )
            for start in starts
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """What a search found for one fall: with `size` of the remedy the mark is just kept at the end of the run in `runs` of `of`
    futures; None when even the most of it does not restore (`room` is then what would still be missing)."""

    fall: Fall
    remedy: Remedy
    size: float | None
    runs: int
    of: int
    room: float

    @property
    def words(self) -> str:
        """The change in words, with its size."""
        return self.remedy.words.format(
            size=f"{self.size if self.size is not None else self.remedy.most:,.0f}"
        )


def remedies(asked: Asked, fall: Fall, terms: Terms = ()) -> tuple[Remedy, ...]:
    """The one-lever changes worth trying for a fall under some terms, those that the county cannot act on left out."""
    money, mark, body, place = asked.county.tables.money, fall.threshold.id, fall.body, fall.subject
    months = max(1, len(asked.months))
    found: list[Remedy] = []
    allocation = {c.id: c.allocation for c in money.commissioners}
    income = (
        float(np.nanmedian(asked.baseline.whole("provider-income", body)))
        if body in asked.county.accounts.providers
        else 0.0
    )
    if fall.threshold.kind == "commissioner":
        found.append(paid(body, round(0.2 * allocation[body] * months / 12)))
    elif fall.threshold.kind == "provider":
        found.append(
            paid(body, round(0.3 * income))
            if mark == "cash"
            else paid(body, round(0.3 * income / months), True)
        )
    elif mark in ("occupancy", "four-hours"):
        found += [beds(place, asked, terms), *packages(asked)]
    elif mark == "delayed":
        found += packages(asked)
    elif mark in ("eighteen-weeks", "list-grows"):
        where = place if place in asked.county.life.owner or place in asked.county.accounts.providers else ""
        found += slots(where, asked)
    elif mark == "community-grows":
        found.append(Remedy("capacity", "change", most_of(asked, place, ("community-starts",)),
                            "{size} more first visits a week", (("site", place), ("resource", "community-starts"))))  # fmt: skip
    return tuple(
        each for each in found
        if each.most >= 1 and not levers.problems(each.mechanism, each.levers(each.most, (1,))[0].terms, asked.county.tables)
    )  # fmt: skip


def paid(body: str, most: float, monthly: bool = False) -> Remedy:
    """Money from outside the county, once or every month."""
    words = "£{size} more income a month" if monthly else "one payment of £{size} from outside the county"
    return Remedy("fund", "pounds", most, words, (("payer", NOBODY), ("receiver", body)), monthly)


def most_of(asked: Asked, place: str, resources: Sequence[str]) -> float:
    """Half as much again of what a site or a body has of some resources."""
    owner = asked.county.life.owner
    return 0.5 * sum(
        row.capacity for row in asked.county.tables.services
        if row.resource in resources and place in (row.site, owner[row.site])
    )  # fmt: skip


def beds(place: str, asked: Asked, terms: Terms) -> Remedy:
    """More beds at a site: of the kind that the terms close there, else of every kind."""
    closed = [
        t.text("resource") for t in terms
        if t.mechanism == "capacity" and t.text("site") == place and t.text("resource").endswith("-beds") and t.number("change") < 0
    ]  # fmt: skip
    kind = closed[0] if closed else "beds"
    most = round(most_of(asked, place, RESOURCES.get(kind, (kind,))))
    return Remedy(
        "capacity",
        "change",
        most,
        f"{{size}} more {kind.replace('-', ' ')}",
        (("site", place), ("resource", kind)),
    )


def packages(asked: Asked) -> list[Remedy]:
    """More care packages, from each body that gives them."""
    owner = asked.county.life.owner
    givers = sorted(
        {owner[row.site] for row in asked.county.tables.services if row.resource == "care-packages"}
    )
    return [
        Remedy("packages", "change_percent", 100, "{size}% more care packages a week", (("council", one),))
        for one in givers
    ]


def slots(place: str, asked: Asked) -> list[Remedy]:
    """More clinic slots, or more theatre slots."""
    found = []
    for resource, words in (
        ("clinics", "clinic appointments"),
        ("theatres", "theatre places"),
        ("planned-lists", "places on planned lists"),
    ):
        most = round(most_of(asked, place, RESOURCES.get(resource, (resource,))))
        fixed = (("site", place), ("resource", resource))
        found.append(Remedy("capacity", "change", most, f"{{size}} more {words} a week", fixed))
    return found


def end_room(asked: Asked, name: str, fall: Fall) -> list[float]:
    """The room left to the fall's mark in the last month of each replication under an option."""
    lens = Lens(asked.county, asked.futures[name], asked.baseline)
    found = rooms(fall.threshold, lens, calendar_of(asked)).get(fall.subject)
    return [float(x) for x in last_known(found[1])] if found else []


def restore(
    asked: Asked, name: str, fall: Fall, *, futures: int = FUTURES, workers: int = WORKERS
) -> tuple[Restored, ...]:
    """Each remedy tried for one fall under an option, those that restore with the smallest part of their most first."""
    option = next(each for each in asked.options if each.name == name)
    tried = [
        search(asked, option, fall, remedy, min(futures, asked.replications), workers)
        for remedy in remedies(asked, fall, option.terms)
    ]
    return tuple(sorted(tried, key=lambda r: (r.size is None, (r.size or 0.0) / r.remedy.most)))


def search(asked: Asked, option: Option, fall: Fall, remedy: Remedy, futures: int, workers: int) -> Restored:
    """Find the least size of a remedy with which the mark is kept at the end of every future tried, by halving."""

    def room_with(size: float) -> list[float]:
        helped = replace(option, name="helped", terms=(*option.terms, *remedy.levers(size, asked.months)))
        return end_room(again(asked, helped, futures, workers), "helped", fall)

    low, high = 0.0, remedy.most
    before = min(end_room(asked, option.name, fall)[:futures])
    best = room_with(high)
    after = min(best, default=before)
    if not best or after < 0:
        return Restored(fall, remedy, None, sum(x >= 0 for x in best), len(best), after)
    for _ in range(HALVINGS):
        size = low + (high - low) * between(before, after)
        if after <= NEAR * fall.threshold.step or round(size) in (round(low), round(high)):
            break
        rooms_here = room_with(size)
        tightest = min(rooms_here)
        if tightest >= 0:
            high, after, best = size, tightest, rooms_here
        else:
            low, before = size, tightest
    return Restored(fall, remedy, high, sum(x >= 0 for x in best), len(best), after)


def between(before: float, after: float) -> float:
    """Where between two sizes to look next: near where a straight line passes nought, but not at either end."""
    share = -before / (after - before) if after > before and before < 0 else 0.5
    return min(max(share * 1.02, 0.1), 0.9)


def again(asked: Asked, option: Option, futures: int, workers: int) -> Asked:
    """The first futures of a question lived again under one more option, with the same chance and assumptions."""
    return ask_all(
        asked.county, (option,), len(asked.months), futures, starts=asked.starts, seed=asked.seed,
        assumptions=bool(asked.uncertain), workers=workers,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tip:
    """The value of a lever's term at which a mark is passed: median and 10-90% range over the futures in which it was (`runs` of
    `of`), read between the values tried. `already`: futures in which it was passed without the lever."""

    threshold: Threshold
    subject: str
    body: str
    at: float
    low: float
    high: float
    runs: int
    of: int
    already: int


@dataclass(frozen=True)
class Swept:
    """A sweep: which term took which values, what was asked, and where each mark tips."""

    term: str
    values: tuple[float, ...]
    asked: Asked
    tips: tuple[Tip, ...]


def sweep(
    county: County,
    lever: Lever,
    term: str,
    values: Sequence[float],
    months: int,
    replications: Count = 5,
    *,
    starts: Starts,
    terms: Terms = (),
    seed: int = 1,
    assumptions: bool = False,
    workers: int = WORKERS,
) -> Swept:
    """Live the same futures with a lever at each of some values of one term, and tell at which value each mark tips.

    `values` are taken in their order, from the one that should do least; `terms` are in force besides. Raises UsageError for
    fewer than two values or a term that the county cannot act on.
    """
    if len(values) < 2:
        raise UsageError("a sweep needs two values or more.", mend="name the values to go through.")
    tried = [replace(lever, terms=tuple(sorted({**dict(lever.terms), term: v}.items()))) for v in values]
    wrong = [p for each in tried for p in levers.problems(each.mechanism, each.terms, county.tables)]
    if wrong:
        raise UsageError(
            f"the sweep cannot be made: {wrong[0]}", mend="name a lever, a term and values that it takes."
        )
    options = [
        Option(BASELINE, terms),
        *(Option(f"{v:g}", (*terms, one)) for v, one in zip(values, tried, strict=True)),
    ]
    asked = ask_all(
        county,
        options,
        months,
        replications,
        starts=starts,
        seed=seed,
        assumptions=assumptions,
        workers=workers,
    )
    return Swept(term, tuple(values), asked, tuple(tips_of(asked, values)))


def tips_of(asked: Asked, values: Sequence[float]) -> list[Tip]:
    """Where each mark is passed on the way through the values, for those that are."""
    calendar = calendar_of(asked)
    least: dict[tuple[str, str], list[Floats]] = {}
    for option in asked.options:
        lens = Lens(asked.county, asked.futures[option.name], asked.baseline)
        for threshold in THRESHOLDS:
            for subject, (_, room) in rooms(threshold, lens, calendar).items():
                least.setdefault((threshold.id, subject), []).append(
                    np.nanmin(np.where(np.isnan(room), np.inf, room), axis=1)
                )
    found = []
    for (mark, subject), tables in sorted(least.items()):
        if len(tables) < len(asked.options):
            continue
        at = [
            x
            for x in (crossing(values, [float(t[r]) for t in tables]) for r in range(asked.replications))
            if x is not None
        ]
        already = int((tables[0] < 0).sum())
        if at:
            found.append(Tip(BY_ID[mark], subject, asked.county.life.owner.get(subject, subject), statistics.median(at),
                             quantile(at, LOW), quantile(at, HIGH), len(at), asked.replications, already))  # fmt: skip
    return found


def crossing(values: Sequence[float], room: Sequence[float]) -> float | None:
    """The value at which the room is used up: `room` holds that without the lever, then that at each value. None when it was
    used up already, or never is."""
    if room[0] < 0:
        return None
    for i, left in enumerate(room[1:]):
        if left < 0:
            if i == 0:
                return float(values[0])
            before = room[i]
            share = before / (before - left) if np.isfinite(before) and before > left else 1.0
            return float(values[i - 1] + (values[i] - values[i - 1]) * share)
    return None
