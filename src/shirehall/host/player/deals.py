"""Agreements with each party's own account, and the other business between bodies: plans, tenders, offers, cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shirehall.economy import levers
from shirehall.host.forms.choices import site_name
from shirehall.host.forms.suits import agreement_allows
from shirehall.host.house import House
from shirehall.host.player.desk import Desk, desk_of
from shirehall.host.player.waiting import Way, waiting
from shirehall.host.web import Player
from shirehall.play.agreements import Agreement
from shirehall.play.fields import Clause, clause_from
from shirehall.play.matters import COMMENTS
from shirehall.play.record.event import Event
from shirehall.play.view import View
from shirehall.play.world import Matter

STANCES = {
    "told": "has said nothing yet", "proposed": "put this text", "agreed": "agreed, unsigned", "signed": "signed",
    "refused": "refused", "claims": "says that it was agreed", "denies": "denies having agreed", "withdrew": "withdrew",
}  # fmt: skip
ACTS = (
    ("sign", "Sign"), ("agree", "Agree, unsigned"), ("counter", "Put another text"), ("concede", "Concede a point"),
    ("refuse", "Refuse"), ("withdraw", "Withdraw"), ("deny", "Deny that you agreed"), ("dispute", "Dispute it"), ("end", "End it"),
)  # fmt: skip
TEXTS = ("proposed", "countered", "agreement-claimed", "information-shared", "papers-handed-over")


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One party's account of an agreement: what it says, of which version of the text, and whether that is the present one."""

    body: str
    name: str
    says: str
    version: int
    present: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Text:
    """One version of an agreement's text: who put it, when, its clauses in words."""

    version: int
    by: str
    event: int
    month: str
    clauses: tuple[Clause, ...]
    start: str


def accounts(desk: Desk, agreement: Agreement) -> list[AccountLine]:
    """Each party's account, one's own first. Accounts that differ both stand."""
    mine = desk.view.organisation
    lines = []
    for body in sorted(agreement.parties, key=lambda party: party != mine):
        account = agreement.accounts.get(body)
        stance, version = (account.stance, account.version) if account else ("told", 0)
        lines.append(
            AccountLine(
                body,
                desk.names.body(body),
                STANCES[stance],
                version,
                version == agreement.version,
                body == mine,
            )
        )
    return lines


def texts(desk: Desk, agreement: Agreement) -> list[Text]:
    """The versions of the text that this seat has seen, the newest first."""
    view = desk.view
    found: list[Text] = []
    for event in view.events:
        if event.subject != agreement.id or event.kind not in ("proposed", "countered"):
            continue
        clauses = tuple(clause_from(clause) for clause in event.body["clauses"])
        start = desk.month(event.body["start"], event.month)
        found.append(Text(len(found) + 1, desk.names.body(event.organisation), event.seq, desk.month(event.month),
                          clauses, start))  # fmt: skip
    return found[::-1]


def ways(view: View, agreement: Agreement) -> list[Way]:
    """What this seat may try on an agreement, as its phase allows."""
    number = str(agreement.id)
    return [
        Way(move, "agreement", number, label)
        for move, label in ACTS
        if agreement_allows(view, move, agreement)
    ]


def terms_told(view: View, clause: Clause) -> list[tuple[str, str]]:
    """A clause's terms by name, in words."""
    known = levers.catalogue().get(clause.mechanism)
    kinds = {term.name: term.kind for term in known.terms} if known else {}
    return [
        (name.replace("_", " "), value_told(view, kinds.get(name, "text"), value))
        for name, value in clause.terms
    ]


def value_told(view: View, kind: str, value: object) -> str:
    """A term's value in words: a body's name, pounds with their sign, percent with theirs."""
    if kind == "organisation" and value in view.world.organisations:
        return view.world.organisations[str(value)].short
    if isinstance(value, int | float):
        number = f"{value:,}"
        return f"£{number}" if kind == "pounds" else f"{number}%" if kind == "percent" else number
    return str(value).replace("-", " ")


def mechanism_title(clause: Clause) -> str:
    """What a typed clause acts by."""
    known = levers.catalogue().get(clause.mechanism)
    return known.title if known else clause.mechanism


def about_subject(view: View, number: int) -> list[Event]:
    """Everything the seat saw happen to a thing, in order."""
    return [event for event in view.events if event.subject == number]


def routes(house: House) -> APIRouter:
    """The pages of agreements and other business."""
    router = APIRouter(include_in_schema=False)

    @router.get("/desk/agreements")
    def agreements(request: Request, who: Player) -> Response:
        """The agreements that this seat knows of: those of its own body first."""
        desk = desk_of(house, who)
        every = sorted(desk.view.world.agreements.values(), key=lambda a: -a.id)
        own = [a for a in every if desk.view.organisation in a.parties]
        return desk.show(request, "agreements.html", "agreements", title="Agreements", own=own, others=[a for a in every if a not in own],
                         accounts=accounts)  # fmt: skip

    @router.get("/desk/agreement/{number}")
    def agreement(request: Request, who: Player, number: int) -> Response:
        """One agreement: its text, each party's account, its versions and what happened to it."""
        desk = desk_of(house, who)
        found = desk.thing("agreements", number)
        own = house.drafts.get(who.seat, f"{house.room.name}:account.{number}")
        return desk.show(request, "agreement.html", "agreements", title=found.title, agreement=found, accounts=accounts(desk, found),
                         texts=texts(desk, found), ways=ways(desk.view, found), terms=terms_told, mechanism=mechanism_title,
                         history=desk.told(about_subject(desk.view, number)), month=desk.month,
                         account=own.data.get("text", ("",))[0] if own else "")  # fmt: skip

    @router.get("/desk/business")
    def business(request: Request, who: Player) -> Response:
        """Plans, tenders, offers, cases and consultations that this seat knows of."""
        desk = desk_of(house, who)
        world = desk.view.world
        return desk.show(request, "business.html", "business", title="Business", plans=newest(world.plans), tenders=newest(world.tenders),
                         matters=newest(world.matters), consultations=newest(world.consultations))  # fmt: skip

    @router.get("/desk/plan/{number}")
    def plan(request: Request, who: Player, number: int) -> Response:
        """One plan: its lines, what is found against the gap, and what was said of it."""
        desk = desk_of(house, who)
        found = desk.thing("plans", number)
        return desk.show(request, "plan.html", "business", title=found.title, plan=found, terms=terms_told, mechanism=mechanism_title,
                         history=desk.told(about_subject(desk.view, number)), ways=ways_of(desk, f"/desk/plan/{number}"))  # fmt: skip

    @router.get("/desk/tender/{number}")
    def tender(request: Request, who: Player, number: int) -> Response:
        """One tender: what is asked for, by which criteria, and the bids that this seat may see."""
        desk = desk_of(house, who)
        found = desk.thing("tenders", number)
        return desk.show(request, "tender.html", "business", title=found.title, tender=found,
                         history=desk.told(about_subject(desk.view, number)), ways=ways_of(desk, f"/desk/tender/{number}"))  # fmt: skip

    @router.get("/desk/matter/{number}")
    def matter(request: Request, who: Player, number: int) -> Response:
        """One piece of business: an offer, a case, a complaint, a dispute, a question to the model."""
        desk = desk_of(house, who)
        found = desk.thing("matters", number)
        return desk.show(request, "matter.html", "business", title=found.title, matter=found, site_name=site_name,
                         written=written_of(desk.view, found),
                         history=desk.told(about_subject(desk.view, number)), ways=ways_of(desk, f"/desk/matter/{number}"))  # fmt: skip

    return router


def written_of(view: View, matter: Matter) -> list[Mapping[str, str]]:
    """What patients wrote, in the last month they wrote in, of the site that a matter about their comments names."""
    if matter.kind != COMMENTS:
        return []
    last = next((event for event in reversed(view.events) if event.kind == "comments-published"), None)
    return [row for row in last.body["rows"] if row["site"] == matter.detail["site"]] if last else []


def newest(table: object) -> list[object]:
    """The things of a table, newest first."""
    return sorted(table.values(), key=lambda thing: -thing.id)  # type: ignore[attr-defined]


def ways_of(desk: Desk, href: str) -> list[Way]:
    """The ways to answer what waits at an address."""
    return [way for thing in waiting(desk.view) if thing.href == href for way in thing.ways]
