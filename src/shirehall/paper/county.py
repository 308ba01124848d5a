"""The county, month by month: its figures as they were lived, and what was believed beside what was given."""

from __future__ import annotations

from shirehall.economy.figures import MEASURES
from shirehall.paper.figures import county_lines
from shirehall.paper.ledgers import folded
from shirehall.paper.prose import capital, figure, pounds, say
from shirehall.paper.reader import Reader
from shirehall.paper.tree import Block, Column, Note, Paragraph, Row, Section, Table

DRAWN = (
    "ae-within-4h",
    "trolley-waits-12h",
    "bed-occupancy",
    "rtt-within-18w",
    "delayed-days",
    "commissioner-balance",
    "provider-margin",
)


def county(reader: Reader) -> Section:
    """Figures by month, belief and effect."""
    if not reader.lived:
        none = say(
            "This play was run without the county, so there are no figures to show.", [reader.end], "derived"
        )
        return Section("county", "The county, month by month", (Paragraph((none,)),))
    note = Note(
        "How to read these figures",
        (
            say(
                "They come from the county model and show one realisation: the months that this play happened"
                " to have. Chance alone would move them in another.",
                basis="method",
            ),
            say(
                "Ranges over many realisations can be asked of the model and were not for this report; a"
                " difference of a point or two may mean nothing.",
                basis="method",
            ),
            say(
                "The players saw some of them, one or two months late; here they are shown whole.",
                basis="method",
            ),
        ),
    )
    drawn: list[Block] = [f for f in (county_lines(reader, measure) for measure in DRAWN) if f is not None]
    parts = [Section("county-belief", "What was believed, and what the county gave", belief(reader))]
    rest = other_figures(reader)
    if rest is not None:
        parts.append(Section("county-rest", "Other figures", (folded(reader, rest),)))
    return Section("county", "The county, month by month", (note, *drawn), tuple(parts))


def belief(reader: Reader) -> tuple[Block, ...]:
    """The savings that plans claim beside how the planners' balances went."""
    rows = []
    for row, evidence in reader.rows("belief-and-effect"):
        ends = [
            pounds(row[name]) if row[name] is not None else "–"
            for name in ("first_month_pounds", "last_month_pounds", "change_pounds")
        ]
        measure = MEASURES[row["measure"]].title if row["measure"] else "no figure"
        cells = (
            capital(reader.name(row["body"])),
            pounds(row["gap_claimed_pounds"]),
            pounds(row["savings_claimed_pounds_a_year"]),
            measure,
            *ends,
        )
        rows.append(Row(cells, say("x", evidence).evidence))
    if not rows:
        return (
            Paragraph(
                (
                    say(
                        "Nobody submitted a plan, so there is no belief to set beside an effect.",
                        [reader.end],
                        "derived",
                    ),
                )
            ),
        )
    columns = (
        Column("Planner"),
        Column("Gap it named", "£", True),
        Column("Savings it claimed", "£ a year", True),
        Column("Measured by"),
        Column("First month", "£", True),
        Column("Last month", "£", True),
        Column("Change", "£", True),
    )
    said = say(
        "What a plan claims is what its authors believed or wished others to believe. What the county gave"
        " has many causes, and no part of it is credited to a plan here.",
        basis="method",
    )
    return (Paragraph((said,)), Table("Claims of plans beside the planners' balances", columns, tuple(rows)))


def other_figures(reader: Reader) -> Table | None:
    """Figures for the county as a whole that are not drawn, first month and last."""
    rows = []
    for (measure, subject), series in sorted(reader.series.items()):
        if subject == "county" and measure not in DRAWN and len(series) > 1:
            what = MEASURES[measure]
            first, last = min(series), max(series)
            cells = (
                what.title,
                what.unit,
                figure(series[first].value, what.decimals),
                figure(series[last].value, what.decimals),
                what.meaning,
            )
            rows.append(Row(cells, (reader.lived[first], reader.lived[last])))
    if not rows:
        return None
    months = sorted(reader.lived)
    columns = (
        Column("Figure"),
        Column("Unit"),
        Column(reader.month(months[0]), "", True),
        Column(reader.month(months[-1]), "", True),
        Column("What it means"),
    )
    return Table("The county as a whole, first month and last", columns, tuple(rows))
