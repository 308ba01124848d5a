"""How facilitators' pages make moves of control: from a form of any such move, or from one button. All of it goes on the record."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from shirehall.host.api import bound
from shirehall.host.forms import NO_FAULTS, Choice, Faults, FormModel, Input, ask_from, form_of, posted
from shirehall.host.house import House
from shirehall.host.web import Who, page
from shirehall.play.kinds import Refusal
from shirehall.play.names import clip
from shirehall.play.view import View

HOMES: Mapping[str, str] = {
    "publish-inject": "/run/sheet",
    "hold-inject": "/run/sheet",
    "release-inject": "/run/sheet",
    "edit-inject": "/run/sheet",
    "add-inject": "/run/sheet",
    "open-seat": "/run/seats",
    "close-seat": "/run/seats",
    "give-seat": "/run/seats",
    "rule-terms": "/run/moderator",
    "leave-open": "/run/moderator",
    "pass-on-question": "/run/moderator",
    "note-position": "/run/moderator",
    "rule": "/run/moderator",
    "settle-rule": "/run/moderator",
    "voice": "/run/moderator",
}
"""Where a move leads when it was made; the board for all others."""
ALSO = ("rule", "settle-rule")
"""Moves of any body with the power to rule that control may need too: a rule question put to nobody who can answer it."""
TITLES: Mapping[str, str] = {
    "notify": "Give a practical notice",
    "voice": "Speak for a body that nobody sits for",
    "rule-terms": "Rule what words amount to",
    "add-inject": "Add an inject on the spot",
    "edit-inject": "Change an inject",
    "open-seat": "Add a seat",
    "close-seat": "Close a seat",
    "pass-on-question": "Pass a question on",
    "leave-open": "Leave it open",
    "note-position": "Note a position stated anew",
}
DONE: Mapping[str, str] = {
    "pause": "The clock stands.",
    "resume": "The clock runs.",
    "extend-month": "The month has more minutes.",
    "skip-month": "The month ends now.",
    "voice": "It was said, marked as control's.",
    "rule-terms": "It is ruled, and acts from its month.",
    "notify": "The notice is out.",
    "switch-alerts": "Early warnings are switched.",
    "set-pace": "Scripts keep this pace from now on.",
    "pass-on-question": "The question was passed on.",
    "leave-open": "It stays open, on purpose.",
    "note-position": "The position is noted.",
    "rule": "It is answered, with authority.",
    "settle-rule": "The rule is settled; everybody is told.",
    "give-seat": "The seat changed hands; everybody is told.",
    "open-seat": "There is a new seat; everybody is told.",
    "close-seat": "The seat is closed.",
    "publish-inject": "The inject is out.",
    "hold-inject": "The inject is held back.",
    "release-inject": "The inject is let go.",
    "edit-inject": "The inject is changed.",
    "add-inject": "The inject is on the run sheet, or out if it was given no month.",
    "stage": "The next stage has begun.",
    "closed-round": "The round is closed, and its judgement is on the record.",
    "opened-round": "The next round is open: everybody reads the new position. The clock stands until you begin.",
    "months-ended": "The months that were left are ended.",
    "lived": "The month is being lived again.",
    "imported": "The rows chosen are on the run sheet.",
    "released": "The old device is out, the old code is void; a new code stands.",
    "chosen": "Who fills the seats is kept for when the doors open.",
    "invited": "A new invitation stands.",
    "withdrawn": "That invitation opens nothing any more.",
    "kept": "Kept.",
    "erased": "They are erased from the register and from every copy that could be reached.",
    "practice": "The practice runs: nothing in it counts.",
    "ticked": "Kept.",
    "pack-chosen": "The day is played with this pack now.",
    "pack-next": "The pack is chosen. It is played as soon as the host is started again.",
    "prolonged": "The practice goes on for five minutes more.",
}
"""What a page says after something was done."""


FIRST: Mapping[str, tuple[str, ...]] = {
    "notify": ("sort", "text"),
    "add-inject": ("title", "text", "to", "kind", "month", "minute", "reply_within"),
    "edit-inject": ("inject", "title", "text"),
    "voice": ("speaking_for", "text"),
    "rule-terms": ("of", "text"),
    "note-position": ("of", "text"),
}
"""Which inputs of a form come first, in the order in which a facilitator thinks of them."""
CALLED: Mapping[tuple[str, str], tuple[str, str]] = {
    ("notify", "to"): ("To whom", "Left empty, it goes to everybody."),
    ("notify", "sort"): ("What it is about", "Advice on what to do in play is none of these."),
    ("notify", "text"): ("The notice", ""),
    ("add-inject", "to"): ("To whom", "Left empty, it goes to everybody."),
    ("add-inject", "text"): ("Words that addressees see", ""),
    ("add-inject", "month"): ("Month", "Left empty, it arrives at once."),
    ("add-inject", "minute"): ("Minute of the month", ""),
    ("add-inject", "reply_within"): ("Minutes to react in", ""),
    ("add-inject", "tests"): ("Design question it tests", "Of the pack's charter."),
    ("add-inject", "does"): ("What it does to the county", "Left empty, it only says something."),
    ("edit-inject", "to"): ("To whom", ""),
    ("edit-inject", "text"): ("Words that addressees see", ""),
    ("edit-inject", "reply_within"): ("Minutes to react in", ""),
    ("rule-terms", "text"): ("Why, in your words", "The parties read it."),
    ("leave-open", "tell"): ("Tell whoever asked", ""),
    ("leave-open", "text"): ("Why it stays open", ""),
    ("voice", "text"): ("What is said", "It is marked as control's."),
    ("note-position", "text"): ("The position, as it was stated", ""),
    ("open-seat", "text"): ("A word on why", ""),
}
"""What inputs are called on facilitators' forms, where a plainer name helps, and the hint below."""


def done(where: str, what: str) -> Response:
    """Go to a page that says what was done."""
    mark = "&" if "?" in where else "?"
    return RedirectResponse(f"{where}{mark}done={what}", 303)


def in_play(house: House) -> bool:
    """Whether there is a room to act in: from doors open, or in a practice."""
    return house.open


def needs_room(house: House) -> None:
    """Answer 409 before there is a room."""
    if not in_play(house):
        raise HTTPException(409, "That is possible when the doors are open, or in a practice.")


async def make(house: House, who: Who, move: str, data: Any, key: str) -> Faults | Refusal | None:
    """Make a move of control from what was posted. Gives what was wrong with the form, or why it was refused; none when made."""
    needs_room(house)
    ask = ask_from(await asyncio.to_thread(house.room.view, who.seat), move, data)
    if isinstance(ask, Faults):
        return ask
    outcome = await house.room.submit(who.seat, ask, key=bound(who.seat, key), origin="facilitator")
    return outcome.refusal


async def press(
    request: Request, house: House, who: Who, move: str, data: Mapping[str, Any], key: str, back: str
) -> Response:
    """One button's move: done and back, or a page that says why not."""
    told = await make(house, who, move, data, key)
    if told is None:
        return done(back, move)
    why = told.why if isinstance(told, Refusal) else " ".join(one.what for one in told.faults)
    return refused(request, who, why, back)


def refused(request: Request, who: Who, why: str, back: str, status: int = 409) -> Response:
    """The page of something that could not be done."""
    return page(
        request, "facilitator/refused.html", who, status, title="That was not done", why=why, back=back
    )


def form_page(request: Request, house: House, who: Who, move: str, data: Any, faults: Faults = NO_FAULTS,
              why: str = "") -> Response:  # fmt: skip
    """The page of one move of control as a form."""
    needs_room(house)
    view = house.room.view(who.seat)
    made = of_the_day(house, view, in_plain_order(form_of(view, move, data, faults)))
    status = 422 if faults.faults else 409 if why else 200
    title = TITLES.get(move, made.title)
    return page(request, "facilitator/move.html", who, status, title=title, form=made, why=why,
                home=HOMES.get(move, "/run"), seen=len(view.events))  # fmt: skip


def in_plain_order(form: FormModel) -> FormModel:
    """A form with its inputs in a facilitator's order, under a facilitator's names."""
    first = FIRST.get(form.move, ())
    named = [renamed(form.move, each) for each in form.inputs]
    inputs = sorted(named, key=lambda each: first.index(each.name) if each.name in first else len(first))
    return replace(form, inputs=tuple(inputs))


def of_the_day(house: House, view: View, form: FormModel) -> FormModel:
    """A form on an inject with the months that are still played, and the charter's questions by their words."""
    if form.move not in ("add-inject", "edit-inject"):
        return form
    last = view.world.clock.months
    questions = tuple(Choice(one.id, clip(one.text, 110)) for one in house.patch.charter.questions)

    def fitted(given: Input) -> Input:
        if given.name == "month":
            return replace(given, choices=tuple(one for one in given.choices if int(one.value) <= last))
        return replace(given, look="select", choices=questions) if given.name == "tests" else given

    return replace(form, inputs=tuple(fitted(each) for each in form.inputs))


def renamed(move: str, given: Input) -> Input:
    """An input under the name and hint that facilitators know it by."""
    label, hint = CALLED.get((move, given.name), ("", ""))
    return replace(given, label=label, hint=hint or given.hint) if label else given


def control_move(house: House, move: str) -> str:
    """The name of a move of control, or of a ruling. Answers 404 for any other."""
    known = house.catalogue.moves.get(move)
    if known is None or not (known.control or move in ALSO):
        raise HTTPException(404)
    return move


async def form_made(request: Request, house: House, who: Who, move: str) -> Response:
    """A posted form of a move of control: made, or shown again with what is wrong."""
    form = await request.form()
    data = posted(form)
    if "more" in data:
        return form_page(request, house, who, move, data)
    told = await make(house, who, move, data, data.get("key", ("",))[0][:100] or "no-key")
    if told is None:
        return done(HOMES.get(move, "/run"), move)
    if isinstance(told, Refusal):
        return form_page(request, house, who, move, data, why=told.why)
    return form_page(request, house, who, move, data, told)


def told_done(request: Request) -> str:
    """What the page is to say was done."""
    return DONE.get(request.query_params.get("done", ""), "")
