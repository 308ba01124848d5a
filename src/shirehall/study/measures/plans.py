"""The ledger of plans: the gap, what was found and where, and how plans were judged."""

from __future__ import annotations

from shirehall.play.fields import PlanLine
from shirehall.play.world import Plan
from shirehall.study.filters import STEERING, allows, in_stretch, steered, wanted
from shirehall.study.reading import Telling
from shirehall.study.tables import (
    STRETCH,
    Cell,
    Filters,
    Measure,
    Reading,
    Table,
    number_measure,
    reading,
    share,
    table,
)

PENCE_IN_A_MILLION = 100_000_000
SECTORS = (
    ("mental-health", ("mental",)),
    ("prevention", ("prevent", "smok", "public health", "screening")),
    ("primary", ("primary", "practice", "prescrib", "general practi")),
    ("community", ("community", "care at home", "intermediate")),
    (
        "acute",
        (
            "acute",
            "hospital",
            "planned care",
            "outpatient",
            "emergency",
            "elective",
            "bed",
            "ward",
            "theatre",
            "a&e",
        ),
    ),
)
"""Words by which a line's sector is sorted; the first sort that a word of it belongs to counts."""


def sector_of(line: PlanLine) -> str:
    """The sector that a line's own words for it are sorted under; other when no word tells."""
    words = line.sector.strip().lower()
    return next(
        (sector for sector, stems in SECTORS if words == sector or any(stem in words for stem in stems)),
        "other",
    )


def kept(telling: Telling, filters: Filters, *, superseded: bool = False) -> list[Plan]:
    """The plans of the kinds of body that the filters name, in the order in which they came."""
    found = [telling.world.plans[number] for number in sorted(telling.world.plans)]
    return [
        p for p in found
        if (superseded or p.status != "superseded")
        and allows(filters, "of_kind", telling.kind_of(p.owner))
        and in_stretch(telling, filters, p.month)
    ]  # fmt: skip


def happened_to(telling: Telling, plan: Plan) -> list[int]:
    """The submission of a plan, and every act on it."""
    return [
        event.seq for event in telling.events if event.subject == plan.id and event.kind.startswith("plan-")
    ]


def credibility(plan: Plan) -> int | None:
    """How far a plan's gap is met by lines that say how, 0 to 100; nothing where there is no gap to meet.

    Each pound found counts a quarter for each of four things that its line has: a sector known to the word list, a means of more than
    a word or two, evidence, and typed terms on which the county can act. It is a measure of how a plan is made, not of
    whether it would work; those who judged it may have judged otherwise.
    """
    if plan.gap_pence <= 0:
        return None
    held = sum(
        line.pence
        * (
            (sector_of(line) != "other")
            + (len(line.means.split()) > 2)
            + bool(line.evidence)
            + (line.clause is not None)
        )
        / 4
        for line in plan.lines
        if line.pence > 0
    )
    return round(100 * min(1.0, held / plan.gap_pence))


def plans(telling: Telling, filters: Filters) -> Table:
    """One row a plan, replaced versions included."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for plan in kept(telling, filters, superseded=True):
        verdicts = "; ".join(f"{review.by}: {review.verdict}" for review in plan.reviews)
        cells = (
            plan.id, plan.month, plan.owner, telling.kind_of(plan.owner), "; ".join(plan.to), plan.title, plan.version,
            plan.gap_pence // 100, plan.found_pence // 100, share(plan.found_pence, plan.gap_pence), len(plan.lines), plan.status, verdicts,
            credibility(plan),
        )  # fmt: skip
        rows.append((cells, happened_to(telling, plan)))
    columns = (
        "plan", "month", "owner", "kind", "to", "title", "version", "gap_pounds", "found_pounds", "found_share", "lines", "status",
        "verdicts", "credibility",
    )  # fmt: skip
    return table(
        columns,
        rows,
        "Amounts are pounds a year as the plan claims them; they are beliefs, not effects. Credibility (0 to 100) is how far "
        "the gap is met by lines that name sector, means, evidence and typed terms.",
    )


def plan_lines(telling: Telling, filters: Filters) -> Table:
    """One row a line of a plan that was not replaced."""
    rows: list[tuple[tuple[Cell, ...], list[int]]] = []
    for plan in kept(telling, filters):
        for line in plan.lines:
            typed = line.clause.mechanism if line.clause else ""
            cells = (
                plan.id,
                plan.month,
                plan.owner,
                line.sector,
                sector_of(line),
                line.pence // 100,
                line.means,
                line.evidence,
                typed,
            )
            rows.append((cells, [plan.id]))
    columns = ("plan", "month", "owner", "sector", "sorted_under", "pounds", "means", "evidence", "mechanism")
    return table(
        columns,
        rows,
        "Pounds a year as claimed. The sector is in the plan's own words; a word list sorts it.",
    )


def plans_accepted(telling: Telling, filters: Filters) -> Reading:
    """How many plans were signed off or judged credible; nothing to tell when there was no plan."""
    accepted = [
        p
        for p in kept(telling, filters)
        if p.status == "signed off" or any(r.verdict == "credible" for r in p.reviews)
    ]
    whole = kept(telling, filters)
    evidence = [seq for plan in accepted for seq in happened_to(telling, plan)]
    return reading(len(accepted) if whole else None, evidence, f"{len(accepted)} of {len(whole)} plans")


def signed_off(telling: Telling, filters: Filters) -> dict[int, Plan]:
    """The plans of the kinds of body that the filters name that somebody signed off, by the first event that did."""
    found: dict[int, Plan] = {}
    for event in telling.acts:
        plan = telling.world.plans.get(event.subject or 0) if event.kind == "plan-signed-off" else None
        if plan is None or any(plan.id == each.id for each in found.values()):
            continue
        if allows(filters, "of_kind", telling.kind_of(plan.owner)) and in_stretch(
            telling, filters, event.month
        ):
            found[event.seq] = plan
    return found


def plans_signed_off(telling: Telling, filters: Filters) -> Reading:
    """How many plans somebody signed off, each counted once."""
    found = signed_off(telling, filters)
    return reading(len(found), found, "; ".join(plan.title for plan in found.values()))


def signed_off_sum(telling: Telling, filters: Filters) -> Reading:
    """What the plans that were signed off come to in a year as they claim it, in millions of pounds, each plan counted once."""
    found = signed_off(telling, filters)
    pence = sum(plan.found_pence for plan in found.values())
    return reading(pence / PENCE_IN_A_MILLION, found, f"{len(found)} plans signed off")


def plan_line_share(telling: Telling, filters: Filters) -> Reading:
    """The share of what plans claim to save that they look for in some sectors."""
    sectors = wanted(filters, "sector")
    lines = [(plan, line) for plan in kept(telling, filters) for line in plan.lines if line.pence > 0]
    mine = [
        (plan, line)
        for plan, line in lines
        if not sectors or {sector_of(line), line.sector.strip().lower()} & set(sectors)
    ]
    part, whole = sum(line.pence for _, line in mine), sum(line.pence for _, line in lines)
    return reading(
        share(part, whole), (plan.id for plan, _ in mine), f"£{part // 100:,} of £{whole // 100:,} a year"
    )


MEASURES = (
    Measure("plans", "Ledger of plans", "£ a year", "Every plan with its gap, what it claims to find, and how it was judged.",
            plans, ("of_kind", *STRETCH)),
    Measure("plan-lines", "Where plans look for savings", "£ a year", "The lines of plans by sector.", plan_lines, ("of_kind", *STRETCH)),
    number_measure("plans-accepted", "Plans accepted", "plans", "How many plans were signed off or judged credible.",
                   plans_accepted, ("of_kind", *STRETCH)),
    number_measure("plans-signed-off", "Plans signed off", "plans", "How many plans were signed off, each counted once.",
                   plans_signed_off, ("of_kind", *STRETCH)),
    number_measure("signed-off-sum", "Sums in plans signed off", "£m a year", "What plans that were signed off come to, as they claim it.",
                   signed_off_sum, ("of_kind", *STRETCH)),
    number_measure("plan-line-share", "Share of planned savings", "share", "How much of the planned savings lies in some sectors.",
                   steered(plan_line_share), ("of_kind", "sector", *STRETCH, *STEERING)),
)  # fmt: skip
