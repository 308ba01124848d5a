"""Where people go for planned care, and the waits that they and their practices go by.

Market shares of the pack are how people go at the opening. From there those who choose answer to how waits have changed:

    share of a site  =  (1 - c) x market share  +  c x market share x exp(-b x (w - w0)) / (the sum of the same over sites)

with c the share of people who choose, w the wait in weeks that is known now, w0 the wait at the opening. (A logit model
turned about the shares seen at the opening; only differences between sites matter, so a wait that lengthens everywhere alike
moves nobody.) Within a commissioner, places go to nearer sites more, by exp(-a x minutes), fitted so that the commissioner's
shares stay those of the pack. Urgent care answers to distance only, through the shares of flows.csv.

Defaults, assumed: half of people choose; b = 0.04 a week (ten weeks more than elsewhere cost a site about a third of its
choosers); a = 0.03 a minute; waits become known with a lag of two months. Rows `choice` of demand.csv say otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from shirehall.economy.dials import EVERYBODY, Dials
from shirehall.economy.network import LIST, SEIZE, Network
from shirehall.patch.county import CountyTables

if TYPE_CHECKING:
    from shirehall.economy.engine import Seen

Floats = npt.NDArray[np.float64]
CHOICE = "choice"
CHOOSERS, PER_WEEK, PER_MINUTE, LAG = 0.5, 0.04, 0.03, 2.0
CHOSEN = ("referral",)
"""How the names of pathways begin whose site people choose, unless the pack names them."""
WAIT, OPEN = "wait", "wait-open"
ROUNDS = 60
HOUR, WEEK = 3_600_000.0, 604_800_000.0
Steps = npt.NDArray[np.int64]


def flow(market: Floats, weeks: Floats, choosers: Floats, per_week: Floats) -> Floats:
    """Shares by row and site of people of whom `choosers` answer to `weeks` of wait more than at the opening.

    `market` and `weeks` are by row and site, `choosers` and `per_week` by row. A longer wait never raises a site's share, and
    never lowers another's. Rows keep their totals.
    """
    pull = market * np.exp(-per_week[:, None] * (weeks - weeks.min(axis=1, keepdims=True)))
    total, kept = market.sum(axis=1, keepdims=True), pull.sum(axis=1, keepdims=True)
    chosen = pull * np.where(kept > 0, total / np.where(kept > 0, kept, 1.0), 0.0)
    return np.asarray(market * (1 - choosers[:, None]) + chosen * choosers[:, None])


def nearer(market: Floats, minutes: Floats, weight: Floats, per_minute: float) -> Floats:
    """Shares by row (place) and site in which nearer sites get more, while all rows together keep the market's shares.

    `market` are shares by site, `minutes` by row and site, `weight` people by row. Fitted by raking rows and columns in turn.
    """
    if weight.sum() <= 0 or per_minute == 0 or (market > 0).sum() < 2:
        return np.repeat(market[None, :], len(weight), axis=0)
    pull = np.exp(-per_minute * (minutes - minutes.min(axis=1, keepdims=True))) * market
    people = weight / weight.sum() * market.sum()
    table = pull * people[:, None]
    for _ in range(ROUNDS):
        columns = table.sum(axis=0)
        table *= np.where(columns > 0, market / np.where(columns > 0, columns, 1.0), 0.0)
        rows = table.sum(axis=1)
        table *= np.where(rows > 0, people / np.where(rows > 0, rows, 1.0), 0.0)[:, None]
    rows = table.sum(axis=1)
    shares = table / np.where(rows > 0, rows, 1.0)[:, None] * market.sum()
    shares[rows <= 0] = market
    return np.asarray(shares)


class Choice:
    """A pack's settings of choice."""

    def __init__(self, tables: CountyTables) -> None:
        rows = [row for row in tables.demand if row.pathway == CHOICE]
        self.choosers = {row.key: row.value for row in rows if row.what == "chooser"}
        self.weekly = {row.key: row.value for row in rows if row.what == "wait"}
        self.by_minute = {row.key: row.value for row in rows if row.what == "minutes"}
        self.lag = next((row.value for row in rows if row.what == "lag"), LAG)
        self.named = frozenset(row.key for row in rows if row.what == "pathway")

    def chosen(self, pathway: str) -> bool:
        """Whether people choose the site of this pathway."""
        return pathway in self.named if self.named else pathway.startswith(CHOSEN)

    def per_minute(self, pathway: str) -> float:
        """How steeply nearness counts within a commissioner's places."""
        return self.by_minute.get(pathway, self.by_minute.get(EVERYBODY, PER_MINUTE))

    def shares(
        self, pathway: str, market: Floats, sites: tuple[str, ...], rows: tuple[str, ...], dials: Dials
    ) -> Floats:
        """Market shares by row and site after choice; `rows` names the commissioner of each row."""
        memory = dials.memory
        weeks = np.array([
            memory.get(f"{WAIT}:{pathway}:{s}", 0.0) - memory.get(f"{OPEN}:{pathway}:{s}", 0.0) for s in sites
        ])  # fmt: skip
        if not weeks.any():
            return market
        payers = sorted(set(rows))
        slope = self.weekly.get(pathway, self.weekly.get(EVERYBODY, PER_WEEK))
        part = {p: min(1.0, max(0.0, self._of(p, dials.choosers, self.choosers, CHOOSERS))) for p in payers}
        steep = {p: slope * self._of(p, dials.choice_strength, {}, 1.0) for p in payers}
        return flow(
            market, np.repeat(weeks[None, :], len(rows), axis=0), np.array([part[r] for r in rows]),
            np.array([steep[r] for r in rows]),
        )  # fmt: skip

    def _of(
        self, payer: str, levers: Mapping[str, float], pack: Mapping[str, float], default: float
    ) -> float:
        for values in (levers, pack):
            for key in (payer, EVERYBODY):
                if key in values:
                    return values[key]
        return default


class Waits:
    """The waits that the county goes by: weeks on the lists of a chosen pathway at a site, hours for a practice, weeks for the
    community teams of a commissioner. Names in the memory: `wait:<pathway>:<site>`, `wait:practice:<commissioner>`,
    `wait:community:<commissioner>`, and the same with `wait-open:` as they stood at the opening."""

    def __init__(self, net: Network, choice: Choice, reach: Mapping[str, Mapping[str, float]]) -> None:
        """`reach` is the share of each commissioner's people at each site of the community pathways."""
        self.lag = choice.lag
        self.steps: dict[str, tuple[Steps, float]] = {}
        found: dict[str, list[int]] = {}
        ops = net.arrays["op"]
        for i, (pathway, site, _) in enumerate(net.steps):
            if ops[i] == LIST or (ops[i] == SEIZE and pathway.startswith(("practice", "community"))):
                if choice.chosen(pathway):
                    found.setdefault(f"{pathway}:{site}", []).append(i)
                elif pathway.startswith(("practice", "community")):
                    found.setdefault(f"{pathway.split('-')[0]}@{site}", []).append(i)
        for name in sorted(found):
            unit = HOUR if name.startswith("practice@") else WEEK
            self.steps[name] = (np.array(found[name], np.int64), unit)
        self.reach = {payer: dict(sorted(sites.items())) for payer, sites in sorted(reach.items())}

    def seen(self, seen: Seen, owners: Mapping[str, str]) -> dict[str, float]:
        """The waits of one month by name in the memory (without `wait:`); a list that nobody left says nothing.

        On several lists of a pathway the waits add up, each weighted by how many of those seen first come to it.
        """
        told: dict[str, float] = {}
        practice: dict[str, list[float]] = {}
        teams: dict[str, float] = {}
        for name, (steps, unit) in self.steps.items():
            number = seen.waits[steps, 0]
            busiest = float(number.max())
            if busiest <= 0:
                continue
            total = float(seen.waits[steps, 1].sum()) / unit
            kind, at, site = name.partition("@")
            if not at:
                told[name] = total / busiest
            elif kind == "practice":
                sums = practice.setdefault(owners.get(site, ""), [0.0, 0.0])
                sums[0] += total
                sums[1] += busiest
            else:
                teams[site] = total / busiest
        for payer, (total, people) in sorted(practice.items()):
            told[f"practice:{payer}"] = total / people
        for payer, sites in self.reach.items():
            known = {site: part for site, part in sites.items() if site in teams and part > 0}
            if known:
                told[f"community:{payer}"] = sum(teams[s] * p for s, p in known.items()) / sum(known.values())
        return told

    def remember(self, seen: Seen, dials: Dials) -> dict[str, float]:
        """The waits known after a month: those known before, moved towards the month's by 1 - exp(-1 / lag months).

        In the months before the first (`dials.month` below 1) they are the waits of the opening as well.
        """
        step = 1 - math.exp(-1 / self.lag) if self.lag > 0 else 1.0
        kept = {k: v for k, v in sorted(dials.memory.items()) if k.startswith((f"{WAIT}:", f"{OPEN}:"))}
        for name, weeks in self.seen(seen, dials.owners).items():
            before = dials.memory.get(f"{WAIT}:{name}", weeks)
            kept[f"{WAIT}:{name}"] = round(before + (weeks - before) * step, 9)
            if dials.month < 1 or f"{OPEN}:{name}" not in kept:
                kept[f"{OPEN}:{name}"] = kept[f"{WAIT}:{name}"]
        return dict(sorted(kept.items()))
