"""What the wall says: headlines and figures out of the wall's view, and how to join."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import segno
from markupsafe import Markup

from shirehall.economy.figures import MEASURES
from shirehall.host.telling import Teller
from shirehall.host.wall.bulletin import voice_of
from shirehall.play.record.event import Event
from shirehall.play.view import View
from shirehall.play.world import World

MOST_HEADLINES = 4
MOST_FIGURES = 4
SEEN_AT_ONCE = 3
TALL = 32.0
"""The height of the wall's news, in hundredths of its width: the unit of wall.css."""
LONGEST = 120
"""Signs of a headline; the rest is for the desks."""
NEWSWORTHY = frozenset({"talk", "commitment", "deed", "notice"})
NO_NEWS = frozenset({"briefing-given", "figures-published", "timetable-changed"})
"""Kinds that everybody sees and that are no headline: papers, tables, and bids' dates."""
FIRST = ("ae-within-4h", "rtt-within-18w", "elective-waiting", "trolley-waits-12h", "emergency-admissions", "delayed-days",
         "bed-occupancy", "cancelled-electives", "ae-attendances")  # fmt: skip
"""Figures of the whole county that a hall would look for first."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One piece of news: when, what, a few more words, and whether the facilitator says it, or a script."""

    when: str
    title: str
    words: str
    notice: bool
    script: bool = False


@dataclass(frozen=True, slots=True)
class CountyFigure:
    """A figure of the whole county, as published: its title, value and month, and the value published before it."""

    title: str
    value: str
    unit: str
    month: str
    before: str
    before_month: str


@dataclass(frozen=True, slots=True)
class Joining:
    """How to join: the address as one types it, whole, and as a QR code in SVG."""

    address: str
    url: str
    code: Markup


@dataclass(frozen=True, slots=True)
class Seated:
    """How many of the seats that wait for people are taken, and which bodies still wait, with how many seats each."""

    taken: int
    seats: int
    awaited: tuple[tuple[str, int], ...]


def seated(world: World, taken: Collection[str]) -> Seated:
    """Who has come, by body and never by name. `taken` are the seats that somebody holds."""
    waiting = [chair for chair in world.seats.values() if chair.filled_by == "person" and not chair.left]
    missing: dict[str, int] = {}
    for chair in waiting:
        if chair.id not in taken:
            missing[chair.organisation] = missing.get(chair.organisation, 0) + 1
    awaited = tuple(
        (body.short, missing[body.id]) for body in world.organisations.values() if body.id in missing
    )
    return Seated(len(waiting) - sum(missing.values()), len(waiting), awaited)


def joining(public_url: str) -> Joining:
    """How to join a day at an address. The code is black on white whatever the screen's colours are."""
    url = public_url.rstrip("/") + "/"
    drawn = segno.make(url, error="m", micro=False).svg_inline(
        light="white",
        dark="black",
        omitsize=True,
        border=3,
        title=f"QR code of {url}",
        svgclass="sh-qr__svg",
        lineclass=None,
    )
    return Joining(url.removeprefix("http://").removeprefix("https://").rstrip("/"), url, Markup(drawn))


def headlines_of(
    view: View, teller: Teller, film: str = "", most: int = MOST_HEADLINES
) -> tuple[Headline, ...]:
    """The newest pieces of news of a view, newest first. `view` must be the wall's: nothing is held back here.

    `film` is the title under which the news film was shown.
    """
    found: list[Headline] = []
    for event in reversed(view.events):
        told = teller.told(view.seat, view.world, event)
        if told.nature in NEWSWORTHY and told.kind not in NO_NEWS:
            found.append(replace(headline(told.when, told.sentence, event, film), script=told.script))
        if len(found) == most:
            break
    return tuple(found)


def headline(when: str, sentence: str, event: Event, film: str = "") -> Headline:
    """How the wall words one event.

    An inject by its title and first sentence, the film by its own title, a notice by its words, all else by its sentence.
    """
    text = " ".join(str(event.body.get("text", "")).split())
    if is_film(event):
        return Headline(
            when, short(film or event.body["title"]), short(first_sentence(voice_of(text)[2])), notice=False
        )
    if event.kind == "inject-published":
        return Headline(when, short(event.body["title"]), short(first_sentence(text)), notice=False)
    if event.kind == "notice-given" and text:
        return Headline(when, short(text), "", notice=True)
    return Headline(when, short(sentence), "", notice=False)


def is_roomy(headlines: Sequence[Headline]) -> bool:
    """Whether the three newest headlines fit on the wall with three lines each, by the letters of each."""
    tall = 0.0
    for place, one in enumerate(headlines[:SEEN_AT_ONCE]):
        letters, line = (30, 3.8) if place == 0 else (34, 3.4)
        tall += 3.7 + line * min(3, -(-len(one.title) // letters)) + (2.3 if one.words else 0.0)
    return tall <= TALL


def is_film(event: Event) -> bool:
    """Whether an event is the news film, which has a stage and a title of its own."""
    return event.kind == "inject-published" and event.body.get("inject_kind") == "film"


def first_sentence(text: str) -> str:
    """A text up to its first full stop."""
    head, stop, _ = text.partition(". ")
    return head + ("." if stop else "")


def short(text: str, most: int = LONGEST) -> str:
    """A text on one line, cut between words when it is too long for a wall."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut).rstrip(" ,;:.") + "…"


def figures_of(
    view: View, month_name: Callable[[int], str], most: int = MOST_FIGURES
) -> tuple[CountyFigure, ...]:
    """The newest published figures of the whole county, those first that a hall looks for, each with the one before it."""
    known: dict[str, dict[int, float]] = {}
    for event in view.events:
        if event.kind == "figures-published":
            for measure, subject, group, value in event.body["rows"]:
                if subject == "county" and group == "all":
                    known.setdefault(measure, {})[event.body["of_month"]] = value
    order = [*(m for m in FIRST if m in known), *(m for m in sorted(known) if m not in FIRST)]
    return tuple(figure(measure, known[measure], month_name) for measure in order[:most])


def figure(measure: str, values: dict[int, float], month_name: Callable[[int], str]) -> CountyFigure:
    """One figure as the wall words it."""
    months = sorted(values)
    what, latest = MEASURES[measure], months[-1]
    before = months[-2] if len(months) > 1 else None
    return CountyFigure(
        title=what.title,
        value=number(values[latest], what.decimals) + ("%" if what.unit == "%" else ""),
        unit="" if what.unit == "%" else what.unit,
        month=month_name(latest),
        before=""
        if before is None
        else number(values[before], what.decimals) + ("%" if what.unit == "%" else ""),
        before_month="" if before is None else month_name(before),
    )


def number(value: float, decimals: int) -> str:
    """A number as a hall reads it: thousands parted by commas, a true minus."""
    return f"{value:,.{decimals}f}".replace("-", "−")
