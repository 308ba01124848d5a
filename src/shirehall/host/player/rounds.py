"""Between the rounds, as one seat knows it: how the last one closed, what changed, what its body was, carries over and was given."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from shirehall.economy.figures import MEASURES
from shirehall.host.house import House
from shirehall.host.player.desk import desk_of
from shirehall.host.player.figures import called
from shirehall.host.rounds import given_alone, opening_of
from shirehall.host.web import Player
from shirehall.play.agreements import Agreement
from shirehall.play.record.event import Event
from shirehall.play.view import WALL, View

OVER = ("lapsed", "ended")


@dataclass(frozen=True, slots=True)
class Lineage:
    """Which bodies a seat's own follows since the present round opened, how, and why."""

    parents: tuple[str, ...]
    how: str
    why: str


def routes(house: House) -> APIRouter:
    """The page between the rounds."""
    router = APIRouter(include_in_schema=False)

    @router.get("/desk/round")
    def between(request: Request, who: Player) -> Response:
        """What the seat knows of the close of the last round and of the opening of the present one."""
        if len(house.whole.head.rounds) == 1:
            raise HTTPException(404)
        desk = desk_of(house, who)
        view, opened = desk.view, opening_of(desk.view.events, desk.view.world.round)
        last = next((e for e in reversed(view.events) if e.kind == "round-judged"), None)
        carried, over = agreements(view, opened)
        alone = given_alone(view, house.room.view(WALL))
        return desk.show(
            request, "round.html", "more", title="Between the rounds", opened=opened,
            given=desk.told(alone),
            packs=[event for event in alone if event.kind == "county-modelled"],
            measures=MEASURES,
            called=lambda subject: called(desk.names, view, subject),
            judged=desk.told([last])[0] if last else None, lineage=lineage(view, opened), carried=carried, over=over,
        )  # fmt: skip

    return router


def lineage(view: View, opened: Event | None) -> Lineage | None:
    """What the seat's body follows since the round opened; none when it goes on as it was."""
    for one in opened.body["followed"] if opened else ():
        if one["heir"] == view.organisation:
            return Lineage(tuple(one["parents"]), one["how"], one["why"])
    return None


def agreements(view: View, opened: Event | None) -> tuple[list[Agreement], list[Agreement]]:
    """The agreements of the seat's body that go on, and those that ended as the round opened."""
    own = [one for one in view.world.agreements.values() if view.organisation in one.parties]
    carried = [
        one for one in own if one.phase not in OVER and (opened is None or began(one) < opened.body["month"])
    ]
    over = [one for one in own if opened is not None and one.phase in OVER and ended_at(one, opened)]
    return carried, over


def began(agreement: Agreement) -> int:
    """The month in which an agreement was first spoken of. Its number says nothing to a seat that was handed it later."""
    return agreement.history[0][1] if agreement.history else 0


def ended_at(agreement: Agreement, opened: Event) -> bool:
    """Whether an agreement was over when the round opened and not before: its last step bears the opening's month or number."""
    _, month, number = agreement.history[-1] if agreement.history else ("", 0, 0)
    return number == opened.seq or month == opened.body["month"]
