"""Making moves: every move as a form, faults told at once, weighty ones confirmed, a double tap counted once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from shirehall.errors import UsageError
from shirehall.host.drafts import FORM
from shirehall.host.forms import NO_FAULTS, Faults, ask_from, confirms, data_of, form_of, posted, purpose_of
from shirehall.host.forms.words import GROUPS, TITLES
from shirehall.host.house import House
from shirehall.host.player.deals import mechanism_title, terms_told
from shirehall.host.player.desk import ABSENT, Desk, desk_of
from shirehall.host.player.subject import about_things, newer_text, subject_of
from shirehall.host.room import NotKept, theirs
from shirehall.host.web import Player, Who, new_key
from shirehall.play.fields import THINGS, Ask, fields_of
from shirehall.play.kinds import Move, Refusal
from shirehall.play.moves.propose import Counter

META = ("csrf", "key", "seen", "more", "confirm", "back", "draft")
LONGEST_KEY = 100
NOT_KEPT = 507
"""The answer's number when the store was full or away: nothing happened, and the same form may be sent again under its key."""
PLAYED = {"script": "a script plays your seat now.", "model": "a model plays your seat now."}
"""Why nothing is sent from a seat that no person plays."""
KEPT = "Your words are kept here."


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it came: the move, its fields, its key, the last event its writer had seen, where to go afterwards, its draft."""

    move: Move
    data: Mapping[str, tuple[str, ...]]
    key: str
    seen: int
    back: str
    draft: str
    more: bool
    confirmed: bool


def routes(house: House) -> APIRouter:
    """The moves."""
    router = APIRouter(include_in_schema=False)

    @router.get("/desk/do")
    def catalogue(request: Request, who: Player, q: str = "") -> Response:
        """Every move that the seat may try now, by what it is for."""
        desk = desk_of(house, who)
        return desk.show(
            request,
            "do.html",
            "do",
            title="All moves",
            groups=grouped(desk, q[:120]),
            q=q[:120],
            drafts=begun(desk),
        )

    @router.get("/desk/do/{move}")
    def blank(request: Request, who: Player, move: str) -> Response:
        """A move's form: as it was left, or filled in from the address."""
        desk = desk_of(house, who)
        made = known(desk, move)
        asked = {name: value for name, value in posted(request.query_params).items() if name not in META}
        named = one(posted(request.query_params), "draft")
        name = named if belongs(house, made, named) else draft_name(house, made, asked)
        kept = house.drafts.get(who.seat, name)
        data = {**begins(desk, made, asked), **(kept.data if kept else {}), **asked}
        back = one(posted(request.query_params), "back")
        return shown(request, desk, made, data, draft=name, back=back)

    @router.post("/desk/do/{move}")
    async def make(request: Request, who: Player, move: str) -> Response:
        """Make a move. Whatever goes wrong, the words are kept and shown again."""
        return await made(house, request, who, move)

    return router


async def made(house: House, request: Request, who: Who, move: str) -> Response:
    """What becomes of a posted form."""
    house.acts.check(who.seat)
    form = posted(await request.form())
    looked = await asyncio.to_thread(looked_at, house, request, who, move, form)
    if isinstance(looked, Response):
        return looked
    desk, sent, ask = looked
    return await decided(house, request, desk, sent, ask)


def looked_at(
    house: House, request: Request, who: Who, move: str, form: Mapping[str, tuple[str, ...]]
) -> Response | tuple[Desk, Sent, Ask]:
    """A posted form, its words kept: as an ask, or the page that is shown first."""
    desk = desk_of(house, who)
    sent = came(house, desk, known(desk, move), form)
    if sent.more:
        return shown(request, desk, sent.move, form, sent=sent)
    with suppress(NotKept):  # the page holds the words too, and is shown again when they cannot be kept
        house.drafts.keep(who.seat, sent.draft, sent.data)
    ask = ask_from(desk.view, move, sent.data)
    if isinstance(ask, Faults):
        return shown(request, desk, sent.move, sent.data, sent=sent, faults=ask, status=422)
    held = asks_first(request, desk, sent, ask)
    return held if held is not None else (desk, sent, ask)


def known(desk: Desk, name: str) -> Move:
    """A move of the catalogue; 404 for one that there is not, or that is the facilitators' and the seat is none."""
    move = desk.view.catalogue.moves.get(name)
    if move is None or (move.control and not desk.who.facilitator):
        raise HTTPException(404, ABSENT)
    return move


def came(house: House, desk: Desk, move: Move, form: Mapping[str, tuple[str, ...]]) -> Sent:
    """A form as it came, its marks apart from its fields."""
    data = {name: values for name, values in form.items() if name not in META}
    seen = one(form, "seen")
    back = one(form, "back")
    draft = one(form, "draft")
    return Sent(
        move=move,
        data=data,
        key=one(form, "key")[:LONGEST_KEY],
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else len(desk.view.events),
        back=back if back.startswith("/desk") and "//" not in back else "",
        draft=draft if belongs(house, move, draft) else draft_name(house, move, data),
        more="more" in form,
        confirmed=one(form, "confirm") == "yes",
    )


def belongs(house: House, move: Move, name: str) -> bool:
    """Whether a draft's name is one of a move's, in the room in use."""
    return bool(FORM.fullmatch(name)) and name.split(".")[0] == f"{house.room.name}:{move.name}"


def one(form: Mapping[str, tuple[str, ...]], name: str) -> str:
    """The first value of a name; empty when there is none."""
    return form.get(name, ("",))[0]


def draft_name(house: House, move: Move, data: Mapping[str, tuple[str, ...]]) -> str:
    """What a move's draft is kept under: the move, and the thing or event it is about."""
    about = [
        field.name for field in fields_of(move.ask) if field.what in THINGS or field.name == "in_reply_to"
    ]
    number = next(
        (one(data, name) for name in about if one(data, name).isascii() and one(data, name).isdigit()), ""
    )
    return f"{house.room.name}:{move.name}" + (f".{number[:9]}" if number else "")


def begins(desk: Desk, move: Move, asked: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What a form begins with: another text begins from the present one."""
    number = one(asked, "agreement")
    found = (
        desk.view.world.agreements.get(int(number))
        if number.isascii() and number.isdigit() and len(number) < 10
        else None
    )
    if move.ask is not Counter or found is None:
        return {}
    present = Counter(agreement=found.id, clauses=found.clauses, start=max(found.start, desk.view.month))  # type: ignore[arg-type]
    return data_of(present)


def shown(request: Request, desk: Desk, move: Move, data: Mapping[str, Any], *, sent: Sent | None = None, draft: str = "",
          back: str = "", faults: Faults = NO_FAULTS, refusal: Refusal | None = None, status: int = 200,
          newer: str = "") -> Response:  # fmt: skip
    """A move's form, with what is filled in and what is wrong with it."""
    form = form_of(desk.view, move.name, data, faults)
    return desk.show(
        request,
        "move.html",
        "do",
        status,
        title=form.title,
        form=form,
        refusal=refusal,
        halted=refusal is not None and desk.halted,
        faults=[(fault.id, fault.what) for fault in faults.faults],
        key=sent.key if sent and sent.key and (refusal is None or status == NOT_KEPT) else new_key(),
        draft=sent.draft if sent else draft,
        back=sent.back if sent else back if back.startswith("/desk") else "",
        newer=newer,
        subject=subject_of(desk.view, move, data),
        may=move.name in desk.open_moves(),
        terms=terms_told,
        mechanism=mechanism_title,
    )


def asks_first(request: Request, desk: Desk, sent: Sent, ask: Ask) -> Response | None:
    """What is asked before a weighty move is made: is it meant, and of the text as it now stands. None when nothing is."""
    question = confirms(sent.move.name)
    newer = newer_text(desk.view, ask, sent.seen)
    if newer and (sent.confirmed or not question):
        return shown(request, desk, sent.move, sent.data, sent=sent, status=409, newer=newer)
    if not question or sent.confirmed:
        return None
    form = form_of(desk.view, sent.move.name, sent.data)
    return desk.show(request, "confirm.html", "do", title=f"{form.title}: are you sure?", form=form, question=question, sent=sent,
                     newer=newer, key=sent.key or new_key(), subject=subject_of(desk.view, sent.move, sent.data), terms=terms_told,
                     mechanism=mechanism_title)  # fmt: skip


async def decided(house: House, request: Request, desk: Desk, sent: Sent, ask: Ask) -> Response:
    """What becomes of the move: a refusal is shown with the words kept; what was made is shown as made."""
    who = desk.who
    if desk.played_by:
        why = Refusal("", PLAYED[desk.played_by], "a facilitator, who can give it back to you")
        return await asyncio.to_thread(
            shown, request, desk, sent.move, sent.data, sent=sent, refusal=why, status=409
        )
    origin = "facilitator" if who.facilitator else "person"
    key = f"{who.seat}:{sent.key or new_key()}"

    def make(session: Any, at: int) -> object:
        """Look once more, on the writer's own thread, whether the thing changed; and only then make the move."""
        theirs(session.world, who.seat)
        newer = newer_text(session.view(who.seat, at), ask, sent.seen) if about_things(ask) else ""
        return newer or session.submit(who.seat, ask, at=at, origin=origin, key=key)

    try:
        outcome = await house.room.do(make)
    except (NotKept, UsageError) as fault:
        why = Refusal("", f"{fault.what} {fault.mend}", fault.who)
        return await asyncio.to_thread(
            shown, request, desk, sent.move, sent.data, sent=sent, refusal=why, status=NOT_KEPT
        )
    return await asyncio.to_thread(told, house, request, desk, sent, outcome)


def told(house: House, request: Request, desk: Desk, sent: Sent, outcome: object) -> Response:
    """What is answered to a form that the writer has decided on: newer words first, a refusal, or where what was made is shown."""
    now = desk_of(house, desk.who)
    if isinstance(outcome, str):
        return shown(request, now, sent.move, sent.data, sent=sent, status=409, newer=outcome)
    refusal: Refusal | None = getattr(outcome, "refusal", None)
    if refusal is not None:
        return shown(request, now, sent.move, sent.data, sent=sent, refusal=refusal, status=409)
    with suppress(NotKept):  # the move is made, whatever becomes of its draft
        house.drafts.drop(desk.who.seat, sent.draft)
    number = own_last(now, sent.move)
    to = f"{sent.back}{'&' if '?' in sent.back else '?'}" if sent.back else f"/desk/event/{number}?"
    to, _, place = to.rstrip("?&").partition("#")
    mark = "&" if "?" in to else "?"
    return RedirectResponse(f"{to}{mark}sent={sent.draft}" + (f"#{place.rstrip('?&')}" if place else ""), 303)


def own_last(desk: Desk, move: Move) -> int:
    """The number of the newest event by which this seat made a move; the newest of all when it sees none."""
    kinds = {kind.name for kind in move.kinds}
    mine = (
        event.seq
        for event in reversed(desk.view.events)
        if event.seat == desk.who.seat and event.kind in kinds
    )
    return next(mine, len(desk.view.events))


def grouped(desk: Desk, query: str) -> list[tuple[str, list[tuple[Move, str, bool]]]]:
    """The moves by their purpose, in the order of the desk: each with its title and whether the seat may try it now."""
    wanted, permitted = query.lower().split(), desk.open_moves()
    order = [name for name, _ in GROUPS] + ["Run the day"]
    place = {name: at for _, names in GROUPS for at, name in enumerate(names)}
    found: dict[str, list[tuple[Move, str, bool]]] = {}
    for move in desk.view.catalogue.moves.values():
        title = TITLES.get(move.name, move.summary.rstrip("."))
        purpose = purpose_of(move.name, move.control)
        words = f"{move.name} {title} {move.summary} {move.ask.__doc__ or ''} {purpose}".lower()
        if (move.control and not desk.who.facilitator) or not all(word in words for word in wanted):
            continue
        found.setdefault(purpose, []).append((move, title, move.name in permitted))
    for moves in found.values():
        moves.sort(key=lambda each: place.get(each[0].name, 99))
    return sorted(found.items(), key=lambda each: order.index(each[0]) if each[0] in order else len(order))


def begun(desk: Desk) -> list[tuple[str, str]]:
    """Drafts of moves that were begun and not sent: the form's address and its title."""
    found = []
    for kept in desk.house.drafts.all(desk.who.seat):
        room, _, rest = kept.form.partition(":")
        name, _, _number = rest.partition(".")
        move = desk.view.catalogue.moves.get(name)
        if room == desk.house.room.name and move is not None and any(any(v) for v in kept.data.values()):
            query = urlencode({"draft": kept.form})
            found.append((f"/desk/do/{name}?{query}", TITLES.get(name, move.summary.rstrip("."))))
    return found
