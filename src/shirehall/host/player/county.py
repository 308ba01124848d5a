"""Our figures, and what might follow: what was published to the seat, and questions to the model on its own view."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from shirehall.economy.figures import MEASURES
from shirehall.host.forms import form_of
from shirehall.host.house import House
from shirehall.host.player.desk import desk_of
from shirehall.host.player.figures import by_subject, called, chart
from shirehall.host.web import Player

SHOWN = 1
"""Subjects whose charts are drawn at once; the others are drawn when they are asked for."""


def routes(house: House) -> APIRouter:
    """The pages of figures."""
    router = APIRouter(include_in_schema=False)

    @router.get("/desk/figures")
    def figures(request: Request, who: Player, of: Annotated[str, Query(max_length=80)] = "") -> Response:
        """The figures published to this seat, by subject, each with a small chart and the numbers beneath it."""
        desk = desk_of(house, who)
        subjects = by_subject(desk.view)
        chosen = next((each for each in subjects if each[0] == of), subjects[0] if subjects else None)
        months = {m: desk.month(m) for m in range(1, desk.view.world.clock.months + 1)}
        return desk.show(request, "figures.html", "figures", title="Our figures", subjects=subjects, chosen=chosen, chart=chart,
                         months=months)  # fmt: skip

    @router.get("/desk/model")
    def model(request: Request, who: Player) -> Response:
        """What if: questions to the model and its answers, from what this seat can see."""
        desk = desk_of(house, who)
        answers = [event for event in desk.view.events if event.kind == "model-answered"]
        open_ones = [
            m for m in desk.view.world.matters.values() if m.kind == "what-if" and m.status == "asked"
        ]
        entitled = "ask-model" in desk.open_moves()
        form = form_of(desk.view, "ask-model") if entitled else None
        return desk.show(request, "model.html", "more", title="What if", answers=answers[::-1], open_ones=open_ones, form=form,
                         measures=MEASURES, called=lambda subject: called(desk.names, desk.view, subject))  # fmt: skip

    return router
