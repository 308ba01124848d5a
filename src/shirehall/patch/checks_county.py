"""Checks of the county's tables: names across them, and shares that must add up."""

from __future__ import annotations

from collections.abc import Iterator

from shirehall.errors import PackFault
from shirehall.patch.checks_names import dangling
from shirehall.patch.county import NOBODY
from shirehall.patch.county_bounds import out_of_bounds
from shirehall.patch.draft import Draft

ROUNDING = 0.002
"""How far shares may be from 1 for the rounding of their rows."""

MORE: dict[str, tuple[str, ...]] = {"services.csv": ("practices",), "demand.csv": ("population", "choice")}
"""Names that a table may use besides: every practice in proportion to its list; births, deaths and ageing; how people choose."""

CELLS: tuple[tuple[str, str, str], ...] = (
    ("places.csv", "consortium", "commissioner"), ("practices.csv", "consortium", "commissioner"),
    ("practices.csv", "place", "place"), ("sites.csv", "owner", "organisation"), ("sites.csv", "place", "place"),
    ("services.csv", "site", "site"), ("demand.csv", "pathway", "pathway"), ("flows.csv", "place", "place"),
    ("flows.csv", "site", "site"), ("market.csv", "commissioner", "commissioner"), ("market.csv", "pathway", "pathway"),
    ("market.csv", "site", "site"), ("staff.csv", "body", "organisation"), ("needs.csv", "pathway", "pathway"),
)  # fmt: skip
"""(table, column, sort of name) of every cell that names something."""

MONEY: tuple[tuple[str, str], ...] = (
    ("commissioners", "id"), ("providers", "id"), ("deals", "commissioner"), ("deals", "provider"),
    ("rare", "provider"),
)  # fmt: skip
"""(list, attribute) of `money.yaml` that name an organisation."""


def _known(draft: Draft) -> dict[str, set[str] | None]:
    organisations = draft.ids("organisations.yaml")
    payers = draft.ids("money.yaml", "commissioners")
    return {
        "organisation": None if organisations is None else organisations | {NOBODY},
        "commissioner": None if payers is None else payers | {NOBODY},
        "place": draft.column("places.csv", "place"),
        "site": draft.column("sites.csv", "site"),
        "pathway": draft.column("pathways.csv", "pathway"),
    }


def county_names_lead_somewhere(draft: Draft) -> Iterator[PackFault]:
    """Every name in the county's tables leads to a place, site, pathway, commissioner or organisation of the pack."""
    known = _known(draft)
    for file, column, sort in CELLS:
        table, names = draft.tables.get(file), known[sort]
        if table is None or names is None:
            continue
        for row in table.rows:
            word = row.cells.get(column, "")
            if word and word not in names and word not in MORE.get(file, ()):
                yield dangling(table.place(row, column), word, sort, names)
    for key, attribute in MONEY:
        names = known["organisation"]
        for path, item in draft.each("money.yaml", key):
            word = getattr(item, attribute)
            if names is not None and word not in names:
                yield dangling(draft.place("money.yaml", (*path, attribute)), word, "organisation", names)
    yield from _costed_sites(draft, known["site"])
    yield from _rated_bodies(draft, known["organisation"])


def _rated_bodies(draft: Draft, names: set[str] | None) -> Iterator[PackFault]:
    for path, rating in draft.each("money.yaml", "ratings"):
        for number, word in enumerate(rating.rated):
            if names is not None and word not in names:
                where = draft.place("money.yaml", (*path, "rated", number))
                yield dangling(where, word, "organisation", names)


def _costed_sites(draft: Draft, sites: set[str] | None) -> Iterator[PackFault]:
    for path, provider in draft.each("money.yaml", "providers"):
        for number, cost in enumerate(provider.sites):
            if sites is not None and cost.site not in sites:
                where = draft.place("money.yaml", (*path, "sites", number, "site"))
                yield dangling(where, cost.site, "site", sites)


def county_figures_can_be(draft: Draft) -> Iterator[PackFault]:
    """No figure of the county is absurd: no table without rows, nobody without a place to go, no demand beyond all room."""
    rows = {
        file: table.models
        for file, table in draft.tables.items()
        if not table.broken and len(table.models) == len(table.rows) and not table.torn
    }
    below = {(f.where.file, f.where.line) for f in capacity_is_not_negative(draft) if f.where is not None}
    for found in out_of_bounds(rows, draft.sections.get("money.yaml")):
        if found.where is None or (found.where.file, found.where.line) not in below:
            yield found


def capacity_is_not_negative(draft: Draft) -> Iterator[PackFault]:
    """No service has less than no capacity, no wait is below nought, and no journey takes less than no time."""
    for file, columns in (("services.csv", ("capacity", "wait_weeks")), ("flows.csv", ("minutes",))):
        table = draft.tables.get(file)
        for row in table.rows if table is not None else []:
            for column in columns:
                if table is not None and row.model is not None and getattr(row.model, column) < 0:
                    yield PackFault(
                        f"`{column}` is below nought.",
                        where=table.place(row, column),
                        mend="write nought or more.",
                    )


def shares_add_to_one(draft: Draft) -> Iterator[PackFault]:
    """The shares of a place's urgent and minor attendances, and of a commissioner's planned pathway, add up to 1."""
    groups = (
        ("flows.csv", ("place",), "urgent"), ("flows.csv", ("place",), "minor"),
        ("market.csv", ("commissioner", "pathway"), "share"),
    )  # fmt: skip
    for file, columns, share in groups:
        table = draft.tables.get(file)
        if table is None or file not in draft.whole:
            continue
        totals: dict[str, float] = {}
        last = {}
        for row in table.rows:
            name = " / ".join(row.cells[column] for column in columns)
            totals[name] = totals.get(name, 0.0) + getattr(row.model, share)
            last[name] = row
        for name, total in totals.items():
            if abs(total - 1) > ROUNDING:
                yield PackFault(
                    f"the column `{share}` for {name} adds up to {total:.3f}, not 1.",
                    where=table.place(last[name], share),
                    mend="alter the rows of this group so that they add up to 1.",
                )


def pathway_steps_hold_together(draft: Draft) -> Iterator[PackFault]:
    """Steps lead to steps of their pathway; chances lie from 0 to 1 and those of one step never pass 1 together."""
    table = draft.tables.get("pathways.csv")
    if table is None:
        return
    steps: dict[str, set[str]] = {}
    for row in table.rows:
        steps.setdefault(row.cells["pathway"], set()).add(row.cells["step"])
    totals: dict[tuple[str, str], float] = {}
    for row in table.rows:
        cells = row.cells
        for column in ("mean", "spread", "share"):
            if "{" in cells.get(column, ""):
                continue  # what the caller of a part gives; read when the part is put in
            numbers = _numbers(cells.get(column, ""))
            if numbers is None or len(numbers) not in (0, 1, 8):
                yield PackFault(
                    f"`{column}` must hold one number, or eight for the age bands.",
                    where=table.place(row, column), mend="write one number, or eight with spaces between.",
                )  # fmt: skip
            elif column == "share" and any(not 0 <= number <= 1 for number in numbers):
                yield PackFault(
                    "a share lies outside 0 to 1.",
                    where=table.place(row, "share"),
                    mend="write 40 per cent as 0.4.",
                )
        target = cells.get("to", "")
        if target and target not in steps[cells["pathway"]] and target not in steps:
            yield dangling(table.place(row, "to"), target, "step", steps[cells["pathway"]])
        if cells.get("does") == "chance":
            key = (cells["pathway"], cells["step"])
            totals[key] = totals.get(key, 0.0) + max(_numbers(cells.get("share", "")) or [0.0])
            if totals[key] > 1 + ROUNDING:
                yield PackFault(
                    f"the chances of step {key[1]} of {key[0]} add up to {totals[key]:.3f}, more than 1.",
                    where=table.place(row, "share"), mend="make them add up to 1 at most.",
                )  # fmt: skip


def _numbers(cell: str) -> list[float] | None:
    """The numbers of a cell with spaces between; None when it holds anything else."""
    parts = [part for part in cell.split() if part]
    try:
        return [float(part) for part in parts]
    except ValueError:
        return None
