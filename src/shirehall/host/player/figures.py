"""Our figures: what was published to a seat, month by month, with small charts drawn here and the numbers beneath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from shirehall.economy.figures import MEASURES
from shirehall.play.names import WorldNames
from shirehall.play.view import View

WIDTH, HEIGHT, MARGIN = 320, 96, 8


@dataclass(frozen=True, slots=True)
class Series:
    """One measure of one subject (and group, `all` for everybody): its months and values in order."""

    measure: str
    subject: str
    group: str
    points: tuple[tuple[int, float], ...]

    @property
    def title(self) -> str:
        """The measure's title."""
        known = MEASURES.get(self.measure)
        return known.title if known else self.measure.replace("-", " ")

    @property
    def unit(self) -> str:
        """The measure's unit."""
        known = MEASURES.get(self.measure)
        return known.unit if known else ""

    @property
    def meaning(self) -> str:
        """What the measure counts."""
        known = MEASURES.get(self.measure)
        return known.meaning if known else ""

    def said(self, value: float) -> str:
        """A value with the measure's declared decimals, without its unit."""
        known = MEASURES.get(self.measure)
        return f"{value:,.{known.decimals if known else 1}f}"

    @property
    def last(self) -> float:
        """The newest value."""
        return self.points[-1][1]

    @property
    def change(self) -> str:
        """How the newest value differs from the one before; empty for a first one."""
        if len(self.points) < 2:
            return ""
        step = self.points[-1][1] - self.points[-2][1]
        said = self.said(abs(step))
        if not float(said.replace(",", "")):
            return "as before"
        return f"{'up' if step > 0 else 'down'} {said}"


def series(view: View) -> list[Series]:
    """Every series published to the seat: its own body first, then the county, then the others by name."""
    found: dict[tuple[str, str, str], dict[int, float]] = {}
    for event in view.events:
        if event.kind == "figures-published":
            for measure, subject, group, value in event.body["rows"]:
                found.setdefault((measure, subject, group), {})[event.body["of_month"]] = value
    order = {name: place for place, name in enumerate(MEASURES)}
    made = [Series(*key, tuple(sorted(values.items()))) for key, values in found.items()]
    mine = {view.organisation, *(s for s, owner in view.world.sites.items() if owner == view.organisation)}
    return sorted(made, key=lambda s: (s.subject not in mine, s.subject != "county", s.subject, s.group != "all",
                                       order.get(s.measure, len(order)), s.group))  # fmt: skip


def by_subject(view: View) -> list[tuple[str, str, list[Series]]]:
    """The series under their subjects: id, name, series."""
    names = WorldNames(view.world)
    found: dict[str, list[Series]] = {}
    for each in series(view):
        found.setdefault(each.subject, []).append(each)
    return [(subject, called(names, view, subject), rows) for subject, rows in found.items()]


def called(names: WorldNames, view: View, subject: str) -> str:
    """A subject's name: a body's, a site's, the county's."""
    if subject == "county":
        return "The county"
    if subject in view.world.organisations:
        return names.body(subject)
    return subject.replace("-", " ").capitalize()


def chart(one: Series, months: Mapping[int, str]) -> Markup:
    """A small line chart as SVG, for those who see it; its label says the same in words. One value alone has none."""
    if len(one.points) < 2:
        return Markup("")
    values = [value for _, value in one.points]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    first, last = one.points[0][0], one.points[-1][0]
    across = (last - first) or 1

    def place(month: int, value: float) -> tuple[float, float]:
        x = MARGIN + (month - first) / across * (WIDTH - 2 * MARGIN)
        y = HEIGHT - MARGIN - (value - low) / span * (HEIGHT - 2 * MARGIN)
        return round(x, 1), round(y, 1)

    dots = [place(month, value) for month, value in one.points]
    line = " ".join(f"{x},{y}" for x, y in dots)
    label = (
        f"{one.title}: from {one.said(values[0])} in {months.get(first, first)} to {one.said(values[-1])} in "
        f"{months.get(last, last)} ({one.unit}); lowest {one.said(low)}, highest {one.said(high)}."
    )
    marks = "".join(f'<circle cx="{x}" cy="{y}" r="3" fill="currentColor"/>' for x, y in dots)
    return Markup(
        f'<svg class="sh-spark" role="img" aria-label="{escape(label)}" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}"><polyline points="{line}" fill="none" stroke="currentColor" stroke-width="2"/>{marks}</svg>'
    )
