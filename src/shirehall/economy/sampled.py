"""A county of which a share of the people is followed: which flows are thinned, and how what was seen comes back at full scale.

A small pool cannot be scaled: six beds at a tenth are neither nought nor one, and a tenth of a ward has longer queues than the
ward, because chance evens out less among few (a tenth of everything costs Bigshire seventeen points of the four-hour standard). So
everything that competes for units stays whole: crews, cubicles, beds, and whoever might come to lie in them. What is thinned are
the large flows that only stand on lists and books: consultations, community teams, repeats. There one person in n is followed and
stands for n:

- The n-th of every n arrivals of the county as a whole is let in, the very person who would have come, so that the flow keeps the
  evenness of the whole one (systematic sampling: Cochran, Sampling Techniques, 3rd edition, 1977, chapter 8).
- Lists call one person where n would be called. Where a list has room to spare, chance among those who are followed would lengthen
  it: of the people of a flow only some join it, and who does is drawn for each. Its room is therefore scaled as that chance is: by
  (1 - p) + p / n for a list that a part p of a flow joins, in place of 1 / n, so that the wait of a list in heavy traffic (variance of
  those who join, over twice the room: Kingman, 1961) is that of the whole county. A list without room to spare is scaled by 1 / n.
- Whoever goes on from a thinned flow to a whole one is joined by n - 1 others of his age, fifth and commissioner, each with luck of
  his own, at his hour in one of the four weeks that follow (splitting: Kahn and Harris, 1951). So no unit is taken by a part of a person.
- Counts, waits, queues and books of thinned flows are told n times over. Money is settled from those, in whole pence as ever.

n is the nearest whole number to one over the share, and less where a flow would be left with under a thousand people a month; a flow of
fewer is followed whole. With a share of 1 nothing of this happens at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from shirehall.economy.network import BOOKS, LIST, SEIZE, Network
from shirehall.economy.verbs import OPS
from shirehall.errors import UsageError

if TYPE_CHECKING:
    from shirehall.economy.engine import Seen

Ints = npt.NDArray[np.int64]
LEAST_SHARE = 0.01
LEAST_FOLLOWED = 1000
"""People a month whom a thinned flow keeps at least."""
PROVENANCE = "model, of sampled people"
"""What stands as provenance of a figure of a sampled county."""
LIGHT = frozenset(
    OPS[verb]
    for verb in (
        "stay", "leave-hour", "patience", "chance", "first", "take", "list", "free", "count", "go", "join", "mark", "again", "end"
    )
)  # fmt: skip
"""Verbs of a flow that may be thinned, `take` and `free` on books only."""
UNITS = (OPS["take"], OPS["free"])
JOIN = OPS["join"]


@dataclass(frozen=True, slots=True)
class Joins:
    """Where thinned streams come to lists, a row each: the stream, the list, the part of its people who join it by age band."""

    streams: Ints
    queues: Ints
    parts: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """How many people each one stands for: by stream, step, count, resource (1 for all but books), list."""

    share: float
    streams: Ints
    steps: Ints
    counts: Ints
    resources: Ints
    lists: Ints
    thinned: Mapping[str, int]
    joins: Joins

    def seen(self, seen: Seen) -> Seen:
        """What a stretch showed, at full scale."""
        if not self.thinned:
            return seen
        return replace(
            seen, counts=seen.counts * self.counts[:, None], waits=seen.waits * self.steps[:, None],
            area=seen.area * self.resources, arrived=seen.arrived * self.streams[:, None],
        )  # fmt: skip

    def system(self, system: dict[str, Any]) -> dict[str, Any]:
        """A view of a system whose queues and books are at full scale; the patients stay those who are followed."""
        if not self.thinned:
            return system
        held = (system["cap"] - system["unit"]) * self.resources
        queued = system["queued"] * np.concatenate([self.resources, self.lists])
        return {**system, "unit": system["cap"] - held, "queued": queued}

    def list_rates(self, rates: Ints, days: Ints, entries: npt.NDArray[np.float64], joins: Joins) -> Ints:
        """Thousandths of a slot a working day at which lists call those who are followed.

        `rates` are those of the whole county, `days` the working days a week of each list, `entries` what is expected a year by
        stream and age band, `joins` where people of thinned streams come to lists.
        """
        if not self.thinned:
            return rates
        stream, queue = joins.streams, joins.queues
        many = (entries[stream] * joins.parts).sum(axis=1)
        part = many / np.maximum(1e-9, entries[stream].sum(axis=1))
        demand = np.bincount(queue, weights=many, minlength=len(rates))
        noise = np.bincount(queue, weights=many * (1 - part + part / self.lists[queue]), minlength=len(rates))
        joined = demand * 1000 * 7 / 365.25 / days
        room, scale = rates - joined, noise / np.where(demand > 0, demand, 1.0)
        spare = (demand > 0) & (room > 0)
        found = np.where(spare, joined / self.lists + room * scale, rates / self.lists)
        return np.rint(found).astype(np.int64)

    def rows(self, rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The steps, those who come along at the joins of thinned flows noted."""
        if not self.thinned:
            return rows
        rows = rows.copy()
        joins = rows["op"] == JOIN
        rows["copies"][joins] = self.steps[joins] - 1
        return rows


def checked(share: float) -> float:
    """A share of people as a share. Raises UsageError unless it lies between a hundredth and 1."""
    if not LEAST_SHARE <= share <= 1:
        raise UsageError(
            f"a share of {share:g} of the people cannot be followed.",
            mend=f"give a share from {LEAST_SHARE:g} to 1, such as 0.1 for one person in ten.",
        )
    return share


def sampled(net: Network, yearly: npt.NDArray[np.float64], share: float) -> Sample:
    """The sample of a county: `yearly` are the entries expected a year by stream."""
    whole, thinned = round(1 / checked(share)), dict[str, int]()
    entries: dict[str, float] = {}
    for stream, number in zip(net.streams, yearly.tolist(), strict=True):
        entries[stream.pathway] = entries.get(stream.pathway, 0.0) + number
    for group in _groups(net) if whole > 1 else ():
        people = sum(entries[pathway] for pathway in group) / 12
        each = min(whole, int(people // LEAST_FOLLOWED))
        thinned |= dict.fromkeys(group, each) if each > 1 else {}
    steps = np.array([thinned.get(pathway, 1) for pathway, _, _ in net.steps], np.int64)
    joins = joins_of(net, net.arrays["rows"], net.arrays["probs"], thinned)
    queues = np.ones(len(net.resources) + len(net.lists), np.int64)
    at, which = _queues(net)
    queues[which] = np.maximum(queues[which], steps[at])
    return Sample(
        share, np.array([thinned.get(s.pathway, 1) for s in net.streams], np.int64), steps,
        np.array([thinned.get(pathway, 1) for pathway, _, _ in net.counts], np.int64),
        queues[: len(net.resources)], queues[len(net.resources) :], dict(sorted(thinned.items())), joins,
    )  # fmt: skip


def joins_of(
    net: Network, rows: npt.NDArray[Any], probs: npt.NDArray[np.float64], thinned: Mapping[str, int]
) -> Joins:
    """Where each thinned stream comes to lists on its first way through its pathway, nobody giving up."""
    passed: dict[str, npt.NDArray[np.float64]] = {}
    found: list[tuple[int, int]] = []
    parts = [np.zeros((0, probs.shape[1]))]
    for number, stream in enumerate(net.streams):
        if stream.pathway not in thinned:
            continue
        steps = _block(net, stream.entry)
        if stream.pathway not in passed:
            passed[stream.pathway] = _passed(rows[steps], stream.entry, probs)
        on = np.flatnonzero(rows["op"][steps] == LIST)
        found += [(number, int(queue) - len(net.resources)) for queue in rows["arg"][steps][on].tolist()]
        parts.append(passed[stream.pathway][on])
    at = np.array(found, np.int64).reshape(-1, 2)
    return Joins(at[:, 0], at[:, 1], np.concatenate(parts))


def _block(net: Network, entry: int) -> slice:
    """The steps of one pathway at one site, from its first."""
    end = entry
    while end < len(net.steps) and net.steps[end][:2] == net.steps[entry][:2]:
        end += 1
    return slice(entry, end)


def _passed(rows: npt.NDArray[Any], entry: int, probs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The part of people who come to each step, by age band; ways back are not followed."""
    part = np.zeros((len(rows) + 1, probs.shape[1]))
    part[0] = 1.0
    for i, row in enumerate(rows):
        op, to = int(row["op"]), int(row["tgt"]) - entry
        aside = (
            probs[row["prob"]] if op == OPS["chance"] else float(op == OPS["go"]) * np.ones(probs.shape[1])
        )
        if i < to < len(rows):
            part[to] += part[i] * aside
        if op not in (OPS["end"], JOIN):
            part[i + 1] += part[i] * (1 - aside)
    return part


def _queues(net: Network) -> tuple[Ints, Ints]:
    """Steps that stand on a list or book themselves in, and where: a resource, or a list behind the last resource."""
    rows = net.arrays["rows"]
    at = np.flatnonzero((rows["op"] == LIST) | ((rows["op"] == SEIZE) & (rows["bypay"] == 0)))
    return at, rows["arg"][at].astype(np.int64)


def _groups(net: Network) -> list[list[str]]:
    """Pathways that may be thinned, those that stand on the same lists and books together, in sorted order."""
    rows, of = net.arrays["rows"], np.array([pathway for pathway, _, _ in net.steps])
    light = _light(net)
    heavy = {str(name) for name in of[~light]} | {str(name) for name in of[rows["tgt"][rows["op"] == JOIN]]}
    at, which = _queues(net)
    users: dict[int, set[str]] = {}
    for pathway, queue in zip(of[at].tolist(), which.tolist(), strict=True):
        users.setdefault(queue, set()).add(pathway)
    group = {stream.pathway: {stream.pathway} for stream in net.streams}
    for queue in sorted(users):
        joined = set[str]().union(*(group.get(name, {name}) for name in sorted(users[queue])))
        group |= dict.fromkeys(joined, joined)
    whole = {tuple(sorted(names)) for names in group.values()}
    return [list(names) for names in sorted(whole) if not heavy & set(names) and set(names) <= group.keys()]


def _light(net: Network) -> npt.NDArray[np.bool_]:
    """Whether each step is of a kind that a thinned flow may have."""
    rows, books = net.arrays["rows"], np.array(net.capacity) == BOOKS
    light = np.isin(rows["op"], sorted(LIGHT))
    units = np.isin(rows["op"], UNITS)
    light[units] &= books[rows["arg"][units]] & (rows["bypay"][units] == 0)
    return light
