"""How an event is told to a viewer: one sentence, its words, when, and a piece of page for the feed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

from jinja2 import Environment

from shirehall.patch.pack import Patch
from shirehall.patch.timetable import clock_time
from shirehall.play.catalogue import Catalogue
from shirehall.play.names import WorldNames, sentence_case
from shirehall.play.record.event import EVERYONE, Event
from shirehall.play.view import View
from shirehall.play.world import World

MOST_DRAWN = 200
"""Pieces of page kept for the next viewer who is told the same."""

NOT_BEGUN = "The clock stands until play begins."


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a viewer is told of it: its number in the viewer's own count, when, by whom, in a sentence, and in whose words.

    `mine` when the viewer's own seat did it, `addressed` when the viewer is among those addressed; `script` when a script did.
    """

    n: int
    kind: str
    nature: str
    month: int
    at: int
    when: str
    who: str
    sentence: str
    words: str
    mine: bool
    addressed: bool
    script: bool
    thread: int | None


def is_opening(event: Event) -> bool:
    """Whether an event is the day's own standing still before play, which nobody did."""
    return event.kind == "clock-paused" and event.origin == "engine"


class Teller:
    """Tells events. It knows the pack's months and the catalogue's sentences, and draws the piece of page with `templates`."""

    def __init__(self, patch: Patch, catalogue: Catalogue, templates: Environment) -> None:
        self._patch = patch
        self._catalogue = catalogue
        self._item = templates.get_template("_news.html")
        self._months: dict[int, str] = {}
        self._drawn: OrderedDict[tuple[object, ...], str] = OrderedDict()
        self._drawing = threading.Lock()

    def told(self, viewer: str, world: World, event: Event) -> Told:
        """One event of a viewer's view, with the viewer's world."""
        kind = self._catalogue.kind(event.kind)
        names = WorldNames(world)
        chair = world.seats.get(event.seat)
        return Told(
            n=event.seq,
            kind=event.kind,
            nature=kind.nature,
            month=event.month,
            at=event.at,
            when=self.when(event.month, event.at),
            who=names.seat(event.seat) if chair else "",
            sentence=NOT_BEGUN if is_opening(event) else sentence_case(kind.says(event, names)),
            words=str(event.body.get("text", "")),
            mine=event.seat == viewer,
            addressed=viewer in event.addressees or EVERYONE in event.addressees,
            script=event.origin in ("script", "model"),
            thread=event.thread,
        )

    def when(self, month: int, at: int) -> str:
        """The month by name, and the planned time of day."""
        if month not in self._months:
            self._months[month] = self._patch.month_name(month)
        return f"{self._months[month]}, {clock_time(self._patch, at)}"

    def drawn(self, told: Told) -> str:
        """The piece of page. What many viewers are told in the same words is drawn once; only the number is each one's own."""
        key = (told.nature, told.addressed, told.when, told.script, bool(told.who), told.sentence, told.words)
        with self._drawing:
            html = self._drawn.get(key)
            if html is None:
                html = self._drawn[key] = self._item.render(told=replace(told, n=0))
                if len(self._drawn) > MOST_DRAWN:
                    self._drawn.popitem(last=False)
        return html.replace('data-n="0"', f'data-n="{told.n}"', 1)

    def news(self, viewer: str, world: World, event: Event) -> dict[str, Any]:
        """What a stream carries of an event: its number, its kind and its piece of page."""
        told = self.told(viewer, world, event)
        return {
            "n": told.n,
            "kind": told.kind,
            "addressed": told.addressed,
            "html": self.drawn(told),
        }

    def feed(self, view: View, most: int = 60) -> list[Told]:
        """The newest events of a view, newest first."""
        return [self.told(view.seat, view.world, event) for event in reversed(view.events[-most:])]
