"""The report's figures, built from a reading: each with its unit, what it shows in a sentence, and its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shirehall.economy.figures import MEASURES
from shirehall.paper import charts
from shirehall.paper.prose import amount, capital, count, figure, listed
from shirehall.paper.reader import Reader
from shirehall.paper.rounds import several
from shirehall.paper.tree import Column, Figure, Row, Table
from shirehall.play.record.event import Event
from shirehall.study.reading import actor

RECORD = "the record of play, counted by rule"
MODEL = "the county model, true figures of each month as it was lived; one realisation"
SORTS = ("settled deeds", "commitments", "notable talk")


def number(value: float) -> str:
    """A whole number for a cell; a dash for nought, so that a matrix can be read."""
    return f"{round(value):,}" if value else "–"


def grid(
    title: str,
    unit: str,
    rows: Sequence[str],
    columns: Sequence[str],
    counted: Counter[tuple[str, str]],
    head: str,
) -> Table:
    """A table of counts by row and column."""
    heads = (Column(head), *(Column(c, unit, True) for c in columns))
    return Table(title, heads, tuple(Row((r, *(number(counted[r, c]) for c in columns))) for r in rows))


def points(
    counted: Counter[tuple[str, str]], rows: Sequence[str], columns: Sequence[str]
) -> list[charts.Point]:
    """Every cell of a grid as a point."""
    return [(r, c, float(counted[r, c])) for r in rows for c in columns]


def kinds_matrix(reader: Reader) -> Figure | None:
    """Which kinds of body turned to which, the busiest first."""
    counted = Counter(
        (capital(reader.kind(c.sender_kind)), capital(reader.kind(c.hearer_kind)))
        for c in reader.telling.contacts
    )
    if not counted:
        return None
    rows, columns = by_weight(counted, 0), by_weight(counted, 1)
    (a, b), most = sorted(counted.items(), key=lambda p: (-p[1], p[0]))[0]
    whole = sum(counted.values())
    return Figure(
        "Who turned to whom, by kind of organisation",
        f"The busiest of {len(counted)} lines of contact"
        f" {'ran among ' + a.lower() if a == b else f'was that from {a.lower()} to {b.lower()}'}, with"
        f" {most:,} of {whole:,} contacts.",
        "contacts in all",
        RECORD,
        charts.heat(points(counted, rows, columns), rows, columns, row="From", column="To", unit="contacts"),
        grid(
            "Contacts by kind of organisation, from the row to the column",
            "contacts",
            rows,
            columns,
            counted,
            "From",
        ),
    )


def by_weight(counted: Counter[tuple[str, str]], place: int) -> list[str]:
    """The names of one side of a grid, the heaviest first."""
    weights: Counter[str] = Counter()
    for key, value in counted.items():
        weights[key[place]] += value
    return sorted(weights, key=lambda name: (-weights[name], name))


def bodies_network(reader: Reader) -> Figure | None:
    """Who talked with whom: the organisations on a circle, the line as thick as the contact was frequent."""
    pairs: Counter[tuple[str, str]] = Counter()
    for contact in reader.telling.contacts:
        one, other = sorted((contact.sender, contact.hearer), key=order(reader))
        pairs[reader.name(one), reader.name(other)] += 1
    if not pairs:
        return None
    touched = Counter(name for pair, times in pairs.items() for name in pair for _ in range(times))
    themes = list(dict.fromkeys(theme_of(reader, b) for b in reader.bodies))
    ordered = sorted(reader.bodies, key=lambda b: (themes.index(theme_of(reader, b)), order(reader)(b)))
    nodes = [(capital(reader.name(b)), theme_of(reader, b), touched[reader.name(b)]) for b in ordered]
    drawn = {
        (capital(a), capital(b)): n
        for (a, b), n in pairs.items()
        if {a, b} <= {reader.name(x) for x in ordered}
    }
    (a, b), most = sorted(pairs.items(), key=lambda p: (-p[1], p[0]))[0]
    silent = [name for name, _, n in nodes if not n]
    quiet = f" {listed(silent)} had no contact with anyone." if silent else ""
    rows = tuple(
        Row((capital(x), capital(y), f"{n:,}"))
        for (x, y), n in sorted(pairs.items(), key=lambda p: (-p[1], p[0]))
    )
    shown = f" Only the {45} heaviest of {len(pairs)} lines are drawn." if len(pairs) > 45 else ""
    return Figure(
        "Who talked with whom",
        f"{capital(a)} and {b} were in contact most often, {most:,} times.{quiet}{shown}",
        "contacts in either direction",
        RECORD,
        charts.circle(nodes, drawn),
        Table(
            "Contacts between organisations in either direction",
            (Column("One"), Column("The other"), Column("Contacts", "number", True)),
            rows,
        ),
    )


@dataclass(frozen=True, slots=True)
class Order:
    """The order of bodies in the pack, as a sorting key."""

    places: dict[str, int]

    def __call__(self, body: str) -> int:
        """Where a body stands; unknown ones last."""
        return self.places.get(body, len(self.places))


def order(reader: Reader) -> Order:
    """The order of bodies in the pack."""
    return Order({body: place for place, body in enumerate(reader.telling.world.organisations)})


def theme_of(reader: Reader, body: str) -> str:
    """The head of the theme that holds a body's kind."""
    kind = reader.telling.kind_of(body)
    for theme in reader.telling.patch.codebook.themes:
        if kind in theme.kinds:
            return theme.title.split(":")[0]
    return "Others"


def topics_by_month(reader: Reader) -> Figure | None:
    """What was talked of, month by month."""
    axis = reader.axis
    counted = Counter((reader.topic(t), axis[e.month - 1]) for e in reader.telling.acts for t in e.about)
    if not counted:
        return None
    rows = by_weight(counted, 0)
    early = sum(counted[rows[0], m] for m in axis[: len(axis) // 2])
    late = sum(counted[rows[0], m] for m in axis[len(axis) // 2 :])
    turn = (
        "more in the second half of play than in the first"
        if late > early
        else (
            "less in the second half of play than in the first"
            if late < early
            else "as much in one half of play as in the other"
        )
    )
    return Figure(
        "What was talked of, month by month",
        f"“{rows[0]}” was declared most often, {turn} ({early:,} acts, then {late:,}).",
        "acts that declare the topic",
        f"{RECORD}; topics as declared by the sender, of whom one act may name several",
        charts.heat(points(counted, rows, axis), rows, axis, row="", column="", unit="acts"),
        grid("Acts by declared topic and month", "acts", rows, axis, counted, "Topic"),
    )


def load_by_body(reader: Reader) -> Figure | None:
    """What lay with each organisation unanswered at the end of each month."""
    axis = reader.axis
    months = list(reader.telling.months)
    found = [d for d in reader.demands if d.body in reader.bodies]
    if not found:
        return None
    counted = Counter(
        {
            (capital(reader.name(b)), axis[m - 1]): sum(d.body == b and d.open_after(m) for d in found)
            for b in reader.bodies
            for m in months
        }
    )
    rows = by_weight(counted, 0)
    totals = {capital(reader.name(b)): [d for d in found if d.body == b] for b in reader.bodies}
    heads = (
        Column("Organisation"),
        Column("Asked of it", "matters", True),
        Column("Answered", "matters", True),
        Column("Never answered", "matters", True),
        *(Column(m, "open at month's end", True) for m in axis),
    )
    lines = []
    for name in rows:
        done = sum(d.answer is not None for d in totals[name])
        cells = (
            f"{len(totals[name]):,}",
            f"{done:,}",
            f"{len(totals[name]) - done:,}",
            *(number(counted[name, m]) for m in axis),
        )
        lines.append(Row((name, *cells)))
    last = axis[months[-1] - 1]
    return Figure(
        "What lay unanswered with each organisation",
        f"{rows[0]} carried the largest backlog, with {count(counted[rows[0], last], 'matter')}"
        " open at its end.",
        "matters open at the end of the month (asks, proposals, plans, questions, calls to meet)",
        RECORD,
        charts.heat(points(counted, rows, axis), rows, axis, row="", column="", unit="matters"),
        Table(
            "Matters put to each organisation, and those open at the end of each month", heads, tuple(lines)
        ),
    )


def swim_lanes(reader: Reader) -> Figure | None:
    """Notable events by organisation and phase."""
    phases = [p for p in reader.telling.patch.round.phases if p.months[0] in reader.telling.months]
    titles = [
        f"{reader.short(p.months[0])}" + (f"–{reader.short(p.months[-1])}" if len(p.months) > 1 else "")
        for p in phases
    ]
    where = {month: title for phase, title in zip(phases, titles, strict=True) for month in phase.months}
    counted = Counter(
        (actor(e), where[e.month], sort)
        for e in reader.telling.acts
        if (sort := sort_of(reader, e)) and e.month in where
    )
    bodies = [b for b in reader.bodies if any(counted[b, t, s] for t in titles for s in SORTS)]
    if not bodies:
        return None
    names = [capital(reader.name(b)) for b in bodies]
    spots = [(capital(reader.name(b)), t, s, counted[b, t, s]) for b in bodies for t in titles for s in SORTS]
    heads = (Column("Organisation"), *(Column(t, "events", True) for t in titles))
    rows = tuple(
        Row((capital(reader.name(b)), *(" / ".join(str(counted[b, t, s]) for s in SORTS) for t in titles)))
        for b in bodies
    )
    busiest = max(titles, key=lambda t: (sum(counted[b, t, SORTS[0]] for b in bodies), -titles.index(t)))
    settled = sum(counted[b, busiest, SORTS[0]] for b in bodies)
    return Figure(
        "Notable events by organisation and phase",
        f"Settled deeds were most frequent in {busiest}, with {settled:,} of them.",
        "events; a number is written where there are more than two",
        RECORD,
        charts.lanes(spots, names, titles, SORTS),
        Table("Settled deeds / commitments / notable talk, by organisation and phase", heads, rows),
    )


def sort_of(reader: Reader, event: Event) -> str:
    """Which sort of notable event this is; empty for the rest."""
    if reader.telling.settles(event):
        return SORTS[0]
    if reader.telling.nature(event) == "commitment":
        return SORTS[1]
    notable = (
        "agreement-claimed",
        "agreement-denied",
        "plan-reviewed",
        "ruling-asked",
        "withheld",
        "complained",
        "challenged",
        "announced",
    )
    return SORTS[2] if event.kind in notable else ""


def county_lines(reader: Reader, measure: str, most: int = 8) -> Figure | None:
    """A measure of the county by month, one line a body or site; the county alone when there are too many."""
    chosen = reader.subjects(measure)
    whole = (measure, "county") in reader.series
    chosen = chosen if 0 < len(chosen) <= most else ["county"] if whole else chosen[:most]
    months = sorted({m for s in chosen for m in reader.series[measure, s]})
    if len(months) < 2 or not any(
        reader.series[measure, s][m].value for s in chosen for m in reader.series[measure, s]
    ):
        return None
    what = MEASURES[measure]
    scale, unit = (1e6, "£ million") if what.unit == "£" else (1.0, what.unit)
    names = {s: capital(reader.subject(s)) for s in chosen}
    values = [
        (m, names[s], round(reader.series[measure, s][m].value / scale, 3))
        for s in chosen
        for m in sorted(reader.series[measure, s])
    ]
    places = 1 if what.unit == "£" else what.decimals
    heads = (Column("Month"), *(Column(names[s], unit, True) for s in chosen))
    rows = []
    for m in months:
        cells = [
            (
                figure(reader.series[measure, s][m].value / scale, places)
                if m in reader.series[measure, s]
                else "–"
            )
            for s in chosen
        ]
        rows.append(Row((reader.month(m), *cells), (reader.lived[m],)))
    nought = what.unit in ("£", "patients", "days")
    cut = "" if nought else " The scale does not begin at nought."
    meaning = f"{what.meaning} {ends_said(reader, measure, chosen)}{cut}"
    return Figure(
        f"{what.title}, month by month",
        meaning,
        unit,
        MODEL,
        charts.lines(
            values, list(names.values()), reader.axis, unit=unit, nought=nought, breaks=openings(reader)
        ),
        Table(f"{what.title} by month", heads, tuple(rows)),
    )


def openings(reader: Reader) -> tuple[int, ...]:
    """The first months of later rounds: no line runs over the months between two rounds, which nobody lived."""
    return tuple(one.months[0] for one in several(reader)[1:])


def widest(reader: Reader, measure: str, subjects: list[str]) -> tuple[str, int]:
    """The subject that went furthest from where it began, and the month in which it was furthest."""
    found = []
    for subject in subjects:
        series = reader.series[measure, subject]
        start = series[min(series)].value
        month = max(series, key=lambda m, s=series, v=start: (abs(s[m].value - v), -m))  # type: ignore[misc]
        found.append((abs(series[month].value - start), subject, month))
    _, subject, month = max(found, key=lambda row: (row[0], row[1]))
    return subject, month


def far_month(reader: Reader, measure: str, subjects: list[str]) -> int:
    """The month in which a measure was furthest from where it began, for the subject that went furthest."""
    return widest(reader, measure, reader.large(measure, subjects))[1]


def ends_said(reader: Reader, measure: str, subjects: list[str]) -> str:
    """Where a measure began, how far it went and where it ended, for the subject that went furthest."""
    what = MEASURES[measure]
    large = reader.large(measure, subjects)
    moved, far = widest(reader, measure, large)
    series = reader.series[measure, moved]
    first, turn, last = (
        amount(series[m].value, what.unit, what.decimals) for m in (min(series), far, max(series))
    )
    where = f"{'in' if moved == 'county' else 'at'} {reader.subject(moved)}"
    if (
        reader.subject(moved) in reader.telling.world.organisations
        or moved in reader.telling.world.organisations
    ):
        where = f"for {reader.subject(moved)}"
    if first == last == turn:
        return capital(
            f"{where} it was {first} in {reader.month(min(series))} and again in {reader.month(max(series))}."
        )
    rest = "the others shown" if len(large) == len(subjects) else "the other large ones"
    most = "" if len(large) == 1 else f"; none of {rest} moved further"
    if far == max(series):
        return capital(
            f"{where} it went from {first} in {reader.month(min(series))} to {last} in {reader.month(far)}{most}."
        )
    return capital(
        f"{where} it went from {first} in {reader.month(min(series))} to {turn} in {reader.month(far)}, and stood at"
        f" {last} in {reader.month(max(series))}{most}."
    )
