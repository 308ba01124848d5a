"""The digest of bids: for each its partners, its concept, what it holds, what sets it apart, and what the purchaser said of it."""

from __future__ import annotations

from shirehall.paper.noting import row
from shirehall.paper.prose import capital, count, listed, lower_first, pounds, say, times
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
    said += conduct(reader, tender, about)
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


def conduct(reader: Reader, tender: Tender, about: list[int]) -> list[Sentence]:
    """How it was judged: by which criteria, in how many lots, who was kept out of it, and whether its dates were changed."""
    weights = listed([f"{lower_first(name)} ({weight}%)" for name, weight in tender.criteria])
    lots = f", in up to {count(tender.lots, 'lot')}" if tender.lots > 1 else ""
    said = [say(f"Bids were to be judged by {weights}{lots}.", [tender.id], "derived")]
    barred = [e.seq for e in reader.of_kind("panel-barred") if e.subject == tender.id]
    if tender.barred:
        many = len(tender.barred)
        said.append(
            say(
                f"{count(many, 'seat')} with an interest {'was' if many == 1 else 'were'} kept out of the judging.",
                barred or about,
                "derived",
            )
        )
    if tender.moved:
        said.append(
            say(f"Its dates were changed {times(tender.moved)} once bids had come.", about, "derived")
        )
    return said


def ended(reader: Reader, tender: Tender) -> str:
    """How a tender ended, without its stop."""
    if tender.awarded:
        decided = [e for e in reader.of_kind("tender-decided") if e.subject == tender.id]
        winners = decided[-1].body["awarded"] if decided else tender.awarded
        return f"It was awarded to {reader.names(winners)}"
    return {
        "no award": "It closed without an award",
        "open": "It was still open when play ended",
        "challenged": "Its outcome was challenged",
    }.get(tender.status, f"It ended {tender.status}")


def bidders(reader: Reader, bid: Bid) -> tuple[str, ...]:
    """Who bid together, as they were when they bid; some may have been followed by others since."""
    return tuple(reader.telling.event(bid.id).body.get("bidders", bid.bidders))


def partners(reader: Reader, bid: Bid) -> str:
    """The names of those who bid together."""
    return listed([capital(reader.name(each)) for each in bidders(reader, bid)])


def judged(reader: Reader, tender: Tender, bid: Bid) -> list[int]:
    """The events that hold a bid and what was said of it."""
    who = {*bidders(reader, bid), *bid.bidders}
    answers = reader.of_kind("bid-evaluated", "bid-answered")
    return [bid.id, *(e.seq for e in answers if e.subject == tender.id and e.body["bidder"] in who)]


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
    together = bidders(reader, bid)
    alone = (
        f"{who} bid alone."
        if len(together) == 1
        else f"{who} bid together; {capital(reader.name(together[0]))} led."
    )
    concept = f"“{bid.summary}”" if bid.summary else "No words were handed in with it."
    concept += f" Of how it would work, it says: “{bid.pathway.rstrip('.')}”." if bid.pathway else ""
    contents = (
        f"It asks for {pounds(bid.pence / 100)}, was {bid.completeness}% finished when it was handed in"
        f"{', came after the date' if bid.late else ''}{lots_of(tender, bid)} and {covering(bid)}."
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


def lots_of(tender: Tender, bid: Bid) -> str:
    """For how many of the lots a bid is, where there are several."""
    return f", is for {count(bid.lots, 'lot')} of {tender.lots}" if tender.lots > 1 else ""


def covering(bid: Bid) -> str:
    """Which criteria a bid says that it covers."""
    return (
        f"covers {listed([lower_first(name) for name in bid.covers])}"
        if bid.covers
        else "names no criterion that it covers"
    )


def comments(reader: Reader, bid: Bid, seqs: list[int]) -> list[Sentence]:
    """What was said of a bid, and how it was scored."""
    marked = {e.seat: e for seq in seqs if (e := reader.telling.event(seq)).kind == "bid-evaluated"}
    said = []
    for seat, _, comment in bid.marks:
        mark = marked.get(seat)
        who = reader.seat_then(mark) if mark else reader.telling.names.seat(seat)
        if comment:
            said.append(say(f"{capital(who)}: “{comment}”", [mark.seq] if mark else seqs))
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
