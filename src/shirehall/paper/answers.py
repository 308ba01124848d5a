"""What the measures named by the charter have to say in this play, each in a sentence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from shirehall.economy.figures import MEASURES
from shirehall.paper.figures import ends_said, far_month
from shirehall.paper.prose import WORDS, a_share, capital, count, listed, pounds, say
from shirehall.paper.reader import Reader
from shirehall.paper.summary import (
    asks_said,
    centre_of_talk,
    contacts_said,
    contracts_said,
    deals_said,
    injects_said,
    plans_said,
    rulings_said,
    topics_said,
)
from shirehall.paper.tree import Sentence

LEAST = 10
"""Fewer contacts than this say too little of a body's habit of beginning or replying."""


def measured(reader: Reader, measure: str) -> Sentence | None:
    """What a measure of the study, or a figure of the county, shows over the year; none where it has nothing to say by itself."""
    if measure in MEASURES:
        return county_figure(reader, measure)
    says: Mapping[str, Callable[[Reader], Sentence | None]] = {
        "share-of-contacts": contacts_said,
        "rank-of-contact": centre_of_talk,
        "started-share": began_said,
        "plans-accepted": plans_said,
        "plan-line-share": sectors_said,
        "first-joint-meeting-month": meetings_said,
        "joint-share": together_said,
        "agreements-by-state": deals_said,
        "open-rule-questions": rulings_said,
        "unanswered-share": asks_said,
        "reaction-share": injects_said,
        "talk-share": topics_said,
        "month-of-first": contracts_said,
        "distinct-partners": partners_said,
        "backlog-trend": backlog_said,
    }
    return says[measure](reader) if measure in says else None


def county_figure(reader: Reader, measure: str) -> Sentence | None:
    """Where a figure of the county began and ended."""
    chosen = reader.subjects(measure) or ["county"] * ((measure, "county") in reader.series)
    months = sorted({m for s in chosen for m in reader.series[measure, s]})
    if len(months) < 2:
        return None
    what = ends_said(reader, measure, chosen)
    return say(
        f"{MEASURES[measure].title}: {what[:1].lower()}{what[1:]}",
        [reader.lived[m] for m in (months[0], far_month(reader, measure, chosen), months[-1])],
        "derived",
    )


def began_said(reader: Reader) -> Sentence | None:
    """Which kind of body most begins what it does with others, and which mostly replies."""
    found = defaultdict(list)
    for contact in reader.telling.contacts:
        found[contact.sender_kind].append(contact)
    shares = {k: sum(c.started for c in cs) / len(cs) for k, cs in found.items() if len(cs) >= LEAST}
    if len(shares) < 2:
        return None
    high, low = (pick(shares, key=lambda k: (shares[k], k)) for pick in (max, min))
    parts = [
        f"{reader.kind(k)} began {a_share(sum(c.started for c in found[k]), len(found[k]))} of their"
        " exchanges"
        for k in (high, low)
    ]
    return say(
        f"{parts[0]}, while {parts[1]} themselves.",
        [c.seq for k in (high, low) for c in found[k] if c.started],
        "derived",
    )


def sectors_said(reader: Reader) -> Sentence | None:
    """Where plans look for savings."""
    rows = reader.rows("plan-lines")
    sums: Counter[str] = Counter()
    latest: dict[str, int] = {}
    for row, _ in rows:
        latest[row["owner"]] = max(latest.get(row["owner"], 0), row["plan"])
    rows = [(row, evidence) for row, evidence in rows if row["plan"] == latest[row["owner"]]]
    for row, _ in rows:
        sums[str(row["sector"])] += max(int(row["pounds"]), 0)
    whole = sum(sums.values())
    if not whole:
        return None
    ordered = sorted(sums, key=lambda s: (-sums[s], s))[:3]
    parts = [f"{a_share(sums[s], whole)} in {s.replace('-', ' ')}" for s in ordered if sums[s]]
    return say(
        f"Of {pounds(whole)} a year that each planner's latest plan claims to save, they look for {listed(parts)}.",
        [seq for _, e in rows for seq in e],
        "derived",
    )


def meetings_said(reader: Reader) -> Sentence | None:
    """The meeting at which the most bodies of one kind sat together."""
    world, best = reader.telling.world, (0, 0, "")
    for number, meeting in sorted(world.meetings.items()):
        kinds = Counter(
            reader.telling.kind_of(b)
            for b in {world.organisation_of(s) for s in meeting.joined if s in world.seats}
        )
        kind, most = max(kinds.items(), key=lambda p: (p[1], p[0]), default=("", 0))
        best = max(best, (most, -number, kind), key=lambda b: (b[0], b[1]))
    if best[0] < 2:
        return say(
            "No two organisations of one kind sat down in a meeting together.", [reader.end], "derived"
        )
    of = sum(reader.telling.kind_of(b) == best[2] for b in reader.bodies)
    meeting = world.meetings[-best[1]]
    who = (
        f"all {of}"
        if best[0] == of
        else (
            f"{WORDS[best[0]] if best[0] < len(WORDS) else best[0]} of the"
            f" {WORDS[of] if of < len(WORDS) else of}"
        )
    )
    words = f"The meeting with most organisations of one kind had {who} {reader.kind(best[2])} at it"
    return say(f"{words}, in {reader.month(meeting.month)}, on “{meeting.title}”.", [meeting.id])


def together_said(reader: Reader) -> Sentence | None:
    """How much organisations of one kind did with one another."""
    found = Counter((c.sender_kind, c.sender_kind == c.hearer_kind) for c in reader.telling.contacts)
    several = [
        k
        for k, n in Counter(reader.telling.kind_of(b) for b in reader.bodies).items()
        if n > 1 and found[k, True] + found[k, False] >= LEAST
    ]
    if not several:
        return None
    kind = max(several, key=lambda k: (found[k, True] / (found[k, True] + found[k, False]), k))
    inside = [c.seq for c in reader.telling.contacts if c.sender_kind == kind == c.hearer_kind]
    whole = found[kind, True] + found[kind, False]
    return say(
        f"{reader.kind(kind)} turned to one another in {a_share(len(inside), whole)} of their {whole:,}"
        " contacts.",
        inside or [reader.end],
        "derived",
    )


def partners_said(reader: Reader) -> Sentence | None:
    """Who had the most different partners, and who the fewest."""
    partners: dict[str, set[str]] = {body: set() for body in reader.bodies}
    for contact in reader.telling.contacts:
        partners.setdefault(contact.sender, set()).add(contact.hearer)
    if not any(partners.values()):
        return None
    high, low = (pick(partners, key=lambda b: (len(partners[b]), b)) for pick in (max, min))
    reached = f"{count(len(partners[low]), 'one', 'others')}" if partners[low] else "nobody"
    few = f"{reader.name(low)} to {reached}" if len(partners[low]) != 1 else f"{reader.name(low)} to one"
    seqs = [c.seq for c in reader.telling.contacts if c.sender in (high, low)]
    return say(
        f"{reader.name(high)} turned to the most others, {len(partners[high])}, and {few}.", seqs, "derived"
    )


def backlog_said(reader: Reader) -> Sentence | None:
    """What lay open halfway through and at the end."""
    months = list(reader.telling.months)
    if not reader.demands or len(months) < 2:
        return None
    half, last = months[len(months) // 2 - 1], months[-1]
    early, late = (sum(d.open_after(m) for d in reader.demands) for m in (half, last))
    open_ = [d.seq for d in reader.demands if d.open_after(last)] or [d.seq for d in reader.demands]
    return say(
        f"{capital(count(early, 'matter'))} lay open at the end of {reader.month(half)} and {late:,} at the"
        f" end of {reader.month(last)}.",
        open_,
        "derived",
    )
