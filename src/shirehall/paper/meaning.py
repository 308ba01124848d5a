"""What the year might have come from, what it might mean, and what to ask next: readings by rule, each tied to its events.

Nothing here says what caused what. Each rule sets two things that the record holds side by side, and says what the one might
have to do with the other. A rule that finds nothing to set side by side says nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import mean, median

from shirehall.paper.prose import a_share, count, in_words, listed, say
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Sentence
from shirehall.play.agreements import Agreement
from shirehall.play.world import Plan

COMMISSIONER = "commissioner"


@dataclass(frozen=True, slots=True)
class Read:
    """A reading: what was seen with what it might be, and the question it leaves."""

    said: Sentence
    ask: str


def why(reader: Reader) -> list[Read]:
    """Why it might have come about."""
    return [found for rule in (who_began, piled_up, rules_open) if (found := rule(reader)) is not None]


def meaning(reader: Reader) -> list[Read]:
    """What it might mean."""
    return [
        found for rule in (belief_and_money, slow_signatures, alone) if (found := rule(reader)) is not None
    ]


def who_began(reader: Reader) -> Read | None:
    """Whether those who buy began what they did with others, or those who sell to them did."""
    contacts = reader.telling.contacts
    theirs = [c for c in contacts if c.sender_kind == COMMISSIONER and c.hearer_kind != COMMISSIONER]
    toward = [c for c in contacts if c.hearer_kind == COMMISSIONER and c.sender_kind != COMMISSIONER]
    if len(theirs) < 10 or len(toward) < 10:
        return None
    own, other = (sum(c.started for c in found) / len(found) for found in (theirs, toward))
    shares = [a_share(sum(c.started for c in found), len(found)) for found in (theirs, toward)]
    first = max(
        Counter(c.sender for c in toward if c.started).items(), key=lambda p: (p[1], p[0]), default=("", 0)
    )[0]
    if own >= other:
        said = (
            f"Commissioners began {shares[0]} of their {len(theirs):,} contacts with others, and others {shares[1]} of theirs with them:"
            " the buyers might have led where the money gave them the means."
        )
        return Read(
            say(said, [c.seq for c in theirs if c.started], "derived"),
            "What did commissioners begin that nobody else could have begun?",
        )
    said = (
        f"Commissioners began {shares[0]} of their {len(theirs):,} contacts with others, and others began {shares[1]} of theirs with"
        f" commissioners, {reader.name(first)} most of all: those with the money might have spent their time answering."
    )
    ask = (
        "What would commissioners have begun, had they had the time, and what might be kept from their door?"
    )
    return Read(say(said, [c.seq for c in (*theirs, *toward) if c.started], "derived"), ask)


def piled_up(reader: Reader) -> Read | None:
    """Whether unanswered work grew, and with whom it lay."""
    months = list(reader.telling.months)
    if len(months) < 4 or not reader.demands:
        return None
    half, last = months[len(months) // 2 - 1], months[-1]
    early, late = (sum(d.open_after(m) for d in reader.demands) for m in (half, last))
    bare = [d for d in reader.demands if d.open_after(last)]
    if late <= early or late < 10:
        return None
    holders = Counter(d.body for d in bare)
    ordered = sorted(holders, key=lambda b: (-holders[b], b))[:3]
    share = a_share(sum(holders[b] for b in ordered), late)
    said = (
        f"What waited for an answer grew from {early:,} matters at the end of {reader.month(half)} to {late:,} at the end of"
        f" {reader.month(last)}, {share} of them with {reader.names(ordered)}: more might have been asked of a few people than they"
        " could carry."
    )
    ask = f"Who answers for {reader.names(ordered)}, and by when may an asker hope to hear?"
    return Read(say(said, [d.seq for d in bare], "derived"), ask)


def rules_open(reader: Reader) -> Read | None:
    """Whether what people asked about the rules came to rest on a few of them."""
    asked = list(reader.telling.world.questions.values())
    still = [q for q in asked if q.status == "open"]
    if len(asked) < 4 or not still:
        return None
    rule, most = max(
        Counter(q.rule for q in asked if q.rule).items(), key=lambda p: (p[1], p[0]), default=("", 0)
    )
    topic = next((r.topic for r in reader.telling.patch.rules.rules if r.id == rule), "")
    gathered = (
        f"; {count(most, 'question')} were about a single rule, on {reader.topic(topic).lower()}"
        if most > 2 and topic
        else ""
    )
    said = (
        f"{len(still)} of {count(len(asked), 'question')} about the rules had no answer at the end{gathered}:"
        " some might have waited for leave that nobody was bound to give."
    )
    ask = f"Which of the {count(len(still), 'open question')} on rules stand in the way of something, and who might settle them?"
    return Read(say(said, [q.id for q in asked], "derived"), ask)


def standing(reader: Reader) -> list[Plan]:
    """The plans of commissioners that stood at the end."""
    plans = reader.telling.world.plans
    return [
        p
        for _, p in sorted(plans.items())
        if p.status != "superseded" and reader.telling.kind_of(p.owner) == COMMISSIONER
    ]


def belief_and_money(reader: Reader) -> Read | None:
    """Whether plans that were believed went with better balances than plans that were not."""
    plans = standing(reader)
    ends = overspends(reader)
    owners = {p.owner for p in plans} & set(ends)
    believed = {p.owner for p in plans if any(r.verdict == "credible" for r in p.reviews)} & owners
    if not owners or all(ends[b] >= 0 for b in owners):
        return None
    seqs = [p.id for p in plans if p.owner in owners] + [reader.lived[max(reader.lived)]]
    ask = "Which part of each plan would have had to happen by when, who loses by it, and have they said yes?"
    if not believed or believed == owners:
        over = sum(ends[b] < 0 for b in owners)
        whose = (
            "none of which anyone called credible"
            if not believed
            else "all of which somebody called credible"
        )
        said = (
            f"Of {count(len(owners), 'commissioner')} with a plan, {whose}, {ended(over, len(owners))} with more spent than"
            " allotted: a plan and a balance might be further apart than those who write and judge plans suppose."
        )
        return Read(say(said, seqs, "derived"), ask)
    with_, without = (mean(ends[b] for b in sorted(group)) for group in (believed, owners - believed))
    alike = with_ <= without + 0.1 * abs(without)
    than = "no better" if alike else "better"
    reading = (
        "a verdict on paper might say little of what is to come"
        if alike
        else "a plan that others can believe might be worth the work, or those in less trouble might write better plans"
    )
    sums = [f"{abs(share):.1%} {'over' if share < 0 else 'under'} allocation" for share in (with_, without)]
    average = "on average " if len(believed) > 1 else ""
    said = (
        f"The {count(len(believed), 'commissioner')} whose plan somebody called credible ended {than} ({average}{sums[0]}) than"
        f" the {count(len(owners - believed), 'other')} who had a plan ({sums[1]}): {reading}, though so few cases may be chance."
    )
    return Read(say(said, seqs, "derived"), ask)


def overspends(reader: Reader) -> dict[str, float]:
    """Each commissioner's balance at the end as a share of all it was given, where both are known."""
    found = {}
    for (measure, subject), series in sorted(reader.series.items()):
        if measure == "commissioner-balance" and series:
            given = reader.series.get(("commissioner-allocation", subject), {})
            whole = sum(row.value for row in given.values())
            if whole:
                found[subject] = series[max(series)].value / whole
    return found


def waits(agreements: list[Agreement]) -> list[tuple[int, int]]:
    """(months from the first proposal to the last signature, number of the signature's event) of those that were signed."""
    found = []
    for agreement in agreements:
        began = next((month for _, month, _ in agreement.history), None)
        done = next(((month, seq) for state, month, seq in agreement.history if state == "signed"), None)
        if began is not None and done is not None:
            found.append((done[0] - began, done[1]))
    return found


def slow_signatures(reader: Reader) -> Read | None:
    """How long main contracts took beside other deals."""
    every = [a for _, a in sorted(reader.telling.world.agreements.items())]
    main, rest = (waits([a for a in every if (a.tier == "main") == is_main]) for is_main in (True, False))
    if len(main) < 3 or len(rest) < 3:
        return None
    slow, quick = (median(months for months, _ in found) for found in (main, rest))
    longest = max(months for months, _ in main)
    if slow > quick:
        reading = "the talk about the year's money might have taken the time in which the year's care could have been changed"
    else:
        reading = "small deals might be no shorter a way to change care than large ones"
    most = f" (the median), at the longest {in_months(longest)}," if longest > slow else " (the median)"
    said = (
        f"From proposal to last signature a main contract commonly took {in_months(slow)}{most} and other deals"
        f" {in_months(quick)}: {reading}."
    )
    ask = "Which deals could start before the main contract is signed, and what would each side need to see first?"
    return Read(say(said, [seq for _, seq in (*main, *rest)], "derived"), ask)


def in_months(number: float) -> str:
    """A number of months: "the same month", "one month", "four and a half months"."""
    whole, half = int(number), number != int(number)
    if not half:
        return count(whole, "month") if whole else "no full month"
    return f"{whole}½ months" if whole else "half a month"


def ended(some: int, of: int) -> str:
    """How many of several ended so: "both ended", "all three ended", "one of them ended", "none ended"."""
    if some == of:
        return {1: "that one ended", 2: "both ended"}.get(of, f"all {in_words(of)} ended")
    return f"{in_words(some)} ended" if some else "none ended"


def alone(reader: Reader) -> Read | None:
    """Whether commissioners signed anything with one another."""
    among = [
        a
        for _, a in sorted(reader.telling.world.agreements.items())
        if sum(reader.telling.kind_of(b) == COMMISSIONER for b in a.parties) > 1
    ]
    commissioners = [b for b in reader.bodies if reader.telling.kind_of(b) == COMMISSIONER]
    if len(commissioners) < 2:
        return None
    done = [a for a in among if any(state == "signed" for state, _, _ in a.history)]
    ask = "What might commissioners settle together that none of them can settle alone?"
    if not done:
        tried = (
            f" ({listed([f'“{a.title}”' for a in among[:2]])} {'was' if len(among) == 1 else 'were'} talked of)"
            if among
            else ""
        )
        said = (
            f"No two commissioners signed anything with one another{tried}: each might have met the same providers and the same"
            " shortfall by itself."
        )
        return Read(say(said, [a.id for a in among] or [reader.end], "derived"), ask)
    titles = list(dict.fromkeys(f"“{a.title}”" for a in done))
    first = f"{titles[0]}, " if len(titles) == 1 else f"{titles[0]} first, "
    when = next(month for state, month, _ in done[0].history if state == "signed")
    said = (
        f"Commissioners signed {count(len(titles), 'agreement')} with one another, {first}in {reader.month(when)}: what they"
        " shared by then might have come too late to change the year."
        if when * 2 > reader.telling.last_month
        else f"Commissioners signed {count(len(titles), 'agreement')} with one another, {first}in {reader.month(when)}: there"
        " might be more that they could do together."
    )
    signed = [seq for a in done for state, _, seq in a.history if state == "signed"]
    return Read(say(said, signed, "derived"), ask)
