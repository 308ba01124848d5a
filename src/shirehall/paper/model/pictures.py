"""Two small pictures: a measure by month with its range under each option, and the money of each organisation."""

from __future__ import annotations

from typing import Any

import numpy as np

from shirehall.economy.ask import HIGH, LOW
from shirehall.economy.figures import MEASURES
from shirehall.economy.tipping import BY_ID, calendar_of
from shirehall.paper.charts import COLOURS, DASHES, scaled
from shirehall.paper.model.told import Told, value
from shirehall.paper.prose import capital, figure
from shirehall.paper.tree import Column, Figure, Row, Section, Table

DRAWN = ("ae-within-4h", "bed-occupancy", "elective-waiting")
ALWAYS = 2


def pictures(told: Told) -> Section:
    """What changed most of the measures that are drawn, and the providers' margins."""
    names = (told.asked.options[0].name, *told.shown)
    measures = [m for m in DRAWN if (m, "county", "all") in told.asked.baseline.lines]
    measures = sorted(measures, key=lambda m: (-moved(told, m), measures.index(m)))[:ALWAYS]
    figures = [by_month(told, measure, names) for measure in measures] if len(told.asked.months) > 1 else []
    return Section("pictures", "In pictures", (*figures, margins(told, told.told_of)))


def moved(told: Told, measure: str) -> float:
    """How far a measure's median moves under the options, as a part of the baseline's."""
    base = abs(float(np.nanmedian(told.asked.baseline.whole(measure)))) or 1.0
    return max((abs(float(np.nanmedian(told.changes(o, measure)))) / base for o in told.shown), default=0.0)


def by_month(told: Told, measure: str, names: tuple[str, ...]) -> Figure:
    """A measure of the county by month: a line for the middle run, a band for the range."""
    what, rows = MEASURES[measure], list[Row]()
    values: list[dict[str, Any]] = []
    for name in names:
        table = told.asked.futures[name].series(measure)
        for place, month in enumerate(told.months):
            low, middle, high = (float(np.nanquantile(table[:, place], q)) for q in (LOW, 0.5, HIGH))
            values.append({"month": month, "name": name, "low": low, "middle": middle, "high": high})
    for month in told.months:
        cells = [month]
        for name in names:
            v = next(x for x in values if x["month"] == month and x["name"] == name)
            cells.append(
                " to ".join(figure(float(v[k]), what.decimals) for k in ("low", "high"))
                + f", middle {figure(float(v['middle']), what.decimals)}"
            )
        rows.append(Row(tuple(cells)))
    columns = (Column("Month"), *(Column(capital(name), what.unit, True) for name in names))
    ends = [(name, float(np.nanmedian(told.asked.futures[name].series(measure)[:, -1]))) for name in names]
    mark = mark_of(told, measure)
    said = "; ".join(f"{name} might end at {value(measure, round(end, what.decimals))}" for name, end in ends)
    said += f"; the dotted line is the mark, {mark:g}%" if mark is not None else ""
    return Figure(
        f"{what.title}, month by month", f"{what.title} by month, {told.months[0]} to {told.months[-1]}: {said}.", what.unit,
        "The county model: the middle of the runs, and the range in which eight of ten lie",
        banded(values, names, told.months, what.unit, mark),
        Table(f"{what.title} by month", columns, tuple(rows)),
    )  # fmt: skip


def banded(
    values: list[dict[str, Any]],
    names: tuple[str, ...],
    months: tuple[str, ...],
    unit: str,
    mark: float | None = None,
) -> dict[str, Any]:
    """Lines with bands, and the mark if there is one; a line is told from others by colour and dash."""
    x = {
        "field": "month",
        "type": "ordinal",
        "sort": list(months),
        "title": None,
        "axis": {"labelAngle": -40, "grid": False},
    }
    colour = keyed(names)
    scale = {"zero": False, "nice": True}
    y = {"type": "quantitative", "title": unit, "scale": scale, "axis": {"tickCount": 6}}
    return {
        "data": {"values": values}, "width": 620, "height": 230,
        "layer": [
            *marked(mark),
            {"mark": {"type": "area", "opacity": 0.18},
             "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"},
                          "color": colour}},
            {"mark": {"type": "line", "strokeWidth": 2.5, "point": {"size": 40, "filled": True}},
             "encoding": {"x": x, "y": {"field": "middle", **y}, "color": colour,
                          "strokeDash": scaled("name", names, DASHES, legend=False)}},
        ],
    }  # fmt: skip


def keyed(names: tuple[str, ...]) -> dict[str, Any]:
    """The colour of each option, with a key in full colour when there are several."""
    colour = dict(scaled("name", names, COLOURS, legend=len(names) > 1))
    if len(names) > 1:
        colour["legend"] = {**colour["legend"], "symbolOpacity": 1, "symbolStrokeWidth": 0}
    return colour


MARKS = {"ae-within-4h": "four-hours", "bed-occupancy": "occupancy"}
"""The tipping point that is drawn as a line across a measure."""


def mark_of(told: Told, measure: str) -> float | None:
    """The mark of the last month of a measure; None when it has none."""
    if measure not in MARKS:
        return None
    mark = float(BY_ID[MARKS[measure]].marks(calendar_of(told.asked))[-1])
    return None if np.isnan(mark) else mark


def marked(mark: float | None) -> list[dict[str, Any]]:
    """A thin line across a picture at a mark, with its figure."""
    if mark is None:
        return []
    data = {"values": [{"mark": mark, "words": f"{mark:g}%"}]}
    y = {"field": "mark", "type": "quantitative"}
    return [
        {"data": data, "mark": {"type": "rule", "color": "#16222c", "strokeDash": [2, 3]}, "encoding": {"y": y}},
        {"data": data, "mark": {"type": "text", "align": "left", "baseline": "top", "dy": 3, "color": "#16222c"},
         "encoding": {"y": y, "x": {"value": 4}, "text": {"field": "words", "type": "nominal"}}},
    ]  # fmt: skip


def margins(told: Told, names: tuple[str, ...]) -> Figure:
    """Each provider's margin over the run, or how options change it: the middle as a dot, the range as a bar."""
    asked, rows = told.asked, list[Row]()
    values: list[dict[str, Any]] = []
    bodies = sorted(
        asked.baseline.subjects("provider-margin"),
        key=lambda b: -float(np.nanmedian(asked.baseline.whole("provider-income", b))),
    )
    bodies = [b for b in bodies if float(np.nanmax(np.abs(asked.baseline.whole("provider-income", b)))) > 0][
        :8
    ]
    for body in bodies:
        cells = [capital(told.name(body))]
        for name in names:
            found = (
                told.changes(name, "provider-margin", body)
                if told.shown
                else asked.futures[name].whole("provider-margin", body)
            )
            low, middle, high = (float(np.nanquantile(found, q)) / 1e6 for q in (LOW, 0.5, HIGH))
            values.append(
                {
                    "body": capital(told.name(body)),
                    "name": name,
                    "low": round(low, 3),
                    "middle": round(middle, 3),
                    "high": round(high, 3),
                }
            )
            cells.append(f"{figure(middle, 2)} ({figure(low, 2)} to {figure(high, 2)})")
        rows.append(Row(tuple(cells)))
    worst = min(values, key=lambda v: float(str(v["middle"])), default=None)
    title, what, least = (
        (
            "What each provider might gain or lose",
            "Change of each provider’s margin against the baseline over the run",
            "loss",
        )
        if told.shown
        else (
            "What each provider is left with over the run",
            "Income less cost of each provider over the run",
            "shortfall",
        )
    )
    said = "none makes a " + least
    if worst and float(str(worst["middle"])) < 0:
        much = figure(float(str(worst["middle"])), 2)
        said = f"the largest {least} might be {worst['body']}’s under {worst['name']}, {much} million pounds"
    columns = (Column("Provider"), *(Column(capital(name), "£ million", True) for name in names))
    return Figure(
        title, f"{what}, in million pounds: {said}.",
        "£ million", "The county model: the middle of the runs, and the range in which eight of ten lie",
        dotted(values, [capital(told.name(b)) for b in bodies], names), Table(title, columns, tuple(rows)),
    )  # fmt: skip


def dotted(values: list[dict[str, Any]], bodies: list[str], names: tuple[str, ...]) -> dict[str, Any]:
    """A dot and a bar for each body and option, with a line at nought."""
    y = {
        "field": "body",
        "type": "nominal",
        "sort": bodies,
        "title": None,
        "axis": {"domain": False, "ticks": False},
    }
    offset = {
        "field": "name",
        "type": "nominal",
        "sort": list(names),
        "scale": {"domain": list(names), "paddingInner": 0.4},
    }
    colour = keyed(names)
    x = {"type": "quantitative", "title": "£ million over the run", "axis": {"tickCount": 7}}
    return {
        "data": {"values": values}, "width": 520, "height": {"step": 18 if len(names) > 1 else 30},
        "layer": [
            {"data": {"values": [{"nought": 0}]}, "mark": {"type": "rule", "color": "#16222c"},
             "encoding": {"x": {"field": "nought", "type": "quantitative"}}},
            {"mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.35, "strokeCap": "round"},
             "encoding": {"y": y, "yOffset": offset, "x": {"field": "low", **x}, "x2": {"field": "high"}, "color": colour}},
            {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
             "encoding": {"y": y, "yOffset": offset, "x": {"field": "middle", **x}, "color": colour,
                          "shape": scaled("name", names, ("circle", "square", "diamond", "triangle-up"), legend=len(names) > 1)}},
        ],
    }  # fmt: skip
