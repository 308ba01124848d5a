"""The county tables of a pack, read and checked: CSV files by the models of `county_rows`, money by `county_money`.

Sums and names across tables are checked by `county_faults`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from shirehall.errors import PackFault, PackFaults
from shirehall.errors import Place as Where
from shirehall.patch.county_faults import faults_of
from shirehall.patch.county_money import Money
from shirehall.patch.county_rows import (
    BANDS,
    NOBODY,
    DemandRow,
    FlowRow,
    MarketRow,
    NeedRow,
    PathwayRow,
    PlaceRow,
    PracticeRow,
    ServiceRow,
    SiteRow,
    StaffRow,
)
from shirehall.patch.faults import shape_faults
from shirehall.patch.figures import Strict
from shirehall.patch.tables import TableFile, read_table
from shirehall.patch.yamls import read_yaml

__all__ = [
    "BANDS",
    "NOBODY",
    "OPTIONAL",
    "TABLES",
    "CountyTables",
    "PathwayRow",
    "PlaceRow",
    "ServiceRow",
    "faults_of",
    "read_county",
]


class CountyTables(Strict):
    """All county tables of a pack, read and checked."""

    places: list[PlaceRow]
    practices: list[PracticeRow]
    sites: list[SiteRow]
    services: list[ServiceRow]
    pathways: list[PathwayRow]
    demand: list[DemandRow]
    flows: list[FlowRow]
    market: list[MarketRow]
    money: Money
    needs: list[NeedRow] = []
    staff: list[StaffRow] = []


TABLES: dict[str, type[Strict]] = {
    "places.csv": PlaceRow,
    "practices.csv": PracticeRow,
    "sites.csv": SiteRow,
    "services.csv": ServiceRow,
    "pathways.csv": PathwayRow,
    "demand.csv": DemandRow,
    "flows.csv": FlowRow,
    "market.csv": MarketRow,
    "needs.csv": NeedRow,
    "staff.csv": StaffRow,
    "money.yaml": Money,
}
OPTIONAL = ("needs.csv", "staff.csv")
"""Tables that a pack may leave out."""


def lying(folder: Path, beneath: Path | None, name: str) -> Path:
    """Where a table lies: in the folder, or else in the one beneath it."""
    path = folder / name
    return path if path.is_file() or beneath is None else beneath / name


def read_county(folder: Path, beneath: Path | None = None) -> CountyTables:
    """Read the county tables of a pack folder; a table that it has not is taken from the folder `beneath`, if one is named.

    Raises PackFaults with every fault found.
    """
    faults: list[PackFault] = []
    rows: dict[str, Any] = {}
    files: dict[str, TableFile] = {}
    for name, model in TABLES.items():
        if name == "money.yaml":
            continue
        path = lying(folder, beneath, name)
        if not path.is_file() and name in OPTIONAL:
            continue
        if not path.is_file():
            faults.append(
                PackFault("the table is missing.", where=Where(str(path)), mend=f"add {name} to the pack.")
            )
            continue
        files[name] = read_table(name, path.read_bytes(), model)
        faults.extend(files[name].faults)
        rows[name.removesuffix(".csv")] = files[name].models
    path = lying(folder, beneath, "money.yaml")
    if not path.is_file():
        faults.append(
            PackFault("the file is missing.", where=Where(str(path)), mend="add money.yaml to the pack.")
        )
    else:
        money = read_yaml("money.yaml", path.read_bytes())
        faults.extend(money.faults)
        if not money.faults:
            try:
                rows["money"] = Money.model_validate(money.data)
            except ValidationError as error:
                faults.extend(fault for _, fault in shape_faults(error, money, Money))
    if faults:
        raise PackFaults(faults)
    tables = CountyTables.model_validate(rows)
    wrong = list(faults_of(tables))
    if wrong:
        raise PackFaults(wrong)
    return tables
