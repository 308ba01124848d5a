"""An organisation's year as a story: what it did and what came of it, month by month, then what it did over and over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shirehall.paper.prose import clip, count, listed, more, pounds, say, times
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Sentence
from shirehall.play.agreements import Agreement
from shirehall.play.record.event import Event
from shirehall.play.world import Plan

MOST = 9
"""How many turns of its year an organisation's story tells."""

TURNS: Mapping[str, int] = {
    "capacity-changed": 1,
    "invested": 1,
    "tender-awarded": 1,
    "case-blocked": 1,
    "licence-withdrawn": 1,
    "investigation-closed": 1,
    "summit-called": 1,
    "free-move": 1,
    "agreement-denied": 2,
    "agreement-disputed": 2,
    "agreement-ended": 2,
    "case-opened": 2,
    "case-cleared": 2,
    "case-conditioned": 2,
    "registration-decided": 2,
    "authorised": 2,
    "lead-appointed": 2,
    "investigation-opened": 2,
    "complained": 2,
    "proposal-refused": 2,
    "funds-decided": 3,
    "rule-settled": 3,
    "plan-signed-off": 3,
    "agreement-claimed": 3,
    "funds-bid-for": 4,
    "consultation-opened": 4,
    "conceded": 4,
}
"""Kinds of act that turn a year, each with its weight; the lightest number weighs most. Of one kind the first is told, and how many."""

OFTEN: Mapping[str, tuple[str, str]] = {
    "ruled": ("gave {}", "ruling"),
    "plan-signed-off": ("signed off {}", "plan"),
    "funds-decided": ("decided on {}", "bid for money"),
    "proposed": ("made {}", "proposal"),
    "countered": ("answered {} with another text", "proposal"),
    "ruling-asked": ("asked {} about the rules", "question"),
    "help-offered": ("made {}", "offer of help"),
    "withheld": ("turned away {}", "ask"),
    "pressed": ("pressed others {}", ""),
    "challenged": ("challenged others {}", ""),
    "announced": ("made {}", "announcement"),
    "nothing-done": ("chose on the record {} to do nothing", ""),
}
"""What is told as a number over the year: the words, and what is counted; nothing there counts times."""

MANY = {"bid for money": "bids for money", "offer of help": "offers of help"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a year: the number of its event, the month, how much it weighs, what is said after the subject, its events."""

    seq: int
    month: int
    weight: int
    said: str
    evidence: tuple[int, ...]


def year_told(reader: Reader, body: str) -> list[Sentence]:
    """The story of one organisation's year, oldest first; empty for one that did nothing of note."""
    turns = [*plan_turns(reader, body), *act_turns(reader, body), *late_turns(reader, body)]
    chosen = sorted(sorted(turns, key=lambda t: (t.weight, t.seq))[:MOST], key=lambda t: (t.month, t.seq))
    said: list[Sentence] = []
    months: dict[int, list[Turn]] = defaultdict(list)
    for turn in chosen:
        months[turn.month].append(turn)
    for month, group in months.items():
        subject = "it" if said else reader.name(body)
        words = listed_clauses([turn.said for turn in group])
        said.append(
            say(f"In {reader.month(month)} {subject} {words}", [seq for t in group for seq in t.evidence])
        )
    return said


def listed_clauses(clauses: list[str]) -> str:
    """Clauses of one subject joined, ended as a sentence."""
    heavy = any(mark in clause for clause in clauses for mark in (";", ","))
    words = "; it ".join(clauses) if heavy or len(clauses) > 2 else listed(clauses)
    return words if words.endswith((".”", "?”", "!”", ".")) else f"{words}."


def plan_turns(reader: Reader, body: str) -> list[Turn]:
    """Each plan that the body wrote, with how it was judged."""
    rows = {row["plan"]: evidence for row, evidence in reader.rows("plans")}
    return [
        Turn(plan.id, plan.month, 0, plan_said(reader, plan), rows.get(plan.id, (plan.id,)))
        for _, plan in sorted(reader.telling.world.plans.items())
        if plan.owner == body
    ]


def plan_said(reader: Reader, plan: Plan) -> str:
    """A plan, what it claims and what came of it."""
    sums = (
        f"claiming to find {pounds(plan.found_pence / 100)} against a gap of {pounds(plan.gap_pence / 100)}"
    )
    judged = listed([f"{reader.name(r.by)} called it {r.verdict}" for r in plan.reviews[-2:]])
    after = f"; {judged}" if judged else "; nobody judged it"
    if plan.status == "signed off":
        after += (
            ", and it was signed off"
            if plan.reviews and plan.reviews[-1].verdict == "credible"
            else ", yet it was signed off"
        )
    return f"sent {reader.names(plan.to)} “{clip(plan.title)}”, {sums}{after}"


def act_turns(reader: Reader, body: str) -> list[Turn]:
    """Other acts that turn a year: the first of each kind, and how many more there were."""
    kinds: dict[str, list[Event]] = defaultdict(list)
    for event in reader.by_body.get(body, []):
        if event.kind in TURNS:
            kinds[event.kind].append(event)
    turns = []
    for kind, events in kinds.items():
        words = predicate(reader, body, events[0])
        if words:
            again = f" ({times(len(events))} in all)" if len(events) > 1 else ""
            turns.append(
                Turn(events[0].seq, events[0].month, TURNS[kind], words + again, tuple(e.seq for e in events))
            )
    return turns


def predicate(reader: Reader, body: str, event: Event) -> str:
    """An event's sentence after its subject, without its stop; empty when it does not begin with the body's name."""
    said, name = reader.whole(event), reader.name(body)
    if not said.lower().startswith(f"{name.lower()} "):
        return ""
    rest = said[len(name) + 1 :]
    matter = reader.telling.world.matters.get(event.subject or 0)
    fate = (
        f", and it was {matter.status}"
        if event.kind == "funds-bid-for" and matter and matter.status != "open"
        else ""
    )
    return (rest[:-1] if rest.endswith(".") else rest) + fate


def late_turns(reader: Reader, body: str) -> list[Turn]:
    """Deadlines that the body missed."""
    return [
        Turn(e.seq, e.month, 3, f"missed the deadline “{e.body['title']}”", (e.seq,))
        for e in reader.of_kind("deadline-passed")
        if body in e.body["missed"]
    ]


def often_told(reader: Reader, body: str, subject: str = "it") -> Sentence | None:
    """What the body did over and over, in one sentence about `subject`."""
    acts = reader.by_body.get(body, [])
    counted = Counter(event.kind for event in acts)
    parts = [
        (words.format(count(counted[kind], one, MANY.get(one, "")) if one else times(counted[kind])))
        for kind, (words, one) in OFTEN.items()
        if counted[kind] > 1
    ]
    judged = verdicts(event for event in acts if event.kind == "plan-reviewed")
    if judged:
        parts.insert(0, f"judged plans {judged}")
    if not parts:
        return None
    kinds = {kind for kind in OFTEN if counted[kind] > 1} | ({"plan-reviewed"} if judged else set())
    return say(
        f"Altogether {subject} {listed(parts[:5])}.", [e.seq for e in acts if e.kind in kinds], "derived"
    )


def verdicts(reviews: Iterable[Event]) -> str:
    """How often which verdict was given: "credible twice and partly credible once"."""
    found = Counter(str(event.body["verdict"]) for event in reviews)
    return listed([f"{verdict} {times(n)}" for verdict, n in sorted(found.items())])


def deals_told(reader: Reader, body: str) -> list[Sentence]:
    """When the body's main contracts were signed, and what became of its other deals."""
    mine = [a for _, a in sorted(reader.telling.world.agreements.items()) if body in a.parties]
    main = [a for a in mine if a.tier == "main"]
    rest = [a for a in mine if a.tier != "main"]
    return [
        said
        for said in (main_told(reader, body, main), side_told(reader, rest, bool(main)))
        if said is not None
    ]


def signing(agreement: Agreement) -> tuple[int, int] | None:
    """The month and the event by which an agreement came to be signed by all its parties; None when it never was."""
    return next(((month, seq) for state, month, seq in agreement.history if state == "signed"), None)


def main_told(reader: Reader, body: str, main: list[Agreement]) -> Sentence | None:
    """When the main contracts talked of were signed, and with whom first and last."""
    if not main:
        return None
    done = sorted((at[1], at[0], a) for a in main if (at := signing(a)) is not None)
    if not done:
        return say(
            "None of the main contracts that were put to it or by it was signed.",
            [a.id for a in main],
            "derived",
        )
    first, last = done[0], done[-1]
    with_first, with_last = (reader.names(b for b in a.parties if b != body) for _, _, a in (first, last))
    seqs = [seq for seq, _, _ in done]
    if len(done) == 1:
        return say(f"Its main contract with {with_first} was signed in {reader.month(first[1])}.", seqs)
    when = (
        f"in {reader.month(first[1])}"
        if first[1] == last[1]
        else f"between {reader.month(first[1])}, with {with_first}, and {reader.month(last[1])}, with {with_last}"
    )
    return say(
        f"{count(len(done), 'main contract')} of its own {'was' if len(done) == 1 else 'were'} signed {when}.",
        seqs,
        "derived",
    )


def side_told(reader: Reader, deals: list[Agreement], beside: bool) -> Sentence | None:
    """Which of its other deals were signed and which were not. An earlier text that a signed one replaced is not told apart."""
    if not deals:
        return None
    done = sorted(((at, a) for a in deals if (at := signing(a)) is not None), key=lambda pair: pair[0][1])
    titles = list(dict.fromkeys(f"“{a.title}”" for _, a in done))
    loose = [t for t in dict.fromkeys(f"“{a.title}”" for a in deals if signing(a) is None) if t not in titles]
    seqs = [at[1] for at, _ in done] + [a.history[-1][2] for a in deals if signing(a) is None and a.history]
    left = f"{some(loose)} {'was' if len(loose) == 1 else 'were'} talked of and never signed"
    if not done:
        return say(f"{left}.", seqs or [reader.end], "derived")
    dated = [
        f"{title} ({reader.month(next(at[0] for at, a in done if a.title == title[1:-1]))})"
        for title in titles
    ]
    several = len(titles) > 1 or bool(loose)
    head = (
        f"Of {'other' if beside else 'its'} deals, "
        if several
        else f"One {'other ' if beside else ''}deal was signed: "
    )
    made = f"{some(dated, 3)} {'was' if len(dated) == 1 else 'were'} signed" if several else dated[0]
    return say(f"{head}{made}{f'; {left}' if loose else ''}.", seqs, "derived")


def some(words: list[str], most: int = 2) -> str:
    """The first few of some words, and how many more there are."""
    return listed(words[:most] + ([more(len(words) - most)] if len(words) > most else []))


def ending_told(reader: Reader, body: str) -> Sentence | None:
    """How the county model leaves the body's money."""
    balance, margin = (
        reader.series.get((name, body), {}) for name in ("commissioner-balance", "provider-margin")
    )
    if balance:
        last = max(balance)
        value = balance[last].value
        words = f"spent {pounds(abs(value))} {'more than' if value < 0 else 'less than'} its allocation"
        return say(
            f"In the county model it had by {reader.month(last)} {words}.", [reader.lived[last]], "derived"
        )
    short = [month for month, row in sorted(margin.items()) if row.value < 0]
    if len(margin) < 2:
        return None
    worst = min(margin, key=lambda m: (margin[m].value, m))
    how = (
        "in every month"
        if len(short) == len(margin)
        else f"in {count(len(short), 'month')} of {len(margin)}"
        if short
        else "in no month"
    )
    tail = (
        f", most of all in {reader.month(worst)}, by {pounds(abs(margin[worst].value))}"
        if len(short) > 1
        else ""
    )
    return say(
        f"In the county model its costs outran its income {how}{tail}.",
        [reader.lived[m] for m in short or margin],
        "derived",
    )
