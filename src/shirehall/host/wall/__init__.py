"""The wall screen: clock, month, news, headline figures, how to join, and the film. It shows what everybody may know, and no more."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse

from shirehall.host.house import House
from shirehall.host.rounds import is_between, judged, number_of, opening_of
from shirehall.host.wall.bulletin import Page, bulletin, changes
from shirehall.host.wall.shows import Joining, figures_of, headlines_of, is_roomy, joining, seated
from shirehall.host.web import Anyone, Wall, moment_of, page
from shirehall.play.view import WALL, View

KINDS = {".mp4": "video/mp4", ".webm": "video/webm"}


def routes(house: House) -> APIRouter:
    """The wall's page, its two changing parts, and the film's file."""
    router = APIRouter(prefix="/wall", include_in_schema=False)
    how = joining(house.settings.public_url)

    @router.get("")
    def whole(request: Request, who: Wall) -> HTMLResponse:
        """The screen of the day's stage."""
        return page(request, "wall/wall.html", who, title="Wall", **shown(house, how))

    @router.get("/news")
    def news(request: Request, who: Wall) -> HTMLResponse:
        """The headlines alone."""
        return page(request, "wall/_news.html", who, **shown(house, how))

    @router.get("/figures")
    def figures(request: Request, who: Wall) -> HTMLResponse:
        """The headline figures alone."""
        return page(request, "wall/_figures.html", who, **shown(house, how))

    @router.get("/seated")
    def who_has_come(request: Request, who: Wall) -> HTMLResponse:
        """How many have come, and which bodies still wait for whom."""
        return page(request, "wall/_seated.html", who, **shown(house, how))

    @router.get("/stage")
    def stage(who: Wall) -> dict[str, str]:  # noqa: ARG001
        """The stage of the day and its round's place, for a screen that nobody watches over."""
        return {"stage": house.stage, "round": str(number_of(house))}

    @router.get("/film")
    def film(who: Anyone) -> FileResponse:  # noqa: ARG001
        """The film's own file, if the pack has one, for the wall and for the desks."""
        return piece(house, "")

    @router.get("/film.vtt")
    def captions(who: Anyone) -> FileResponse:  # noqa: ARG001
        """The film's captions, if the pack has any."""
        return piece(house, ".vtt")

    return router


def piece(house: House, ending: str) -> FileResponse:
    """The film's file, or the file of another ending beside it. Raises HTTPException 404 when there is none."""
    name = house.patch.film.video
    file = house.patch.path / name if name else None
    if file is not None and ending:
        file = file.with_suffix(ending)
    if file is None or not file.is_file():
        raise HTTPException(404)
    return FileResponse(file, media_type=KINDS.get(file.suffix, "text/vtt"))


def shown(house: House, how: Joining) -> dict[str, Any]:
    """What the screen shows now, all of it from the wall's own view; before doors open there is none."""
    told: dict[str, Any] = {
        "how": how,
        "pack": house.patch.head.title,
        "headlines": (),
        "roomy": False,
        "figures": (),
        "seated": None,
        "bulletin": bulletin(house.patch.film) if house.stage == "film" else None,
        "video": has(house, ""),
        "captions": has(house, ".vtt"),
        "round": number_of(house),
        "round_title": house.patch.round.title,
        "between": is_between(house),
        "close": "",
        "notice": (),
    }
    if moment_of(house) is not None and house.stage in ("practice", "play", "feedback", "closed"):
        view = house.room.view(WALL)
        told["headlines"] = headlines_of(view, house.teller, house.patch.film.title)
        told["roomy"] = is_roomy(told["headlines"])
        told["figures"] = figures_of(view, house.patch.month_name)
    if house.stage == "interval":
        view = house.room.view(WALL)
        told["close"], told["notice"] = close_of(house, view), notice_of(view)
    if house.stage == "doors":
        taken = {held.seat for held in house.register.sessions() if held.kind == "seat"}
        told["seated"] = seated(house.room.view(WALL).world, taken)
    return told


def close_of(house: House, view: View) -> str:
    """How the round that is over stands, in the words that everybody is told."""
    event = judged(view.events, house.patch.round.id)
    return house.teller.told(view.seat, view.world, event).sentence if event else ""


def notice_of(view: View) -> tuple[Page, ...]:
    """The notice of changes of the round that was opened, a page for each piece."""
    event = opening_of(view.events, view.world.round)
    return changes([line["text"] for line in event.body["notice"]]) if event else ()


def has(house: House, ending: str) -> bool:
    """Whether the pack brings the film itself, or what goes with it."""
    name = house.patch.film.video
    file = house.patch.path / name if name else None
    return file is not None and (file.with_suffix(ending) if ending else file).is_file()
