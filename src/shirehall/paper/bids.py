"""The digest of bids: for each its partners, its concept, what it holds, what sets it apart, and what the purchaser said of it."""

from __future__ import annotations

from shirehall.paper.noting import row
from shirehall.paper.prose import capital, count, listed, lower_first, pounds, say
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, Column, Paragraph, Row, Section, Sentence, Table
from shirehall.play.world import Bid, Tender

NONE = "Nothing was put out to tender, so there are no bids to set beside one another."


def bids(reader: Reader) -> Section:
    """Every tender with its bids."""
    tenders = [tender for _, tender in sorted(reader.telling.world.tenders.items())]
    if not tenders:
        return Section("bids", "Bids, side by side", (Paragraph((say(NONE, [reader.end], "derived"),)),))
    every = sum(len(tender.bids) for tender in tenders)
    heads = say(
        f"{count(len(tenders), 'tender')} {'was' if len(tenders) == 1 else 'were'} called, and {count(every, 'bid')}"
        f" {'was' if every == 1 else 'were'} made; what sets a bid apart is read from the bids themselves, by rule.",
        [seq for tender in tenders for seq in (tender.id, *(bid.id for bid in tender.bids))],
        "derived",
    )
    return Section(
        "bids",
        "Bids, side by side",
        (Paragraph((heads,)),),
        tuple(tender_told(reader, each) for each in tenders),
    )


def tender_told(reader: Reader, tender: Tender) -> Section:
    """One tender: what it was for and how it ended, its bids side by side, then each bid by itself."""
    name = capital(reader.name(reader.telling.event(tender.id).organisation))
    about = [e.seq for e in reader.telling.events if e.subject == tender.id or e.seq == tender.id]
    wish = f"“{(tender.specification or tender.title).rstrip('.')}”"
    aim = f", so that “{tender.intention.rstrip('.')}”" if tender.intention else ""
    reason = f", with these words: “{tender.reason}”" if tender.reason else "."
    said = [
        say(f"{name} asked for {wish}{aim}.", about),
        say(f"{ended(reader, tender)}{reason}", about, "derived"),
    ]
    if not tender.bids:
        said.append(say("Nobody bid.", about, "derived"))
        return Section(f"tender-{tender.id}", tender.title, (Paragraph(tuple(said)),))
    columns = (
        Column("Partners"), Column("Sum"), Column("Finished", "%", True), Column("Came"), Column("Mean score", "of 100", True),
        Column("Outcome"),
    )  # fmt: skip
    rows = tuple(bid_row(reader, tender, bid) for bid in tender.bids)
    table = Table(f"Bids for “{tender.title}”", columns, rows)
    parts = tuple(bid_told(reader, tender, bid) for bid in tender.bids)
    return Section(f"tender-{tender.id}", tender.title, (Paragraph(tuple(said)), table), parts)


def ended(reader: Reader, tender: Tender) -> str:
    """How a tender ended, without its stop."""
    if tender.awarded:
        return f"It was awarded to {reader.names(tender.awarded)}"
    return {
        "no award": "It closed without an award",
        "open": "It was still open when play ended",
        "challenged": "Its outcome was challenged",
    }.get(tender.status, f"It ended {tender.status}")


def partners(reader: Reader, bid: Bid) -> str:
    """Who bid together."""
    return listed([capital(reader.name(each)) for each in bid.bidders])


def judged(reader: Reader, tender: Tender, bid: Bid) -> list[int]:
    """The events that hold a bid and what was said of it."""
    answers = reader.of_kind("bid-evaluated", "bid-answered")
    return [bid.id, *(e.seq for e in answers if e.subject == tender.id and e.body["bidder"] in bid.bidders)]


def bid_row(reader: Reader, tender: Tender, bid: Bid) -> Row:
    """One bid beside the others."""
    score = f"{sum(value for _, value in bid.scores) / len(bid.scores):.0f}" if bid.scores else "–"
    outcome = "awarded" if set(bid.bidders) & set(tender.awarded) else "not awarded"
    came = "late" if bid.late else "in time"
    cells = (partners(reader, bid), pounds(bid.pence / 100), str(bid.completeness), came, score, outcome)
    return row(cells, judged(reader, tender, bid))


def bid_told(reader: Reader, tender: Tender, bid: Bid) -> Section:
    """One bid: partners, concept, contents, difference, and the purchaser's comment."""
    seqs = judged(reader, tender, bid)
    who = partners(reader, bid)
    first = capital(reader.name(bid.bidders[0]))
    alone = f"{who} bid alone." if len(bid.bidders) == 1 else f"{who} bid together; {first} led."
    concept = f"“{bid.summary}”" if bid.summary else "No words were handed in with it."
    contents = (
        f"It asks for {pounds(bid.pence / 100)}, was {bid.completeness}% finished when it was handed in"
        f"{', came after the date' if bid.late else ''} and {covering(bid)}."
    )
    blocks: tuple[Block, ...] = (
        Paragraph((say(alone, [bid.id]),), "Partners."),
        Paragraph((say(concept, [bid.id]),), "Concept."),
        Paragraph((say(contents, [bid.id], "derived"),), "What it holds."),
        Paragraph(
            (say(apart(tender, bid), [each.id for each in tender.bids], "derived"),), "What sets it apart."
        ),
        Paragraph(tuple(comments(reader, bid, seqs)), "What the purchaser said."),
    )
    return Section(f"bid-{bid.id}", f"The bid of {who}", blocks)


def covering(bid: Bid) -> str:
    """Which criteria a bid says that it covers."""
    return (
        f"covers {listed([lower_first(name) for name in bid.covers])}"
        if bid.covers
        else "names no criterion that it covers"
    )


def comments(reader: Reader, bid: Bid, seqs: list[int]) -> list[Sentence]:
    """What was said of a bid, and how it was scored."""
    said = [
        say(f"{capital(reader.telling.names.seat(seat))}: “{comment}”", seqs)
        for seat, _, comment in bid.marks
        if comment
    ]
    if bid.comment and not said:
        said.append(say(f"“{bid.comment}”", seqs))
    if bid.scores:
        scores = listed([f"{lower_first(name)} {value}" for name, value in bid.scores])
        said.append(say(f"It scored, out of a hundred, {scores}.", seqs, "derived"))
    return said or [say("Nothing was said of it.", seqs, "derived")]


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
        found.append(f"alone in covering {listed([lower_first(name) for name in alone])}")
    if len(bid.bidders) > max(len(o.bidders) for o in others):
        found.append(f"the widest partnership, of {count(len(bid.bidders), 'body', 'bodies')}")
    return capital(listed(found)) + "." if found else "Nothing that the bids themselves tell."


section = bids
