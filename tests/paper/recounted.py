"""Sentences of a report read word by word, and each of their figures worked out again from the bare events of the record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from shirehall.paper.report import draft
from shirehall.paper.tree import (
    Document,
    Section,
    Sentence,
    sections_of,
    sentences_in,
    states_figures,
    unfolded,
)
from shirehall.play.record.event import Event
from shirehall.study.demands import demands
from shirehall.study.findings import judge_all
from shirehall.study.measures import compute
from shirehall.study.reading import actor
from tests.paper.played import told

ONES = """
no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
""".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER = {word: n for n, word in enumerate(ONES)} | {word: 10 * n for n, word in enumerate(TENS, 2)}
NUMBER |= {f"{ten}-{one}": 10 * t + o for t, ten in enumerate(TENS, 2) for o, one in enumerate(ONES[1:10], 1)}
NUMBER |= {"none": 0, "nobody": 0, "nothing": 0, "once": 1, "twice": 2}
N = r"([\d,]+|" + "|".join(sorted(NUMBER, key=len, reverse=True)) + ")"
SHARE = r"(\d+%|all|none)"
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’")


@cache
def document() -> Document:
    return draft(told())


def number(word: str) -> int:
    return NUMBER.get(word.lower(), -1) if not word[0].isdigit() else int(word.replace(",", ""))


def share(part: int, whole: int) -> str:
    """A share as a report writes it: none, all, else whole per cent that is neither."""
    if not part or not whole:
        return "none"
    return "all" if part == whole else f"{min(99, max(1, round(100 * part / whole)))}%"


def stated() -> Iterator[tuple[Section, Sentence]]:
    """Every sentence of the draft that claims something of the play and states a figure, with its section."""
    for section in sections_of(document()):
        for block in unfolded(section.blocks):
            for sentence in sentences_in(block):
                if sentence.claims and states_figures(QUOTED.sub("", sentence.text)):
                    yield section, sentence


def events(*kinds: str) -> list[Event]:
    return [e for e in told().events if not kinds or e.kind in kinds]


def acts(body: str = "") -> list[Event]:
    return [e for e in told().acts if not body or actor(e) == body]


def body_of(section: Section) -> str:
    return section.id.removeprefix("body-")


def talk(bodies: Iterable[str]) -> list[tuple[str, str, bool]]:
    """(from, to, whether it began an exchange) of each contact of some bodies, counted from acts and whom they were meant for."""
    chosen = set(bodies)
    return [
        (actor(e), other, e.in_reply_to is None)
        for e in acts()
        if actor(e) in chosen and e.seat
        for other in told().hearers.get(e.seq, ())
    ]


def its_deadlines(section: Section, found: re.Match[str]) -> bool:
    owed = [e for e in events("deadline-passed") if body_of(section) in (*e.body["met"], *e.body["missed"])]
    met = sum(body_of(section) in e.body["met"] for e in owed)
    return (number(found[1]), number(found[2])) == (len(owed), met)


def its_acts(section: Section, found: re.Match[str]) -> bool:
    own = acts(body_of(section))
    settled = sum(told().settles(e) for e in own)
    said = found[2] or "none"
    return number(found[1]) == len(own) and share(settled, len(own)) == (
        "none" if said.startswith("none") else said
    )


def its_contacts(section: Section, found: re.Match[str]) -> bool:
    own = talk([body_of(section)])
    return number(found[2]) == len(own) and found[1] == share(sum(began for *_, began in own), len(own))


def all_acts(_section: Section, found: re.Match[str]) -> bool:
    every = acts()
    spoken = sum(told().nature(e) == "talk" for e in every)
    settled = sum(told().settles(e) for e in every)
    return (number(found[1]), found[2], number(found[3]), found[4]) == (
        len(every), share(spoken, len(every)), settled, share(settled, len(every)),
    )  # fmt: skip


def whole_record(_section: Section, found: re.Match[str]) -> bool:
    return number(found[1]) == len(told().events)


def news_of_a_phase(section: Section, found: re.Match[str]) -> bool:
    phase = next(p for p in told().patch.round.phases if section.id == f"phase-{p.id}")
    return number(found[1]) == sum(e.month in phase.months for e in events("inject-published"))


def reached_in_a_phase(section: Section, found: re.Match[str]) -> bool:
    phase = next(p for p in told().patch.round.phases if section.id == f"phase-{p.id}")
    came = [e for e in events("inject-published") if e.month in phase.months]
    return number(found[1]) == sum(len([b for b in e.body["to"] if b != "control"]) for e in came)


def deadlines_of_a_phase(section: Section, found: re.Match[str]) -> bool:
    phase = next(p for p in told().patch.round.phases if section.id == f"phase-{p.id}")
    return number(found[1]) == sum(e.month in phase.months for e in events("deadline-passed"))


def all_deadlines(_section: Section, found: re.Match[str]) -> bool:
    passed = events("deadline-passed")
    missed = Counter(body for e in passed for body in e.body["missed"])
    kept = sum(not e.body["missed"] for e in passed)
    return (number(found[1]), number(found[2]), number(found[3])) == (len(passed), kept, max(missed.values()))


def missed_by_a_group(section: Section, found: re.Match[str]) -> bool:
    theme = next(t for t in told().patch.codebook.themes if section.id == f"theme-{t.id}")
    group = {o.id for o in told().patch.organisations if o.kind in theme.kinds}
    return number(found[1]) == sum(bool(group & set(e.body["missed"])) for e in events("deadline-passed"))


def one_group(section: Section) -> list[str]:
    theme = next(t for t in told().patch.codebook.themes if section.id == f"theme-{t.id}")
    return [b for b in told().bodies if told().kind_of(b) in theme.kinds]


def turned_outside(section: Section, found: re.Match[str]) -> bool:
    group = one_group(section)
    outside = [(a, b) for a, b, _ in talk(group) if b not in group]
    return (number(found[1]), number(found[2])) == (
        max(Counter(b for _, b in outside).values()),
        len(outside),
    )


def began_outside(section: Section, found: re.Match[str]) -> bool:
    group = one_group(section)
    outside = [began for _, b, began in talk(group) if b not in group]
    return found[1] == share(sum(outside), len(outside))


def among_themselves(section: Section, found: re.Match[str]) -> bool:
    group = one_group(section)
    every = talk(group)
    inside = sum(b in group for _, b, _ in every)
    return number(found[1]) == inside and found[2] == share(inside, len(every))


def party_to(section: Section, found: re.Match[str]) -> bool:
    group = set(one_group(section))
    mine = [a for a in told().world.agreements.values() if group & set(a.parties)]
    signed = sum(any(e.kind == "agreement-signed" and e.subject == a.id for e in events()) for a in mine)
    ever = sum("signed" in {state for state, _, _ in a.history} for a in mine)
    return number(found[1]) == len(mine) and number(found[2]) == ever <= max(signed, ever)


def figures_over_time(_section: Section, found: re.Match[str]) -> bool:
    """A figure that rose or fell, or stood: it is the county's own, of whatever measure, in the month named."""
    values = {round(row.value, 6) for row in told().figures}
    shown = [part.replace(",", "") for part in re.findall(r"[\d,]+(?:\.\d+)?", found[1])]
    return all(any(f"{value:.{len(s.partition('.')[2])}f}" == s for value in values) for s in shown)


def main_contracts(_section: Section, found: re.Match[str]) -> bool:
    """Main contracts of the pack: all, those that every party signed in play, and those that stood at the start."""
    due = {c.id: c for c in told().patch.contracts if c.tier == "main"}
    in_play = {
        a.contract
        for a in told().world.agreements.values()
        if "signed" in {state for state, _, _ in a.history} and a.contract in due
    }
    stood = sum(c.signed and c.id not in in_play for c in due.values())
    return (number(found[1]), number(found[2]), number(found[3])) == (len(in_play), len(due), stood)


def news_in_all(_section: Section, found: re.Match[str]) -> bool:
    reached = [len([b for b in e.body["to"] if b != "control"]) for e in events("inject-published")]
    return (number(found[1]), number(found[2])) == (len(reached), sum(reached))


def by_quarters(_section: Section, found: re.Match[str]) -> bool:
    """The county's trolley waits, all sites together: the mean of the first three months and of the last, and the worst month."""
    months: Counter[int] = Counter()
    for row in told().figures:
        if row.measure == "trolley-waits-12h" and row.group == "all":
            months[row.month] += int(row.value)
    every = [months[m] for m in sorted(months)]
    early, late = round(sum(every[:3]) / 3), round(sum(every[-3:]) / 3)
    return [number(found[n]) for n in (1, 2, 3)] == [early, late, max(every)]


def overspent(_section: Section, found: re.Match[str]) -> bool:
    last = max(row.month for row in told().figures)
    balances = [
        r.value
        for r in told().figures
        if r.measure == "commissioner-balance" and r.month == last and r.group == "all"
    ]
    return [number(found[1]), number(found[2])] == [sum(b < 0 for b in balances), len(balances)]


def lines_of_a_phase(section: Section, found: re.Match[str]) -> bool:
    phase = next(p for p in told().patch.round.phases if section.id == f"phase-{p.id}")
    made = [
        frozenset((actor(e), other))
        for e in acts()
        if e.month in phase.months and e.seat
        for other in told().hearers.get(e.seq, ())
    ]
    return (number(found[1]), number(found[2])) == (max(Counter(made).values()), len(made))


def busiest_line(_section: Section, found: re.Match[str]) -> bool:
    kinds = [(told().kind_of(a), told().kind_of(b), began) for a, b, began in talk(told().bodies)]
    lines = Counter((a, b) for a, b, _ in kinds)
    most = max(lines.values())
    began = {
        share(sum(g for a, b, g in kinds if (a, b) == line), most) for line, n in lines.items() if n == most
    }
    return (number(found[1]), number(found[2])) == (most, len(kinds)) and found[3] in began


def topic_of_all(_section: Section, found: re.Match[str]) -> bool:
    topics = Counter(topic for e in acts() for topic in e.about)
    return found[1] == share(max(topics.values()), len(acts()))


def topic_of_one(section: Section, found: re.Match[str]) -> bool:
    own = acts(body_of(section))
    topics = Counter(topic for e in own for topic in e.about)
    return found[1] == share(max(topics.values()), len(own))


def commissioners_among_themselves(_section: Section, found: re.Match[str]) -> bool:
    buyers = [b for b in told().bodies if told().kind_of(b) == "commissioner"]
    every = talk(buyers)
    return found[1] == share(sum(b in buyers for _, b, _ in every), len(every)) and number(found[2]) == len(
        every
    )


def put_to_it(section: Section, found: re.Match[str]) -> bool:
    waiting = [d for d in demands(told()) if d.body == body_of(section)]
    return (number(found[1]), number(found[2])) == (len(waiting), sum(d.answer is None for d in waiting))


def put_to_a_group(section: Section, found: re.Match[str]) -> bool:
    waiting = [d for d in demands(told()) if d.body in one_group(section)]
    return number(found[1]) == len(waiting) and found[2] == share(
        sum(d.answer is None for d in waiting), len(waiting)
    )


def left_open_by_the_pack(section: Section, found: re.Match[str]) -> bool:
    question = section.id.removeprefix("question-")
    rows = [
        r
        for r in compute("charter-answers", told(), {}).dicts()
        if r["question"] == question and r["sort"] == "rule question"
    ]
    asked = {q.pack_question for q in told().world.questions.values()}
    return number(found[1]) == len(rows) and not any(r["id"] in asked for r in rows)


def findings(_section: Section, found: re.Match[str]) -> bool:
    fates = Counter(j.outcome for j in judge_all(told()))
    return [number(found[n]) for n in (1, 2, 3, 4)] == [
        sum(fates.values()), fates["held"], fates["not held"], fates["cannot tell"],
    ]  # fmt: skip


def went_from_to(_section: Section, found: re.Match[str]) -> bool:
    """A figure of the county at the start and at the end: in pounds where the sign stands, in millions where that is said."""
    values = [row.value for row in told().figures if row.group == "all"]

    def known(words: str) -> bool:
        shown = words.replace(",", "").replace("−", "").replace("£", "")
        places = len(shown.split()[0].strip("%").partition(".")[2])
        size = 1e6 if "million" in words else 1
        return any(f"{abs(v) / size:.{places}f}" == shown.split()[0].strip("%") for v in values)

    return known(found[1]) and known(found[2])


Check = Callable[[Section, "re.Match[str]"], bool]
SORTS: tuple[tuple[str, Check], ...] = (
    (rf"Of {N} deadlines? that it owed, it met {N}\.", its_deadlines),
    (rf".* acted (?:{N})(?: times)?; (?:{SHARE} of its acts settled (?:something|anything)).*", its_acts),
    (rf"It turned .*; {SHARE} of its {N} contacts? began an exchange(?:, and the rest were replies|: all were replies)?\.", its_contacts),
    (rf"Of {N} acts, {SHARE} were talk; {N} acts?, or {SHARE}, settled something .*", all_acts),
    (rf"The analyst read a record of {N} events.*", whole_record),
    (rf"{N} pieces? of news arrived: .*", news_of_a_phase),
    (rf"{N} deadlines? fell due: .*", deadlines_of_a_phase),
    (rf"Of {N} addressees, .*; of the rest the record shows nothing\.", reached_in_a_phase),
    (rf"Of {N} deadlines, {N} (?:was|were) met by everyone who owed (?:it|them); .* missed most, {N} deadlines each\.", all_deadlines),
    (rf"{N} deadlines? passed that one or more of .* had missed\.", missed_by_a_group),
    (rf"[^,;]+ missed {N} deadlines?\.", missed_by_a_group),
    (rf"Outside their own group, .* turned most often to .* \({N} of {N} contacts\).*", turned_outside),
    (rf"They began {SHARE} of these exchanges themselves(?:; the rest were replies)?\.", began_outside),
    (rf"Among themselves they were in contact {N} times, {SHARE} of all they did towards others\.", among_themselves),
    (rf"They were party to {N} agreements?; {N} (?:was|were) signed by all\.", party_to),
    (r"(?:Meanwhile, in|In) the county model, .* (?:rose|fell) from (.* to .*) by .*", figures_over_time),
    (r"In the county model, .* stood at (.*) in .*", figures_over_time),
    (r".+: (?:in|for|at) .* it went from (.*?) in \w+ \d{4} to (.*?) in \w+ \d{4}(?:;.*|\.)", went_from_to),
    (rf"{N} main contracts? of {N} came to be signed in play .*; {N} stood signed at the start\.", main_contracts),
    (rf"{N} pieces of news reached organisations {N} times in all, .*", news_in_all),
    (rf"Trolley waits over 12 hours moved .* from {N} patients a month .* to {N} patients a month .* with {N} patients\.", by_quarters),
    (rf"In the county model, {N} of the {N} commissioners had spent more than their allocation by the end.*", overspent),
    (rf"No two organisations were in touch more than .* \({N} of {N} contacts\).*", lines_of_a_phase),
    (rf"The busiest line ran from .*: {N} of {N} contacts, of which {SHARE} began .*", busiest_line),
    (rf".* was the commonest topic, declared in {SHARE} of all acts, .*", topic_of_all),
    (rf"Its commonest topic was .*, declared in {SHARE} of what it did\.", topic_of_one),
    (rf"Commissioners turned to one another in {SHARE} of their {N} contacts\.", commissioners_among_themselves),
    (rf"{N} matters? that called for an answer (?:was|were) put to it, and {N} (?:was|were) never answered\.", put_to_it),
    (rf"{N} matters? that called for an answer came to .*; {SHARE} of them stayed without one\.", put_to_a_group),
    (rf"Of {N} questions? about the rules that the pack leaves open here, none was asked as such\.", left_open_by_the_pack),
    (rf"Of {N} findings restated as measures, {N} held in this play, {N} did not, and {N} could not be told from it\.", findings),
)  # fmt: skip
