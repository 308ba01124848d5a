"""Well-typed asks at random, from a move's fields and what a seat can see: what any program outside could send."""

from __future__ import annotations

from random import Random
from typing import Any, Literal, get_args, get_origin

from shirehall.economy import levers
from shirehall.play.fields import (
    THINGS,
    Ask,
    Clause,
    EventRef,
    Field,
    Minutes,
    Month,
    OrganisationRef,
    Pence,
    Percent,
    PlanLine,
    RuleRef,
    SeatRef,
    SiteRef,
    Text,
    TopicRef,
    fields_of,
)
from shirehall.play.kinds import Move
from shirehall.play.view import View

TEXTS = (
    "Can we talk about beds?",
    "Cut and close.",
    "=1+1",
    "<script>alert(1)</script>",
    "Straße \u2028 ok",
    " ",
    "x" * 300,
)


def random_ask(view: View, move: Move, random: Random) -> Ask:
    """An ask of a move with fields drawn from what the seat can see; sometimes a field is out of bounds."""
    values: dict[str, Any] = {}
    for field in fields_of(move.ask):
        if field.optional and random.random() < 0.4:
            continue
        value = drawn(view, field, random)
        if value is not None or not field.optional:
            values[field.name] = value
    if random.random() < 0.9:
        fit(values, view, random)
    return move.ask(**values)


def fit(values: dict[str, Any], view: View, random: Random) -> None:
    """Make the fields that have to fit each other do so: ids, deadlines, weights and scores by criterion."""
    world = view.world
    for name, known in (("deadline", world.deadlines), ("delegation", world.delegations)):
        if name in values and known:
            values[name] = random.choice(list(known))
    if "identity" in values:
        values["identity"] = f"new-{random.randint(1, 10**6)}"
    if "weights" in values:
        values["criteria"] = ("price", "quality", "access")
        values["weights"] = (50, 30, 20)
    if "scores" in values and values["tender"] in world.tenders:
        tender = world.tenders[values["tender"]]
        values["scores"] = tuple(random.randint(0, 100) for _ in tender.criteria)
        values["bidder"] = random.choice([b.bidders[0] for b in tender.bids] or [view.organisation])
    if "covers" in values:
        values["covers"] = ()
    if "resource" in values:
        values["resource"] = "beds"


def drawn(view: View, field: Field, random: Random) -> Any:
    """A value, or several, for one field."""
    if not field.many:
        return one(view, field.what, random)
    found = [one(view, field.what, random) for _ in range(random.randint(0, 3))]
    return tuple(value for value in found if value is not None)


def one(view: View, what: Any, random: Random) -> Any:
    """One value of a type; a number that refers to nothing when the seat has seen no such thing."""
    world = view.world
    named = {
        SeatRef: world.seats,
        OrganisationRef: world.organisations,
        RuleRef: world.rules,
        TopicRef: world.topics,
        SiteRef: world.sites,
    }
    if what in named:
        return random.choice([*named[what], "nobody-known"] if random.random() < 0.05 else list(named[what]))
    if what in THINGS:
        known = list(getattr(world, THINGS[what]))
        return random.choice(known) if known and random.random() < 0.95 else random.randint(1, 900)
    if what is EventRef:
        return random.randint(1, max(world.seq, 1))
    if get_origin(what) is Literal:
        return random.choice(get_args(what))
    return plain_value(what, random)


def plain_value(what: Any, random: Random) -> Any:
    """One value of a type that refers to nothing."""
    if what in (Text, str):
        return random.choice(TEXTS)
    if what is Clause:
        return clause(random)
    if what is PlanLine:
        return PlanLine(
            random.choice(("acute", "community", "primary")), random.randint(0, 10**9), "by talking"
        )
    if what is bool:
        return random.random() < 0.5
    low, high = {Month: (1, 15), Minutes: (0, 30), Pence: (-5, 10**9), Percent: (0, 100)}.get(what, (-3, 5))
    return random.randint(low, high)


def clause(random: Random) -> Clause:
    """A clause in words, or with terms that may or may not hold."""
    if random.random() < 0.5:
        return Clause(random.choice(TEXTS[:3]))
    mechanism = random.choice(list(levers.catalogue().values()))
    names = {
        "organisation": ("buft", "bct", "marlbridge", "saltmere"),
        "site": ("marlbridge-general", "saltmere-infirmary"),
        "resource": ("beds",),
        "service": ("urgent",),
        "text": ("saltmere;marlbridge",),
    }
    terms = [
        (term.name, random.choice(names[term.kind]) if term.kind in names else random.randint(0, 40))
        for term in mechanism.terms
        if random.random() < 0.95
    ]
    return Clause("As typed", mechanism.name, tuple(sorted(terms)))
