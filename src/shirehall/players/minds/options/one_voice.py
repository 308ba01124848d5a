"""Those who watch several bodies of one kind want one of them to answer for a matter, and do not take half of it."""

from __future__ import annotations

from random import Random

from shirehall.play.fields import Ask, EventRef, Minutes, SeatRef
from shirehall.play.moves.advise import Challenge
from shirehall.play.moves.asking import AskFor
from shirehall.players.minds.option import Option, Options, later
from shirehall.players.minds.options.answering import SPLIT_STEMS
from shirehall.players.minds.options.oversight import LONG_ARM, arm, troubles
from shirehall.players.minds.options.talk import named
from shirehall.players.minds.options.voice import aside
from shirehall.players.minds.situation import Situation
from shirehall.players.minds.words import by_when, joined, number_words, say

ASKS = (
    "{count} of you [explain|tell us] the same thing in {count} ways. On {matter} we want one lead for all of you, {when}. Whom do "
    "you put forward?",
    "We cannot follow {count} sets of talks about {matter}. [Who is the single lead|Name a single lead], {when}, with the right to "
    "[commit the rest|speak for all]?",
)
NOT_TAKEN = (
    "[A name for each matter is not what we asked for.|That leaves us where we were.] One lead, answerable for the whole: [anything "
    "else falls apart at the first bad month|we have seen it split and fail].",
    "We do not accept a lead for each part. [Who decides when they differ?|Whose money moves when the two disagree?] Please agree on "
    "one lead [{when}|and tell us who].",
)


def options(s: Situation) -> Options:
    """Ask for one voice when several of those watched are in trouble; turn down an answer that offers several."""
    if arm(s) < LONG_ARM:
        return
    yield from ask_for_one(s)
    yield from not_taken(s)


def ask_for_one(s: Situation) -> Options:
    """One lead, asked for by those who like to hold the reins, of all bodies of the kind that is in most trouble."""
    sore = tuple(dict.fromkeys(row[1] for row in troubles(s)))
    kinds = [s.who.roster.kinds[body] for body in sore]
    kind = max(kinds, key=kinds.count, default="")
    if kinds.count(kind) < 3 or not s.fresh("asked:governance", 110, ours=True):
        return
    if not s.falls_to_me("governance", "strategy"):
        return
    bodies = s.who.roster.of(kind)
    worth = (
        0.35
        + 0.7 * s.who.trait("control-habit")
        + 0.3 * s.share_of("governance", "contract")
        + 0.2 * s.load()
        - 0.3 * s.who.trait("patience")
    )
    reasons = (f"{kinds.count(kind)} of them are in trouble and each talks apart",)
    yield Option("ask", worth, later(wish, s, bodies), reasons, 0.75, bodies[0])


def wish(s: Situation, random: Random, bodies: tuple[str, ...]) -> Ask:
    """The wish for one counterpart."""
    to = (s.person(body, "strategy", "governance", scope="people") for body in bodies)
    text = say(
        random,
        ASKS,
        count=number_words(len(bodies)),
        matter=named(s, random, "contract"),
        when=by_when(s, random, 24),
    )
    return AskFor(
        to=tuple(SeatRef(seat) for seat in to if seat),
        wants="action",
        within=Minutes(24),
        text=joined(text, aside(s, random, 0.2)),
        about=s.about("governance", "contract"),
    )


def not_taken(s: Situation) -> Options:
    """An answer to such a wish that offers one for each place."""
    for request in reversed(list(s.world.requests.values())):
        if request.asker != s.who.seat or s.at - request.at > 80 or "lead" not in request.text:
            continue
        for event in s.view.events[request.id :]:
            if event.kind != "answered" or event.subject != request.id or s.times(f"reply#{event.seq}"):
                continue
            if any(stem in event.body["text"].lower() for stem in SPLIT_STEMS):
                worth = 0.5 + 0.9 * s.who.trait("control-habit") + 0.3 * (1 - s.who.trait("patience"))
                reasons = ("we asked for one and are offered several",)
                build = later(turn_down, s, event.seq, event.seat)
                yield Option("challenge", worth, build, reasons, 0.8, event.organisation, 1.0, event.seq)
                return


def turn_down(s: Situation, random: Random, number: int, seat: str) -> Ask:
    """The refusal of half a loaf."""
    return Challenge(
        to=(SeatRef(seat),),
        text=say(random, NOT_TAKEN, when=by_when(s, random, 12)),
        in_reply_to=EventRef(number),
        about=s.about("governance", "contract"),
    )
