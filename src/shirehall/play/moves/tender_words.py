"""The sentences of a tender."""

from __future__ import annotations

from shirehall.play.kinds import Names
from shirehall.play.moves.plan import pounds
from shirehall.play.names import clip, listed
from shirehall.play.record.event import Event


def says_opened(event: Event, names: Names) -> str:
    criteria = listed([f"{clip(name, 40)} ({weight}%)" for name, weight in event.body["criteria"]])
    title = clip(event.body["title"])
    until = event.body["closes"]
    return (
        f"{names.body(event.organisation)} put “{title}” out to tender until minute {until}, on {criteria}."
    )


def says_changed(event: Event, names: Names) -> str:
    return f"{names.body(event.organisation)} changed when bids for {names.thing(event.subject)} are due, to minute {event.body['closes']}."


def says_bid(event: Event, names: Names) -> str:
    late = ", late" if event.body["late"] else ""
    unfinished = f", {event.body['completeness']}% finished" if event.body["completeness"] < 100 else ""
    bidders = names.bodies(tuple(event.body["bidders"]))
    return f"{bidders} bid {pounds(event.body['pence'])} for {names.thing(event.subject)}{late}{unfinished}."


def says_barred(event: Event, names: Names) -> str:
    barred = listed([names.seat(seat) for seat in event.body["barred"]])
    return f"{barred} was kept off the panel for {names.thing(event.subject)}, having an interest in a bid."


def says_evaluated(event: Event, names: Names) -> str:
    words = clip(event.body["text"])
    return f"{names.seat(event.seat)} judged the bid of {names.body(event.body['bidder'])} for {names.thing(event.subject)}: “{words}”"


def says_decided(event: Event, names: Names) -> str:
    to = f" to {names.bodies(tuple(event.body['awarded']))}" if event.body["awarded"] else " to nobody"
    return f"{names.body(event.organisation)} awarded {names.thing(event.subject)}{to}: “{clip(event.body['text'])}”"


def says_answered(event: Event, names: Names) -> str:
    scores = listed([f"{clip(name, 40)} {score}" for name, score in event.body["scores"]]) or "no scores"
    return f"{names.body(event.organisation)} told {names.bodies_of(event.addressees)} how its bid was judged: {scores}."
