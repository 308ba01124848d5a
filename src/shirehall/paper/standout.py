"""What stands out in a theme: rules that set two things of a group side by side and say what that might mean.

Each rule speaks only when what it compares is far enough apart to be worth a board's time. None says what caused what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from shirehall.paper.prose import a_share, count, listed, say, times, were
from shirehall.paper.prospects import UPSTREAM, Group
from shirehall.paper.tree import Sentence
from shirehall.play.record.event import Event

MONEY = ("money",)
ENOUGH = 8
"""Fewer cases than this are not compared."""

APART = 0.15
"""Shares less far apart than this are not told apart."""

COMPELS = ("national-board", "economic-regulator", "quality-regulator", "national-government")
"""Kinds of body that may act against those who do not answer."""


def stands_out(group: Group) -> list[Sentence]:
    """What is worth knowing of a group before the counts."""
    return [said for rule in RULES if (said := rule(group)) is not None]


def share_of(acts: list[Event], topics: tuple[str, ...]) -> float:
    """The share of some acts that declare one of some topics."""
    return sum(bool(set(e.about) & set(topics)) for e in acts) / len(acts) if acts else 0.0


def drift(group: Group) -> Sentence | None:
    """Whether talk of patients and quality gave way to talk of money between the first and the last third of the year, or grew."""
    months = list(group.reader.telling.months)
    third = len(months) // 3
    early, late = (
        [e for e in group.acts if e.month in part]
        for part in (months[:third], months[-third:] if third else [])
    )
    if min(len(early), len(late)) < ENOUGH:
        return None
    cared, money = ((share_of(early, t), share_of(late, t)) for t in (UPSTREAM, MONEY))
    if abs(cared[1] - cared[0]) < 0.07:
        return None
    names = f"the first {count(third, 'month')} to {cared[1]:.0%} in the last {count(third, 'month')}"
    began = f"Patients, quality or prevention went from {cared[0]:.0%} of what they did in {names}"
    beside = f", while money went from {money[0]:.0%} to {money[1]:.0%}"
    reading = (
        "; the one might have been crowded out by the other"
        if cared[1] < cared[0] and money[1] - money[0] >= 0.03
        else "; it lost ground, though not to money"
        if cared[1] < cared[0]
        else "; what patients meet might have been harder to pass over as the year went on"
    )
    seqs = [e.seq for e in (*early, *late) if set(e.about) & {*UPSTREAM, *MONEY}]
    return say(f"{began}{beside}{reading}.", seqs, "derived")


def heard(group: Group) -> Sentence | None:
    """Whose matters were answered and whose were left."""
    found: dict[str, list[bool]] = {}
    for demand in group.asked:
        if demand.asker not in group.bodies and demand.asker in group.reader.bodies:
            found.setdefault(demand.asker, []).append(demand.answer is None)
    shares = {b: sum(left) / len(left) for b, left in found.items() if len(left) >= ENOUGH}
    if len(shares) < 2:
        return None
    low, high = (pick(shares, key=lambda b: (shares[b], b)) for pick in (min, max))
    if shares[high] - shares[low] < APART:
        return None
    reader = group.reader
    whose, least = (a_share(sum(found[b]), len(found[b])) for b in (high, low))
    strong, weak = (reader.telling.kind_of(b) in COMPELS for b in (low, high))
    reading = (
        "those who can compel might be heard first"
        if strong and not weak
        else "power over them might be no way to an answer"
        if weak and not strong
        else "who asks might matter as much as what is asked"
    )
    said = (
        f"Of what {reader.name(high)} put to them {whose} had no answer, and of what {reader.name(low)} put to them {least}:"
        f" {reading}."
    )
    seqs = [d.seq for d in group.asked if d.asker in (high, low)]
    return say(said, seqs, "derived")


def over_allocation(group: Group) -> Sentence | None:
    """How far the members' money parted, as a share of what each was given."""
    reader = group.reader
    ends = {}
    for body in group.bodies:
        balance, given = (
            reader.series.get((name, body), {})
            for name in ("commissioner-balance", "commissioner-allocation")
        )
        whole = sum(row.value for row in given.values())
        if balance and whole:
            ends[body] = balance[max(balance)].value / whole
    if len(ends) < 2:
        return None
    worst, best = (pick(ends, key=lambda b: (ends[b], b)) for pick in (min, max))
    if ends[best] - ends[worst] < 0.005:
        return None
    told = [
        f"{reader.name(b)} ended {abs(ends[b]):.1%} {'over' if ends[b] < 0 else 'under'} its allocation"
        for b in (worst, best)
    ]
    reading = "what brings one back to balance might not be what another needs"
    return say(
        f"Their money parted: in the county model {listed(told)}; {reading}.",
        [reader.lived[max(reader.lived)]],
        "derived",
    )


def deals_that_pay(group: Group) -> Sentence | None:
    """Whether providers that signed deals ended with costs above income."""
    reader = group.reader
    margins = {b: reader.series.get(("provider-margin", b), {}) for b in group.bodies}
    known = [b for b in group.bodies if len(margins[b]) > 2]
    dealt = {
        b for a in group.agreements for b in a.parties if any(s == "signed" for s, _, _ in a.history)
    } & set(known)
    if len(dealt) < 2:
        return None
    short = [b for b in known if b in dealt and margins[b][max(margins[b])].value < 0]
    if not short:
        return None
    seqs = [seq for a in group.agreements for s, _, seq in a.history if s == "signed"]
    said = (
        f"Of {count(len(dealt), 'provider')} that signed deals, {count(len(short), 'ended', 'ended')} with costs above income:"
        " a deal signed might not yet be a deal that pays."
    )
    return say(said, [*seqs, reader.lived[max(reader.lived)]], "derived")


def signed_unbelieved(group: Group) -> Sentence | None:
    """Plans that members signed off though nobody had called them credible."""
    reader = group.reader
    signed = [e for e in group.acts if e.kind == "plan-signed-off"]
    plans = [p for e in signed if (p := reader.telling.world.plans.get(e.subject or 0)) is not None]
    bare = [p for p in plans if not any(r.verdict == "credible" for r in p.reviews)]
    if not bare:
        return None
    said = (
        f"Of {count(len(plans), 'plan')} that they signed off, {count(len(bare), 'had', 'had')} been called credible by nobody: a"
        " signature might mean leave to begin more than belief."
    )
    return say(said, [*(e.seq for e in signed), *(p.id for p in bare)], "derived")


def complaints(group: Group) -> Sentence | None:
    """What came of the complaints that members made."""
    made = [e for e in group.acts if e.kind == "complained"]
    if not made:
        return None
    matters = [group.reader.telling.world.matters.get(e.subject or 0) for e in made]
    open_ = sum(m is not None and m.status == "open" for m in matters)
    fate = f"{were(open_)} still open at the end" if open_ else "all had been dealt with by the end"
    reading = (
        "a complaint might cost those who get it little to leave"
        if open_
        else "to complain might be a way to be heard"
    )
    return say(
        f"They complained {times(len(made))}, and {fate}: {reading}.",
        [e.seq for e in made],
        "derived",
    )


def one_carries(group: Group) -> Sentence | None:
    """Whether one member did most of what the group settled."""
    settled = Counter(
        b for b in group.bodies for e in group.reader.by_body.get(b, []) if group.reader.telling.settles(e)
    )
    whole = sum(settled.values())
    if len(group.bodies) < 3 or whole < ENOUGH:
        return None
    first, most = sorted(settled.items(), key=lambda p: (-p[1], p[0]))[0]
    if most * 2 < whole:
        return None
    seqs = [e.seq for e in group.reader.by_body.get(first, []) if group.reader.telling.settles(e)]
    all_ = count(len(group.bodies), "of them", "of them")
    said = (
        f"{group.reader.name(first)} did {a_share(most, whole)} of what the {all_} settled: what the group is said"
        " to have done might be what one of them did."
    )
    return say(said, seqs, "derived")


RULES: tuple[Callable[[Group], Sentence | None], ...] = (
    over_allocation,
    deals_that_pay,
    signed_unbelieved,
    heard,
    drift,
    complaints,
    one_carries,
)
