"""One page that a person who builds no models can read: what might happen, to whom, how sure that is, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from shirehall.economy import levers
from shirehall.economy.ask import Range
from shirehall.economy.figures import MEASURES
from shirehall.economy.terms import Lever
from shirehall.paper.model.bench import benches
from shirehall.paper.model.falling import falls, fresh, told_falls
from shirehall.paper.model.families import fairness, patients, payers, providers, told_fifths
from shirehall.paper.model.pictures import pictures
from shirehall.paper.model.told import Told, phrase, ranged, sureness, value
from shirehall.paper.model.why import money_reasons, reasons
from shirehall.paper.prose import capital, count, figure, listed, pounds, say
from shirehall.paper.tree import (
    Block,
    Column,
    Document,
    Fold,
    ListBlock,
    Note,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
)

__all__ = ["fresh", "news_line", "page"]

EVIDENCE = (
    "This is evidence from a model, one source among others. It shows what might happen and never what will; whoever asked for it"
    " judges what it is worth, and nothing in play depends on accepting it."
)
TALKED_OF: tuple[tuple[str, float], ...] = (
    ("ae-within-4h", 1.0), ("trolley-waits-12h", 0.25), ("bed-occupancy", 1.5), ("delayed-days", 0.1), ("rtt-within-18w", 1.0),
    ("elective-waiting", 0.03), ("emergency-admissions", 0.02), ("cancelled-electives", 0.25), ("community-waiting", 0.2),
    ("carer-hours", 0.05), ("elective-treated", 0.02), ("referrals", 0.02), ("left-unseen", 0.5), ("ambulance-8min", 1.0),
    ("experience", 0.05),
)  # fmt: skip
"""Measures of the county worth a sentence, and the change that is: in points for shares, else as a part of the baseline."""
MOST_SAID = 6


def page(told: Told) -> Document:
    """The whole page."""
    asked = told.asked
    many = listed([f"“{name}”" for name in told.shown])
    title = f"{told.place}: what might happen" + (f" under {many}" if told.shown else " if nothing is agreed")
    sections = (
        short(told), benches(told), asked_of(told), pictures(told), patients(told), fairness(told), providers(told), payers(told),
        falls(told), assumed(told), worked(told),
    )  # fmt: skip
    return Document(
        title=title,
        subtitle=f"{capital(count(len(asked.months), 'month'))} of the county model, {told.months[0]} to {told.months[-1]},"
        f" lived {asked.replications} times over" + (" for each option." if told.shown else "."),
        notice=EVIDENCE,
        sections=tuple(s for s in sections if s.blocks or s.parts),
        about=(
            ("Options", ", ".join((asked.options[0].name, *told.shown))),
            ("Months", str(len(asked.months))),
            ("Runs of each", str(asked.replications)),
            ("Varied", "chance and assumptions" if asked.uncertain else "chance only"),
            ("Seed", str(asked.seed)),
        ),
    )


def short(told: Told) -> Section:
    """The page in a few sentences an option, and its line for the news."""
    blocks: list[ListBlock | Note | Paragraph] = []
    for option in told.told_of:
        items = [
            *told_changes(told, option), *told_where(told, option), *told_fifths(told, option), *told_falls(told, option),
            *told_money(told, option),
        ]  # fmt: skip
        over = f"Under “{option}”, over {count(len(told.months), 'month')}, against the baseline"
        blocks.append(ListBlock(tuple(items), over if told.shown else "If nothing is agreed"))
        why = [*reasons(told, option), *money_reasons(told, option)] if told.shown else []
        if why:
            blocks.append(Paragraph(tuple(say(words, basis="method") for words in why), "Why."))
    blocks.append(Paragraph(tuple(say(words, basis="method") for words in cautions(told)), "How sure."))
    news = tuple(say(news_line(told, option), basis="method") for option in told.told_of)
    blocks.append(Note("For the news", news))
    return Section("short", "In short", tuple(blocks))


def biggest(told: Told, option: str) -> list[tuple[str, Range]]:
    """The county's changes worth a sentence, the largest first; only those that more than half of the runs show."""
    found = []
    for measure, least in TALKED_OF:
        after = told.asked.range(option, measure)
        before = told.asked.range(told.asked.options[0].name, measure)
        if after is None or before is None:
            continue
        scale = least if MEASURES[measure].unit == "%" else least * max(abs(before.median), 1.0)
        size = abs(after.change) / scale
        if size >= 1 and "either way" not in sureness(told.changes(option, measure), measure):
            found.append((size, measure, after))
    return [(measure, after) for _, measure, after in sorted(found, key=lambda each: (-each[0], each[1]))]


def told_changes(told: Told, option: str) -> Iterator[Sentence]:
    """What might change for patients, the largest first; without options, how things might stand."""
    if not told.shown:
        for measure, _ in TALKED_OF[:6]:
            found = told.asked.range(option, measure)
            if found is not None:
                yield say(f"{MEASURES[measure].title} might be {value(measure, found.median)}, between"
                          f" {value(measure, found.low)} and {value(measure, found.high)}.", basis="method")  # fmt: skip
        return
    changes = biggest(told, option)[:MOST_SAID]
    for measure, after in changes:
        yield say(change_words(told, option, measure, after), basis="method")
    if not changes:
        yield say(
            "For patients, no difference shows that is larger than what chance alone might bring.",
            basis="method",
        )


def change_words(told: Told, option: str, measure: str, after: Range) -> str:
    """One change in words: from what to what, how much more or less, and how sure that is."""
    before = told.asked.range(told.asked.options[0].name, measure)
    start = before.median if before else 0.0
    way = "rise" if after.change > 0 else "fall"
    about = [value(measure, rough(measure, x, after.change)) for x in (start, after.median)]
    return (
        f"{phrase(measure)} might {way} from about {about[0]} to about {about[1]}"
        f" ({how_much(measure, after)}): {sureness(told.changes(option, measure), measure)}."
    )


def rough(measure: str, number: float, change: float) -> float:
    """A count to the figures that bear its change: two, or four when the change is small beside it."""
    if MEASURES[measure].decimals or abs(number) < 100:
        return number
    return float(f"{number:.{1 if abs(change) > 0.3 * abs(number) else 3}e}")


def how_much(measure: str, after: Range) -> str:
    """The range of a difference in words: "4.0 to 5.2 points more"."""
    unit = " points" if MEASURES[measure].unit == "%" else ""
    low, high = sorted((after.change_low, after.change_high), key=abs)
    least, most = (value_of(measure, rough(measure, abs(x), abs(x))) for x in (low, high))
    if low * high < 0:
        less, more = (least, most) if low < 0 else (most, least)
        return f"between {less}{unit} less and {more}{unit} more"
    span = most if least == most else f"{least} to {most}"
    return f"{span}{unit} {'more' if high > 0 else 'less'}"


def value_of(measure: str, number: float) -> str:
    """A number of a measure without its unit (pounds keep their sign)."""
    what = MEASURES[measure]
    return value(measure, number) if what.unit == "£" else figure(number, what.decimals)


def told_where(told: Told, option: str) -> Iterator[Sentence]:
    """At which hospital A&E changes most, and where it hardly does."""
    measure, moved, still = "ae-within-4h", list[tuple[float, str]](), list[str]()
    for site in (s.site for s in told.asked.county.tables.sites if s.kind == "hospital"):
        found = told.asked.range(option, measure, site)
        if found is None or not told.shown:
            continue
        if abs(found.change) >= 1:
            moved.append((found.change, site))
        else:
            still.append(told.name(site))
    for change, site in sorted(moved, key=lambda each: (-abs(each[0]), each[1]))[:2]:
        after = told.asked.range(option, measure, site)
        end = f", to about {value(measure, after.median)}" if after else ""
        yield say(f"At {told.name(site)}, the share seen in A&E within four hours might {'rise' if change > 0 else 'fall'} by about"
                  f" {figure(abs(change), 1)} points{end}.", basis="method")  # fmt: skip
    if moved and still:
        yield say(f"A&E at {listed(still)} might hardly change.", basis="method")


def told_money(told: Told, option: str) -> Iterator[Sentence]:
    """The largest change in a provider's and in a commissioner's money, and what it is made of."""
    if not told.shown:
        return
    for measure, one in (("provider-margin", "margin"), ("commissioner-balance", "balance at the end")):
        best: tuple[float, str, Range] | None = None
        for body in told.asked.futures[option].subjects(measure):
            found = told.asked.range(option, measure, body)
            if found is not None and (best is None or abs(found.change) > best[0]):
                best = (abs(found.change), body, found)
        if best is not None and best[0] > 50_000:
            _, body, found = best
            yield say(
                f"{told.name(body)}’s {one} might be {money_words(found)}{whence(told, option, measure, body)};"
                f" {sureness(told.changes(option, measure, body), measure)}.", basis="method",
            )  # fmt: skip


def money_words(found: Range) -> str:
    """A change of a sum of money: how much better or worse, within what, and where it might then stand."""
    low, high = (two(abs(x)) for x in sorted((found.change_low, found.change_high), key=abs))
    reach = f" ({low} to {high})" if found.change_low * found.change_high > 0 else ""
    return f"about {two(abs(found.change))} {'better' if found.change > 0 else 'worse'}{reach}, at {pounds(found.median)}"


def two(number: float) -> str:
    """Pounds to two figures."""
    return pounds(float(f"{number:.1e}"))


def whence(told: Told, option: str, measure: str, body: str) -> str:
    """What a change of money is made of: a provider's income and cost, a commissioner's work not done."""
    if measure == "commissioner-balance":
        spend = told.asked.range(option, "commissioner-spend", body)
        done = told.asked.range(option, "elective-treated")
        less = spend is not None and spend.change < 0 and done is not None and done.change < 0
        return ", since less is done and paid for" if less else ""
    income, cost = (told.asked.range(option, m, body) for m in ("provider-income", "provider-cost"))
    if income is None or cost is None:
        return ""
    said = [
        f"{what} {two(abs(found.change))} {'higher' if found.change > 0 else 'lower'}"
        for what, found in (("income", income), ("cost", cost)) if abs(found.change) >= 1000
    ]  # fmt: skip
    return f", with {listed(said)}" if said else ""


WINTER = (12, 1, 2)


def cautions(told: Told) -> Iterator[str]:
    """What the figures of the short part do not say of themselves."""
    runs = told.asked.replications
    drawn = " and the assumptions drawn" if told.asked.uncertain else ""
    yield (
        f"All {runs} runs come from one model: where they agree, chance{drawn} might not turn the answer round, but a fault in the"
        " model still might."
    )
    if not any(told.asked.county.calendar(month)[1] in WINTER for month in told.asked.months):
        yield f"The {count(len(told.months), 'month')} hold no winter, when beds are shortest: a full year might look different."


def news_line(told: Told, option: str) -> str:
    """One line for the news film."""
    new = fresh(told, option)
    changes = biggest(told, option) if told.shown else []
    long = count(len(told.months), "month")
    if told.shown and new and new[0].lasts and new[0].threshold.kind in ("provider", "commissioner"):
        by = told.month(new[0].first[0] if new[0].first else 1)
        return f"{told.name(new[0].subject)} might be in trouble by {by} under “{option}”, a model suggests."
    if changes:
        measure, after = changes[0]
        what = MEASURES[measure]
        way = "rise" if after.change > 0 else "fall"
        size = value_of(measure, rough(measure, abs(after.change), abs(after.change)))
        unit = " points" if what.unit == "%" else ""
        return f"{phrase(measure)} might {way} by about {size}{unit} in {long} under “{option}”, a model suggests."
    if told.shown:
        return f"A model finds little that “{option}” might change for patients within {long}."
    many = count(len({f.body for f in new}), "organisation")
    return f"With nothing agreed, {many} in {told.place} might be past a tipping point within {long}."


def asked_of(told: Told) -> Section:
    """The levers of each option; belief beside effect."""
    blocks: list[Table | Paragraph] = []
    for option in told.asked.options:
        if option.name not in told.shown:
            continue
        rows = [lever_row(told, one) for one in option.terms if one.basis != "assumed"]
        if option.county is not None:
            blocks.append(
                Paragraph(
                    (
                        say(
                            f"“{option.name}” is lived in a county whose tables differ (a variant of its pathways).",
                            basis="method",
                        ),
                    )
                )
            )
        columns = (Column("From"), Column("What"), Column("Terms"), Column("When"))
        if rows:
            blocks.append(Table(capital(option.name), columns, tuple(rows)))
            blocks += beds_left(told, option.name, option.terms)
        beliefs = told.beliefs.get(option.name, ())
        if beliefs:
            blocks.append(belief_table(told, option.name))
    if not told.shown:
        blocks.append(
            Paragraph(
                (
                    say(
                        "Nothing was asked but how the county might go on under the terms in force.",
                        basis="method",
                    ),
                )
            )
        )
    else:
        against = "Each option is set against the baseline: the county as it might go on under what is agreed already."
        blocks.insert(0, said(against))
    return Section("asked", "What was asked", tuple(blocks))


def lever_row(told: Told, one: Lever) -> Row:
    """A lever in a row."""
    mechanism = levers.catalogue()[one.mechanism]
    terms = dict(one.terms)
    said = [capacity_words(told, terms)] if one.mechanism == "capacity" else []
    skipped = ("change", "resource", "site") if said else ()
    said += [
        f"{name.replace('_', ' ')}: {told.name(str(v)) if isinstance(v, str) else f'{v:,g}'.replace('-', '−')}" for name, v in one.terms
        if not name.startswith("believed") and name not in skipped
    ]  # fmt: skip
    until = (
        f" to {told.month(one.until)}"
        if one.until is not None and one.until <= told.asked.months[-1]
        else " on"
    )
    return Row((one.source, mechanism.title, "; ".join(said), f"{told.month(one.start)}{until}"))


def capacity_words(told: Told, terms: Mapping[str, object]) -> str:
    """A change of capacity in words: "90 fewer medical beds at Marlbridge General"."""
    change = float(str(terms.get("change", 0)))
    what = str(terms.get("resource", "")).replace("-", " ")
    return f"{abs(change):,g} {'fewer' if change < 0 else 'more'} {what} at {told.name(str(terms.get('site', '')))}"


def beds_left(told: Told, option: str, terms: Sequence[Lever]) -> Iterator[Paragraph]:
    """How many general beds are open with and without an option, at the sites that its levers name."""
    for site in sorted({str(v) for one in terms for name, v in one.terms if name == "site"}):
        before = told.asked.range(told.asked.options[0].name, "beds-open", site)
        after = told.asked.range(option, "beds-open", site)
        if before is not None and after is not None and before.median > 0 and abs(after.change) >= 1:
            share = 100 * after.change / before.median
            yield said(
                f"{told.name(site)} might then have about {after.median:,.0f} general beds open, against {before.median:,.0f} in the"
                f" baseline: {abs(share):.0f}% {'more' if share > 0 else 'fewer'}."
            )


def belief_table(told: Told, option: str) -> Table:
    """Belief and effect of each lever side by side, and what the county gave under each."""
    rows = [Row((b.lever, b.believed, b.acts)) for b in told.beliefs[option]]
    other = told.as_believed.get(option)
    note = "What parties believe never acts on the county: it is shown beside the effect that does."
    if other is not None:
        for measure in ("emergency-admissions", "bed-occupancy", "elective-treated"):
            acting, hoped = told.asked.range(option, measure), told.asked.range(other, measure)
            if acting is not None and hoped is not None and (acting.change or hoped.change):
                rows.append(Row((
                    f"So, {MEASURES[measure].title[:1].lower()}{MEASURES[measure].title[1:]}",
                    f"if the belief were true: {ranged(measure, hoped.change, hoped.change_low, hoped.change_high, signed=True)}",
                    f"{ranged(measure, acting.change, acting.change_low, acting.change_high, signed=True)}",
                )))  # fmt: skip
    return Table(
        f"Belief and effect: “{option}”",
        (Column(""), Column("What its parties believe"), Column("What acts in the model")),
        tuple(rows),
        note,
    )


def assumed(told: Told) -> Section:
    """Everything that the answer assumes, with where it came from."""
    rows = tuple(Row(each) for each in told.assumed)
    columns = (Column("What is assumed"), Column("Value"), Column("Grounds"), Column("Source"))
    marks: dict[str, Row] = {}
    for fall in told.falls[told.told_of[0]]:
        t = fall.threshold
        marks.setdefault(t.id, Row((t.title, t.means, t.origin, t.source)))
    mark_columns = (Column("Tipping point"), Column("What it means"), Column("Grounds"), Column("Source"))
    many = len(told.asked.uncertain)
    parts = (("Drawn anew for each run", rows[:many]), ("The same in every run", rows[many:]))
    tables: tuple[Block, ...] = tuple(Table(caption, columns, each) for caption, each in parts if each)
    doubt = "Everything below was put in, not found out. If you doubt one of these, doubt what rests on it."
    looked_for = Table("Tipping points", mark_columns, tuple(marks.values()))
    return Section(
        "assumed",
        "What is assumed",
        (
            said(doubt),
            *(tables or (said("Nothing beyond the pack’s own tables."),)),
            Fold("The tipping points that were looked for", (looked_for,)),
        ),
    )


def said(words: str) -> Paragraph:
    """One sentence as a paragraph."""
    return Paragraph((say(words, basis="method"),))


def worked(told: Told) -> Section:
    """How the answer was made, and how to read it."""
    read = (
        "“Middle (range)” is the median of the runs, with the range from which the highest and the lowest tenth of them are left out.",
        "The baseline and every option were lived with the same patients, the same chance and the same draws of what is assumed, so a"
        " difference is the option’s own.",
        "A difference is taken run by run and then its middle is found, so it need not be the one middle less the other.",
        "“Better” and “worse” are said only of what is good or bad in itself: fewer admissions may mean less need, or people turned away.",
        "A share of runs such as 6 of 8 is itself uncertain; where tenths stand beside it, the true share might lie between them.",
    )
    items = tuple(
        say(words, basis="method") for words in (*read, *(plainly(told, each) for each in told.worked))
    )
    return Section("worked", "How this was worked out", (ListBlock(items),))


def plainly(told: Told, words: str) -> str:
    """A sentence about the runs with bodies called by their names."""
    for subject, name in sorted(told.names.items()):
        words = words.replace(f" of {subject} (", f" of {name} (")
    return words
