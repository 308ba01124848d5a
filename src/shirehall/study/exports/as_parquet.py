"""The study as Parquet: one file a table, each column of one type."""

from __future__ import annotations

import io
from typing import Any

from shirehall.errors import UsageError
from shirehall.study.exports import Export
from shirehall.study.exports.sheets import Sheet, sheets
from shirehall.study.study import Study


def tables(study: Study) -> dict[str, bytes]:
    """A file for each table. Raises UsageError when polars is not installed."""
    polars = polars_or_say()
    return {f"{each.name}.parquet": parquet(each, polars) for each in sheets(study)}


def polars_or_say() -> Any:
    """The polars package. Raises UsageError that names the extra to install."""
    try:
        import polars
    except ImportError as fault:
        raise UsageError(
            "Parquet files are written with polars, which is not installed.",
            mend="install it with: pip install 'shirehall[analysis]'; or export as csv or xlsx.",
        ) from fault
    return polars


def parquet(sheet: Sheet, polars: Any) -> bytes:
    """A table as a Parquet file."""
    sorts = {"int": polars.Int64, "float": polars.Float64, "bool": polars.Boolean, "text": polars.String}
    data = {
        column.name: polars.Series(
            column.name, [typed(row[n], column.sort) for row in sheet.rows], dtype=sorts[column.sort]
        )
        for n, column in enumerate(sheet.columns)
    }
    out = io.BytesIO()
    polars.DataFrame(data).write_parquet(out, compression="zstd")
    return out.getvalue()


def typed(value: object, sort: str) -> object:
    """A cell in its column's type."""
    return value if value is None or sort != "text" else str(value)


EXPORT = Export(
    "parquet",
    "application/zip",
    "",
    "All tables as Parquet, one file each; needs the extra analysis.",
    tables,
    extra="analysis",
)
