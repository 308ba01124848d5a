"""The digest of bids: for each its partners, its concept, what it holds, what sets it apart, and what the purchaser said of it."""

from __future__ import annotations

from shirehall.paper.noting import row
from shirehall.paper.prose import capital, count, listed, pounds, say
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Column, Paragraph, Row, Section, Table
from shirehall.play.world import Bid, Tender

NONE = "Nothing was put out to tender, so there are no bids to set beside one another."


def bids(reader: Reader) -> Section:
    """Every tender with its bids."""
    tenders = [tender for _, tender in sorted(reader.telling.world.tenders.items())]
    if not tenders:
        return Section("bids", "Bids, side by side", (Paragraph((say(NONE, [reader.end], "derived"),)),))
    return Section("bids", "Bids, side by side", (), tuple(tender_told(reader, each) for each in tenders))


def tender_told(reader: Reader, tender: Tender) -> Section:
    """One tender: what it was for, its bids side by side, and how it ended."""
    name = capital(reader.name(tender.by))
    about = [e.seq for e in reader.telling.events if e.subject == tender.id or e.seq == tender.id]
    ended = f"It ended {tender.status}"
    if tender.awarded:
        ended = f"It was awarded to {reader.names(tender.awarded)}"
    said = (
        say(f"{name} asked for “{tender.specification or tender.title}”, so that “{tender.intention}”." if tender.intention
            else f"{name} asked for “{tender.specification or tender.title}”.", about),
        say(f"{ended}{f', with these words: “{tender.reason}”' if tender.reason else ''}.", about, "derived"),
    )  # fmt: skip
    if not tender.bids:
        return Section(
            f"tender-{tender.id}", tender.title, (Paragraph((*said, say("Nobody bid.", about, "derived"))),)
        )
    columns = (
        Column("Partners"),
        Column("Concept"),
        Column("What it holds"),
        Column("What sets it apart"),
        Column("What the purchaser said"),
    )
    rows = tuple(bid_row(reader, tender, bid) for bid in tender.bids)
    table = Table(
        f"Bids for “{tender.title}”",
        columns,
        rows,
        "What sets a bid apart is read from the bids themselves, by rule.",
    )
    return Section(f"tender-{tender.id}", tender.title, (Paragraph(said), table))


def bid_row(reader: Reader, tender: Tender, bid: Bid) -> Row:
    """One bid."""
    covers = f"; covers {listed(list(bid.covers))}" if bid.covers else "; names no criterion that it covers"
    holds = (
        f"{pounds(bid.pence / 100)}, {bid.completeness}% complete{covers}{'; came late' if bid.late else ''}"
    )
    comments = [
        f"{capital(reader.telling.names.seat(seat))}: “{comment}”"
        for seat, _, comment in bid.marks
        if comment
    ]
    scores = ", ".join(f"{name} {value}" for name, value in bid.scores)
    said = " ".join(
        [
            *comments,
            *([f"“{bid.comment}”"] if bid.comment and not comments else []),
            *([f"Scores: {scores}."] if scores else []),
        ]
    )
    partners = listed([capital(reader.name(each)) for each in bid.bidders])
    judged = (
        e.seq
        for e in reader.of_kind("bid-evaluated")
        if e.subject == tender.id and e.body["bidder"] in bid.bidders
    )
    seqs = [bid.id, *judged]
    return row(
        (partners, bid.summary or "–", holds, apart(tender, bid), said or "Nothing was said of it."),
        seqs,
    )


def apart(tender: Tender, bid: Bid) -> str:
    """What sets a bid apart from the others: its price, how finished it is, what it alone covers, who joined in it."""
    others = [other for other in tender.bids if other is not bid]
    if not others:
        return "The only bid."
    found = []
    for value, rest, low, high in (
        (bid.pence, [o.pence for o in others], "the cheapest", "the dearest"),
        (bid.completeness, [o.completeness for o in others], "the least finished", "the most finished"),
    ):
        if value < min(rest):
            found.append(low)
        elif value > max(rest):
            found.append(high)
    alone = [name for name in bid.covers if not any(name in other.covers for other in others)]
    if alone:
        found.append(f"alone in covering {listed(alone)}")
    if len(bid.bidders) > max(len(o.bidders) for o in others):
        found.append(f"the widest partnership, of {count(len(bid.bidders), 'body', 'bodies')}")
    return capital(listed(found)) + "." if found else "Nothing that the bids themselves tell."


section = bids
