"""The facilitator's run sheet: publish an inject now, hold it, let it go, change it, add one on the spot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from shirehall.play.altered import altered
from shirehall.play.fields import Ask, Clause, Minutes, Month, Text, plain
from shirehall.play.interventions import stepped_in
from shirehall.play.kinds import Kind, Move, Names, Refusal
from shirehall.play.names import quoted
from shirehall.play.notices.inject import ACTS, PUBLISHED, addressees, published
from shirehall.play.record.event import Draft, Event
from shirehall.play.rules import not_possible
from shirehall.play.sheet import EVERYBODY, SheetLine, line_from
from shirehall.play.terms import clauses_hold
from shirehall.play.world import World, alter, put

LONGEST_TITLE = 200
SORTS = Literal[
    "news", "cost", "incident", "finance", "performance", "unrest", "request", "voice", "position"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishInject(Ask):
    """Let an inject arrive now, whether it was timed, held or kept to be published by hand."""

    inject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldInject(Ask):
    """Hold an inject back. It arrives no more, neither by time nor on its condition, until it is let go or published by hand."""

    inject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseInject(Ask):
    """Let a held inject go. If its moment has passed, it arrives as soon as the clock runs."""

    inject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditInject(Ask):
    """Change an inject before it is out: its words (`text`), title, addressees, moment, or the minutes to react in.

    What is left out stays as it is. `to` holds `all`, or ids and kinds of bodies.
    """

    inject: str
    title: Text = Text("")
    to: tuple[str, ...] = ()
    month: Month | None = None
    minute: Minutes | None = None
    reply_within: Minutes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddInject(Ask):
    """Add an inject on the spot, to everybody or to bodies by id or kind. It arrives now unless a month is given.

    `tests` is the design question it is there to test; `does` is what it does to the county, in typed clauses.
    """

    title: Text
    kind: SORTS = "news"
    to: tuple[str, ...] = ()
    month: Month | None = None
    minute: Minutes = Minutes(0)
    reply_within: Minutes = Minutes(40)
    tests: str = ""
    does: tuple[Clause, ...] = ()


def is_out(world: World, inject: str) -> bool:
    """Whether an inject was published."""
    return any(done.pack_id == inject for done in world.injects.values())


def on_sheet(seen: World, inject: str) -> Refusal | None:
    """Only what stands on the run sheet and is not out yet can be steered."""
    if not seen.runsheet:
        return not_possible("no run sheet was laid for this day.", "whoever opened the day")
    if inject not in seen.runsheet:
        return not_possible(f"the run sheet has no inject called {quoted(inject)}.")
    return not_possible("that inject is out already.") if is_out(seen, inject) else None


def can_hold(seen: World, seat: str, ask: HoldInject) -> Refusal | None:
    refusal = on_sheet(seen, ask.inject)
    held = refusal is None and seen.runsheet[ask.inject].status == "held"
    return not_possible("that inject is held already.") if held else refusal


def can_release(seen: World, seat: str, ask: ReleaseInject) -> Refusal | None:
    refusal = on_sheet(seen, ask.inject)
    loose = refusal is None and seen.runsheet[ask.inject].status != "held"
    return not_possible("that inject is not held.") if loose else refusal


def moment_holds(seen: World, month: int, minute: int) -> Refusal | None:
    """A moment to come: in a month of the round, within its minutes, and not past."""
    clock = seen.clock
    if not clock.month <= month <= clock.months:
        return not_possible(
            f"an inject comes in month {clock.month} to {clock.months}, not in month {month}."
        )
    length = clock.length if month == clock.month else clock.minutes_a_month
    if minute > length:
        return not_possible(f"month {month} has {length} minutes; minute {minute} is not in it.")
    if month == clock.month and clock.began + minute < seen.at:
        return not_possible("that moment has passed; publish the inject now, or give a later one.")
    return None


def addressees_hold(seen: World, to: tuple[str, ...]) -> Refusal | None:
    """An inject reaches somebody; each name is a body's or a kind's."""
    if "all" in to and to != EVERYBODY:
        return not_possible("an inject goes to all, or to those named, not both.")
    kinds = {body.kind for body in seen.organisations.values()}
    for name in to:
        if name != "all" and name not in seen.organisations and name not in kinds:
            return not_possible(f"there is no body and no kind of body called {quoted(name)}.")
    return None if addressees(seen, to) else not_possible("nobody with a seat would hear of it.")


def can_edit(seen: World, seat: str, ask: EditInject) -> Refusal | None:
    refusal = on_sheet(seen, ask.inject)
    if refusal is not None:
        return refusal
    line = seen.runsheet[ask.inject]
    if edited(line, ask) == altered(line, edited=True):
        return not_possible("that would leave the inject as it is.")
    if len(ask.title) > LONGEST_TITLE:
        return not_possible(f"a title has at most {LONGEST_TITLE} characters.")
    if ask.minute is not None and not (ask.month or line.month):
        return not_possible("an inject without a month needs one, when it is given a minute.")
    timed = ask.month is not None or ask.minute is not None
    refusal = moment_holds(seen, int(ask.month or line.month), moment(line, ask)) if timed else None
    return refusal or (addressees_hold(seen, ask.to) if ask.to else None)


def moment(line: SheetLine, ask: EditInject) -> int:
    """The minute of its month at which an edited inject comes."""
    return int(line.minute if ask.minute is None else ask.minute)


def edited(line: SheetLine, ask: EditInject) -> SheetLine:
    """The line as it stands after the change. A moment that is given takes the place of a condition."""
    timed = ask.month is not None
    return altered(
        line,
        title=ask.title.strip() or line.title,
        text=ask.text.strip() or line.text,
        to=tuple(ask.to) or line.to,
        month=int(ask.month or line.month),
        minute=moment(line, ask),
        condition=None if timed else line.condition,
        reply_within=line.reply_within if ask.reply_within is None else int(ask.reply_within),
        about=tuple(ask.about) or line.about,
        edited=True,
    )


def can_add(seen: World, seat: str, ask: AddInject) -> Refusal | None:
    if not ask.title.strip() or not ask.text.strip() or len(ask.title) > LONGEST_TITLE:
        return not_possible(f"an inject has words and a title of at most {LONGEST_TITLE} characters.")
    if len(ask.tests) > LONGEST_TITLE:
        return not_possible("what it tests is the id of a design question.")
    if not all(clause.mechanism for clause in ask.does):
        return not_possible("what an inject does to the county is given in typed clauses.")
    refusal = addressees_hold(seen, ask.to or EVERYBODY) or clauses_hold(seen, ask.does)
    if refusal is None and ask.month is not None:
        refusal = moment_holds(seen, ask.month, ask.minute)
    return refusal


def called(world: World, seat: str, ask: PublishInject) -> list[Draft]:
    """Only facilitators see that it was called; to everybody else it arrives like any other."""
    call = stepped_in("inject-called", world, seat, ask, "inject", {"inject": ask.inject}, backstage=True)
    return [call, *published(world, world.runsheet[ask.inject])]


def held(world: World, seat: str, ask: HoldInject) -> list[Draft]:
    return [stepped_in("inject-held", world, seat, ask, "inject", {"inject": ask.inject}, backstage=True)]


def released(world: World, seat: str, ask: ReleaseInject) -> list[Draft]:
    return [stepped_in("inject-released", world, seat, ask, "inject", {"inject": ask.inject}, backstage=True)]


def changed(world: World, seat: str, ask: EditInject) -> list[Draft]:
    body = {"line": plain(edited(world.runsheet[ask.inject], ask))}
    return [stepped_in("inject-edited", world, seat, ask, "inject", body, backstage=True)]


def added(world: World, seat: str, ask: AddInject) -> list[Draft]:
    """Its id is made here, and no inject of the pack bears it. One without a month arrives with the same commit."""
    number = 1 + sum(line.added for line in world.runsheet.values())
    while f"added-{number}" in world.runsheet:
        number += 1
    line = SheetLine(
        id=f"added-{number}",
        title=ask.title.strip(),
        kind=ask.kind,
        text=ask.text.strip(),
        to=tuple(ask.to) or EVERYBODY,
        month=int(ask.month or 0),
        minute=int(ask.minute) if ask.month else 0,
        reply_within=int(ask.reply_within),
        about=tuple(ask.about),
        tests=ask.tests,
        clauses=tuple(ask.does),
        origin="facilitator",
        added=True,
    )
    head = stepped_in("inject-added", world, seat, ask, "inject", {"line": plain(line)}, backstage=True)
    return [head, *(published(world, line) if ask.month is None else ())]


def is_held(world: World, event: Event) -> World:
    return alter(world, "runsheet", event.body["inject"], status="held")


def is_released(world: World, event: Event) -> World:
    """An inject whose moment has passed while it was held is due now."""
    line, clock = world.runsheet.get(event.body["inject"]), world.clock
    if line is None:
        return world
    late = line.month and (line.month, clock.began + line.minute) < (clock.month, event.at)
    now = {"month": clock.month, "minute": max(event.at - clock.began, 0)} if late else {}
    return alter(world, "runsheet", line.id, status="waiting", **now)


def has_line(world: World, event: Event) -> World:
    """The line as the event tells it."""
    line = line_from(event.body["line"])
    return put(world, "runsheet", line.id, line)


def says(what: str) -> Callable[[Event, Names], str]:
    """The sentence of an act on an inject of the run sheet."""

    def sentence(event: Event, _names: Names) -> str:
        line = event.body.get("line")
        return f"The facilitator {what} the inject “{line['title'] if line else event.body['inject']}”."

    return sentence


CALLED = Kind("inject-called", "engine", says("called for"))
HELD = Kind("inject-held", "engine", says("held back"), is_held)
RELEASED = Kind("inject-released", "engine", says("let go"), is_released)
EDITED = Kind("inject-edited", "engine", says("changed"), has_line)
ADDED = Kind("inject-added", "engine", says("added"), has_line)


def some_inject_waits(seen: World, _seat: str) -> bool:
    """Whether the run sheet holds an inject that is not out."""
    return any(not is_out(seen, inject) for inject in seen.runsheet)


def some_inject_is_held(seen: World, _seat: str) -> bool:
    """Whether an inject is held back."""
    return any(line.status == "held" and not is_out(seen, line.id) for line in seen.runsheet.values())


MOVES = (
    Move("publish-inject", PublishInject, "Let an inject arrive now.", 0, lambda seen, _seat, ask: on_sheet(seen, ask.inject),
         called, (CALLED, PUBLISHED, ACTS), some_inject_waits, control=True),
    Move("hold-inject", HoldInject, "Hold an inject back.", 0, can_hold, held, (HELD,), some_inject_waits, control=True),
    Move("release-inject", ReleaseInject, "Let a held inject go.", 0, can_release, released, (RELEASED,), some_inject_is_held,
         control=True),
    Move("edit-inject", EditInject, "Change an inject before it is out.", 1, can_edit, changed, (EDITED,), some_inject_waits,
         control=True),
    Move("add-inject", AddInject, "Add an inject on the spot.", 2, can_add, added, (ADDED, PUBLISHED, ACTS), control=True),
)  # fmt: skip
