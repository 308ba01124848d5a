"""What bodies did beside how they stood in the county's true figures: those ahead, those behind, and the months in which it showed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from statistics import median

from shirehall.study.filters import EVENT_FILTERS, acts, chosen, over_time, spearman, wanted, whole_number
from shirehall.study.measures.between import either_way
from shirehall.study.measures.county import lived_in
from shirehall.study.measures.shares import without
from shirehall.study.reading import Telling, actor
from shirehall.study.tables import Filters, Reading, number_measure, reading

NO_FIGURES = "the county's figures are not on this record"
Series = Mapping[int, float]


def by_body(telling: Telling, filters: Filters) -> dict[str, Series]:
    """The figure that `figure` names, month by month, for every body of the kinds of `of_kind` that has it."""
    shelf = telling.once("figures of bodies", shelved)
    kinds = wanted(filters, "of_kind")
    name = wanted(filters, "figure")[0] if "figure" in filters else ""
    one = chosen(telling, filters, "of")
    return {
        body: series
        for body, series in shelf.get(name, {}).items()
        if (not kinds or telling.kind_of(body) in kinds) and (one is None or body in one)
    }


def shelved(telling: Telling) -> dict[str, dict[str, dict[int, float]]]:
    """Every whole figure of a body by measure, body and month."""
    shelf: dict[str, dict[str, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for figure in telling.figures:
        if figure.group == "all" and figure.subject in telling.world.organisations:
            shelf[figure.measure][figure.subject][figure.month] = figure.value
    return shelf


def those_at(series: Mapping[str, Series], place: str) -> set[str]:
    """The bodies at a place by their last figure: best, worst, surplus (above nothing), deficit (below it)."""
    last = {body: one[max(one)] for body, one in series.items() if one}
    if not last:
        return set()
    edge = max(last.values()) if place == "best" else min(last.values())
    if place in ("best", "worst"):
        return {body for body, value in last.items() if value == edge}
    return {body for body, value in last.items() if (value < 0 if place == "deficit" else value > 0)}


STANDING = ("figure", "of_kind", "of_most", "of_least", "place", "side")


def count_by_standing(telling: Telling, filters: Filters) -> Reading:
    """How many acts that the filters keep came from the bodies at a place (`side: from`) or were others' towards them (`side: to`)."""
    there = those_at(by_body(telling, filters), str(filters.get("place", "worst")))
    if not there:
        return reading(None, (), NO_FIGURES)
    side = filters.get("side", "from")
    found = [
        e.seq for e in acts(telling, without(filters, *STANDING))
        if (actor(e) in there if side == "from" else actor(e) not in there and there & set(telling.counterparts(e)))
    ]  # fmt: skip
    return reading(len(found), found, f"{len(found)} acts; {place_said(telling, there)}")


def place_said(telling: Telling, there: set[str]) -> str:
    """The bodies at a place, in words."""
    return "there stood " + ", ".join(telling.name(body) for body in sorted(there))


def parting(series: Mapping[str, Series]) -> int | None:
    """The month from which bodies have parted company: the first whose spread of figures is half of what it is at the end."""
    months = sorted(set.intersection(*(set(one) for one in series.values()))) if series else []
    spread = {
        m: max(one[m] for one in series.values()) - min(one[m] for one in series.values()) for m in months
    }
    if not months or not spread[months[-1]]:
        return None
    return next(m for m in months if spread[m] >= spread[months[-1]] / 2)


def contact_after_parting(telling: Telling, filters: Filters) -> Reading:
    """Contacts a month among bodies of a kind after their figures had parted, over those before.

    With `place: deficit` or `surplus` contacts among those at that place; with `best` or `worst` those between it and the rest.
    """
    series = by_body(telling, filters)
    if not series:
        return reading(None, (), NO_FIGURES)
    month = parting(series)
    place = str(filters.get("place", "best"))
    there = those_at(series, place)
    kinds = wanted(filters, "of_kind")
    among = [
        c
        for c in either_way(telling, kinds, kinds, {})
        if inside(place, c.sender in there, c.hearer in there)
    ]
    before = [m for m in telling.months if month is not None and m < month]
    after = [m for m in telling.months if month is not None and m >= month]
    early, late = [c for c in among if c.month in before], [c for c in among if c.month in after]
    value = (len(late) / len(after)) / (len(early) / len(before)) if early and after else None
    told = f"{len(early)} in {len(before)} months before, {len(late)} in {len(after)} after; {place_said(telling, there)}"
    return reading(value, (c.seq for c in (*early, *late)), told)


def inside(place: str, one: bool, other: bool) -> bool:
    """Whether a contact counts: with the one at the edge, or among all those in the same case."""
    return one or other if place in ("best", "worst") else one and other


def figure_and_acts(telling: Telling, filters: Filters) -> Reading:
    """Spearman's rank correlation, over bodies of a kind, of their last figure with how often they did what the filters keep."""
    last = {body: one[max(one)] for body, one in by_body(telling, filters).items() if one}
    if not last:
        return reading(None, (), NO_FIGURES)
    kept = [e for e in acts(telling, without(filters, *STANDING)) if actor(e) in last]
    times = Counter(actor(e) for e in kept)
    told = ", ".join(f"{telling.name(body)} {times[body]}" for body in last)
    return reading(
        spearman((value, times[body]) for body, value in last.items()), (e.seq for e in kept), told
    )


def shortfall_and_acts(telling: Telling, filters: Filters) -> Reading:
    """Spearman's rank correlation, over months, of the shortfall of bodies of a kind with how often the filters' acts were done.

    The shortfall of a month is the sum of the figures at its end with its sign turned.
    """
    series = by_body(telling, filters)
    if not series:
        return reading(None, (), NO_FIGURES)
    months = sorted(set.intersection(*(set(one) for one in series.values())))
    kept = acts(telling, without(filters, *STANDING))
    times = Counter(e.month for e in kept)
    points = [(-sum(one[m] for one in series.values()), float(times[m])) for m in months]
    return reading(spearman(points), (e.seq for e in kept), f"{len(kept)} acts over {len(months)} months")


def months_to_notice(telling: Telling, filters: Filters) -> Reading:
    """The median number of months from a body's figure first falling below `below` to the first act on it that the filters keep.

    An act is on a body when it turns to it or, with `side: from`, when the body does it itself. One on which nobody acted counts to the
    month after the last.
    """
    series, limit = by_body(telling, filters), whole_number(filters, "below", 0)
    if not series:
        return reading(None, (), NO_FIGURES)
    kept = acts(telling, without(filters, *STANDING, "below"))
    lags, evidence = [], []
    lived = lived_in(telling)
    for body, one in series.items():
        fell = min((m for m, value in one.items() if value < limit), default=None)
        if fell is None:
            continue
        on = [e for e in kept if e.month >= fell and
              (actor(e) == body if filters.get("side") == "from" else body in telling.counterparts(e))]  # fmt: skip
        lags.append((on[0].month if on else telling.last_month + 1) - fell)
        evidence += [lived[fell], *([on[0].seq] if on else [])]
    return reading(
        median(lags) if lags else None,
        evidence,
        f"months for each: {', '.join(map(str, lags))}" if lags else "none fell",
    )


def bodies_below(telling: Telling, filters: Filters) -> Reading:
    """How many bodies of a kind had a figure below `below` at the end of any month."""
    series, limit = by_body(telling, filters), whole_number(filters, "below", 0)
    if not series:
        return reading(None, (), NO_FIGURES)
    lived = lived_in(telling)
    fell = {body: min(m for m, value in one.items() if value < limit) for body, one in series.items()
            if any(value < limit for value in one.values())}  # fmt: skip
    told = ", ".join(f"{telling.name(body)} in month {month}" for body, month in fell.items())
    return reading(len(fell), (lived[m] for m in fell.values()), told)


def highest_figure(telling: Telling, filters: Filters) -> Reading:
    """The highest figure that a body of a kind had at the end of any month."""
    series = by_body(telling, filters)
    found = [(value, -month) for one in series.values() for month, value in one.items()]
    if not found:
        return reading(None, (), NO_FIGURES)
    value, month = max(found)
    return reading(value, [lived_in(telling)[-month]], f"in month {-month}")


def over_the_year(telling: Telling, filters: Filters) -> Reading:
    """Acts by standing over the whole stretch, or how it went with the months."""
    return over_time(count_by_standing, telling, filters)


FIGURE = ("figure", "of_kind", "of_most", "of_least")

MEASURES = (
    number_measure("count-by-standing", "Done by or to those at a place", "acts",
                   "How often bodies that stood best or worst did something, or had it done to them.",
                   over_the_year, (*EVENT_FILTERS, *STANDING, "read")),
    number_measure("contact-after-parting", "Contact after parting company", "ratio",
                   "How contact among bodies changed once their figures had parted.", contact_after_parting, (*FIGURE, "place")),
    number_measure("figure-and-acts", "Figures and acts over bodies", "rank correlation",
                   "Whether bodies with higher figures did something more often.", figure_and_acts, (*EVENT_FILTERS, *FIGURE)),
    number_measure("shortfall-and-acts", "Shortfall and acts over months", "rank correlation",
                   "Whether something was done more often in months of greater shortfall.", shortfall_and_acts, (*EVENT_FILTERS, *FIGURE)),
    number_measure("months-to-notice", "Months until somebody acted on it", "months",
                   "How long it took from a figure falling to the first act on it.", months_to_notice,
                   (*EVENT_FILTERS, *FIGURE, "below", "side")),
    number_measure("bodies-below", "Bodies below a mark", "bodies", "How many bodies had a figure below a mark.", bodies_below,
                   (*FIGURE, "below")),
    number_measure("highest-figure", "Highest figure", "as stated", "The highest that a figure of some bodies ever was.",
                   highest_figure, FIGURE),
)  # fmt: skip
