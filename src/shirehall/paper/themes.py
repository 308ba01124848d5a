"""The pack's themes: what was seen of some kinds of organisation, with opportunities as well as risks."""

from __future__ import annotations

from collections import Counter

from shirehall.paper.context import market_table
from shirehall.paper.figures import bodies_network, kinds_matrix, load_by_body, topics_by_month
from shirehall.paper.happened import lower, quotation
from shirehall.paper.prose import a_share, capital, count, say, were
from shirehall.paper.prospects import Group, opportunities, risks
from shirehall.paper.reader import Reader
from shirehall.paper.standout import stands_out
from shirehall.paper.summary import across
from shirehall.paper.tree import Block, ListBlock, Note, Paragraph, Section, Sentence
from shirehall.patch.model import Theme

PROVIDER = "provider"


def themes(reader: Reader, quoted: list[str]) -> Section:
    """All themes, after the figures that they share. `quoted` holds words that were quoted before and are not quoted again."""
    shared = [kinds_matrix(reader), bodies_network(reader), topics_by_month(reader), load_by_body(reader)]
    parts = []
    tried: list[str] = []
    for theme in reader.telling.patch.codebook.themes:
        bodies = tuple(b for b in reader.bodies if reader.telling.kind_of(b) in theme.kinds)
        if bodies:
            parts.append(theme_told(theme, Group(reader, theme.title, bodies), quoted, tried))
    intro = say(
        "Each theme gathers some kinds of organisation and says what the record shows of them: whom they"
        " turned to, what they carried, what they settled, and which openings and dangers that leaves. What"
        " might follow is a reading by rule, put as a suggestion and not as advice.",
        basis="method",
    )
    return Section(
        "themes",
        "Themes",
        (Paragraph((intro,)), across(reader), *(f for f in shared if f is not None)),
        tuple(parts),
    )


def theme_told(theme: Theme, group: Group, used: list[str], tried: list[str]) -> Section:
    """One theme: what stands out, what was seen, then what it opens and what it risks. `tried` gathers what has been suggested, so
    that nothing is suggested twice."""
    blocks: list[Block] = []
    if any(PROVIDER in kind for kind in theme.kinds):
        note = say(
            "The county's market has an unusual shape, and what follows may rest on it.", basis="given"
        )
        blocks += [Paragraph((note,)), market_table(group.reader)]
    for lead, sentences in (
        ("What stands out.", stands_out(group)),
        ("Contact.", contact(group)),
        ("Load.", load(group)),
        ("Deals and plans.", deals(group)),
    ):
        if sentences:
            blocks.append(Paragraph(tuple(sentences), lead))
    quoted = quotation(group.reader, group.acts, used)
    if quoted is not None:
        blocks.append(quoted)
    up, down = opportunities(group), risks(group)
    if up:
        blocks.append(ListBlock(tuple(up), "Opportunities that the play showed:"))
    if down:
        blocks.append(ListBlock(tuple(pair[0] for pair in down), "Risks that the play showed:"))
        fresh = [pair[1] for pair in down if pair[1] not in tried][:3]
        tried.extend(fresh)
        if fresh:
            blocks.append(Note("What might be tried", tuple(say(words, basis="method") for words in fresh)))
    return Section(f"theme-{theme.id}", theme.title, tuple(blocks))


def contact(group: Group) -> list[Sentence]:
    """Whom the group turned to, and whether it began or replied."""
    reader = group.reader
    outside = [c for c in reader.contacts(group.bodies) if c.hearer not in group.bodies]
    inside = [c for c in reader.contacts(group.bodies) if c.hearer in group.bodies]
    if not outside:
        return [say(f"{group.called} turned to nobody outside their own group.", [reader.end], "derived")]
    heard = Counter(c.hearer for c in outside)
    ordered = sorted(heard, key=lambda b: (-heard[b], b))
    first = ordered[0]
    also = f", then to {reader.names(ordered[1:3])}" if len(ordered) > 1 else ""
    begun = sum(c.started for c in outside)
    said = [
        say(
            f"Outside their own group, {group.called} turned most often to {reader.name(first)}"
            f" ({heard[first]:,} of {len(outside):,} contacts){also}.",
            [c.seq for c in outside if c.hearer == first],
            "derived",
        ),
        say(
            f"They began {a_share(begun, len(outside))} of these exchanges themselves"
            f"{'; the rest were replies' if 0 < begun < len(outside) else ''}.",
            [c.seq for c in outside if c.started] or [reader.end],
            "derived",
        ),
    ]
    if len(group.bodies) > 1 and inside:
        said.append(
            say(
                f"Among themselves they were in contact {len(inside):,} times,"
                f" {a_share(len(inside), len(inside) + len(outside))} of all they did towards others.",
                [c.seq for c in inside],
                "derived",
            )
        )
    topics = reader.topics(group.acts)
    if len(topics) > 1:
        said.append(
            say(
                f"Their commonest topics were {lower(reader, topics[0][0])}, and"
                f" {lower(reader, topics[1][0])}.",
                [e.seq for e in group.acts if topics[0][0] in e.about],
                "derived",
            )
        )
    return said


def load(group: Group) -> list[Sentence]:
    """What was asked of the group, and what had an answer."""
    reader = group.reader
    found = [d for d in reader.demands if d.body in group.bodies]
    if not found:
        return [say(f"Nothing that calls for an answer was put to {group.called}.", [reader.end], "derived")]
    bare = [d for d in found if d.answer is None]
    said = [
        say(
            f"{capital(count(len(found), 'matter'))} that called for an answer came to {group.called};"
            f" {a_share(len(bare), len(found))} of them stayed without one.",
            [d.seq for d in bare or found],
            "derived",
        )
    ]
    seats = Counter(seat for d in found for seat in d.seats)
    seat, most = sorted(seats.items(), key=lambda p: (-p[1], p[0]))[0]
    owed = [d.seq for d in found if seat in d.seats]
    said.append(
        say(
            f"The seat with most to carry was {reader.telling.names.seat(seat)}, to which"
            f" {count(most, 'of them', 'of them')} came.",
            owed,
            "derived",
        )
    )
    return said


def deals(group: Group) -> list[Sentence]:
    """Agreements and plans of the group."""
    reader = group.reader
    agreements = [
        a for _, a in sorted(reader.telling.world.agreements.items()) if set(a.parties) & set(group.bodies)
    ]
    signed = [a for a in agreements if any(state == "signed" for state, _, _ in a.history)]
    said = []
    if agreements:
        events = [seq for a in agreements for _, _, seq in a.history]
        said.append(
            say(
                f"They were party to {count(len(agreements), 'agreement')}"
                + (
                    ", each signed by all."
                    if 1 < len(signed) == len(agreements)
                    else f"; {were(len(signed))} signed by all."
                ),
                events or [reader.end],
                "derived",
            )
        )
    else:
        said.append(say("No agreement of any sort was put to them or by them.", [reader.end], "derived"))
    plans = [
        p
        for _, p in sorted(reader.telling.world.plans.items())
        if p.owner in group.bodies and p.status != "superseded"
    ]
    judged = [
        p
        for _, p in sorted(reader.telling.world.plans.items())
        if any(r.by in group.bodies for r in p.reviews)
    ]
    if plans:
        believed = sum(any(r.verdict == "credible" for r in p.reviews) for p in plans)
        said.append(
            say(
                f"Of {count(len(plans), 'plan')} that they wrote, {were(believed)} called credible by"
                " anyone.",
                [p.id for p in plans],
                "derived",
            )
        )
    if judged:
        verdicts = [{r.verdict for r in p.reviews if r.by in group.bodies} for p in judged]
        kind, harsh = (
            sum(verdict in found for found in verdicts) for verdict in ("credible", "not credible")
        )
        said.append(
            say(
                f"They judged {count(len(judged), 'plan')} of others; {were(kind)} called credible by one of them or more, and"
                f" {were(harsh)} called not credible.",
                [p.id for p in judged],
                "derived",
            )
        )
    return said
