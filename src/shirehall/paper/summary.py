"""The executive summary and the end state: what was and was not achieved, chosen by general rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from statistics import mean

from shirehall.economy.figures import MEASURES
from shirehall.paper.endstate import end_state, main_contracts
from shirehall.paper.fates import ACTED, ANSWERED, LIKE, NOTHING, fates
from shirehall.paper.filled import filled_said, scripted, seats
from shirehall.paper.meaning import meaning, why
from shirehall.paper.noting import rested
from shirehall.paper.progress import beside_said
from shirehall.paper.prose import (
    a_share,
    amount,
    capital,
    count,
    in_words,
    listed,
    pounds,
    replied,
    say,
    times,
    were,
)
from shirehall.paper.reader import Reader
from shirehall.paper.tree import SHOWN, Block, ListBlock, Note, Paragraph, Section, Sentence
from shirehall.study.themes import STRENGTHS, read_themes
from shirehall.study.themes.theme import sentences_in
from shirehall.study.validation import validation

HEADLINES = ("ae-within-4h", "rtt-within-18w", "bed-occupancy", "trolley-waits-12h", "delayed-days")
"""The county's measures that a board would look at first, each told when the county gives it."""

MOST_THEMES = 3
"""How many themes the summary tells."""
FEW = 20
"""Counts that stay below this all year move by chance, and are no headline."""


def summary(reader: Reader) -> Section:
    """The summary: what happened, what the county lived through, why and what it might mean, and what to ask next."""
    causes, lessons = why(reader), meaning(reader)
    groups = (
        ("What people made of it.", found_said(reader)),
        (
            "What happened.",
            [contracts_said(reader), deals_said(reader), plans_said(reader), injects_said(reader)],
        ),
        ("The rounds side by side.", beside_said(reader)),
        ("What the county lived through.", county_told(reader)),
        ("Why it might have come about.", [read.said for read in causes]),
        ("What it might mean.", [read.said for read in lessons]),
    )
    blocks: list[Block] = [
        Paragraph(tuple(s for s in sentences if s is not None), lead)
        for lead, sentences in groups
        if any(sentences)
    ]
    asks = [say(read.ask, basis="method") for read in (*causes, *lessons)]
    asks.append(say("Would people in these seats do the same?", basis="method")) if scripted(
        seats(reader)
    ) else None
    blocks.append(ListBlock(tuple(asks), "Questions that this leaves, for those who own the next step:"))
    caution = say(
        f"{filled_said(reader)} One play shows what might happen in a county like this one under these rules;"
        " it says nothing of how likely that is, and nothing of any real place. What might have caused what is a"
        " reading by rule; others may read the same events otherwise.",
        basis="method",
    )
    return Section(
        "summary", "Executive summary", (*blocks, Note("How far this goes", (caution,))), (end_state(reader),)
    )


def found_said(reader: Reader) -> list[Sentence]:
    """The themes that people wrote, the strongest first, each by what it says first; the rest are counted."""
    themes = read_themes(reader.study)
    order = list(STRENGTHS)
    ranked = sorted(
        themes.standing, key=lambda w: order.index(w.strength) if w.strength in order else len(order)
    )
    said = []
    for written in ranked[:MOST_THEMES]:
        theme = written.theme
        disputed = any(m.theme == theme.id and m.mark == "disputed" for m in validation(reader.study).marks)
        first = rested(reader, themes.ground, sentences_in(theme.statement)[0], theme.supports)
        tail = " Somebody disputes it." if disputed or theme.dissent else ""
        said.append(replace(first, text=f"{first.text}{tail}"))
    left = len(themes.standing) - len(said)
    if left:
        numbers = [w.number for w in ranked[MOST_THEMES:]][:SHOWN]
        also = f"{capital(count(left, 'more theme'))} {'stands' if left == 1 else 'stand'} further down."
        said.append(Sentence(also, basis="method", notes=tuple(numbers)))
    return said


def across(reader: Reader) -> Paragraph:
    """How the year was gone about, over all organisations: who turned to whom, how much was settled, what was left."""
    said = (
        contacts_said(reader),
        centre_of_talk(reader),
        deeds_said(reader),
        topics_said(reader),
        rulings_said(reader),
        asks_said(reader),
        deadlines_said(reader),
    )
    return Paragraph(tuple(s for s in said if s is not None), "Over all organisations.")


def contracts_said(reader: Reader) -> Sentence:
    """What became of the main contracts."""
    every, signed, evidence = main_contracts(reader)
    months = [row["month_signed"] for row in signed if row["month_signed"]]
    stood = len(signed) - len(months)
    beside = f"; {count(stood, 'stood', 'stood')} signed at the start" if stood else ""
    before = f"{count(stood, 'main contract')} stood signed before play began, and " if stood else ""
    if stood == len(every) and every:
        return say(
            f"All main contracts stood signed before play began: {stood} of them.", [reader.end], "derived"
        )
    if not months:
        rest = (
            f"none of the other {len(every) - stood}" if stood else f"none of the {len(every)} main contracts"
        )
        return say(
            f"{before}{rest} had been signed when play ended.",
            [*evidence, reader.end],
            "derived",
        )
    first = (
        f", the first in {reader.month(min(months))}" if len(months) > 1 else f" in {reader.month(months[0])}"
    )
    last = (
        f" and the last in {reader.month(max(months))}"
        if len(months) > 1 and max(months) != min(months)
        else ""
    )
    share = f"{count(len(months), 'main contract')} of {len(every)}"
    return say(f"{capital(share)} came to be signed in play{first}{last}{beside}.", evidence, "derived")


def plans_said(reader: Reader) -> Sentence:
    """What became of plans."""
    rows = [(row, evidence) for row, evidence in reader.rows("plans") if row["status"] != "superseded"]
    if not rows:
        return say("Nobody submitted a plan to anybody.", [reader.end], "derived")
    owners = list(dict.fromkeys(row["owner"] for row, _ in rows))
    accepted = sum(row["status"] == "signed off" for row, _ in rows)
    believed = sum(": credible" in row["verdicts"] for row, _ in rows)
    fate = (
        f"{were(believed)} called credible by {'somebody' if len(rows) > 1 else 'those'} who judged"
        f" {'them' if len(rows) > 1 else 'it'}"
    )
    return say(
        f"{capital(count(len(rows), 'plan'))} stood at the end, by {reader.names(owners)}; {fate}, and"
        f" {were(accepted)} signed off.",
        [seq for _, evidence in rows for seq in evidence],
        "derived",
    )


def rulings_said(reader: Reader) -> Sentence:
    """Questions about the rules, answered and open."""
    asked = reader.telling.world.questions
    if not asked:
        return say(
            "Nobody asked what any rule meant, although the pack leaves several unclear.",
            [reader.end],
            "derived",
        )
    still = [q for q in asked.values() if q.status == "open"]
    askers = list(dict.fromkeys(reader.telling.world.organisation_of(q.asker) for q in asked.values()))
    who = (
        f"all {len(askers)} organisations" if 3 < len(askers) == len(reader.bodies) else reader.names(askers)
    )
    left = f"{were(len(still))} still open at the end" if still else "all were answered"
    return say(
        f"{capital(who)} asked {count(len(asked), 'question')} about the rules, of which {left}.",
        sorted(asked),
        "derived",
    )


def deals_said(reader: Reader) -> Sentence:
    """Side deals, and agreements on which accounts differ."""
    rows = [(row, evidence) for row, evidence in reader.rows("agreements") if row["tier"] != "main"]
    reached = [row for row, _ in rows if "signed" in row["history"]]
    differ = [
        (row, evidence) for row, evidence in reader.rows("agreements") if row["accounts_differ"] == "yes"
    ]
    more = (
        f", and on {count(len(differ), 'agreement')} the parties' own accounts differ"
        if differ
        else "; on the record no two parties gave different accounts of an agreement"
    )
    noted = sum(bool(each.entry.body.get("differs")) for each in reader.study.standing("note"))
    more += f", while observers noted such accounts {times(noted)}" if noted and not differ else ""
    evidence = [seq for _, found in [*rows, *differ] for seq in found] or [reader.end]
    if not rows:
        return say("Beside the main contracts, no deal of any sort was talked of.", [reader.end], "derived")
    return say(
        f"Beside the main contracts, {count(len(rows), 'deal')} of other sorts"
        f" {'was' if len(rows) == 1 else 'were'} talked of, of which {were(len(reached))} signed{more}.",
        evidence,
        "derived",
    )


def contacts_said(reader: Reader) -> Sentence | None:
    """Which kinds of body turned most to which."""
    pairs = Counter((c.sender_kind, c.hearer_kind) for c in reader.telling.contacts)
    if not pairs:
        return None
    (sender, hearer), most = sorted(pairs.items(), key=lambda p: (-p[1], p[0]))[0]
    found = [c for c in reader.telling.contacts if (c.sender_kind, c.hearer_kind) == (sender, hearer)]
    among = (
        "among " + reader.kind(sender)
        if sender == hearer
        else f"from {reader.kind(sender)} to {reader.kind(hearer)}"
    )
    started = sum(c.started for c in found)
    return say(
        f"The busiest line ran {among}: {most:,} of {sum(pairs.values()):,} contacts, of which"
        f" {a_share(started, most)} began an exchange{replied(started, most)}.",
        [c.seq for c in found],
        "derived",
    )


def centre_of_talk(reader: Reader) -> Sentence | None:
    """Whom others turned to most of their own accord."""
    begun = [c for c in reader.telling.contacts if c.started]
    heard = Counter(c.hearer for c in begun)
    if not heard:
        return None
    body, most = sorted(heard.items(), key=lambda p: (-p[1], p[0]))[0]
    from_whom = {c.sender for c in begun if c.hearer == body}
    return say(
        f"Of their own accord, others turned most often to {reader.name(body)}: {times(most)}, by"
        f" {count(len(from_whom), 'organisation')}.",
        [c.seq for c in begun if c.hearer == body],
        "derived",
    )


def deeds_said(reader: Reader) -> Sentence:
    """How much of it was talk and how much was settled."""
    acts = reader.telling.acts
    settled = [event for event in acts if reader.telling.settles(event)]
    talk = sum(reader.telling.nature(event) == "talk" for event in acts)
    if not acts:
        return say("Nobody did anything that the record shows.", [reader.end], "derived")
    return say(
        f"Of {len(acts):,} acts, {a_share(talk, len(acts))} were talk; {count(len(settled), 'act')}, or"
        f" {a_share(len(settled), len(acts))}, settled something by signing, spending, ruling, changing or"
        " refusing.",
        [e.seq for e in settled] or [reader.end],
        "derived",
    )


def topics_said(reader: Reader) -> Sentence | None:
    """What was talked of most and least."""
    found = dict(reader.topics(reader.telling.acts))
    if len(found) < 3:
        return None
    ordered = sorted(found, key=lambda t: (-found[t], t))
    never = [t for t in reader.telling.world.topics if t not in found]
    quiet = (
        f"{listed([f'“{reader.topic(t)}”' for t in never[:3]])} never came up"
        if never
        else f"“{reader.topic(ordered[-1])}” came up least"
    )
    evidence = [e.seq for e in reader.telling.acts if ordered[0] in e.about]
    return say(
        f"“{reader.topic(ordered[0])}” was the commonest topic, declared in"
        f" {a_share(found[ordered[0]], len(reader.telling.acts))} of all acts, before"
        f" “{reader.topic(ordered[1])}”; {quiet}.",
        evidence,
        "derived",
    )


def county_told(reader: Reader) -> list[Sentence | None]:
    """What moved most in the county, how the purses ended, and what was believed; at most four sentences."""
    money, belief = money_said(reader), belief_said(reader)
    return [*county_said(reader, 1 if money and belief else 2), money, belief]


def county_said(reader: Reader, most: int) -> list[Sentence]:
    """The headline measures that moved most over the year."""
    found = []
    for measure in HEADLINES:
        chosen = ["county"] if (measure, "county") in reader.series else reader.subjects(measure)
        months = sorted({month for s in chosen for month in reader.series[measure, s]})
        if len(months) < 6:
            continue
        early, late = (quarter(reader, measure, chosen, part) for part in (months[:3], months[-3:]))
        if MEASURES[measure].unit != "%" and max(early, late) < FEW:
            continue
        size = abs(late - early) / (abs(early) or 1.0)
        seen = {*months[:3], *months[-3:], worst_month(reader, measure)[1]}
        found.append((size, measure, early, late, [reader.lived[m] for m in sorted(seen)]))
    said = []
    for _, measure, early, late, evidence in sorted(found, key=lambda row: (-row[0], row[1]))[:most]:
        what = MEASURES[measure]
        better = "for the better" if (late > early) == (what.better == "up") else "for the worse"
        a_month = "" if what.unit == "%" else " a month"
        then, now = (f"{amount(value, what.unit, what.decimals)}{a_month}" for value in (early, late))
        moved = (
            f"moved {better} in the county model, from {then} over the first three months to {now} over the"
            f" last three{worst_said(reader, measure)}"
        )
        same = f"stayed at about {amount(early, what.unit, what.decimals)}"
        said.append(
            say(
                f"{what.title} {same if abs(late - early) < 10**-what.decimals else moved}.",
                evidence,
                "derived",
            )
        )
    return said


def worst_month(reader: Reader, measure: str) -> tuple[float, int, str]:
    """The worst value of a measure, its month and its subject: of counts over all whom it is about, of shares where it was worst."""
    chosen = ["county"] if (measure, "county") in reader.series else reader.subjects(measure)
    what = MEASURES[measure]
    found = [(reader.series[measure, s][m].value, m, s) for s in chosen for m in reader.series[measure, s]]
    if what.unit != "%":
        sums: Counter[int] = Counter()
        for value, month, _ in found:
            sums[month] += round(value)
        found = [(float(value), month, "county") for month, value in sums.items()]
    return (min if what.better == "up" else max)(found)


def worst_said(reader: Reader, measure: str) -> str:
    """The worst month of a measure, as the end of a sentence about it."""
    what = MEASURES[measure]
    if what.better not in ("up", "down"):
        return ""
    worst, month, subject = worst_month(reader, measure)
    where = "" if subject == "county" else f" at {reader.subject(subject)}"
    return (
        f"; the worst month was {reader.month(month)}, with {amount(worst, what.unit, what.decimals)}{where}"
    )


def quarter(reader: Reader, measure: str, subjects: list[str], months: list[int]) -> float:
    """A measure over some months: shares as the mean over subjects, all else as the sum of the subjects' means a month."""
    held = [
        [reader.series[measure, s][m].value for m in months if m in reader.series[measure, s]]
        for s in subjects
    ]
    means = [mean(values) for values in held if values]
    return mean(means) if MEASURES[measure].unit == "%" else sum(means)


def money_said(reader: Reader) -> Sentence | None:
    """How those who hold budgets ended."""
    month = max(reader.lived, default=0)
    balances = (
        s for s in sorted(reader.series.items()) if s[0][0] == "commissioner-balance" and month in s[1]
    )
    ends = sorted((series[month].value, body) for (_, body), series in balances)
    if not ends:
        return None
    left = [
        f"{reader.name(body)} by {pounds(abs(value))}"
        if value < 0
        else f"{reader.name(body)} kept {pounds(value)}"
        for value, body in (ends[0], ends[-1])
    ]
    if len(ends) == 1:
        stood = (
            left[0].replace(" by ", " had spent more than its allocation by the end, by ")
            if ends[0][0] < 0
            else f"{left[0]} at the end"
        )
        return say(f"In the county model, {stood}.", [reader.lived[month]], "derived")
    over = sum(value < 0 for value, _ in ends)
    some = "all" if over == len(ends) else "none" if not over else in_words(over)
    number = in_words(len(ends))
    stood = f"the most {left[0]}, the least {left[1]}" if ends[-1][0] < 0 else " and ".join(left)
    of = f"{number} commissioners" if some == "all" else f"of the {number} commissioners"
    some, of = ("both", "commissioners") if (some, number) == ("all", "two") else (some, of)
    said = f"In the county model, {some} {of} had spent more than their allocation by the end: {stood}."
    return say(said, [reader.lived[month]], "derived")


def belief_said(reader: Reader) -> Sentence | None:
    """What plans claimed beside how the planners' balances went."""
    rows = [
        (row, evidence)
        for row, evidence in reader.rows("belief-and-effect")
        if row["change_pounds"] is not None
    ]
    if not rows:
        return None
    claimed = sum(row["savings_claimed_pounds_a_year"] for row, _ in rows)
    change = sum(row["change_pounds"] for row, _ in rows)
    went = "worsened" if change < 0 else "improved"
    return say(
        f"Plans claimed savings of {pounds(claimed)} a year between them, while the balances of those who"
        f" wrote them {went} by {pounds(abs(change))} while play lasted; the second figure has many causes, and"
        " none of it is laid to the plans here.",
        [seq for _, evidence in rows for seq in evidence],
        "derived",
    )


def injects_said(reader: Reader) -> Sentence | None:
    """What was done about what arrived."""
    rows = reader.rows("inject-reactions")
    if not rows:
        return None
    found = fates((row["reaction"], row["link"]) for row, _ in rows)
    injects = len({row["inject"] for row, _ in rows})
    whole = len(rows)
    deeds = (
        "not once was a deed the answer"
        if not found[ACTED]
        else f"{'only ' if found[ACTED] * 10 < whole else ''}{times(found[ACTED])} was a deed the answer"
    )
    rest = [
        f"{words} in {a_share(found[each], whole)}"
        for each, words in (
            (ANSWERED, "words alone came"),
            (LIKE, "talk turned to a like subject and no further"),
            (NOTHING, "the record shows nothing"),
        )
        if found[each]
    ]
    return say(
        f"{capital(count(injects, 'piece'))} of news reached organisations {whole:,} times in all, and {deeds};"
        f" {listed(rest)}{' of these cases' if rest else ''}.",
        [seq for _, evidence in rows for seq in evidence],
        "derived",
    )


def asks_said(reader: Reader) -> Sentence | None:
    """What was asked and had no answer."""
    asks = reader.of_kind("asked")
    rows = reader.rows("unanswered-asks")
    if not asks:
        return None
    worst = Counter(row["asked"] for row, _ in rows)
    evidence = [seq for _, found in rows for seq in found] or [e.seq for e in asks]
    if not rows:
        every = (
            "The one ask that was made of another organisation"
            if len(asks) == 1
            else f"Each of the {len(asks)} asks"
        )
        return say(f"{every} had an answer.", evidence, "derived")
    body, most = sorted(worst.items(), key=lambda p: (-p[1], p[0]))[0]
    often = (
        f", most often from {reader.name(body)} ({times(most)})"
        if len(rows) > 1
        else f", from {reader.name(body)}"
    )
    return say(
        f"Organisations asked others for something {times(len(asks))}, and {times(len(rows))} no answer"
        f" came{often}.",
        evidence,
        "derived",
    )


def deadlines_said(reader: Reader) -> Sentence | None:
    """Deadlines met and missed."""
    passed = reader.of_kind("deadline-passed")
    if not passed:
        return None
    kept = [e for e in passed if not e.body["missed"]]
    missed = Counter(body for e in passed for body in e.body["missed"])
    if not missed:
        return say(f"All {len(passed)} deadlines were met.", [e.seq for e in passed], "derived")
    most = max(missed.values())
    late = [body for body in reader.bodies if missed.get(body) == most]
    return say(
        f"Of {len(passed)} deadlines, {were(len(kept))} met by everyone who owed {'it' if len(kept) == 1 else 'them'}; {reader.names(late)}"
        f" missed most, {count(most, 'deadline')}{' each' if len(late) > 1 else ''}.",
        [e.seq for e in passed],
        "derived",
    )
