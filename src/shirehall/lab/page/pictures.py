"""The lab's charts: how a number is spread over runs, in how many runs what was reported held, and a year's figures by month."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from shirehall.economy.figures import MEASURES
from shirehall.lab.held import HALF, Standing
from shirehall.lab.page.words import number, percent, share_within, share_words, with_unit
from shirehall.lab.tables import COUNTY, Named, Results, Spread, spread
from shirehall.paper.charts import COLOURS, SHAPES, scaled
from shirehall.paper.model.pictures import banded
from shirehall.paper.prose import clip, figure
from shirehall.paper.tree import Column, Figure, Row, Table

Spec = dict[str, Any]
INK, MARKED = "#16222c", "#b3541e"
WIDE = 520
FEW_ARMS = 5
BANDS = 1
"""How many arms may share a chart of lines, and how many of them show their band."""
BAR: Spec = {"strokeWidth": 6, "opacity": 0.35, "strokeCap": "round", "color": COLOURS[0]}
"""How an interval is drawn behind its dot."""
BESIDE: Spec = {
    "domain": False,
    "ticks": False,
    "grid": True,
    "labelLimit": 396,
    "labelAlign": "left",
    "labelPadding": 408,
}
"""Sentences beside a chart, flush on the left."""
LONGEST = 62
"""How many letters of what was reported stand beside a chart."""


def distribution(results: Results, key: str) -> Figure:
    """How a number is spread over the runs of each arm."""
    arms = results.numbers[key]
    names = [name for name in results.by_arm if name in arms]
    what = results.named(key)
    spreads = {name: spread(list(arms[name].values())) for name in names}
    first = spreads[names[0]]
    said = (
        f"In the middle run of {names[0]} it came to {with_unit(first.median, what)}; nine of ten runs lie between"
        f" {number(first.p05, what)} and {number(first.p95, what)}."
    )
    if len(names) > 1:
        said += (
            f" {apart_words({name: number(each.median, what) for name, each in spreads.items()}, spreads)}"
        )
    columns = ("Runs", "Mean", "Standard deviation", "Least", "5%", "Middle", "95%", "Most")
    rows = [
        Row((
            name, str(s.runs), number(s.mean, what), "–" if s.sd is None else number(s.sd, what),
            *(number(v, what) for v in (s.low, s.p05, s.median, s.p95, s.high)),
        ))
        for name, s in spreads.items()
    ]  # fmt: skip
    drawn = {name: list(arms[name].values()) for name in names}
    return Figure(
        what.title, said, what.unit or "as the measure counts",
        "the runs of this lab" + ("; figures of the county model, as their mean over the months" if key.startswith("month/") else ""),
        strips(drawn, what) if len(names) > 1 else histogram(drawn[names[0]], what),
        Table(f"{what.title}, by arm", (Column("Arm"), *(Column(c, "", True) for c in columns)), tuple(rows)),
    )  # fmt: skip


def apart_words(shown: Mapping[str, str], spreads: Mapping[str, Spread]) -> str:
    """Where the middle runs of the arms lie apart, in a sentence."""
    if len(set(shown.values())) == 1:
        return "The middle runs of all arms come to the same."
    low, high = (pick(shown, key=lambda name: spreads[name].median) for pick in (min, max))
    return (
        f"It is lowest in the middle run of {low} ({shown[low]}), highest in that of {high} ({shown[high]})."
    )


def strips(values: Mapping[str, Sequence[float]], what: Named) -> Spec:
    """A line an arm: every run as a thin stroke, a bar over the middle half, a rule over nine of ten, a dot for the middle run."""
    names = list(values)
    told = {name: spread(list(found)) for name, found in values.items()}
    boxes = [
        {"arm": n, "p05": s.p05, "p25": s.p25, "median": s.median, "p75": s.p75, "p95": s.p95}
        for n, s in told.items()
    ]
    strokes = [{"arm": name, "value": value} for name in names for value in sorted(values[name])]
    y = {"field": "arm", "type": "nominal", "sort": names, "title": None,
         "axis": {"domain": False, "ticks": False, "labelLimit": 200}}  # fmt: skip
    x = {
        "type": "quantitative",
        "title": axis_title(what),
        "scale": {"zero": False, "nice": True},
        "axis": {"tickCount": 6},
    }
    colour = {"value": COLOURS[0]}
    return {
        "width": WIDE, "height": {"step": 34 if len(names) <= 6 else 24},
        "layer": [
            {"data": {"values": strokes}, "mark": {"type": "tick", "thickness": 1, "size": 22 if len(names) <= 6 else 16, "opacity": 0.3},
             "encoding": {"y": y, "x": {"field": "value", **x}, "color": {"value": INK}}},
            {"data": {"values": boxes}, "mark": {"type": "rule", "strokeWidth": 2},
             "encoding": {"y": y, "x": {"field": "p05", **x}, "x2": {"field": "p95"}, "color": colour}},
            {"data": {"values": boxes}, "mark": {"type": "rule", "strokeWidth": 9, "opacity": 0.55},
             "encoding": {"y": y, "x": {"field": "p25", **x}, "x2": {"field": "p75"}, "color": colour}},
            {"data": {"values": boxes}, "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1, "stroke": "#fff"},
             "encoding": {"y": y, "x": {"field": "median", **x}, "color": {"value": MARKED}}},
        ],
    }  # fmt: skip


def histogram(values: Sequence[float], what: Named) -> Spec:
    """How many runs came to what, with a line at the middle run."""
    whole = all(float(value).is_integer() for value in values)
    edges = whole_edges(values) if whole else list(np.histogram_bin_edges(values, bins=bars_for(len(values))))
    counts, _ = np.histogram(values, bins=edges)
    bars = [
        {"from": float(a), "to": float(b), "runs": int(n)}
        for n, a, b in zip(counts, edges[:-1], edges[1:], strict=True)
    ]  # fmt: skip
    middle = float(np.median(values))
    x = {
        "type": "quantitative",
        "title": axis_title(what),
        "scale": {"zero": False, "nice": False},
        "axis": {"tickCount": 7, "grid": False},
    }
    y = {"field": "runs", "type": "quantitative", "title": "runs", "axis": {"tickCount": 4, "format": "d"}}
    return {
        "width": WIDE, "height": 150,
        "layer": [
            {"data": {"values": bars}, "mark": {"type": "bar", "color": COLOURS[0], "stroke": "#fff", "strokeWidth": 1},
             "encoding": {"x": {"field": "from", "bin": {"binned": True}, **x}, "x2": {"field": "to"}, "y": y}},
            {"data": {"values": [{"middle": middle, "words": f"middle run {number(middle, what)}"}]},
             "mark": {"type": "rule", "color": MARKED, "strokeWidth": 2}, "encoding": {"x": {"field": "middle", **x}}},
            {"data": {"values": [{"middle": middle, "words": f"middle run {number(middle, what)}"}]},
             "mark": {"type": "text", "align": "left", "dx": 6, "baseline": "bottom", "color": INK},
             "encoding": {"x": {"field": "middle", **x}, "y": {"value": -2}, "text": {"field": "words", "type": "nominal"}}},
        ],
    }  # fmt: skip


def bars_for(runs: int) -> int:
    """How many bars so many runs bear: the root of their number, from five to twenty."""
    return min(max(round(math.sqrt(runs)) + 1, 5), 20)


def whole_edges(values: Sequence[float]) -> list[float]:
    """Edges of bars for whole numbers: a bar a number where there are few, else bars of several, each number well inside one."""
    low, high = int(min(values)), int(max(values))
    span = high - low + 1
    step = 1 if span <= 20 else -(-span // bars_for(len(values)))
    return [low - 0.5 + step * i for i in range(-(-span // step) + 1)]


def axis_title(what: Named) -> str:
    """The title of an axis."""
    return what.unit or what.title


def held_chart(title: str, told: Sequence[Standing]) -> Figure:
    """In what share of runs each finding held, with the random and the silent player beside it."""
    told = sorted(told, key=lambda s: (-(s.here.share if s.here else 0.0), s.finding.id))
    most = told[0]
    said = (
        f"“{clip(most.finding.statement, 90)}” held in most runs of those shown, {share_within(most.here)}; the bar is the 95% interval,"
        " the dotted line marks half the runs."
    )
    columns = (Column("Finding"), *(Column(c, "", True) for c in ("Share of runs", "Random", "Silent")))
    rows = tuple(
        Row((f"{s.finding.id}: {s.finding.statement}", share_within(s.here), share_words(s.random), share_words(s.silent)))
        for s in told
    )  # fmt: skip
    return Figure(
        title, said, "% of runs", "the runs of this lab; beside them those of the random and the silent player, where they were run",
        held_spec(told), Table(title, columns, rows),
    )  # fmt: skip


def held_spec(told: Sequence[Standing]) -> Spec:
    """A line a finding: the share of runs as a dot with its interval, the baselines by shape and place."""
    players = ("scripted minds", "random player", "silent player")
    labels = [f"{s.finding.id}  {clip(s.finding.statement, LONGEST, quoted=False)}" for s in told]
    points, bars = list[Spec](), list[Spec]()
    for label, each in zip(labels, told, strict=True):
        for player, share in zip(players, (each.here, each.random, each.silent), strict=True):
            if share is not None:
                points.append({"finding": label, "player": player, "share": round(100 * share.share, 2)})
        if each.here is not None:
            bars.append(
                {
                    "finding": label,
                    "low": round(100 * each.here.low, 2),
                    "high": round(100 * each.here.high, 2),
                }
            )
    seen = [player for player in players if any(point["player"] == player for point in points)]
    y = {"field": "finding", "type": "nominal", "sort": labels, "title": None,
         "axis": BESIDE}  # fmt: skip
    x = {
        "type": "quantitative",
        "title": "% of runs",
        "scale": {"domain": [0, 100]},
        "axis": {"tickCount": 5, "orient": "top"},
    }
    order = [COLOURS[0], COLOURS[1], COLOURS[7]]
    return {
        "width": 330, "height": {"step": 24},
        "layer": [
            {"data": {"values": [{"half": 100 * HALF}]}, "mark": {"type": "rule", "color": INK, "strokeDash": [2, 3]},
             "encoding": {"x": {"field": "half", **x}}},
            {"data": {"values": bars}, "mark": {"type": "rule", **BAR},
             "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}}},
            {"data": {"values": points}, "mark": {"type": "point", "filled": True, "size": 75, "opacity": 1},
             "encoding": {"y": y, "x": {"field": "share", **x},
                          "color": {**scaled("player", seen, order, legend=True)},
                          "shape": {**scaled("player", seen, ("circle", "diamond", "cross"), legend=True)}}},
        ],
    }  # fmt: skip


def months_chart(results: Results, measure: str, names: Sequence[str]) -> Figure:
    """A figure of the whole county by month: the middle run of each arm, with the range in which nine of ten runs lie."""
    what, months = (
        MEASURES[measure],
        [results.patch.month_name(m) for m in range(1, results.patch.round.months + 1)],
    )
    lived = sorted(
        {
            m
            for name in names
            for run in results.by_arm[name]
            for m, each, where, _ in run.months
            if (each, where) == (measure, COUNTY)
        }
    )
    values, cells = list[Spec](), dict[int, list[str]]({month: [] for month in lived})
    for place, name in enumerate(names):
        for month in lived:
            found = [
                v
                for run in results.by_arm[name]
                for m, each, where, v in run.months
                if (m, each, where) == (month, measure, COUNTY)
            ]
            if not found:
                cells[month].append("–")
                continue
            s = spread(found)
            low, high = (s.p05, s.p95) if place < BANDS else (s.median, s.median)
            values.append(
                {"month": months[month - 1], "name": name, "low": low, "middle": s.median, "high": high}
            )
            words = (figure(v, what.decimals) for v in (s.median, s.p05, s.p95))
            cells[month].append("{} ({} to {})".format(*words))
    shown = tuple(months[month - 1] for month in lived)
    rows = tuple(Row((months[month - 1], *cells[month])) for month in lived)
    last = [(v["name"], v["middle"]) for v in values if v["month"] == shown[-1]]
    ends = "; ".join(f"{name} might end at {figure(v, what.decimals)}" for name, v in last)
    return Figure(
        f"{what.title}, month by month", f"{what.title} of the whole county, {shown[0]} to {shown[-1]}, in the middle run: {ends}.",
        what.unit, f"the county model; the middle run of each arm, and the range in which nine of ten runs of {names[0]} lie",
        banded(values, tuple(names), shown, what.unit),
        Table(f"{what.title} by month", (Column("Month"), *(Column(name, what.unit, True) for name in names)), rows),
    )  # fmt: skip


def fall_spec(rows: Sequence[tuple[str, float, float, float]], title: str) -> Spec:
    """Differences with their intervals, a line each: (name, low, middle, high)."""
    names = [name for name, *_ in rows]
    values = [{"name": n, "low": low, "middle": middle, "high": high} for n, low, middle, high in rows]
    y = {"field": "name", "type": "nominal", "sort": names, "title": None,
         "axis": BESIDE}  # fmt: skip
    x = {"type": "quantitative", "title": title, "axis": {"tickCount": 6, "orient": "top"}}
    return {
        "data": {"values": values}, "width": 330, "height": {"step": 24},
        "layer": [
            {"data": {"values": [{"nought": 0}]}, "mark": {"type": "rule", "color": INK},
             "encoding": {"x": {"field": "nought", **x}}},
            {"mark": {"type": "rule", **BAR},
             "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True, "size": 75, "opacity": 1, "color": COLOURS[0], "shape": SHAPES[0]},
             "encoding": {"y": y, "x": {"field": "middle", **x}}},
        ],
    }  # fmt: skip


def half_said() -> str:
    """The share of runs from which a finding may count, in words."""
    return percent(HALF)
