"""Tenders and their bids, how bids rank by the published weights, at which weight another would come first, and what a challenge
could rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SHORT_NOTICE = 8
"""Play minutes under which the time to bid is short (assumed)."""
GROUNDS: Mapping[str, tuple[int, str]] = {
    "order": (30, "a bid that the published weights put behind another was chosen"),
    "late": (25, "a bid that came late was chosen"),
    "interest": (25, "somebody with an interest in a bid was let judge"),
    "unjudged": (20, "not every bid was judged"),
    "moved": (15, "the dates were changed once bids had come"),
    "gaps": (15, "a bid that leaves criteria unanswered was chosen"),
    "unfinished": (10, "a bid that was not finished was chosen"),
    "hurried": (10, "there was little time to bid"),
}
"""What a challenge could rest on: how much each adds to its chance, in points of 100 (assumed), and in words."""


@dataclass(frozen=True, slots=True)
class Bid:
    """A bid in a tender: by whom, alone or together, how complete, and what the evaluation said.

    `covers` names the criteria it answers. `marks` holds each panel member's (seat, scores in the order of the criteria,
    comment); `scores` the mean of them by criterion. `lots` is how many of the tender's lots it offers to run; `pathway` how it
    would work, where the tender leaves that to bidders.
    """

    id: int
    bidders: tuple[str, ...]
    summary: str
    pence: int
    completeness: int
    late: bool
    scores: tuple[tuple[str, int], ...] = ()
    comment: str = ""
    covers: tuple[str, ...] = ()
    marks: tuple[tuple[str, tuple[int, ...], str], ...] = ()
    lots: int = 1
    pathway: str = ""


@dataclass(frozen=True, slots=True)
class Tender:
    """A tender from intention to award or none. `closes` is a play minute; `panel` judges; `barred` are seats kept out of it.

    Up to `lots` of what is wanted may be awarded. `specified` says whether bidders are told the outcomes or the pathways. `opened`
    is the play minute at which it was put out; `moved` how often its dates were changed once bids had come.
    """

    id: int
    by: str
    title: str
    criteria: tuple[tuple[str, int], ...]
    closes: int
    status: str
    bids: tuple[Bid, ...] = ()
    barred: tuple[str, ...] = ()
    awarded: tuple[str, ...] = ()
    reason: str = ""
    intention: str = ""
    specification: str = ""
    panel: tuple[str, ...] = ()
    lots: int = 1
    specified: str = "pathways"
    opened: int = 0
    moved: int = 0

    @property
    def effort(self) -> float:
        """How much work a bid takes beside one that follows a laid-down pathway: who is told outcomes has the way to find (assumed)."""
        return 1.5 if self.specified == "outcomes" else 1.0


def ranked(tender: Tender, weights: Mapping[str, int] | None = None) -> tuple[tuple[str, float], ...]:
    """The bids that were judged, each by the body that leads it with its weighted score, best first; of two alike the earlier.

    `weights` takes the place of the published ones, by criterion; those left out weigh nothing.
    """
    weighs = dict(tender.criteria) if weights is None else dict(weights)
    whole = sum(weighs.values()) or 1
    found = [
        (bid.bidders[0], round(sum(weighs.get(name, 0) * score for name, score in bid.scores) / whole, 2))
        for bid in tender.bids
        if bid.scores
    ]
    return tuple(sorted(found, key=lambda row: -row[1]))


def weighted(tender: Tender, criterion: str, weight: int) -> dict[str, int]:
    """The weights, in ten-thousandths, with one criterion at so many of 100 and the others in their own proportion below it."""
    others = sum(given for name, given in tender.criteria if name != criterion)
    return {
        name: weight * 100 if name == criterion else round((100 - weight) * 100 * given / others) if others else 0
        for name, given in tender.criteria
    }  # fmt: skip


def turns(tender: Tender) -> tuple[tuple[str, int, str], ...]:
    """For each criterion the weight nearest to its own at which another bid would come first, and which; those that never turn are
    left out."""
    first = ranked(tender)[:1]
    found = []
    for name, own in tender.criteria if first else ():
        for weight in sorted(range(101), key=lambda weight: (abs(weight - own), weight)):
            then = ranked(tender, weighted(tender, name, weight))[0]
            if then[0] != first[0][0]:
                found.append((name, weight, then[0]))
                break
    return tuple(found)


def grounds(tender: Tender, chosen: tuple[str, ...], interested: bool = False) -> tuple[str, ...]:
    """On what a challenge to an award could rest, by its key; `chosen` are the leaders of the bids that are awarded.

    `interested` tells that somebody with an interest in a bid could judge.
    """
    winners = [bid for bid in tender.bids if bid.bidders[0] in chosen]
    order = [leader for leader, _ in ranked(tender)]
    behind = [leader for leader in order[: max((order.index(c) for c in chosen if c in order), default=0)]
              if leader not in chosen]  # fmt: skip
    holds = {
        "order": bool(behind),
        "late": any(bid.late for bid in winners),
        "interest": interested,
        "unjudged": any(not bid.marks for bid in tender.bids),
        "moved": tender.moved > 0,
        "gaps": any(len(bid.covers) < len(tender.criteria) for bid in winners),
        "unfinished": any(bid.completeness < 100 for bid in winners),
        "hurried": tender.closes - tender.opened < SHORT_NOTICE,
    }
    return tuple(name for name in GROUNDS if holds[name])


def risk(found: tuple[str, ...]) -> int:
    """How much a challenge could rest on, of 100: what its grounds add up to, and no more than that."""
    return min(100, sum(GROUNDS[name][0] for name in found))
