"""The state of the world moves between rounds: figures of the county that stand otherwise from a round's start, and visibly.

A change is named `kind:key` in `between.yaml`, under `parameters`, with a Figure whose unit is `factor` (the value multiplies) or
`%` (a change in per cent: 10 is a tenth more); for `growth` the value is per cent a year. The kinds:

register    people on the register of a need (`register:diabetes`, or `all`)
flares      flare-ups of those on the register (`flares:copd`, or `all`)
rate        how often people enter a pathway (`rate:urgent`, or `all`)
gap         inequality: how far the most deprived fifth lies from the least, of a pathway, a need or `all`; the mean stays
growth      a trend from now on, per cent a year, of a pathway or a need
people      people of a place, or `all`
allocation  what a commissioner is given, or `all`: the settlement

Other names are left to other rooms. Changes keep the tables' shape, so that a state of the round before lives on under them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from shirehall.errors import PackFault
from shirehall.errors import Place as Where
from shirehall.patch.county import CountyTables
from shirehall.patch.county_rows import DemandRow, NeedRow, PlaceRow
from shirehall.patch.figures import Figure

EVERYTHING = "all"
FACTOR, PERCENT = "factor", "%"
FILE = "between.yaml"
AGES = ("age_0_4", "age_5_14", "age_15_24", "age_25_44", "age_45_64", "age_65_74", "age_75_84", "age_85_plus")


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that stands otherwise: what kind, of what, times what (for growth: per cent a year), and where it is from."""

    kind: str
    key: str
    factor: float
    origin: str
    source: str
    why: str = ""
    start: int = 1
    """The month of play that the change holds from (trends are counted from there)."""

    @property
    def name(self) -> str:
        """The change as `between.yaml` names it."""
        return f"{self.kind}:{self.key}"

    @property
    def said(self) -> str:
        """The change in a sentence, for lists of what was assumed."""
        of = "everything" if self.key == EVERYTHING else self.key
        amount = f"{self.factor:+g}% a year" if self.kind == "growth" else f"times {self.factor:g}"
        why = f" ({self.why.rstrip('.')})" if self.why else ""
        source = f": {self.source}" if self.source else ""
        return f"{WORDS[self.kind]} of {of}: {amount}{why}; {self.origin}{source}."


WORDS: Mapping[str, str] = {
    "register": "People on the register", "flares": "Flare-ups", "rate": "How often people enter the pathway",
    "gap": "Gap between the most and the least deprived fifth", "growth": "Trend", "people": "People",
    "allocation": "Allocation",
}  # fmt: skip


def changes_of(
    parameters: Iterable[tuple[str, Figure]], why: Mapping[str, str] | None = None, start: int = 1
) -> tuple[Change, ...]:
    """The changes among a round's parameters, in their order; `why` tells by name what changed them, `start` is the month of
    play in which the round begins (where the county's months run on from the round before; else 1).

    Raises PackFault for a unit that is neither a factor nor per cent.
    """
    found = []
    for name, figure in parameters:
        kind, colon, key = name.partition(":")
        if not colon or kind not in WORDS:
            continue
        if kind == "growth":
            value = figure.value
        elif figure.unit == PERCENT:
            value = 1 + figure.value / 100
        elif figure.unit == FACTOR:
            value = figure.value
        else:
            raise PackFault(
                f"the change {name} is in {figure.unit!r}.", where=Where(FILE, value=name),
                mend="write it with the unit factor, or % for a change in per cent.",
            )  # fmt: skip
        reason = (why or {}).get(name, figure.note)
        found.append(Change(kind, key, value, str(figure.origin), figure.source, reason, start))
    return tuple(found)


def altered(tables: CountyTables, changes: Sequence[Change]) -> CountyTables:
    """The county's tables under some changes, one after the other. Raises PackFault for one that names nothing of them."""
    for change in changes:
        acts = ACTS[change.kind]
        after = acts(tables, change)
        if after == tables and change.factor != (0.0 if change.kind == "growth" else 1.0):
            raise PackFault(
                f"the change {change.name} alters nothing of this county.", where=Where(FILE, value=change.name),
                mend=f"name {change.kind}:{EVERYTHING}, or what the tables hold.",
            )  # fmt: skip
        tables = after
    return tables


def _hits(change: Change, *names: str) -> bool:
    return change.key == EVERYTHING or change.key in names


def _needs(
    tables: CountyTables, change: Change, alter: Callable[[NeedRow], Mapping[str, object]]
) -> CountyTables:
    rows = [n.model_copy(update=alter(n)) if _hits(change, n.need) else n for n in tables.needs]
    return tables.model_copy(update={"needs": rows})


def _register(tables: CountyTables, change: Change) -> CountyTables:
    def more(row: NeedRow) -> Mapping[str, object]:
        return {"per_1000": " ".join(f"{float(part) * change.factor:.10g}" for part in row.per_1000.split())}

    return _needs(tables, change, more)


def _flares(tables: CountyTables, change: Change) -> CountyTables:
    return _needs(tables, change, lambda row: {"flares": row.flares * change.factor})


def _rate(tables: CountyTables, change: Change) -> CountyTables:
    rows = [
        d.model_copy(update={"value": d.value * change.factor})
        if d.what == "rate" and _hits(change, d.pathway) else d
        for d in tables.demand
    ]  # fmt: skip
    return tables.model_copy(update={"demand": rows})


def wider(gradient: float, factor: float) -> float:
    """A gradient whose distance from 1 (no gap) is `factor` times what it was, never below nought."""
    return max(0.01, 1 + (gradient - 1) * factor)


def _gap(tables: CountyTables, change: Change) -> CountyTables:
    demand = [
        d.model_copy(update={"gradient": wider(d.gradient, change.factor)})
        if d.what == "rate" and _hits(change, d.pathway) else d
        for d in tables.demand
    ]  # fmt: skip
    after = tables.model_copy(update={"demand": demand})
    return _needs(
        after, change,
        lambda row: {"gradient": wider(row.gradient, change.factor),
                     "flare_gradient": wider(row.flare_gradient, change.factor)},
    )  # fmt: skip


def _growth(tables: CountyTables, change: Change) -> CountyTables:
    pathways = sorted({d.pathway for d in tables.demand if d.what == "rate" and _hits(change, d.pathway)})
    rows = [
        DemandRow.model_validate({
            "pathway": p, "what": "growth", "key": EVERYTHING, "value": change.factor, "from": change.origin,
            "source": change.source or change.why,
        })
        for p in pathways
    ]  # fmt: skip
    kept = [d for d in tables.demand if d.what != "growth" or d.pathway not in pathways]
    years = (change.start - 1) / 12

    def so_far(pathway: str, band: str) -> float:
        """What the old trend had made by the start, over what the new one would have."""
        old = 1.0
        for row in tables.demand:
            if (row.pathway, row.what) == (pathway, "growth") and row.key in (EVERYTHING, band):
                old = 1 + row.value / 100
        return float((old / (1 + change.factor / 100)) ** years)

    kept = [
        d.model_copy(update={"value": d.value * so_far(d.pathway, d.key)})
        if d.what == "rate" and d.pathway in pathways else d
        for d in kept
    ]  # fmt: skip

    def trend(row: NeedRow) -> Mapping[str, object]:
        now = ((1 + row.growth / 100) / (1 + change.factor / 100)) ** years
        register = " ".join(f"{float(part) * now:.10g}" for part in row.per_1000.split())
        return {"growth": change.factor, "per_1000": register}

    return _needs(tables.model_copy(update={"demand": [*kept, *rows]}), change, trend)


def _people(tables: CountyTables, change: Change) -> CountyTables:
    def more(row: PlaceRow) -> PlaceRow:
        return row.model_copy(update={age: round(getattr(row, age) * change.factor) for age in AGES})

    rows = [more(p) if _hits(change, p.place) else p for p in tables.places]
    return tables.model_copy(update={"places": rows})


def _allocation(tables: CountyTables, change: Change) -> CountyTables:
    rows = [
        c.model_copy(update={"allocation": c.allocation * change.factor}) if _hits(change, c.id) else c
        for c in tables.money.commissioners
    ]
    return tables.model_copy(update={"money": tables.money.model_copy(update={"commissioners": rows})})


ACTS: Mapping[str, Callable[[CountyTables, Change], CountyTables]] = {
    "register": _register, "flares": _flares, "rate": _rate, "gap": _gap, "growth": _growth, "people": _people,
    "allocation": _allocation,
}  # fmt: skip
