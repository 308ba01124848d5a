"""The context: the place, its organisations, who provides what, and the rules as they were given."""

from __future__ import annotations

from collections import Counter, defaultdict

from shirehall.paper.filled import by_whom, seats
from shirehall.paper.prose import capital, count, figure, listed, say, sentence_case
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Column, ListBlock, Paragraph, Row, Section, Table
from shirehall.study.between_rounds import rounds_told

SECTORS = {
    "referral-surgical": "surgical referrals",
    "referral-medical": "medical referrals",
    "referral-other": "other referrals",
    "planned": "planned operations",
    "community": "community care",
    "mental-health": "mental health care",
}

PASSED = " Seats of a body that another followed are counted with both."


def short(reader: Reader) -> str:
    """How far play went, where it did not go to the end of the round."""
    last = reader.telling.months[-1] if reader.telling.months else 0
    return f"; this play went to {reader.month(last)}" if 0 < last < reader.telling.patch.round.months else ""


def periods(reader: Reader) -> str:
    """From when to when the rounds that were played run."""
    rounds = [
        (reader.month(one.months[0]), reader.month(one.months[1])) for one in rounds_told(reader.telling)
    ]
    if len(rounds) == 1:
        return f"the round runs from {rounds[0][0]} to {rounds[0][1]}"
    runs = [f"{first} to {last}" for first, last in rounds]
    return f"the rounds run from {' and from '.join(runs) if len(runs) == 2 else listed(runs)}"


def context(reader: Reader) -> Section:
    """All that a reader needs to know of the place before the story."""
    patch = reader.telling.patch
    people = sum(sum(row.people()) for row in patch.county.places if row.in_county == "yes")
    place = [say(sentence, basis="given") for sentence in sentences(patch.head.story)]
    size = say(
        f"The county model holds {people:,} people in {len({r.place for r in patch.county.places})} places,"
        f" and {periods(reader)}{short(reader)}.",
        basis="given",
    )
    parts = (
        Section("context-bodies", "The organisations", (bodies_table(reader),)),
        Section("context-market", "Who provides what", (*market(reader), contracts_table(reader))),
        Section("context-rules", "The rules as given", rules(reader)),
    )
    return Section("context", "Context", (Paragraph(tuple(place)), Paragraph((size,))), parts)


def sentences(text: str) -> list[str]:
    """A text cut into its sentences."""
    return [part if part.endswith(".") else f"{part}." for part in " ".join(text.split()).split(". ") if part]


def bodies_table(reader: Reader) -> Table:
    """Every organisation with what it is, who sat for it and what it wanted."""
    rows = []
    for body in reader.telling.patch.organisations:
        if body.kind == "control":
            continue
        chairs = seats(reader, body.id)
        who = ", ".join(f"{number} by {what}" for number, what in by_whom(chairs)) or "no seat"
        rows.append(
            Row(
                (
                    body.name,
                    body.short,
                    capital(reader.kind(body.kind, many=False)),
                    str(len(chairs) or "–"),
                    who,
                    sentence_case(body.character.ambition),
                )
            )
        )
    columns = (
        Column("Organisation"),
        Column("Called here"),
        Column("What it is"),
        Column("Seats", "number", True),
        Column("Filled"),
        Column("What it hopes for"),
    )
    return Table(
        "The organisations of the county and who filled their seats",
        columns,
        tuple(rows),
        "Scripted seats are played by rules and never by people; they are shown as scripted throughout."
        + (PASSED if len(rounds_told(reader.telling)) > 1 else ""),
    )


def market(reader: Reader) -> tuple[Table, ...]:
    """The table of shares, when the pack gives any."""
    return (market_table(reader),) if reader.telling.patch.county.market else ()


def market_table(reader: Reader) -> Table:
    """The share of each sector that each provider holds at the start, people-weighted over commissioners."""
    county = reader.telling.patch.county
    owners = {site.site: site.owner for site in county.sites}
    people: dict[str, int] = defaultdict(int)
    for place in county.places:
        people[place.consortium] += sum(place.people())
    shares: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in county.market:
        shares[row.pathway][owners.get(row.site, row.site)] += row.share * people.get(row.commissioner, 0)
    providers = sorted(
        {b for c in shares.values() for b in c},
        key=lambda b: (-sum(c.get(b, 0.0) for c in shares.values()), b),
    )
    columns = (
        Column("Sector"),
        *(Column(capital(reader.name(b)), "% of people sent", True) for b in providers),
    )
    rows = []
    for pathway, counted in shares.items():
        whole = sum(counted.values()) or 1.0
        cells = (figure(100 * counted[b] / whole, 0) if counted.get(b) else "–" for b in providers)
        rows.append(Row((capital(SECTORS.get(pathway, pathway.replace("-", " "))), *cells)))
    return Table(
        "Who provides what at the start: share of each planned sector by provider",
        columns,
        tuple(rows),
        "Worked out from the pack's market table, in which shares are assumed from nearness and standing"
        " contracts.",
    )


def contracts_table(reader: Reader) -> Table:
    """The contracts as they stand at the start, by provider."""
    rows = []
    for contract in reader.telling.patch.contracts:
        if contract.tier == "main":
            cells = (
                contract.title,
                capital(reader.name(contract.commissioner)),
                capital(reader.name(contract.provider)),
                contract.form.replace("-", " "),
                figure(contract.value.value, 1),
                str(contract.value.origin),
            )
            rows.append(Row(cells))
    columns = (
        Column("Contract"),
        Column("Commissioner"),
        Column("Provider"),
        Column("Form"),
        Column("Value", "£ million a year", True),
        Column("Source"),
    )
    return Table(
        "Main contracts rolled over from the year before",
        columns,
        tuple(rows),
        "What “tariff”, “block” and the other forms mean is in the glossary.",
    )


def rules(reader: Reader) -> tuple[Paragraph | ListBlock, ...]:
    """How many rules are clear, unclear or silent, and which are not clear."""
    given = reader.telling.patch.rules
    counted = Counter(rule.clarity for rule in given.rules)
    checked = sum(rule.checked_by == "machine" for rule in given.rules)
    intro = (
        say(
            f"The pack gives {count(len(given.rules), 'rule')} of the real job:"
            f" {listed([f'{counted[c]} {c}' for c in ('clear', 'unclear', 'silent') if counted[c]])}.",
            basis="given",
        ),
        say(
            f"The play itself refuses moves under {count(checked, 'rule')}; all others bind as far as people"
            " hold one another to them.",
            basis="given",
        ),
        say(
            f"{capital(count(len(given.questions), 'question'))} about the rules are left open on purpose.",
            basis="given",
        ),
    )
    grey = [say(rule.text, basis="given") for rule in given.rules if rule.clarity != "clear"]
    if not grey:
        return (Paragraph(intro),)
    lead = (
        "Rules that are not clear:"
        if len(grey) <= 10
        else f"Ten of the {len(grey)} rules that are not clear:"
    )
    return Paragraph(intro), ListBlock(tuple(grey[:10]), lead)
