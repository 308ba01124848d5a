"""The verbs of pathways.csv: how each row becomes a row of whole numbers for the kernel.

What each verb keeps (`arg`, `arg2`, `lim`, besides chance, target and luck): stays a table of durations, `stay-target` its two
hours too (milliseconds); `take`, `free`, `try`, `turn-away` a resource and a limit, `spill` two; `list` its queue; `count` and
`time` where they are noted, `time` the width of its bins in seconds too; `first` a priority; `clock` 1 or 0.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from shirehall.economy import kernel
from shirehall.economy.durations import quantile_tables
from shirehall.economy.parts import Line, fault, numbers
from shirehall.errors import PackFault, Place
from shirehall.patch.county_rows import PathwayRow

if TYPE_CHECKING:
    from shirehall.economy.network import Network

OPS = {
    "stay": kernel.DELAY, "shorter-stay": kernel.SHORTER, "leave-hour": kernel.ROUND, "stay-target": kernel.TARGET,
    "patience": kernel.PATIENCE, "chance": kernel.BRANCH, "first": kernel.PRIO, "try": kernel.TRY, "take": kernel.SEIZE,
    "list": kernel.LIST, "spill": kernel.SPILL, "free": kernel.RELEASE, "count": kernel.COUNT, "go": kernel.GOTO,
    "join": kernel.JOIN, "time": kernel.TIME, "mark": kernel.MARK, "clock": kernel.CLOCK, "turn-away": kernel.BALK,
    "again": kernel.AGAIN, "end": kernel.END,
}  # fmt: skip
STAYS = ("stay", "shorter-stay", "patience", "stay-target")
WIDTHS = {"4h": 1 / 6, "rtt-admitted": 168.0, "rtt-other": 168.0}
"""Hours in a bin of the clocks that need not say it themselves (in `mean`)."""
MOST_STEPS = (1 << 16) - 1
LONGEST_STAY = 100_000
"""Hours, more than eleven years: a longer mean is a slip, and its longest draws would pass the clock of the kernel."""
WIDEST = 20
"""The largest coefficient of variation of a stay."""
MOST_WAITING = 1_000_000
_TARGET = re.compile(r"(\d+(?:\.\d+)?)\s*<\s*(\d+(?:\.\d+)?)")


class Rows:
    """Rows of whole numbers, as pathways are written into them."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.rows: list[dict[str, int]] = []
        self.written: list[Line] = []
        self.chances: dict[tuple[float, ...], int] = {(1.0,) * 8: 0}
        self.tables: list[tuple[float, float]] = []
        self.known: dict[tuple[tuple[float, float], ...], int] = {}
        self.joins: list[tuple[int, PathwayRow, str]] = []
        self.places: dict[tuple[str, ...], int] = {}

    def write(self, pathway: str, site: str, lines: list[Line]) -> int:
        """Append a pathway at a site; the number of its first step. Raises PackFault where a name is not there."""
        base = len(self.rows)
        if base + len(lines) > MOST_STEPS:
            raise PackFault(
                f"the pathways have more than {MOST_STEPS:,} steps at all their sites together.",
                where=Place("pathways.csv", value=pathway), mend="run fewer pathways at fewer sites.",
            )  # fmt: skip
        for line in lines:
            row = line.row
            numbered = {
                "op": OPS[row.does], "luck": zlib.crc32(line.luck.encode()), "prob": self._chance(row),
                "tgt": base + line.to if line.to >= 0 else 0,
            }  # fmt: skip
            numbered |= self._arguments(row, pathway, site)
            self.net.steps.append((pathway, site, line.step))
            self.rows.append(numbered)
            self.written.append(line)
        return base

    def _chance(self, row: PathwayRow) -> int:
        share = tuple(numbers(row.share, 1.0, row))
        if min(share) < 0 or max(share) > 1:
            raise fault(row, f"has a share of {row.share}", "a share lies between 0 and 1")
        return self.chances.setdefault(share, len(self.chances))

    def _arguments(self, row: PathwayRow, pathway: str, site: str) -> dict[str, int]:
        does = row.does
        if does in STAYS:
            return self._stay(row)
        if does in ("take", "free", "try", "turn-away", "spill"):
            return self._units(row, site)
        if does == "list":
            return {"arg": self._list(row, site)}
        if does == "count":
            return {"arg": self._count(row, pathway, site)}
        if does == "time":
            return self._time(row, site)
        if does == "clock":
            return {"arg": self._clock(row)}
        if does == "first":
            return {"arg": self._priority(row)}
        if does == "leave-hour":
            return {"arg": self._leave_hour(row)}
        if does == "join":
            self.joins.append((len(self.rows), row, site))
        return {}

    def _stay(self, row: PathwayRow) -> dict[str, int]:
        means = numbers(row.mean, row=row)
        spread = self._number(row, row.spread, 1.0)
        if not row.mean.strip():
            raise fault(row, "does not say how long it lasts", "write hours in `mean`")
        if min(means) < 0 or spread < 0:
            raise fault(row, "lasts less than nothing", "write means and spreads of 0 or more")
        if max(means) > LONGEST_STAY or spread > WIDEST:
            raise fault(row, f"lasts {row.mean} hours with a spread of {row.spread or 1}",
                        f"write hours up to {LONGEST_STAY:,} and a spread up to {WIDEST}")  # fmt: skip
        same = len(set(means)) == 1
        found = {
            "byband": 0 if same else 1,
            "arg": self._table([(m, spread) for m in (means[:1] if same else means)]),
        }
        if row.does == "stay-target":
            hours = _TARGET.fullmatch(row.what.strip())
            if hours is None or float(hours[1]) >= float(hours[2]):
                raise fault(row, f"aims at {row.what!r}", "write two hours as `4<6`")
            found |= {
                "arg2": round(float(hours[1]) * kernel.HOUR),
                "lim": round(float(hours[2]) * kernel.HOUR),
            }
        return found

    def _number(self, row: PathwayRow, text: str, default: float) -> float:
        try:
            found = float(text) if text.strip() else default
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise fault(row, f"has {text!r} where a number belongs", "write one number")
        return found

    def _clock(self, row: PathwayRow) -> int:
        if row.what not in ("start", "stop"):
            raise fault(row, f"neither starts nor stops the clock: {row.what!r}", "write start or stop")
        return 1 if row.what == "start" else 0

    def _leave_hour(self, row: PathwayRow) -> int:
        hour, spread = self._number(row, row.mean, 14.0), self._number(row, row.spread, 0.15)
        if not 0 <= hour <= 24 or not 0 <= spread <= WIDEST:
            raise fault(row, f"lets people go at {row.mean}", "write an hour from 0 to 24 in `mean`")
        return self._table([(hour or 14.0, spread or 0.15)])

    def _priority(self, row: PathwayRow) -> int:
        if row.what.strip() not in ("", "0", "1", "2", "3"):
            raise fault(row, f"gives the priority {row.what!r}", "write 0, 1, 2 or 3; 0 is called first")
        return int(row.what or 0)

    def _units(self, row: PathwayRow, site: str) -> dict[str, int]:
        names = row.what.split(">")
        if len(names) != (2 if row.does == "spill" else 1):
            raise fault(
                row, f"names {row.what!r}", "write `first > second` for a spill, one resource for the rest"
            )
        limit = self._number(row, row.spread, 0.0)
        if not 0 <= limit <= MOST_WAITING:
            raise fault(
                row, f"has the limit {row.spread}", f"write a whole number from 0 to {MOST_WAITING:,}"
            )
        found = {"lim": int(limit)}
        found["arg"], found["bypay"] = self._resource(row, names[0].strip(), site)
        if row.does == "spill":
            found["arg2"], _ = self._resource(row, names[1].strip(), site)
        return found

    def _table(self, kinds: list[tuple[float, float]]) -> int:
        """The first of the duration tables for these kinds; equal rows of tables are kept once, to stay in the cache."""
        key = tuple(kinds)
        if key not in self.known:
            self.known[key] = len(self.tables)
            self.tables.extend(kinds)
        return self.known[key]

    def _count(self, row: PathwayRow, pathway: str, site: str) -> int:
        """Where passages are counted: one number for each pathway, site, name and setting."""
        key = ("count", pathway, site, row.what, row.setting)
        if key not in self.places:
            self.places[key] = len(self.net.counts)
            self.net.counts.append((pathway, site, row.what))
            self.net.settings.append(row.setting)
        return self.places[key]

    def _time(self, row: PathwayRow, site: str) -> dict[str, int]:
        """Where times are noted; the width of a bin is that of the clock's name, or `mean` hours."""
        hours = self._number(row, row.mean, WIDTHS.get(row.what, 0.0))
        seconds = round(hours * 3600)
        if not 1 <= seconds <= LONGEST_STAY * 3600:
            raise fault(
                row,
                f"notes the time of {row.what!r}, a clock without bins",
                "write the hours of a bin in `mean`",
            )
        key = ("time", site, row.what)
        if key not in self.places:
            self.places[key] = len(self.net.clocks)
            self.net.clocks.append((site, row.what))
            self.net.widths.append(seconds)
        if self.net.widths[self.places[key]] != seconds:
            raise fault(row, f"gives {row.what} bins of another width than a row before", "give one width")
        return {"arg": self.places[key], "lim": seconds}

    def _choices(self, name: str, site: str) -> Iterator[tuple[str, str]]:
        for part in name.split("|"):
            resource, _, where = part.strip().partition("@")
            yield where or site, resource

    def _resource(self, row: PathwayRow, name: str, site: str) -> tuple[int, int]:
        if name == "avoid@payer":
            return self.net.avoid, 1
        for where, resource in self._choices(name, site):
            found = self.net.resource(where, resource)
            if found >= 0:
                return found, 0
        raise fault(
            row, f"needs {name} at {site}, which is not in services.csv", "add the resource or mend `what`"
        )

    def _list(self, row: PathwayRow, site: str) -> int:
        for key in self._choices(row.what, site):
            if key in self.net.lists:
                return len(self.net.resources) + self.net.lists.index(key)
        raise fault(
            row, f"joins {row.what} at {site}, which is no list", "add it to services.csv as `a-week`"
        )

    def arrays(self) -> dict[str, Any]:
        """The rows as arrays, the chances by band, the duration tables (milliseconds); of each step by itself too what it does and
        its resource, or its list counted from nought.
        """
        rows = np.zeros(len(self.rows), kernel.STEP)
        for i, numbered in enumerate(self.rows):
            for name, value in numbered.items():
                rows[i][name] = value
        rows["pace"] = 1.0
        arg = rows["arg"].astype(np.int64)
        arg[rows["op"] == kernel.LIST] -= len(self.net.resources)
        return {
            "rows": rows, "probs": np.array(list(self.chances), np.float64),
            "tab": quantile_tables(self.tables).astype(np.float32),
            "op": rows["op"].astype(np.int64), "arg": arg, "bypay": rows["bypay"].astype(np.int64),
        }  # fmt: skip
