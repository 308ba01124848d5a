"""How an event is told to a viewer: one sentence, its words, when, and a piece of page for the feed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from shirehall.patch.pack import Patch
from shirehall.patch.timetable import clock_time
from shirehall.play.catalogue import Catalogue
from shirehall.play.names import WorldNames, sentence_case
from shirehall.play.record.event import EVERYONE, Event
from shirehall.play.view import View
from shirehall.play.world import World


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


class Teller:
    """Tells events. It knows the pack's months and the catalogue's sentences, and draws the piece of page with `templates`."""

    def __init__(self, patch: Patch, catalogue: Catalogue, templates: Environment) -> None:
        self._patch = patch
        self._catalogue = catalogue
        self._item = templates.get_template("_news.html")

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
            when=f"{self._patch.month_name(event.month)}, {clock_time(self._patch, event.at)}",
            who=names.seat(event.seat) if chair else "",
            sentence=sentence_case(kind.says(event, names)),
            words=str(event.body.get("text", "")),
            mine=event.seat == viewer,
            addressed=viewer in event.addressees or EVERYONE in event.addressees,
            script=event.origin in ("script", "model"),
            thread=event.thread,
        )

    def news(self, viewer: str, world: World, event: Event) -> dict[str, Any]:
        """What a stream carries of an event: its number, its kind and its piece of page."""
        told = self.told(viewer, world, event)
        return {
            "n": told.n,
            "kind": told.kind,
            "addressed": told.addressed,
            "html": self._item.render(told=told),
        }

    def feed(self, view: View, most: int = 60) -> list[Told]:
        """The newest events of a view, newest first."""
        return [self.told(view.seat, view.world, event) for event in reversed(view.events[-most:])]
