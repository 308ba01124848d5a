"""What was offered in tenders: how many bids and by whom, how like one another, what they speak of, how far apart judges were."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from statistics import mean, pstdev

from shirehall.play.world import Bid, Tender
from shirehall.study.filters import allows, in_stretch, wanted
from shirehall.study.measures.plan_words import stems_of
from shirehall.study.measures.topics import suggested_by
from shirehall.study.reading import Telling
from shirehall.study.saying import said, speaks_of
from shirehall.study.tables import STRETCH, Filters, Reading, number_measure, reading, share

PENCE_IN_A_MILLION = 100_000_000

Offer = tuple[Tender, Bid]


def kept(telling: Telling, filters: Filters) -> list[Offer]:
    """The bids that stand and that the filters keep: by a bidder's kind, that of the first bidder, the buyer's, and late or in time."""
    found = []
    for _, tender in sorted(telling.world.tenders.items()):
        for bid in tender.bids:
            kinds = [telling.kind_of(body) for body in bid.bidders]
            if (
                allows(filters, "of_kind", *kinds)
                and allows(filters, "lead_kind", kinds[0])
                and allows(filters, "buyer_kind", telling.kind_of(tender.by))
                and allows(filters, "late", "yes" if bid.late else "no")
                and in_stretch(telling, filters, telling.event(bid.id).month)
            ):
                found.append((tender, bid))
    return found


def words_of(telling: Telling, bid: Bid) -> str:
    """All that a bid says, in lower case."""
    return f"{bid.summary} {said(telling, telling.event(bid.id))}".lower()


def bids(telling: Telling, filters: Filters) -> Reading:
    """How many bids there were; a body's second bid in a tender replaces its first."""
    found = kept(telling, filters)
    who = "; ".join(" and ".join(telling.name(body) for body in bid.bidders) for _, bid in found)
    return reading(len(found), (bid.id for _, bid in found), who)


def bid_lots(telling: Telling, filters: Filters) -> Reading:
    """How many lots, such as centres, bids offered to take on, all bids together; lots for which several bid count for each."""
    found = kept(telling, filters)
    why = f"{len(found)} bids"
    return reading(sum(bid.lots for _, bid in found), (bid.id for _, bid in found), why)


def bid_sum(telling: Telling, filters: Filters) -> Reading:
    """What bids come to, all of them together, in millions of pounds."""
    found = kept(telling, filters)
    pence = sum(bid.pence for _, bid in found)
    return reading(pence / PENCE_IN_A_MILLION, (bid.id for _, bid in found), f"{len(found)} bids")


def bid_roles(telling: Telling, filters: Filters) -> Reading:
    """How many bids a body of a kind joined as a partner of another that leads: all but the first of those who bid."""
    found = [
        bid.id
        for _, bid in kept(telling, {n: v for n, v in filters.items() if n != "of_kind"})
        if any(allows(filters, "of_kind", telling.kind_of(body)) for body in bid.bidders[1:])
    ]
    return reading(len(found), found, f"{len(found)} bids joined")


def profile(telling: Telling, bid: Bid) -> frozenset[str]:
    """What a bid is about: the criteria it answers, and the topics that the pack's word list finds in its words."""
    found = suggested_by(telling.patch.codebook.topics, words_of(telling, bid))
    return frozenset([*(f"criterion {name}" for name in bid.covers), *found])


def bid_likeness(telling: Telling, filters: Filters) -> Reading:
    """The mean likeness over pairs of bids in one tender: what two have in common of all that either is about (Jaccard 1901).

    With `pairs: other-lead` only pairs count that are led by bodies of different kinds.
    """
    offers = kept(telling, {n: v for n, v in filters.items() if n != "pairs"})
    found = []
    for (one_tender, one), (other_tender, other) in combinations(offers, 2):
        leads = {telling.kind_of(bid.bidders[0]) for bid in (one, other)}
        if one_tender.id == other_tender.id and (len(leads) > 1 or "pairs" not in filters):
            mine, theirs = profile(telling, one), profile(telling, other)
            found.append(len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0)
    return reading(mean(found) if found else None, (bid.id for _, bid in offers), f"{len(found)} pairs")


def bids_that_speak(telling: Telling, filters: Filters) -> Reading:
    """Of bids, the share whose words, or the criteria it answers, speak of a topic or some words."""
    stems = stems_of(telling, filters)
    whole = kept(telling, filters)
    yes = [b.id for _, b in whole if speaks_of(f"{words_of(telling, b)} {' '.join(b.covers).lower()}", stems)]
    return reading(share(len(yes), len(whole)), yes, f"{len(yes)} of {len(whole)} bids")


def judges_apart(telling: Telling, filters: Filters) -> Reading:
    """The mean over bids of how far apart judges' marks were: the coefficient of variation of their sums over the criteria."""
    found = [(spread([sum(marks) for _, marks, _ in bid.marks]), bid.id) for _, bid in kept(telling, filters)]
    known = [(value, seq) for value, seq in found if value is not None]
    why = f"{len(known)} bids marked by two or more"
    return reading(mean(v for v, _ in known) if known else None, (seq for _, seq in known), why)


def spread(sums: Sequence[int]) -> float | None:
    """The standard deviation of some sums over their mean; nothing for fewer than two, or where all are nought."""
    return pstdev(sums) / mean(sums) if len(sums) > 1 and mean(sums) else None


def judges_with_interest(telling: Telling, filters: Filters) -> Reading:
    """How many marks were given to bids by seats of bodies that bid in the same tender."""
    found = []
    for tender, bid in kept(telling, filters):
        bidders = {body for each in tender.bids for body in each.bidders}
        found += [bid.id for seat, _, _ in bid.marks if telling.world.organisation_of(seat) in bidders]
    return reading(len(found), found, f"{len(found)} marks by seats of bidders")


def bid_beside_fact(telling: Telling, filters: Filters) -> Reading:
    """The largest sum of a bid over what its first bidder's fact states in £m, such as its turnover."""
    names = wanted(filters, "fact")
    stated = {f.subject: f.value for f in telling.patch.facts if f.key in [f"{f.subject}.{n}" for n in names]}
    found = [
        (bid.pence / PENCE_IN_A_MILLION / stated[bid.bidders[0]], bid.id)
        for _, bid in kept(telling, {n: v for n, v in filters.items() if n != "fact"})
        if stated.get(bid.bidders[0])
    ]
    if not found:
        return reading(None, (), "no such bid, or the pack states no such fact of its bidder")
    value, seq = max(found)
    return reading(value, [seq], f"the largest of {len(found)} such bids")


BID_FILTERS = ("of_kind", "lead_kind", "buyer_kind", "late", *STRETCH)

MEASURES = (
    number_measure("bids", "Bids", "bids", "How many bids there were in tenders.", bids, BID_FILTERS),
    number_measure("bid-lots", "Lots offered in bids", "lots", "How many lots bids offered to take on, all of them together.",
                   bid_lots, BID_FILTERS),
    number_measure("bid-sum", "Sums offered in bids", "£m", "What bids come to, all of them together.", bid_sum, BID_FILTERS),
    number_measure("bids-joined", "Bids joined as a partner", "bids", "How many bids bodies of a kind joined that others lead.",
                   bid_roles, BID_FILTERS),
    number_measure("bid-likeness", "Likeness of bids", "share", "How much bids in one tender have in common.",
                   bid_likeness, (*BID_FILTERS, "pairs")),
    number_measure("bids-that-speak", "Bids that speak of something", "share", "How many bids speak of a topic or some words.",
                   bids_that_speak, (*BID_FILTERS, "topic", "words")),
    number_measure("judges-apart", "How far apart judges were", "ratio", "How far apart judges' marks for the same bid were.",
                   judges_apart, BID_FILTERS),
    number_measure("judges-with-interest", "Marks by bidders' seats", "marks", "How many marks came from seats of bodies that bid.",
                   judges_with_interest, BID_FILTERS),
    number_measure("bid-beside-fact", "A bid beside its bidder", "ratio",
                   "How large the largest bid is beside a sum that the pack states of whoever leads it.", bid_beside_fact,
                   (*BID_FILTERS, "fact")),
)  # fmt: skip
