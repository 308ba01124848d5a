"""The county's true figures, and what plans claimed against what the county gave."""

from __future__ import annotations

from shirehall.economy.figures import MEASURES as COUNTY
from shirehall.economy.figures import Row, number
from shirehall.study.filters import allows, in_stretch, wanted
from shirehall.study.reading import Telling
from shirehall.study.tables import STRETCH, Cell, Filters, Measure, Table, table

BALANCE = ("commissioner-balance", "provider-margin")


def lived_in(telling: Telling) -> dict[int, int]:
    """The event that holds each lived month's figures."""
    return {e.body["of_month"]: e.seq for e in telling.events if e.kind == "month-lived"}


def subject_body(telling: Telling, subject: str) -> str:
    """The body that a figure's subject is or belongs to; empty for the county."""
    return subject if subject in telling.world.organisations else telling.world.sites.get(subject, "")


def cell(figure: Row) -> int | float:
    """A figure's value as its measure declares it, whole where it has no decimals."""
    return number(figure.value, COUNTY[figure.measure].decimals)


def county_figures(telling: Telling, filters: Filters) -> Table:
    """True figures by month, measure, subject and group."""
    events = lived_in(telling)
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for figure in telling.figures:
        body = subject_body(telling, figure.subject)
        if (
            allows(filters, "measure", figure.measure)
            and allows(filters, "subject", figure.subject)
            and allows(filters, "group", figure.group)
            and allows(filters, "of_kind", telling.kind_of(body))
            and in_stretch(telling, filters, figure.month)
        ):
            cells = (
                figure.month,
                figure.measure,
                figure.subject,
                body,
                figure.group,
                cell(figure),
                figure.unit,
            )
            rows.append((cells, [events[figure.month]]))
    columns = ("month", "measure", "subject", "body", "group", "value", "unit")
    return table(
        columns,
        rows,
        "One realisation of the model: what happened to this county in this play, not a forecast.",
    )


def belief_and_effect(telling: Telling, filters: Filters) -> Table:
    """For each body that planned: what its last plan claims to find in a year, and how its balance went in the county."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    owners = {plan.owner for plan in telling.world.plans.values()}
    for body in (b for b in telling.world.organisations if b in owners):
        if not allows(filters, "of_kind", telling.kind_of(body)):
            continue
        plan = [p for _, p in sorted(telling.world.plans.items()) if p.owner == body][-1]
        series = [
            f for f in telling.figures if f.measure in BALANCE and f.subject == body and f.group == "all"
        ]
        first, last = (cell(series[0]), cell(series[-1])) if series else (None, None)
        change = None
        if first is not None and last is not None:
            change = number(last - first, COUNTY[series[0].measure].decimals)
        cells = (
            body, telling.kind_of(body), plan.gap_pence // 100, plan.found_pence // 100,
            series[0].measure if series else "", first, last, change, series[-1].month if series else None,
        )  # fmt: skip
        months = lived_in(telling)
        rows.append((cells, [plan.id, *sorted({months[f.month] for f in series})]))
    columns = (
        "body", "kind", "gap_claimed_pounds", "savings_claimed_pounds_a_year", "measure", "first_month_pounds", "last_month_pounds",
        "change_pounds", "last_month",
    )  # fmt: skip
    note = (
        "What a plan claims is its author's belief. What the county gave has many causes beside the plan, and no part of the change is "
        "put down to it here."
    )
    return table(columns, rows, note)


def assumed_terms(telling: Telling, filters: Filters) -> Table:
    """Every lever that acted on the county, and whether it was signed, ruled, assumed or came with an inject."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    bases = wanted(filters, "basis")
    for term in telling.world.terms:
        if not bases or term.basis in bases:
            terms = "; ".join(f"{name} {value}" for name, value in term.clause.terms)
            cells = (
                term.basis,
                term.clause.mechanism,
                term.label or term.clause.words,
                terms,
                term.start,
                term.until,
            )
            rows.append((cells, [term.source] if 1 <= term.source <= len(telling.events) else []))
    columns = ("basis", "mechanism", "label", "terms", "start", "until")
    note = "Assumed terms stand in for agreements in words that nobody ruled on; they are the pack's declared assumptions."
    return table(columns, rows, note)


MEASURES = (
    Measure("county-figures", "The county's figures", "as stated", "What the county lived through, month by month.",
            county_figures, ("measure", "subject", "group", "of_kind", *STRETCH)),
    Measure("belief-and-effect", "Claimed and given", "£", "What plans claim to save against how the planners' balances went.",
            belief_and_effect, ("of_kind",)),
    Measure("assumed-terms", "What acted on the county", "levers", "Each lever in force with its basis: signed, ruled, assumed, inject.",
            assumed_terms, ("basis",)),
)  # fmt: skip
