"""Invitations as cards: a code, a link and its QR code, one card a seat, to be printed and cut."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Annotated

import segno
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from markupsafe import Markup

from shirehall.host.house import House
from shirehall.host.register import Invitation
from shirehall.host.web import Facilitator, page


@dataclass(frozen=True, slots=True)
class Card:
    """One card: whose seat, at which table, its code, its link and the link as a picture."""

    number: int
    kind: str
    title: str
    under: str
    table: str
    code: str
    address: str
    picture: Markup
    held: int
    places: int


def routes(house: House) -> APIRouter:
    """The cards' routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/run/cards")
    def cards(request: Request, who: Facilitator, of: Annotated[str, Query(max_length=100)] = "") -> Response:
        """Cards to print: of every seat that a person is to fill, of one body, of one seat, or of observers and the wall."""
        found = tuple(card_of(house, one) for one in wanted(house, of))
        return page(request, "facilitator/cards.html", who, title="Invitation cards", section="seats", cards=found, of=of,
                    bodies=[(each.id, each.short) for each in house.patch.organisations if house.patch.seats_of(each.id)])  # fmt: skip

    @router.post("/run/cards")
    def issue(request: Request, who: Facilitator) -> Response:
        """Issue an invitation to every seat of people that has none, and show the cards."""
        for seat in house.patch.active_seats:
            if not house.sessions.is_control(seat.id) and house.to_be_filled(seat.id) == "person":
                house.register.invite("seat", seat.id)
        return cards(request, who)

    @router.get("/run/codes.csv")
    def codes(who: Facilitator) -> Response:  # noqa: ARG001
        """The codes of players' seats as `shirehall print --codes` reads them."""
        made = io.StringIO()
        table = csv.writer(made)
        table.writerow(("seat", "code", "link"))
        table.writerows(
            (one.seat, one.shown, one.address(house.settings.public_url)) for one in wanted(house, "")
        )
        return Response(made.getvalue(), media_type="text/csv; charset=utf-8",
                        headers={"content-disposition": 'attachment; filename="codes.csv"'})  # fmt: skip

    return router


def wanted(house: House, of: str) -> list[Invitation]:
    """The invitations whose cards are asked for. Facilitators' own are shown one by one only."""
    standing = house.register.invitations()
    if of in ("observer", "wall"):
        return [one for one in standing if one.kind == of]
    bodies = {seat.id: seat.organisation for seat in house.patch.active_seats}
    seats = [one for one in standing if one.kind == "seat"]
    if of:
        return [one for one in seats if of in (one.seat, bodies.get(one.seat))]
    order = {seat.id: number for number, seat in enumerate(house.patch.active_seats)}
    players = [one for one in seats if not house.sessions.is_control(one.seat)]
    return sorted(players, key=lambda one: order.get(one.seat, len(order)))


def is_invited(house: House) -> frozenset[str]:
    """The seats with a standing invitation."""
    return frozenset(one.seat for one in house.register.invitations() if one.seat)


def card_of(house: House, invitation: Invitation) -> Card:
    """An invitation as a card."""
    address = invitation.address(house.settings.public_url)
    title, under, table = named(house, invitation)
    return Card(
        number=invitation.number,
        kind=invitation.kind,
        title=title,
        under=under,
        table=table,
        code=invitation.shown,
        address=address,
        picture=picture(address, f"QR code of the link for {title}"),
        held=invitation.held,
        places=invitation.places,
    )


def named(house: House, invitation: Invitation) -> tuple[str, str, str]:
    """What stands on a card: the body, the role and the table; an observer's or wall's label."""
    if invitation.kind != "seat":
        return (
            f"Observer {invitation.number}" if invitation.kind == "observer" else "Wall screen",
            invitation.label,
            "",
        )
    for seat in house.patch.active_seats:
        if seat.id == invitation.seat:
            tables = {table.id: table.title for table in house.patch.seats.tables}
            return house.patch.organisation(seat.organisation).name, seat.role, tables.get(seat.table, "")
    return invitation.seat, "A seat added in play", ""


def picture(address: str, title: str) -> Markup:
    """A link as a QR code, drawn with attributes alone."""
    made = segno.make(address, micro=False, error="m")
    return Markup(made.svg_inline(light="white", title=title, svgclass="run-qr", omitsize=True))
