"""What can be chosen in a form: only what the seat's own view knows, told in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args, get_origin

from shirehall.economy.dials import RESOURCES, SERVICES
from shirehall.economy.levers import Term
from shirehall.host.forms.amounts import month_name
from shirehall.host.forms.model import Choice
from shirehall.host.forms.suits import suits
from shirehall.host.forms.words import ANALYSIS, FIXED
from shirehall.play.agreements import Agreement
from shirehall.play.fields import (
    THINGS,
    EventRef,
    Field,
    Month,
    OrganisationRef,
    RuleRef,
    SeatRef,
    SiteRef,
    TopicRef,
)
from shirehall.play.kinds import Move
from shirehall.play.matters import short
from shirehall.play.names import WorldNames, clip, sentence_case
from shirehall.play.record.event import Event
from shirehall.play.view import View
from shirehall.play.world import (
    Body,
    Chair,
    Matter,
    Meeting,
    Plan,
    Question,
    Request,
    Tender,
    World,
)

LATEST = 40
"""How many events a form offers to refer to, newest first: what is older is reached from its thread."""
OTHERS_ONLY = frozenset(("to", "invite", "share_with", "seen_by", "seat"))
"""Fields of seats in which one does not name oneself."""
OWN_BODY_TOO = frozenset(("for_body", "bodies", "body", "bidder"))
"""Fields of bodies in which one's own may be meant."""
ENGINE_NOISE = frozenset(
    ("day-opened", "month-opened", "month-closed", "month-lived", "seat-taken", "move-refused")
)
FILLED = {"person": "", "model": "played by a model", "nobody": "nobody sits there"}
"""What a seat's choice says of who fills it; any other player is a script."""


def choices_for(view: View, move: Move, field: Field) -> tuple[Choice, ...]:
    """What a field of a move can be, in the order of the pack; nothing for what is typed freely."""
    what = field.what
    if field.name in FIXED:
        return tuple(Choice(value, label) for value, label in FIXED[field.name])
    if field.name == "deadline":
        return deadlines(view)
    if field.name == "inject":
        return tuple(Choice(name, line.title) for name, line in view.world.runsheet.items())
    if what is str and field.name == "to":
        return (Choice("all", "Everyone"), *bodies(view, field.name, move))
    if field.name == "words":
        mine = [number for number, (whose, _) in view.world.said.items() if whose == view.seat]
        return tuple(Choice(str(number), event_told(view, number)) for number in reversed(mine))
    if field.name == "delegation":
        return delegations(view)
    if get_origin(what) is not None:
        return tuple(Choice(value, sentence_case(value)) for value in get_args(what))
    if what in THINGS:
        return things(view, move, field)
    makers: Mapping[Any, Callable[[], Iterable[Choice]]] = {
        SeatRef: lambda: seats(view, field.name),
        OrganisationRef: lambda: bodies(view, field.name, move),
        RuleRef: lambda: (Choice(r.id, clip(r.text, 120)) for r in view.world.rules.values()),
        TopicRef: lambda: (Choice(*pair) for pair in view.world.topics.items()),
        SiteRef: lambda: sites(view),
        Month: lambda: months(view.world),
        EventRef: lambda: events(view, LATEST),
    }
    return tuple(makers[what]()) if what in makers else ()


def seats(view: View, name: str) -> Iterable[Choice]:
    """The seats that nobody has left, under their bodies; one's own left out where one does not name oneself."""
    world = view.world
    for chair in by_body(world):
        mine = chair.organisation == view.organisation
        if chair.left or (name in OTHERS_ONLY and chair.id == view.seat) or (name == "post" and not mine):
            continue
        filled = FILLED.get(chair.filled_by, "script")
        you = "you" if chair.id == view.seat else ""
        note = ", ".join(part for part in (filled, you) if part)
        yield Choice(
            chair.id, chair.role + (f" ({note})" if note else ""), body_heading(world, chair.organisation)
        )


def by_body(world: World) -> list[Chair]:
    """The seats, body by body in the order of the pack."""
    place = {body: number for number, body in enumerate(world.organisations)}
    return sorted(world.seats.values(), key=lambda chair: (place.get(chair.organisation, 0), chair.position))


def body_heading(world: World, organisation: str) -> str:
    """A body's short name, with its full name where that says more."""
    body = world.organisations.get(organisation)
    if body is None:
        return organisation
    return body.short if body.short == body.name else f"{body.short}: {body.name}"


def bodies(view: View, name: str, move: Move) -> Iterable[Choice]:
    """The bodies that stand, those that somebody sits for first; whoever runs the exercise is left out."""
    world, mine = view.world, view.organisation
    if name in SPECIAL_BODIES:
        yield from (Choice(body, body_heading(world, body)) for body in SPECIAL_BODIES[name](view))
        return
    power = POWERS.get((move.name, name), "")
    for group in ("able", "seated", "empty"):
        for body in world.organisations.values():
            if body.kind == "control" or body.successor or body.status == "ended":
                continue
            if (body.id == mine and name not in OWN_BODY_TOO) or standing_of(world, body, power) != group:
                continue
            yield Choice(
                body.id, body_heading(world, body.id), HEADINGS[group] if power or group == "empty" else ""
            )


def standing_of(world: World, body: Body, power: str) -> str:
    """Whether a body holds the power that the move calls for, is seated without it, or has nobody to sit for it."""
    if not world.seats_of(body.id):
        return "empty"
    return "able" if power and power in body.powers else "seated"


def acted_for(view: View) -> list[str]:
    """The bodies that lent this seat authority, and those that its own body is a member of."""
    lent = [d.accountable for d in view.world.delegations.values() if d.to == view.seat and not d.ended]
    return list(dict.fromkeys([*lent, *memberships(view)]))


def memberships(view: View) -> list[str]:
    """The bodies that one's own is a member of."""
    mine = view.organisation
    return [b.id for b in view.world.organisations.values() if mine in b.members and b.status != "ended"]


def bid_leaders(view: View) -> list[str]:
    """The bodies that lead a bid the view knows of."""
    tenders = view.world.tenders.values()
    return list(dict.fromkeys(bid.bidders[0] for tender in tenders for bid in tender.bids if bid.bidders))


SPECIAL_BODIES: Mapping[str, Callable[[View], list[str]]] = {
    "for_body": acted_for,
    "alliance": memberships,
    "bidder": bid_leaders,
}
"""Fields of bodies in which only a few can be meant."""
POWERS = {
    ("ask-mediation", "mediator"): "mediate",
    ("buy-support", "seller"): "sell-support",
    ("bid-for-funds", "to"): "allocate-funds",
    ("ask-for-loan", "to"): "lend",
    ("request-registration", "to"): "register",
    ("ask-ruling", "to"): "rule",
}
"""The power that a body asked for something is looked for to hold: such bodies are offered first."""
HEADINGS = {"able": "Have the power", "seated": "Others", "empty": "Nobody sits for them"}


def sites(view: View) -> Iterable[Choice]:
    """The sites, one's own body's first."""
    world, mine = view.world, view.organisation
    for site, owner in sorted(world.sites.items(), key=lambda each: each[1] != mine):
        yield Choice(site, site_name(site), "Your own" if owner == mine else f"Of {short(world, owner)}")


def site_name(site: str) -> str:
    """A site's id as words: "Marlbridge general"."""
    return sentence_case(site.replace("-", " "))


def months(world: World) -> Iterable[Choice]:
    """The months from the present one to the end of the year after the round."""
    clock = world.clock
    return (
        Choice(str(m), month_name(clock, m, numbered=not world.round))
        for m in range(clock.month, clock.months + 13)
    )


def deadlines(view: View) -> tuple[Choice, ...]:
    """The deadlines that have not passed, those owed to one's own body first."""
    mine = view.organisation
    open_ones = [d for d in view.world.deadlines.values() if not d.passed]
    ordered = sorted(open_ones, key=lambda d: (mine not in d.to, d.at))
    return tuple(Choice(d.id, f"{d.title} (month {d.month})") for d in ordered)


def delegations(view: View) -> tuple[Choice, ...]:
    """The authority that one's own body has lent and not taken back."""
    names = WorldNames(view.world)
    lent = [d for d in view.world.delegations.values() if d.accountable == view.organisation and not d.ended]
    return tuple(Choice(str(d.id), f"Over {d.scope}, to {names.seat(d.to)}") for d in lent)


def events(view: View, most: int) -> Iterable[Choice]:
    """The newest events that one may refer to, each by its own sentence."""
    found = 0
    for event in reversed(view.events):
        if event.kind in ENGINE_NOISE:
            continue
        yield Choice(str(event.seq), told_shortly(view, event))
        found += 1
        if found >= most:
            return


def told_shortly(view: View, event: Event) -> str:
    """An event's sentence on one line, with its month and minute."""
    said = view.catalogue.kind(event.kind).says(event, WorldNames(view.world))
    return f"{clip(said, 110)} (month {event.month})"


def event_told(view: View, number: int) -> str:
    """How an event that the view knows is told; empty when it knows none of that number."""
    return told_shortly(view, view.events[number - 1]) if 0 < number <= len(view.events) else ""


def things(view: View, move: Move, field: Field) -> tuple[Choice, ...]:
    """The things that the move can act on, newest first; all that the view knows of when none suits."""
    table = getattr(view.world, THINGS[field.what])
    fitting = [thing for thing in table.values() if suits(view, move.name, field.name, thing)]
    shown = fitting or ([] if field.nullable else list(table.values()))
    newest = sorted(shown, key=lambda thing: -thing.id)
    return tuple(Choice(str(thing.id), thing_told(view.world, thing)) for thing in newest)


def thing_told(world: World, thing: Any) -> str:
    """A thing of the play in words: what it is called, whose it is, how it stands."""
    names = WorldNames(world)
    match thing:
        case Agreement():
            return f"“{clip(thing.title)}” between {names.bodies(thing.parties)}: {thing.phase.replace('-', ' ')}"
        case Request():
            return f"“{clip(thing.text)}” asked by {names.seat(thing.asker)}: {thing.status}"
        case Meeting():
            return f"“{clip(thing.title)}” called by {names.seat(thing.caller)}, minute {thing.starts} to {thing.ends}"
        case Plan():
            return (
                f"“{clip(thing.title)}” of {names.body(thing.owner)}, version {thing.version}: {thing.status}"
            )
        case Question():
            return f"“{clip(thing.text)}” asked by {names.seat(thing.asker)}: {thing.status}"
        case Matter():
            return (
                f"{sentence_case(thing.kind)} “{clip(thing.title)}” by {names.body(thing.by)}: {thing.status}"
            )
        case Tender():
            return f"“{clip(thing.title)}” by {names.body(thing.by)}, bids due by minute {thing.closes}: {thing.status}"
        case _:
            return f"“{clip(thing.question)}” by {names.body(thing.organisation)}: {thing.status}"


def value_told(view: View, what: Any, value: str) -> str:
    """A value that a form refers to, in words; empty when the view knows no such thing."""
    world = view.world
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
    if what is EventRef:
        return event_told(view, number)
    if what in THINGS:
        thing = getattr(world, THINGS[what]).get(number)
        return thing_told(world, thing) if thing is not None else ""
    if what is Month:
        return (
            month_name(world.clock, number, numbered=not world.round)
            if 0 < number <= world.clock.months + 12
            else ""
        )
    if what is SeatRef:
        return sentence_case(WorldNames(world).seat(value)) if value in world.seats else ""
    if what is OrganisationRef:
        return body_heading(world, value) if value in world.organisations else ""
    return site_name(value) if what is SiteRef and value in world.sites else ""


def term_choices(view: View, term: Term) -> tuple[Choice, ...]:
    """What a typed term of a kind can name; nothing for numbers and words."""
    world = view.world
    if term.kind == "organisation":
        every = [b for b in world.organisations.values() if b.kind != "control"]
        return tuple(Choice(b.id, body_heading(world, b.id)) for b in every)
    return tuple(sites(view)) if term.kind == "site" else ()


def suggestions(kind: str) -> tuple[str, ...]:
    """Names that many counties use for a service or a resource; others may be typed."""
    table = {"service": SERVICES, "resource": RESOURCES}.get(kind, {})
    return tuple(dict.fromkeys([*table, *(each for group in table.values() for each in group)]))


def areas(view: View) -> tuple[str, ...]:
    """Areas of know-how that the view has heard of."""
    heard = [key.partition("|")[2] for key in view.world.knowledge]
    return tuple(dict.fromkeys([ANALYSIS, *heard]))
